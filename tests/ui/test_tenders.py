"""Every way to pay on the pay screen: what is offered, codes, slips, foreign bills and links."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import shown_code
from pos_desktop.ui.dialogs.reference import ReferencePanel
from pos_desktop.ui.dialogs.trouble import TroublePanel
from pos_desktop.ui.dialogs.value_code import CodePanel
from tests.ui.card_till import CardTill, card_till, paying, till
from tests.ui.part_payments import redeemed, row
from tests.ui.selling import SPACE, manager, misplaced, nameless, too_small

# -- what is offered ---------------------------------------------------------------------------------------------


def test_the_ways_stand_in_the_stores_order_with_their_keys(paying) -> None:
    keys = paying.till.pay.keys()
    names = [key.words for key in keys if key.keys in ("F1", "F2", "F3", "F4", "F5", "F6")]
    assert names == ["Cash", "Card", "Gift card", "Store credit", "Voucher", "Payment link"]
    assert paying.till.pay.cash.isChecked()


def test_the_help_tells_of_no_key_that_does_nothing(card_till) -> None:
    card_till.offer("cash", "fake", tips=False)
    card_till.ring_up()
    pay = card_till.till.pay
    words = [key.words for key in pay.keys()]  # noqa: SIM118  keys() of a screen
    assert [each for each in words if each.startswith("Quick amount")] == [
        f"Quick amount {number + 1}" for number in range(len(pay.quick.keys()))
    ]
    assert "Add tip" not in words, "cash takes none"
    card_till.till.key(Qt.Key.Key_F2)
    words = [key.words for key in pay.keys()]  # noqa: SIM118  keys() of a screen
    assert not [each for each in words if each.startswith("Quick amount") or each == "Add tip"]


def test_more_than_six_ways_are_pages(card_till) -> None:
    card_till.offer("cash", "fake", "gift_card", "store_credit", "voucher", "fake_link", "external")
    card_till.ring_up()
    grid = card_till.till.pay.grid
    assert len(grid._buttons) == 5
    card_till.till.key(Qt.Key.Key_F6)
    assert [way.name for key, way in card_till.till.pay._ways.items() if grid.button(key)] == [
        "Payment link",
        "Card terminal",
    ]
    card_till.till.key(Qt.Key.Key_F2)
    assert card_till.till.pay.way.name == "Card terminal"


def test_what_is_not_offered_says_why(card_till) -> None:
    card_till.offer("fake", "cash", least_minor=5000)
    card_till.ring_up()
    pay = card_till.till.pay
    card = next(key for key, way in pay._ways.items() if way.name == "Card")
    assert not pay.grid.button(card).isEnabled()
    assert pay.grid.button(card).accessibleDescription() == f"From 50,00{SPACE}€"
    card_till.till.key(Qt.Key.Key_F1)
    assert pay.way.cash, "a key does not choose what is not offered"


def test_a_rule_of_the_store_is_said_in_words(card_till) -> None:
    card_till.offer("fake", "cash", most_minor=500)
    card_till.ring_up()
    card_till.charge(Qt.Key.Key_F1)
    assert isinstance(card_till.till.panel, TroublePanel)
    assert f"At most 5,00{SPACE}€" in card_till.till.panel.accessibleName()
    card_till.till.enter()
    assert (card_till.till.page, card_till.till.orders()) == ("pay", [])


# -- stored values -----------------------------------------------------------------------------------------------


def test_a_scanned_gift_card_pays_what_it_holds(paying) -> None:
    code = redeemed(paying)
    assert f"Redeemed · 0,00{SPACE}€ left" in row(paying)
    assert paying.till.pay.entry.value() == 698
    assert paying.till.pay.due_card.bar.value() == 588
    assert ("Remaining due", f"6,98{SPACE}€") in paying.totals()
    paying.till.scan(code)
    assert isinstance(paying.till.panel, TroublePanel), "nothing is left on it"
    paying.till.enter()
    paying.till.type("2000")
    paying.till.enter()
    assert paying.till.done.figure.accessibleName() == "13,02 €"
    assert paying.till.orders() == [("1-000001", 1698)]


def test_a_gift_card_pays_from_a_scanner_that_tells_the_kind_of_code(paying) -> None:
    paying.till.scan("]Q3" + paying.gift_card(1000))
    assert f"Redeemed · 0,00{SPACE}€ left" in row(paying)


def test_a_typed_code_is_grouped_and_its_balance_shown_before_anything_is_taken(paying) -> None:
    code = paying.gift_card(2500)
    paying.till.key(Qt.Key.Key_F3)
    panel = paying.till.panel
    assert isinstance(panel, CodePanel)
    assert not panel.primary.isEnabled()
    for sign in code.lower():
        paying.qtbot.keyClick(QApplication.focusWidget(), sign)
    assert panel.field.text() == shown_code(code)
    assert panel.balance.text() == f"25,00{SPACE}€"
    assert panel.primary.text() == f"Redeem 16,98{SPACE}€"
    paying.till.enter()
    assert paying.till.page == "done"
    assert paying.till.done._sum.text() == f"Gift card ···· {code[-4:]}"


@pytest.mark.parametrize("wrong", ["unknown", "mistyped", "voucher", "empty"])
def test_a_code_that_cannot_pay_says_why(paying, wrong) -> None:
    code = paying.gift_card(100)
    if wrong == "voucher":
        code = paying.gift_card(100, TenderKind.VOUCHER)
    elif wrong == "mistyped":
        code = code[:-1] + ("0" if code[-1] != "0" else "1")
    elif wrong == "empty":
        paying.till.scan(code)
    paying.till.key(Qt.Key.Key_F3)
    panel = paying.till.panel
    panel.field.set_text("0000-0000-0000-0000" if wrong == "unknown" else shown_code(code))
    assert panel.field.error()
    assert not panel.primary.isEnabled()


def test_a_code_of_an_unknown_card_is_refused_when_it_is_scanned(paying) -> None:
    paying.till.scan("0000000000000000")
    assert isinstance(paying.till.panel, TroublePanel)
    assert "not known" in paying.till.panel.accessibleName()


# -- other ways --------------------------------------------------------------------------------------------------


def test_a_terminal_beside_the_register_is_known_by_its_slip(card_till) -> None:
    card_till.offer("external", "cash")
    card_till.ring_up()
    card_till.till.key(Qt.Key.Key_F1)
    card_till.till.type("1000")
    card_till.till.enter()
    panel = card_till.till.panel
    assert isinstance(panel, ReferencePanel)
    assert not panel.primary.isEnabled()
    panel.field.set_text("A-77")
    card_till.till.enter()
    assert "Taken · A-77" in row(card_till)
    card_till.till.tap(card_till.till.pay.taken.rows[0].undo)
    assert isinstance(card_till.till.panel, ReferencePanel), "the terminal gives it back first"
    card_till.till.panel.field.set_text("R-78")
    card_till.till.enter()
    assert card_till.till.pay.taken.rows == []
    assert not card_till.till.pay.taken.isVisible()
    assert card_till.till.pay.entry.value() == 1698


def set_up_foreign(shop: CardTill, foreign: str, rate: str) -> None:
    """As the settings or the store's file keep it: as it was typed."""
    with shop.services.desk.store.write() as work:
        (method,) = [each for each in work.payment_methods.all() if each.provider == "foreign_cash"]
        work.payment_methods.save(replace(method, settings={"currency": foreign, "rate": rate}))


