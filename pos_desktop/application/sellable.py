"""What the register needs to know of a product to sell and to show it."""

from uuid import UUID

from pos_desktop.domain.record import record
from pos_desktop.domain.tax import TaxRates


@record
class Sellable:
    """One variant as it can be put on a ticket now."""

    variant_row: int
    variant_id: UUID
    product_id: UUID
    name: str
    price_minor: int | None
    weighed: bool
    unit: str | None
    tax_class_id: UUID | None
    taxes: TaxRates
    track_stock: bool
    least_age: int | None = None


@record
class Tile:
    """One product on the grid: its cheapest variant's price, how many variants it has, what is left."""

    product_id: UUID
    variant_row: int
    name: str
    price_minor: int | None
    several_prices: bool
    variants: int
    weighed: bool
    unit: str | None
    picture: str | None
    tint: str
    favourite: bool
    on_hand_milli: int | None
    low_stock_milli: int | None


@record
class Category:
    """A group of products on the grid."""

    id: UUID
    name: str
    tint: str


@record
class SearchHit:
    """One line of the search's answer, best first."""

    variant_row: int
    variant_id: UUID
    product_id: UUID
    name: str
    sku: str | None
    barcode: str | None
    price_minor: int | None
    spans: tuple[tuple[int, int], ...] = ()


@record
class VariantChoice:
    """One variant in the chooser of a product that has several."""

    variant_row: int
    name: str
    option_values: tuple[str, ...]
    price_minor: int | None
    on_hand_milli: int | None
