"""Figures of a receipt end in one column, titles stand in the middle, and one paper has one face."""

from collections.abc import Iterator
from datetime import UTC

import pytest
from PIL import Image

from pos_desktop.application import wording
from pos_desktop.application.documents import (
    Block,
    Cell,
    Columns,
    Document,
    DocumentError,
    Rule,
    TextLine,
    from_json,
    to_json,
)
from pos_desktop.application.formats import Formats
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.application.receipts import receipt
from pos_desktop.application.wording import in_languages, speaking
from pos_desktop.devices.printers import text_image
from pos_desktop.devices.printers.bidi import visual_runs
from pos_desktop.devices.printers.escpos_encoder import encode
from pos_desktop.devices.printers.layout import LaidLine, lay_out
from pos_desktop.devices.printers.mirroring import mirrored
from pos_desktop.devices.printers.profiles import profile_named
from pos_desktop.devices.printers.text_image import drawn_columns, line_image
from pos_desktop.domain.discount import amount_off
from pos_desktop.domain.money import currency
from pos_desktop.domain.record import replace
from pos_desktop.system.paths import resource_root
from tests.escpos_reading import Line, Paper, read
from tests.unit.test_receipts import APPLES, BREAD, STORE, order

DOTS = {48: 576, 32: 384}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    wording.use(wording.load("en", resource_root() / "translations"))
    yield
    wording.use(wording.Wording())


def sold(language: str, place: str = "en-IE", money: str = "EUR", **facts: object) -> Document:
    names = {"ar": ("خبز القمح", "تفاح أحمر"), "zh": ("有机全麦面包", "红富士苹果")}
    bread, apples = names.get(language, ("Bread", "Apples"))
    formats = Formats(place, currency(money), UTC, language)
    with speaking(in_languages(language)):
        sale = order(replace(BREAD, name=bread), replace(APPLES, name=apples), given=2000, **facts)
        return receipt(sale, STORE, formats)


def printed(document: Document, columns: int) -> Paper:
    parts = encode(document, profile_named("epson", columns), DrawerPulse())
    return read(b"".join(part.data for part in parts))


def ink(line: LaidLine, dots: int = 576) -> Image.Image:
    return line_image(line, dots).convert("L").point(lambda shade: 255 - shade)


def left_of(image: Image.Image) -> int:
    box = image.getbbox()
    assert box is not None
    return box[0]


@pytest.mark.parametrize("columns", [48, 32])
def test_amounts_with_and_without_a_letter_end_in_one_column(columns: int) -> None:
    document = sold("en", discount=amount_off(69))
    lines = [block for block in printed(document, columns).blocks if isinstance(block, Line)]
    ends = {
        (figure, line.width): line.text.index(figure) + len(figure)
        for line in lines
        for figure in ("5.00", "-0.50", "1.19 A", "20.00", "-15.00", "5.69", "-0.69", "€5.00")
        if f" {figure}" in line.text and not line.text.startswith(("A ", "B "))
    }
    letter = ends.pop(("1.19 A", 1))
    assert letter == columns
    large = ends.pop(("€5.00", 2))
    assert large * 2 == columns - 2
    assert len(ends) > 4
    assert {end for (_, width), end in ends.items() if width == 1} == {columns - 2}


def test_without_letters_amounts_end_at_the_edge() -> None:
    (line,) = lay_out(Columns((Cell("Cash"), Cell("20.00", 10, "end"))), 32)
    assert line.text == "Cash".ljust(27) + "20.00"


def test_a_letter_and_its_figure_stay_together_in_one_cell_of_the_document() -> None:
    row = Columns((Cell("Bread"), Cell("5.00 B", 10, "end", 2)))
    document = Document("Receipt", (row, Columns((Cell("Cash"), Cell("20.00", 10, "end", 2)))))
    assert from_json(to_json(document)) == document
    old = (
        '{"blocks":[{"kind":"columns","bold":false,"size":1,"cells":'
        '[{"text":"5","width":9,"align":"end"}]}],"title":"t","version":1}'
    )
    assert from_json(old).blocks == (Columns((Cell("5", 9, "end"),)),)
    with pytest.raises(DocumentError, match="aside"):
        Cell("5.00", 10, "end", 9)


def test_a_group_of_digits_is_no_letter() -> None:
    (line,) = lay_out(Columns((Cell("Sum"), Cell("1 234", 10, "end", 2))), 32)
    assert line.text == "Sum" + "1 234".rjust(27)


def test_figures_of_a_mirrored_receipt_end_in_one_column_too() -> None:
    rows = [Columns((Cell("خبز"), Cell(text, 10, "end", 2))) for text in ("5.00 B", "−0.50")]
    figures = [mirrored(lay_out(row, 48)[0]).cells[-2] for row in rows]
    assert {(cell.start + cell.width, cell.align) for cell in figures} == {(10, "end")}


