"""The navigation rail: brand, one cell per screen, the lock at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.ui.theme.icons import pixmap
from pos_desktop.ui.theme.tokens import Breakpoint, theme, themes
from pos_desktop.ui.widgets.lettering import Align, advance, draw, face, words
from pos_desktop.ui.widgets.tips import give_tip

CELL = 72
INSET_X = 8
INSET_Y = 4
BRAND = 40
LABEL_LINE = 18
ICON_GAP = 4
BADGE = 20
BADGE_INSET_X = 6
BADGE_INSET_Y = 4
WIDE_FOR_LABELS = 104


@record
class RailItem:
    """A cell; `icon` is the idle icon, the active one is its filled form. `badge` 0 shows none."""

    key: str
    text: str
    icon: str
    badge: int = 0
    badge_tone: Literal["attention", "danger", "accent"] = "attention"


class RailCell(QAbstractButton):
    """One cell; its name is read even where only the icon is shown."""

    def __init__(self, item: RailItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._hovered = False
        self._compact = False
        self.setCheckable(True)
        themes().changed.connect(self.update)
        self.set_item(item)

    def set_item(self, item: RailItem) -> None:
        self.item = item
        self.setText(item.text)
        self.setAccessibleName(f"{item.text}, {item.badge}" if item.badge else item.text)
        self._name_in_tip()
        self.update()

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self._name_in_tip()
        self.update()

    def _name_in_tip(self) -> None:
        """The name is a tool tip where the label is not shown or not whole."""
        hidden = self._compact or self.label_width() > self.width()
        give_tip(self, self.item.text if hidden else "")

    def label_width(self) -> int:
        return round(advance(words("caption", "semibold"), self.item.text))

    def nextCheckState(self) -> None:
        """The screen that opens decides which cell is the active one."""

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    def _ground(self) -> str:
        if self.isDown():
            return "pressed"
        if self.isChecked():
            return "accent-subtle"
        return "hover" if self._hovered else "surface"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self._ground()))
        radius = theme().radius("control")
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        active = self.isChecked()
        size = theme().px("icon-rail")
        content = size if self._compact else size + ICON_GAP + LABEL_LINE
        top = (self.height() - content) // 2
        icon = f"{self.item.icon}-fill" if active else self.item.icon
        mark = pixmap(icon, "accent-text" if active else "text-2", size, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - size + 1) // 2, top, mark)
        if not self._compact:
            self._paint_label(painter, top + size + ICON_GAP, active)
        if self.item.badge:
            self._paint_badge(painter)

    def _paint_label(self, painter: QPainter, top: int, active: bool) -> None:
        ink = theme().color("accent-text" if active else "text-2")
        kind = words("caption", "semibold" if active else "medium")
        draw(
            painter,
            kind,
            self.item.text,
            QRect(0, top, self.width(), LABEL_LINE),
            ink,
            Align.CENTER,
            elide=True,
        )

    def _paint_badge(self, painter: QPainter) -> None:
        text, bold = str(self.item.badge) if self.item.badge < 100 else "99+", face("caption", "semibold")
        width = max(BADGE, round(advance(bold, text)) + 10)
        left = BADGE_INSET_X if self.isRightToLeft() else self.width() - BADGE_INSET_X - width
        place = QRect(left, BADGE_INSET_Y, width, BADGE)
        tone = self.item.badge_tone
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("accent" if tone == "accent" else f"{tone}-solid"))
        painter.drawRoundedRect(QRectF(place), BADGE / 2, BADGE / 2)
        draw(painter, bold, text, place, theme().color("on-solid"), Align.CENTER)


class Rail(QWidget):
    """Cells under the brand; the lock stands at the bottom. Up and Down walk the cells."""

    chosen = Signal(str)
    lock_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: dict[str, RailCell] = {}
        self._at: Breakpoint = "regular"
        self._lock = RailCell(RailItem("lock", "", "lock-simple"), self)
        self._lock.clicked.connect(self.lock_pressed)
        themes().changed.connect(self.update)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language in use; the screen sets its own items again."""
        self.setAccessibleName(tr("Screens"))
        self._lock.set_item(RailItem("lock", tr("Lock"), "lock-simple"))

    def set_items(self, items: Sequence[RailItem]) -> None:
        if list(self._cells) == [item.key for item in items]:
            for item in items:
                self._cells[item.key].set_item(item)
        else:
            self._rebuild(items)
        self._place()
        self.updateGeometry()

    def _rebuild(self, items: Sequence[RailItem]) -> None:
        active = self.active()
        for cell in self._cells.values():
            cell.deleteLater()
        self._cells = {item.key: RailCell(item, self) for item in items}
        for key, cell in self._cells.items():
            cell.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            cell.set_compact(self._at == "compact")
            cell.setChecked(key == active)
            cell.show()
        self._lock.raise_()
        before = None
        for cell in (*self._cells.values(), self._lock):
            if before is not None:
                QWidget.setTabOrder(before, cell)
            before = cell

    def set_badge(
        self, key: str, badge: int, tone: Literal["attention", "danger", "accent"] = "attention"
    ) -> None:
        item = self._cells[key].item
        self._cells[key].set_item(RailItem(item.key, item.text, item.icon, badge, tone))

    def set_active(self, key: str | None) -> None:
        for name, cell in self._cells.items():
            cell.setChecked(name == key)

    def active(self) -> str | None:
        return next((key for key, cell in self._cells.items() if cell.isChecked()), None)

    def cell(self, key: str) -> RailCell:
        """The cell of a screen, or the lock's under "lock"."""
        return self._lock if key == "lock" else self._cells[key]

    def set_breakpoint(self, at: Breakpoint) -> None:
        self._at = at
        for cell in (*self._cells.values(), self._lock):
            cell.set_compact(at == "compact")
        self._place()

    def width_at(self, at: Breakpoint) -> int:
        """The rail's width in a class of windows; a wide one gives long labels more."""
        width = theme().px("rail", at)
        longest = max((cell.label_width() for cell in self._cells.values()), default=0)
        return WIDE_FOR_LABELS if at == "wide" and longest > width - 2 * INSET_X - 1 else width

    def sizeHint(self) -> QSize:
        return QSize(self.width_at(self._at), CELL * (len(self._cells) + 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()
        super().changeEvent(event)

    def _place(self) -> None:
        """Cells of 72 under the brand; lower windows share what there is, the lock keeps the bottom."""
        step = min(CELL, (self.height() - CELL) // (len(self._cells) + 1))
        left = INSET_X + (1 if self.isRightToLeft() else 0)
        width = self.width() - 1 - 2 * INSET_X
        for number, cell in enumerate(self._cells.values()):
            cell.setGeometry(left, CELL + number * step + INSET_Y, width, step - 2 * INSET_Y)
        self._lock.setGeometry(left, self.height() - step + INSET_Y, width, step - 2 * INSET_Y)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        cells = [*self._cells.values(), self._lock]
        focused = self.focusWidget()
        if step and focused in cells:
            cells[(cells.index(focused) + step) % len(cells)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        mirrored = self.isRightToLeft()
        painter.fillRect(0 if mirrored else self.width() - 1, 0, 1, self.height(), theme().color("border"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("accent"))
        brand = QRect(
            (self.width() - BRAND + (0 if not mirrored else 1)) // 2, (CELL - BRAND) // 2, BRAND, BRAND
        )
        painter.drawRoundedRect(QRectF(brand), theme().radius("control"), theme().radius("control"))
        size = theme().px("icon-rail")
        mark = pixmap("storefront-fill", "on-accent", size, self.devicePixelRatioF())
        painter.drawPixmap(brand.left() + (BRAND - size) // 2, brand.top() + (BRAND - size) // 2, mark)
