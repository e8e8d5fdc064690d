"""A customer as a platform has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlatformAddress:
    """A postal address."""

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PlatformCustomer:
    """A customer of the shop."""

    ref: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    tax_exempt: bool = False
    addresses: tuple[PlatformAddress, ...] = ()
    updated_at: datetime | None = None
    our_id: UUID | None = None  # of one that was made at the register, where the platform keeps it
    unknown: Mapping[str, Any] = field(default_factory=dict)
