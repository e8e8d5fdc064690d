"""Gift cards, store credits and vouchers: one way of paying over the store's ledger of balances, three kinds."""

from pos_desktop.application.payment_provider import (
    Charge,
    Decline,
    GiveBack,
    Need,
    ProviderRefused,
    Redeemed,
    RefundReport,
    Report,
    StoredValues,
    Traits,
)
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, RefundState, TenderKind
from pos_desktop.payments.local import LocalProvider, more_than_paid


def stored_value(kind: TenderKind) -> Traits:
    """The traits that the three have in common."""
    return Traits(kind, local=True, need=Need.CODE)


class StoredValueProvider(LocalProvider):
    """Redeems in the transaction that asks for it. The payment's id is the key of the move, the refund's that of
    the move back."""

    def start(self, charge: Charge, books: StoredValues | None = None) -> Report:
        ledger = _open(books)
        before = ledger.moved(charge.payment_id)
        if before is not None:
            return _taken(before)
        # The code is handed over once: an attempt begun anew without it has no value to take from.
        if not charge.code.strip():
            return Report(PaymentState.DECLINED, decline=Decline.UNKNOWN_CODE)
        moved = ledger.redeem(
            self.traits.kind,
            charge.code,
            charge.whole_minor,
            charge.currency,
            charge.payment_id,
            charge.order_id,
        )
        if isinstance(moved, Decline):
            return Report(PaymentState.DECLINED, decline=moved)
        return _taken(moved)

    def ask(self, charge: Charge, books: StoredValues | None = None) -> Report:
        moved = _open(books).moved(charge.payment_id)
        return Report(PaymentState.CANCELLED) if moved is None else _taken(moved)

    def cancel(self, charge: Charge, books: StoredValues | None = None) -> Report:
        # What was redeemed is taken; it comes back by giving it back, so that both moves stay in the ledger.
        return self.ask(charge, books)

    def give_back(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        ledger = _open(books)
        done = ledger.moved(refund.refund_id)
        if done is None:
            done = _put_back(ledger, refund)
        return _given_back(done, refund)

    def ask_refund(self, refund: GiveBack, books: StoredValues | None = None) -> RefundReport:
        moved = _open(books).moved(refund.refund_id)
        return RefundReport(RefundState.PROMISED) if moved is None else _given_back(moved, refund)


def _put_back(ledger: StoredValues, refund: GiveBack) -> Redeemed:
    """Puts back what the payment took, or a part; the ledger adds up what was put back before."""
    if refund.payment_id is None:
        raise _no_value()
    if 0 < refund.paid_minor < refund.amount_minor:
        raise more_than_paid()
    try:
        return ledger.put_back(refund.refund_id, refund.payment_id, refund.amount_minor, refund.order_id)
    except LookupError:
        raise _no_value() from None
    except ValueError:
        raise more_than_paid() from None


def _open(books: StoredValues | None) -> StoredValues:
    if books is None:
        raise ValueError("a stored value is redeemed within a transaction")
    return books


def _taken(moved: Redeemed) -> Report:
    return Report(
        PaymentState.TAKEN,
        provider_ref=str(moved.value_id),
        charged_minor=-moved.amount_minor,
        balance_minor=moved.balance_minor,
        last_four=moved.last_four,
    )


def _given_back(moved: Redeemed, refund: GiveBack) -> RefundReport:
    return RefundReport(
        RefundState.DONE,
        refund_ref=str(refund.refund_id),
        balance_minor=moved.balance_minor,
        last_four=moved.last_four,
    )


def _no_value() -> ProviderRefused:
    return ProviderRefused(
        tr("There is no card to put it back on"),
        tr("The amount was not paid with a stored value of this store."),
        tr("Refund it in another way, or issue store credit."),
        code="no_value",
    )
