"""The integrations' last hour, against the days before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.alarms import (
    LEAST_USUAL,
    Standing,
    alarms,
    mean_ms,
    percent,
    percentile_ms,
    summed,
)
from pos_desktop.application.sync_view import BreakerView, Counted, MonitorView, SystemView
from pos_desktop.application.sync_words import alarm_view

if TYPE_CHECKING:
    from pos_desktop.application.ports import Clock, Store, Work
    from pos_desktop.application.sync_records import Minute
    from pos_desktop.application.sync_view import SyncNews

LOOKED_AT = timedelta(hours=1)
USUAL_DAYS = timedelta(days=7)
USUAL_KEPT = timedelta(hours=1)


class Monitoring:
    """Reads a week of minutes once an hour, the last hour each time."""

    def __init__(self, store: Store, clock: Clock, news: SyncNews) -> None:
        self._store = store
        self._clock = clock
        self._news = news
        self._usual: tuple[datetime, Mapping[str, int]] | None = None

    def view(self) -> MonitorView:
        """As it is now."""
        now = self._clock.now()
        breakers = self._news.breakers()
        with self._store.read() as work:
            minutes = work.figures.since(now - LOOKED_AT) + self._news.unstored_minutes()
            usual = self._usual_of(work, now)
            connections, devices = work.connections.all(), work.devices.all()
            delay = _delay(work, now)
            platforms = {connection.platform for connection in connections}
            payments = {method.provider for method in work.payment_methods.all()} - platforms
        names = {str(each.id): each.name for each in connections}
        names |= {str(each.id): each.name for each in devices}
        counted = dict.fromkeys((str(each.id) for each in connections), Counted.CHANGES)
        counted |= dict.fromkeys((str(each.id) for each in devices), Counted.PAPERS)
        standing = Standing(
            usual, {name: view.open_seconds for name, view in breakers.items()}, delay, payments
        )
        minutes = [each for each in minutes if not _is_gone(each.system, names)]
        rings = [
            alarm_view(alarm, names.get(alarm.system, alarm.system.capitalize()))
            for alarm in alarms(minutes, standing)
        ]
        sums = summed(minutes)
        systems = [
            replace(
                _system(sums.get(name), name, names, usual, breakers),
                counted=counted.get(name, Counted.CALLS),
                alarms=tuple(ring for ring in rings if ring.system == name),
            )
            for name in {*sums, *breakers}
        ]
        return MonitorView(
            tuple(sorted(systems, key=lambda each: each.name)),
            tuple(rings),
            round(delay) if delay else None,
        )

    def _usual_of(self, work: Work, now: datetime) -> Mapping[str, int]:
        if self._usual is None or abs(now - self._usual[0]) > USUAL_KEPT:
            week = [each for each in work.figures.since(now - USUAL_DAYS) if each.at < now - LOOKED_AT]
            means = {
                system: mean_ms(sums)
                for system, sums in summed(week).items()
                if sum(sums.slowness.values()) >= LEAST_USUAL
            }
            self._usual = now, {system: mean for system, mean in means.items() if mean is not None}
        return self._usual[1]


def _is_gone(system: str, names: Mapping[str, str]) -> bool:
    """Whether it was a connection or a device, which was taken away meanwhile."""
    try:
        UUID(system)
    except ValueError:
        return False
    return system not in names


def _delay(work: Work, now: datetime) -> float:
    oldest = work.inbox.oldest_waiting()
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def _system(
    sums: Minute | None,
    system: str,
    names: Mapping[str, str],
    usual: Mapping[str, int],
    breakers: Mapping[str, BreakerView],
) -> SystemView:
    return SystemView(
        system=system,
        name=names.get(system, system.capitalize()),
        sent=sums.sent if sums else 0,
        failed=sums.failed if sums else 0,
        success_percent=percent(sums.sent, sums.sent + sums.failed) if sums else None,
        mean_ms=mean_ms(sums) if sums else None,
        p95_ms=percentile_ms(sums.slowness) if sums else None,
        usual_ms=usual.get(system),
        time_outs=sums.time_outs if sums else 0,
        trips=sums.trips if sums else 0,
        fallbacks=sums.fallbacks if sums else 0,
        bad_signatures=sums.bad_signatures if sums else 0,
        breaker=breakers.get(system, BreakerView()),
    )
