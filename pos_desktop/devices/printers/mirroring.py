"""Documents of right-to-left languages: what stands first stands at the right edge of the paper."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from pos_desktop.application.documents import Align, Document
from pos_desktop.devices.printers.bidi import has_right_to_left
from pos_desktop.devices.printers.layout import LaidCell, LaidLine

_FIGURES_AT_MOST = 3
"""An end cell of at most a third of the line that holds no words is in a column of figures."""

_HEADING_AT_MOST = 10
"""Columns of a figure column; words that stand in one are its heading and stay above the figures."""

_OTHER_SIDE: dict[Align, Align] = {"start": "end", "center": "center", "end": "start"}


def runs_right_to_left(document: Document) -> bool:
    """Whether the title begins in a right-to-left script (rules P2 and P3 of UAX 9, for the whole paper)."""
    strong = (unicodedata.bidirectional(character) for character in document.title)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"


def mirrored(line: LaidLine) -> LaidLine:
    """The line seen from the other edge; figures stay under each other at the right of their column."""
    cells = (_mirrored_cell(cell, line.columns) for cell in reversed(line.cells))
    return replace(line, cells=tuple(cells), right_to_left=True)


def _mirrored_cell(cell: LaidCell, columns: int) -> LaidCell:
    words = has_right_to_left(cell.text)
    widest = _HEADING_AT_MOST if words else columns // _FIGURES_AT_MOST
    figures = cell.align == "end" and cell.width <= widest
    return LaidCell(
        cell.text if words else _indent_at_end(cell.text),
        columns - cell.start - cell.width,
        cell.width,
        "end" if figures else _OTHER_SIDE[cell.align],
    )


def _indent_at_end(text: str) -> str:
    """Left-to-right text that stands at the right edge is indented from there."""
    inner = text.lstrip(" ")
    return inner + " " * (len(text) - len(inner))
