"""How the integrations do, minute by minute, kept over restarts."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from pos_desktop.application.sync_records import Minute
from pos_desktop.storage.later.sql import bindparam, delete, select
from pos_desktop.storage.later.tables import integration_minute
from pos_desktop.storage.repositories.statement import Link, Row, Statement, upsert

_FIELDS = tuple(field.name for field in fields(Minute))
_SUMS = tuple(name for name in _FIELDS if name not in ("system", "at", "slowness"))
_MOMENT = integration_minute.c.at.type
_ALL = select(*(integration_minute.c[name] for name in _FIELDS))
_since = integration_minute.c.at >= bindparam("since", type_=_MOMENT)
_of_system = integration_minute.c.system == bindparam("system")
_IN_ORDER = (integration_minute.c.at, integration_minute.c.system)

_PUT = upsert(
    integration_minute, ("system", "at"), lambda new: {name: new[name] for name in (*_SUMS, "slowness")}
)
_GET = Statement(
    _ALL.where(_of_system, integration_minute.c.at == bindparam("at", type_=_MOMENT)).with_for_update()
)
_SINCE = Statement(_ALL.where(_since).order_by(*_IN_ORDER))
_SINCE_OF = Statement(_ALL.where(_of_system, _since).order_by(*_IN_ORDER))
_FORGET = Statement(
    delete(integration_minute).where(integration_minute.c.at < bindparam("before", type_=_MOMENT))
)


class SqlFigures:
    """Implements sync_ports.Figures."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, minutes: Sequence[Minute]) -> None:
        for minute in minutes:
            known = _GET.first(self._link, system=minute.system, at=minute.at)
            _PUT.run(self._link, **_values(minute if known is None else _sum(_minute(known), minute)))

    def since(self, at: datetime, system: str | None = None) -> list[Minute]:
        if system is None:
            return [_minute(row) for row in _SINCE.all(self._link, since=at)]
        return [_minute(row) for row in _SINCE_OF.all(self._link, since=at, system=system)]

    def forget_before(self, at: datetime) -> None:
        _FORGET.run(self._link, before=at)


def _sum(one: Minute, other: Minute) -> Minute:
    sums = {name: getattr(one, name) + getattr(other, name) for name in _SUMS}
    return Minute(one.system, one.at, **sums, slowness=_merged(one.slowness, other.slowness))


def _merged(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in (*one, *other)}


def _values(minute: Minute) -> dict[str, Any]:
    return {name: getattr(minute, name) for name in _FIELDS} | {"slowness": dict(minute.slowness)}


def _minute(row: Row) -> Minute:
    return Minute(**dict(zip(_FIELDS, row, strict=True)))
