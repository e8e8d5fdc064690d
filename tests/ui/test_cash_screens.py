"""The drawer on the real window and store: open, move, count blind, close."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop.application import wording
from pos_desktop.application.wording import Wording
from pos_desktop.domain.shift import CashMove
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.cash_move import CashMovePanel, FloatPanel, NoSalePanel
from pos_desktop.ui.screens.cash import CashScreen
from pos_desktop.ui.screens.close import CloseScreen
from pos_desktop.ui.screens.count import CountScreen
from pos_desktop.ui.theme.tokens import themes
from tests.ui.settings_at_work import double_click
from tests.ui.shift_at_work import SPACE, go, key, manager, texts

FLOAT, MILK, MOVED = 15_037, 169, 1_111
"""Odd sums, so that what is searched for in the widgets is found nowhere by chance."""


@pytest.fixture
def at_work(services, cashier) -> int:
    """A shift with a sale and money paid in; what the drawer should hold."""
    services.shifts.open(FLOAT)
    services.tickets.add(services.catalogue.search("Fresh organic milk")[0].variant_row)
    services.checkout.pay_cash(MILK)
    services.shifts.move_cash(CashMove.PAY_IN, MOVED, "Float topped up")
    return FLOAT + MILK + MOVED


def digits(qtbot, text: str) -> None:
    key(qtbot, *(Qt.Key(ord(digit)) for digit in text))


def approve(qtbot, window) -> None:
    panel = window.panels.top
    assert isinstance(panel, ApprovalPanel)
    digits(qtbot, "9999")
    if window.panels.top is panel and panel.approve.isEnabled():
        panel.approve.click()


def drawer(services) -> dict[CashMove, int]:
    shift = services.shifts.current()
    with services.desk.store.read() as work:
        return dict(work.shifts.drawer(shift.id).by_kind)


# -- opening -------------------------------------------------------------------------------------------------


def test_without_a_shift_the_float_is_typed_and_the_button_says_it(qtbot, window, services, cashier) -> None:
    screen = go(window, "cash", CashScreen)
    assert screen.empty.title() == "No shift is open"
    digits(qtbot, "15000")
    assert screen.opening.button.accessibleName() == f"Open shift 150,00{SPACE}€"
    key(qtbot, Qt.Key.Key_Return)
    shift = services.shifts.current()
    assert (shift.number, shift.float_minor) == (1, 15_000)
    assert window.frame.page() == "sale"


def test_the_float_that_was_left_is_proposed(window, services, cashier) -> None:
    services.shifts.open(20_000)
    services.shifts.confirm_count({10_000: 2})
    services.shifts.close("", 12_300)
    screen = go(window, "cash", CashScreen)
    assert screen.opening.entry.value() == 12_300
    screen.opening.button.click()
    assert services.shifts.current().float_minor == 12_300


# -- money in and out ----------------------------------------------------------------------------------------


def test_paying_in_asks_how_much_and_why(qtbot, window, services, at_work) -> None:
    screen = go(window, "cash", CashScreen)
    key(qtbot, Qt.Key.Key_1)
    panel = window.panels.top
    assert isinstance(panel, CashMovePanel)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is panel.entry)
    assert not panel.primary.isEnabled()
    digits(qtbot, "2000")
    assert panel.primary.text() == f"Pay in 20,00{SPACE}€"
    panel.primary.click()
    assert window.panels.top is None
    assert drawer(services)[CashMove.PAY_IN] == MOVED + 2000
    first = screen.moves.rows[0]
    assert (first.primary, first.amount) == ("Pay in", "+20,00")
    assert "Change from the bank" in first.secondary


def test_a_double_click_books_once_while_the_panel_slides_away(window, services, at_work) -> None:
    themes().reduce_motion = False
    screen = go(window, "cash", CashScreen)
    screen.ask(CashMove.PAY_IN)
    panel = window.panels.top
    panel.entry.append("500")
    window.frame.overlay.move_to(window.frame._overlay_place(panel))  # it has slid in
    QApplication.processEvents()
    double_click(window, panel.primary)
    assert drawer(services)[CashMove.PAY_IN] == MOVED + 500


def test_paying_out_needs_the_manager_who_is_named(qtbot, window, services, at_work) -> None:
    screen = go(window, "cash", CashScreen)
    key(qtbot, Qt.Key.Key_2)
    panel = window.panels.top
    panel.entry.append("1850")
    panel.primary.click()
    approve(qtbot, window)
    qtbot.waitUntil(lambda: drawer(services)[CashMove.PAY_OUT] == -1850)
    assert window.panels.top is None
    assert "approved by Manager" in screen.moves.rows[0].secondary


def test_declining_books_nothing(window, services, at_work) -> None:
    screen = go(window, "cash", CashScreen)
    screen.ask(CashMove.DROP)
    panel = window.panels.top
    panel.entry.append("5000")
    panel.primary.click()
    window.panels.dismiss_all()
    assert drawer(services)[CashMove.DROP] == 0


def test_a_drawer_opened_without_a_sale_is_counted(qtbot, window, services, at_work) -> None:
    screen = go(window, "cash", CashScreen)
    key(qtbot, Qt.Key.Key_4)
    assert isinstance(window.panels.top, NoSalePanel)
    window.panels.top.primary.click()
    approve(qtbot, window)
    qtbot.waitUntil(lambda: screen.moves.rows[0].primary == "No sale")


def test_the_moves_are_those_by_hand(window, services, at_work) -> None:
    screen = go(window, "cash", CashScreen)
    assert [row.primary for row in screen.moves.rows] == ["Pay in", "Opening float"]
    assert screen.shift_side.rows.row("sales").value.text() == "1"


# -- the blind count -----------------------------------------------------------------------------------------


def test_until_the_count_is_confirmed_the_expected_sum_is_nowhere(qtbot, window, services, at_work) -> None:
    expected = services.desk.formats.figure(at_work)
    go(window, "cash", CashScreen)
    assert not [text for text in texts(window) if expected in text]
    screen = go(window, "count", CountScreen)
    digits(qtbot, "7")
    screen.ask_drawer()
    assert not [text for text in texts(window) if expected in text]
    window.panels.dismiss_all()
    screen.confirm()
    QApplication.processEvents()
    assert [text for text in texts(window) if expected in text], "the search itself finds it afterwards"


def test_a_cashier_gets_no_x_report(window, services, at_work) -> None:
    screen = go(window, "cash", CashScreen)
    assert not screen.cards["x"].isEnabled()
    screen.show_x()
    assert window.frame.page() == "cash"


def test_counting_by_keyboard(qtbot, window, services, at_work) -> None:
    screen = go(window, "count", CountScreen)
    assert [row.face for row in screen.rows][:2] == [f"500{SPACE}€", f"200{SPACE}€"]
    key(qtbot, Qt.Key.Key_Return, Qt.Key.Key_Return)
    digits(qtbot, "1")
    key(qtbot, Qt.Key.Key_Return)
    digits(qtbot, "12")
    key(qtbot, Qt.Key.Key_Backspace, Qt.Key.Key_Plus)
    assert screen.counts()[10_000] == 1
    assert screen.counts()[5_000] == 2
    assert screen.side.total.text() == f"200,00{SPACE}€"
    key(qtbot, Qt.Key.Key_Up)
    assert screen.active.denomination == 10_000
    key(qtbot, *[Qt.Key.Key_Return] * 13)
    assert QApplication.focusWidget() is screen.side.button
    assert services.shifts.current().state == "open"


def test_the_number_pad_writes_into_the_row_that_was_touched(qtbot, window, at_work) -> None:
    screen = go(window, "count", CountScreen)
    row = screen.rows[8]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert screen.active is row
    screen.side.pad.digit.emit("4")
    screen.side.pad.digit.emit("2")
    assert row.pieces() == 42
    screen.side.pad.cleared.emit()
    assert row.pieces() == 0


def test_a_count_that_was_left_goes_on_where_it_was(qtbot, window, at_work) -> None:
    screen = go(window, "count", CountScreen)
    digits(qtbot, "3")
    key(qtbot, Qt.Key.Key_Escape)
    assert window.frame.page() == "cash"
    assert go(window, "count", CountScreen).counts()[50_000] == 3
    assert screen.side.total.text() == f"1.500,00{SPACE}€"


@pytest.mark.parametrize("code", ["EUR", "USD", "PLN", "JPY", "KWD", "AED"])
def test_every_bill_and_coin_of_a_currency_fits(window, services, cashier, code) -> None:
    services.desk.change_settings(currency_code=code)
    services.shifts.open(0)
    window.resize(1024, 768)
    screen = go(window, "count", CountScreen)
    for row in screen.rows:
        row.stepper.step(9999)
    for size in ((1024, 768), (1366, 768), (1920, 1080)):
        window.resize(*size)
        QApplication.processEvents()
        for row in screen.rows:
            assert row.height() >= row.stepper.height() + 2, (size, row.face)
            assert row.stepper.geometry().right() <= row.width(), (size, row.face)
            shown = row.amount if row.amount.isVisible() else row._below
            assert shown.sizeHint().width() <= shown.width(), (size, row.face, shown.text())
        main = window.frame.main.geometry()
        assert screen.minimumSizeHint().width() <= main.width(), size
        assert screen.minimumSizeHint().height() <= main.height(), size


def test_the_button_says_the_same_from_the_first_bill_to_the_last(window, services, cashier) -> None:
    services.shifts.open(0)
    screen = go(window, "count", CountScreen)
    said = screen.side.button.accessibleDescription()
    assert said == "Cannot be changed afterwards"
    screen.rows[0].stepper.step(2)
    assert screen.side.button.accessibleDescription() == said
    window.resize(1024, 768)
    QApplication.processEvents()
    assert screen.side.button.accessibleDescription() == "It is final", "there is no room for more"
    screen.rows[0].stepper.step(1)
    assert screen.side.button.accessibleDescription() == "It is final"


# -- the close -----------------------------------------------------------------------------------------------


@pytest.fixture
def counted(window, services, at_work) -> CloseScreen:
    """Counted two euros short."""
    screen = go(window, "count", CountScreen)
    left = at_work - 200
    for row in screen.rows:
        pieces, left = divmod(left, row.denomination)
        row.stepper.set_value(pieces)
    screen.side.note.edit.setText("Two euros were missing")
    screen.confirm()
    QApplication.processEvents()
    assert isinstance(window.screen_in_sight, CloseScreen)
    return window.screen_in_sight


def test_the_difference_is_said_and_what_is_tolerated(counted, services) -> None:
    side = counted.close_side
    assert side.result.text() == f"2,00{SPACE}€"
    assert side._caption.text() == "Short by"
    assert (side.tag.text(), side.tag.tone()) == (f"Within 5,00{SPACE}€", "good")
    assert side.reason == "Not known"
    assert counted.head.title() == "Shift 1 · Z report 1"


def test_no_difference_asks_no_reason(window, services, at_work) -> None:
    services.shifts.confirm_count({1: at_work})
    screen = go(window, "close", CloseScreen)
    assert screen.close_side._caption.text() == "No difference"
    assert screen.close_side.reason == ""


def test_a_large_difference_is_to_be_looked_at(window, services, at_work) -> None:
    services.shifts.confirm_count({1: at_work + 501})
    screen = go(window, "close", CloseScreen)
    assert (screen.close_side._caption.text(), screen.close_side.tag.tone()) == ("Over by", "attention")


def test_the_float_that_stays_is_typed_and_cannot_be_more_than_there_is(
    qtbot, window, counted, at_work
) -> None:
    side = counted.close_side
    assert side.float_left == FLOAT
    qtbot.mouseClick(side.float_field, Qt.MouseButton.LeftButton)
    panel = window.panels.top
    assert isinstance(panel, FloatPanel)
    panel.entry.append("99999999")
    assert not panel.primary.isEnabled()
    panel.entry.clear()
    panel.entry.append("10000")
    panel.primary.click()
    assert window.panels.top is None
    assert side.float_left == 10_000
    assert side.safe.row("safe").value.text() == Decimal_figure(at_work - 200 - 10_000)


def Decimal_figure(minor: int) -> str:
    return f"{Decimal(minor) / 100:.2f}".replace(".", ",")


def test_closing_keeps_the_report_and_locks_the_register(qtbot, window, services, counted, at_work) -> None:
    counted.close_side.reasons.chip("Wrong change").click()
    counted.close_side.button.click()
    assert services.shifts.current() is None
    assert services.desk.person is None
    assert window.frame.page() == "login"
    (shift,) = services.shifts.recent()
    report = services.shifts.z_report(shift.id)
    assert (report.counted_minor, report.variance_reason, report.float_left_minor) == (
        at_work - 200,
        "Wrong change",
        FLOAT,
    )
    assert report.note == "Two euros were missing"


def test_the_close_cannot_be_reached_before_the_count(window, services, at_work) -> None:
    go(window, "cash", CashScreen)
    window.go("close")
    assert window.frame.page() == "cash"


def test_a_counted_shift_goes_on_with_its_close(qtbot, window, counted) -> None:
    screen = go(window, "cash", CashScreen)
    assert not screen.cards[CashMove.PAY_IN.value].isEnabled()
    assert screen.shift_side.button.text() == "Close shift 1"
    screen.shift_side.button.click()
    assert window.screen_in_sight is counted


def test_enter_closes_no_shift_by_accident(qtbot, window, services, counted) -> None:
    key(qtbot, Qt.Key.Key_Return)
    assert services.shifts.current().state == "counted"


def test_the_manager_reads_the_x_report_and_goes_on_to_the_count(window, services, at_work, manager) -> None:
    go(window, "cash", CashScreen).show_x()
    screen = window.screen_in_sight
    assert isinstance(screen, CloseScreen)
    assert not screen.report.final
    assert screen.head.title() == "Shift 1 · X report"
    assert services.desk.formats.figure(at_work) in " ".join(texts(screen))
    screen.x_side.button.click()
    assert window.frame.page() == "count"


def test_x_and_z_side_by_side_after_the_count(counted) -> None:
    counted.views._press("x")
    assert not counted.report.final
    assert counted.side.currentWidget() is counted.x_side
    counted.views._press("z")
    assert counted.side.currentWidget() is counted.close_side
    assert counted.report.counted_minor is not None


def test_a_double_click_on_the_count_does_not_close_the_shift_unseen(window, services, at_work) -> None:
    screen = go(window, "count", CountScreen)
    double_click(window, screen.side.button)
    assert window.frame.page() == "close"
    assert services.shifts.current().state == "counted"


def test_a_double_click_on_the_way_to_the_count_counts_no_empty_drawer(window, services, at_work) -> None:
    screen = go(window, "cash", CashScreen)
    double_click(window, screen.shift_side.button)
    assert window.frame.page() == "count"
    assert services.shifts.current().state == "open"


def test_a_click_and_later_another_one_confirm_and_close(qtbot, window, services, at_work) -> None:
    screen = go(window, "count", CountScreen)
    qtbot.mouseClick(screen.side.button, Qt.MouseButton.LeftButton)
    assert services.shifts.current().state == "counted"
    qtbot.mouseClick(window.screen_in_sight.close_side.button, Qt.MouseButton.LeftButton)
    assert services.shifts.current() is None


def test_a_double_press_of_the_key_does_not_close_the_shift_unseen(qtbot, window, services, at_work) -> None:
    go(window, "count", CountScreen)
    key(qtbot, Qt.Key.Key_F12, Qt.Key.Key_F12)
    assert services.shifts.current().state == "counted"


def test_a_double_click_on_the_float_does_not_close_the_shift(qtbot, window, services, counted) -> None:
    counted.close_side.ask_float()
    panel = window.panels.top
    panel.entry.append("10000")
    QApplication.processEvents()
    double_click(window, panel.primary)
    assert window.panels.top is None and counted.close_side.float_left == 10_000
    assert services.shifts.current().state == "counted"


# -- files and the archive -----------------------------------------------------------------------------------


def test_the_language_changes_on_every_screen(window, services, at_work, manager) -> None:
    names = ("cash", "count", "reports")
    screens = [go(window, name, QWidget) for name in names]
    wording.use(Wording("de", {"Pay in": "Einzahlung", "Bills": "Scheine", "Print": "Drucken"}))
    window.retranslate()
    cash, count, reports = screens
    assert cash.cards[CashMove.PAY_IN.value].text() == "Einzahlung"
    assert count.cards[0].accessibleName() == "Scheine"
    assert reports.files.print_button.text() == "Drucken"


def test_the_screens_have_their_measures(window, services, at_work, counted) -> None:
    kpis = counted.view.findChildren(QWidget, options=Qt.FindChildOption.FindChildrenRecursively)
    heights = {widget.height() for widget in kpis if type(widget).__name__ == "KpiCard"}
    assert heights == {100}
    button = counted.close_side.button
    assert (button.height(), button.mapTo(window, button.rect().bottomRight()).y()) == (88, 703)
