"""What reconciliation with a provider found, and what a person decided about it."""

from datetime import datetime
from uuid import UUID

from pos_desktop.application.payment_records import Difference
from pos_desktop.storage.later.sql import bindparam, func, select, update
from pos_desktop.storage.later.tables import difference
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, insert_into

_COLUMNS = (
    "id", "method_id", "kind", "provider_ref", "payment_id", "ours_minor", "theirs_minor", "currency",
    "happened_at", "found_at", "order_id",
    "resolution", "note", "resolved_at",
)  # fmt: skip
_ALL = select(*(difference.c[name] for name in _COLUMNS))
_OPEN = Statement(
    _ALL.where(difference.c.resolved_at.is_(None)).order_by(difference.c.happened_at.desc(), difference.c.id)
)
_GET = Statement(_ALL.where(difference.c.id == bindparam("difference_id")))
_INSERT = Statement(insert_into(difference, "resolution", "note", "resolved_by", "resolved_at"))
_AMOUNTS = (
    func.coalesce(difference.c.theirs_minor, -1) == bindparam("theirs"),
    func.coalesce(difference.c.ours_minor, -1) == bindparam("ours"),
)
# Two ways of paying may be of one account or terminal: its books tell both of them the same.
_SAME = Statement(
    select(difference.c.payment_id).where(
        difference.c.provider_ref == bindparam("ref"), difference.c.kind == bindparam("of_kind"), *_AMOUNTS
    )
)
_SAME_UNNAMED = Statement(
    select(difference.c.payment_id).where(
        difference.c.method_id == bindparam("for_method"),
        difference.c.provider_ref.is_(None),
        difference.c.kind == bindparam("of_kind"),
        *_AMOUNTS,
    )
)
_RESOLVE = Statement(
    update(difference)
    .where(difference.c.id == bindparam("difference_id"), difference.c.resolved_at.is_(None))
    .values(
        resolution=bindparam("resolution"),
        note=bindparam("note"),
        resolved_by=bindparam("person_id", type_=difference.c.resolved_by.type),
        resolved_at=bindparam("at", type_=difference.c.resolved_at.type),
    )
)


class SqlDifferences:
    """Implements payment_ports.Differences."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, difference: Difference) -> bool:
        if difference.payment_id in self._payments_of_same(difference):
            return False
        values = {name: getattr(difference, name) for name in _COLUMNS[:11]}
        values["provider_ref"] = difference.provider_ref or None
        _INSERT.run(self._link, **values)
        return True

    def _payments_of_same(self, difference: Difference) -> list[UUID | None]:
        """Of which payments the same is listed already."""
        values = {
            "of_kind": difference.kind,
            "theirs": -1 if difference.theirs_minor is None else difference.theirs_minor,
            "ours": -1 if difference.ours_minor is None else difference.ours_minor,
        }
        if difference.provider_ref:
            rows = _SAME.all(self._link, ref=difference.provider_ref, **values)
        else:
            rows = _SAME_UNNAMED.all(self._link, for_method=difference.method_id, **values)
        return [row[0] for row in rows]

    def open(self) -> list[Difference]:
        return [_difference(row) for row in _OPEN.all(self._link)]

    def get(self, difference_id: UUID) -> Difference:
        row = _GET.first(self._link, difference_id=difference_id)
        if row is None:
            raise NoSuchRow("difference", difference_id)
        return _difference(row)

    def resolve(self, difference_id: UUID, resolution: str, note: str, person_id: UUID, at: datetime) -> None:
        values = {"resolution": resolution, "note": note, "person_id": person_id, "at": at}
        if not _RESOLVE.run(self._link, difference_id=difference_id, **values):
            raise NoSuchRow("open difference", difference_id)


def _difference(row: Row) -> Difference:
    values = dict(zip(_COLUMNS, row, strict=True))
    for name in ("provider_ref", "resolution", "note"):
        values[name] = values[name] or ""
    return Difference(**values)
