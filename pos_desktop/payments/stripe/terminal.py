"""Card readers that Stripe's servers drive: an intent is handed to a reader, which asks for the card by itself."""

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING
from uuid import uuid4

from pos_desktop.application.payment_provider import (
    Charge,
    NoAnswer,
    NotSent,
    ProviderRefused,
    Reader,
)
from pos_desktop.payments.stripe.amounts import to_stripe
from pos_desktop.payments.stripe.reading import id_of, part, text, word
from pos_desktop.payments.stripe.trouble import no_answer
from pos_desktop.payments.stripe.wire import Json, Wire

if TYPE_CHECKING:
    from stripe.params.terminal import ReaderListParams, ReaderProcessPaymentIntentParamsProcessConfig


class Work(Enum):
    """What a reader does for an intent."""

    NONE = "none"  # nothing, or something else
    UNDER_WAY = "under_way"
    ENDED = "ended"  # carried out; the intent tells the rest
    STOPPED = "stopped"  # ended without a payment: the customer pressed cancel, or the reader gave up


@dataclass(frozen=True, slots=True)
class AtReader:
    """A reader and what it does for an intent."""

    work: Work
    online: bool
    code: str = ""  # Stripe's reason when it stopped


class Terminal:
    """The readers of an account."""

    def __init__(self, wire: Wire, location: str) -> None:
        self._wire = wire
        self._location = location

    def hand_over(self, reader: str, intent_ref: str, charge: Charge) -> AtReader:
        """Lets a reader take the payment. NotSent when it is offline or busy with something else.

        Its key is made anew for each call, unlike all others: after an action was cancelled the stored answer of the
        first one would be a reader that is at work and never is. An intent is charged once at most, and a reader at
        work on this intent is not asked a second time.
        """
        key = f"{charge.key}-reader-{uuid4()}"
        try:
            answer = self._wire.read(
                lambda stripe: stripe.v1.terminal.readers.process_payment_intent(
                    reader,
                    {"payment_intent": intent_ref, "process_config": _config(charge)},
                    {"idempotency_key": key},
                )
            )
        except (NotSent, ProviderRefused):
            seen = self.look(reader, intent_ref)
            if seen.work is Work.NONE:
                raise
            return seen
        taken = _seen(answer, reader, intent_ref)
        if taken.work is Work.NONE:
            raise no_answer()
        return taken

    def look(self, reader: str, intent_ref: str, *, retry: bool = True) -> AtReader:
        """What a reader does for an intent now."""
        answer = self._wire.read(lambda stripe: stripe.v1.terminal.readers.retrieve(reader), retry=retry)
        return _seen(answer, reader, intent_ref)

    def stop(self, reader: str, charge: Charge) -> None:
        """Takes back what the reader was handed; quietly when it cannot, for the intent's own cancelling decides."""
        key = f"{charge.key}-stop-{uuid4()}"
        try:
            self._wire.read(
                lambda stripe: stripe.v1.terminal.readers.cancel_action(
                    reader, None, {"idempotency_key": key}
                )
            )
        except (NotSent, NoAnswer, ProviderRefused):
            return

    def readers(self) -> list[Reader]:
        """The readers of the location, or of the whole account when none is set."""
        found = self._wire.pages(
            lambda stripe, after: stripe.v1.terminal.readers.list(self._page_after(after)), retry=False
        )
        return [_reader(item) for item in found]

    def _page_after(self, after: str) -> "ReaderListParams":
        params: ReaderListParams = {"limit": 100}
        if self._location:
            params["location"] = self._location
        if after:
            params["starting_after"] = after
        return params


def _config(charge: Charge) -> "ReaderProcessPaymentIntentParamsProcessConfig":
    if not charge.ask_tip:
        return {"skip_tipping": True, "enable_customer_cancellation": True}
    eligible = to_stripe(charge.amount_minor, charge.currency)
    return {"tipping": {"amount_eligible": eligible}, "enable_customer_cancellation": True}


def _seen(reader: Json, reader_ref: str, intent_ref: str) -> AtReader:
    if word(reader, "object") != "terminal.reader" or text(reader, "id") != reader_ref:
        raise no_answer()
    online = word(reader, "status") != "offline"
    action = part(reader, "action")
    if id_of(part(action, "process_payment_intent"), "payment_intent") != intent_ref:
        return AtReader(Work.NONE, online)
    work = {"in_progress": Work.UNDER_WAY, "succeeded": Work.ENDED, "failed": Work.STOPPED}.get(
        word(action, "status"), Work.NONE
    )
    return AtReader(work, online, word(action, "failure_code"))


def _reader(item: Json) -> Reader:
    return Reader(
        ref=text(item, "id"),
        name=word(item, "label") or text(item, "id"),
        online=word(item, "status") == "online",
        busy=word(part(item, "action"), "status") == "in_progress",
        model=word(item, "device_type"),
    )
