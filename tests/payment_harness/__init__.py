"""One module for each payment provider, called by its key: the other side of it, steered by the test.

Each offers `harness()`, a context manager that gives a `Harness`. A provider without one fails the suite. What the
other side cannot be made to do raises NotOffered with the reason.

Where the provider waits for a customer, `customer_pays` and `customer_declines` act on what was started last.
Where it does not, `customer_declines` decides about the next `charge()`, and `customer_pays` does nothing.
"""

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge, Decline, PaymentProvider, StoredValues

AMOUNT = 1721


class NotOffered(Exception):
    """The other side cannot be made to do this; the reason is printed with the skipped test."""


class Harness:
    """What the suite steers. Subclasses take back what their other side can do."""

    provider: PaymentProvider
    books: StoredValues | None = None

    def charge(self, **facts: object) -> Charge:
        """A fresh attempt of 17.21 EUR for a fresh order, with all that this provider needs."""
        return Charge(**{**fresh(), **facts})

    def customer_pays(self) -> None:
        """The customer does what is needed."""
        raise NotOffered("no customer acts")

    def customer_declines(self, reason: Decline) -> None:
        """The customer's bank says no for this reason."""
        raise NotOffered("nobody declines")

    def lose_next_answer(self, after_effect: bool) -> None:
        """The next answer is lost; with `after_effect` it is that of the next call that changes something."""
        raise NotOffered("nobody answers")

    def answer_rubbish(self) -> None:
        """The next answer makes no sense."""
        raise NotOffered("nobody answers")

    def answer_for_other_order(self) -> None:
        """The next answer is that of another order."""
        raise NotOffered("nobody answers")

    def answer_twice(self) -> None:
        """The next answer comes twice."""
        raise NotOffered("nobody answers")

    def fail_next(self, status: int) -> None:
        """The next call is answered with this HTTP status, and nothing is done."""
        raise NotOffered("nobody answers")

    def refuse_next_refund(self) -> None:
        """The next refund is refused for good."""
        raise NotOffered("nobody refuses")

    def charged(self, order_id: object) -> int:
        """Minor units truly charged on the other side, less voids."""
        raise NotOffered("there is no other side that counts")

    def refunded(self, order_id: object) -> int:
        """Minor units truly given back on the other side."""
        raise NotOffered("there is no other side that counts")


def fresh() -> dict[str, object]:
    """Values of an attempt that no other has."""
    payment_id = new_id()
    return {
        "payment_id": payment_id,
        "key": f"pay-{payment_id}",
        "order_id": new_id(),
        "order_words": "Ticket 14, register 1",
        "amount_minor": AMOUNT,
        "currency": "EUR",
    }
