# ruff: noqa: F811 - fixtures are imported by name
"""Scans on the real window and store: from every screen and over every panel, known codes and unknown ones."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.domain.gtin import check_digit
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.dialogs.expired import ExpiredPanel
from pos_desktop.ui.dialogs.unknown_code import UnknownCodePanel
from pos_desktop.ui.widgets.line_actions import LineAction
from tests.ui.selling import (
    COFFEE,
    MILK,
    NOBODYS,
    OAT,
    OIL,
    SPACE,
    text_boxes,
    till,  # noqa: F401
)

# -- scanning ------------------------------------------------------------------------------------------------


def test_a_scan_is_on_the_ticket_and_on_the_disk(till) -> None:
    till.scan(OAT)
    till.scan(OAT)
    till.scan(COFFEE)
    assert till.names() == ["2 × Oat drink", "1 × Ground coffee"]
    assert till.side.panel.view.selected_key() == str(till.ticket.lines[1].id)
    assert till.side.pay_button.accessibleName() == f"Pay 11,77{SPACE}€"
    assert till.side.pay_button.accessibleDescription() == "3 items · F12"


class Painted(QObject):
    """Notes at every paint event of the ticket's lines what the rest of the ticket says."""

    def __init__(self, till) -> None:
        super().__init__()
        self._panel, self.seen = till.side.panel, []
        self._pay = till.side.pay_button
        self._panel.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen.append((len(self._panel.view.lines), self._pay.accessibleDescription()))
        return False


def test_the_line_of_a_scan_is_painted_before_anything_else_is_touched(till) -> None:
    till.scan(OAT)
    painted = Painted(till)
    till.scan(COFFEE)
    first, *rest = painted.seen
    assert first == (2, "1 item · F12")
    assert set(rest) == {(2, "2 items · F12")}, "the line above loses its ground together with the sums"
    assert till.side.pay_button.accessibleDescription() == "2 items · F12"


def test_scanning_works_from_every_focus_and_leaves_nothing_behind(till) -> None:
    till.fill("Irish butter")
    till.sale.search.edit.setText("mi")
    till.settle()
    view = till.side.panel.view
    view.select(str(till.ticket.lines[0].id))
    places = [
        till.sale.search.edit,
        till.sale.results,
        till.sale.quick,
        till.sale.groups.chip("all"),
        till.side.pay_button,
        till.side._more,
        view,
        *view.findChildren(LineAction),
    ]
    for count, place in enumerate(places, start=1):
        place.setFocus()
        before = QApplication.focusWidget()
        till.scan(OAT)
        assert till.ticket.lines[-1].quantity_milli == count * 1000, place.accessibleName()
        assert (till.page, till.panel) == ("sale", None), place.accessibleName()
        assert till.sale.search.text() == "mi"
        assert QApplication.focusWidget() is not None
        if before.isVisible():
            assert QApplication.focusWidget() is before, "a scan takes the keyboard from nobody"
    till.same_on_disk()
    assert set(text_boxes(till.window)) == {"mi"}


def test_the_grid_keeps_the_keyboard_and_no_tile_is_pressed(till) -> None:
    till.sale.grid.setFocus(Qt.FocusReason.TabFocusReason)
    till.scan(COFFEE)
    assert till.names() == ["1 × Ground coffee"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda till: till.side.ask_quantity(till.ticket.lines[0].id),
        lambda till: till.side.ask_price(till.ticket.lines[0].id),
        lambda till: till.side.ask_discount(till.ticket.lines[0].id),
        lambda till: till.side.ask_note(till.ticket.lines[0].id),
        lambda till: till.side.ask_customer(),
        lambda till: till.side.ask_park(),
        lambda till: till.side.ask_parked(),
        lambda till: till.sale.ask_quick_item(),
        lambda till: till.window.show_keys(),
        lambda till: till.window.show_palette(),
    ],
    ids="quantity price discount note customer park parked quick-item keys palette".split(),
)
def test_a_scan_while_a_panel_asks_goes_on_the_ticket_and_not_into_the_panel(till, ask) -> None:
    till.fill("Irish butter")
    ask(till)
    till.settle()
    asked, boxes = till.panel, text_boxes(till.window)
    figure = till.panel.entry.value() if hasattr(till.panel, "entry") else None
    till.scan(COFFEE)
    assert till.names() == ["1 × Irish butter", "1 × Ground coffee"]
    assert till.panel is asked
    assert text_boxes(till.window) == boxes
    if figure is not None:
        assert till.panel.entry.value() == figure
    assert till.page == "sale"


