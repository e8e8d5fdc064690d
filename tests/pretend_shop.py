"""A platform in memory that keeps orders, refunds and stock, and fails as it is told: for tests of what asks it."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pos_desktop.application.platform.capabilities import Ability, Capability, CapabilityTable, Support
from pos_desktop.application.platform.changes import Change, ChangeKind, Message, Stream, Told
from pos_desktop.application.platform.customers import PlatformCustomer
from pos_desktop.application.platform.port import Platform, PlatformView
from pos_desktop.application.platform.sent_orders import OrderPush, PlacedOrder, PlacedRefund, RefundPush
from pos_desktop.application.platform.shop import Budget
from pos_desktop.application.platform.stock import LevelTold, StockChange
from pos_desktop.application.platform.trouble import (
    Mend,
    MendKind,
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
    ShapeChanged,
)


def away(seconds: float | None = None) -> PlatformAway:
    return PlatformAway("The shop is busy", retry_after=seconds)


def offline() -> PlatformAway:
    return PlatformAway("The shop cannot be reached", offline=True)


def lost(seconds: float | None = None) -> PlatformUnsure:
    return PlatformUnsure("The shop did not answer", retry_after=seconds)


def wrong_key(*, sign_in: bool = True) -> PlatformSetting:
    return PlatformSetting("The shop does not take the key", sign_in=sign_in)


def unknown_line(line_id: UUID) -> PlatformRefused:
    mend = Mend(MendKind.UNKNOWN_VARIANT, line_id, "Bread")
    return PlatformRefused("The shop does not know one of its lines", code="unknown", mend=mend)


@dataclass
class After:
    """A trouble that comes after it was done."""

    trouble: Exception


@dataclass
class PretendShop:
    """Implements the application's Platform as far as the sync asks for it."""

    orders: dict[str, OrderPush] = field(default_factory=dict)  # ref to what was created, twice where it was
    cancelled: set[str] = field(default_factory=set)
    shipped: list[str] = field(default_factory=list)
    refunds: dict[str, tuple[RefundPush, str]] = field(default_factory=dict)
    levels: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    keys: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    customers: dict[str, PlatformCustomer] = field(default_factory=dict)
    other_total: int = 0
    messages: dict[Stream, list[Message]] = field(default_factory=lambda: defaultdict(list))
    limit: Budget | None = None
    keys_kept: timedelta = timedelta(days=1)
    told_back: bool = True  # whether levels are told with an adjustment
    hold: threading.Event | None = None  # calls that create wait for it
    before: Callable[[str], None] = lambda call: None

    def __post_init__(self) -> None:
        self.guard = threading.RLock()
        self._troubles: dict[str, deque[Exception | After]] = defaultdict(deque)
        self.always: dict[str, Exception] = {}

    # -- for tests ---------------------------------------------------------------------------------

    def fail(self, call: str, *troubles: Exception | After) -> None:
        """The next calls of that name end so, one after the other."""
        self._troubles[call].extend(troubles)

    def fail_always(self, trouble: Exception | None, *calls: str) -> None:
        for call in calls or (
            "create_order",
            "find_order",
            "refund",
            "adjust_stock",
            "cancel_order",
            "changes",
        ):
            if trouble is None:
                self.always.pop(call, None)
            else:
                self.always[call] = trouble

    def copies(self, order_id: UUID) -> list[str]:
        return [ref for ref, push in self.orders.items() if push.order_id == order_id]

    def _called(self, call: str) -> After | None:
        self.before(call)
        with self.guard:
            self.calls.append(call)
            if call in self.always:
                raise self.always[call]
            trouble = self._troubles[call].popleft() if self._troubles[call] else None
        if isinstance(trouble, Exception):
            raise trouble
        return trouble

    # -- the Platform ------------------------------------------------------------------------------

    @property
    def capabilities(self) -> CapabilityTable:
        return CapabilityTable({each: Ability(Support.NATIVE) for each in Capability})

    def budget(self) -> Budget | None:
        return self.limit

    def find_order(self, order_id: UUID) -> PlacedOrder | None:
        self._called("find_order")
        with self.guard:
            found = self.copies(order_id)
            return self._placed(found[0]) if found else None

    def create_order(self, order: OrderPush) -> PlacedOrder:
        if self.hold is not None:
            self.hold.wait(300)
        after = self._called("create_order")
        with self.guard:
            ref = f"gid://order/{1001 + len(self.orders)}"
            self.orders[ref] = order
        if after:
            raise after.trouble
        return self._placed(ref)

    def _placed(self, ref: str) -> PlacedOrder:
        push = self.orders[ref]
        return PlacedOrder(
            ref,
            "#" + ref.rsplit("/", 1)[1],
            push.total_minor + self.other_total,
            push.tax_minor,
            push.currency,
            {str(line.line_id): f"{ref}/line/{place}" for place, line in enumerate(push.lines)},
        )

    def cancel_order(self, order_ref: str, note: str) -> None:
        after = self._called("cancel_order")
        self.cancelled.add(order_ref)
        if after:
            raise after.trouble

    def fulfil(self, order_ref: str, lines: Mapping[str, int]) -> str:
        after = self._called("fulfil")
        self.shipped.append(order_ref)
        if after:
            raise after.trouble
        return f"{order_ref}/fulfilment"

    def find_refund(self, refund: RefundPush) -> PlacedRefund | None:
        self._called("find_refund")
        for ref, (push, _) in self.refunds.items():
            if push.refund_id == refund.refund_id:
                return PlacedRefund(ref, push.amount_minor)
        return None

    def refund(self, refund: RefundPush, key: str) -> PlacedRefund:
        after = self._called("refund")
        with self.guard:
            known = next((ref for ref, (_, used) in self.refunds.items() if used == key), None)
            ref = known or f"gid://refund/{len(self.refunds) + 1}"
            self.refunds[ref] = (refund, key)
        if after:
            raise after.trouble
        return PlacedRefund(ref, refund.amount_minor)

    def find_customers(self, text: str) -> Sequence[PlatformCustomer]:
        self._called("find_customers")
        with self.guard:
            return [
                each
                for each in self.customers.values()
                if text.casefold() in f"{each.first_name} {each.last_name} {each.email}".casefold()
            ]

    def create_customer(self, customer: PlatformCustomer) -> PlatformCustomer:
        after = self._called("create_customer")
        with self.guard:
            made = next((each for each in self.customers.values() if _same(each, customer)), None)
            if made is None:
                made = replace(customer, ref=f"gid://customer/{1 + len(self.customers)}")
                self.customers[made.ref] = made
        if after:
            raise after.trouble
        return made

    def adjust_stock(self, changes: Sequence[StockChange], key: str) -> Sequence[LevelTold]:
        after = self._called("adjust_stock")
        with self.guard:
            if key not in self.keys:
                self.keys.add(key)
                for change in changes:
                    self.levels[(change.item_ref, change.location_ref)] += change.quantity_milli
            now = datetime.now(UTC)
            told = [
                LevelTold(c.item_ref, c.location_ref, self.levels[(c.item_ref, c.location_ref)], now)
                for c in changes
            ]
        if after:
            raise after.trouble
        return told if self.told_back else ()

    def changes(self, stream: Stream, cursor: str) -> Told:
        self._called("changes")
        with self.guard:
            start = int(cursor or 0)
            page = self.messages[stream][start : start + 2]
            end = start + len(page)
            return Told(tuple(page), str(end), end < len(self.messages[stream]))

    def read(self, message: Message) -> Sequence[Change]:
        return (Change(ChangeKind.UNKNOWN, message.delivery_id),)

    def close(self) -> None:
        self.calls.append("close")

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


