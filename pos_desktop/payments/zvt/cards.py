"""Taking cards at a terminal and giving back: the calls of the family's Protocol. Each ends within ten seconds."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pos_desktop.application.card_slips import SLIP_CUSTOMER, SLIP_MERCHANT, SLIP_SIGNED
from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import (
    CardFacts,
    Charge,
    Decline,
    GiveBack,
    Health,
    NotSent,
    Phase,
    ProviderPayment,
    ProviderRefund,
    Reader,
    RefundReport,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.base import Secret
from pos_desktop.payments.zvt import commands, trouble
from pos_desktop.payments.zvt.attempts import Attempts, Place, command_of, money_number, new_entry
from pos_desktop.payments.zvt.book import Became, Entry, What, book_at, sum_of
from pos_desktop.payments.zvt.commands import Paper
from pos_desktop.payments.zvt.conversation import End, Outcome, held
from pos_desktop.payments.zvt.link import LinkLost, Until
from pos_desktop.payments.zvt.refunds import Refunds
from pos_desktop.payments.zvt.settings import PASSWORD, ZvtSettings, checked_password
from pos_desktop.payments.zvt.slips import CUSTOMER, MERCHANT
from pos_desktop.payments.zvt.terminal import (
    NEEDS_DIAGNOSIS,
    NEEDS_INITIALISATION,
    Logon,
    Registered,
    terminal_at,
)

CALL_SECONDS = 9.0
END_OF_DAY_SECONDS = 300.0
BOOK = "card-terminals.jsonl"
_ID_STEP = timedelta(milliseconds=1)
"""A time-ordered id holds its moment to the millisecond."""


class ZvtCards:
    """Implements PaymentProvider at one terminal."""

    def __init__(self, settings: ZvtSettings, secret: Secret, folder: Path) -> None:
        """ProviderSetting when the book cannot be read."""
        self._settings = settings
        self._secret = secret
        try:
            book = book_at(folder / BOOK)
        except OSError:
            raise trouble.no_book() from None
        paper = Paper.LINES if settings.prints == "register" else Paper.TERMINAL
        logon = Logon(settings.opener(), self._password, paper, settings.width)
        self._place = Place(settings.line, terminal_at(settings.line), logon, book)
        self._attempts = Attempts(self._place)
        self._refunds = Refunds(self._place, self._attempts)

    @property
    def traits(self) -> Traits:
        from pos_desktop.payments.zvt.provider import TRAITS

        return TRAITS

    # -- taking money --------------------------------------------------------------------------------

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """Asks the terminal for the payment, unless this key was asked for before: then where it stands."""
        until = Until(CALL_SECONDS)
        known = self._place.book.get(charge.key)
        if known is not None and known.became is not Became.UNASKED:
            return self._report(known, until)
        if known is None and charge.provider_ref:
            raise trouble.look_at_it()  # it was begun before, and the book of that is gone
        if self._place.book.is_stopped(charge.key):
            return Report(PaymentState.CANCELLED)
        entry = new_entry(
            charge.key,
            What.PAYMENT,
            self._place.line,
            charge.whole_minor,
            charge.currency,
            payment_id=str(charge.payment_id),
            order_id=str(charge.order_id),
            register_id="" if charge.register_id is None else str(charge.register_id),
        )
        entry = self._attempts.ask_for(entry, command_of(entry, self._password()), until)
        return Report(PaymentState.SENT, provider_ref=entry.ref, phase=Phase.SENT_TO_READER)

    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        known = self._known(charge)
        if known is None:
            return Report(PaymentState.CANCELLED)
        return self._report(known, Until(CALL_SECONDS))

    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """Asks the terminal to stop; the key is not asked for any more, also where nothing was."""
        until = Until(CALL_SECONDS)
        known = self._known(charge)
        if known is not None and known.became is Became.OPEN:
            known = self._attempts.give_up(known, until)
        if known is None or known.became is Became.UNASKED:
            self._never(charge.key)
            return Report(PaymentState.CANCELLED)
        return self._told(known)

    def capture(self, charge: Charge, amount_minor: int) -> Report:
        raise trouble.not_offered()

    def accept_signature(self, charge: Charge, accepted: bool) -> Report:
        """The terminal prints a line to sign on and asks nobody: the payment stands."""
        return self.ask(charge)

    def decided(self, charge: Charge, taken: bool) -> None:
        """A person looked at the terminal and said what became of a payment in doubt. Asks nobody."""
        self._attempts.decided(charge.key, happened=taken)

    def decided_refund(self, refund: GiveBack, went_back: bool) -> None:
        """The same of money on its way back; its key is not asked for any more."""
        self._attempts.decided(refund.key, happened=went_back)

    def _known(self, charge: Charge) -> Entry | None:
        """What the book has of it. NoAnswer when the book cannot have it: it was lost, or begun after the attempt."""
        entry = self._place.book.get(charge.key)
        if entry is not None:
            return entry
        made = _made_at(charge.payment_id)
        if charge.provider_ref or (made is not None and made < self._place.book.begun_at - _ID_STEP):
            raise trouble.look_at_it()
        return None

    def _report(self, entry: Entry, until: Until) -> Report:
        """Where an attempt stands; the terminal is asked when nobody listens to it any more."""
        if entry.became is not Became.OPEN:
            return self._told(entry)
        running = self._attempts.running(entry.key)
        if running is not None and not running.ended.is_set():
            return Report(PaymentState.SENT, provider_ref=entry.ref, phase=running.phase)
        if running is not None and not running.told_lost:
            entry = self._place.book.get(entry.key) or entry
            if entry.became is Became.OPEN:
                running.told_lost = True
                raise trouble.no_answer()
            return self._told(entry)
        return self._told(self._attempts.look_up_unless_busy(entry, until))

    def _told(self, entry: Entry) -> Report:
        if entry.became is Became.OPEN:
            return Report(PaymentState.SENT, provider_ref=entry.ref, phase=Phase.READER_AWAY)
        if entry.became is Became.DONE:
            return Report(
                PaymentState.TAKEN,
                provider_ref=entry.ref,
                charged_minor=entry.charged_minor,
                card=CardFacts(entry.brand, entry.last_four, entry.authorisation),
                facts=_slip_facts(self._attempts.said(entry.key)),
            )
        if entry.became is Became.DECLINED:
            return Report(PaymentState.DECLINED, provider_ref=entry.ref, decline=Decline(entry.decline))
        return Report(PaymentState.CANCELLED, provider_ref=entry.ref)

    def _never(self, key: str) -> None:
        try:
            self._place.book.never(key)
        except OSError:
            raise trouble.not_written() from None

    # -- giving money back ---------------------------------------------------------------------------

    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        """Reverses a whole payment by its receipt number; anything else is paid to the card, held to the terminal."""
        return self._refunds.give_back(refund, Until(CALL_SECONDS))

    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        return self._refunds.ask(refund, Until(CALL_SECONDS))

    def refunds_of(self, provider_ref: str) -> Sequence[ProviderRefund]:
        """From the register's book of the terminals: they keep no list that can be asked for."""
        return self._refunds.listed(provider_ref)

    # -- about the terminal ----------------------------------------------------------------------------

    def methods(self) -> Sequence[str]:
        """A terminal does not tell which brands its contract has."""
        return ("card",)

    def readers(self) -> Sequence[Reader]:
        """The terminal itself."""
        if self._place.terminal.busy:
            return [Reader(self._place.line, self._place.line, online=True, busy=True)]
        try:
            said = self._logged_on(Until(CALL_SECONDS))
        except NotSent as error:
            online = error.retry_after is not None
            return [Reader(self._place.line, self._place.line, online=online, busy=online)]
        return [Reader(self._place.line, said.terminal_id or self._place.line, online=True)]

    def statement(self, since: datetime, until: datetime) -> Sequence[ProviderPayment]:
        """What the terminals said that they took, as the register's book of them has it."""
        return [self._listed(each) for each in self._place.book.between(since, until) if each.mark]

    def _listed(self, entry: Entry) -> ProviderPayment:
        done = [each for each in self._place.book.refunds_of(entry.ref) if each.became is Became.DONE]
        return ProviderPayment(
            ref=entry.ref,
            amount_minor=entry.charged_minor or entry.amount_minor,
            refunded_minor=sum_of(done),
            currency=entry.currency,
            state=PaymentState.TAKEN,
            at=entry.ended_at or entry.asked_at,
            payment_id=UUID(entry.payment_id) if entry.payment_id else None,
            order_id=UUID(entry.order_id) if entry.order_id else None,
            register_id=UUID(entry.register_id) if entry.register_id else None,
        )

    def health(self) -> Health:
        began = time.monotonic()
        if self._place.terminal.busy:
            return Health(True, tr("The terminal is at work"), 0.0)
        try:
            words = _needs(self._logged_on(Until(CALL_SECONDS)))
        except PersonError as error:
            return Health(False, error.title, time.monotonic() - began)
        return Health(not words, words, time.monotonic() - began)

    def end_of_day(self) -> Sequence[Sequence[str]]:
        """Has the terminal hand in its batch; what it prints about it, by lines. Takes minutes."""
        until = Until(END_OF_DAY_SECONDS)
        place = self._place
        with place.terminal.turn(Until(CALL_SECONDS)):
            with place.terminal.connected(place.logon, self._money, until) as (link, _):
                try:
                    outcome = held(link, commands.end_of_day(self._password()), until)
                except LinkLost:
                    raise trouble.not_handed_in() from None
        if outcome.end is not End.DONE:
            raise trouble.refusal(outcome.result)
        return [slip.lines for slip in outcome.slips]

    def close(self) -> None:
        """Nothing is held between conversations; one that is under way is listened to until its end."""

    def _logged_on(self, until: Until) -> Registered:
        with self._place.terminal.turn(until):
            with self._place.terminal.connected(self._place.logon, self._money, until) as (_, said):
                return said

    @property
    def _money(self) -> int:
        return money_number(self._settings.currency)

    def _password(self) -> str:
        try:
            stored = self._secret(PASSWORD)
        except PersonError:
            stored = ""
        return checked_password(stored)


def _made_at(payment_id: UUID) -> datetime | None:
    """When an attempt was made, from its time-ordered id."""
    if payment_id.version != 7:
        return None
    return datetime.fromtimestamp((payment_id.int >> 80) / 1000, UTC)


def _slip_facts(said: Outcome | None) -> Mapping[str, str]:
    """The terminal's receipts, and whether the customer signs the merchant's."""
    if said is None:
        return {}
    names = {CUSTOMER: SLIP_CUSTOMER, MERCHANT: SLIP_MERCHANT}
    facts = {names[slip.kind]: "\n".join(slip.lines) for slip in said.slips if slip.kind in names}
    if said.status is not None and said.status.signature:
        facts[SLIP_SIGNED] = "yes"
    return facts


def _needs(said: Registered) -> str:
    if said.needs & NEEDS_INITIALISATION:
        return tr("The terminal must be initialised: start that at the terminal.")
    if said.needs & NEEDS_DIAGNOSIS:
        return tr("The terminal needs a diagnosis: start that at the terminal.")
    return ""
