"""Scanners, scales, displays and drawers in the settings, on real ptys."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_desktop.application.device_settings import DeviceForm
from pos_desktop.ui.screens.settings_pages.device_trials import ReadPanel, WeighPanel
from pos_desktop.ui.viewmodels import devices as words
from pos_desktop.ui.widgets.buttons import Button
from tests.counter_hardware import PtyBench, plain_drivers
from tests.ui.devices_page import add_by_hand, add_virtual, new_device, page, ports, services, virtual
from tests.ui.register import person_named
from tests.ui.selling import Till
from tests.ui.settings_at_work import journal_kinds, settings_of, type_into

# -- the other families --------------------------------------------------------------------------


@pytest.fixture
def bench(tmp_path) -> Iterator[PtyBench]:
    made = PtyBench(tmp_path)
    yield made
    made.pull_out()


def plug_in(page, qtbot, family: str, bench: PtyBench, name: str = "") -> None:
    form = DeviceForm(name or family, f"plain_{family}", {"port": str(bench.port)}, family=family)
    page.add_device(form)
    qtbot.waitUntil(lambda: page.banner is not None and page.detail.title() == (name or family))


def banner_says(page, qtbot, title: str) -> None:
    qtbot.waitUntil(lambda: page.banner.accessibleName() == title, timeout=8000)


def test_a_device_of_any_family_is_added_by_hand(window, page, plain_drivers, services, bench, qtbot):
    panel = new_device(window, page)
    panel.choose("scale", "plain_scale")
    assert panel.name.text() == "Scale"
    assert list(panel.inputs) == ["wire", "port", "baud"]
    panel.inputs["wire"].select("tcp")
    panel._show_fields()
    assert list(panel.inputs) == ["wire", "host", "tcp_port"]
    panel.primary.click()
    assert panel.trouble.isVisible() and "Address" in panel.trouble.accessibleDescription()
    panel.inputs["host"].set_text("192.0.2.5")
    panel.primary.click()
    qtbot.waitUntil(lambda: [row.family for row in page._settings.all()] == ["scale"])
    qtbot.waitUntil(lambda: len(page.pane.list.rows) == 2)
    assert page.pane.list.rows[0].secondary == "192.0.2.5:4001 · Plain scale"


@pytest.mark.parametrize("kind", [("scanner",), ("printer", "serial")])
def test_a_port_that_is_there_is_chosen_and_its_device_known_by_its_number(
    window, ports, page, plain_drivers, services, qtbot, kind
):
    qtbot.waitUntil(lambda: len(page.ports) == len(ports))
    panel = new_device(window, page)
    panel.choose(*kind)
    panel.inputs["port"].select("COM3")
    panel.primary.click()
    qtbot.waitUntil(lambda: bool(page._settings.all()))
    assert page._settings.all()[0].settings["identity"] == "0403:6001:A10K2"
    qtbot.waitUntil(lambda: page.editor is not None)
    page.editor.fields["port"].changed.emit("COM4")
    row = page._settings.all()[0]
    assert (row.settings["port"], row.settings["identity"]) == ("COM4", "")


def test_another_wire_asks_for_other_fields_and_is_stored_when_they_are_there(
    window, page, plain_drivers, services, bench, qtbot
):
    plug_in(page, qtbot, "display", bench)
    assert list(page.editor.fields) == ["wire", "port", "baud"]
    page.editor.fields["wire"].changed.emit("tcp")
    assert page._incomplete and not page.may_leave()
    type_into(page.editor.fields["host"], "192.0.2.5")
    row = page._settings.all()[0]
    assert (row.settings["wire"], row.settings["host"]) == ("tcp", "192.0.2.5")


def test_a_scale_is_tried_with_its_weight_shown_large(window, page, plain_drivers, bench, qtbot):
    bench.answers["W"] = "1245"
    plug_in(page, qtbot, "scale", bench, "Scale")
    page.tests["weigh"].click()
    panel = window.panels.top
    assert isinstance(panel, WeighPanel)
    qtbot.waitUntil(lambda: panel.figure.text() == "1,245\N{NO-BREAK SPACE}kg", timeout=8000)
    assert panel.hint.text() == "Stable"
    panel.primary.click()
    qtbot.waitUntil(lambda: "Z" in bench.heard)
    panel.dismiss()
    assert page.services.counter._weighings == []


def test_a_scanner_is_tried_with_the_kind_of_code_it_read(window, page, plain_drivers, bench, qtbot):
    plug_in(page, qtbot, "scanner", bench, "Scanner")
    banner_says(page, qtbot, "Ready")
    listeners = list(page.services.counter._scanned)
    page.tests["read"].click()
    panel = window.panels.top
    assert isinstance(panel, ReadPanel)
    bench.say("]E04006381333931")
    qtbot.waitUntil(lambda: panel.figure.text() == "4006381333931")
    assert panel.hint.text() == "EAN-13 / UPC-A (]E0)"
    page.services.devices.counter.scanned(page._devices[0].id, "123456")
    qtbot.waitUntil(lambda: panel.count.text() == "2 codes read")
    assert "does not say" in panel.hint.text()
    panel.dismiss()
    assert page.services.counter._scanned == listeners
    assert not page.services.tickets.ticket.lines


def test_a_display_is_tried_with_two_lines(window, page, plain_drivers, bench, qtbot):
    plug_in(page, qtbot, "display", bench, "Pole")
    page.tests["show"].click()
    qtbot.waitUntil(lambda: "Corner shop" in bench.heard)


def test_a_drawer_on_a_wire_takes_the_place_of_the_printers(
    window, page, services, plain_drivers, bench, virtual, qtbot
):
    add_virtual(page, virtual, qtbot)
    assert words.DRAWER in [row.key for row in page.pane.list.rows]
    bench.answers["K"] = "open"
    plug_in(page, qtbot, "drawer", bench, "Drawer")
    qtbot.waitUntil(lambda: words.DRAWER not in [row.key for row in page.pane.list.rows])
    page.tests["drawer"].click()
    qtbot.waitUntil(lambda: bench.heard == ["K"], timeout=8000)
    assert "drawer_tried" in journal_kinds(services)
    qtbot.waitUntil(lambda: window.frame.status_bar.chip("drawer").text() == "Drawer open", timeout=8000)
    assert not virtual.state.drawer_open


def test_a_device_that_vanished_is_told_on_the_page_and_in_the_status_bar(
    window, page, plain_drivers, bench, qtbot
):
    plug_in(page, qtbot, "scanner", bench, "Scanner")
    banner_says(page, qtbot, "Ready")
    qtbot.waitUntil(lambda: "scanner" not in window.frame.status_bar._chips)
    bench.pull_out()
    banner_says(page, qtbot, "The device is not plugged in")
    assert "Plug it in" in page.banner.accessibleDescription()
    qtbot.waitUntil(lambda: page.pane.list.rows[0].tag.text == "Not reached")
    qtbot.waitUntil(lambda: "scanner" in window.frame.status_bar._chips)
    assert window.frame.status_bar.chip("scanner").text() == "Scanner · Not reached"
    bench.plug_in()
    banner_says(page, qtbot, "Ready")


def test_a_card_reader_leads_to_its_way_of_paying(window, services, qtbot):
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.payment_methods.add("fake", "Counter reader", {"port": "9", "answer_ms": "500"})
    page = settings_of(window, section="devices").page
    assert [row.primary for row in page.pane.list.rows] == ["Counter reader", "Scanner"]
    lead = next(b for b in page.detail.findChildren(Button) if b.text() == "Open Payments")
    lead.click()
    qtbot.waitUntil(lambda: window.screen_in_sight.page.key == "payments")


def test_a_scanner_that_types_stands_in_the_list_and_leads_to_its_settings(window, page, qtbot):
    add_by_hand(window, page, "192.0.2.7")
    qtbot.waitUntil(lambda: len(page.pane.list.rows) == 3)
    row = page.pane.list.rows[-1]
    assert (row.primary, row.secondary, row.tag) == ("Scanner", "Types like a keyboard", None)
    Till(qtbot, window, window.services).scan("4006381333931")
    page.refresh()
    row = page.pane.list.rows[-1]
    assert row.secondary == "Types like a keyboard · 10 ms a character" and row.tag.text == "Ready"
    page.take(row.key)
    assert page.banner is None and page.editor is None
    next(b for b in page.detail.findChildren(Button) if b.text() == "Open Scanner").click()
    qtbot.waitUntil(lambda: window.screen_in_sight.page.key == "scanner")


def test_the_customers_screen_stands_in_the_list_and_leads_to_its_setting(window, page, services, qtbot):
    services.desk.change_settings(customer_screen="window")
    qtbot.waitUntil(lambda: window.customer is not None and window.customer.screen is not None)
    page.refresh()
    row = next(each for each in page.pane.list.rows if each.key == "second-screen")
    assert (row.primary, row.secondary, row.tag.text) == (
        "Customer display",
        "Window 1024 \u00d7 600",
        "Showing",
    )
    page.take(row.key)
    next(b for b in page.detail.findChildren(Button) if b.text() == "Open Customer display").click()
    qtbot.waitUntil(lambda: window.screen_in_sight.page.detail.title() == "Customer display")


@pytest.mark.parametrize(("chosen", "tag"), [("HDMI-7", "Not plugged in"), ("second", ""), ("none", "")])
def test_a_chosen_screen_that_is_missing_is_told(window, page, services, chosen, tag):
    services.desk.change_settings(customer_screen=chosen)
    page.refresh()
    rows = [row for row in page.pane.list.rows if row.key == "second-screen"]
    assert [(row.secondary, row.tag.text) for row in rows] == ([(chosen, tag)] if tag else [])
