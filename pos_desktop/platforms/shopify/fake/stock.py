"""Levels of items at places, and what changes them."""

from typing import Any

from graphql import GraphQLError

from pos_desktop.platforms.shopify.fake.state import Record, State, number_of

REASONS = (
    "correction",
    "cycle_count_available",
    "damaged",
    "movement_canceled",
    "movement_created",
    "movement_received",
    "movement_updated",
    "other",
    "promotion",
    "quality_control",
    "received",
    "reservation_created",
    "reservation_deleted",
    "reservation_updated",
    "restock",
    "safety_stock",
    "shrinkage",
)
_HIGHEST = 1_000_000_000
Problem = dict[str, Any]


def activate(state: State, item: Record, location: str, units: int) -> Record:
    """Begins to keep an item at a place."""
    level_id = f"gid://shopify/InventoryLevel/{state.new_number()}?inventory_item_id={number_of(item['id'])}"
    at = state.now()
    level = {
        "_type": "InventoryLevel",
        "id": level_id,
        "createdAt": at,
        "updatedAt": at,
        "itemId": item["id"],
        "locationId": location,
        "available": units,
        "committed": 0,
        "isActive": True,
    }
    item["levels"][location] = level_id
    state.put(item)
    return state.put(level)


def level_of(state: State, item: Record, location: str) -> Record | None:
    """The level of an item at a place where it is kept."""
    found: Record | None = state.find("InventoryLevel", item["levels"].get(location))
    return found


def move(state: State, item: Record, location: str, units: int, committed: int = 0) -> Record:
    """Adds units to what is available (and to what is promised), and tells it."""
    level = level_of(state, item, location) or activate(state, item, location, 0)
    level["available"] += units
    level["committed"] += committed
    state.touch(level)
    state.tell("inventory_levels/update", level)
    return level


def disconnect(state: State, item: Record, location: str) -> None:
    """An item is no longer kept at a place."""
    level = level_of(state, item, location)
    if level is not None:
        state.tell("inventory_levels/disconnect", level)
        del item["levels"][location]
        state.put(item)
        state.remove(level)


def available(state: State, item: Record) -> int:
    """Everywhere together."""
    return sum(level["available"] for level in state.each(item["levels"].values()) if level["isActive"])


def quantities(level: Record, names: list[str]) -> list[Record]:
    """What a level has under each name."""
    known = {
        "available": level["available"],
        "committed": level["committed"],
        "on_hand": level["available"] + level["committed"],
    }
    base, _, of_item = level["id"].partition("?")
    number = base.rpartition("/")[2]
    return [
        {
            "_type": "InventoryQuantity",
            "id": f"gid://shopify/InventoryQuantity/{number}?{of_item}&name={name}",
            "name": name,
            "quantity": known.get(name, 0),
            "updatedAt": level["updatedAt"],
        }
        for name in names
    ]


def problem(code: str, field: list[str], message: str) -> Problem:
    """A user error with a code."""
    return {"code": code, "field": field, "message": message}


def adjust(state: State, asked: Record) -> tuple[Record | None, list[Problem]]:
    """inventoryAdjustQuantities: all of the changes, or none."""
    problems = _of_request(asked, ("available",), "INVALID_QUANTITY_NAME")
    for index, change in enumerate(asked["changes"]):
        at = ["input", "changes", str(index)]
        problems += _of_place(state, change, at, asked["name"])
        if not problems and abs(change["delta"]) > 2 * _HIGHEST:
            problems.append(problem("INVALID_QUANTITY_TOO_HIGH", [*at, "delta"], "The quantity is too high."))
    if problems:
        return None, problems
    told = []
    for change in asked["changes"]:
        item = state.shelf("InventoryItem").records[change["inventoryItemId"]]
        level = move(state, item, change["locationId"], change["delta"])
        told.append(_change("available", change["delta"], level))
    return _group(state, asked, told), []


