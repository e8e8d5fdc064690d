"""Products and variants as they are changed: the search follows in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.catalogue_records import NewGoods, ProductRecord, VariantRecord
from pos_desktop.storage import search_index
from pos_desktop.storage.later.sql import bindparam, delete, select, update
from pos_desktop.storage.later.tables import barcode, product, variant
from pos_desktop.storage.repositories.statement import NoSuchRow, Statement, insert_only, or_blank, upsert

if TYPE_CHECKING:
    from collections.abc import Set

    from pos_desktop.storage.repositories.statement import Link, Row

_VARIANT_CHANGE = ("name", "option_values", "sku", "price_minor", "compare_at_minor", "track_stock", "active")
_PRODUCT_CHANGE = ("name", "options", "vendor", "picture", "active", "extra")

_VARIANTS = select(
    variant.c.row,
    variant.c.id,
    variant.c.product_id,
    variant.c.name,
    variant.c.option_values,
    or_blank(variant.c.sku),
    variant.c.price_minor,
    variant.c.compare_at_minor,
    variant.c.track_stock,
    variant.c.active,
)
_VARIANT = Statement(_VARIANTS.where(variant.c.id == bindparam("variant_id")))
_OF_PRODUCT = Statement(
    _VARIANTS.where(variant.c.product_id == bindparam("product_id")).order_by(
        variant.c.position, variant.c.row
    )
)
_CODES = Statement(select(barcode.c.code).where(barcode.c.variant_row == bindparam("variant_row")))
_OWNER = Statement(
    select(variant.c.row, variant.c.name)
    .join(barcode, barcode.c.variant_row == variant.c.row)
    .join(product, product.c.id == variant.c.product_id)
    .where(barcode.c.code == bindparam("code"), variant.c.active, product.c.active)
)
_HOLDER = Statement(select(barcode.c.variant_row).where(barcode.c.code == bindparam("code")))
_SAVE_VARIANT = Statement(
    update(variant)
    .where(variant.c.row == bindparam("variant_row"))
    .values({name: bindparam(name) for name in _VARIANT_CHANGE})
)
_DROP_CODE = Statement(
    delete(barcode).where(
        barcode.c.code == bindparam("code"), barcode.c.variant_row == bindparam("variant_row")
    )
)
_ADD_CODE = upsert(barcode, ("code",), lambda new: {"variant_row": new.variant_row})
_PRODUCT = Statement(
    select(
        product.c.id,
        product.c.name,
        product.c.options,
        or_blank(product.c.vendor),
        or_blank(product.c.picture),
        product.c.active,
        product.c.extra,
    ).where(product.c.id == bindparam("product_id"))
)
_SAVE_PRODUCT = Statement(
    update(product)
    .where(product.c.id == bindparam("product_id"))
    .values({name: bindparam(name) for name in _PRODUCT_CHANGE})
)
_NEW_PRODUCT = Statement(
    insert_only(product, "id", "name", "category_id", "tax_class_id", "weighed", "unit", "active")
)
_NEW_VARIANT = Statement(
    insert_only(variant, "id", "product_id", "name", "price_minor", "track_stock", "position", "active")
)


class SqlCatalogueEdits:
    """Implements catalogue_ports.CatalogueEdits."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def variant(self, variant_id: UUID) -> VariantRecord | None:
        row = _VARIANT.first(self._link, variant_id=variant_id)
        return None if row is None else self._variant(row)

    def variants(self, product_id: UUID) -> list[VariantRecord]:
        return [self._variant(row) for row in _OF_PRODUCT.all(self._link, product_id=product_id)]

    def owner(self, code: str) -> tuple[int, str] | None:
        row = _OWNER.first(self._link, code=code)
        return None if row is None else (row[0], row[1])

    def save_variant(self, record: VariantRecord) -> None:
        values = {name: getattr(record, name) for name in _VARIANT_CHANGE}
        values |= {"option_values": list(record.option_values) or None, "sku": record.sku or None}
        if not _SAVE_VARIANT.run(self._link, variant_row=record.row, **values):
            raise NoSuchRow("variant", record.row)
        known = self._codes(record.row)
        for code in known - record.codes:
            _DROP_CODE.run(self._link, code=code, variant_row=record.row)
        self._give_codes(record.row, record.codes - known)

    def add(self, goods: NewGoods) -> int:
        _NEW_PRODUCT.run(
            self._link,
            id=goods.product_id,
            name=goods.name,
            category_id=goods.category_id,
            tax_class_id=goods.tax_class_id,
            weighed=goods.weighed,
            unit=goods.unit,
            active=True,
        )
        _NEW_VARIANT.run(
            self._link,
            id=goods.variant_id,
            product_id=goods.product_id,
            name=goods.name,
            price_minor=goods.price_minor,
            track_stock=False,
            position=0,
            active=True,
        )
        row = int(_VARIANT.scalar(self._link, variant_id=goods.variant_id))
        self._give_codes(row, {goods.code} - {""})
        return row

    def _give_codes(self, row: int, codes: Set[str]) -> None:
        """Also those that something had which is sold no more; the search knows of both afterwards."""
        rows = {row}
        for code in codes:
            rows.update(holder for (holder,) in _HOLDER.all(self._link, code=code))
            _ADD_CODE.run(self._link, code=code, variant_row=row)
        connection = self._link.connection
        search_index.update_rows(connection, search_index.rows_to_index(connection, sorted(rows)))

    def product(self, product_id: UUID) -> ProductRecord | None:
        row = _PRODUCT.first(self._link, product_id=product_id)
        if row is None:
            return None
        id_, name, options, vendor, picture, active, extra = row
        return ProductRecord(id_, name, tuple(options or ()), vendor, picture, active, extra or {})

    def save_product(self, record: ProductRecord) -> None:
        values = {
            "name": record.name,
            "options": list(record.options) or None,
            "vendor": record.vendor or None,
            "picture": record.picture or None,
            "active": record.active,
            "extra": dict(record.extra) or None,
        }
        if not _SAVE_PRODUCT.run(self._link, product_id=record.id, **values):
            raise NoSuchRow("product", record.id)

    def _codes(self, variant_row: int) -> frozenset[str]:
        return frozenset(code for (code,) in _CODES.all(self._link, variant_row=variant_row))

    def _variant(self, row: Row) -> VariantRecord:
        number, id_, product_id, name, values, sku, price, compare_at, tracked, active = row
        return VariantRecord(
            row=number,
            id=id_,
            product_id=product_id,
            name=name,
            option_values=tuple(values or ()),
            sku=sku,
            price_minor=price,
            compare_at_minor=compare_at,
            track_stock=tracked,
            active=active,
            codes=self._codes(number),
        )
