"""Receipts of right-to-left languages: seen from the other edge, figures under each other."""

import pytest

from pos_desktop.application.documents import Block, Cell, Columns, Document, Rule, TextLine
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.devices.printers.bidi import visual_runs
from pos_desktop.devices.printers.escpos_encoder import encode
from pos_desktop.devices.printers.layout import LaidLine, lay_out
from pos_desktop.devices.printers.mirroring import mirrored, runs_right_to_left
from pos_desktop.devices.printers.profiles import profile_named
from pos_desktop.devices.printers.text_image import line_image

RECEIPT = "إيصال 1-001387"
NAME = "مشروب الشوفان"


def _mirrored(block: TextLine | Columns | Rule, columns: int = 48) -> list[LaidLine]:
    return [mirrored(line) for line in lay_out(block, columns)]


def _drawn(title: str, *blocks: Block) -> bytes:
    return b"".join(
        part.data for part in encode(Document(title, blocks), profile_named("epson", 48), DrawerPulse())
    )


@pytest.mark.parametrize(
    ("title", "mirrors"),
    [(RECEIPT, True), ("12 إيصال", True), ("Receipt 1", False), ("12-3", False), ("", False)],
)
def test_the_title_says_which_way_a_document_runs(title: str, mirrors: bool) -> None:
    assert runs_right_to_left(Document(title, ())) is mirrors


def test_a_mirrored_row_begins_at_the_right_edge() -> None:
    (line,) = _mirrored(Columns((Cell(NAME), Cell("5.67", 10, "end"))))
    amount, name = line.cells
    assert (amount.start, amount.width, amount.align) == (0, 10, "end")
    assert (name.start + name.width, name.align) == (48, "end")
    assert line.right_to_left


def test_figures_stay_under_each_other() -> None:
    rows = [_mirrored(Columns((Cell(NAME), Cell(figure, 10, "end"))))[0] for figure in ("5.67", "−100.00")]
    ends = {row.cells[0].start + row.cells[0].width for row in rows}
    assert ends == {10}
    assert {row.cells[0].align for row in rows} == {"end"}


def test_a_wide_amount_stands_at_the_left_edge() -> None:
    (line,) = _mirrored(Columns((Cell("المجموع"), Cell("15.13 د.إ.", None, "end")), size=2))
    assert (line.cells[0].start, line.cells[0].align) == (0, "start")


@pytest.mark.parametrize(("width", "align"), [(10, "end"), (14, "start")])
def test_words_stay_above_figures_and_stand_at_the_edge_elsewhere(width: int, align: str) -> None:
    (line,) = _mirrored(Columns((Cell(NAME), Cell("الصافي", width, "end"))))
    assert line.cells[0].align == align


def test_left_to_right_text_is_indented_from_the_right() -> None:
    assert _mirrored(TextLine("  3 x 1.89"), 24)[0].text == " " * 14 + "3 x 1.89"


def test_centred_text_and_rules_look_the_same() -> None:
    assert _mirrored(TextLine("abcd", "center"), 24)[0].text == " " * 10 + "abcd"
    assert _mirrored(Rule(), 24)[0].text == "-" * 24


def test_mirroring_twice_gives_the_cells_back() -> None:
    line = lay_out(Columns((Cell("ا"), Cell("ب", 20, "end"))), 42)[0]
    assert mirrored(mirrored(line)).cells == line.cells


def test_a_latin_mark_stands_before_arabic_words_at_the_right() -> None:
    assert [run.text.strip() for run in visual_runs("A ضريبة 7%", 1)] == ["7%", "ضريبة", "A"]


def test_figures_without_words_keep_their_order() -> None:
    assert "".join(run.text for run in visual_runs("0 / 0.00")) == "0 / 0.00"
    assert [run.right_to_left for run in visual_runs("0 / 0.00")] == [False]


def test_ink_of_a_name_is_at_the_right_and_of_its_amount_at_the_left() -> None:
    (line,) = _mirrored(Columns((Cell("م"), Cell("5.67", 10, "end"))))
    ink = line_image(line, 576).convert("L").point(lambda shade: 255 - shade)
    left, right = ink.crop((0, 0, 120, ink.height)), ink.crop((456, 0, 576, ink.height))
    middle = ink.crop((120, 0, 456, ink.height))
    assert left.getbbox() is not None
    assert right.getbbox() is not None
    assert middle.getbbox() is None


def test_the_printer_is_sent_the_mirrored_line() -> None:
    row = Columns((Cell("Total"), Cell("5.67", 10, "end")))
    assert b"Total" + b" " * 39 + b"5.67\n" in _drawn("Receipt 1", row)
    assert b" " * 6 + b"5.67" + b" " * 33 + b"Total\n" in _drawn(RECEIPT, row)
