"""Products for selling and showing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.errors import Refused
from pos_desktop.application.sellable import Category, Sellable, VariantChoice
from pos_desktop.application.wording import tr
from pos_desktop.storage.later.sql import bindparam, func, select, update
from pos_desktop.storage.later.tables import barcode, category, product, stock_level, variant
from pos_desktop.storage.repositories import tiles
from pos_desktop.storage.repositories.statement import NoSuchRow, Statement, upsert

if TYPE_CHECKING:
    from pos_desktop.application.sellable import SearchHit, Tile
    from pos_desktop.application.typed_so_far import TypedSoFar
    from pos_desktop.domain.tax import TaxRates
    from pos_desktop.storage.repositories.home import Home
    from pos_desktop.storage.repositories.statement import Link, Row
    from pos_desktop.storage.repositories.tax_classes import TaxClassesSeen

_SELLABLES = (
    select(
        variant.c.row,
        variant.c.id,
        variant.c.product_id,
        variant.c.name,
        variant.c.price_minor,
        product.c.weighed,
        product.c.unit,
        product.c.tax_class_id,
        variant.c.track_stock,
        product.c.least_age,
    )
    .join(product, product.c.id == variant.c.product_id)
    .where(variant.c.active, product.c.active)
)
BY_CODE = Statement(
    _SELLABLES.join(barcode, barcode.c.variant_row == variant.c.row).where(
        barcode.c.code == bindparam("code")
    )
)
BY_PLU = Statement(_SELLABLES.where(variant.c.plu == bindparam("plu")))
BY_SKU = Statement(_SELLABLES.where(variant.c.sku == bindparam("sku")).order_by(variant.c.row).limit(1))
_SKU = Statement(select(variant.c.sku).where(variant.c.row == bindparam("row")))
_BARCODE = Statement(
    select(barcode.c.code).where(barcode.c.variant_row == bindparam("row")).order_by(barcode.c.code).limit(1)
)
BY_ROW = Statement(_SELLABLES.where(variant.c.row == bindparam("row")))
_PRODUCT = Statement(select(variant.c.product_id, variant.c.row).where(variant.c.row == bindparam("row")))
_CATEGORY_OF = Statement(
    select(product.c.category_id)
    .join(variant, variant.c.product_id == product.c.id)
    .where(variant.c.row == bindparam("row"))
)

_CHOICES = Statement(
    select(
        variant.c.row,
        variant.c.name,
        variant.c.option_values,
        variant.c.price_minor,
        variant.c.track_stock,
        func.coalesce(stock_level.c.on_hand_milli, 0),
    )
    .outerjoin(
        stock_level,
        (stock_level.c.variant_row == variant.c.row)
        & (stock_level.c.location_id == bindparam("location_id", type_=stock_level.c.location_id.type)),
    )
    .where(variant.c.product_id == bindparam("product_id"), variant.c.active)
    .order_by(variant.c.position, variant.c.row)
)
_OPTIONS = Statement(select(product.c.id, product.c.options).where(product.c.id == bindparam("product_id")))
_CATEGORIES = Statement(
    select(category.c.id, category.c.name, category.c.tint).order_by(
        category.c.position, category.c.name, category.c.id
    )
)
_PRODUCTS = Statement(select(func.count()).select_from(product))
_OWNER = Statement(
    select(barcode.c.variant_row, variant.c.name, variant.c.active, product.c.active)
    .join(variant, variant.c.row == barcode.c.variant_row)
    .join(product, product.c.id == variant.c.product_id)
    .where(barcode.c.code == bindparam("code"))
)
_ADD_CODE = upsert(barcode, ("code",), lambda new: {"variant_row": new.variant_row})
_SET_FAVOURITE = Statement(
    update(product)
    .where(product.c.id == bindparam("product_id"))
    .values(favourite_position=bindparam("favourite_position"))
)


class SqlCatalogue:
    """Implements catalogue_ports.Catalogue."""

    def __init__(self, link: Link, taxes: TaxClassesSeen, home: Home) -> None:
        self._link = link
        self._taxes = taxes
        self._home = home

    def by_code(self, key: str) -> Sellable | None:
        return self._sellable(BY_CODE.first(self._link, code=key))

    def by_plu(self, plu: str) -> Sellable | None:
        return self._sellable(BY_PLU.first(self._link, plu=plu))

    def by_sku(self, sku: str) -> Sellable | None:
        """The oldest variant, where several have the same."""
        return self._sellable(BY_SKU.first(self._link, sku=sku))

    def sellable(self, variant_row: int) -> Sellable:
        found = self._sellable(BY_ROW.first(self._link, row=variant_row))
        if found is None:
            raise NoSuchRow("variant", variant_row)
        return found

    def product_of(self, variant_row: int) -> UUID | None:
        row = _PRODUCT.first(self._link, row=variant_row)
        return row[0] if row else None

    def category_of(self, variant_row: int) -> UUID | None:
        row = _CATEGORY_OF.first(self._link, row=variant_row)
        return row[0] if row else None

    def sku(self, variant_row: int) -> str:
        return _SKU.scalar(self._link, row=variant_row) or ""

    def barcode(self, variant_row: int) -> str:
        return _BARCODE.scalar(self._link, row=variant_row) or ""

    def variants(self, product_id: UUID) -> list[VariantChoice]:
        rows = _CHOICES.all(self._link, product_id=product_id, location_id=self._home.location_id(self._link))
        return [
            VariantChoice(row, name, tuple(values or ()), price, on_hand if tracked else None)
            for row, name, values, price, tracked, on_hand in rows
        ]

    def options(self, product_id: UUID) -> tuple[str, ...]:
        row = _OPTIONS.first(self._link, product_id=product_id)
        if row is None:
            raise NoSuchRow("product", product_id)
        return tuple(row[1] or ())

    def categories(self) -> list[Category]:
        return [Category(*row) for row in _CATEGORIES.all(self._link)]

    def favourites(self, offset: int, limit: int) -> list[Tile]:
        return tiles.favourites(self._link, self._home.location_id(self._link), offset, limit)

    def favourites_count(self) -> int:
        return tiles.favourites_count(self._link)

    def tiles(self, category_id: UUID | None, offset: int, limit: int) -> list[Tile]:
        """By name. A page behind tiles.MOST_PAGED is empty."""
        return tiles.tiles(self._link, self._home.location_id(self._link), category_id, offset, limit)

    def tiles_count(self, category_id: UUID | None) -> int:
        """Ends at tiles.MOST_PAGED: counting a million products for a scroll bar would take longer than the page."""
        return tiles.count(self._link, category_id)

    def search(self, text: str, limit: int = 50, so_far: TypedSoFar | None = None) -> list[SearchHit]:
        from pos_desktop.storage import search_index

        return search_index.search(self._link.connection, text, limit, so_far)

    def add_code(self, key: str, variant_row: int) -> None:
        """Gives a variant one more code; Refused when another one that is sold has it."""
        owner = _OWNER.first(self._link, code=key)
        if owner is not None and owner[0] == variant_row:
            return
        if owner is not None and owner[2] and owner[3]:
            raise Refused(tr("{code} belongs to {name}", code=key, name=owner[1]), tr("Nothing was changed."))
        self.sellable(variant_row)
        _ADD_CODE.run(self._link, code=key, variant_row=variant_row)
        self._index([variant_row] if owner is None else [variant_row, owner[0]])

    def set_favourite(self, product_id: UUID, position: int | None) -> None:
        if not _SET_FAVOURITE.run(self._link, product_id=product_id, favourite_position=position):
            raise NoSuchRow("product", product_id)

    def tax_classes(self) -> list[tuple[UUID, str, TaxRates]]:
        """By position: the first is the store's default."""
        classes = self._taxes.now()
        return [(class_id, name, classes.rates[class_id]) for class_id, name in classes.names.items()]

    def save_tax_class(self, tax_class_id: UUID, name: str, rates: TaxRates, position: int) -> None:
        self._taxes.save(tax_class_id, name, rates, position)

    def products_count(self) -> int:
        """Counts them all, which takes a moment with a million."""
        return int(_PRODUCTS.scalar(self._link))

    def _sellable(self, row: Row | None) -> Sellable | None:
        if row is None:
            return None
        (
            variant_row,
            variant_id,
            product_id,
            name,
            price,
            weighed,
            unit,
            tax_class_id,
            track_stock,
            least_age,
        ) = row
        tax_class_id, rates = self._taxes.of(tax_class_id)
        return Sellable(
            variant_row,
            variant_id,
            product_id,
            name,
            price,
            weighed,
            unit,
            tax_class_id,
            rates,
            track_stock,
            least_age,
        )

    def _index(self, rows: list[int]) -> None:
        connection = self._link.connection
        from pos_desktop.storage import search_index

        search_index.update_rows(connection, search_index.rows_to_index(connection, rows))
