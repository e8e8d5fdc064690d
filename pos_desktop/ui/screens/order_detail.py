"""One order in full: lines, sums, what happened to it, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.captures import HeldPayment
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.return_pricing import Returnable
from pos_desktop.application.sync_view import OrderSyncView
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.charge_banner import ChargeBanner
from pos_desktop.ui.screens.screen_head import ScreenHead
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.theme.typography import line_height
from pos_desktop.ui.viewmodels import orders as words
from pos_desktop.ui.viewmodels.order_sync import order_tag, sync_moments
from pos_desktop.ui.viewmodels.orders import LineCells, Moment, SumCells
from pos_desktop.ui.widgets.buttons import Button, Look
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.lettering import Align, Face, leftward_quantity
from pos_desktop.ui.widgets.scrolling import ScrollArea
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.tips import give_tip
from pos_desktop.ui.widgets.words import face_of, mirrored, width_of, write

ROW, BELOW = 36, 18
QUANTITY, COLUMN_GAP, AMOUNT = 40, 16, 72
SUM_ROW, TOTAL_ROW = 24, 40
MOMENT_ROW, MOMENT_GAP = 40, 4
DOT = " · "


class LinesTable(QWidget):
    """The sold lines with hair lines between them, and the sums under them; painted, a screen reader hears it as one."""

    def __init__(self, *, topped: bool = True) -> None:
        """`topped` draws the line over the first row, which a head with a line of its own makes needless."""
        super().__init__()
        self._topped = topped
        self._lines: Sequence[LineCells] = ()
        self._sums: Sequence[SumCells] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes().changed.connect(self.update)

    def set_content(self, lines: Sequence[LineCells], sums: Sequence[SumCells]) -> None:
        """Shows the lines and the sums of an order."""
        self._lines, self._sums = lines, sums
        spoken = [f"{line.quantity} {line.name} {line.amount}".strip() for line in lines]
        self.setAccessibleName(", ".join([*spoken, *(f"{row.caption} {row.value}" for row in sums)]))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        lines = sum(_line_height(line) for line in self._lines)
        sums = sum(_sum_height(row) for row in self._sums)
        around = 2 * theme().space(1) if self._sums else 0
        return QSize(theme().px("ticket"), self._top() + lines + sums + around)

    def _top(self) -> int:
        return theme().border("hair") if self._topped else 0

    def _amount_width(self) -> int:
        """Amounts grow first, so that none is ever cut."""
        bold = face_of("body", "semibold", "tabular")
        widest = max((width_of(bold, line.amount) for line in self._lines), default=0)
        return max(AMOUNT, widest)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, top = QPainter(self), self._top()
        painter.fillRect(0, 0, self.width(), top, theme().color("border"))
        amount = self._amount_width()
        for line in self._lines:
            self._paint_line(painter, line, top, amount)
            top += _line_height(line)
            if self._sums or line is not self._lines[-1]:
                painter.fillRect(0, top - 1, self.width(), 1, theme().color("border"))
        top += theme().space(1)
        for row in self._sums:
            self._paint_sum(painter, row, top, 0 if row.strong else amount)
            top += _sum_height(row)

    def _paint_line(self, painter: QPainter, line: LineCells, top: int, amount: int) -> None:
        side, high = theme().space(4), ROW - 1
        right = self.width() - side
        body = face_of("body", None, "tabular")
        bold = face_of("body", "semibold", "tabular")
        unit = max(width_of(body, line.unit_price), AMOUNT)
        if line.weighed:
            size = theme().px("icon")
            paint_icon(painter, "scales", "text-2", self._at(side, top + (high - size) // 2, size, size))
        quantity = leftward_quantity(line.quantity) if self.isRightToLeft() else line.quantity
        write(painter, self, bold, quantity, self._at(side, top, QUANTITY, high), "text")
        write(
            painter, self, bold, line.amount, self._at(right - amount, top, amount, high), "text", Align.RIGHT
        )
        end = right - amount - COLUMN_GAP
        write(
            painter, self, body, line.unit_price, self._at(end - unit, top, unit, high), "text-2", Align.RIGHT
        )
        name = self._at(side + QUANTITY, top, end - unit - COLUMN_GAP - side - QUANTITY, high)
        write(painter, self, face_of("body", "medium"), line.name, name, "text", elide=True)
        self._paint_below(painter, line, top + high - 7, right)

    def _paint_below(self, painter: QPainter, line: LineCells, top: int, right: int) -> None:
        if not line.below and not line.below_amount:
            return
        start, small = theme().space(4) + QUANTITY, face_of("caption", None, "tabular")
        room = width_of(small, line.below_amount)
        color = "good" if line.below_amount else "text-2"
        place = self._at(start, top, right - start - room - COLUMN_GAP, BELOW)
        write(painter, self, face_of("caption"), line.below, place, color, elide=True)
        place = self._at(right - room, top, room, BELOW)
        write(painter, self, small, line.below_amount, place, "good", Align.RIGHT)

    def _paint_sum(self, painter: QPainter, row: SumCells, top: int, column: int) -> None:
        """Figures stand in the column of the amounts, so that decimals stay under each other in right-to-left."""
        side, high = theme().space(4), _sum_height(row)
        right = self.width() - side
        value = face_of("figure", "semibold", "tabular") if row.strong else face_of("body", None, "tabular")
        caption = face_of("title", "semibold") if row.strong else face_of("body")
        room = max(width_of(value, row.value), column)
        place = self._at(side, top, right - side - room - COLUMN_GAP, high)
        write(painter, self, caption, row.caption, place, "text" if row.strong else "text-2", elide=True)
        color = "good" if row.good else "text"
        write(painter, self, value, row.value, self._at(right - room, top, room, high), color, Align.RIGHT)

    def _at(self, x: int, y: int, width: int, height: int) -> QRect:
        return mirrored(self, QRect(x, y, width, height))


def _line_height(line: LineCells) -> int:
    return ROW + (BELOW if line.below or line.below_amount else 0)


def _sum_height(row: SumCells) -> int:
    return TOTAL_ROW if row.strong else SUM_ROW


class Timeline(QWidget):
    """What happened, one moment under the other with a thread between their icons."""

    def __init__(self) -> None:
        super().__init__()
        self._moments: Sequence[Moment] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes().changed.connect(self.update)

    @property
    def moments(self) -> Sequence[Moment]:
        """What is shown."""
        return self._moments

    def set_moments(self, moments: Sequence[Moment]) -> None:
        self._moments = moments
        self.setAccessibleName(tr("What happened"))
        self.setAccessibleDescription("\n".join(moment.spoken for moment in moments))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px("ticket"), MOMENT_ROW * len(self._moments))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        for place, moment in enumerate(self._moments):
            top = place * MOMENT_ROW
            self._paint_moment(painter, moment, top)
            if place:
                self._paint_thread(painter, top)

    def _paint_thread(self, painter: QPainter, top: int) -> None:
        size = theme().px("icon")
        room = MOMENT_ROW - size - 2 * MOMENT_GAP
        middle = QRect(size // 2, top + (MOMENT_ROW - size) // 2 - MOMENT_GAP - room, 1, room)
        painter.fillRect(mirrored(self, middle), theme().color("border"))

    def _paint_moment(self, painter: QPainter, moment: Moment, top: int) -> None:
        size, gap = theme().px("icon"), theme().space(3)
        place = mirrored(self, QRect(0, top + (MOMENT_ROW - size) // 2, size, size))
        paint_icon(painter, moment.icon, moment.color, place)
        small = face_of("caption", None, "tabular")
        time = width_of(small, moment.time)
        end = self.width() - time
        write(
            painter,
            self,
            small,
            moment.time,
            mirrored(self, QRect(end, top, time, MOMENT_ROW)),
            "text-2",
            Align.END,
        )
        start, title = size + gap, face_of("body", "medium")
        room = end - start - gap
        width = min(width_of(title, moment.title), room)
        place = mirrored(self, QRect(start, top, width, MOMENT_ROW))
        write(painter, self, title, moment.title, place, "text", elide=True)
        dot = width_of(face_of("caption"), DOT)
        if moment.note and room - width - dot > theme().space(6):
            place = mirrored(self, QRect(start + width, top, dot, MOMENT_ROW))
            write(painter, self, face_of("caption"), DOT, place, "text-2", Align.CENTER)
            place = mirrored(self, QRect(start + width + dot, top, room - width - dot, MOMENT_ROW))
            write(painter, self, face_of("caption"), moment.note, place, "text-2", elide=True)


class ReasonedButton(Button):
    """A button that says in its second line why it cannot be pressed."""

    def refuse(self, reason: str) -> None:
        """Not offered now, and why; an empty reason offers it again."""
        self._reason = reason
        self.setAccessibleDescription(reason)
        self.setEnabled(not reason)
        self.update()

    def face(self) -> Face:
        return face_of("body", "semibold")

    def reason(self) -> str:
        """Why it cannot be pressed; empty when it can."""
        return getattr(self, "_reason", "")

    def _paint_content(self, painter: QPainter, look: Look) -> None:
        if not self.reason():
            super()._paint_content(painter, look)
            return
        title, second = line_height("body"), line_height("caption")
        top, side = (self.height() - title - second) // 2, theme().space(2)
        row = QRect(side, top, self.width() - 2 * side, title)
        write(painter, self, self.face(), self.words(), row, look.text, Align.CENTER, elide=True)
        row = QRect(side, top + title, self.width() - 2 * side, second)
        write(painter, self, face_of("caption"), self.reason(), row, "text-2", Align.CENTER, elide=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """An order with the facts around it that its detail needs."""

    order: OrderView
    register: str
    why_not_void: str
    may_reprint: bool
    found: Returnable
    why_not_return: str
    synced: Sequence[OrderSyncView] = ()
    held: tuple[HeldPayment, ...] = ()
    has_order_tickets: bool = False


class DetailScroll(ScrollArea):
    """Scrolls the cards of a detail; its mark stands in the screen's padding and moves no card."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidget(content)
        self.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self.pad())

    def pad(self) -> None:
        """The cards keep their width whether the mark is there or not."""
        layout = self._content.layout()
        bar = theme().space(3) if self.verticalScrollBar().maximum() > 0 else 0
        left, _, right, _ = self._sides(bar)
        if layout is not None:
            layout.setContentsMargins(left, 0, right, 0)

    def _sides(self, bar: int) -> tuple[int, int, int, int]:
        told = self.property("side")
        side = theme().padding("screenX") if told is None else int(told)
        near, far = side, max(0, side - bar)
        return (far, 0, near, 0) if self.isRightToLeft() else (near, 0, far, 0)

    def set_side(self, side: int) -> None:
        """The padding of the screen."""
        self.setProperty("side", side)
        self.pad()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.pad()


