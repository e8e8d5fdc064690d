"""How long an answer asks to be left alone (RFC 9110, section 10.2.3)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds named by `Retry-After`, as a number or as a date; None when it is missing or makes no sense.

    A date is measured from the answer's own `Date`, since a register's clock may be wrong.
    """
    raw = headers.get("retry-after", "").strip()
    if raw.isascii() and raw.isdigit():
        return float(raw)
    until = _date(raw)
    if until is None:
        return None
    seconds = (until - (_date(headers.get("date", "")) or now)) / timedelta(seconds=1)
    return max(seconds, 0.0)


def _date(raw: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(raw)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
