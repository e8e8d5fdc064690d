"""A till with a card terminal on a real port: the cashier's hands at the window, the customer's at the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import Payment, PaymentMethod
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.domain.value_codes import make_code
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.ui.screens.card import CardScreen
from pos_desktop.ui.screens.doubt import DoubtScreen
from pos_desktop.ui.screens.link import LinkScreen
from tests.kept_port import kept_port
from tests.ui.selling import (
    COFFEE,
    OIL,
    Till,
    till,  # noqa: F401 - fixture of the fixture below
)

PATIENCE_MS = 20_000
FOREIGN = {"currency": "USD", "rate": "0.9"}
USUAL = ("cash", "fake", "gift_card", "store_credit", "voucher", "fake_link")


class CardTill:
    """The till, its terminal, and waiting for what the worker finds out."""

    def __init__(self, till: Till, terminal: VirtualTerminal) -> None:  # noqa: F811
        self.till, self.terminal = till, terminal
        self.services, self.window, self.qtbot = till.services, till.window, till.qtbot
        self._phase_heard = ""
        self.services.desk.events.on(Event.PAYMENT_MOVED, self._hear)
        settings = {"port": str(terminal.port)}
        with self.services.desk.store.write() as work:
            for kind, provider, facts, tips in (
                (TenderKind.CARD, "fake", settings, False),
                (TenderKind.PAY_LINK, "fake_link", settings, False),
                (TenderKind.FOREIGN_CASH, "foreign_cash", FOREIGN, False),
            ):
                rules = TenderRules(tips=tips)
                work.payment_methods.save(PaymentMethod(new_id(), kind, provider, "", facts, rules, 9))
        self.offer(*USUAL)

    def offer(self, *providers: str, **rules: object) -> None:
        """These ways of paying, in this order, and no others; `rules` are those of the first."""
        with self.services.desk.store.write() as work:
            for method in work.payment_methods.all():
                active = method.provider in providers
                place = providers.index(method.provider) if active else 99
                changed = replace(method, active=active, position=place)
                if place == 0 and rules:
                    changed = replace(changed, rules=replace(method.rules, **rules))
                work.payment_methods.save(changed)
        self.services.desk.events.tell(Event.SETTINGS)
        self.till.settle()

    # -- hands

    def ring_up(self) -> None:
        """Coffee and oil, 16,98."""
        self.till.scan(COFFEE)
        self.till.scan(OIL)
        self.till.key(Qt.Key.Key_F12)
        assert self.till.page == "pay"

    def charge(self, key: Qt.Key = Qt.Key.Key_F2) -> None:
        """The card, and what was proposed."""
        self.till.key(key)
        self.till.enter()

    def lose_the_outcome(self) -> None:
        """The card is read, then the cable is pulled and the bank approves it."""
        self.ring_up()
        self.charge()
        self.until_phase("waiting_for_card")
        self.terminal.hold_bank()
        self.terminal.present()
        self.until_phase("asking_bank")
        self.terminal.cut_line()
        self.terminal.let_bank_answer()
        self.card.stop()
        self.until_page("doubt")

    def until(self, look: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(look()), timeout=PATIENCE_MS)
        self.till.settle()

    def until_page(self, page: str) -> None:
        self.until(lambda: self.till.page == page)

    def until_phase(self, phase: str) -> None:
        """Until the screen shows it: on disk it is a moment earlier."""
        self.until(lambda: self.till.page == "card" and self.payment.phase == phase == self._phase_heard)

    def _hear(self) -> None:
        """The screens are told with this, all in one go."""
        if self.till.page == "card":
            self._phase_heard = self.payment.phase

    def gift_card(self, amount: int, kind: TenderKind = TenderKind.GIFT_CARD) -> str:
        """Issues one; its code."""
        code = make_code(int.from_bytes(new_id().bytes, "big"))
        with self.services.desk.store.write() as work:
            work.stored_values.issue(new_id(), kind, code, amount, "EUR", self.services.desk.clock.now())
        return code

    # -- eyes

    @property
    def sight(self):
        return self.window.screen_in_sight

    @property
    def card(self) -> CardScreen:
        return self.window._screens["card"]

    @property
    def doubt(self) -> DoubtScreen:
        return self.window._screens["doubt"]

    @property
    def link(self) -> LinkScreen:
        return self.window._screens["link"]

    @property
    def payment(self) -> Payment:
        return self.sight.payment

    def chip(self, key: str) -> str:
        """The words of the status bar's chip."""
        chips = [c for c in self.window.frame.status_bar.findChildren(QWidget) if hasattr(c, "item")]
        return next((chip.item.text for chip in chips if chip.item.key == key), "")

    def charged(self, order_id: UUID) -> int:
        return self.terminal.charged(order_id) - self.terminal.refunded(order_id)

    def totals(self) -> list[tuple[str, str]]:
        return [(row.label, row.value) for row in self.till.side.panel.totals.rows if row.label]


@pytest.fixture
def card_till(till: Till, long_waits: None) -> Iterator[CardTill]:  # noqa: F811
    """Cashier 1 at the sale, a shift open, a terminal that is switched on; what is in doubt there, or fails, is asked for
    again when the test says so."""
    with VirtualTerminal(kept_port()) as terminal:
        made = CardTill(till, terminal)
        yield made
        # The window goes first: nobody shall hear of a terminal that is switched off.
        till.window.close()


@pytest.fixture
def paying(card_till: CardTill) -> CardTill:
    """16,98 to pay, everything offered."""
    card_till.ring_up()
    return card_till
