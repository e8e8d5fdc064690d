"""A manager's word: asked for, given by PIN or badge, refused, used for one action."""
# ruff: noqa: F811 - fixtures are imported by name

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from pos_desktop.application.approvals import Approval, ApprovalNeeded, ApprovalRequest
from pos_desktop.application.errors import TryAgain
from pos_desktop.application.ids import new_id
from pos_desktop.application.ticket_approvals import line_discount_request
from pos_desktop.domain.discount import percent
from pos_desktop.domain.permissions import Permission, Role
from pos_desktop.domain.record import replace
from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from tests.ui.register import person_named
from tests.ui.slow_work import press_cancel, slow  # noqa: F401

FACTS = (("On", "Olive oil extra · 8,99 → 6,74"), ("Why", "Damaged packaging"), ("Asked by", "Cashier 1"))


@pytest.fixture
def asked(window, cashier):
    """An action that needs a manager's word, asked for; the words it was given are kept."""

    class Asked:
        request = ApprovalRequest(Permission.PRICE_OVERRIDE, "25 % line discount", FACTS, -225, "line 1")
        given: list[Approval] = []
        done: list[str] = []

        @property
        def panel(self) -> ApprovalPanel:
            panel = window.panels.top
            assert isinstance(panel, ApprovalPanel)
            return panel

        def action(self, approval: Approval | None) -> str:
            if approval is None or not approval.request.covers(self.request):
                raise ApprovalNeeded(self.request)
            self.given.append(approval)
            return "discounted"

    made = Asked()
    made.given, made.done = [], []
    window.act(made.action, made.done.append)
    return made


def kinds(services) -> list[str]:
    with services.desk.store._database.read() as connection:
        return list(connection.execute(select(tables.journal.c.kind)).scalars())


def type_keys(qtbot, text: str) -> None:
    for digit in text:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key(ord(digit)))


def test_the_panel_says_what_is_asked(asked) -> None:
    panel = asked.panel
    assert panel.amount.text() == "−2,25\N{NO-BREAK SPACE}€"
    assert panel.approve.text() == "Approve −2,25\N{NO-BREAK SPACE}€"
    assert not panel.approve.isEnabled()
    assert panel.accessibleName() == "Manager approval: 25 % line discount"


def test_a_managers_pin_lets_the_action_through_once(asked, window, services, qtbot) -> None:
    type_keys(qtbot, "999")
    assert not asked.panel.approve.isEnabled()
    type_keys(qtbot, "9")
    assert asked.panel.approve.isEnabled()
    assert asked.done == [], "the last digit approves nothing by itself"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asked.done))
    assert asked.done == ["discounted"]
    assert [approval.approver_name for approval in asked.given] == ["Manager"]
    assert window.panels.top is None
    assert services.desk.person.name == "Cashier 1", "the cashier stays at the register"
    assert kinds(services).count("approved") == 1


def test_a_long_name_leaves_its_prices_and_the_word_of_the_badge(window, services, cashier, qtbot) -> None:
    line = services.tickets.scan("8001480011243").line
    name = "Extra virgin olive oil of the first pressing from the hills above the lake, 750 ml"
    request = line_discount_request(services.desk, replace(line, name=name), percent(25, "Damaged packaging"))

    def action(approval: Approval | None) -> None:
        raise ApprovalNeeded(request)

    window.act(action)
    panel = window.panels.top
    QApplication.processEvents()
    row = panel.findChild(KeyValueRows).row("about")
    assert row.accessibleName() == f"On {name} · 8,99 → 6,74"
    assert (
        row.tail.width() >= row.tail.sizeHint().width() and row.value.width() < row.value.sizeHint().width()
    )
    assert row.tail.geometry().right() <= row.width()
    assert panel.hint.isVisible() and panel.hint.accessibleName() == "Or scan a badge or manager card"


def test_a_wrong_pin_is_said_in_the_panel(asked, qtbot) -> None:
    type_keys(qtbot, "1111")
    asked.panel.approve.click()
    qtbot.waitUntil(lambda: asked.panel.message.text().startswith("Wrong PIN"))
    assert asked.panel.message.text() == "Wrong PIN. 4 tries left."
    assert asked.panel.dots.filled() == 0
    assert not asked.panel.approve.isEnabled()
    assert asked.done == []
    type_keys(qtbot, "9")
    assert asked.panel.message.text() == "Manager PIN"


def test_a_managers_badge_approves_at_once(asked, window, services, qtbot) -> None:
    services.people  # noqa: B018 - the badge is given by storage below: the cashier may not
    with services.desk.store.write() as work:
        work.people.set_badge(person_named(services, "Manager").id, services.desk.vault.badge_key("M-1"))
    window.on_scanned("M-1")
    qtbot.waitUntil(lambda: bool(asked.done))
    assert asked.given[0].method == "badge"


def test_a_badge_that_is_read_twice_approves_once(asked, window, services, qtbot) -> None:
    """The second reading comes while the first one is checked: the money must not go out twice."""
    with services.desk.store.write() as work:
        work.people.set_badge(person_named(services, "Manager").id, services.desk.vault.badge_key("M-1"))
    panel = asked.panel
    window.on_scanned("M-1")
    window.on_scanned("M-1")
    qtbot.waitUntil(lambda: not window.runner.tasks.open_tasks)
    qtbot.waitUntil(lambda: not shiboken6.isValid(panel))
    assert asked.done == ["discounted"]
    assert kinds(services).count("approved") == 1


