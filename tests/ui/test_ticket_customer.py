"""Whom the ticket is for: found here at once, in the shop a moment later, made, named, and changed when refused."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_desktop.application.sync_records import DeliveryState, LinkKind
from pos_desktop.application.ticket_customers import customer_of
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.ui.dialogs.customer import CustomerPanel, begun
from pos_desktop.ui.dialogs.customer_form import CustomerForm
from pos_desktop.ui.screens.lane_story import CUSTOMER
from tests.ui.online_shop import OnlineShop, Watcher, online, services, shop_running, watch
from tests.ui.register import person_named
from tests.ui.selling import misplaced, nameless, too_small

COFFEE = "4012345678901"


@pytest.fixture
def connection(online: OnlineShop, shop_running):
    made = online.connect("Online shop")
    shop_running.add_customer(firstName="Kim", lastName="Webb", email="kim@web.example")
    return made


@pytest.fixture
def selling(window, services, online: OnlineShop, connection):
    """Somebody sells; the shop knows Kim Webb."""
    services._platforms = online.platforms
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.shifts.open(10_000)
    window.go("sale")
    services.tickets.scan(COFFEE)
    return window


def panel_of(window) -> CustomerPanel:
    window.screen_in_sight.ticket.ask_customer()
    shown = window.panels.top
    assert isinstance(shown, CustomerPanel)
    return shown


def names(panel: CustomerPanel) -> list[tuple[str, bool]]:
    """Who is shown, and whether the shop told of them."""
    return [(row.primary, row.tag is not None) for row in panel.list.rows]


def make(window, **facts: str) -> None:
    panel = panel_of(window)
    panel.ask_new()
    form = window.panels.top
    assert isinstance(form, CustomerForm)
    for name, text in facts.items():
        getattr(form, name).edit.setText(text)
    form.primary.click()


def test_ours_come_first_and_the_shops_below_them(selling, services, watch: Watcher) -> None:
    make(selling, first_name="Kim", last_name="Here")
    assert services.tickets.ticket.customer == "Kim Here"
    assert selling.panels.top is None, "the form and the search below it are gone"
    panel = panel_of(selling)
    panel.field.edit.setText("kim")
    watch.until(lambda: names(panel) == [("Kim Here", False)])
    watch.until(lambda: names(panel) == [("Kim Here", False), ("Kim Webb", True)])
    assert not (nameless(panel) or too_small(panel) or misplaced(panel))
    assert panel.list.selected_key() is None, "nothing is chosen by itself"
    assert panel.primary.text() == "Only put the name on the ticket"


def test_looking_at_who_it_is_leaves_them_on_the_ticket(selling, services, watch: Watcher) -> None:
    make(selling, first_name="Kim", last_name="Here")
    panel = panel_of(selling)
    watch.until(lambda: names(panel)[:1] == [("Kim Here", False)])
    assert panel.primary.text() == "Leave it as it is"
    panel.primary.click()
    assert selling.panels.top is None
    ticket = services.tickets.ticket
    with services.desk.store.read() as work:
        (kim,) = services.customers.find("kim")
        assert customer_of(work, ticket) == kim.id


def test_one_of_the_shop_is_taken_over_with_its_id(selling, services, online, connection, watch) -> None:
    panel = panel_of(selling)
    panel.field.edit.setText("webb")
    watch.until(lambda: names(panel) == [("Kim Webb", True)])
    QApplication.sendEvent(panel.field.edit, key(Qt.Key.Key_Down))
    assert panel.primary.text() == "Take this customer"
    panel.primary.click()
    assert selling.panels.top is None
    assert services.tickets.ticket.customer == "Kim Webb"
    (kim,) = services.customers.find("webb")
    with services.desk.store.read() as work:
        assert work.links.ref(connection, LinkKind.CUSTOMER, kim.id).ref.startswith("gid://shopify/Customer/")
    panel = panel_of(selling)
    watch.until(lambda: names(panel) == [("Kim Webb", False)])


def test_a_shop_that_is_away_is_told_quietly(selling, services, shop_running, watch: Watcher) -> None:
    make(selling, first_name="Kim", last_name="Here")
    shop_running.faults.plan(Fault.STATUS, "customers", times=-1, status=503)
    toasts = len(selling.frame.toasts.toasts)
    panel = panel_of(selling)
    panel.field.edit.setText("kim")
    watch.until(lambda: names(panel) == [("Kim Here", False)])
    watch.until(lambda: "cannot be asked now" in panel.told.text())
    assert names(panel) == [("Kim Here", False)]
    assert len(selling.frame.toasts.toasts) == toasts
    panel.list.select(panel.list.rows[0].key)
    panel.primary.click()
    assert services.tickets.ticket.customer == "Kim Here"


def test_a_late_answer_changes_nothing_that_is_shown(selling, services, watch: Watcher) -> None:
    panel = panel_of(selling)
    panel.field.edit.setText("webb")
    panel._ask()
    panel.field.edit.setText("somebody else")
    watch.until(lambda: panel._asking is None and panel._asked == "somebody else")
    assert names(panel) == []
    panel.field.edit.setText("web")
    panel._ask()
    panel.dismiss()
    assert services.tickets.ticket.customer == ""


@pytest.mark.parametrize("card", ["]C0+493012345678", "4930 12345678", "]Q3Kim@Here.example"])
def test_a_members_card_puts_its_customer_on_the_ticket(
    selling, services, connection, watch: Watcher, card: str
) -> None:
    make(selling, first_name="Kim", last_name="Here", email="kim@here.example", phone="+493012345678")
    services.tickets.set_customer("")
    panel_of(selling)
    selling.on_scanned(card)
    watch.until(lambda: selling.panels.top is None)
    assert services.tickets.ticket.customer == "Kim Here"
    (kim,) = services.customers.find("kim")
    with services.desk.store.read() as work:
        assert customer_of(work, services.tickets.ticket) == kim.id


def test_a_members_card_that_the_shop_knows_is_asked_for_there(selling, services, watch: Watcher) -> None:
    panel_of(selling)
    selling.on_scanned("kim@web.example")
    watch.until(lambda: selling.panels.top is None)
    assert services.tickets.ticket.customer == "Kim Webb"


def test_a_part_of_a_number_is_nobodys_card(selling, services, watch: Watcher) -> None:
    """Whoever is found by it is offered: what was scanned may be anything."""
    make(selling, first_name="Kim", last_name="Here", phone="+493012345678")
    make(selling, first_name="Al", last_name="Too", phone="+49301239999")
    services.tickets.set_customer("")
    panel = panel_of(selling)
    selling.on_scanned("1234")
    watch.until(lambda: panel._asked == "1234" and panel._asking is None)
    assert (names(panel), panel.primary.text()) == ([("Kim Here", False)], "Take this customer")
    selling.on_scanned("30123")
    watch.until(lambda: panel._asked == "30123" and panel._asking is None)
    assert {name for name, _ in names(panel)} == {"Kim Here", "Al Too"}
    assert panel.list.selected_key() is None
    assert services.tickets.ticket.customer == ""


def test_a_card_that_nobody_knows_beeps(selling, services, watch: Watcher, monkeypatch) -> None:
    beeps: list[None] = []
    monkeypatch.setattr(selling, "beep", lambda: beeps.append(None))
    panel = panel_of(selling)
    selling.on_scanned("M-0047-11")
    watch.until(lambda: bool(beeps))
    assert panel.told.text() == "Nobody is known by this yet."
    assert (selling.panels.top, services.tickets.ticket.customer) == (panel, "")


def test_goods_that_are_scanned_meanwhile_go_on_the_ticket(selling, services) -> None:
    panel = panel_of(selling)
    selling.on_scanned("]E0" + COFFEE)
    (line,) = services.tickets.ticket.lines
    assert (line.quantity_milli, panel.text) == (2_000, "")


def test_what_was_looked_for_begins_the_new_one() -> None:
    assert begun("kim@example.com").email == "kim@example.com"
    assert begun("030 1234").phone == "030 1234"
    assert (begun("Kim van Dyk").first_name, begun("Kim van Dyk").last_name) == ("Kim van", "Dyk")
    assert begun("Kim").last_name == "Kim"


def test_what_is_no_address_is_said_and_the_form_stays(selling, services) -> None:
    make(selling, first_name="Kim", email="nonsense")
    form = selling.panels.top
    assert isinstance(form, CustomerForm)
    assert services.tickets.ticket.customer == ""
    form.email.edit.setText("kim@example.com")
    form.primary.click()
    assert services.tickets.ticket.customer == "Kim"


def test_one_whom_the_shop_refuses_is_changed_and_sent_with_the_order(
    selling, services, online, connection, shop_running, watch: Watcher
) -> None:
    shop_running.add_customer(firstName="Al", email="al@web.example", phone="+493099887766")
    make(selling, first_name="Kim", last_name="Here", email="kim@here.example", phone="+493099887766")
    order = online.sell()
    online.engine.start()
    online.engine.wake()

    def parked():
        return services.sync.deliveries(connection, (DeliveryState.PARKED,))

    watch.until(lambda: len(parked()) == 1)
    assert shop_running.orders(str(order)) == []
    selling.go("sync")
    screen = selling.screen_in_sight
    watch.until(lambda: screen.delivery is not None)
    assert screen.delivery.customer == "Kim Here"
    assert "Kim" not in screen.details(screen.delivery), "what is copied for a helper names no customer"
    screen.press(CUSTOMER)
    form = selling.panels.top
    assert isinstance(form, CustomerForm) and form.phone.text() == "+493099887766"
    assert not (nameless(form) or too_small(form))
    form.phone.edit.setText("")
    form.primary.click()
    watch.until(lambda: not parked())
    services.sync.send_now(connection)
    watch.until(lambda: shop_running.orders(str(order)))
    (copy,) = shop_running.orders(str(order))
    (kim,) = services.customers.find("kim")
    with services.desk.store.read() as work:
        assert copy["customerId"] == work.links.ref(connection, LinkKind.CUSTOMER, kim.id).ref


def key(which: Qt.Key) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, which, Qt.KeyboardModifier.NoModifier)
