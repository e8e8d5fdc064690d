"""Puts a capability table together: what is native, what is done by a detour, what is missing, each with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pos_desktop.application.platform.capabilities import (
    Ability,
    Capability,
    CapabilityTable,
    SellingWay,
    Support,
)


def table(
    native: Sequence[Capability],
    adapted: Mapping[Capability, str] | None = None,
    missing: Mapping[Capability, str] | None = None,
    ways: tuple[SellingWay, ...] = (SellingWay.AFTER_PAYMENT, SellingWay.LOCAL),
) -> CapabilityTable:
    """Every capability once; ValueError when one is told twice or left out."""
    told = [
        *((capability, Ability(Support.NATIVE)) for capability in native),
        *((capability, Ability(Support.ADAPTED, words)) for capability, words in (adapted or {}).items()),
        *((capability, Ability(Support.NONE, words)) for capability, words in (missing or {}).items()),
    ]
    abilities = dict(told)
    if len(abilities) != len(told) or len(abilities) != len(Capability):
        raise ValueError(f"told twice or left out: {set(Capability) - abilities.keys()}")
    return CapabilityTable(abilities, ways)
