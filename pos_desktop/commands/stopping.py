"""Being told to stop: Ctrl+C, the end of a session, a terminal that was closed."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# Windows has no hang-up; there a console that is closed ends its programs.
STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_BEHIND = 128
"""What shells add to a signal's number."""

_Handler = Callable[[int, FrameType | None], Any]


class Wish:
    """Whether somebody asked for the end, and how."""

    def __init__(self) -> None:
        self._number = 0

    def __call__(self) -> bool:
        return self._number != 0

    def take(self, number: int, _frame: FrameType | None) -> None:
        """A handler of signals."""
        self._number = number

    @property
    def code(self) -> int:
        """The exit code of a program that ended because of it."""
        return _BEHIND + self._number


@contextmanager
def noted() -> Iterator[Wish]:
    """The work under way is ended where it is whole; it asks the wish."""
    wish = Wish()
    with _handled(STOPS, wish.take):
        yield wish


@contextmanager
def waiting() -> Iterator[None]:
    """Nothing stops what is in the block."""
    with _handled(STOPS, lambda _number, _frame: None):
        yield


@contextmanager
def in_order() -> Iterator[None]:
    """What ends a program at once ends it as Ctrl+C does: what is open is closed."""
    with _handled(STOPS[1:], _exit):
        yield


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(_BEHIND + number)


@contextmanager
def _handled(signals: tuple[signal.Signals, ...], handler: _Handler) -> Iterator[None]:
    before = {each: signal.signal(each, handler) for each in signals}
    try:
        yield
    finally:
        for each, former in before.items():
            signal.signal(each, former)
