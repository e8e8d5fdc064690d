"""Payments as the screens show them: icons, names, states and steps in words; no decisions about money."""

from collections.abc import Sequence
from datetime import datetime

from pos_desktop.application.formats import Formats
from pos_desktop.application.payment_books import label_of
from pos_desktop.application.payment_provider import Decline, Phase
from pos_desktop.application.payment_records import ASKS_PERSON, Payment, PaymentEvent
from pos_desktop.application.payment_words import decline_name
from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.domain.pricing import Totals
from pos_desktop.ui.viewmodels.sale import due_rows
from pos_desktop.ui.widgets.fact_list import Fact
from pos_desktop.ui.widgets.totals_block import RULE, TotalRow

_OTHER_CARD = frozenset(
    {
        Decline.CARD_DECLINED,
        Decline.INSUFFICIENT_FUNDS,
        Decline.EXPIRED_CARD,
        Decline.LOST_OR_STOLEN,
        Decline.CARD_NOT_SUPPORTED,
        Decline.LIMIT_EXCEEDED,
    }
)


def other_card_helps(payment: Payment) -> bool:
    """Whether the same card would only be declined again."""
    return bool(payment.decline) and Decline(payment.decline) in _OTHER_CARD


def asked_here(payment: Payment) -> bool:
    """Whether nobody does anything at a reader or on a page for it: the pay screen itself waits for the answer."""
    return payment.kind is TenderKind.SHOP_GIFT_CARD


def not_reached(payment: Payment) -> bool:
    """Whether the shop of a gift card could not be asked, so that nothing happened."""
    return asked_here(payment) and payment.state is PaymentState.CANCELLED and bool(payment.last_error)


def paying_rows(
    totals: Totals, view: TenderingView, formats: Formats, *, inclusive: bool, tax_by: str = ""
) -> list[TotalRow]:
    """The sums while paying: who computed the tax, what was taken, and what is still due."""
    rows = due_rows(totals, formats, inclusive=inclusive)
    if tax_by:
        rows.insert(rows.index(RULE), TotalRow("quiet", tax_by))
    for payment in view.taken:
        rows.append(TotalRow("sum", label_of(payment), formats.figure(-payment.part.exact_minor)))
    if view.taken:
        rows.append(TotalRow("strong", tr("Remaining due"), formats.money(view.left_minor)))
    return rows


# -- an attempt that ended without money --------------------------------------------------------------------


def ended_title(payment: Payment) -> str:
    """Why nothing was taken, as a title."""
    if payment.decline:
        return decline_name(payment.decline)
    if payment.state is PaymentState.DECLINED:
        return tr("The payment could not be made")
    if payment.last_error and payment.kind is TenderKind.CARD:
        return tr("The reader was not reached")
    return tr("The provider was not reached") if payment.last_error else tr("Cancelled")


def ended_words(payment: Payment) -> str:
    """What it means, and what the other side said."""
    if payment.last_error and not payment.decline:
        return payment.last_error
    return tr("Nothing was charged.")


# -- an attempt under way -----------------------------------------------------------------------------------


def phase_words(payment: Payment) -> tuple[str, str]:
    """What the reader waits for now: large, and a line under it."""
    if payment.stop:
        return tr("Cancelling"), tr("Wait until the reader has stopped")
    if payment.state is PaymentState.CREATED:
        return tr("Going to the reader"), tr("One moment")
    return {
        Phase.CHOOSING_TIP: (
            tr("The customer chooses a tip"),
            tr("On the reader; the amount changes with it"),
        ),
        Phase.CARD_READ: (tr("Card read"), tr("The bank is asked next")),
        Phase.ASKING_BANK: (tr("The bank is asked"), tr("Leave the card in the reader")),
        Phase.SIGNATURE: (tr("Is the signature theirs?"), tr("Compare it with the back of the card")),
        Phase.READER_AWAY: (tr("The reader is away"), tr("Check its cable and its network")),
    }.get(_phase(payment), (tr("Waiting for the card"), tr("Tap, insert or swipe on the reader")))


def _phase(payment: Payment) -> Phase:
    return Phase(payment.phase) if payment.phase else Phase.SENT_TO_READER


def _at(events: Sequence[PaymentEvent], *kinds: str) -> datetime | None:
    return next((event.at for event in events if event.kind in kinds), None)


def _done(title: str, moment: datetime, formats: Formats) -> Fact:
    return Fact("done", title, formats.time(moment, seconds=True))


def card_steps(payment: Payment, events: Sequence[PaymentEvent], formats: Formats) -> list[Fact]:
    """A card payment as far as it came: what is done with its time, what is on, what is to come."""
    sent = _at(events, PaymentState.SENT.value)
    phase = _phase(payment)
    facts = [
        _done(tr("Sent to the reader"), sent, formats)
        if sent
        else Fact("on", tr("Going to the reader"), tr("Written down before it is sent"))
    ]
    facts += _tip_steps(payment, events, formats)
    read = _at(events, Phase.CARD_READ.value, Phase.ASKING_BANK.value, Phase.SIGNATURE.value)
    shows = tr("The reader shows {amount}", amount=formats.money(payment.whole_minor))
    if read:
        facts.append(_done(_read_title(payment), read, formats))
    else:
        waits = bool(sent) and phase is not Phase.CHOOSING_TIP
        facts.append(Fact("on" if waits else "ahead", tr("Customer presents the card"), shows))
    if phase is Phase.SIGNATURE:
        facts.append(Fact("on", tr("Customer signs"), tr("Say whether it is theirs")))
    else:
        facts.append(Fact("on" if read else "ahead", tr("Bank answers"), tr("Usually within 3 s")))
    return facts


