"""The register's end of a virtual device's line, as plain as can be."""

import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pos_desktop.devices.fake.lab.device import VirtualDevice
from pos_desktop.devices.fake.lab.tcp_line import TcpLine

SECONDS = 30.0


class Wire:
    """Reads and writes the raw bytes of a line."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def write(self, data: bytes) -> None:
        os.write(self.descriptor, data)

    def read(self, count: int, seconds: float = SECONDS) -> bytes:
        """So many bytes, fewer when the time is over or the line has ended."""
        data, until = b"", time.monotonic() + seconds
        while len(data) < count:
            left = max(0.0, until - time.monotonic())
            if not select.select([self.descriptor], [], [], left)[0]:
                break
            try:
                part = os.read(self.descriptor, count - len(data))
            except OSError:
                break
            if not part:
                break
            data += part
        return data

    def ask(self, question: bytes, count: int) -> bytes:
        self.write(question)
        return self.read(count)

    def silent(self, seconds: float = 0.15) -> bool:
        """Whether nothing comes."""
        return self.read(1, seconds) == b""

    def ended(self) -> bool:
        """Whether the other side is gone."""
        if not select.select([self.descriptor], [], [], SECONDS)[0]:
            return False
        try:
            return os.read(self.descriptor, 1) == b""
        except OSError:
            return True


@contextmanager
def wired(device: VirtualDevice) -> Iterator[Wire]:
    """The line of a running device, opened."""
    if isinstance(device.line, TcpLine):
        with socket.create_connection((device.line.host, device.line.port), timeout=SECONDS) as connection:
            assert device.wait_until(lambda: device.connected)
            yield Wire(connection.fileno())
        return
    descriptor = os.open(device.address, os.O_RDWR | os.O_NOCTTY)
    try:
        assert device.wait_until(lambda: device.connected)
        yield Wire(descriptor)
    finally:
        os.close(descriptor)
