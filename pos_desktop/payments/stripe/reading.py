"""Reads Stripe's answers. What has not the shape it should have is an answer that did not come."""

from datetime import UTC, datetime
from uuid import UUID

from pos_desktop.application.payment_provider import CardFacts
from pos_desktop.payments.stripe.trouble import no_answer
from pos_desktop.payments.stripe.wire import Json


def text(body: Json, name: str) -> str:
    """A text that must be there; NoAnswer otherwise."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise no_answer()
    return value


def whole(body: Json, name: str) -> int:
    """A whole number that must be there; NoAnswer otherwise."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise no_answer()
    return value


def part(body: Json, name: str) -> Json:
    """An object inside; empty when there is none."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def word(body: Json, name: str) -> str:
    """A text that may be missing."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def moment(body: Json, name: str) -> datetime:
    """A time; NoAnswer when it is missing."""
    return datetime.fromtimestamp(whole(body, name), UTC)


def our_id(body: Json, name: str) -> UUID | None:
    """An id of ours in the metadata; None when it is missing or not ours."""
    try:
        return UUID(word(part(body, "metadata"), name))
    except ValueError:
        return None


def id_of(body: Json, name: str) -> str:
    """The id of something that may be expanded or not."""
    value = body.get(name)
    return word(value, "id") if isinstance(value, dict) else word(body, name)


def card_facts(charge: Json) -> CardFacts | None:
    """Brand, last four, authorisation code and entry of a charge; all else about the card is left where it is."""
    details = part(charge, "payment_method_details")
    card = part(details, word(details, "type"))
    if not word(card, "last4"):
        return None
    authorisation = (
        word(part(card, "receipt"), "authorization_code")
        or word(card, "authorization_code")
        or word(charge, "authorization_code")
    )
    return CardFacts(
        brand=word(card, "brand"),
        last_four=word(card, "last4")[-4:],
        authorisation=authorisation,
        entry=_ENTRIES.get(word(card, "read_method"), ""),
    )


_ENTRIES = {
    "contact_emv": "chip",
    "contactless_emv": "contactless",
    "contactless_magstripe_mode": "contactless",
    "magnetic_stripe_fallback": "swipe",
    "magnetic_stripe_track2": "swipe",
}
