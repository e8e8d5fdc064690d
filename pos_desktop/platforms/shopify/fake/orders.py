"""orderCreate and what else happens to an order as a whole. Not idempotent, as Shopify's is not."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake import customers, order_checks, shipping, stock
from pos_desktop.platforms.shopify.fake.amounts import ZERO, rounded, text
from pos_desktop.platforms.shopify.fake.state import Record, State, stamp
from pos_desktop.platforms.shopify.fake.totals import (
    LineSum,
    OrderSum,
    amount_in,
    spread_discount,
    spread_taxes,
    taxes_of,
)

Problem = dict[str, Any]
_FIRST_NUMBER = 1001
_RECEIVED = ("SALE", "CAPTURE")


def create(state: State, asked: Record, options: Record) -> tuple[Record | None, list[Problem]]:
    """An order with lines, taxes, payments and, where asked for, its fulfilment and its stock."""
    problems = order_checks.problems_of(state, asked, options)
    if problems:
        return None, problems
    code = asked.get("currency") or state.shop["currencyCode"]
    sums = _sums(state, asked, code)
    order = _record(state, asked, code, sums)
    _add_lines(state, order, asked, sums)
    _add_payments(state, order, asked)
    settle(order, asked.get("financialStatus"))
    claimed = options.get("inventoryBehaviour", "BYPASS") != "BYPASS"
    _claim(state, order, claimed)
    shipping.open_for(state, order)
    state.put(order)
    customers.ordered(state, order)
    _announce(state, order)
    _ship_at_once(state, order, asked)
    return order, []


def _sums(state: State, asked: Record, code: str) -> OrderSum:
    included = bool(asked.get("taxesIncluded"))
    lines = []
    for line in asked["lineItems"]:
        variant = state.find("ProductVariant", line.get("variantId"))
        price = amount_in(line.get("priceSet"))
        unit = rounded(price if price is not None else Decimal((variant or {}).get("price") or 0), code)
        lines.append(LineSum(unit, line["quantity"], line.get("taxable", True)))
    spread_discount(lines, asked.get("discountCode"), code)
    for line, sum_ in zip(asked["lineItems"], lines, strict=True):
        sum_.taxes = taxes_of(line.get("taxLines") or [], sum_.net, included, code)
    spread_taxes(lines, asked.get("taxLines") or [], included, code)
    shipped = asked.get("shippingLines") or []
    freight = sum((amount_in(line["priceSet"]) or ZERO for line in shipped), ZERO)
    freight_tax = sum(
        (
            tax["amount"]
            for line in shipped
            for tax in taxes_of(
                line.get("taxLines") or [], amount_in(line["priceSet"]) or ZERO, included, code
            )
        ),
        ZERO,
    )
    return OrderSum(lines, freight, freight_tax, included)


def _record(state: State, asked: Record, code: str, sums: OrderSum) -> Record:
    number = state.new_number("next_order", _FIRST_NUMBER)
    customer = customers.of_order(state, asked)
    return state.add(
        "Order",
        number=number,
        name=asked.get("name") or f"#{number}",
        currencyCode=code,
        processedAt=processed(state, asked.get("processedAt")),
        closedAt=_utc(asked.get("closedAt")),
        cancelledAt=None,
        cancelReason=None,
        email=asked.get("email") or (customer or {}).get("email"),
        phone=asked.get("phone"),
        note=asked.get("note"),
        poNumber=asked.get("poNumber"),
        tags=sorted(asked.get("tags") or []),
        test=bool(asked.get("test")),
        sourceName=asked.get("sourceName") or "third_party",
        sourceIdentifier=asked.get("sourceIdentifier"),
        registeredSourceUrl=asked.get("sourceUrl"),
        taxesIncluded=sums.taxes_included,
        customAttributes=asked.get("customAttributes") or [],
        customerId=customer and customer["id"],
        billingAddress=customers.address(state, asked.get("billingAddress")),
        shippingAddress=customers.address(state, asked.get("shippingAddress")),
        shippingLines=[_freight(state, line) for line in asked.get("shippingLines") or []],
        discountCode=_code(asked.get("discountCode")),
        discount=_discount(asked.get("discountCode")),
        taxes=_merged([tax for line in sums.lines for tax in line.taxes]),
        amounts=_amounts(sums),
        lineIds=[],
        transactionIds=[],
        refundIds=[],
        fulfillmentIds=[],
        fulfillmentOrderIds=[],
        locationId=_location(asked),
        displayFulfillmentStatus="UNFULFILLED",
    )


def _amounts(sums: OrderSum) -> Record:
    return {
        "subtotal": text(sums.subtotal),
        "current_subtotal": text(sums.subtotal),
        "total": text(sums.total),
        "current_total": text(sums.total),
        "tax": text(sums.tax),
        "current_tax": text(sums.tax),
        "discount": text(sums.discount),
        "shipping": text(sums.shipping),
        "received": "0.0",
        "refunded": "0.0",
    }


def _merged(taxes: list[Record]) -> list[Record]:
    found: dict[tuple[str, str], Record] = {}
    for tax in taxes:
        known = found.setdefault((tax["title"], tax["rate"]), {**tax, "amount": ZERO})
        known["amount"] += tax["amount"]
    return [{**tax, "amount": text(tax["amount"])} for tax in found.values()]


def _add_lines(state: State, order: Record, asked: Record, sums: OrderSum) -> None:
    for line, sum_ in zip(asked["lineItems"], sums.lines, strict=True):
        variant = state.find("ProductVariant", line.get("variantId"))
        product = state.find("Product", variant["productId"] if variant else line.get("productId"))
        plain = variant is None or variant["title"] == "Default Title"
        record = state.add(
            "LineItem",
            orderId=order["id"],
            variantId=variant and variant["id"],
            productId=product and product["id"],
            title=line.get("title") or (product or {}).get("title") or "",
            variantTitle=line.get("variantTitle") or (None if plain or variant is None else variant["title"]),
            sku=line.get("sku") or (variant or {}).get("sku"),
            vendor=line.get("vendor") or (product or {}).get("vendor"),
            quantity=line["quantity"],
            currentQuantity=line["quantity"],
            unfulfilled=line["quantity"],
            claimed=0,
            isGiftCard=bool(line.get("giftCard")),
            requiresShipping=bool(line.get("requiresShipping")),
            taxable=sum_.taxable,
            properties=[{"key": one["name"], "value": one["value"]} for one in line.get("properties") or []],
            currencyCode=order["currencyCode"],
            taxes=[{**tax, "amount": text(tax["amount"])} for tax in sum_.taxes],
            amounts={
                "unit": text(sum_.unit),
                "gross": text(sum_.gross),
                "discount": text(sum_.discount),
                "net": text(sum_.net),
                "tax": text(sum_.tax),
            },
        )
        order["lineIds"].append(record["id"])


def _add_payments(state: State, order: Record, asked: Record) -> None:
    for payment in asked.get("transactions") or []:
        record = state.add(
            "OrderTransaction",
            orderId=order["id"],
            kind=payment.get("kind", "SALE"),
            status=payment.get("status", "SUCCESS"),
            gateway=payment.get("gateway") or "manual",
            amount=text(payment["amountSet"]["shopMoney"]["amount"]),
            currencyCode=order["currencyCode"],
            locationId=payment.get("locationId"),
            processedAt=_utc(payment.get("processedAt")) or order["processedAt"],
            test=bool(payment.get("test")),
            parentId=None,
            authorization=payment.get("authorizationCode"),
        )
        order["transactionIds"].append(record["id"])
        if record["kind"] in _RECEIVED and record["status"] == "SUCCESS":
            order["amounts"]["received"] = text(
                Decimal(order["amounts"]["received"]) + Decimal(record["amount"])
            )
    gateways = [payment.get("gateway") or "manual" for payment in asked.get("transactions") or []]
    order["paymentGatewayNames"] = list(dict.fromkeys(gateways))


def settle(order: Record, given: str | None = None) -> None:
    """The financial state: as given, else by what was paid and given back."""
    amounts = order["amounts"]
    received, refunded = Decimal(amounts["received"]), Decimal(amounts["refunded"])
    total = Decimal(amounts["total"])
    if given:
        status = given
    elif refunded and refunded >= received:
        status = "REFUNDED"
    elif refunded:
        status = "PARTIALLY_REFUNDED"
    elif received >= total:
        status = "PAID"
    else:
        status = "PARTIALLY_PAID" if received else "PENDING"
    order["displayFinancialStatus"] = status


def _claim(state: State, order: Record, claimed: bool) -> None:
    if not claimed:
        return
    for line in state.each(order["lineIds"]):
        variant = state.find("ProductVariant", line["variantId"])
        item = state.get(variant["itemId"]) if variant else None
        if item is None or not item["tracked"]:
            continue
        line["claimed"] = line["quantity"]
        state.put(line)
        place = order["locationId"] or next(iter(item["levels"]), shipping.first_place(state))
        stock.move(state, item, place, -line["quantity"], committed=line["quantity"])


def _ship_at_once(state: State, order: Record, asked: Record) -> None:
    wish = asked.get("fulfillment")
    if wish or asked.get("fulfillmentStatus") == "FULFILLED":
        shipping.ship_all(state, order, (wish or {}).get("locationId"), wish or {})


def _announce(state: State, order: Record) -> None:
    state.tell("orders/create", order)
    if order["displayFinancialStatus"] == "PAID":
        state.tell("orders/paid", order)
    state.tell("orders/updated", order)


def update(state: State, asked: Record) -> tuple[Record | None, list[Problem]]:
    """orderUpdate: the plain facts."""
    order = state.find("Order", asked["id"])
    if order is None:
        return None, [{"field": ["id"], "message": "Order does not exist"}]
    for name in ("email", "note", "phone", "poNumber", "tags", "customAttributes"):
        if name in asked:
            order[name] = asked[name]
    if "shippingAddress" in asked:
        order["shippingAddress"] = customers.address(state, asked["shippingAddress"])
    state.touch(order)
    state.tell("orders/updated", order)
    return order, []


def close(state: State, order_id: str) -> tuple[Record | None, list[Problem]]:
    """orderClose."""
    order = state.find("Order", order_id)
    if order is None:
        return None, [{"field": ["id"], "message": "Order does not exist"}]
    order["closedAt"] = order["closedAt"] or state.now()
    state.touch(order)
    state.tell("orders/updated", order)
    return order, []


def _location(asked: Record) -> str | None:
    wish = asked.get("fulfillment")
    if wish:
        return str(wish["locationId"])
    places = [payment.get("locationId") for payment in asked.get("transactions") or []]
    return next((place for place in places if place), None)


def processed(state: State, given: str | None) -> str:
    """Moments that lie ahead become now (since 2026-07)."""
    return min(_utc(given) or state.now(), state.now())


def _utc(given: str | None) -> str | None:
    if given is None:
        return None
    at = datetime.fromisoformat(given)
    return stamp(at if at.tzinfo else at.replace(tzinfo=UTC))


def _code(discount: Record | None) -> str | None:
    return next((one["code"] for one in (discount or {}).values() if one), None)


def _discount(discount: Record | None) -> Record | None:
    if not discount:
        return None
    percentage = discount.get("itemPercentageDiscountCode")
    if percentage:
        return {"percentage": float(percentage.get("percentage") or 0)}
    fixed = discount.get("itemFixedDiscountCode")
    return {"amount": text(amount_in(fixed.get("amountSet")) or ZERO)} if fixed else {"percentage": 100.0}


def _freight(state: State, line: Record) -> Record:
    return {
        "id": f"gid://shopify/ShippingLine/{state.new_number()}",
        "title": line["title"],
        "code": line.get("code"),
        "source": line.get("source"),
        "amount": text(amount_in(line["priceSet"]) or ZERO),
    }
