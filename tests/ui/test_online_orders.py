"""Orders that customers placed on a platform, in the list of orders: to be looked at, from a real practice shop."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import pytest

from pos_desktop.ui.screens.order_search import ALL, EVER, ONLINE
from pos_desktop.ui.screens.orders import OrdersScreen
from tests.ui.online_shop import OnlineShop, Watcher, online, services, shop_running, watch
from tests.ui.register import person_named
from tests.ui.selling import misplaced, nameless, too_small

OAT = "4006381333931"
ADDRESS = {
    "firstName": "Jo",
    "lastName": "Lind",
    "address1": "4 Mill Lane",
    "city": "Hamburg",
    "zip": "20095",
    "countryCode": "DE",
}


@pytest.fixture
def bought(online: OnlineShop, services):
    """Two orders of the shop's customers have come in; a sale of the register is beside them."""
    online.connection = online.connect()  # type: ignore[attr-defined]  # for the tests below
    online.look(online.connection)  # what was there before stays where it is
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.shifts.open(10_000)
    online.sell(OAT)
    first = online.shop.sell_online([("OAT-1", 2), ("COF-1", 1)], shippingAddress=ADDRESS, note="Ring twice")
    second = online.shop.sell_online([("WAT-1", 3)])
    online.look(online.connection)
    return first, second


@pytest.fixture
def screen(window, bought) -> OrdersScreen:
    window.go("orders")
    shown = window.screen_in_sight
    assert isinstance(shown, OrdersScreen)
    shown.states.chip(ONLINE).click()
    return shown


def select(screen: OrdersScreen, name: str) -> None:
    screen.list.select(next(row.key for row in screen.list.rows if row.primary == name))


def test_without_a_platform_nobody_is_asked_about_online_orders(window, services) -> None:
    services.session.sign_in(person_named(services, "Cashier 1"), "pin")
    window.go("orders")
    assert ONLINE not in window.screen_in_sight.states.keys()  # noqa: SIM118 - chips are no mapping


def test_they_are_listed_under_the_platforms_own_names(screen, bought) -> None:
    names = {order["name"] for order in bought}
    assert {row.primary for row in screen.list.rows} == names
    assert {row.middle_secondary for row in screen.list.rows} == {"Shopify"}
    assert [row.tag.text for row in screen.list.rows] == ["To be shipped"] * 2
    screen.states.chip(ALL).click()
    assert not names & {row.primary for row in screen.list.rows}


def test_one_says_who_ordered_what_and_where_it_goes(screen, bought) -> None:
    first, _ = bought
    select(screen, first["name"])
    detail = screen.online
    assert screen._right.currentWidget() is detail
    assert detail.head.title() == f"Order {first['name']}"
    assert "2 × Oat drink" in detail.lines.accessibleName()
    told = detail.facts()
    assert told["Ships to"].split("\n")[:3] == ["Jo Lind", "4 Mill Lane", "20095 Hamburg"]
    assert told["Note"] == "Ring twice"
    assert told["Payment"] == "Paid"


def test_what_ships_and_what_is_cancelled_there_is_said_here(screen, bought, online) -> None:
    first, second = bought
    online.shop.ship(first)
    online.shop.cancel_order(second)
    online.look(online.connection)
    screen.reload()
    told = {row.primary: row.tag.text for row in screen.list.rows}
    assert told == {first["name"]: "Shipped", second["name"]: "Cancelled"}


def test_they_are_searched_by_customer_address_and_line(screen, bought) -> None:
    first, second = bought
    for text, found in (("lind hamburg", first), ("sparkling", second), (second["name"], second)):
        screen.search.set_text(text)
        assert [row.primary for row in screen.list.rows] == [found["name"]]
    screen.search.set_text("nobody")
    assert not screen.list.rows
    screen.search.clear()
    assert len(screen.list.rows) == 2


def test_keys_of_a_sale_do_nothing_to_them(window, screen) -> None:
    for action in (screen.reprint, screen.ask_void, screen.bring_back):
        action()
    assert window.panels.top is None and window.frame.page() == "orders"


@pytest.mark.parametrize("width", [1366, 1024])
def test_nothing_is_nameless_misplaced_or_too_small(window, screen, dressed, width) -> None:
    window.resize(width, 768)
    screen.choose_range(EVER)
    screen.open(screen.list.rows[0].key)
    dressed.processEvents()
    assert (nameless(screen), misplaced(screen.online), too_small(screen)) == ([], [], [])
