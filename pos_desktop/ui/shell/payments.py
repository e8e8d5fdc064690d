"""The one place of the window that hears of payments: settles what they finished, and says what became of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal

from pos_desktop.application.errors import PersonError
from pos_desktop.application.events import Event
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.ticket import TicketState
from pos_desktop.ui.shell.places import HOME
from pos_desktop.ui.viewmodels.sale import line_data

if TYPE_CHECKING:
    from pos_desktop.application.recovering import Recovered
    from pos_desktop.application.sale_writing import Sale
    from pos_desktop.application.settling import Settled
    from pos_desktop.ui.shell.window import RegisterWindow

NOT_CHARGED = "not_charged"
PAYING = frozenset({"pay", "card", "doubt", "link"})
"""Screens of a payment; the ticket on them ends at the done screen."""


class PaymentDesk(QObject):
    """Workers tell on their threads; a queued signal brings it here. Several tellings are looked at once."""

    _told = Signal()

    def __init__(self, window: RegisterWindow) -> None:
        super().__init__(window)
        self._window = window
        self._services = window.services
        self._waiting = False
        self._closed = False
        self._trouble = ""
        self._said: dict[UUID, str] = {}
        self._unseen: list[Settled] = []  # sold while the register was locked
        self._told.connect(self._look, Qt.ConnectionType.QueuedConnection)
        self._services.payment_news.on_change(self._tell)
        events = self._services.desk.events
        self._ends: list[Callable[[], None]] = [
            events.on(Event.PAYMENT, self._tell),
            events.on(Event.SHIFT, self._tell),  # a ticket that is paid may wait for one
            events.on(Event.PERSON, self._tell_person),
        ]

    def close(self) -> None:
        """Nothing is listened to any more; the next start goes on from the rows."""
        self._closed = True
        for end in self._ends:
            end()
        self._ends = []

    def _tell(self) -> None:
        if not self._closed and not self._waiting:
            self._waiting = True
            self._told.emit()

    def _tell_person(self) -> None:
        """Somebody signed in: what was sold behind the lock has been told to nobody yet."""
        if self._unseen:
            self._tell()

    def _look(self) -> None:
        self._waiting = False
        if self._closed:
            return
        self._window.runner.guarded(self._settle)()

    def _settle(self) -> None:
        on_screen = self._services.tickets.ticket.id if self._services.desk.person is not None else None
        try:
            found = self._services.settling.settle()
        except PersonError as trouble:
            # Told once, not with every question of the worker; the next news tries again.
            if self._trouble != trouble.title:
                self._trouble = trouble.title
                self._window.tell(trouble)
            return
        self._trouble = ""
        self._tell_charges()
        recovered = self._services.payment_news.take_recovered()
        if recovered is not None:
            self.tell_recovered(recovered)
        for settled in found:
            self._say(settled, here=settled.ticket.id == on_screen)
        self._say_unseen()
        # At last: a screen that looks now finds the ticket as it is, and is not in sight any more when it is sold.
        self._services.desk.events.tell(Event.PAYMENT_MOVED)

    def _say(self, settled: Settled, *, here: bool) -> None:
        """Once: what waits for a person is found again with every news."""
        if self._said.get(settled.ticket.id) == settled.kind:
            return
        self._said[settled.ticket.id] = settled.kind
        if settled.kind == "sold" and here and self._window.frame.page() in PAYING:
            self._show_done(settled)
        elif settled.kind == "refused" and here and settled.trouble is not None:
            self._window.tell(settled.trouble)
        elif settled.kind in ("sold", "waits_for_shift") or not here:
            self._toast(settled)
            self._release_receipt(settled.sale)
        if settled.kind == "sold" and self._services.desk.person is None:
            self._unseen.append(settled)

    def _say_unseen(self) -> None:
        """Who left a payment behind the lock sees that it ended until they have read it; anything else that was sold
        there is told in passing."""
        person = self._services.desk.person
        if person is None:
            return
        unseen, self._unseen = self._unseen, []
        for settled in unseen:
            page = self._window.frame.page()
            own = page in PAYING or (page == HOME and settled.ticket.person_id == person.id)
            if settled.ticket.state is TicketState.OPEN and own:
                if page != HOME:
                    self._window.go(HOME)
                self._show_paid(settled)
            else:
                self._toast(settled)

    def _show_paid(self, settled: Settled) -> None:
        from pos_desktop.ui.dialogs.trouble import NoticePanel

        words = tr("It was paid while nobody was signed in.")
        panel = NoticePanel(
            _paid_words(settled), words, head=tr("Paid in full"), icon="check-circle-fill", tone="good"
        )
        panel.done.connect(lambda: self._window.close_overlay(panel))
        self._window.show_overlay(panel)

    def _release_receipt(self, sale: Sale | None) -> None:
        """Nobody is asked whether they want it: the cashier is elsewhere. What keeps it back is told in passing."""
        if sale is None:
            return
        try:
            self._services.checkout.release_receipt(sale)
        except PersonError as error:
            self._window.toast(error.title, error.meaning, kind="attention")

    def _tell_charges(self) -> None:
        """A sold order whose card could not be charged: once, with the way to where it is ended."""
        captures = self._services.captures
        for held in (each for each in captures.waiting() if each.missing):
            if self._said.get(held.payment.id) == NOT_CHARGED:
                continue
            self._said[held.payment.id] = NOT_CHARGED
            money = self._services.desk.formats.money(held.left_minor)
            self._window.toast(
                tr("The card of order {number} was not charged", number=held.number),
                tr("{amount} is missing.", amount=money),
                kind="danger",
                action=tr("Look"),
                then=partial(self._window.go, "promises", charge=held.payment.id),
            )

    def _show_done(self, settled: Settled) -> None:
        totals, formats = price_ticket(settled.ticket), self._services.desk.formats
        lines = tuple(line_data(line, formats) for line in settled.ticket.lines)
        self._window.go("done", sale=settled.sale, totals=totals, lines=lines)

    def _toast(self, settled: Settled) -> None:
        number, money = settled.ticket.number, self._services.desk.formats.money
        if settled.sale is not None:
            self._window.toast(_paid_words(settled))
        elif settled.kind == "waits_for_shift":
            title = tr("Ticket {number} is paid", number=number)
            self._window.toast(title, tr("Its receipt comes when the shift is open."), kind="attention")
        elif settled.kind == "refused":
            why = "" if settled.trouble is None else settled.trouble.title
            title = tr("Ticket {number} is paid and cannot be sold", number=number)
            self._window.toast(title, why, kind="danger")
        elif settled.kind == "part_paid":
            left = tr("{amount} is still due.", amount=money(settled.left_minor))
            self._window.toast(tr("Ticket {number} is paid in part", number=number), left, kind="neutral")
        else:
            self._window.toast(
                tr("Ticket {number} was not charged", number=number),
                tr("It is found under Parked."),
                kind="attention",
            )

    def tell_recovered(self, recovered: Recovered) -> None:
        """What a start found unfinished, and what the register does about it."""
        if recovered.payments:
            self._window.toast(
                tr_n(
                    "The outcome of {count} payment is asked for",
                    "The outcome of {count} payments is asked for",
                    recovered.payments,
                ),
                tr("The register was closed while it was under way."),
                kind="attention",
            )
        if recovered.never_sent:
            self._window.toast(
                tr_n(
                    "{count} payment was never sent",
                    "{count} payments were never sent",
                    recovered.never_sent,
                ),
                tr("Nothing was charged; take it again."),
                kind="neutral",
            )
        if recovered.refunds:
            self._window.toast(
                tr_n(
                    "{count} refund is carried out now",
                    "{count} refunds are carried out now",
                    recovered.refunds,
                ),
                kind="neutral",
            )


def _paid_words(settled: Settled) -> str:
    receipt = "" if settled.sale is None else settled.sale.order.number
    return tr("Ticket {number} is paid: receipt {receipt}", number=settled.ticket.number, receipt=receipt)
