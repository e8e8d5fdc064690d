"""The drawer: opening a shift, and what moves in and out of it until it is counted."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_desktop.application.events import Event
from pos_desktop.application.shift_view import ShiftView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.shift import CashMove
from pos_desktop.ui.dialogs.cash_move import CashMovePanel, NoSalePanel
from pos_desktop.ui.screens.screen_head import PaddedColumn, ScreenHead
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels import shifts as words
from pos_desktop.ui.viewmodels.orders import when_words
from pos_desktop.ui.widgets.amount_entry import AmountEntry
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.list_view import ListLook, ListView
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.side import Side
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.tender_button import TenderButton
from pos_desktop.ui.widgets.ticket_panel import PanelHeader

_MOVES = ListLook(row=56, weight="medium")
_COLUMNS, _COLUMNS_COMPACT = 5, 3
X_REPORT = "x"


class ActionCard(TenderButton):
    """A card that acts when it is pressed; it is never chosen."""

    def nextCheckState(self) -> None:
        """Stays as it is."""

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.update()


class OpenSide(Side):
    """The float, and the button that opens the shift."""

    def __init__(self, window: Window, open_shift: Callable[[int], None]) -> None:
        super().__init__()
        self._desk, self._open = window.services.desk, open_shift
        self._proposed = 0
        self.header = PanelHeader()
        exponent = self._desk.formats.currency.exponent
        self.entry = AmountEntry("", self._figure, exponent=exponent)
        self.choices = ChipGroup("", "share", optional=True)
        self.pad = Numpad("amount", "00")
        self.pad.digit.connect(self.entry.append)
        self.pad.erased.connect(self.entry.back)
        self.pad.cleared.connect(self.entry.clear)
        self.entry.changed.connect(lambda _minor: self._tell())
        self.entry.submitted.connect(lambda _minor: self._press())
        self.choices.chosen.connect(self._take)
        self.button = MainButton("")
        self.button.clicked.connect(self._press)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        body = QVBoxLayout()
        side = theme().space(4)
        body.setContentsMargins(side, side, side, side)
        body.setSpacing(theme().space(3))
        for widget in (self.entry, self.choices):
            body.addWidget(widget)
        body.addWidget(self.pad, 1)
        body.addSpacing(theme().space(1))
        body.addWidget(self.button)
        column.addLayout(body, 1)
        self.setFocusProxy(self.entry)

    def show_for(self, number: int, proposed: int | None) -> None:
        """Proposes what the last shift left."""
        self.header.set_texts(tr("Open shift {number}", number=number), tr("Count what lies in the drawer"))
        self.entry.set_label(tr("Float"))
        self.choices.clear()
        self.choices.setVisible(proposed is not None)
        if proposed is not None:
            left = tr("As left: {amount}", amount=self._desk.formats.money(proposed))
            self.choices.add(proposed, left, strong=True)
            self.choices.add(0, tr("Empty drawer"))
        self._proposed = proposed or 0
        self.entry.set_value(self._proposed)
        self._tell()

    @property
    def typed(self) -> bool:
        """Whether another float than the proposed one stands there."""
        return self.entry.value() != self._proposed

    def _figure(self, minor: int) -> str:
        """As the place writes it now: the settings may change while the panel stands."""
        return self._desk.formats.figure(minor)

    def _take(self, amount: object) -> None:
        if isinstance(amount, int):
            self.entry.set_value(amount)
        self._tell()

    def _tell(self) -> None:
        value = self.entry.value()
        known = self.choices.keys()
        self.choices.select(value if value in known else None)
        self.button.set_words(tr("Open shift"), tr("Sales can be paid from then on"))
        self.button.set_amount(self._desk.formats.money(value))

    def _press(self) -> None:
        self._open(self.entry.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.pad.take_key(event):
            super().keyPressEvent(event)


class ShiftSide(Side):
    """The shift's facts, nothing of what the drawer should hold, and the way to the count."""

    def __init__(self, go_on: Callable[[], None]) -> None:
        super().__init__()
        self.header = PanelHeader()
        self.state = StateTag("")
        self.header.set_actions((self.state,))
        self.rows = KeyValueRows()
        self.hint = Banner("", "", "neutral", icon="eye-slash")
        self.button = MainButton("")
        self.button.clicked.connect(go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        body = QVBoxLayout()
        side = theme().space(4)
        body.setContentsMargins(side, side, side, side)
        body.setSpacing(theme().space(3))
        body.addWidget(self.rows)
        body.addWidget(self.hint)
        body.addStretch(1)
        body.addWidget(self.button)
        column.addLayout(body, 1)


class CashScreen(Screen):
    """One of two faces: no shift is open, or the shift at work."""

    name = "cash"
    rail_cell = "cash"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._shift: ShiftView | None = None
        self.head = ScreenHead()
        self.cards: dict[str, ActionCard] = {}
        self._grid = QGridLayout()
        self._grid.setSpacing(theme().gap("cards"))
        self._add_cards()
        self.moves_card = Card(" ", padding=0)
        self.moves = ListView(_MOVES)
        self.moves.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # The list paints square corners: it keeps off the card's round ones.
        self.moves_card.body.setContentsMargins(0, theme().border("hair"), 0, theme().radius("card"))
        self.moves_card.body.addWidget(self.moves, 1)
        self.empty = EmptyState("wallet")
        self._faces = QStackedWidget()
        self._faces.addWidget(self._open_face())
        self._faces.addWidget(self.empty)
        self._column = PaddedColumn(self)
        self._column.addWidget(self.head)
        self._column.addWidget(self._faces, 1)
        self.opening = OpenSide(window, self.open_shift)
        self.shift_side = ShiftSide(self.go_on)
        self._side = QStackedWidget()
        self._side.addWidget(self.opening)
        self._side.addWidget(self.shift_side)
        for event in (Event.SHIFT, Event.SOLD):
            self.services.desk.events.on(event, self._on_change)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def _open_face(self) -> QWidget:
        face = QWidget()
        column = QVBoxLayout(face)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().gap("cards"))
        column.addLayout(self._grid)
        column.addWidget(self.moves_card, 1)
        return face

    def _add_cards(self) -> None:
        keys = (CashMove.PAY_IN, CashMove.PAY_OUT, CashMove.DROP, CashMove.NO_SALE)
        for number, kind in enumerate(keys, start=1):
            card = ActionCard("", words.MOVE_ICONS[kind], str(number))
            card.clicked.connect(lambda _=False, kind=kind: self.ask(kind))
            self.cards[kind.value] = card
        card = ActionCard("", "chart-bar", "5")
        card.clicked.connect(self.show_x)
        self.cards[X_REPORT] = card

    @property
    def side(self) -> QWidget:
        """The float to type, or the shift's facts."""
        return self._side

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows the shift as it is on disk."""
        self.refresh()
        self.home.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Without a shift, digits are the float's."""
        if self._shift is not None or not self.opening.pad.take_key(event):
            super().keyPressEvent(event)

    def scanned(self, code: str) -> bool:
        """A float that is being typed is worth more than the scan; without a shift nothing can be paid anyway."""
        if self._shift is not None or not self.opening.typed:
            return False
        self.window_.beep()
        self.window_.toast(
            tr("No shift is open"), tr("Go back to the sale to add {code}.", code=code), kind="attention"
        )
        return True

    def retranslate(self) -> None:
        names = {
            CashMove.PAY_IN.value: tr("Pay in"),
            CashMove.PAY_OUT.value: tr("Pay out"),
            CashMove.DROP.value: tr("Cash drop"),
            CashMove.NO_SALE.value: tr("No sale"),
            X_REPORT: tr("X report"),
        }
        for key, card in self.cards.items():
            card.set_text(names[key])
        self.moves.setAccessibleName(tr("Cash moved by hand"))
        if self.services.desk.person is not None:
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.follow(event, self.window())
        self._arrange_cards()

    def _arrange_cards(self) -> None:
        columns = _COLUMNS_COMPACT if breakpoint(self.window().width()) == "compact" else _COLUMNS
        for place, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _on_change(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Reads the shift again."""
        self._shift = self.services.shifts.current()
        self._faces.setCurrentIndex(1 if self._shift is None else 0)
        self._side.setCurrentWidget(self.opening if self._shift is None else self.shift_side)
        self.head.set_texts(tr("Cash"), self._day())
        if self._shift is None:
            self._show_closed()
        else:
            self._show_shift(self._shift)

    def _day(self) -> str:
        desk = self.services.desk
        now = desk.clock.now()
        return f"{desk.register.name} · {desk.formats.weekday(now)}, {desk.formats.day(now)}"

    def _show_closed(self) -> None:
        desk, before = self.services.desk, self.services.shifts.recent(1)
        number, proposed, second = 1, None, ""
        if before:
            last = before[0]
            number = last.number + 1
            report = self.services.shifts.z_report(last.id)
            proposed = report.float_left_minor if report else None
            ended = last.closed_at or last.opened_at
            last_words = tr("Last shift {number}", number=last.number)
            second = f"{last_words} · {when_words(ended, desk.clock.now(), desk.formats)}"
        first = tr("Count the money in the drawer and type it in. Then sales can be paid.")
        self.empty.set_words(tr("No shift is open"), f"{first}\n{second}".strip())
        self.opening.show_for(number, proposed)

    def _show_shift(self, shift: ShiftView) -> None:
        desk = self.services.desk
        sales = self.services.shifts.sales(shift.id)
        moves = self.services.shifts.moves(shift.id)
        self.moves_card.set_title(
            tr("Cash moved by hand"), tr_n("{count} entry", "{count} entries", len(moves))
        )
        self.moves.set_rows([words.move_row(move, desk.formats) for move in moves])
        self._tell_cards(shift)
        since = words.shift_since(shift, sales, desk.formats, desk.clock.now())
        self.shift_side.header.set_texts(tr("Shift {number}", number=shift.number), since)
        self._tell_state(shift)
        rows = self.shift_side.rows
        rows.clear()
        rows.add("person", tr("Opened by"), shift.opened_by_name)
        rows.add("float", tr("Opening float"), desk.formats.figure(shift.float_minor))
        rows.add("sales", tr("Sales"), desk.formats.number(sales))
        for kind, caption in (
            (CashMove.PAY_IN, tr("Paid in")),
            (CashMove.PAY_OUT, tr("Paid out")),
            (CashMove.DROP, tr("Cash drops")),
        ):
            rows.add(kind, caption, desk.formats.figure(sum(m.amount_minor for m in moves if m.kind is kind)))
        opened = sum(1 for move in moves if move.kind is CashMove.NO_SALE)
        rows.add("no_sale", tr("No sale"), desk.formats.number(opened))

    def _tell_state(self, shift: ShiftView) -> None:
        side, formats = self.shift_side, self.services.desk.formats
        may_close = self._may(Permission.CLOSE_SHIFT)
        if shift.state == "open":
            side.state.set_state(tr("Open"), "good")
            side.hint.set_words(
                "", tr("What the drawer should hold is shown after the count."), "neutral", icon="eye-slash"
            )
            side.button.set_words(tr("Count and close"), tr("Count the drawer first"))
            side.button.set_icon("calculator")
        else:
            side.state.set_state(tr("Counted"), "attention")
            words_ = tr(
                "The drawer is counted. Nothing is sold any more until the shift is closed and the next one open."
            )
            side.hint.set_words("", words_, "attention", icon="warning-fill")
            counted = formats.time(shift.counted_at or shift.opened_at)
            side.button.set_words(
                tr("Close shift {number}", number=shift.number), tr("Counted at {time}", time=counted)
            )
            side.button.set_icon("lock-simple")
        side.button.setEnabled(may_close)
        if not may_close:
            side.button.set_words(tr("Count and close"), tr("Ask a manager"))

    def _tell_cards(self, shift: ShiftView) -> None:
        counted = "" if shift.state == "open" else tr("Counted")
        for key, card in self.cards.items():
            card.refuse("" if key == X_REPORT else counted)
        self.cards[X_REPORT].refuse("" if self._may(Permission.SEE_REPORTS) else tr("For managers"))

    def _may(self, permission: Permission) -> bool:
        person = self.services.desk.person
        return person is not None and person.role.allows(permission)

    def keys(self) -> list[Key]:
        """The numbers on the cards."""
        if self._shift is None:
            return [Key("Return", tr("Open the shift"), self.opening.button.click, in_palette=False)]
        actions = [
            Key(str(number), card.text(), card.click)
            for number, card in enumerate(self.cards.values(), start=1)
        ]
        return [*actions, Key("Return", tr("Count and close"), self.shift_side.button.click)]

    # -- what the buttons do -------------------------------------------------------------------

    def open_shift(self, float_minor: int) -> None:
        """Opens the shift; the sale comes next."""
        formats = self.services.desk.formats

        def told(shift: ShiftView) -> None:
            self.window_.toast(
                tr("Shift {number} is open", number=shift.number),
                tr("With a float of {amount}", amount=formats.money(shift.float_minor)),
            )
            self.window_.go("sale")

        self.window_.act(lambda _approval: self.services.shifts.open(float_minor), told)

    def ask(self, kind: CashMove) -> None:
        """Asks how much and why, or only why for a drawer opened without a sale."""
        if kind is CashMove.NO_SALE:
            self.window_.show_overlay(NoSalePanel(self.window_, self.open_drawer))
        else:
            panel = CashMovePanel(self.window_, kind, lambda minor, reason: self.book(kind, minor, reason))
            self.window_.show_overlay(panel)

    def book(self, kind: CashMove, minor: int, reason: str) -> None:
        """Books the move, with a manager's word where the role asks for it."""
        formats = self.services.desk.formats

        def told(_job: object) -> None:
            self.window_.close_overlay()
            name = {
                CashMove.PAY_IN: tr("{amount} paid in", amount=formats.money(minor)),
                CashMove.PAY_OUT: tr("{amount} paid out", amount=formats.money(minor)),
            }.get(kind, tr("{amount} dropped", amount=formats.money(minor)))
            self.window_.toast(name, reason)

        self.window_.act(lambda approval: self.services.shifts.move_cash(kind, minor, reason, approval), told)

    def open_drawer(self, reason: str) -> None:
        """Opens the drawer without a sale."""
        self.window_.act(lambda approval: self.services.shifts.no_sale(reason, approval), self._drawer_opened)

    def _drawer_opened(self, _job: object) -> None:
        self.window_.close_overlay()
        self.window_.toast(
            tr("Drawer opened without a sale"), tr("It is noted in the report."), kind="neutral"
        )

    def show_x(self) -> None:
        """The report until now."""
        self.window_.go("close", view="x")

    def go_on(self) -> None:
        """To the count, or to the close when it is counted."""
        if self._shift is not None:
            self.window_.go("count" if self._shift.state == "open" else "close")
