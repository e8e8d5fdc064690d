"""One field for everything: actions, products, orders, customers."""
# ruff: noqa: F811 - fixtures are imported by name

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.application.ids import new_id
from pos_desktop.application.sync_records import Customer
from pos_desktop.application.ticket_customers import customer_of
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.palette import PalettePanel
from pos_desktop.ui.dialogs.trouble import TroublePanel
from tests.ui.card_till import card_till, till  # noqa: F401
from tests.ui.selling import CTRL, MINUS
from tests.ui.slow_work import slow  # noqa: F401


@pytest.fixture
def palette(window, cashier, qtbot):
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    panel = window.panels.top
    assert isinstance(panel, PalettePanel)
    assert panel.field.edit.hasFocus()
    return panel


def keys(panel: PalettePanel) -> list[str]:
    return [row.key.split("-")[0] for row in panel.list.rows]


def find(qtbot, panel: PalettePanel, text: str) -> None:
    qtbot.keyClicks(panel.field.edit, text)
    qtbot.waitUntil(lambda: not panel._pause.isActive())


def test_before_anything_is_typed_the_actions_are_shown(palette) -> None:
    words = [row.primary for row in palette.list.rows]
    assert "Lock the register" in words
    assert "Keys of this screen" in words
    assert set(keys(palette)) == {"action"}


def test_products_are_found_as_they_are_typed_and_enter_sells_the_first(
    palette, window, services, qtbot
) -> None:
    find(qtbot, palette, "irish but")
    assert [row.primary for row in palette.list.rows] == ["Irish butter"]
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert window.panels.top is None
    assert [line.name for line in services.tickets.ticket.lines] == ["Irish butter"]
    assert window.frame.page() == "sale"


def test_only_what_was_typed_is_bold_in_a_name(palette, services, qtbot) -> None:
    find(qtbot, palette, "milk")
    row = next(row for row in palette.list.rows if "milk" in row.primary)
    assert [row.primary[start : start + length] for start, length in row.matches] == ["milk"]


def test_arrows_move_the_highlight(palette, services, qtbot) -> None:
    find(qtbot, palette, "butter")
    names = [row.primary for row in palette.list.rows]
    assert len(names) == 2
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert [line.name for line in services.tickets.ticket.lines] == [names[1]]


def test_an_action_is_done_by_its_words(palette, window, services, qtbot) -> None:
    find(qtbot, palette, "lock reg")
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert services.desk.person is None
    assert window.frame.page() == "login"


@pytest.mark.parametrize(
    ("known_as", "said"), [("without a product", "Quick item"), ("change price", "Price override")]
)
def test_an_action_is_found_by_another_name_it_is_known_by(palette, qtbot, known_as: str, said: str) -> None:
    find(qtbot, palette, known_as)
    assert [row.primary for row in palette.list.rows if row.key.startswith("action-")] == [said]


def test_what_has_the_typed_name_itself_comes_before_other_names(palette, qtbot) -> None:
    find(qtbot, palette, "go")  # Gouda, and "take goods back"
    assert keys(palette)[0] == "product"
    assert palette.list.rows[-1].primary == "Return without a receipt"


def test_enter_right_after_the_last_letter_takes_what_was_typed(palette, services, qtbot) -> None:
    qtbot.keyClicks(palette.field.edit, "kombucha")
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert [line.name for line in services.tickets.ticket.lines] == ["Kombucha lime and ginger"]


def test_nothing_found_takes_nothing(palette, window, services, qtbot) -> None:
    find(qtbot, palette, "zzzzqq")
    assert list(palette.list.rows) == []
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert services.tickets.ticket.lines == ()
    assert window.panels.top is palette


def test_escape_closes_it(palette, window, qtbot) -> None:
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Escape)
    assert window.panels.top is None


# -- customers -----------------------------------------------------------------------------------------------------


@pytest.fixture
def kim(services) -> Customer:
    """A customer of the store."""
    made = Customer(new_id(), "Kim", "Webb", "kim@web.example", "+493012345678")
    with services.desk.store.write() as work:
        work.customers.save(made, services.desk.clock.now())
    return made


def found(qtbot, panel: PalettePanel, text: str) -> None:
    """What is typed is answered, by those who take a moment as well."""
    find(qtbot, panel, text)
    qtbot.waitUntil(lambda: panel._finding is None)


