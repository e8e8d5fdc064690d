"""Decides for a batch of imported products what is new, what differs and what cannot be: no SQL here.

What is sold no more keeps no code from what is: of two products with one code the one that is sold has it. Who lists
such a product under its own name sells it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

from pos_desktop.application.product_import import (
    BadLine,
    SourceProduct,
    SourceVariant,
    StoredBatch,
    full_name,
)
from pos_desktop.application.search_words import normalise
from pos_desktop.application.wording import tr
from pos_desktop.storage.search_index import IndexRow
from pos_desktop.storage.values import canonical_json


class StoredVariant(NamedTuple):
    """A variant with its product as they are stored; ids and JSON as the driver gives them."""

    row: int
    product_id: Any
    name: str
    option_values: str | None
    sku: str | None
    price_minor: int | None
    compare_at_minor: int | None
    cost_minor: int | None
    active: bool
    handle: str | None
    product_name: str
    category_id: Any
    tax_class_id: Any
    weighed: bool
    unit: str | None
    picture: str | None
    options: str | None
    vendor: str | None
    product_active: bool
    siblings: int  # variants of the product, this one included
    id: Any
    track_stock: bool
    plu: str | None


@dataclass(slots=True)
class KnownProducts:
    """What the catalogue has of a batch's codes, item numbers and handles."""

    next_row: int
    codes: dict[str, int] = field(default_factory=dict)
    skus: dict[str, list[int]] = field(default_factory=dict)
    plus: dict[str, int] = field(default_factory=dict)
    variants: dict[int, StoredVariant] = field(default_factory=dict)
    handles: dict[str, Any] = field(default_factory=dict)  # to product id
    of_product: dict[Any, list[StoredVariant]] = field(default_factory=dict)

    def add(self, found: Iterable[StoredVariant]) -> None:
        """Takes stored variants in, each once."""
        for stored in found:
            if stored.row in self.variants:
                continue
            self.variants[stored.row] = stored
            self.of_product.setdefault(stored.product_id, []).append(stored)
            if stored.handle:
                self.handles[stored.handle] = stored.product_id


@dataclass(slots=True)
class NewProduct:
    """A product to be inserted; its id is given when the batch is written."""

    source: SourceProduct
    category_id: UUID | None
    tax_class_id: UUID | None
    id: Any = None


class _NewVariant(NamedTuple):
    row: int
    product: NewProduct | None
    product_id: Any
    name: str
    source: SourceVariant
    position: int


class _Refused(ValueError):
    """A line that cannot be stored; the message says why."""


