"""A scanner on a serial line (or USB that shows itself as one): a code as one message, with its prefix and suffix."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from pos_desktop.devices.fake.lab.device import VirtualDevice
from pos_desktop.devices.fake.lab.hid_reports import code_reports
from pos_desktop.devices.fake.lab.lines import Line
from pos_desktop.devices.fake.lab.mishaps import Mishap

_KEPT = 500


@dataclass(frozen=True, slots=True)
class ShownScanner:
    """A moment for a window: the last code, and whether somebody listened."""

    last: str
    arrived: bool
    count: int


class VirtualScanner(VirtualDevice):
    """`aim`: send the AIM identifier (ISO/IEC 15424, ']E0' for EAN-13) before the code.

    `prefix` and `suffix` are those of the scanner's own settings; most send CR, some CR LF or TAB.
    """

    family = "scanner"
    driver = "serial_scanner"

    def __init__(
        self,
        line: Line,
        *,
        aim: bool = False,
        prefix: bytes = b"",
        suffix: bytes = b"\r",
        encoding: str = "utf-8",
    ) -> None:
        super().__init__(line)
        self.aim = aim
        self.prefix = prefix
        self.suffix = suffix
        self._encoding = encoding
        self.read: deque[str] = deque(maxlen=_KEPT)
        """The latest codes that were sent to somebody."""
        self._last = ShownScanner("", arrived=False, count=0)

    @property
    def state(self) -> ShownScanner:
        return self._last

    def exchange(self) -> dict[str, object]:
        return {"codes": list(self.read)}

    def scan(self, text: str, aim: str = "]E0") -> bool:
        """Read a code; False when nobody listens (a scanner beeps all the same)."""
        listened = self.connected and not self.muted
        identifier = aim if self.aim else ""
        for message in self._messages(identifier, text.encode(self._encoding)):
            self._say(message)
        with self._lock:
            if listened:
                self.exchanged += 1
                self.read.append(text)
            self._last = ShownScanner(text, listened, self.exchanged)
        self._changed()
        return listened

    def _messages(self, identifier: str, code: bytes) -> Iterable[bytes]:
        return [self.prefix + identifier.encode("ascii") + code + self.suffix]

    def scan_half(self, text: str) -> None:
        """The code breaks off: its second half and its suffix never come."""
        with self._lock:
            self._mishaps.clear()
            self._mishaps.add(Mishap.HALF)
        self.scan(text)

    def heard(self, data: bytes) -> None:
        """Scanners take settings and triggers; this one takes none."""
        self._odd(f"told {data[:16]!r}")


class VirtualHidScanner(VirtualScanner):
    """A USB scanner of the class HID; its identifier stands beside the code, which needs no suffix."""

    driver = "hid_scanner"

    def __init__(self, line: Line) -> None:
        super().__init__(line, aim=True, suffix=b"")

    def _messages(self, identifier: str, code: bytes) -> Iterable[bytes]:
        return code_reports(identifier, code)
