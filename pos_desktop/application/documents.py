"""What is printed, without a word on how: a document is a title and a row of blocks.

A document is written with the sale it belongs to and printed later, by whatever printer is there,
so it is stored as versioned JSON and knows nothing of paper widths, code pages or commands.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast, get_args

VERSION: Final = 1

Align = Literal["start", "center", "end"]
Size = Literal[1, 2]
Symbology = Literal["CODE128", "EAN13"]

MOST_CELLS: Final = 8
MOST_ASIDE: Final = 8
MOST_FEED: Final = 20
MOST_QR_BYTES: Final = 2048
"""Below the 2,331 bytes of a version 40 symbol at error correction M (ISO/IEC 18004, table 7)."""
MOST_BARS: Final = 48
MOST_PICTURE_BYTES: Final = 2_000_000
PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


class DocumentError(ValueError):
    """A document that cannot be read or was put together wrongly; `where` names the block."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


@dataclass(frozen=True, slots=True)
class TextLine:
    """One paragraph; it wraps at words where the paper is too narrow. Size 2 is twice as wide and high."""

    text: str
    align: Align = "start"
    bold: bool = False
    size: Size = 1

    def __post_init__(self) -> None:
        _check_choice("text line", "align", self.align, get_args(Align))
        _check_choice("text line", "size", self.size, get_args(Size))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of `Columns`; width in characters, None takes its share of what the others leave.

    `aside`: so many columns at its end are for a mark behind the figure, such as a tax letter. A figure without a
    mark ends where the others do.
    """

    text: str
    width: int | None = None
    align: Align = "start"
    aside: int = 0

    def __post_init__(self) -> None:
        _check_choice("cell", "align", self.align, get_args(Align))
        if self.width is not None and not 1 <= self.width <= 96:
            raise DocumentError("cell", f"width must be 1 to 96 characters, not {self.width}")
        if not 0 <= self.aside <= MOST_ASIDE:
            raise DocumentError("cell", f"aside must be 0 to {MOST_ASIDE} characters, not {self.aside}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells side by side; each wraps in its own width."""

    cells: tuple[Cell, ...]
    bold: bool = False
    size: Size = 1

    def __post_init__(self) -> None:
        _check_choice("columns", "size", self.size, get_args(Size))
        if not 1 <= len(self.cells) <= MOST_CELLS:
            raise DocumentError("columns", f"1 to {MOST_CELLS} cells, not {len(self.cells)}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""

    double: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank lines."""

    lines: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.lines <= MOST_FEED:
            raise DocumentError("feed", f"1 to {MOST_FEED} lines, not {self.lines}")


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code with an optional line of text under it."""

    data: str
    caption: str = ""

    def __post_init__(self) -> None:
        length = len(self.data.encode("utf-8"))
        if not 1 <= length <= MOST_QR_BYTES:
            raise DocumentError("qr code", f"1 to {MOST_QR_BYTES} bytes, not {length}")


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar code with its text under it. EAN13 takes 13 digits with a right check digit."""

    data: str
    symbology: Symbology = "CODE128"

    def __post_init__(self) -> None:
        _check_choice("bars", "symbology", self.symbology, get_args(Symbology))
        if self.symbology == "EAN13":
            _check_ean13(self.data)
        elif not 1 <= len(self.data) <= MOST_BARS or not _plain_ascii(self.data):
            raise DocumentError("bars", f"CODE128 takes 1 to {MOST_BARS} printable ASCII characters")


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, made black and white and fitted to the paper by the device."""

    png: bytes

    def __post_init__(self) -> None:
        if not self.png.startswith(PNG_SIGNATURE):
            raise DocumentError("picture", "is not a PNG")
        if len(self.png) > MOST_PICTURE_BYTES:
            raise DocumentError("picture", f"{len(self.png)} bytes, most {MOST_PICTURE_BYTES}")


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed to the cutter and cut; feeds only where there is no cutter."""


@dataclass(frozen=True, slots=True)
class KickDrawer:
    """Open the drawer that hangs on the printer, with the pulse of the device's settings."""


Block = TextLine | Columns | Rule | Feed | QrCode | Bars | Picture | Cut | KickDrawer


@dataclass(frozen=True, slots=True)
class Document:
    """A title for lists and logs (it is not printed) and the blocks from top to bottom."""

    title: str
    blocks: tuple[Block, ...]


def to_json(document: Document) -> str:
    """The document as JSON text, the same for equal documents."""
    whole = {
        "version": VERSION,
        "title": document.title,
        "blocks": [_block_to_plain(block) for block in document.blocks],
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_json(text: str) -> Document:
    """Read what `to_json` wrote.

    Strict, because a receipt read half is worse than one refused: an unknown version, block or
    field, a missing field or a value of the wrong type raises `DocumentError` naming the place.
    """
    try:
        whole = json.loads(text)
    except ValueError as error:
        raise DocumentError("document", f"is not JSON ({error})") from error
    fields = _Fields("document", whole)
    version = fields.take("version", int)
    if version != VERSION:
        raise DocumentError("document", f"version {version} is not known, this program reads {VERSION}")
    title = fields.take("title", str)
    rows = fields.take("blocks", list)
    fields.done()
    return Document(title, tuple(_block_from_plain(row, f"block {n}") for n, row in enumerate(rows, 1)))


def _block_to_plain(block: Block) -> dict[str, object]:
    match block:
        case TextLine():
            style = {"align": block.align, "bold": block.bold, "size": block.size}
            return {"kind": "text", "text": block.text, **style}
        case Columns():
            cells = [_cell_to_plain(cell) for cell in block.cells]
            return {"kind": "columns", "cells": cells, "bold": block.bold, "size": block.size}
        case Rule():
            return {"kind": "rule", "double": block.double}
        case Feed():
            return {"kind": "feed", "lines": block.lines}
        case QrCode():
            return {"kind": "qr", "data": block.data, "caption": block.caption}
        case Bars():
            return {"kind": "bars", "data": block.data, "symbology": block.symbology}
        case Picture():
            return {"kind": "picture", "png": base64.b64encode(block.png).decode("ascii")}
        case Cut():
            return {"kind": "cut"}
        case KickDrawer():
            return {"kind": "kick_drawer"}


def _cell_to_plain(cell: Cell) -> dict[str, object]:
    plain: dict[str, object] = {"text": cell.text, "width": cell.width, "align": cell.align}
    return plain | {"aside": cell.aside} if cell.aside else plain


class _Fields:
    """The fields of one JSON object, taken one by one; what is left over at the end is an error."""

    def __init__(self, where: str, value: object) -> None:
        if not isinstance(value, Mapping):
            raise DocumentError(where, f"must be an object, not {type(value).__name__}")
        self.where = where
        self._left: dict[str, object] = dict(value)

    def take(self, name: str, kind: type) -> Any:
        """The field's value; bool is no int here, unlike in Python."""
        if name not in self._left:
            raise DocumentError(self.where, f"'{name}' is missing")
        value = self._left.pop(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise DocumentError(self.where, f"'{name}' must be {kind.__name__}, not {type(value).__name__}")
        return value

    def take_optional_int(self, name: str) -> int | None:
        if self._left.get(name, 0) is None:
            del self._left[name]
            return None
        return cast(int, self.take(name, int))

    def take_if_there(self, name: str, kind: type, otherwise: Any) -> Any:
        return self.take(name, kind) if name in self._left else otherwise

    def done(self) -> None:
        if self._left:
            raise DocumentError(self.where, f"unknown field '{min(self._left)}'")


def _block_from_plain(row: object, where: str) -> Block:
    fields = _Fields(where, row)
    kind = fields.take("kind", str)
    read = _READERS.get(kind)
    if read is None:
        raise DocumentError(where, f"kind '{kind}' is not known")
    fields.where = f"{where} ({kind})"
    try:
        block = read(fields)
    except DocumentError as error:
        if error.where.startswith("block"):
            raise
        raise DocumentError(fields.where, error.problem) from error
    fields.done()
    return block


def _read_text(fields: _Fields) -> TextLine:
    return TextLine(
        fields.take("text", str),
        fields.take("align", str),
        fields.take("bold", bool),
        fields.take("size", int),
    )


def _read_columns(fields: _Fields) -> Columns:
    rows = fields.take("cells", list)
    cells = tuple(_read_cell(row, f"{fields.where} cell {n}") for n, row in enumerate(rows, 1))
    return Columns(cells, fields.take("bold", bool), fields.take("size", int))


def _read_cell(row: object, where: str) -> Cell:
    fields = _Fields(where, row)
    cell = Cell(
        fields.take("text", str),
        fields.take_optional_int("width"),
        fields.take("align", str),
        fields.take_if_there("aside", int, 0),  # not in what was written before there were marks
    )
    fields.done()
    return cell


def _read_picture(fields: _Fields) -> Picture:
    try:
        return Picture(base64.b64decode(fields.take("png", str), validate=True))
    except DocumentError:
        raise
    except ValueError as error:
        raise DocumentError(fields.where, "'png' is not base64") from error


_READERS: Final[dict[str, Callable[[_Fields], Block]]] = {
    "text": _read_text,
    "columns": _read_columns,
    "rule": lambda fields: Rule(fields.take("double", bool)),
    "feed": lambda fields: Feed(fields.take("lines", int)),
    "qr": lambda fields: QrCode(fields.take("data", str), fields.take("caption", str)),
    "bars": lambda fields: Bars(fields.take("data", str), fields.take("symbology", str)),
    "picture": _read_picture,
    "cut": lambda fields: Cut(),
    "kick_drawer": lambda fields: KickDrawer(),
}


def _check_choice(where: str, field: str, value: object, choices: tuple[object, ...]) -> None:
    if value not in choices or isinstance(value, bool):
        names = ", ".join(str(choice) for choice in choices)
        raise DocumentError(where, f"'{field}' must be one of {names}, not {value!r}")


def _plain_ascii(text: str) -> bool:
    return all(" " <= character <= "~" for character in text)


def _check_ean13(data: str) -> None:
    """Check digit after GS1 General Specifications 7.9: weights 1 and 3 from the left of twelve."""
    if len(data) != 13 or not (data.isascii() and data.isdigit()):
        raise DocumentError("bars", "EAN13 takes 13 digits")
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(data[:12]))
    if (10 - total % 10) % 10 != int(data[12]):
        raise DocumentError("bars", "the check digit of the EAN13 is wrong")
