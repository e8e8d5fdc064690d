"""Ships lines of an order that was made on the platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pos_desktop.application.platform.trouble import Mend, MendKind
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.pages import more_of
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.stock import whole_pieces

_OPEN = frozenset({"OPEN", "IN_PROGRESS"})


class Fulfilment:
    """Asks for it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def ship(
        self, order_ref: str, lines: Mapping[str, int], tracking: str, carrier: str, notify: bool
    ) -> str:
        """The fulfilments' refs, one for each place that ships. What is shipped already is a success."""
        order = self._client.ask("fulfilment_orders", {"id": order_ref}).part_or_none("order")
        if order is None:
            raise trouble.refused(
                tr("The order is not there any more."), "not_found", Mend(MendKind.TOO_LATE)
            )
        if order.text("id") != order_ref:
            raise trouble.unsure()  # the answer to another question
        by_place = self._open(order, {ref: whole_pieces(milli) for ref, milli in lines.items()}, bool(lines))
        if not by_place:
            done = [
                each.text("id") for each in order.parts("fulfillments") if each.text("status") == "SUCCESS"
            ]
            if done:
                return done[-1]
            raise trouble.refused(tr("Nothing of the order is left to ship."), "nothing_open")
        info = {"number": tracking, "company": carrier}
        told = {name: value for name, value in info.items() if value}
        shipped = [
            self._create(
                {"lineItemsByFulfillmentOrder": parts, "notifyCustomer": notify, "trackingInfo": told}
            )
            for parts in by_place.values()
        ]
        return " ".join(shipped)

    def _open(self, order: Node, wanted: dict[str, int], some: bool) -> dict[str, list[dict[str, Any]]]:
        """What is to be shipped, by place: a fulfilment is for one place alone."""
        found: dict[str, list[dict[str, Any]]] = {}
        for part in order.parts("fulfillmentOrders"):
            if part.text("status") not in _OPEN:
                continue
            items = more_of(self._client, part, "lineItems", "fulfilment_order_lines", "fulfillmentOrder")
            taken = [_taken(item, wanted, some) for item in items]
            given = [{"id": ref, "quantity": quantity} for ref, quantity in taken if quantity]
            if given:
                place = part.part("assignedLocation").part_or_none("location")
                found.setdefault(place.text("id") if place else "", []).append(
                    {"fulfillmentOrderId": part.text("id"), "fulfillmentOrderLineItems": given}
                )
        return found

    def _create(self, given: dict[str, Any]) -> str:
        return self._client.change("fulfilment_create", {"fulfillment": given}, _made)


def _taken(item: Node, wanted: dict[str, int], some: bool) -> tuple[str, int]:
    left = item.whole("remainingQuantity")
    line = item.part("lineItem").text("id")
    quantity = min(left, wanted.get(line, 0)) if some else left
    if some:
        wanted[line] = wanted.get(line, 0) - quantity
    return item.text("id"), quantity


def _made(data: Node) -> str:
    payload = data.part("fulfillmentCreate")
    trouble.expect_none(trouble.user_errors(payload), lambda error: Mend(MendKind.TOO_LATE))
    return payload.part("fulfillment").text("id")