class OrderDetail(QWidget):
    """The detail side of the orders screen; says what was pressed, does nothing itself."""

    back = Signal()
    reprint = Signal()
    more = Signal()
    gift = Signal()
    order_tickets = Signal()
    void = Signal()
    bring_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.head = ScreenHead(with_back=True)
        self.head.back.connect(self.back)
        self.state = StateTag("")
        self.head.add_tag(self.state)
        self._platforms: list[StateTag] = []
        self.lines_card = Card(ruled=False, padding=0)
        self.lines = LinesTable()
        self.lines_card.body.addWidget(self.lines)
        self.timeline_card = Card(padding=0)
        self.timeline = Timeline()
        self._fill_cards()
        self.reprint_button = ReasonedButton(icon="printer", key_hint="P", height="button-mid", name=" ")
        self.more_button = Button(icon="dots-three-outline", name=" ")
        self.more_button.clicked.connect(self.more)
        self.gift_button = ReasonedButton(icon="gift", height="button-mid", name=" ")
        self.void_button = ReasonedButton(icon="prohibit", key_hint="V", height="button-mid", name=" ")
        self.tickets_button = Button(" ", "quiet", icon="ticket", height="touch-min")
        self.tickets_button.clicked.connect(self.order_tickets)
        self.lines_card.add_to_head(self.tickets_button)
        self.head.add_end(self.more_button)
        self.reprint_button.clicked.connect(self.reprint)
        self.gift_button.clicked.connect(self.gift)
        self.return_button = ReasonedButton(
            kind="primary", icon=words.GIVEN_BACK, key_hint="R", height="button-mid", name=" "
        )
        self.void_button.clicked.connect(self.void)
        self.return_button.clicked.connect(self.bring_back)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme().space(3))
        self._column.addLayout(self._padded(self.head))
        self._column.addWidget(self.area, 1)
        self._column.addLayout(self._buttons())
        self.set_side(theme().padding("screenX"))
        self.retranslate()

    def _fill_cards(self) -> None:
        edge = theme().space(4)
        inner = QVBoxLayout()
        inner.setContentsMargins(edge, theme().space(2), edge, theme().space(2))
        inner.addWidget(self.timeline)
        inner.addStretch(1)
        self.timeline_card.body.addLayout(inner)
        content = QWidget()
        cards = QVBoxLayout(content)
        cards.setSpacing(theme().gap("cards"))
        self.charge = ChargeBanner()
        cards.addWidget(self.charge)
        self.lines_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        cards.addWidget(self.lines_card)
        cards.addWidget(self.timeline_card, 1)
        self.area = DetailScroll(content)

    def _padded(self, widget: QWidget) -> QHBoxLayout:
        self._head_row = QHBoxLayout()
        self._head_row.addWidget(widget)
        return self._head_row

    def _buttons(self) -> QHBoxLayout:
        self._button_row = QHBoxLayout()
        self._button_row.setSpacing(theme().space(2))
        self._button_row.addWidget(self.reprint_button, 1)
        for button in (
            self.gift_button,
            self.void_button,
            self.return_button,
        ):
            self._button_row.addWidget(button, 1)
        return self._button_row

    def set_side(self, side: int) -> None:
        """The padding sideways, by the width of the window."""
        self._column.setContentsMargins(0, theme().padding("screenY"), 0, theme().space(4))
        self._head_row.setContentsMargins(side, 0, side, 0)
        self._button_row.setContentsMargins(side, 0, side, 0)
        self.area.set_side(side)

    def show_back(self, shown: bool) -> None:
        """The way back to the list, where list and detail are two pages."""
        self.head.back_button.setVisible(shown)

    def retranslate(self) -> None:
        self.head.retranslate()
        self.reprint_button.set_text(tr("Reprint"))
        self.more_button.setAccessibleName(tr("More ways to give the receipt"))
        give_tip(self.more_button, tr("More ways to give the receipt"))
        self.gift_button.set_text(tr("Gift receipt"))
        self.tickets_button.set_text(tr("Print order tickets"))
        self.void_button.set_text(tr("Void order…"))
        self.return_button.set_text(tr("Return items…"))

    def show_order(self, shown: Shown, formats: Formats, second: str) -> None:
        """Renders an order."""
        order = shown.order
        self.head.set_texts(tr("Order {number}", number=order.number), second)
        returned = {sold.line.id: sold.returned_milli for sold in shown.found.lines}
        tag = words.state_tag(order.state, order.total_minor, part_back=any(returned.values()))
        self.state.set_state(tag.text, tag.kind, icon=tag.icon)
        self._show_platforms(shown.synced)
        self.charge.show_held(shown.held, formats)
        self.lines_card.set_title(words.items_words(order), order.currency)
        self.lines.set_content(
            [words.line_cells(line, formats, returned.get(line.id, 0)) for line in order.lines],
            [
                *words.sum_cells(order, formats),
                *words.tender_cells(order, shown.found.tenders, formats, shown.held),
            ],
        )
        sent = sync_moments(shown.synced, order.paid_at, formats)
        self.timeline.set_moments([*words.moments(order, shown.register, formats), *sent])
        refused = "" if shown.may_reprint else tr("Ask a manager")
        self.reprint_button.refuse(refused)
        self.gift_button.refuse(refused)
        self.more_button.setEnabled(shown.may_reprint)
        self.tickets_button.setVisible(shown.has_order_tickets and shown.may_reprint)
        self.void_button.refuse(shown.why_not_void)
        self.return_button.refuse(shown.why_not_return)

    def _show_platforms(self, synced: Sequence[OrderSyncView]) -> None:
        """Where the order's copies are, one tag a platform."""
        for old in self._platforms:
            self.head.tags.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._platforms = []
        for view in synced:
            told = order_tag(view)
            tag = StateTag(told.text, told.kind, icon=told.icon)
            give_tip(tag, view.words)
            self.head.add_tag(tag)
            self._platforms.append(tag)
