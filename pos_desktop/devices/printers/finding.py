"""Looks for printers where they usually are: port 9100 of this computer and its network, USB, printer ports."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pos_desktop.application.device_watch import FoundDevice

PORT = 9100
CONNECT_SECONDS = 0.4
AT_ONCE = 64
_PRINTER_CLASS = 0x07
"""USB base class 'printer' (USB-IF defined class codes)."""
_MOST_HOSTS = 254


def found_printers() -> Sequence[FoundDevice]:
    """Every printer that answers, those of this computer first; takes about two seconds. Never raises."""
    return (*on_usb(), *on_printer_ports(), *on_network(network_hosts()))


def on_network(hosts: Sequence[str], port: int = PORT) -> list[FoundDevice]:
    """The hosts that take a connection on the printers' port, in the order given."""
    with ThreadPoolExecutor(min(AT_ONCE, max(1, len(hosts))), "find-printer") as pool:
        answers = pool.map(lambda host: answers_at(host, port), hosts)
        found = [host for host, answers_there in zip(hosts, answers, strict=True) if answers_there]
    return [printer_at(host, port) for host in found]


def printer_at(host: str, port: int = PORT) -> FoundDevice:
    """A printer on the network."""
    return FoundDevice("tcp", host, {"host": host, "port": port})


def answers_at(host: str, port: int) -> bool:
    """Whether something takes a connection there."""
    try:
        with socket.create_connection((host, port), CONNECT_SECONDS):
            return True
    except OSError:
        return False


def network_hosts() -> list[str]:
    """This computer, then every address of the small networks it is in."""
    import psutil

    hosts = ["127.0.0.1"]
    for addresses in psutil.net_if_addrs().values():
        for address in addresses:
            if address.family == socket.AF_INET and address.netmask:
                hosts += _neighbours(address.address, address.netmask)
    return list(dict.fromkeys(hosts))


def _neighbours(address: str, netmask: str) -> list[str]:
    """The others of a private network; of a larger one the part of 254 that the address is in."""
    own = ipaddress.ip_interface(f"{address}/{netmask}")
    network = own.network
    if own.ip.is_loopback or own.ip.is_link_local or not own.ip.is_private:
        return []
    if network.num_addresses - 2 > _MOST_HOSTS:
        network = ipaddress.ip_interface(f"{address}/24").network
    return [str(host) for host in network.hosts() if host != own.ip]


def on_usb() -> list[FoundDevice]:
    """Printers on USB; none where libusb is missing or may not look."""
    try:
        import usb.core

        devices = list(usb.core.find(find_all=True) or ())  # type: ignore[no-untyped-call]  # pyusb has no types
    except (ImportError, OSError, ValueError):  # pyusb's errors are of these kinds
        return []
    return [_of_usb(device) for device in devices if _is_printer(device)]


def _of_usb(device: object) -> FoundDevice:
    vendor, product = int(getattr(device, "idVendor", 0)), int(getattr(device, "idProduct", 0))
    return FoundDevice("usb", f"{vendor:04x}:{product:04x}", {"vendor": vendor, "product": product})


def _is_printer(device: object) -> bool:
    if getattr(device, "bDeviceClass", 0) == _PRINTER_CLASS:
        return True
    try:
        return any(
            interface.bInterfaceClass == _PRINTER_CLASS
            for configuration in device  # type: ignore[attr-defined]  # pyusb has no types
            for interface in configuration
        )
    except (OSError, NotImplementedError):
        return False


def on_printer_ports() -> list[FoundDevice]:
    """Printer ports of the operating system that are there."""
    return [FoundDevice("file", str(path), {"path": str(path)}) for path in _ports()]


def _ports() -> Iterator[Path]:
    for folder in (Path("/dev/usb"), Path("/dev")):
        yield from sorted(folder.glob("lp[0-9]"))
