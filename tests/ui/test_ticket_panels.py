# ruff: noqa: F401, F811 - fixtures are imported and are arguments
"""What can be done to a ticket: its words, parking, and panels as they look, by keyboard and finger."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from sqlalchemy import update

from pos_desktop.application.tickets import TicketDesk
from pos_desktop.domain.discount import percent
from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.parked import ParkedPanel
from pos_desktop.ui.dialogs.unknown_code import UnknownCodePanel
from tests.ui.selling import (
    COFFEE,
    CTRL,
    MINUS,
    OAT,
    OLIVE,
    SPACE,
    Choice,
    manager,
    misplaced,
    nameless,
    plug_in_printer,
    stock,
    till,
    too_small,
)

without_window_manager = pytest.mark.qt_log_ignore("plugin does not support", extend=True)
"""Menus raise themselves, which the platform without a display cannot."""


def menu(till, words: str) -> None:
    """Takes an entry of the ticket's menu."""
    till.tap(till.side._more)
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    entry = next(action for action in opened.actions() if action.text().split("\t")[0] == words)
    assert entry.isEnabled(), words
    opened.close()
    entry.trigger()
    till.settle()


# -- words on the ticket ---------------------------------------------------------------------------


def test_a_note_by_keyboard(till) -> None:
    till.fill("Oat drink")
    till.key(Qt.Key.Key_F7)
    till.type("no straw")
    till.enter()
    assert till.panel is None
    assert till.stored().lines[0].note == "no straw"
    assert till.side.panel.view.lines[0].detail == "no straw"
    till.key(Qt.Key.Key_F7)
    assert till.panel.field.edit.selectedText() == "no straw", "typing replaces it"
    till.escape()
    assert till.stored().lines[0].note == "no straw"


def test_who_the_ticket_is_for(till) -> None:
    till.fill("Oat drink")
    till.key(Qt.Key.Key_U, held=CTRL)
    till.type("Mrs A")
    till.enter()
    assert till.stored().customer == "Mrs A"
    assert "Mrs A" in till.side.panel.header.accessibleName()
    till.key(Qt.Key.Key_U, held=CTRL)
    till.key(Qt.Key.Key_Delete)
    till.enter()
    assert till.stored().customer == ""


@without_window_manager
def test_the_tax_is_taken_off_and_put_back(till) -> None:
    till.fill(OLIVE)
    menu(till, "Tax exemption")
    assert isinstance(till.panel, ApprovalPanel)
    till.approve()
    till.same_on_disk()
    assert till.stored().tax_exempt
    assert till.side.pay_button.accessibleName() == f"Pay 7,55{SPACE}€"
    assert ("Tax exemption", f"{MINUS}1,44") in [
        (row.label, row.value) for row in till.side.panel.totals.rows
    ]
    menu(till, "Put the tax back")
    assert till.panel is None
    till.same_on_disk()
    assert till.side.pay_button.accessibleName() == f"Pay 8,99{SPACE}€"


# -- parking ---------------------------------------------------------------------------------------


def test_enter_parks_once(till) -> None:
    till.fill("Oat drink")
    till.key(Qt.Key.Key_F4)
    panel = till.panel
    till.type("wallet")
    edit = panel.field.edit
    till.qtbot.keyClick(edit, Qt.Key.Key_Return)
    till.enter()
    assert till.panel is None
    assert [ticket.name for ticket in till.services.tickets.parked()] == ["wallet"]
    assert till.names() == []
    assert till.ticket.number == 2
    assert till.sale.parked.accessibleDescription() == "1"
    assert till.toasts() == ["Ticket 1 parked"]
    assert QApplication.focusWidget() is till.sale.search.edit


def test_a_suggestion_names_the_parked_ticket(till) -> None:
    till.fill("Oat drink")
    till.key(Qt.Key.Key_F4)
    chips = next(child for child in till.panel.findChildren(type(till.sale.groups)))
    till.tap(chips.chip("Phone order"))
    assert till.panel.field.edit.text() == "Phone order"
    till.enter()
    assert [ticket.name for ticket in till.services.tickets.parked()] == ["Phone order"]


@pytest.fixture
def parked(till):
    """Two tickets put aside, the second one the latest."""
    for product, name in (("Oat drink", "First"), ("Ground coffee", "Second")):
        till.fill(product, product)
        till.services.tickets.park(name)
        till.sale.refresh()
    till.settle()
    return till