def test_what_is_scanned_at_a_managers_question_is_no_sale(till) -> None:
    till.fill("Olive oil extra")
    till.side._finish(lambda a: till.services.tickets.override_price(till.ticket.lines[0].id, 1, "Match", a))
    assert isinstance(till.panel, ApprovalPanel)
    till.scan(COFFEE)
    till.qtbot.waitUntil(lambda: till.panel.message.text() == "This badge cannot approve")
    assert till.names() == ["1 × Olive oil extra"]


def test_a_scan_while_paying_is_refused_in_words(till) -> None:
    till.scan(OAT)
    till.key(Qt.Key.Key_F12)
    till.scan(COFFEE)
    assert till.page == "pay"
    assert till.toasts() == ["The ticket is being paid"]
    assert till.pay.entry.value() == 189
    assert [line.name for line in till.stored().lines] == ["Oat drink"]
    assert till.orders() == []


def test_a_scan_after_paying_begins_the_next_ticket(till) -> None:
    till.scan(OAT)
    till.key(Qt.Key.Key_F12)
    till.enter()
    assert till.page == "done"
    till.scan(COFFEE)
    assert till.page == "sale"
    assert till.names() == ["1 × Ground coffee"]
    assert till.ticket.number == 2
    assert till.orders() == [("1-000001", 189)]


def test_a_scan_at_the_orders_goes_on_the_ticket(till) -> None:
    till.scan(OAT)
    till.window.go("orders")
    till.settle()
    till.window.screen_in_sight.setFocus()
    till.scan(COFFEE)
    assert till.page == "sale"
    assert till.names() == ["1 × Oat drink", "1 × Ground coffee"]
    assert set(text_boxes(till.window)) == {""}


def test_ten_scans_in_a_row_are_ten_pieces(till) -> None:
    for code in (OAT, MILK, OAT, COFFEE, OAT, OAT, MILK, OIL, OAT, OAT):
        till.scan(code)
    assert till.names() == [
        "6 × Oat drink",
        "2 × Fresh organic milk",
        "1 × Ground coffee",
        "1 × Olive oil extra",
    ]


def test_a_receipt_that_is_scanned_at_the_sale_offers_its_sale(till) -> None:
    beeps: list[int] = []
    till.window.beep = lambda: beeps.append(1)
    till.scan(OAT)
    order = till.services.checkout.pay_cash(200).order
    till.window.go("sale")
    till.settle()
    till.window.on_scanned(f"]C0{order.number}")
    assert (till.panel, till.names(), till.toasts(), beeps) == (None, [], ["This is a receipt"], [1])
    (toast,) = till.window.frame.toasts.toasts
    toast._act()
    till.settle()
    assert (till.page, till.window.screen_in_sight.shown.id) == ("orders", order.id)
    till.window.go("sale")
    till.window.on_scanned("7-000012")
    assert (till.panel, till.toasts()[-1]) == (None, "Receipt 7-000012 is not of this register")


# -- a code that nobody knows ------------------------------------------------------------------------------------


def unknown(till) -> UnknownCodePanel:
    till.scan(NOBODYS)
    assert isinstance(till.panel, UnknownCodePanel)
    return till.panel


