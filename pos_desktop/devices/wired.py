"""The wire of a scanner, scale, line display or drawer: a serial port (USB ones too), a TCP port, or a USB device of the
class HID."""

from __future__ import annotations

import errno
import os
import re
import socket
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pos_desktop.application.errors import FixSetting, PersonError, TryAgain
from pos_desktop.application.wording import tr
from pos_desktop.devices.settings import choice, number, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_desktop.system.wires.channel import Channel
    from pos_desktop.system.wires.identity import SerialPort

_TAKEN = (errno.EBUSY, errno.EAGAIN) if os.name == "posix" else (errno.EACCES,)
"""What opening a serial port says that somebody else has; Windows says 'no permission' and means that."""


@dataclass(frozen=True, kw_only=True)
class WireSettings:
    """How a device is connected.

    `wire` says which of the others count: `serial` takes `port` and the line's figures, `tcp` takes `host` and
    `tcp_port` (an Ethernet-to-serial converter). `identity` is what a USB device is known by (see `system/wires`),
    so that it is found again on another port; empty where it has none. `hid` is `HidSettings`. `connect_ms` is the most a TCP connection
    may take, below the two seconds of a stop.
    """

    wire: Literal["serial", "tcp", "hid"] = choice("serial", "serial", "tcp")
    port: str = text("")
    identity: str = text("")
    baud: int = choice(9_600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200)
    data_bits: Literal[7, 8] = choice(8, 7, 8)
    parity: Literal["none", "even", "odd"] = choice("none", "none", "even", "odd")
    stop_bits: Literal[1, 2] = choice(1, 1, 2)
    flow: Literal["dsr", "rts", "xonxoff", "none"] = choice("none", "dsr", "rts", "xonxoff", "none")
    host: str = text("")
    tcp_port: int = number(4_001, 1, 65_535)
    connect_ms: int = number(1_500, 50, 10_000)

    @property
    def address(self) -> str:
        """Where it is, for a list: 'COM3 9600 8N1', '192.168.1.40:4001'."""
        if self.wire == "tcp":
            return f"{self.host}:{self.tcp_port}"
        if self.wire == "hid":
            return self.port
        return f"{self.port} {self.baud} {self.data_bits}{self.parity[0].upper()}{self.stop_bits}"


def settings_where_it_is(settings: WireSettings) -> WireSettings:
    """The settings with the port on which a USB device is now, which may be another than when it was set up.

    Raises `TryAgain` when another kind of device has its port.
    """
    if settings.wire == "tcp":
        return settings
    if settings.wire == "hid":
        from pos_desktop.devices.hid_wire import HidSettings, hid_where_it_is

        assert isinstance(settings, HidSettings)
        return hid_where_it_is(settings)
    port = port_where_it_is(settings.port, settings.identity)
    return settings if port == settings.port else replace(settings, port=port)


def port_where_it_is(port: str, identity: str) -> str:
    """The serial port on which a USB device is now; its own for a device without an identity.

    Raises `TryAgain` when another kind of device has its port.
    """
    if not identity:
        return port
    from pos_desktop.system.wires.identity import serial_ports

    return port_among(port, identity, serial_ports())


def port_among(port: str, identity: str, there: Sequence[SerialPort]) -> str:
    """The same of these ports."""
    from pos_desktop.system.wires.identity import WrongDevice, where_is

    try:
        return where_is(port, identity, there)
    except WrongDevice as other:
        raise TryAgain(
            tr("The device is not plugged in"),
            tr("On {port} is another one: {other}.", port=port, other=other),
            tr("Plug it in again, on any USB port; or choose the port anew in Settings › Devices."),
        ) from other


def open_wire(settings: WireSettings) -> Channel:
    """Connects. Raises `TryAgain` when it cannot be reached now, `FixSetting` for a wrong setting or permission."""
    try:
        return _opened(settings)
    except OSError as cause:
        raise _not_opened(settings, cause) from cause


def _opened(settings: WireSettings) -> Channel:
    if settings.wire == "tcp":
        from pos_desktop.system.wires.tcp import open_tcp

        return open_tcp(settings.host, settings.tcp_port, settings.connect_ms / 1000, watched=True)
    if settings.wire == "hid":
        from pos_desktop.system.wires.hidraw import open_hid

        return open_hid(settings.port)
    from pos_desktop.system.wires.serial_port import SerialLine, open_serial

    line = SerialLine(
        settings.port,
        settings.baud,
        settings.data_bits,
        settings.parity,
        settings.stop_bits,
        settings.flow,
    )
    return open_serial(line)


def _not_opened(settings: WireSettings, cause: OSError) -> PersonError:
    if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
        return FixSetting(
            tr("The device's address does not exist"),
            tr("No device is called {host}.", host=settings.host),
            tr("Correct the address in Settings › Devices."),
        )
    number = _number_of(cause)
    if settings.wire != "tcp" and number == errno.ENOENT:
        return TryAgain(
            tr("The device is not plugged in"),
            tr("{port} is not there.", port=settings.port),
            tr("Plug it in; it is taken up by itself. Another port is chosen in Settings › Devices."),
        )
    if settings.wire == "serial" and number in _TAKEN:
        return TryAgain(
            tr("Another program uses the port"),
            tr("{port} cannot be opened.", port=settings.port),
            tr("Close the other program; the device is then taken up by itself."),
        )
    if settings.wire == "hid" and number in (errno.EACCES, errno.ENOSYS):
        return _hid_not_opened(settings, number)
    if number == errno.EACCES:
        return FixSetting(
            tr("The serial port may not be used"),
            tr("This user has no permission for {port}.", port=settings.port),
            tr("Give the user access to serial ports (on Linux the group dialout), then log in again."),
        )
    return TryAgain(
        tr("The device is not reached"),
        tr("{address} cannot be opened ({cause}).", address=settings.address, cause=_words_of(cause)),
        tr("Check that it is on and its cable is plugged in."),
    )


def _hid_not_opened(settings: WireSettings, number: int) -> PersonError:
    if number == errno.ENOSYS:
        return FixSetting(
            tr("This connection does not exist here"),
            tr("USB devices of the kind HID POS are spoken to on Linux alone."),
            tr("Set the device to a serial port (USB COM) by its manual, and add it anew."),
        )
    return FixSetting(
        tr("The USB device may not be used"),
        tr("This user has no permission for {port}.", port=settings.port),
        tr("Give the user access to it by a udev rule (see the manual, Hardware), then plug it in again."),
    )


def _number_of(cause: OSError) -> int | None:
    """The error's number; on Windows pyserial tells it in its text alone: 'could not open port: OSError(2, ...)'."""
    if cause.errno is not None:
        return cause.errno
    told = re.search(r"Error\((\d+),", str(cause))
    return int(told[1]) if told else None


def _words_of(cause: OSError) -> str:
    """The cause in the operating system's words, without what pyserial puts around them."""
    return os.strerror(cause.errno) if cause.errno else str(cause)
