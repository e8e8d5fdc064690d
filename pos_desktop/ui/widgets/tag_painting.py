"""State tags as list rows and headers paint them: a word with its icon on the ground of its meaning."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from pos_desktop.domain.record import record
from pos_desktop.ui.theme.icons import pixmap
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Align, advance, draw, words
from pos_desktop.ui.widgets.state_tag import Tone, tone_colors, tone_icon

PADDING = 8
ICON_GAP = 4


@record
class Tag:
    """A state in a word. Without `icon` its meaning brings its own; an empty one means none."""

    kind: Tone
    text: str
    icon: str | None = None

    @property
    def icon_name(self) -> str:
        return tone_icon(self.kind) if self.icon is None else self.icon


def tag_width(tag: Tag) -> int:
    """Width of the whole tag in logical pixels."""
    icon = theme().px("icon-small") + ICON_GAP if tag.icon_name else 0
    return 2 * PADDING + icon + round(advance(words("caption", "semibold"), tag.text))


def paint_tag(
    painter: QPainter,
    tag: Tag,
    box: QRect,
    direction: Qt.LayoutDirection,
    dpr: float,
    *,
    lit: bool = False,
) -> None:
    """Paint the tag in `box`, which is `tag_width` by the height of a tag; `lit` on the ground of what is selected."""
    ground, ink = tone_colors(tag.kind)
    if lit and tag.kind == "accent":
        ground = "surface"  # its own ground is that of a selected row
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(ground))
    radius = theme().radius("tag")
    painter.drawRoundedRect(QRectF(box), radius, radius)
    text = box.adjusted(PADDING, 0, -PADDING, 0)
    if tag.icon_name:
        size = theme().px("icon-small")
        place = QRect(text.left(), box.top() + (box.height() - size) // 2, size, size)
        place = visual_rect(direction, box, place)
        painter.drawPixmap(place.topLeft(), pixmap(tag.icon_name, ink, size, dpr))
        text.setLeft(text.left() + size + ICON_GAP)
    text = visual_rect(direction, box, text)
    draw(painter, words("caption", "semibold"), tag.text, text, theme().color(ink), Align.START, direction)
    painter.restore()
