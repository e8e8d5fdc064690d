"""What every device of the counter is to the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from pos_desktop.application.counter import LineText
from pos_desktop.application.device_states import DeviceFamily, DeviceStatus
from pos_desktop.application.documents import Document
from pos_desktop.application.printing import (
    DrawerPulse,
    DrawerState,
    LogDirection,
    LogTone,
    PrinterStatus,
    PrintOutcome,
)
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.weighing import WeighingOrder

Log = Callable[[LogDirection, str, LogTone], None]
"""Takes a line of the conversation: direction, technical words, tone."""


def no_log(direction: LogDirection, words: str, tone: LogTone) -> None:
    """For a device nobody watches."""


class ReceiptPrinter(Protocol):
    """A receipt printer. One thread uses it at a time; every call ends within the device's time-outs."""

    def open(self) -> None:
        """Connect; does nothing when connected.

        Raises `TryAgain` when the printer cannot be reached now, `FixSetting` when a setting or a
        permission is wrong.
        """
        ...

    def status(self) -> PrinterStatus:
        """What the printer says now. Never raises; not connected is `unreachable`, silence is `unknown`."""
        ...

    def news(self) -> bool:
        """Whether the printer told something by itself, or went away, since `status`. Waits for nothing, never raises."""
        ...

    def print(self, document: Document) -> PrintOutcome:
        """Print it, after asking whether the printer can. Never raises for anything the printer does."""
        ...

    def kick_drawer(self, pulse: DrawerPulse | None = None) -> PrintOutcome:
        """Open the drawer, with the pulse of the settings unless told otherwise.

        `printed` means the printer took the pulse, and with a drawer sensor that the drawer is open.
        """
        ...

    def drawer_state(self) -> DrawerState:
        """Open or closed by the sensor on the drawer connector; `unknown` without one or without answer."""
        ...

    def interrupt(self) -> None:
        """From another thread: a call under way ends soon as `failed` (`stopped`), later ones at once."""
        ...

    def close(self) -> None:
        """Disconnect without waiting for anything; does nothing when not connected."""
        ...


class PrinterDriver(Protocol):
    """A way to connect a printer, as the registry lists it."""

    @property
    def key(self) -> str:
        """The name stored with a device; never changes."""
        ...

    @property
    def label(self) -> str:
        """The name on the Devices screen, in the language in use."""
        ...

    @property
    def fields(self) -> tuple[SettingField, ...]:
        """The settings to ask for, in the language in use."""
        ...

    def parse(self, raw: Mapping[str, object]) -> Any:
        """Stored settings into the driver's settings class; raises `FixSetting` naming what is wrong."""
        ...

    def address(self, settings: Any) -> str:
        """Where the printer is, for a list: '192.168.1.40', 'COM3'."""
        ...

    def create(self, settings: Any, log: Log) -> ReceiptPrinter:
        """A printer with these settings; connects nothing yet."""
        ...


class AttendedDevice(Protocol):
    """A scanner, scale, line display or drawer on a wire of its own. One thread attends it; its worker opens it again
    after a loss, with pauses, on the port where it is found."""

    def open(self) -> None:
        """Connect; does nothing when connected. Raises `TryAgain` or `FixSetting`."""
        ...

    def attend(self, seconds: float) -> DeviceStatus:
        """One turn: do what was asked for, then ask or listen for at most the time; ends early after something came.

        Raises `ChannelLost` when the wire broke. Whatever the device says, nothing else leaves it.
        """
        ...

    def interrupt(self) -> None:
        """From any thread: the turn under way ends at once (something was asked for, or the register stops)."""
        ...

    def close(self) -> None:
        """Disconnect without waiting; does nothing when not connected."""
        ...


class Scale(AttendedDevice, Protocol):
    """Tells its readings to the listener that it was made with, on its thread."""

    def order(self, order: WeighingOrder | None) -> None:
        """From any thread: weigh from now on for this order; None rests (a reading now and then tells it lives)."""
        ...

    def zero(self) -> None:
        """From any thread: take what lies on it as nothing; does nothing where the scale knows no such command."""
        ...


class LineDisplay(AttendedDevice, Protocol):
    """Shows two lines."""

    def show(self, text: LineText) -> None:
        """From any thread: the latest text wins; it is shown again after the display was away."""
        ...


class WiredDrawer(AttendedDevice, Protocol):
    """A drawer on a wire of its own."""

    def kick(self) -> None:
        """From any thread: open it once, within the next five seconds or never."""
        ...

    def state(self) -> DrawerState:
        """By its own sensor; `unknown` without one."""
        ...


class DeviceDriver(Protocol):
    """A kind of device on a wire, as the registry lists it: a module of the family's folder names it `DEVICE_DRIVER`.

    `create` differs by family in what it is handed beside settings and log:
    scanner `heard: Callable[[str], None]` (a whole code, AIM identifier first where sent), scale
    `told: Callable[[ScaleReading], None]`, display and drawer nothing.
    """

    @property
    def family(self) -> DeviceFamily: ...

    @property
    def key(self) -> str:
        """The name stored with a device, unique over all families; never changes."""
        ...

    @property
    def label(self) -> str:
        """The name on the Devices screen, in the language in use."""
        ...

    @property
    def fields(self) -> tuple[SettingField, ...]:
        """The settings to ask for, in the language in use."""
        ...

    def parse(self, raw: Mapping[str, object]) -> Any:
        """Stored settings into the driver's settings class (a WireSettings); raises `FixSetting`."""
        ...

    def create(self, settings: Any, log: Log, *listener: Any) -> AttendedDevice:
        """A device with these settings; connects nothing yet."""
        ...
