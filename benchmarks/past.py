"""Past orders with all that a sale leaves behind: lines, taxes, tenders, cash and stock moves, journal."""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select, update

from pos_desktop.storage import tables
from pos_desktop.storage.journal import head, seal
from pos_desktop.storage.key import JournalKey
from pos_desktop.storage.values import canonical_json, to_micros

if TYPE_CHECKING:
    from pos_desktop.storage.unit_of_work import Work

Write = Callable[[int, Callable[["Work"], None]], None]
Sold = tuple[int, bytes, str, int]
"""A variant's row, id, name and price."""

LAST_SHIFT = 10_000
USUAL_SHIFT = 500
LINES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)
SECONDS_BETWEEN = 75
_AT_ONCE = 500
_OFFSET_MINUTES = 60
_WORDS_OF_TAX = {"19": '[["VAT","19",false]]', "7": '[["VAT","7",false]]'}


class Ids:
    """Ids in ascending order, in the form of UUIDv7, quicker than one by one."""

    def __init__(self) -> None:
        self._stamp = int(datetime.now(UTC).timestamp() * 1000).to_bytes(6, "big") + b"\x70\x00"
        self._last = 0x8000_0000_0000_0000

    def next(self) -> bytes:
        """The sixteen bytes of one more."""
        self._last += 1
        return self._stamp + struct.pack(">Q", self._last)


@dataclass
class Place:
    """The ids that rows refer to."""

    register_id: bytes
    location_id: bytes
    cashier_id: bytes
    tax_class_ids: list[bytes]
    ids: Ids = field(default_factory=Ids)
    category_ids: list[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, connection: Connection) -> "Place":
        """Those of a register that is set up."""
        register = connection.execute(select(tables.register.c.id, tables.register.c.location_id)).one()
        cashier = (
            connection.execute(select(tables.person.c.id).order_by(tables.person.c.name)).scalars().first()
        )
        taxes = connection.execute(
            select(tables.tax_class.c.id).order_by(tables.tax_class.c.position)
        ).scalars()
        assert cashier is not None
        place = cls(register[0].bytes, register[1].bytes, cashier.bytes, [each.bytes for each in taxes])
        place.category_ids = [place.ids.next() for _ in range(16)]
        return place

    def tax_of(self, row: int) -> bytes:
        """The tax class of a variant: two in three have the reduced rate."""
        return self.tax_class_ids[1 if row % 3 else 0]


def rate_of(row: int) -> str:
    """The rate, in percent, of the variant's tax class."""
    return "7" if row % 3 else "19"


@dataclass
class _Shift:
    id: bytes
    number: int
    orders: int
    opened_at: int


class Past:
    """The orders, shift by shift; the last shift is long and still open."""

    def __init__(self, place: Place, sold: Sequence[Sold], orders: int) -> None:
        self._place = place
        self._orders = orders
        self._random = Random(7)
        self._sold = sold
        self._liking = list(accumulate(1 / rank for rank in range(1, len(sold) + 1)))
        # A popular product is anywhere on the shelf, not among the first that were written.
        self._ranked = self._random.sample(range(len(sold)), len(sold))
        self._moment = to_micros(datetime.now(UTC)) - orders * SECONDS_BETWEEN * 1_000_000 // 2
        self._sequence = 0

    def write(self, write: Write, key: JournalKey) -> None:
        """Everything, in steps of some orders; then the register's running numbers."""
        chain = key.chain()
        shifts = list(self._shifts())
        for shift in shifts:
            left = shift.orders
            first = True
            while left:
                rows = OrderRows(self, shift, min(left, _AT_ONCE), chain)
                left -= rows.count
                last = left == 0 and shift is not shifts[-1]
                write(
                    rows.count, lambda work, rows=rows, first=first, last=last: rows.write(work, first, last)
                )
                first = False
        write(0, lambda work: self._set_numbers(work, len(shifts)))

    def _shifts(self) -> Iterator[_Shift]:
        last = min(LAST_SHIFT, self._orders)
        number, left = 0, self._orders - last
        while left:
            number += 1
            count = min(USUAL_SHIFT, left)
            left -= count
            yield _Shift(self._place.ids.next(), number, count, 0)
        yield _Shift(self._place.ids.next(), number + 1, last, 0)

    def _set_numbers(self, work: "Work", shifts: int) -> None:
        numbers = {
            "next_receipt": self._sequence + 1,
            "next_ticket": self._sequence + 1,
            "next_shift": shifts + 1,
        }
        work.execute(update(tables.register).values(**numbers))

    def next_sale(self) -> tuple[int, int, list[tuple[Sold, int]]]:
        """(running number, when in microseconds, the products with how many pieces of each)."""
        self._sequence += 1
        self._moment += self._random.randrange(1, SECONDS_BETWEEN) * 1_000_000
        count = self._random.choice(LINES)
        chosen = self._random.choices(self._ranked, cum_weights=self._liking, k=count)
        pieces = self._random.choices((1, 1, 1, 2, 3), k=count)
        goods = dict(zip(chosen, pieces, strict=True))
        return self._sequence, self._moment, [(self._sold[place], many) for place, many in goods.items()]

    @property
    def place(self) -> Place:
        """Whom and what the rows refer to."""
        return self._place


