"""Products and variants as they are stored, for whoever changes them; `sellable` is how they are sold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """A sellable unit. Amounts in minor units."""

    row: int
    id: UUID
    product_id: UUID
    name: str
    option_values: tuple[str, ...] = ()
    sku: str = ""
    price_minor: int | None = None
    compare_at_minor: int | None = None
    track_stock: bool = False
    active: bool = True
    codes: frozenset[str] = frozenset()  # barcode keys


@dataclass(frozen=True, slots=True)
class NewGoods:
    """A product with its one variant that is to be stored. Its stock is not counted."""

    product_id: UUID
    variant_id: UUID
    name: str
    price_minor: int | None  # None: asked for at the register, or in the code of each pack
    tax_class_id: UUID | None  # None: the store's default
    category_id: UUID | None = None
    weighed: bool = False
    unit: str | None = None  # what the price is for, when it is weighed
    code: str = ""  # a barcode key


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """What its variants share."""

    id: UUID
    name: str
    options: tuple[str, ...] = ()
    vendor: str = ""
    picture: str = ""
    active: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)
