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
from pos_desktop.devices.scales import continuous, dialog06_records, mettler_8217
from pos_desktop.devices.scales.readings import for_order
from pos_desktop.devices.scanners.code_reader import Code, CodeReader

FRAMES = 30_000
"""A protocol; three of them and the scanner's codes make 100,000."""
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