def test_an_unknown_code_adds_nothing_and_says_so(till) -> None:
    beeps: list[int] = []
    till.window.beep = lambda: beeps.append(1)
    panel = unknown(till)
    assert beeps == [1]
    assert panel.accessibleName() == "Unknown code"
    assert not panel.primary.isEnabled()
    assert till.names() == []
    assert QApplication.focusWidget() is panel.search.edit
    till.escape()
    assert till.panel is None
    assert QApplication.focusWidget() is till.sale.search.edit


def test_an_unknown_code_is_remembered_by_keyboard_alone(till) -> None:
    panel = unknown(till)
    till.type("but")
    assert [row.primary for row in panel.list.rows] == ["Butter croissants", "Irish butter"]
    till.key(Qt.Key.Key_Down)
    assert panel.list.selected_key() == panel.list.rows[1].key, (
        "arrows walk the results while the text is typed"
    )
    till.enter()
    assert till.panel is None
    assert till.names() == ["1 × Irish butter"]
    till.scan(NOBODYS)
    assert till.names() == ["2 × Irish butter"]
    assert till.journal().count("code_remembered") == 1


def price_label(cents: int) -> str:
    body = f"2207777{cents:05d}"
    return body + check_digit(body)


def test_a_price_label_that_is_remembered_sells_at_its_price_and_so_do_the_next_ones(till) -> None:
    till.services.desk.change_settings(code_masks=("22IIIIIPPP.PPC",))
    till.scan(price_label(777))
    assert isinstance(till.panel, UnknownCodePanel)
    assert till.panel._code == price_label(777)
    till.type("but")
    till.key(Qt.Key.Key_Down)
    till.enter()
    assert till.panel is None
    assert [line.amount_minor for line in till.ticket.lines] == [777]
    till.scan(price_label(500))
    assert till.panel is None
    assert [(line.name, line.amount_minor) for line in till.ticket.lines] == [
        ("Irish butter", 777),
        ("Irish butter", 500),
    ]


def test_a_pack_whose_code_is_remembered_is_asked_about_its_date(till) -> None:
    gtin = "0" + "4099999999996"
    till.window.on_scanned(f"]d201{gtin}1720010110L7\x1d21S1")
    panel = till.panel
    assert isinstance(panel, UnknownCodePanel)
    assert panel._code == "4099999999996", "nobody can read the whole of it"
    till.type("but")
    till.enter()
    assert isinstance(till.panel, ExpiredPanel)
    assert till.names() == []
    till.escape()
    till.scan("4099999999996")
    assert till.names() == ["1 × Butter croissants"]


def test_enter_in_the_results_remembers_as_well(till) -> None:
    panel = unknown(till)
    till.type("but")
    panel.list.setFocus(Qt.FocusReason.TabFocusReason)
    till.key(Qt.Key.Key_Down)
    till.enter()
    assert till.names() == ["1 × Irish butter"]


def test_a_tap_on_a_result_chooses_it_and_remembers_nothing_yet(till) -> None:
    panel = unknown(till)
    till.type("but")
    till.tap(panel.list.viewport(), panel.list.row_box(1).center())
    assert till.panel is panel
    assert panel._hint.text() == "and sell Irish butter"
    till.tap(panel.primary)
    assert till.names() == ["1 × Irish butter"]


def test_an_unknown_code_becomes_a_quick_item(till) -> None:
    panel = unknown(till)
    till.tap(next(b for b in panel.findChildren(type(panel.primary)) if b.text() == "Sell a quick item"))
    assert isinstance(till.panel, FigurePanel)
    till.type("250")
    till.enter()
    assert till.names() == ["1 × Quick item"]
    assert till.ticket.lines[0].amount_minor == 250
    assert till.ticket.lines[0].taxes, "it is taxed as the store's default"


def test_the_next_scan_takes_the_question_about_the_one_before_away(till) -> None:
    unknown(till)
    till.scan("4099999999983")
    assert till.panel._code == "4099999999983"
    till.scan(COFFEE)
    assert till.panel is None
    assert till.names() == ["1 × Ground coffee"]
