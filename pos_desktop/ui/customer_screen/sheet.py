"""A sheet to paint on in the measures of the drawing, 1024 by 600, whatever the size and direction of the screen."""

from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import Theme, theme
from pos_desktop.ui.theme.typography import Style, Weight
from pos_desktop.ui.widgets.lettering import Align, Face, advance, draw
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.words import face_of, width_of

LANDSCAPE, PORTRAIT = QSize(1024, 600), QSize(600, 960)
_DAY = Theme("light")
_LEAST = 24
_WITH_TAILS = 84
"""Per cent of the size at which letters with long tails, as in Arabic signs of currencies, keep to their line."""
_QUIET = 3
"""Modules of white around a code on a dark screen."""


def scale_of(size: QSize) -> float:
    """How much larger than drawn everything is on a screen of this size."""
    least = PORTRAIT if size.height() > size.width() else LANDSCAPE
    return max(0.2, min(size.width() / least.width(), size.height() / least.height()))


@lru_cache(maxsize=4)
def _modules(text: str) -> tuple[bytes, ...]:
    import segno

    return tuple(bytes(row) for row in segno.make_qr(text, error="m").matrix)


class Sheet:
    """Places are given as they lie from left to right; in the other direction the sheet mirrors them."""

    def __init__(self, painter: QPainter, size: QSize, direction: Qt.LayoutDirection) -> None:
        scale = scale_of(size)
        painter.scale(scale, scale)
        self.painter, self.direction = painter, direction
        self.scale = scale
        self.area = QRect(0, 0, round(size.width() / scale), round(size.height() / scale))

    @property
    def portrait(self) -> bool:
        """Whether the screen stands upright."""
        return self.area.height() > self.area.width()

    @property
    def leftward(self) -> bool:
        """Whether the language is read from right to left."""
        return self.direction == Qt.LayoutDirection.RightToLeft

    def place(self, rect: QRect) -> QRect:
        """Where it lies on the screen."""
        return visual_rect(self.direction, self.area, rect)

    def fill(self, rect: QRect, color: str) -> None:
        self.painter.fillRect(self.place(rect), theme().color(color))

    def box(self, rect: QRect, ground: str, border: str | None = None) -> None:
        box(self.painter, self.place(rect), ground, border, radius="card")

    def icon(self, name: str, color: str, rect: QRect) -> None:
        paint_icon(self.painter, name, color, self.place(rect))

    def write(
        self,
        text: str,
        rect: QRect,
        style: Style,
        weight: Weight = "regular",
        color: str = "text",
        align: Align = Align.START,
    ) -> None:
        """Words on one line, cut at their end where they do not fit."""
        face = face_of(style, weight)
        draw(
            self.painter,
            face,
            text,
            self.place(rect),
            theme().color(color),
            align,
            self.direction,
            elide=True,
        )

    def figure(self, text: str, rect: QRect, face: Face, color: str = "text") -> None:
        """An amount: never cut, its last digit at the end of the box."""
        draw(
            self.painter,
            face,
            text,
            self.place(rect),
            theme().color(color),
            Align.RIGHT,
            Qt.LayoutDirection.LeftToRight,
        )

    def money(
        self, text: str, rect: QRect, face: Face, color: str = "text", align: Align = Align.END
    ) -> None:
        """An amount with its currency: never cut; its sign stands where the language puts it."""
        draw(self.painter, face, text, self.place(rect), theme().color(color), align, self.direction)

    def fitted(self, text: str, rect: QRect, most: int) -> None:
        """An amount as large as its box and `most` allow, at the end of the box."""
        size = most if self.direction == Qt.LayoutDirection.LeftToRight else most * _WITH_TAILS // 100
        while size > _LEAST and width_of(face_of("fit", "semibold", px=size), text) > rect.width():
            size -= 4
        self.money(text, rect, face_of("fit", "semibold", px=size))

    def code(self, text: str, rect: QRect) -> None:
        """A QR code, black on white in every theme: phones read it so. Its edges lie on whole pixels of the screen."""
        modules = _modules(text)
        many = len(modules) + (2 * _QUIET if theme().dark else 0)
        shown = self.place(rect)
        pixel = max(1, int(shown.width() * self.scale) // many)
        side = pixel * many
        at = self.painter.transform().map(shown.center())
        left, top = at.x() - side // 2, at.y() - side // 2
        quiet = _QUIET if theme().dark else 0
        self.painter.save()
        self.painter.resetTransform()
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.painter.fillRect(left, top, side, side, _DAY.color("surface"))
        ink = _DAY.color("text")
        for down, row in enumerate(modules):
            for across, dark in enumerate(row):
                if dark:
                    self.painter.fillRect(
                        left + (across + quiet) * pixel, top + (down + quiet) * pixel, pixel, pixel, ink
                    )
        self.painter.restore()


def widest(face: Face, texts: tuple[str, ...]) -> int:
    """Whole pixels in which each of them fits."""
    return round(max((advance(face, text) for text in texts), default=0)) + 1
