"""A USB device of the class HID: a node that the register opens, and what sysfs would tell of it, in a folder of its own.

The node is a socket that keeps messages apart, as the kernel keeps reports. Linux only.
"""

import contextlib
import os
import shutil
import socket
import tempfile
from pathlib import Path

from pos_desktop.devices.fake.lab.socket_line import SocketLine

_VENDOR, _PRODUCT = 0x1209, 0x0001
"""Of pid.codes, for tests."""


class HidLine(SocketLine):
    """`descriptor` is what the device says of its reports. `folder` holds `dev` and `sys`; without one a folder of its
    own is made, and removed by `stop`."""

    kind = "usb"

    def __init__(self, name: str, descriptor: bytes, folder: Path | None = None) -> None:
        super().__init__()
        self._name, self._descriptor, self._given = name, descriptor, folder
        self._folder = folder
        self._place = -1

    @property
    def address(self) -> str:
        return str(self._root / "dev" / f"hidraw{self._place}")

    @property
    def _root(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="pos-desktop-lab-"))
        return self._folder

    @property
    def _facts(self) -> Path:
        return self._root / "sys/class/hidraw" / f"hidraw{self._place}"

    def stop(self) -> None:
        super().stop()
        if self._given is None and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _plug(self, *, elsewhere: bool) -> None:
        if self._place < 0 or elsewhere:
            self._place = self._free_place()
        facts = self._facts / "device"
        facts.mkdir(parents=True, exist_ok=True)
        (facts / "report_descriptor").write_bytes(self._descriptor)
        words = f"HID_ID=0003:{_VENDOR:08X}:{_PRODUCT:08X}\nHID_NAME=Virtual {self._name}\nHID_UNIQ={self._name}\n"
        (facts / "uevent").write_text(words, encoding="utf-8")
        self._listener = self._listening(Path(self.address))

    def _free_place(self) -> int:
        taken = self._root / "sys/class/hidraw"
        place = self._place + 1
        while (taken / f"hidraw{place}").exists():
            place += 1
        return place

    @staticmethod
    def _listening(node: Path) -> socket.socket:
        """Bound through its folder's descriptor: a socket's own path may have no more than 107 characters."""
        node.parent.mkdir(parents=True, exist_ok=True)
        node.unlink(missing_ok=True)
        folder = os.open(node.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            listener.bind(f"/proc/self/fd/{folder}/{node.name}")
        finally:
            os.close(folder)
        listener.listen(4)
        listener.setblocking(False)
        return listener

    def _unplug(self) -> None:
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        Path(self.address).unlink(missing_ok=True)
        shutil.rmtree(self._facts, ignore_errors=True)

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            self._hang_up()
            connection.setblocking(False)
            self._connection = connection
            self._come()

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
