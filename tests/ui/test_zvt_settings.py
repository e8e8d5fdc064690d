"""A card terminal by ZVT as a manager sets it up: added, tried, its day ended; at the virtual terminal on a real port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_desktop.payments.zvt.fake import VISA, VirtualZvtTerminal
from pos_desktop.ui.screens.settings_pages.new_method import NewMethodPanel
from pos_desktop.ui.screens.settings_pages.readers import TestPaymentPanel
from tests.ui.selling import misplaced, nameless, too_small
from tests.ui.settings_at_work import journal_kinds, settings_of


@pytest.fixture
def terminal() -> Iterator[VirtualZvtTerminal]:
    made = VirtualZvtTerminal().start()
    yield made
    made.stop()


@pytest.fixture
def page(window):
    return settings_of(window, section="payments").page


def added(page, terminal, qtbot):
    page.add.click()
    panel = page.host.window_.panels.top
    assert isinstance(panel, NewMethodPanel)
    panel.choose("zvt")
    panel.settings["host"].set_text(f"{terminal.host}:{terminal.port}")
    # More fields came than fit: the layout makes room for the scroll bar with the next events.
    qtbot.waitUntil(lambda: not [*misplaced(panel), *nameless(panel), *too_small(panel)])
    panel._press()
    qtbot.waitUntil(
        lambda: page.banner is not None and page.banner.accessibleName() == "Connected", timeout=8000
    )
    return next(method for method in page.services.payment_methods.all() if method.provider == "zvt")


def test_one_is_added_tried_and_its_day_is_ended(page, terminal, qtbot, services):
    method = added(page, terminal, qtbot)
    assert method.settings["currency"] == "EUR"
    page.test.click()
    panel = page.host.window_.panels.top
    assert isinstance(panel, TestPaymentPanel)
    qtbot.waitUntil(lambda: terminal.present(VISA), timeout=8000)
    qtbot.waitUntil(lambda: not panel.running, timeout=15_000)
    assert panel.result.accessibleName() == "It works"
    assert terminal.turnover_minor == 0
    page.host.window_.close_overlay(panel)
    page.day.click()
    qtbot.waitUntil(lambda: "terminal_day_closed" in journal_kinds(services), timeout=15_000)
    assert len(terminal.days) == 1


def test_two_presses_end_the_terminals_day_once(page, terminal, qtbot, services):
    added(page, terminal, qtbot)
    page.day.click()
    page.day.click()
    assert not page.day.isEnabled()
    qtbot.waitUntil(lambda: not page.host.window_.runner.tasks._open, timeout=15_000)
    assert len(terminal.days) == 1 and journal_kinds(services).count("terminal_day_closed") == 1
    assert page.day.isEnabled()


def test_a_terminal_that_is_away_says_so(page, terminal, qtbot):
    added(page, terminal, qtbot)
    terminal.power_off()
    page.check.click()
    qtbot.waitUntil(
        lambda: "not reached" in page.banner.accessibleDescription() + page.banner.accessibleName(),
        timeout=15_000,
    )
