"""Bars and QR codes on the paper are the ones the standards ask for."""

import itertools

import barcode
import pytest
import segno

from pos_desktop.devices.fake.virtual_printer import bars
from pos_desktop.devices.fake.virtual_printer.paper import Code
from tests.unit.virtual_printer_desk import Desk, ink_box, runs


@pytest.fixture
def desk() -> Desk:
    return Desk()


def modules(name: str, data: str, **options: object) -> str:
    """What an independent library says the bars are."""
    return barcode.get_barcode_class(name)(data, **options).build()[0].replace("G", "1").strip("0")


def printed_modules(desk: Desk, command: bytes, module: int) -> str:
    """Bars read off the paper."""
    paper = desk.paper(b"\x1dw" + bytes([module]) + b"\x1dh\x20" + command)
    widths = runs(paper, 10)
    assert all(width % module == 0 for width in widths)
    return "".join("10"[place % 2] * (width // module) for place, width in enumerate(widths))


MODULAR = [
    (b"\x1dk\x024006381333931\x00", "ean13", "4006381333931"),
    (b"\x1dkC\x0c400638133393", "ean13", "400638133393"),
    (b"\x1dk\x039638507\x00", "ean8", "9638507"),
    (b"\x1dk\x0003600029145\x00", "upca", "03600029145"),
    (b"\x1dkI\x09{BPOS-042", "code128", "POS-042"),
    (b"\x1dkI\x0a{BPOS-{C\x00\x2a", "code128", "POS-0042"),
    (b"\x1dkI\x04{C\x0c\x22", "code128", "1234"),
    (b"\x1dkO\x0cAB-123456/xy", "code128", "AB-123456/xy"),
]


@pytest.mark.parametrize(("command", "name", "data"), MODULAR)
@pytest.mark.parametrize("module", (2, 3))
def test_bars_match_an_independent_encoder(
    desk: Desk, command: bytes, name: str, data: str, module: int
) -> None:
    assert printed_modules(desk, command, module) == modules(name, data)
    assert desk.problems == []


@pytest.mark.parametrize(
    ("command", "name", "data"),
    [
        (b"\x1dk\x04POS-42 $/+%.\x00", "code39", "POS-42 $/+%."),
        (b"\x1dkE\x07ABC1239", "code39", "ABC1239"),
        (b"\x1dk\x0512345678\x00", "itf", "12345678"),
        (b"\x1dk\x06A40156B\x00", "codabar", "A40156B"),
    ],
)
def test_codes_of_two_widths_match_an_independent_encoder(
    desk: Desk, command: bytes, name: str, data: str
) -> None:
    options = {"add_checksum": False} if name == "code39" else {}
    wanted = modules(name, data, **options)
    widths = runs(desk.paper(b"\x1dw\x02\x1dh\x20" + command), 10)
    assert [width > 2 for width in widths] == thick(wanted)
    assert set(widths) == {2, 5}


def thick(bars_and_spaces: str) -> list[bool]:
    """'1101' to [thick, thin, thin]."""
    widths = [len(list(run)) for _, run in itertools.groupby(bars_and_spaces)]
    return [width > min(widths) for width in widths]


def test_every_code_128_symbol_matches() -> None:
    from barcode.charsets import code128

    assert [bars._from_widths(widths) for widths in bars._CODE128[:106]] == list(code128.CODES)
    assert bars._from_widths(bars._STOP128) == code128.STOP + "11"


def test_code_93_has_its_two_check_characters() -> None:
    # "TEST93" is the worked example of the standard: check characters + and 6.
    pattern = bars.encode("CODE93", b"TEST93", 1)
    symbols = [29, 14, 28, 29, 9, 3, 41, 6]
    inner = "".join(bars._CODE93[value] for value in symbols)
    assert "".join(str(run) for run in pattern.runs) == "111141" + inner + "111141" + "1"


@pytest.mark.parametrize(
    ("full", "short"),
    [(b"042100005264", "04252614"), (b"065100004327", "06543217"), (b"01234500006", "01234565")],
)
def test_upc_e_shortens(full: bytes, short: str) -> None:
    pattern = bars.encode("UPC-E", full, 1)
    assert pattern.hri == short
    assert pattern.width == 51
    for form in (short[1:7], short[:7], short):
        assert bars.encode("UPC-E", form.encode(), 1) == pattern


def test_upc_e_sides_mirror_those_of_ean_13() -> None:
    turned = str.maketrans("OE", "EO")
    assert bars._UPCE_PARITY[1:] == [parity.translate(turned) for parity in bars._EAN13_PARITY[1:]]


def test_gs1_128_begins_with_function_one() -> None:
    pattern = bars.encode("GS1-128", b"(01)09501101530003", 1)
    start_c, function_1 = "211232", "411131"
    assert "".join(str(run) for run in pattern.runs).startswith(start_c + function_1)
    assert pattern.hri == "(01)09501101530003"


def test_code_128_shifts_and_functions() -> None:
    pattern = bars.encode("CODE128", b"{Bab{Sc".replace(b"c", b"\x03") + b"{{{1", 1)
    symbols = [104, 65, 66, 98, 67, 91, 102]
    wanted = "".join(bars._CODE128[value] for value in symbols)
    assert "".join(str(run) for run in pattern.runs).startswith(wanted)
    assert pattern.hri == "ab {"


@pytest.mark.parametrize(
    "command",
    [
        b"\x1dk\x02123\x00",
        b"\x1dkC\x0c40063813339x",
        b"\x1dkI\x04ABCD",
        b"\x1dkF\x03123",
        b"\x1dk\x04abc\x00",
        b"\x1dkE\x03a\xffb",
        b"\x1dkK\x0d0123456789012",
        b"\x1dkI\x03{C\xff",
        b"\x1dkI\x03{B{",
        b"\x1dk\x0199999999\x00",
    ],
)
def test_data_that_cannot_be_carried_is_refused_with_a_reason(desk: Desk, command: bytes) -> None:
    desk.send(command + b"next\n")
    assert len(desk.problems) == 1 and "refused" in desk.problems[0]
    assert desk.press.roll.text == "next"
    assert desk.press.roll.height == 30


def test_bars_too_wide_for_the_paper_are_not_printed(desk: Desk) -> None:
    desk.send(b"\x1dw\x06\x1dkI\x1a{B" + b"ABCDEFGHIJKLMNOPQRSTUVWX")
    assert desk.press.roll.height == 0
    assert "not printed" in desk.problems[0]


@pytest.mark.parametrize(("place", "lines", "height"), [(0, 0, 50), (1, 1, 74), (2, 1, 74), (3, 2, 98)])
def test_human_readable_text(desk: Desk, place: int, lines: int, height: int) -> None:
    receipt = desk.send(b"\x1dh\x32\x1dH" + bytes([place])).receipt(b"\x1dk\x024006381333931\x00")
    assert [line.strip() for line in receipt.lines] == ["4006381333931"] * lines
    assert receipt.bitmap.height == height + 120
    assert receipt.codes == (Code("EAN13", "4006381333931"),)


def test_bars_are_centred(desk: Desk) -> None:
    left, _, right, _ = ink_box(desk.paper(b"\x1ba\x01\x1dw\x02\x1dk\x024006381333931\x00"))
    assert right - left == 95 * 2
    assert abs(left - (576 - right)) <= 1


def qr_commands(data: bytes, *, module: int, error: int, model: int = 50) -> bytes:
    store = len(data) + 3
    return (
        b"\x1d(k\x04\x001A" + bytes([model, 0])
        + b"\x1d(k\x03\x001C" + bytes([module])
        + b"\x1d(k\x03\x001E" + bytes([48 + error])
        + b"\x1d(k" + store.to_bytes(2, "little") + b"1P0" + data
        + b"\x1d(k\x03\x001Q0"
    )  # fmt: skip


@pytest.mark.parametrize("error", range(4))
@pytest.mark.parametrize("data", [b"https://example.org/r/42", b"0123456789", "Grüße €".encode()])
def test_qr_codes_match_module_by_module(desk: Desk, data: bytes, error: int) -> None:
    module = 4
    paper = desk.paper(qr_commands(data, module=module, error=error))
    wanted = segno.make(data, error="lmqh"[error], boost_error=False, micro=False)
    size = len(wanted.matrix)
    assert ink_box(paper) == (0, 0, size * module, size * module)
    read = [
        [int(paper.getpixel((x * module + 1, y * module + 1)) == 0) for x in range(size)] for y in range(size)
    ]
    assert read == [list(row) for row in wanted.matrix]
    assert desk.press.roll.height == size * module


def test_micro_qr(desk: Desk) -> None:
    paper = desk.paper(qr_commands(b"12345", module=2, error=0, model=51))
    assert ink_box(paper)[2] == len(segno.make_micro("12345", error="l", boost_error=False).matrix) * 2


def test_qr_codes_that_cannot_be_printed_are_noted(desk: Desk) -> None:
    desk.send(b"\x1d(k\x03\x001Q0")
    desk.send(qr_commands(b"x" * 4000, module=3, error=0))
    desk.send(qr_commands(b"x" * 500, module=16, error=0))
    assert [problem.split(" ")[2] for problem in desk.problems] == ["printed", "refused:", "is"]
    assert desk.press.roll.height == 0
