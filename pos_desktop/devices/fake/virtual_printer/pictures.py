"""Pictures as they come over the wire, turned into masks with ink set."""

from PIL import Image

_COLUMN_MODES = {0: (8, 2, 3), 1: (8, 1, 3), 32: (24, 2, 1), 33: (24, 1, 1)}
"""ESC * mode: dots in a column, how wide and how high each dot is drawn."""


def raster(data: bytes, width: int, height: int, scale: tuple[int, int] = (1, 1)) -> Image.Image | None:
    """Rows of bits, most significant first, rows padded to bytes; None for an empty or short picture."""
    if not width or not height or len(data) < (width + 7) // 8 * height:
        return None
    return scaled(Image.frombytes("1", (width, height), data), scale)


def columns(data: bytes, mode: int) -> Image.Image | None:
    """ESC *: column after column, top bit first."""
    dots, wide, high = _COLUMN_MODES[mode]
    count = len(data) // (dots // 8)
    if not count:
        return None
    sideways = Image.frombytes("1", (dots, count), data)
    return scaled(sideways.transpose(Image.Transpose.TRANSPOSE), (wide, high))


def scaled(ink: Image.Image, scale: tuple[int, int]) -> Image.Image:
    """Every dot drawn `scale` times wide and high."""
    if scale == (1, 1):
        return ink
    return ink.resize((ink.width * scale[0], ink.height * scale[1]), Image.Resampling.NEAREST)


def from_runs(runs: tuple[int, ...], height: int) -> Image.Image:
    """Alternating bars and spaces, bar first."""
    ink = Image.new("1", (sum(runs), height), 0)
    left = 0
    for place, width in enumerate(runs):
        if place % 2 == 0:
            ink.paste(255, (left, 0, left + width, height))
        left += width
    return ink


def from_modules(rows: list[list[int]], module: int) -> Image.Image:
    """A matrix of modules, 1 is ink, `module` dots each."""
    ink = Image.new("1", (len(rows[0]), len(rows)), 0)
    ink.putdata([255 if dark else 0 for row in rows for dark in row])
    return scaled(ink, (module, module))
