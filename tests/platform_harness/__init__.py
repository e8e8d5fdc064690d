"""One module for each platform that can be connected, called by its key: the shop on the other side, steered by the test.

Each offers `harness()`, a context manager that gives a `Harness`. A platform without one fails the suite. What the
other side cannot be made to do raises NotOffered with the reason.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.port import Platform
from pos_desktop.application.platform.sent_orders import OrderLinePush, OrderPush, TenderPush

MUG, TEA = "MUG-1", "TEA-1"
BARCODES = {MUG: "4006381333931", TEA: "4012345678901"}
PRICES = {MUG: 1290, TEA: 399}
LEVEL = 20


class NotOffered(Exception):
    """The other side cannot be made to do this; the reason is printed with the skipped test."""


class Harness:
    """What the suite steers. The shop sells a mug and a tea, at PRICES, LEVEL pieces of each. Subclasses take back what
    their other side can do."""

    platform: Platform
    currency = "EUR"

    # -- the shop as it truly is

    def level(self, sku: str) -> int:
        """Pieces there."""
        raise NotOffered("nobody counts")

    def copies(self, order_id: UUID) -> int:
        """How many orders there carry our id."""
        raise NotOffered("nobody counts")

    def refunded(self, order_id: UUID) -> int:
        """Minor units that went back for an order, as the shop has it."""
        raise NotOffered("nobody counts")

    def customers(self, email: str) -> int:
        """How many customers have this e-mail."""
        raise NotOffered("nobody counts")

    # -- what people do there

    def merchant_edits(self, sku: str, price_minor: int) -> None:
        """Another price."""
        raise NotOffered("nobody acts")

    def merchant_counts(self, sku: str, pieces: int) -> None:
        """Another level."""
        raise NotOffered("nobody acts")

    def merchant_deletes(self, sku: str) -> str:
        """A product goes; its ref."""
        raise NotOffered("nobody acts")

    def customer_buys(self, sku: str) -> str:
        """An order in the web shop; its ref."""
        raise NotOffered("nobody acts")

    def customer_signs_up(self, email: str) -> str:
        """A new customer; their ref."""
        raise NotOffered("nobody acts")

    def add_discount(self, code: str, *, percent: int = 0, amount: str = "", over: bool = False) -> None:
        """A discount code."""
        raise NotOffered("nobody acts")

    def add_gift_card(self, code: str, balance: str) -> None:
        """A gift card."""
        raise NotOffered("nobody acts")

    def messages(self) -> Sequence[tuple[Mapping[str, str], bytes]]:
        """Those sent so far: headers and body."""
        raise NotOffered("it sends none")

    # -- what goes wrong; each on the next call that is made

    def faults(self) -> Mapping[str, Callable[[], object]]:
        """Ways to spoil the next call, by name."""
        raise NotOffered("nothing goes wrong")

    def lose_next_answer(self) -> None:
        """The next call that changes something is carried out, and its answer is lost."""
        raise NotOffered("nothing goes wrong")

    def lose_next_request(self) -> None:
        """The next call is not carried out, and nobody answers."""
        raise NotOffered("nothing goes wrong")

    def too_many(self) -> None:
        """The next call is refused for now, with a time to come back."""
        raise NotOffered("nothing goes wrong")

    def withdraw_keys(self) -> None:
        """What the register signs in with is of no use any more."""
        raise NotOffered("nothing goes wrong")

    def hurry(self) -> None:
        """Calls that bring no answer are given up early, until `let_go`."""

    def let_go(self) -> None:
        """Whatever hangs goes on, and nothing more goes wrong."""


def order(harness: Harness, *lines: OrderLinePush, **facts: object) -> OrderPush:
    """A paid order with all that the register tells; of a mug and a tea when no lines are given."""
    lines = lines or (line(harness, MUG, 2), line(harness, TEA, 3))
    total = sum(each.total_minor for each in lines)
    values: dict[str, object] = {
        "order_id": new_id(),
        "number": "1-000042",
        "paid_at": datetime.now(UTC).replace(microsecond=0),
        "currency": harness.currency,
        "prices_include_tax": True,
        "lines": lines,
        "tenders": (TenderPush(new_id(), "cash", total),),
        "total_minor": total,
        "tax_minor": sum(tax.tax_minor for each in lines for tax in each.taxes),
        "discount_minor": 0,
        "location_ref": harness.platform.locations()[0].ref,
        "seller": "Robin",
        "register_name": "1",
    }
    return OrderPush(**{**values, **facts})  # type: ignore[arg-type]


def line(harness: Harness, sku: str, count: int, **facts: object) -> OrderLinePush:
    """A sold line of the shop's own variant."""
    (variant,) = harness.platform.find_variants(sku=sku)
    total = PRICES[sku] * count
    values: dict[str, object] = {
        "line_id": new_id(),
        "name": sku,
        "quantity_milli": count * 1000,
        "total_minor": total,
        "net_minor": total,
        "discount_minor": 0,
        "unit_price_minor": PRICES[sku],
        "variant_ref": variant.ref,
        "sku": sku,
    }
    return OrderLinePush(**{**values, **facts})  # type: ignore[arg-type]
