"""The ticket at the side of Sale and Payment: header, lines, sums and the one large button."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align, draw, words
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.tag_painting import Tag
from pos_desktop.ui.widgets.ticket_model import LineData
from pos_desktop.ui.widgets.ticket_view import TicketView
from pos_desktop.ui.widgets.totals_block import TotalRow, TotalsBlock

SIDE = 16
ACTION_GAP = 8
TEXT_GAP = 12
TITLE_TOP = 15
TITLE_LINE = 24
SUBTITLE_LINE = 18


class PanelHeader(QWidget):
    """Title and second line at the start, actions or a state tag at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._subtitle = ""
        self._shown: tuple[QWidget, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFixedHeight(theme().px("header"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._ends = QHBoxLayout(self)
        self._ends.setContentsMargins(SIDE, 0, SIDE, 0)
        self._ends.setSpacing(ACTION_GAP)
        self._ends.addStretch(1)
        themes().changed.connect(self.update)

    def set_texts(self, title: str, subtitle: str = "") -> None:
        if (title, subtitle) == (self._title, self._subtitle):
            return
        self._title, self._subtitle = title, subtitle
        self.setAccessibleName(", ".join(text for text in (title, subtitle) if text))
        self.update()

    def set_actions(self, widgets: Sequence[QWidget]) -> None:
        """Put these widgets at the end; those that stood there are hidden and may come back."""
        if tuple(widgets) == self._shown:
            return
        for old in self._shown:
            self._ends.removeWidget(old)
            old.setVisible(old in widgets)
        for widget in widgets:
            self._ends.addWidget(widget)
            widget.show()
        self._shown = tuple(widgets)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour, direction = theme().color, self.layoutDirection()
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("border"))
        width = self._text_width()
        top = TITLE_TOP if self._subtitle else (self.height() - 1 - TITLE_LINE) // 2
        title = QRect(SIDE, top, width, TITLE_LINE)
        second = QRect(SIDE, top + TITLE_LINE, width, SUBTITLE_LINE)
        draw(
            painter,
            words("title", "semibold"),
            self._title,
            visual_rect(direction, self.rect(), title),
            colour("text"),
            Align.START,
            direction,
            elide=True,
        )
        draw(
            painter,
            words("caption"),
            self._subtitle,
            visual_rect(direction, self.rect(), second),
            colour("text-2"),
            Align.START,
            direction,
            elide=True,
        )

    def _text_width(self) -> int:
        taken = sum(widget.width() + ACTION_GAP for widget in self._shown)
        return self.width() - 2 * SIDE - taken - (TEXT_GAP - ACTION_GAP if taken else 0)


class EmptyTicket(QWidget):
    """What will be here, and the first step."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, SIDE, SIDE, SIDE)
        column.setSpacing(theme().space(2))
        column.addStretch(1)
        column.addWidget(IconView("barcode", "text-2", "icon-tender"), 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = Label("", "body", weight="semibold", align=Align.CENTER)
        self._hint = Label("", "caption", color="text-2", align=Align.CENTER, wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addStretch(1)

    def set_words(self, title: str, hint: str) -> None:
        self._title.setText(title)
        self._hint.setText(hint)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("surface"))


class TicketPanel(QWidget):
    """The whole ticket. The screen fills its slots and listens to `view`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # It fills whatever it is asked to paint, so nothing behind it need be painted at a scan.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.header = PanelHeader(self)
        self.view = TicketView(self)
        self.totals = TotalsBlock(self)
        self._state = StateTag("", parent=self)
        self._state.hide()
        self._actions: tuple[QWidget, ...] = ()
        self._main: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.header)
        self._pages = QStackedWidget(self)
        self._empty = EmptyTicket()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._empty)
        self._column.addWidget(self._pages, 1)
        self._column.addWidget(self.totals)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(SIDE, 0, SIDE, 0)
        self._column.addLayout(self._foot)
        themes().changed.connect(self.update)

    def set_header(self, title: str, subtitle: str = "") -> None:
        self.header.set_texts(title, subtitle)

    def set_header_actions(self, widgets: Sequence[QWidget]) -> None:
        """The Customer button and the menu button."""
        self._actions = tuple(widgets)
        self.header.set_actions(widgets)

    def set_state(self, tag: Tag | None) -> None:
        """Show a state ("Locked while paying", "Paid") in place of the actions; None brings them back.

        With a state the lines are shown and not touched.
        """
        if tag is not None:
            self._state.set_state(tag.text, tag.kind, icon=tag.icon)
        self.header.set_actions(self._actions if tag is None else (self._state,))
        self.view.set_locked(tag is not None)

    def set_empty_words(self, title: str, hint: str) -> None:
        """What stands in place of lines while there are none."""
        self._empty.set_words(title, hint)

    def set_lines(self, lines: Sequence[LineData]) -> None:
        self.view.set_lines(lines)
        page = self.view if lines else self._empty
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
        self._share_column()

    def bring_line(self, line: LineData) -> None:
        """A line that came or grew, on the screen before anything else; `set_lines` follows."""
        if self._pages.currentWidget() is not self.view:
            self._pages.setCurrentWidget(self.view)
        self.view.bring(line)

    def set_totals(self, rows: Iterable[TotalRow]) -> None:
        self.totals.set_rows(rows, last=not self._main_is_shown())
        self._share_column()

    def set_main(self, button: QWidget | None) -> None:
        """The large button at the bottom (Pay); None takes it away and gives its room to the lines."""
        if button is self._main and (button is None or not button.isHidden()):
            return
        if self._main is not None and self._main is not button:
            self._main.hide()
        self._main = button
        if button is not None and self._foot.indexOf(button) < 0:
            self._foot.addWidget(button)
        if button is not None:
            button.show()
        shown = self._main_is_shown()
        self._foot.setContentsMargins(SIDE, 12 if shown else 0, SIDE, SIDE if shown else 0)
        self.totals.set_rows(self.totals.rows, last=not shown)

    def _main_is_shown(self) -> bool:
        return self._main is not None

    def _share_column(self) -> None:
        """Decimals of lines and sums stay under each other in right-to-left."""
        self.view.set_amount_width(self.totals.amount_width())
        self.totals.set_amount_width(self.view.amount_width())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._share_column()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("ticket"), 720)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(event.rect(), theme().color("surface"))
