"""One product tile as it is painted: picture to the edge, name on two lines, unit and price, marks."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap

from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.ui.theme.art import art_pixmap
from pos_desktop.ui.theme.icons import pixmap
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.lettering import Align, advance, draw, face, two_lines, words
from pos_desktop.ui.widgets.tag_painting import Tag, paint_tag, tag_width

TileState = Literal["idle", "hover", "pressed"]

PADDING = 12
NAME_TOP = 8
NAME_LINE = 20
PRICE_LINE = 24
PRICE_FOOT = 8
MARK_INSET = 8
COUNT_HEIGHT = 28
COUNT_PADDING = 8
SOLD_OUT_OPACITY = 0.4
FOCUS_ROOM = 4  # ring of 2 px, 2 px outside the border


@record
class TileData:
    """A product as its tile shows it. `picture` is an encoded image; without one `art` in `tint` stands in."""

    key: str
    name: str
    price_text: str
    unit_text: str = ""
    art: str = "box"
    tint: str = "slate"
    picture: bytes | None = None
    count: int = 0
    low_stock_text: str = ""
    sold_out: bool = False
    starred: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        in_ticket = tr("{count} in the ticket", count=self.count) if self.count else ""
        state = tr("sold out") if self.sold_out else self.low_stock_text
        return ", ".join(
            part for part in (self.name, self.price_text, self.unit_text, state, in_ticket) if part
        )


@record
class TileLook:
    """What a tile is painted for besides its product."""

    state: TileState
    direction: Qt.LayoutDirection
    dpr: float


def paint_tile(painter: QPainter, box: QRect, tile: TileData, look: TileLook) -> None:
    """Paint the tile with its border inside `box`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_card(painter, box, look.state)
    picture = picture_box(box)
    painter.setOpacity(SOLD_OUT_OPACITY if tile.sold_out else 1.0)
    painter.drawPixmap(picture.topLeft(), _picture(tile, picture.size(), look.dpr))
    painter.setOpacity(1.0)
    _paint_texts(painter, box, picture.bottom() + 1, tile, look.direction)
    _paint_marks(painter, box, tile, look)


def paint_focus(painter: QPainter, box: QRect) -> None:
    """The ring of the keyboard focus around a tile."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().color("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = theme().radius("tile") + 3
    painter.drawRoundedRect(QRectF(box).adjusted(-3, -3, 3, 3), radius, radius)


def picture_box(box: QRect) -> QRect:
    """The picture takes what the texts leave, inside the border."""
    return box.adjusted(1, 1, -1, 1 - theme().px("tile-text"))


def name_width(box: QRect) -> int:
    return box.width() - 2 - 2 * PADDING


def _paint_card(painter: QPainter, box: QRect, state: TileState) -> None:
    border, ground = {
        "idle": ("border", "surface"),
        "hover": ("border-strong", "hover"),
        "pressed": ("border", "pressed"),
    }[state]
    painter.setPen(QPen(theme().color(border), 1))
    painter.setBrush(theme().color(ground))
    radius = theme().radius("tile") - 0.5
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def _paint_texts(
    painter: QPainter, box: QRect, top: int, tile: TileData, direction: Qt.LayoutDirection
) -> None:
    colour = theme().color
    text = QRect(box.left() + 1 + PADDING, top + NAME_TOP, name_width(box), NAME_LINE)
    name = words("body", "medium")
    for line in two_lines(name, tile.name, text.width()):
        draw(painter, name, line, text, colour("text-2" if tile.sold_out else "text"), Align.START, direction)
        text.translate(0, NAME_LINE)
    foot = QRect(text.left(), box.bottom() - PRICE_FOOT - PRICE_LINE, text.width(), PRICE_LINE)
    price = face("title", "semibold")
    draw(
        painter,
        price,
        tile.price_text,
        foot,
        colour("text-disabled" if tile.sold_out else "text"),
        Align.END,
        direction,
    )
    beside = foot.adjusted(0, 0, -round(advance(price, tile.price_text)) - MARK_INSET, 0)
    unit = tr("sold out") if tile.sold_out else tile.unit_text
    small = visual_rect(direction, foot, beside.translated(0, _unit_drop()))
    draw(painter, words("caption"), unit, small, colour("text-2"), Align.START, direction, elide=True)


@lru_cache(maxsize=1)
def _unit_drop() -> int:
    """How far the small unit moves down to stand on the base line of the price."""
    price, unit = face("title", "semibold"), words("caption")
    return price.baseline(0, PRICE_LINE) - unit.baseline(0, PRICE_LINE)


def _paint_marks(painter: QPainter, box: QRect, tile: TileData, look: TileLook) -> None:
    inside = box.adjusted(1 + MARK_INSET, 1 + MARK_INSET, -1 - MARK_INSET, 0)
    if tile.low_stock_text:
        tag = Tag("attention", tile.low_stock_text, "")
        place = QRect(inside.left(), inside.top(), tag_width(tag), theme().px("tag"))
        paint_tag(painter, tag, visual_rect(look.direction, inside, place), look.direction, look.dpr)
    elif tile.starred:
        size = theme().px("icon")
        place = visual_rect(look.direction, inside, QRect(inside.left(), inside.top(), size, size))
        painter.drawPixmap(place.topLeft(), pixmap("star-fill", "attention", size, look.dpr))
    if tile.count:
        _paint_count(painter, inside, tile.count, look.direction)


def _paint_count(painter: QPainter, inside: QRect, count: int, direction: Qt.LayoutDirection) -> None:
    text, bold = str(count), face("body", "semibold")
    width = max(COUNT_HEIGHT, round(advance(bold, text)) + 2 * COUNT_PADDING)
    place = QRect(inside.right() + 1 - width, inside.top(), width, COUNT_HEIGHT)
    place = visual_rect(direction, inside, place)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("accent"))
    painter.drawRoundedRect(QRectF(place), COUNT_HEIGHT / 2, COUNT_HEIGHT / 2)
    draw(painter, bold, text, place, theme().color("on-accent"), Align.CENTER)


def _picture(tile: TileData, size: QSize, dpr: float) -> QPixmap:
    radius = theme().radius("tile") - 1
    if tile.picture is not None:
        photo = _photo(tile.picture, size.width(), size.height(), dpr, radius)
        if photo is not None:
            return photo
    return art_pixmap(tile.art, tile.tint, size, dpr, radius)


@lru_cache(maxsize=256)
def _photo(encoded: bytes, width: int, height: int, dpr: float, radius: int) -> QPixmap | None:
    """The product's own picture covering its box, upper corners rounded; None when it cannot be read."""
    image = QImage.fromData(encoded)
    if image.isNull():
        return None
    pixels = QSize(round(width * dpr), round(height * dpr))
    image = image.scaled(
        pixels, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    made = QPixmap(pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    corner = radius * dpr
    path.addRoundedRect(QRectF(0, 0, pixels.width(), pixels.height() + corner), corner, corner)
    painter.setClipPath(path)
    painter.drawImage((pixels.width() - image.width()) // 2, (pixels.height() - image.height()) // 2, image)
    painter.end()
    made.setDevicePixelRatio(dpr)
    return made
