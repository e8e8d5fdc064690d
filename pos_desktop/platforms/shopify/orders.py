"""Orders of the register on Shopify: created once, looked up by our id, cancelled."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from pos_desktop.application.platform.sent_orders import OrderPush, PlacedOrder
from pos_desktop.application.platform.trouble import Mend, MendKind, PlatformRefused, ShapeChanged
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.order_input import LINE_ID, expected_total, order_variables, pieces
from pos_desktop.platforms.shopify.pages import more_of
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.trouble import UserError

_log = logging.getLogger(__name__)
_CANCEL_LOOKS = 6
_CANCEL_SECONDS = 0.5
_NOTE_LETTERS = 255
_SEARCH_LAG = timedelta(minutes=3)
"""How long Shopify's search may take to hear of an order, with room to spare."""
_NEWEST_PAGES = 30


class Orders:
    """Asks for them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, order_id: UUID) -> PlacedOrder | None:
        """By our id, and nothing but our id.

        Shopify's search learns of a new order some moments after it was made, so the newest orders are looked
        through as well.
        """
        data = self._client.look_up("order_find", {"query": f"source_identifier:'{order_id}'"})
        for order in data.parts("orders"):
            if order.text_or("sourceIdentifier") == str(order_id):
                return self._placed(order)
        ref = self._among_newest(data.part("newest"), str(order_id))
        if not ref:
            return None
        return self._placed(_same(self._client.ask("order_placed", {"id": ref}).part("order"), ref))

    def _among_newest(self, page: Node, order_id: str) -> str:
        """As far back as the search may not have heard of: on a busy day that is more than a page. The order's ref."""
        newest: datetime | None = None
        for _ in range(_NEWEST_PAGES):
            for order in page.parts("nodes"):
                if order.text_or("sourceIdentifier") == order_id:
                    return order.text("id")
                at = order.moment("createdAt")
                newest = newest or at
                if at < newest - _SEARCH_LAG:
                    return ""
            after = page.next_page()
            if not after:
                return ""
            page = self._client.look_up("orders_newest", {"after": after}).part("newest")
        raise trouble.unsure()

    def create(self, order: OrderPush) -> PlacedOrder:
        """Paid and handed over, without moving stock; whoever asks again looks it up first."""
        made = self._client.change("order_create", order_variables(order), lambda data: _made(data, order))
        with trouble.after_the_fact():
            placed = self._placed(made)
        if placed.total_minor != expected_total(order) or placed.tax_minor != order.tax_minor:
            _log.warning(
                "Shopify's total of %s is %d with tax %d, ours %d with tax %d",
                placed.ref, placed.total_minor, placed.tax_minor, expected_total(order), order.tax_minor,
            )  # fmt: skip
        return placed

    def cancel(self, order_ref: str, note: str) -> None:
        """The money went back at the register. Shopify cancels in its own time: it is looked at until it has."""
        state = self._state(order_ref)
        if state.has("cancelledAt"):
            return
        for shipped in state.parts("fulfillments"):
            if shipped.text("status") == "SUCCESS":  # what was handed over cannot be cancelled before that is
                self._client.change("fulfilment_cancel", {"id": shipped.text("id")}, _expect_taken_back)
        problem = self._cancelling(order_ref, note)
        for _ in range(_CANCEL_LOOKS if problem is None else 1):
            if self._state(order_ref).has("cancelledAt"):
                return
            if problem is None:
                self._client.pause(_CANCEL_SECONDS)
        raise problem or trouble.unsure()

    def _cancelling(self, order_ref: str, note: str) -> PlatformRefused | None:
        variables = {
            "id": order_ref,
            "reason": "OTHER",
            "note": note[:_NOTE_LETTERS] or None,
            "refund": {"originalPaymentMethodsRefund": True},
        }
        try:
            self._client.change("order_cancel", variables, _expect_cancelling)
        except PlatformRefused as error:
            return error
        return None

    def _state(self, order_ref: str) -> Node:
        order = self._client.ask("order_state", {"id": order_ref}).part_or_none("order")
        if order is None:
            raise _gone()
        order.moment_or_none("cancelledAt")
        return _same(order, order_ref)

    def _placed(self, order: Node) -> PlacedOrder:
        total, currency = order.money("totalPriceSet")
        lines = more_of(self._client, order, "lineItems", "order_lines", "order")
        return PlacedOrder(
            ref=order.text("id"),
            name=order.text_or("name"),
            total_minor=total,
            tax_minor=order.money("totalTaxSet")[0] if order.has("totalTaxSet") else 0,
            currency=currency,
            line_refs=_line_refs(lines),
            cancelled=order.has("cancelledAt"),
        )


def _same(order: Node, ref: str) -> Node:
    """The order that was asked for; PlatformUnsure for the answer to another question."""
    if order.text("id") != ref:
        raise trouble.unsure()
    return order


def attributes_of(line: Node) -> dict[str, str]:
    """The properties of a line."""
    return {item.text("key"): item.text_or("value") for item in line.parts_or_none("customAttributes")}


def _line_refs(lines: list[Node]) -> dict[str, str]:
    """Our line's id to its refs; those of a line that went over as two stand with a space between them."""
    found: dict[str, str] = {}
    for line in lines:
        ours = attributes_of(line).get(LINE_ID)
        if ours:
            found[ours] = f"{found.get(ours, '')} {line.text('id')}".strip()
    return found


def _made(data: Node, order: OrderPush) -> Node:
    payload = data.part("orderCreate")
    trouble.expect_none(trouble.user_errors(payload), lambda error: _mend(error, order))
    made = payload.part("order")
    if made.text("sourceIdentifier") != str(order.order_id):
        raise ShapeChanged(f"{made.path}.sourceIdentifier", "another order's")
    made.text("id"), made.money("totalPriceSet"), made.parts("lineItems")
    return made


def _mend(error: UserError, order: OrderPush) -> Mend:
    if "lineItems" in error.field:
        return _mend_line(error, order)
    about_customer = {"customer", "customerId", "email", "phone"} & set(error.field)
    if about_customer:
        return Mend(MendKind.CUSTOMER, name=order.customer_name, value=order.email)
    return Mend(MendKind.OTHER)


def _mend_line(error: UserError, order: OrderPush) -> Mend:
    """The number in the field counts Shopify's lines, of which one of ours may be two."""
    number = next((int(part) for part in error.field if part.isdigit()), None)
    if number is None:
        return Mend(MendKind.OTHER)
    for line in order.lines:
        base = line.total_minor if order.prices_include_tax else line.net_minor
        number -= 1 if line.weighed else len(pieces(base, line.quantity_milli))
        if number < 0:
            return Mend(MendKind.UNKNOWN_VARIANT, line.line_id, line.name, line.variant_ref)
    return Mend(MendKind.OTHER)


def _expect_taken_back(data: Node) -> None:
    errors = trouble.user_errors(data.part("fulfillmentCancel"))
    trouble.expect_none(errors, lambda error: Mend(MendKind.TOO_LATE))


def _expect_cancelling(data: Node) -> None:
    trouble.expect_none(
        trouble.user_errors(data.part("orderCancel"), "orderCancelUserErrors"),
        lambda error: Mend(MendKind.TOO_LATE),
    )


def _gone() -> PlatformRefused:
    return trouble.refused(tr("The order is not there any more."), "not_found", Mend(MendKind.TOO_LATE))
