"""The virtual terminal as a way of paying: at its reader, and through its pay links."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import (
    Charge,
    GiveBack,
    Health,
    Need,
    PaymentProvider,
    ProviderPayment,
    ProviderRefund,
    ProviderRefused,
    Reader,
    RefundReport,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.base import ProviderKind, Surroundings
from pos_desktop.payments.fake import settings, wire
from pos_desktop.payments.fake.line import Line

AT_READER = Traits(
    TenderKind.CARD,
    local=False,
    waits=True,
    reader=True,
    tips=True,
    manual_capture=True,
    partial_capture=True,
)
BY_LINK = Traits(TenderKind.PAY_LINK, local=False, need=Need.NOTHING, waits=True, wait_seconds=600.0)


class TerminalProvider:
    """Asks the terminal and tells what it said; decides nothing and waits for no customer."""

    def __init__(self, traits: Traits, where: settings.TerminalSettings) -> None:
        self._traits = traits
        self._link = traits.kind is TenderKind.PAY_LINK
        self._line = Line(where.host, where.port, where.answer_ms / 1000)

    @property
    def traits(self) -> Traits:
        return self._traits

    # Taking money -------------------------------------------------------------------------------

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        body = {"key": charge.key, "asked": self._asked(charge), "reader": charge.reader}
        return wire.report(self._done("payment.start", body), charge)

    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        body = self._found("payment.ask", {"key": charge.key})
        return Report(PaymentState.CANCELLED) if body is None else wire.report(body, charge)

    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        body = {"key": charge.key, "asked": self._asked(charge)}
        return wire.report(self._done("payment.cancel", body), charge)

    def capture(self, charge: Charge, amount_minor: int) -> Report:
        body = {"key": charge.key, "amount_minor": amount_minor}
        return wire.report(self._done("payment.capture", body), charge)

    def accept_signature(self, charge: Charge, accepted: bool) -> Report:
        body = {"key": charge.key, "accepted": accepted}
        return wire.report(self._done("payment.signature", body), charge)

    def _asked(self, charge: Charge) -> dict[str, object]:
        return {
            "payment_id": str(charge.payment_id),
            "order_id": str(charge.order_id),
            "words": charge.order_words,
            "amount_minor": charge.amount_minor,
            "currency": charge.currency,
            "tip_minor": charge.tip_minor,
            "ask_tip": charge.ask_tip and self._traits.tips,
            "capture": charge.capture or not self._traits.manual_capture,
            "link": self._link,
            "register_id": "" if charge.register_id is None else str(charge.register_id),
        }

    # Giving money back --------------------------------------------------------------------------

    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        self._check_sum(refund)
        body = {
            "key": refund.key,
            "payment_ref": refund.provider_ref,
            "amount_minor": refund.amount_minor,
            "reason": refund.reason,
        }
        return wire.refund_report(self._done("refund.start", body), refund)

    def _check_sum(self, refund: GiveBack) -> None:
        """The terminal's own list is added up first; a refund that is in it already counts once."""
        listed = self.refunds_of(refund.provider_ref)
        others = sum(one.amount_minor for one in listed if one.state.holds and one.key != refund.key)
        paid = refund.paid_minor or (refund.amount_minor if refund.whole else 0)
        if others + refund.amount_minor > paid:
            raise ProviderRefused(
                tr("More than was paid cannot be refunded"),
                tr("The card terminal lists earlier refunds of this payment."),
                tr("Refund what is left, or compare with the provider under Payments."),
                code="refund_too_large",
            )

    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        body = self._found("refund.ask", {"key": refund.key})
        return RefundReport(RefundState.PROMISED) if body is None else wire.refund_report(body, refund)

    def refunds_of(self, provider_ref: str) -> Sequence[ProviderRefund]:
        return wire.refunds(self._done("refund.list", {"payment_ref": provider_ref}), provider_ref)

    # About the account --------------------------------------------------------------------------

    def methods(self) -> Sequence[str]:
        return wire.methods(self._done("methods", {}))

    def readers(self) -> Sequence[Reader]:
        return wire.readers(self._done("readers", {})) if self._traits.reader else ()

    def statement(self, since: datetime, until: datetime) -> Sequence[ProviderPayment]:
        times = {"since": since.astimezone(UTC).isoformat(), "until": until.astimezone(UTC).isoformat()}
        return wire.statement(self._done("statement", times), link=self._link)

    def health(self) -> Health:
        began = time.monotonic()
        try:
            self._done("ping", {})
        except PersonError as trouble:
            return Health(False, trouble.title, time.monotonic() - began)
        return Health(True, "", time.monotonic() - began)

    def close(self) -> None:
        self._line.close()

    # The line -----------------------------------------------------------------------------------

    def _done(self, call: str, body: dict[str, Any]) -> dict[str, Any]:
        """The body of an answer that it was done; its objection otherwise."""
        status, answer = self._line.ask(call, body)
        if status != 200:
            raise wire.objection(status, answer)
        return answer

    def _found(self, call: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """The same for a question; None when the terminal never heard of it."""
        status, answer = self._line.ask(call, body)
        # A 404 alone may be anybody's: only the terminal's own word says that it never heard of it.
        if status == 404 and answer.get("code") in ("no_such_payment", "no_such_refund"):
            return None
        if status != 200:
            raise wire.objection(status, answer)
        return answer


@dataclass(frozen=True, slots=True)
class TerminalKind:
    """One of the two ways of paying that the virtual terminal has."""

    key: str
    words: Callable[[], str]
    traits: Traits

    @property
    def label(self) -> str:
        return self.words()

    @property
    def fields(self) -> tuple[SettingField, ...]:
        return settings.fields()

    @property
    def secrets(self) -> tuple[SettingField, ...]:
        return ()

    def parse(self, raw: Mapping[str, str]) -> settings.TerminalSettings:
        return settings.parse(raw)

    def create(self, surroundings: Surroundings) -> PaymentProvider:
        return TerminalProvider(self.traits, self.parse(surroundings.settings))


PAYMENT_PROVIDERS: tuple[ProviderKind, ...] = (
    TerminalKind("fake", lambda: tr("Virtual card terminal"), AT_READER),
    TerminalKind("fake_link", lambda: tr("Pay link of the virtual terminal"), BY_LINK),
)
