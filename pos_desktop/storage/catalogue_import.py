# ruff: noqa: S608 - table and column names are constants of these modules; values are always parameters
"""Stores batches of imported products: a few set-based statements each, in one transaction of low rank."""

import os
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from pos_desktop.application.product_import import BadLine, SourceProduct, StoredBatch
from pos_desktop.domain.ids import RANDOM_BITS, uuid7_value
from pos_desktop.storage import search_index
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.import_lookups import ImportLookups
from pos_desktop.storage.import_plan import BatchPlan, KnownProducts, StoredVariant
from pos_desktop.storage.search_sql import (
    any_of,
    insert_into,
    list_parameter,
    on_sqlite,
    placeholder,
)
from pos_desktop.storage.turn import Rank
from pos_desktop.storage.unit_of_work import Database, Work

# Barcodes arrive in any order; with the register's own small cache their index would be read anew for each.
_CACHE_KIB = 49_152
_MOST_TERMS_KEPT = 60_000
_RANDOM_BYTES, _RANDOM = 10, (1 << RANDOM_BITS) - 1
_MANY = 50_000  # added products: fewer are gathered into the search index as they come, by SQLite itself
_LARGE_SHARE = 0.2  # of the catalogue, by its row numbers: from here on all of the index is written anew

_PRODUCT_COLUMNS = (
    *("id", "handle", "name", "category_id", "tax_class_id", "weighed", "unit"),
    *("picture", "options", "vendor", "active", "extra"),
)
_VARIANT_COLUMNS = (
    *('"row"', "id", "product_id", "name", "option_values", "sku", "price_minor", "compare_at_minor"),
    *("cost_minor", "track_stock", "position", "active"),
)


