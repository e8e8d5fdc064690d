"""Looks for devices where they usually are: USB, printer ports, the system's printers, serial ports, the network.

Nothing is sent to a serial port here: a device that is not meant might take it for an order. Speaking to one that was
found is `probing`, when a person wishes it.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Final

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.device_watch import DeviceView, Finding, FoundDevice, PortView
from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import tr
from pos_desktop.devices import hid_wire as hid
from pos_desktop.devices.printers import finding as printers
from pos_desktop.devices.registry import printer_drivers
from pos_desktop.system.wires.identity import SerialPort, serial_ports

log = logging.getLogger(__name__)

AT_ONCE: Final = 64
LPSTAT_SECONDS: Final = 3.0
TERMINAL: Final = "terminal"
"""The family of what is set up under Payments."""

ZVT_PORT: Final = 20_007
NEXO_PORT: Final = 8_443
_NETWORK_PORTS: Final = (printers.PORT, ZVT_PORT, NEXO_PORT)
_SPOOLERS: Final = ("cups", "win32raw")
"""Drivers that print through the operating system's queues; each takes the setting `queue`."""

Answers = Callable[[str, int], bool]


class Finder:
    """One search. Devices that are set up already are left out."""

    def __init__(
        self,
        known: Iterable[DeviceView] = (),
        *,
        hosts: Callable[[], Sequence[str]] = printers.network_hosts,
        answers: Answers = printers.answers_at,
        ports: Callable[[], Sequence[SerialPort]] = serial_ports,
        root: Path = Path("/"),
    ) -> None:
        self._known = {(view.driver, view.address) for view in known}
        self._addresses = {view.address.split(" ")[0] for view in known}
        self._hosts, self._answers, self._ports, self._root = hosts, answers, ports, root
        self._found: list[FoundDevice] = []

    def all(self, finding: Finding) -> Sequence[FoundDevice]:
        """Everything that was found, or what was found until it was cancelled. Never raises."""
        places: tuple[tuple[str, Callable[[Finding], Iterable[FoundDevice]]], ...] = (
            (
                tr("Looking at USB"),
                lambda _: (*printers.on_usb(), *printers.on_printer_ports(), *on_hid(self._root)),
            ),
            (tr("Looking at serial ports"), lambda _: self._on_serial_ports()),
            (tr("Looking at this computer's printers"), lambda _: spooled()),
            (tr("Looking around the network"), self._on_network),
        )
        for words, look in places:
            if finding.cancelled:
                break
            finding.tell(words, tuple(self._found))
            for device in look(finding):
                if self._is_new(device):
                    self._found.append(device)
                    finding.tell(words, tuple(self._found))
        return tuple(self._found)

    def _is_new(self, device: FoundDevice) -> bool:
        if (device.driver, device.address) in self._known or device in self._found:
            return False
        return device.driver != "" or device.address not in self._addresses

    def _on_serial_ports(self) -> Iterator[FoundDevice]:
        for port in self._ports():
            settings = {"port": port.port, "identity": port.identity}
            title = port.description or tr("A device on {port}", port=port.port)
            yield FoundDevice("", port.port, settings, "", title)

    def _on_network(self, finding: Finding) -> Iterator[FoundDevice]:
        """Every address of the small networks, port by port; told as they answer."""
        doors = [(host, port) for port in _NETWORK_PORTS for host in self._hosts()]
        with ThreadPoolExecutor(AT_ONCE, "find-device") as pool:
            asked = {pool.submit(self._answers, *door): door for door in doors}
            left = set(asked)
            while left and not finding.cancelled:
                done, left = wait(left, timeout=0.1, return_when=FIRST_COMPLETED)
                for answer in done:
                    if answer.result():
                        yield _behind(*asked[answer])
                words = tr("Looking around the network")
                percent = round(100 * (1 - len(left) / len(doors)))
                finding.tell(f"{words} · {percent} %", tuple(self._found))
            pool.shutdown(wait=False, cancel_futures=True)


def _behind(host: str, port: int) -> FoundDevice:
    """What usually stands behind a port of the network."""
    if port == printers.PORT:
        return printers.printer_at(host)
    title = tr("Card terminal (ZVT)") if port == ZVT_PORT else tr("Perhaps a card terminal (nexo)")
    return FoundDevice("", f"{host}:{port}", {"host": host, "port": port}, TERMINAL, title)


def port_views() -> list[PortView]:
    """The serial ports of this computer, and its USB scanners and scales."""
    views = [PortView(port.port, port.description, port.identity) for port in serial_ports()]
    for kind in (hid.SCANNER, hid.SCALE):
        views += [PortView(node.port, node.description, node.identity, kind) for node in hid.nodes_of(kind)]
    return views


def on_hid(root: Path = Path("/")) -> list[FoundDevice]:
    """USB scanners and scales that say so in their report descriptor. Nothing is opened."""
    families = {hid.SCANNER: DeviceFamily.SCANNER.value, hid.SCALE: DeviceFamily.SCALE.value}
    return [
        FoundDevice(kind, node.port, {"port": node.port, "identity": node.identity}, family, node.description)
        for kind, family in families.items()
        for node in hid.nodes_of(kind, root)
    ]


# -- the queues of the operating system --------------------------------------------------------------


def spooled() -> list[FoundDevice]:
    """Printers that the operating system knows, where a driver prints through its queues."""
    drivers = printer_drivers()
    found = []
    for key in _SPOOLERS:
        if key not in drivers:
            continue
        for queue in _QUEUES[key]():
            settings = {"queue": queue}
            try:
                drivers[key].parse(settings)
            except PersonError:
                continue
            found.append(FoundDevice(key, queue, settings))
    return found


def _cups_queues() -> list[str]:
    """By `lpstat -e`, one name a line; none where CUPS is not installed or does not answer."""
    command = shutil.which("lpstat")
    if command is None:
        return []
    try:
        said = subprocess.run(
            [command, "-e"], capture_output=True, text=True, timeout=LPSTAT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line.strip() for line in said.stdout.splitlines() if line.strip()]


def _windows_queues() -> list[str]:
    """The printers of this computer and those it is connected to."""
    if sys.platform != "win32":
        return []
    try:
        import win32print  # type: ignore[import-untyped, unused-ignore]  # there on Windows alone
    except ImportError:
        return []
    local_and_connected = 2 | 4  # PRINTER_ENUM_LOCAL | PRINTER_ENUM_CONNECTIONS (winspool.h)
    try:
        return [str(printer[2]) for printer in win32print.EnumPrinters(local_and_connected)]
    except Exception as error:  # pywin32 raises an error class of its own, which is not here elsewhere
        log.info("the spooler tells no printers: %s", error)
        return []


_QUEUES: Mapping[str, Callable[[], list[str]]] = {"cups": _cups_queues, "win32raw": _windows_queues}
