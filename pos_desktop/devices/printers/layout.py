"""Lays the text blocks of a document out on paper of N characters.

The result are lines of cells on a grid of characters: composed to plain text where the printer's
own letters are used, drawn cell by cell where the line becomes a picture. Widths count columns of the
grid, as in Unicode Standard Annex 11: wide East Asian characters take two, combining marks none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pos_desktop.application.documents import Align, Cell, Columns, Rule, Size, TextLine

LEAST_COLUMNS = 24
"""Double width leaves 12 columns; eight cells do not fit below, see `cell_widths`."""
Measure = Callable[[str], int]
"""Columns that a text takes: those of the grid, or fewer where the line is drawn with narrower letters."""

_PAIR = 2
_RUNS = re.compile(" +|[^ ]+")


@dataclass(frozen=True, slots=True)
class LaidCell:
    """Text that fits into `width` columns from column `start`."""

    text: str
    start: int
    width: int
    align: Align


@dataclass(frozen=True, slots=True)
class LaidLine:
    """One line on the paper. Columns are those of its own size: double size has half as many."""

    cells: tuple[LaidCell, ...]
    columns: int
    bold: bool = False
    size: Size = 1
    right_to_left: bool = False

    @property
    def text(self) -> str:
        """The line as text, spaces between the cells, none at its end."""
        row = ""
        for cell in self.cells:
            row += " " * (cell.start - text_width(row)) + aligned(cell.text, cell.width, cell.align)
        return row.rstrip(" ")


def text_width(text: str) -> int:
    """Columns the text takes on the grid."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def clean(text: str) -> str:
    """Text without control characters: a product's name must not be able to command the printer."""
    if text.isprintable():
        return text
    spaced = text.replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "".join(c for c in spaced if c == "\n" or unicodedata.category(c) not in _UNPRINTABLE)


