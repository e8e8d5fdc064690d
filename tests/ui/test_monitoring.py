"""Monitoring: messages of a shop that were set aside, looked at once more; what rings; empty before the first call."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import pytest

from pos_desktop.application.sync_records import InboxState
from pos_desktop.application.sync_view import MonitorView
from pos_desktop.ui.screens.monitor import MonitorScreen
from pos_desktop.ui.screens.sync_side import ReasonBox
from pos_desktop.ui.widgets.buttons import Button
from tests.ui.online_shop import OnlineShop, Watcher, online, services, shop_running, watch
from tests.ui.register import person_named
from tests.ui.selling import misplaced, nameless, too_small
from tests.ui.settings_at_work import journal_kinds

BROKEN = {"id": 7, "title": "Oat drink", "variants": "none of them"}
"""A product whose variants are not as they must be."""
ASIDE = (InboxState.QUARANTINED, InboxState.IGNORED)


@pytest.fixture
def connection(online: OnlineShop):
    return online.connect()


@pytest.fixture
def told(online: OnlineShop, connection) -> OnlineShop:
    """A message that cannot be understood and one that nobody acts on."""
    online.tell(connection, "products/update", BROKEN)
    online.tell(connection, "locations/create", {"id": 1, "name": "Cellar"})
    online._parts().inbox.work()
    return online


def monitor(window, services, who: str = "Manager") -> MonitorScreen:
    services.session.sign_in(person_named(services, who), "pin")
    window.go("monitor")
    shown = window.screen_in_sight
    assert isinstance(shown, MonitorScreen)
    return shown


def row_of(screen: MonitorScreen, topic: str):
    return next(row for row in screen.message_list.rows if row.primary == topic)


def choose(screen: MonitorScreen, topic: str) -> None:
    screen.message_list.select(row_of(screen, topic).key)


def test_before_the_first_call_it_says_what_will_be_here(window, services, watch) -> None:
    screen = monitor(window, services)
    watch.until(lambda: screen._answered)
    screen._show((MonitorView((), (), None), []))  # other tests of this process may have called a shop
    assert screen.empty.isVisible()
    assert not screen.systems_card.isVisible() and not screen.messages_card.isVisible()


def test_messages_that_were_set_aside_are_listed_with_their_reason(window, services, told, watch) -> None:
    screen = monitor(window, services)
    watch.until(lambda: len(screen.message_list.rows) == 2)
    assert row_of(screen, "products/update").tag.text == "Set aside"
    assert row_of(screen, "locations/create").tag.text == "Not used"
    choose(screen, "products/update")
    (reason,) = screen.side_panel.findChildren(ReasonBox)
    assert "variants" in reason.accessibleName()
    choose(screen, "locations/create")
    reason = screen.side_panel.findChildren(ReasonBox)[-1]
    assert "does nothing with this" in reason.accessibleName()


def test_what_could_not_be_taken_over_is_told_and_needs_nobody(
    window, services, told, connection, watch
) -> None:
    told.tell(connection, "products/delete", {"id": 99})
    told._parts().inbox.work()
    screen = monitor(window, services)
    watch.until(lambda: any(row.primary == "products/delete" for row in screen.message_list.rows))
    choose(screen, "products/delete")
    reason = screen.side_panel.findChildren(ReasonBox)[-1]
    assert "not linked to one here" in reason.accessibleName()
    offered = [each.accessibleName() for each in screen.side_panel.findChildren(Button) if each.isVisible()]
    assert "Process it again" not in offered


def test_a_message_is_looked_at_once_more(window, services, told, watch) -> None:
    screen = monitor(window, services)
    watch.until(lambda: len(screen.message_list.rows) == 2)
    choose(screen, "products/update")
    screen.side_panel.buttons["replay"].click()
    watch.until(lambda: len(screen.message_list.rows) == 1)
    assert "message_replayed" in journal_kinds(services)
    told._parts().inbox.work()  # it is as broken as before
    screen.refresh()
    watch.until(lambda: len(screen.message_list.rows) == 2)
    assert {view.state for view in services.sync.inbox(None, ASIDE)} == set(ASIDE)


def test_a_message_that_is_gone_meanwhile_is_told_and_nothing_happens(window, services, told, watch) -> None:
    screen = monitor(window, services)
    watch.until(lambda: len(screen.message_list.rows) == 2)
    choose(screen, "products/update")
    message = screen.messages[screen.chosen]
    services.sync.replay(message.id)
    screen.replay(message.id)
    assert "needs nothing" in window.frame.toasts.toasts[-1].data.title


def test_who_may_not_decide_is_told(window, services, told, watch) -> None:
    screen = monitor(window, services, "Cashier 1")
    watch.until(lambda: len(screen.message_list.rows) == 2)
    choose(screen, "products/update")
    screen.side_panel.buttons["replay"].click()
    assert window.panels.top is not None
    assert "message_replayed" not in journal_kinds(services)
    window.close_overlay()


def test_what_rings_is_chosen_first(window, services, told, connection, watch) -> None:
    told.shop.close()
    screen = monitor(window, services)
    watch.until(lambda: screen.chosen)
    told.shop.start()
    assert screen.chosen in {**screen.systems, **screen.messages}


@pytest.mark.parametrize("width", [1366, 1024])
def test_nothing_is_nameless_misplaced_or_too_small(window, services, told, watch, width, dressed) -> None:
    window.resize(width, 768)
    screen = monitor(window, services)
    watch.until(lambda: len(screen.message_list.rows) == 2)
    dressed.processEvents()
    assert (nameless(screen), misplaced(screen), too_small(screen)) == ([], [], [])
