"""What a platform says of the shop itself: what a test found, its places and what its limit leaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What a tested connection found."""

    name: str
    address: str
    currency: str
    plan: str
    api_version: str
    missing_scopes: tuple[str, ...] = ()
    gift_cards: bool = False
    prices_include_tax: bool = False
    warnings: tuple[str, ...] = ()  # what will stop working if nobody acts, in words


@dataclass(frozen=True, slots=True)
class PlatformLocation:
    """A place where the platform keeps stock."""

    ref: str
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Budget:
    """What the platform's limit leaves, in its own measure (cost points, calls)."""

    available: float
    maximum: float
    per_second: float