def lay_out(block: TextLine | Columns | Rule, columns: int, measure: Measure = text_width) -> list[LaidLine]:
    """The lines of a text block on paper of `columns` characters."""
    if columns < LEAST_COLUMNS:
        raise ValueError(f"paper of {columns} columns; least {LEAST_COLUMNS}")
    match block:
        case TextLine():
            return _lay_paragraph(block, columns // block.size, measure)
        case Columns():
            return _lay_columns(block, columns // block.size, measure)
        case Rule():
            text = ("=" if block.double else "-") * columns
            return [LaidLine((LaidCell(text, 0, columns, "start"),), columns)]


def wrap(text: str, width: int, measure: Measure = text_width) -> list[str]:
    """Lines of at most `width` columns, broken at spaces, within a word only where it is too long.

    An empty text is one empty line; a line break in the text is kept.
    """
    return [
        line for paragraph in clean(text).split("\n") for line in _wrap_paragraph(paragraph, width, measure)
    ]


def cell_widths(block: Columns, columns: int) -> list[int]:
    """Columns of each cell; they fill the line exactly.

    Fixed widths are kept while they leave every other cell the room of its share or at least two
    columns; on narrower paper all fixed ones shrink in proportion.
    """
    count = len(block.cells)
    least = 2 if columns >= 2 * count else 1
    fixed = {n: cell.width for n, cell in enumerate(block.cells) if cell.width is not None}
    open_cells = [n for n in range(count) if n not in fixed]
    room = columns - least * len(open_cells)
    shrunk = _shrink(list(fixed.values()), room, least)
    widths = dict(zip(fixed, shrunk, strict=True))
    left = columns - sum(shrunk)
    if not open_cells:
        last = count - 1
        widths[last] += left
        return [widths[n] for n in range(count)]
    share, rest = divmod(left, len(open_cells))
    widths |= {n: share + (1 if place < rest else 0) for place, n in enumerate(open_cells)}
    return [widths[n] for n in range(count)]


def aligned(text: str, width: int, align: Align) -> str:
    """The text filled with spaces to `width` columns."""
    gap = max(0, width - text_width(text))
    before = {"start": 0, "center": gap // 2, "end": gap}[align]
    return " " * before + text + " " * (gap - before)


def _lay_paragraph(block: TextLine, columns: int, measure: Measure) -> list[LaidLine]:
    return [
        LaidLine((LaidCell(row, 0, columns, block.align),), columns, block.bold, block.size)
        for row in wrap(block.text, columns, measure)
    ]


def _lay_columns(block: Columns, columns: int, measure: Measure) -> list[LaidLine]:
    block = _tightened(block, measure)
    widths = cell_widths(block, columns)
    inner = [_without_gap(width, last=n == len(widths) - 1) for n, width in enumerate(widths)]
    if any(_would_break(block, n, width, columns, measure) for n, width in enumerate(inner)):
        return _lay_under_each_other(block, columns, measure)
    rows = [wrap(cell.text, width, measure) for cell, width in zip(block.cells, inner, strict=True)]
    starts = [sum(widths[:n]) for n in range(len(widths))]
    return [
        LaidLine(
            tuple(
                laid
                for n, cell in enumerate(block.cells)
                if line < len(rows[n])
                for laid in _laid(cell, rows[n][line], starts[n], inner[n])
            ),
            columns,
            block.bold,
            block.size,
        )
        for line in range(max(len(row) for row in rows))
    ]


def _tightened(block: Columns, measure: Measure) -> Columns:
    """A large figure takes no more than it needs, so that the words beside it may stay in its line."""
    *words, figure = block.cells
    needed = measure(figure.text) + figure.aside
    if block.size == 1 or len(words) != 1 or figure.width is None or not 0 < needed < figure.width:
        return block
    return replace(block, cells=(*words, replace(figure, width=needed)))


def _parted(cell: Cell) -> tuple[str, str]:
    """The figure, and the mark that stands aside of it."""
    text = clean(cell.text).rstrip(" ")
    figure, space, mark = text.rpartition(" ")
    return (figure, mark) if space and cell.aside > text_width(mark) and mark.isalpha() else (text, "")


def _laid(cell: Cell, row: str, start: int, width: int) -> Iterator[LaidCell]:
    """A line of a cell; a figure and its mark are two."""
    aside = min(cell.aside, width - 1)
    if not aside or cell.align != "end":
        yield LaidCell(row, start, width, cell.align)
        return
    figure, mark = _parted(replace(cell, text=row))
    if text_width(figure) > width - aside:
        yield LaidCell(row, start, width, cell.align)
        return
    yield LaidCell(figure, start, width - aside, cell.align)
    if mark:
        yield LaidCell(mark, start + width - aside, aside, "end")


def _would_break(block: Columns, place: int, width: int, columns: int, measure: Measure) -> bool:
    """Whether a figure would be cut in two where a line of its own has room for it: half an amount is another amount.
    The same goes for a word beside a single figure; in a table the figures of a row stay beside one another."""
    cell = block.cells[place]
    if (cell.width is None and len(block.cells) > _PAIR) or measure(cell.text) <= width:
        return False
    return any(width < measure(word) <= columns for word in clean(cell.text).split())


def _lay_under_each_other(block: Columns, columns: int, measure: Measure) -> list[LaidLine]:
    return [
        LaidLine(tuple(_laid(cell, row, 0, columns)), columns, block.bold, block.size)
        for cell in block.cells
        for row in wrap(cell.text, columns, measure)
    ]


def _without_gap(width: int, last: bool) -> int:
    """One column of a cell stays blank, so that neighbours never run into each other."""
    return width if last or width < 3 else width - 1


def _shrink(widths: Sequence[int], room: int, least: int) -> list[int]:
    """The widths, made smaller in proportion until they fit into `room`, none under `least`."""
    result = [max(least, width) for width in widths]
    if sum(result) > room:
        total = sum(result)
        result = [max(least, width * room // total) for width in result]
    while sum(result) > room:
        result[result.index(max(result))] -= 1
    return result


def _wrap_paragraph(paragraph: str, width: int, measure: Measure) -> Iterator[str]:
    if measure(paragraph) <= width:
        yield paragraph.rstrip(" ")
        return
    row = ""
    for word in _words(paragraph):
        if measure(row + word) <= width:
            row += word
        elif word.isspace():
            yield row.rstrip(" ")
            row = ""
        else:
            if row.strip(" "):
                yield row.rstrip(" ")
            *full, row = _break(word, width, measure)
            yield from full
    yield row.rstrip(" ")


def _words(paragraph: str) -> Iterator[str]:
    """Runs of spaces and runs of anything else, in turn."""
    return (found[0] for found in _RUNS.finditer(paragraph))


def _break(word: str, width: int, measure: Measure) -> list[str]:
    """A word in pieces of at most `width` columns; marks stay with the letter before them."""
    pieces, piece = [], ""
    for character in word:
        if piece and measure(piece + character) > width:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]


def _character_width(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


_UNPRINTABLE = frozenset({"Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"})
"""Control, lone surrogates, format (bidi overrides, zero-width), private, unassigned, separators."""
