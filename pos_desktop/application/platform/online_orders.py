"""An order as a platform has it. Amounts are minor units, quantities thousandths, moments UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pos_desktop.application.platform.customers import PlatformAddress, PlatformCustomer


@dataclass(frozen=True, slots=True)
class OnlineLine:
    """A line of an order made on the platform."""

    ref: str
    name: str
    quantity_milli: int
    total_minor: int
    variant_ref: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class OnlineOrder:
    """An order as the platform has it, made there or sent by us (`our_id`)."""

    ref: str
    name: str
    state: OnlineState
    currency: str
    total_minor: int
    placed_at: datetime
    updated_at: datetime
    lines: tuple[OnlineLine, ...] = ()
    our_id: str = ""
    from_register: bool = False  # sent by a register of the store, this one or another
    paid: bool = False
    fulfilled: bool = False
    refunded_minor: int = 0
    customer: PlatformCustomer | None = None
    ship_to: PlatformAddress | None = None
    note: str = ""
    unknown: Mapping[str, Any] = field(default_factory=dict)


class OnlineState(StrEnum):
    """Where an order of the platform is."""

    OPEN = "open"
    CANCELLED = "cancelled"
    CLOSED = "closed"
