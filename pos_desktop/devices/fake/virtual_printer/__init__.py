"""A receipt printer without hardware: listens on TCP, understands ESC/POS, shows its paper as a picture."""

from pos_desktop.devices.fake.virtual_printer.paper import Code, DrawerPulse, Receipt
from pos_desktop.devices.fake.virtual_printer.printer import VirtualPrinter
from pos_desktop.devices.fake.virtual_printer.state import Paper, PrinterState, Trouble

__all__ = ["Code", "DrawerPulse", "Paper", "PrinterState", "Receipt", "Trouble", "VirtualPrinter"]
