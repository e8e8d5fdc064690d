"""A line of text as a picture, for characters that no code page of the printer has.

Drawn with the shipped fonts; where Pillow was built with Raqm, that shapes each run, otherwise the
Arabic shapes come from `bidi`. Fonts for Latin, Greek, Cyrillic, Arabic, Thai, Chinese and Japanese are
shipped; a font of the operating system helps with others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, features

from pos_desktop.devices.printers.bidi import MIRRORED, Run, has_right_to_left, shape_arabic, visual_runs
from pos_desktop.devices.printers.commands import LINE_DOTS
from pos_desktop.devices.printers.layout import LaidCell, LaidLine, text_width

FONT_DOTS = 22
"""A line of the printer's own font A is 24 dots in a line of 30; 22 puts Inter at the same height."""

_EASTERN = "DroidSansFallbackFull.ttf"  # Chinese and Japanese; one weight
_REGULAR = (
    "Inter-Regular.otf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    _EASTERN,
    "DejaVuSansMono.ttf",
)
_BOLD = (
    "Inter-SemiBold.otf",
    "NotoSansArabic-Bold.ttf",
    "NotoSansThai-Bold.ttf",
    _EASTERN,
    "DejaVuSansMono.ttf",
)
_OF_THE_SYSTEM = (
    "msyh.ttc", "msgothic.ttc", "malgun.ttf", "segoeui.ttf", "Arial Unicode.ttf", "PingFang.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf", "NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "DroidSansFallback.ttf",
)  # fmt: skip
_TIMES = "\u00d7"
_MISSING = "\uffff"
_Font = ImageFont.FreeTypeFont


def drawn_columns(dots_per_column: float, bold: bool, right_to_left: bool) -> Callable[[str], int]:
    """How many columns a text takes when it is drawn: never more than on the grid, as a figure that is a dot too wide
    for its column is drawn smaller."""

    @cache
    def measure(text: str) -> int:
        line = LaidLine((), 1, bold, right_to_left=right_to_left)
        width = sum(_width(*piece) for piece in _pieces(text, line, FONT_DOTS))
        return min(text_width(text), ceil(width / dots_per_column))

    return measure


def line_image(line: LaidLine, dots: int) -> Image.Image:
    """The line on white, black and white, `dots` wide."""
    height = LINE_DOTS * line.size
    image = Image.new("L", (dots, height), 255)
    per_column = dots / line.columns
    for cell in line.cells:
        box = round(cell.start * per_column), round((cell.start + cell.width) * per_column)
        _draw_cell(image, cell, box, line, FONT_DOTS * line.size)
    return image.point(lambda shade: 255 if shade > 127 else 0).convert("1", dither=Image.Dither.NONE)


def _draw_cell(image: Image.Image, cell: LaidCell, box: tuple[int, int], line: LaidLine, size: int) -> None:
    text = cell.text.rstrip(" ") if cell.align == "end" else cell.text.lstrip(" ")
    indent = round((len(cell.text) - len(text)) * image.width / line.columns)  # a letter's blank is narrower
    text = text.lstrip(" ")
    if indent and cell.align != "center":
        box = (box[0] + indent, box[1]) if cell.align == "start" else (box[0], box[1] - indent)
    pieces = _pieces(text, line, size)
    width = sum(_width(*piece) for piece in pieces)
    room = box[1] - box[0]
    if width > room and size > 8:
        _draw_cell(image, cell, box, line, max(8, min(size - 1, int(size * room / width))))
        return
    gap = max(0.0, room - width)
    place = box[0] + {"start": 0.0, "center": gap / 2, "end": gap}[cell.align]
    draw = ImageDraw.Draw(image)
    baseline = round(image.height * 0.7)  # Arabic letters reach deeper than Latin ones
    for piece in pieces:
        _draw_piece(draw, (place, baseline), *piece, bold=line.bold)
        place += _width(*piece)


def _draw_piece(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    font: _Font,
    right_to_left: bool,
    *,
    bold: bool,
) -> None:
    """A face of one weight becomes bold by being drawn twice, a little apart."""
    strokes = (0, max(1, round(font.size / FONT_DOTS))) if bold and _of_one_weight(font) else (0,)
    for shift in strokes:
        at = place[0] + shift, place[1]
        draw.text(at, text, fill=0, font=font, anchor="ls", **_direction(right_to_left))


