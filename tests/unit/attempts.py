"""Attempts to charge, as a provider is asked for them."""

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge


def charge(amount: int = 1721, **facts: object) -> Charge:
    """A fresh attempt of 17.21, or of another amount."""
    values: dict[str, object] = {
        "payment_id": new_id(),
        "key": str(new_id()),
        "order_id": new_id(),
        "order_words": "Ticket 14",
        "amount_minor": amount,
        "currency": "EUR",
    }
    return Charge(**{**values, **facts})
