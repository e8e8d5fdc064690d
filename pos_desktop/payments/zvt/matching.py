"""Whether a terminal's last transaction is the one whose end is not known. Pure; in doubt it is not certain."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

from pos_desktop.payments.zvt.book import Entry, What
from pos_desktop.payments.zvt.codes import CURRENCIES
from pos_desktop.payments.zvt.status import Mark, Status

CLOCKS_APART = timedelta(minutes=10)
"""How far a terminal's clock may be from the register's."""
_WRAPS = {"receipt": 9_999, "trace": 999_999}


class Verdict(Enum):
    """What the last transaction says of an attempt."""

    OURS = "ours"
    NOTHING = "nothing"  # the attempt never happened
    UNSURE = "unsure"


def verdict_of(entry: Entry, last: Status | None, now: datetime) -> Verdict:
    """Compares an attempt with the terminal's last transaction, None when it has none. `now` in the terminal's own time.

    Certain are only two cases: it is the one from before still, so nothing happened; or it is the very next one, of
    the same terminal, with the amount and the money asked for.
    """
    if last is None:
        return Verdict.NOTHING if entry.before_none else Verdict.UNSURE
    if not last.mark.says_something:
        return Verdict.UNSURE
    if entry.seen is not None and entry.seen.says_something:
        return Verdict.OURS if same(entry.seen, last.mark) and _fits(entry, last) else Verdict.UNSURE
    if entry.before is not None and same(entry.before, last.mark):
        return Verdict.NOTHING
    if not _fits(entry, last) or not _is_next(entry, last.mark):
        return Verdict.UNSURE
    return Verdict.OURS if entry.fresh or _in_its_time(entry, last.mark, now) else Verdict.UNSURE


def told_of_it(entry: Entry, status: Status) -> bool:
    """Whether a status information of the running conversation is about this attempt: its amount and money, and not
    a second copy of what was told before."""
    return _fits(entry, status) and not told_before(entry, status)


def told_before(entry: Entry, status: Status) -> bool:
    """Whether a status information is about the transaction that was the terminal's last when it was asked."""
    return entry.before is not None and same(entry.before, status.mark)


def same(one: Mark, other: Mark) -> bool:
    """Whether two marks are of one transaction: nothing differs, and a number that both have agrees."""
    pairs = (
        (one.terminal or None, other.terminal or None),
        (one.receipt, other.receipt),
        (one.trace, other.trace),
        (one.date or None, other.date or None),
        (one.time or None, other.time or None),
    )
    numbered = any(None not in pair for pair in pairs[1:3])
    return numbered and all(a == b for a, b in pairs if a is not None and b is not None)


def _fits(entry: Entry, status: Status) -> bool:
    money = CURRENCIES.get(entry.currency)
    if status.amount_minor != entry.amount_minor or status.currency not in (None, money):
        return False
    if entry.what is What.PAYMENT and status.original_trace:
        return False  # it takes another one back
    before = entry.before
    return (
        before is None
        or not (before.terminal and status.mark.terminal)
        or (before.terminal == status.mark.terminal)
    )


def _is_next(entry: Entry, mark: Mark) -> bool:
    """Whether no other transaction came between."""
    if entry.before_none:
        return True
    before = entry.before
    if before is None:
        return False
    for name, most in _WRAPS.items():
        old, new = getattr(before, name), getattr(mark, name)
        if old is not None and new is not None and new == (1 if old >= most else old + 1):
            return True
    return False


def _in_its_time(entry: Entry, mark: Mark, now: datetime) -> bool:
    """Whether it was made since the attempt was begun, as far as clocks can tell."""
    if not (mark.date and mark.time):
        return False
    asked = entry.asked_at.astimezone(now.tzinfo)
    for year in (now.year, now.year - 1):
        try:
            at = datetime.strptime(f"{year}{mark.date}{mark.time}", "%Y%m%d%H%M%S").replace(tzinfo=now.tzinfo)
        except ValueError:
            continue
        if asked - CLOCKS_APART <= at <= now + CLOCKS_APART:
            return True
    return False