def _of_one_weight(font: _Font) -> bool:
    return str(font.path).endswith(_EASTERN)


def _width(text: str, font: _Font, right_to_left: bool) -> float:
    return float(font.getlength(text, **_direction(right_to_left)))


def _pieces(text: str, line: LaidLine, size: int) -> list[tuple[str, _Font, bool]]:
    """What is drawn from left to right: text ready for its font, the font, its direction."""
    pieces: list[tuple[str, _Font, bool]] = []
    base = 1 if line.right_to_left and (has_right_to_left(text) or _is_product(text)) else None
    for run in visual_runs(text, base):
        parts = _by_font(run.text, line.bold, size)
        for part, font in reversed(parts) if run.right_to_left else parts:
            pieces.append((_ready(Run(part, run.right_to_left)), font, run.right_to_left))
    return pieces


def _is_product(text: str) -> bool:
    """How many of what price: figures in the order of reading, with no letter that says which way that is."""
    return _TIMES in text and not any(map(str.isalpha, text))


def _ready(run: Run) -> str:
    """The run as the font drawing takes it: Raqm orders and joins by itself, basic layout does not."""
    if not run.right_to_left or _has_raqm():
        return run.text
    return shape_arabic(run.text)[::-1].translate(MIRRORED)


def _direction(right_to_left: bool) -> dict[str, Any]:
    if not _has_raqm():
        return {}
    if right_to_left:
        return {"direction": "rtl"}
    return {"direction": "ltr", "features": ["tnum"]}  # digits under each other are equally wide


def _by_font(text: str, bold: bool, size: int) -> list[tuple[str, _Font]]:
    """The text cut where another font is needed; spaces stay with what stands before them."""
    parts: list[tuple[str, _Font]] = []
    for character in text:
        font = parts[-1][1] if parts and _keeps_font(character, parts[-1][1]) else None
        font = font or _font_for(character, bold, size)
        shown = character if font is not None else "\u25a1"
        font = font or _fonts(bold, size)[-1]
        if parts and parts[-1][1] is font:
            parts[-1] = (parts[-1][0] + shown, font)
        else:
            parts.append((shown, font))
    return parts


def _keeps_font(character: str, font: _Font) -> bool:
    return character == " " or (not character.isalpha() and _has_glyph(font, character))


def _font_for(character: str, bold: bool, size: int) -> _Font | None:
    for font in _fonts(bold, size):
        if _has_glyph(font, character):
            return font
    for font in _fonts_of_the_system(size):
        if _has_glyph(font, character):
            return font
    return None


@cache
def _fonts(bold: bool, size: int) -> tuple[_Font, ...]:
    return tuple(_open_font(str(_fonts_folder() / name), size) for name in (_BOLD if bold else _REGULAR))


@cache
def _fonts_of_the_system(size: int) -> tuple[_Font, ...]:
    found = []
    for name in _OF_THE_SYSTEM:
        try:
            found.append(_open_font(name, size))
        except OSError:
            continue
    return tuple(found)


def _open_font(name: str, size: int) -> _Font:
    engine = ImageFont.Layout.RAQM if _has_raqm() else ImageFont.Layout.BASIC
    return ImageFont.truetype(name, size, layout_engine=engine)


@cache
def _has_glyph(font: _Font, character: str) -> bool:
    """A font without the character draws its box for missing ones. Asked without shaping, which would take a
    character apart (the Thai vowel U+0E33) and draw a box for each part."""
    plain = font.font_variant(layout_engine=ImageFont.Layout.BASIC)
    return _drawn(plain, character) != _drawn(plain, _MISSING)


def _drawn(font: _Font, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)


@cache
def _has_raqm() -> bool:
    return bool(features.check("raqm"))


@cache
def _fonts_folder() -> Path:
    """The shipped fonts, in the installed package or in a checkout."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "_shipped" / "resources" / "fonts", package.parent / "resources" / "fonts"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the shipped fonts are missing: install the program again")