def test_a_parked_ticket_comes_back_by_keyboard(parked) -> None:
    till = parked
    till.key(Qt.Key.Key_F3)
    panel = till.panel
    assert isinstance(panel, ParkedPanel)
    assert [(row.primary, row.amount) for row in panel.list.rows] == [("Second", "15,98"), ("First", "3,78")]
    assert QApplication.focusWidget() is panel.list
    assert panel.primary.text() == "Resume Second"
    till.key(Qt.Key.Key_Down)
    assert panel.primary.text() == "Resume First"
    till.enter()
    assert till.names() == ["2 × Oat drink"]
    assert till.stored().name == "First"
    assert till.sale.parked.accessibleDescription() == "1"


def test_a_parked_ticket_comes_back_by_one_tap(parked) -> None:
    till = parked
    till.tap(till.sale.parked)
    till.tap(till.panel.list.viewport(), till.panel.list.row_box(0).center())
    assert till.panel is None
    assert till.names() == ["2 × Ground coffee"]


def test_resuming_parks_what_is_on_the_screen(parked) -> None:
    till = parked
    till.fill("Ten eggs")
    till.key(Qt.Key.Key_F3)
    till.enter()
    assert till.names() == ["2 × Ground coffee"]
    assert [ticket.lines[0].name for ticket in till.services.tickets.parked()] == ["Ten eggs", "Oat drink"]


def test_any_parked_ticket_can_be_put_on_this_one_by_finger(parked) -> None:
    till = parked
    till.fill("Ten eggs")
    till.tap(till.sale.parked)
    panel = till.panel
    till.tap(panel.list.viewport(), panel.list.row_box(1).center())
    assert till.panel is panel, "with two things to do a tap only chooses"
    till.tap(next(b for b in panel.findChildren(type(panel.primary)) if b.text() == "Add to this ticket"))
    assert till.panel is None
    assert till.names() == ["1 × Ten eggs", "2 × Oat drink"]
    assert [ticket.name for ticket in till.services.tickets.parked()] == ["Second"]
    assert till.sale.parked.accessibleDescription() == "1"


def test_nothing_parked_says_what_parking_is_for(till) -> None:
    till.key(Qt.Key.Key_F3)
    assert till.panel.accessibleName() == "Parked tickets"
    assert till.panel.primary is None
    assert till.panel.isAncestorOf(QApplication.focusWidget())
    till.enter()
    till.settle()
    if till.panel is not None:
        till.escape()
    till.key(Qt.Key.Key_F4)
    assert till.panel.accessibleName() == "Parked tickets", "an empty ticket cannot be parked"
    till.escape()


def test_a_ticket_taken_by_another_is_said(parked) -> None:
    till = parked
    till.key(Qt.Key.Key_F3)
    with till.services.desk.store._database.write() as work:
        work.execute(update(tables.ticket).where(tables.ticket.c.name == "Second").values(state="discarded"))
    till.enter()
    assert "This ticket is no longer parked" in till.toasts()
    assert till.names() == []


@without_window_manager
def test_a_ticket_is_given_up(till) -> None:
    till.fill("Oat drink", OLIVE)
    menu(till, "Discard ticket")
    assert till.panel is None
    assert till.names() == []
    assert till.ticket.number == 2
    assert till.toasts() == ["Ticket 1 discarded"]
    assert till.journal().count("ticket_discarded") == 1


