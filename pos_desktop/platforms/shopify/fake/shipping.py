"""Fulfilment orders and fulfilments."""

from typing import Any

from pos_desktop.platforms.shopify.fake import stock
from pos_desktop.platforms.shopify.fake.state import Record, State

Problem = dict[str, Any]


def first_place(state: State) -> str:
    """The location that ships when none is named."""
    return next(iter(state.shelf("Location").records))


def open_for(
    state: State, order: Record, units: dict[str, int] | None = None, location: str | None = None
) -> None:
    """The work of shipping an order (or units of some lines), at a place, where it was made or at the first one."""
    lines = [
        {
            "_type": "FulfillmentOrderLineItem",
            "id": f"gid://shopify/FulfillmentOrderLineItem/{state.new_number()}",
            "lineId": line["id"],
            "totalQuantity": count,
            "remainingQuantity": count,
        }
        for line in state.each(order["lineIds"])
        if (count := line["quantity"] if units is None else units.get(line["id"], 0))
    ]
    work = state.add(
        "FulfillmentOrder",
        orderId=order["id"],
        locationId=location or order["locationId"] or first_place(state),
        status="OPEN",
        requestStatus="UNSUBMITTED",
        lines=lines,
        fulfillmentIds=[],
    )
    order["fulfillmentOrderIds"].append(work["id"])


def ship_all(state: State, order: Record, location: str | None, wish: Record) -> Record | None:
    """Ships whatever is open."""
    shipped = None
    for work in state.each(order["fulfillmentOrderIds"]):
        units = {line["id"]: line["remainingQuantity"] for line in work["lines"] if line["remainingQuantity"]}
        if units:
            numbers = wish.get("trackingNumbers") or [wish.get("trackingNumber")]
            tracking = {"company": wish.get("trackingCompany"), "numbers": [one for one in numbers if one]}
            work["locationId"] = location or work["locationId"]
            shipped = _ship(state, order, [(work, units)], tracking)
    return shipped


def create(state: State, asked: Record) -> tuple[Record | None, list[Problem]]:
    """fulfillmentCreate: of lines that are open, of one order and one location."""
    found: list[tuple[Record, dict[str, int]]] = []
    problems: list[Problem] = []
    for index, group in enumerate(asked["lineItemsByFulfillmentOrder"]):
        at = ["fulfillment", "lineItemsByFulfillmentOrder", str(index)]
        work = state.find("FulfillmentOrder", group["fulfillmentOrderId"])
        if work is None:
            problems.append({"field": at, "message": "Fulfillment order does not exist."})
            continue
        units, wrong = _wished(work, group, at)
        found.append((work, units))
        problems += wrong
    if not problems and len({(work["orderId"], work["locationId"]) for work, _ in found}) != 1:
        told = "All fulfillment orders must be of the same order and location."
        problems.append({"field": ["fulfillment"], "message": told})
    if problems:
        return None, problems
    order = state.shelf("Order").records[found[0][0]["orderId"]]
    return _ship(state, order, found, asked.get("trackingInfo") or {}), []


def _wished(work: Record, group: Record, at: list[str]) -> tuple[dict[str, int], list[Problem]]:
    if work["status"] not in ("OPEN", "IN_PROGRESS"):
        told = f"Fulfillment order {work['id']} has an unfulfillable status= {work['status'].lower()}."
        return {}, [{"field": at, "message": told}]
    named = group.get("fulfillmentOrderLineItems")
    open_ = {line["id"]: line["remainingQuantity"] for line in work["lines"]}
    if not named:
        return {line: units for line, units in open_.items() if units}, []
    problems = [
        {"field": at, "message": "Invalid fulfillment order line item quantity requested."}
        for line in named
        if not 0 < line["quantity"] <= open_.get(line["id"], 0)
    ]
    return {line["id"]: line["quantity"] for line in named}, problems


