"""How long a delivery waits before it is tried again."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

FIRST_SECONDS = 2.0
LONGEST_SECONDS = 15 * 60.0
SETTLE_SECONDS = 3.0
"""An outcome that is not known is not asked after sooner: the other side may still be at it, and what is not found
would be made again."""


def pause(
    attempts: int,
    *,
    retry_after: float | None = None,
    unsure: bool = False,
    chance: Callable[[], float] = random.random,
) -> timedelta:
    """After the given number of attempts (from 1): 2 s x 2^n with full jitter, at most 15 minutes.

    What the platform says (`retry_after`, seconds) wins over that.
    """
    least = SETTLE_SECONDS if unsure else 0.0
    if retry_after is not None:
        return timedelta(seconds=max(least, retry_after))
    ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(max(attempts - 1, 0), 30))
    return timedelta(seconds=max(least, chance() * ceiling))
