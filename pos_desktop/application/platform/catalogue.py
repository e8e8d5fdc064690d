"""Products as a platform has them. Amounts are minor units, levels thousandths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class PlatformImage:
    """A picture of a product."""

    address: str
    alt: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class PlatformVariant:
    """A sellable unit of the platform."""

    ref: str
    item_ref: str = ""  # what its stock is kept under, where that is another id
    sku: str = ""
    barcode: str = ""
    option_values: tuple[str, ...] = ()
    price_minor: int | None = None
    compare_at_minor: int | None = None
    weight_grams: Decimal | None = None
    tracks_stock: bool = True
    levels: Mapping[str, int] = field(default_factory=dict)  # location ref to thousandths, where told along
    position: int = 0
    unknown: Mapping[str, Any] = field(default_factory=dict)  # fields that the register does not know, kept


@dataclass(frozen=True, slots=True)
class PlatformProduct:
    """A product with its variants."""

    ref: str
    name: str
    variants: tuple[PlatformVariant, ...]
    updated_at: datetime
    handle: str = ""
    options: tuple[str, ...] = ()
    category: str = ""
    vendor: str = ""
    active: bool = True
    images: tuple[PlatformImage, ...] = ()
    whole: bool = True  # whether `variants` is all of them: what is missing among all is gone
    unknown: Mapping[str, Any] = field(default_factory=dict)
