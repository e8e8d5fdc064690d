"""What each command does to the paper."""

import pytest

from pos_desktop.devices.fake.virtual_printer.paper import DrawerPulse
from tests.unit.virtual_printer_desk import Desk, ink_box, ink_share


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_line_is_text_and_dots(desk: Desk) -> None:
    paper = desk.paper(b"TOTAL\n")
    left, top, right, bottom = ink_box(paper)
    assert desk.press.roll.text == "TOTAL"
    assert left < 12 and 48 <= right <= 60 and 0 <= top < bottom <= 24
    assert paper.size == (576, 30)


def test_forty_eight_columns_fit_and_the_next_wraps(desk: Desk) -> None:
    desk.send(b"x" * 49 + b"\n")
    assert desk.press.roll.text == "x" * 48 + "\nx"
    assert desk.press.roll.height == 60


@pytest.mark.parametrize(("width", "columns"), [(512, 42), (384, 32)])
def test_narrower_printers_wrap_earlier(width: int, columns: int) -> None:
    desk = Desk(width).send(b"x" * 50 + b"\n")
    assert desk.press.roll.text.splitlines()[0] == "x" * columns


def test_font_b_has_sixty_four_columns(desk: Desk) -> None:
    desk.send(b"\x1bM\x01" + b"x" * 65 + b"\n")
    assert [len(line) for line in desk.press.roll.text.splitlines()] == [64, 1]


@pytest.mark.parametrize("wide", range(1, 9))
@pytest.mark.parametrize("high", (1, 3, 8))
def test_sizes_from_one_to_eight(desk: Desk, wide: int, high: int) -> None:
    paper = desk.paper(b"\x1d!" + bytes([(wide - 1) << 4 | high - 1]) + b"HH\n")
    left, top, right, bottom = ink_box(paper)
    assert 12 * wide < right <= 24 * wide
    assert 12 * high < bottom - top <= 24 * high
    assert left < 4 * wide
    assert paper.height == max(30, 24 * high)


def test_print_mode_sets_everything_at_once(desk: Desk) -> None:
    plain = ink_box(desk.paper(b"HH\n"))
    both = ink_box(Desk().paper(b"\x1b!\x30HH\n"))
    assert both[2] > plain[2] * 1.8 and both[3] > plain[3] * 1.8
    assert ink_box(Desk().paper(b"\x1b!\x01HH\n"))[2] <= 18


def test_bold_has_more_ink(desk: Desk) -> None:
    box = (0, 0, 60, 24)
    plain = ink_share(desk.paper(b"Hello\n"), box)
    bold = ink_share(Desk().paper(b"\x1bE\x01Hello\n"), box)
    struck_twice = ink_share(Desk().paper(b"\x1bG\x01Hello\n"), box)
    assert bold > plain * 1.2
    assert struck_twice == bold


@pytest.mark.parametrize("dots", (1, 2))
def test_underline_runs_below_blanks_too(desk: Desk, dots: int) -> None:
    paper = desk.paper(b"\x1b-" + bytes([dots]) + b"a b\n")
    assert ink_share(paper, (0, 24 - dots, 36, 24)) == 1.0
    assert ink_share(paper, (36, 24 - dots, 60, 24)) == 0.0


def test_inverted_is_white_on_black(desk: Desk) -> None:
    paper = desk.paper(b"\x1dB\x01  \x1dB\x00 \n")
    assert ink_share(paper, (0, 0, 24, 24)) == 1.0
    assert ink_share(paper, (24, 0, 576, 30)) == 0.0


@pytest.mark.parametrize(("align", "expected"), [(0, 0), (1, 270), (2, 540), (49, 270)])
def test_alignment(desk: Desk, align: int, expected: int) -> None:
    paper = desk.paper(b"\x1ba" + bytes([align]) + b"\x1dB\x01   \n")
    assert ink_box(paper)[0] == expected


def test_alignment_in_the_middle_of_a_line_is_ignored_and_noted(desk: Desk) -> None:
    desk.send(b"left\x1ba\x02 right\n")
    assert desk.press.roll.text == "left right"
    assert desk.problems == ["ESC a in the middle of a line is ignored"]


def test_centred_text_is_indented(desk: Desk) -> None:
    desk.send(b"\x1ba\x01SHOP\n")
    assert desk.press.roll.bitmap().height == 30
    assert desk.receipt(b"").lines == [" " * 22 + "SHOP"]


def test_margin_and_width_move_the_print_area(desk: Desk) -> None:
    paper = desk.paper(b"\x1dL\x30\x00\x1dW\x60\x00\x1ba\x02\x1dB\x01 \n" + b"x" * 9 + b"\n")
    assert ink_box(paper.crop((0, 0, 576, 24)))[0] == 48 + 96 - 12
    assert desk.press.roll.text.splitlines() == ["    " + "x" * 8, "           x"]


