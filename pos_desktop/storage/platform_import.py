"""Batches of a platform's products: stored like those of a file, and linked in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pos_desktop.application.sync_records import LinkKind
from pos_desktop.storage.catalogue_import import CatalogueImport
from pos_desktop.storage.search_sql import on_sqlite, placeholder
from pos_desktop.storage.values import canonical_json

if TYPE_CHECKING:
    from uuid import UUID

    from pos_desktop.storage.connection import Connection
    from pos_desktop.storage.import_plan import BatchPlan
    from pos_desktop.storage.unit_of_work import Database

_ITEM = "item"
_VARIANT_ID = """SELECT id FROM variant WHERE "row" = {mark}"""
_PRODUCT_ID = """SELECT product_id FROM variant WHERE "row" = {mark}"""
_LET_GO = """DELETE FROM platform_link WHERE connection_id = {mark} AND kind = {mark} AND ref = {mark}
    AND local_id <> ({whose})"""
_PUT = """INSERT INTO platform_link (connection_id, kind, local_id, ref, extra)
    VALUES ({mark}, {mark}, ({whose}), {mark}, {mark})
    ON CONFLICT (connection_id, kind, local_id) DO UPDATE SET ref = excluded.ref, extra = excluded.extra"""


class PlatformImport(CatalogueImport):
    """One import of a connection's products."""

    def __init__(self, database: Database, connection_id: UUID) -> None:
        super().__init__(database)
        self._connection_id = connection_id

    def _write(self, connection: Connection, plan: BatchPlan) -> None:
        super()._write(connection, plan)
        variants = [(row, variant.ref, _extra(variant)) for row, _, variant in plan.told if variant.ref]
        items = [(row, variant.item_ref, None) for row, _, variant in plan.told if variant.item_ref]
        products = {product.ref: (row, product.ref, None) for row, product, _ in plan.told if product.ref}
        self._link(connection, LinkKind.VARIANT.value, _VARIANT_ID, variants)
        self._link(connection, _ITEM, _VARIANT_ID, items)
        self._link(connection, LinkKind.PRODUCT.value, _PRODUCT_ID, products.values())

    def _link(
        self,
        connection: Connection,
        kind: str,
        whose: str,
        rows: Iterable[tuple[int, str, str | None]],
    ) -> None:
        """A thing of the platform is one thing of ours: what it was before, it is no longer."""
        rows = list(rows)
        if not rows:
            return
        mark = placeholder(connection)
        whose = whose.format(mark=mark)
        shop: Any = self._connection_id.bytes if on_sqlite(connection) else self._connection_id
        let_go, put = (sql.format(mark=mark, whose=whose) for sql in (_LET_GO, _PUT))
        connection.tell_many(let_go, [(shop, kind, ref, row) for row, ref, _ in rows])
        connection.tell_many(put, [(shop, kind, row, ref, extra) for row, ref, extra in rows])


def _extra(variant: Any) -> str:
    extra = {"item_ref": variant.item_ref, "sku": variant.sku or ""}
    return canonical_json({key: value for key, value in extra.items() if value})
