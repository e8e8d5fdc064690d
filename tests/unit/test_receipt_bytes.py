"""What goes to the printer says what the receipt says: its bytes are read back by a second reading of ESC/POS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image

from pos_desktop.application import wording
from pos_desktop.application.documents import Bars, Columns, Document, QrCode, Rule, TextLine
from pos_desktop.application.order_tickets import order_ticket
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.application.receipt_built_in import built_in
from pos_desktop.application.receipt_papers import speaking_for
from pos_desktop.application.receipts import receipt
from pos_desktop.devices.printers.codepages import can_print
from pos_desktop.devices.printers.codepages import plain as codepage_plain
from pos_desktop.devices.printers.escpos_encoder import encode
from pos_desktop.devices.printers.layout import LaidLine, lay_out, text_width
from pos_desktop.devices.printers.mirroring import mirrored, runs_right_to_left
from pos_desktop.devices.printers.profiles import profile_named
from pos_desktop.devices.printers.text_image import drawn_columns
from pos_desktop.domain.record import replace
from pos_desktop.system.paths import resource_root
from tests.escpos_reading import Line, NotUnderstood, Paper, read
from tests.unit.test_receipts import APPLES, BREAD, FORMATS, STORE, order

GOODS = {
    "en": ("Sourdough bread, sliced", "Apples"),
    "de": ("Süßrahm-Butter „Grüne Wiese“ mit Meersalz, Fassware", "Äpfel Größe XL"),
    "ar": ("خبز القمح الكامل", "تفاح أحمر 1 كغ"),
    "th": ("กาแฟเย็นใส่น้ำแข็ง", "น้ำส้มคั้นสด"),
    "zh": ("有机全麦面包 切片", "红富士苹果"),
}
PULSE = DrawerPulse()
PAGES = profile_named("epson", 48).pages


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    wording.use(wording.Wording())


def document(language: str) -> Document:
    """A receipt in the language, as far as the program speaks it, of goods that are named in it."""
    sold = speaking(language)
    return receipt(sold, STORE, FORMATS)


def speaking(language: str) -> OrderView:
    wording.use(wording.load(language, resource_root() / "translations"))
    bread, apples = GOODS[language]
    return order(replace(BREAD, name=bread), replace(APPLES, name=apples), given=2000)


def gift(language: str) -> Document:
    return receipt(speaking(language), STORE, FORMATS, gift=True, template=built_in("gift"))


def in_two_languages(language: str) -> Document:
    """As the designer prints it: a language and English beside it, large and bold lines, a code of its own."""
    sold = speaking(language)
    template = replace(built_in("receipt"), languages=(language, "en"))
    parts = tuple(replace(part, bold=part.kind == "lines") for part in template.parts)
    with speaking_for(replace(template, parts=parts)):
        return receipt(sold, STORE, FORMATS, template=replace(template, parts=parts))


def for_the_kitchen(language: str) -> Document:
    sold = speaking(language)
    return order_ticket(sold, sold.lines, FORMATS, cancelled=True)


PAPERS = {"receipt": document, "gift": gift, "two languages": in_two_languages, "kitchen": for_the_kitchen}


def expected(paper: Document, columns: int) -> Iterator[LaidLine]:
    """The lines of letters, as they are laid out: in the room that drawn letters take where all are drawn."""
    turned = runs_right_to_left(paper)
    dots = profile_named("epson", columns).dots
    for block in paper.blocks:
        if isinstance(block, TextLine | Columns | Rule):
            measure = text_width
            if is_drawn(paper) and not isinstance(block, Rule):
                measure = drawn_columns(dots / columns, block.bold, turned)
            for line in lay_out(block, columns, measure):
                yield mirrored(line) if turned else line


def is_drawn(paper: Document) -> bool:
    """Whether its language has letters that the printer lacks."""
    return not can_print(codepage_plain(paper.title, PAGES), PAGES)


def is_centred(line: LaidLine) -> bool:
    return len(line.cells) == 1 and line.cells[0].align == "center"


def check_letters(block: Line, line: LaidLine, columns: int) -> None:
    """The words of the line where they were laid out; large ones in the very middle of the paper."""
    if line.size == 1 or not is_centred(line):
        assert plain(block.text).rstrip() == plain(line.text).rstrip()
        return
    words = plain(line.text).strip()
    assert block.text.strip() == words
    before = len(block.text) - len(block.text.lstrip())
    assert 0 <= columns - 2 * len(words) - 2 * before <= 1


def printed(paper: Document, columns: int, model: str = "epson") -> Paper:
    parts = encode(paper, profile_named(model, columns), PULSE)
    return read(b"".join(part.data for part in parts))


def plain(text: str) -> str:
    """Signs that till paper never had, as it has them."""
    return text.translate(str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2026": "..."}))


@pytest.mark.parametrize("columns", [48, 32])
@pytest.mark.parametrize("language", GOODS)
@pytest.mark.parametrize("kind", PAPERS)
def test_the_bytes_read_as_the_receipt(kind: str, language: str, columns: int) -> None:
    paper = PAPERS[kind](language)
    lines = list(expected(paper, columns))
    blocks = printed(paper, columns).blocks
    assert len(blocks) >= len(lines)
    letters = 0
    for line, block in zip(lines, (b for b in blocks if not _is_blank(b)), strict=False):
        if isinstance(block, Line):
            check_letters(block, line, columns)
            assert (block.bold, block.width, block.height) == (line.bold, line.size, line.size)
            letters += 1
        else:
            assert block.size == ({48: 576, 32: 384}[columns], 30 * line.size)
            whole = is_drawn(paper)
            assert whole or not line.text.isascii(), "a picture of what the printer has letters for"
            assert _ink(block) > 10
        rule = set(line.text) in ({"-"}, {"="})
        assert not is_drawn(paper) or rule or not isinstance(block, Line), "two faces on one paper"
    assert letters == len(lines) if language in ("en", "de") else 0 < letters < len(lines)


@pytest.mark.parametrize("language", GOODS)
def test_the_codes_cut_and_totals_are_those_of_the_sale(language: str) -> None:
    paper = document(language)
    out = printed(paper, 48)
    assert out.codes == [
        ("QR" if isinstance(block, QrCode) else block.symbology, block.data)
        for block in paper.blocks
        if isinstance(block, QrCode | Bars)
    ]
    assert out.cuts == 1 and out.pulses == []


@pytest.mark.parametrize("model", ["epson", "TM-T88III", "simple"])
def test_every_model_of_printer_is_sent_what_it_can_read(model: str) -> None:
    """Where a model has few code pages the line is a picture, and never another letter."""
    paper = document("de")
    lines = list(expected(paper, profile_named(model, 48).columns))
    blocks = [block for block in printed(paper, 48, model).blocks if not _is_blank(block)]
    for line, block in zip(lines, blocks, strict=False):
        if isinstance(block, Line):
            check_letters(block, line, profile_named(model, 48).columns)


def test_the_second_reading_refuses_what_it_does_not_know() -> None:
    for data in (b"\x1bZ", b"\x1dv0\x03\x01\x00\x01\x00\xff", b"\x1dV\x42", b"\x07", b"\x1b"):
        with pytest.raises(NotUnderstood):
            read(data)


def _is_blank(block: Line | Image.Image) -> bool:
    """A feed, between the lines of the document."""
    return isinstance(block, Line) and not block.text


def _ink(image: Image.Image) -> int:
    return image.convert("L").histogram()[0]
