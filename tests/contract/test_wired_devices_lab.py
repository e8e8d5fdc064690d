"""The drivers against the virtual devices, which were made from the same documents by another hand.

Two readings of a protocol check one another here: what is put on the virtual scale is what the driver reads, and
nothing that goes wrong on the way makes a weight that never lay there.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pos_desktop.application.counter import LineText
from pos_desktop.application.device_states import DeviceState
from pos_desktop.application.printing import DrawerState
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.devices.base import no_log
from pos_desktop.devices.fake.lab import Mishap, VirtualHidScanner, VirtualScale, new_line, usb_line
from pos_desktop.devices.fake.lab.dialog_06 import Dialog06
from pos_desktop.devices.fake.lab.dialog_check import Gate
from pos_desktop.devices.fake.lab.display import VirtualDisplay
from pos_desktop.devices.fake.lab.drawer import VirtualDrawer
from pos_desktop.devices.fake.lab.hid_reports import SCALE, SCANNER
from pos_desktop.devices.fake.lab.scanner import VirtualScanner
from pos_desktop.devices.registry import device_driver
from pos_desktop.devices.wired import settings_where_it_is
from pos_desktop.system.wires.channel import ChannelLost

PROTOCOLS = ("mettler_8217", "dialog_06", "toledo_continuous", "hid_scale")
TELLS_BY_ITSELF = PROTOCOLS[2:]
PRICE = 1299
PATIENCE_SECONDS = 40.0  # of a busy computer; what comes sooner is not waited for
ANSWER_MS = 20_000
"""As above, of a driver: more than a shop may set."""


def wire_of(address: str) -> dict[str, object]:
    """Settings for a line's address: 'host:port', the node of a USB device, or a serial port."""
    if "/dev/hidraw" in address:
        return {"port": address}
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return {"wire": "tcp", "host": host, "tcp_port": int(port)}
    return {"wire": "serial", "port": address}


class Desk:
    """A driver on a virtual scale."""

    def __init__(self, scale: VirtualScale, **settings: object) -> None:
        self.scale = scale
        self.told: list[ScaleReading] = []
        driver = device_driver(scale.driver)
        parsed = replace(driver.parse(wire_of(scale.address) | settings), answer_ms=ANSWER_MS)
        self.device: Any = driver.create(parsed, no_log, self.told.append)
        self.device.open()

    def reading(self, order: WeighingOrder | None = None) -> ScaleReading:
        """The next reading, for a new order."""
        self.device.order(order or WeighingOrder(price_minor=PRICE))
        known, end = len(self.told), time.monotonic() + PATIENCE_SECONDS
        while len(self.told) == known and time.monotonic() < end:
            self.device.attend(0.2)
        return self.told[-1]

    def hurry(self) -> None:
        """What does not come is not waited for long."""
        patience = 300 if self.scale.driver in TELLS_BY_ITSELF else 120
        self.device._settings = replace(self.device._settings, answer_ms=patience)

    def until(self, state: ScaleState, order: WeighingOrder | None = None) -> ScaleReading:
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            reading = self.reading(order)
            if reading.state is state or time.monotonic() > end:
                assert reading.state is state, reading
                return reading


@pytest.fixture(params=PROTOCOLS)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    line = usb_line("scale", SCALE) if request.param == "hid_scale" else new_line("scale")
    with VirtualScale(request.param, line) as scale:
        made = Desk(scale)
        yield made
        made.device.close()


def test_reads_what_lies_on_it(desk: Desk) -> None:
    for grams in (20, 340, 1235, 14_995):
        desk.scale.lay(grams)
        reading = desk.until(ScaleState.STABLE)
        assert (reading.net_milli, reading.unit, reading.sellable) == (grams, "kg", True)
    if desk.scale.driver == "dialog_06":
        assert reading.amount_minor == (14_995 * PRICE + 500) // 1000


def test_says_why_there_is_no_weight(desk: Desk) -> None:
    desk.scale.lay(500)
    desk.scale.shake()
    assert desk.until(ScaleState.MOTION).net_milli is None
    desk.scale.settle()
    assert desk.until(ScaleState.STABLE).net_milli == 500
    desk.scale.overload()
    assert desk.until(ScaleState.OVERLOAD).net_milli is None
    desk.scale.take_off()
    desk.scale.lift_platter()
    assert desk.until(ScaleState.UNDER_ZERO).net_milli is None


def test_empty_is_no_weight_to_sell(desk: Desk) -> None:
    reading = desk.until(ScaleState.ZERO)
    assert (reading.net_milli, reading.sellable) == (0, False)


