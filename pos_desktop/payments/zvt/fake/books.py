"""The terminal's own memory. With a file it outlives the program, as a real terminal's outlives the register."""

import dataclasses
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pos_desktop.payments.zvt.fake.records import Booking, Day, Kind

_TRACES, _RECEIPTS = 999_999, 9_999


class Books:
    """Bookings and closed days. Safe from every thread.

    The file holds one JSON object a line, the newest of a number wins; a line that was half written when the power
    went is passed over. Every line reaches the operating system before the terminal goes on.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.RLock()
        self._bookings: dict[int, Booking] = {}
        self._days: dict[int, Day] = {}
        self._trace = 0
        self._torn = False
        if file is not None and file.exists():
            self._read(file)

    def _read(self, file: Path) -> None:
        text = file.read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines():
            record = _record(line)
            if record is not None:
                self._keep(record)
        self._torn = bool(text) and not text.endswith("\n")

    def save(self, *records: Booking | Day) -> None:
        """Keeps records, all in one write; the newest is the last."""
        with self._lock:
            self._write(records)
            for record in records:
                self._keep(record)

    def _keep(self, record: Booking | Day) -> None:
        self._trace = record.trace
        if isinstance(record, Booking):
            self._bookings[record.number] = record
        else:
            self._days[record.number] = record

    def _write(self, records: Sequence[Booking | Day]) -> None:
        if self._file is None:
            return
        lines = [json.dumps({type(one).__name__: dataclasses.asdict(one)}, sort_keys=True) for one in records]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as out:
            out.write("\n" * self._torn + "".join(line + "\n" for line in lines))
        self._torn = False

    # Looking up ---------------------------------------------------------------------------------

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """All bookings, oldest first."""
        with self._lock:
            return tuple(self._bookings.values())

    @property
    def days(self) -> tuple[Day, ...]:
        with self._lock:
            return tuple(self._days.values())

    @property
    def open(self) -> tuple[Booking, ...]:
        """Those that no end of day has closed."""
        days = self.days
        closed = days[-1].upto if days else 0
        return tuple(one for one in self.bookings if one.number > closed)

    @property
    def last(self) -> Booking | None:
        """The newest booking."""
        bookings = self.bookings
        return bookings[-1] if bookings else None

    def of_receipt(self, receipt: int) -> Booking | None:
        """The newest booking with that number which is not closed."""
        found = [one for one in self.open if one.receipt == receipt]
        return found[-1] if found else None

    def booking(self, number: int) -> Booking | None:
        with self._lock:
            return self._bookings.get(number)

    def next_number(self) -> int:
        last = self.last
        return last.number + 1 if last else 1

    def next_trace(self) -> int:
        """One further than the newest trace number; after 999999 comes 1."""
        return self._trace % _TRACES + 1

    def next_receipt(self) -> int:
        last = self.last
        return last.receipt % _RECEIPTS + 1 if last else 1

    def effect_minor(self, booking: Booking) -> int:
        """What a booking adds to the turnover, in minor units; below zero when it takes away."""
        taken_back = self.booking(booking.reverses) if booking.kind is Kind.REVERSAL else None
        return -taken_back.effect_minor if taken_back else booking.effect_minor


def _record(line: str) -> Booking | Day | None:
    try:
        return _made(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _made(entry: dict[str, dict[str, Any]]) -> Booking | Day:
    if "Day" in entry:
        return Day(**entry["Day"])
    values = entry["Booking"]
    return Booking(**{**values, "kind": Kind(values["kind"])})
