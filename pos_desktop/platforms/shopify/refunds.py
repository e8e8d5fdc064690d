"""Refunds of the register on Shopify: money that went back already, told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pos_desktop.application.platform.sent_orders import PlacedRefund, RefundLinePush, RefundPush, TenderPush
from pos_desktop.application.platform.trouble import Mend, MendKind, PlatformRefused, ShapeChanged
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import currency
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.amounts import as_text
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.order_input import SOLD
from pos_desktop.platforms.shopify.orders import attributes_of
from pos_desktop.platforms.shopify.pages import more_of
from pos_desktop.platforms.shopify.reading import Node

Json = dict[str, Any]
_PAYING = frozenset({"SALE", "CAPTURE"})
_MOVED = frozenset({"SUCCESS", "PENDING"})


class Refunds:
    """Asks for them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, refund: RefundPush) -> PlacedRefund | None:
        """By our id in its note."""
        return _found(self._order(refund), refund)

    def create(self, refund: RefundPush, key: str) -> PlacedRefund:
        """With its key, so that a second try does nothing new. One that is there already is taken."""
        order = self._order(refund)
        found = _found(order, refund)
        if found is not None:
            return found
        lines = more_of(self._client, order, "lineItems", "order_lines", "order")
        variables = {"input": _input(refund, order, lines), "key": key}
        return self._client.change("refund_create", variables, lambda data: _made(data, refund))

    def _order(self, refund: RefundPush) -> Node:
        order = self._client.ask("order_for_refund", {"id": refund.order_ref}).part_or_none("order")
        if order is None:
            raise _too_late(tr("The order is not there any more."))
        if order.text("id") != refund.order_ref:
            raise trouble.unsure()  # the answer to another question
        return order


def _found(order: Node, refund: RefundPush) -> PlacedRefund | None:
    for told in order.parts("refunds"):
        if str(refund.refund_id) in told.text_or("note"):
            return _placed(told, refund)
    return None


def _made(data: Node, refund: RefundPush) -> PlacedRefund:
    payload = data.part("refundCreate")
    trouble.expect_none(trouble.user_errors(payload), lambda error: Mend(MendKind.TOO_LATE))
    made = payload.part("refund")
    if str(refund.refund_id) not in made.text_or("note") or made.part("order").text("id") != refund.order_ref:
        raise ShapeChanged(f"{made.path}.note", "another refund's")
    return _placed(made, refund)


def _input(refund: RefundPush, order: Node, lines: list[Node]) -> Json:
    told: Json = {
        "orderId": refund.order_ref,
        "note": f"{refund.note} [{refund.refund_id}]".strip(),
        "notify": False,
        # What was given back is what was given back, whatever Shopify would have suggested.
        "discrepancyReason": "OTHER",
        "refundLineItems": _lines(refund, lines),
        "transactions": _transactions(refund, order),
    }
    if refund.at is not None:
        told["processedAt"] = refund.at.isoformat()
    return told


def _lines(refund: RefundPush, lines: list[Node]) -> list[Json]:
    """The pieces that came back. The register moves the stock itself, so Shopify does not."""
    left = {line.text("id"): line for line in lines}
    taken: dict[str, int] = {}
    for push in refund.lines:
        for ref, quantity in _pieces_of(push, left, taken):
            taken[ref] = taken.get(ref, 0) + quantity
    return [
        {"lineItemId": ref, "quantity": quantity, "restockType": "NO_RESTOCK"}
        for ref, quantity in taken.items()
        if quantity
    ]


def _pieces_of(push: RefundLinePush, left: dict[str, Node], taken: dict[str, int]) -> list[tuple[str, int]]:
    """One of our lines may be two there. Part of a weighed piece cannot be told: only its money goes back."""
    refs = [ref for ref in push.line_ref.split() if ref in left]
    wanted, fraction = divmod(push.quantity_milli, 1000)
    weight = _weight(left[ref] for ref in refs)
    if weight:
        wanted, fraction = int(weight == push.quantity_milli), 0
    if fraction:
        return []
    found = []
    for ref in refs:
        open_pieces = left[ref].whole_or("refundableQuantity", left[ref].whole("quantity")) - taken.get(
            ref, 0
        )
        quantity = min(wanted, max(open_pieces, 0))
        wanted -= quantity
        found.append((ref, quantity))
    return found


