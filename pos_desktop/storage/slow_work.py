"""Work on the shop's file that may take minutes, before there is a register that could tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol, TypeVar

    Result = TypeVar("Result")

    class Slowly(Protocol):
        """Does such work, and may tell somebody meanwhile."""

        def __call__(self, words: str, work: Callable[[], Result]) -> Result:
            """What `work` answers or raises; it may run on another thread. `words` say what is being done."""


def at_once(words: str, work: Callable[[], Result]) -> Result:
    """Where nobody looks on, or a command tells by itself."""
    del words
    return work()
