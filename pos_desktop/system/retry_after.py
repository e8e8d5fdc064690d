"""How long an answer asks to be left alone (RFC 9110, section 10.2.3)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_SECONDS = 3600.0


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds named by `Retry-After`, as a number or as a date; None when it is missing or makes no sense.

    A date is measured from the answer's own `Date`, since a register's clock may be wrong. Never longer than an hour:
    whoever asks for more is asked again then.
    """
    raw = headers.get("retry-after", "").strip()
    if raw.isascii() and raw.isdigit():
        return min(float(raw), LONGEST_SECONDS)
    until = _date(raw)
    if until is None:
        return None
    seconds = (until - (_date(headers.get("date", "")) or now)) / timedelta(seconds=1)
    return min(max(seconds, 0.0), LONGEST_SECONDS)


def _date(raw: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(raw)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
