"""Differences with a provider's books, as their screen shows them. Texts, no decisions."""

from dataclasses import dataclass

from pos_desktop.application.formats import Formats
from pos_desktop.application.payment_books import label_of
from pos_desktop.application.reconciliation import Choice, DifferenceView, Run
from pos_desktop.application.reconciliation_ends import ASSIGN, GIVE_BACK
from pos_desktop.application.statement_check import AMOUNT, MISSING_HERE, MISSING_THERE, REFUND
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.payment import PaymentState
from pos_desktop.ui.viewmodels.kind_icons import kind_icon
from pos_desktop.ui.viewmodels.payments import method_name
from pos_desktop.ui.widgets.list_view import RowData

Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two books: its amount, or that it knows nothing, and the facts under it."""

    title: str
    amount: str
    known: bool
    facts: tuple[tuple[str, str], ...]


def title(view: DifferenceView) -> str:
    """What differs, in a few words."""
    if view.difference.kind == MISSING_HERE and view.ours is not None:
        return tr("Charged after all")
    return {
        MISSING_HERE: tr("Unknown payment"),
        MISSING_THERE: tr("Not charged"),
        AMOUNT: tr("Amounts differ"),
        REFUND: tr("Refunds differ"),
    }[view.difference.kind]


def explanation(view: DifferenceView) -> str:
    """What it means, in a sentence."""
    difference = view.difference
    ours, theirs = difference.ours_minor or 0, difference.theirs_minor or 0
    if difference.kind == MISSING_HERE and view.ours is not None:
        return tr("Here it is noted as not charged. The provider says that the customer was charged.")
    if difference.kind == MISSING_HERE:
        return tr("The provider charged a customer, and no order of this register knows of it.")
    if difference.kind == MISSING_THERE:
        return tr("Here it counts as paid. The provider knows of no such charge.")
    if difference.kind == AMOUNT:
        if theirs > ours:
            return tr("The provider charged more than is noted here.")
        return tr("The provider charged less than is noted here.")
    if theirs > ours:
        return tr("More was refunded than is noted here, perhaps from the provider's own pages.")
    return tr("What is noted here as refunded has not all reached the customer.")


def row(view: DifferenceView, formats: Formats) -> RowData:
    """A difference in the list."""
    difference = view.difference
    amount = difference.theirs_minor if difference.theirs_minor is not None else difference.ours_minor
    if difference.kind in (AMOUNT, REFUND):
        amount = abs((difference.theirs_minor or 0) - (difference.ours_minor or 0))
    second = " · ".join((method_name(view.method), formats.moment(difference.happened_at)))
    return RowData(
        str(difference.id),
        title(view),
        second,
        icon=kind_icon(view.method.kind),
        amount=formats.figure(amount or 0),
    )


def here(view: DifferenceView, formats: Formats) -> Side:
    """What the register's books say."""
    ours, difference = view.ours, view.difference
    if ours is None:
        facts: Facts = [(tr("Order"), view.order_number or tr("Not known here"))]
        return Side(tr("This register"), tr("Nothing"), False, tuple(facts))
    facts = [
        (tr("Payment"), label_of(ours)),
        (tr("State"), state_words(ours.state)),
        (tr("Time"), formats.moment(ours.created_at)),
        (tr("Order"), view.order_number or tr("None")),
    ]
    return Side(tr("This register"), formats.money(difference.ours_minor or 0), True, tuple(facts))


def there(view: DifferenceView, formats: Formats) -> Side:
    """What the provider's books say."""
    difference = view.difference
    heading = method_name(view.method)
    if difference.theirs_minor is None:
        facts: Facts = [(tr("Reference"), difference.provider_ref or tr("None"))]
        return Side(heading, tr("Nothing"), False, tuple(facts))
    facts = [
        (tr("Reference"), difference.provider_ref),
        (tr("Time"), formats.moment(difference.happened_at)),
        (tr("Found"), formats.moment(difference.found_at)),
    ]
    return Side(heading, formats.money(difference.theirs_minor), True, tuple(facts))


def state_words(state: PaymentState) -> str:
    """A payment's state."""
    return {
        PaymentState.TAKEN: tr("Taken"),
        PaymentState.AUTHORISED: tr("Reserved"),
        PaymentState.DECLINED: tr("Declined"),
        PaymentState.CANCELLED: tr("Not charged"),
    }.get(state, tr("Open"))


def choice_words(choice: Choice, view: DifferenceView, formats: Formats) -> str:
    """What a press does, with the amount that it moves."""
    amount = formats.money(choice.amount_minor or 0)
    if choice.key == ASSIGN:
        return tr("Book {amount} for {order}", amount=amount, order=view.order_number)
    if choice.key == GIVE_BACK:
        return tr("Refund {amount}", amount=amount)
    return tr("Accept with a note")


def last_run_words(run: Run | None, formats: Formats) -> str:
    """When the books were compared last."""
    if run is None:
        return tr("Not compared yet")
    return tr("Last compared {moment}", moment=formats.moment(run.at))


def agree_words(run: Run | None, formats: Formats) -> tuple[str, str]:
    """What an empty list says: title and sentence."""
    if run is None:
        return tr("Not compared yet"), tr("It is done every night, and now if you wish.")
    if run.troubles:
        return tr("A provider could not be asked"), tr("It is tried again within the hour.")
    count = tr_n("{count} payment", "{count} payments", run.compared)
    text = f"{last_run_words(run, formats)} · {count}"
    return tr("The books agree"), text
