"""What may go wrong between the terminal and the register, one call at a time."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What becomes of an answer."""

    LOST = "lost"  # the connection breaks instead
    HANGS = "hangs"  # nothing comes, the connection stays
    RUBBISH = "rubbish"  # bytes that are no message
    NONSENSE = "nonsense"  # a message that says nothing of what was asked
    TWICE = "twice"
    OTHER_ORDER = "other_order"
    STATUS = "status"  # 429, 500 and the like


@dataclass(frozen=True, slots=True)
class Mishap:
    """Strikes one call. `after_effect`: what was asked for is done first."""

    trouble: Trouble
    after_effect: bool = False
    changes_only: bool = False  # waits for a call that changes something
    status: int = 0
    retry_after: float | None = None


class Mishaps:
    """Those to come, in order."""

    def __init__(self) -> None:
        self._coming: deque[Mishap] = deque()

    def add(self, mishap: Mishap) -> None:
        self._coming.append(mishap)

    def take(self, *, changing: bool) -> Mishap | None:
        """The one that strikes this call."""
        if self._coming and (changing or not self._coming[0].changes_only):
            return self._coming.popleft()
        return None

    def clear(self) -> None:
        self._coming.clear()

    def __len__(self) -> int:
        return len(self._coming)
