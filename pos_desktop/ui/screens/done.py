"""Paid: the change as large as the screen allows, the receipt, the next customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import shiboken6
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.printing import DrawerState
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.sale_writing import Sale
from pos_desktop.application.wording import tr
from pos_desktop.domain.cash import bills, make_change
from pos_desktop.domain.money import Money
from pos_desktop.domain.pricing import Totals
from pos_desktop.ui.screens.receipt_ways import ReceiptWays
from pos_desktop.ui.screens.ticket_side import ticket_side
from pos_desktop.ui.shell.keys import BOUNCE_MS
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import font
from pos_desktop.ui.viewmodels.sale import CASH_KINDS
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.choice_card import ChoiceCard
from pos_desktop.ui.widgets.denomination import Denomination
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align, runs_leftward
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.ticket_model import LineData
from pos_desktop.ui.widgets.tips import give_tip

LARGEST, SMALLEST = 208, 96
LEAST = 32  # where a long amount must fit a narrow window: figures are never cut
PILLS_IN_A_ROW, PILL_ROWS = 7, 6
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _sized(px: int) -> QFont:
    return font("fit", "semibold", px=px)


def _pill_gap(pills: Sequence[QWidget]) -> int:
    return theme().space(5 if len(pills) <= PILLS_IN_A_ROW else 2)


def _broken(pills: Sequence[QWidget], room: int) -> list[list[QWidget]]:
    """The pieces in rows that fit the room."""
    rows: list[list[QWidget]] = []
    for pill in pills:
        row = [*rows[-1], pill] if rows else []
        if row and sum(each.sizeHint().width() for each in row) + _pill_gap(row) * (len(row) - 1) <= room:
            rows[-1] = row
        else:
            rows.append([pill])
    return rows


@dataclass(frozen=True, slots=True)
class ShownSale:
    """What the screen says of a sale; amounts in minor units."""

    total_minor: int = 0  # as it was paid, coins and tips included
    cash: bool = False  # change may be due: it is the figure
    given_minor: int = 0
    due_minor: int = 0
    change_minor: int = 0
    labels: str = ""

    @property
    def figure_minor(self) -> int:
        """The one that is shown large."""
        return self.change_minor if self.cash else self.total_minor


def shown_sale(sale: Sale) -> ShownSale:
    """The change where the last thing given was cash, else what was paid and with what."""
    tenders = [tender for tender in sale.order.tenders if tender.amount_minor > 0 or tender.given_minor]
    cash = [tender for tender in tenders if tender.kind in CASH_KINDS]
    labels = [tender.label or tender_name(tender.kind) for tender in tenders]
    last = tenders[-1:]
    with_change = bool(sum(tender.change_minor for tender in cash)) or not tenders or last == cash[-1:]
    return ShownSale(
        total_minor=sum(tender.amount_minor + tender.tip_minor for tender in tenders),
        cash=with_change,
        given_minor=sum(tender.given_minor for tender in cash),
        due_minor=sum(tender.amount_minor for tender in cash),
        change_minor=sum(tender.change_minor for tender in cash),
        labels=" · ".join(labels),
    )


class FittedFigure(QWidget):
    """An amount at the largest size from 96 to 208 at which it fills its box; the sign at half of it."""

    def __init__(self) -> None:
        super().__init__()
        self._figure, self._sign, self._sign_first = "", "", False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_amount(self, figure: str, sign: str, *, sign_first: bool) -> None:
        """The figure and the currency's sign apart."""
        self._figure, self._sign, self._sign_first = figure, sign, sign_first
        self.setAccessibleName(f"{figure} {sign}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme().color("text"))
        size = self._fitting()
        large, small = _sized(size), _sized(size // 2)
        figure, sign, gap = self._widths(size)
        x = (self.width() - figure - sign - gap) // 2
        baseline = self.height() // 2 + round(size * 0.36)
        parts = [(self._figure, large, figure), (self._sign, small, sign)]
        # The sign of a currency that is written leftward stands at the other side of its figure.
        sign_at_left = self._sign_first != runs_leftward(self._sign)
        for text, face, width in reversed(parts) if sign_at_left else parts:
            painter.setFont(face)
            painter.drawText(x, baseline if face is large else baseline - size // 5, text)
            x += width + gap

    def _widths(self, size: int) -> tuple[int, int, int]:
        figure = QFontMetrics(_sized(size)).horizontalAdvance(self._figure)
        sign = QFontMetrics(_sized(size // 2)).horizontalAdvance(self._sign)
        return figure, sign, size // 6

    def _fitting(self) -> int:
        size = min(LARGEST, max(SMALLEST, self.height() - theme().space(6)))
        while size > LEAST and sum(self._widths(size)) > self.width():
            size -= 4
        return size


class DoneScreen(Screen):
    """Between two customers."""

    name = "done"
    rail_cell = "sale"
    clears_toasts = True
    toast_foot = 96

    _devices_changed = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        # Devices tell on their own threads.
        self._devices_changed.connect(self._show_drawer, Qt.ConnectionType.QueuedConnection)
        self.services.devices.on_change(self._tell_devices)
        self.ticket = ticket_side(window)
        self._sale: Sale | None = None
        self._shown = ShownSale()
        self._choice = "print"
        column = QVBoxLayout(self)
        x, y = theme().padding("screenX"), theme().padding("screenY")
        column.setContentsMargins(x, y, x, theme().space(4))
        column.setSpacing(theme().space(3))
        column.addLayout(self._head())
        column.addWidget(self._change_card(), 1)
        column.addLayout(self._receipt_choices())
        self.next_button = MainButton(tr("Next customer"))
        self.next_button.clicked.connect(self.next_customer)
        for widget in (self, self.next_button):
            widget.installEventFilter(self)
        column.addWidget(self.next_button)
        self.setFocusProxy(self.next_button)
        self._since = QElapsedTimer()

    # -- building ------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addStrut(theme().px("touch"))
        row.addWidget(IconView("check-circle-fill", "good", "icon-tender"))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = Label(tr("Paid in full"), "title", weight="semibold")
        self._receipt = Label("", "caption", color="text-2")
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._receipt)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._drawer = StateTag("", "attention")
        row.addWidget(self._drawer)
        return row

    def _change_card(self) -> QWidget:
        card = Card(padding=6)
        top = QHBoxLayout()
        self._label = Label(tr("Change"), "figure", weight="semibold")
        self._sum = Label("", "body", color="text-2", align=Align.END)
        top.addWidget(self._label)
        top.addWidget(self._sum, 1)
        card.body.addLayout(top)
        self.figure = FittedFigure()
        card.body.addWidget(self.figure, 1)
        self._rule = Divider()
        card.body.addWidget(self._rule)
        self._pills = QWidget()
        rows = QVBoxLayout(self._pills)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().space(2))
        self._pill_rows = tuple(QHBoxLayout() for _ in range(PILL_ROWS))
        for pill_row in self._pill_rows:
            rows.addLayout(pill_row)
        card.body.addSpacing(theme().space(4))
        card.body.addWidget(self._pills)
        return card

    def _receipt_choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self.print_card = ChoiceCard(tr("Print receipt"), "", icon="printer", note="F1")
        self.none_card = ChoiceCard(
            tr("No receipt"), tr("Reprint stays possible"), icon="prohibit", note="F3"
        )
        self.print_card.clicked.connect(lambda: self.choose("print"))
        self.none_card.clicked.connect(lambda: self.choose("none"))
        self.ways = ReceiptWays(
            self.window_, self._order_id, copy=self._is_printed, given=lambda: self.choose("none")
        )
        self.more = Button(icon="dots-three-outline", name=tr("More ways to give the receipt"))
        self.more.setFixedSize(theme().space(14), self.print_card.sizeHint().height())
        self.more.clicked.connect(self.open_ways)
        row.addWidget(self.print_card)
        row.addWidget(self.none_card)
        row.addWidget(self.more)
        return row

    def _order_id(self) -> UUID | None:
        return self._sale.order.id if self._sale is not None else None

    def _is_printed(self) -> bool:
        sale = self._sale
        return sale is not None and sale.receipt_job is not None and not sale.receipt_held

    def open_ways(self) -> None:
        """The receipt as a PDF, as text or by mail; who takes it so wants no paper, unless it is chosen again."""
        self.ways.open_under(self.more)

    @property
    def side(self) -> QWidget:
        """The ticket that was paid."""
        return self.ticket.panel

    @property
    def home(self) -> QWidget:
        """Enter is for the next customer."""
        return self.next_button

    @property
    def sale(self) -> Sale | None:
        """What was paid, until the next customer comes."""
        return self._sale

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows a sale: `sale`, `totals` and the painted `lines` of its ticket."""
        sale, totals, lines = facts.get("sale"), facts.get("totals"), facts.get("lines")
        if isinstance(sale, Sale) and isinstance(totals, Totals) and isinstance(lines, tuple):
            self._sale = sale
            self._show(sale, totals, lines)
            self._since.start()
        QTimer.singleShot(0, self, self.next_button.setFocus)

    def _show(self, sale: Sale, totals: Totals, lines: tuple[LineData, ...]) -> None:
        formats = self.services.desk.formats
        self._shown = shown_sale(sale)
        self.ticket.show_paid(sale, lines, totals)
        self._tell_sale(sale)
        figure = formats.figure(self._shown.figure_minor)
        self.figure.set_amount(figure, formats.sign, sign_first=formats.sign_first)
        self._show_pills(self._shown.change_minor)
        self._drawer.setVisible(sale.drawer_job is not None)
        # Just kicked: what the sensor said before no longer holds.
        self._tell_drawer_open()
        self.print_card.setEnabled(sale.receipt_job is not None)
        self.choose("print" if sale.receipt_job is not None else "none")

    def _tell_sale(self, sale: Sale) -> None:
        money, shown = self.services.desk.formats.money, self._shown
        self._receipt.setText(
            tr("Receipt {number}", number=sale.order.number) + f" · {money(shown.total_minor)}"
        )
        self._label.setText(tr("Change") if shown.cash else tr("Paid"))
        given = tr(
            "Cash given {given} \u2212 due {due}", given=money(shown.given_minor), due=money(shown.due_minor)
        )
        self._sum.setText(given if shown.cash else shown.labels)
        printers = [device for device in self.services.devices.devices() if device.family == "printer"]
        self.print_card.set_second(printers[0].name if printers else tr("No printer is set up"))

    def _show_pills(self, change: int) -> None:
        for row in self._pill_rows:
            while row.count():
                item = row.takeAt(0)
                if item is not None and (widget := item.widget()):
                    widget.hide()
                    widget.deleteLater()
        formats = self.services.desk.formats
        pieces = make_change(Money(change, formats.currency))
        known_bills = bills(formats.currency)
        pills = [Denomination(formats.denomination(m), n, coin=m not in known_bills) for m, n in pieces]
        many_bills = sum(1 for minor, _ in pieces if minor in known_bills)
        groups = [pills] if len(pills) <= PILLS_IN_A_ROW else [pills[:many_bills], pills[many_bills:]]
        rows = [row for group in groups for row in _broken(group, self._room())]
        for line, shown in zip(self._pill_rows, rows, strict=False):
            line.setSpacing(_pill_gap(shown))
            line.addStretch(1)
            for pill in shown:
                line.addWidget(pill)
            line.addStretch(1)
        self._pills.setVisible(bool(pieces))
        self._rule.setVisible(bool(pieces))

    def _room(self) -> int:
        """What the card leaves for the pieces of the change."""
        return self.width() - 2 * (theme().padding("screenX") + theme().space(6) + theme().border("hair"))

    def _tell_devices(self) -> None:
        if shiboken6.isValid(self):
            self._devices_changed.emit()

    def _show_drawer(self) -> None:
        """What the drawer's sensor says; without one it was opened and nobody knows more."""
        if self.services.devices.drawer_trouble() is not None:
            self._drawer.set_state(tr("Drawer not opened"), "danger")
        elif self._sale is not None and self.services.devices.drawer() is DrawerState.CLOSED:
            self._drawer.set_state(tr("Drawer closed"), "good")
        else:
            self._tell_drawer_open()

    def _tell_drawer_open(self) -> None:
        self._drawer.set_state(tr("Drawer open"), "attention", icon="tray-fill")

    def choose(self, choice: str) -> None:
        """What happens with the receipt when the next customer comes."""
        if choice == "print" and not self.print_card.isEnabled():
            choice = "none"
        self._choice = choice
        self.print_card.setChecked(choice == "print")
        self.none_card.setChecked(choice == "none")
        self._tell_choice()
        self.next_button.setFocus()

    def _tell_choice(self) -> None:
        note = tr("Prints the receipt") if self._choice == "print" else tr("No receipt")
        self.next_button.set_note(note, tr("Enter"))

    def next_customer(self) -> None:
        """Prints or drops the receipt and goes on. A scan comes here by itself: the window leaves this screen."""
        self.window_.go("sale")

    def leave(self) -> bool:
        """However the screen is left, the receipt is printed or dropped as it was chosen."""
        sale, self._sale = self._sale, None
        if sale is not None:
            self.window_.act(lambda _approval: self._finish(sale))
        return True

    def _finish(self, sale: Sale) -> None:
        """What keeps the printer waiting is told in passing: a panel would go with this screen."""
        checkout = self.services.checkout
        try:
            (checkout.release_receipt if self._choice == "print" else checkout.drop_receipt)(sale)
        except PersonError as error:
            self.window_.toast(error.title, error.meaning, kind="attention")

    def keys(self) -> list[Key]:
        return [
            Key("F1", tr("Print receipt"), lambda: self.choose("print")),
            Key("F4", tr("Receipt as PDF or e-mail"), self.open_ways),
            Key("F3", tr("No receipt"), lambda: self.choose("none")),
            Key("F12", tr("Next customer"), self.next_customer),
        ]

    def escape(self) -> bool:
        """The sale is done: Escape goes on to the next customer."""
        self.next_customer()
        return True

    def retranslate(self) -> None:
        self._title.setText(tr("Paid in full"))
        for card, words in ((self.print_card, tr("Print receipt")), (self.none_card, tr("No receipt"))):
            card.setText(words)
            card.setAccessibleName(words)
        self.none_card.set_second(tr("Reprint stays possible"))
        self.more.setAccessibleName(tr("More ways to give the receipt"))
        give_tip(self.more, tr("More ways to give the receipt"))
        self.next_button.set_words(tr("Next customer"))
        if self._sale is not None:
            self._tell_sale(self._sale)
            self._show_drawer()
            self._tell_choice()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTERS:
            self.next_customer()
        else:
            super().keyPressEvent(event)

    @property
    def just_paid(self) -> bool:
        """Whether an Enter can only be the one that paid: pressed twice, or held down."""
        return self._since.isValid() and not self._since.hasExpired(BOUNCE_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The change must be seen: neither a bounce nor a key held down goes on to the next customer."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return event.key() in _ENTERS and (event.isAutoRepeat() or self.just_paid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._sale is not None:
            self._show_pills(self._shown.change_minor)
