"""The virtual devices by themselves: at the addresses that the settings of a register take."""

import json
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from pos_desktop.devices.fake.lab.device import VirtualDevice
from pos_desktop.devices.fake.lab.kit import at_work, kit
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.zvt.fake import VirtualZvtTerminal

if TYPE_CHECKING:
    from pos_desktop.ui.virtual_devices.lab_window import LabWindow
    from pos_desktop.ui.virtual_devices.lab_windows import OnDemand

PRINTER_PORT, TERMINAL_PORT, ZVT_PORT = 9100, 20008, 20007


class _Startable(Protocol):
    def start(self) -> Self: ...


T = TypeVar("T", bound=_Startable)


@dataclass(frozen=True, slots=True)
class Lab:
    """The devices at work."""

    printer: VirtualPrinter
    terminal: VirtualTerminal
    zvt: VirtualZvtTerminal
    devices: dict[str, VirtualDevice]

    def facts(self) -> list[dict[str, object]]:
        """Every device with its address."""
        return [
            _network_facts("printer", "printer", "tcp", self.printer.host, self.printer.port),
            _network_facts("card-terminal", "card_terminal", "fake", self.terminal.host, self.terminal.port),
            _network_facts("card-terminal-zvt", "card_terminal", "zvt", self.zvt.host, self.zvt.port),
            *(device.facts(name) for name, device in self.devices.items()),
        ]


def _network_facts(name: str, family: str, driver: str, host: str, port: int) -> dict[str, object]:
    return {
        "name": name,
        "family": family,
        "driver": driver,
        "kind": "network",
        "address": f"{host}:{port}",
        "state": "waiting",
    }


@contextmanager
def opened(*, network: bool | None = None) -> Iterator[Lab]:
    """All devices, at work until the end. Raises OSError when a line cannot be had."""
    with ExitStack() as ending:
        folder = ending.enter_context(tempfile.TemporaryDirectory(prefix="pos-desktop-lab-"))
        printer = _started(VirtualPrinter, PRINTER_PORT)
        ending.callback(printer.stop)
        terminal = _started(VirtualTerminal, TERMINAL_PORT)
        ending.callback(terminal.stop)
        zvt = _started(lambda port: VirtualZvtTerminal(port=port), ZVT_PORT)
        ending.callback(zvt.stop)
        lab = Lab(printer, terminal, zvt, kit(network=network, folder=Path(folder)))
        ending.enter_context(at_work(lab.devices))
        yield lab


def _started(make: Callable[[int], T], port: int) -> T:
    """On the usual port, or on a free one when that is taken."""
    try:
        return make(port).start()
    except OSError:
        return make(0).start()


def serve(say: Callable[[str], object], seconds: float | None = None, *, network: bool | None = None) -> int:
    """Tells the addresses as JSON and serves until the time is over or somebody stops it; the exit code."""
    ended = threading.Event()
    before = {each: signal.signal(each, lambda *_: ended.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with opened(network=network) as lab:
            say(json.dumps({"devices": lab.facts()}, indent=2))
            ended.wait(seconds)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    return 0


def show(
    seconds: float | None = None, *, network: bool | None = None, language: str = "en", dark: bool = False
) -> int:
    """Opens the list of the devices, which leads to the window of each; ends when the list is closed."""
    from PySide6.QtCore import QTimer

    from pos_desktop.application.store_settings import StoreSettings
    from pos_desktop.ui.application import create
    from pos_desktop.ui.virtual_devices.lab_windows import OnDemand

    settings = StoreSettings(language=language, appearance="dark" if dark else "light")
    application = create(settings=settings)
    with opened(network=network) as lab:
        windows = OnDemand()
        window = list_window(lab, windows)
        window.closed.connect(application.quit)
        window.show()
        if seconds is not None:
            QTimer.singleShot(round(seconds * 1000), application.quit)
        try:
            return int(application.exec())
        finally:
            windows.close()
            window.close()


def list_window(lab: Lab, windows: "OnDemand") -> "LabWindow":
    """The list; `windows` makes those of the devices when they are asked for."""
    from pos_desktop.ui.virtual_devices.card_window import VirtualTerminalWindow
    from pos_desktop.ui.virtual_devices.lab_window import LabWindow
    from pos_desktop.ui.virtual_devices.lab_windows import listed, window_of
    from pos_desktop.ui.virtual_devices.window import VirtualPrinterWindow
    from pos_desktop.ui.virtual_devices.zvt_window import VirtualZvtWindow

    printer, terminal, zvt = lab.printer, lab.terminal, lab.zvt
    windows.add("printer", lambda: VirtualPrinterWindow(printer))
    windows.add("card-terminal", lambda: VirtualTerminalWindow(terminal))
    windows.add("card-terminal-zvt", lambda: VirtualZvtWindow(zvt))
    addresses = {
        "printer": lambda: f"{printer.host}:{printer.port}",
        "card-terminal": lambda: f"{terminal.host}:{terminal.port}",
        "card-terminal-zvt": lambda: f"{zvt.host}:{zvt.port}",
    }
    rows = [
        listed(key, "printer" if key == "printer" else "card_terminal", address, lambda: "", windows)
        for key, address in addresses.items()
    ]
    for name, device in lab.devices.items():
        windows.add(name, partial(window_of, device.family, device))
        rows.append(
            listed(
                name,
                device.family,
                partial(getattr, device, "address"),
                partial(getattr, device, "standing"),
                windows,
            )
        )
    return LabWindow(rows)
