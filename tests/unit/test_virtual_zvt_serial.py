"""The virtual ZVT terminal on a pseudo-terminal: frames, acknowledgements, repeats."""

import os
import sys
import threading
from collections.abc import Iterator

import pytest

from pos_desktop.payments.zvt.fake import Fault, Step, VirtualZvtTerminal, serial_port
from pos_desktop.payments.zvt.fake.apdu import Apdu, take
from pos_desktop.payments.zvt.fake.frames import ACK, NAK, Frame, Frames, framed
from tests.unit.zvt_register import HURRIED, PAY_12_50, QUICK, REGISTER, Cable, Silence

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="this system has no pseudo-terminals")


@pytest.fixture
def terminal() -> Iterator[VirtualZvtTerminal]:
    with VirtualZvtTerminal(serial=True, automatic=0, times=QUICK) as one:
        yield one


@pytest.fixture
def pulled_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug that is out stays out: what the terminal says meanwhile is lost, however late it says it."""
    monkeypatch.setattr(serial_port, "_PULLED", 600.0)


@pytest.fixture
def cable(terminal: VirtualZvtTerminal) -> Iterator[Cable]:
    one = Cable(terminal)
    yield one
    one.close()


def _frame(cable: Cable) -> Apdu:
    """The next frame, with nothing before it."""
    frames = Frames()
    while True:
        for heard in frames.feed(cable.read(1)):
            assert isinstance(heard, Frame), f"{heard:02X} instead of a frame"
            assert heard.sound
            taken = take(heard.data)
            assert taken is not None
            return taken[0]


def _hear(cable: Cable) -> Apdu:
    """The next frame, acknowledged."""
    apdu = _frame(cable)
    cable.send(bytes([ACK]))
    return apdu


def _tell(cable: Cable, hexadecimal: str) -> None:
    """A message, and its acknowledgement heard."""
    cable.send(framed(bytes.fromhex(hexadecimal)))
    assert cable.read(1) == bytes([ACK])


def _ask(cable: Cable, hexadecimal: str) -> list[int]:
    _tell(cable, hexadecimal)
    came = [_hear(cable).control]
    while came[-1] not in (0x060F, 0x061E):
        came.append(_hear(cable).control)
        _tell(cable, "80 00 00")
    return came


def test_registers_and_pays(terminal: VirtualZvtTerminal, cable: Cable) -> None:
    assert terminal.serial_path
    assert terminal.port == 0
    assert _ask(cable, REGISTER) == [0x8000, 0x060F]
    came = _ask(cable, PAY_12_50)
    assert (came[0], came[-1]) == (0x8000, 0x060F)
    assert 0x040F in came
    assert [one.amount_minor for one in terminal.transactions] == [1250]


def test_says_nak_to_a_wrong_check_sum_and_takes_the_repeat_once(
    terminal: VirtualZvtTerminal, cable: Cable
) -> None:
    good = framed(bytes.fromhex(REGISTER))
    cable.send(good[:-1] + bytes([good[-1] ^ 1]))
    assert cable.read(1) == bytes([NAK])
    assert _ask(cable, REGISTER) == [0x8000, 0x060F]


def test_repeats_on_nak(terminal: VirtualZvtTerminal, cable: Cable) -> None:
    _tell(cable, "05 01 00")
    assert _frame(cable).control == 0x8000
    cable.send(bytes([NAK]))
    assert _frame(cable).control == 0x8000
    cable.send(bytes([ACK]))
    assert _hear(cable).control == 0x060F
    _tell(cable, "80 00 00")


def test_repeats_without_ack_three_times_at_most() -> None:
    with VirtualZvtTerminal(serial=True, automatic=0, times=HURRIED) as terminal:
        cable = Cable(terminal)
        _tell(cable, "06 02 00")
        for _ in range(HURRIED.repeats):
            assert _frame(cable).control == 0x8000
        with pytest.raises(Silence):
            cable.read(1, 0.5)
        cable.close()


def test_sends_a_wrong_check_sum_and_then_the_right_one(terminal: VirtualZvtTerminal, cable: Cable) -> None:
    _ask(cable, REGISTER)
    terminal.fail_at(Step.COMMAND, Fault.WRONG_CRC)
    _tell(cable, "05 01 00")
    (spoilt,) = Frames().feed(cable.read(9))
    assert isinstance(spoilt, Frame)
    assert not spoilt.sound
    cable.send(bytes([NAK]))
    assert _hear(cable).control == 0x8000
    assert _hear(cable).control == 0x060F
    _tell(cable, "80 00 00")


def test_a_frame_that_stops_in_the_middle_is_void(terminal: VirtualZvtTerminal, cable: Cable) -> None:
    cable.send(framed(bytes.fromhex(REGISTER))[:7])
    assert cable.read(1) == bytes([NAK])  # after T1
    assert _ask(cable, REGISTER) == [0x8000, 0x060F]


def test_noise_between_frames_is_passed_over(terminal: VirtualZvtTerminal, cable: Cable) -> None:
    cable.send(b"\x00\xffZ\xa5")
    assert _ask(cable, REGISTER) == [0x8000, 0x060F]


@pytest.mark.usefixtures("pulled_for_long")
def test_the_plug_is_pulled_when_the_bank_has_approved(terminal: VirtualZvtTerminal, cable: Cable) -> None:
    _ask(cable, "06 00 06 00 00 00 86 09 78")
    terminal.fail_at(Step.BANK, Fault.DROP_AFTER)
    _tell(cable, PAY_12_50)
    assert terminal.wait_until_quiet()
    assert len(terminal.transactions) == 1
    cable.send(bytes([ACK]))


@pytest.mark.usefixtures("pulled_for_long")
def test_the_plug_is_pulled_behind_the_status(terminal: VirtualZvtTerminal, cable: Cable) -> None:
    _ask(cable, "06 00 06 00 00 00 86 09 78")
    terminal.fail_at(Step.STATUS, Fault.DROP_AFTER)
    _tell(cable, PAY_12_50)
    assert _hear(cable).control == 0x8000
    assert _hear(cable).control == 0x040F
    assert terminal.wait_until_quiet()
    with pytest.raises(Silence):
        cable.read(1, 0.1)


def test_leaves_no_thread_and_no_device(terminal: VirtualZvtTerminal) -> None:
    path = terminal.serial_path
    terminal.stop()
    assert not [one.name for one in threading.enumerate() if one.name.startswith("virtual-zvt")]
    assert not os.path.exists(path)
    terminal.start()
    fresh = Cable(terminal)
    assert _ask(fresh, REGISTER) == [0x8000, 0x060F]
    fresh.close()