def test_tabs_and_positions(desk: Desk) -> None:
    desk.send(b"a\tb\n" + b"\x1bD\x04\x0a\x00" + b"a\tb\tc\n" + b"a\x1b$\xf0\x00z\n" + b"a\x1b\\\x18\x00z\n")
    assert desk.press.roll.text.splitlines() == ["a       b", "a   b     c", "a" + " " * 19 + "z", "a  z"]


def test_line_spacing(desk: Desk) -> None:
    assert desk.paper(b"\x1b3\x50a\n\x1b2b\n").height == 80 + 30
    assert Desk().paper(b"\x1b3\x05a\n").height == 24, "never less than the characters"


def test_feeds(desk: Desk) -> None:
    assert desk.paper(b"\x1bd\x03").height == 90
    assert Desk().paper(b"a\x1bd\x03").height == 90
    assert Desk().paper(b"\x1bJ\x07").height == 7
    assert Desk().paper(b"a\x1bJ\x28").height == 40
    assert Desk().paper(b"\n\n").height == 60


def test_character_spacing_and_turned_characters(desk: Desk) -> None:
    assert desk.paper(b"\x1dB\x01\x1b \x06  \n").height == 30
    assert ink_box(desk.press.roll.bitmap())[2] == 36
    assert ink_box(Desk().paper(b"\x1bV\x01\x1dB\x01 \n")) == (0, 0, 24, 12)


def test_upside_down(desk: Desk) -> None:
    upright = desk.paper(b"L\n").crop((0, 0, 12, 24))
    turned = Desk().paper(b"\x1b{\x01L\n").crop((0, 0, 12, 24))
    assert turned.rotate(180).tobytes() == upright.tobytes()


def test_initialise_clears_the_line_and_the_settings(desk: Desk) -> None:
    desk.send(b"\x1ba\x01\x1d!\x11gone\x1b@back\n")
    assert desk.press.roll.text == "back"
    assert desk.press.roll.height == 30


@pytest.mark.parametrize(
    ("page", "codec", "text"),
    [
        (0, "cp437", "Käse ñ ½ ─┼█"),
        (2, "cp850", "Ærø Ð ©"),
        (16, "cp1252", "12 € – „Zitat“"),
        (17, "cp866", "Привет"),
        (18, "cp852", "žluťoučký"),
        (19, "cp858", "5 €"),
        (14, "cp737", "Καφές"),
        (36, "cp862", "שלום"),
        (45, "cp1250", "Łódź"),
        (46, "cp1251", "Привіт"),
        (48, "cp1254", "İstanbul ş"),
        (50, "cp1256", "سلام"),
        (51, "cp1257", "Žąsis"),
    ],
)
def test_code_pages(desk: Desk, page: int, codec: str, text: str) -> None:
    desk.send(b"\x1bt" + bytes([page]) + text.encode(codec) + b"\n")
    assert desk.press.roll.text == text
    assert desk.problems == []
    assert ink_share(desk.press.roll.bitmap(), (0, 0, 12, 24)) > 0


def test_arabic_shapes_of_page_864(desk: Desk) -> None:
    desk.send(b"\x1bt\x25" + b"100%" + bytes([0xC7, 0xE1]) + b"\n")
    assert desk.press.roll.text.startswith("100%")
    assert desk.press.roll.text[4:] == bytes([0xC7, 0xE1]).decode("cp864")


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "#$@[\\]{|}~"), (2, "#$§ÄÖÜäöüß"), (3, "£$@[\\]{|}~"), (5, "#¤ÉÄÖÅäöåü")]
)
def test_international_sets(desk: Desk, number: int, shown: str) -> None:
    desk.send(b"\x1bR" + bytes([number]) + b"#$@[\\]{|}~\n")
    assert desk.press.roll.text == shown


def test_pages_that_do_not_exist_or_cannot_be_drawn_are_noted(desk: Desk) -> None:
    desk.send(b"\x1bt\x63" + b"\x1bt\x01" + b"\x1bR\x63" + b"A\xb1\n")
    assert [problem.split(":")[0] for problem in desk.problems] == [
        "ESC t 99",
        "ESC t 1",
        "ESC R 99",
        "no character 0xB1 in code page 1",
    ]


@pytest.mark.parametrize(
    ("command", "kind", "length"),
    [
        (b"\x1dV\x00", "full", 180),
        (b"\x1dV0", "full", 180),
        (b"\x1dV\x01", "partial", 180),
        (b"\x1dV1", "partial", 180),
        (b"\x1bi", "partial", 180),
        (b"\x1bm", "partial", 180),
        (b"\x1dVA\x05", "full", 180 + 125),
        (b"\x1dVB\x00", "partial", 180 + 120),
        (b"\x1dVa\x00", "full", 180 + 120),
        (b"\x1dVh\x00", "partial", 180 + 120),
    ],
)
def test_cuts_end_a_receipt(desk: Desk, command: bytes, kind: str, length: int) -> None:
    desk.send(b"one\x1bd\x06" + command + b"two\n")
    (receipt,) = desk.receipts
    assert (receipt.text, receipt.cut, receipt.bitmap.height) == ("one", kind, length)
    assert desk.press.roll.text == "two"
    assert desk.problems == []


