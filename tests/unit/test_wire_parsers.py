"""The pure parsers of devices on a wire against frames changed at random: nothing crashes, no weight is made up.

Whatever is taken for a weight is written out again by the test's own hand and must give the very bytes that were read.
"""

import random
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_desktop.application.counter import LINE_WIDTH, LineText
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder
from pos_desktop.devices.displays.cd5220 import _german
from pos_desktop.devices.displays.two_lines import of_code_page, two_lines
from pos_desktop.devices.hid_reports import BadDescriptor, Reports, read_descriptor
from pos_desktop.devices.scales import continuous, dialog06_records, mettler_8217
from pos_desktop.devices.scales.hid_weights import WeightReport, read_weight, weight_report
from pos_desktop.devices.scales.readings import for_order
from pos_desktop.devices.scanners.code_reader import Code, CodeReader
from pos_desktop.devices.scanners.hid_codes import HidCodes, code_report
from tests import hid_descriptors as hid

FRAMES = 30_000
"""A protocol; three of them, the scanner's codes and the reports of USB devices make more than 100,000."""
ASKED = dialog06_records.Asked(499, 0)


def changed(frame: bytes, chance: random.Random) -> bytes:
    """The frame with up to four changes: bytes swapped, lost, doubled, put in, bits turned, cut, two joined."""
    data = bytearray(frame)
    for _ in range(chance.randrange(5)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0 if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
            case 1 if data:
                del data[at % len(data)]
            case 2:
                data.insert(at, chance.randrange(256))
            case 3 if data:
                data[at % len(data)] = chance.choice(b"0123456789 .N?\x02\x03\x04\x06\x15\x1b\r\n")
            case 4:
                data = data[:at]
            case 5:
                data += frame
            case 6 if data:
                data.insert(at, data[at % len(data)])
    return bytes(data)


def rest_of_reading(reading: ScaleReading) -> bool:
    """Without a weight there is no figure to sell by."""
    return reading.net_milli is None and not reading.sellable


def written_8217(milli: int, unit: str) -> set[bytes]:
    if unit == "kg":
        figures = {f"{milli // 1000:02d}.{milli % 1000:03d}", f"{milli // 1000:03d}.{milli % 1000:03d}"}
    else:
        figures = {
            f"{milli // 1000:02d}.{milli % 1000 // 10:02d}",
            f"{milli // 1000:03d}.{milli % 1000 // 10:02d}",
        }
    return {f"\x02{one}{net}\r".encode() for one in figures for net in ("", "N")}


def test_no_weight_of_an_8217_is_made_up() -> None:
    chance, weights = random.Random(8217), 0
    for _ in range(FRAMES):
        milli, unit = chance.randrange(30_000), chance.choice(("kg", "lb"))
        frame = chance.choice(sorted(written_8217(milli, unit)) + [b"\x02?%c\r" % chance.randrange(128)])
        data = changed(frame, chance)
        reading, net = mettler_8217.read_answer(data, chance.choice(("kg", "lb", "auto")))
        if rest_of_reading(reading):
            continue
        weights += 1
        assert data in written_8217(reading.net_milli or 0, reading.unit)
        assert net == (b"N" in data)
    assert FRAMES / 10 < weights < FRAMES


def numbers_of(frame: bytes) -> tuple[Decimal, Decimal]:
    """Weight and tare of a continuous frame by its decimal point, in thousandths."""
    places = Decimal(10) ** -((frame[1] & 7) - 2) * 1000
    return Decimal(int(frame[4:10])) * places, Decimal(int(frame[10:16])) * places


def test_no_weight_of_a_continuous_output_is_made_up() -> None:
    chance, weights = random.Random(425), 0
    for _ in range(FRAMES):
        b = 0x20 | chance.choice((0x10, 0x10, 0x10, 0x11, 0x18, 0x14, 0x12, 0x50, 0))
        head = bytes(
            [
                2,
                0x28 | chance.randrange(8) | chance.choice((0, 16)),
                b,
                0x20 | chance.choice((0, 0, 8, 16, 1)),
            ]
        )
        frame = head + b"%6d%06d\r" % (chance.randrange(30_000), chance.randrange(500))
        data = changed(frame + bytes([-sum(frame) & 0x7F]), chance)
        for one in continuous.FrameCutter(continuous.LONG).take(data):
            reading, _ = continuous.read_frame(one, "kg", checksum=True)
            if rest_of_reading(reading):
                continue
            weights += 1
            assert re.fullmatch(rb"\x02...[ 0-9]{6}[ 0-9]{6}\r.", one, re.DOTALL)
            assert (0x100 - sum(one[:17])) & 0x7F == one[17] & 0x7F
            assert one[2] & 0b1111110 == 0x30, "motion, range, sign, zero or pounds"
            said, tare = numbers_of(one)
            assert (reading.net_milli, reading.tare_milli) == (said, tare if one[2] & 1 else 0)
    assert weights > FRAMES / 20


def written_result(milli: int) -> set[bytes]:
    amount = (milli * ASKED.price_minor + 500) // 1000
    return {
        b"\x0202\x1b3\x1b%05d\x1b%0*d\x1b%06d\x03" % (milli, digits, ASKED.price_minor, amount)
        for digits in (5, 6)
    }


def test_no_weight_of_a_dialogue_is_made_up() -> None:
    chance, weights = random.Random(6), 0
    for _ in range(FRAMES):
        data = changed(chance.choice(sorted(written_result(chance.randrange(15_000)))), chance)
        reading = dialog06_records.read_result(data, ASKED, "kg")
        dialog06_records.status_code(data)
        dialog06_records.random_number(data)
        dialog06_records.checksums_held(data)
        if rest_of_reading(reading):
            continue
        weights += 1
        assert data in written_result(reading.net_milli or 0)
    assert FRAMES / 10 < weights < FRAMES


def scale_reports(descriptor: bytes = hid.SCALE) -> WeightReport:
    layout = weight_report(read_descriptor(descriptor))
    assert layout is not None
    return layout


def test_no_weight_of_a_usb_scale_is_made_up() -> None:
    chance, weights, layout = random.Random(0x8D), 0, scale_reports()
    thousandths = {2: ("kg", 1), 3: ("kg", 1000), 12: ("lb", 1000)}
    for _ in range(FRAMES):
        status = chance.choice((4, 4, 2, chance.randrange(10)))
        unit, exponent = chance.choice(
            ((3, -3), (3, -3), (2, 0), (12, -2), (chance.randrange(14), -chance.randrange(8)))
        )
        figure = chance.choice((0, chance.randrange(30_000), chance.randrange(65_536)))
        data = changed(hid.weight(status, unit, exponent, figure), chance)
        reading = read_weight(data, layout)
        if reading is None:
            assert data[:1] != b"\x03"
            continue
        if rest_of_reading(reading):
            continue
        weights += 1
        assert len(data) == 6 and data[0] == 3 and data[1] in (2, 4)
        name, factor = thousandths[data[2]]
        said = Decimal(int.from_bytes(data[4:], "little")) * factor
        exponent = data[3] - 256 if data[3] > 127 else data[3]
        assert (reading.net_milli, reading.unit) == (said.scaleb(exponent), name)
        assert data[1] == 4 or reading.net_milli == 0
    assert weights > FRAMES / 20


@pytest.mark.parametrize(
    ("report", "state", "milli", "unit"),
    [
        (hid.weight(4, 3, -3, 1235), ScaleState.STABLE, 1235, "kg"),
        (hid.weight(4, 2, 0, 1235), ScaleState.STABLE, 1235, "kg"),
        (hid.weight(4, 2, 2, 12), ScaleState.STABLE, 1200, "kg"),
        (hid.weight(4, 12, -2, 250), ScaleState.STABLE, 2500, "lb"),
        (hid.weight(2, 3, -3, 0), ScaleState.ZERO, 0, "kg"),
        (hid.weight(2, 3, -3, 5), ScaleState.ERROR, None, "kg"),  # at zero, and a weight
        (hid.weight(4, 2, -1, 12355), ScaleState.ERROR, None, "kg"),  # no whole gram
        (hid.weight(4, 11, -1, 355), ScaleState.OTHER_UNIT, None, "kg"),  # ounces
        (hid.weight(4, 0, -3, 355), ScaleState.ERROR, None, "kg"),
        (hid.weight(3, 3, -3, 355), ScaleState.MOTION, None, "kg"),
        (hid.weight(5, 3, -3, 355), ScaleState.UNDER_ZERO, None, "kg"),
        (hid.weight(6, 3, -3, 355), ScaleState.OVERLOAD, None, "kg"),
        (hid.weight(8, 3, -3, 355), ScaleState.NEEDS_ZERO, None, "kg"),
        *((hid.weight(status, 3, -3, 355), ScaleState.ERROR, None, "kg") for status in (0, 1, 7, 9, 255)),
        (hid.weight(4, 3, -3, 355)[:-1], ScaleState.ERROR, None, "kg"),
        (hid.weight(4, 3, -3, 355) + b"\0", ScaleState.ERROR, None, "kg"),
    ],
)
def test_status_unit_and_exponent_of_a_usb_scale(
    report: bytes, state: ScaleState, milli: int, unit: str
) -> None:
    reading = read_weight(report, scale_reports())
    assert reading is not None
    assert (reading.state, reading.net_milli, reading.unit) == (state, milli, unit)


def test_what_a_usb_scale_says_of_its_reports_is_followed() -> None:
    layout = scale_reports()
    assert layout.reports.switch(0x8D0080) == b"\x04\x01"
    assert layout.reports.switch(0x8D0081) == b"\x04\x02"
    assert layout.reports.switch(0x8D0099) is None
    assert read_weight(b"\x01\x00\x00", layout) is None
    for without in (
        "09 41 15 81 25 7F 81 02",
        "19 51 29 5C 15 01 25 0C 81 00",
        "19 71 29 78 15 01 25 08 81 00",
    ):
        lacking = hid.SCALE.replace(bytes.fromhex(without), b"")
        assert weight_report(read_descriptor(lacking)) is None
    for other in (hid.KEYBOARD, hid.SCANNER, b""):
        assert weight_report(read_descriptor(other)) is None
        assert (code_report(read_descriptor(other)) is not None) == (other is hid.SCANNER)


def test_any_descriptor_is_read_or_refused() -> None:
    chance, read = random.Random(111), 0
    for _ in range(FRAMES // 10):
        data = changed(chance.choice((hid.SCALE, hid.SCANNER, hid.PLAIN_SCANNER, hid.KEYBOARD)), chance)
        try:
            reports: Reports = read_descriptor(data)
        except BadDescriptor:
            continue
        read += 1
        report = bytes(chance.randrange(256) for _ in range(chance.choice((6, 65, 9))))
        if (layout := weight_report(reports)) is not None:
            read_weight(report, layout)
        HidCodes(code_report(reports), "utf-8", 99).take(report)
        reports.switch(0x8D0080)
    assert read > FRAMES / 30


def test_no_code_of_a_usb_scanner_is_made_up() -> None:
    chance, told = random.Random(0x8C), 0
    layout = code_report(read_descriptor(hid.SCANNER))
    codes = (b"4006381333931", b"010400638133393117251231", b"10LOT\x1d21X", b"")
    for _ in range(FRAMES // 3):
        reader = HidCodes(layout, "utf-8", 40)
        first, more = chance.choice(codes), chance.choice(codes)
        sent = [changed(hid.code(first, more=bool(more)), chance), changed(hid.code(more), chance)]
        said = [one for report in sent for one in reader.take(report)] + reader.pause()
        signs = b"".join(report[5 : 5 + report[1]] for report in sent if len(report) == 64)
        for one in said:
            if isinstance(one, Code):
                told += 1
                text = one.text.encode()
                assert text in signs or (text[:1] == b"]" and text[3:] in signs)
                assert 0 < len(text) <= 43
        assert not reader.waiting
    assert told > FRAMES / 30


def test_codes_of_a_usb_scanner_in_parts() -> None:
    def read(*reports: bytes, descriptor: bytes = hid.SCANNER, longest: int = 200) -> list[object]:
        reader = HidCodes(code_report(read_descriptor(descriptor)), "utf-8", longest)
        return [one for report in reports for one in reader.take(report)] + reader.pause()

    code = hid.code
    assert read(code(b"A" * 56, more=True), code(b"B" * 56, more=True), code(b"C")) == [
        Code("]E0" + "A" * 56 + "B" * 56 + "C")
    ]
    assert read(code(b"123", b"\0\0\0"), code(b"123\r", b"]C1"), code(b"")) == [Code("123"), Code("]C1123")]
    assert [type(one) for one in read(code(b"123", more=True))] != [Code]
    refused = read(code(b"A" * 40, more=True), code(b"B" * 40), longest=60)
    assert [getattr(one, "why", "") for one in refused] == ["longer than 60 bytes"]
    spoilt = bytes([2, 57]) + code(b"123")[2:]
    assert not [one for one in read(spoilt, code(b"the rest of it")) if isinstance(one, Code)]
    assert not [one for one in read(code(b"1\x07"), code(b"\xff\xfe")) if isinstance(one, Code)]
    assert read(b"4006381".ljust(32, b"\0"), descriptor=hid.PLAIN_SCANNER) == [Code("4006381")]


def test_no_code_is_made_up() -> None:
    chance = random.Random(13)
    for _ in range(100_000 - 3 * FRAMES):
        suffix = chance.choice(("auto", "cr", "lf", "crlf", "tab", "etx", "pause"))
        reader = CodeReader(suffix, "utf-8", 40)
        data = changed(b"\x02]E04006381333931\r\n" + b"]C101040063813339311725123110AB\x1d21\t", chance)
        cut = chance.randrange(len(data) + 1)
        said = reader.take(data[:cut]) + reader.take(data[cut:]) + reader.pause()
        for one in said:
            if isinstance(one, Code):
                assert one.text.encode() in data
                assert 0 < len(one.text) <= 40
                assert not set(one.text) & set("\r\n\t\x00\x7f") or suffix not in ("auto",)
        assert not reader.waiting


@given(st.binary(max_size=64))
def test_bytes_of_any_kind_are_no_weight(data: bytes) -> None:
    reading, _ = mettler_8217.read_answer(data, "auto")
    assert rest_of_reading(reading) or data in written_8217(reading.net_milli or 0, reading.unit)
    assert rest_of_reading(dialog06_records.read_result(data, ASKED, "kg"))
    for frame in continuous.FrameCutter(continuous.SHORT).take(data):
        continuous.read_frame(frame, "kg", checksum=False)


@given(st.lists(st.text("0123456789ABC]\x1d", min_size=1, max_size=30), max_size=6), st.data())
def test_codes_come_out_as_they_went_in_however_they_are_cut(codes: list[str], data: st.DataObject) -> None:
    stream = "".join(
        code + data.draw(st.sampled_from(("\r", "\n", "\r\n", "\t", "\x03"))) for code in codes
    ).encode()
    reader, said = CodeReader("auto", "utf-8", 30), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        said += reader.take(stream[:size])
        stream = stream[size:]
    assert said == [Code(code) for code in codes]
    assert reader.pause() == []


@pytest.mark.parametrize(
    "shows", [of_code_page("cp858"), of_code_page("ascii"), of_code_page("cp1252"), _german]
)
@given(text=st.text(max_size=40), end=st.text("0123456789.,€ -", max_size=20))
@settings(max_examples=25)
def test_any_text_fits_the_display_and_its_end_is_never_cut(shows, text: str, end: str) -> None:
    for line in two_lines(LineText(text, text, end, end), shows):
        assert len(line) == LINE_WIDTH
        assert all(byte >= 0x20 and byte != 0x7F for byte in line)
    figures = re.sub(r"[^0-9.,-]", "", end)
    kept = re.sub(rb"[^0-9.,-]", b"", two_lines(LineText(upper_end=end), shows)[0]).decode()
    assert kept in (figures, "-" * LINE_WIDTH)


def test_letters_a_display_lacks_are_written_with_others() -> None:
    def upper(text: str, page: str, end: str = "") -> str:
        return two_lines(LineText(text, upper_end=end), of_code_page(page))[0].decode(page)

    assert upper("Käse groß", "cp858", "3,20 €").rstrip() == "Käse groß     3,20 €"
    assert upper("Käse groß", "ascii", "3,20 €") == "Kaese gross 3,20 EUR"
    assert upper("Żółw", "cp437").rstrip() == "Zólw"
    assert upper("حليب طازج", "cp858", "\u2066١٢٫٥٠\u2069").rstrip() == " " * 15 + "12.50"
    assert two_lines(LineText("Äpfel {1}"), _german)[0] == b"[pfel 1".ljust(20)


@given(st.integers(0, 30_000), st.integers(0, 500))
def test_tare_is_taken_off_once(gross: int, tare: int) -> None:
    reading = ScaleReading(ScaleState.STABLE if gross else ScaleState.ZERO, gross)
    after = for_order(reading, WeighingOrder(tare_milli=tare), net=False)
    if gross and gross < tare:
        assert after.net_milli is None
    else:
        assert after.net_milli == (gross - tare if gross else 0)
    assert (after.state is ScaleState.STABLE) == (after.net_milli is not None and after.net_milli > 0)
