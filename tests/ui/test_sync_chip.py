"""The status bar's chip of the sync: each state in words and a tone, the same at a real practice shop."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from uuid import uuid4

import pytest

from pos_desktop.application.sync_view import BreakerView, Health, LaneView, OrderSync, SyncPicture
from pos_desktop.ui.viewmodels.sync import chip
from tests.ui.online_shop import OnlineShop, Watcher, online, services, shop_running, watch
from tests.ui.register import person_named

OAT, LIME = "4006381333931", "4260195970106"


def lane(health: Health = Health.WORKING, words: str = "Working", **facts) -> LaneView:
    told = {"waiting": 0, "parked": 0, "active": True, "paused": health is Health.PAUSED, **facts}
    return LaneView(
        connection_id=uuid4(),
        platform="shopify",
        name="Shopify",
        short="SH",
        health=health,
        words=words,
        trouble="",
        last_success=None,
        breaker=BreakerView(),
        sent_today=0,
        budget=None,
        **told,
    )


def picture(*lanes: LaneView, waiting: int = 0, parked: int = 0, online: bool = True) -> SyncPicture:
    return SyncPicture(lanes, waiting, parked, online, True)


@pytest.mark.parametrize(
    ("shown", "text", "compact", "tone", "icon"),
    [
        (picture(lane(), waiting=3), "Online · 3 waiting", "Online", "good", "wifi-high"),
        (
            picture(lane(), waiting=10, parked=1),
            "Online · 10 waiting, 1 parked",
            "1 parked",
            "attention",
            "wifi-high",
        ),
        (picture(lane(), parked=2), "Online · 2 parked", "2 parked", "attention", "wifi-high"),
        (
            picture(lane(Health.OFFLINE), waiting=123, online=False),
            "Offline · 123 waiting",
            "Offline",
            "neutral",
            "wifi-slash",
        ),
        (
            picture(lane(), waiting=1, parked=1, online=False),
            "Offline · 1 waiting, 1 parked",
            "1 parked",
            "attention",
            "wifi-slash",
        ),
        (
            picture(lane(Health.SIGN_IN, "Sign in again"), waiting=4),
            "Shopify: Sign in again",
            "Sign in again",
            "attention",
            "warning-circle",
        ),
        (
            picture(lane(Health.PAUSED, "Paused"), waiting=4),
            "Sync paused · 4 waiting",
            "Paused",
            "attention",
            "pause-circle",
        ),
        (
            picture(lane(Health.PAUSED), lane(), waiting=4),
            "Online · 4 waiting",
            "Online",
            "good",
            "wifi-high",
        ),
    ],
)
def test_each_state_has_words_a_tone_and_an_icon(shown, text, compact, tone, icon) -> None:
    item = chip(shown)
    assert (item.text, item.compact, item.tone, item.icon) == (text, compact, tone, icon)


@pytest.fixture
def connection(online: OnlineShop, services):
    made = online.connect()
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.shifts.open(10_000)
    return made


def said(window) -> tuple[str, str]:
    window.status.refresh()
    item = window.frame.status_bar.chip("outbox").item
    return item.text, item.tone


def test_pausing_is_said_until_it_goes_on(window, services, online, connection) -> None:
    online.sell(OAT)
    services.sync.pause(None, True)
    assert said(window) == ("Sync paused · 2 waiting", "attention")
    services.sync.pause(None, False)
    assert said(window) == ("Online · 2 waiting", "good")


def test_a_shop_that_took_its_key_back_asks_to_sign_in_again(
    window, services, online, connection, watch
) -> None:
    online.shop.remove_app()
    online.sell(OAT)
    online.engine.start()
    watch.until(lambda: services.sync.picture().lanes[0].health is Health.SIGN_IN)
    assert said(window) == ("Shopify: Sign in again", "attention")
    window.frame.status_bar.pressed.emit("outbox")
    assert window.screen_in_sight.lane.health is Health.SIGN_IN


def is_synced(services, order) -> bool:
    return [state.state for state in services.sync.order_states(order)] == [OrderSync.SYNCED]


def test_what_is_parked_is_counted_in_the_chip_on_the_rail_and_on_its_order(
    window, services, online, connection, watch
) -> None:
    online.shop.delete_product(online.shop.product_of("KOM-1"))
    order, fine = online.sell(LIME), online.sell(OAT)
    online.engine.start()
    watch.until(lambda: is_synced(services, fine) and services.sync.picture().waiting == 1)
    assert said(window) == ("Online · 1 waiting, 1 parked", "attention")  # its stock waits for its order
    assert window.frame.rail.cell("sync").item.badge == 1
    window.go("orders")
    rows = {row.key: row for row in window.screen_in_sight.list.rows}
    assert rows[str(order)].tag.text == "Not synced"
    assert rows[str(fine)].tag.text == "Paid"
    window.go("orders", order=order)
    (tag,) = window.screen_in_sight.detail._platforms
    assert (tag.text(), tag.tone()) == ("Not on Shopify", "attention")
    assert window.screen_in_sight.detail.timeline.moments[-1].title == "Not taken by Shopify"
