"""Commands on their own: what is needed before, after and beside the data of a document."""

from __future__ import annotations

from dataclasses import dataclass

from pos_desktop.application.printing import DrawerPulse

LINE_DOTS = 30
"""Height of a line of text: 1/6 inch, the printer's own after a reset."""

FEED_TO_TEAR_OFF = 5
"""Lines between the print head and the tear bar of a printer without a cutter."""


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes that belong together and their words for the log; never the text of the receipt.

    `dots` is the paper they take, from which the time to print them is estimated.
    """

    data: bytes
    words: str
    dots: int = 0


def drawer_kick(pulse: DrawerPulse) -> Part:
    """`ESC p m t1 t2`, times in units of 2 ms."""
    pin = 0 if pulse.pin == 2 else 1
    on, off = _pulse_units(pulse.on_ms), _pulse_units(pulse.off_ms)
    return Part(b"\x1bp" + bytes([pin, on, off]), f"ESC p {pin} {on} {off} open drawer")


def realtime_drawer_kick(pulse: DrawerPulse) -> Part:
    """`DLE DC4 1 m t`, t in 100 ms: obeyed at once, also without paper or with an open cover."""
    pin = 0 if pulse.pin == 2 else 1
    tenths = max(1, min(8, round(pulse.on_ms / 100)))
    return Part(b"\x10\x14\x01" + bytes([pin, tenths]), f"DLE DC4 1 {pin} {tenths} open drawer now")


def _pulse_units(milliseconds: int) -> int:
    return max(1, min(255, milliseconds // 2))
