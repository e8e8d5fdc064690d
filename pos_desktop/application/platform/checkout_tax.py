"""What a shop is asked before a ticket is paid: which taxes it would charge for these lines, here (R-48)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.domain.shop_tax import ToldTaxes
    from pos_desktop.domain.tax import TaxRates

TAX_BY = "tax_by"
"""A connection's setting: who computes the tax of what is sold at the register."""
BY_REGISTER, BY_SHOP = "register", "shop"


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line as it will be paid: `base_minor` is what is left of its price after all discounts. `own`: the register's
    own rates, by which a shop that tells taxes by order alone may ask for lines apart."""

    line_id: UUID
    variant_ref: str
    quantity_milli: int
    base_minor: int
    weighed: bool
    own: TaxRates


@dataclass(frozen=True, slots=True)
class TaxAsk:
    """The lines of a ticket, sold at one of the platform's places."""

    currency: str
    prices_include_tax: bool
    location_ref: str
    lines: tuple[TaxedLine, ...]


TaxAnswer = Sequence["ToldTaxes"]
"""Every line that was asked for is in exactly one of them."""
