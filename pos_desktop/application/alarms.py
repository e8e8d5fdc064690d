"""What monitoring rings for, worked out from the counted minutes alone. Shares are of one hundred."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pos_desktop.application.sync_records import Minute
from pos_desktop.application.sync_view import Alarm, AlarmKind

PAYMENT_FAILURES_PERCENT = Decimal(5)
TIME_OUTS_PERCENT = Decimal(1)
LEAST_SUCCESS_PERCENT = Decimal(95)
FALLBACK_PERCENT = Decimal(10)
SLOWER_THAN_USUAL = Decimal(2)
WEBHOOK_DELAY_SECONDS = Decimal(300)
BREAKER_OPEN_SECONDS = Decimal(300)

LEAST_CASES = 2
"""A single mishap is no trend, however few calls there were."""
LEAST_USUAL = 20
"""So many calls are needed to say what is usual."""

CLASSES_MS = (50, 100, 200, 400, 800, 1600, 3200, 6400, 12800, 60000)
"""The upper ends of the classes in which durations are counted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known beside the minutes. `usual_ms` is each system's mean of the days before."""

    usual_ms: Mapping[str, int] = field(default_factory=dict)
    open_seconds: Mapping[str, float] = field(default_factory=dict)
    webhook_delay_seconds: float = 0.0
    payments: Collection[str] = ()  # systems that take money


def duration_class(milliseconds: float) -> str:
    """The class that a duration is counted in."""
    for end in CLASSES_MS:
        if milliseconds <= end:
            return str(end)
    return str(CLASSES_MS[-1])


def summed(minutes: Iterable[Minute]) -> dict[str, Minute]:
    """The minutes of each system as one."""
    sums: dict[str, Minute] = {}
    for minute in minutes:
        known = sums.get(minute.system)
        sums[minute.system] = minute if known is None else _added(known, minute)
    return sums


def percentile_ms(slowness: Mapping[str, int], share: Decimal = Decimal("0.95")) -> int | None:
    """What that share of the calls stays under, as the end of its class."""
    counts = sorted((int(end), count) for end, count in slowness.items())
    whole, seen = sum(count for _, count in counts), 0
    for end, count in counts:
        seen += count
        if seen >= whole * share:
            return end
    return None


def mean_ms(minute: Minute) -> int | None:
    """The mean duration of its calls."""
    calls = sum(minute.slowness.values())
    return round(minute.milliseconds / calls) if calls else None


def percent(part: int, whole: int) -> Decimal | None:
    """A share; None of nothing."""
    return Decimal(part) * 100 / whole if whole else None


def alarms(minutes: Iterable[Minute], standing: Standing) -> list[Alarm]:
    """Everything that is alarming in the minutes given, which are one stretch of time."""
    found: list[Alarm] = []
    for system, sums in sorted(summed(minutes).items()):
        found += _of_shares(sums, pays=system in standing.payments)
        found += _of_slowness(sums, standing.usual_ms.get(system))
        if sums.bad_signatures:
            found.append(Alarm(AlarmKind.BAD_SIGNATURES, system, Decimal(sums.bad_signatures), Decimal(0)))
    for system, seconds in sorted(standing.open_seconds.items()):
        if seconds > BREAKER_OPEN_SECONDS:
            found.append(_alarm(AlarmKind.BREAKER_OPEN, system, seconds, BREAKER_OPEN_SECONDS))
    if standing.webhook_delay_seconds > WEBHOOK_DELAY_SECONDS:
        delay = standing.webhook_delay_seconds
        found.append(_alarm(AlarmKind.WEBHOOK_DELAY, "", delay, WEBHOOK_DELAY_SECONDS))
    return found


def _of_shares(sums: Minute, *, pays: bool) -> Iterable[Alarm]:
    whole = sums.sent + sums.failed
    limits = [
        (AlarmKind.TIME_OUTS, sums.time_outs, TIME_OUTS_PERCENT),
        (AlarmKind.FALLBACK, sums.fallbacks, FALLBACK_PERCENT),
    ]
    if pays:
        limits.append((AlarmKind.PAYMENT_FAILURES, sums.failed, PAYMENT_FAILURES_PERCENT))
    for kind, cases, limit in limits:
        share = percent(cases, whole)
        if share is not None and cases >= LEAST_CASES and share > limit:
            yield Alarm(kind, sums.system, share, limit)
    success = percent(sums.sent, whole)
    if success is not None and sums.failed >= LEAST_CASES and success < LEAST_SUCCESS_PERCENT:
        yield Alarm(AlarmKind.LOW_SUCCESS, sums.system, success, LEAST_SUCCESS_PERCENT)


def _of_slowness(sums: Minute, usual: int | None) -> Iterable[Alarm]:
    mean = mean_ms(sums)
    calls = sum(sums.slowness.values())
    if mean is not None and usual and calls >= LEAST_CASES and mean > usual * SLOWER_THAN_USUAL:
        yield Alarm(AlarmKind.SLOW, sums.system, Decimal(mean), usual * SLOWER_THAN_USUAL)


def _alarm(kind: AlarmKind, system: str, figure: float, limit: Decimal) -> Alarm:
    return Alarm(kind, system, Decimal(round(figure)), limit)


def _added(one: Minute, other: Minute) -> Minute:
    slowness = dict(one.slowness)
    for name, count in other.slowness.items():
        slowness[name] = slowness.get(name, 0) + count
    return replace(
        one,
        at=min(one.at, other.at),
        sent=one.sent + other.sent,
        failed=one.failed + other.failed,
        time_outs=one.time_outs + other.time_outs,
        trips=one.trips + other.trips,
        fallbacks=one.fallbacks + other.fallbacks,
        bad_signatures=one.bad_signatures + other.bad_signatures,
        milliseconds=one.milliseconds + other.milliseconds,
        slowness=slowness,
    )
