"""A document as a message: plain text for any reader, and simple HTML; the same lines as on paper.

Bars and QR codes become their text: a link can be pressed, a number can be read out.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from textwrap import wrap

from pos_desktop.application.documents import (
    Bars,
    Block,
    Cell,
    Columns,
    Document,
    Feed,
    Picture,
    QrCode,
    Rule,
    TextLine,
)
from pos_desktop.application.wording import right_to_left

COLUMNS = 42
_GAP = "  "
_PAIR = 2
_RULE = "---"


def plain_text(document: Document, columns: int = COLUMNS) -> str:
    """The document in lines of at most so many characters."""
    lines = [line.rstrip() for block in document.blocks for line in _lines(block, columns)]
    return "\n".join(lines).strip("\n") + "\n"


def mail_text(document: Document) -> str:
    """The document for a message that is shown in any typeface: nothing is lined up by spaces, so that it stays
    short enough for the address of a mail program."""
    lines = (" ".join(line.split()) for line in plain_text(document).splitlines())
    return "\n".join(_RULE if set(line) in ({"-"}, {"="}) else line for line in lines) + "\n"


def html(document: Document, *, pictures: bool = False) -> str:
    """The document as a page that every mail program shows: text and tables, nothing from elsewhere.

    Pictures within a page are hidden by many mail programs: they are left out unless they are asked for.
    """
    sides = ("right", "left") if right_to_left() else ("left", "right")
    write = _Page({"start": sides[0], "center": "center", "end": sides[1]}, pictures)
    body = "".join(map(write.block, document.blocks))
    direction = "rtl" if right_to_left() else "ltr"
    return (
        f'<html dir="{direction}"><head><meta charset="utf-8"><title>{escape(document.title)}</title></head>'
        f'<body style="max-width:26em;font-family:sans-serif">{body}</body></html>'
    )


def _lines(block: Block, columns: int) -> Iterable[str]:
    if isinstance(block, TextLine):
        for part in block.text.split("\n"):
            indent = part[: len(part) - len(part.lstrip(" "))]
            for line in _wrapped(part.strip(" "), max(1, columns - len(indent))):
                yield _aligned(indent + line, columns, block.align)
    elif isinstance(block, Columns):
        yield from _cells(block.cells, columns)
    elif isinstance(block, Rule):
        yield ("=" if block.double else "-") * columns
    elif isinstance(block, Feed):
        yield ""
    elif isinstance(block, Bars | QrCode):
        yield from _lines(TextLine(block.data, "center"), columns)
        if isinstance(block, QrCode) and block.caption:
            yield from _lines(TextLine(block.caption, "center"), columns)


def _cells(cells: Sequence[Cell], columns: int) -> Iterable[str]:
    """The first cell has what the others leave; they are as wide as their text, at least their share of a table."""
    widths = [max(len(cell.text), 8 if len(cells) > 2 else 0) for cell in cells[1:]]
    room = columns - sum(widths) - len(_GAP) * len(widths)
    if room < columns // 4:
        yield from _wrapped(cells[0].text, columns)
        for cell in cells[1:]:
            yield from (_aligned(line, columns, "end") for line in _wrapped(cell.text, columns))
        return
    indent = cells[0].text[: len(cells[0].text) - len(cells[0].text.lstrip(" "))]
    first = _wrapped(cells[0].text.strip(" "), max(1, room - len(indent)))
    *above, last = [indent + line for line in first]
    yield from above
    rest = (cell.text.rjust(width) for cell, width in zip(cells[1:], widths, strict=True))
    yield _GAP.join((last.ljust(room), *rest))


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width) or [""]


def _aligned(text: str, columns: int, align: str) -> str:
    return {"start": text, "center": text.center(columns), "end": text.rjust(columns)}[align]


class _Page:
    """Blocks as HTML; `sides` are where start and end are in the language in use."""

    def __init__(self, sides: Mapping[str, str], pictures: bool) -> None:
        self._sides, self._pictures = sides, pictures

    def block(self, block: Block) -> str:
        match block:
            case TextLine():
                lines = "<br>".join(map(_spaced, block.text.split("\n")))
                looks = _looks(block.bold, block.size)
                return f'<div align="{self._sides[block.align]}" style="{looks}">{lines}</div>'
            case Columns():
                return self._table(block)
            case Rule():
                return "<hr>"
            case Feed():
                return "<br>" * block.lines
            case QrCode():
                return self.block(TextLine("\n".join(filter(None, (block.data, block.caption))), "center"))
            case Bars():
                return self.block(TextLine(block.data, "center"))
            case Picture() if self._pictures:
                data = base64.b64encode(block.png).decode("ascii")
                return f'<div align="center"><img src="data:image/png;base64,{data}" width="120"></div>'
        return ""

    def _table(self, block: Columns) -> str:
        """Rows of several figures stand in columns of one width, so that they are under each other."""
        width = f' width="{100 // (len(block.cells) + 1)}%"' if len(block.cells) > _PAIR else ""
        cells = "".join(
            f'<td align="{self._sides[cell.align]}"{width if place else ""}'
            f' style="{_looks(block.bold, block.size)}">{_spaced(cell.text)}</td>'
            for place, cell in enumerate(block.cells)
        )
        return f'<table width="100%" cellspacing="0" cellpadding="1"><tr>{cells}</tr></table>'


def _looks(bold: bool, size: int) -> str:
    return f"font-weight:{'bold' if bold else 'normal'};font-size:{'x-large' if size == 2 else 'medium'}"


def _spaced(text: str) -> str:
    """Spaces at the beginning stay: what belongs to a line is indented."""
    inner = text.lstrip(" ")
    return "&nbsp;" * (len(text) - len(inner)) + escape(inner)
