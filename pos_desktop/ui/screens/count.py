"""The blind count: how many of each bill and coin lie in the drawer. Nothing here knows what should lie there."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.errors import Refused
from pos_desktop.application.shift_view import ShiftView
from pos_desktop.application.wording import tr
from pos_desktop.domain.cash import bills, coins
from pos_desktop.domain.money import Currency
from pos_desktop.domain.shift import count_up
from pos_desktop.ui.dialogs.cash_move import NoSalePanel
from pos_desktop.ui.screens.count_rows import CountCard, CountRow
from pos_desktop.ui.screens.screen_head import PaddedColumn, ScreenHead
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels import shifts as words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.field_frame import FieldFrame
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.side import Side
from pos_desktop.ui.widgets.state_tag import StateTag


class BlindNote(QWidget):
    """Says that what the drawer should hold is shown later, and holds no figure itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme().px("touch"))
        self._first = Label("", "body", color="text-2")
        self._second = Label("", "caption", color="text-2")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().space(4), 0, theme().space(4), 0)
        row.setSpacing(theme().space(3))
        row.addWidget(IconView("eye-slash", "text-2"))
        row.addWidget(self._first, 1)
        row.addWidget(self._second)

    def retranslate(self) -> None:
        self._first.setText(tr("Expected amount"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The longer words where they fit beside the caption."""
        self._second.setText(tr("Shown after the count"))
        around = 2 * theme().space(4) + 2 * theme().space(3) + theme().px("icon")
        if around + self._first.sizeHint().width() + self._second.sizeHint().width() > self.width():
            self._second.setText(tr("After the count"))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        box(QPainter(self), self.rect(), "canvas")


class CountSide(Side):
    """The sum so far, the number pad, a note, and the button that ends the count for good."""

    def __init__(self) -> None:
        super().__init__()
        self._caption = Label("", "title", "semibold", elide=False)
        self.total = FittedLabel("", "total", align=Align.RIGHT)
        self.blind = BlindNote()
        self.field = Label("", "body", "semibold")
        self._hint = Label("", "caption", color="text-2", align=Align.END)
        self.pad = Numpad("amount", "clear")
        self.note = FieldFrame("note-pencil")
        self.note.edit.setMaxLength(200)
        self.button = MainButton("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._upper())
        column.addWidget(Divider())
        column.addLayout(self._lower(), 1)

    def _upper(self) -> QVBoxLayout:
        side = theme().space(4)
        sums = QHBoxLayout()
        sums.setSpacing(theme().space(4))
        caption = QVBoxLayout()
        caption.addStretch(1)
        caption.addWidget(self._caption)
        caption.addSpacing(theme().space(1))
        sums.addLayout(caption)
        sums.addWidget(self.total, 1)
        upper = QVBoxLayout()
        upper.setContentsMargins(side, theme().space(5), side, side)
        upper.setSpacing(theme().space(3))
        upper.addLayout(sums)
        upper.addWidget(self.blind)
        return upper

    def _lower(self) -> QVBoxLayout:
        side = theme().space(4)
        words_ = QHBoxLayout()
        words_.setSpacing(theme().space(3))
        words_.addWidget(self.field, 1)
        words_.addWidget(self._hint)
        lower = QVBoxLayout()
        lower.setContentsMargins(side, side, side, side)
        lower.setSpacing(theme().space(3))
        lower.addLayout(words_)
        lower.addWidget(self.pad, 1)
        lower.addWidget(self.note)
        lower.addSpacing(theme().space(1))
        lower.addWidget(self.button)
        return lower

    def retranslate(self) -> None:
        self._caption.setText(tr("Counted"))
        self._hint.setText(tr("Enter goes to the next field"))
        self.note.edit.setPlaceholderText(tr("Note for the manager (optional)"))
        self.note.edit.setAccessibleName(tr("Note for the manager (optional)"))
        self.blind.retranslate()

    def tell(self, money: str) -> None:
        """The sum so far, here and on the button."""
        self.total.setText(money)
        self._tell_button()
        # The sum above is the large figure; here it keeps one size while it grows.
        self.button.set_amount(money, largest="figure")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_button()

    def _tell_button(self) -> None:
        """The longer words, except in the narrow column of a compact window. Before it is shown the side stands in no window:
        the words follow its own width, which changes with the window's."""
        compact = self.width() <= theme().px("ticket", "compact")
        second = tr("It is final") if compact else tr("Cannot be changed afterwards")
        self.button.set_words(tr("Confirm count"), second)


class CountScreen(Screen):
    """Counts the drawer of the open shift."""

    name = "count"
    rail_cell = "cash"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._shift: ShiftView | None = None
        self._currency: Currency | None = None
        self._active: CountRow | None = None
        self.head = ScreenHead(with_back=True)
        self.head.back.connect(lambda: self.window_.go("cash"))
        self._step = StateTag("")
        self.drawer = Button(icon="tray", name=" ")
        self.drawer.clicked.connect(self.ask_drawer)
        self.head.add_end(self._step)
        self.head.add_end(self.drawer)
        self.cards: tuple[CountCard, ...] = ()
        self._cards = QHBoxLayout()
        self._cards.setSpacing(theme().gap("columns"))
        self._column = PaddedColumn(self)
        self._column.addWidget(self.head)
        self._column.addLayout(self._cards, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._side = CountSide()
        self._side.pad.digit.connect(self._type)
        self._side.pad.erased.connect(self._erase)
        self._side.pad.cleared.connect(self._clear)
        self._side.button.clicked.connect(self.confirm)
        self._side.note.edit.returnPressed.connect(self._side.button.setFocus)
        self.retranslate()

    @property
    def side(self) -> CountSide:
        """Where the sum and the number pad are."""
        return self._side

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Begins a count, or goes on with the one of the same shift."""
        shift = self.services.shifts.current()
        if shift is None or shift.state != "open":
            raise Refused(tr("There is no open shift to count"))
        begun = self._shift is not None and shift.id == self._shift.id
        self._shift = shift
        self._lay_out(self.services.desk.settings.currency)
        if not begun:
            for row in self.rows:
                row.reset()
            self._side.note.edit.clear()
        self.retranslate()
        if not begun or self._active is None:
            self.activate(self.rows[0])
        self.home.setFocus()

    @property
    def rows(self) -> list[CountRow]:
        """Every bill and coin, the largest first."""
        return [row for card in self.cards for row in card.rows]

    def _lay_out(self, currency: Currency) -> None:
        """Makes the rows of a currency; another one only after the store's money was changed."""
        if currency == self._currency:
            return
        for old in self.cards:
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self._currency, self._active = currency, None
        kinds = (bills(currency), coins(currency))
        self.cards = tuple(CountCard(self._rows_of(kind)) for kind in kinds if kind)  # some are paper alone
        for card in self.cards:
            self._cards.addWidget(card, 1)
        self._arrange()

    def _rows_of(self, denominations: tuple[int, ...]) -> list[CountRow]:
        formats = self.services.desk.formats
        made = [CountRow(denomination, formats.denomination(denomination)) for denomination in denominations]
        for row in made:
            row.changed.connect(self._tell)
            row.activated.connect(lambda row=row: self.activate(row))
            self._side.pad.listen_on(row.stepper)
            row.stepper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return made

    def retranslate(self) -> None:
        formats = self.services.desk.formats
        self.head.retranslate()
        self._side.retranslate()
        self.drawer.set_text(tr("Open drawer"))
        self._step.set_state(tr("Step {number} of {count}", number=1, count=3))
        for card, title in zip(self.cards, (tr("Bills"), tr("Coins")), strict=False):
            card.set_texts(title)
        for row in self.rows:
            row.set_formats(formats)
        self._arrange()
        if self._active is not None:
            self._side.field.setText(self._active.face)
        if self._shift is not None:
            sales = self.services.shifts.sales(self._shift.id)
            title = tr("Close shift {number} · count the drawer", number=self._shift.number)
            self.head.set_texts(
                title, words.shift_since(self._shift, sales, formats, self.services.desk.clock.now())
            )
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.follow(event, self.window())
        self._arrange()

    def _arrange(self) -> None:
        compact = breakpoint(self.window().width()) == "compact"
        for card in self.cards:
            card.set_compact(compact)
        self.drawer.set_icon_only(compact)

    def _tell(self) -> None:
        formats = self.services.desk.formats
        for card in self.cards:
            card.tell_sum(formats.figure(card.worth()))
        self._side.tell(formats.money(count_up(self.counts())))

    def counts(self) -> dict[int, int]:
        """Pieces by denomination in minor units."""
        return {row.denomination: row.pieces() for row in self.rows}

    # -- the active field ----------------------------------------------------------------------

    def activate(self, row: CountRow) -> None:
        """The number pad writes into this row from now on."""
        if self._active is not None and self._active is not row:
            self._active.set_active(False)
        self._active = row
        row.set_active(True)
        self._side.field.setText(row.face)
        self.setFocus()

    @property
    def active(self) -> CountRow | None:
        """Where the number pad writes."""
        return self._active

    def _go(self, step: int) -> None:
        """To the next field; behind the last one stands the button."""
        rows = self.rows
        place = rows.index(self._active) + step if self._active in rows else 0
        if place >= len(rows):
            self._side.button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.activate(rows[max(0, place)])

    def _type(self, digit: str) -> None:
        if self._active is not None:
            self._active.type(digit)

    def _erase(self) -> None:
        if self._active is not None:
            self._active.erase()

    def _clear(self) -> None:
        if self._active is not None:
            self._active.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and self._active is not None:
            self._active.stepper.step(1 if key == Qt.Key.Key_Plus else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._go(1)
        elif key == Qt.Key.Key_Up:
            self._go(-1)
        elif not self._side.pad.take_key(event):
            super().keyPressEvent(event)

    def keys(self) -> list[Key]:
        """What the count is typed with."""
        return [
            Key("Return", tr("Next field"), lambda: self._go(1), in_palette=False),
            Key("F9", tr("Open the drawer"), self.ask_drawer),
            Key("F12", tr("Confirm count"), self.confirm),
        ]

    def scanned(self, code: str) -> bool:
        """A code scanned while counting is no number of pieces and starts no sale."""
        return True

    def escape(self) -> bool:
        """Back to the cash; what was counted is kept until then."""
        self.window_.go("cash")
        return True

    # -- what the buttons do -------------------------------------------------------------------

    def ask_drawer(self) -> None:
        """Opens the drawer to be counted."""
        self.window_.show_overlay(NoSalePanel(self.window_, self._open_drawer))

    def _open_drawer(self, reason: str) -> None:
        def told(_job: object) -> None:
            self.window_.close_overlay()
            self.window_.toast(
                tr("Drawer opened without a sale"), tr("It is noted in the report."), kind="neutral"
            )

        self.window_.act(lambda approval: self.services.shifts.no_sale(reason, approval), told)

    def confirm(self) -> None:
        """Stores the count for good; the close comes next."""
        counted, note = self.counts(), self._side.note.edit.text()

        def told(_shift: ShiftView) -> None:
            self._shift = None
            self.window_.go("close")

        self.window_.act(lambda _approval: self.services.shifts.confirm_count(counted, note), told)
