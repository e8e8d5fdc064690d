"""What was taken for a part goes back, is kept while the ticket waits, or becomes a deposit."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from pos_desktop.application.payment_records import Payment
from pos_desktop.domain.payment import TenderKind
from pos_desktop.ui.dialogs.money_back import MoneyBack
from pos_desktop.ui.dialogs.trouble import TroublePanel
from tests.ui.card_till import CardTill, card_till, paying, till
from tests.ui.part_payments import redeemed
from tests.ui.selling import CTRL, SPACE


def test_undo_gives_one_tender_back(paying) -> None:
    code = redeemed(paying)
    paying.till.tap(paying.till.pay.taken.rows[0].undo)
    assert paying.services.tendering.stored_value(code).balance_minor == 1000
    assert paying.till.pay.entry.value() == 1698
    assert not paying.till.pay.taken.isVisible()


def test_leaving_keeps_the_ticket_locked_and_offers_both_ways(paying) -> None:
    code = redeemed(paying)
    paying.till.escape()
    assert paying.till.page == "sale"
    sale, side = paying.till.sale, paying.till.side
    assert sale.open_payment.banner.accessibleName() == f"10,00{SPACE}€ taken"
    assert side.panel.view._locked
    assert side.pay_button.accessibleName() == f"Go on paying 6,98{SPACE}€"
    assert side.panel._state.text() == "Locked: part paid"
    assert sale.open_payment.go_on._kind == "secondary", "the large button is the one primary"
    paying.till.scan("4006381333931")
    assert isinstance(paying.till.panel, TroublePanel), "the ticket is being paid"
    paying.till.enter()
    assert not sale.open_payment.deposit.isVisible(), "the store takes no deposits"
    paying.till.tap(sale.open_payment.give_back)
    paying.till.enter()
    assert paying.services.tendering.stored_value(code).balance_minor == 1000
    assert not sale.open_payment.isVisible()
    assert not side.panel.view._locked
    assert paying.till.names() == ["1 × Ground coffee", "1 × Olive oil extra"]


def test_go_on_paying_comes_back_to_what_is_left(paying) -> None:
    redeemed(paying)
    paying.till.escape()
    paying.till.key(Qt.Key.Key_F12)
    assert (paying.till.page, paying.till.pay.entry.value()) == ("pay", 698)


def test_a_part_paid_ticket_is_not_parked_where_the_store_takes_no_deposits(paying) -> None:
    redeemed(paying)
    paying.till.escape()
    paying.till.key(Qt.Key.Key_F4)
    assert isinstance(paying.till.panel, TroublePanel)
    paying.till.enter()
    assert [line.name for line in paying.till.stored().lines] == ["Ground coffee", "Olive oil extra"]


def test_a_deposit_where_the_store_takes_them(paying) -> None:
    paying.services.desk.change_settings(deposits=True)
    redeemed(paying)
    paying.till.escape()
    paying.till.tap(paying.till.sale.open_payment.deposit)
    paying.till.panel.field.set_text("Ms Berg")
    paying.till.enter()
    assert not paying.till.ticket.lines
    assert not paying.till.sale.open_payment.isVisible()
    paying.till.key(Qt.Key.Key_F3)
    (parked,) = paying.till.panel.list.rows
    assert (parked.primary, parked.tag.text) == ("Ms Berg", "Deposit 10,00\xa0€")
    paying.till.enter()
    assert paying.till.sale.open_payment.isVisible()


def test_everything_goes_back_the_latest_first(paying) -> None:
    redeemed(paying)
    paying.till.key(Qt.Key.Key_F7)
    paying.till.type("500")
    paying.till.enter()
    paying.till.key(Qt.Key.Key_Backspace, held=CTRL)
    paying.till.enter()
    assert f"Give 5,00{SPACE}€ from the drawer" in paying.till.toasts()
    assert paying.till.pay.entry.value() == 1698


def dollars(shop: CardTill, minor: int) -> Payment:
    """Foreign bills pay a part."""
    with shop.services.desk.store.read() as work:
        method = next(m for m in work.payment_methods.all() if m.kind is TenderKind.FOREIGN_CASH)
    shop.services.tendering.take_foreign(method.id, minor)
    shop.till.escape()
    shop.till.key(Qt.Key.Key_F12)
    return shop.services.tendering.view().taken[-1]


def test_foreign_bills_go_back_as_they_came(paying) -> None:
    dollars(paying, 1000)
    paying.till.tap(paying.till.pay.taken.rows[0].undo)
    assert f"Give 10,00{SPACE}$ from the drawer" in paying.till.toasts()
    dollars(paying, 500)
    paying.till.escape()
    paying.till.tap(paying.till.sale.open_payment.give_back)
    assert f"Foreign cash: 5,00{SPACE}$" in paying.till.panel.accessibleDescription()


def test_the_change_of_foreign_bills_comes_back(paying) -> None:
    taken = replace(dollars(paying, 1000), change_minor=250)
    MoneyBack(paying.window, lambda: None)._say([taken])
    shown = [toast.data.text for toast in paying.window.frame.toasts.toasts]
    assert f"The change of 2,50{SPACE}€ comes back." in shown
