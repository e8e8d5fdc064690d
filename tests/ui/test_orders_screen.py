"""Past orders on the real window and store: found, looked at, printed again, voided."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from pos_desktop.application import wording
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderEvent, OrderView
from pos_desktop.application.returns import Pick
from pos_desktop.application.wording import Wording
from pos_desktop.domain.discount import percent
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.shift import CashMove
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.trouble import TroublePanel
from pos_desktop.ui.dialogs.void import VoidPanel
from pos_desktop.ui.screens.order_search import PAGE
from pos_desktop.ui.screens.orders import OrdersScreen
from pos_desktop.ui.viewmodels import orders as words
from pos_desktop.ui.widgets.menu import Menu
from tests.ui.register import person_named

BREAD, COFFEE, MILK = "Dark rye bread", "Ground coffee", "Fresh organic milk"


def sell(services, *names: str) -> OrderView:
    for name in names:
        services.tickets.add(services.catalogue.search(name)[0].variant_row)
    return services.checkout.pay_cash(services.checkout.due().minor).order


@pytest.fixture
def sold(window, services, cashier) -> list[OrderView]:
    """A shift with three sales, the newest first."""
    services.shifts.open(10_000)
    made = [sell(services, BREAD), sell(services, COFFEE, MILK), sell(services, MILK, MILK)]
    return made[::-1]


@pytest.fixture
def screen(window, sold) -> OrdersScreen:
    window.go("orders")
    QApplication.processEvents()
    found = window.screen_in_sight
    assert isinstance(found, OrdersScreen)
    return found


def press(qtbot, key, text: str = "") -> None:
    qtbot.keyClick(QApplication.focusWidget(), key) if not text else qtbot.keyClicks(
        QApplication.focusWidget(), text
    )


def numbers(screen) -> list[str]:
    return [row.primary for row in screen.list.rows]


def titles(screen) -> list[str]:
    return [moment.title for moment in screen.detail.timeline.moments]


def give_printer(services) -> None:
    with services.desk.store.write() as work:
        work.devices.save(new_id(), "printer", "tcp", "Receipt printer", {"host": "127.0.0.1"}, None, True)
    services.printers.forget()


def approve(qtbot, window) -> None:
    assert isinstance(window.panels.top, ApprovalPanel)
    for digit in "9999":
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key(ord(digit)))
    if isinstance(window.panels.top, ApprovalPanel) and window.panels.top.approve.isEnabled():
        window.panels.top.approve.click()


def test_the_newest_orders_come_first_and_the_first_is_open(screen, sold) -> None:
    assert numbers(screen) == [order.number for order in sold]
    assert screen.shown is not None
    assert screen.shown.id == sold[0].id
    assert screen.detail.head.title() == f"Order {sold[0].number}"
    assert "Cashier 1" in screen.detail.head.second()
    assert screen.detail.lines.accessibleName().startswith(f"2 × {MILK}")


def test_arrows_walk_the_list_and_the_detail_follows(qtbot, screen, sold) -> None:
    press(qtbot, Qt.Key.Key_Down)
    assert screen.shown.id == sold[1].id
    press(qtbot, Qt.Key.Key_Up)
    assert screen.shown.id == sold[0].id


def test_arrows_walk_the_list_from_the_search_too(qtbot, screen, sold) -> None:
    press(qtbot, None, "/")
    assert QApplication.focusWidget() is screen.search.edit
    press(qtbot, Qt.Key.Key_Down)
    assert screen.shown.id == sold[1].id


def test_the_timeline_tells_what_happened_in_order(screen) -> None:
    assert titles(screen)[:3] == ["Ticket opened", "Cash", f"Paid · receipt {screen.shown.number}"]


def test_searching_by_receipt_amount_and_words(qtbot, screen, sold) -> None:
    for text, found in ((sold[1].number, sold[1]), ("9,68", sold[1]), ("rye bread", sold[2])):
        press(qtbot, None, "/")
        screen.search.edit.selectAll()
        qtbot.keyClicks(screen.search.edit, text)
        assert numbers(screen) == [found.number], text
        assert screen.shown.id == found.id


def test_nothing_found_says_so_and_offers_to_look_further(qtbot, screen) -> None:
    screen.search.set_text("no such thing")
    assert screen.pane.places.currentWidget() is screen.pane.empty
    assert "no such thing" in screen.pane.empty.title()
    assert screen.shown is None
    press(qtbot, Qt.Key.Key_Escape)
    assert screen.search.text() == ""
    assert len(screen.list.rows) == 3


def test_days_and_states_narrow_the_list(qtbot, screen, services, sold) -> None:
    screen.choose_range("yesterday")
    assert screen.list.rows == []
    assert not screen.pane.empty.action.isHidden()
    qtbot.mouseClick(screen.pane.empty.action, Qt.MouseButton.LeftButton)
    assert numbers(screen) == [order.number for order in sold]
    qtbot.mouseClick(screen.states.chip("voided"), Qt.MouseButton.LeftButton)
    assert screen.list.rows == []
    qtbot.mouseClick(screen.states.chip("paid"), Qt.MouseButton.LeftButton)
    assert len(screen.list.rows) == 3


def test_long_lists_come_page_by_page_without_gap_or_repetition(qtbot, window, services, cashier) -> None:
    services.shifts.open(0)
    made = [sell(services, MILK).number for _ in range(PAGE + 12)]
    window.go("orders")
    screen = window.screen_in_sight
    assert len(screen.list.rows) == PAGE
    bar = screen.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert numbers(screen) == made[::-1]


def test_a_sale_elsewhere_appears_while_the_list_is_in_sight(screen, services, sold) -> None:
    order = sell(services, COFFEE)
    assert numbers(screen)[0] == order.number
    assert screen.shown.id == sold[0].id, "what is looked at stays in sight"


@pytest.mark.parametrize("kind", ["", "]C0"])
def test_scanning_a_receipt_opens_its_order(window, screen, sold, kind: str) -> None:
    screen.choose_range("yesterday")
    window.on_scanned(kind + sold[2].number)
    assert screen.shown.id == sold[2].id
    assert screen.list.selected_key() == str(sold[2].id)


@pytest.mark.parametrize("code", ["2-000123", "]C02-000123", "1-000003;2026-01-02T03:04:05Z;1;EUR"])
def test_a_receipt_of_another_register_is_said_to_be(window, screen, code: str) -> None:
    before = screen.shown.id
    window.on_scanned(code)
    number = code.removeprefix("]C0").split(";")[0]
    assert [toast.data.title for toast in window.frame.toasts.toasts] == [
        f"Receipt {number} is not of this register"
    ]
    assert (window.frame.page(), screen.shown.id) == ("orders", before)


def test_scanning_a_product_goes_on_to_the_ticket(window, screen, services) -> None:
    window.on_scanned("4009249019917")
    assert window.frame.page() == "sale"
    assert [line.name for line in services.tickets.ticket.lines] == [BREAD]


def test_reprinting_without_a_printer_says_what_to_do(qtbot, window, screen) -> None:
    press(qtbot, None, "p")
    assert isinstance(window.panels.top, TroublePanel)
    window.panels.dismiss()


def test_a_copy_and_a_gift_receipt_are_printed_and_noted(qtbot, window, screen, services) -> None:
    give_printer(services)
    press(qtbot, None, "p")
    assert titles(screen)[-2:] == ["Copy asked for", "Copy waits for the printer"]
    qtbot.mouseClick(screen.detail.gift_button, Qt.MouseButton.LeftButton)
    assert "Gift receipt asked for" in titles(screen)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_copy_in_another_language_is_a_copy_and_noted_with_it(screen, services, sold) -> None:
    give_printer(services)
    entries = opened(screen)
    assert [text for text in entries if text.startswith("Print in")] == [
        f"Print in {name}" for name in ("Arabic", "German", "Thai", "Chinese")
    ]
    entries["Print in German"].trigger()
    assert titles(screen).count("Copy asked for") == 1
    moment = next(m for m in screen.detail.timeline.moments if m.title == "Copy asked for")
    assert moment.note.startswith("German")


def opened(screen) -> dict:
    """The entries of the menu beside Reprint."""
    press_more = screen.detail.more_button
    press_more.click()
    menu = press_more.findChild(Menu)
    menu.close()
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_sums_of_an_order_add_up_from_top_to_bottom(services, cashier) -> None:
    services.shifts.open(10_000)
    services.tickets.add(services.catalogue.search(MILK)[0].variant_row)
    services.tickets.discount_line(services.tickets.ticket.lines[0].id, percent(10, "Offer"))
    order = services.checkout.pay_cash(services.checkout.due().minor).order
    rows = {row.caption: row for row in words.sum_cells(order, services.desk.formats)}
    assert (rows["Subtotal"].value, rows["Discounts"].value) == ("1,69", "\N{MINUS SIGN}0,17")
    assert rows["Discounts"].good
    assert rows["Total"].value.startswith("1,52")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_receipt_is_given_without_paper_and_noted(screen, services, sold, tmp_path, monkeypatch) -> None:
    mails: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: mails.append(bytes(url.toEncoded().data()).decode()) or True
    )
    entries = opened(screen)
    entries["Copy its text"].trigger()
    copied = QApplication.clipboard().text()
    assert "COPY" in copied
    assert sold[0].number in copied
    entries["Write an e-mail"].trigger()
    assert sold[0].number in mails[0]
    assert "3,38" in unquote(mails[0])
    screen.ways.save_pdf(tmp_path / "receipt.pdf")
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")
    given = {"Receipt saved as PDF", "Receipt handed to the mail program", "Receipt's text copied"}
    assert given <= set(titles(screen))


def test_a_receipt_that_could_not_be_saved_was_not_given(screen, tmp_path) -> None:
    screen.ways.save_pdf(tmp_path / "no such folder" / "receipt.pdf")
    assert "Receipt saved as PDF" not in titles(screen)


def test_a_mail_that_is_too_long_for_its_program_is_pasted(screen, monkeypatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("pos_desktop.ui.screens.receipt_ways.LONGEST_ADDRESS", 100)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url.toString()) or False)
    screen.ways.write_mail()
    assert "body" not in asked[0]
    assert "COPY" in QApplication.clipboard().text()
    assert "Receipt's text copied" in titles(screen), "no mail program took it"
    assert "Receipt handed to the mail program" not in titles(screen)


def test_a_void_asks_why_and_for_the_manager_and_gives_the_cash_back(
    qtbot, window, screen, services, sold
) -> None:
    order = sold[0]
    press(qtbot, None, "v")
    panel = window.panels.top
    assert isinstance(panel, VoidPanel)
    assert not panel.primary.isEnabled(), "no void without a reason"
    qtbot.mouseClick(panel.reasons.chip("Wrong price"), Qt.MouseButton.LeftButton)
    assert panel.primary.text() == "Void and refund 3,38\N{NO-BREAK SPACE}€"
    panel.primary.click()
    approve(qtbot, window)
    qtbot.waitUntil(lambda: services.orders.get(order.id).state is OrderState.CANCELLED)
    qtbot.waitUntil(lambda: window.panels.top is None)
    assert screen.shown.id == order.id
    assert screen.detail.state.text() == "Voided"
    assert "Order voided" in titles(screen)
    with services.desk.store.read() as work:
        drawer = work.shifts.drawer(order.shift_id)
    assert drawer.by_kind[CashMove.REFUND] == -338
    assert screen.detail.void_button.reason() == "Voided already"


def test_declining_the_manager_leaves_the_sale_alone(qtbot, window, screen, services, sold) -> None:
    press(qtbot, None, "v")
    panel = window.panels.top
    panel.reasons.chip("Wrong items").click()
    panel.primary.click()
    window.panels.dismiss()
    assert isinstance(window.panels.top, VoidPanel)
    window.panels.dismiss()
    assert services.orders.get(sold[0].id).state is OrderState.PAID


def test_a_sale_of_a_closed_shift_cannot_be_voided_and_says_why(
    qtbot, window, screen, services, sold
) -> None:
    services.shifts.confirm_count({100: 5})
    services.desk.events.tell(Event.SOLD)
    assert screen.detail.void_button.reason() == "The drawer is counted"
    services.shifts.close("", 0)
    services.desk.events.tell(Event.SOLD)
    assert screen.detail.void_button.reason() == "Its shift is closed"
    assert not screen.detail.void_button.isEnabled()
    press(qtbot, None, "v")
    assert window.panels.top is None


def test_a_narrow_window_has_two_pages(qtbot, window, screen, sold) -> None:
    window.resize(1024, 768)
    QApplication.processEvents()
    assert screen.pane.isVisible()
    assert not screen.detail.isVisible()
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Return)
    assert screen.detail.isVisible()
    assert not screen.pane.isVisible()
    assert screen.detail.head.back_button.isVisible()
    press(qtbot, Qt.Key.Key_Escape)
    assert screen.pane.isVisible()


def test_list_and_detail_have_their_measures(screen) -> None:
    assert screen.pane.width() == 560
    assert screen.detail.width() == 718
    assert screen.list.mapTo(screen, screen.list.rect().topLeft()).y() == 133


def test_the_language_changes_while_the_screen_is_in_sight(window, screen) -> None:
    wording.use(
        Wording(
            "de",
            {"Void order…": "Storno …", "Paid": "Bezahlt", "Today": "Heute", "Today {time}": "Heute {time}"},
        )
    )
    window.retranslate()
    assert screen.detail.void_button.text() == "Storno …"
    assert screen.list.rows[0].tag.text == "Bezahlt"
    assert screen.detail.head.second().startswith("Heute")
    assert screen.pane.range.text() == "Heute"


def test_who_may_not_reprint_reads_why(window, screen, services) -> None:
    person = services.desk.person
    limited = person.role.permissions - {next(p for p in person.role.permissions if p.value == "reprint")}
    from dataclasses import replace

    services.desk.person = replace(person, role=replace(person.role, permissions=frozenset(limited)))
    screen.reload()
    assert screen.detail.reprint_button.reason() == "Ask a manager"
    services.desk.person = person


# -- words ---------------------------------------------------------------------------------------------------


def test_a_job_that_failed_says_why_and_a_drawer_that_obeyed_is_a_side_note(services, sold) -> None:
    order = services.orders.get(sold[0].id)
    at = order.paid_at + timedelta(seconds=2)
    jobs = [
        OrderEvent(at, "print_job", "", {"kind": "receipt", "state": "failed", "reason": "paper_out"}),
        OrderEvent(at, "print_job", "", {"kind": "drawer", "state": "printed", "reason": ""}),
        OrderEvent(at, "print_job", "", {"kind": "drawer", "state": "failed", "reason": "not_opened"}),
    ]
    from dataclasses import replace

    told = words.moments(replace(order, events=(*order.events, *jobs)), "Register 1", services.desk.formats)
    receipt = next(moment for moment in told if moment.title == "Receipt not printed")
    assert (receipt.note, receipt.color) == ("Paper out", "danger")
    cash = next(moment for moment in told if moment.title == "Cash")
    assert cash.note.endswith("drawer opened")
    assert [moment.color for moment in told if moment.title == "Drawer not opened"] == ["attention"]


def test_every_state_of_an_order_has_its_word(services) -> None:
    assert all(words.state_tag(state).text for state in OrderState)


def test_a_sale_of_which_a_part_came_back_says_so_and_so_does_the_return(screen, services, sold) -> None:
    services.session.sign_in(person_named(services, "Manager"), "pin")
    part, whole = sold[1], sold[2]
    for order in (part, whole):
        found = services.returns.of(order.id)
        line = found.lines[0]
        services.returns.carry_out(found, {line.line.id: Pick(line.left_milli, True)}, "Changed mind")
    screen.reload()

    tags = {row.primary: (row.amount[0], row.tag.text) for row in screen.list.rows}
    assert {tags.pop(order.number)[1]: order.number for order in sold} == {
        "Paid": sold[0].number,
        "Partly refunded": part.number,
        "Refunded": whole.number,
    }
    assert set(tags.values()) == {("\N{MINUS SIGN}", "Refund")}
    screen.show_order(part.id)
    assert screen.detail.state.text() == "Partly refunded"


def test_an_event_of_another_version_is_shown_and_not_lost(services, sold) -> None:
    order = services.orders.get(sold[0].id)
    from dataclasses import replace

    odd = OrderEvent(order.paid_at, "sent_to_moon", "Cashier 1", {})
    told = words.moments(replace(order, events=(odd,)), "Register 1", services.desk.formats)
    assert told[-1].title == "sent to moon"


def test_signing_in_as_somebody_else_shows_what_they_may(window, services, screen) -> None:
    services.session.sign_in(person_named(services, "Manager"), "pin")
    screen.reload()
    assert screen.detail.reprint_button.isEnabled()
