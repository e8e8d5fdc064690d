"""A card terminal beside the register: a person keys the amount, and the number on its slip is the proof."""

from pos_desktop.application.payment_provider import (
    Charge,
    GiveBack,
    Need,
    ProviderRefused,
    RefundReport,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.base import ProviderKind
from pos_desktop.payments.local import LocalKind, LocalProvider

BESIDE = Traits(TenderKind.EXTERNAL, local=True, need=Need.REFERENCE)


class ExternalProvider(LocalProvider):
    """Takes nothing without the reference from the slip, and gives nothing back without one."""

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        reference = _reference(charge.reference)
        return Report(PaymentState.TAKEN, provider_ref=reference, facts={"reference": reference})

    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        """A person gave it back at the terminal; `code` is the reference of that slip."""
        return RefundReport(RefundState.DONE, refund_ref=_reference(refund.code))


def _reference(text: str) -> str:
    reference = " ".join(text.split())
    if not reference:
        raise ProviderRefused(
            tr("The terminal's reference is missing"),
            tr("Without it nobody can find the payment again."),
            tr("Enter the number that the terminal printed on its slip."),
            code="reference_missing",
        )
    return reference


PAYMENT_PROVIDERS: tuple[ProviderKind, ...] = (
    LocalKind("external", lambda: tr("Card terminal beside the register"), BESIDE, ExternalProvider),
)
