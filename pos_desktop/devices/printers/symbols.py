"""QR codes and bar codes: as commands of the printer, or as pictures where it has none."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image

from pos_desktop.application.documents import Bars
from pos_desktop.devices.printers.commands import LINE_DOTS, Part
from pos_desktop.devices.printers.profiles import Profile

QUIET_MODULES = 4
"""Blank modules around a QR symbol (ISO/IEC 18004, 6.3.8)."""
QUIET_BARS = 10
"""Blank modules on each side of a bar code (ISO/IEC 15417, 4.4)."""
_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
"""Characters that a QR symbol packs in pairs (ISO/IEC 18004, 7.3.4)."""
_SIGN_MODULES, _STOP_MODULES = 11, 13
"""Of a sign of Code 128, and of the one that ends it (ISO/IEC 15417, 4.2)."""
_EAN13_MODULES = 95
"""ISO/IEC 15420, 4.3."""
BARS_HEIGHT = 80
MOST_MODULE = 6


def qr_command(data: str, profile: Profile) -> Part | None:
    """`GS ( k`: model 2, error correction M, modules as large as the paper allows, in the middle.

    None where the symbol does not fit onto the paper.
    """
    side = _qr_modules(data) + 2 * QUIET_MODULES
    module = min(MOST_MODULE, profile.dots // side)
    if module < 2:
        return None
    stored = data.encode("utf-8")
    parts = (
        _gs_k(b"\x41\x32\x00"),
        _gs_k(b"\x43" + bytes([module])),
        _gs_k(b"\x45\x31"),
        _gs_k(b"\x50\x30" + stored),
        _gs_k(b"\x51\x30"),
    )
    command = b"\x1ba\x01" + b"".join(parts) + b"\x1ba\x00"
    return Part(command, f"GS ( k QR code, {len(stored)} bytes, module {module}", side * module)


def qr_image(data: str, dots: int) -> Image.Image:
    """The symbol with its quiet zone as a picture at most `dots` wide."""
    rows = _qr_rows(data)
    side = len(rows) + 2 * QUIET_MODULES
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), 0)
    module = max(1, min(MOST_MODULE, dots // side))
    return image.resize((side * module, side * module), Image.Resampling.NEAREST)


def bars_command(block: Bars, profile: Profile) -> Part | None:
    """`GS k` in function B with the text below; None where the bars are wider than the paper."""
    width = _bar_width(_command_modules(block), profile.dots)
    if width < 2:
        return None
    if block.symbology == "EAN13":
        code = b"\x1dk\x43\x0d" + block.data.encode("ascii")
    else:
        data = code128_data(block.data)
        code = b"\x1dk\x49" + bytes([len(data)]) + data
    command = (
        b"\x1ba\x01\x1dh"
        + bytes([BARS_HEIGHT])
        + b"\x1dw"
        + bytes([width])
        + b"\x1dH\x02"
        + code
        + b"\x1ba\x00"
    )
    words = f"GS k {block.symbology}, {len(block.data)} characters, module {width}"
    return Part(command, words, BARS_HEIGHT + LINE_DOTS)


def bars_image(block: Bars, dots: int) -> Image.Image | None:
    """The bars without text as a picture; None where they are wider than the paper."""
    modules = _modules(block)
    width = _bar_width(len(modules), dots)
    if width < 1:
        return None
    image = Image.new("1", ((len(modules) + 2 * QUIET_BARS) * width, BARS_HEIGHT), 1)
    for place, module in enumerate(modules):
        if module == "1":
            left = (place + QUIET_BARS) * width
            image.paste(0, (left, 0, left + width, BARS_HEIGHT))
    return image


def code128_data(text: str) -> bytes:
    """Data of `GS k 73`: code set C for an even number of digits, else B with the brace doubled."""
    if text.isdigit() and len(text) % 2 == 0:
        return b"{C" + bytes(int(text[place : place + 2]) for place in range(0, len(text), 2))
    return b"{B" + text.encode("ascii").replace(b"{", b"{{")


def _gs_k(function: bytes) -> bytes:
    """`GS ( k pL pH cn fn …` with cn 49, QR code."""
    return b"\x1d(k" + (len(function) + 1).to_bytes(2, "little") + b"\x31" + function


def _qr_rows(data: str) -> tuple[bytearray, ...]:
    import segno

    return tuple(segno.make_qr(data, error="m", boost_error=False).matrix)


def _qr_modules(data: str) -> int:
    """Modules along a side, which in ASCII depend on the length and the kind of its characters alone."""
    if not data.isascii():
        return _modules_of(data)
    if data.isdigit():
        return _modules_of("0" * len(data))
    return _modules_of(("A" if _ALPHANUMERIC.issuperset(data) else "a") * len(data))


@lru_cache(maxsize=64)
def _modules_of(data: str) -> int:
    """The mask is the printer's to choose: trying all eight would be most of the work."""
    import segno

    return len(segno.make_qr(data, error="m", boost_error=False, mask=0).matrix)


def _bar_width(modules: int, dots: int) -> int:
    return min(3, dots // (modules + 2 * QUIET_BARS))


def _command_modules(block: Bars) -> int:
    """How wide the printer makes the bars of `bars_command`: it stays in the code set it is told, where drawn bars
    change to the one that takes less."""
    if block.symbology == "EAN13":
        return _EAN13_MODULES
    data = code128_data(block.data)[2:]
    signs = len(data) - data.count(b"{{")
    return _SIGN_MODULES * (signs + 2) + _STOP_MODULES  # the start and the check sign before and after them


def _modules(block: Bars) -> str:
    """The bars as ones and zeroes, a character a module."""
    from barcode import get_barcode_class

    if block.symbology == "EAN13":
        return str(get_barcode_class("ean13")(block.data[:12]).build()[0])
    return str(get_barcode_class("code128")(block.data).build()[0])
