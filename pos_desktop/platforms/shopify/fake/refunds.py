"""refundCreate and orderCancel."""

from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake import orders, shipping, stock
from pos_desktop.platforms.shopify.fake.amounts import ZERO, rounded, text
from pos_desktop.platforms.shopify.fake.state import Record, State

Problem = dict[str, Any]


def create(state: State, asked: Record) -> tuple[Record | None, list[Problem]]:
    """Goods and money that go back. What was asked for is taken whole or not at all."""
    order = state.find("Order", asked["orderId"])
    if order is None:
        return None, [_wrong(["orderId"], "Order does not exist")]
    wishes, payments = asked.get("refundLineItems") or [], asked.get("transactions") or []
    problems = _of_lines(state, order, wishes) + _of_payments(order, payments, asked)
    problems += _of_parents(state, order, payments)
    if not wishes and not payments and not asked.get("shipping"):
        problems.append(_wrong([], "Refund must have line items, transactions or shipping"))
    if problems:
        return None, problems
    refund = state.add(
        "Refund",
        orderId=order["id"],
        note=asked.get("note"),
        processedAt=orders.processed(state, asked.get("processedAt")),
        currencyCode=order["currencyCode"],
        lines=[_take_back(state, order, wish) for wish in wishes],
        transactionIds=[],
        adjustments=[],
        total="0.0",
    )
    for payment in payments:
        _pay_back(state, order, refund, payment)
    _adjust(state, refund)
    _settle(state, order, refund)
    return refund, []


def _wrong(at: list[str], message: str) -> Problem:
    return {"field": ["input", *at] if at else ["input"], "message": message}


def _of_lines(state: State, order: Record, wishes: list[Record]) -> list[Problem]:
    found, taken = [], dict.fromkeys(order["lineIds"], 0)
    for index, wish in enumerate(wishes):
        at = ["refundLineItems", str(index)]
        if wish["lineItemId"] not in taken:
            found.append(_wrong([*at, "lineItemId"], "Line item does not belong to the order"))
            continue
        line = state.shelf("LineItem").records[wish["lineItemId"]]
        taken[line["id"]] += wish["quantity"]
        if wish["quantity"] < 1 or taken[line["id"]] > line["currentQuantity"]:
            told = "Refund quantity cannot be greater than the line item's refundable quantity"
            found.append(_wrong([*at, "quantity"], told))
        found += _of_restock(state, line, wish, at)
    return found


def _of_restock(state: State, line: Record, wish: Record, at: list[str]) -> list[Problem]:
    kind = wish.get("restockType") or "NO_RESTOCK"
    if kind == "LEGACY_RESTOCK":
        return [_wrong([*at, "restockType"], "Restock type is not accepted")]
    if kind == "NO_RESTOCK":
        return []
    if state.find("Location", wish.get("locationId")) is None:
        return [_wrong([*at, "locationId"], "Location must be given when items are restocked")]
    if kind == "CANCEL" and wish["quantity"] > line["unfulfilled"]:
        return [_wrong([*at, "restockType"], "Only unfulfilled items can be cancelled")]
    return []


def _of_payments(order: Record, payments: list[Record], asked: Record) -> list[Problem]:
    found, total = [], ZERO
    for index, payment in enumerate(payments):
        at = ["transactions", str(index)]
        amount = Decimal(payment["amount"])
        total += amount
        if payment["orderId"] != order["id"]:
            found.append(_wrong([*at, "orderId"], "Transaction is of another order"))
        if payment["kind"] != "REFUND":
            found.append(_wrong([*at, "kind"], "Kind must be REFUND"))
        if amount <= 0:
            found.append(_wrong([*at, "amount"], "Amount must be greater than 0"))
        if payment.get("parentId") and payment["parentId"] not in order["transactionIds"]:
            found.append(_wrong([*at, "parentId"], "Parent transaction does not belong to the order"))
    amounts = order["amounts"]
    left = Decimal(amounts["received"]) - Decimal(amounts["refunded"])
    if total > left and not asked.get("allowOverRefunding"):
        told = f"Refund amount cannot be greater than the amount that can be refunded ({text(left)})"
        found.append(_wrong(["transactions"], told))
    currency = asked.get("currency")
    if currency and currency != order["currencyCode"]:
        found.append(_wrong(["currency"], "Currency must be the order's"))
    return found


def _of_parents(state: State, order: Record, payments: list[Record]) -> list[Problem]:
    """No payment gives back more than it brought."""
    found, left = [], _left(state, order)
    for index, payment in enumerate(payments):
        parent = payment.get("parentId")
        if parent in left:
            left[parent] -= Decimal(payment["amount"])
            if left[parent] < 0:
                told = "Refund amount cannot be greater than what is left of its parent transaction"
                found.append(_wrong(["transactions", str(index), "amount"], told))
    return found


def _left(state: State, order: Record) -> dict[str, Decimal]:
    """What has not gone back yet of each payment of an order."""
    moves = list(state.each(order["transactionIds"]))
    left = {one["id"]: Decimal(one["amount"]) for one in moves if one["kind"] in ("SALE", "CAPTURE")}
    for one in moves:
        if one["kind"] == "REFUND" and one.get("parentId") in left:
            left[one["parentId"]] -= Decimal(one["amount"])
    return left


