"""Pictures of products that have none of their own: shipped drawings in the colours of a tint."""

from functools import cache, lru_cache
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pos_desktop.system.paths import resource_root
from pos_desktop.ui.theme.tokens import Tint, theme


@cache
def _source(name: str) -> str:
    return (resource_root() / "art" / f"{name}.svg").read_text("utf-8")


def _coloured(name: str, tint: Tint) -> QByteArray:
    text = _source(name)
    for part, color in tint._asdict().items():
        text = text.replace(f"@{part}", color.name())
    return QByteArray(text.encode())


class _Wanted(NamedTuple):
    """What one kept picture was made for; the tint's colours differ between the modes."""

    name: str
    tint: str
    mode: str
    width: int
    height: int
    dpr: float
    radius: int
    bottom_radius: int


def art_pixmap(
    name: str, tint: str, size: QSize, dpr: float = 1.0, radius: int = 0, *, bottom_radius: int = 0
) -> QPixmap:
    """The drawing `name` filling `size` logical pixels, its upper corners rounded by `radius`.

    Raises FileNotFoundError for a drawing and KeyError for a tint that does not exist. Kept for the next call.
    """
    mode = theme().mode
    return _art(_Wanted(name, tint, mode, size.width(), size.height(), dpr, radius, bottom_radius))


@lru_cache(maxsize=256)
def _art(wanted: _Wanted) -> QPixmap:
    dpr, width, height = wanted.dpr, wanted.width, wanted.height
    picture = QPixmap(round(width * dpr), round(height * dpr))
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    colors = theme().tint(wanted.tint)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(_corners(QRectF(0, 0, width, height), wanted.radius, wanted.bottom_radius))
    painter.fillRect(QRectF(0, 0, width, height), colors.ground)
    renderer = QSvgRenderer(_coloured(wanted.name, colors))
    renderer.render(painter, _covering(renderer.viewBoxF(), width, height))
    painter.end()
    return picture


def _covering(box: QRectF, width: int, height: int) -> QRectF:
    """The drawing keeps its shape and its whole height, centred; the ground runs on at its sides."""
    scale = min(width / box.width() * 1.25, height / box.height())
    size = box.size() * scale
    return QRectF((width - size.width()) / 2, (height - size.height()) / 2, size.width(), size.height())


def _corners(rect: QRectF, top: int, bottom: int) -> QPainterPath:
    """A rectangle whose upper and lower corners have radii of their own."""
    path = QPainterPath()
    if top == bottom:
        path.addRoundedRect(rect, top, top)
        return path
    upper, lower = QPainterPath(), QPainterPath()
    upper.addRoundedRect(rect.adjusted(0, 0, 0, top), top, top)
    lower.addRoundedRect(rect.adjusted(0, -bottom, 0, 0), bottom, bottom)
    return upper.intersected(lower)
