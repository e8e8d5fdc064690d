# ruff: noqa: F401, F811 - fixtures are imported and are arguments
"""What can be done to a ticket's lines: quantities, prices and discounts, and the disk after each of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.domain.discount import percent
from pos_desktop.domain.ticket import MOST_MILLI
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.discount import DiscountPanel
from pos_desktop.ui.dialogs.trouble import TroublePanel
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.numpad import NumpadKey
from tests.ui.selling import CTRL, MINUS, OLIVE, SPACE, till

# -- quantity --------------------------------------------------------------------------------------


def test_a_quantity_by_keyboard(till) -> None:
    till.fill("Oat drink", "Ground coffee")
    till.key(Qt.Key.Key_F9)
    panel = till.panel
    assert panel.accessibleName() == "Quantity"
    assert QApplication.focusWidget() is panel.entry
    assert panel.primary.text() == "Set to 1"
    till.type("12")
    assert panel.primary.text() == "Set to 12"
    till.key(Qt.Key.Key_Backspace)
    assert panel.primary.text() == "Set to 1"
    till.type("0")
    till.enter()
    assert till.panel is None
    assert till.names() == ["1 × Oat drink", "10 × Ground coffee"]
    assert QApplication.focusWidget() is till.sale.search.edit


def test_escape_keeps_the_quantity(till) -> None:
    till.fill("Oat drink")
    till.key(Qt.Key.Key_F9)
    till.type("99")
    till.escape()
    assert till.names() == ["1 × Oat drink"]


def test_no_quantity_is_not_taken(till) -> None:
    till.fill("Oat drink")
    till.key(Qt.Key.Key_F9)
    till.key(Qt.Key.Key_Delete)
    assert not till.panel.primary.isEnabled()
    till.enter()
    assert till.names() == ["1 × Oat drink"]


def test_a_quantity_that_is_not_possible_is_refused_in_words(till) -> None:
    line = till.fill("Oat drink")[0]
    till.side.ask_quantity(line.id)
    till.panel.entry.append("999999")
    till.enter()
    assert isinstance(till.panel, TroublePanel)
    till.enter()
    assert till.panel.accessibleName() == "Quantity", "the figure is still there to be corrected"
    till.escape()
    assert till.names() == ["1 × Oat drink"]


def test_one_more_than_possible_is_refused_as_well(till) -> None:
    line = till.fill("Oat drink")[0]
    till.services.tickets.set_quantity(line.id, MOST_MILLI)
    till.sale.refresh()
    till.side.panel.view.select(str(line.id))
    till.tap(till.side.panel.view._actions.button("more"))
    assert isinstance(till.panel, TroublePanel)
    assert till.panel.accessibleName().startswith("This quantity is not possible")
    till.enter()
    assert till.names() == ["100000 × Oat drink"]


def test_the_weight_of_a_line(till) -> None:
    till.services.tickets.add_weighed(till.row("Apples"), 500)
    till.sale.refresh()
    line = till.ticket.lines[0]
    till.side.step(line.id, 1)
    assert till.panel.accessibleName() == "Weight"
    till.digits("1250")
    assert till.panel.primary.text() == "Set to 1,250 kg"
    till.enter()
    assert till.names() == ["Apples"]
    assert till.stored().lines[0].quantity_milli == 1250


def test_stepping_by_finger_and_by_key(till) -> None:
    line = till.fill("Oat drink")[0]
    view = till.side.panel.view
    till.tap(view.viewport(), view.row_box(0).center())
    actions = view._actions
    for action in ("more", "more", "less"):
        till.tap(actions.button(action))
    assert till.names() == ["2 × Oat drink"]
    view.setFocus()
    till.qtbot.keyClick(view, Qt.Key.Key_Plus)
    till.qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert till.names() == ["2 × Oat drink"]
    assert view.selected_key() == str(line.id)


def test_one_less_than_one_removes_and_undo_brings_back(till) -> None:
    till.fill("Oat drink", "Ground coffee")
    first = till.ticket.lines[0]
    till.services.tickets.set_note(first.id, "Cold")
    till.side.step(first.id, -1)
    till.settle()
    assert till.names() == ["1 × Ground coffee"]
    toast = till.window.frame.toasts.toasts[-1]
    assert (toast.data.title, toast.data.text, toast.data.action) == ("Oat drink removed", "1 × 1,89", "Undo")
    till.tap(toast._action)
    assert till.names() == ["1 × Ground coffee", "1 × Oat drink"]
    assert till.ticket.lines[1].note == "Cold"
    assert till.journal().count("line_removed") == 1
    assert till.journal().count("line_restored") == 1


def test_undo_twice_and_undo_on_another_ticket_double_nothing(till) -> None:
    till.fill("Oat drink", "Ground coffee")
    removed = till.ticket.lines[0]
    till.key(Qt.Key.Key_Up)
    till.side.remove(removed.id)
    till.settle()
    till.side._undo(removed)
    till.side._undo(removed)
    assert till.names() == ["1 × Ground coffee", "1 × Oat drink"]
    till.side.remove(removed.id)
    till.settle()
    toast = till.window.frame.toasts.toasts[-1]
    till.services.tickets.park("")
    till.sale.refresh()
    till.tap(toast._action)
    assert till.names() == []
    assert "The ticket of this line is no longer open" in till.toasts()


def test_the_line_is_removed_by_key(till) -> None:
    till.fill("Oat drink", "Ground coffee")
    till.key(Qt.Key.Key_Backspace, held=CTRL)
    assert till.names() == ["1 × Oat drink"], "the last one where none is chosen"
    till.key(Qt.Key.Key_Backspace, held=CTRL)
    till.key(Qt.Key.Key_Backspace, held=CTRL)
    assert till.names() == []


# -- price -----------------------------------------------------------------------------------------


def test_another_price_needs_the_manager_and_is_set_once(till) -> None:
    till.fill(OLIVE)
    till.key(Qt.Key.Key_F8)
    panel = till.panel
    till.type("799")
    assert panel.primary.text() == f"Set 7,99{SPACE}€"
    till.enter()
    assert isinstance(till.panel, ApprovalPanel)
    till.approve()
    assert till.panel is None
    assert till.names() == [f"1 × {OLIVE}"]
    assert till.side.panel.view.lines[0].detail == "was 8,99"
    assert till.journal().count("price_override") == 1
    assert QApplication.focusWidget() is till.sale.search.edit


def test_another_price_that_is_declined_leaves_the_line_and_the_figure(till) -> None:
    till.fill(OLIVE)
    till.key(Qt.Key.Key_F8)
    asked = till.panel
    till.type("1")
    till.enter()
    till.escape()
    assert till.panel is asked, "the price is still there to be changed"
    assert asked.entry.value() == 1
    till.escape()
    assert till.names() == [f"1 × {OLIVE}"]
    assert till.side.panel.view.lines[0].detail == ""
    assert till.journal().count("approval_declined") == 1
    assert till.journal().count("price_override") == 0


def test_digits_go_to_the_figure_after_a_reason_was_chosen(till) -> None:
    till.fill(OLIVE)
    for ask in (till.side.ask_price, till.side.ask_discount):
        ask(till.ticket.lines[0].id)
        till.settle()
        panel = till.panel
        panel.reasons.combo.setFocus()
        till.key(Qt.Key.Key_Down)
        panel.reasons.combo.activated.emit(panel.reasons.combo.currentIndex())
        assert QApplication.focusWidget() is panel.entry
        till.type("5")
        assert panel.entry.value() in (5, 500)
        till.escape()


# -- discounts -------------------------------------------------------------------------------------


def test_ten_percent_are_typed_as_ten(till) -> None:
    till.fill(OLIVE)
    till.key(Qt.Key.Key_F6)
    panel = till.panel
    assert isinstance(panel, DiscountPanel)
    assert QApplication.focusWidget() is panel.entry
    till.type("10")
    assert panel.entry.shown() == "10"
    assert panel.primary.text() == f"Give {MINUS}0,90{SPACE}€"
    assert panel._hint.text() == "8,99 → 8,09"
    assert panel.quick.current() == 10
    till.enter()
    assert till.names() == [f"1 × {OLIVE}"]
    assert till.side.panel.view.lines[0].discount_text == f"Member {MINUS}10{SPACE}%"
    assert till.stored().lines[0].discount == percent(10, "Member")


def test_decimals_of_a_percentage_and_corrections(till) -> None:
    till.fill(OLIVE)
    till.key(Qt.Key.Key_F6)
    panel = till.panel
    till.type("7.5")
    assert panel.entry.shown() == "7,5"
    assert panel.entry.value() == 750
    till.key(Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert panel.entry.value() == 700
    till.key(Qt.Key.Key_Delete)
    assert panel.primary.text() == "No discount"
    till.type("101")
    assert panel.primary.text() == "Too much"
    assert not panel.primary.isEnabled()
    till.enter()
    assert till.panel is panel
    till.escape()
    assert till.ticket.lines[0].discount is None


def test_quick_percents_and_amounts_by_finger(till) -> None:
    till.fill(OLIVE)
    till.key(Qt.Key.Key_F6)
    panel = till.panel
    till.tap(panel.quick.chip(5))
    assert panel.primary.text() == f"Give {MINUS}0,45{SPACE}€"
    till.tap(panel.kinds.chip("amount"))
    assert not panel.quick.isVisible()
    for digit in ("1", "0", "0"):
        till.tap(next(k for k in panel.findChildren(NumpadKey) if k.text() == digit))
    assert panel.primary.text() == f"Give {MINUS}1,00{SPACE}€"
    till.tap(panel.primary)
    assert isinstance(till.panel, ApprovalPanel), "eleven percent are above the cashier's ten"
    till.window.panels.dismiss_all()
    till.settle()
    assert till.ticket.lines[0].discount is None


def test_a_discount_above_the_limit_is_asked_for_and_given_once(till) -> None:
    till.fill(OLIVE)
    till.key(Qt.Key.Key_F6)
    till.type("25")
    till.enter()
    assert isinstance(till.panel, ApprovalPanel)
    assert till.ticket.lines[0].discount is None
    till.approve()
    assert till.panel is None
    assert till.stored().lines[0].discount == percent(25, "Member")
    assert till.journal().count("discount") == 1
    till.same_on_disk()


def test_a_discount_is_seen_again_and_taken_back(till) -> None:
    line = till.fill(OLIVE)[0]
    till.services.tickets.discount_line(line.id, percent("7.5", "Short date"))
    till.sale.refresh()
    till.key(Qt.Key.Key_F6)
    panel = till.panel
    assert (panel.entry.value(), panel.reasons.current()) == (750, "Short date")
    till.key(Qt.Key.Key_Delete)
    till.enter()
    assert till.stored().lines[0].discount is None
    till.same_on_disk()


def test_a_reason_in_another_language_is_kept(till) -> None:
    line = till.fill(OLIVE)[0]
    till.services.tickets.discount_line(line.id, percent(5, "Mitglied"))
    till.side.ask_discount(line.id)
    till.settle()
    assert till.panel.reasons.current() == "Mitglied"
    till.enter()
    assert till.stored().lines[0].discount == percent(5, "Mitglied")


def test_the_list_of_reasons_says_what_it_is(till) -> None:
    line = till.fill(OLIVE)[0]
    for ask in (till.side.ask_discount, till.side.ask_price):
        ask(line.id)
        till.settle()
        assert "Reason" in [label.text() for label in till.panel.findChildren(Label) if label.isVisible()]
        till.escape()


def test_the_whole_ticket_is_discounted(till) -> None:
    till.fill(OLIVE, "Oat drink")
    till.key(Qt.Key.Key_D, held=CTRL)
    till.type("10")
    assert till.panel._hint.text() == "10,88 → 9,79"
    till.enter()
    till.same_on_disk()
    assert till.services.tickets.totals.total_minor == 979
    assert till.stored().discount == percent(10, "Member")