def test_a_managers_badge_approves_from_a_scanner_on_a_wire(asked, window, services, qtbot) -> None:
    with services.desk.store.write() as work:
        key = services.desk.vault.badge_key("MANAGER-1")
        work.people.set_badge(person_named(services, "Manager").id, key)
    qtbot.waitUntil(lambda: bool(services.counter._scanned))
    services.counter.scanned(uuid4(), "]Q1MANAGER-1")
    qtbot.waitUntil(lambda: bool(asked.done))
    assert asked.given[0].method == "badge"


def test_a_cashiers_badge_and_a_product_approve_nothing(asked, window, services, qtbot) -> None:
    window.on_scanned("4006381333931")
    qtbot.waitUntil(lambda: asked.panel.message.text() == "This badge cannot approve")
    assert asked.done == []
    assert services.tickets.ticket.lines == (), "what is scanned here is no sale"


@pytest.mark.parametrize("how", ["escape", "button", "cross"])
def test_declining_is_journalled_and_changes_nothing(asked, window, services, qtbot, how: str) -> None:
    panel = asked.panel
    if how == "escape":
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    elif how == "button":
        panel.declined.emit()
    else:
        next(
            child for child in panel.findChildren(object) if getattr(child, "toolTip", str)() == "Decline"
        ).click()
    assert window.panels.top is None
    assert asked.done == []
    assert kinds(services).count("approval_declined") == 1


def test_escape_during_the_check_leaves_the_action_undone(asked, window, services, qtbot) -> None:
    type_keys(qtbot, "9999")
    asked.panel.approve.click()
    window.panels.dismiss()
    qtbot.waitUntil(lambda: not window.runner.tasks.open_tasks)
    QApplication.processEvents()
    assert asked.done == []
    assert asked.given == []


def test_who_may_not_go_so_far_is_told_and_somebody_else_is_asked(window, services, cashier, qtbot) -> None:
    lead = Role("lead", frozenset(Permission), Decimal(20))
    with services.desk.store.write() as work:
        person, role_id = person_named(services, "Cashier 2"), new_id()
        work.people.save_role(role_id, lead, 3)
        work.people.update(person.id, "Cashier 2", role_id, True)
    line = services.tickets.scan("8001480011243").line
    discount = percent(25, "Damaged packaging")
    window.act(lambda approval: services.tickets.discount_line(line.id, discount, approval))
    panel = window.panels.top
    type_keys(qtbot, "2222")
    panel.approve.click()
    qtbot.waitUntil(lambda: panel.message.text() == "You may not approve this")
    assert panel.hint.accessibleName() == "Ask somebody whose role allows it."
    assert panel.hint.isVisible()
    assert services.tickets.ticket.lines[0].discount is None
    type_keys(qtbot, "9999")
    panel.approve.click()
    qtbot.waitUntil(lambda: services.tickets.ticket.lines[0].discount is not None)


def test_a_real_discount_above_the_limit(window, services, cashier, qtbot) -> None:
    line = services.tickets.scan("8001480011243").line
    discount = percent(25, "Damaged packaging")
    window.act(lambda approval: services.tickets.discount_line(line.id, discount, approval))
    panel = window.panels.top
    assert isinstance(panel, ApprovalPanel)
    type_keys(qtbot, "9999")
    panel.approve.click()
    qtbot.waitUntil(lambda: services.tickets.ticket.lines[0].discount is not None)
    assert services.tickets.totals.total_minor == 674


def test_focus_cannot_leave_the_question(asked, window, qtbot) -> None:
    for _ in range(25):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert window.frame.overlay.isAncestorOf(focused)


@pytest.fixture
def hanging(services, slow, monkeypatch):
    """The check of a PIN, which takes as long as it likes."""
    made = slow(services.desk.vault.matches)
    monkeypatch.setattr(services.desk.vault, "matches", made)
    return made


def test_a_check_that_is_cancelled_approves_nothing_and_can_be_made_again(
    asked, window, services, qtbot, hanging
) -> None:
    type_keys(qtbot, "9999")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: hanging.asked == 1)
    press_cancel(window, qtbot)
    assert (asked.panel.dots.filled(), asked.panel.approve.isEnabled()) == (0, False)
    hanging.let_go()
    qtbot.waitUntil(lambda: not window.runner.tasks._open)
    assert (asked.done, kinds(services).count("approved")) == ([], 0)
    type_keys(qtbot, "9999")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asked.done))
    assert asked.done == ["discounted"]
    assert kinds(services).count("approved") == 1


def test_a_word_that_comes_after_the_decline_is_not_on_record(
    asked, window, services, qtbot, hanging
) -> None:
    type_keys(qtbot, "9999")
    asked.panel.approve.click()
    qtbot.waitUntil(lambda: hanging.asked == 1)
    window.panels.dismiss()
    hanging.let_go()
    qtbot.waitUntil(lambda: not window.runner.tasks._open)
    assert asked.done == []
    assert [kind for kind in kinds(services) if kind.startswith("approv")] == ["approval_declined"]


def test_a_word_that_cannot_be_put_on_record_is_not_used(asked, window, services, qtbot, monkeypatch) -> None:
    def full(_approval: Approval) -> Approval:
        raise TryAgain("The disk is full", "Nothing was changed.")

    with monkeypatch.context() as patched:
        patched.setattr(services.session, "approved", full)
        type_keys(qtbot, "9999")
        asked.panel.approve.click()
        qtbot.waitUntil(lambda: bool(window.frame.toasts.toasts))
    assert asked.done == []
    type_keys(qtbot, "9999")
    asked.panel.approve.click()
    qtbot.waitUntil(lambda: bool(asked.done))
