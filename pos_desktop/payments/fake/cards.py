"""Cards that a customer of the virtual terminal may hold. No card has a number, here or anywhere."""

from dataclasses import dataclass, replace

from pos_desktop.application.payment_provider import Decline


@dataclass(frozen=True, slots=True)
class Card:
    """A card by what is printed on receipts, and what its bank will say."""

    brand: str
    last_four: str
    entry: str = "contactless"
    decline: Decline | None = None
    signature: bool = False  # approved, and the customer signs on the reader


VISA = Card("visa", "4242")
MASTERCARD = Card("mastercard", "5454")
AMEX = Card("amex", "0005")
SIGNING = Card("visa", "1881", entry="swipe", signature=True)
CARDS = {"visa": VISA, "mastercard": MASTERCARD, "amex": AMEX, "signing": SIGNING}


def declining(reason: Decline, card: Card = VISA) -> Card:
    """The card whose bank says no."""
    return replace(card, decline=reason)