def set_levels(state: State, asked: Record) -> tuple[Record | None, list[Problem]]:
    """inventorySetQuantities: each to its figure, refused where one is not what the caller believes."""
    problems = _of_request(asked, ("available", "on_hand"), "INVALID_NAME")
    pairs = [(wish["inventoryItemId"], wish["locationId"]) for wish in asked["quantities"]]
    for index, wish in enumerate(asked["quantities"]):
        at = ["input", "quantities", str(index)]
        if pairs.index(pairs[index]) != index:
            told = "The combination of inventoryItemId and locationId must be unique."
            problems.append(problem("NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", at, told))
        problems += _of_place(state, wish, at, asked["name"])
        if abs(wish["quantity"]) > _HIGHEST:
            told = "The total quantity can't be higher than 1,000,000,000."
            problems.append(problem("INVALID_QUANTITY_TOO_HIGH", [*at, "quantity"], told))
    if problems:
        return None, problems
    told_changes = []
    for wish in asked["quantities"]:
        item = state.shelf("InventoryItem").records[wish["inventoryItemId"]]
        delta = wish["quantity"] - _held(state, item, wish["locationId"], asked["name"])
        level = move(state, item, wish["locationId"], delta)
        told_changes.append(_change(asked["name"], delta, level))
    return _group(state, asked, told_changes), []


def _of_request(asked: Record, names: tuple[str, ...], code: str) -> list[Problem]:
    found = []
    if asked["name"] not in names:
        found.append(problem(code, ["input", "name"], "The specified quantity name is invalid."))
    if asked["reason"] not in REASONS:
        found.append(problem("INVALID_REASON", ["input", "reason"], "The specified reason is invalid."))
    reference = asked.get("referenceDocumentUri")
    if reference is not None and "://" not in reference:
        told = "The specified reference document is invalid."
        found.append(problem("INVALID_REFERENCE_DOCUMENT", ["input", "referenceDocumentUri"], told))
    return found


def _of_place(state: State, wish: Record, at: list[str], name: str) -> list[Problem]:
    item = state.find("InventoryItem", wish["inventoryItemId"])
    if item is None:
        told = "The specified inventory item could not be found."
        return [problem("INVALID_INVENTORY_ITEM", [*at, "inventoryItemId"], told)]
    location = state.find("Location", wish["locationId"])
    if location is None or not location["isActive"]:
        told = "The specified location could not be found."
        return [problem("INVALID_LOCATION", [*at, "locationId"], told)]
    if not item.get("mutable", True):
        told = "The specified inventory item is not allowed to be adjusted via API."
        return [problem("NON_MUTABLE_INVENTORY_ITEM", [*at, "inventoryItemId"], told)]
    expected = wish.get("changeFromQuantity")
    if expected is not None and expected != _held(state, item, location["id"], name):
        told = "The changeFromQuantity argument no longer matches the persisted quantity."
        return [problem("CHANGE_FROM_QUANTITY_STALE", [*at, "changeFromQuantity"], told)]
    return []


def _held(state: State, item: Record, location: str, name: str) -> int:
    level = level_of(state, item, location)
    if level is None:
        return 0
    held: int = level["available"] + (level["committed"] if name == "on_hand" else 0)
    return held


def _change(name: str, delta: int, level: Record) -> Record:
    held = level["available"] + (level["committed"] if name == "on_hand" else 0)
    return {
        "name": name,
        "delta": delta,
        "quantityAfterChange": held,
        "itemId": level["itemId"],
        "locationId": level["locationId"],
    }


def _group(state: State, asked: Record, changes: list[Record]) -> Record:
    return state.add(
        "InventoryAdjustmentGroup",
        reason=asked["reason"],
        referenceDocumentUri=asked.get("referenceDocumentUri"),
        changes=changes,
    )


def begin(state: State, asked: Record) -> tuple[Record | None, list[Problem]]:
    """inventoryActivate: an item is kept at a place from now on; one that is there already stays as it is."""
    item = state.find("InventoryItem", asked["inventoryItemId"])
    if item is None or state.find("Location", asked["locationId"]) is None:
        return None, [{"field": ["inventoryItemId"], "message": "The item or location could not be found."}]
    found = level_of(state, item, asked["locationId"])
    if found is not None:
        return found, []
    level = activate(state, item, asked["locationId"], asked.get("available") or asked.get("onHand") or 0)
    state.tell("inventory_levels/connect", level)
    return level, []


def need_expectations(wishes: list[Record], name: str) -> None:
    """`changeFromQuantity` must be said, if only as null: Shopify's rule, which its schema does not show."""
    if any("changeFromQuantity" not in wish for wish in wishes):
        raise GraphQLError(
            f"The changeFromQuantity argument must be passed explicitly to {name}.",
            extensions={"code": "BAD_REQUEST"},
        )