@without_window_manager
def test_an_empty_ticket_that_names_a_customer_is_given_up(till) -> None:
    till.fill("Oat drink")
    till.services.tickets.set_customer("Mrs A")
    till.services.tickets.remove(till.ticket.lines[0].id)
    till.sale.refresh()
    till.settle()
    menu(till, "Discard ticket")
    assert (till.ticket.number, till.ticket.blank) == (2, True)
    till.services.tickets.set_ticket_note("ring twice")
    till.settle()
    till.key(Qt.Key.Key_Backspace, held=CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert (till.ticket.number, till.ticket.blank) == (3, True)


def test_the_discount_of_a_ticket_says_what_its_goods_lose(till) -> None:
    """A gift card beside them is worth what is paid for it."""
    plug_in_printer(till.services)
    till.fill(OLIVE)
    till.services.tickets.sell_gift_card(5000)
    till.sale.refresh()
    till.key(Qt.Key.Key_D, held=CTRL)
    till.type("10")
    assert till.panel._hint.text() == "8,99 → 8,09"
    till.escape()


@without_window_manager
def test_an_empty_ticket_offers_only_what_makes_sense(till) -> None:
    till.tap(till.side._more)
    opened = QApplication.activePopupWidget()
    offered = [action.text() for action in opened.actions() if action.isEnabled() and action.text()]
    assert [text.split("\t")[0] for text in offered] == ["Sell gift card", "Return without a receipt"]
    opened.close()
    till.settle()


# -- what the disk says ----------------------------------------------------------------------------


def test_the_screen_follows_a_ticket_that_was_read_again(till) -> None:
    till.fill("Oat drink")
    other = TicketDesk(till.services.desk, till.services.printers)
    other.add(till.row("Ground coffee"))
    till.services.tickets.reload()
    till.settle()
    assert till.names() == ["1 × Oat drink", "1 × Ground coffee"]


# -- looks -----------------------------------------------------------------------------------------


PANELS = {
    "quantity": lambda till: till.side.ask_quantity(till.ticket.lines[0].id),
    "price": lambda till: till.side.ask_price(till.ticket.lines[0].id),
    "discount": lambda till: till.side.ask_discount(till.ticket.lines[0].id),
    "ticket discount": lambda till: till.side.ask_ticket_discount(),
    "note": lambda till: till.side.ask_note(till.ticket.lines[0].id),
    "customer": lambda till: till.side.ask_customer(),
    "park": lambda till: till.side.ask_park(),
    "parked": lambda till: till.side.ask_parked(),
    "quick item": lambda till: till.sale.ask_quick_item(),
    "weight": lambda till: till.sale.take(till.row("Apples")),
    "no price": lambda till: till.sale.take(till.row("Gift card")),
    "variants": lambda till: till.sale._show_details(
        next(k for k, t in till.sale.shelf._tiles.items() if t.variants > 1)
    ),
    "unknown": lambda till: till.sale.scanned("4099999999990"),
}


@pytest.mark.parametrize(
    ("size", "language"), [((1366, 768), "en"), ((1024, 768), "de"), ((1366, 768), "ar")]
)
def test_every_panel_has_room_names_and_finger_sized_keys(till, size, language) -> None:
    till.window.resize(*size)
    name = "Extraordinarily well described product that nobody ever shortens for anybody"
    stock(till.services, name, *(Choice(each, 123_456_789) for each in "SML"), place=-1)
    till.fill(OLIVE)
    till.services.tickets.park("A name as long as people like to give to the things that they put aside")
    till.services.desk.change_settings(language=language)
    till.sale.shelf.reload()
    till.services.tickets.add(till.services.catalogue.search(name)[0].variant_row)
    till.sale.refresh()
    till.settle()
    for words, ask in PANELS.items():
        ask(till)
        till.settle()
        panel = till.panel
        assert panel is not None, words
        till.settle()
        assert misplaced(till.window.frame.overlay) == [], words
        assert till.window.frame.rect().contains(till.window.frame.overlay.geometry()), words
        assert panel.minimumSizeHint().width() <= panel.width(), words
        assert too_small(panel) == [], words
        assert nameless(panel) == [], words
        assert panel.isAncestorOf(QApplication.focusWidget()), words
        till.window.panels.dismiss_all()
        till.settle()
        assert till.panel is None
        assert QApplication.focusWidget() is not None, words


def test_a_button_that_waits_keeps_the_keyboard_in_its_panel(till) -> None:
    from PySide6.QtWidgets import QPushButton

    from pos_desktop.ui.dialogs.panel import Panel

    panel = Panel(till.window, "Test", "of a button")
    panel.set_primary("Test it", lambda: None)
    above = QPushButton("Another")
    panel.add_foot(above)
    till.window.show_overlay(panel)
    till.settle()
    panel.primary.setFocus()
    panel.tell_primary("Testing", enabled=False)
    assert QApplication.focusWidget() is panel, "Enter must not press the cross"
    panel.tell_primary("Take it")
    assert QApplication.focusWidget() is panel.primary
    assert above.geometry().bottom() < panel.primary.geometry().top(), "the button stays the last"
    till.window.close_overlay()


def test_a_panel_goes_with_its_screen_and_nothing_is_lost(till) -> None:
    till.fill(OLIVE)
    till.key(Qt.Key.Key_F7)
    till.type("half")
    till.window.frame.rail.cell("orders").click()
    till.settle()
    assert (till.page, till.panel) == ("orders", None)
    till.window.frame.rail.cell("sale").click()
    till.settle()
    assert till.names() == [f"1 × {OLIVE}"]
    assert till.stored().lines[0].note == ""


def test_the_manager_asks_nobody(till) -> None:
    manager(till)
    till.fill(OLIVE)
    till.key(Qt.Key.Key_F6)
    till.type("50")
    till.enter()
    assert till.panel is None
    assert till.stored().lines[0].discount == percent(50, "Member")


def test_what_is_scanned_twice_while_unknown_asks_once(till) -> None:
    till.scan("4099999999990")
    till.scan("4099999999990")
    assert isinstance(till.panel, UnknownCodePanel)
    till.escape()
    assert till.panel is None
    till.scan(OAT)
    till.scan(COFFEE)
    assert till.names() == ["1 × Oat drink", "1 × Ground coffee"]
