"""The window: places and the way back, keys, actions, slow work, trouble, faults, locking, the end."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import Refused, TryAgain
from pos_desktop.ui.dialogs.key_help import KeyHelpPanel
from pos_desktop.ui.dialogs.trouble import TroublePanel
from pos_desktop.ui.screens.login import LoginScreen
from pos_desktop.ui.shell.screen import Key
from pos_desktop.ui.shell.window import RegisterWindow
from pos_desktop.ui.widgets.search_field import SearchField
from tests.ui.places import PLACES
from tests.ui.register import person_named


@pytest.fixture
def shell(qtbot, dressed, services, faults):
    """The window with screens of the test's own, and Cashier 1 at the register."""
    services.session.sign_in(person_named(services, "Cashier 1"), "pin")
    made = RegisterWindow(services, {**PLACES, "login": LoginScreen}, report=faults)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.start()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    yield made
    made.close()
    assert not faults.reported, faults.reported


def press(qtbot, window, key, modifiers=Qt.KeyboardModifier.NoModifier, text="") -> None:
    target = QApplication.focusWidget() or window
    if text:
        QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))
    else:
        qtbot.keyClick(target, key, modifiers)


def told(window, name: str) -> list[object]:
    return window._screens[name].told


# -- places ----------------------------------------------------------------------------------------


def test_the_register_begins_with_signing_in(window) -> None:
    assert window.frame.page() == "login"
    assert not window.frame.rail.isVisible()
    assert window.frame.status_bar.isVisible()


def test_nobody_gets_past_signing_in(window) -> None:
    window.go("orders")
    assert window.frame.page() == "login"


def test_screens_are_made_when_they_are_first_opened(shell) -> None:
    assert set(shell._screens) == {"sale"}
    shell.go("orders", order=7)
    assert told(shell, "orders") == [("enter", {"order": 7})]
    assert shell.frame.rail.active() == "orders"


def test_the_rail_shows_what_there_is(shell) -> None:
    assert list(shell.frame.rail._cells) == ["sale", "orders", "settings"]
    shell.frame.rail.cell("orders").click()
    assert shell.frame.page() == "orders"


def test_escape_goes_back_the_way_people_came(shell, qtbot) -> None:
    shell.go("orders", order=7)
    shell.go("pay")
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert shell.frame.page() == "orders"
    assert told(shell, "orders")[-1] == ("enter", {"order": 7}), "with the facts it was opened with"
    press(qtbot, shell, Qt.Key.Key_Escape)
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert shell.frame.page() == "sale", "home is the end of the way"


def test_going_round_in_a_circle_makes_no_longer_way(shell) -> None:
    for _ in range(3):
        shell.go("pay")
        shell.go("sale")
    shell.go("pay")
    shell.back()
    assert shell.frame.page() == "sale"
    shell.back()
    assert shell.frame.page() == "sale"


def test_a_screen_may_keep_people(shell) -> None:
    shell.go("pay")
    shell._screens["pay"].stays = True
    shell.go("orders")
    shell.back()
    assert shell.frame.page() == "pay"


def test_a_screen_that_takes_escape_stays(shell, qtbot) -> None:
    shell.go("pay")
    shell._screens["pay"].takes_escape = True
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert shell.frame.page() == "pay"


def test_a_screen_that_cannot_open_leaves_people_where_they_are(shell, monkeypatch) -> None:
    def refuse(self, **facts):
        raise Refused("No shift is open", "", "Open one first.")

    monkeypatch.setattr(PLACES["pay"], "enter", refuse)
    shell.go("pay")
    assert shell.frame.page() == "sale"
    assert isinstance(shell.panels.top, TroublePanel)


# -- keys ------------------------------------------------------------------------------------------


