"""The virtual card terminal: its reader, the customer's cards, and a hand on its cable."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from pos_desktop.application.payment_provider import Decline
from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.card_port import ShownPayment, ShownTerminal, ShownTerminalState, Stop
from pos_desktop.ui.virtual_devices.panel_parts import button_grid, switch, switch_row, wire
from pos_desktop.ui.virtual_devices.reader_window import ReaderWindow, Screen
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.toggle import Toggle

TIP_PERCENT = 10
_COLUMNS = 3
_AWAITS_CARD = ("choosing_tip", "waiting_for_card")


class VirtualTerminalWindow(ReaderWindow):
    """Its cards, its pay links and its mishaps."""

    def __init__(self, terminal: ShownTerminal, locale: str = "en-US", parent: QWidget | None = None) -> None:
        super().__init__(tr("Virtual card terminal"), locale, parent)
        self._terminal = terminal
        address = tr("network {address}", address=f"{terminal.host}:{terminal.port}")
        self._lay_out(address, (self._cards(), self._links(), self._mishaps()))
        self._show_state()

    def _cards(self) -> Card:
        card = Card(tr("Customer"))
        hold_up, decline = self._terminal.hold_up, self._terminal.decline
        self.visa = Button(tr("Visa ···· {digits}", digits="4242"))
        self.mastercard = Button(tr("Mastercard ···· {digits}", digits="5454"))
        self.signing = Button(tr("Visa with signature"))
        self.short = Button(tr("Insufficient funds"))
        self.declined = Button(tr("Card declined"))
        self.expired = Button(tr("Expired card"))
        self.wrong_pin = Button(tr("Wrong PIN"))
        self.stolen = Button(tr("Lost or stolen card"))
        self.leave = Button(tr("Walk away"))
        self.tip = Button(tr("Add tip {percent} %", percent=TIP_PERCENT))
        self.no_tip = Button(tr("No tip"))
        self.sign = Button(tr("Sign"))
        acts: list[tuple[Button, Callable[[], object]]] = [
            (self.visa, partial(hold_up, "visa")),
            (self.mastercard, partial(hold_up, "mastercard")),
            (self.signing, partial(hold_up, "signing")),
            (self.short, partial(decline, Decline.INSUFFICIENT_FUNDS)),
            (self.declined, partial(decline, Decline.CARD_DECLINED)),
            (self.expired, partial(decline, Decline.EXPIRED_CARD)),
            (self.wrong_pin, partial(decline, Decline.WRONG_PIN)),
            (self.stolen, partial(decline, Decline.LOST_OR_STOLEN)),
            (self.leave, self._terminal.walk_away),
            (self.tip, self._add_tip),
            (self.no_tip, partial(self._terminal.choose_tip, 0)),
            (self.sign, self._terminal.sign),
        ]
        card.body.addLayout(button_grid(acts, columns=_COLUMNS))
        return card

    def _links(self) -> Card:
        card = Card(tr("Pay links"))
        self.links_tag = StateTag("")
        card.add_to_head(self.links_tag)
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        self.open_link, self.pay_link = Button(tr("Open")), Button(tr("Pay"))
        self.abandon_link = Button(tr("Abandon"))
        for button, act in (
            (self.open_link, self._terminal.open_link),
            (self.pay_link, self._terminal.pay_link),
            (self.abandon_link, self._terminal.abandon_link),
        ):
            wire(button, act)
            row.addWidget(button, 1)
        card.body.addLayout(row)
        return card

    def _mishaps(self) -> Card:
        card = Card(tr("Mishaps"), padding=4)
        terminal = self._terminal
        self.lose = Button(tr("Lose the next answer"))
        wire(self.lose, terminal.lose_next_answer)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().space(6))
        self.cut, self.mute, self.away = (
            Toggle(tr("Line cut")),
            Toggle(tr("Answers nothing")),
            Toggle(tr("Reader off")),
        )
        switches: list[tuple[Toggle, str, Callable[[], None], Callable[[], None]]] = [
            (self.cut, tr("Line cut"), terminal.cut_line, terminal.mend_line),
            (self.mute, tr("Answers nothing"), terminal.mute, terminal.unmute),
            (self.away, tr("Reader off"), terminal.reader_off, terminal.reader_back),
        ]
        for place, (toggle, text, on, off) in enumerate(switches):
            switch(toggle, on, off)
            grid.addLayout(switch_row(text, toggle), place // 2, place % 2)
        grid.addWidget(self.lose, 1, 1)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        card.body.addLayout(grid)
        return card

    def _add_tip(self) -> None:
        state = self._terminal.state
        self._terminal.choose_tip((state.amount_minor * TIP_PERCENT + 50) // 100)

    # Following it -------------------------------------------------------------------------------

    def _listen(self) -> Sequence[Stop]:
        return (self._terminal.on_change(self._changed.emit),)

    def _show_state(self) -> None:
        state = self._terminal.state
        self.reader.say(*self._screen(state))
        self._show_summary(state)
        self._allow(state)
        self.cut.setChecked(state.line_cut)
        self.mute.setChecked(state.muted)
        self.away.setChecked(not state.reader_on)

    def _allow(self, state: ShownTerminalState) -> None:
        """Only what the customer can do now."""
        waits = state.reader_on and state.stage in _AWAITS_CARD
        cards = (self.visa, self.mastercard, self.signing)
        for button in (*cards, self.short, self.declined, self.expired, self.wrong_pin, self.stolen):
            button.setEnabled(waits)
        self.leave.setEnabled(state.reader_on and state.stage in (*_AWAITS_CARD, "signing"))
        for button in (self.tip, self.no_tip):
            button.setEnabled(state.reader_on and state.stage == "choosing_tip")
        self.sign.setEnabled(state.reader_on and state.stage == "signing" and not state.signed)
        for button in (self.open_link, self.pay_link, self.abandon_link):
            button.setEnabled(state.open_links > 0)

    def _show_summary(self, state: ShownTerminalState) -> None:
        if state.line_cut:
            self.state_tag.set_state(tr("Line cut"), "danger")
        elif not state.reader_on:
            self.state_tag.set_state(tr("Reader off"), "danger")
        elif state.muted:
            self.state_tag.set_state(tr("Silent"), "attention")
        elif state.stage is not None:
            self.state_tag.set_state(tr("Busy"), "accent")
        else:
            self.state_tag.set_state(tr("Ready"), "good")
        words = tr("{count} open", count=state.open_links)
        self.links_tag.set_state(words, "accent" if state.open_links else "neutral")

    def _screen(self, state: ShownTerminalState) -> Screen:
        if not state.reader_on:
            return "", tr("No connection"), tr("Looking for the network"), "wifi-slash", "text-2"
        if state.stage is None:
            return self._ended(state.last)
        amount = self._money(state.amount_minor, state.currency)
        tip = self._money(state.tip_minor, state.currency)
        note = tr("incl. tip {amount}", amount=tip) if state.tip_minor else state.words
        if state.stage == "signing":
            line = tr("Thank you") if state.signed else tr("Please sign")
            return amount, line, note, "pen-nib", "text"
        lines = {
            "choosing_tip": (tr("Add a tip?"), "heart", "text"),
            "waiting_for_card": (tr("Tap, insert or swipe"), "", "text"),
            "asking_bank": (tr("Asking the bank"), "clock", "text-2"),
        }
        line, icon, color = lines[state.stage]
        return amount, line, note, icon, color

    def _ended(self, last: ShownPayment | None) -> Screen:
        """What stays on the screen until the next payment."""
        if last is None:
            return "", tr("Welcome"), "", "storefront", "text-2"
        card = tr("{brand} ···· {digits}", brand=last.brand.title(), digits=last.last_four)
        note = card if last.brand else ""
        amount = self._money(last.captured_minor or last.whole_minor, last.currency)
        if last.stage == "declined":
            return amount, _reason(last.decline), note, "x-circle-fill", "danger"
        if last.stage == "cancelled":
            return amount, tr("Cancelled"), "", "prohibit", "text-2"
        word = tr("Approved") if last.stage == "captured" else tr("Reserved")
        return amount, word, note, "check-circle-fill", "good"


def _reason(decline: str) -> str:
    """A few words, as a reader has room for."""
    reasons = {
        "insufficient_funds": tr("Insufficient funds"),
        "expired_card": tr("Expired card"),
        "wrong_pin": tr("Wrong PIN"),
        "lost_or_stolen": tr("Card refused"),  # a reader does not say why aloud
    }
    return reasons.get(decline, tr("Card declined"))
