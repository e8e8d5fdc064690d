"""Characters as dots: the thermal head's two fonts, drawn from a monospaced outline font."""

from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

from pos_desktop.system.paths import resource_root

FONT_A = (12, 24)
FONT_B = (9, 17)
"""Cell sizes in dots."""
_POINTS = {FONT_A: 20, FONT_B: 15}
_INK_FROM = 96
"""Grey level from which a dot is burnt; under the middle, as heat spreads a little."""
_BURN = [0] * _INK_FROM + [255] * (256 - _INK_FROM)


@lru_cache(maxsize=4096)
def glyph(character: str, cell: tuple[int, int], width: int, height: int, bold: bool) -> Image.Image:
    """One character as a mask of `cell` times (`width`, `height`) dots, ink set."""
    scale = max(width, height)
    drawn = _outline(character, cell, scale)
    size = (cell[0] * width, cell[1] * height)
    if drawn.size != size:
        drawn = drawn.resize(size, Image.Resampling.BOX)
    if bold:
        drawn = ImageChops.lighter(drawn, _moved_right(drawn, width))
    return drawn.point(_BURN, "1")


def _outline(character: str, cell: tuple[int, int], scale: int) -> Image.Image:
    image = Image.new("L", (cell[0] * scale, cell[1] * scale), 0)
    ImageDraw.Draw(image).text((0, 0), character, fill=255, font=_font(_POINTS[cell] * scale))
    return image


def _moved_right(image: Image.Image, dots: int) -> Image.Image:
    moved = Image.new("L", image.size, 0)
    moved.paste(image, (dots, 0))
    return moved


@lru_cache(maxsize=32)
def _font(points: int) -> ImageFont.FreeTypeFont:
    file = resource_root() / "fonts" / "DejaVuSansMono.ttf"
    return ImageFont.truetype(str(file), points, layout_engine=ImageFont.Layout.BASIC)
