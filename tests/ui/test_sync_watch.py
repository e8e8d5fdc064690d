"""What the sync's threads say reaches the window on its own thread."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest

from pos_desktop.application.events import Event
from pos_desktop.application.platform.changes import ChangeKind
from pos_desktop.application.sync_view import Notice
from pos_desktop.ui.shell import sync_watch


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_watch, "REST_MS", 0)


def from_a_thread(call) -> None:
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


def test_a_parked_order_is_told_in_passing_with_the_way_to_it(window, cashier, services, qtbot) -> None:
    notice = Notice("Shopify does not know a line of 1-000007", "The sale is complete.", uuid4(), None)
    engine = services.sync_news
    engine._notices.append(notice)
    qtbot.waitUntil(lambda: hasattr(window, "sync_watch"))
    from_a_thread(window.sync_watch._tell)
    qtbot.waitUntil(lambda: notice.title in [t.data.title for t in window.frame.toasts.toasts])
    assert engine.take_notices() == []


def test_a_changed_product_refreshes_what_shows_products(window, cashier, services, qtbot) -> None:
    heard: list[str] = []
    end = services.desk.events.on(Event.CATALOGUE, lambda: heard.append(threading.current_thread().name))
    qtbot.waitUntil(lambda: hasattr(window, "sync_watch"))
    window.sync_watch._news.take_changes = lambda: frozenset({ChangeKind.PRODUCT})
    from_a_thread(window.sync_watch._tell)
    qtbot.waitUntil(lambda: bool(heard))
    end()
    assert heard[0] == threading.main_thread().name


def test_a_search_under_way_is_not_cleared_by_a_changed_catalogue(window, cashier, services) -> None:
    sale = window.screen_in_sight
    sale.search.set_text("oat")
    services.desk.events.tell(Event.CATALOGUE)
    assert sale.search.text() == "oat" and sale._stale
    sale.search.clear()
    assert not sale._stale
