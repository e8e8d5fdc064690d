"""The virtual ZVT terminal: its display, the customer's cards, the cashier's word, and what may go wrong."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.panel_parts import button_grid, switch, switch_row
from pos_desktop.ui.virtual_devices.reader_window import ReaderWindow, Screen
from pos_desktop.ui.virtual_devices.zvt_faults import FaultsCard
from pos_desktop.ui.virtual_devices.zvt_port import ShownZvtState, ShownZvtTerminal, Stop
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.toggle import Toggle

AUTOMATIC_MS = 1_500
"""How long a customer takes who needs nobody to press a button."""
NOT_COVERED, EXPIRED, REFUSED, WRONG_PIN = 0x33, 0x78, 0x05, 0x37
_COLUMNS = 3


class VirtualZvtWindow(ReaderWindow):
    """Its cards, the cashier's word, and its mishaps."""

    def __init__(
        self, terminal: ShownZvtTerminal, locale: str = "en-US", parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Virtual ZVT terminal"), locale, parent)
        self._terminal = terminal
        self.faults = FaultsCard(terminal)
        self._lay_out(_address(terminal), (self._customer(), self._switches(), self.faults))
        self._show_state()

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
        card.body.addLayout(button_grid(acts, columns=_COLUMNS))
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
            switch(toggle, on, off)
            row.addLayout(switch_row(text, toggle), 1)
        card.body.addLayout(row)
        return card

    def _pay_by_itself(self) -> None:
        self._terminal.automatic = AUTOMATIC_MS

    def _wait_for_hands(self) -> None:
        self._terminal.automatic = None

    # Following it -------------------------------------------------------------------------------

    def _listen(self) -> Sequence[Stop]:
        return (self._terminal.on_change(self._changed.emit),)

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


def _address(terminal: ShownZvtTerminal) -> str:
    if terminal.serial_path:
        return tr("serial port {address}", address=terminal.serial_path)
    return tr("network {address}", address=f"{terminal.host}:{terminal.port}")


def _reason(result: int) -> str:
    """A few words, as a display has room for."""
    reasons = {
        NOT_COVERED: tr("Insufficient funds"),
        EXPIRED: tr("Expired card"),
        WRONG_PIN: tr("Wrong PIN"),
    }
    return reasons.get(result, tr("Card declined"))
