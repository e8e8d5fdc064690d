# ruff: noqa: S608 - table and column names are constants of this module; values are always parameters
"""An import from a platform: products, variants and their links to it, in the same transactions.

A variant is known again by its link first, then by barcode, then by item number, and in its product by its options.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

from pos_desktop.application import ports
from pos_desktop.application.product_import import BadLine, SourceProduct, SourceVariant, StoredBatch
from pos_desktop.application.sync_records import LinkKind
from pos_desktop.application.wording import tr
from pos_desktop.storage.catalogue_import import STORED, CatalogueImport, stored_variant
from pos_desktop.storage.connection import SQLITE, Connection
from pos_desktop.storage.import_plan import BatchPlan, KnownProducts, NewProduct
from pos_desktop.storage.repositories.links import ITEM
from pos_desktop.storage.search_sql import each_of, insert_into, list_parameter, placeholder
from pos_desktop.storage.unit_of_work import Database, Work
from pos_desktop.storage.values import canonical_json, quicken

_LINK_COLUMNS = ("connection_id", "kind", "local_id", "ref", "extra")


@dataclass(slots=True)
class _KnownLinks:
    """What is linked already of a batch; ids as the driver gives them, extras as they are stored."""

    variants: dict[str, int] = field(default_factory=dict)  # by ref, to rows
    products: dict[str, Any] = field(default_factory=dict)  # by ref, to ids
    extras: dict[str, str | None] = field(default_factory=dict)  # by ref


class _Met(NamedTuple):
    """A variant of the platform and where it is here; `new` is its product where that is new."""

    row: int
    product: SourceProduct
    variant: SourceVariant
    product_id: Any
    new: NewProduct | None


class _NewLink(NamedTuple):
    """A link to be written; its id as the driver takes it, its extra as it is stored."""

    kind: str
    local_id: Any
    ref: str
    extra: str | None


class PlatformPlan(BatchPlan):
    """A plan that knows links."""

    def __init__(
        self,
        known: KnownProducts,
        links: _KnownLinks,
        fields: frozenset[str],
        touched: bytearray,
        report: StoredBatch,
    ) -> None:
        super().__init__(known, fields, touched, report)
        self.links = links
        self.met: list[_Met] = []
        self.matched = 0  # variants that were here already and had no link
        self._new_ids: dict[int, Any] = {}

    def _product_of(self, product: SourceProduct) -> Any:
        linked = self.links.products.get(product.ref)
        if linked in self._known.of_product:
            return linked
        rows = (self._stored_row(variant) for variant in product.variants)
        row = next((row for row in rows if row is not None), None)
        if row is not None:
            return self._known.variants[row].product_id
        return self._known.handles.get(product.handle) if product.handle else None

    def _row_of(self, product: SourceProduct, variant: SourceVariant, product_id: Any) -> int | None:
        row = self._stored_row(variant)
        if row is None and product_id in self._known.of_product:
            wanted = canonical_json(list(variant.option_values)) if variant.option_values else None
            siblings = self._known.of_product[product_id]
            alike = (stored.row for stored in siblings if stored.option_values == wanted)
            row = next((each for each in alike if not self._is_touched(each)), None)
        if row is not None and variant.ref not in self.links.variants:
            self.matched += 1
        return row

    def _stored_row(self, variant: SourceVariant) -> int | None:
        """By link, barcode, item number; one that another variant of this import took is not taken again."""
        linked = self.links.variants.get(variant.ref)
        if linked is not None and linked in self._known.variants:
            return linked
        by_code = self._known.codes.get(variant.barcode) if variant.barcode else None
        by_sku = self._known.skus.get(variant.sku, []) if variant.sku else []
        for rows in ([by_code] if by_code is not None else [], by_sku):
            free = [row for row in rows if row in self._known.variants and not self._is_touched(row)]
            if len(free) == 1:
                return free[0]
        return None

    def _is_touched(self, row: int) -> bool:
        return row < len(self._touched) and bool(self._touched[row])

    def _takeable(self, variant: SourceVariant, row: int | None) -> SourceVariant:
        """A code that belongs to another is left out, and reported."""
        owner = self._known.codes.get(variant.barcode) if variant.barcode else None
        if owner is None or owner == row:
            return variant
        name = self._known.variants[owner].name if owner in self._known.variants else tr("another product")
        reason = tr("the barcode {code} belongs to {name}", code=variant.barcode, name=name)
        self._report.refused.append(BadLine(variant.line, reason))
        return replace(variant, barcode=None)

    def _found(
        self,
        row: int,
        product: SourceProduct,
        variant: SourceVariant,
        product_id: Any,
        new: NewProduct | None,
    ) -> None:
        self.met.append(_Met(row, product, variant, product_id, new))

    def variant_lines(self, ids: Sequence[Any]) -> list[tuple[Any, ...]]:
        """See BatchPlan; remembers the ids for the links."""
        self._new_ids = {new.row: id_ for new, id_ in zip(self.new_variants, ids, strict=True)}
        return super().variant_lines(ids)

    def variant_links(self) -> list[_NewLink]:
        """Those that are new or differ."""
        found = []
        for met in self.met:
            extra = dict(met.variant.extra or {})
            stored = self._known.variants.get(met.row)
            local_id = stored.id if stored else self._new_ids[met.row]
            link = _NewLink(LinkKind.VARIANT, local_id, met.variant.ref, canonical_json(extra))
            if self.links.variants.get(link.ref) != met.row or self.links.extras.get(link.ref) != link.extra:
                found += [link, _NewLink(ITEM, local_id, str(extra["item_ref"]), None)]
        return found

    def product_links(self) -> list[_NewLink]:
        """Those that are new or differ; a product is where its first variant is."""
        found = []
        for met in {each.product.ref: each for each in reversed(self.met)}.values():
            local_id = met.new.id if met.new else met.product_id
            extra = canonical_json(dict(met.product.link_extra or {}))
            link = _NewLink(LinkKind.PRODUCT, local_id, met.product.ref, extra)
            if self.links.products.get(link.ref) != local_id or self.links.extras.get(link.ref) != extra:
                found.append(link)
        return found


class PlatformImport(CatalogueImport):
    """Implements product_import.ProductStore for a connection. Use as a context manager, as CatalogueImport."""

    def __init__(
        self, database: Database, connection_id: UUID, work_of: Callable[[Work], ports.Work]
    ) -> None:
        """`work_of` gives the application's view of an open transaction."""
        super().__init__(database)
        quicken()  # two texts for each variant
        self._work_of = work_of
        self._connection_id: Any = connection_id.bytes if database.dialect == SQLITE else connection_id
        self.matched = 0
        """Variants that were here already and were linked by barcode, item number or options."""

    def store_with(
        self, batch: list[SourceProduct], fields: frozenset[str], then: Callable[[ports.Work], None]
    ) -> StoredBatch:
        """See LinkingStore."""
        return self._store(batch, fields, lambda work: then(self._work_of(work)))

    def _plan(
        self,
        connection: Connection,
        batch: list[SourceProduct],
        fields: frozenset[str],
        stored: StoredBatch,
    ) -> BatchPlan:
        known, links = self._known(connection, batch), _KnownLinks()
        self._add_links(connection, batch, known, links)
        return PlatformPlan(known, links, fields, self._touched, stored)

    def _add_links(
        self, connection: Connection, batch: list[SourceProduct], known: KnownProducts, links: _KnownLinks
    ) -> None:
        refs = [variant.ref for product in batch for variant in product.variants]
        for ref, row, extra in self._linked(connection, _VARIANT_LINKS, LinkKind.VARIANT, refs):
            links.variants[ref], links.extras[ref] = row, extra
        missing = sorted(set(links.variants.values()) - known.variants.keys())
        if missing:
            known.add(map(stored_variant, self._ask(connection, f"{STORED} WHERE", 'v."row"', missing)))
        of_products = [product.ref for product in batch]
        for ref, id_, extra in self._linked(connection, _PRODUCT_LINKS, LinkKind.PRODUCT, of_products):
            links.products[ref], links.extras[ref] = id_, extra
        if links.products:
            siblings = self._linked(connection, _SIBLINGS, LinkKind.PRODUCT, list(links.products), close=")")
            known.add(map(stored_variant, siblings))

    def _linked(
        self, connection: Connection, sql: str, kind: LinkKind, refs: Sequence[str], close: str = ""
    ) -> list[Any]:
        mark = placeholder(connection)
        whole = sql.replace("{asked}", each_of(connection))
        whole += f" WHERE l.connection_id = {mark} AND l.kind = {mark} AND l.ref = asked.value{close}"
        return connection.ask(whole, (list_parameter(connection, refs), self._connection_id, kind.value))

    def _write(self, connection: Connection, plan: BatchPlan) -> None:
        super()._write(connection, plan)
        assert isinstance(plan, PlatformPlan)
        self._put(connection, [*plan.variant_links(), *plan.product_links()])
        self.matched += plan.matched

    def _put(self, connection: Connection, links: list[_NewLink]) -> None:
        """A thing of the platform is one thing of ours: what it was before, it is no longer."""
        mark = placeholder(connection)
        if links:
            for kind in dict.fromkeys(link.kind for link in links):
                refs = [link.ref for link in links if link.kind == kind]
                connection.tell(
                    _FORGET.format(asked=each_of(connection), mark=mark),
                    (list_parameter(connection, refs), self._connection_id, str(kind)),
                )
            connection.tell_many(
                f"{insert_into(connection, 'platform_link', _LINK_COLUMNS)}"
                " ON CONFLICT (connection_id, kind, local_id) DO UPDATE SET ref = excluded.ref,"
                " extra = excluded.extra",
                [(self._connection_id, str(link.kind), *link[1:]) for link in links],
            )


_VARIANT_LINKS = """
SELECT l.ref, v."row", l.extra FROM {asked} CROSS JOIN platform_link l JOIN variant v ON v.id = l.local_id"""
_PRODUCT_LINKS = "SELECT l.ref, l.local_id, l.extra FROM {asked} CROSS JOIN platform_link l"
_SIBLINGS = STORED + " WHERE v.product_id IN (SELECT l.local_id FROM {asked} CROSS JOIN platform_link l"
_FORGET = """
DELETE FROM platform_link WHERE (connection_id, kind, local_id) IN (
    SELECT l.connection_id, l.kind, l.local_id FROM {asked} CROSS JOIN platform_link l
    WHERE l.connection_id = {mark} AND l.kind = {mark} AND l.ref = asked.value)"""