def test_a_cut_through_the_print_is_noted(desk: Desk) -> None:
    desk.send(b"one\n\x1dV\x00")
    assert desk.problems == ["cut through the print: feed 114 dots more before GS V 0"]


def test_a_second_cut_gives_no_empty_receipt(desk: Desk) -> None:
    desk.receipt(b"one\n")
    desk.send(b"\x1dV\x00")
    assert len(desk.receipts) == 1


def test_pulses_are_noted_with_pin_and_times(desk: Desk) -> None:
    receipt = desk.receipt(b"one\n\x1bp\x00\x19\xfa\x1bp1\x32\x32")
    expected = [DrawerPulse(2, 50, 500), DrawerPulse(5, 100, 100)]
    assert desk.pulses == expected
    assert list(receipt.drawer_pulses) == expected


def test_raster_pictures_are_printed_dot_by_dot(desk: Desk) -> None:
    paper = desk.paper(b"\x1dv0\x00\x01\x00\x02\x00\xa5\x0f")
    rows = ["".join("1" if paper.getpixel((x, y)) == 0 else "0" for x in range(8)) for y in range(2)]
    assert rows == ["10100101", "00001111"]
    assert desk.press.roll.height == 2


@pytest.mark.parametrize(
    ("mode", "box"), [(0, (8, 1)), (1, (16, 1)), (2, (8, 2)), (3, (16, 2)), (51, (16, 2))]
)
def test_raster_scales(desk: Desk, mode: int, box: tuple[int, int]) -> None:
    assert ink_box(desk.paper(b"\x1dv0" + bytes([mode]) + b"\x01\x00\x01\x00\xff"))[2:] == box


@pytest.mark.parametrize(
    ("mode", "data", "box"),
    [(0, b"\xff", (2, 24)), (1, b"\xff", (1, 24)), (33, b"\xff\xff\xff", (1, 24)), (32, b"\x80\0\0", (2, 1))],
)
def test_column_pictures(desk: Desk, mode: int, data: bytes, box: tuple[int, int]) -> None:
    paper = desk.paper(b"\x1b*" + bytes([mode]) + b"\x01\x00" + data + b"\n")
    assert ink_box(paper)[2:] == box


def test_column_pictures_join_without_gap_at_tight_spacing(desk: Desk) -> None:
    desk.send(b"\x1b3\x10" + b"\x1b*\x21\x01\x00\xff\xff\xff\n" * 2)
    assert ink_share(desk.press.roll.bitmap(), (0, 0, 1, 48)) == 1.0


@pytest.mark.parametrize("head", [b"\x1d(L\x0c\x00", b"\x1d8L\x0c\x00\x00\x00"])
def test_graphics_are_stored_then_printed(desk: Desk, head: bytes) -> None:
    desk.send(head + b"0p0\x01\x021\x0a\x00\x01\x00\xff\xc0")
    assert desk.press.roll.height == 0
    assert ink_box(desk.paper(b"\x1d(L\x02\x0002"))[2:] == (10, 2)


def test_pictures_wider_than_the_paper_are_cropped_and_noted(desk: Desk) -> None:
    desk.send(b"\x1dv0\x00\x64\x00\x01\x00" + b"\xff" * 100)
    assert ink_box(desk.press.roll.bitmap())[2] == 576
    assert desk.problems == ["picture is 800 dots wide, the paper 576: cropped"]


def test_stored_pictures_are_passed_over(desk: Desk) -> None:
    desk.send(b"\x1cp\x01\x00\x1d(L\x06\x000E\x20\x20\x01\x01ok\n")
    assert desk.press.roll.text == "ok"
    assert len(desk.problems) == 2


def test_data_for_a_display_on_the_same_cable_passes_by(desk: Desk) -> None:
    desk.send(b"\x1b=\x02\x1b@Welcome\n\x1b=\x01receipt\n")
    assert desk.press.roll.text == "receipt"


def test_answers_given_in_turn(desk: Desk) -> None:
    desk.send(b"\x1dr\x01\x1dr2\x1bv\x1bu\x00\x1dI\x01\x1dIC\x1da\x0f\x1d(H\x06\x0000ABCD")
    assert desk.answers == [b"\x03", b"\x01", b"\x03", b"\x01", b"\x20", b"_VIRTUAL-80\0", b'\x37"ABCD\0']
    assert desk.watched == 15


def test_an_endless_strip_is_torn_off(desk: Desk) -> None:
    desk.send(b"\x1bd\xff" * 6)
    assert [receipt.cut for receipt in desk.receipts] == ["torn"]
    assert desk.press.roll.height < 40_000


def test_the_picture_of_a_receipt_has_margins_and_is_a_png(desk: Desk) -> None:
    receipt = desk.receipt(b"Total\n")
    assert receipt.image.width == 640
    assert receipt.image.height > receipt.bitmap.height
    assert receipt.png().startswith(b"\x89PNG")
    assert min(receipt.image.crop((32, 36, 92, 60)).tobytes()) < 64
