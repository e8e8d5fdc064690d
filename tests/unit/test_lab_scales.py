"""The virtual scales, byte for byte as their protocols have it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pos_desktop.devices.fake.lab import Mishap, VirtualScale, new_line
from pos_desktop.devices.fake.lab.dialog_06 import Dialog06
from pos_desktop.devices.fake.lab.dialog_check import WEIGHINGS, Gate, rest_of, turned_left
from pos_desktop.devices.fake.lab.platter import Platter
from pos_desktop.devices.fake.lab.scale_protocol import Speech
from pos_desktop.devices.fake.lab.toledo_continuous import ToledoContinuous
from tests.unit.lab_bench import Wire, wired


@contextmanager
def scale(protocol: str | Speech, **how: float) -> Iterator[tuple[VirtualScale, Wire]]:
    with (
        VirtualScale(protocol, new_line("scale"), **how) as device,  # type: ignore[arg-type]  # figures
        wired(device) as wire,
    ):
        yield device, wire


def do(device: VirtualScale, acts: str) -> None:
    """'put_on 340; shake': what hands do, one after the other."""
    for act in acts.split("; ") if acts else ():
        name, *given = act.split()
        getattr(device, name)(*(int(one) if one.isdigit() else one for one in given))


def hexed(text: str) -> bytes:
    return bytes.fromhex(text)


# Platter ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grams", "kilograms", "pounds"),
    [
        (0, 0, 0),
        (2, 0, 0),
        (3, 5, 10),
        (342, 340, 750),
        (1000, 1000, 2200),
        (453, 455, 1000),
        (-500, -500, -1100),
    ],
)
def test_weights_come_in_divisions(grams: int, kilograms: int, pounds: int) -> None:
    assert Platter(grams).gross_milli == kilograms
    assert Platter(grams, unit="lb", division_milli=10).gross_milli == pounds


def test_over_begins_nine_divisions_above_the_capacity() -> None:
    assert not Platter(15_045).over
    assert Platter(15_050).over


# Mettler 8217 -------------------------------------------------------------------------------------


MOMENTS = [
    ("", "02 30 30 2E 30 30 30 0D"),  # 00.000
    ("put_on 1235", "02 30 31 2E 32 33 35 0D"),
    ("lay 14995", "02 31 34 2E 39 39 35 0D"),
    ("put_on 340; shake", "02 3F 49 0D"),  # motion, beyond the reach of zero
    ("shake", "02 3F 41 0D"),  # motion
    ("overload", "02 3F 4A 0D"),
    ("lift_platter", "02 3F 4C 0D"),  # under zero
    ("lose_zero", "02 3F 58 0D"),
    ("put_on 50; take_tare; put_on 450", "02 30 30 2E 34 35 30 4E 0D"),  # net
    ("set_unit lb; put_on 1000", "02 30 32 2E 32 30 0D"),
]


@pytest.mark.parametrize(("acts", "answer"), MOMENTS)
def test_8217_tells_a_weight_or_why_there_is_none(acts: str, answer: str) -> None:
    with scale("mettler_8217") as (device, wire):
        do(device, acts)
        assert wire.ask(b"W", len(hexed(answer))) == hexed(answer)
        assert wire.silent(0.02)


def test_8217_is_zeroed_by_z_where_that_is_allowed() -> None:
    with scale("mettler_8217") as (device, wire):
        device.lay(25)
        assert wire.ask(b"Z", 4) == hexed("02 3F 50 0D")  # centre of zero
        device.put_on(100)
        assert wire.ask(b"W", 8) == b"\x0200.100\r"
        device.lay(400)  # more than two hundredths of the capacity
        assert wire.ask(b"Z", 4) == hexed("02 3F 48 0D")
        device.lay(20)
        device.lose_zero()
        assert wire.ask(b"Z", 4) == hexed("02 3F 50 0D")
        assert wire.ask(b"W\r\n", 8) == b"\x0200.000\r"


def test_8217_takes_packing_by_key_and_by_digits() -> None:
    with scale("mettler_8217") as (device, wire):
        device.put_on(60)
        assert wire.ask(b"T\r", 4) == hexed("02 3F 60 0D")
        assert wire.ask(b"W", 9) == b"\x0200.000N\r"
        assert wire.ask(b"C", 4) == hexed("02 3F 40 0D")
        assert wire.ask(b"T00020\r", 4) == hexed("02 3F 60 0D")
        assert wire.ask(b"W", 9) == b"\x0200.040N\r"
        device.take_off()
        assert wire.ask(b"W", 4) == hexed("02 3F 74 0D")  # net, centre of zero, under zero
        wire.write(b"T1\r")
        assert device.wait_until(lambda: len(device.oddities) == 1)


def test_8217_tests_itself_and_echoes() -> None:
    with scale("mettler_8217") as (device, wire):
        assert wire.ask(b"A", 2) == hexed("02 0D")
        assert wire.ask(b"B", 4) == hexed("02 3F 40 0D")
        assert wire.ask(b"E", 3) == hexed("02 45 0D")
        assert wire.ask(b"W", 1) == b"W"
        assert wire.ask(b"F", 3) == hexed("02 46 0D")
        wire.write(b"w")
        assert device.wait_until(lambda: len(device.oddities) == 1)


@pytest.mark.parametrize(
    ("mishap", "answer"),
    [
        (Mishap.HALF, "02 30 30 2E"),
        (Mishap.WRONG_CHECK, "02 30 30 2E B5 30 30 0D"),
        (Mishap.TWICE, "02 30 30 2E 35 30 30 0D 02 30 30 2E 35 30 30 0D"),
        (Mishap.OTHER, "02 0D"),
    ],
)
def test_8217_goes_wrong_once(mishap: Mishap, answer: str) -> None:
    with scale("mettler_8217") as (device, wire):
        device.put_on(500)
        device.strike(mishap)
        assert wire.ask(b"W", len(hexed(answer))) == hexed(answer)
        assert wire.ask(b"W", 8) == b"\x0200.500\r"


def test_a_load_settles_by_itself() -> None:
    with scale("mettler_8217", settle_seconds=600) as (device, wire):
        device.put_on(500)
        assert wire.ask(b"W", 4) == hexed("02 3F 49 0D")
        device.settle_seconds = 0.2
        device.put_on(0)
        assert device.wait_until(lambda: not device.state.platter.moving)
        assert wire.ask(b"W", 8) == b"\x0200.500\r"
        assert device.wait_until(lambda: device.state.told_milli == 500)
        assert device.exchanged == 1  # a status is no weight


# Toledo continuous --------------------------------------------------------------------------------


CONTINUOUS = [
    # STX A B C, six digits of weight, six of tare, CR, check sum
    ("", "02 3D 30 20 30 30 30 30 30 30 30 30 30 30 30 30 0D 24"),
    ("put_on 1235", "02 3D 30 20 30 30 31 32 33 35 30 30 30 30 30 30 0D 19"),
    ("put_on 340; shake", "02 3D 38 20 30 30 30 33 34 30 30 30 30 30 30 30 0D 15"),
    ("lift_platter", "02 3D 36 20 30 30 30 35 30 30 30 30 30 30 30 30 0D 19"),
    ("overload", "02 3D 34 20 30 33 31 30 30 30 30 30 30 30 30 30 0D 1C"),
    ("lose_zero", "02 3D 70 20 30 30 30 30 30 30 30 30 30 30 30 30 0D 64"),
    ("put_on 50; take_tare; put_on 450", "02 3D 31 20 30 30 30 34 35 30 30 30 30 30 35 30 0D 15"),
    ("set_unit lb; put_on 1000", "02 2C 20 20 30 30 30 32 32 30 30 30 30 30 30 30 0D 41"),
]


@pytest.mark.parametrize(("acts", "message"), CONTINUOUS)
def test_continuous_output(acts: str, message: str) -> None:
    with VirtualScale(ToledoContinuous(every=0.02), new_line("scale")) as device:
        do(device, acts)
        with wired(device) as wire:
            assert wire.read(36) == hexed(message) * 2
            assert sum(hexed(message)) % 128 == 0  # the check sum makes the seven bits of the sum nought


def test_continuous_output_with_faults_and_keys() -> None:
    with VirtualScale(ToledoContinuous(every=0.02, checksum=False), new_line("scale")) as device:
        device.lay(100)
        with wired(device) as wire:
            assert wire.read(17)[4:10] == b"000100"
            wire.write(b"T")
            assert device.wait_until(lambda: device.state.platter.tare_milli == 100)
            wire.write(b"CZ?")
            assert device.wait_until(lambda: device.state.platter.zero_grams == 100)
            assert device.wait_until(lambda: len(device.oddities) == 1)
    with VirtualScale(ToledoContinuous(every=0.02), new_line("scale")) as device:
        device.strike(Mishap.WRONG_CHECK)
        with wired(device) as wire:
            first, second = wire.read(18), wire.read(18)
            assert first[:-1] == second[:-1]
            assert (first[-1], second[-1]) == (0x31, 0x24)


# Dialog 06 ----------------------------------------------------------------------------------------

ORDER_150 = hexed("04 02 30 31 1B 30 30 30 31 35 30 1B 03")
ENQUIRE, ASK_STATUS = hexed("04 05"), hexed("04 02 30 38 03")
ACK, NAK = b"\x06", b"\x15"


def status_of(wire: Wire) -> str:
    answer = wire.ask(ASK_STATUS, 7)
    assert answer[:4] == hexed("02 30 39 1B")
    assert answer[6:] == b"\x03"
    return answer[4:6].decode()


def test_dialog_06_computes_the_amount() -> None:
    with scale("dialog_06") as (device, wire):
        device.put_on(1_235)
        assert wire.ask(ORDER_150, 1) == ACK
        assert wire.ask(ENQUIRE, 26) == hexed(
            "02 30 32 1B 33 1B 30 31 32 33 35 1B 30 30 30 31 35 30 1B 30 30 30 31 38 35 03"
        )  # 1.235 kg at 1.50 are 1.8525: 1.85
        wire.write(b"\x04")
        device.lay(2_000)
        assert wire.ask(hexed("04 02 30 31 1B 31 32 33 34 35 1B 03"), 1) == ACK  # five digits of price
        assert wire.ask(ENQUIRE, 26)[4:] == b"3\x1b02000\x1b012345\x1b024690\x03"
        assert not device.oddities
        assert device.exchanged == 2


@pytest.mark.parametrize(
    ("acts", "status"),
    [
        ("lay 500; shake", "20"),
        ("", "30"),
        ("lay 15", "30"),
        ("lift_platter", "31"),
        ("overload", "32"),
        ("lose_zero", "01"),
    ],
)
def test_dialog_06_says_why_not(acts: str, status: str) -> None:
    with scale("dialog_06") as (device, wire):
        do(device, acts)
        assert wire.ask(ORDER_150, 1) == ACK
        assert wire.ask(ENQUIRE, 1) == NAK
        assert status_of(wire) == status


def test_dialog_06_wants_the_load_to_move_between_two_results() -> None:
    with scale("dialog_06") as (device, wire):
        device.lay(500)
        assert wire.ask(ORDER_150, 1) + wire.ask(ENQUIRE, 26)[:3] == ACK + b"\x0202"
        assert wire.ask(ENQUIRE, 1) == NAK
        assert status_of(wire) == "22"  # no order
        assert wire.ask(ORDER_150, 1) + wire.ask(ENQUIRE, 1) == ACK + NAK
        assert status_of(wire) == "21"
        device.lay(505)
        assert wire.ask(ENQUIRE, 26)[6:11] == b"00505"


@pytest.mark.parametrize(
    ("record", "status"),
    [
        (b"01\x1b12\x1b", "11"),
        (b"03\x1b000150\x1b00A0", "12"),
        (b"04\x1b000150\x1b" + b"x" * 14, "13"),
        (b"07\x1b000150", "10"),
    ],
)
def test_dialog_06_refuses_what_makes_no_sense(record: bytes, status: str) -> None:
    with scale("dialog_06") as (_, wire):
        assert wire.ask(b"\x04\x02" + record + b"\x03", 1) == NAK
        assert status_of(wire) == status


@pytest.mark.parametrize(("division", "record"), [(10, b"1\x1b00220"), (5, b"2\x1b02205")])
def test_dialog_06_says_by_its_status_what_the_last_digit_of_pounds_counts(
    division: int, record: bytes
) -> None:
    with scale("dialog_06") as (device, wire):
        device.set_unit("lb", division)
        device.lay(1000)
        assert wire.ask(ORDER_150, 1) == ACK
        assert wire.ask(ENQUIRE, 26)[4:11] == record


def test_dialog_06_takes_tare_and_text() -> None:
    with scale("dialog_06") as (device, wire):
        device.lay(500)
        assert wire.ask(b"\x04\x0205\x1b000200\x1b0050\x1bApples\x03", 1) == ACK
        assert wire.ask(ENQUIRE, 26)[6:] == b"00450\x1b000200\x1b000090\x03"
        wire.write(b"garbage")
        assert device.wait_until(lambda: len(device.oddities) == 1)
        assert wire.ask(ORDER_150, 1) == ACK


def test_dialog_06_asks_for_check_sums_first() -> None:
    polynomial = 0x11021
    gate = Gate(polynomial, random=0x3A)
    with scale(Dialog06(gate=gate)) as (device, wire):
        device.lay(500)
        assert wire.ask(ORDER_150, 8) == b"\x0211\x1b23A\x03"
        wire.write(b"\x04")
        wrong = b"\x04\x0210\x1b12345678\x03"
        assert wire.ask(wrong, 1) == ACK
        assert wire.ask(ENQUIRE, 6) == b"\x0211\x1b0\x03"
        assert wire.ask(ORDER_150, 8) == b"\x0211\x1b23A\x03"
        # CRC-16 of 12 34 with this polynomial is 13C6; 1234 left by 3 is 91A0, 13C6 right by 10 is F184
        assert wire.ask(b"\x04\x0210\x1b91A0F184\x03", 1) == ACK
        assert wire.ask(ENQUIRE, 6) == b"\x0211\x1b1\x03"
        for weighing in range(WEIGHINGS):
            device.lay(500 + 5 * weighing)
            assert wire.ask(ORDER_150, 1) == ACK
            assert wire.ask(ENQUIRE, 26)[:3] == b"\x0202"
        assert wire.ask(ORDER_150, 8)[:3] == b"\x0211"


def test_check_sums_are_the_rest_of_a_division() -> None:
    assert rest_of(0x1234, 0x11021) == 0x13C6
    assert turned_left(0x1234, 3) == 0x91A0
    assert turned_left(0x13C6, -10) == 0xF184


def test_zero_and_tare_are_refused_in_motion() -> None:
    device = VirtualScale("mettler_8217", new_line("scale"))
    device.shake()
    assert not device.zero()
    assert not device.take_tare()
    device.settle()
    assert device.take_tare(40)
    assert device.state.platter.net_milli == -40
    assert device.clear_tare()
