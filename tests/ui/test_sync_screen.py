"""The sync centre in front of a real practice shop: healthy, offline with a backlog, parked and mended."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from pos_desktop.application.ids import new_id
from pos_desktop.application.sync_records import DeliveryState
from pos_desktop.application.sync_view import Health, OrderSync
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.dialogs.platform_product import PlatformProductPanel
from pos_desktop.ui.screens.lane_story import CUSTOM, DROP, LINK, NOW, PAUSE, RETRY, SETTINGS
from pos_desktop.ui.screens.monitor import MonitorScreen
from pos_desktop.ui.screens.sync import SyncScreen
from pos_desktop.ui.screens.sync_side import ReasonBox
from tests.ui.online_shop import (
    OnlineShop,
    Watcher,
    online,
    services,
    shop_running,
    watch,
)
from tests.ui.register import person_named
from tests.ui.selling import misplaced, nameless, too_small
from tests.ui.settings_at_work import double_click

OAT, COFFEE, LIME = "4006381333931", "4012345678901", "4260195970106"


@pytest.fixture
def connection(online: OnlineShop):
    return online.connect()


@pytest.fixture
def screen(window, services, connection) -> SyncScreen:
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.shifts.open(10_000)
    window.go("sync")
    shown = window.screen_in_sight
    assert isinstance(shown, SyncScreen)
    return shown


def tags(screen: SyncScreen) -> list[str]:
    return [row.health.text for row in screen.table.list.lanes.rows]


def is_synced(online: OnlineShop, order) -> bool:
    return [state.state for state in online.services.sync.order_states(order)] == [OrderSync.SYNCED]


def parked_order(online: OnlineShop, screen: SyncScreen, watch: Watcher):
    """A sale whose product the shop deleted meanwhile."""
    online.shop.delete_product(online.shop.product_of("KOM-1"))
    order = online.sell(LIME)
    online.engine.start()
    watch.until(lambda: online.services.sync.picture().parked)
    screen.refresh()
    return order


def test_without_a_platform_it_offers_to_connect_one(window, services) -> None:
    services.session.sign_in(person_named(services, "Manager"), "pin")
    window.go("sync")
    shown = window.screen_in_sight
    assert shown.empty.isVisible() and not shown.lanes_card.isVisible()
    shown.empty.action.click()
    assert window.frame.page() == "settings"
    assert window.screen_in_sight.present == "ecommerce"


def test_a_lane_leads_to_its_own_settings_and_to_no_other_shops(window, services, screen, online) -> None:
    (first,) = services.connections.all()
    second = replace(first, id=new_id(), name="Outlet", shop={**first.shop, "address": "outlet.example"})
    with services.desk.store.write() as work:
        work.connections.save(
            replace(second, trouble="The key is refused", sign_in=True), services.desk.clock.now()
        )
    screen.refresh()
    screen.table.list.select(str(second.id))
    screen.side_panel.ways[SETTINGS].click()
    page = window.screen_in_sight.page
    assert page.chosen == str(second.id) and page.detail.title() == "Outlet"


def test_a_sale_goes_out_while_one_watches(screen, online, watch) -> None:
    order = online.sell(OAT, COFFEE)
    screen.refresh()
    assert screen.picture.waiting == 2  # the order and its stock
    assert screen.head.second().endswith("2 changes are waiting on this register.")
    online.engine.start()
    watch.until(lambda: is_synced(online, order))
    watch.until(lambda: not online.services.sync.picture().waiting)
    screen.refresh()
    assert screen.lane.health is Health.WORKING and tags(screen) == ["Working"]
    assert screen.lane.sent_today == 2
    assert sum(bar.sent for bar in screen.chart.bars) == 2
    assert len(online.shop.orders(str(order))) == 1


def test_the_chip_and_the_cell_say_how_it_stands(window, screen, online) -> None:
    online.sell(OAT)
    window.status.refresh()
    chip = window.frame.status_bar._chips["outbox"].item
    assert chip.text == "Online · 2 waiting" and chip.tone == "good"
    window.go("sale")
    window.frame.status_bar.pressed.emit("outbox")
    assert window.frame.page() == "sync"


def test_what_is_parked_says_why_and_is_sent_as_another_product(window, screen, online, watch) -> None:
    order = parked_order(online, screen, watch)
    assert screen.lane.health is Health.PARKED and screen.lane.parked == 1
    watch.until(lambda: window.frame.rail.cell("sync").item.badge == 1)
    assert set(screen.side_panel.ways) == {LINK, CUSTOM, RETRY}
    assert "Kombucha" in screen.delivery.line.name
    screen.side_panel.ways[LINK].click()
    panel = window.panels.top
    assert isinstance(panel, PlatformProductPanel)
    panel.field.edit.setText("sparkling")
    assert [row.primary for row in panel.list.rows] == ["Sparkling water"]
    panel.primary.click()
    watch.until(lambda: is_synced(online, order))
    (copy,) = online.shop.orders(str(order))
    assert [line["sku"] for line in online.shop.lines(copy)] == ["WAT-1"]


def test_what_is_parked_is_sent_as_a_custom_line(screen, online, watch) -> None:
    order = parked_order(online, screen, watch)
    screen.side_panel.ways[CUSTOM].click()
    watch.until(lambda: is_synced(online, order))
    (copy,) = online.shop.orders(str(order))
    (line,) = online.shop.lines(copy)
    assert line["variantId"] is None and line["title"].startswith("Kombucha")


def test_a_double_click_decides_about_one_parked_order_and_not_the_next(
    window, screen, online, watch
) -> None:
    parked_order(online, screen, watch)
    online.sell(LIME)
    watch.until(lambda: screen.lane and online.services.sync.picture().parked == 2)
    screen.refresh()
    online.engine.stop()
    double_click(window, screen.side_panel.ways[CUSTOM])
    assert online.services.sync.picture().parked == 1


def test_what_is_never_sent_is_told_with_its_reason(window, screen, online, watch) -> None:
    order = parked_order(online, screen, watch)
    screen.side_panel.buttons[DROP].click()
    panel = window.panels.top
    assert isinstance(panel, NotePanel)
    panel.field.edit.setText("Entered there by hand")
    panel.primary.click()
    (state,) = online.services.sync.order_states(order)
    assert state.state is OrderSync.DROPPED
    assert not online.shop.orders(str(order))
    screen.refresh()
    assert order not in [view.order_id for view in screen.parked if view.topic == "order.paid"]


def test_details_are_copied_for_who_helps(screen, online, watch) -> None:
    parked_order(online, screen, watch)
    screen.press("copy")
    text = QGuiApplication.clipboard().text()
    assert screen.delivery.order_number in text and "Shopify" in text


def test_pausing_holds_everything_until_it_goes_on(screen, online, watch) -> None:
    screen.press_pause_all()
    assert screen.lane.paused and screen.pause_all.text() == "Go on"
    online.engine.start()
    order = online.sell(OAT)
    screen.press_pause_all()
    watch.until(lambda: is_synced(online, order))
    screen.press(PAUSE)
    assert screen.lane.paused


def test_while_the_shop_is_away_everything_waits_and_goes_out_when_it_is_back(screen, online, watch) -> None:
    online.shop.close()
    try:
        order = online.sell(OAT)
        online.engine.start()
        watch.until(lambda: online.services.sync.picture().lanes[0].health is Health.OFFLINE)
        screen.refresh()
        assert screen.lane.waiting == 2
        (story,) = screen.side_panel.findChildren(ReasonBox)
        assert story.accessibleName().startswith("No way to the network")
        (waiting, _stock) = online.services.sync.deliveries(
            None, (DeliveryState.WAITING, DeliveryState.CLAIMED)
        )
        assert waiting.attempts == 0  # waiting for the network costs none
    finally:
        online.shop.start()
    screen.side_panel.buttons[NOW].click()
    watch.until(lambda: is_synced(online, order))


def test_an_order_says_where_its_copy_is(window, screen, online, watch) -> None:
    order = online.sell(OAT)
    online.engine.start()
    watch.until(lambda: is_synced(online, order))
    window.go("orders", order=order)
    shown = window.screen_in_sight
    (tag,) = shown.detail._platforms
    assert tag.text().startswith("On Shopify")
    assert shown.detail.timeline.moments[-1].title.startswith("Sent to Shopify as")
    assert len([each for each in shown.detail.timeline.moments if "ync" in each.title]) == 0


def test_monitoring_lists_the_integrations(window, screen, online, watch) -> None:
    online.sell(OAT)
    online.engine.start()
    watch.until(lambda: not online.services.sync.picture().waiting)
    screen.monitor.click()
    shown = window.screen_in_sight
    assert isinstance(shown, MonitorScreen)
    watch.until(lambda: shown.systems)
    # Other tests of this process called systems of their own.
    ours = [row for row in shown.list.rows if row.primary.startswith("Shopify")]
    assert "As usual" in [row.tag.text for row in ours]
    assert window.frame.rail.active() == "sync"


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_nothing_is_nameless_misplaced_or_too_small(window, screen, online, direction, dressed) -> None:
    online.sell(OAT)
    dressed.setLayoutDirection(direction)
    try:
        screen.refresh()
        for width, height in ((1366, 768), (1024, 768)):
            window.resize(width, height)
            dressed.processEvents()
            assert not nameless(screen) and not misplaced(screen) and not too_small(screen)
    finally:
        dressed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
