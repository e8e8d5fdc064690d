"""How the fields of orders, payments, refunds and fulfilments read their records."""

from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake.amounts import ZERO, bag, money
from pos_desktop.platforms.shopify.fake.paging import page_of_list
from pos_desktop.platforms.shopify.fake.request import Info, Resolver, state_of
from pos_desktop.platforms.shopify.fake.rules import (
    amount,
    count,
    page,
    parts,
    ref,
    refs,
    total,
    worked,
    worked_with,
)
from pos_desktop.platforms.shopify.fake.state import Record, State, number_of


def _tax_lines(name: str = "taxes") -> Resolver:
    def lines(source: Record, info: Info, first: int | None = None) -> list[Record]:
        return [
            {
                "title": tax["title"],
                "rate": float(tax["rate"]),
                "ratePercentage": float(Decimal(tax["rate"]) * 100),
                "priceSet": bag(tax["amount"], source["currencyCode"]),
                "channelLiable": tax.get("channelLiable"),
            }
            for tax in source[name][:first]
        ]

    return lines


def _application(source: Record) -> Record | None:
    if not source.get("discount"):
        return None
    discount = source["discount"]
    value = (
        {"_type": "PricingPercentageValue", "percentage": discount["percentage"]}
        if "percentage" in discount
        else money(discount["amount"], source["currencyCode"])
    )
    return {
        "_type": "DiscountCodeApplication",
        "allocationMethod": "ACROSS",
        "index": 0,
        "targetSelection": "ALL",
        "targetType": "LINE_ITEM",
        "code": source["discountCode"],
        "value": value,
    }


def _applications(source: Record, info: Info, **args: Any) -> Any:
    found = _application(source)
    return page_of_list([found] if found else [], args)


def _allocations(state: State, line: Record) -> list[Record]:
    found = _application(state.shelf("Order").records[line["orderId"]])
    if found is None or not Decimal(line["amounts"]["discount"]):
        return []
    told = bag(line["amounts"]["discount"], line["currencyCode"])
    return [{"allocatedAmountSet": told, "discountApplication": found}]


def _of(record: Record, name: str) -> Decimal:
    return Decimal(str(record["amounts"][name]))


def _owed(order: Record) -> Decimal:
    return _of(order, "current_total") - (_of(order, "received") - _of(order, "refunded"))


def _per_unit(line: Record) -> Decimal:
    return _of(line, "net") / int(line["quantity"])


def _left(name: str) -> Resolver:
    return total(lambda line: _of(line, name) * line["unfulfilled"] / line["quantity"])


def _freight(source: Record, info: Info, **args: Any) -> list[Record]:
    code = source["currencyCode"]
    return [{**line, "price": bag(line["amount"], code)} for line in source["shippingLines"]]


def _refundable(state: State, payment: Record) -> Record | None:
    if payment["kind"] != "SALE":
        return None
    back = sum(
        (
            Decimal(one["amount"])
            for one in state.each(state.shelf("Order").records[payment["orderId"]]["transactionIds"])
            if one["parentId"] == payment["id"]
        ),
        ZERO,
    )
    return money(Decimal(payment["amount"]) - back, payment["currencyCode"])


def _of_line(name: str) -> Resolver:
    """A fact of the order's line that a part of the work is about."""
    return worked_with(lambda state, part: state.shelf("LineItem").records[part["lineId"]][name])


def _share(name: str) -> Resolver:
    """What the shipped part of a line comes to."""

    def share(source: Record, info: Info) -> Record:
        line = state_of(info).shelf("LineItem").records[source["lineId"]]
        return bag(_of(line, name) * source["quantity"] / line["quantity"], line["currencyCode"])

    return share


def _assigned(place: Record) -> Record:
    return {**place["address"], "name": place["name"], "locationId": place["id"]}


