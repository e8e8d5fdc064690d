"""Settings, E-commerce, at a real practice shop: connect, test, map, switch, take the catalogue over, disconnect."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import threading

import pytest

from pos_desktop.application.errors import Refused
from pos_desktop.ui.screens.settings_pages.ecommerce import EcommercePage
from pos_desktop.ui.screens.settings_pages.form import LabelledRow
from pos_desktop.ui.screens.settings_pages.new_connection import NewConnectionPanel
from pos_desktop.ui.widgets.labels import Label
from tests.ui.online_shop import (
    SECRETS,
    OnlineShop,
    Watcher,
    online,
    services,
    shop_running,
    watch,
)
from tests.ui.register import person_named
from tests.ui.selling import misplaced, nameless, too_small
from tests.ui.settings_at_work import journal_kinds, settings_of, type_into


@pytest.fixture
def page(window, online) -> EcommercePage:
    shown = settings_of(window, section="ecommerce").page
    assert isinstance(shown, EcommercePage)
    return shown


@pytest.fixture
def connected(window, online) -> EcommercePage:
    online.connect()
    shown = settings_of(window, section="ecommerce").page
    assert isinstance(shown, EcommercePage)
    return shown


def panel_of(window, page) -> NewConnectionPanel:
    page.add.click()
    panel = window.panels.top
    assert isinstance(panel, NewConnectionPanel)
    return panel


def test_eight_platforms_are_named_and_one_can_be_connected(window, page) -> None:
    assert [kind.label for kind in page.kinds.values() if kind.offered] == ["Shopify"]
    assert len(page.kinds) == 8
    panel = panel_of(window, page)
    panel.choose("woocommerce")
    assert not panel.primary.isEnabled() and not panel.settings


def test_a_shop_is_tested_then_connected(window, page, online, services, watch) -> None:
    panel = panel_of(window, page)
    panel.settings["shop"].set_text(online.shop.address)
    for key, secret in SECRETS.items():
        panel.secrets[key].set_text(secret)
    panel.primary.click()
    watch.until(lambda: panel.trial is not None)
    assert panel.trial.shop.name == "Linden Street"
    assert list(panel.locations)  # where the stock is kept is asked for
    panel.primary.click()
    watch.until(lambda: page.connections)
    (made,) = services.connections.all()
    assert made.active and made.shop["name"] == "Linden Street"
    assert services.connections.has_secret(made.id, "access_token")
    assert "platform_connected" in journal_kinds(services)
    assert not services.online.shop.orders()


def typed_in(panel, online) -> None:
    panel.settings["shop"].set_text(online.shop.address)
    for key, secret in SECRETS.items():
        panel.secrets[key].set_text(secret)


def test_two_quick_presses_connect_a_shop_once(window, page, online, services, watch) -> None:
    panel = panel_of(window, page)
    typed_in(panel, online)
    panel.primary.click()
    watch.until(lambda: panel.trial is not None)
    panel.primary.click()
    panel.primary.click()
    watch.until(lambda: not window.runner.tasks._open)
    assert len(services.connections.all()) == 1
    assert window.panels.top is None and page.connections


def test_a_shop_is_connected_once_whoever_asks_at_the_same_moment(online, services) -> None:
    services.session.sign_in(person_named(services, "Manager"), "pin")
    desk = services.connections
    trial = desk.trial("shopify", online.settings, SECRETS)
    both_looked, ended = threading.Barrier(2, timeout=60), []
    look = desk._check_shop

    def look_and_wait(*facts: object) -> None:
        look(*facts)
        both_looked.wait()

    desk._check_shop = look_and_wait  # both have seen that it is not connected yet

    def connect() -> None:
        try:
            ended.append(desk.connect("shopify", "Shop", online.settings, SECRETS, trial, {}))
        except Refused as refused:
            ended.append(refused)

    others = [threading.Thread(target=connect) for _ in range(2)]
    for each in others:
        each.start()
    for each in others:
        each.join()
    assert len(services.connections.all()) == 1
    assert sorted(type(each).__name__ for each in ended) == ["Connection", "Refused"]


def test_a_connection_that_failed_can_be_pressed_again(window, page, online, services, watch) -> None:
    panel = panel_of(window, page)
    typed_in(panel, online)
    panel.primary.click()
    watch.until(lambda: panel.trial is not None)
    services.desk.change_settings(currency_code="CHF")
    panel.primary.click()
    watch.until(lambda: panel.primary.isEnabled() and panel.trouble.isVisible())
    assert "sells in EUR" in panel.trouble.accessibleName()
    assert services.connections.all() == []


def test_an_answer_for_a_panel_that_was_closed_is_for_nobody(window, page, online, services, watch) -> None:
    panel = panel_of(window, page)
    typed_in(panel, online)
    panel.primary.click()
    window.panels.dismiss()
    watch.until(lambda: not window.runner.tasks._open)  # the window's fixture looks for faults
    assert window.panels.top is None


def test_another_platform_chosen_meanwhile_is_not_the_one_that_answers(window, page, online, watch) -> None:
    panel = panel_of(window, page)
    typed_in(panel, online)
    panel.primary.click()
    panel.choose("woocommerce")
    watch.until(lambda: not window.runner.tasks._open)
    assert panel.trial is None and not panel.primary.isEnabled()


def test_a_wrong_key_is_said_and_nothing_is_stored(window, page, online, services, watch) -> None:
    panel = panel_of(window, page)
    panel.settings["shop"].set_text(online.shop.address)
    panel.secrets["access_token"].set_text("shpat_wrong")
    panel.primary.click()
    watch.until(lambda: panel.trouble.isVisible())
    assert panel.trial is None and panel.primary.isEnabled()
    assert services.connections.all() == []


def test_an_address_that_is_none_is_said(window, page, watch) -> None:
    panel = panel_of(window, page)
    panel.settings["shop"].set_text("http://example.com/shop")
    panel.primary.click()
    watch.until(lambda: panel.trouble.isVisible())
    said = panel.trouble.accessibleName() + panel.trouble.accessibleDescription()
    assert "example.com" in said


def test_it_is_renamed_switched_and_its_names_are_kept(connected, services) -> None:
    page = connected
    (made,) = services.connections.all()
    field = next(f for f in page.form._bound if f.stored == made.name).field
    type_into(field, "My online shop")
    page.active.control.click()
    (changed,) = services.connections.all()
    assert changed.name == "My online shop" and not changed.active
    assert page.pane.list.rows[0].dimmed
    assert "platform_switched" in journal_kinds(services)


def test_a_connection_has_a_name_and_shows_it_as_it_is_kept(connected, services) -> None:
    page = connected
    field = next(f for f in page.form._bound if f.stored == "Shopify").field
    type_into(field, "  ")
    assert field.error() and services.connections.all()[0].name == "Shopify"
    type_into(field, "A name that is far too long to be kept as it is")
    kept = services.connections.all()[0].name
    assert field.text() == kept == page.detail.title() and len(kept) == 40


def test_who_computes_the_tax_is_chosen_and_other_settings_stay(connected, services) -> None:
    page = connected
    (made,) = services.connections.all()
    assert page.tax_by.current() == "register"
    page.tax_by.changed.emit("shop")
    field = next(f for f in page.form._bound if f.stored == made.settings["shop"]).field
    type_into(field, made.settings["shop"] + "/")
    (changed,) = services.connections.all()
    assert changed.settings["tax_by"] == "shop" and changed.settings["shop"].endswith("/")


def test_an_address_of_another_shop_is_refused_in_its_field(connected, services) -> None:
    page = connected
    (made,) = services.connections.all()
    field = next(f for f in page.form._bound if f.stored == made.settings["shop"]).field
    type_into(field, "another.myshopify.com")

    assert "belongs to" in field.error()
    assert services.connections.all() == [made]


def test_where_a_platform_computes_no_tax_the_reason_stands_there(connected) -> None:
    page = connected
    words = [label.text() for label in page.detail.findChildren(Label)]
    assert "Where the shop cannot be reached at once, the register's own tax is charged." in words
    page.kinds["shopify"] = page.kinds["woocommerce"]
    page.rebuild()
    words = [_texts(row) for row in page.detail._content.findChildren(LabelledRow)]
    assert any("Who computes the tax" in text and "register computes it" in text for text in words), words


def _texts(widget) -> str:
    return " ".join(label.text() for label in widget.findChildren(Label))


def test_the_catalogue_is_taken_over_with_its_progress(connected, services, watch) -> None:
    page = connected
    page.first_import.start.click()
    assert page.first_import.stop.isVisible()
    watch.until(lambda: page.first_import.start.isVisible())
    assert page.first_import.text.text().startswith("4 products")
    assert "platform_imported" in journal_kinds(services)


def test_an_import_goes_on_when_the_language_changes(window, connected, services, watch) -> None:
    screen = window.screen_in_sight
    connected.first_import.start.click()
    screen._spoken = "another"
    screen._rebuild_all()
    page = screen.page
    assert page is not connected and isinstance(page, EcommercePage)
    watch.until(lambda: "platform_imported" in journal_kinds(services))
    watch.until(lambda: not window.runner.tasks._open)


def test_the_places_are_asked_for_by_name(connected, services, watch) -> None:
    page = connected
    page.ask_places.click()
    before = list(page.places.values())
    watch.until(lambda: list(page.places.values()) != before)
    (select,) = page.places.values()
    assert select.combo.currentText() == "Shop"


def test_it_is_disconnected_with_its_keys(window, connected, services) -> None:
    page = connected
    (made,) = services.connections.all()
    page._disconnect(made)
    assert services.connections.all() == []
    assert not services.connections.has_secret(made.id, "access_token")
    assert page.pane.empty.isVisible()


def test_a_cashier_may_look_and_change_nothing(window, online, services) -> None:
    online.connect()
    page = settings_of(window, who="Cashier 1", section="ecommerce").page
    assert not page.add.isEnabled() and not page.active.control.isEnabled()
    assert not page.first_import.start.isEnabled()


def test_nothing_is_nameless_misplaced_or_too_small(window, connected, dressed) -> None:
    for width in (1366, 1024):
        window.resize(width, 768)
        dressed.processEvents()
        screen, content = window.screen_in_sight, connected.detail._content
        assert (nameless(screen), misplaced(content), too_small(screen)) == ([], [], [])
