"""Gift cards of a shop, where its plan has them (R-45)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from pos_desktop.application.platform.codes import GiftCardMove, PlatformGiftCard
from pos_desktop.application.platform.trouble import Mend, MendKind, PlatformSetting, ShapeChanged
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.amounts import as_text
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.mapping import gift_card_move_of, gift_card_of
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.search import quoted

_CARDS_A_PAGE = 10
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
        with _offered():
            data = self._client.ask("gift_cards_find", {"query": quoted(code)})
        cards = [gift_card_of(node) for node in data.parts("giftCards")]
        ours = [card for card in cards if code.lower().endswith(card.last_four.lower())]
        return ours[0] if len(ours) == 1 else None

    def history(self, ref: str) -> PlatformGiftCard | None:
        """A card and every move of it, the latest first. Shopify keeps no key of ours with a move, but its note."""
        moves: list[GiftCardMove] = []
        after = ""
        while True:
            with _offered():
                data = self._client.look_up("gift_card_history", {"id": ref, "after": after or None})
            node = data.part_or_none("giftCard")
            if node is None:
                return None
            card = _same(gift_card_of(node), ref, node)
            page = node.part("transactions")
            moves += [gift_card_move_of(move) for move in page.parts("nodes")]
            after = page.next_page()
            if not after:
                return replace(card, moves=tuple(moves))

    def moved_since(self, since: datetime) -> list[PlatformGiftCard]:
        """The cards that changed since, each with its latest moves."""
        return list(self._latest(since))

    def _latest(self, since: datetime) -> Iterator[PlatformGiftCard]:
        after = ""
        while True:
            variables = {"first": _CARDS_A_PAGE, "after": after or None}
            with _offered():
                page = self._client.read("gift_cards_moved", variables).part("giftCards")
            for node in page.parts("nodes"):
                if node.moment("updatedAt") < since:
                    return
                moves = tuple(gift_card_move_of(move) for move in node.parts("transactions"))
                yield replace(gift_card_of(node), moves=moves)
            after = page.next_page()
            if not after:
                return

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
    move = payload.part(transaction)
    card = _same(gift_card_of(move.part("giftCard")), ref, payload)
    return replace(card, moves=(gift_card_move_of(move),))


def _same(card: PlatformGiftCard, ref: str, told: Node) -> PlatformGiftCard:
    if card.ref != ref:
        raise ShapeChanged(f"{told.path}.giftCard.id", "another card's")
    return card


@contextmanager
def _offered() -> Iterator[None]:
    """A permission that is missing means that the shop does not have gift cards for the register."""
    try:
        yield
        return
    except PlatformSetting as error:
        problem = error
    if problem.sign_in:
        raise problem
    raise trouble.not_offered(tr("Its plan has no gift cards, or the app may not use them."))
