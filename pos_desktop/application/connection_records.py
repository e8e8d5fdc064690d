"""What the settings and the wizard show and take of the store's platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.application.platform.shop import PlatformLocation, ShopFacts


@dataclass(frozen=True, slots=True)
class Trial:
    """What a tested connection found."""

    shop: ShopFacts
    locations: tuple[PlatformLocation, ...]
    warnings: tuple[str, ...] = ()  # what works less than it could, in words


@dataclass(frozen=True, slots=True)
class Place:
    """A location of the store and what it is on the platform."""

    location_id: UUID
    name: str
    ref: str = ""  # empty: not mapped, its stock is not told


@dataclass(frozen=True, slots=True)
class Names:
    """How the store's tenders and taxes are called on the platform; the register's own names where nothing stands."""

    tenders: Mapping[str, str] = field(default_factory=dict)  # kind of tender to gateway
    taxes: Mapping[str, str] = field(default_factory=dict)  # name of a rate to the platform's


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """Where a first import is."""

    done: int  # variants
    total: int | None  # where the platform says