def test_takes_a_tare_off(desk: Desk) -> None:
    desk.scale.lay(520)
    reading = desk.until(ScaleState.STABLE, WeighingOrder(price_minor=PRICE, tare_milli=20))
    assert (reading.net_milli, reading.tare_milli) == (500, 20)


@pytest.mark.parametrize(("division", "pounds"), [(10, 2200), (5, 2205)], ids=["0.01 lb", "0.005 lb"])
def test_the_dialogue_06_weighs_in_pounds_of_both_divisions(division: int, pounds: int) -> None:
    order = WeighingOrder(price_minor=PRICE, unit="lb")
    with VirtualScale("dialog_06", new_line("scale")) as scale:
        scale.set_unit("lb", division)
        desk = Desk(scale, unit="lb")
        scale.lay(1000)
        reading = desk.until(ScaleState.STABLE, order)
        assert (reading.net_milli, reading.unit) == (pounds, "lb")
        assert reading.amount_minor == (pounds * PRICE + 500) // 1000
        desk.device.close()
        metric = Desk(scale)
        scale.lay(2000)
        assert metric.until(ScaleState.ERROR).net_milli is None
        metric.device.close()


@pytest.mark.parametrize("protocol", ["mettler_8217", "toledo_continuous"])
def test_weighs_in_pounds_and_never_takes_them_for_kilograms(protocol: str) -> None:
    order = WeighingOrder(price_minor=PRICE, unit="lb")
    with VirtualScale(protocol, new_line("scale")) as scale:
        scale.set_unit("lb")
        desk = Desk(scale, unit="lb")
        scale.lay(1000)
        reading = desk.until(ScaleState.STABLE, order)
        assert (reading.net_milli, reading.unit) == (2200, "lb")
        assert desk.until(ScaleState.OTHER_UNIT).net_milli is None
        desk.device.close()
        metric = Desk(scale)
        scale.lay(2000)
        assert metric.until(ScaleState.ERROR).net_milli is None
        metric.device.close()


def test_a_silent_scale_and_one_that_is_back(desk: Desk) -> None:
    desk.hurry()
    desk.scale.lay(340)
    desk.scale.mute()
    assert desk.until(ScaleState.NO_ANSWER).net_milli is None
    desk.scale.unmute()
    assert desk.until(ScaleState.STABLE).net_milli == 340


def test_pulled_out_is_noticed(desk: Desk) -> None:
    desk.reading()
    desk.device.order(None)
    desk.scale.unplug()
    with pytest.raises(ChannelLost):
        for _ in range(3):
            desk.device.attend(1)


def test_nothing_that_goes_wrong_makes_another_weight(desk: Desk) -> None:
    desk.hurry()
    chance = random.Random(desk.scale.driver)
    for mishap in [each for each in Mishap if each is not Mishap.DROPPED]:
        grams = 5 * chance.randrange(1, 2_000)
        desk.scale.lay(grams)
        desk.scale.strike(mishap)
        for _ in range(2):
            reading = desk.reading()
            assert reading.net_milli in (None, 0, grams), mishap
        desk.scale.behave()
    desk.scale.lay(775)
    assert desk.until(ScaleState.STABLE).net_milli == 775


@pytest.mark.parametrize("polynomial", [0x1021, 0x8005])
def test_the_dialogue_proves_itself_when_asked(polynomial: int) -> None:
    with VirtualScale(Dialog06(gate=Gate(0x10000 | polynomial)), new_line("scale")) as scale:
        desk = Desk(scale, polynomial=f"{polynomial:04X}")
        scale.lay(340)
        assert desk.until(ScaleState.STABLE).net_milli == 340
        desk.device.close()
    with VirtualScale(Dialog06(gate=Gate(0x10000 | polynomial)), new_line("scale")) as scale:
        stranger = Desk(scale, polynomial="BEEF")
        scale.lay(500)
        assert stranger.reading().net_milli is None
        stranger.device.close()


@pytest.mark.parametrize("protocol", ["mettler_8217", "hid_scale"])
def test_zeroes(protocol: str) -> None:
    line = usb_line("scale", SCALE) if protocol == "hid_scale" else new_line("scale")
    with VirtualScale(protocol, line) as scale:
        desk = Desk(scale)
        scale.lay(20)
        assert desk.until(ScaleState.STABLE).net_milli == 20
        desk.device.zero()
        assert desk.until(ScaleState.ZERO).net_milli == 0
        scale.lose_zero()
        assert desk.until(ScaleState.NEEDS_ZERO).net_milli is None
        desk.device.close()


