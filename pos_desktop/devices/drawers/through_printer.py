"""A drawer on the drawer connector of a receipt printer."""

from __future__ import annotations

from pos_desktop.application.printing import DrawerPulse, DrawerState, PrintOutcome
from pos_desktop.devices.base import ReceiptPrinter


class PrinterDrawer:
    """Pulse None is that of the printer's settings."""

    def __init__(self, printer: ReceiptPrinter, pulse: DrawerPulse | None = None) -> None:
        self._printer = printer
        self._pulse = pulse

    def kick(self) -> PrintOutcome:
        return self._printer.kick_drawer(self._pulse)

    def state(self) -> DrawerState:
        return self._printer.drawer_state()