def _weight(lines: Iterable[Node]) -> int:
    """What was sold as one piece that is not one, in thousandths; 0 of what was sold by the piece."""
    pieces, sold = 0, ""
    for line in lines:
        pieces += line.whole("quantity")
        sold = attributes_of(line).get(SOLD, "")
    return int(sold) if pieces == 1 and sold.isdecimal() and sold != "1000" else 0


def _transactions(refund: RefundPush, order: Node) -> list[Json]:
    """Each tender as money that went back, to the payments that it belongs to where some of its kind are there."""
    payments = _payments(order)
    kinds = {paid.gateway for paid in payments}
    # A tender of another kind takes what those leave whose own payments are there.
    shares = sorted(_shares(refund), key=lambda share: share[0].gateway not in kinds)
    return [
        {
            "orderId": refund.order_ref,
            "kind": "REFUND",
            "gateway": tender.gateway,
            "amount": as_text(part, refund.currency),
            **({"parentId": parent} if parent else {}),
        }
        for tender, minor in shares
        for parent, part in _parents(payments, tender.gateway, minor)
    ]


def told_amount(refund: RefundPush) -> int:
    """What Shopify is told to have gone back, in minor units: without coins, as the order was told without them."""
    paid = sum(tender.amount_minor for tender in refund.tenders)
    goods = sum(line.amount_minor for line in refund.lines)
    money = currency(refund.currency)
    coins = max(money.smallest_cash, money.unit // 10)
    return goods if goods and 0 < abs(paid - goods) < coins else refund.amount_minor


def _shares(refund: RefundPush) -> list[tuple[TenderPush, int]]:
    """What went back over each tender, without what was rounded to coins."""
    over = sum(tender.amount_minor for tender in refund.tenders) - told_amount(refund)
    shares = []
    for tender in reversed(refund.tenders):
        minor = tender.amount_minor
        if over and minor > over:
            minor, over = minor - over, 0
        shares.append((tender, minor))
    return [(tender, minor) for tender, minor in reversed(shares) if minor > 0]


def _placed(told: Node, refund: RefundPush) -> PlacedRefund:
    """What was told came through whole: then it stands for what was given, coins and all."""
    minor = told.money("totalRefundedSet")[0]
    return PlacedRefund(told.text("id"), refund.amount_minor if minor == told_amount(refund) else minor)


@dataclass(slots=True)
class _Payment:
    """What paid an order, and how much of it has not gone back yet, in minor units."""

    ref: str
    gateway: str
    left_minor: int


def _payments(order: Node) -> list[_Payment]:
    told = [each for each in order.parts("transactions") if each.text("status") in _MOVED]
    paying = [each for each in told if each.text("kind") in _PAYING and each.text("status") == "SUCCESS"]
    back: dict[str, int] = {}
    for each in told:
        parent = each.part_or_none("parentTransaction")
        if each.text("kind") == "REFUND" and parent is not None:
            ref = parent.text("id")
            back[ref] = back.get(ref, 0) + each.money("amountSet")[0]
    return [
        _Payment(
            each.text("id"),
            each.text_or("gateway"),
            each.money("amountSet")[0] - back.get(each.text("id"), 0),
        )
        for each in paying
    ]


def _parents(payments: list[_Payment], gateway: str, minor: int) -> Iterator[tuple[str, int]]:
    """The payments that an amount goes back to, with their parts: one of its own kind that has enough left, if there
    is one. What is left of none of them is for Shopify to refuse."""
    while minor > 0:
        paid = min(
            (each for each in payments if each.left_minor > 0),
            key=lambda each: (each.gateway != gateway, each.left_minor < minor),
            default=None,
        )
        if paid is None:
            yield payments[0].ref if payments else "", minor
            return
        part = min(minor, paid.left_minor)
        paid.left_minor -= part
        minor -= part
        yield paid.ref, part


def _too_late(reason: str) -> PlatformRefused:
    return trouble.refused(reason, "not_found", Mend(MendKind.TOO_LATE))
