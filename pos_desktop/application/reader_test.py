"""A test payment from end to end: started, shown at the reader, stopped or voided at once. No sale comes of it.

Slow: off the UI thread. It is journalled before the first call; what a crash leaves of it is found by reconciliation.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_books import DOTS, brand_name
from pos_desktop.application.payment_provider import (
    Charge,
    GiveBack,
    HearsDecisions,
    NoAnswer,
    PaymentProvider,
    Phase,
    Providers,
    Report,
)
from pos_desktop.application.payment_words import decline_name
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.domain.permissions import Permission

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
LEAST_MINOR = 100
"""Providers take nothing below about half a euro or dollar: a test is one unit, and never less than this."""

Progress = Callable[[Phase | None], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ReaderOutcome:
    """What became of a test, in words; `ok` when the reader, the provider and the way back all work."""

    ok: bool
    title: str
    words: str


class ReaderTest:
    """Tries a way of paying that is behind a network."""

    def __init__(
        self,
        desk: Desk,
        providers: Providers,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._providers = providers
        self._sleep = sleep
        self._monotonic = monotonic

    @property
    def amount_minor(self) -> int:
        """What a test asks for: one unit of the store's money."""
        return max(self._desk.settings.currency.unit, LEAST_MINOR)

    def check(self) -> None:
        """Refused for people who may not change settings; ask on the UI thread, before `run`."""
        if not self._desk.signed_in.role.allows(Permission.SETTINGS):
            raise Refused(tr("You may not try a reader"), tr("Nothing was charged."), tr("Ask a manager."))

    def run(self, method_id: UUID, progress: Progress, stopped: Stopped) -> ReaderOutcome:
        """Goes through it all; `progress` hears what the reader shows, `stopped` says that nobody wants it any more."""
        with self._desk.store.read() as work:
            method = work.payment_methods.get(method_id)
        charge = self._charge(method.settings.get("reader", ""))
        self._note("reader_test_started", charge, {"provider": method.provider})
        try:
            with self._providers.apart(method_id) as provider:
                charge = replace(charge, capture=not provider.traits.manual_capture)
                try:
                    outcome = self._paid_and_back(provider, charge, progress, stopped)
                except NoAnswer:
                    _let_go(provider, charge)
                    raise
        except PersonError as trouble:
            outcome = ReaderOutcome(False, trouble.title, f"{trouble.meaning} {trouble.next_step}".strip())
        self._note("reader_test_ended", charge, {"ok": outcome.ok, "words": outcome.title})
        return outcome

    def _charge(self, reader: str) -> Charge:
        payment_id = new_id()
        return Charge(
            payment_id=payment_id,
            key=str(payment_id),
            order_id=new_id(),
            order_words=tr("Test payment"),
            amount_minor=self.amount_minor,
            currency=self._desk.settings.currency_code,
            reader=reader,
            register_id=self._desk.register.id,
        )

    def _note(self, kind: str, charge: Charge, body: dict[str, object]) -> None:
        facts = {"key": charge.key, "amount_minor": charge.amount_minor, "currency": charge.currency} | body
        with self._desk.store.write() as work:
            work.journal.add(kind, facts, person_id=self._desk.person_id_or_none)

    # -- the steps -------------------------------------------------------------------------------

    def _paid_and_back(
        self, provider: PaymentProvider, charge: Charge, progress: Progress, stopped: Stopped
    ) -> ReaderOutcome:
        report = self._started(provider, charge)
        until = self._monotonic() + provider.traits.wait_seconds
        while report.state.open:
            charge = replace(charge, provider_ref=report.provider_ref or charge.provider_ref)
            progress(report.phase)
            late = self._monotonic() >= until
            if stopped() or late:
                return self._given_up(provider, charge, late=late)
            if report.phase is Phase.SIGNATURE:
                report = provider.accept_signature(charge, True)
                continue
            self._sleep(LOOK_SECONDS)
            report = self._asked(provider, charge, report)
        charge = replace(charge, provider_ref=report.provider_ref or charge.provider_ref)
        return self._ended(provider, charge, report)

    def _started(self, provider: PaymentProvider, charge: Charge) -> Report:
        try:
            return provider.start(charge)
        except NoAnswer:
            log.info("a test payment's first answer did not come; it is asked after")
            return provider.ask(charge)

    def _asked(self, provider: PaymentProvider, charge: Charge, before: Report) -> Report:
        """Trouble with looking says nothing about the payment: the end of the wait stops it."""
        try:
            return provider.ask(charge)
        except PersonError as trouble:
            log.info("a test payment cannot be looked at: %s", trouble)
            return replace(before, phase=Phase.READER_AWAY)

    def _given_up(self, provider: PaymentProvider, charge: Charge, *, late: bool) -> ReaderOutcome:
        report = provider.cancel(charge)
        if report.state is PaymentState.CANCELLED:
            reached = tr("The reader was reached and the test was stopped there. Nothing was charged.")
            title = tr("No card was held to the reader") if late else tr("The test was stopped")
            return ReaderOutcome(not late, title, reached)
        charge = replace(charge, provider_ref=report.provider_ref or charge.provider_ref)
        return self._ended(provider, charge, report)

    def _ended(self, provider: PaymentProvider, charge: Charge, report: Report) -> ReaderOutcome:
        if report.state is PaymentState.DECLINED:
            words = tr("Reader and provider work: the answer came from the bank. Nothing was charged.")
            return ReaderOutcome(True, decline_name(report.decline), words)
        if report.state is PaymentState.CANCELLED:
            words = tr("The reader was reached. Nothing was charged.")
            return ReaderOutcome(True, tr("The test was stopped at the reader"), words)
        if not report.state.counts:
            return _unsure()
        return self._voided(provider, charge, report)

    def _voided(self, provider: PaymentProvider, charge: Charge, report: Report) -> ReaderOutcome:
        charged = report.charged_minor if report.charged_minor is not None else charge.whole_minor
        refund_id = new_id()
        back = provider.give_back(
            GiveBack(
                refund_id=refund_id,
                key=str(refund_id),
                payment_id=charge.payment_id,
                order_id=charge.order_id,
                amount_minor=charged,
                currency=charge.currency,
                reason="requested_by_customer",
                provider_ref=charge.provider_ref,
                whole=True,
                paid_minor=charged,
            )
        )
        if back.state is RefundState.REFUSED:
            title = tr("It was charged and could not be taken back")
            return ReaderOutcome(False, title, tr("Refund it in the provider's own pages."))
        money, card = self._desk.formats.money(charged), _card_words(report)
        if back.voided:
            words = tr("{amount} was reserved on {card} and released at once.", amount=money, card=card)
        else:
            words = tr("{amount} were charged to {card} and are on their way back.", amount=money, card=card)
        return ReaderOutcome(True, tr("It works"), words)


def _let_go(provider: PaymentProvider, charge: Charge) -> None:
    """What became of the test cannot be told; no sale waits for it, and the reader must not either."""
    if isinstance(provider, HearsDecisions):
        provider.decided(charge, taken=False)


def _card_words(report: Report) -> str:
    card = report.card
    if card is None or not card.brand:
        return tr("the card")
    return f"{brand_name(card.brand)} {DOTS} {card.last_four}"


def _unsure() -> ReaderOutcome:
    return ReaderOutcome(
        False,
        tr("What became of the test is not known"),
        tr("The next comparison of the books tells whether anything was charged."),
    )
