"""The fields of Mutation: each does its work and words the outcome as its payload."""

from collections.abc import Callable
from typing import Any

from pos_desktop.platforms.shopify.fake import (
    bulk,
    customers,
    drafts,
    gift_cards,
    keys,
    orders,
    refunds,
    shipping,
    stock,
    subscriptions,
)
from pos_desktop.platforms.shopify.fake.request import Info, state_of
from pos_desktop.platforms.shopify.fake.state import Record, State

Payload = dict[str, Any]


def _told(name: str, outcome: tuple[Any, list[Record]]) -> Payload:
    found, problems = outcome
    return {name: found, "userErrors": problems}


def _order_create(source: Any, info: Info, order: Record, options: Record | None = None) -> Payload:
    return _told("order", orders.create(state_of(info), order, options or {}))


def _order_cancel(source: Any, info: Info, **args: Any) -> Payload:
    job, problems = refunds.cancel(state_of(info), args)
    plain = [{"field": one["field"], "message": one["message"]} for one in problems]
    return {"job": job, "orderCancelUserErrors": problems, "userErrors": plain}


def _refund_create(source: Any, info: Info, **args: Any) -> Payload:
    def do() -> tuple[Payload, list[Record]]:
        refund, problems = refunds.create(state_of(info), args["input"])
        order_id = args["input"]["orderId"] if refund else None
        return {"refundId": refund and refund["id"], "orderId": order_id, "userErrors": problems}, problems

    def refusal(code: str, message: str) -> Payload:
        return {"userErrors": [{"field": None, "message": message}]}

    return keys.once(state_of(info), info, args, do, refusal)


def _coded(code: str, message: str) -> Payload:
    return {"userErrors": [{"code": code, "field": None, "message": message}]}


def _plain(code: str, message: str) -> Payload:
    return {"userErrors": [{"field": None, "message": message}]}


def _stock_change(change: Callable[[State, Record], tuple[Record | None, list[Record]]], name: str) -> Any:
    def resolve(source: Any, info: Info, **args: Any) -> Payload:
        def do() -> tuple[Payload, list[Record]]:
            group, problems = change(state_of(info), args["input"])
            return {"groupId": group and group["id"], "userErrors": problems}, problems

        stock.need_expectations(args["input"][name], info.field_name)
        return keys.once(state_of(info), info, args, do, _coded)

    return resolve


def _inventory_activate(source: Any, info: Info, **args: Any) -> Payload:
    def do() -> tuple[Payload, list[Record]]:
        level, problems = stock.begin(state_of(info), args)
        return {"levelId": level and level["id"], "userErrors": problems}, problems

    return keys.once(state_of(info), info, args, do, _plain)


def _subscription_delete(source: Any, info: Info, id: str) -> Payload:
    return _told("deletedWebhookSubscriptionId", subscriptions.delete(state_of(info), id))


def _gift_card(debit: bool) -> Callable[..., Payload]:
    side = "debit" if debit else "credit"

    def resolve(source: Any, info: Info, **args: Any) -> Payload:
        found = gift_cards.move(state_of(info), args["id"], args[f"{side}Input"], debit)
        return _told(f"giftCard{side.title()}Transaction", found)

    return resolve


MUTATIONS: dict[str, Callable[..., Any]] = {
    "draftOrderCalculate": lambda source, info, input: _told(
        "calculatedDraftOrder", drafts.calculate(state_of(info), input)
    ),
    "orderCreate": _order_create,
    "orderUpdate": lambda source, info, input: _told("order", orders.update(state_of(info), input)),
    "orderClose": lambda source, info, input: _told("order", orders.close(state_of(info), input["id"])),
    "orderCancel": _order_cancel,
    "refundCreate": _refund_create,
    "fulfillmentCreate": lambda source, info, fulfillment, message=None: _told(
        "fulfillment", shipping.create(state_of(info), fulfillment)
    ),
    "fulfillmentCancel": lambda source, info, id: _told("fulfillment", shipping.cancel(state_of(info), id)),
    "inventoryAdjustQuantities": _stock_change(stock.adjust, "changes"),
    "inventorySetQuantities": _stock_change(stock.set_levels, "quantities"),
    "inventoryActivate": _inventory_activate,
    "customerCreate": lambda source, info, input: _told("customer", customers.create(state_of(info), input)),
    "customerUpdate": lambda source, info, input: _told("customer", customers.update(state_of(info), input)),
    "giftCardDebit": _gift_card(debit=True),
    "giftCardCredit": _gift_card(debit=False),
    "webhookSubscriptionCreate": lambda source, info, topic, webhookSubscription: _told(
        "webhookSubscription", subscriptions.create(state_of(info), topic, webhookSubscription)
    ),
    "webhookSubscriptionDelete": _subscription_delete,
    "bulkOperationRunQuery": lambda source, info, query, groupObjects=False: _told(
        "bulkOperation", bulk.begin(info, query, groupObjects)
    ),
    "bulkOperationCancel": lambda source, info, id: _told("bulkOperation", bulk.cancel(state_of(info), id)),
}
