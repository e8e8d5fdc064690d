"""Turns the terminal's words into the register's. What makes no sense, or is of another order, is no answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.payment_provider import (
    CardFacts,
    Charge,
    Decline,
    GiveBack,
    NotSent,
    Phase,
    ProviderPayment,
    ProviderRefund,
    ProviderRefused,
    ProviderSetting,
    Reader,
    RefundReport,
    Report,
)
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.fake.line import no_answer
from pos_desktop.payments.fake.records import RefundStage, Stage

Body = Mapping[str, Any]

LINK = "https://pay.example.com/"
"""Where the demo's pay links lead; the page is the terminal's window."""

_STATES = {
    Stage.CHOOSING_TIP: (PaymentState.SENT, Phase.CHOOSING_TIP),
    Stage.WAITING_FOR_CARD: (PaymentState.SENT, Phase.WAITING_FOR_CARD),
    Stage.LINK_SENT: (PaymentState.ACTION_NEEDED, None),
    Stage.LINK_OPENED: (PaymentState.ACTION_NEEDED, None),
    Stage.ASKING_BANK: (PaymentState.SENT, Phase.ASKING_BANK),
    Stage.SIGNING: (PaymentState.SENT, Phase.SIGNATURE),
    Stage.AUTHORISED: (PaymentState.AUTHORISED, None),
    Stage.CAPTURED: (PaymentState.TAKEN, None),
    Stage.DECLINED: (PaymentState.DECLINED, None),
    Stage.CANCELLED: (PaymentState.CANCELLED, None),
}
_REFUND_STATES = {
    RefundStage.PENDING: RefundState.SENT,
    RefundStage.DONE: RefundState.DONE,
    RefundStage.REFUSED: RefundState.REFUSED,
}


class Nonsense(ValueError):
    """A field is missing, or is not what it must be."""


def report(body: Body, charge: Charge) -> Report:
    """What became of a payment. Raises NoAnswer."""
    try:
        _check_ours(body, charge)
        return _report(body, charge)
    except (Nonsense, ValueError):
        raise no_answer() from None


def _check_ours(body: Body, charge: Charge) -> None:
    theirs = [_text(body, name) for name in ("key", "order_id", "payment_id", "currency")]
    if theirs != [charge.key, str(charge.order_id), str(charge.payment_id), charge.currency]:
        raise Nonsense("another order's")
    if _minor(body, "amount_minor") != charge.amount_minor:
        raise Nonsense("another amount")


def _report(body: Body, charge: Charge) -> Report:
    stage = Stage(_text(body, "stage"))
    state, phase = _STATES[stage]
    if phase is not None and body.get("reader_on") is False:
        phase = Phase.READER_AWAY
    tip = _minor(body, "tip_minor")
    if tip < charge.tip_minor:
        raise Nonsense("less tip than was asked for")
    charged = _minor(body, "captured_minor") if stage is Stage.CAPTURED else charge.amount_minor + tip
    if charged > charge.amount_minor + tip or (charge.capture and charged != charge.amount_minor + tip):
        raise Nonsense("another amount")
    ref = _text(body, "ref")
    return Report(
        state=state,
        provider_ref=ref,
        charged_minor=charged if state.counts else None,
        tip_minor=tip if state.counts else None,
        card=_card(body),
        decline=_decline(body) if state is PaymentState.DECLINED else None,
        phase=phase,
        action_url=LINK + ref if state is PaymentState.ACTION_NEEDED else "",
        facts={"signed": "yes"} if body.get("signed") is True else {},
    )


def _card(body: Body) -> CardFacts | None:
    brand, last_four = _text(body, "brand"), _text(body, "last_four")
    if not brand:
        return None
    if len(last_four) != 4 or not (last_four.isascii() and last_four.isdigit()):
        raise Nonsense("last four")
    return CardFacts(brand, last_four, _text(body, "authorisation"), _text(body, "entry"))


def _decline(body: Body) -> Decline:
    try:
        return Decline(_text(body, "decline"))
    except ValueError:
        return Decline.PROVIDER_ERROR


def refund_report(body: Body, refund: GiveBack) -> RefundReport:
    """What became of a refund. Raises NoAnswer."""
    try:
        theirs = [_text(body, name) for name in ("key", "payment_ref", "currency")]
        if theirs != [refund.key, refund.provider_ref, refund.currency]:
            raise Nonsense("another refund")
        if _minor(body, "amount_minor") != refund.amount_minor:
            raise Nonsense("another amount")
        state = _REFUND_STATES[RefundStage(_text(body, "stage"))]
        return RefundReport(state, _text(body, "ref"), body.get("voided") is True, _text(body, "words"))
    except (Nonsense, ValueError):
        raise no_answer() from None


def refunds(body: Body, provider_ref: str) -> list[ProviderRefund]:
    """The terminal's list of a payment's refunds. Raises NoAnswer."""
    try:
        if _text(body, "payment_ref") != provider_ref:
            raise Nonsense("another payment")
        return [
            ProviderRefund(
                _text(one, "ref"),
                _minor(one, "amount_minor"),
                _REFUND_STATES[RefundStage(_text(one, "stage"))],
                _text(one, "key"),
            )
            for one in _list(body, "refunds")
        ]
    except (Nonsense, ValueError):
        raise no_answer() from None


def statement(body: Body, *, link: bool) -> list[ProviderPayment]:
    """What was taken or authorised, at the reader or by pay links. Raises NoAnswer."""
    try:
        ours = [one for one in _list(body, "payments") if (one.get("link") is True) == link]
        return [booked for booked in map(_booked, ours) if booked.state.counts]
    except (Nonsense, ValueError):
        raise no_answer() from None


def _booked(body: Body) -> ProviderPayment:
    return ProviderPayment(
        ref=_text(body, "ref"),
        amount_minor=_minor(body, "captured_minor"),
        refunded_minor=_minor(body, "refunded_minor"),
        currency=_text(body, "currency"),
        state=_STATES[Stage(_text(body, "stage"))][0],
        at=datetime.fromisoformat(_text(body, "at")),
        payment_id=UUID(_text(body, "payment_id")),
        order_id=UUID(_text(body, "order_id")),
        register_id=UUID(register) if (register := str(body.get("register_id") or "")) else None,
    )


def readers(body: Body) -> list[Reader]:
    """The terminal's readers. Raises NoAnswer."""
    try:
        return [
            Reader(
                _text(one, "ref"),
                tr("Counter reader"),
                one.get("online") is True,
                one.get("busy") is True,
                tr("Virtual card terminal"),
            )
            for one in _list(body, "readers")
        ]
    except Nonsense:
        raise no_answer() from None


