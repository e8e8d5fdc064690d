"""Speaks to a device that was found, to say what it is. Only when a person wishes it: an unknown device might take a
question for an order."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pos_desktop.application.device_states import DeviceFamily, DeviceState
from pos_desktop.application.device_watch import Finding, FoundDevice
from pos_desktop.application.errors import PersonError
from pos_desktop.application.printing import PrinterState
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.application.wording import tr
from pos_desktop.devices.base import DeviceDriver, no_log
from pos_desktop.devices.hid_wire import SCALE as HID_SCALE
from pos_desktop.devices.registry import device_drivers, printer_drivers
from pos_desktop.system.wires.channel import ChannelLost

SCALE_SECONDS: Final = 1.2
"""How long a scale may take to answer in a language that it may not speak."""
PRINTER_BAUDS: Final = (38_400, 9_600, 19_200, 115_200)
_SAID_NOTHING: Final = (ScaleState.NO_ANSWER, ScaleState.UNREACHABLE, ScaleState.ERROR)

log = logging.getLogger(__name__)


def what_is(found: FoundDevice, finding: Finding) -> Sequence[FoundDevice]:
    """What it turns out to be; empty when it answers nothing that is known. Raises `PersonError` where a port cannot
    be opened at all."""
    if found.driver in device_drivers():
        return (found,) if _speaks(found) else ()
    if found.driver:
        return (found,) if _printer_answers(found) else ()
    port = str(found.settings.get("port", ""))
    _can_be_opened(port)
    for guess in _guesses(port, str(found.settings.get("identity", ""))):
        if finding.cancelled:
            return ()
        finding.tell(guess.title, ())
        answers = _printer_answers if guess.family == DeviceFamily.PRINTER else _scale_answers
        if answers(guess):
            return (guess,)
    return ()


def _speaks(found: FoundDevice) -> bool:
    """A scale tells a weight or why there is none; a scanner says nothing before it reads: that it can be opened and its
    reports are a scanner's is all that can be known. Raises `PersonError` where it cannot be opened."""
    driver = device_drivers()[found.driver]
    if driver.family == DeviceFamily.SCALE:
        return _scale_answers(found)
    device = driver.create(driver.parse(found.settings), no_log, lambda _code: None)
    try:
        device.open()
    finally:
        device.close()
    return True


def _can_be_opened(port: str) -> None:
    from pos_desktop.devices.wired import WireSettings, open_wire

    open_wire(WireSettings(port=port)).close()


def _guesses(port: str, identity: str) -> Iterator[FoundDevice]:
    """Scales first: each asks for a weight and nothing else. Then printers, whose question no scale knows."""
    for driver in device_drivers().values():
        if driver.family == DeviceFamily.SCALE and driver.key != HID_SCALE:
            settings = {"wire": "serial", "port": port, "identity": identity}
            yield FoundDevice(driver.key, port, settings, DeviceFamily.SCALE.value, driver.label)
    for baud in PRINTER_BAUDS:
        title = tr("Receipt printer at {baud} baud", baud=baud)
        line: dict[str, object] = {"port": port, "identity": identity, "baud": baud}
        yield FoundDevice("serial", port, line, DeviceFamily.PRINTER.value, title)


def _printer_answers(guess: FoundDevice) -> bool:
    """By DLE EOT: a printer that says how it is, is one."""
    driver = printer_drivers()[guess.driver]
    printer = driver.create(driver.parse(guess.settings), no_log)
    try:
        printer.open()
        state = printer.status().state
    except PersonError:
        return False
    finally:
        printer.close()
    return state not in (PrinterState.UNKNOWN, PrinterState.UNREACHABLE)


def _scale_answers(guess: FoundDevice) -> bool:
    """By its own request for a weight. Whatever the device answers, the search goes on."""
    heard: list[ScaleReading] = []
    driver: DeviceDriver = device_drivers()[guess.driver]
    try:
        scale: Any = driver.create(driver.parse(guess.settings), no_log, heard.append)
    except PersonError:
        return False
    end = time.monotonic() + SCALE_SECONDS
    try:
        scale.open()
        scale.order(WeighingOrder())
        while time.monotonic() < end:
            status = scale.attend(0.3)
            if any(reading.state not in _SAID_NOTHING for reading in heard):
                return True
            if status.state is DeviceState.READY:
                return True
    except (PersonError, ChannelLost):
        return False
    except Exception:
        log.exception("the driver %s failed while a port was tried", guess.driver)
        return False
    finally:
        scale.close()
    return False
