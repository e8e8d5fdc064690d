"""Payment intents: one for each attempt, never charged more than once.

Each carries the ids of our payment and order in its metadata. Keys: `<attempt>-intent` creates it, `-confirm`,
`-capture-<amount>` and `-cancel` do the rest; a second request with the same key does nothing new.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from pos_desktop.application.payment_provider import (
    Charge,
    Phase,
    ProviderRefused,
    ProviderSetting,
    Report,
)
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState
from pos_desktop.payments.stripe.amounts import from_stripe, to_stripe
from pos_desktop.payments.stripe.reading import card_facts, id_of, our_id, part, text, whole, word
from pos_desktop.payments.stripe.trouble import CardRefused, StoredFault, decline_of, no_answer
from pos_desktop.payments.stripe.wire import Json, Reply, Wire, listed

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams

WITH_CARD = ["latest_charge"]
MARK, NOT_BEGUN = "made_by", "look_up"
KEYS_KEPT_SECONDS = 23 * 3600  # Stripe forgets them after 24 hours or more


@dataclass(frozen=True, slots=True)
class Found:
    """An intent, and whether this very call made it."""

    intent: Json
    made_now: bool


class Intents:
    """The intents of an account."""

    def __init__(self, wire: Wire, return_url: str) -> None:
        self._wire = wire
        self._return_url = return_url

    def open(self, charge: Charge, *, retry: bool = True) -> Found:
        """The attempt's intent, made unless it was made before. It charges nothing by itself."""
        if charge.provider_ref:
            return Found(self.read(charge.provider_ref, charge, retry=retry), made_now=False)
        if _keys_may_be_forgotten(charge):
            ref = self.search(charge, retry=retry)
            if ref:
                return Found(self.read(ref, charge, retry=retry), made_now=False)
        reply = self._create(charge, retry)
        if not reply.replayed:
            return Found(checked(reply.body, charge), made_now=True)
        # The stored answer tells how it was then; what is now is asked for.
        return Found(self.read(text(reply.body, "id"), charge, retry=retry), made_now=False)

    def find(self, charge: Charge, *, retry: bool = False) -> Json | None:
        """The attempt's intent, also when the answer that told its id was lost; None when there can be none.

        It is searched for by our payment id. The search lags by up to a minute, so what it does not find is asked for
        once more by repeating the creation with the same key: Stripe answers with the stored one, or makes one now,
        which charges nothing and is marked as not begun (see `begin`). Keys are forgotten after a day or more; by then
        the search knows. A fault that Stripe keeps for the key means that no intent ever became known, so none was
        handed to a reader or confirmed: nothing was charged.
        """
        if charge.provider_ref:
            return self.read(charge.provider_ref, charge, retry=retry)
        ref = self.search(charge, retry=retry)
        if ref:
            return self.read(ref, charge, retry=retry)
        try:
            found = self.open(charge, retry=retry)
        except StoredFault:
            return None
        return self._note(found.intent, charge, NOT_BEGUN) if found.made_now else found.intent

    def begin(self, intent: Json, charge: Charge) -> Json:
        """Takes the mark off before the intent is handed to anybody."""
        return self._note(intent, charge, "") if not begun(intent) else intent

    def read(self, ref: str, charge: Charge, *, retry: bool = True) -> Json:
        """An intent as it is now; NoAnswer when it is another payment's."""
        body = self._wire.read(
            lambda stripe: stripe.v1.payment_intents.retrieve(ref, {"expand": WITH_CARD}), retry=retry
        )
        return checked(body, charge, ref)

    def confirm(self, intent: Json, charge: Charge) -> Json:
        """Charges the token; raises CardRefused. The bank may want a check first, which the answer tells."""
        ref = text(intent, "id")
        confirmed = self._wire.charge(
            lambda stripe: stripe.v1.payment_intents.confirm(
                ref,
                {"expand": WITH_CARD, "return_url": self._return_url}
                if self._return_url
                else {"expand": WITH_CARD},
                {"idempotency_key": f"{charge.key}-confirm"},
            )
        )
        return checked(confirmed.body, charge, ref)

    def capture(self, ref: str, charge: Charge, amount_minor: int) -> Json:
        """Takes all or a part; done once, whatever the key, since an intent is captured once."""
        amount = to_stripe(amount_minor, charge.currency)
        captured = self._wire.read(
            lambda stripe: stripe.v1.payment_intents.capture(
                ref,
                {"amount_to_capture": amount, "expand": WITH_CARD},
                {"idempotency_key": f"{charge.key}-capture-{amount}"},
            )
        )
        return checked(captured, charge, ref)

    def cancel(self, intent: Json, charge: Charge) -> Json:
        """Ends an intent; what it is now when Stripe says that it has ended already."""
        ref = text(intent, "id")
        try:
            cancelled = self._wire.read(
                lambda stripe: stripe.v1.payment_intents.cancel(
                    ref, {"expand": WITH_CARD}, {"idempotency_key": f"{charge.key}-cancel"}
                )
            )
        except ProviderRefused:
            return self.read(ref, charge)
        return checked(cancelled, charge, ref)

    def _note(self, intent: Json, charge: Charge, mark: str) -> Json:
        ref = text(intent, "id")
        noted = self._wire.read(
            lambda stripe: stripe.v1.payment_intents.update(
                ref,
                {"metadata": {MARK: mark}, "expand": WITH_CARD},
                {"idempotency_key": f"{charge.key}-mark-{uuid4()}"},
            )
        )
        return checked(noted, charge, ref)

    def _create(self, charge: Charge, retry: bool) -> Reply:
        params = self._params(charge)
        return self._wire.call(
            lambda stripe: stripe.v1.payment_intents.create(
                params, {"idempotency_key": f"{charge.key}-intent"}
            ),
            retry=retry,
        )

    def _params(self, charge: Charge) -> "PaymentIntentCreateParams":
        params: PaymentIntentCreateParams = {
            "amount": to_stripe(charge.whole_minor, charge.currency),
            "currency": charge.currency.lower(),
            "capture_method": "automatic" if charge.capture else "manual",
            "description": charge.order_words,
            "metadata": metadata_of(charge),
        }
        if charge.token:
            params["payment_method"] = charge.token
            params["allowed_payment_method_types"] = ["card"]
        elif charge.currency == "CAD" and charge.capture:
            # Canada's debit cards are a type of their own and are captured at once.
            params["allowed_payment_method_types"] = ["card_present", "interac_present"]
        else:
            params["allowed_payment_method_types"] = ["card_present"]
        return params

    def search(self, charge: Charge, *, retry: bool) -> str:
        """The id of an intent with our payment id, or nothing. Lags behind by up to a minute."""
        query = f"metadata['payment_id']:'{charge.payment_id}'"
        try:
            page = self._wire.read(
                lambda stripe: stripe.v1.payment_intents.search({"query": query, "limit": 10}), retry=retry
            )
        except ProviderRefused:
            return ""  # accounts of some countries have no search
        found = listed(page)
        if any(our_id(item, "payment_id") != charge.payment_id for item in found):
            raise no_answer()  # an answer to another question does not say that there is none
        return text(found[0], "id") if found else ""


