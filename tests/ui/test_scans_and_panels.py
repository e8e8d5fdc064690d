# ruff: noqa: F811 - fixtures are imported by name
"""A scan while something is being typed away from the sale: what is typed stays, and the scan is made again."""

from __future__ import annotations

import pytest

from pos_desktop.application.errors import Refused, TryAgain
from pos_desktop.domain.shift import CashMove
from pos_desktop.ui.dialogs.cash_move import CashMovePanel
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.dialogs.trouble import TroublePanel
from tests.ui.selling import OAT, till  # noqa: F401

NOT_FINISHED = "This is not finished yet"


def sell(services, name: str):
    services.tickets.add(services.catalogue.search(name)[0].variant_row)
    return services.checkout.pay_cash(services.checkout.due().minor).order


def ask_note(window) -> NotePanel:
    panel = NotePanel(window, "Note", "", "Why?", "Go on", lambda _text: None)
    window.show_overlay(panel)
    return panel


@pytest.mark.parametrize("kind", [CashMove.PAY_IN, CashMove.PAY_OUT, CashMove.DROP])
def test_an_amount_that_is_typed_stays(till, kind) -> None:
    till.window.go("cash")
    till.window.screen_in_sight.ask(kind)
    panel = till.panel
    assert isinstance(panel, CashMovePanel)
    till.type("5000")
    till.scan(OAT)
    assert (till.page, till.panel) == ("cash", panel)
    assert panel.entry.value() == 5000
    assert till.toasts() == [NOT_FINISHED]
    assert till.ticket.lines == ()
    till.escape()
    till.scan(OAT)
    assert till.page == "sale"
    assert till.names() == ["1 × Oat drink"]


def test_trouble_on_top_of_it_changes_nothing(till) -> None:
    till.window.go("cash")
    till.window.screen_in_sight.ask(CashMove.PAY_OUT)
    panel = till.panel
    till.type("5000")
    till.window.trouble(TryAgain("The disk is full", "", "Make room."))
    till.scan(OAT)
    assert isinstance(till.panel, TroublePanel)
    till.escape()
    assert till.panel is panel
    assert panel.entry.value() == 5000


def test_what_was_only_said_keeps_no_scan_from_the_ticket(till) -> None:
    till.window.go("orders")
    till.window.trouble(Refused("This is over", "", "Go on."))
    till.scan(OAT)
    assert (till.page, till.panel) == ("sale", None)
    assert till.names() == ["1 × Oat drink"]


def test_a_note_in_the_settings_stays(till) -> None:
    till.window.go("settings")
    panel = ask_note(till.window)
    till.type("half a wo")
    till.scan(OAT)
    assert (till.page, till.panel) == ("settings", panel)
    assert panel.field.edit.text() == "half a wo"
    assert till.toasts() == [NOT_FINISHED]


@pytest.mark.parametrize("place", ["orders", "refund"])
def test_another_receipt_opens_nothing_under_a_question_about_this_one(till, place) -> None:
    first, second = sell(till.services, "Ground coffee"), sell(till.services, "Oat drink")
    till.window.go(place, order=second.id)
    till.settle()
    screen, panel = till.window.screen_in_sight, ask_note(till.window)
    till.window.on_scanned(first.number)
    till.settle()
    assert (till.page, till.panel) == (place, panel)
    assert till.toasts() == [NOT_FINISHED]
    till.escape()
    till.window.on_scanned(first.number)
    till.settle()
    shown = screen.shown if place == "orders" else screen._found.order
    assert shown.id == first.id


def test_goods_change_no_refund_while_its_shares_are_typed(till) -> None:
    order = sell(till.services, "Oat drink")
    till.window.go("refund", order=order.id)
    till.settle()
    (row,) = till.window.screen_in_sight.table.rows
    assert row.quantity_milli == 0
    ask_note(till.window)
    till.scan(OAT)
    assert row.quantity_milli == 0
    till.escape()
    till.scan(OAT)
    assert row.quantity_milli == 1000


def test_a_float_that_is_typed_stays(window, services, cashier, qtbot) -> None:
    window.go("cash")
    screen = window.screen_in_sight
    for digit in "15000":
        screen.opening.pad.digit.emit(digit)
    window.on_scanned(OAT)
    assert window.frame.page() == "cash"
    assert screen.opening.entry.value() == 15_000
    assert [toast.data.title for toast in window.frame.toasts.toasts] == ["No shift is open"]
    screen.opening.pad.cleared.emit()
    window.on_scanned(OAT)
    assert window.frame.page() == "sale", "nothing is typed any more"