@pytest.mark.parametrize("text", ["webb", "kim@web", "30 1234"])
def test_a_customer_who_is_found_is_put_on_the_ticket(
    palette, window, services, kim, qtbot, text: str
) -> None:
    found(qtbot, palette, text)
    assert [(row.primary, row.secondary) for row in palette.list.rows] == [
        ("Kim Webb", "kim@web.example · +493012345678")
    ]
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Return)
    ticket = services.tickets.ticket
    assert (window.panels.top, window.frame.page(), ticket.customer) == (None, "sale", "Kim Webb")
    assert "Kim Webb" in window.screen_in_sight.ticket.panel.header.accessibleName()
    with services.desk.store.read() as work:
        assert customer_of(work, ticket) == kim.id


def test_customers_come_below_and_change_nothing_that_enter_takes(
    palette, services, qtbot, slow, monkeypatch
) -> None:
    buttery = Customer(new_id(), "Butter", "Bean")
    late = slow(lambda _text: [buttery])
    monkeypatch.setattr(services.customers, "find", late)
    find(qtbot, palette, "butter")
    qtbot.keyClick(palette.field.edit, Qt.Key.Key_Down)
    chosen, before = palette.list.selected_key(), keys(palette)
    assert "customer" not in before
    late.let_go()
    qtbot.waitUntil(lambda: keys(palette) == [*before, "customer"])
    assert palette.list.selected_key() == chosen


def test_customers_of_what_was_typed_before_do_not_come(palette, services, qtbot, slow, monkeypatch) -> None:
    late = slow(lambda text: [Customer(new_id(), text)])
    monkeypatch.setattr(services.customers, "find", late)
    find(qtbot, palette, "web")
    qtbot.waitUntil(lambda: late.asked == 1)
    find(qtbot, palette, "b")
    late.let_go()
    qtbot.waitUntil(lambda: palette._finding is None)
    assert [row.primary for row in palette.list.rows] == ["webb"]


def test_a_ticket_that_is_being_paid_keeps_its_customer(card_till, kim) -> None:
    hands = card_till.till
    card_till.ring_up()
    hands.scan(card_till.gift_card(1000))
    assert hands.side.locked or hands.side.paying
    hands.key(Qt.Key.Key_K, held=CTRL)
    found(card_till.qtbot, hands.panel, "webb")
    hands.enter()
    assert isinstance(hands.panel, TroublePanel)
    assert hands.panel.accessibleName() == "The ticket is being paid"
    assert hands.ticket.customer == ""


# -- what a ticket's menu has --------------------------------------------------------------------------------------


def actions(panel: PalettePanel) -> dict[str, str]:
    return {row.primary: row.secondary for row in panel.list.rows}


def approved(hands) -> None:
    if isinstance(hands.panel, ApprovalPanel):
        hands.approve()


def test_what_the_menu_of_the_ticket_does_is_found_with_its_key(till) -> None:
    till.fill("Irish butter")
    till.key(Qt.Key.Key_K, held=CTRL)
    shown = actions(till.panel)
    assert (shown["Tax exemption"], shown["Discard ticket"]) == ("Ctrl+T", "Ctrl+Shift+Backspace")
    till.type("tax ex")
    till.enter()
    approved(till)
    assert till.ticket.tax_exempt
    till.key(Qt.Key.Key_K, held=CTRL)
    assert "Put the tax back" in actions(till.panel)
    till.type("discard")
    till.enter()
    approved(till)
    assert (till.ticket.lines, till.panel) == ((), None)


def test_the_tax_and_the_ticket_by_their_keys(till) -> None:
    till.fill("Irish butter")
    total = till.services.tickets.totals.total_minor
    till.key(Qt.Key.Key_T, held=CTRL)
    approved(till)
    assert till.services.tickets.totals.total_minor < total
    assert any(MINUS in row.value for row in till.side.panel.totals.rows)
    till.key(Qt.Key.Key_T, held=CTRL)
    assert till.services.tickets.totals.total_minor == total
    number = till.ticket.number
    till.key(Qt.Key.Key_Backspace, held=CTRL | Qt.KeyboardModifier.ShiftModifier)
    approved(till)
    assert till.names() == []
    assert f"Ticket {number} discarded" in till.toasts()


def test_an_empty_ticket_is_neither_discarded_nor_exempt(till) -> None:
    number = till.ticket.number
    till.key(Qt.Key.Key_Backspace, held=CTRL | Qt.KeyboardModifier.ShiftModifier)
    till.key(Qt.Key.Key_T, held=CTRL)
    assert (till.panel, till.toasts()) == (None, [])
    assert (till.ticket.number, till.ticket.tax_exempt) == (number, False)
    till.key(Qt.Key.Key_K, held=CTRL)
    assert not {"Tax exemption", "Discard ticket"} & set(actions(till.panel))
