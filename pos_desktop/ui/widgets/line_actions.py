"""The five actions under the selected ticket line."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.icons import pixmap
from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.widgets.lettering import Align, advance, draw, words
from pos_desktop.ui.widgets.tips import give_tip

GAP = 8
TEXT_PADDING = 9


class LineAction(QAbstractButton):
    """A 48 px action, a word or an icon, drawn as a secondary button."""

    def __init__(self, icon: str, ink: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self._ink = ink
        self._hovered = False
        themes().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        side = theme().px("button")
        if self._icon:
            return QSize(side, side)
        return QSize(round(advance(words("body", "semibold"), self.text())) + 2 * TEXT_PADDING, side)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = "pressed" if self.isDown() else "hover" if self._hovered else "surface"
        text = "" if self._icon else self.text()
        picture = _picture(
            theme().mode,
            self.width(),
            self.height(),
            self.devicePixelRatioF(),
            ground,
            self._icon,
            self._ink,
            text,
        )
        QPainter(self).drawPixmap(0, 0, picture)


@lru_cache(maxsize=64)
def _picture(
    mode: str, width: int, height: int, dpr: float, ground: str, icon: str, ink: str, text: str
) -> QPixmap:
    """A button in the theme of that mode, which is the one in force. Each scan moves all five to another line."""
    del mode
    picture = QPixmap(round(width * dpr), round(height * dpr))
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box, colour, radius = QRect(0, 0, width, height), theme().color, theme().radius("control") - 0.5
    painter.setPen(QPen(colour("border"), 1))
    painter.setBrush(colour(ground))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if icon:
        size = theme().px("icon")
        painter.drawPixmap((width - size) // 2, (height - size) // 2, pixmap(icon, ink, size, dpr))
    else:
        draw(painter, words("body", "semibold"), text, box, colour("text"), Align.CENTER)
    painter.end()
    return picture


class LineActions(QWidget):
    """Less, more, Discount, Note, remove; the two words share what the icons leave."""

    pressed = Signal(str)  # less, more, discount, note or remove
    left = Signal()  # Escape: the keyboard goes back to the line

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons = {
            "less": LineAction("minus", "text", self),
            "more": LineAction("plus", "text", self),
            "discount": LineAction("", "text", self),
            "note": LineAction("", "text", self),
            "remove": LineAction("trash", "danger", self),
        }
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, name=name: self.pressed.emit(name))
        self.setFocusProxy(self._buttons["less"])

    def retranslate(self) -> None:
        names = {
            "less": tr("One less"),
            "more": tr("One more"),
            "discount": tr("Discount"),
            "note": tr("Note"),
            "remove": tr("Remove line"),
        }
        for name, text in names.items():
            button = self._buttons[name]
            button.setText(text)
            button.setAccessibleName(text)
            give_tip(button, text if button.sizeHint().width() == button.sizeHint().height() else "")

    def button(self, action: str) -> LineAction:
        return self._buttons[action]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()
        super().changeEvent(event)

    def _place(self) -> None:
        left = 0
        for name, width in self._widths().items():
            x = self.width() - left - width if self.isRightToLeft() else left
            self._buttons[name].setGeometry(x, 0, width, self.height())
            left += width + GAP

    def _widths(self) -> dict[str, int]:
        side = theme().px("button")
        free = self.width() - 3 * side - 4 * GAP
        least = {name: self._buttons[name].sizeHint().width() for name in ("discount", "note")}
        discount = min(max(least["discount"], (free + 1) // 2), free - least["note"])
        return {"less": side, "more": side, "discount": discount, "note": free - discount, "remove": side}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the actions as they stand on the screen; Escape goes back to the line."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(event.key()), 0) * (-1 if self.isRightToLeft() else 1)
        order = list(self._buttons.values())
        focused = self.focusWidget()
        if step and focused in order:
            target = order[(order.index(focused) + step) % len(order)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
