"""The time, and whether somebody set the computer's clock back."""

import json
import logging
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pos_desktop.domain.record import record

log = logging.getLogger(__name__)

# Clocks are corrected by fractions of a second all day long.
SLACK = timedelta(seconds=2)
_NOTED_EVERY = timedelta(minutes=1)


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go back; for time-outs."""
        return time.monotonic()

    def offset_minutes(self) -> int:
        """What the wall clock of the register adds to UTC at the moment."""
        offset = datetime.now().astimezone().utcoffset() or timedelta()
        return int(offset.total_seconds() // 60)


@record
class ClockSetBack:
    """The clock shows less than it did before."""

    latest: datetime
    now: datetime

    @property
    def by(self) -> timedelta:
        return self.latest - self.now


class ClockWatch:
    """Remembers the latest time ever seen, in a file, so that a clock set back over night is noticed too."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._latest = self._read()
        self._noted = self._latest

    def look(self, now: datetime) -> ClockSetBack | None:
        """Compares with the latest time seen. Set back, it is told once, and counted from the new time on."""
        back = self.set_back(now)
        if back is not None:
            self._note(now)
            return back
        self._latest = max(self._latest, now) if self._latest else now
        if self._noted is None or self._latest - self._noted >= _NOTED_EVERY:
            self._note(self._latest)
        return None

    def set_back(self, now: datetime) -> ClockSetBack | None:
        """Compares and writes nothing down: whoever opens the data next is told as well."""
        before = self._latest
        return ClockSetBack(before, now) if before is not None and before - now > SLACK else None

    def tell_again(self, back: ClockSetBack) -> None:
        """What was told could not be kept: whoever opens the data next is told as well."""
        self._note(back.latest)

    def close(self, now: datetime) -> None:
        """Writes the time down once more, at the end of the day."""
        if self._latest is None or now >= self._latest:
            self._note(now)

    def _read(self) -> datetime | None:
        try:
            return datetime.fromisoformat(json.loads(self._file.read_text(encoding="ascii"))["latest"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _note(self, moment: datetime) -> None:
        self._latest = self._noted = moment
        fresh = self._file.with_name(self._file.name + ".new")
        try:
            fresh.write_text(json.dumps({"latest": moment.isoformat()}), encoding="ascii")
            os.replace(fresh, self._file)
        except OSError as trouble:  # a full disk must not keep the register from opening or closing in order
            log.warning("the time could not be noted: %s", trouble)