def test_function_keys_and_commands_work_from_a_text_box(shell, qtbot) -> None:
    shell._screens["sale"].field.setFocus()
    press(qtbot, shell, Qt.Key.Key_F12)
    press(qtbot, shell, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert told(shell, "sale")[-2:] == ["F12", "Ctrl+P"]


def test_a_text_box_does_not_keep_a_key_of_the_screen_for_itself(shell, monkeypatch) -> None:
    """Ctrl+U empties text boxes on Linux, Ctrl+Z is undo in those of every computer."""
    sale, hits = shell._screens["sale"], []
    monkeypatch.setattr(sale, "keys", lambda: [Key("Ctrl+Z", "Customer", lambda: hits.append("Ctrl+Z"))])
    shell.refresh_keys()
    sale.field.setText("")
    sale.field.setFocus()
    QTest.keyClicks(sale.field, "oat")
    QTest.keyClick(shell.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (hits, sale.field.text()) == (["Ctrl+Z"], "oat")


def test_a_text_box_keeps_the_keys_that_the_screen_does_not_want(shell) -> None:
    field = shell._screens["sale"].field
    field.setText("")
    field.setFocus()
    QTest.keyClicks(field, "oat")
    QTest.keyClick(shell.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""


def test_signs_and_enter_are_the_text_boxs_own(shell, qtbot) -> None:
    field = shell._screens["sale"].field
    field.setFocus()
    before = list(told(shell, "sale"))
    qtbot.keyClicks(field, "a+?")
    press(qtbot, shell, Qt.Key.Key_Return)
    assert field.text() == "a+?"
    assert told(shell, "sale") == before
    assert shell.panels.top is None


def test_the_letters_of_a_screen_are_its_keys_with_caps_lock_too(shell, qtbot, monkeypatch) -> None:
    screen, hits = shell._screens["sale"], []
    monkeypatch.setattr(screen, "keys", lambda: [Key("a", "All items", lambda: hits.append("a"))])
    shell.refresh_keys()
    screen.setFocus()
    press(qtbot, shell, Qt.Key.Key_A, text="a")
    press(qtbot, shell, Qt.Key.Key_A, text="A")
    assert hits == ["a", "a"]


def test_enter_presses_the_primary_and_does_not_repeat(shell, qtbot) -> None:
    screen = shell._screens["sale"]
    screen.setFocus()
    press(qtbot, shell, Qt.Key.Key_Return)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(screen, held)
    press(qtbot, shell, Qt.Key.Key_Plus, text="+")
    assert screen.told[-2:] == ["primary", "+"]


def test_the_keys_of_a_screen_rest_while_a_panel_asks(shell, qtbot) -> None:
    shell.show_overlay(QLabel("panel"))
    before = list(told(shell, "sale"))
    press(qtbot, shell, Qt.Key.Key_F12)
    assert told(shell, "sale") == before
    press(qtbot, shell, Qt.Key.Key_Escape)
    press(qtbot, shell, Qt.Key.Key_F12)
    assert told(shell, "sale")[-1] == "F12"


def test_question_mark_shows_the_keys(shell, qtbot) -> None:
    shell._screens["sale"].setFocus()
    press(qtbot, shell, Qt.Key.Key_Question, text="?")
    panel = shell.panels.top
    assert isinstance(panel, KeyHelpPanel)
    rows = [row.accessibleName() for row in panel.findChildren(object) if hasattr(row, "_caps")]
    assert "F12: Pay" in rows
    assert "Ctrl+L: Lock the register" in rows
    press(qtbot, shell, Qt.Key.Key_Return)
    assert shell.panels.top is None


def test_a_question_mark_in_an_empty_search_asks_for_the_keys(window, cashier, qtbot) -> None:
    field = next(field for field in window.findChildren(SearchField) if field.isVisible())
    field.edit.setFocus()
    press(qtbot, window, Qt.Key.Key_Question, text="?")
    assert isinstance(window.panels.top, KeyHelpPanel)
    window.panels.dismiss()
    qtbot.keyClicks(field.edit, "oat?")
    assert field.text() == "oat?"


# -- panels ----------------------------------------------------------------------------------------


def test_a_panel_over_a_panel_leaves_the_lower_one_as_it_was(shell, qtbot) -> None:
    lower = QLineEdit("half typed")
    shell.show_overlay(lower)
    shell.trouble(TryAgain("No", "", "Do it"))
    assert isinstance(shell.panels.top, TroublePanel)
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert shell.panels.top is lower
    assert lower.text() == "half typed"
    assert lower.hasFocus()


def test_escape_tells_whoever_opened_the_panel_and_closing_does_not(shell, qtbot) -> None:
    dismissed: list[str] = []
    shell.show_overlay(QLabel("first"), on_dismiss=lambda: dismissed.append("first"))
    shell.close_overlay()
    shell.show_overlay(QLabel("second"), on_dismiss=lambda: dismissed.append("second"))
    press(qtbot, shell, Qt.Key.Key_Escape)
    assert dismissed == ["second"]


# -- actions, trouble, faults ----------------------------------------------------------------------


def test_an_action_that_works_hands_its_result_on(shell) -> None:
    results: list[int] = []
    shell.act(lambda approval: 7, results.append)
    assert results == [7]


def test_trouble_with_a_next_step_is_a_panel_and_a_refusal_a_toast(shell) -> None:
    def fail(approval):
        raise TryAgain("The printer is off", "The sale is stored.", "Switch it on.")

    def refuse(approval):
        raise Refused("There is nothing to park", "The ticket is empty.")

    shell.act(fail)
    assert isinstance(shell.panels.top, TroublePanel)
    shell.close_overlay()
    shell.act(refuse)
    assert shell.panels.top is None
    assert [toast.data.title for toast in shell.frame.toasts.toasts] == ["There is nothing to park"]


def test_a_fault_is_reported_and_told_calmly_once(shell, faults) -> None:
    fault = ZeroDivisionError("inside")

    def fail(approval):
        raise fault

    shell.act(fail)
    shell.act(fail)
    assert faults.take() == [fault, fault]
    panel = shell.panels.top
    assert isinstance(panel, TroublePanel)
    assert "safe" in panel.accessibleDescription()
    assert "inside" not in panel.accessibleDescription() + panel.accessibleName()
    shell.panels.dismiss()
    assert shell.panels.top is None


# -- slow work -------------------------------------------------------------------------------------


def test_slow_work_runs_elsewhere_and_answers_here(shell, qtbot) -> None:
    answers: list[tuple[object, object]] = []
    shell.run(threading.current_thread, lambda thread: answers.append((thread, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(answers))
    worker, here = answers[0]
    assert worker is not here
    assert here is threading.main_thread()


def test_what_is_slow_shows_that_it_lives_and_can_be_cancelled(shell, qtbot) -> None:
    answers: list[object] = []
    release = threading.Event()
    began = time.monotonic()
    shell.run(lambda: release.wait(300), answers.append, words="Reading products …")
    assert not shell.runner.card.isVisible()
    qtbot.waitUntil(shell.runner.card.isVisible)
    assert time.monotonic() - began >= 0.28
    assert shell.runner.card.accessibleName() == "Reading products …"
    shell.runner.card._cancel.click()
    assert not shell.runner.card.isVisible()
    release.set()
    shell.run(lambda: "next", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["next"], "cancelled work answers nobody"


def test_trouble_of_slow_work_comes_to_who_asked_or_is_shown(shell, qtbot, faults) -> None:
    def fail():
        raise TryAgain("The disk is full", "Nothing was stored.", "Make room.")

    refused: list[object] = []
    shell.run(fail, refused.append, refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert isinstance(refused[0], TryAgain)
    shell.run(fail, refused.append)
    qtbot.waitUntil(lambda: isinstance(shell.panels.top, TroublePanel))
    shell.panels.dismiss()
    shell.run(lambda: 1 // 0, refused.append)
    qtbot.waitUntil(lambda: isinstance(shell.panels.top, TroublePanel))
    assert [type(fault) for fault in faults.take()] == [ZeroDivisionError]


def test_closing_stops_everything_in_two_seconds(shell, qtbot, monkeypatch) -> None:
    release = threading.Event()
    answers: list[object] = []
    for _ in range(5):
        shell.run(lambda: release.wait(300), answers.append)
    waited_in_vain: list[float] = []
    join = threading.Thread.join

    def noted(thread: threading.Thread, timeout: float = 300.0) -> None:
        join(thread, timeout)
        if thread.is_alive():
            waited_in_vain.append(timeout)

    with monkeypatch.context() as noting:
        noting.setattr(threading.Thread, "join", noted)
        shell.close()
    assert waited_in_vain and sum(waited_in_vain) < 2, "for all together"
    assert shell.runner.tasks.open_tasks == ()
    release.set()
    qtbot.waitUntil(lambda: not any(t.name.startswith("task-") for t in threading.enumerate()))
    assert answers == []


# -- scans -----------------------------------------------------------------------------------------


def test_a_scan_is_offered_to_the_screen_and_at_last_to_the_sale(shell) -> None:
    shell.go("orders")
    shell._screens["sale"].takes_scans = True
    shell.on_scanned("4006381333931")
    assert ("scanned", "4006381333931") in told(shell, "orders")
    assert shell.frame.page() == "sale"
    assert told(shell, "sale")[-1] == ("scanned", "4006381333931")


def test_a_panel_that_takes_scans_comes_first(shell) -> None:
    class Asks(QLabel):
        codes: list[str] = []

        def scanned(self, code: str) -> bool:
            self.codes.append(code)
            return True

    before = list(told(shell, "sale"))
    shell.show_overlay(Asks())
    shell.on_scanned("badge")
    assert Asks.codes == ["badge"]
    assert told(shell, "sale") == before


# -- locking ---------------------------------------------------------------------------------------


def test_locking_covers_and_the_same_person_finds_everything_as_it_was(shell, services, qtbot) -> None:
    shell.go("pay")
    shell._screens["pay"].field.setText("12,00")
    entered = len(told(shell, "pay"))
    shell.lock()
    assert shell.frame.page() == "login"
    assert services.desk.person is None
    services.session.sign_in(person_named(services, "Cashier 1"), "pin")
    assert shell.frame.page() == "pay"
    assert shell._screens["pay"].field.text() == "12,00"
    assert len(told(shell, "pay")) == entered, "it was covered, not opened again"


def test_somebody_else_begins_with_the_sale(shell, services) -> None:
    shell.go("orders")
    shell.lock()
    services.session.sign_in(person_named(services, "Manager"), "pin")
    assert shell.frame.page() == "sale"
    shell.back()
    assert shell.frame.page() == "sale"


def test_locking_turns_an_open_question_down(shell) -> None:
    dismissed: list[bool] = []
    shell.show_overlay(QLabel("panel"), on_dismiss=lambda: dismissed.append(True))
    shell.lock()
    assert dismissed == [True]
    assert shell.panels.top is None


def test_an_untouched_register_locks_itself(shell, services, qtbot) -> None:
    shell.idle.set_patience(30)
    qtbot.waitUntil(lambda: shell.frame.page() == "login")
    assert services.desk.person is None


def test_a_key_keeps_the_register_open(shell, qtbot) -> None:
    shell.idle.set_patience(60_000)
    shell.idle._timer.stop()

    def begins_anew() -> bool:
        shift = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(shell.windowHandle(), shift)
        return shell.idle._timer.isActive()

    qtbot.waitUntil(begins_anew)  # keys are watched from a moment after the first paint on


# -- looks -----------------------------------------------------------------------------------------


def test_changed_settings_reach_every_open_screen(shell, services) -> None:
    shell.go("orders")
    services.desk.change_settings(appearance="dark", name="New name")
    assert told(shell, "sale")[-1] == told(shell, "orders")[-1] == "retranslate"
    assert shell.windowTitle() == "New name"


def test_needed_approval_is_asked_for(shell) -> None:
    from pos_desktop.application.approvals import ApprovalRequest
    from pos_desktop.domain.permissions import Permission
    from pos_desktop.ui.dialogs.approval import ApprovalPanel

    def ask(approval):
        raise ApprovalNeeded(ApprovalRequest(Permission.NO_SALE, "Open the drawer"))

    shell.act(ask)
    assert isinstance(shell.panels.top, ApprovalPanel)
    shell.panels.dismiss()


def test_what_follows_an_action_never_runs_the_action_twice(shell, faults) -> None:
    from pos_desktop.application.approvals import ApprovalRequest
    from pos_desktop.domain.permissions import Permission

    runs: list[object] = []

    def then(result: object) -> None:
        raise ApprovalNeeded(ApprovalRequest(Permission.NO_SALE, "Open the drawer"))

    shell.act(runs.append, then)
    assert runs == [None]
    assert [type(fault) for fault in faults.take()] == [ApprovalNeeded]


def test_work_that_its_asker_cancels_leaves_no_spinner(shell, qtbot) -> None:
    release = threading.Event()
    answers: list[object] = []
    task = shell.run(lambda: release.wait(300), answers.append)
    qtbot.waitUntil(shell.runner.card.isVisible)
    task.cancel()
    assert not shell.runner.card.isVisible()
    release.set()


def test_the_register_speaks_to_each_person_in_their_language(shell, services, monkeypatch, tmp_path) -> None:
    from dataclasses import replace

    from pos_desktop.application import wording
    from pos_desktop.ui import appearance

    (tmp_path / "de.json").write_text('{"Orders": "Bestellungen"}', encoding="utf-8")
    monkeypatch.setattr(appearance, "_catalogues", lambda: tmp_path)
    shell.lock()
    services.session.sign_in(replace(person_named(services, "Cashier 2"), language="de"), "pin")
    assert wording.language() == "de"
    assert shell.frame.rail.cell("orders").text() == "Bestellungen"
    shell.lock()
    assert shell.frame.rail.cell("orders").text() == "Orders"


def test_nothing_of_a_closed_window_looks_at_the_register_again(cashier, window) -> None:
    window.go("promises")
    assert any(timer.isActive() for timer in window.findChildren(QTimer))
    window.close()
    assert not any(timer.isActive() for timer in window.findChildren(QTimer))
