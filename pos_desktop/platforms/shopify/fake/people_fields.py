"""How the fields of customers, discounts, gift cards and subscriptions read their records."""

from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake import discounts
from pos_desktop.platforms.shopify.fake.amounts import money
from pos_desktop.platforms.shopify.fake.paging import page_of_list
from pos_desktop.platforms.shopify.fake.request import Info, Resolver
from pos_desktop.platforms.shopify.fake.rules import count, page, parts, ref, worked, worked_with
from pos_desktop.platforms.shopify.fake.state import Record


def _code_page(source: Record, info: Info, **args: Any) -> Any:
    one = {"id": source["redeemId"], "code": source["code"], "asyncUsageCount": source["asyncUsageCount"]}
    return page_of_list([one], args)


PEOPLE_FIELDS: dict[tuple[str, str], Resolver] = {
    ("Customer", "orders"): page("orderIds"),
    ("Customer", "lastOrder"): worked_with(lambda state, one: state.get((one["orderIds"] or [None])[-1])),
    ("Customer", "numberOfOrders"): worked(lambda one: str(len(one["orderIds"]))),
    ("Customer", "amountSpent"): worked_with(
        lambda state, one: money(one["spent"], state.shop["currencyCode"])
    ),
    ("Customer", "addresses"): lambda source, info, first=None: source["addresses"][:first],
    ("Customer", "addressesV2"): parts("addresses"),
    ("Customer", "defaultAddress"): worked(lambda one: next(iter(one["addresses"]), None)),
    ("Customer", "canDelete"): worked(lambda one: not one["orderIds"]),
    ("Customer", "defaultEmailAddress"): worked(lambda one: one["email"] and {"emailAddress": one["email"]}),
    ("Customer", "defaultPhoneNumber"): worked(lambda one: one["phone"] and {"phoneNumber": one["phone"]}),
    ("DiscountNode", "discount"): worked(lambda node: node["codeDiscount"]),
    ("DiscountCodeBasic", "status"): worked_with(discounts.status),
    ("DiscountCodeBasic", "summary"): worked(discounts.summary),
    ("DiscountCodeBasic", "shortSummary"): worked(discounts.summary),
    ("DiscountCodeBasic", "codes"): _code_page,
    ("DiscountCodeBasic", "codesCount"): count(lambda discount: 1),
    ("DiscountCodeBasic", "context"): worked_with(discounts.buyers),
    ("DiscountCodeBasic", "customerGets"): worked(
        lambda discount: {
            "value": discounts.value(discount),
            "appliesOnOneTimePurchase": discount["oneTime"],
            "appliesOnSubscription": not discount["oneTime"],
        }
    ),
    ("DiscountCodeBasic", "minimumRequirement"): worked(discounts.minimum),
    ("GiftCard", "balance"): worked(lambda card: money(card["balance"], card["currencyCode"])),
    ("GiftCard", "initialValue"): worked(lambda card: money(card["initial"], card["currencyCode"])),
    ("GiftCard", "lastCharacters"): worked(lambda card: card["_code"][-4:]),
    ("GiftCard", "maskedCode"): worked(lambda card: f"•••• •••• •••• {card['_code'][-4:]}"),
    ("GiftCard", "isRedeemable"): worked(lambda card: card["enabled"] and Decimal(card["balance"]) > 0),
    ("GiftCard", "customer"): ref("customerId"),
    ("GiftCard", "transactions"): page("transactionIds"),
    **{
        (f"GiftCard{side}Transaction", name): rule
        for side in ("Debit", "Credit")
        for name, rule in {
            "giftCard": ref("cardId"),
            "amount": worked(lambda one: money(one["amount"], one["currencyCode"])),
        }.items()
    },
    ("WebhookSubscription", "callbackUrl"): worked(lambda one: one["uri"]),
    ("WebhookSubscription", "endpoint"): worked(
        lambda one: {"_type": "WebhookHttpEndpoint", "callbackUrl": one["uri"]}
    ),
    ("Job", "done"): worked(lambda job: True),
    ("Job", "query"): worked(lambda job: {}),
}
