"""Star line mode: the bytes of a document, and the blocks of status."""

import pytest

from pos_desktop.application.documents import (
    Bars,
    Columns,
    Cut,
    Document,
    Feed,
    KickDrawer,
    Picture,
    QrCode,
    TextLine,
)
from pos_desktop.application.documents import Cell as DocumentCell
from pos_desktop.application.printing import DrawerPulse, PaperState, PrinterState
from pos_desktop.devices.printers.settings import PrinterSettings
from pos_desktop.devices.printers.star_line import StarLine, star_kick, star_kick_now
from pos_desktop.devices.printers.star_status import StarAnswers, StarSorter, length_of
from tests.scripted_star import ScriptedStar

READY = bytes.fromhex("238600000000000000")
PULSE = DrawerPulse()


def encoded(*blocks: object, columns: int = 48) -> bytes:
    language = StarLine()
    profile = language.profile(PrinterSettings(columns=columns))  # type: ignore[arg-type]
    return b"".join(part.data for part in language.encode(Document("x", blocks), profile, PULSE))  # type: ignore[arg-type]


def fed(*reads: bytes, every: float = 0.01) -> StarAnswers:
    sorter, found = StarSorter(), StarAnswers()
    for turn, data in enumerate(reads):
        answers = sorter.feed(data, 100 + turn * every)
        found.blocks += answers.blocks
        found.rubbish += answers.rubbish
    return found


# -- what is sent --------------------------------------------------------------------------------


def test_a_line_selects_its_page_and_its_looks() -> None:
    assert encoded(TextLine("Süß", bold=True, size=2)) == (
        b"\x1b@\x1bz\x01" + b"\x1bE\x1bi\x01\x01" + b"S\x1b\x1dt\x20\xfc\xdf\n" + b"\x1bi\x00\x00\x1bF"
    )


@pytest.mark.parametrize(("text", "page"), [("Ελλάδα", 15), ("Привет", 10), ("Žluť", 5)])
def test_other_scripts_have_pages_of_their_own(text: str, page: int) -> None:
    data = encoded(TextLine(text))
    assert b"\x1b\x1dt" + bytes([page]) in data and b"\x1b*rA" not in data


@pytest.mark.parametrize("text", ["خبز", "กาแฟ", "面包"])
def test_what_no_page_has_is_a_picture_of_a_line(text: str) -> None:
    data = encoded(TextLine(text))
    assert b"\x1b*rA" in data and data.endswith(b"\x1b*rB")
    assert data.count(b"b" + (72).to_bytes(2, "little")) == 30


def test_columns_fill_the_paper() -> None:
    cells = (DocumentCell("Total"), DocumentCell("3.00", 9, "end"))
    assert encoded(Columns(cells), columns=32).endswith(b"Total" + b" " * 23 + b"3.00\n")


def test_feed_cut_and_drawer() -> None:
    data = encoded(Feed(2), KickDrawer(), Cut())
    assert data.endswith(b"\x1ba\x02" + b"\x1b\x07\x0c\x18\x07" + b"\x1bd\x03")
    assert star_kick(DrawerPulse(5)).data == b"\x1a"
    assert [star_kick_now(DrawerPulse(pin)).data for pin in (2, 5)] == [b"\x1c", b"\x19"]  # type: ignore[arg-type]


def test_codes_are_pictures_with_their_text_below() -> None:
    inside = ScriptedStar()
    inside.take(encoded(QrCode("https://example.com", "Look"), Bars("1-000213"), Cut()))
    assert inside.pictures == 2
    assert [line.strip() for line in inside.lines] == ["Look", "1-000213"]
    assert inside.cuts == 1


def test_a_picture_that_cannot_be_read_is_left_out() -> None:
    assert encoded(Picture(b"\x89PNG\r\n\x1a\nnothing"), Cut()).endswith(b"\x01\x1bd\x03")


# -- what comes back -----------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "length"), [(0x0F, 7), (0x21, 8), (0x23, 9), (0x25, 10), (0x2F, 15)])
def test_the_first_byte_tells_the_length(first: int, length: int) -> None:
    assert length_of(first) == length


@pytest.mark.parametrize("first", [0x00, 0x01, 0x12, 0x16, 0x63, 0x33, 0xA3, 0xFF])
def test_other_bytes_begin_no_block(first: int) -> None:
    assert length_of(first) == 0


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("0000000000", PrinterState.READY),
        ("0000000400", PrinterState.PAPER_LOW),
        ("0800000c00", PrinterState.PAPER_OUT),
        ("2800000000", PrinterState.COVER_OPEN),
        ("2800000c00", PrinterState.COVER_OPEN),
        ("0808000000", PrinterState.ERROR),
        ("0820000000", PrinterState.ERROR),
        ("0840000000", PrinterState.ERROR),
        ("0800000000", PrinterState.OFFLINE),
    ],
)
def test_a_block_says_how_the_printer_is(status: str, state: PrinterState) -> None:
    (told,) = fed(b"\x23\x86" + bytes.fromhex(status) + b"\x00\x00").blocks
    assert told.state is state


@pytest.mark.parametrize(("byte", "count"), [(0x00, 0), (0x02, 1), (0x0E, 7), (0x20, 8), (0x6E, 31)])
def test_the_counter_has_five_bits(byte: int, count: int) -> None:
    (told,) = fed(READY[:7] + bytes([byte, 0])).blocks
    assert told.counted == count


def test_a_short_block_counts_nothing() -> None:
    (told,) = fed(b"\x0f\x06\x00\x00\x00\x08\x00").blocks
    assert (told.counted, told.paper) == (None, PaperState.OUT)


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_block_in_pieces_is_one_block(cut: int) -> None:
    assert [told.block for told in fed(READY[:cut], READY[cut:]).blocks] == [READY]


def test_half_a_block_gives_way() -> None:
    assert [told.block for told in fed(READY[:4], READY).blocks] == []
    assert [told.block for told in fed(READY[:4], READY, READY).blocks] == [READY]
    assert [told.block for told in fed(READY[:4], READY, every=1.0).blocks] == []


@pytest.mark.parametrize("noise", [b"\xff\x80", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x16\x12\x12"])
def test_noise_is_no_block(noise: bytes) -> None:
    answers = fed(noise + READY)
    assert answers.rubbish and not answers.blocks
