"""Stock that a platform counts as well: its level, and what it has not heard of (docs/decisions/0029).

    on hand = the last level told + our moves that the platform has not acknowledged

Quantities are thousandths. Moments are of the platform's own clock; the register's is never compared with them.
"""

from __future__ import annotations

from datetime import datetime


def counts(told_at: datetime, known_at: datetime | None) -> bool:
    """Whether a level that is told now is newer than the one that is known, told at `known_at`.

    Of two of the same moment nobody can say which is the newer: some clocks show seconds only.
    """
    return known_at is None or told_at > known_at


def correction(on_hand_milli: int, level_milli: int, waiting_milli: int) -> int:
    """The move that makes on hand right; 0 where it is."""
    return level_milli + waiting_milli - on_hand_milli


def after_silent_answer(level_milli: int, acknowledged_milli: int) -> int:
    """The level after moves were acknowledged by an answer that told none.

    It may have been in the level already; then on hand stays off by it until the next level is told.
    """
    return level_milli + acknowledged_milli