def _keys_may_be_forgotten(charge: Charge) -> bool:
    """Whether an attempt is as old as Stripe's memory for keys; told by the time in its id (RFC 9562, version 7)."""
    made = (charge.payment_id.int >> 80) / 1000 if charge.payment_id.version == 7 else time.time()
    return time.time() - made > KEYS_KEPT_SECONDS


def metadata_of(charge: Charge) -> dict[str, str]:
    """Our ids, as every object of an attempt carries them."""
    ids = {"payment_id": str(charge.payment_id), "order_id": str(charge.order_id)}
    return ids if charge.register_id is None else ids | {"register_id": str(charge.register_id)}


def checked(intent: Json, charge: Charge, ref: str = "") -> Json:
    """The intent when it is this attempt's: ids, currency and amount; NoAnswer otherwise."""
    ours = (
        word(intent, "object") == "payment_intent"
        and text(intent, "id") == (ref or charge.provider_ref or text(intent, "id"))
        and our_id(intent, "payment_id") == charge.payment_id
        and our_id(intent, "order_id") == charge.order_id
        and text(intent, "currency").upper() == charge.currency
        and whole(intent, "amount")
        == to_stripe(charge.whole_minor, charge.currency) + reader_tip(intent, charge)
    )
    if not ours:
        raise no_answer()
    return intent