def test_codes_of_a_scanner() -> None:
    with VirtualScanner(new_line("scanner")) as scanner:
        heard: list[str] = []
        log: list[str] = []
        driver = device_driver(scanner.driver)
        device: Any = driver.create(
            driver.parse(wire_of(scanner.address)), lambda _, words, __: log.append(words), heard.append
        )
        device.open()
        assert attended(device, scanner, lambda: scanner.connected)
        scanner.scan("4006381333931")
        scanner.scan("]d2", "")
        scanner.scan_half("4006381333931")
        assert attended(device, scanner, lambda: any("half a code" in words for words in log))
        scanner.scan("01040063813339311725123110AB\x1d21X", "]C1")
        assert attended(device, scanner, lambda: len(heard) == 3)
        device.close()
    plain = [code[3:] if code.startswith("]") and len(code) > 3 else code for code in heard]
    assert plain == ["4006381333931", "]d2", "01040063813339311725123110AB\x1d21X"]


def test_codes_of_a_usb_scanner_that_is_plugged_in_elsewhere() -> None:
    """A code of several reports, one of which only half arrives, and one after it came back as another node."""
    long = "010400638133393117251231" + "10" + "LOT7" * 20
    with VirtualHidScanner(usb_line("scanner", SCANNER)) as scanner:
        heard: list[str] = []
        driver = device_driver(scanner.driver)
        known = {"port": scanner.address, "identity": "1209:0001:scanner"}
        settings = driver.parse(known)
        device: Any = driver.create(settings, no_log, heard.append)
        device.open()
        assert attended(device, scanner, lambda: scanner.connected)
        scanner.scan("4006381333931")
        scanner.scan(long, "]C1")
        scanner.scan_half(long)
        assert attended(device, scanner, lambda: len(heard) == 2)
        scanner.unplug()
        with pytest.raises(ChannelLost):
            for _ in range(30):
                device.attend(0.1)
        device.close()
        scanner.plug(elsewhere=True)
        moved = settings_where_it_is(settings)
        assert moved.port == scanner.address != settings.port
        device = driver.create(moved, no_log, heard.append)
        device.open()
        assert attended(device, scanner, lambda: scanner.connected)
        scanner.scan("12345670", "]E4")
        assert attended(device, scanner, lambda: len(heard) == 3)
        device.close()
    assert heard == ["]E04006381333931", "]C1" + long, "]E412345670"]


@pytest.mark.parametrize("key", ["escpos_display", "cd5220"])
def test_a_display_shows_both_lines_and_again_after_it_was_away(key: str) -> None:
    with VirtualDisplay(key, new_line("display")) as display:
        driver = device_driver(key)
        device: Any = driver.create(driver.parse(wire_of(display.address)), no_log)
        device.open()
        device.show(LineText("Käse aus der Schweiz, mild", "Summe", "3,20", "12,34"))
        assert attended(
            device, display, lambda: display.lines == ("Käse aus der Sc 3,20", "Summe          12,34")
        )
        device.show(LineText())
        assert attended(device, display, lambda: display.lines == ("", ""))
        device.show(LineText("Milk", lower_end="1.00"))
        assert attended(device, display, lambda: display.lines[0].startswith("Milk"))
        assert not display.oddities
        display.unplug()
        with pytest.raises(ChannelLost):
            for _ in range(30):
                device.attend(0.1)
        device.close()
        display.plug()
        device.open()
        assert attended(device, display, lambda: display.lines == ("Milk", " " * 16 + "1.00"))
        device.close()


def attended(device: Any, virtual: Any, done: Any) -> bool:
    """Turns until it is so; False when it never is."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not done() and time.monotonic() < end:
        device.attend(0.05)
    return bool(done())


def test_a_drawer_opens_once_and_tells_it() -> None:
    with VirtualDrawer(new_line("drawer")) as drawer:
        driver = device_driver(drawer.driver)
        known = {"sensor": "byte", "opens": "07", "asks": "06", "open_bits": "40"}
        settings = replace(driver.parse(wire_of(drawer.address) | known), answer_ms=ANSWER_MS)
        device: Any = driver.create(settings, no_log)
        device.open()
        assert attended(device, drawer, lambda: device.state() is DrawerState.CLOSED)
        device.kick()
        assert attended(device, drawer, lambda: device.state() is DrawerState.OPEN)
        assert (drawer.state.kicks, drawer.state.is_open) == (1, True)
        drawer.close()
        assert attended(device, drawer, lambda: device.state() is DrawerState.CLOSED)
        drawer.stick()
        device.kick()
        for _ in range(4):
            assert device.attend(0.2).state is DeviceState.READY
        assert device.state() is DrawerState.CLOSED
        device.close()
