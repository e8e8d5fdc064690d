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
    ProviderRefused,
    Reader,
    RefundReport,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.base import Secret
from pos_desktop.payments.zvt import codes, commands, trouble
from pos_desktop.payments.zvt.attempts import Attempts, Place, command_of, money_number, new_entry
from pos_desktop.payments.zvt.book import Became, Entry, What, book_at, sum_of
from pos_desktop.payments.zvt.commands import Paper
from pos_desktop.payments.zvt.conversation import End, Outcome, held
from pos_desktop.payments.zvt.link import LinkLost, Until
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
_REFUNDS = {
    Became.OPEN: RefundState.SENT,
    Became.DONE: RefundState.DONE,
    Became.DECLINED: RefundState.REFUSED,
    Became.NOTHING: RefundState.PROMISED,
    Became.UNASKED: RefundState.PROMISED,
}


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
        return self._told(self._look_up(entry, until))

    def _look_up(self, entry: Entry, until: Until) -> Entry:
        try:
            return self._attempts.look_up(entry, until)
        except NotSent as error:
            if error.retry_after is None:
                raise
            return entry  # it is at work, most likely on this

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
        until = Until(CALL_SECONDS)
        known = self._place.book.get(refund.key)
        if known is not None and not _again(known):
            return self._refund_report(known, until)
        paid = self._place.book.by_ref(refund.provider_ref)
        if paid is None and not refund.provider_ref.startswith("T"):
            raise trouble.not_offered()
        self._check_sum(refund)
        entry = None if _not_reversible(known) else self._reversed(refund, paid, until)
        if entry is None:
            entry = self._asked_back(refund, What.REFUND, None, until)
        return self._refund_told(entry)

    def _reversed(self, refund: GiveBack, paid: Entry | None, until: Until) -> Entry | None:
        """A reversal's entry; None where the payment cannot be reversed and the card is needed."""
        receipt = paid.mark.receipt if paid is not None and paid.mark is not None else None
        if not refund.whole or receipt is None:
            return None
        try:
            entry = self._asked_back(refund, What.REVERSAL, receipt, until)
        except ProviderRefused as error:
            if _code(error.code) in codes.REVERSAL_REFUSED:
                return None
            raise
        return None if _not_reversible(entry) else entry

    def _asked_back(self, refund: GiveBack, what: What, receipt: int | None, until: Until) -> Entry:
        entry = new_entry(
            refund.key,
            what,
            self._place.line,
            refund.amount_minor,
            refund.currency,
            of_ref=refund.provider_ref,
            payment_id="" if refund.payment_id is None else str(refund.payment_id),
            order_id=str(refund.order_id),
        )
        self._attempts.ask_for(entry, command_of(entry, self._password(), receipt), until)
        running = self._attempts.running(refund.key)
        if running is not None:
            running.ended.wait(until.left)
            if running.lost:
                running.told_lost = True
                raise trouble.no_answer()
        return self._place.book.get(refund.key) or entry

    def _check_sum(self, refund: GiveBack) -> None:
        """What went back before is added up first (R-52); a refund that is in the book already counts once."""
        others = [each for each in self._place.book.refunds_of(refund.provider_ref) if each.key != refund.key]
        paid = self._place.book.by_ref(refund.provider_ref)
        most = refund.paid_minor or (refund.amount_minor if refund.whole else 0)
        if paid is not None and paid.charged_minor is not None:
            most = min(most, paid.charged_minor)
        if sum_of(others) + refund.amount_minor > most:
            raise trouble.too_much()

    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        known = self._place.book.get(refund.key)
        if known is None:
            return RefundReport(RefundState.PROMISED)
        return self._refund_report(known, Until(CALL_SECONDS))

    def _refund_report(self, entry: Entry, until: Until) -> RefundReport:
        if entry.became is Became.OPEN:
            running = self._attempts.running(entry.key)
            if running is None or running.ended.is_set():
                entry = self._look_up(entry, until)
        return self._refund_told(entry)

    def _refund_told(self, entry: Entry) -> RefundReport:
        state, done = _REFUNDS[entry.became], entry.became is Became.DONE
        return RefundReport(
            state,
            refund_ref=entry.ref if done else "",
            voided=done and entry.what is What.REVERSAL,
            words=_refusal_words(entry) if state is RefundState.REFUSED else "",
            last_four=entry.last_four if done else "",
        )

    def refunds_of(self, provider_ref: str) -> Sequence[ProviderRefund]:
        """From the register's book of the terminals: they keep no list that can be asked for."""
        return [
            ProviderRefund(each.ref, each.amount_minor, _REFUNDS[each.became], each.key)
            for each in self._place.book.refunds_of(provider_ref)
            if each.became in (Became.OPEN, Became.DONE)
        ]

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


def _again(entry: Entry) -> bool:
    """Whether a refund of this key may be asked for once more."""
    return entry.became in (Became.UNASKED, Became.NOTHING) or _not_reversible(entry)


def _not_reversible(entry: Entry | None) -> bool:
    """A reversal that the terminal does not do: nothing happened, and the card can be paid instead."""
    return (
        entry is not None
        and entry.what is What.REVERSAL
        and entry.became is Became.DECLINED
        and _code(entry.words) in codes.REVERSAL_REFUSED
    )


def _code(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return -1


def _refusal_words(entry: Entry) -> str:
    if _code(entry.words) == codes.ABORTED_BY_PERSON:
        return tr("It was given up at the terminal, or no card was held to it.")
    if _code(entry.words) == codes.ALREADY_REVERSED:
        return tr("The terminal says that this payment was taken back before.")
    return tr("The terminal refuses with code {code}.", code=entry.words)


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
