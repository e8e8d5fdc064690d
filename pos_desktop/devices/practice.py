"""The practice devices at work in this program: a printer with a drawer, a scale, a scanner, a line display."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.practice import PracticeDevice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pos_desktop.devices.fake.lab.device import VirtualDevice
    from pos_desktop.devices.fake.lab.lines import Line
    from pos_desktop.devices.fake.virtual_printer import VirtualPrinter


class PracticeCounter:
    """Implements PracticeLab. `folder` holds the serial ports, whose names stay from one start to the next.

    What they are made of is loaded when they are started for the first time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._ending: ExitStack | None = None
        self._devices: tuple[PracticeDevice, ...] = ()

    def start(self) -> None:
        """All of them, or none and OSError."""
        with self._lock:
            if self._ending is not None:
                return
            with ExitStack() as ending:
                self._devices = (self._printer(ending), *self._on_lines(ending))
                self._ending = ending.pop_all()

    def stop(self) -> None:
        """Ends those that run."""
        with self._lock:
            ending, self._ending, self._devices = self._ending, None, ()
            if ending is not None:
                ending.close()

    def devices(self) -> Sequence[PracticeDevice]:
        """Those that run, the printer first."""
        return self._devices

    def _printer(self, ending: ExitStack) -> PracticeDevice:
        from pos_desktop.devices.fake.virtual_printer import VirtualPrinter

        printer: VirtualPrinter = ending.enter_context(VirtualPrinter(0))
        settings = {"host": printer.host, "port": printer.port, "drawer_sensor": "high"}
        return PracticeDevice("printer", DeviceFamily.PRINTER.value, "tcp", settings, printer)

    def _on_lines(self, ending: ExitStack) -> list[PracticeDevice]:
        from pos_desktop.devices.fake.lab import VirtualDisplay, VirtualScale, VirtualScanner, new_line
        from pos_desktop.devices.fake.lab.kit import SETTLE_SECONDS, settings_of

        def line(key: str) -> Line:
            return new_line(f"practice-{key}", folder=self._folder)

        made: dict[str, VirtualDevice] = {
            "scale": VirtualScale("mettler_8217", line("scale"), settle_seconds=SETTLE_SECONDS),
            "scanner": VirtualScanner(line("scanner"), aim=True),
            "display": VirtualDisplay("escpos_display", line("display")),
        }
        for device in made.values():
            ending.callback(device.stop)
            device.start()
        return [
            PracticeDevice(key, str(device.family), device.driver, settings_of(device), device)
            for key, device in made.items()
        ]
