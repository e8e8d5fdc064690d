"""A register in a few lines, written from the specification: it sends hexadecimal and reads what comes."""

import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pos_desktop.payments.zvt.fake import VirtualZvtTerminal
from pos_desktop.payments.zvt.fake.apdu import Apdu, Stream
from pos_desktop.payments.zvt.fake.bitmaps import fields
from pos_desktop.payments.zvt.fake.times import Times

QUICK = Times(answered=20.0, acknowledged=20.0, again=0.01, slow=0.05, card=60.0)
HURRIED = Times(answered=0.3, acknowledged=0.2, again=0.01, slow=0.05, card=60.0)
"""Of a terminal that the register keeps waiting."""
REGISTER = "06 00 06 00 00 00 8E 09 78"
PAY_12_50 = "06 01 0A 04 00 00 00 00 12 50 49 09 78"
ACK = "80 00 00"
PATIENCE = 30.0


class Silence(Exception):
    """Nothing came in time."""


class Broken(Exception):
    """The terminal ended the connection."""


class Register:
    """One connection; `heard` keeps all that came."""

    def __init__(self, terminal: VirtualZvtTerminal) -> None:
        self.wire = socket.create_connection((terminal.host, terminal.port), timeout=PATIENCE)
        self._stream = Stream()
        self._waiting: list[Apdu] = []
        self.heard: list[Apdu] = []

    def send(self, hexadecimal: str) -> None:
        self.wire.sendall(bytes.fromhex(hexadecimal))

    def hear(self, patience: float = PATIENCE) -> Apdu:
        """The next message. Raises Silence or Broken."""
        until = time.monotonic() + patience
        while not self._waiting:
            self.wire.settimeout(max(0.001, until - time.monotonic()))
            try:
                data = self.wire.recv(65_536)
            except TimeoutError:
                raise Silence from None
            except OSError:
                raise Broken from None
            if not data:
                raise Broken
            self._waiting += self._stream.feed(data)
        self.heard.append(self._waiting.pop(0))
        return self.heard[-1]

    def hears(self, hexadecimal: str) -> None:
        assert self.hear().encoded().hex(" ").upper() == hexadecimal

    def follow(self, *, until: tuple[int, ...] = (0x060F, 0x061E)) -> list[Apdu]:
        """All that comes until the end of the command, each acknowledged."""
        came = []
        while not came or came[-1].control not in until:
            came.append(self.hear())
            if not came[-1].is_answer:
                self.send(ACK)
            elif came[-1].control != 0x8000:
                break
        return came

    def ask(self, hexadecimal: str) -> list[Apdu]:
        """A command and all that came of it."""
        self.send(hexadecimal)
        return self.follow()

    def close(self) -> None:
        self.wire.close()


@contextmanager
def registered(terminal: VirtualZvtTerminal, config: str = "8E") -> Iterator[Register]:
    """A register that the terminal knows."""
    register = Register(terminal)
    try:
        came = register.ask(f"06 00 06 00 00 00 {config} 09 78")
        assert [one.control for one in came] == [0x8000, 0x060F]
        yield register
    finally:
        register.close()


def status_of(came: list[Apdu]) -> dict[int, bytes]:
    """The fields of the status information among what came."""
    (status,) = [one for one in came if one.control == 0x040F]
    return fields(status.data)


def kinds(came: list[Apdu]) -> list[str]:
    """What came, in short; printing apart."""
    return [f"{one.control:04X}" for one in came if one.control not in (0x06D1, 0x06D3)]


def wait_for(terminal: VirtualZvtTerminal, stage: str) -> None:
    """Until the terminal shows a stage."""
    until = time.monotonic() + PATIENCE
    while terminal.state.stage != stage:
        assert time.monotonic() < until, terminal.state
        time.sleep(0.002)


class Cable:
    """The far end of the terminal's pseudo-terminal."""

    def __init__(self, terminal: VirtualZvtTerminal) -> None:
        self.fd = os.open(terminal.serial_path, os.O_RDWR | os.O_NOCTTY)

    def send(self, data: bytes) -> None:
        os.write(self.fd, data)

    def read(self, count: int, patience: float = PATIENCE) -> bytes:
        """Exactly so many bytes. Raises Silence."""
        data, until = b"", time.monotonic() + patience
        while len(data) < count:
            ready, _, _ = select.select([self.fd], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise Silence(data.hex(" "))
            data += os.read(self.fd, count - len(data))
        return data

    def close(self) -> None:
        os.close(self.fd)
