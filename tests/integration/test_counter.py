"""Every family at work in one crew: scanners heard, the scale weighed on, displays shown to, drawers opened."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_desktop.application.counter import LineText, ScannedCode
from pos_desktop.application.device_states import DeviceFamily, DeviceState, DeviceStatus
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.first_run import NewPrinter
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import DrawerState, FailureReason, PrinterState
from pos_desktop.application.printing_words import reason_words
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.devices.attendant import Pace
from pos_desktop.devices.fake.lab import (
    VirtualDisplay,
    VirtualDrawer,
    VirtualScale,
    VirtualScanner,
    new_line,
)
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from tests.counter_hardware import PlainDriver, PtyBench, plain_drivers, until
from tests.integration.desk_fixtures import Till, make_till
from tests.kept_port import kept_port

__all__ = ["plain_drivers"]


@pytest.fixture(autouse=True)
def quick_attendants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_desktop.devices.attendant.Pace", lambda: Pace(0.3, 0.05, 0.2))
    monkeypatch.setattr("pos_desktop.devices.attendant.STOP_SECONDS", 60.0)
    monkeypatch.setattr("pos_desktop.devices.printers.worker.STOP_SECONDS", 60.0)


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter(port=kept_port()) as made:
        yield made


@pytest.fixture
def shop(tmp_path: Path, printer: VirtualPrinter, plain_drivers: object) -> Iterator[Till]:
    settings = {"host": "127.0.0.1", "port": printer.port, "drawer_sensor": "high", "answer_ms": 5_000}
    till = make_till(tmp_path / "till", printers=(NewPrinter("Receipt printer", "tcp", settings),))
    till.sign_in("Manager")
    till.open_shift()
    yield till
    till.close()


class Plugged:
    """Benches on the counter, each with a device of the register set up for it."""

    def __init__(self, shop: Till, folder: Path) -> None:
        self._shop, self._folder = shop, folder
        self._benches: list[PtyBench] = []

    def add(self, family: DeviceFamily, name: str, **settings: object) -> tuple[UUID, PtyBench]:
        bench, device = PtyBench(self._folder, f"tty{len(self._benches)}"), new_id()
        self._benches.append(bench)
        with self._shop.store.write() as work:
            facts = {"port": str(bench.port), **settings}
            work.devices.save(device, family.value, f"plain_{family.value}", name, facts, None, True)
        self._shop.services.printers.forget()
        return device, bench

    def pull_out(self) -> None:
        for bench in self._benches:
            bench.pull_out()


@pytest.fixture
def plugged(shop: Till, tmp_path: Path) -> Iterator[Plugged]:
    made = Plugged(shop, tmp_path)
    yield made
    shop.crew.stop()
    made.pull_out()


def state_of(shop: Till, device: UUID) -> DeviceState:
    return next(view.status.state for view in shop.crew.devices() if view.id == device)


def clumsy(code: ScannedCode) -> None:
    raise KeyError(code.device)


def until_ready(shop: Till, device: UUID) -> None:
    until(lambda: state_of(shop, device) is DeviceState.READY)


def test_codes_of_every_scanner_are_heard_until_nobody_listens(shop: Till, plugged: Plugged) -> None:
    (one, at_one), (two, at_two) = (plugged.add(DeviceFamily.SCANNER, name) for name in ("Counter", "Hand"))
    codes: list[ScannedCode] = []
    stop = shop.services.counter.on_scan(codes.append)
    shop.services.counter.on_scan(clumsy)
    shop.crew.start()
    until_ready(shop, one), until_ready(shop, two)
    at_one.say("]E04006381333931")
    until(lambda: len(codes) == 1)
    at_two.say("12345678")
    until(lambda: len(codes) == 2)
    assert codes == [ScannedCode("]E04006381333931", str(one)), ScannedCode("12345678", str(two))]
    stop()
    at_one.say("unheard")
    until(lambda: len(shop.crew.log(one)) > 2)
    assert len(codes) == 2


def test_the_first_scale_is_weighed_on_and_rests_afterwards(shop: Till, plugged: Plugged) -> None:
    scale, bench = plugged.add(DeviceFamily.SCALE, "Scale")
    plugged.add(DeviceFamily.SCALE, "Second scale")
    bench.answers["W"] = "1245"
    shop.crew.start()
    counter, readings = shop.services.counter, list[ScaleReading]()
    assert counter.has_scale
    stop = counter.weigh(WeighingOrder(), readings.append)
    until(lambda: readings and readings[-1] == ScaleReading(ScaleState.STABLE, 1245))
    counter.zero()
    until(lambda: bench.heard.count("Z") == 1)
    stop()
    counter.zero()
    until(lambda: bench.heard.count("Z") == 2)
    counter.zero()
    until(lambda: bench.heard.count("Z") == 3)
    assert bench.heard[-2:] == ["Z", "Z"], "no question for a weight in between"
    assert shop.crew.devices()[1].id == scale


def test_who_weighs_hears_that_the_scale_went_and_came(shop: Till, plugged: Plugged) -> None:
    scale, bench = plugged.add(DeviceFamily.SCALE, "Scale")
    bench.answers["W"] = "500"
    shop.crew.start()
    readings: list[ScaleReading] = []
    shop.services.counter.weigh(WeighingOrder(), readings.append)
    until(lambda: readings and readings[-1].sellable)
    for _ in range(5):  # a busy computer may hold up one or another
        bench.pull_out()
        took = until(lambda: readings[-1].state is ScaleState.UNREACHABLE)
        until(lambda: state_of(shop, scale) is DeviceState.UNREACHABLE)
        bench.plug_in()
        until(lambda: readings[-1].sellable)
        if took < 3:
            break
    assert took < 3


def test_without_a_scale_one_reading_says_so_on_another_thread(shop: Till, plugged: Plugged) -> None:
    shop.crew.start()
    readings: list[tuple[ScaleState, bool]] = []
    here = threading.current_thread()
    counter = shop.services.counter
    assert not counter.has_scale
    counter.weigh(
        WeighingOrder(), lambda reading: readings.append((reading.state, threading.current_thread() is here))
    )
    until(lambda: readings == [(ScaleState.UNREACHABLE, False)])
    _, bench = plugged.add(DeviceFamily.SCALE, "New scale")
    bench.answers["W"] = "70"
    shop.crew.reload()
    until(lambda: readings[-1] == (ScaleState.STABLE, False))


def test_a_scale_of_ones_own_choice_is_tried_beside_a_sale(shop: Till, plugged: Plugged) -> None:
    _, first = plugged.add(DeviceFamily.SCALE, "Scale")
    second, bench = plugged.add(DeviceFamily.SCALE, "Second scale")
    first.answers["W"], bench.answers["W"] = "1", "2"
    shop.crew.start()
    sale, trial = list[ScaleReading](), list[ScaleReading]()
    shop.services.counter.weigh(WeighingOrder(), sale.append)
    shop.crew.weigh(second, WeighingOrder(), trial.append)
    until(lambda: sale and trial)
    assert {reading.net_milli for reading in sale} == {1}
    assert {reading.net_milli for reading in trial} == {2}


def test_displays_show_the_latest_also_those_that_come_back_or_are_new(shop: Till, plugged: Plugged) -> None:
    display, bench = plugged.add(DeviceFamily.DISPLAY, "Display")
    shop.crew.start()
    until_ready(shop, display)
    shop.services.counter.show(LineText("Bread"))
    shop.services.counter.show(LineText("Milk"))
    until(lambda: bench.heard and bench.heard[-1] == "Milk")
    bench.pull_out()
    until(lambda: state_of(shop, display) is DeviceState.UNREACHABLE)
    shop.services.counter.show(LineText("Sum"))
    bench.heard.clear()
    bench.plug_in()
    until(lambda: "Sum" in bench.heard and "Bread" not in bench.heard)
    _, second = plugged.add(DeviceFamily.DISPLAY, "New display")
    shop.crew.reload()
    until(lambda: second.heard and set(second.heard) == {"Sum"})


def test_a_sale_opens_the_drawer_on_its_wire_and_not_the_printers(
    shop: Till, plugged: Plugged, printer: VirtualPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_desktop.devices.drawers.duty.SENSOR_SECONDS", 30.0)
    drawer, bench = plugged.add(DeviceFamily.DRAWER, "Drawer")
    bench.answers["K"] = "open"
    shop.crew.start()
    until_ready(shop, drawer)
    shop.sell("Bread")
    until(lambda: [job.state for job in shop.jobs("drawer")] == ["printed"])
    assert shop.jobs("drawer")[0].device_id == drawer
    assert bench.heard == ["K"]
    until(lambda: shop.crew.drawer() is DrawerState.OPEN)
    printer.wait_for_receipts(1)
    assert not printer.pulses


@pytest.mark.parametrize(
    ("sensor", "state", "reason"),
    [("dumb", "sent", None), ("closed", "failed", "drawer_stayed_closed")],
)
def test_what_became_of_a_kick_is_recorded(
    shop: Till, plugged: Plugged, sensor: str, state: str, reason: str | None
) -> None:
    drawer, bench = plugged.add(DeviceFamily.DRAWER, "Drawer")
    bench.answers["K"] = sensor
    shop.crew.start()
    until_ready(shop, drawer)
    shop.crew.kick(drawer)
    until(lambda: [(job.state, job.last_error) for job in shop.jobs("drawer")] == [(state, reason)])
    assert bench.heard == ["K"]
    until(lambda: shop.crew.drawer_trouble() == reason)


def test_a_drawer_hangs_on_the_receipt_printer_and_not_on_the_kitchens(
    shop: Till, plugged: Plugged, printer: VirtualPrinter
) -> None:
    with shop.store.write() as work:
        front = work.devices.all()[0].id
        settings = {"host": "127.0.0.1", "port": printer.port, "order_tickets": str(new_id())}
        work.devices.save(front, "printer", "tcp", "Kitchen", settings, None, True)
        behind = new_id()
        work.devices.save(behind, "printer", "tcp", "Receipts", {"host": "127.0.0.1", "port": 1}, None, True)
    shop.crew.start()
    assert [view.has_drawer for view in shop.crew.devices()] == [False, True]
    drawer, _bench = plugged.add(DeviceFamily.DRAWER, "Drawer")
    shop.crew.reload()
    assert [view.id for view in shop.crew.devices() if view.has_drawer] == []
    until_ready(shop, drawer)


def test_a_drawer_that_is_away_is_not_opened_later(shop: Till, plugged: Plugged) -> None:
    drawer, bench = plugged.add(DeviceFamily.DRAWER, "Drawer")
    bench.pull_out()
    shop.crew.start()
    until(lambda: state_of(shop, drawer) is DeviceState.UNREACHABLE)
    shop.services.shifts.no_sale("change")
    until(lambda: [job.state for job in shop.jobs("drawer")] == ["failed"])
    assert shop.jobs("drawer")[0].last_error == "unreachable"
    until(lambda: shop.crew.drawer_trouble() == "unreachable")
    bench.plug_in()
    until_ready(shop, drawer)
    shop.services.shifts.no_sale("change")
    until(lambda: bench.heard == ["K"])
    until(lambda: [job.state for job in shop.jobs("drawer")] == ["failed", "sent"])
    assert shop.crew.drawer_trouble() is None


def test_a_kick_of_before_the_start_is_too_late(shop: Till, plugged: Plugged) -> None:
    drawer, bench = plugged.add(DeviceFamily.DRAWER, "Drawer")
    shop.sell("Bread")
    shop.later(seconds=6)
    shop.crew.start()
    until_ready(shop, drawer)
    until(lambda: [job.last_error for job in shop.jobs("drawer")] == ["not_opened"])
    until(lambda: shop.crew.drawer_trouble() == "not_opened")
    assert bench.heard == []


def test_a_kick_that_the_receipt_printer_took_up_too_late_is_told(
    shop: Till, printer: VirtualPrinter
) -> None:
    """Nobody claimed it within its five seconds: the cashier is told that the drawer is shut, and opens it again."""
    shop.sell("Bread")
    shop.later(seconds=6)
    assert shop.crew.drawer_trouble() is None
    shop.crew.start()
    until(lambda: shop.crew.drawer_trouble() == "not_opened")
    assert [job.last_error for job in shop.jobs("drawer")] == ["not_opened"]
    assert reason_words(FailureReason.NOT_OPENED).next_step == "Press Open drawer again."
    printer.wait_for_receipts(1)
    assert not printer.pulses
    shop.services.shifts.no_sale("change")
    until(lambda: printer.pulses)
    until(lambda: shop.crew.drawer_trouble() is None)


def test_a_kick_that_nobody_can_claim_is_told_at_once(shop: Till, plugged: Plugged) -> None:
    plugged.add(DeviceFamily.DRAWER, "Drawer", baud=17)
    shop.crew.start()
    shop.services.shifts.no_sale("change")
    until(lambda: [job.last_error for job in shop.jobs("drawer")] == ["bad_setting"])
    until(lambda: shop.crew.drawer_trouble() == "bad_setting")


def test_a_change_restarts_the_device_that_was_changed_and_no_other(
    shop: Till, plugged: Plugged, plain_drivers: dict[DeviceFamily, PlainDriver], printer: VirtualPrinter
) -> None:
    scanner, _ = plugged.add(DeviceFamily.SCANNER, "Scanner")
    display, _ = plugged.add(DeviceFamily.DISPLAY, "Display")
    shop.crew.start()
    until_ready(shop, scanner), until_ready(shop, display)
    workers = dict(shop.crew._workers)
    with shop.store.write() as work:
        row = next(row for row in work.devices.all() if row.id == scanner)
        settings = dict(row.settings, baud=19_200)
        work.devices.save(row.id, row.family, row.driver, "Hand scanner", settings, None, True)
    shop.crew.reload()
    until_ready(shop, scanner)
    changed = {key for key, worker in shop.crew._workers.items() if workers.get(key) is not worker}
    assert changed == {scanner}
    assert len(plain_drivers[DeviceFamily.SCANNER].made) == 2
    assert next(view.name for view in shop.crew.devices() if view.id == scanner) == "Hand scanner"
    with shop.store.write() as work:
        work.devices.remove(display)
    shop.crew.reload()
    assert display not in shop.crew._workers
    assert scanner in shop.crew._workers


def test_settings_that_cannot_be_used_are_said_and_stand_in_nobodys_way(shop: Till, plugged: Plugged) -> None:
    wrong, _ = plugged.add(DeviceFamily.SCALE, "Scale", baud=17)
    scanner, _ = plugged.add(DeviceFamily.SCANNER, "Scanner")
    shop.crew.start()
    until_ready(shop, scanner)
    view = next(view for view in shop.crew.devices() if view.id == wrong)
    assert view.status.state is DeviceState.ERROR
    assert isinstance(view.error, FixSetting) and "baud" in view.error.meaning


def test_a_device_needs_a_place_and_the_driver_its_family(shop: Till, plain_drivers: object) -> None:
    with pytest.raises(FixSetting, match="Port"):
        shop.crew.check("scale", "plain_scale", {})
    with pytest.raises(FixSetting, match="Address"):
        shop.crew.check("scale", "plain_scale", {"wire": "tcp"})
    with pytest.raises(FixSetting):
        shop.crew.check("scanner", "plain_scale", {"port": "COM3"})
    shop.crew.check("scale", "plain_scale", {"port": "COM3"})


def test_everything_stops_within_two_seconds(shop: Till, plugged: Plugged) -> None:
    for family in (DeviceFamily.SCANNER, DeviceFamily.SCALE, DeviceFamily.DISPLAY, DeviceFamily.DRAWER):
        plugged.add(family, family.value)
    shop.crew.start()
    own = {f"device {view.id}" for view in shop.crew.devices() if view.family != "printer"}
    until(lambda: own <= {thread.name for thread in threading.enumerate()})
    assert shop.crew.stop()
    assert not own & {thread.name for thread in threading.enumerate()}


def test_a_weight_that_runs_is_told_to_lists_now_and_then(shop: Till) -> None:
    scale, told = new_id(), list[str]()
    with shop.store.write() as work:
        work.devices.save(scale, "scale", "plain_scale", "Scale", {"port": "none"}, None, False)
    shop.crew.reload()
    assert shop.crew.stop()  # the printer would tell of itself meanwhile
    shop.crew.on_change(lambda: told.append(shop.crew.devices()[1].attended.shown))
    for grams in range(10, 40):
        shop.crew.on_attended(scale, DeviceStatus(DeviceState.READY, f"0.0{grams} kg"), None)
    assert told[0] == "0.010 kg" and len(told) <= 2
    shop.crew.on_attended(scale, DeviceStatus(DeviceState.ATTENTION, "Too heavy"), None)
    assert told[-1] == "Too heavy"

    def rests() -> bool:
        shop.crew.on_attended(scale, DeviceStatus(DeviceState.ATTENTION, "Below zero"), None)
        return told[-1] == "Below zero"

    until(rests)


def test_printers_and_others_are_told_apart(shop: Till, plugged: Plugged) -> None:
    scanner, bench = plugged.add(DeviceFamily.SCANNER, "Scanner")
    shop.crew.start()
    until_ready(shop, scanner)
    views: dict[str, Any] = {view.family: view for view in shop.crew.devices()}
    until(lambda: shop.crew.devices()[0].printer.state is PrinterState.READY)
    assert views["scanner"].attended.state is DeviceState.READY
    assert views["scanner"].address == f"{bench.port} 9600 8N1"


def test_a_whole_counter_of_virtual_devices_at_work(shop: Till) -> None:
    """The real drivers, on real lines, speaking the real protocols."""
    counter, codes, readings = shop.services.counter, list[ScannedCode](), list[ScaleReading]()
    with (
        VirtualScale("mettler_8217", new_line("scale")) as scale,
        VirtualScanner(new_line("scanner"), aim=True) as scanner,
        VirtualDisplay("cd5220", new_line("display")) as display,
        VirtualDrawer(new_line("drawer")) as drawer,
    ):
        with shop.store.write() as work:
            for device in (scale, scanner, display, drawer):
                place = wire_of(device.line.kind, device.address)
                work.devices.save(new_id(), device.family, device.driver, device.family, place, None, True)
        shop.services.printers.forget()
        shop.crew.start()
        counter.on_scan(codes.append)
        stop = counter.weigh(WeighingOrder(), readings.append)
        counter.show(LineText("Bread", "To pay", lower_end="1.20"))
        until(lambda: scanner.connected and drawer.connected)
        scanner.scan("4006381333931")
        scale.put_on(1245)
        until(lambda: readings and readings[-1].net_milli == 1245)
        until(lambda: [code.text for code in codes] == ["]E04006381333931"])
        until(lambda: display.lines == ("Bread", "To pay          1.20"))
        shop.sell("Bread")
        until(lambda: drawer.state.kicks == 1 and [job.state for job in shop.jobs("drawer")] == ["sent"])
        stop()
        assert shop.crew.stop()


def wire_of(kind: str, address: str) -> dict[str, object]:
    if kind == "serial":
        return {"wire": "serial", "port": address}
    host, port = address.rsplit(":", 1)
    return {"wire": "tcp", "host": host, "tcp_port": int(port)}
