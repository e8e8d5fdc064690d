"""The few shapes every control is made of: rounded boxes, discs, hair lines."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from pos_desktop.ui.theme.tokens import theme


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    ground: str | None,
    border: str | None = None,
    width: str = "hair",
    radius: str | float = "control",
) -> None:
    """A rounded box filled with `ground` and outlined inside its edge; colours, width and radius are tokens."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = theme().border(width) if border else 0
    inner = QRectF(rect).adjusted(line / 2, line / 2, -line / 2, -line / 2)
    rounding = (theme().radius(radius) if isinstance(radius, str) else radius) - line / 2
    painter.setPen(QPen(theme().color(border), line) if border else Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, rounding, rounding)


def disc(
    painter: QPainter,
    rect: QRect | QRectF,
    ground: str | None,
    border: str | None = None,
    width: str = "hair",
) -> None:
    """A circle filling the square `rect`."""
    box(painter, rect, ground, border, width, QRectF(rect).height() / 2)


def hair(painter: QPainter, start: QPointF, end: QPointF, color: str = "border") -> None:
    """A crisp line of one pixel whose upper or left edge runs from `start` to `end`."""
    line = theme().border("hair")
    across = QRectF(start, end).normalized()
    if across.width() < across.height():
        painter.fillRect(QRectF(across.x(), across.y(), line, across.height()), theme().color(color))
    else:
        painter.fillRect(QRectF(across.x(), across.y(), across.width(), line), theme().color(color))
