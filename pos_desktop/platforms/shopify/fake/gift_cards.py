"""Gift cards: what is on them, and what is taken from and put back on them. Their codes are never told."""

from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake.amounts import text
from pos_desktop.platforms.shopify.fake.state import Record, State

Problem = dict[str, Any]


def add(state: State, code: str, balance: str, expires_on: str | None = None) -> Record:
    """A card with a balance in the shop's currency."""
    plain = "".join(letter for letter in code if letter.isalnum()).lower()
    return state.add(
        "GiftCard",
        _code=plain,
        balance=text(balance),
        initial=text(balance),
        currencyCode=state.shop["currencyCode"],
        enabled=True,
        deactivatedAt=None,
        expiresOn=expires_on,
        customerId=None,
        note=None,
        transactionIds=[],
    )


def move(state: State, gid: str, wish: Record, debit: bool) -> tuple[Record | None, list[Problem]]:
    """giftCardDebit and giftCardCredit. Doing it twice moves it twice."""
    side = "debit" if debit else "credit"
    card = state.find("GiftCard", gid)
    if card is None:
        return None, [_no("GIFT_CARD_NOT_FOUND", ["id"], "The gift card could not be found.")]
    money = wish[f"{side}Amount"]
    amount = Decimal(money["amount"])
    if not debit and card.pop("_refuseCredit", False):
        told = "The gift card's value exceeds the allowed limits."
        return None, [_no("GIFT_CARD_LIMIT_EXCEEDED", [f"{side}Input", f"{side}Amount", "amount"], told)]
    wrong = _refusal(card, money["currencyCode"], amount, [f"{side}Input", f"{side}Amount"], debit)
    if wrong:
        return None, [wrong]
    signed = -amount if debit else amount
    card["balance"] = text(Decimal(card["balance"]) + signed)
    record = state.add(
        f"GiftCard{side.title()}Transaction",
        cardId=card["id"],
        amount=text(signed),
        currencyCode=card["currencyCode"],
        note=wish.get("note"),
        processedAt=wish.get("processedAt") or state.now(),
    )
    card["transactionIds"].append(record["id"])
    state.touch(card)
    return record, []


def _refusal(card: Record, code: str, amount: Decimal, at: list[str], debit: bool) -> Problem | None:
    if amount <= 0:
        return _no("NEGATIVE_OR_ZERO_AMOUNT", [*at, "amount"], "A positive amount must be used.")
    if code != card["currencyCode"]:
        told = "The currency provided does not match the currency of the gift card."
        return _no("MISMATCHING_CURRENCY", [*at, "currencyCode"], told)
    if not card["enabled"]:
        return _no("INVALID", ["id"], "The gift card is deactivated.")
    if debit and amount > Decimal(card["balance"]):
        told = "The gift card does not have sufficient funds to satisfy the request."
        return _no("INSUFFICIENT_FUNDS", [*at, "amount"], told)
    return None


def _no(code: str, at: list[str], message: str) -> Problem:
    return {"code": code, "field": at, "message": message}
