# ruff: noqa: F811 - fixtures are imported by name
"""Taking cash on the real window and store: what is due, what was given, once and no more than once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from pos_desktop.application import wording
from pos_desktop.domain.discount import percent
from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.trouble import TroublePanel
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.numpad import NumpadKey
from pos_desktop.ui.widgets.words import face_of, width_of
from tests.ui.register import person_named
from tests.ui.selling import (
    COFFEE,
    CTRL,
    OAT,
    OIL,
    SPACE,
    Choice,
    misplaced,
    nameless,
    stock,
    till,  # noqa: F401
    too_small,
    untranslated,
)


@pytest.fixture
def paying(till):
    """Coffee and oil on the ticket, 16,98, and the payment in sight."""
    till.scan(COFFEE)
    till.scan(OIL)
    till.key(Qt.Key.Key_F12)
    assert till.page == "pay"
    return till


def said(till) -> tuple[str, str]:
    """What the large button does, and the line under its words."""
    button = till.pay.take_button
    return button.accessibleName(), button.accessibleDescription()


def bill(till, minor: int) -> None:
    """A bill is laid on the counter."""
    face = till.services.desk.formats.denomination(minor)
    till.tap(next(b for b in till.pay.findChildren(Button) if b.text() == face))


def pad(till, words: str) -> None:
    keys = till.pay.pad.findChildren(NumpadKey)
    till.tap(next(key for key in keys if words in (key.text(), key.accessibleName())))


# -- what is due -------------------------------------------------------------------------------------------------


def test_the_exact_amount_is_proposed(paying) -> None:
    pay = paying.pay
    assert pay.due_card.due.text() == f"16,98{SPACE}€"
    assert pay.entry.value() == 1698
    assert said(paying) == (f"Take 16,98{SPACE}€ Change 0,00{SPACE}€", "Cash · Enter")
    assert QApplication.focusWidget() is pay.entry
    assert not pay.due_card.rounding.isVisible()
    assert [row.value for row in paying.side.panel.totals.rows][-1] == f"16,98{SPACE}€"


def test_the_ticket_is_locked_while_it_is_paid(paying) -> None:
    view = paying.side.panel.view
    paying.tap(view.viewport(), view.row_box(0).center())
    assert view.selected_key() is None
    assert not paying.side.pay_button.isVisible()
    assert not paying.side._more.isVisible()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_F9):
        paying.key(key)
        assert paying.panel is None
    paying.key(Qt.Key.Key_Backspace, held=CTRL)
    assert [line.name for line in paying.stored().lines] == ["Ground coffee", "Olive oil extra"]


def test_digits_replace_the_proposal(paying) -> None:
    paying.type("20")
    assert paying.pay.entry.value() == 20
    paying.type("00")
    assert said(paying) == (f"Take 20,00{SPACE}€ Change 3,02{SPACE}€", "Cash · Enter")
    paying.key(Qt.Key.Key_Backspace)
    assert said(paying)[1] == f"14,98{SPACE}€ is missing"
    paying.key(Qt.Key.Key_Delete)
    assert paying.pay.entry.value() == 0


def test_the_number_pad_types_as_well(paying) -> None:
    for key in ("5", "0", "00"):
        pad(paying, key)
    assert paying.pay.entry.value() == 5000
    pad(paying, "Delete the last digit")
    assert paying.pay.entry.value() == 500
    assert QApplication.focusWidget() is paying.pay.entry


def test_quick_amounts_are_those_that_people_hand_over(paying) -> None:
    quick = paying.pay.quick
    assert quick.keys() == (1698, 2000, 5000, 10000)
    assert [quick.chip(key).text() for key in quick.keys()] == ["16,98", "20", "50", "100"]  # noqa: SIM118
    assert quick.current() == 1698
    paying.tap(quick.chip(2000))
    assert (paying.pay.entry.value(), quick.current()) == (2000, 2000)
    paying.key(Qt.Key.Key_3, held=CTRL)
    assert (paying.pay.entry.value(), quick.current()) == (5000, 5000)
    paying.type("1")
    assert (paying.pay.entry.value(), quick.current()) == (1, None), "the next digit begins anew"


def test_bills_add_up_as_they_are_laid_down(paying) -> None:
    bill(paying, 1000)
    assert said(paying)[1] == f"6,98{SPACE}€ is missing"
    bill(paying, 500)
    bill(paying, 500)
    assert paying.pay.entry.value() == 2000
    assert said(paying)[0] == f"Take 20,00{SPACE}€ Change 3,02{SPACE}€"
    assert QApplication.focusWidget() is paying.pay.entry
    paying.type("7")
    bill(paying, 2000)
    assert paying.pay.entry.value() == 2000, "what was typed between begins the sum anew"
    pad(paying, "5")
    bill(paying, 1000)
    assert paying.pay.entry.value() == 1000
    paying.tap(paying.pay.quick.chip(5000))
    bill(paying, 1000)
    assert paying.pay.entry.value() == 1000


def test_less_than_due_is_not_taken(paying) -> None:
    paying.type("1697")
    assert said(paying)[1] == f"0,01{SPACE}€ is missing"
    assert not paying.pay.take_button.isEnabled()
    paying.enter()
    paying.key(Qt.Key.Key_F12)
    paying.tap(paying.pay.take_button)
    assert (paying.page, paying.orders()) == ("pay", [])
    assert [line.name for line in paying.stored().lines] == ["Ground coffee", "Olive oil extra"]


# -- taking ------------------------------------------------------------------------------------------------------


def test_enter_takes_once_and_shows_the_change(paying) -> None:
    paying.type("2000")
    paying.enter()
    assert paying.page == "done"
    assert paying.orders() == [("1-000001", 1698)]
    assert paying.done.figure.accessibleName() == "3,02 €"


def test_enter_pressed_twice_takes_once_and_the_change_stays_in_sight(paying) -> None:
    paying.type("2000")
    focus = QApplication.focusWidget()
    paying.qtbot.keyClick(focus, Qt.Key.Key_Return)
    paying.qtbot.keyClick(QApplication.focusWidget() or focus, Qt.Key.Key_Return)
    paying.settle()
    assert paying.orders() == [("1-000001", 1698)]
    assert paying.page == "done", "the second press of a bounce does not hide the change"


def test_the_button_pressed_twice_takes_once(paying) -> None:
    button = paying.pay.take_button
    button.click()
    button.click()
    paying.settle()
    assert paying.orders() == [("1-000001", 1698)]
    assert paying.ticket.number == 2


@pytest.mark.parametrize("leave", ["escape", "button", "rail"])
def test_going_back_books_nothing(paying, leave) -> None:
    paying.type("2000")
    if leave == "escape":
        paying.escape()
    elif leave == "button":
        paying.tap(paying.pay._back)
    else:
        paying.window.frame.rail.cell("sale").click()
        paying.settle()
    assert paying.page == "sale"
    assert paying.orders() == []
    assert paying.names() == ["1 × Ground coffee", "1 × Olive oil extra"]
    paying.scan(OAT)
    paying.key(Qt.Key.Key_F12)
    assert paying.pay.entry.value() == 1887, "what was typed before is forgotten"


def test_nothing_to_pay_is_taken_as_well(till) -> None:
    till.fill("Oat drink")
    till.services.session.sign_out("locked")
    till.services.session.sign_in(person_named(till.services, "Manager"), "pin")
    till.settle()
    till.services.tickets.discount_line(till.ticket.lines[0].id, percent(100, "Staff"))
    till.sale.refresh()
    till.key(Qt.Key.Key_F12)
    assert said(till)[0] == f"Take 0,00{SPACE}€ Change 0,00{SPACE}€"
    till.enter()
    assert till.orders() == [("1-000001", 0)]
    assert till.page == "done"


def test_the_shift_that_was_counted_meanwhile_refuses_in_words(paying) -> None:
    paying.services.shifts.confirm_count({5000: 2})
    paying.enter()
    assert isinstance(paying.panel, TroublePanel)
    assert "The drawer has been counted" in paying.panel.accessibleName()
    paying.enter()
    assert (paying.page, paying.panel, paying.orders()) == ("pay", None, [])
    paying.escape()
    assert paying.names() == ["1 × Ground coffee", "1 × Olive oil extra"]


def test_cash_stays_chosen_when_it_is_pressed(paying) -> None:
    paying.tap(paying.pay.cash)
    assert paying.pay.cash.isChecked()
    paying.key(Qt.Key.Key_F1)
    assert QApplication.focusWidget() is paying.pay.entry


def test_keys_without_a_meaning_do_nothing(paying) -> None:
    paying.type("x?")
    if paying.panel is not None:
        paying.escape()
    assert (paying.page, paying.panel, paying.pay.entry.value()) == ("pay", None, 1698)
    assert paying.orders() == []


def test_locking_keeps_the_payment_and_the_ticket_locked(paying) -> None:
    paying.type("5000")
    paying.key(Qt.Key.Key_L, held=CTRL)
    assert paying.page == "login"
    paying.services.session.sign_in(person_named(paying.services, "Cashier 1"), "pin")
    paying.settle()
    assert (paying.page, paying.pay.entry.value()) == ("pay", 5000)
    paying.enter()
    assert paying.orders() == [("1-000001", 1698)]


def test_a_cashier_of_another_language_finds_the_ticket_locked(paying) -> None:
    """Signing out and in changes the language twice; the ticket must keep its face."""
    with paying.services.desk.store._database.write() as work:
        work.execute(update(tables.person).where(tables.person.c.name == "Cashier 1").values(language="de"))
    paying.key(Qt.Key.Key_L, held=CTRL)
    paying.services.session.sign_in(person_named(paying.services, "Cashier 1"), "pin")
    paying.settle()
    assert wording.language() == "de"
    assert paying.page == "pay"
    assert not paying.side.pay_button.isVisible()
    assert paying.side.panel.view._locked
    assert paying.pay.take_button.accessibleName() == f"16,98{SPACE}€ kassieren Rückgeld 0,00{SPACE}€"


# -- other money -------------------------------------------------------------------------------------------------


def test_swiss_cash_is_rounded_and_says_why(till) -> None:
    till.services.desk.change_settings(currency_code="CHF", locale="de-CH")
    stock(till.services, "Roll", Choice("", 1003, "9000000000005"))
    till.scan("9000000000005")
    till.key(Qt.Key.Key_F12)
    pay = till.pay
    assert pay.entry.value() == 1005
    assert pay.due_card.rounding.isVisible()
    why = f"CHF{SPACE}0.02, because the smallest coin is 0.05."
    assert pay.due_card.rounding.text() == f"Cash rounding: {why}"
    assert pay.due_card.total.text() == f"Total CHF{SPACE}10.03"
    till.type("2000")
    till.enter()
    assert till.done.figure.accessibleName() == "9.95 CHF"
    rows = [(row.label, row.value) for row in till.side.panel.totals.rows]
    assert ("Cash rounding", "0.02") in rows


def faces(till) -> list[str]:
    """What is written on the bills."""
    return [button.text() for button in till.pay._bills.findChildren(Button) if button.isVisible()]


def test_the_bills_are_those_of_the_money_that_the_store_takes_now(till) -> None:
    till.scan(COFFEE)
    till.key(Qt.Key.Key_F12)
    assert faces(till)[0] == f"5{SPACE}€"
    till.key(Qt.Key.Key_Escape)
    till.services.desk.change_settings(currency_code="JPY", locale="ja-JP")
    till.settle()
    till.key(Qt.Key.Key_F12)
    assert faces(till) == ["¥1000", "¥2000", "¥5000", "¥10,000"]
    till.tap(till.pay._bills.buttons[0])
    assert till.pay.entry.value() == 1000


def test_yen_have_no_decimals(till) -> None:
    till.services.desk.change_settings(currency_code="JPY", locale="ja-JP")
    till.scan(COFFEE)
    till.key(Qt.Key.Key_F12)
    assert till.pay.entry.shown() == "799"
    assert faces(till) == ["¥1000", "¥2000", "¥5000", "¥10,000"]
    till.type("1000")
    till.enter()
    assert till.done.figure.accessibleName().startswith("201 ")
    assert till.orders() == [("1-000001", 799)]


@pytest.mark.parametrize(
    ("code", "locale", "price", "bills", "change"),
    [
        ("IQD", "ar-IQ", 1_512_500_000, "2000000000", 487_500_000),
        ("LBP", "ar-LB", 3_012_350_000, "4000000000", 987_650_000),
        ("IDR", "id-ID", 15_000_000_000, "20000000000", 5_000_000_000),
    ],
)
def test_money_of_many_digits_is_typed_and_taken(till, code, locale, price, bills, change) -> None:
    """A telephone in Iraq, the shopping of a week in Lebanon, a motorcycle in Indonesia."""
    till.services.desk.change_settings(currency_code=code, locale=locale)
    stock(till.services, "Dear", Choice("", price, "9000000000005"))
    till.scan("9000000000005")
    till.key(Qt.Key.Key_F12)
    assert till.pay.entry.value() == price
    till.digits(bills)
    assert till.pay.entry.value() == int(bills)
    till.enter()
    assert (till.page, till.orders()) == ("done", [("1-000001", price)])
    assert till.done._shown.change_minor == change


# -- looks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_everything_has_its_place(till, language) -> None:
    till.services.desk.change_settings(language=language)
    stock(till.services, "Dear", Choice("", 9_876_543_210, "9000000000005"))
    till.scan("9000000000005")
    till.key(Qt.Key.Key_F12)
    till.digits("98765432109")
    for size in ((1366, 768), (1024, 768), (1920, 1080)):
        till.window.resize(*size)
        till.settle()
        assert till.window.size().toTuple() == size
        _has_its_place(till)


def _has_its_place(till) -> None:
    """At the window's size of now."""
    pay, button = till.pay, till.pay.take_button
    assert misplaced(till.window) == []
    assert too_small(pay) == []
    assert nameless(till.window) == []
    assert pay.minimumSizeHint().width() <= till.window.frame.main.width()
    assert pay.minimumSizeHint().height() <= till.window.frame.main.height()
    for label in pay.findChildren(Label):
        if label.isVisible() and not label.wordWrap() and any(sign.isdigit() for sign in label.text()):
            fitted = isinstance(label, FittedLabel)
            needed = label._width_in(label._style) if fitted else label.sizeHint().width()
            assert needed <= label.width(), label.text()
    for key in pay.quick.keys():  # noqa: SIM118  keys() of a widget, not of a mapping
        assert pay.quick.chip(key).width() >= pay.quick.chip(key).sizeHint().width(), "amounts are never cut"
    room = pay.entry.width() - 2 * pay.entry._side() - pay.entry._caret_room()
    assert width_of(pay.entry.figure_face(), pay.entry.shown()) <= room
    amount = width_of(button._amount_face(button.amount_style()), button._amount)
    left = button._inner().width() - amount
    assert width_of(face_of(button.title_style(left), "semibold"), button.text()) <= left
    assert all(width_of(face_of("caption"), line) <= left for line in button.second_lines(left))


def test_every_word_follows_the_language(paying) -> None:
    paying.services.desk.change_settings(language="de")
    paying.settle()
    # The number pad is made once, in the language of that moment.
    assert untranslated("de", paying.pay, paying.side.panel) <= {"Number pad", "Delete the last digit"}
    assert paying.side.panel.view._locked
