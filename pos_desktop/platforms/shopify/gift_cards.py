"""Gift cards of a shop, where its plan has them."""

from __future__ import annotations

from pos_desktop.application.platform.codes import PlatformGiftCard
from pos_desktop.application.platform.trouble import Mend, MendKind, PlatformSetting, ShapeChanged
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.amounts import as_text
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.mapping import gift_card_of
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.search import quoted

_LETTERS_MIN = 8
"""A code has 8 to 20 letters and digits; less of one would find the cards of others."""


class GiftCards:
    """Asks for them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, code: str) -> PlatformGiftCard | None:
        """By its whole code. Shopify's search also looks at names and notes: only the one card that ends like the
        code is taken for it."""
        code = "".join(letter for letter in code if letter.isalnum())
        if len(code) < _LETTERS_MIN:
            return None
        try:
            data = self._client.ask("gift_cards_find", {"query": quoted(code)})
        except PlatformSetting as error:
            problem = error
        else:
            cards = [gift_card_of(node) for node in data.parts("giftCards")]
            ours = [card for card in cards if code.lower().endswith(card.last_four.lower())]
            return ours[0] if len(ours) == 1 else None
        if problem.sign_in:
            raise problem
        raise trouble.not_offered(tr("Its plan has no gift cards, or the app may not use them."))

    def debit(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard:
        """Takes from it."""
        return self._moved(
            "giftCardDebit", "gift_card_debit", "debitAmount", ref, amount_minor, currency, note
        )

    def credit(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard:
        """Puts back onto it."""
        return self._moved(
            "giftCardCredit", "gift_card_credit", "creditAmount", ref, amount_minor, currency, note
        )

    def _moved(
        self, field: str, name: str, amount: str, ref: str, minor: int, currency: str, note: str
    ) -> PlatformGiftCard:
        given: dict[str, object] = {amount: {"amount": as_text(minor, currency), "currencyCode": currency}}
        if note:
            given["note"] = note
        return self._client.change(
            name,
            {"id": ref, "input": given},
            lambda data: _after(data.part(field), f"{field}Transaction", ref),
        )


def _after(payload: Node, transaction: str, ref: str) -> PlatformGiftCard:
    trouble.expect_none(trouble.user_errors(payload), lambda error: Mend(MendKind.OTHER))
    card = gift_card_of(payload.part(transaction).part("giftCard"))
    if card.ref != ref:
        raise ShapeChanged(f"{payload.path}.giftCard.id", "another card's")
    return card
