"""One call to a platform and what it came to. Whatever was asked before is looked up before it is asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pos_desktop.application.sync_records import LinkKind

if TYPE_CHECKING:
    from uuid import UUID

    from pos_desktop.application.platform.customers import PlatformCustomer
    from pos_desktop.application.platform.port import Platform
    from pos_desktop.application.platform.sent_orders import OrderPush, RefundPush
    from pos_desktop.application.platform.stock import LevelTold, StockChange


@dataclass(frozen=True, slots=True)
class Done:
    """What the platform acknowledged."""

    ref: str = ""
    found: bool = False  # it was there already: an answer had been lost
    link: LinkKind | None = None
    local_id: UUID | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    levels: Sequence[LevelTold] = ()
    journal: str = ""  # the kind of the journal's entry; empty: none
    facts: Mapping[str, Any] = field(default_factory=dict)
    differs: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # what: our figure, theirs
    currency: str = ""  # of those figures
    customer: PlatformCustomer | None = None  # as the platform has them; `local_id` is who that is here


class Errand(Protocol):
    """Something to be asked of a platform."""

    def do(self, platform: Platform, *, asked: bool) -> Done:
        """Looks it up first when it was `asked` for before. Raises the platform's trouble."""
        ...


@dataclass(frozen=True, slots=True)
class OrderErrand:
    """Creates the platform's copy of an order, once."""

    push: OrderPush

    def do(self, platform: Platform, *, asked: bool) -> Done:
        """By our id: an order that is there is never created again."""
        push = self.push
        there = platform.find_order(push.order_id) if asked else None
        placed = there or platform.create_order(push)
        return Done(
            ref=placed.ref,
            found=there is not None,
            link=LinkKind.ORDER,
            local_id=push.order_id,
            extra={"name": placed.name, "lines": dict(placed.line_refs)},
            journal="order_synced",
            facts={"number": push.number, "name": placed.name, "total_minor": placed.total_minor},
            differs=_differences(push, placed.total_minor, placed.tax_minor, placed.currency),
            currency=push.currency,
        )


@dataclass(frozen=True, slots=True)
class RefundErrand:
    """Tells the platform of money that went back."""

    push: RefundPush
    key: str

    def do(self, platform: Platform, *, asked: bool) -> Done:
        """With a key of its own, and looked up where the platform can tell."""
        push = self.push
        there = platform.find_refund(push) if asked else None
        placed = there or platform.refund(push, self.key)
        return Done(
            ref=placed.ref,
            found=there is not None,
            link=LinkKind.REFUND,
            local_id=push.refund_id,
            journal="refund_synced",
            facts={"order": push.order_ref, "amount_minor": placed.amount_minor},
            differs={}
            if placed.amount_minor == push.amount_minor
            else {"amount": (push.amount_minor, placed.amount_minor)},
            currency=push.currency,
        )


@dataclass(frozen=True, slots=True)
class CancelErrand:
    """Voids the platform's copy. One that is cancelled already is a success."""

    order_ref: str
    note: str

    def do(self, platform: Platform, *, asked: bool) -> Done:
        """Safe to be repeated."""
        platform.cancel_order(self.order_ref, self.note)
        return Done(ref=self.order_ref, journal="void_synced")


@dataclass(frozen=True, slots=True)
class ShipErrand:
    """Tells that the goods of the platform's copy have left. One that is shipped already is a success."""

    order_ref: str

    def do(self, platform: Platform, *, asked: bool) -> Done:
        """Safe to be repeated."""
        ref = platform.fulfil(self.order_ref, {})
        return Done(ref=ref, journal="shipment_synced", facts={"order": self.order_ref})


@dataclass(frozen=True, slots=True)
class CustomerErrand:
    """Has the platform know a customer, once."""

    customer: PlatformCustomer

    def do(self, platform: Platform, *, asked: bool) -> Done:
        """Safe to be repeated: one who is there is taken."""
        made = platform.create_customer(self.customer)
        return Done(ref=made.ref, customer=made, local_id=self.customer.our_id, journal="customer_synced")


@dataclass(frozen=True, slots=True)
class StockErrand:
    """Tells what moved, once for a key."""

    changes: tuple[StockChange, ...]
    key: str

    def do(self, platform: Platform, *, asked: bool) -> Done:
        """Safe to be repeated with the same key, as long as the platform keeps it (`lost_moves`)."""
        return Done(levels=tuple(platform.adjust_stock(self.changes, self.key)))


def _differences(push: OrderPush, total: int, tax: int, currency: str) -> dict[str, tuple[int, int]]:
    """Where the platform came to other figures. Tips and rounding to coins may be in its total, or not."""
    found = {}
    ours = push.total_minor
    sums = {ours + tip + rounding for tip in (0, push.tips_minor) for rounding in (0, push.rounding_minor)}
    if total not in sums or (currency and currency != push.currency):
        found["total"] = (ours, total)
    if tax != push.tax_minor:
        found["tax"] = (push.tax_minor, tax)
    return found
