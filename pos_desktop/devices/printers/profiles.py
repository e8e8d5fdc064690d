"""What a model of printer can do: dots, code pages, own QR and bar codes, cutter.

Code page numbers are those of `ESC t n` in Epson's ESC/POS command reference; other makers follow
them for the low numbers. Models known to python-escpos are read from its capability file on demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

PAPER_COLUMNS = (48, 42, 32, 26)
DOTS_OF_COLUMNS = {48: 576, 42: 504, 32: 384, 26: 320}
"""Font A is 12 dots wide at 203 dpi: 80 mm paper prints 576 dots, 58 mm prints 384, a roll of 40 mm labels 320."""

_EPSON_PAGES = {
    "cp1252": 16, "cp858": 19, "cp437": 0, "cp850": 2, "cp852": 18, "cp866": 17, "cp860": 3, "cp863": 4,
    "cp865": 5, "cp857": 13, "cp737": 14, "cp1250": 45, "cp1251": 46, "cp1253": 47, "cp1254": 48,
    "cp1257": 51,
}  # fmt: skip

RIGHT_TO_LEFT_PAGES = frozenset({"cp720", "cp862", "cp864", "cp1098", "cp1255", "cp1256"})
"""Never used: letters of these pages are neither joined nor reordered by the printer, pictures are right."""


@dataclass(frozen=True)
class Profile:
    """One model on one width of paper. `pages` maps Python's codec name to n of `ESC t n`, best first."""

    name: str
    columns: int
    dots: int
    pages: Mapping[str, int]
    native_qr: bool = True
    native_bars: bool = True
    cutter: bool = True
    labels_with_gaps: bool = False
    """Its roll has labels: a paper ends where the next one begins."""


_OWN = {
    "epson": Profile("epson", 48, 576, _EPSON_PAGES),
    "plain": Profile("plain", 48, 576, {"cp437": 0}, native_qr=False, native_bars=False, cutter=True),
    "no-cutter": Profile(
        "no-cutter", 48, 576, {"cp437": 0}, native_qr=False, native_bars=False, cutter=False
    ),
}
"""`epson` for models that follow Epson's reference, `plain` for those of which nothing is known."""


def profile_names() -> tuple[str, ...]:
    """Names `profile_named()` knows: our own first, then python-escpos's models (imports it, 0.2 s)."""
    return (*_OWN, *sorted(name for name in _escpos_models() if name not in ("default", "simple")))


def ending(profile: Profile, end: str) -> Profile:
    """The profile with papers that end as the settings say: cut off, torn off by hand, or at the next label."""
    if end == "gap":
        return replace(profile, cutter=False, labels_with_gaps=True)
    return replace(profile, cutter=False) if end == "tear" else profile


def profile_named(name: str, columns: int) -> Profile:
    """The named profile on paper of `columns` characters, fewer where the model's font A has fewer.

    KeyError for a name nobody knows.
    """
    own = _OWN.get(name)
    if own is not None:
        return replace(own, columns=columns, dots=DOTS_OF_COLUMNS.get(columns, columns * 12))
    return _from_escpos(name, _escpos_models()[name], columns)


def _escpos_models() -> Mapping[str, Any]:
    from escpos.capabilities import CAPABILITIES

    models: Mapping[str, Any] = CAPABILITIES["profiles"]
    return models


def _from_escpos(name: str, model: Mapping[str, Any], columns: int) -> Profile:
    features = model["features"]
    of_font_a = model["fonts"]["0"]["columns"]
    columns = min(columns, of_font_a) if of_font_a >= min(PAPER_COLUMNS) else columns
    dots = model["media"].get("width", {}).get("pixels")
    return Profile(
        name,
        columns,
        dots // 8 * 8
        if isinstance(dots, int) and dots >= columns * 8
        else DOTS_OF_COLUMNS.get(columns, columns * 12),
        _pages_of(model["codePages"]),
        native_qr=bool(features.get("qrCode")),
        native_bars=bool(features.get("barcodeB")),
        cutter=bool(features.get("paperPartCut") or features.get("paperFullCut")),
    )


def _pages_of(slots: Mapping[str, str]) -> dict[str, int]:
    """Pages of a model that Python has a codec for, those of our own order first."""
    found: dict[str, int] = {}
    for number, page in slots.items():
        codec = page.lower().replace("iso_8859-", "iso8859_")
        if _is_single_byte(codec) and codec not in RIGHT_TO_LEFT_PAGES:
            found.setdefault(codec, int(number))
    order = {codec: place for place, codec in enumerate(_EPSON_PAGES)}
    return dict(sorted(found.items(), key=lambda item: (order.get(item[0], len(order)), item[1])))


def _is_single_byte(codec: str) -> bool:
    try:
        return len(bytes(range(0xA0, 0x100)).decode(codec, "replace")) == 96 and codec.startswith(
            ("cp", "iso")
        )
    except LookupError:
        return False
