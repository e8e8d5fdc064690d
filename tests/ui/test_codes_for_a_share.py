# ruff: noqa: F811 - fixtures are imported by name
"""Codes that are scanned at the pay screen while a share or a part is meant: they pay that and no more."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos_desktop.application.ids import new_id
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import make_code
from tests.ui.card_till import CardTill, card_till, paying, till  # noqa: F401
from tests.ui.part_payments import shared
from tests.ui.selling import SPACE, Choice, stock

EURO = f"{SPACE}€"
ROLL = "9000000000005"


def held(shop: CardTill, code: str) -> int:
    found = shop.services.tendering.stored_value(code)
    assert found is not None
    return found.balance_minor


def left(shop: CardTill) -> int:
    return shop.services.tendering.view().left_minor


def test_a_gift_card_pays_its_owners_share(paying: CardTill) -> None:
    shared(paying, "3")
    code = paying.gift_card(5000)
    paying.till.scan(code)
    assert (paying.till.page, held(paying, code)) == ("pay", 5000 - 566)
    assert paying.till.pay.extras.split_button.text() == "2 still pay"
    assert paying.till.pay.entry.value() == 566
    paying.till.scan(code)
    paying.till.scan(code)
    assert (paying.till.page, held(paying, code)) == ("done", 5000 - 1698), "the last one pays what is left"


def test_a_gift_card_that_holds_less_than_a_share_pays_what_it_holds(paying: CardTill) -> None:
    shared(paying, "3")
    code = paying.gift_card(300)
    paying.till.scan(code)
    assert (held(paying, code), left(paying)) == (0, 1398)


def test_another_amount_typed_for_a_share_is_what_a_gift_card_pays(paying: CardTill) -> None:
    shared(paying, "3")
    paying.till.type("700")
    code = paying.gift_card(5000)
    paying.till.scan(code)
    assert (held(paying, code), left(paying)) == (4300, 998)


def test_a_voucher_pays_the_part_that_is_typed(paying: CardTill) -> None:
    paying.till.key(Qt.Key.Key_F7)
    paying.till.type("500")
    code = paying.gift_card(5000, TenderKind.VOUCHER)
    paying.till.scan(code)
    assert (paying.till.page, held(paying, code), left(paying)) == ("pay", 4500, 1198)


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Type an amount first"), ("2000", f"Only 16,98{EURO} is left to pay")]
)
def test_a_part_that_cannot_be_paid_takes_nothing_and_says_why(
    paying: CardTill, monkeypatch: pytest.MonkeyPatch, typed: str, words: str
) -> None:
    beeps: list[None] = []
    monkeypatch.setattr(paying.window, "beep", lambda: beeps.append(None))
    paying.till.key(Qt.Key.Key_F7)
    paying.till.type(typed)
    code = paying.gift_card(5000)
    paying.till.scan(code)
    assert (paying.till.toasts(), len(beeps)) == ([words], 1)
    assert (paying.till.page, held(paying, code), left(paying)) == ("pay", 5000, 1698)
    assert paying.till.pay.extras.part, "the part is still to be typed"


def test_without_shares_and_parts_all_that_is_due_is_taken(paying: CardTill) -> None:
    paying.till.type("500")
    code = paying.gift_card(5000)
    paying.till.scan(code)
    assert (paying.till.page, held(paying, code)) == ("done", 5000 - 1698)


def test_a_share_that_cash_would_round_is_taken_to_the_cent(card_till: CardTill) -> None:
    services = card_till.services
    services.desk.change_settings(currency_code="CHF", locale="de-CH")
    stock(services, "Roll", Choice("", 1000, ROLL))
    card_till.till.scan(ROLL)
    card_till.till.key(Qt.Key.Key_F12)
    shared(card_till, "3")
    assert card_till.till.pay.entry.value() == 335, "a third in coins"
    code = make_code(int.from_bytes(new_id().bytes, "big"))
    with services.desk.store.write() as work:
        work.stored_values.issue(new_id(), TenderKind.GIFT_CARD, code, 5000, "CHF", services.desk.clock.now())
    card_till.till.scan(code)
    assert (held(card_till, code), left(card_till)) == (5000 - 334, 666)


@pytest.mark.parametrize(("typed", "taken"), [("", 566), ("1000", 900)])
def test_what_is_typed_in_foreign_bills_is_taken_at_its_worth(
    card_till: CardTill, typed: str, taken: int
) -> None:
    """A dollar is 0,90."""
    card_till.offer("foreign_cash", "gift_card")
    card_till.ring_up()
    shared(card_till, "3")
    assert card_till.till.pay.entry.value() == 629, "what is worth a third in dollars, rounded up"
    card_till.till.type(typed)
    code = card_till.gift_card(5000)
    card_till.till.scan(code)
    assert (held(card_till, code), left(card_till)) == (5000 - taken, 1698 - taken)
