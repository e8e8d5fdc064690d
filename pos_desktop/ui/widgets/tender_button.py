"""A way to pay: icon, key, label, and the reason where it is not offered."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Style, line_height
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.selectable import Selectable
from pos_desktop.ui.widgets.tips import give_tip
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write


class TenderButton(Selectable):
    """96 high; in a narrow window low, its label beside the icon. Chosen it fills its icon; put several into a QButtonGroup."""

    def __init__(self, text: str, icon: str, key_hint: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setText(text)
        give_tip(self, text)
        self._icon, self._key, self._reason = icon, key_hint, ""
        self._compact = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def refuse(self, reason: str) -> None:
        """Not offered now, and why; an empty reason offers it again."""
        self._reason = reason
        self.setAccessibleDescription(reason)
        give_tip(self, f"{self.text()}: {reason}" if reason else self.text())
        self.setEnabled(not reason)

    def set_compact(self, compact: bool) -> None:
        """Low, with the label beside the icon."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    def _high(self) -> int:
        return theme().px("button-mid" if self._compact else "tender")

    def sizeHint(self) -> QSize:
        return QSize(theme().space(38), self._high())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(26), self._high())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        self.paint_ground(painter)
        if self._compact:
            self._paint_low(painter)
            return
        colors = self.colors()
        side = theme().space(4) + theme().border("hair")
        size, high = theme().px("icon-tender"), line_height("body")
        reason = line_height("caption") if self._reason else 0
        # With a reason under the label the three share the height that two had.
        top = side if not reason else theme().space(2)
        paint_icon(
            painter, self.icon_name(self._icon), colors.icon, mirrored(self, QRect(side, top, size, size))
        )
        key = mirrored(self, QRect(side, top, self.width() - 2 * side, size))
        write(painter, self, face_of("caption"), self._key, key, colors.second, Align.END)
        bottom = self.height() - (side if not reason else theme().space(2)) - reason
        label = mirrored(self, QRect(side, bottom - high, self.width() - 2 * side, high))
        write(painter, self, face_of("body", "semibold"), self.text(), label, colors.title, elide=True)
        label.translate(0, high)
        label.setHeight(reason)
        write(painter, self, face_of("caption"), self._reason, label, colors.second, elide=True)

    def low_style(self) -> Style:
        """The type style of the label beside the icon: names are cut only where the smaller one is too wide as well."""
        fits = width_of(face_of("body", "semibold"), self.text()) <= self._low_room()
        return "body" if fits else "caption"

    def _low_start(self) -> int:
        return theme().space(2) + theme().px("icon") + theme().space(1.5)

    def _low_room(self) -> int:
        return self.width() - self._low_start() - theme().space(1.5)

    def _paint_low(self, painter: QPainter) -> None:
        """Icon and label in one row, the reason under the label; the key is told by the help alone."""
        colors, side = self.colors(), theme().space(2)
        size, high = theme().px("icon"), line_height("body")
        reason = line_height("caption") if self._reason else 0
        icon = mirrored(self, QRect(side, (self.height() - size) // 2, size, size))
        paint_icon(painter, self.icon_name(self._icon), colors.icon, icon)
        start, room = self._low_start(), self._low_room()
        label = mirrored(self, QRect(start, (self.height() - high - reason) // 2, room, high))
        write(
            painter, self, face_of(self.low_style(), "semibold"), self.text(), label, colors.title, elide=True
        )
        label.translate(0, high)
        label.setHeight(reason)
        write(painter, self, face_of("caption"), self._reason, label, colors.second, elide=True)
