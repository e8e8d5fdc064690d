"""How a device of the counter is, whatever its family. Printers say more, see `printing.PrinterStatus`."""

from __future__ import annotations

from enum import StrEnum

from pos_desktop.domain.record import record


class DeviceFamily(StrEnum):
    """What a device is for; stored with it."""

    PRINTER = "printer"
    DRAWER = "drawer"  # on a wire of its own
    SCANNER = "scanner"
    SCALE = "scale"
    DISPLAY = "display"  # a line display


class DeviceState(StrEnum):
    """One word for the list and the chip. No answer is `unknown`, never `ready`."""

    READY = "ready"
    ATTENTION = "attention"  # it works, and wants something: see `shown`
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    ERROR = "error"  # a setting, a permission or the device itself


@record
class DeviceStatus:
    """What is known of a device now."""

    state: DeviceState
    shown: str = ""
    """What it tells at present, in words for people: a weight, 'open', the text of a display."""
    detail: str = ""
    """The cause in the words of the operating system or the protocol; for the log, not for people."""
    answered_ms: int | None = None
    address: str = ""
    """Where it is now, when that is not where its settings say (a USB device on another port)."""
