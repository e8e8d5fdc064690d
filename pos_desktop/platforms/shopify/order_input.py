"""Our paid order as Shopify's input, so that its totals come to ours to the last cent.

Shopify adds up price times quantity of the lines, and the taxes where prices do not include them; it knows one
discount code an order and spreads it in its own way. So each line goes over at what was paid for it: its price is what
was paid, divided by the pieces. Where that leaves a rest, the pieces go over as two lines, some of them a minor unit
dearer. What was taken off, and the price before, are told as properties of the line. Weighed goods are one piece, their
weight in the title. A tip is a line of its own. Coins that were rounded stay out: each tender goes over with what it
paid of the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pos_desktop.application.platform.sent_orders import OrderLinePush, OrderPush, OrderTaxPush, TenderPush
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.amounts import as_text

Json = dict[str, Any]

SOURCE = "pos_desktop"
LINE_ID, SOLD = "_line", "_sold"
LINES_MAX = 250
"""No list that Shopify is given may be longer (shopify.dev, API limits, input limits)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line as Shopify gets it: so many pieces at so much. `share` says which of the line's pieces they are."""

    quantity: int
    price_minor: int


def order_variables(order: OrderPush) -> Json:
    """The variables of the mutation; PlatformRefused for what Shopify has no place for."""
    lines = [line for push in order.lines for line in _lines(order, push)]
    if order.tips_minor:
        lines.append(_tip(order))
    if len(lines) > LINES_MAX:
        raise trouble.refused(
            tr("An order may have {count} lines at most.", count=LINES_MAX), "too_many_lines"
        )
    told: Json = {
        "sourceIdentifier": str(order.order_id),
        "sourceName": SOURCE,
        "processedAt": order.paid_at.isoformat(),
        "currency": order.currency,
        "taxesIncluded": order.prices_include_tax,
        "financialStatus": "PAID",
        **({"fulfillmentStatus": "FULFILLED"} if order.handed_over else {}),
        "lineItems": lines,
        "transactions": _transactions(order),
        "customAttributes": _attributes(order),
        **_customer(order),
    }
    if order.note:
        told["note"] = order.note
    options = {"inventoryBehaviour": "BYPASS", "sendReceipt": False, "sendFulfillmentReceipt": False}
    return {"order": told, "options": options}


def expected_total(order: OrderPush) -> int:
    """What Shopify's total must come to, in minor units."""
    return order.total_minor + order.tips_minor


def pieces(base_minor: int, quantity_milli: int) -> list[Piece]:
    """An amount over pieces; two groups where it does not divide, and one piece for what is no whole number of them."""
    count, fraction = divmod(quantity_milli, 1000)
    if fraction or count == 1:
        return [Piece(1, base_minor)]
    price, dearer = divmod(base_minor, count)
    return [Piece(n, p) for n, p in ((count - dearer, price), (dearer, price + 1)) if n]


def _lines(order: OrderPush, push: OrderLinePush) -> Iterator[Json]:
    if push.quantity_milli <= 0 or push.total_minor < 0:
        raise trouble.refused(tr("Shopify takes no line below zero."), "negative_line")
    base = push.total_minor if order.prices_include_tax else push.net_minor
    groups = [Piece(1, base)] if push.weighed else pieces(base, push.quantity_milli)
    count = sum(group.quantity for group in groups)
    begin = 0
    for group in groups:
        end = begin + group.quantity
        yield _line(order, push, group, _taxes(push, begin, end, count, order.currency))
        begin = end


def _line(order: OrderPush, push: OrderLinePush, group: Piece, taxes: list[Json]) -> Json:
    line: Json = {
        "quantity": group.quantity,
        "priceSet": _money(group.price_minor, order.currency),
        "requiresShipping": not order.handed_over,
        "taxable": bool(taxes),
        "taxLines": taxes,
        "properties": _properties(order, push),
    }
    weighed = push.weighed or push.quantity_milli % 1000
    if weighed or not push.variant_ref:
        line["title"] = _weighed_name(push) if weighed else push.name
    if push.variant_ref:
        line["variantId"] = push.variant_ref
    elif push.sku:
        line["sku"] = push.sku
    if push.gift_card:
        line["giftCard"] = True
    return line


