"""A terminal that says what a script says, byte for byte, and fails the test when it is told something else."""

import contextlib
import socket
import threading
from collections.abc import Sequence
from types import TracebackType

OK = "80 00 00"
COMPLETION = "06 0F 00"
REGISTERED = "06 0F 0C 19 00 29 52 50 00 39 49 09 78 06 00"
CUT, HANG = "cut", "hang"

Step = tuple[str, str]
"""('<', what must come, from its begin) or ('>', what is said) or ('', CUT or HANG)."""


def hear(hex_bytes: str) -> Step:
    return ("<", hex_bytes)


def say(hex_bytes: str) -> Step:
    return (">", hex_bytes)


CUT_LINE: Step = ("", CUT)
HANG_ON: Step = ("", HANG)

LOG_ON = (hear("06 00"), say(OK), say(REGISTERED), hear(OK))


def status(
    amount: int = 1721, receipt: int = 12, trace: int = 345, result: int = 0, time: str = "120000"
) -> str:
    """A status information: result, amount, EUR, trace, time, date, terminal, receipt, Visa, last four 4242."""
    pan = "22 F0 F8 45 EE EE EE EE EE 42 42"
    body = (
        f"27 {result:02X} 04 {amount:012} 49 09 78 0B {trace:06} 0C {time} 0D 1126 29 52500039 87 {receipt:04} {pan}"
        f" 3B {b'471199'.ljust(8, bytes(1)).hex()} 8A 0A 8B F0 F5 56 49 53 41 00"
    )
    raw = bytes.fromhex(body.replace(" ", ""))
    return f"04 0F {len(raw):02X} {raw.hex()}"


def last(told: str | None) -> tuple[Step, ...]:
    """The last transaction, asked for with repeat receipt; None: there is none."""
    if told is None:
        return (hear("06 20"), say(OK), say("06 1E 01 83"), hear(OK))
    return (hear("06 20"), say(OK), say(told), hear(OK), say(COMPLETION), hear(OK))


BEFORE = status(500, 11, 344, time="110000")
ASKED = (hear("06 01 0A 04 00 00 00 00 17 21 49 09 78"), say(OK))


class ScriptedTerminal:
    """Listens on a real port; each connection follows the next script."""

    def __init__(self, *scripts: Sequence[Step]) -> None:
        self.scripts = list(scripts)
        self.wrong: list[str] = []
        self.connections = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self._let_go = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.getsockname()[1])

    def add(self, *scripts: Sequence[Step]) -> None:
        self.scripts += scripts

    def __enter__(self) -> "ScriptedTerminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(30)
        assert error is not None or not self.wrong, self.wrong

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            if not self.scripts:
                connection.close()
                continue
            self.connections += 1
            with connection:
                connection.settimeout(20)
                self._follow(connection, self.scripts.pop(0))

    def _follow(self, connection: socket.socket, script: Sequence[Step]) -> None:
        for way, what in script:
            if what == CUT:
                return
            if what == HANG:
                self._let_go.wait(30)
                return
            if way == ">":
                connection.sendall(bytes.fromhex(what))
            elif not self._heard(connection, bytes.fromhex(what)):
                return

    def _heard(self, connection: socket.socket, expected: bytes) -> bool:
        try:
            head = self._exactly(connection, 3)
            data = self._exactly(connection, head[2])
        except (OSError, EOFError):
            self.wrong.append(f"nothing came where {expected.hex(' ')} was awaited")
            return False
        if not (head + data).startswith(expected[:2]) or (len(expected) > 3 and head + data != expected):
            self.wrong.append(f"{(head + data).hex(' ')} came where {expected.hex(' ')} was awaited")
        return True

    @staticmethod
    def _exactly(connection: socket.socket, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            part = connection.recv(count - len(taken))
            if not part:
                raise EOFError
            taken += part
        return taken
