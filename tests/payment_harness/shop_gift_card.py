"""Gift cards of an online shop, at the shipped practice shop on a real port."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge, Decline
from pos_desktop.payments.shop_gift_card.cards import ShopGiftCards
from pos_desktop.platforms.guarded import GuardedPlatform
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.payment_harness import Harness, NotOffered
from tests.platform_harness.shopify import connected

MOVES = ("giftCardDebit", "giftCardCredit")
NO_CARD = "gid://shopify/GiftCard/999999999"


class ShopGiftCardHarness(Harness):
    """A card that holds plenty, or once the one that is declined."""

    def __init__(self, fake: FakeShopify, platform: GuardedPlatform) -> None:
        self.fake = fake
        self.provider = ShopGiftCards(lambda: platform, late_seconds=0.0)
        self._card = fake.add_gift_card("PLENTY00PLENTY00", "90000.00")
        self._declined = ""

    def charge(self, **facts: object) -> Charge:
        card, self._declined = self._declined or str(self._card["id"]), ""
        return super().charge(**{"token": card, **facts})

    def customer_pays(self) -> None:
        """Nobody acts."""

    def customer_declines(self, reason: Decline) -> None:
        if reason is Decline.UNKNOWN_CODE:
            self._declined = NO_CARD
            return
        card = self.fake.add_gift_card(
            new_id().hex[-16:], "0.00" if reason is Decline.NOT_ENOUGH_BALANCE else "500.00"
        )
        changes: dict[Decline, dict[str, Any]] = {
            Decline.NOT_ENOUGH_BALANCE: {},
            Decline.EXPIRED_CODE: {"expiresOn": "2020-01-01"},
            Decline.BLOCKED_CODE: {"enabled": False},
            Decline.WRONG_CURRENCY: {"currencyCode": "USD"},
        }
        if reason not in changes:
            raise NotOffered(f"a shop does not say {reason}")
        self.fake.edit_gift_card(card, **changes[reason])
        self._declined = str(card["id"])

    def lose_next_answer(self, after_effect: bool) -> None:
        if not after_effect:
            self.fake.faults.plan(Fault.LOSE_REQUEST)
            return
        for move in MOVES:
            self.fake.faults.plan(Fault.LOSE_ANSWER, move)

    def answer_rubbish(self) -> None:
        self.fake.faults.plan(Fault.RUBBISH)

    def answer_for_other_order(self) -> None:
        self.fake.faults.plan(Fault.OTHERS)

    def answer_twice(self) -> None:
        self.fake.faults.plan(Fault.ANSWER_TWICE)

    def fail_next(self, status: int) -> None:
        if status == 429:
            self.fake.faults.plan(Fault.TOO_MANY, retry_after="0")
        else:
            self.fake.faults.plan(Fault.STATUS, status=status)

    def refuse_next_refund(self) -> None:
        self.fake.refuse_next_credit(self._card)

    def charged(self, order_id: object) -> int:
        return -sum(amount for amount in self._moves(order_id) if amount < 0)

    def refunded(self, order_id: object) -> int:
        return sum(amount for amount in self._moves(order_id) if amount > 0)

    def _moves(self, order_id: object) -> list[int]:
        """Minor units that were moved on all cards for an order, by the words beside each move."""
        with self.fake.state.lock:
            cards = self.fake.state.all("GiftCard")
        wanted = str(order_id).replace("-", "")
        return [
            int(Decimal(move["amount"]) * 100)
            for card in cards
            for move in self.fake.gift_card_moves(card)
            if wanted in (move["note"] or "")
        ]


@contextmanager
def harness() -> Iterator[ShopGiftCardHarness]:
    with FakeShopify() as fake:
        platform = connected(fake)
        try:
            yield ShopGiftCardHarness(fake, platform)
        finally:
            fake.faults.clear()
            platform.close()
