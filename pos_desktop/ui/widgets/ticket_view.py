"""The lines of a ticket: the newest in sight, the selected one with its five actions under it.

Adding or changing a line is on the path from scan to screen, so both repaint that line's rectangle alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.ui.theme.icons import pixmap
from pos_desktop.ui.theme.mirroring import visual_rect
from pos_desktop.ui.theme.tokens import Theme, theme
from pos_desktop.ui.widgets.lettering import Align, advance, draw, elided, face, leftward_quantity, words
from pos_desktop.ui.widgets.line_actions import LineActions
from pos_desktop.ui.widgets.painted_rows import Index, PaintedRows
from pos_desktop.ui.widgets.ticket_model import LineData, TicketModel
from pos_desktop.ui.widgets.tips import show_tip

PADDING = 16  # from the panel's edge to the quantity and the amount
QUANTITY_COLUMN = 40  # from the panel's edge to the end of the quantity
COLUMN_GAP = 12
AMOUNT_GAP = 16
MIRRORED_AMOUNT = 48  # fixed, so that decimals stay under each other although names start opposite
NAME_LINE = 20
DETAIL_LINE = 18
THIRD_LINE = 20
ACTIONS = 57  # the buttons with the 8 under them; the hair line is in the row already


@record
class Prepared:
    """A line as it is going to be painted, open."""

    line: LineData
    theme: Theme
    amount_width: int
    size: QSize
    picture: QPixmap


class TicketView(PaintedRows):
    """The ticket's lines. Signals carry the key of the line."""

    less = Signal(str)
    more = Signal(str)
    discount = Signal(str)
    note = Signal(str)
    remove = Signal(str)
    selected = Signal(str)  # "" when none is

    def __init__(self, parent: QWidget | None = None) -> None:
        self._lines = TicketModel()
        self._open = -1  # the row with its actions open
        self._amount = 0
        self._locked = False
        self._prepared: Prepared | None = None
        super().__init__(parent)
        self._lines.setParent(self)
        self._actions = LineActions(self.viewport())
        self._actions.pressed.connect(self._act)
        self._actions.left.connect(lambda: self.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self._actions.hide()
        self.verticalScrollBar().valueChanged.connect(self._place_actions)
        self.setModel(self._lines)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Ticket lines"))
        self._actions.retranslate()

    # what the screen does

    @property
    def lines(self) -> tuple[LineData, ...]:
        return tuple(self._lines.lines)

    def set_lines(self, lines: Sequence[LineData]) -> None:
        """Show these lines and bring the newest or last changed one in sight."""
        row = self._lines.set_lines(lines)
        if row >= 0:
            self.show_row(row)

    def bring(self, line: LineData) -> None:
        """A line that came or grew: selected, in sight and on the screen when this returns.

        The other lines are carried to their new places as they are painted, so that this one alone is painted here.
        The ground of the line that was selected and the scroll mark are put right by the next paint event.
        """
        was = self._open
        row, alone = self._put(line)
        first = row if was < 0 else min(was, row)
        if alone:
            self._carry(was, row)
        self._bringing = True
        self.measure_from(first)
        self.show_row(row)  # scrolls first: what is due to be painted is not moved
        self._bringing = False
        if not alone:
            self.repaint_from(first)
        self._place_actions()
        if self.isVisible():
            self._port.repaint(self.row_box(row))
        self._prepared = None
        self._catch_up(was, row)

    def prepare(self, line: LineData) -> None:
        """Paints a line aside that is likely to be brought next; nothing is seen of it before."""
        self._prepared = None
        scale = self.devicePixelRatioF()
        if scale != int(scale) or self._locked:
            return  # its edges would lie between two pixels of the screen
        size = QSize(self._port.width(), self._text_height(line) + ACTIONS)
        if size.isEmpty():
            return  # an empty ticket that was never laid out has no width yet
        picture = QPixmap(size * scale)
        picture.setDevicePixelRatio(scale)
        painter = QPainter(picture)
        box = QRect(QPoint(0, 0), size)
        painter.fillRect(box, theme().color(self.ground()))
        self._paint_open_ground(painter, box)
        self._paint_line(painter, box, line)
        painter.end()
        self._prepared = Prepared(line, theme(), self._amount, size, picture)

    def paint_whole(self, painter: QPainter, box: QRect, row: int, *, texts: bool) -> None:
        picture = self._picture_of(row, box) if row == self._open else None
        if picture is None:
            super().paint_whole(painter, box, row, texts=texts)
        else:
            painter.drawPixmap(box.topLeft(), picture)

    def _picture_of(self, row: int, box: QRect) -> QPixmap | None:
        """The open row as it was painted aside, where nothing is different by now."""
        ready = self._prepared
        if ready is None or ready.line is not self._lines.lines[row] or ready.size != box.size():
            return None
        return ready.picture if ready.theme is theme() and ready.amount_width == self._amount else None

    def _put(self, line: LineData) -> tuple[int, bool]:
        """The row of the line, open now; and whether no row changed its height but by what is open."""
        here = self._lines.row_of(line.key)
        as_high = here < 0 or self._text_height(self._lines.lines[here]) == self._text_height(line)
        self._bringing = True
        row = self._lines.put(here, line)
        self._bringing = False
        self._open = -1 if self._locked else row
        return row, (as_high or row == len(self._lines.lines) - 1) and not self._locked

    def _carry(self, was: int, row: int) -> None:
        """Moves the picture of the rows between the one that was open and the one that is, both measured as before."""
        old = self._tops
        if was in (row - 1, row) if was >= 0 else row + 1 >= len(old) - 1:
            return
        if 0 <= was < row:
            top, bottom, by = old[was + 1] - ACTIONS, old[row], -ACTIONS
        else:
            top, bottom, by = old[row + 1], old[-1] + ACTIONS if was < 0 else old[was + 1], ACTIONS
        top, bottom = top - self.verticalOffset(), bottom - self.verticalOffset()
        self._port.scroll(0, by, QRect(0, top, self._port.width(), bottom - top))

    def _catch_up(self, was: int, row: int) -> None:
        """What nobody looks for first: the rest of the painting, and what others know of the selection."""
        self.repaint_rows(was)
        self.mark_thumb_strip()
        self.setCurrentIndex(self._lines.index(row))
        if self._open not in (-1, was):
            self.selected.emit(self._lines.lines[row].key)

    def select(self, key: str | None) -> None:
        """Open the actions of a line; None closes them."""
        row = self._lines.row_of(key)
        self.setCurrentIndex(self._lines.index(row) if row >= 0 else QModelIndex())

    def selected_key(self) -> str | None:
        return self._lines.lines[self._open].key if self._open >= 0 else None

    def set_locked(self, locked: bool) -> None:
        """While the ticket is paid its lines are shown and not touched."""
        if locked == self._locked:
            return
        self._locked = locked
        self.select(None)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if locked else Qt.FocusPolicy.StrongFocus)

    def amount_width(self) -> int:
        """The column of amounts in right-to-left; totals under the lines take the same."""
        return max(self._amount, MIRRORED_AMOUNT)

    def set_amount_width(self, width: int) -> None:
        """Let the column be at least as wide as that of the totals."""
        if width > self._amount:
            self._amount = width
            self.viewport().update()

    # geometry

    def row_height(self, row: int) -> int:
        line = self._lines.lines[row]
        return self._text_height(line) + (ACTIONS if row == self._open else 0)

    @staticmethod
    def _text_height(line: LineData) -> int:
        return theme().px("row-ticket") + (THIRD_LINE if line.rows_of_text == 3 else 0)

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        self._widen(self._lines.lines[start : end + 1])
        if self._bringing:
            QAbstractItemView.rowsInserted(self, parent, start, end)
            return
        super().rowsInserted(parent, start, end)
        if start <= self._open:
            self._open = self.selected_row()

    def dataChanged(self, top: Index, bottom: Index, roles: Iterable[int] = ()) -> None:
        row = top.row()
        self._widen(self._lines.lines[row : bottom.row() + 1])
        if self._bringing:
            QAbstractItemView.dataChanged(self, top, bottom, list(roles))
        elif self.row_height(row) == self.row_box(row).height():
            super().dataChanged(top, bottom, roles)
        else:
            self.measure_from(row)
            self.repaint_from(row)
            self._place_actions()

    def _rows_removed(self, parent: Index, start: int, end: int) -> None:
        self._open = self.selected_row()
        super()._rows_removed(parent, start, end)
        self._place_actions()

    def _after_reset(self) -> None:
        self._open = -1
        self._widen(self._lines.lines)
        super()._after_reset()
        self._place_actions()

    def resizeEvent(self, event: QResizeEvent) -> None:
        at_end = self.verticalScrollBar().value() == self.verticalScrollBar().maximum()
        super().resizeEvent(event)
        if at_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self._place_actions()

    def _widen(self, lines: Sequence[LineData]) -> None:
        """In right-to-left all amounts share one column, which grows with the widest."""
        if not self.isRightToLeft():
            return
        bold = face("body", "semibold")
        self.set_amount_width(max((round(advance(bold, line.amount_text)) for line in lines), default=0))

    # selection

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        was, now = self._open, current.row() if not self._locked else -1
        if was == now:
            return
        self._open = now
        first = min(row for row in (was, now) if row >= 0)
        self.measure_from(first)
        self._repaint_between(was, now)
        self._place_actions()
        if now >= 0:
            self.show_row(now)
        self.mark_thumb_strip()
        self.selected.emit(self.selected_key() or "")

    def _repaint_between(self, was: int, now: int) -> None:
        """Rows between the old and the new selection move; those after both only if a row grew or shrank."""
        if was < 0 or now < 0:
            self.repaint_from(max(was, now))
            return
        for row in range(min(was, now), min(max(was, now) + 1, self.row_count())):
            self.viewport().update(self.row_box(row))

    def row_clicked(self, row: int) -> None:
        if self._locked:
            return
        self.select(None if row == self._open else self._lines.lines[row].key)

    def row_activated(self, row: int) -> None:
        self._actions.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self.selected_key()
        signal = self._signal_of_key(event)
        if key is not None and signal is not None:
            signal(key)
            return
        if event.key() == Qt.Key.Key_Escape and key is not None:
            self.select(None)
            return
        super().keyPressEvent(event)

    def _signal_of_key(self, event: QKeyEvent) -> Callable[[str], None] | None:
        return {
            Qt.Key.Key_Minus: self.less.emit,
            Qt.Key.Key_Plus: self.more.emit,
            Qt.Key.Key_Percent: self.discount.emit,
            Qt.Key.Key_Delete: self.remove.emit,
        }.get(Qt.Key(event.key()))

    def _act(self, action: str) -> None:
        key = self.selected_key()
        if key is not None:
            getattr(self, action).emit(key)

    def _place_actions(self) -> None:
        if self._bringing:
            return
        if self._open < 0 or self._open >= self.row_count():
            self._actions.hide()
            return
        box = self.row_box(self._open)
        top = box.top() + self._text_height(self._lines.lines[self._open])
        height = theme().px("button")
        self._actions.setGeometry(PADDING, top, box.width() - 2 * PADDING, height)
        self._actions.show()

    # tool tip with the full name

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self.row_at(event.pos().y())
            name = self._lines.lines[row].name if row >= 0 and self._is_elided(row) else ""
            show_tip(self.viewport(), event.globalPos(), name)
            return True
        return super().viewportEvent(event)

    def _is_elided(self, row: int) -> bool:
        line = self._lines.lines[row]
        box = self._columns(self.row_box(row), line)[1]
        return elided(words("body", "medium"), line.name, box.width()) != line.name

    # painting

    def _columns(self, box: QRect, line: LineData) -> tuple[QRect, QRect, QRect]:
        """Quantity, name and amount, not mirrored yet; the amount takes what it needs before the name."""
        quantity = round(advance(face("body", "semibold"), line.quantity_text))
        start = box.left() + max(QUANTITY_COLUMN, quantity + PADDING)
        bold = face("body", "semibold")
        needed = round(advance(bold, line.amount_text))
        amount = self.amount_width() if self.isRightToLeft() else needed
        end = box.right() + 1 - PADDING
        name_left = start + COLUMN_GAP
        return (
            QRect(box.left(), box.top(), start - box.left(), box.height()),
            QRect(name_left, box.top(), end - amount - AMOUNT_GAP - name_left, box.height()),
            QRect(end - amount, box.top(), amount, box.height()),
        )

    def paint_ground(self, painter: QPainter, box: QRect, row: int) -> None:
        if row == self._open:
            self._paint_open_ground(painter, box)
            return
        colour = theme().color
        if not self._locked and row in (self._pressed, self._hover):
            body = box.adjusted(0, 0, 0, -1)
            painter.fillRect(body, colour("pressed" if row == self._pressed else "hover"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, colour("border"))

    def _paint_open_ground(self, painter: QPainter, box: QRect) -> None:
        colour = theme().color
        painter.fillRect(box.adjusted(0, 0, 0, -1), colour("accent-subtle"))
        bar = QRect(box.left(), box.top(), 4, box.height() - 1)
        painter.fillRect(visual_rect(self.layoutDirection(), box, bar), colour("accent"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, colour("border"))

    def paint_row(self, painter: QPainter, box: QRect, row: int) -> None:
        self._paint_line(painter, box, self._lines.lines[row])

    def _paint_line(self, painter: QPainter, box: QRect, line: LineData) -> None:
        direction = self.layoutDirection()
        quantity, name, amount = (visual_rect(direction, box, column) for column in self._columns(box, line))
        top = box.top() + self._first_line(line)
        self._paint_quantity(painter, line, _line_of(quantity, top, NAME_LINE))
        ink = theme().color("text")
        bold = face("body", "semibold")
        draw(
            painter,
            words("body", "medium"),
            line.name,
            _line_of(name, top, NAME_LINE),
            ink,
            Align.START,
            direction,
            elide=True,
        )
        draw(painter, bold, line.amount_text, _line_of(amount, top, NAME_LINE), ink, Align.RIGHT)
        self._paint_details(painter, line, name, amount, top + NAME_LINE)

    def _first_line(self, line: LineData) -> int:
        """Where the name starts: the texts stand in the middle of their part of the row."""
        texts = NAME_LINE + DETAIL_LINE * (line.rows_of_text - 1)
        return (self._text_height(line) - texts) // 2

    def _paint_quantity(self, painter: QPainter, line: LineData, box: QRect) -> None:
        if line.is_weighed:
            size = theme().px("icon")
            mark = pixmap("scales", "text", size, self.devicePixelRatioF())
            left = box.left() if self.isRightToLeft() else box.right() + 1 - size
            painter.drawPixmap(left, box.top() + (box.height() - size) // 2, mark)
            return
        mirrored = self.isRightToLeft()
        text = leftward_quantity(line.quantity_text) if mirrored else line.quantity_text
        draw(
            painter,
            face("body", "semibold"),
            text,
            box,
            theme().color("text"),
            Align.END,
            self.layoutDirection(),
        )

    def _paint_details(self, painter: QPainter, line: LineData, name: QRect, amount: QRect, top: int) -> None:
        if line.rows_of_text == 1:
            return
        small, colour = face("caption"), theme().color
        direction = self.layoutDirection()
        if line.detail:
            draw(
                painter,
                small,
                line.detail,
                _line_of(name, top, DETAIL_LINE),
                colour(line.detail_tone),
                Align.START,
                direction,
                elide=True,
            )
            top += DETAIL_LINE
        good = colour("good")
        draw(
            painter,
            small,
            line.discount_text,
            _line_of(name, top, DETAIL_LINE),
            good,
            Align.START,
            direction,
            elide=True,
        )
        draw(painter, small, line.discount_amount_text, _line_of(amount, top, DETAIL_LINE), good, Align.RIGHT)


def _line_of(column: QRect, top: int, height: int) -> QRect:
    return QRect(column.left(), top, column.width(), height)
