"""Fresh identifiers for rows."""

import os
import time
from uuid import UUID

from pos_desktop.domain.ids import uuid7

_A_MILLISECOND = 1_000_000
_STEPS = 4096


def new_id() -> UUID:
    """A UUIDv7 of now: sorts by creation, so that rows made together lie together on disk.

    Its first twelve random bits are the part of the millisecond (RFC 9562, section 6.2, method 3): two that are made one
    after the other sort so, and facts of one moment keep their order.
    """
    milliseconds, rest = divmod(time.time_ns(), _A_MILLISECOND)
    part = rest * _STEPS // _A_MILLISECOND
    return uuid7(milliseconds, part << 62 | int.from_bytes(os.urandom(8), "big") >> 2)