@pytest.mark.parametrize(("language", "place", "money"), [("ar", "ar-AE", "AED"), ("zh", "zh-CN", "CNY")])
@pytest.mark.parametrize("columns", [48, 32])
def test_a_paper_of_other_letters_has_one_face_and_one_minus(
    language: str, place: str, money: str, columns: int
) -> None:
    letters = [b for b in printed(sold(language, place, money), columns).blocks if isinstance(b, Line)]
    assert all(set(line.text.strip()) <= {"-", "="} for line in letters if line.text.strip() != "1-000213")


def test_one_foreign_name_alone_does_not_make_the_paper_a_picture() -> None:
    names = TextLine("有机 −5"), TextLine("plain −5")
    blocks = printed(Document("Receipt 1", names), 48).blocks
    assert isinstance(blocks[0], Image.Image)
    assert isinstance(blocks[1], Line) and blocks[1].text == "plain -5"
    hyphen = printed(Document("Receipt 1", (TextLine("有机 -5"),)), 48).blocks[0]
    assert isinstance(hyphen, Image.Image)
    assert hyphen.tobytes() == blocks[0].tobytes()


def test_the_total_shares_its_line_with_the_amount_where_both_have_room() -> None:
    total = next(
        block for block in sold("ar", "ar-AE", "AED").blocks if isinstance(block, Columns) and block.size == 2
    )
    assert len(lay_out(total, 48, drawn_columns(12, True, True))) == 1


def test_words_break_by_the_room_that_they_take() -> None:
    row = Columns(tuple(Cell(t, w, a) for t, w, a in (
        ("A ضريبة القيمة المضافة 19%", None, "start"), ("14.93", 8, "end"),
        ("2.84", 7, "end"), ("17.77", 10, "end"),
    )))  # fmt: skip
    assert len(lay_out(row, 48)) == 2
    lines = lay_out(row, 48, drawn_columns(12, False, True))
    assert len(lines) == 1
    drawn = ink(mirrored(lines[0]))
    # The figures stand where they stand without the words, so nothing runs into them.
    assert drawn.getbbox() is not None


def test_a_word_goes_above_its_figure_before_it_is_cut() -> None:
    row = Columns((Cell("Donaudampfschiffe"), Cell("5.69", 10, "end")), size=2)
    assert [line.text.strip() for line in lay_out(row, 40)] == ["Donaudampfschiffe", "5.69"]


def test_digits_under_one_another_are_equally_wide() -> None:
    measure = [
        left_of(ink(LaidLine(lay_out(TextLine(text, "end"), 48)[0].cells, 48))) for text in ("8111", "8444")
    ]
    assert abs(measure[0] - measure[1]) <= 1


def test_bold_shows_in_a_face_of_one_weight() -> None:
    light, bold = (lay_out(TextLine("合计", bold=bold), 48)[0] for bold in (False, True))
    assert sum(ink(bold).tobytes()) > 1.2 * sum(ink(light).tobytes())


def test_a_minus_stays_at_the_left_of_its_figure() -> None:
    assert [run.text.strip() for run in visual_runs("عضو −10", 1)] == ["−10", "عضو"]
    assert [run.text.strip() for run in visual_runs("من 5-7", 1)] == ["5-7", "من"]


def test_how_many_of_what_price_reads_from_the_right() -> None:
    words = [b.text for b in sold("ar", "ar-AE", "AED").blocks if isinstance(b, TextLine)]
    weight = next(text for text in words if "3.49" in text)
    assert weight.strip() == "0.342 كغ × 3.49/كغ"
    runs = [run.text.strip() for run in visual_runs(weight.strip(), 1)]
    assert runs.index("3.49") < next(n for n, run in enumerate(runs) if "×" in run) < runs.index("0.342")
    line = LaidLine((), 48, right_to_left=True)
    pieces = [text.strip() for text, *_ in text_image._pieces("2 × 2.50", line, 22)]
    assert pieces == ["2.50", "×", "2"]
    assert "  2 x 2.50" in [b.text for b in sold("en").blocks if isinstance(b, TextLine)]


@pytest.mark.parametrize("columns", [48, 42, 32])
@pytest.mark.parametrize("words", ["Shop", "Shops", "Corner Shop"])
def test_large_titles_stand_in_the_very_middle(words: str, columns: int) -> None:
    blocks: tuple[Block, ...] = (TextLine(words, "center", size=2), Rule())
    line = printed(Document("Receipt", blocks), columns).blocks[0]
    assert isinstance(line, Line)
    before = len(line.text) - len(line.text.lstrip())
    assert 2 * before + 2 * len(words) == columns
