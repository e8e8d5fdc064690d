"""The virtual ZVT terminal: its display, the customer's cards, the cashier's word, and what may go wrong."""

from collections.abc import Callable
from functools import cache, partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import currency
from pos_desktop.ui.theme.tokens import theme, themes
from pos_desktop.ui.virtual_devices.reader_picture import ReaderPicture
from pos_desktop.ui.virtual_devices.zvt_faults import FaultsCard
from pos_desktop.ui.virtual_devices.zvt_port import ShownZvtState, ShownZvtTerminal, Stop
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.toggle import Toggle

AUTOMATIC_MS = 1_500
"""How long a customer takes who needs nobody to press a button."""
NOT_COVERED, EXPIRED, REFUSED, WRONG_PIN = 0x33, 0x78, 0x05, 0x37
_COLUMNS = 3
Screen = tuple[str, str, str, str, str]
"""Amount, line, note, icon and colour."""


class VirtualZvtWindow(QWidget):
    """Follows the terminal while it is shown; a hidden window costs nothing. `locale` writes the amounts."""

    _changed = Signal()

    def __init__(
        self, terminal: ShownZvtTerminal, locale: str = "en-US", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._terminal = terminal
        self._locale = locale
        self._stop: Stop | None = None
        self._changed.connect(self._show_state)
        themes().changed.connect(self.update)
        self._build()
        self.setWindowTitle(tr("Virtual ZVT terminal"))
        self._show_state()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        edge = theme().space(4)
        row.setContentsMargins(edge, edge, edge, edge)
        row.setSpacing(edge)
        self.reader = ReaderPicture(self)
        row.addWidget(self.reader, 1)
        panel = QWidget(self)
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        column.addLayout(self._heading())
        column.addWidget(self._customer())
        column.addWidget(self._switches())
        self.faults = FaultsCard(self._terminal)
        column.addWidget(self.faults)
        column.addStretch(1)
        row.addWidget(panel)

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(tr("Virtual ZVT terminal"), "title", "semibold"))
        terminal = self._terminal
        network = tr("network {address}", address=f"{terminal.host}:{terminal.port}")
        path = terminal.serial_path
        where = tr("serial port {address}", address=path) if path else network
        words.addWidget(Label(where, "caption", color="text-2"))
        row.addLayout(words, 1)
        self.state_tag = StateTag("")
        row.addWidget(self.state_tag)
        return row

    def _customer(self) -> Card:
        card = Card(tr("Customer"))
        self.turnover = StateTag("")
        card.add_to_head(self.turnover)
        terminal = self._terminal
        hold_up, decline = terminal.hold_up, terminal.decline
        self.girocard = Button(tr("girocard ···· {digits}", digits="1234"))
        self.visa = Button(tr("Visa ···· {digits}", digits="4242"))
        self.mastercard = Button(tr("Mastercard ···· {digits}", digits="5454"))
        self.signing = Button(tr("Visa with signature"))
        self.short, self.declined = Button(tr("Insufficient funds")), Button(tr("Card declined"))
        self.expired, self.wrong_pin = Button(tr("Expired card")), Button(tr("Wrong PIN"))
        self.leave = Button(tr("Walk away"))
        self.accept, self.reject = Button(tr("Signature matches")), Button(tr("Signature differs"))
        acts: list[tuple[Button, Callable[[], object]]] = [
            (self.girocard, partial(hold_up, "girocard")),
            (self.visa, partial(hold_up, "visa")),
            (self.mastercard, partial(hold_up, "mastercard")),
            (self.signing, partial(hold_up, "signing")),
            (self.short, partial(decline, NOT_COVERED)),
            (self.declined, partial(decline, REFUSED)),
            (self.expired, partial(decline, EXPIRED)),
            (self.wrong_pin, terminal.wrong_pin),
            (self.leave, terminal.press_stop),
            (self.accept, partial(terminal.judge_signature, True)),
            (self.reject, partial(terminal.judge_signature, False)),
        ]
        card.body.addLayout(_grid(acts))
        return card

    def _switches(self) -> Card:
        card = Card()
        terminal = self._terminal
        self.automatic = Toggle(tr("Automatic"))
        self.paper, self.power = Toggle(tr("Paper out")), Toggle(tr("Power off"))
        switches: list[tuple[Toggle, str, Callable[[], None], Callable[[], None]]] = [
            (self.automatic, tr("Automatic"), self._pay_by_itself, self._wait_for_hands),
            (self.paper, tr("Paper out"), terminal.paper_out, terminal.paper_in),
            (self.power, tr("Power off"), terminal.power_off, terminal.power_on),
        ]
        row = QHBoxLayout()
        row.setSpacing(theme().space(6))
        for toggle, text, on, off in switches:
            _switch(toggle, on, off)
            pair = QHBoxLayout()
            pair.addWidget(Label(text), 1)
            pair.addWidget(toggle)
            row.addLayout(pair, 1)
        card.body.addLayout(row)
        return card

    def _pay_by_itself(self) -> None:
        self._terminal.automatic = AUTOMATIC_MS

    def _wait_for_hands(self) -> None:
        self._terminal.automatic = None

    # Following it -------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stop is None:
            self._stop = self._terminal.on_change(self._changed.emit)
        self._show_state()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        stop, self._stop = self._stop, None
        if stop is not None:
            stop()

    def _show_state(self) -> None:
        state = self._terminal.state
        self.reader.say(*self._screen(state))
        self._show_summary(state)
        cards = (self.girocard, self.visa, self.mastercard, self.signing)
        for button in (*cards, self.short, self.declined, self.expired, self.wrong_pin, self.leave):
            button.setEnabled(state.powered and state.stage == "waiting_for_card")
        for button in (self.accept, self.reject):
            button.setEnabled(state.powered and state.stage == "signing")
        self.automatic.setChecked(self._terminal.automatic is not None)
        self.paper.setChecked(not state.paper)
        self.power.setChecked(not state.powered)
        self.faults.show_count(state.faults)

    def _show_summary(self, state: ShownZvtState) -> None:
        if not state.powered:
            self.state_tag.set_state(tr("Switched off"), "danger")
        elif not state.paper:
            self.state_tag.set_state(tr("Paper out"), "attention")
        elif state.stage != "idle":
            self.state_tag.set_state(tr("Busy"), "accent")
        elif state.registered:
            self.state_tag.set_state(tr("Ready"), "good")
        else:
            self.state_tag.set_state(tr("Not registered"), "neutral")
        amount = self._money(self._terminal.turnover_minor, state.currency)
        self.turnover.set_state(tr("Today {amount}", amount=amount), "neutral")

    def _screen(self, state: ShownZvtState) -> Screen:
        if not state.powered:
            return "", tr("Switched off"), "", "none", "text-2"
        if state.stage == "idle":
            return self._ended(state)
        amount = self._money(state.amount_minor, state.currency)
        note = {"refund": tr("Refund"), "reversal": tr("Void")}.get(state.kind or "", "")
        lines = {
            "waiting_for_card": (tr("Tap, insert or swipe"), "", "text"),
            "asking_bank": (tr("Asking the bank"), "clock", "text-2"),
            "signing": (tr("Please sign"), "pen-nib", "text"),
        }
        line, icon, color = lines.get(state.stage, (tr("Telling the register"), "clock", "text-2"))
        return amount, line, note, icon, color

    def _ended(self, state: ShownZvtState) -> Screen:
        """What stays on the screen until the next payment."""
        amount = self._money(state.amount_minor, state.currency)
        if state.ended == "declined":
            return amount, _reason(state.ended_result), "", "x-circle-fill", "danger"
        if state.ended == "stopped":
            return amount, tr("Cancelled"), "", "prohibit", "text-2"
        if state.ended != "approved" or state.last is None:
            return "", tr("Welcome"), "", "storefront", "text-2"
        last = state.last
        note = tr("{brand} ···· {digits}", brand=last.card, digits=last.last_four)
        return (
            self._money(last.amount_minor, state.currency),
            tr("Approved"),
            note,
            "check-circle-fill",
            "good",
        )

    def _money(self, minor: int, code: str) -> str:
        return _formats(self._locale, code).money(minor)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), theme().color("canvas"))


@cache
def _formats(locale: str, code: str) -> Formats:
    return Formats(locale, currency(code))


def _grid(acts: list[tuple[Button, Callable[[], object]]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(theme().space(2))
    for place, (button, act) in enumerate(acts):
        _wire(button, act)
        grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
    for column in range(_COLUMNS):  # longer words make all columns wider
        grid.setColumnStretch(column, 1)
        grid.setColumnMinimumWidth(column, theme().px("ticket") * 2 // 5)
    return grid


def _wire(button: Button, act: Callable[[], object]) -> None:
    button.clicked.connect(lambda checked=False: act())


def _switch(toggle: Toggle, on: Callable[[], None], off: Callable[[], None]) -> None:
    toggle.clicked.connect(lambda checked: on() if checked else off())


def _reason(result: int) -> str:
    """A few words, as a display has room for."""
    reasons = {
        NOT_COVERED: tr("Insufficient funds"),
        EXPIRED: tr("Expired card"),
        WRONG_PIN: tr("Wrong PIN"),
    }
    return reasons.get(result, tr("Card declined"))
