"""Which serial ports there are, and what the USB device behind one is known by wherever it is plugged in.

An identity is 'vid:pid:serial', the first two in hex. Devices without a serial number of their own have an empty
third part: two of the same kind cannot be told apart then.
"""

from __future__ import annotations

from collections.abc import Iterable

from pos_desktop.domain.record import record


@record
class SerialPort:
    """A port that is there. `identity` is empty for a port that is built in."""

    port: str  # COM3, /dev/ttyUSB0
    description: str = ""
    identity: str = ""

    @property
    def model(self) -> str:
        """The identity without the serial number: what all devices of the kind have in common."""
        return model_of(self.identity)


class WrongDevice(Exception):
    """The port is there, and behind it another kind of device than the one that is looked for."""


def model_of(identity: str) -> str:
    """'vid:pid' of an identity; empty for none."""
    return ":".join(identity.split(":", 2)[:2])


def serial_ports() -> list[SerialPort]:
    """The ports of this computer, in the order of their names. Opens none; takes up to some tenths of a second."""
    from serial.tools.list_ports import comports  # type: ignore[attr-defined]  # it picks one by platform

    found = []
    for port in comports():  # type: ignore[no-untyped-call]  # pyserial carries no types
        identity = ""
        if port.vid is not None and port.pid is not None:
            identity = f"{port.vid:04x}:{port.pid:04x}:{port.serial_number or ''}"
        description = port.description if port.description not in (None, "n/a", port.device) else ""
        if identity or description or port.hwid not in (None, "n/a"):
            found.append(SerialPort(port.device, description, identity))
    return sorted(found, key=lambda port: port.port)


def where_is(port: str, identity: str, ports: Iterable[SerialPort]) -> str:
    """The port on which a device is now: that of its settings unless it was plugged in elsewhere.

    Raises `WrongDevice` when its own port belongs to another kind of device and it is nowhere else. A device of the
    same model on its port passes for it: a broken one was replaced.
    """
    if not identity:
        return port
    there = list(ports)
    same = [each.port for each in there if each.identity == identity]
    if port in same:
        return port
    if len(same) == 1 or (same and not identity.endswith(":")):
        return same[0]
    own = next((each for each in there if each.port == port), None)
    if own is not None and own.model != model_of(identity):
        raise WrongDevice(own.description or own.identity or own.port)
    return port
