"""Gift cards: sold at the register, kept in the settings."""

from __future__ import annotations

import pytest

from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import make_code
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.entry import FigurePanel, NotePanel
from tests.ui.selling import Till, misplaced, nameless, plug_in_printer, till, too_small
from tests.ui.settings_at_work import rows_of, settings_of

__all__ = ["till"]

from pos_desktop.application.ids import new_id


def a_card(services, amount: int, kind: TenderKind = TenderKind.GIFT_CARD) -> str:
    code = make_code(new_id().int)
    with services.desk.store.write() as work:
        work.stored_values.issue(new_id(), kind, code, amount, "EUR", services.desk.clock.now())
    return code


def type_amount(panel: FigurePanel, amount: int) -> None:
    panel.entry.clear()
    for digit in str(amount):
        panel.entry.append(digit)


@pytest.fixture
def page(window, services):
    plug_in_printer(services)
    return settings_of(window, section="gift-cards").page


def test_one_is_sold_from_the_sale_and_issued_when_it_is_paid(till: Till):
    plug_in_printer(till.services)
    till.sale.ask_gift_card()
    panel = till.panel
    assert isinstance(panel, FigurePanel)
    assert not panel.primary.isEnabled()
    type_amount(panel, 5000)
    assert "50,00" in panel.primary.text()
    till.enter()
    assert [line.issues for line in till.stored().lines] == ["gift_card"]
    assert till.names() == ["1 × Gift card"]
    assert till.services.tickets.totals.tax_minor == 0
    till.services.tendering.take_cash(5000)
    (value,) = till.services.stored_values.find()
    assert value.balance_minor == 5000
    assert ("value_slip", "queued") in till.jobs()


def test_without_a_printer_it_is_said_before_the_amount_is_taken(till: Till):
    till.sale.ask_gift_card()
    type_amount(till.panel, 5000)
    till.panel.primary.click()
    till.settle()
    assert till.stored().lines == ()


def test_its_quantity_is_not_raised(till: Till):
    plug_in_printer(till.services)
    line = till.services.tickets.sell_gift_card(1000).line
    till.sale.refresh()
    till.side.step(line.id, 1)
    till.settle()
    assert till.stored().lines[0].quantity_milli == 1000


def test_its_sale_says_beforehand_that_it_cannot_be_voided(till: Till):
    """Its code is out: the register refuses the void, and nobody should find out after choosing a reason."""
    plug_in_printer(till.services)
    till.services.tickets.sell_gift_card(1000)
    order = till.services.checkout.pay_cash(1000).order
    assert not till.services.orders.can_void(till.services.orders.get(order.id))
    till.window.go("orders", order=order.id)
    assert till.window.screen_in_sight.detail.void_button.reason() == "A gift card does not come back"


def test_an_empty_shop_says_where_they_come_from(page):
    assert page.pane.places.currentWidget() is page.pane.empty
    assert page.pane.empty.title() == "No gift cards yet"


def test_they_are_listed_and_found_by_the_last_four(page, services):
    code = a_card(services, 2490, TenderKind.STORE_CREDIT)
    a_card(services, 5000)
    page.refresh()
    assert len(rows_of(page)) == 2
    page.search.edit.setText(code[-4:].lower())
    page._search()
    (row,) = page.pane.list.rows
    assert row.amount == "24,90"
    assert page.detail.title().endswith(code[-4:])
    page.search.edit.setText("ZZZZ0")
    page._search()
    assert page.pane.empty.title() == "Nothing found"


@pytest.mark.parametrize("kind", ["", "]Q3"])
def test_a_scanned_slip_shows_its_card(window, page, services, kind):
    code = a_card(services, 700)
    a_card(services, 5000)
    window.on_scanned(kind + code)
    assert [row.amount for row in page.pane.list.rows] == ["7,00"]


def test_one_is_issued_and_its_slip_printed(window, page, services, qtbot):
    page.issue.click()
    panel = window.panels.top
    type_amount(panel, 1500)
    panel.primary.click()
    assert window.panels.top is None
    (value,) = services.stored_values.find()
    assert (value.kind, value.balance_minor) == (TenderKind.VOUCHER, 1500)
    assert page.detail.title().startswith("Voucher")


def test_a_cashier_needs_a_managers_word_to_issue(window, services):
    plug_in_printer(services)
    page = settings_of(window, "Cashier 1", "gift-cards").page
    page.issue.click()
    type_amount(window.panels.top, 1500)
    window.panels.top.primary.click()
    assert isinstance(window.panels.top, ApprovalPanel)
    assert services.stored_values.find() == []


def test_a_balance_is_adjusted_up_and_down_but_not_below_nothing(window, page, services):
    a_card(services, 1000)
    page.refresh()
    page.adjust.click()
    panel = window.panels.top
    type_amount(panel, 1001)
    assert not panel.take_off.isEnabled()
    type_amount(panel, 300)
    panel.take_off.click()
    assert services.stored_values.find()[0].balance_minor == 700
    page.adjust.click()
    type_amount(window.panels.top, 50)
    window.panels.top.primary.click()
    assert services.stored_values.find()[0].balance_minor == 750
    assert [row.value.text() for row in page.moves._rows.values()] == ["+0,50", "−3,00", "+10,00"]


def test_a_lost_card_is_blocked_and_freed(window, page, services):
    a_card(services, 1000)
    page.refresh()
    page.block.click()
    panel = window.panels.top
    assert isinstance(panel, NotePanel)
    panel.field.edit.setText("Lost")
    panel.primary.click()
    assert services.stored_values.find()[0].blocked
    assert page.pane.list.rows[0].tag.text == "Blocked"
    page.block.click()
    assert not services.stored_values.find()[0].blocked


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_nothing_is_out_of_place(window, page, services, qtbot, size):
    a_card(services, 123_456_789)
    window.resize(*size)
    page.refresh()
    page.rebuild()
    page.host.show_detail()
    qtbot.waitUntil(lambda: page.detail.isVisible())
    for part in (page.detail, page.pane):
        assert misplaced(part) == []
        assert too_small(part) == []
        assert nameless(part) == []
