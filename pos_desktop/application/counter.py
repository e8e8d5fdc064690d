"""The counter's devices as the register uses them, whichever are there. Any may be missing at any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_desktop.application.weighing import ScaleReading, WeighingOrder
from pos_desktop.domain.record import record

Stop = Callable[[], None]
"""Ends a listener's interest."""

LINE_WIDTH = 20
"""Columns of the usual line display (20 by 2)."""


@record
class ScannedCode:
    """What a scanner on a wire read: with its AIM identifier (']E0') where the scanner sends one."""

    text: str
    device: str = ""


@record
class LineText:
    """What a line display shows. Longer texts are cut by the display's driver, never wrapped."""

    upper: str = ""
    lower: str = ""
    upper_end: str = ""
    """Put at the end of the upper line: it is never cut, the text before it is."""
    lower_end: str = ""


class Counter(Protocol):
    """Every method may be called from the UI thread and returns at once; listeners are called on devices' threads."""

    def on_scan(self, listener: Callable[[ScannedCode], None]) -> Stop:
        """Codes of scanners on a wire; those that type like a keyboard come by the key stream."""
        ...

    @property
    def has_scale(self) -> bool: ...

    def weigh(self, order: WeighingOrder, listener: Callable[[ScaleReading], None]) -> Stop:
        """Readings of the register's scale from now on, several a second, until stopped.

        Without a scale, or while it is away, one reading says so and others follow when that changes.
        """
        ...

    def zero(self) -> None:
        """Asks the scale to take what lies on it as nothing, where it can."""
        ...

    def show(self, text: LineText) -> None:
        """Puts it on every line display; the latest wins, older ones are not caught up on."""
        ...
