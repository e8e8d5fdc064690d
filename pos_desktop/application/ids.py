"""Fresh identifiers for rows."""

import os
import time
from uuid import UUID

from pos_desktop.domain.ids import uuid7


def new_id() -> UUID:
    """A UUIDv7 of now: sorts by creation, so that rows made together lie together on disk."""
    return uuid7(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10), "big"))
