"""Receipts on narrow paper: nothing too wide, nothing lost, and the bytes that printers understand."""

import io
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pos_desktop.application.documents import (
    Bars,
    Cell,
    Columns,
    Cut,
    Document,
    Feed,
    KickDrawer,
    Picture,
    QrCode,
    Rule,
    TextLine,
)
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.devices.printers import bidi, codepages, text_image
from pos_desktop.devices.printers.commands import Part, drawer_kick
from pos_desktop.devices.printers.escpos_encoder import RESET, encode
from pos_desktop.devices.printers.layout import LaidLine, cell_widths, lay_out, text_width, wrap
from pos_desktop.devices.printers.profiles import Profile, profile_named, profile_names
from pos_desktop.devices.printers.raster import BAND_DOTS
from pos_desktop.devices.printers.symbols import bars_image, code128_data, qr_image
from tests.unit.virtual_printer_desk import Desk

WIDTHS = st.sampled_from([48, 42, 32])
TEXT = st.text(st.characters(exclude_categories=("Cs", "Mn", "Me")), max_size=120)
WORDS = st.lists(
    st.sampled_from(["Croissant", "au", "beurre", "漢字", "خبز", "12,50 €", "x" * 60]), max_size=9
)
ALIGN = st.sampled_from(["start", "center", "end"])
CELLS = st.lists(st.builds(Cell, TEXT, st.none() | st.integers(1, 60), ALIGN), min_size=1, max_size=8)