def _weighed_name(push: OrderLinePush) -> str:
    amount = f"{Decimal(push.quantity_milli).scaleb(-3).normalize():f}"
    return f"{push.name} {amount} {push.unit}".rstrip()


def _taxes(push: OrderLinePush, begin: int, end: int, count: int, currency: str) -> list[Json]:
    return [_tax(tax, _part(tax.tax_minor, begin, end, count), currency) for tax in push.taxes]


def _part(amount: int, begin: int, end: int, count: int) -> int:
    """The share of the pieces from `begin` to `end`: shares of all pieces add up to the amount."""
    return amount * end // count - amount * begin // count


def _tax(tax: OrderTaxPush, minor: int, currency: str) -> Json:
    rate = (tax.percent / 100).normalize()
    return {"title": tax.name, "rate": f"{rate:f}", "priceSet": _money(minor, currency)}


def _properties(order: OrderPush, push: OrderLinePush) -> list[Json]:
    """Names with a line before them are the register's own; Shopify shows them to no customer."""
    told = {LINE_ID: str(push.line_id), SOLD: str(push.quantity_milli)}
    if push.discount_minor:
        told[tr("Price before discount")] = as_text(push.unit_price_minor, order.currency)
        told[tr("Discount")] = as_text(push.discount_minor, order.currency)
    if push.note:
        told[tr("Note")] = push.note
    return [{"name": name, "value": value} for name, value in told.items()]


def _tip(order: OrderPush) -> Json:
    return {
        "title": tr("Tip"),
        "quantity": 1,
        "priceSet": _money(order.tips_minor, order.currency),
        "requiresShipping": False,
        "taxable": False,
    }


def _transactions(order: OrderPush) -> list[Json]:
    return [
        {
            "kind": "SALE",
            "status": "SUCCESS",
            "gateway": tender.gateway,
            "amountSet": _money(minor, order.currency),
            "processedAt": order.paid_at.isoformat(),
            **({"locationId": order.location_ref} if order.location_ref else {}),
        }
        for tender, minor in paid_of_the_order(order)
    ]


def paid_of_the_order(order: OrderPush) -> list[tuple[TenderPush, int]]:
    """What each tender paid of the order and as a tip, without what was rounded to coins."""
    left = order.rounding_minor
    found = []
    for tender in reversed(order.tenders):  # the one that ends an order is the one that is rounded
        minor = tender.amount_minor + tender.tip_minor
        if left and minor > left:
            minor, left = minor - left, 0
        found.append((tender, minor))
    return [(tender, minor) for tender, minor in reversed(found) if minor > 0]


def _customer(order: OrderPush) -> Json:
    if order.customer_ref:
        return {"customer": {"toAssociate": {"id": order.customer_ref}}}
    if not order.email:
        return {}
    first, _, last = order.customer_name.strip().rpartition(" ")
    person = {"email": order.email, "firstName": first, "lastName": last}
    return {"customer": {"toUpsert": {name: value for name, value in person.items() if value}}}


def _attributes(order: OrderPush) -> list[Json]:
    told = {
        tr("Receipt number"): order.number,
        tr("Register"): order.register_name,
        tr("Seller"): order.seller,
        tr("Discount"): as_text(order.discount_minor, order.currency) if order.discount_minor else "",
        tr("Rounding"): as_text(order.rounding_minor, order.currency) if order.rounding_minor else "",
    }
    return [{"key": name, "value": value} for name, value in told.items() if value]


def _money(minor: int, currency: str) -> Json:
    return {"shopMoney": {"amount": as_text(minor, currency), "currencyCode": currency}}