class BatchPlan:
    """Takes products one by one; afterwards its lists say what to write."""

    def __init__(
        self, known: KnownProducts, fields: frozenset[str], touched: bytearray, report: StoredBatch
    ) -> None:
        self._known = known
        self._fields = fields
        self._touched = touched
        self._report = report
        self.new_products: list[NewProduct] = []
        self.new_variants: list[_NewVariant] = []
        self.new_codes: list[tuple[str, int]] = []
        self.moved_codes: list[tuple[int, str]] = []  # to these rows, after the new ones are there
        self.new_plus: list[tuple[str | None, int]] = []  # in this order: taken away before it is given
        self.product_changes: dict[Any, dict[str, Any]] = {}
        self.variant_changes: dict[int, dict[str, Any]] = {}
        self.reindexed: set[int] = set()
        self._new_names: set[str] = set()
        self._new_unsold: set[int] = set()

    def take(self, settled: tuple[SourceProduct, UUID | None, UUID | None]) -> None:
        """Plans one product with the ids of its category and tax class."""
        product, category_id, tax_class_id = settled
        if product.handle and product.handle in self._new_names:
            self._refuse(product.line, tr("{name} is in the file twice", name=product.name))
            return
        product_id = self._product_of(product)
        new = None if product_id is not None else NewProduct(product, category_id, tax_class_id)
        taken, changed = 0, False
        for position, variant in enumerate(product.variants):
            try:
                changed |= self._take_variant(product, variant, position, product_id, new)
                taken += 1
            except _Refused as trouble:
                self._refuse(variant.line or product.line, str(trouble))
        if not taken:
            return
        if product.handle:
            self._new_names.add(product.handle)
        self._count(product, product_id, new, changed, category_id, tax_class_id)

    def _count(
        self,
        product: SourceProduct,
        product_id: Any,
        new: NewProduct | None,
        changed: bool,
        category_id: UUID | None,
        tax_class_id: UUID | None,
    ) -> None:
        if new is not None:
            self.new_products.append(new)
            self._report.created += 1
            return
        if self._change_product(product, product_id, category_id, tax_class_id) or changed:
            self._report.updated += 1
        else:
            self._report.unchanged += 1

    # -- recognising -------------------------------------------------------------------------------------

    def _product_of(self, product: SourceProduct) -> Any:
        if product.handle and product.handle in self._known.handles:
            return self._known.handles[product.handle]
        for variant in product.variants:
            row = self._known.codes.get(variant.barcode) if variant.barcode else None
            if row is not None and self._is_given_up(row, product, variant):
                row = None
            if row is None and variant.sku:
                rows = self._offered(self._known.skus.get(variant.sku, []), product, variant)
                row = rows[0] if len(rows) == 1 else None
            stored = None if row is None else self._known.variants.get(row)
            if stored is not None and not (product.handle and stored.handle):  # two handles are two products
                return stored.product_id
        return None

    def _row_of(self, product: SourceProduct, variant: SourceVariant, product_id: Any) -> int | None:
        by_code = self._known.codes.get(variant.barcode) if variant.barcode else None
        if by_code is not None and self._one_is_unsold(by_code, product, product_id):
            by_code = None
        by_sku = None if product.options else self._by_sku(product, variant, product_id)
        if by_code is not None and by_sku is not None and by_code != by_sku:
            raise _Refused(
                tr(
                    "barcode {code} and SKU {sku} are two products'",
                    code=variant.barcode,
                    sku=variant.sku,
                )
            )
        if by_code is not None:
            self._check_owner(variant, by_code, product_id)
            return by_code
        if by_sku is not None or product_id is None or not product.handle:
            return by_sku
        values = _json(variant.option_values)
        for stored in self._known.of_product[product_id]:
            if stored.option_values == values:
                return stored.row
        return None

    def _by_sku(self, product: SourceProduct, variant: SourceVariant, product_id: Any) -> int | None:
        if not variant.sku:
            return None
        rows = self._known.skus.get(variant.sku, [])
        variants = self._known.variants
        here = [row for row in rows if row in variants and variants[row].product_id == product_id]
        rows = here if here or product.handle else self._offered(rows, product, variant)
        if len(rows) > 1 and not variant.barcode:
            raise _Refused(tr("several products have the SKU {sku}", sku=variant.sku))
        return rows[0] if len(rows) == 1 else None

    def _is_sold(self, row: int) -> bool:
        """As it will be when what is planned so far is stored."""
        stored = self._known.variants.get(row)
        if stored is None:
            return row not in self._new_unsold
        variant = self.variant_changes.get(row, {}).get("active", stored.active)
        product = self.product_changes.get(stored.product_id, {}).get("active", stored.product_active)
        return bool(variant and product)

    def _is_given_up(self, row: int, product: SourceProduct, variant: SourceVariant) -> bool:
        """Whether it is sold no more, and this is another thing that has its code or number now."""
        stored = self._known.variants.get(row)
        if stored is None or (stored.active and stored.product_active) or self._is_sold(row):
            return False
        return normalise(stored.name) != normalise(full_name(product.name, variant.option_values))

    def _offered(self, rows: list[int], product: SourceProduct, variant: SourceVariant) -> list[int]:
        """Those of the rows with an item number that can be meant: of several those that are sold."""
        left = [row for row in rows if not self._is_given_up(row, product, variant)]
        return left if len(left) < 2 else [row for row in left if self._is_sold(row)] or left

    def _one_is_unsold(self, row: int, product: SourceProduct, product_id: Any) -> bool:
        """Of a code's owner and another product that has it as well."""
        stored = self._known.variants.get(row)
        if stored is not None and stored.product_id == product_id:
            return False
        return product.active != self._is_sold(row)

    def _check_owner(self, variant: SourceVariant, row: int, product_id: Any) -> None:
        stored = self._known.variants.get(row)
        if stored is not None and stored.product_id != product_id:
            raise _Refused(tr("the barcode {code} belongs to {name}", code=variant.barcode, name=stored.name))

    def _touch(self, row: int, variant: SourceVariant) -> None:
        """Each variant is told of by one line of a file; a second one contradicts it."""
        if row < len(self._touched) and self._touched[row]:
            if variant.barcode:
                raise _Refused(tr("the barcode {code} is in the file twice", code=variant.barcode))
            raise _Refused(tr("the item is in the file twice"))
        if row >= len(self._touched):
            self._touched.extend(bytes(row + 4096 - len(self._touched)))
        self._touched[row] = 1

    # -- planning ----------------------------------------------------------------------------------------

    def _take_variant(
        self,
        product: SourceProduct,
        variant: SourceVariant,
        position: int,
        product_id: Any,
        new: NewProduct | None,
    ) -> bool:
        row = self._row_of(product, variant, product_id)
        variant = self._takeable(product, variant, row)
        if variant.plu:
            self._check_plu(variant.plu, row)
        if row is not None:
            self._touch(row, variant)
            self._found(row, product, variant, self._known.variants[row].product_id, None)
            return self._change_variant(product, variant, self._known.variants[row])
        row = self._known.next_row
        self._known.next_row += 1
        self._touch(row, variant)
        self._found(row, product, variant, product_id, new)
        name = full_name(product.name, variant.option_values)
        self.new_variants.append(_NewVariant(row, new, product_id, name, variant, position))
        if not product.active:
            self._new_unsold.add(row)
        self._remember(row, variant)
        return True

    def _takeable(self, product: SourceProduct, variant: SourceVariant, row: int | None) -> SourceVariant:
        """As much of a variant as can be stored at this row (None: at a new one)."""
        if not product.active and self._code_of_another(variant, row) is not None:
            return replace(variant, barcode=None)
        return variant

    def _code_of_another(self, variant: SourceVariant, row: int | None) -> int | None:
        """The row that has the variant's barcode, where it is not the variant's own."""
        owner = self._known.codes.get(variant.barcode) if variant.barcode else None
        return None if owner == row else owner

    def _check_plu(self, plu: str, row: int | None) -> None:
        owner = self._known.plus.get(plu)
        if owner is None or owner == row or not self._is_sold(owner):
            return
        stored = self._known.variants.get(owner)
        if stored is None:
            raise _Refused(tr("the scale code {code} is in the file twice", code=plu))
        raise _Refused(tr("the scale code {code} belongs to {name}", code=plu, name=stored.name))

    def _found(
        self,
        row: int,
        product: SourceProduct,
        variant: SourceVariant,
        product_id: Any,
        new: NewProduct | None,
    ) -> None:
        """A variant of the source stands at this row; `new` is its product where that has no id yet."""

    def _remember(self, row: int, variant: SourceVariant) -> None:
        if variant.barcode:
            self._give_code(variant.barcode, row)
        if variant.sku:
            self._known.skus.setdefault(variant.sku, []).append(row)
        if variant.plu:
            self._give_plu(variant.plu, row)

    def _give_code(self, code: str, row: int) -> None:
        owner = self._known.codes.get(code)
        self._known.codes[code] = row
        if owner is None:
            self.new_codes.append((code, row))
        else:
            self.moved_codes.append((row, code))
            self.reindexed.add(owner)

    def _give_plu(self, plu: str, row: int) -> None:
        owner = self._known.plus.get(plu)
        self._known.plus[plu] = row
        if owner is not None:
            self.new_plus.append((None, owner))
            self.reindexed.add(owner)
        self.new_plus.append((plu, row))

    def _change_variant(self, product: SourceProduct, variant: SourceVariant, stored: StoredVariant) -> bool:
        wanted: dict[str, Any] = {
            "name": full_name(product.name, variant.option_values),
            "sku": variant.sku,
            "price_minor": variant.price_minor,
            "compare_at_minor": variant.compare_at_minor,
            "cost_minor": variant.cost_minor,
            "option_values": _json(variant.option_values),
            "active": self._wanted_active(product),
        }
        if "track_stock" in self._fields:
            wanted["track_stock"] = variant.tracks_stock
        changes = {
            column: value
            for column, value in wanted.items()
            if value is not None and value != getattr(stored, column)
        }
        if changes:
            self.variant_changes[stored.row] = changes
        code, plu = variant.barcode, variant.plu
        new_code = code is not None and self._known.codes.get(code) != stored.row
        if code is not None and new_code:
            self._give_code(code, stored.row)
        new_plu = plu is not None and plu != stored.plu
        if plu is not None and new_plu:
            if stored.plu and self._known.plus.get(stored.plu) == stored.row:
                del self._known.plus[stored.plu]
            self._give_plu(plu, stored.row)
        if new_code or new_plu or "name" in changes or "sku" in changes:
            self.reindexed.add(stored.row)
        return bool(changes) or new_code or new_plu

    def _wanted_active(self, product: SourceProduct) -> bool:
        """A source that does not say what is sold lists what is."""
        return product.active if "active" in self._fields else True

    def _change_product(
        self, product: SourceProduct, product_id: Any, category_id: UUID | None, tax_class_id: UUID | None
    ) -> bool:
        siblings = self._known.of_product[product_id]
        stored = siblings[0]
        wanted: dict[str, Any] = {"vendor": product.vendor, "picture": product.picture}
        if stored.siblings == 1 or product.options:
            wanted["product_name"] = product.name
        wanted["options"] = _json(product.options)
        wanted["product_active"] = self._wanted_active(product)
        if product.unit is not None:
            wanted.update(unit=product.unit, weighed=product.weighed)
        for column, id_ in (("category_id", category_id), ("tax_class_id", tax_class_id)):
            if id_ is not None and id_ != _uuid(getattr(stored, column)):
                self.product_changes.setdefault(product_id, {})[column] = id_
        changes = {
            column.removeprefix("product_"): value
            for column, value in wanted.items()
            if value is not None and value != getattr(stored, column)
        }
        if product.handle and stored.handle is None and product.handle not in self._known.handles:
            changes["handle"] = product.handle
        if changes:
            self.product_changes.setdefault(product_id, {}).update(changes)
        return product_id in self.product_changes

    def _refuse(self, line: int, reason: str) -> None:
        self._report.refused.append(BadLine(line, reason))

    # -- what to write -----------------------------------------------------------------------------------

    def give_ids(self, ids: Sequence[Any]) -> None:
        """Ids for the new products, as many as there are."""
        for product, id_ in zip(self.new_products, ids, strict=True):
            product.id = id_

    def product_lines(self, as_bytes: bool) -> list[tuple[Any, ...]]:
        """The new products in the order of the columns."""
        return [
            (
                new.id,
                new.source.handle,
                new.source.name,
                new.category_id.bytes if as_bytes and new.category_id else new.category_id,
                new.tax_class_id.bytes if as_bytes and new.tax_class_id else new.tax_class_id,
                new.source.weighed,
                new.source.unit,
                new.source.picture,
                _json(new.source.options),
                new.source.vendor,
                new.source.active,
                canonical_json(new.source.extra) if new.source.extra else None,
            )
            for new in self.new_products
        ]

    def variant_lines(self, ids: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The new variants in the order of the columns, with these ids."""
        return [
            (
                new.row,
                id_,
                new.product.id if new.product else new.product_id,
                new.name,
                _json(new.source.option_values),
                new.source.sku,
                new.source.price_minor,
                new.source.compare_at_minor,
                new.source.cost_minor,
                new.source.tracks_stock,
                new.position,
                new.product.source.active if new.product else True,
            )
            for new, id_ in zip(self.new_variants, ids, strict=True)
        ]

    def rows_to_add(self) -> list[IndexRow]:
        """What the search takes up of the new variants."""
        return [
            IndexRow(
                new.row,
                new.name,
                tuple(filter(None, (new.source.sku, new.source.plu, new.source.barcode))),
            )
            for new in self.new_variants
        ]


def _json(values: Sequence[str]) -> str | None:
    return canonical_json(list(values)) if values else None


def _uuid(value: Any) -> UUID | None:
    return UUID(bytes=value) if isinstance(value, bytes) else value
