"""Parts of a sale as the cashier takes them at the pay screen: a gift card's, one's share."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.card_till import CardTill


def row(shop: CardTill, place: int = 0) -> str:
    """What a payment that was taken says of itself."""
    return shop.till.pay.taken.rows[place].accessibleName()


def redeemed(shop: CardTill, amount: int = 1000) -> str:
    """A gift card pays a part; its code."""
    code = shop.gift_card(amount)
    shop.till.scan(code)
    return code


def shared(shop: CardTill, people: str) -> None:
    """Split evenly between so many."""
    shop.till.key(Qt.Key.Key_F8)
    shop.till.type(people)
    shop.till.enter()
