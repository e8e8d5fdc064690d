"""The other end of a device's wire, scripted by the test: a TCP server or a pseudo-terminal."""

import contextlib
import os
import shutil
import socket
import struct
import tempfile
import threading
import tty
from collections.abc import Callable
from pathlib import Path

from tests.kept_port import kept_port

Script = Callable[[bytes], bytes]
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
PATIENCE_SECONDS = 30.0  # of a busy computer; what comes sooner is not waited for


def silent(_: bytes) -> bytes:
    return b""


class Peer:
    """Answers what it is told by its script; `received` is all that came."""

    def __init__(self) -> None:
        self.received = b""
        self.script: Script = silent
        self.byte_seconds = 0.0
        self._news = threading.Condition()

    def settings(self) -> dict[str, object]:
        raise NotImplementedError

    def send(self, data: bytes) -> None:
        raise NotImplementedError

    def vanish(self) -> None:
        raise NotImplementedError

    def wait_received(self, part: bytes, seconds: float = PATIENCE_SECONDS) -> bool:
        with self._news:
            return self._news.wait_for(lambda: part in self.received, seconds)

    def _took(self, data: bytes) -> None:
        with self._news:
            self.received += data
            self._news.notify_all()
        answer = self.script(data)
        if self.byte_seconds:
            for byte in answer:
                threading.Event().wait(self.byte_seconds)
                self.send(bytes([byte]))
        elif answer:
            self.send(answer)


class TcpPeer(Peer):
    def __init__(self) -> None:
        super().__init__()
        self._port = kept_port()
        self._guard = threading.Lock()
        self._server: socket.socket | None = None
        self._connection: socket.socket | None = None
        self._connected = threading.Event()
        self.come_back()

    def settings(self) -> dict[str, object]:
        return {"wire": "tcp", "host": "127.0.0.1", "tcp_port": self._port, "connect_ms": 500}

    def come_back(self) -> None:
        self._server = socket.create_server(("127.0.0.1", self._port), backlog=5)
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()

    def send(self, data: bytes) -> None:
        self._connected.wait(PATIENCE_SECONDS)
        connection = self._connection
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.sendall(data)

    def vanish(self) -> None:
        if self._server is None:
            return
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        with self._guard:
            self._server = None
            connection, self._connection = self._connection, None
            self._connected.clear()
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _serve(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._guard:
                    if self._server is not server:  # it vanished while this caller was let in
                        connection.close()
                        return
                    self._connection = connection
                    self._connected.set()
                while data := connection.recv(4096):
                    self._took(data)


class PtyPeer(Peer):
    def __init__(self) -> None:
        super().__init__()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._name = os.ttyname(self._slave)
        self._stop = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def settings(self) -> dict[str, object]:
        return {"wire": "serial", "port": self._name}

    def send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._master, data)

    def vanish(self) -> None:
        if self._master < 0:
            return
        os.write(self._stop[1], b"x")
        self._thread.join(PATIENCE_SECONDS)
        master, self._master = self._master, -1
        for descriptor in (self._slave, master, *self._stop):
            os.close(descriptor)

    def _serve(self) -> None:
        import select

        while True:
            ready = select.select([self._master, self._stop[0]], [], [])[0]
            if self._stop[0] in ready:
                return
            try:
                data = os.read(self._master, 4096)
            except OSError:
                return
            self._took(data)


class HidPeer(Peer):
    """A USB device of the class HID: a node that keeps reports apart, and what sysfs tells of it, below a folder."""

    def __init__(self, descriptor: bytes, identity: str = "0922:8003:A1") -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="hid-"))
        self._descriptor, self._identity = descriptor, identity
        self._guard = threading.Lock()
        self._server: socket.socket | None = None
        self._connection: socket.socket | None = None
        self._connected = threading.Event()
        self.come_back()

    def settings(self) -> dict[str, object]:
        return {"port": str(self.node), "identity": self._identity}

    def come_back(self, name: str = "hidraw0") -> None:
        self.node = self.root / "dev" / name
        tell_hid(self.root, name, self._descriptor, self._identity)
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._server.bind(str(self.node))
        self._server.listen(5)
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()

    def send(self, data: bytes) -> None:
        self._connected.wait(PATIENCE_SECONDS)
        if self._connection is not None and data:
            with contextlib.suppress(OSError):
                self._connection.send(data)

    def vanish(self) -> None:
        if self._server is None:
            return
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        shutil.rmtree(self.root / "sys", ignore_errors=True)
        self.node.unlink(missing_ok=True)
        with self._guard:
            self._server = None
            connection, self._connection = self._connection, None
            self._connected.clear()
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def end(self) -> None:
        self.vanish()
        shutil.rmtree(self.root, ignore_errors=True)

    def _serve(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                with connection:  # the next caller takes its place: nobody else closes it then
                    with self._guard:
                        if self._server is not server:  # it vanished while this caller was let in
                            return
                        self._connection = connection
                        self._connected.set()
                    while data := connection.recv(4096):
                        self._took(data)


def tell_hid(root: Path, name: str, descriptor: bytes, identity: str, words: str = "A device") -> None:
    """What sysfs says of a node."""
    vendor, product, serial = identity.split(":")
    told = root / "sys/class/hidraw" / name / "device"
    told.mkdir(parents=True)
    (root / "dev").mkdir(exist_ok=True)
    (told / "report_descriptor").write_bytes(descriptor)
    number = f"0003:0000{vendor}:0000{product}".upper()
    (told / "uevent").write_text(
        f"DRIVER=hid-generic\nHID_ID={number}\nHID_NAME={words}\nHID_UNIQ={serial}\n"
    )
