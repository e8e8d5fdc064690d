"""The comparison with a provider's books as a manager works through it, at a real terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.application import reconciliation
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.screens.reconcile import ReconcileScreen
from tests.kept_port import kept_port
from tests.ui.register import PATIENCE_SECONDS, person_named
from tests.ui.selling import misplaced, nameless, too_small
from tests.ui.settings_at_work import double_click, journal_kinds


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualTerminal]:
    monkeypatch.setattr(reconciliation, "UNDER_WAY", timedelta(0))
    with VirtualTerminal(kept_port()) as made:
        yield made


@pytest.fixture
def method(services, terminal):
    services.session.sign_in(person_named(services, "Manager"), "pin")
    settings = {"port": str(terminal.port)}
    made = services.payment_methods.add("fake", "Counter", settings)
    services.shifts.open(10_000)
    return made


def charge(services, terminal, method, amount: int, order_id: UUID | None = None) -> UUID:
    """The terminal takes a payment that the register knows nothing of; the order it names."""
    payment_id, order_id = new_id(), order_id or new_id()
    asked = Charge(payment_id, str(payment_id), order_id, "Ticket", amount, "EUR")
    with services.payment_methods._providers.apart(method.id) as provider:
        provider.start(asked)
        terminal.present()
        assert provider.ask(asked).state.counts
    return order_id


def opened(window) -> ReconcileScreen:
    window.go("reconcile")
    screen = window.screen_in_sight
    assert isinstance(screen, ReconcileScreen)
    return screen


def compared(window, qtbot) -> ReconcileScreen:
    screen = opened(window)
    screen.compare_now()
    qtbot.waitUntil(lambda: screen.compare.isEnabled(), timeout=8000)
    return screen


def test_before_the_first_comparison_and_after_one_that_agrees(window, method, qtbot):
    screen = opened(window)
    assert screen.nothing.title() == "Not compared yet"
    screen.nothing.action.click()
    qtbot.waitUntil(lambda: screen.nothing.title() == "The books agree", timeout=8000)
    assert "Last compared" in screen.nothing.accessibleDescription()


def test_an_unknown_payment_is_shown_from_both_sides_and_given_back(
    window, services, terminal, method, qtbot
):
    order_id = charge(services, terminal, method, 1240)
    screen = compared(window, qtbot)
    (row,) = screen.pane.list.rows
    assert (row.primary, row.amount) == ("Unknown payment", "12,40")
    assert screen.here.amount.text() == "Nothing"
    assert screen.there.amount.text().startswith("12,40")
    assert screen.buttons["give_back"].text().startswith("Refund 12,40")
    screen.buttons["give_back"].click()
    qtbot.waitUntil(lambda: terminal.refunded(order_id) == 1240, timeout=8000)
    assert screen.views == {}
    assert services.reconciliation.open_count() == 0
    assert "difference_resolved" in journal_kinds(services)


def test_what_is_told_covers_no_button(window, services, terminal, method, qtbot):
    charge(services, terminal, method, 1240)
    window.go("reconcile")
    screen = compared(window, qtbot)
    QApplication.processEvents()
    (toast,) = window.frame.toasts.toasts
    told = toast.geometry()
    for button in screen.buttons.values():
        place = QRect(button.mapTo(window.frame, button.rect().topLeft()), button.size())
        assert not place.intersects(told), (button.text(), place, told)


def test_a_double_click_gives_one_payment_back_and_not_the_next_one(
    window, services, terminal, method, qtbot
):
    for amount in (1240, 990):
        charge(services, terminal, method, amount)
    screen = compared(window, qtbot)
    window.frame.toasts.clear()
    double_click(window, screen.buttons["give_back"])
    assert services.reconciliation.open_count() == 1
    qtbot.mouseClick(screen.buttons["give_back"], Qt.MouseButton.LeftButton)
    assert services.reconciliation.open_count() == 0


def test_one_of_a_waiting_order_is_booked_and_the_order_is_sold(window, services, terminal, method, qtbot):
    row = services.catalogue.search("Oat drink")[0].variant_row
    services.tickets.add(row)
    ticket = services.tickets.ticket
    charge(services, terminal, method, 189, ticket.id)
    screen = compared(window, qtbot)
    assert list(screen.buttons) == ["accept", "give_back", "assign"]
    screen.buttons["assign"].click()
    assert services.orders.get(ticket.id).tenders[0].amount_minor == 189


def test_one_is_accepted_with_a_note_and_not_without(window, services, terminal, method, qtbot):
    charge(services, terminal, method, 500)
    screen = compared(window, qtbot)
    screen.buttons["accept"].click()
    panel = window.panels.top
    assert isinstance(panel, NotePanel)
    panel.primary.click()
    assert services.reconciliation.open_count() == 1
    if window.panels.top is not panel:
        window.panels.dismiss()
    panel = window.panels.top
    panel.field.set_text("Test payment")
    panel.primary.click()
    assert services.reconciliation.open_count() == 0
    assert window.panels.top is None


def test_a_cashier_needs_a_managers_word(window, services, terminal, method, qtbot):
    charge(services, terminal, method, 500)
    compared(window, qtbot)
    services.session.sign_in(person_named(services, "Cashier 1"), "pin")
    screen = opened(window)
    screen.reload()
    screen.buttons["give_back"].click()
    assert isinstance(window.panels.top, ApprovalPanel)
    assert services.reconciliation.open_count() == 1


def test_a_provider_that_is_away_is_told_on_the_screen(window, services, terminal, method, qtbot):
    terminal.cut_line()
    screen = compared(window, qtbot)
    assert screen.nothing.title() == "A provider could not be asked"
    assert screen.troubles.itemAt(0).widget().accessibleName() == "Counter"
    assert "not reached" in screen.troubles.itemAt(0).widget().accessibleDescription()


def test_one_that_nobody_waits_for_can_be_begun_anew(window, services, terminal, method, qtbot):
    charge(services, terminal, method, 700)
    screen = opened(window)
    screen.compare_now()
    assert not screen.compare.isEnabled()
    window.runner.cancel()
    assert screen.compare.isEnabled()
    assert not window.runner.card.isVisible()
    screen.compare_now()
    qtbot.waitUntil(lambda: len(screen.views) == 1, timeout=8000)


def test_a_comparison_at_night_shows_itself(window, services, terminal, method, qtbot):
    screen = opened(window)
    charge(services, terminal, method, 700)
    import threading

    night = threading.Thread(target=services.reconciliation.run)
    night.start()
    night.join(PATIENCE_SECONDS)
    qtbot.waitUntil(lambda: len(screen.views) == 1)


def test_it_is_reached_from_the_settings_and_the_palette(window, services, method, qtbot):
    window.go("settings", section="payments")
    page = window.screen_in_sight.page
    page.take("books")
    page.open_books.click()
    assert window.frame.page() == "reconcile"
    window.go("orders")
    window.show_palette()
    panel = window.panels.top
    panel.field.edit.setText("compare")
    panel._find()
    assert [row.primary for row in panel.list.rows][:1] == ["Compare with the providers"]
    panel._take(panel.list.rows[0].key)
    assert window.frame.page() == "reconcile"


def test_in_a_narrow_window_list_and_detail_take_turns(window, services, terminal, method, qtbot):
    charge(services, terminal, method, 700)
    window.resize(1024, 768)
    screen = compared(window, qtbot)
    assert screen.pane.isVisible()
    assert not screen.detail.isVisible()
    screen.open(screen.chosen)
    assert screen.detail.isVisible()
    assert not screen.pane.isVisible()
    assert screen.escape()
    assert screen.pane.isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_nothing_is_out_of_place(window, services, terminal, method, qtbot, size):
    charge(services, terminal, method, 123_456_789)
    window.resize(*size)
    screen = compared(window, qtbot)
    screen.open(screen.chosen)
    qtbot.waitUntil(lambda: screen.detail.isVisible())
    assert misplaced(screen._right) == []
    assert too_small(screen._right) == []
    assert nameless(screen._right) == []