def _tip_steps(payment: Payment, events: Sequence[PaymentEvent], formats: Formats) -> list[Fact]:
    if not payment.ask_tip and not payment.tip_minor:
        return []
    if payment.ask_tip and _phase(payment) is Phase.CHOOSING_TIP:
        return [Fact("on", tr("Customer chooses a tip"), tr("On the reader"))]
    if not payment.ask_tip:
        return [Fact("done", tr("Tip"), formats.money(payment.tip_minor))]
    asked = _at(events, Phase.CHOOSING_TIP.value)
    if asked:
        # What was chosen is told with the outcome; until then the reader alone knows it.
        return [_done(tr("Customer chose on the reader"), asked, formats)]
    return [Fact("ahead", tr("Customer chooses a tip"), tr("On the reader"))]


def _read_title(payment: Payment) -> str:
    return tr("Card read · {card}", card=label_of(payment)) if payment.last_four else tr("Card read")


def link_steps(payment: Payment, events: Sequence[PaymentEvent], formats: Formats) -> list[Fact]:
    """A payment link: made, opened by the customer, paid."""
    made = _at(events, PaymentState.ACTION_NEEDED.value)
    if made is None:
        return [
            Fact("on", tr("Making the link"), tr("Written down before it is sent")),
            Fact("ahead", tr("Customer pays on the page")),
        ]
    return [
        _done(tr("Link made"), made, formats),
        Fact("on", tr("Customer pays on the page"), formats.money(payment.whole_minor)),
    ]


# -- an attempt in doubt ------------------------------------------------------------------------------------


def doubt_meaning(events: Sequence[PaymentEvent]) -> str:
    """Where the word was lost, and that nothing else was."""
    read = _at(events, Phase.CARD_READ.value, Phase.ASKING_BANK.value, Phase.SIGNATURE.value)
    if read:
        lost = tr("The connection broke after the card was read.")
    elif _at(events, "stop_asked"):
        lost = tr("The cancelling was not confirmed.")
    else:
        lost = tr("The answer did not come.")
    return lost + " " + tr("Nothing is lost: the sale is saved and stays open.")


def asks_person(events: Sequence[PaymentEvent]) -> tuple[str, str] | None:
    """What a person is to look at, and what then: where the provider cannot tell the outcome."""
    body = next((event.body for event in events if event.kind == ASKS_PERSON), None)
    return (str(body.get("title", "")), str(body.get("next_step", ""))) if body is not None else None


def known_facts(payment: Payment, events: Sequence[PaymentEvent], formats: Formats) -> list[Fact]:
    """What is known of an attempt whose outcome is not."""
    facts = []
    sent = _at(events, PaymentState.SENT.value)
    if sent:
        facts.append(_done(_sent_words(payment), sent, formats))
    read = _at(events, Phase.CARD_READ.value, Phase.ASKING_BANK.value, Phase.SIGNATURE.value)
    if read:
        facts.append(_done(_read_title(payment), read, formats))
    lost = _at(events, PaymentState.UNKNOWN.value) or payment.changed_at
    what = tr("Bank answer not received") if read else tr("Outcome not received")
    facts.append(Fact("open", what, tr("Connection lost at {time}", time=formats.time(lost, seconds=True))))
    facts.append(
        Fact("done", tr("Attempt recorded on this register"), tr("Asking again cannot charge twice"))
    )
    return facts


def _sent_words(payment: Payment) -> str:
    return {
        TenderKind.PAY_LINK: tr("Sent to the provider"),
        TenderKind.SHOP_GIFT_CARD: tr("Sent to the online shop"),
    }.get(payment.kind, tr("Sent to the reader"))


def doubt_title(payment: Payment) -> tuple[str, str]:
    """What kind of payment is in doubt, and what is not known."""
    return {
        TenderKind.PAY_LINK: (tr("Payment link"), tr("We do not yet know if the link was paid")),
        TenderKind.SHOP_GIFT_CARD: (
            tr("Shop gift card"),
            tr("We do not yet know if the gift card was debited"),
        ),
    }.get(payment.kind, (tr("Card payment"), tr("We do not yet know if the card was charged")))


# -- where a payment goes on --------------------------------------------------------------------------------


def place_of(payment: Payment | None) -> str:
    """The screen that goes on with an attempt; the pay screen where none is under way."""
    if payment is None:
        return "pay"
    if payment.state is PaymentState.UNKNOWN:
        return "doubt"
    if asked_here(payment):
        return "pay"
    return "link" if payment.kind is TenderKind.PAY_LINK else "card"
