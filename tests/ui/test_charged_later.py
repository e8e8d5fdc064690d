"""Cards that are reserved first, in the real windows: order detail, the list of money that waits, the setting."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from pos_desktop.application.errors import Refused
from pos_desktop.domain.payment import TenderKind
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.dialogs.reference import ReferencePanel
from pos_desktop.ui.widgets.select import Select
from tests.ui.card_till import CardTill, card_till
from tests.ui.selling import COFFEE, OIL, SPACE, till
from tests.ui.settings_at_work import settings_of

__all__ = ["card_till", "till"]

EURO = f"{SPACE}€"
WHOLE = 1698


class LaterTill:
    """A till whose card is charged when the store says, and a sale made with it."""

    def __init__(self, at: CardTill, when: str) -> None:
        self.at, self.services = at, at.services
        with self.services.desk.store.write() as work:
            method = next(m for m in work.payment_methods.all() if m.kind is TenderKind.CARD)
            work.payment_methods.save(_with(method, when))
        at.terminal.customer = type(at.terminal).present
        at.offer("fake", "cash", "external")
        at.ring_up()
        at.charge(Qt.Key.Key_F1)
        at.until_page("done")
        self.order = self.services.orders.find(limit=1)[0]

    @property
    def held(self):
        (view,) = self.services.captures.of_order(self.order.id)
        return view

    def detail(self):
        self.at.window.go("orders", order=self.order.id)
        self.at.till.settle()
        return self.at.sight.detail

    def sums(self) -> list[tuple[str, str]]:
        return [(row.caption, row.value) for row in self.detail().lines._sums]


def _with(method, when: str):
    return replace(method, settings={**method.settings, "capture": when})


@pytest.fixture
def waiting(card_till: CardTill) -> LaterTill:  # noqa: F811
    return LaterTill(card_till, "shipment")


def test_a_card_that_is_charged_with_the_sale_says_so(card_till: CardTill) -> None:  # noqa: F811
    made = LaterTill(card_till, "sale")
    card_till.until(lambda: card_till.charged(made.order.id) == WHOLE)
    card_till.until(lambda: ("charged", "") in made.sums())
    assert not made.detail().charge.isVisible()
    assert any(moment.title.endswith("charged") for moment in made.detail().timeline.moments)


def test_what_waits_for_its_goods_is_charged_by_a_manager(waiting: LaterTill) -> None:
    detail = waiting.detail()
    assert ("reserved, charged when the goods leave", "") in waiting.sums()
    assert detail.charge.isVisible()
    assert detail.charge._banner.accessibleName() == f"16,98{EURO} is reserved on Visa ···· 4242"
    assert waiting.at.charged(waiting.order.id) == 0
    detail.charge.charge_button.click()
    waiting.at.till.approve()
    waiting.at.until(lambda: waiting.at.charged(waiting.order.id) == WHOLE)
    waiting.at.until(lambda: not waiting.at.sight.detail.charge.isVisible())
    assert ("charged", "") in waiting.sums()


def test_who_sells_says_that_the_goods_have_left(waiting: LaterTill) -> None:
    detail = waiting.detail()
    detail.charge.goods_button.click()
    waiting.at.until(lambda: waiting.at.charged(waiting.order.id) == WHOLE)
    waiting.at.until(lambda: not waiting.at.sight.detail.charge.isVisible())
    assert any(moment.title == "Goods have left" for moment in waiting.detail().timeline.moments)


def test_what_is_let_go_is_told_and_taken_in_cash(waiting: LaterTill) -> None:
    detail, at = waiting.detail(), waiting.at
    detail.charge.release_button.click()
    at.till.approve()
    at.until(lambda: waiting.held.missing)
    at.until(lambda: at.sight.detail.charge.other_button.isVisible())
    assert ("not charged, is to be taken otherwise", "") in waiting.sums()
    at.sight.detail.charge.other_button.click()
    at.until_page("promises")
    screen = at.sight
    assert screen.head.second() == "1 card is not charged yet"
    assert screen.panel.amount.text() == f"16,98{EURO}"
    assert screen.panel.button.isVisible()
    assert not screen.panel.try_now.isVisible(), "there is nothing to try with"
    screen.take_cash()
    at.till.approve()
    at.until(lambda: not waiting.services.captures.waiting())
    screen.refresh()
    assert screen.head.second() == "Nothing waits"
    assert screen._faces.currentWidget() is screen.empty
    assert ("Cash", "17,00") in waiting.sums() or ("Cash", "16,98") in waiting.sums()
    assert not any("Visa" in caption for caption, _ in waiting.sums())


def test_an_expired_card_is_told_where_the_cashier_is(card_till: CardTill) -> None:  # noqa: F811
    made = LaterTill(card_till, "shipment")
    card_till.terminal.expire_authorisations()
    made.services.captures.goods_left(made.order.id)
    card_till.until(lambda: made.held.missing)
    card_till.until(lambda: any("was not charged" in title for title in card_till.till.toasts()))
    card_till.window.go("promises", charge=made.held.payment.id)
    card_till.till.settle()
    card_till.sight.ask_reference()
    assert isinstance(card_till.till.panel, ReferencePanel)
    card_till.till.escape()
    card_till.sight.ask_why()
    assert isinstance(card_till.till.panel, NotePanel)
    card_till.till.panel.field.edit.setText("The customer is gone")
    card_till.till.enter()
    card_till.till.approve()
    card_till.until(lambda: not made.services.captures.waiting())


def test_the_setting_says_when_in_words(card_till: CardTill) -> None:  # noqa: F811
    card_till.offer("fake", "cash")
    page = settings_of(card_till.window, section="payments").page
    (select,) = [
        each for each in page.detail.findChildren(Select) if each.combo.accessibleName() == "Charge the card"
    ]
    shown = [select.combo.itemText(place) for place in range(select.combo.count())]
    assert shown == ["At once", "When the sale is complete", "When the goods leave"]
    assert select.combo.currentText() == "At once"
    select.combo.activated.emit(2)
    with card_till.services.desk.store.read() as work:
        card = next(m for m in work.payment_methods.all() if m.kind is TenderKind.CARD)
    assert card.settings["capture"] == "shipment"


def test_another_ticket_is_resumed_after_the_deposit_was_asked_for(card_till: CardTill) -> None:  # noqa: F811
    services, till_ = card_till.services, card_till.till
    services.desk.settings = replace(services.desk.settings, deposits=True)
    till_.scan(COFFEE)
    services.tickets.park("Table 4")
    till_.scan(OIL)
    services.tendering.take_cash(200)
    waiting_ticket = services.tickets.parked()[0].id
    with pytest.raises(Refused):
        services.tickets.resume(waiting_ticket)
    card_till.window.go("sale")
    till_.settle()
    till_.side.ask_parked()
    till_.enter()
    assert isinstance(till_.panel, NotePanel), "the deposit is asked for, as when it is parked"
    till_.enter()
    card_till.until(lambda: services.tickets.ticket.id == waiting_ticket)
    (parked,) = services.tickets.parked()
    assert services.tendering.paid_on(parked.id) == 200
