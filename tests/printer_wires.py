"""Real wires to the scripted printer: a TCP server, a pseudo-terminal, a USB backend, memory."""

import contextlib
import errno
import os
import select
import socket
import struct
import termios
import threading
import tty
from array import array
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from pos_desktop.devices.base import Log, no_log
from pos_desktop.devices.fake.memory_printer import Died, MemoryPrinter, ScriptedPrinter
from pos_desktop.devices.printers.conversation import EscPosPrinter, TalkingPrinter
from pos_desktop.devices.printers.drivers import serial_port, tcp
from pos_desktop.devices.printers.drivers import usb as usb_driver
from pos_desktop.devices.printers.settings import PrinterSettings
from pos_desktop.devices.printers.star_line import StarPrinter
from tests.kept_port import kept_port
from tests.scripted_star import ScriptedStar

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""Linger for no time: closing sends RST, as a printer does that finds a connection from before its death."""
QUICK = {"answer_ms": 200, "stall_ms": 300, "confirm_ms": 900}
"""For a printer that keeps silent or takes nothing."""
PATIENT = {"answer_ms": 5_000, "stall_ms": 30_000, "confirm_ms": 30_000}
"""For one that answers, on a computer that may be busy."""
_PATIENCE = 30.0


class Wire:
    """A way to the scripted printer; `off` and `on` are its power switch."""

    scripted: type[ScriptedPrinter] = ScriptedPrinter
    speaks: type[TalkingPrinter] = EscPosPrinter
    says = (
        ("out", "DLE EOT 4 ask paper sensor"),
        ("in", "status 0x12 ok"),
        ("out", "GS a 15 tell changes by yourself"),
        ("out", "GS V 66 0 cut"),
    )
    """Lines of the log of a job that went well."""

    def __init__(self) -> None:
        self.inside = self.scripted()
        self._made: list[TalkingPrinter] = []

    def make(self, log: Log = no_log, **settings: Any) -> TalkingPrinter:
        """A printer on this wire; closed with it."""
        printer = self._printer(log, **PATIENT | settings)
        self._made.append(printer)
        return printer

    def _printer(self, log: Log, **settings: Any) -> TalkingPrinter:
        raise NotImplementedError

    def off(self) -> None:
        self.inside.refuses = True

    def on(self) -> None:
        self.inside.refuses = False

    def end(self) -> None:
        for printer in self._made:
            printer.close()


class MemoryWire(Wire):
    def _printer(self, log: Log, **settings: Any) -> TalkingPrinter:
        return MemoryPrinter(PrinterSettings(**settings), log, self.inside)


class TcpWire(Wire):
    """A server on a port of its own; off means that it refuses and resets connections."""

    def __init__(self) -> None:
        super().__init__()
        self._port = kept_port()
        self._listening: socket.socket | None = None
        self._connections: list[tuple[socket.socket, threading.Thread]] = []
        self._accepting: threading.Thread | None = None
        self.on()

    def _printer(self, log: Log, **settings: Any) -> TalkingPrinter:
        known = tcp.TcpSettings(host="127.0.0.1", port=self._port, connect_ms=500, **settings)
        return self.speaks(known, lambda: tcp.connect(known), log)

    def on(self) -> None:
        listening = socket.create_server(("127.0.0.1", self._port), backlog=5)
        self._listening = listening
        self._accepting = threading.Thread(target=self._accept, args=(listening,), daemon=True)
        self._accepting.start()

    def off(self) -> None:
        if self._listening is not None:
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None
        if self._accepting is not None:
            self._accepting.join(_PATIENCE)
        for connection, thread in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(_PATIENCE)
        self._connections.clear()
        self.inside.restart()

    def end(self) -> None:
        super().end()
        self.off()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._connections.append((connection, thread))
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            while data := self._next(connection):
                while self.inside.takes_nothing and self._listening is not None:
                    threading.Event().wait(0.01)
                answer = self.inside.take(data)
                if answer:
                    connection.sendall(answer)
        except Died:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        except OSError:
            pass
        finally:
            connection.close()

    def _next(self, connection: socket.socket) -> bytes:
        while not select.select([connection], [], [], 0.02)[0]:
            connection.sendall(self.inside.tell())
        return connection.recv(4096)


class SerialWire(Wire):
    """The far end of a pseudo-terminal; off means that the line hangs up."""

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()
        self._name = ""
        self._thread: threading.Thread | None = None
        self.on()

    def _printer(self, log: Log, **settings: Any) -> TalkingPrinter:
        def connect() -> serial_port.SerialChannel:
            return serial_port.connect(serial_port.SerialSettings(port=self._name or "/dev/none", **settings))

        return self.speaks(serial_port.SerialSettings(port="-", **settings), connect, log)

    def on(self) -> None:
        near, far = os.openpty()
        tty.setraw(far)
        self._name = os.ttyname(far)
        self._stop.clear()
        self._thread = threading.Thread(target=self._serve, args=(near, far), daemon=True)
        self._thread.start()

    def off(self) -> None:
        self._name = ""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
        self.inside.restart()

    def end(self) -> None:
        super().end()
        self.off()

    def _serve(self, near: int, far: int) -> None:
        try:
            while not self._stop.is_set():
                os.write(near, self.inside.tell())
                # Asked last: it may be told to take nothing while this waits.
                if not select.select([near], [], [], 0.02)[0] or self.inside.takes_nothing:
                    self._stop.wait(0.005)
                    continue
                answer = self.inside.take(os.read(near, 4096))
                if answer:
                    os.write(near, answer)
        except (Died, OSError, termios.error):
            self._name = ""
        finally:
            os.close(far)
            os.close(near)


class UsbWire(Wire):
    """The scripted printer behind pyusb; off means unplugged."""

    def _printer(self, log: Log, **settings: Any) -> TalkingPrinter:
        known = usb_driver.UsbSettings(vendor=0x04B8, product=0x0202, **settings)
        return self.speaks(known, lambda: usb_driver.connect(known, UsbBackend(self.inside)), log)


class UsbBackend(usb.backend.IBackend):
    """One printer of class 7 with bulk endpoints 0x01 and 0x82, as libusb would describe it."""

    def __init__(self, inside: ScriptedPrinter) -> None:
        self._inside = inside
        self._answers = bytearray()

    def enumerate_devices(self) -> Any:
        return iter([] if self._inside.refuses else ["printer"])

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=0x04B8, idProduct=0x0202, bcdDevice=0x0100, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, address=2, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=7, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        address = (0x01, 0x82)[ep]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: Any) -> Any:
        self._inside.restart()
        return dev

    def close_device(self, handle: Any) -> None:
        pass

    def set_configuration(self, handle: Any, value: int) -> None:
        pass

    def get_configuration(self, handle: Any) -> int:
        return 1

    def claim_interface(self, handle: Any, interface: int) -> None:
        pass

    def release_interface(self, handle: Any, interface: int) -> None:
        pass

    def reset_device(self, handle: Any) -> None:
        pass

    def bulk_write(self, handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert ep == 0x01
        assert timeout > 0, "0 would wait for ever"
        self._must_be_there()
        if self._inside.takes_nothing:
            self._time_out(timeout)
        try:
            self._answers += self._inside.take(bytes(data))
        except Died as died:
            self._inside.refuses = True
            raise usb.core.USBError("gone", errno=errno.ENODEV) from died
        return len(data)

    def bulk_read(self, handle: Any, ep: int, intf: int, buff: array, timeout: int) -> int:
        assert ep == 0x82
        assert timeout > 0, "0 would wait for ever"
        self._must_be_there()
        self._answers += self._inside.tell()
        if not self._answers:
            self._time_out(timeout)
        data = bytes(self._answers[: len(buff)])
        del self._answers[: len(buff)]
        buff[: len(data)] = array("B", data)
        return len(data)

    def _must_be_there(self) -> None:
        if self._inside.refuses:
            raise usb.core.USBError("gone", errno=errno.ENODEV)

    @staticmethod
    def _time_out(milliseconds: int) -> None:
        threading.Event().wait(milliseconds / 1000)
        raise usb.core.USBTimeoutError("time-out", errno=errno.ETIMEDOUT)


class StarTcpWire(TcpWire):
    """A Star printer on the network."""

    scripted = ScriptedStar
    speaks = StarPrinter
    says = (("out", "ESC ACK SOH ask status"), ("in", "all printed"), ("out", "ESC d 3 feed and cut"))


class StarSerialWire(SerialWire):
    """A Star printer on a serial port."""

    scripted = ScriptedStar
    speaks = StarPrinter
    says = StarTcpWire.says