_NOTHING = total(lambda record: ZERO)
ORDER_FIELDS: dict[tuple[str, str], Resolver] = {
    ("Order", "customer"): ref("customerId"),
    ("Order", "lineItems"): page("lineIds"),
    ("Order", "transactions"): lambda source, info, first=None, **args: state_of(info).each(
        source["transactionIds"][:first]
    ),
    ("Order", "transactionsCount"): count(lambda order: len(order["transactionIds"])),
    ("Order", "refunds"): refs("refundIds"),
    ("Order", "fulfillments"): lambda source, info, first=None, query=None: state_of(info).each(
        source["fulfillmentIds"][:first]
    ),
    ("Order", "fulfillmentsCount"): count(lambda order: len(order["fulfillmentIds"])),
    ("Order", "fulfillmentOrders"): page("fulfillmentOrderIds"),
    ("Order", "fulfillable"): worked(lambda order: order["displayFulfillmentStatus"] != "FULFILLED"),
    ("Order", "retailLocation"): ref("locationId"),
    ("Order", "presentmentCurrencyCode"): worked(lambda order: order["currencyCode"]),
    ("Order", "closed"): worked(lambda order: bool(order["closedAt"])),
    ("Order", "cancellation"): worked(
        lambda order: {"staffNote": order.get("staffNote")} if order["cancelledAt"] else None
    ),
    ("Order", "confirmationNumber"): worked(lambda order: f"P{number_of(order['id']) % 10**8:08d}"),
    ("Order", "discountCodes"): worked(
        lambda order: [order["discountCode"]] if order["discountCode"] else []
    ),
    ("Order", "discountApplications"): _applications,
    ("Order", "displayAddress"): worked(lambda order: order["shippingAddress"] or order["billingAddress"]),
    ("Order", "billingAddressMatchesShippingAddress"): worked(
        lambda order: order["billingAddress"] == order["shippingAddress"]
    ),
    ("Order", "fullyPaid"): worked(lambda order: _owed(order) <= 0),
    ("Order", "unpaid"): worked(lambda order: not _of(order, "received")),
    ("Order", "canMarkAsPaid"): worked(lambda order: _owed(order) > 0),
    ("Order", "refundable"): worked(lambda order: _of(order, "refunded") < _of(order, "received")),
    ("Order", "shippingLine"): lambda source, info: next(iter(_freight(source, info)), None),
    ("Order", "shippingLines"): lambda source, info, **args: page_of_list(_freight(source, info), args),
    ("Order", "requiresShipping"): worked_with(
        lambda state, order: any(one["requiresShipping"] for one in state.each(order["lineIds"]))
    ),
    ("Order", "subtotalLineItemsQuantity"): worked_with(
        lambda state, order: sum(one["quantity"] for one in state.each(order["lineIds"]))
    ),
    ("Order", "currentSubtotalLineItemsQuantity"): worked_with(
        lambda state, order: sum(one["currentQuantity"] for one in state.each(order["lineIds"]))
    ),
    ("Order", "taxLines"): _tax_lines(),
    ("Order", "currentTaxLines"): _tax_lines(),
    ("Order", "totalCashRoundingAdjustment"): lambda source, info: {
        "paymentSet": bag("0", source["currencyCode"]),
        "refundSet": bag("0", source["currencyCode"]),
    },
    **{
        ("Order", f"{field}Set"): amount(name)
        for field, name in {
            "subtotalPrice": "subtotal",
            "currentSubtotalPrice": "current_subtotal",
            "totalPrice": "total",
            "originalTotalPrice": "total",
            "currentTotalPrice": "current_total",
            "totalTax": "tax",
            "currentTotalTax": "current_tax",
            "totalDiscounts": "discount",
            "currentTotalDiscounts": "discount",
            "cartDiscountAmount": "discount",
            "currentCartDiscountAmount": "discount",
            "totalShippingPrice": "shipping",
            "currentShippingPrice": "shipping",
            "totalReceived": "received",
            "totalRefunded": "refunded",
        }.items()
    },
    ("Order", "netPaymentSet"): total(lambda order: _of(order, "received") - _of(order, "refunded")),
    ("Order", "totalOutstandingSet"): total(_owed),
    ("Order", "totalRefundedShippingSet"): _NOTHING,
    ("Order", "totalTipReceivedSet"): _NOTHING,
    ("Order", "totalCapturableSet"): _NOTHING,
    ("Order", "refundDiscrepancySet"): _NOTHING,
    **{
        ("ShippingLine", name): worked(lambda line: line["price"])
        for name in ("originalPriceSet", "discountedPriceSet", "currentDiscountedPriceSet")
    },
    ("LineItem", "variant"): ref("variantId"),
    ("LineItem", "product"): ref("productId"),
    ("LineItem", "name"): worked(
        lambda line: f"{line['title']} - {line['variantTitle']}" if line["variantTitle"] else line["title"]
    ),
    ("LineItem", "customAttributes"): worked(lambda line: line["properties"]),
    ("LineItem", "refundableQuantity"): worked(lambda line: line["currentQuantity"]),
    ("LineItem", "unfulfilledQuantity"): worked(lambda line: line["unfulfilled"]),
    ("LineItem", "nonFulfillableQuantity"): worked(lambda line: line["quantity"] - line["currentQuantity"]),
    ("LineItem", "taxLines"): _tax_lines(),
    ("LineItem", "discountAllocations"): worked_with(_allocations),
    ("LineItem", "originalUnitPriceSet"): amount("unit"),
    ("LineItem", "originalTotalSet"): amount("gross"),
    ("LineItem", "discountedUnitPriceSet"): amount("unit"),
    ("LineItem", "discountedUnitPriceAfterAllDiscountsSet"): total(_per_unit),
    ("LineItem", "discountedTotalSet"): lambda source, info, withCodeDiscounts=False: bag(
        source["amounts"]["net" if withCodeDiscounts else "gross"], source["currencyCode"]
    ),
    ("LineItem", "totalDiscountSet"): _NOTHING,  # what an order's code takes off is not counted here
    ("LineItem", "unfulfilledOriginalTotalSet"): _left("gross"),
    ("LineItem", "unfulfilledDiscountedTotalSet"): _left("net"),
    ("OrderTransaction", "order"): ref("orderId"),
    ("OrderTransaction", "location"): ref("locationId"),
    ("OrderTransaction", "parentTransaction"): ref("parentId"),
    ("OrderTransaction", "amountSet"): total(lambda payment: Decimal(payment["amount"])),
    ("OrderTransaction", "formattedGateway"): worked(lambda payment: payment["gateway"].title()),
    ("OrderTransaction", "maximumRefundableV2"): worked_with(_refundable),
    ("Refund", "order"): ref("orderId"),
    ("Refund", "transactions"): page("transactionIds"),
    ("Refund", "totalRefundedSet"): total(lambda refund: Decimal(refund["total"])),
    ("Refund", "refundLineItems"): lambda source, info, **args: page_of_list(
        [{**line, "currencyCode": source["currencyCode"]} for line in source["lines"]], args
    ),
    ("Refund", "orderAdjustments"): lambda source, info, **args: page_of_list(
        [{**one, "currencyCode": source["currencyCode"]} for one in source["adjustments"]], args
    ),
    ("RefundLineItem", "lineItem"): ref("lineId"),
    ("RefundLineItem", "location"): ref("locationId"),
    ("RefundLineItem", "priceSet"): total(lambda line: Decimal(line["unit"])),
    ("RefundLineItem", "subtotalSet"): total(lambda line: Decimal(line["net"])),
    ("RefundLineItem", "totalTaxSet"): total(lambda line: Decimal(line["tax"])),
    ("OrderAdjustment", "amountSet"): total(lambda one: Decimal(one["amount"])),
    ("OrderAdjustment", "taxAmountSet"): _NOTHING,
    ("FulfillmentOrder", "order"): ref("orderId"),
    ("FulfillmentOrder", "orderName"): worked_with(
        lambda state, work: state.shelf("Order").records[work["orderId"]]["name"]
    ),
    ("FulfillmentOrder", "orderProcessedAt"): worked_with(
        lambda state, work: state.shelf("Order").records[work["orderId"]]["processedAt"]
    ),
    ("FulfillmentOrder", "lineItems"): parts("lines"),
    ("FulfillmentOrder", "fulfillments"): page("fulfillmentIds"),
    ("FulfillmentOrder", "assignedLocation"): worked_with(
        lambda state, work: _assigned(state.shelf("Location").records[work["locationId"]])
    ),
    ("FulfillmentOrder", "supportedActions"): worked(
        lambda work: [{"action": "CREATE_FULFILLMENT"}] if work["status"] == "OPEN" else []
    ),
    ("FulfillmentOrderAssignedLocation", "location"): ref("locationId"),
    ("FulfillmentOrderLineItem", "lineItem"): ref("lineId"),
    ("FulfillmentOrderLineItem", "productTitle"): _of_line("title"),
    ("FulfillmentOrderLineItem", "requiresShipping"): _of_line("requiresShipping"),
    ("FulfillmentOrderLineItem", "sku"): _of_line("sku"),
    ("FulfillmentOrderLineItem", "variantTitle"): _of_line("variantTitle"),
    ("FulfillmentOrderLineItem", "vendor"): _of_line("vendor"),
    ("FulfillmentOrderLineItem", "variant"): worked_with(
        lambda state, part: state.get(state.shelf("LineItem").records[part["lineId"]]["variantId"])
    ),
    ("Fulfillment", "order"): ref("orderId"),
    ("Fulfillment", "location"): ref("locationId"),
    ("Fulfillment", "fulfillmentOrders"): page("fulfillmentOrderIds"),
    ("Fulfillment", "fulfillmentLineItems"): parts("lines"),
    ("Fulfillment", "totalQuantity"): worked(lambda one: sum(line["quantity"] for line in one["lines"])),
    ("Fulfillment", "trackingInfo"): lambda source, info, first=None: source["tracking"][:first],
    ("FulfillmentLineItem", "lineItem"): ref("lineId"),
    ("FulfillmentLineItem", "originalTotalSet"): _share("gross"),
    ("FulfillmentLineItem", "discountedTotalSet"): _share("net"),
}