def begun(thing: Json) -> bool:
    """Whether an intent or a page was made to be paid, and not by looking for it."""
    return word(part(thing, "metadata"), MARK) != NOT_BEGUN


def reader_tip(intent: Json, charge: Charge) -> int:
    """What the customer put on top at the reader, in Stripe's units."""
    if not charge.ask_tip:
        return 0
    tip = part(part(intent, "amount_details"), "tip").get("amount")
    return tip if isinstance(tip, int) else 0


_STATES: Mapping[str, PaymentState] = {
    "requires_payment_method": PaymentState.SENT,
    "requires_confirmation": PaymentState.SENT,
    "requires_action": PaymentState.ACTION_NEEDED,
    "processing": PaymentState.SENT,
    "requires_capture": PaymentState.AUTHORISED,
    "succeeded": PaymentState.TAKEN,
    "canceled": PaymentState.CANCELLED,
}


def state_of(intent: Json) -> PaymentState:
    """The register's word for where an intent is; NoAnswer for a status that it does not know."""
    state = _STATES.get(text(intent, "status"))
    if state is None:
        raise no_answer()
    if state is PaymentState.SENT and part(intent, "last_payment_error"):
        return PaymentState.DECLINED
    return state


def report_of(intent: Json, charge: Charge) -> Report:
    """What an intent says became of an attempt."""
    state = state_of(intent)
    tip = reader_tip(intent, charge)
    charged = _charged(intent, state, charge)
    error = part(intent, "last_payment_error")
    return Report(
        state=state,
        provider_ref=text(intent, "id"),
        charged_minor=charged,
        tip_minor=charge.tip_minor + from_stripe(tip, charge.currency)
        if charge.ask_tip and charged is not None
        else None,
        card=card_facts(part(intent, "latest_charge")),
        decline=decline_of(error.get("decline_code"), error.get("code"))
        if state is PaymentState.DECLINED
        else None,
        phase=Phase.ASKING_BANK if text(intent, "status") == "processing" else None,
        action_url=_where_to_go_on(intent) if state is PaymentState.ACTION_NEEDED else "",
        facts={"status": text(intent, "status"), "charge": id_of(intent, "latest_charge")},
    )


def _charged(intent: Json, state: PaymentState, charge: Charge) -> int | None:
    """What the card was charged, or what is reserved on it; NoAnswer for what cannot be."""
    amount = whole(intent, "amount")
    if state is PaymentState.TAKEN:
        received = whole(intent, "amount_received")
        if not 0 < received <= amount or (charge.capture and received != amount):
            raise no_answer()
        amount = received
    return from_stripe(amount, charge.currency) if state.counts else None


def declined(charge_ref: str, error: CardRefused) -> Report:
    """What a card's refusal in the answer itself says."""
    return Report(
        PaymentState.DECLINED,
        provider_ref=charge_ref,
        decline=decline_of(error.code),
        facts={"code": error.code},
    )


def _where_to_go_on(intent: Json) -> str:
    return word(part(part(intent, "next_action"), "redirect_to_url"), "url")


def no_way_to_pay() -> ProviderSetting:
    """Neither a reader nor a token."""
    return ProviderSetting(
        tr("No card reader is chosen"),
        tr("Nothing was charged."),
        tr("Choose a reader under Settings › Payments."),
    )
