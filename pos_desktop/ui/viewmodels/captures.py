"""Cards that are charged later, and those that could not be, as the screens show them: texts, no decisions."""

from datetime import datetime

from pos_desktop.application.captures import HeldPayment
from pos_desktop.application.formats import Formats
from pos_desktop.application.payment_books import label_of
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.payment import CaptureState, PaymentState
from pos_desktop.ui.viewmodels.kind_icons import kind_icon
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag


def state_words(held: HeldPayment) -> str:
    """Where the charge of a card is, in a line under its tender; empty where there is nothing to say."""
    payment = held.payment
    if held.missing:
        return tr("not charged, is to be taken otherwise")
    if held.waits_for_goods:
        return tr("reserved, charged when the goods leave")
    if payment.capture_state is CaptureState.RELEASE or (held.under_way and payment.capture_minor == 0):
        return tr("reserved, is being released")
    if payment.held:
        return tr("reserved, is being charged")
    if payment.state is PaymentState.TAKEN and payment.charged_minor < payment.whole_minor:
        return tr("charged in part")
    return tr("charged") if payment.state is PaymentState.TAKEN else tr("released, never charged")


def state_amount(held: HeldPayment) -> int:
    """What is charged of it, is to be, or is missing; in minor units."""
    taken = held.payment.state is PaymentState.TAKEN
    return held.payment.charged_minor if taken else held.left_minor


def banner_words(held: HeldPayment, formats: Formats) -> tuple[str, str]:
    """Title and sentence over an order whose card is not charged."""
    facts = {"tender": label_of(held.payment), "amount": formats.money(held.left_minor)}
    if held.missing:
        return tr("{tender} was not charged: {amount} is missing", **facts), held.payment.last_error
    title = tr("{amount} is reserved on {tender}", **facts)
    if held.waits_for_goods:
        return title, tr("It is charged when the goods leave.")
    if held.payment.last_error:
        return title, tr("It could not be charged yet; the register goes on trying.")
    return title, tr("It is being charged.")


def tag(held: HeldPayment) -> Tag:
    """What it waits for."""
    if held.missing:
        return Tag("danger", tr("Not charged"))
    return Tag("accent", tr("Being charged"), "clock-fill")


def row(held: HeldPayment, formats: Formats, now: datetime) -> RowData:
    """A card that brought no money, as a row among the money that waits."""
    payment = held.payment
    return RowData(
        key=str(payment.id),
        primary=tr("Order {number}", number=held.number) if held.number else tr("Card charge"),
        secondary=formats.recent(payment.created_at, now),
        middle=label_of(payment),
        middle_secondary=tr("a person takes it otherwise") if held.missing else tries(held, formats, now),
        tag=tag(held),
        amount=formats.figure(held.left_minor),
        icon=kind_icon(payment.kind),
    )


def tries(held: HeldPayment, formats: Formats, now: datetime) -> str:
    """How often it was asked for, and when it is asked for again."""
    payment = held.payment
    told = tr_n("tried {count} time", "tried {count} times", payment.asks)
    if payment.next_at is None:
        return told
    if payment.next_at <= now:
        return f"{told} · {tr('being tried now')}"
    time = formats.time(payment.next_at, seconds=True)
    return f"{told} · {tr('next try {time}', time=time)}"


def story(held: HeldPayment) -> str:
    """What it means, and what can be done."""
    if not held.missing:
        return tr("No connection now. The register charges it by itself as soon as it can, once.")
    if held.payment.held:
        return tr("The bank refused the charge. Try it once more, or take the money in another way.")
    return tr("The goods are sold and the card brought no money. Take it in another way.")


def charge_moment(kind: str, facts: dict[str, object], formats: Formats) -> tuple[str, str, str, str] | None:
    """A step of a charge in an order's history: icon, colour, title and note; None for anything else."""
    amount = facts.get("amount_minor")
    money = formats.money(amount) if isinstance(amount, int) else ""
    label = str(facts.get("label") or "")
    known = {
        "payment_not_charged": ("warning-circle-fill", "danger", tr("The card was not charged"), money),
        "goods_left": ("package", "text-2", tr("Goods have left"), ""),
        "capture_charge": ("credit-card", "text-2", tr("Charge asked for"), money),
        "capture_release": ("credit-card", "text-2", tr("Card released without a charge"), money),
        "payment_taken_otherwise": ("money", "good", tr("Taken in another way"), money),
        "payment_written_off": (
            "prohibit",
            "attention",
            tr("Written off"),
            " · ".join(part for part in (money, str(facts.get("reason") or "")) if part),
        ),
    }
    found = known.get(kind)
    if found is None:
        return None
    icon, color, title, note = found
    return icon, color, title, " · ".join(part for part in (label, note) if part)
