"""Stock on Shopify: whole pieces that are available, at a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pos_desktop.application.platform.stock import LevelTold, StockChange
from pos_desktop.application.platform.trouble import (
    KEY_USED,
    Mend,
    MendKind,
    PlatformRefused,
    ShapeChanged,
)
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.pages import more_of
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.trouble import UserError

AVAILABLE = "available"
CHANGES_AT_ONCE = 250
ITEMS_AT_ONCE = 20
_BURNT = "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"
_OTHER = "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
_NO_ITEM = "INVALID_INVENTORY_ITEM"
_NOT_KEPT = frozenset({_NO_ITEM, "NON_MUTABLE_INVENTORY_ITEM"})
"""Items that are gone, or of which no stock is kept by whoever asks: that of a bundle comes from its parts."""
_KEYS = 8


class Stock:
    """Asks for it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def adjust(self, changes: Sequence[StockChange], key: str) -> list[LevelTold]:
        """By as much as moved, once for a key; the levels that it came to."""
        sums: dict[tuple[str, str], int] = {}
        for change in changes:
            place = (change.item_ref, change.location_ref)
            sums[place] = sums.get(place, 0) + whole_pieces(change.quantity_milli)
        moved = [(item, place, delta) for (item, place), delta in sorted(sums.items()) if delta]
        told: list[LevelTold] = []
        for begin in range(0, len(moved), CHANGES_AT_ONCE):
            part = moved[begin : begin + CHANGES_AT_ONCE]
            told += self._adjusted(part, f"{key}-{begin // CHANGES_AT_ONCE}" if begin else key)
        return told

    def set(self, level: LevelTold, expected_milli: int | None, key: str) -> LevelTold:
        """To as much as was counted; PlatformRefused(code='stale') when it is not as expected any more."""
        quantity = {
            "inventoryItemId": level.item_ref,
            "locationId": level.location_ref,
            "quantity": whole_pieces(level.level_milli),
            "changeFromQuantity": None if expected_milli is None else whole_pieces(expected_milli),
        }
        given = {"name": AVAILABLE, "reason": "correction", "quantities": [quantity], **_reference(key)}
        group = self._changed("stock_set", "inventorySetQuantities", given, key)
        at = group.moment("createdAt") if group else level.at
        return LevelTold(level.item_ref, level.location_ref, level.level_milli, at)

    def levels(self, item_refs: Sequence[str]) -> list[LevelTold]:
        """At every place, now; items that are gone are left out."""
        told: list[LevelTold] = []
        for begin in range(0, len(item_refs), ITEMS_AT_ONCE):
            part = list(item_refs[begin : begin + ITEMS_AT_ONCE])
            told += self._levels(part)
        return told

    def _levels(self, item_refs: list[str]) -> list[LevelTold]:
        data = self._client.read("stock_levels", {"ids": item_refs})
        nodes = data.body.get("nodes")
        if not isinstance(nodes, list):
            raise ShapeChanged("data.nodes")
        found = [
            Node(node, f"data.nodes[{n}]") for n, node in enumerate(nodes) if isinstance(node, dict) and node
        ]
        return [
            level_of(level)
            for item in found
            for level in more_of(self._client, item, "inventoryLevels", "item_levels", "inventoryItem")
            if level.flag_or("isActive", True)
        ]

    def _adjusted(self, moved: list[tuple[str, str, int]], key: str) -> list[LevelTold]:
        """What the shop has no more, or keeps no stock of, is left out: the rest must not wait for it."""
        try:
            return self._adjusted_as_one(moved, key)
        except _ItemsGone as gone:
            left = [move for place, move in enumerate(moved) if place not in gone.places]
            if len(left) == len(moved):
                raise
        return self._adjusted(left, f"{key}-left-{len(left)}") if left else []

    def _adjusted_as_one(self, moved: list[tuple[str, str, int]], key: str) -> list[LevelTold]:
        changes = [
            # It must be said that nothing is expected; without the field the call is refused.
            {"inventoryItemId": item, "locationId": place, "delta": delta, "changeFromQuantity": None}
            for item, place, delta in moved
        ]
        given = {"name": AVAILABLE, "reason": "other", "changes": changes, **_reference(key)}
        group = self._changed("stock_adjust", "inventoryAdjustQuantities", given, key)
        return _came_to(group) if group else []

    def _changed(self, name: str, field: str, given: dict[str, Any], key: str) -> Node | None:
        """A key whose first attempt failed there stays burnt; the next one is made from it, always the same. KEY_USED
        where one stands for something else."""
        for number in range(1, _KEYS + 1):
            used = key if number == 1 else f"{key}-again-{number}"
            try:
                return self._client.change(
                    name, {"input": given, "key": used}, lambda data: _group(data.part(field))
                )
            except PlatformRefused as error:
                if error.code == _OTHER:
                    error.code = KEY_USED
                if error.code != _BURNT or number == _KEYS:
                    raise
        raise AssertionError("the last key returns or raises")


class _ItemsGone(PlatformRefused):
    """Changes of items of which no stock is kept; `places` among those that were asked for."""

    def __init__(self, errors: Sequence[UserError]) -> None:
        words = "; ".join(error.message for error in errors)
        told = trouble.refused(words, _NO_ITEM)
        super().__init__(told.title, told.meaning, code=_NO_ITEM, mend=Mend(MendKind.UNKNOWN_VARIANT))
        self.places = {int(part) for error in errors for part in error.field if part.isdigit()}


def whole_pieces(milli: int) -> int:
    """Thousandths into pieces; PlatformRefused for a fraction of one."""
    count, fraction = divmod(milli, 1000)
    if fraction:
        raise trouble.refused(tr("Shopify counts whole pieces."), "fraction")
    return count


def level_of(level: Node) -> LevelTold:
    """An InventoryLevel."""
    for quantity in level.parts("quantities"):
        if quantity.text("name") == AVAILABLE:
            return LevelTold(
                item_ref=level.part("item").text("id"),
                location_ref=level.part("location").text("id"),
                level_milli=quantity.whole("quantity") * 1000,
                at=quantity.moment_or_none("updatedAt") or level.moment("updatedAt"),
            )
    raise ShapeChanged(f"{level.path}.quantities", "nothing")


def _reference(key: str) -> dict[str, str]:
    return {"referenceDocumentUri": f"gid://pos-desktop/StockMove/{key}"}


def _group(payload: Node) -> Node | None:
    errors = trouble.user_errors(payload)
    if errors and all(error.code in _NOT_KEPT for error in errors):
        raise _ItemsGone(errors)
    trouble.expect_none(errors)
    group = payload.part_or_none("inventoryAdjustmentGroup")
    if group is not None:  # none where nothing came of it: the level was that already
        _came_to(group)
    return group


def _came_to(group: Node) -> list[LevelTold]:
    at = group.moment("createdAt")
    return [
        LevelTold(
            change.part("item").text("id"),
            change.part("location").text("id"),
            change.whole("quantityAfterChange") * 1000,
            at,
        )
        for change in group.parts("changes")
        if change.text("name") == AVAILABLE and change.has("quantityAfterChange")
    ]
