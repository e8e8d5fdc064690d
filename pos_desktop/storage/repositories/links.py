# ruff: noqa: S608 - table and column names are constants of this module; values are always parameters
"""What is the same thing here and on a platform.

A variant whose stock the platform keeps under an id of its own (`extra["item_ref"]`) is linked by that id as well:
a second row, of the kind `item`, which lets levels be matched by an index.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pos_desktop.application.sync_records import Link as PlatformLink
from pos_desktop.application.sync_records import LinkKind
from pos_desktop.storage.later.sql import bindparam, delete, select
from pos_desktop.storage.later.tables import platform_link, variant
from pos_desktop.storage.repositories.statement import Link, Row, Statement, upsert
from pos_desktop.storage.search_sql import any_of, each_of, id_parameter, list_parameter, placeholder

ITEM = "item"
"""The kind of the rows by which levels find their variants."""

_COLUMNS = ("connection_id", "kind", "local_id", "ref", "extra")
_ALL = select(*(platform_link.c[name] for name in _COLUMNS))
_of_kind = (
    platform_link.c.connection_id == bindparam("connection_id"),
    platform_link.c.kind == bindparam("kind"),
)
_local = platform_link.c.local_id == bindparam("local_id")
_ref = platform_link.c.ref == bindparam("ref")

_PUT = upsert(
    platform_link, ("connection_id", "kind", "local_id"), lambda new: {"ref": new.ref, "extra": new.extra}
)
# A thing of the platform is one thing of ours: what it was before, it is no longer.
_LET_GO = Statement(
    delete(platform_link).where(*_of_kind, _ref, platform_link.c.local_id != bindparam("local_id"))
)
BY_LOCAL = Statement(_ALL.where(*_of_kind, _local))
BY_REF = Statement(_ALL.where(*_of_kind, _ref))
_ALL_OF_KIND = Statement(_ALL.where(*_of_kind).order_by(platform_link.c.local_id))
_REMOVE = Statement(delete(platform_link).where(*_of_kind, _local))
BY_ROW = Statement(
    _ALL.join(variant, variant.c.id == platform_link.c.local_id).where(
        *_of_kind, variant.c.row == bindparam("variant_row")
    )
)


class SqlLinks:
    """Implements sync_ports.Links."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def put(self, links: Sequence[PlatformLink]) -> None:
        rows = [row for link in links for row in _rows(link)]
        _LET_GO.run_many(self._link, rows)
        _PUT.run_many(self._link, rows)

    def ref(self, connection_id: UUID, kind: LinkKind, local_id: UUID) -> PlatformLink | None:
        row = BY_LOCAL.first(self._link, connection_id=connection_id, kind=kind.value, local_id=local_id)
        return None if row is None else _platform_link(row)

    def refs(
        self, connection_id: UUID, kind: LinkKind, local_ids: Sequence[UUID]
    ) -> Mapping[UUID, PlatformLink]:
        found = {local_id: self.ref(connection_id, kind, local_id) for local_id in dict.fromkeys(local_ids)}
        return {local_id: link for local_id, link in found.items() if link is not None}

    def local(self, connection_id: UUID, kind: LinkKind, ref: str) -> PlatformLink | None:
        row = BY_REF.first(self._link, connection_id=connection_id, kind=kind.value, ref=ref)
        return None if row is None else _platform_link(row)

    def locals(self, connection_id: UUID, kind: LinkKind, refs: Sequence[str]) -> Mapping[str, PlatformLink]:
        found = {ref: self.local(connection_id, kind, ref) for ref in dict.fromkeys(refs)}
        return {ref: link for ref, link in found.items() if link is not None}

    def item_rows(self, connection_id: UUID, item_refs: Sequence[str]) -> Mapping[str, tuple[int, bool]]:
        connection = self._link.connection
        mark = placeholder(connection)
        found = connection.ask(
            f'SELECT l.ref, v."row", v.track_stock, p.weighed FROM {each_of(connection)}'
            " CROSS JOIN platform_link l JOIN variant v ON v.id = l.local_id JOIN product p ON p.id = v.product_id"
            f" WHERE l.connection_id = {mark} AND l.kind = '{ITEM}' AND l.ref = asked.value",
            (list_parameter(connection, item_refs), id_parameter(connection, connection_id)),
        )
        return {ref: (row, bool(tracked and not weighed)) for ref, row, tracked, weighed in found}

    def by_row(self, connection_id: UUID, variant_rows: Sequence[int]) -> Mapping[int, PlatformLink]:
        found: dict[int, PlatformLink] = {}
        for variant_row in dict.fromkeys(variant_rows):
            row = BY_ROW.first(
                self._link,
                connection_id=connection_id,
                kind=LinkKind.VARIANT.value,
                variant_row=variant_row,
            )
            if row is not None:
                found[variant_row] = _platform_link(row)
        return found

    def all(self, connection_id: UUID, kind: LinkKind) -> list[PlatformLink]:
        rows = _ALL_OF_KIND.all(self._link, connection_id=connection_id, kind=kind.value)
        return [_platform_link(row) for row in rows]

    def remove(self, connection_id: UUID, kind: LinkKind, local_id: UUID) -> None:
        kinds = (kind.value, ITEM) if kind is LinkKind.VARIANT else (kind.value,)
        for each in kinds:
            _REMOVE.run(self._link, connection_id=connection_id, kind=each, local_id=local_id)

    def carry_over(self, from_id: UUID, to_id: UUID, kinds: Sequence[LinkKind]) -> None:
        connection = self._link.connection
        mark = placeholder(connection)
        connection.tell(
            f"INSERT INTO platform_link ({', '.join(_COLUMNS)})"
            " SELECT c.id, l.kind, l.local_id, l.ref, l.extra FROM platform_link l CROSS JOIN platform_connection c"
            f" WHERE l.connection_id = {mark} AND c.id = {mark} AND {any_of(connection, 'l.kind')}"
            " ON CONFLICT DO NOTHING",
            (
                id_parameter(connection, from_id),
                id_parameter(connection, to_id),
                list_parameter(connection, [kind.value for kind in kinds]),
            ),
        )


def _rows(link: PlatformLink) -> list[dict[str, Any]]:
    row = {
        "connection_id": link.connection_id,
        "kind": link.kind.value,
        "local_id": link.local_id,
        "ref": link.ref,
        "extra": dict(link.extra) or None,
    }
    item_ref = link.extra.get("item_ref") if link.kind is LinkKind.VARIANT else None
    return [row, {**row, "kind": ITEM, "ref": item_ref, "extra": None}] if item_ref else [row]


def _platform_link(row: Row) -> PlatformLink:
    connection_id, kind, local_id, ref, extra = row
    return PlatformLink(connection_id, LinkKind(kind), local_id, ref, extra or {})
