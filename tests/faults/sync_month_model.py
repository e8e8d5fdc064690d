"""What a month must come to, by plain additions; and everything that is otherwise, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from pos_desktop.storage import journal_audit, tables

if TYPE_CHECKING:
    from pos_desktop.platforms.shopify.fake.shop import FakeShopify
    from tests.faults.sync_month_parts import MonthRegister

MINOR = {"Bread": 250, "Milk": 119, "Coffee": 799, "Delivery": 500}
SKUS = {"Bread": "BRD-1", "Milk": "MLK-1", "Coffee": "COF-1"}


@dataclass
class Sold:
    """An order of a register. `returned`: minor units of each return or exchange that took from it."""

    register: str
    total_minor: int
    goods: Counter[str]
    exchange: bool = False
    voided: bool = False
    returned: list[int] = field(default_factory=list)
    coming_back: int = 0

    @property
    def used_up(self) -> bool:
        """Whether all of it came back."""
        return sum(self.returned) >= self.total_minor


class Month:
    """Everything that was done, summed up."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.levels = Counter(levels)
        self.orders: dict[UUID, Sold] = {}
        self.web: list[str] = []
        self.webhooks: Counter[str] = Counter()
        self.wrong: list[str] = []

    # -- what is done ------------------------------------------------------------------------------

    def sold(self, register: str, order_id: UUID, names: list[str], *, exchange: bool = False) -> None:
        """Paid for at a register."""
        total = sum(MINOR[name] for name in names)
        self.orders[order_id] = Sold(register, total, Counter(names), exchange)
        for name in names:
            self._moved(name, -1)

    def came_back(self, order_id: UUID, name: str, pieces: int, restock: bool) -> None:
        """Pieces of an order; on the shelf again or not."""
        self.orders[order_id].coming_back += MINOR[name] * pieces
        if restock:
            self._moved(name, pieces)

    def refunded_once(self, order_id: UUID) -> None:
        """What came back at once is one refund."""
        order = self.orders[order_id]
        order.returned.append(order.coming_back)
        order.coming_back = 0

    def voided(self, order_id: UUID) -> None:
        """Undone: goods back."""
        order = self.orders[order_id]
        order.voided = True
        for name, pieces in order.goods.items():
            self._moved(name, pieces)

    def shop_moved(self, name: str, pieces: int) -> None:
        """By the merchant's hand or a customer of the web shop."""
        self._moved(name, pieces)

    def _moved(self, name: str, pieces: int) -> None:
        if name in self.levels:
            self.levels[name] += pieces

    # -- what it came to ---------------------------------------------------------------------------

    def faults(self, shop: FakeShopify, registers: list[MonthRegister]) -> list[str]:
        """Everything that is not as it must be."""
        return [
            *self.wrong,
            *self._orders(shop),
            *self._stock(shop, registers),
            *(fault for register in registers for fault in self._register(shop, register)),
        ]

    def _orders(self, shop: FakeShopify) -> Iterator[str]:
        known = set(map(str, self.orders))
        for order in shop.orders():
            if order["id"] not in self.web and order["sourceIdentifier"] not in known:
                yield f"the shop has an order {order['name']} that nobody made"
        for order_id, sold in self.orders.items():
            copies = shop.orders(str(order_id))
            if len(copies) != 1:
                yield f"{order_id} is on the platform {len(copies)} times"
                continue
            yield from _copy(shop, copies[0], sold)

    def _stock(self, shop: FakeShopify, registers: list[MonthRegister]) -> Iterator[str]:
        for name, wanted in self.levels.items():
            seen = {"the shop": shop.level(SKUS[name])}
            seen |= {register.name: register.till.on_hand(name) // 1000 for register in registers}
            if set(seen.values()) != {wanted}:
                yield f"{name} should be {wanted} everywhere, it is {seen}"

    def _register(self, shop: FakeShopify, register: MonthRegister) -> Iterator[str]:
        for words in register.unsent():
            yield f"{register.name}: still waits: {words}"
        rows = register.till.rows_of(tables.inbox)
        for row in rows:
            if row.state not in ("done", "ignored"):
                yield f"{register.name}: a message {row.topic} is {row.state}: {row.last_error}"
        told = sum(row.source == "webhook" for row in rows)
        if told != self.webhooks[register.name]:
            yield f"{register.name}: {told} of {self.webhooks[register.name]} webhooks are stored"
        yield from self._web_orders(shop, register)
        yield from _moves(register)
        with register.till.database.read() as connection:
            report = journal_audit.verify(connection, register.till.keys.journal)
        if not report.ok:
            yield f"{register.name}: journal: {report.reason}"
        for kind in ("order_twice",):
            if register.till.rows_of_journal(kind):
                yield f"{register.name}: the journal tells of {kind}"

    def _web_orders(self, shop: FakeShopify, register: MonthRegister) -> Iterator[str]:
        """Each once, as it stands in the shop; no copy of an own order among them."""
        rows = register.till.rows_of(tables.online_order)
        stored = Counter(row.ref for row in rows)
        for ref in self.web:
            if stored[ref] != 1:
                yield f"{register.name}: the web order {ref} is there {stored[ref]} times"
        own = {str(id_) for id_ in self.orders}  # another register's as well
        by_ref = {order["id"]: order for order in shop.orders()}
        for row in rows:
            order = by_ref.get(row.ref)
            if order is None or order["sourceIdentifier"] in own:
                yield f"{register.name}: {row.name} should not be an online order"
            elif row.ref in self.web:
                if row.refunded_minor != _minor(order["amounts"]["refunded"]):
                    yield f"{register.name}: {row.name} has {row.refunded_minor} refunded, the shop {order['amounts']}"
                if (row.state == "cancelled") != bool(order["cancelledAt"]):
                    yield f"{register.name}: {row.name} is {row.state}"


def _copy(shop: FakeShopify, order: dict[str, Any], sold: Sold) -> Iterator[str]:
    if _minor(order["amounts"]["total"]) != sold.total_minor:
        yield f"{order['name']} is {order['amounts']['total']}, not {sold.total_minor}"
    if bool(order["cancelledAt"]) != sold.voided:
        yield f"{order['name']} is cancelled: {order['cancelledAt']}, voided here: {sold.voided}"
    if sold.voided:
        return
    refunds = sorted(_minor(refund["total"]) for refund in shop.refunds(order))
    if refunds != sorted(sold.returned):
        yield f"{order['name']} has refunds {refunds}, not {sorted(sold.returned)}"


def _moves(register: MonthRegister) -> Iterator[str]:
    """On hand is the sum of the moves since the beginning."""
    with register.till.database.read() as connection:
        moved: Counter[int] = Counter()
        for row in connection.execute(select(tables.stock_move)):
            moved[row.variant_row] += row.quantity_milli
    for name in SKUS:
        row = register.till.rows[name]
        if register.till.on_hand(name) != 50_000 + moved[row]:
            yield f"{register.name}: {name} is not the sum of its moves"


def _minor(amount: str) -> int:
    return int(Decimal(amount) * 100)
