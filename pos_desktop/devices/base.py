"""What every receipt printer and cash drawer is to the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

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


class CashDrawer(Protocol):
    """A cash drawer, whatever it hangs on."""

    def kick(self) -> PrintOutcome:
        """Open it; never tried again later by itself."""
        ...

    def state(self) -> DrawerState: ...
