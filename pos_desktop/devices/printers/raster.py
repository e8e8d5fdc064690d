"""Pictures for thermal paper: fitted, made black and white, sent in bands by `GS v 0`.

Bands are low because printers with a small buffer stall on one high picture.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageOps

from pos_desktop.devices.printers.commands import Part

BAND_DOTS = 96
MOST_PIXELS = 20_000_000


def picture_from_png(png: bytes, dots: int) -> Image.Image:
    """A PNG on white, at most `dots` wide, dithered; raises ValueError if it cannot be read."""
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError(f"picture of {opened.width} x {opened.height} is too large")
            grey = _on_white(opened)
    except (OSError, SyntaxError) as error:
        raise ValueError(f"picture cannot be read: {error}") from error
    if grey.width > dots:
        grey = grey.resize((dots, max(1, grey.height * dots // grey.width)), Image.Resampling.LANCZOS)
    return grey.convert("1", dither=Image.Dither.FLOYDSTEINBERG)


@lru_cache(maxsize=4)
def picture_parts(png: bytes, dots: int) -> tuple[Part, ...]:
    """A PNG in the middle of paper `dots` wide, in bands; raises ValueError if it cannot be read.

    Kept, for the same logo stands on every receipt.
    """
    return tuple(bands(centred(picture_from_png(png, dots), dots)))


def centred(image: Image.Image, dots: int) -> Image.Image:
    """The picture in the middle of paper `dots` wide; no printer setting is needed for that."""
    page = Image.new("1", (dots, image.height), 1)
    page.paste(image, ((dots - image.width) // 2, 0))
    return page


def bands(image: Image.Image) -> Iterator[Part]:
    """`GS v 0` commands from top to bottom, each with its words for the log."""
    width_bytes = (image.width + 7) // 8
    for top in range(0, image.height, BAND_DOTS):
        band = image.crop((0, top, image.width, min(top + BAND_DOTS, image.height)))
        rows = black_dots(band)
        size = width_bytes.to_bytes(2, "little") + band.height.to_bytes(2, "little")
        words = f"GS v 0 raster {width_bytes * 8} × {band.height}, {_spaced(len(rows))} bytes"
        yield Part(b"\x1dv0\x00" + size + rows, words, band.height)


def black_dots(image: Image.Image) -> bytes:
    """Rows of dots from the left, eight a byte, set where it is black."""
    return ImageOps.invert(image.convert("L")).convert("1", dither=Image.Dither.NONE).tobytes()


def _on_white(image: Image.Image) -> Image.Image:
    coloured = image.convert("RGBA")
    page = Image.new("RGBA", coloured.size, "white")
    page.alpha_composite(coloured)
    return page.convert("L")


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")
