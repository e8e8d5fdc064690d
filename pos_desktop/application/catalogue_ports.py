"""Products and their stock, as the application needs them stored.

Storage implements these. Amounts are minor units, quantities thousandths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.application.catalogue_records import NewGoods, ProductRecord, VariantRecord
    from pos_desktop.application.sellable import Category, SearchHit, Sellable, Tile, VariantChoice
    from pos_desktop.application.typed_so_far import TypedSoFar
    from pos_desktop.domain.tax import TaxRates


class Catalogue(Protocol):
    """Products for selling and showing."""

    def by_code(self, key: str) -> Sellable | None:
        """Looks a barcode key (gtin.barcode_key) up by its unique index."""
        ...

    def by_plu(self, plu: str) -> Sellable | None: ...
    def by_sku(self, sku: str) -> Sellable | None: ...
    def sellable(self, variant_row: int) -> Sellable: ...
    def product_of(self, variant_row: int) -> UUID | None: ...
    def category_of(self, variant_row: int) -> UUID | None: ...
    def sku(self, variant_row: int) -> str:
        """Of one that is sold no more, too; empty where it has none."""
        ...

    def barcode(self, variant_row: int) -> str:
        """The first of its barcodes; empty where it has none."""
        ...

    def variants(self, product_id: UUID) -> list[VariantChoice]: ...
    def options(self, product_id: UUID) -> tuple[str, ...]: ...
    def categories(self) -> list[Category]: ...
    def favourites(self, offset: int, limit: int) -> list[Tile]: ...
    def favourites_count(self) -> int: ...
    def tiles(self, category_id: UUID | None, offset: int, limit: int) -> list[Tile]: ...
    def tiles_count(self, category_id: UUID | None) -> int: ...
    def search(self, text: str, limit: int = 50, so_far: TypedSoFar | None = None) -> list[SearchHit]:
        """The best first, `limit` of them; or what is told at once of a text typed `so_far`."""
        ...

    def add_code(self, key: str, variant_row: int) -> None: ...
    def set_favourite(self, product_id: UUID, position: int | None) -> None: ...
    def tax_classes(self) -> list[tuple[UUID, str, TaxRates]]: ...
    def save_tax_class(self, tax_class_id: UUID, name: str, rates: TaxRates, position: int) -> None: ...
    def products_count(self) -> int: ...


class CatalogueEdits(Protocol):
    """Products and variants as they are changed; the search follows."""

    def variant(self, variant_id: UUID) -> VariantRecord | None: ...
    def variants(self, product_id: UUID) -> list[VariantRecord]: ...
    def owner(self, code: str) -> tuple[int, str] | None:
        """Row and name of the variant that has a barcode key, while it is sold: else the key is free."""
        ...

    def save_variant(self, record: VariantRecord) -> None:
        """Its codes become those of the record; none of them may be another's that is sold."""
        ...

    def add(self, goods: NewGoods) -> int:
        """A new product; the row of its variant. Its code may not be another's that is sold."""
        ...

    def product(self, product_id: UUID) -> ProductRecord | None: ...
    def save_product(self, record: ProductRecord) -> None: ...


class Stock(Protocol):
    """The ledger of stock moves at a location."""

    def move(
        self, moves: Iterable[tuple[int, int, UUID | None]], location_id: UUID, reason: str, at: datetime
    ) -> None:
        """(variant row, signed thousandths, order line) rows; levels follow in the same commit."""
        ...

    def reverse(
        self, order_line_ids: Sequence[UUID], reason: str, at: datetime
    ) -> Mapping[UUID, Sequence[tuple[int, int]]]:
        """Moves back exactly what the moves of these order lines took; (variant row, thousandths) by location."""
        ...

    def on_hand(self, variant_row: int, location_id: UUID) -> int: ...
    def hold(self, variant_row: int, location_id: UUID) -> int:
        """On hand, which nobody else moves before this transaction ends."""
        ...

    def hold_at(self, location_id: UUID, variant_rows: Sequence[int]) -> Mapping[int, int]:
        """As `hold`, for many at once; those that never moved are left out."""
        ...

    def in_pieces(self, variant_rows: Iterable[int]) -> set[int]:
        """Those that are counted in whole pieces: their stock is kept, and they are not weighed."""
        ...


class Reservations(Protocol):
    """Stock that is kept for a ticket while it is being paid."""

    def hold(
        self, ticket_id: UUID, lines: Iterable[tuple[int, int]], location_id: UUID, until: datetime
    ) -> None:
        """(variant row, thousandths) rows, in place of what was held for the ticket before."""
        ...

    def release(self, ticket_id: UUID) -> None:
        """After the sale's own moves, or when it is given up."""
        ...

    def reserved(self, variant_row: int, location_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
        """Thousandths held for others now."""
        ...

    def expire(self, now: datetime) -> int:
        """Drops what is past its time; how many."""
        ...
