"""The frame of every input: ground, outline by state, an icon at the start, things at the end."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextLayout,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.menu import open_edit_menu
from pos_desktop.ui.widgets.shapes import box

_BELOW = 2  # so that the line stands as high as those that are painted
_LINE_MARGIN = 2


class Line(QLineEdit):
    """The text itself. It paints its own ground, so that a key repaints nothing but the line: were it transparent, the
    frame and all that lies behind it, up to the window, would be painted first."""

    def __init__(self, frame: "FieldFrame") -> None:
        super().__init__()
        self._frame = frame
        self.setFrame(False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(colours)

    def stand_even(self, text: str) -> None:
        """Qt lifts a line whose letters come from a font with taller ones, as Arabic does: it is let down again."""
        rise = 0 if text.isascii() else _rise(text, self.font())
        margins = self.textMargins()
        if margins.top() != 2 * rise:
            self.setTextMargins(margins.left(), 2 * rise, margins.right(), _BELOW)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        open_edit_menu(self.createStandardContextMenu(), event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color(self._frame.ground()))
        painter.end()
        super().paintEvent(event)


def _rise(text: str, of: QFont) -> int:
    """By how many pixels its letters reach higher than those of the font itself."""
    layout = QTextLayout(text, of)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return max(0, round(line.ascent() - QFontMetricsF(of).ascent()))


class FieldFrame(QWidget):
    """A line of text to type, 48 high. The outline grows inwards, so nothing jumps on focus."""

    def __init__(self, icon: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = Qt.AlignmentFlag(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._failed = False
        self._hovered = False
        self._focused_as: bool | None = None
        self.edit = Line(self)
        self.edit.setFont(font("body", figures="tabular"))
        # Qt keeps two pixels at each end of a line for itself.
        self.edit.setTextMargins(-_LINE_MARGIN, 0, -_LINE_MARGIN, _BELOW)
        self.edit.textChanged.connect(self.edit.stand_even)
        self.edit.setPlaceholderText(placeholder)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self._align()
        self._row = QHBoxLayout(self)
        side = theme().space(3) + theme().border("hair")
        # As high as the frame leaves it: letters of Arabic reach higher than the font's own line.
        edge = theme().border("selected")
        self.edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._row.setContentsMargins(side, edge, side, edge)
        self._row.setSpacing(theme().space(3))
        if icon:
            self._row.addWidget(IconView(icon, "text-2"))
        self._row.addWidget(self.edit, 1)
        self._error_icon = IconView("warning-circle-fill", "danger")
        self._error_icon.hide()
        self._row.addWidget(self._error_icon)

    def _align(self) -> None:
        """Qt follows the typed text; what is typed stands at the start of the screen's direction instead."""
        present = self.edit.alignment()
        if present & Qt.AlignmentFlag.AlignAbsolute and present != self._own:
            return  # a column of amounts, set by whoever made the field
        start = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        # Absolute: a line edit would mirror a plain right once more.
        self._own = start | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        self.edit.setAlignment(self._own)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()
        super().changeEvent(event)

    def add_end(self, widget: QWidget) -> None:
        """One more thing at the end, inside the frame."""
        self._row.addWidget(widget)

    def set_failed(self, failed: bool) -> None:
        self._failed = failed
        self._error_icon.setVisible(failed)
        self.update()

    def show_focused(self, focused: bool | None) -> None:
        """Paint the focus without having it, for the components page."""
        self._focused_as = focused
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px("ticket", "compact"), theme().px("input"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(24), theme().px("input"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def ground(self) -> str:
        """The colour token behind the text."""
        if not self.isEnabled():
            return "sunken"
        return "hover" if self._hovered and not (self._failed or self._focused()) else "surface"

    def _focused(self) -> bool:
        return self.edit.hasFocus() if self._focused_as is None else self._focused_as

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        if not self.isEnabled():
            box(painter, self.rect(), self.ground())
        elif self._failed:
            box(painter, self.rect(), self.ground(), "danger-solid", "selected")
        elif self._focused():
            box(painter, self.rect(), self.ground(), "accent", "selected")
        else:
            box(painter, self.rect(), self.ground(), "border-strong")