class CatalogueImport:
    """One import into a database. Use as a context manager: it widens the writer's cache meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lookups = ImportLookups()
        self._touched = bytearray()  # one byte for each variant of which this import has had a line
        self._terms: set[str] = set()
        self._added = 0

    def __enter__(self) -> Self:
        self._usual_cache = self._set_cache(-_CACHE_KIB)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        if trouble is None and self._added >= _MANY:
            search_index.gather(self._database, whole=self._added >= _LARGE_SHARE * len(self._touched))
        self._set_cache(self._usual_cache)

    def store(self, batch: list[SourceProduct], fields: frozenset[str]) -> StoredBatch:
        """Stores what is new or differs, in one transaction. Raises the errors of `Database.write`."""
        return self._store(batch, fields, lambda work: None)

    def _store(
        self, batch: list[SourceProduct], fields: frozenset[str], then: Callable[[Work], object]
    ) -> StoredBatch:
        stored = StoredBatch()
        with self._database.write(Rank.BULK) as work:
            connection = work.connection
            plan = self._plan(connection, batch, fields, stored)
            for product in self._settled(connection, batch, stored):
                plan.take(product)
            self._write(connection, plan)
            then(work)
        stored.in_the_way = self._database.is_wanted
        return stored

    def _plan(
        self,
        connection: Connection,
        batch: list[SourceProduct],
        fields: frozenset[str],
        stored: StoredBatch,
    ) -> BatchPlan:
        return BatchPlan(self._known(connection, batch), fields, self._touched, stored)

    def _settled(
        self, connection: Connection, batch: list[SourceProduct], stored: StoredBatch
    ) -> Iterable[tuple[SourceProduct, UUID | None, UUID | None]]:
        """Each product with the ids of its category and tax class."""
        for product in batch:
            try:
                yield product, *self._lookups.ids(connection, product.category, product.tax)
            except ValueError as trouble:
                stored.refused.append(BadLine(product.line, str(trouble)))

    # -- reading -----------------------------------------------------------------------------------------

    def _known(self, connection: Connection, batch: list[SourceProduct]) -> KnownProducts:
        codes = [variant.barcode for product in batch for variant in product.variants if variant.barcode]
        skus = [variant.sku for product in batch for variant in product.variants if variant.sku]
        plus = [variant.plu for product in batch for variant in product.variants if variant.plu]
        handles = [product.handle for product in batch if product.handle]
        known = KnownProducts(next_row=self._next_row(connection, sum(len(each.variants) for each in batch)))
        rows: set[int] = set()
        if codes:
            found = self._ask(connection, "SELECT code, variant_row FROM barcode WHERE", "code", codes)
            known.codes.update((code, row) for code, row in found)
            rows.update(known.codes.values())
        if plus:
            known.plus.update(self._ask(connection, 'SELECT plu, "row" FROM variant WHERE', "plu", plus))
            rows.update(known.plus.values())
        if skus:
            for sku, row in self._ask(connection, 'SELECT sku, "row" FROM variant WHERE', "sku", skus):
                known.skus.setdefault(sku, []).append(row)
                rows.add(row)
        if rows:
            known.add(map(stored_variant, self._ask(connection, f"{STORED} WHERE", 'v."row"', sorted(rows))))
        if handles:
            known.add(map(stored_variant, self._ask(connection, f"{STORED} WHERE", "p.handle", handles)))
        return known

    def _ask(self, connection: Connection, sql: str, column: str, values: list[Any]) -> Any:
        return connection.ask(f"{sql} {any_of(connection, column)}", (list_parameter(connection, values),))

    def _next_row(self, connection: Connection, count: int) -> int:
        """The first of `count` free row numbers in a sequence."""
        if on_sqlite(connection):
            ((last,),) = connection.ask(
                "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'variant'), 0),"
                ' coalesce((SELECT max("row") FROM variant), 0))'
            )
            return int(last) + 1
        connection.tell("LOCK TABLE variant IN SHARE ROW EXCLUSIVE MODE")
        sequence = "pg_get_serial_sequence('variant', 'row')"
        ((first,),) = connection.ask(f"SELECT nextval({sequence})")
        connection.ask(f"SELECT setval({sequence}, %s)", (first + count,))
        return int(first)

    # -- writing -----------------------------------------------------------------------------------------

    def _write(self, connection: Connection, plan: BatchPlan) -> None:
        self._insert(connection, plan)
        self._update(connection, plan)
        if plan.new_codes:
            connection.tell_many(insert_into(connection, "barcode", ("code", "variant_row")), plan.new_codes)
        mark = placeholder(connection)
        for sql, changes in (
            (f"UPDATE barcode SET variant_row = {mark} WHERE code = {mark}", plan.moved_codes),
            (f'UPDATE variant SET plu = {mark} WHERE "row" = {mark}', plan.new_plus),
        ):
            if changes:
                connection.tell_many(sql, changes)
        self._index(connection, plan)

    def _insert(self, connection: Connection, plan: BatchPlan) -> None:
        ids = _fresh_ids(len(plan.new_products) + len(plan.new_variants), as_bytes=on_sqlite(connection))
        if plan.new_products:
            plan.give_ids(ids[: len(plan.new_products)])
            connection.tell_many(
                insert_into(connection, "product", _PRODUCT_COLUMNS),
                plan.product_lines(on_sqlite(connection)),
            )
        if plan.new_variants:
            lines = plan.variant_lines(ids[len(plan.new_products) :])
            connection.tell_many(insert_into(connection, "variant", _VARIANT_COLUMNS), lines)

    def _update(self, connection: Connection, plan: BatchPlan) -> None:
        mark = placeholder(connection)
        for table, key, changes in (
            ("product", "id", plan.product_changes.items()),
            ("variant", '"row"', plan.variant_changes.items()),
        ):
            for identity, values in changes:
                columns = ", ".join(f"{column} = {mark}" for column in values)
                parameters = [_plain(value, on_sqlite(connection)) for value in values.values()]
                connection.tell(f"UPDATE {table} SET {columns} WHERE {key} = {mark}", (*parameters, identity))

    def _index(self, connection: Connection, plan: BatchPlan) -> None:
        if len(self._terms) > _MOST_TERMS_KEPT:
            self._terms.clear()
        added = plan.rows_to_add()
        self._added += len(added)
        search_index.add_rows(connection, added, self._terms)
        changed = sorted(plan.reindexed)
        if changed:
            search_index.update_rows(connection, search_index.rows_to_index(connection, changed))

    def _set_cache(self, size: int) -> int:
        """Sets the writer's page cache, as SQLite counts it, and gives what it was."""
        with self._database.write(Rank.BULK) as work:
            if not on_sqlite(work.connection):
                return 0
            ((before,),) = work.connection.ask("PRAGMA cache_size")
            work.connection.tell(f"PRAGMA cache_size = {size}")
            return int(before)


STORED = """
SELECT v."row", v.product_id, v.name, v.option_values, v.sku, v.price_minor, v.compare_at_minor, v.cost_minor,
    v.active, p.handle, p.name, p.category_id, p.tax_class_id, p.weighed, p.unit, p.picture, p.options, p.vendor,
    p.active, (SELECT count(*) FROM variant o WHERE o.product_id = v.product_id), v.id, v.track_stock, v.plu
FROM variant v JOIN product p ON p.id = v.product_id"""


def stored_variant(line: Any) -> StoredVariant:
    """A line of `STORED`."""
    return StoredVariant(*line)


def _plain(value: Any, as_bytes: bool) -> Any:
    return value.bytes if as_bytes and isinstance(value, UUID) else value


def _fresh_ids(count: int, *, as_bytes: bool) -> list[Any]:
    """That many UUIDv7 in ascending order, as the driver takes them."""
    milliseconds, random = time.time_ns() // 1_000_000, os.urandom(count * _RANDOM_BYTES)
    drawn = sorted(
        int.from_bytes(random[at : at + _RANDOM_BYTES], "big") & _RANDOM
        for at in range(0, count * _RANDOM_BYTES, _RANDOM_BYTES)
    )
    values = [uuid7_value(milliseconds, each) for each in drawn]
    return [each.to_bytes(16, "big") for each in values] if as_bytes else [UUID(int=each) for each in values]