class OrderRows:
    """The rows of some orders of one shift."""

    def __init__(self, past: Past, shift: _Shift, count: int, chain: bytes) -> None:
        self.count = count
        self._place = past.place
        self._shift = shift
        self._chain = chain
        self._tables: dict[str, list[tuple[Any, ...]]] = {
            name: []
            for name in ("sale_order", "order_line", "order_tax", "tender", "cash_move", "stock_move")
        }
        self._entries: list[tuple[int, bytes, dict[str, Any]]] = []
        for _ in range(count):
            self._add(*past.next_sale())

    def _add(self, sequence: int, at: int, goods: list[tuple[Sold, int]]) -> None:
        shift = self._shift
        order, number = self._place.ids.next(), f"1-{sequence:06d}"
        shift.opened_at = shift.opened_at or at - 60_000_000
        rates = self._add_lines(order, at, goods)
        tax = sum(part for _, part in rates.values())
        total = tax + sum(net for net, _ in rates.values())
        state = "cancelled" if sequence % 200 == 0 else "refunded" if sequence % 167 == 0 else "paid"
        items = sum(many for _, many in goods) * 1000
        heads = (order, self._place.register_id, sequence, number, sequence, shift.id, self._place.cashier_id)
        sums = ("Cashier 1", state, "EUR", 1, items, 0, total, 0, tax, total, 0)
        self._tables["sale_order"].append((*heads, *sums, at - 40_000_000, at, _OFFSET_MINUTES))
        for position, (rate, (net, part)) in enumerate(sorted(rates.items())):
            self._tables["order_tax"].append((order, position, "VAT", rate, net, part))
        self._add_money(order, at, total, cash=sequence % 3 > 0)
        facts = [[name, many * 1000, price * many] for (_, _, name, price), many in goods]
        body = {"number": number, "total_minor": total, "tax_minor": tax, "currency": "EUR", "lines": facts}
        self._entries.append((at, order, body))

    def _add_lines(self, order: bytes, at: int, goods: list[tuple[Sold, int]]) -> dict[str, tuple[int, int]]:
        """Its lines and what they take off the shelf; net and tax by rate."""
        ids, place = self._place.ids, self._place
        rates: dict[str, tuple[int, int]] = {}
        for position, ((row, variant, name, price), many) in enumerate(goods):
            line, rate, amount, milli = ids.next(), rate_of(row), price * many, many * 1000
            part = amount * int(rate) // (100 + int(rate))
            net, tax = rates.get(rate, (0, 0))
            rates[rate] = net + amount - part, tax + part
            what = (line, order, position, row, variant, name, 0, milli, price, price)
            sums = (amount, 0, 0, amount - part, part, amount)
            self._tables["order_line"].append((*what, *sums, _WORDS_OF_TAX[rate], at))
            self._tables["stock_move"].append((ids.next(), row, place.location_id, -milli, "sale", line, at))
        return rates

    def _add_money(self, order: bytes, at: int, total: int, *, cash: bool) -> None:
        """Cash is given in fives, cards bring what is due."""
        ids, shift = self._place.ids, self._shift
        kind, given = ("cash", -(-total // 500) * 500) if cash else ("card", total)
        taken = (kind, "taken", total, given, given - total, 0, at)
        self._tables["tender"].append((ids.next(), order, shift.id, *taken))
        if cash:
            move = (ids.next(), shift.id, "sale", total, order, self._place.cashier_id, at)
            self._tables["cash_move"].append(move)

    def write(self, work: "Work", first: bool, last: bool) -> None:
        """The shift before its first order, its end with its last."""
        from benchmarks.shop import insert

        if first:
            self._open_shift(work)
        for name, rows in self._tables.items():
            insert(work, tables.metadata.tables[name], _COLUMNS[name], rows)
        insert(work, tables.journal, _COLUMNS["journal"], self._journal(work))
        if last:
            self._close_shift(work)

    def _open_shift(self, work: "Work") -> None:
        shift, place = self._shift, self._place
        values = {"id": _uuid(shift.id), "register_id": _uuid(place.register_id), "number": shift.number}
        values |= {"state": "open", "opened_by": _uuid(place.cashier_id), "float_minor": 15_000}
        work.execute(tables.shift.insert(), values | {"opened_at": _moment(shift.opened_at)})
        move = {
            "id": _uuid(place.ids.next()),
            "shift_id": _uuid(shift.id),
            "kind": "float",
            "amount_minor": 15_000,
        }
        move |= {"person_id": _uuid(place.cashier_id), "moved_at": _moment(shift.opened_at)}
        work.execute(tables.cash_move.insert(), move)

    def _close_shift(self, work: "Work") -> None:
        end = _moment(self._entries[-1][0]) + timedelta(minutes=5)
        values = {"state": "closed", "counted_minor": 15_000, "expected_minor": 15_000, "counted_at": end}
        values |= {"closed_at": end, "closed_by": _uuid(self._place.cashier_id), "float_left_minor": 15_000}
        work.execute(update(tables.shift).where(tables.shift.c.id == _uuid(self._shift.id)).values(**values))

    def _journal(self, work: "Work") -> Iterator[tuple[Any, ...]]:
        """Sealed as the register seals them."""
        newest = head(work.connection)
        seq, previous = newest.seq, newest.mac
        place = self._place
        register, person = place.register_id.hex(), place.cashier_id.hex()
        for at, order, body in self._entries:
            seq += 1
            text = canonical_json(body)
            facts = [seq, at, _OFFSET_MINUTES, "sale", register, person, None, order.hex(), text]
            mac = seal(self._chain, facts, previous)
            yield (
                seq,
                at,
                _OFFSET_MINUTES,
                "sale",
                place.register_id,
                place.cashier_id,
                order,
                text,
                previous,
                mac,
            )
            previous = mac


_COLUMNS = {
    "sale_order": (
        *("id", "register_id", "sequence", "number", "ticket_number", "shift_id", "person_id", "person_name"),
        *("state", "currency", "prices_include_tax", "items_milli", "lines_removed", "subtotal_minor"),
        *("discount_minor", "tax_minor", "total_minor", "rounding_minor", "opened_at", "paid_at"),
        "offset_minutes",
    ),
    "order_line": (
        *("id", "order_id", "position", "variant_row", "variant_id", "name", "weighed", "quantity_milli"),
        *("unit_price_minor", "list_price_minor", "amount_minor", "line_discount_minor"),
        *("ticket_discount_minor", "net_minor", "tax_minor", "total_minor", "taxes", "sold_at"),
    ),
    "order_tax": ("order_id", "position", "name", "rate", "net_minor", "tax_minor"),
    "tender": (
        *("id", "order_id", "shift_id", "kind", "state", "amount_minor", "given_minor", "change_minor"),
        *("rounding_minor", "taken_at"),
    ),
    "cash_move": ("id", "shift_id", "kind", "amount_minor", "order_id", "person_id", "moved_at"),
    "stock_move": (
        *("id", "variant_row", "location_id", "quantity_milli", "reason", "order_line_id", "moved_at"),
    ),
    "journal": (
        *("seq", "at", "offset_minutes", "kind", "register_id", "person_id", "subject_id", "body"),
        *("previous_mac", "mac"),
    ),
}


def _uuid(raw: bytes) -> UUID:
    return UUID(bytes=raw)


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micros)
