"""Paying in cash: what is due, what was given, what comes back."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.sale_writing import Sale
from pos_desktop.application.wording import tr
from pos_desktop.domain.cash import bills
from pos_desktop.domain.pricing import Totals
from pos_desktop.ui.screens.ticket_side import ticket_side
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.widgets.amount_entry import AmountEntry
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.keycap import Keycap
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.progress_bar import ProgressBar
from pos_desktop.ui.widgets.tender_button import TenderButton
from pos_desktop.ui.widgets.words import face_of, width_of

PAD_WIDTH, COMPACT_PAD_WIDTH = 360, 272
MOST_BILLS = 6


def _fits(words: str, amount: str, width: int) -> bool:
    """Whether the large button has room for both; amounts are never cut."""
    room = width - 2 * theme().space(5) - theme().space(4)
    least = width_of(face_of("body", "semibold", "tabular"), amount)
    return width_of(face_of("figure", "semibold"), words) + least <= room


class PayScreen(Screen):
    """Takes the place of the products; the ticket stays where it is, locked."""

    name = "pay"
    rail_cell = "sale"
    toast_room = 376
    clears_toasts = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.ticket = ticket_side(window)
        self._laid = 0
        column = QVBoxLayout(self)
        x, y = theme().padding("screenX"), theme().padding("screenY")
        column.setContentsMargins(x, y, x, theme().space(4))
        column.setSpacing(theme().space(3))
        column.addLayout(self._head())
        parts = QHBoxLayout()
        parts.setSpacing(theme().space(4))
        parts.addLayout(self._left(), 1)
        parts.addWidget(self._right())
        column.addLayout(parts, 1)
        # A tap beside the keys leaves the keyboard with the figure.
        self.setFocusProxy(self.entry)

    # -- building ------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self._back = Button(icon="arrow-left", name=tr("Back to sale"))
        self._back.clicked.connect(lambda: self.window_.go("sale"))
        row.addWidget(self._back)
        self._title = Label(tr("Payment"), "title", weight="semibold")
        row.addWidget(self._title, 1)
        row.addWidget(Keycap(tr("Esc")))
        self._back_words = Label(tr("Back to sale"), "caption", color="text-2")
        row.addWidget(self._back_words)
        return row

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme().space(4))
        column.addWidget(self._due_card())
        column.addLayout(self._tenders())
        column.addWidget(self._bills_card())
        column.addWidget(self._rounding_card())
        column.addStretch(1)
        return column

    def _due_card(self) -> QWidget:
        card = Card(padding=5)
        side, upper = theme().space(5), theme().space(4)
        card.body.setContentsMargins(side, upper, side, upper)
        row = QHBoxLayout()
        self._due_label = Label(tr("Remaining due"), "title", weight="semibold")
        self._due = FittedLabel("", "total", align=Align.END)
        self._due.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # The figure takes what it needs, the words what is left.
        self._due_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.addWidget(self._due_label, 1)
        row.addWidget(self._due)
        card.body.addLayout(row)
        card.body.addSpacing(theme().space(3))
        self._bar = ProgressBar(tr("Paid"), "good-solid")
        card.body.addWidget(self._bar)
        card.body.addSpacing(theme().space(2))
        second = QHBoxLayout()
        self._paid = Label("", "caption", color="text-2")
        self._total = Label("", "caption", color="text-2", align=Align.END)
        second.addWidget(self._paid)
        second.addWidget(self._total, 1)
        card.body.addLayout(second)
        return card

    def _tenders(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme().space(2))
        self.cash = TenderButton(tr("Cash"), "money", "F1")
        self.cash.setChecked(True)
        # The one way to pay there is stays chosen when it is pressed.
        self._ways = QButtonGroup(self)
        self._ways.addButton(self.cash)
        grid.addWidget(self.cash, 0, 0)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        return grid

    def _bills_card(self) -> QWidget:
        """Bills as they are laid on the counter: each press adds one."""
        formats = self.services.desk.formats
        self._bills = card = Card(tr("Add up what is handed over"))
        self._bill_grid = QGridLayout()
        self._bill_grid.setSpacing(theme().space(2))
        self._bill_buttons = []
        for minor in reversed(bills(formats.currency)[-MOST_BILLS:]):
            button = Button(formats.denomination(minor), height="button-large")
            button.clicked.connect(lambda _=False, minor=minor: self._add_bill(minor))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._bill_buttons.append(button)
        self._lay_bills(3)
        card.body.addLayout(self._bill_grid)
        return card

    def _lay_bills(self, columns: int) -> None:
        for place, button in enumerate(self._bill_buttons):
            self._bill_grid.addWidget(button, place // columns, place % columns)

    def _add_bill(self, minor: int) -> None:
        """The first bill replaces the proposal, the next ones add to it."""
        self._laid += minor
        self.entry.set_value(self._laid)
        self._tell()
        self.entry.setFocus()

    def _rounding_card(self) -> QWidget:
        self._rounding = Card(tr("Cash rounding"))
        self._rounding_words = Label("", "body", color="text-2", wrap=True)
        self._rounding.body.addWidget(self._rounding_words)
        return self._rounding

    def _right(self) -> QWidget:
        self._pad_box = box = QWidget()
        box.setFixedWidth(PAD_WIDTH)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        self.entry = AmountEntry(tr("Cash given"), self.services.desk.formats.figure)
        column.addWidget(self.entry)
        self.quick = ChipGroup(tr("Quick amounts"), "share")
        self.quick.chosen.connect(self._pick)
        column.addWidget(self.quick)
        self.pad = Numpad("amount", "00")
        self.pad.digit.connect(self.entry.append)
        self.pad.erased.connect(self.entry.back)
        self.pad.cleared.connect(self.entry.clear)
        column.addWidget(self.pad, 1)
        self.take_button = MainButton(tr("Take"))
        self.take_button.clicked.connect(self.take)
        column.addWidget(self.take_button)
        self.entry.submitted.connect(lambda _minor: self.take())
        self.entry.changed.connect(self._typed)
        return box

    @property
    def side(self) -> QWidget:
        """The ticket."""
        return self.ticket.panel

    @property
    def home(self) -> QWidget:
        """The amount given."""
        return self.entry

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Proposes the exact amount; the next digit replaces it."""
        self.ticket.show_paying()
        due = self.services.checkout.due()
        self._tell_due()
        self._bar.setMaximum(max(1, due.minor))
        self._bar.setValue(0)
        self._offer_quick()
        self._laid = 0
        self.entry.set_value(due.minor)
        self.entry.setFocus()
        self._tell()

    def _offer_quick(self) -> None:
        """As many likely amounts as stand beside each other uncut, the smallest first."""
        amounts = self.services.checkout.quick_amounts()
        formats = self.services.desk.formats
        for many in range(len(amounts), 0, -1):
            self.quick.clear()
            for minor in amounts[:many]:
                self.quick.add(minor, formats.round_amount(minor), strong=True)
            if self.quick.minimumSizeHint().width() <= self._pad_box.width():
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window gives the figures less room than the bills need."""
        super().resizeEvent(event)
        compact = breakpoint(self.window().width()) == "compact"
        width = COMPACT_PAD_WIDTH if compact else PAD_WIDTH
        if width != self._pad_box.width():
            self._pad_box.setFixedWidth(width)
            self._lay_bills(2 if compact else 3)
            for button in self._bill_buttons:
                button.setFixedHeight(theme().px("button" if compact else "button-large"))
            if self.ticket.paying:
                self._offer_quick()
                self._tell()

    def _tell_due(self) -> None:
        formats = self.services.desk.formats
        exact, due = self.services.checkout.exact_due(), self.services.checkout.due()
        self._due.setText(formats.money(due.minor))
        self._paid.setText(tr("Paid {amount}", amount=formats.money(0)))
        self._total.setText(tr("Total {amount}", amount=formats.money(exact.minor)))
        self._tell_rounding(due.minor - exact.minor)

    def _tell_rounding(self, rounding: int) -> None:
        formats = self.services.desk.formats
        self._rounding.setVisible(rounding != 0)
        coin = formats.denomination(formats.currency.smallest_cash)
        self._rounding_words.setText(
            tr("{amount}, because the smallest coin is {coin}.", amount=formats.money(rounding), coin=coin)
        )

    def retranslate(self) -> None:
        self._title.setText(tr("Payment"))
        self._back_words.setText(tr("Back to sale"))
        self._back.setAccessibleName(tr("Back to sale"))
        self._back.setToolTip(tr("Back to sale"))
        self._due_label.setText(tr("Remaining due"))
        self._bar.setAccessibleName(tr("Paid"))
        self._bills.set_title(tr("Add up what is handed over"))
        self._rounding.set_title(tr("Cash rounding"))
        self.entry.set_label(tr("Cash given"))
        self.quick.setAccessibleName(tr("Quick amounts"))
        self.cash.setText(tr("Cash"))
        self.cash.setAccessibleName(tr("Cash"))
        if self.ticket.paying:
            self._tell_due()
            self._tell()

    # -- the figure ----------------------------------------------------------------------------

    def _typed(self, _minor: object) -> None:
        """Digits begin anew what bills added up."""
        self._laid = 0
        self._tell()

    def _pick(self, minor: object) -> None:
        if isinstance(minor, int):
            self._laid = 0
            self.entry.set_value(minor)
            self._tell()
            self.entry.setFocus()

    def _tell(self) -> None:
        formats = self.services.desk.formats
        given, due = self.entry.value(), self.services.checkout.due().minor
        enough = given >= due
        chip = given if given in self.quick.keys() else None  # noqa: SIM118  keys() of a widget, not of a mapping
        self.quick.select(chip)
        self.take_button.setEnabled(enough)
        words, change = tr("Take {amount}", amount=formats.money(given)), formats.money(max(0, given - due))
        second = f"{tr('Cash')} · {tr('Enter')}"
        if not enough:
            second = tr("{amount} is missing", amount=formats.money(due - given))
        if not _fits(words, change, self._pad_box.width()):
            words, second = tr("Take"), formats.money(given) if enough else second
        self.take_button.set_words(words, second)
        self.take_button.set_amount(change, tr("Change"))

    def take(self) -> None:
        """Takes the cash; the sale is on disk before the next screen is drawn."""
        if not self.take_button.isEnabled():
            return
        given = self.entry.value()
        lines, totals = self.ticket.lines(), self.services.tickets.totals

        def pay(_approval: object) -> tuple[Sale, Totals]:
            return self.services.checkout.pay_cash(given), totals

        def done(result: tuple[Sale, Totals]) -> None:
            self.window_.go("done", sale=result[0], totals=result[1], lines=lines)

        self.window_.act(pay, done)

    def keys(self) -> list[Key]:
        picks = [
            Key(
                f"Ctrl+{place + 1}",
                tr("Quick amount {number}", number=place + 1),
                partial(self._nth, place),
                False,
            )
            for place in range(4)
        ]
        return [Key("F1", tr("Cash"), self.entry.setFocus), Key("F12", tr("Take"), self.take), *picks]

    def _nth(self, place: int) -> None:
        amounts = self.services.checkout.quick_amounts()
        if place < len(amounts):
            self._pick(amounts[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif not self.pad.take_key(event):
            super().keyPressEvent(event)

    def scanned(self, code: str) -> bool:
        """A scan while paying goes nowhere: the ticket is locked."""
        self.window_.toast(
            tr("The ticket is being paid"),
            tr("Go back to the sale to add {code}.", code=code),
            kind="attention",
        )
        return True

    def escape(self) -> bool:
        """Back to the sale; nothing was taken."""
        self.window_.go("sale")
        return True
