"""Icons of the Phosphor font, drawn as outlines in a token's colour.

qtawesome ships the font and its character map. Its own loader reads every font of the package, which costs
a large part of the time a register may take to start; only the one font is read here, without registering it.
"""

import sys
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPixmap,
    QRawFont,
    QTransform,
)

from pos_desktop.ui.theme.tokens import theme

_FONT = "phosphor-1.3.0.ttf"
_NAMES = "phosphor-charmap-1.3.0.json"
# Outlines are taken once at this size and scaled: one glyph serves every size and screen factor.
_EM = 256
_DIRECTIONAL = ("arrow-left", "arrow-right", "arrow-u-up", "caret-left", "caret-right", "backspace")


@cache
def _folder() -> Path:
    """The fonts folder of qtawesome, found without importing the package."""
    found = find_spec("qtawesome")
    places = list(found.submodule_search_locations or ()) if found else []
    places.append(str(Path(getattr(sys, "_MEIPASS", sys.prefix)) / "qtawesome"))
    for place in places:
        if (Path(place) / "fonts" / _FONT).is_file():
            return Path(place) / "fonts"
    raise FileNotFoundError(f"the icon font {_FONT} is missing, looked in {', '.join(places)}")


@cache
def _raw_font() -> QRawFont:
    return QRawFont(str(_folder() / _FONT), float(_EM), QFont.HintingPreference.PreferNoHinting)


@cache
def _names() -> str:
    return (_folder() / _NAMES).read_text("utf-8")


def _character(name: str) -> str:
    """The character of an icon; of the map's nine thousand lines only the one is read."""
    before, found, after = _names().partition(f'"{name}": "')
    del before
    if not found:
        raise KeyError(name)
    return chr(int(after[: after.index('"')], 16))


@lru_cache(maxsize=512)
def outline(name: str) -> QPainterPath:
    """The icon as a path in a square of 256 units with its origin at the lower start.

    Raises KeyError for a name that the font does not have.
    """
    glyph = _raw_font().glyphIndexesForString(_character(name))[0]
    path = _raw_font().pathForGlyph(glyph)
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def _mirrors(name: str, mirrored: bool | None) -> bool:
    """Arrows and carets that point along the line point the other way in right-to-left."""
    if mirrored is not None:
        return mirrored
    return QGuiApplication.isRightToLeft() and name.startswith(_DIRECTIONAL)


def paint_icon(
    painter: QPainter, name: str, color: str | QColor, rect: QRect, mirrored: bool | None = None
) -> None:
    """Draw the icon centred in `rect`, as large as its shorter side."""
    size = min(rect.width(), rect.height())
    scale = size / _EM
    left, top = rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2
    at = QTransform.fromTranslate(left, top + size)
    if _mirrors(name, mirrored):
        at = QTransform.fromTranslate(left + size, top + size).scale(-1, 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(at.scale(scale, scale), True)
    painter.fillPath(outline(name), theme().color(color) if isinstance(color, str) else color)
    painter.restore()


@lru_cache(maxsize=1024)
def _pixmap(name: str, rgba: int, size: int, dpr: float, mirrored: bool) -> QPixmap:
    picture = QPixmap(round(size * dpr), round(size * dpr))
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_icon(painter, name, QColor.fromRgba(rgba), QRect(0, 0, size, size), mirrored)
    painter.end()
    return picture


def pixmap(
    name: str, color: str = "text", size: int = 20, dpr: float = 1.0, mirrored: bool | None = None
) -> QPixmap:
    """The icon as a picture of `size` logical pixels in the colour token `color`; kept for the next call."""
    return _pixmap(name, theme().color(color).rgba(), size, dpr, _mirrors(name, mirrored))


class _IconEngine(QIconEngine):
    """Paints in the theme that is in force when it is asked, so a QIcon survives a change of theme."""

    def __init__(self, name: str, color: str, active: str, mirrored: bool | None) -> None:
        super().__init__()
        self._made_from = (name, color, active, mirrored)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        name, color, active, mirrored = self._made_from
        if mode == QIcon.Mode.Disabled:
            color = "text-disabled"
        elif state == QIcon.State.On or mode in (QIcon.Mode.Active, QIcon.Mode.Selected):
            color = active
        paint_icon(painter, name, color, rect, mirrored)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPointF(0, 0).toPoint(), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> "_IconEngine":
        return _IconEngine(*self._made_from)


@lru_cache(maxsize=512)
def icon(
    name: str, color: str = "text", size: int = 20, active: str | None = None, mirrored: bool | None = None
) -> QIcon:
    """The icon for menus and other things of Qt that take one; `active` is its colour when chosen.

    `size` is the size the icon is made for; Qt asks the same icon for other sizes where it needs them.
    """
    outline(name)
    del size
    return QIcon(_IconEngine(name, color, active or color, mirrored))
