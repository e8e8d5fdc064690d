"""Cards: at a reader that Stripe's servers drive, or by a token from a page of Stripe."""

from collections.abc import Sequence
from dataclasses import replace

from pos_desktop.application.payment_provider import (
    Charge,
    Phase,
    Reader,
    Report,
    StoredValues,
)
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.stripe.account import StripeAccount
from pos_desktop.payments.stripe.intents import Found, begun, declined, no_way_to_pay, report_of
from pos_desktop.payments.stripe.reading import part, text
from pos_desktop.payments.stripe.settings import StripeSettings
from pos_desktop.payments.stripe.terminal import AtReader, Terminal, Work
from pos_desktop.payments.stripe.traits import CARD_TRAITS
from pos_desktop.payments.stripe.trouble import CardRefused
from pos_desktop.payments.stripe.wire import Json, Wire, in_time


class StripeCards(StripeAccount):
    """Takes cards. One intent for each attempt, so that one attempt charges once at most."""

    traits = CARD_TRAITS

    def __init__(self, wire: Wire, settings: StripeSettings) -> None:
        super().__init__(wire, settings)
        self._terminal = Terminal(wire, settings.location)

    @in_time
    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """Makes the intent and hands it to the reader, or confirms it with the token.

        With an attempt that was begun before it goes on where that stands: an outcome is told, a reader at work is
        left to it, and only an intent that nothing happened to is handed over again.
        """
        found = self._intents.open(charge)
        report = report_of(found.intent, charge)
        if report.state is not PaymentState.SENT or report.phase is Phase.ASKING_BANK:
            return report
        if charge.token:
            return self._confirm(self._intents.begin(found.intent, charge), charge)
        return self._hand_over(found, charge)

    @in_time
    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """The intent's state, and for one that waits for a card what the reader does.

        The answer that told the intent's id may have been lost; `Intents.find` says how it is found then. Where Stripe
        never heard of the attempt the report is `cancelled`.
        """
        intent = self._intents.find(charge)
        if intent is None:
            return Report(PaymentState.CANCELLED)
        report = report_of(intent, charge)
        reader = self._reader_for(charge)
        if report.state is PaymentState.SENT and not charge.token and reader:
            at_reader = self._terminal.look(reader, text(intent, "id"), retry=False)
            if at_reader.work is Work.ENDED:
                # It ended after the intent was read.
                return report_of(self._intents.read(text(intent, "id"), charge, retry=False), charge)
            if at_reader.work is not Work.NONE or begun(intent):
                return self._with_reader(intent, charge, at_reader)
        if report.state is PaymentState.SENT and not begun(intent):
            return replace(report, state=PaymentState.CANCELLED)
        return report

    @in_time
    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        """Stops the reader, then the intent, which decides: once cancelled it can never be charged."""
        intent = self._intents.find(charge, retry=True)
        if intent is None:
            return Report(PaymentState.CANCELLED)
        report = report_of(intent, charge)
        if report.state in (PaymentState.TAKEN, PaymentState.CANCELLED):
            return report
        reader = self._reader_for(charge)
        ref = text(intent, "id")
        if reader and not charge.token and self._terminal.look(reader, ref).work is Work.UNDER_WAY:
            self._terminal.stop(reader, charge)
        ended = report_of(self._intents.cancel(intent, charge), charge)
        # A decline stays one; its intent is closed with it.
        declined_before = report.state is PaymentState.DECLINED and ended.state is PaymentState.CANCELLED
        return report if declined_before else ended

    @in_time
    def readers(self) -> Sequence[Reader]:
        """Those of the location, or of the whole account."""
        return self._terminal.readers()

    def _reader_for(self, charge: Charge) -> str:
        return charge.reader or self._settings.reader

    def _hand_over(self, found: Found, charge: Charge) -> Report:
        reader = self._reader_for(charge)
        if not reader:
            raise no_way_to_pay()
        intent, ref = found.intent, text(found.intent, "id")
        at_reader = AtReader(Work.NONE, online=True) if found.made_now else self._terminal.look(reader, ref)
        if at_reader.work is Work.NONE:
            intent = self._intents.begin(intent, charge)
            at_reader = self._terminal.hand_over(reader, ref, charge)
        return self._with_reader(intent, charge, at_reader)

    def _confirm(self, intent: Json, charge: Charge) -> Report:
        try:
            return report_of(self._intents.confirm(intent, charge), charge)
        except CardRefused as error:
            return declined(text(intent, "id"), error)

    def _with_reader(self, intent: Json, charge: Charge, at_reader: AtReader) -> Report:
        report = report_of(intent, charge)
        if report.state is not PaymentState.SENT or report.phase is Phase.ASKING_BANK:
            return report
        if at_reader.work is Work.STOPPED:
            # A card that was declined shows in the intent; without that, no card was charged.
            again = self._intents.read(text(intent, "id"), charge)
            if part(again, "last_payment_error") or text(again, "status") != "requires_payment_method":
                return report_of(again, charge)
            return replace(
                report, state=PaymentState.CANCELLED, facts={**report.facts, "reader": at_reader.code}
            )
        phase = Phase.WAITING_FOR_CARD if at_reader.work is not Work.NONE else Phase.SENT_TO_READER
        return replace(report, phase=phase if at_reader.online else Phase.READER_AWAY)