def visible(text: str) -> str:
    """What of a text must be on the paper, without its spacing."""
    shown = (c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Cs"))
    return "".join(shown).replace(" ", "").replace("\u00a0", "")


def epson(columns: int = 48) -> Profile:
    return profile_named("epson", columns)


def bytes_of(*blocks: object, profile: Profile | None = None) -> bytes:
    return b"".join(part.data for part in parts_of(*blocks, profile=profile))


def parts_of(*blocks: object, profile: Profile | None = None) -> list[Part]:
    parts = encode(Document("test", blocks), profile or epson(), DrawerPulse())  # type: ignore[arg-type]
    assert parts[0].data == RESET
    return parts[1:]


@given(TEXT, WIDTHS, ALIGN, st.sampled_from([1, 2]))
def test_a_paragraph_fits_and_loses_nothing(text: str, columns: int, align: str, size: int) -> None:
    lines = lay_out(TextLine(text, align, size=size), columns)  # type: ignore[arg-type]
    assert lines
    for line in lines:
        assert text_width(line.text) <= columns // size
    assert "".join(visible(line.text) for line in lines) == visible(text)


@given(CELLS, WIDTHS, st.sampled_from([1, 2]))
def test_columns_fit_and_lose_nothing(cells: list[Cell], columns: int, size: int) -> None:
    lines = lay_out(Columns(tuple(cells), size=size), columns)  # type: ignore[arg-type]
    for line in lines:
        assert text_width(line.text) <= columns // size
    if len(_starts(lines)) < len(cells):  # one below the other: a figure had no room beside the others
        whole = "".join(visible(laid.text) for line in lines for laid in line.cells)
        assert whole == "".join(visible(cell.text) for cell in cells)
        return
    for cell, start in zip(cells, _starts(lines), strict=True):
        on_paper = "".join(visible(laid.text) for line in lines for laid in line.cells if laid.start == start)
        assert on_paper == visible(cell.text)


@given(CELLS, st.integers(12, 60))
def test_cells_fill_the_line_exactly(cells: list[Cell], columns: int) -> None:
    widths = cell_widths(Columns(tuple(cells)), columns)
    assert sum(widths) == columns
    assert min(widths) >= 1


@given(WORDS, WIDTHS)
def test_words_are_broken_only_where_they_are_too_long(words: list[str], columns: int) -> None:
    lines = wrap(" ".join(words), columns)
    pieces = [piece for line in lines for piece in line.split(" ") if piece]
    whole = [word for part in words if text_width(part) <= columns for word in part.split(" ")]
    for word in whole:
        assert word in pieces


@given(TEXT, WIDTHS)
def test_no_text_can_command_the_printer(text: str, columns: int) -> None:
    for line in lay_out(TextLine("\x1b@\x10\x14\x01\x00\x01" + text + "\x1dV\x00"), columns):
        assert all(character >= " " for character in line.text)


def test_amounts_stand_in_one_column() -> None:
    row = Columns((Cell("2", 4), Cell("Croissant au beurre extra long et bon"), Cell("13.00", 9, "end")))
    assert [line.text for line in lay_out(row, 32)] == [
        "2   Croissant au           13.00",
        "    beurre extra long",
        "    et bon",
    ]


@pytest.mark.parametrize(("columns", "lines"), [(48, ["Total", "12"]), (24, ["Total", "12"])])
def test_what_has_room_stays_in_its_row(columns: int, lines: list[str]) -> None:
    (row,) = lay_out(Columns((Cell(lines[0]), Cell(lines[1], 10, "end"))), columns)
    assert row.text.split() == lines


def test_rule_and_centre() -> None:
    assert lay_out(Rule(), 32)[0].text == "-" * 32
    assert lay_out(Rule(double=True), 42)[0].text == "=" * 42
    assert lay_out(TextLine("abc", "center"), 33)[0].text == " " * 15 + "abc"
    assert lay_out(TextLine("abc", "end", size=2), 48)[0].text == " " * 21 + "abc"


def test_euro_comes_from_a_page_that_has_it() -> None:
    assert bytes_of(TextLine("3,00 €")) == b"3,00 \x1bt\x10\x80\n"


def test_one_page_for_a_whole_line_and_no_needless_change() -> None:
    assert bytes_of(TextLine("é"), TextLine("ü €"), TextLine("abc")) == b"\x1bt\x10\xe9\n\xfc \x80\nabc\n"
    assert bytes_of(TextLine("Žluťoučký")).count(b"\x1bt") == 1


def test_each_job_starts_from_a_known_page() -> None:
    assert bytes_of(TextLine("é")) == bytes_of(TextLine("é"))


@given(st.text(st.characters(codec="cp1252", exclude_categories=("Cc", "Cf")), max_size=40))
def test_what_is_encoded_reads_back(text: str) -> None:
    pages = epson().pages
    if not codepages.can_print(text, pages):
        return
    data, _ = codepages.encode(text, pages, None)
    assert _read_back(data, {number: page for page, number in pages.items()}) == text


@settings(deadline=None)
@given(
    st.text(st.characters(codec="cp437", exclude_categories=("Cc",)), max_size=20),
    st.sampled_from("漢字中文"),
)
def test_a_cjk_character_never_turns_the_text_into_gb18030(text: str, cjk: str) -> None:
    """The line becomes a picture instead."""
    data = bytes_of(TextLine((text + cjk)[-24:]))
    assert data.startswith(b"\x1dv0")


def test_text_without_a_code_page_becomes_a_picture() -> None:
    data = bytes_of(TextLine("مرحبا"), TextLine("plain"))
    assert data.startswith(b"\x1dv0\x00" + bytes([72, 0, 30, 0]))
    assert data.endswith(b"plain\n")
    assert len(data) == 8 + 72 * 30 + len(b"plain\n")


@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize(
    "text", ["ใบเสร็จรับเงินน้ำ", "收据合计增值税谢谢惠顾", "領収書ひらがなカタカナ", "₺₹Ελληνικάжű"]
)
def test_the_shipped_fonts_have_the_letters(text: str, bold: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without any font of its own; a box would be drawn the same for every one of them."""
    monkeypatch.setattr(text_image, "_fonts_of_the_system", lambda size: ())
    assert all(text_image._font_for(letter, bold, 22) for letter in text)
    assert text_image._font_for("\u1000", bold, 22) is None  # Burmese: none of ours


@pytest.mark.parametrize("raqm", [True, False])
def test_arabic_is_joined_and_runs_from_right_to_left(raqm: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Joined letters are narrower than single ones, and both ways of shaping agree."""
    with _shaping(raqm, monkeypatch):
        joined = _ink(_line("\u0645\u0631\u062d\u0628\u0627"))
        single = _ink(_line("\u0627\u0628\u062d\u0631\u0645"))
    assert joined != single
    with _shaping(True, monkeypatch):
        reference = _ink(_line("\u0645\u0631\u062d\u0628\u0627"))
    assert abs(joined[1] - reference[1]) <= 3


def test_own_shaping_joins_letters() -> None:
    assert bidi.shape_arabic("\u062e\u0628\u0632") == "\ufea7\ufe92\ufeb0"
    assert bidi.shape_arabic("\u0627\u0628") == "\ufe8d\ufe8f"


def test_numbers_keep_their_order_between_arabic_words() -> None:
    runs = bidi.visual_runs("مجموع 12.50 خبز")
    assert [run.text.strip() for run in runs] == ["خبز", "12.50", "مجموع"]
    assert [run.right_to_left for run in runs] == [True, False, True]


@given(st.text("abcابتثجح 0123.,()€אבג", max_size=30))
def test_bidi_loses_nothing(text: str) -> None:
    assert sorted("".join(run.text for run in bidi.visual_runs(text))) == sorted(text)


@pytest.mark.parametrize("profile", ["epson", "plain"])
def test_no_qr_code_can_command_the_printer(profile: str) -> None:
    """DLE DC4 opens the drawer wherever it stands, also within the data of a symbol."""
    opens, cuts = "\x10\x14\x01\x00\x01", "\x1dV\x00"
    printed = bytes_of(QrCode(f"https://example.com/{opens}{cuts}\n1"), profile=profile_named(profile, 48))
    assert opens.encode() not in printed
    assert cuts.encode() not in printed
    assert (b"https://example.com/V1" in printed) == (profile == "epson")
    assert not bytes_of(QrCode(opens), profile=profile_named(profile, 48))


def test_qr_is_native_where_the_printer_can_and_a_picture_where_not() -> None:
    native = bytes_of(QrCode("https://example.com/r/1", "Scan me"))
    assert b"\x1d(k" in native
    assert b"\x1dv0" not in native
    assert b"https://example.com/r/1" in native
    drawn = bytes_of(QrCode("https://example.com/r/1"), profile=profile_named("plain", 48))
    assert b"\x1d(k" not in drawn
    assert b"\x1dv0" in drawn


@settings(deadline=None)
@given(st.text(min_size=1, max_size=300), st.sampled_from([384, 504, 576]))
def test_qr_picture_fits_the_paper(data: str, dots: int) -> None:
    assert qr_image(data, dots).width <= dots


def test_bars_native_and_drawn() -> None:
    assert b"\x1dk\x49\x0a{B1-000213" in bytes_of(Bars("1-000213"))
    assert b"\x1dk\x43\x0d4006381333931" in bytes_of(Bars("4006381333931", "EAN13"))
    drawn = bytes_of(Bars("1-000213"), profile=profile_named("plain", 32))
    assert b"\x1dv0" in drawn
    assert b"1-000213" in drawn


def test_bars_wider_than_the_paper_are_words() -> None:
    data = bytes_of(Bars("W" * 48), profile=epson(32))
    assert b"\x1dk" not in data
    assert data.count(b"W") == 48


def test_code128_data() -> None:
    assert code128_data("123456") == b"{C\x0c\x22\x38"
    assert code128_data("a{b") == b"{Ba{{b"


@pytest.mark.parametrize("columns", [26, 32, 48])
@pytest.mark.parametrize(
    "data",
    [
        "4006381333932",
        "1-000213",
        "1234567890123",
        "12345678",
        "A{B{{C",
        "{" * 9,
        "12345678901234567890123",
        "W" * 21,
    ],
)
def test_bars_fit_onto_the_paper_or_are_drawn(data: str, columns: int) -> None:
    """A printer prints bars whole or not at all, and tells nobody."""
    profile = epson(columns)
    desk = Desk(profile.dots)
    sent = bytes_of(Bars(data), profile=profile)
    codes = [code.data for code in desk.receipt(sent).codes]
    assert not desk.problems
    assert codes == [data] or (b"\x1dk" not in sent and data.encode() in sent)
    assert b"\x1dk" in sent or b"\x1dv0" in sent or len(data) > 20


def test_drawn_bars_are_those_of_the_standard() -> None:
    image = bars_image(Bars("4006381333931", "EAN13"), 576)
    assert image is not None
    row = [image.getpixel((x, 40)) == 0 for x in range(image.width)]
    assert sum(row[place] != row[place - 1] for place in range(1, len(row))) == 60  # 30 bars of EAN-13


def test_picture_fits_in_bands() -> None:
    data = bytes_of(Picture(_png(1200, 400)))
    heights = [height for _, height in _rasters(data)]
    assert sum(heights) == 400 * 576 // 1200
    assert max(heights) <= BAND_DOTS
    assert {width for width, _ in _rasters(data)} == {72}


def test_a_broken_picture_is_left_out_and_the_rest_prints() -> None:
    broken = Picture(_png(50, 50)[:60])
    parts = parts_of(broken, TextLine("after"))
    assert [part.data for part in parts] == [b"", b"after\n"]
    assert "left out" in parts[0].words


def test_transparent_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (16, 8), (0, 0, 0, 0)).save(out, "PNG")
    data = bytes_of(Picture(out.getvalue()))
    assert set(data[8:]) == {0}


def test_feed_cut_and_drawer() -> None:
    assert bytes_of(Feed(3), Cut(), KickDrawer()) == b"\x1bd\x03" + b"\x1dVB\x00" + b"\x1bp\x00\x3c\x78"
    assert bytes_of(Cut(), profile=profile_named("no-cutter", 32)) == b"\x1bd\x05"
    assert drawer_kick(DrawerPulse(5, 510, 2)).data == b"\x1bp\x01\xff\x01"
    assert drawer_kick(DrawerPulse(2, 4000, 0)).data == b"\x1bp\x00\xff\x01"


def test_bold_and_double_size_are_switched_off_again() -> None:
    assert bytes_of(TextLine("A", bold=True, size=2)) == b"\x1bE\x01\x1d!\x11A\n\x1d!\x00\x1bE\x00"


def test_words_for_the_log_are_those_of_the_command_reference() -> None:
    words = [part.words for part in parts_of(Picture(_png(512, 96)), Feed(3), Cut())]
    assert words == ["GS v 0 raster 576 × 96, 6 912 bytes", "ESC d 3 feed 3 lines", "GS V 66 0 cut"]


def test_models_of_the_library_are_profiles() -> None:
    names = profile_names()
    assert names[0] == "epson"
    assert "TM-T88V" in names
    for name in names:
        found = profile_named(name, 32)
        assert found.dots % 8 == 0
        assert found.dots >= 32 * 8
        assert b"Caf" in bytes_of(TextLine("Cafe"), profile=found)
    with pytest.raises(KeyError):
        profile_named("no such model", 48)


@settings(deadline=None)
@given(TEXT)
def test_any_text_encodes_for_any_paper(text: str) -> None:
    for name in ("epson", "plain"):
        assert bytes_of(TextLine(text[:30]), profile=profile_named(name, 32))


def _starts(lines: list[LaidLine]) -> list[int]:
    return [cell.start for cell in lines[0].cells]


def _read_back(data: bytes, pages: dict[int, str]) -> str:
    page, text, place = "ascii", "", 0
    while place < len(data):
        if data[place : place + 2] == b"\x1bt":
            page = pages[data[place + 2]]
            place += 3
        else:
            text += data[place : place + 1].decode(page)
            place += 1
    return text


def _rasters(data: bytes) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(data):
        assert data[place : place + 4] == b"\x1dv0\x00"
        width = int.from_bytes(data[place + 4 : place + 6], "little")
        height = int.from_bytes(data[place + 6 : place + 8], "little")
        yield width, height
        place += 8 + width * height


def _png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(out, "PNG")
    return out.getvalue()


def _line(text: str) -> Image.Image:
    return text_image.line_image(lay_out(TextLine(text), 48)[0], 576)


def _ink(image: Image.Image) -> tuple[bytes, int]:
    box = image.convert("L").point(lambda shade: 255 - shade).getbbox()
    assert box is not None
    return image.crop(box).tobytes(), box[2] - box[0]


class _shaping:  # noqa: N801
    """Draws with or without Raqm."""

    def __init__(self, raqm: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        self._raqm, self._monkeypatch = raqm, monkeypatch

    def __enter__(self) -> None:
        self._clear()
        if not self._raqm:
            self._monkeypatch.setattr(text_image, "_has_raqm", lambda: False)

    def __exit__(self, *error: object) -> None:
        self._monkeypatch.undo()
        self._clear()

    @staticmethod
    def _clear() -> None:
        for cached in (text_image._fonts, text_image._fonts_of_the_system, text_image._has_glyph):
            cached.cache_clear()
