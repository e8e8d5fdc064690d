"""States, logs and scans of devices in words."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import sys

import pytest

from pos_desktop.application.device_states import DeviceState, DeviceStatus
from pos_desktop.application.device_watch import DeviceView, PortView
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import DrawerState, LogLine, PrinterState, PrinterStatus, QueueCounts
from pos_desktop.application.weighing import ScaleReading, ScaleState
from pos_desktop.devices.employing import driver_views
from pos_desktop.ui.viewmodels import device_fields as fields
from pos_desktop.ui.viewmodels import devices as words
from pos_desktop.ui.viewmodels.scan_kinds import scan_shown
from pos_desktop.ui.viewmodels.weights import reading_figure, reading_hint
from tests.ui.devices_page import ports, services


def view(state: PrinterState, **counts: int) -> DeviceView:
    numbers = {"waiting": 0, "printing": 0, "failed": 0} | counts
    status = PrinterStatus(state, answered_ms=13)
    return DeviceView(
        new_id(), "printer", "tcp", "Receipt printer", "192.0.2.7", status, QueueCounts(**numbers)
    )


@pytest.mark.parametrize("state", list(PrinterState))
def test_every_state_has_words_and_a_tone(dressed, state):
    notice = words.printer_notice(view(state, waiting=2))
    assert notice.title
    assert "2 jobs" in notice.text
    assert notice.tone == words.printer_tone(state)


def test_every_state_of_the_drawer_has_words(dressed):
    assert {words.drawer_notice(state).tone for state in DrawerState} == {"good", "attention", "neutral"}


@pytest.mark.parametrize(("shown", "words_"), [("", "Ready"), ("1.234 kg", "1,234 kg")])
def test_a_scale_at_rest_is_ready_and_one_that_weighs_shows_it(dressed, shown, words_):
    assert words.device_words("scale", DeviceStatus(DeviceState.READY, shown), ",") == words_


def test_log_times_have_milliseconds(dressed):
    from datetime import UTC, datetime

    at = datetime(2026, 1, 5, 14, 2, 31, 118_000, tzinfo=UTC)
    row = words.log_rows([LogLine(at, "out", "GS V 66 0 cut")], UTC)[0]
    assert row.text == "14:02:31.118  →  GS V 66 0 cut"


# -- the other families --------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["scanner", "scale", "display", "drawer"])
@pytest.mark.parametrize("state", list(DeviceState))
def test_every_state_of_every_family_has_words(dressed, family, state):
    status = DeviceStatus(state, "0.000 kg")
    made = DeviceView(new_id(), family, "plain", "Device", "COM3", status, QueueCounts(0, 0, 0))
    notice, tag = words.notice_of(made), words.device_tag(made)
    assert notice.title and notice.text and tag.text
    assert notice.tone == tag.kind


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        ("]E44012345\r", "EAN-8", "4012345"),
        ("]C1010400638133393110A\x1d17", "GS1-128", "010400638133393110A\u241d17"),
        ("]Q1https://example.com", "QR Code", "https://example.com"),
        ("]d2\x1d01", "GS1 DataMatrix", "01"),
        ("40063", "The scanner does not say which kind of code", "40063"),
        ("]?", "The scanner does not say which kind of code", "]?"),
    ],
)
def test_a_scan_is_shown_with_its_kind(dressed, raw, kind, code):
    shown = scan_shown(raw)
    assert (shown.kind, shown.code) == (kind, code)


@pytest.mark.parametrize("state", list(ScaleState))
def test_every_state_of_a_scale_has_words(dressed, services, state):
    reading = ScaleReading(state)
    assert reading_hint(reading)
    assert reading_figure(reading, services.desk.formats) == "\u2013"


@pytest.mark.skipif(sys.platform != "linux", reason="USB devices of the class HID are offered on Linux alone")
def test_a_port_is_chosen_among_those_that_fit(dressed) -> None:
    ports = [
        PortView("/dev/ttyUSB0", "Adapter", "0403:6001:A"),
        PortView("/dev/hidraw0", "Reader", "0c2e:0b61:B", "hid_scanner"),
        PortView("/dev/hidraw1", "Scale", "0922:8003:C", "hid_scale"),
    ]
    drivers = {view.driver: view for view in driver_views()}
    fitting = {
        key: [port.port for port in fields.ports_for(fields.field_named(drivers[key], "port"), ports)]
        for key in ("serial_scanner", "hid_scanner", "hid_scale")
    }
    assert fitting == {
        "serial_scanner": ["/dev/ttyUSB0"], "hid_scanner": ["/dev/hidraw0"], "hid_scale": ["/dev/hidraw1"],
    }  # fmt: skip
    asked = [field.key for field in fields.where_fields(drivers["hid_scale"])]
    assert asked == ["port"], "a speed says nothing of a USB device"
    assert {field.key for field in fields.other_fields(drivers["hid_scale"])} == {"answer_ms", "zeroes"}