def _ship(
    state: State, order: Record, found: list[tuple[Record, dict[str, int]]], tracking: Record
) -> Record:
    numbers = tracking.get("numbers") or [one for one in [tracking.get("number")] if one]
    urls = tracking.get("urls") or [one for one in [tracking.get("url")] if one]
    shipped = state.add(
        "Fulfillment",
        orderId=order["id"],
        name=f"{order['name']}-F{len(order['fulfillmentIds']) + 1}",
        status="SUCCESS",
        locationId=found[0][0]["locationId"],
        tracking=[
            {
                "company": tracking.get("company"),
                "number": number,
                "url": urls[index] if index < len(urls) else None,
            }
            for index, number in enumerate(numbers)
        ],
        fulfillmentOrderIds=[work["id"] for work, _ in found],
        lines=[],
    )
    for work, units in found:
        _take(state, work, units, shipped)
    order["fulfillmentIds"].append(shipped["id"])
    _state_of(state, order)
    state.put(shipped)
    state.touch(order)
    if order["displayFulfillmentStatus"] == "FULFILLED":
        state.tell("orders/fulfilled", order)
    state.tell("orders/updated", order)
    return shipped


def _take(state: State, work: Record, units: dict[str, int], shipped: Record) -> None:
    for open_ in work["lines"]:
        count = units.get(open_["id"], 0)
        if not count:
            continue
        open_["remainingQuantity"] -= count
        line = state.shelf("LineItem").records[open_["lineId"]]
        line["unfulfilled"] -= count
        claimed = min(count, line["claimed"])
        _leave(state, line, work["locationId"], claimed)
        state.put(line)
        shipped["lines"].append(
            {
                "id": f"gid://shopify/FulfillmentLineItem/{state.new_number()}",
                "lineId": line["id"],
                "quantity": count,
                "claimed": claimed,
            }
        )
    if not any(line["remainingQuantity"] for line in work["lines"]):
        work["status"] = "CLOSED"
    work["fulfillmentIds"].append(shipped["id"])
    state.touch(work)


def _leave(state: State, line: Record, location: str, claimed: int) -> None:
    """Promised units leave the house: they are no longer on hand."""
    variant = state.find("ProductVariant", line["variantId"])
    item = state.get(variant["itemId"]) if variant else None
    if claimed and item is not None:
        line["claimed"] -= claimed
        stock.move(state, item, location, 0, committed=-claimed)


def _state_of(state: State, order: Record) -> None:
    lines = state.each(order["lineIds"])
    left = sum(min(line["unfulfilled"], line["currentQuantity"]) for line in lines)
    order["displayFulfillmentStatus"] = (
        "UNFULFILLED" if not out(state, order) else "PARTIALLY_FULFILLED" if left else "FULFILLED"
    )


def cancel(state: State, gid: str) -> tuple[Record | None, list[Problem]]:
    """fulfillmentCancel: what was shipped is open again, in work of its own."""
    shipped = state.find("Fulfillment", gid)
    if shipped is None:
        return None, [{"field": ["id"], "message": "Fulfillment does not exist"}]
    if shipped["status"] == "CANCELLED":
        return None, [{"field": ["id"], "message": "Fulfillment has already been cancelled"}]
    order = state.shelf("Order").records[shipped["orderId"]]
    shipped.update(status="CANCELLED", displayStatus="CANCELED")
    units = {}
    for part in shipped["lines"]:
        line = state.shelf("LineItem").records[part["lineId"]]
        line["unfulfilled"] += part["quantity"]
        units[line["id"]] = part["quantity"]
        _leave(state, line, shipped["locationId"], -part["claimed"])
        state.put(line)
    open_for(state, order, units, shipped["locationId"])
    _state_of(state, order)
    state.touch(shipped)
    state.touch(order)
    state.tell("orders/updated", order)
    return shipped, []


def out(state: State, order: Record) -> bool:
    """Whether anything of an order is shipped."""
    return any(one["status"] == "SUCCESS" for one in state.each(order["fulfillmentIds"]))


def drop_open(state: State, order: Record, units: dict[str, int] | None = None) -> None:
    """Lines that will not be shipped any more (all that is open, where none are named)."""
    for work in state.each(order["fulfillmentOrderIds"]):
        if work["status"] not in ("OPEN", "IN_PROGRESS"):
            continue
        for open_ in work["lines"]:
            count = open_["remainingQuantity"] if units is None else units.get(open_["lineId"], 0)
            open_["remainingQuantity"] -= min(count, open_["remainingQuantity"])
        if not any(line["remainingQuantity"] for line in work["lines"]):
            work["status"] = "CANCELLED" if units is None else "CLOSED"
        state.touch(work)