@dataclass
class PretendShops:
    """Implements the application's Platforms on shops in memory."""

    shops: dict[UUID, PretendShop] = field(default_factory=dict)
    forgotten: list[UUID] = field(default_factory=list)

    def kinds(self) -> Sequence[PlatformView]:
        return (PlatformView("pretend", "Pretend", "PR", True, PretendShop().capabilities),)

    def of(self, connection_id: UUID) -> Platform:
        return self.shops[connection_id]  # type: ignore[return-value]  # the sync asks for no more

    def trial(self, platform: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Platform:
        raise PlatformSetting("there is no such shop")

    def check(self, platform: str, settings: Mapping[str, str]) -> None:
        pass

    def leads_to(self, platform: str, settings: Mapping[str, str]) -> str:
        return "pretend"

    def forget(self, connection_id: UUID) -> None:
        self.forgotten.append(connection_id)

    def close(self) -> None:
        pass


def _same(there: PlatformCustomer, asked: PlatformCustomer) -> bool:
    return (
        (there.our_id is not None and there.our_id == asked.our_id)
        or (bool(there.email) and there.email == asked.email)
        or (bool(there.phone) and there.phone == asked.phone)
    )


def no_customer() -> PlatformRefused:
    return PlatformRefused("The shop does not take them", code="customer", mend=Mend(MendKind.CUSTOMER))


def changed_shape() -> ShapeChanged:
    return ShapeChanged("order.totalPriceSet", "null")
