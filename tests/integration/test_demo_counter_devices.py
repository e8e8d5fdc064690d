"""The demo shop's devices on lines: in the settings, found by the register, found again after a start."""

import os
import time
from collections.abc import Callable, Iterator

import pytest

from pos_desktop import bootstrap
from pos_desktop.application.counter import LineText, ScannedCode
from pos_desktop.application.device_states import DeviceState
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.bootstrap import Register
from pos_desktop.demo import counter_devices, shop
from pos_desktop.demo.counter_devices import CounterDevices
from pos_desktop.devices.fake.lab.kit import settings_of
from pos_desktop.system.folders import Folders

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the ports are pseudo-terminals")


def eventually(so: Callable[[], bool], seconds: float = 60.0) -> bool:
    until = time.monotonic() + seconds
    while not so() and time.monotonic() < until:
        time.sleep(0.01)
    return so()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """The folder of a demo shop whose devices were set up, without a past."""
    folders = Folders.under(tmp_path_factory.mktemp("demo"))
    folders.make()
    devices = CounterDevices(folders.data / "devices", settle_seconds=0.0)
    devices.start()
    opened = bootstrap.open_database(folders, key_file=True)
    shop.build(opened, counter=devices, with_past=False)
    opened.close()
    devices.stop()
    return folders


@pytest.fixture
def devices(kept: Folders) -> Iterator[CounterDevices]:
    made = CounterDevices(kept.data / "devices", settle_seconds=0.0)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def register(kept: Folders, devices: CounterDevices) -> Iterator[Register]:
    made = Register(bootstrap.open_database(kept, key_file=True))
    counter_devices.point_at(made, devices)
    made.crew.start()
    yield made
    made.close()


def test_they_are_there_and_do_their_part(register: Register, devices: CounterDevices) -> None:
    def there() -> bool:
        return all(view.status.state is DeviceState.READY for view in register.crew.devices())

    assert [view.family for view in register.crew.devices()] == ["scale", "scanner", "display"]
    assert eventually(there)
    codes: list[ScannedCode] = []
    readings: list[ScaleReading] = []
    register.counter.on_scan(codes.append)
    assert eventually(lambda: devices.scanner.connected)
    assert devices.scanner.scan("4006381333931")
    assert eventually(lambda: [code.text for code in codes] == ["]E04006381333931"])
    devices.scale.lay(340)
    stop = register.counter.weigh(WeighingOrder(), readings.append)
    assert eventually(lambda: any(each.state is ScaleState.STABLE for each in readings))
    assert {each.net_milli for each in readings if each.state is ScaleState.STABLE} == {340}
    stop()
    register.counter.show(LineText("Apples", "Total", lower_end="0.85"))
    assert eventually(lambda: devices.display.lines == ("Apples", "Total           0.85"))
    assert devices.facts() == [device.facts(name) for name, device in devices.all().items()]
    assert not any(device.oddities for device in devices.all().values())


def test_one_that_comes_back_is_taken_up_again(register: Register, devices: CounterDevices) -> None:
    assert eventually(lambda: devices.scanner.connected)
    devices.scanner.unplug()
    assert not devices.scanner.connected
    devices.scanner.plug()
    assert eventually(lambda: devices.scanner.connected)


def test_a_real_device_in_the_settings_is_left_alone(register: Register, devices: CounterDevices) -> None:
    with register.data.store.write() as work:
        row = next(each for each in work.devices.all() if each.family == "scale")
        real = {**row.settings, "port": "/dev/ttyUSB0"}
        work.devices.save(row.id, row.family, row.driver, row.name, real, None, row.active)
    counter_devices.point_at(register, devices)
    with register.data.store.write() as work:
        row = next(each for each in work.devices.all() if each.family == "scale")
        assert row.settings["port"] == "/dev/ttyUSB0"
        work.devices.save(row.id, row.family, row.driver, row.name, settings_of(devices.scale), None, True)
