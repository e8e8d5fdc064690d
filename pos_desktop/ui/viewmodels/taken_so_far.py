"""What was taken for a ticket so far, a row for each tender: its state in words and the way back."""

from collections.abc import Sequence
from typing import NamedTuple

from pos_desktop.application.formats import Formats
from pos_desktop.application.payment_books import label_of
from pos_desktop.application.payment_records import Payment
from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import apart, tr
from pos_desktop.domain.payment import PaymentState
from pos_desktop.ui.viewmodels.kind_icons import kind_icon
from pos_desktop.ui.viewmodels.paying import ended_title, not_reached
from pos_desktop.ui.widgets.state_tag import Tone
from pos_desktop.ui.widgets.taken_card import TakenRow


class _State(NamedTuple):
    """How a tender stands: the words, their tone and the icon that carries it as well."""

    words: str
    tone: Tone
    icon: str


def taken_rows(view: TenderingView, formats: Formats) -> Sequence[TakenRow]:
    """The tenders of a ticket in their order; none can be undone while another one is under way."""
    return [_row(payment, view, formats) for payment in _told(view)]


def _told(view: TenderingView) -> list[Payment]:
    """What counts, what is open, and the last one when it came to nothing."""
    shown = [p for p in view.payments if (p.state.counts and p.id not in view.returned) or p.state.open]
    last = view.payments[-1] if view.payments else None
    if last is not None and (last.state is PaymentState.DECLINED or not_reached(last)):
        shown.append(last)
    return shown


def _row(payment: Payment, view: TenderingView, formats: Formats) -> TakenRow:
    state, amount, name = _state(payment, formats), formats.money(payment.whole_minor), label_of(payment)
    return TakenRow(
        payment.id,
        kind_icon(payment.kind),
        name,
        state.words,
        state.tone,
        state.icon,
        amount,
        tr("Undo") if payment.state.counts and view.under_way is None else "",
        tr("Undo {tender}: refund {amount}", tender=name, amount=amount),
        dimmed=not payment.state.counts,
    )


def _state(payment: Payment, formats: Formats) -> _State:
    if payment.state.counts:
        return _State(_taken_words(payment, formats), "good", "check-circle-fill")
    if payment.state is PaymentState.UNKNOWN:
        return _State(tr("Outcome open"), "attention", "question-fill")
    if payment.state is PaymentState.DECLINED:
        return _State(ended_title(payment), "danger", "warning-circle-fill")
    if not_reached(payment):
        return _State(tr("Shop not reached, nothing taken"), "attention", "wifi-slash")
    if payment.state is PaymentState.CANCELLED:
        return _State(tr("Cancelled, nothing charged"), "neutral", "prohibit")
    return _State(tr("Under way"), "accent", "clock-fill")


def _taken_words(payment: Payment, formats: Formats) -> str:
    if payment.kind.has_balance:
        if payment.balance_minor is None:
            return tr("Redeemed")
        return tr("Redeemed · {amount} left", amount=formats.money(payment.balance_minor))
    parts = [tr("Reserved on the card") if payment.state is PaymentState.AUTHORISED else tr("Taken")]
    if payment.tip_minor:
        parts.append(tr("with {amount} tip", amount=formats.money(payment.tip_minor)))
    if payment.foreign_minor is not None:
        given = formats.in_currency(payment.foreign_currency).figure(payment.foreign_minor)
        parts.append(apart(f"{payment.foreign_currency} {given}"))
    elif payment.reference:
        parts.append(apart(payment.reference))
    return " · ".join(parts)