def _take_back(state: State, order: Record, wish: Record) -> Record:
    line = state.shelf("LineItem").records[wish["lineItemId"]]
    count, code = wish["quantity"], order["currencyCode"]
    kind = wish.get("restockType") or "NO_RESTOCK"
    share = Decimal(count) / line["quantity"]
    sums = {name: rounded(Decimal(line["amounts"][name]) * share, code) for name in ("net", "tax")}
    line["currentQuantity"] -= count
    shipping.drop_open(state, order, {line["id"]: min(count, line["unfulfilled"])})
    if kind != "RETURN":
        line["unfulfilled"] -= min(count, line["unfulfilled"])
    _restock(state, line, wish, kind)
    state.put(line)
    return {
        "id": f"gid://shopify/RefundLineItem/{state.new_number()}",
        "lineId": line["id"],
        "quantity": count,
        "restockType": kind,
        "restocked": kind != "NO_RESTOCK",
        "locationId": wish.get("locationId"),
        "unit": text(rounded(Decimal(line["amounts"]["net"]) / line["quantity"], code)),
        "net": text(sums["net"]),
        "tax": text(sums["tax"]),
    }


def _restock(state: State, line: Record, wish: Record, kind: str) -> None:
    variant = state.find("ProductVariant", line["variantId"])
    item = state.get(variant["itemId"]) if variant else None
    if item is None or kind == "NO_RESTOCK":
        return
    promised = min(wish["quantity"], line["claimed"]) if kind == "CANCEL" else 0
    line["claimed"] -= promised
    stock.move(state, item, wish["locationId"], wish["quantity"], committed=-promised)


def _pay_back(state: State, order: Record, refund: Record, payment: Record) -> None:
    record = state.add(
        "OrderTransaction",
        orderId=order["id"],
        kind="REFUND",
        status="SUCCESS",
        gateway=payment["gateway"],
        amount=text(payment["amount"]),
        currencyCode=order["currencyCode"],
        locationId=order["locationId"],
        processedAt=refund["processedAt"],
        test=order["test"],
        parentId=payment.get("parentId"),
        authorization=None,
    )
    order["transactionIds"].append(record["id"])
    refund["transactionIds"].append(record["id"])
    refund["total"] = text(Decimal(refund["total"]) + Decimal(record["amount"]))


def _adjust(state: State, refund: Record) -> None:
    """What the money differs from the goods by is kept as an adjustment."""
    goods = sum((Decimal(line["net"]) for line in refund["lines"]), ZERO)
    order = state.shelf("Order").records[refund["orderId"]]
    if not order["taxesIncluded"]:
        goods += sum((Decimal(line["tax"]) for line in refund["lines"]), ZERO)
    difference = goods - Decimal(refund["total"])
    if difference:
        refund["adjustments"].append(
            {
                "id": f"gid://shopify/OrderAdjustment/{state.new_number()}",
                "amount": text(difference),
                "reason": "REFUND_DISCREPANCY",
            }
        )


def _settle(state: State, order: Record, refund: Record) -> None:
    amounts = order["amounts"]
    net = sum((Decimal(line["net"]) for line in refund["lines"]), ZERO)
    tax = sum((Decimal(line["tax"]) for line in refund["lines"]), ZERO)
    off = net if order["taxesIncluded"] else net + tax
    for name, less in (("current_total", off), ("current_subtotal", net), ("current_tax", tax)):
        amounts[name] = text(Decimal(amounts[name]) - less)
    amounts["refunded"] = text(Decimal(amounts["refunded"]) + Decimal(refund["total"]))
    order["refundIds"].append(refund["id"])
    if refund["transactionIds"]:
        orders.settle(order)
    state.put(refund)
    state.touch(order)
    state.tell("refunds/create", refund)
    state.tell("orders/updated", order)


def cancel(state: State, asked: Record) -> tuple[Record | None, list[Problem]]:
    """orderCancel: what is open is dropped, money and goods go back where asked for. Answers with a job."""
    order = state.find("Order", asked["orderId"])
    if order is None:
        return None, [_no("NOT_FOUND", "Order does not exist")]
    if order["cancelledAt"]:
        return None, [_no("INVALID", "Order has already been cancelled")]
    if shipping.out(state, order):
        return None, [_no("INVALID", "Cannot cancel an order that has fulfillments")]
    if asked.get("restock"):
        _put_back(state, order)
    shipping.drop_open(state, order)
    method = asked.get("refundMethod") or {}
    if asked.get("refund") or method.get("originalPaymentMethodsRefund"):
        _pay_all_back(state, order)
    order["cancelledAt"] = order["closedAt"] = state.now()
    order["cancelReason"] = asked["reason"]
    order["staffNote"] = asked.get("staffNote")
    state.touch(order)
    state.tell("orders/cancelled", order)
    state.tell("orders/updated", order)
    return state.add("Job", orderId=order["id"]), []


def _no(code: str, message: str) -> Problem:
    return {"code": code, "field": ["orderId"], "message": message}


def _put_back(state: State, order: Record) -> None:
    """All units that are still sold go back on the shelf, promised ones or not."""
    for line in state.each(order["lineIds"]):
        variant = state.find("ProductVariant", line["variantId"])
        item = state.get(variant["itemId"]) if variant else None
        if item is None or not item["tracked"]:
            continue
        place = order["locationId"] or next(iter(item["levels"]), shipping.first_place(state))
        promised, line["claimed"] = line["claimed"], 0
        stock.move(state, item, place, line["currentQuantity"], committed=-promised)
        state.put(line)


def _pay_all_back(state: State, order: Record) -> None:
    amounts = order["amounts"]
    rest = Decimal(amounts["received"]) - Decimal(amounts["refunded"])
    payments = []
    for parent, left in _left(state, order).items():
        part = min(rest, left)
        if part > 0:
            rest -= part
            gateway = state.shelf("OrderTransaction").records[parent]["gateway"]
            money = {"kind": "REFUND", "gateway": gateway, "amount": part, "parentId": parent}
            payments.append({"orderId": order["id"], **money})
    if payments:
        create(state, {"orderId": order["id"], "transactions": payments})