def methods(body: Body) -> list[str]:
    """The brands it takes. Raises NoAnswer."""
    found = body.get("methods")
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise no_answer()
    return list(found)


def objection(status: int, body: Body) -> Exception:
    """A status that is not 200 as one of the four kinds of error."""
    code, words = str(body.get("code", "")), str(body.get("words", ""))
    if status == 429:
        return _too_many(body.get("retry_after"))
    if status == 409:
        return _not_now(code)
    if status in (401, 403) or code == "no_such_reader":
        return ProviderSetting(
            tr("The card terminal does not know its settings"),
            tr("It says: {words}", words=words or code),
            tr("Choose the reader under Settings › Payments."),
        )
    if 400 <= status < 500:
        return ProviderRefused(
            tr("The card terminal refused"),
            tr("It says: {words}", words=words or code),
            tr("Choose another tender."),
            code=code,
        )
    return no_answer()


def _too_many(retry_after: object) -> NotSent:
    seconds = float(retry_after) if isinstance(retry_after, int | float) and retry_after >= 0 else None
    return NotSent(
        tr("The card terminal has too much to do"),
        tr("It did nothing with the request."),
        tr("It is tried again in a moment."),
        retry_after=seconds,
    )


def _not_now(code: str) -> NotSent:
    titles = {
        "reader_busy": tr("The reader is busy with another payment"),
        "reader_off": tr("The reader is not connected"),
        "not_signed": tr("The customer has not signed yet"),
    }
    title = titles.get(code, tr("The card terminal cannot do this now"))
    return NotSent(title, tr("It did nothing with the request."), tr("Try again in a moment."))


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise Nonsense(name)
    return value


def _minor(body: Body, name: str) -> int:
    value = body.get(name)
    if type(value) is not int or value < 0:
        raise Nonsense(name)
    return value


def _list(body: Body, name: str) -> list[Body]:
    value = body.get(name)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Nonsense(name)
    return value