@pytest.mark.parametrize(("foreign", "rate"), [("USD", "0.9"), ("USD", "0,9"), ("usd ", " 0,90")])
def test_foreign_bills_and_change_in_the_stores_money(card_till, foreign: str, rate: str) -> None:
    card_till.offer("cash", "foreign_cash")
    set_up_foreign(card_till, foreign, rate)
    card_till.ring_up()
    card_till.till.key(Qt.Key.Key_F2)
    pay = card_till.till.pay
    assert pay.entry.value() == 1887, "what is worth 16,98 at 0.9, rounded up"
    card_till.till.type("2000")
    assert pay.take_button.accessibleName() == f"Take USD 20,00 Change 1,02{SPACE}€"
    assert pay.take_button.accessibleDescription() == f"Worth 18,00{SPACE}€ · Enter"
    card_till.till.enter()
    assert card_till.till.done.figure.accessibleName() == "1,02 €"


@pytest.mark.parametrize(
    ("foreign", "rate", "typed", "said"),
    [("JPY", "0.0062", "1000", "Taken · JPY 1.000"), ("KWD", "3.1", "2000", "Taken · KWD 2,000")],
)
def test_foreign_bills_stand_there_as_their_own_currency_is_written(
    card_till, foreign: str, rate: str, typed: str, said: str
) -> None:
    card_till.offer("foreign_cash", "cash")
    set_up_foreign(card_till, foreign, rate)
    card_till.ring_up()
    card_till.till.key(Qt.Key.Key_F1)
    card_till.till.key(Qt.Key.Key_F7)
    card_till.till.type(typed)
    card_till.till.enter()
    assert f"{said}, " in row(card_till)


def test_a_payment_link_shows_its_code_and_ends_by_itself(paying) -> None:
    ticket = paying.till.ticket.id
    paying.charge(Qt.Key.Key_F6)
    paying.until(lambda: paying.till.page == "link" and paying.link.code.text())
    assert paying.link.code.text() == paying.payment.action_url
    assert paying.link.code._modules
    assert misplaced(paying.link) == []
    assert too_small(paying.link) == []
    assert nameless(paying.link) == []
    paying.terminal.pay_link()
    paying.until_page("done")
    assert paying.charged(ticket) == 1698


def test_a_link_is_cancelled_by_escape(paying) -> None:
    paying.charge(Qt.Key.Key_F6)
    paying.until(lambda: paying.till.page == "link" and paying.link.code.text())
    paying.till.escape()
    paying.until_page("pay")
    assert not paying.terminal.pay_link()


# -- goods that come back on the ticket --------------------------------------------------------------------------


def take_back(shop: CardTill, name: str) -> None:
    manager(shop.till)
    row_of = shop.till.row(name)
    shop.services.returns.add_without_receipt(row_of, 1000, "Wrong item", restock=True)
    shop.till.sale.refresh()
    shop.till.settle()


def test_a_ticket_that_owes_the_customer_gives_back(card_till) -> None:
    card_till.services.desk.change_settings(receiptless_returns="store_credit")
    take_back(card_till, "Ground coffee")
    (line,) = card_till.till.side.panel.view.lines
    assert (line.quantity_text, line.amount_text) == ("\u22121 ×", "\u22127,99")
    assert line.detail.startswith("Return without a receipt")
    button = card_till.till.side.pay_button
    assert button.accessibleName() == f"Refund 7,99{SPACE}€"
    assert button.accessibleDescription() == "1 item · F12"
    card_till.till.fill("Ground coffee")
    assert card_till.till.side.pay_button.accessibleName().startswith("Even exchange")
