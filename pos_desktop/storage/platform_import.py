# ruff: noqa: S608 - table and column names are constants of this module; values are always parameters
"""An import from a platform: products, variants and their links to it, in the same transactions.

A variant is known again by its link first, then by barcode, then by item number, and in its product by its options.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pos_desktop.application import ports
from pos_desktop.application.platform_products import BARCODE, hand_on, wait_for_code
from pos_desktop.application.product_import import BadLine, SourceProduct, SourceVariant, StoredBatch
from pos_desktop.application.sync_records import LinkKind
from pos_desktop.application.wording import tr
from pos_desktop.storage.catalogue_import import STORED, CatalogueImport, stored_variant
from pos_desktop.storage.connection import SQLITE, Connection
from pos_desktop.storage.import_plan import BatchPlan, KnownProducts, NewProduct
from pos_desktop.storage.repositories.links import ITEM
from pos_desktop.storage.search_sql import each_of, insert_into, list_parameter, placeholder
from pos_desktop.storage.unit_of_work import Database, Work
from pos_desktop.storage.values import canonical_json, json_out, quicken

_LINK_COLUMNS = ("connection_id", "kind", "local_id", "ref", "extra")


@dataclass(slots=True)
class _KnownLinks:
    """What is linked already of a batch; ids as the driver gives them, extras as they are stored."""

    variants: dict[str, int] = field(default_factory=dict)  # by ref, to rows
    products: dict[str, Any] = field(default_factory=dict)  # by ref, to ids
    extras: dict[str, str | None] = field(default_factory=dict)  # by ref
    held: dict[int, str] = field(default_factory=dict)  # by row, the ref of the variant that it is already


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
        self.freed: list[tuple[str, int]] = []  # codes that these rows give up
        self.waiting: list[tuple[str, str]] = []  # codes of others that these refs were told with
        self._new_ids: dict[int, Any] = {}

    def let_go(self, batch: Sequence[SourceProduct]) -> None:
        """Frees the codes that the platform told before of what is linked, where it tells others now: before any of the
        batch is taken, so that two may change codes with each other."""
        for variant in (variant for product in batch for variant in product.variants):
            row, known = self.links.variants.get(variant.ref), self.links.extras.get(variant.ref)
            if row is None or not known or known == canonical_json(dict(variant.extra or {})):
                continue
            last = json_out(known).get(BARCODE)
            if last and last != variant.barcode:
                self.freed.append((last, row))
                self.reindexed.add(row)
                if self._known.codes.get(last) == row:
                    del self._known.codes[last]

    def _product_of(self, product: SourceProduct) -> Any:
        linked = self.links.products.get(product.ref)
        if linked in self._known.of_product:
            return linked
        rows = (self._stored_row(product, variant) for variant in product.variants)
        row = next((row for row in rows if row is not None), None)
        if row is not None:
            return self._known.variants[row].product_id
        return self._known.handles.get(product.handle) if product.handle else None

    def _row_of(self, product: SourceProduct, variant: SourceVariant, product_id: Any) -> int | None:
        row = self._stored_row(product, variant)
        if row is None and product_id in self._known.of_product:
            wanted = canonical_json(list(variant.option_values)) if variant.option_values else None
            siblings = self._known.of_product[product_id]
            alike = (stored.row for stored in siblings if stored.option_values == wanted)
            row = next((each for each in alike if self._is_free(each, product, variant)), None)
        if row is not None and variant.ref not in self.links.variants:
            self.matched += 1
        return row

    def _stored_row(self, product: SourceProduct, variant: SourceVariant) -> int | None:
        """By link, barcode, item number; one that is another variant of the platform is not taken."""
        linked = self.links.variants.get(variant.ref)
        if linked is not None and linked in self._known.variants:
            return linked
        by_code = self._known.codes.get(variant.barcode) if variant.barcode else None
        by_sku = self._known.skus.get(variant.sku, []) if variant.sku else []
        for rows in ([by_code] if by_code is not None else [], by_sku):
            free = [
                row for row in rows if row in self._known.variants and self._is_free(row, product, variant)
            ]
            free = [row for row in free if not self._is_given_up(row, product, variant)]
            if len(free) == 1:
                return free[0]
        return None

    def _is_free(self, row: int, product: SourceProduct, variant: SourceVariant) -> bool:
        """Whether a variant that has no link may be the one of this row. What is another variant of the platform stays
        that while it is sold, whatever copies are made of it there; unless its product is told without it by now.
        """
        if self._is_touched(row):
            return False
        ref, stored = self.links.held.get(row), self._known.variants[row]
        if ref is None or ref == variant.ref or not stored.active:
            return True
        is_told = not product.whole or any(each.ref == ref for each in product.variants)
        return not is_told and stored.product_id == self.links.products.get(product.ref)

    def _is_given_up(self, row: int, product: SourceProduct, variant: SourceVariant) -> bool:
        """Within its own product it is the same under any name."""
        stored = self._known.variants.get(row)
        own = stored is not None and stored.product_id == self.links.products.get(product.ref)
        return not own and super()._is_given_up(row, product, variant)

    def _is_touched(self, row: int) -> bool:
        return row < len(self._touched) and bool(self._touched[row])

    def _takeable(self, product: SourceProduct, variant: SourceVariant, row: int | None) -> SourceVariant:
        """A code that belongs to another that is sold is left out, and reported."""
        variant = super()._takeable(product, variant, row)
        owner = self._code_of_another(variant, row)
        if owner is None or not self._is_sold(owner):
            return variant
        name = self._known.variants[owner].name if owner in self._known.variants else tr("another product")
        reason = tr("the barcode {code} belongs to {name}", code=variant.barcode, name=name)
        self._report.refused.append(BadLine(variant.line, reason))
        self.waiting.append((str(variant.barcode), variant.ref))
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
        self._connection = connection_id
        self._codes: tuple[list[str], list[tuple[str, str]]] = [], []
        """Of the batch under way: codes that were freed, and those that refs wait for."""
        self._connection_id: Any = connection_id.bytes if database.dialect == SQLITE else connection_id
        self.matched = 0
        """Variants that were here already and were linked by barcode, item number or options."""

    def store_with(
        self, batch: list[SourceProduct], fields: frozenset[str], then: Callable[[ports.Work], None]
    ) -> StoredBatch:
        """See LinkingStore."""

        def end(stored: Work) -> None:
            work = self._work_of(stored)
            self._settle_codes(work)
            then(work)

        return self._store(batch, fields, end)

    def _settle_codes(self, work: ports.Work) -> None:
        """Who waits for a code, and who has one that was waited for."""
        now, (freed, waiting) = datetime.now(UTC), self._codes
        for code, ref in waiting:
            wait_for_code(work, self._connection, code, ref, now)
        hand_on(work, self._connection, freed)

    def _plan(
        self,
        connection: Connection,
        batch: list[SourceProduct],
        fields: frozenset[str],
        stored: StoredBatch,
    ) -> BatchPlan:
        known, links = self._known(connection, batch), _KnownLinks()
        self._add_links(connection, batch, known, links)
        plan = PlatformPlan(known, links, fields, self._touched, stored)
        plan.let_go(batch)
        return plan

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
        self._add_held(connection, known, links)

    def _add_held(self, connection: Connection, known: KnownProducts, links: _KnownLinks) -> None:
        """Which variants of the platform the rows are that the batch may be taken for; one question for all."""
        links.held = {row: ref for ref, row in links.variants.items()}
        others = sorted(known.variants.keys() - links.held.keys())
        if others:
            asked = _HELD.format(asked=each_of(connection, "bigint"), mark=placeholder(connection))
            parameters = (list_parameter(connection, others), self._connection_id, LinkKind.VARIANT.value)
            links.held.update(connection.ask(asked, parameters))

    def _linked(
        self, connection: Connection, sql: str, kind: LinkKind, refs: Sequence[str], close: str = ""
    ) -> list[Any]:
        mark = placeholder(connection)
        whole = sql.replace("{asked}", each_of(connection))
        whole += f" WHERE l.connection_id = {mark} AND l.kind = {mark} AND l.ref = asked.value{close}"
        return connection.ask(whole, (list_parameter(connection, refs), self._connection_id, kind.value))

    def _write(self, connection: Connection, plan: BatchPlan) -> None:
        assert isinstance(plan, PlatformPlan)
        if plan.freed:
            mark = placeholder(connection)
            gone = f"DELETE FROM barcode WHERE code = {mark} AND variant_row = {mark}"
            connection.tell_many(gone, plan.freed)
        super()._write(connection, plan)
        self._codes = [code for code, _ in plan.freed], plan.waiting
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
_HELD = """
SELECT v."row", l.ref FROM {asked} CROSS JOIN variant v CROSS JOIN platform_link l
WHERE v."row" = asked.value AND l.connection_id = {mark} AND l.kind = {mark} AND l.local_id = v.id"""
_FORGET = """
DELETE FROM platform_link WHERE (connection_id, kind, local_id) IN (
    SELECT l.connection_id, l.kind, l.local_id FROM {asked} CROSS JOIN platform_link l
    WHERE l.connection_id = {mark} AND l.kind = {mark} AND l.ref = asked.value)"""
