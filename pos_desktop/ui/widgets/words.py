"""Drawing one line of text into a control, in the control's own reading direction."""

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Figures, Style, Weight, font
from pos_desktop.ui.widgets.lettering import Align, Face, advance, draw, measured


@lru_cache(maxsize=128)
def face_of(
    style: Style, weight: Weight | None = None, figures: Figures = "proportional", px: int | None = None
) -> Face:
    """The face of a type style with the weight and figures the tokens give it."""
    return measured(font(style, weight, figures, px))


def width_of(of: Face, text: str) -> int:
    """Whole pixels in which the text fits uncut."""
    return ceil(advance(of, text))


def room_of(of: Face, text: str) -> int:
    """The nearest whole pixels, for boxes drawn around words with padding to spare."""
    return round(advance(of, text))


def mirrored(widget: QWidget, rect: QRect) -> QRect:
    """`rect`, laid out for left-to-right, where it belongs in the widget's own direction."""
    if not widget.isRightToLeft():
        return rect
    return QRect(widget.width() - rect.x() - rect.width(), rect.y(), rect.width(), rect.height())


def write(
    painter: QPainter,
    widget: QWidget,
    of: Face,
    text: str,
    rect: QRect,
    color: str,
    align: Align = Align.START,
    *,
    elide: bool = False,
) -> None:
    """Draw `text` into `rect` (already mirrored) in the colour token `color`."""
    draw(painter, of, text, QRectF(rect), theme().color(color), align, widget.layoutDirection(), elide)
