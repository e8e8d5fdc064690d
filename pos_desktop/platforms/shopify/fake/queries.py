"""The fields of QueryRoot."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError

from pos_desktop.platforms.shopify.fake import customers, discounts
from pos_desktop.platforms.shopify.fake.paging import asked, page_of_shelf
from pos_desktop.platforms.shopify.fake.request import Info, state_of
from pos_desktop.platforms.shopify.fake.state import Record, type_of

_COUNTED_MAX = 10_000
_VERSIONS = ("2026-04", "2026-07", "2026-10")


def _one(kind: str) -> Callable[..., Any]:
    return lambda source, info, id=None: state_of(info).find(kind, id)


def _page(kind: str) -> Callable[..., Any]:
    return lambda source, info, **args: page_of_shelf(state_of(info), kind, args, info.context.warnings)


def _locations(source: Any, info: Info, includeInactive: bool = False, **args: Any) -> Any:
    state = state_of(info)
    args.pop("includeLegacy", None)
    only = None if includeInactive else [one for one in state.all("Location") if one["isActive"]]
    return page_of_shelf(state, "Location", args, info.context.warnings, only=only)


def _work(source: Any, info: Info, includeClosed: bool = False, **args: Any) -> Any:
    state = state_of(info)
    only = [one for one in state.all("FulfillmentOrder") if includeClosed or one["status"] == "OPEN"]
    return page_of_shelf(state, "FulfillmentOrder", args, info.context.warnings, only=only)


def _subscriptions(source: Any, info: Info, **args: Any) -> Any:
    topics, uri = args.pop("topics", None), args.pop("uri", None) or args.pop("callbackUrl", None)
    args.pop("format", None)
    only = [
        one
        for one in state_of(info).all("WebhookSubscription")
        if (not topics or one["topic"] in topics) and (not uri or one["uri"] == uri)
    ]
    return page_of_shelf(state_of(info), "WebhookSubscription", args, info.context.warnings, only=only)


def _count(kind: str) -> Callable[..., Any]:
    def count(source: Any, info: Info, limit: int | None = _COUNTED_MAX, query: str = "") -> Record:
        state = state_of(info)
        question = asked(state, kind, query, info.context.warnings)
        found = state.all(kind)
        total = sum(map(question.holds, found)) if question else len(found)
        if limit is not None and total > limit:
            return {"count": limit, "precision": "AT_LEAST"}
        return {"count": total, "precision": "EXACT"}

    return count


def _node(source: Any, info: Info, id: str) -> Any:
    if not type_of(id):
        raise GraphQLError(f"Invalid global id '{id}'", extensions={"code": "BAD_REQUEST"})
    return state_of(info).get(id)


def _nodes(source: Any, info: Info, ids: list[str]) -> list[Any]:
    return [_node(source, info, gid) for gid in ids]


def _customer_by(source: Any, info: Info, identifier: Record) -> Any:
    state = state_of(info)
    if identifier.get("id"):
        return state.find("Customer", identifier["id"])
    if identifier.get("emailAddress"):
        return customers.by_email(state, identifier["emailAddress"])
    return customers.by_phone(state, identifier.get("phoneNumber"))


def _installation(source: Any, info: Info) -> Record:
    scopes = sorted(info.context.token.scopes)
    return {
        "id": "gid://shopify/AppInstallation/1",
        "accessScopes": [{"handle": scope, "description": scope.replace("_", " ")} for scope in scopes],
        "launchUrl": f"https://{state_of(info).shop['myshopifyDomain']}/admin/apps/pos-desktop",
        "uninstallUrl": None,
        "app": {"id": "gid://shopify/App/1", "apiKey": info.context.client_id},
    }


def _last_operation(source: Any, info: Info, **args: Any) -> Any:
    return next(reversed(state_of(info).all("BulkOperation")), None)


QUERIES: dict[str, Callable[..., Any]] = {
    "shop": lambda source, info: state_of(info).shop,
    "location": lambda source, info, id=None: (
        state_of(info).find("Location", id) if id else next(iter(state_of(info).all("Location")), None)
    ),
    "locations": _locations,
    "product": _one("Product"),
    "products": _page("Product"),
    "productsCount": _count("Product"),
    "productVariant": _one("ProductVariant"),
    "productVariants": _page("ProductVariant"),
    "productVariantsCount": _count("ProductVariant"),
    "inventoryItem": _one("InventoryItem"),
    "inventoryItems": _page("InventoryItem"),
    "inventoryLevel": _one("InventoryLevel"),
    "order": _one("Order"),
    "orders": _page("Order"),
    "ordersCount": _count("Order"),
    "orderByIdentifier": lambda source, info, identifier: state_of(info).find("Order", identifier.get("id")),
    "refund": _one("Refund"),
    "fulfillment": _one("Fulfillment"),
    "fulfillmentOrder": _one("FulfillmentOrder"),
    "fulfillmentOrders": _work,
    "job": _one("Job"),
    "node": _node,
    "nodes": _nodes,
    "customer": _one("Customer"),
    "customers": _page("Customer"),
    "customersCount": _count("Customer"),
    "customerByIdentifier": _customer_by,
    "codeDiscountNodeByCode": lambda source, info, code: discounts.by_code(state_of(info), code),
    "discountNode": _one("DiscountCodeNode"),
    "discountNodes": _page("DiscountCodeNode"),
    "giftCard": _one("GiftCard"),
    "giftCards": _page("GiftCard"),
    "webhookSubscription": _one("WebhookSubscription"),
    "webhookSubscriptions": _subscriptions,
    "bulkOperation": _one("BulkOperation"),
    "currentBulkOperation": _last_operation,
    "events": _page("BasicEvent"),
    "currentAppInstallation": _installation,
    "publicApiVersions": lambda source, info: [
        {"displayName": version, "handle": version, "supported": True} for version in _VERSIONS
    ],
}
