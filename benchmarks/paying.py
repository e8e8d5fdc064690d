"""The transaction of a payment against the same rows written by the bare driver."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from benchmarks.background import busy
from benchmarks.register import driver_of, open_register
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import Article, some_articles
from benchmarks.timing import Pairs
from pos_desktop.application.ids import new_id
from pos_desktop.application.services import Services
from pos_desktop.storage.unit_of_work import Database

NAME = "pay_commit"
TARGET = Target(below_times_floor=3)
SALES = 400
WARM_UP = 20
LINES = 10

# Table, the column that finds the sale's rows, and the columns that must be fresh when they are written again.
_ROWS = (
    ("sale_order", "id", ("id", "sequence", "number")),
    ("order_line", "order_id", ("id",)),
    ("order_tax", "order_id", ()),
    ("tender", "order_id", ("id",)),
    ("cash_move", "order_id", ("id",)),
    ("stock_move", "order_line_id", ("id",)),
    ("print_job", "order_id", ("id", "seq")),
    ("outbox", "subject_id", ("id", "seq")),
    ("journal", "subject_id", ("seq",)),
)
_FIRST_NUMBER = 10_000_000
"""Where the floor's orders begin, far from the register's own."""


class Floor:
    """Writes the rows of a sale once more under other ids: nothing but prepared statements and one commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._number = _FIRST_NUMBER

    def prepare(self, order_id: UUID) -> "PreparedSale":
        """Reads the rows of a sale that was just paid and gives them fresh ids."""
        self._number += 1
        with self._database.read() as connection:
            driver: Any = connection.driver
            return PreparedSale(driver, order_id.bytes, self._number)

    def write(self, sale: "PreparedSale") -> None:
        """One transaction in the writer's turn, synced as the register's are."""
        with self._database._side.turn(None):
            driver = driver_of(self._database)
            driver.execute("BEGIN IMMEDIATE")
            (last,) = driver.execute("SELECT max(seq) FROM journal").fetchone()
            for sql, rows in sale.statements:
                driver.executemany(sql, rows)
            for sql, row in sale.chained:
                driver.execute(sql, (last + 1, *row))
            driver.execute("COMMIT")


class PreparedSale:
    """The statements of one sale with their rows."""

    def __init__(self, driver: Any, order_id: bytes, number: int) -> None:
        self.statements: list[tuple[str, list[tuple[Any, ...]]]] = []
        self.chained: list[tuple[str, tuple[Any, ...]]] = []
        self._driver = driver
        self._number = number
        self._fresh = {order_id: new_id().bytes}
        for table, column, fresh in _ROWS:
            self._take(table, column, fresh)
        self._take_the_rest(order_id)

    def _take(self, table: str, column: str, fresh: Sequence[str]) -> None:
        found = list(self._fresh) if column == "order_line_id" else [next(iter(self._fresh))]
        rows = [row for key in found for row in self._rows_of(table, column, key)]
        names = [name for name in self._names(table) if not (name == "seq" and table != "journal")]
        if table == "journal":
            names.remove("seq")
        values = [tuple(self._value(name, row[name], fresh) for name in names) for row in rows]
        if table == "journal":
            sql = f"INSERT INTO journal (seq, {', '.join(names)}) VALUES (?, {_marks(names)})"
            self.chained = [(sql, row) for row in values]
        else:
            self.statements.append(
                (f"INSERT INTO {table} ({', '.join(names)}) VALUES ({_marks(names)})", values)
            )

    def _take_the_rest(self, order_id: bytes) -> None:
        """The level of each product, the register's counters, the ticket that ends and the one that begins."""
        moves = [row for key in self._fresh for row in self._rows_of("stock_move", "order_line_id", key)]
        self.statements.append(
            (
                "INSERT INTO stock_level (variant_row, location_id, on_hand_milli) VALUES (?, ?, ?)"
                " ON CONFLICT (variant_row, location_id)"
                " DO UPDATE SET on_hand_milli = on_hand_milli + excluded.on_hand_milli",
                [(row["variant_row"], row["location_id"], row["quantity_milli"]) for row in moves],
            )
        )
        (ticket,) = self._rows_of("ticket", "id", order_id)
        names = list(ticket)
        fresh = tuple(self._value(name, ticket[name], ("id", "number")) for name in names)
        again = (new_id().bytes, *fresh[1:])
        marks = _marks(names)
        self.statements += [
            ("UPDATE register SET next_receipt = next_receipt + 0 WHERE id = ?", [(ticket["register_id"],)]),
            (
                "UPDATE ticket SET state = 'sold', changed_at = ? WHERE id = ?",
                [(ticket["changed_at"], order_id)],
            ),
            ("UPDATE register SET next_ticket = next_ticket + 0 WHERE id = ?", [(ticket["register_id"],)]),
            (f"INSERT INTO ticket ({', '.join(names)}) VALUES ({marks})", [again]),
        ]

    def _rows_of(self, table: str, column: str, key: bytes) -> Iterator[dict[str, Any]]:
        names = self._names(table)
        for row in self._driver.execute(
            f"SELECT {', '.join(names)} FROM {table} WHERE {column} = ?", (key,)
        ).fetchall():
            yield dict(zip(names, row, strict=True))

    def _names(self, table: str) -> list[str]:
        return [row[1] for row in self._driver.execute(f"PRAGMA table_info({table})").fetchall()]

    def _value(self, name: str, value: Any, fresh: Sequence[str]) -> Any:
        if name in fresh and name in ("sequence", "ticket_number"):
            return self._number
        if name == "number" and name in fresh:
            return f"1-{self._number}" if isinstance(value, str) else self._number
        if name == "id" and name in fresh and value not in self._fresh:
            self._fresh[value] = new_id().bytes
        return self._fresh.get(value, value) if isinstance(value, bytes) else value


def _marks(names: Sequence[str]) -> str:
    return ", ".join("?" * len(names))


def _fill(services: Services, articles: Iterator[Article]) -> None:
    while len(services.tickets.ticket.lines) < LINES:
        services.tickets.scan(next(articles).code)


def _pay(services: Services) -> UUID:
    return services.checkout.pay_cash(services.checkout.due().minor + 500).order.id


def measure(run: Run) -> list[Figure]:
    """The figure, sales and floors by turns."""
    pairs = Pairs()
    with open_register(run.folders()) as (data, services), busy(data.database, run.size.products):
        articles = iter(some_articles(data.database, (SALES + WARM_UP) * LINES * 2, seed=12))
        floor = Floor(data.database)
        for place in range(WARM_UP + SALES):
            if place == WARM_UP:
                pairs = Pairs()
            _fill(services, articles)
            with pairs.ours.one():
                order_id = _pay(services)
            prepared = floor.prepare(order_id)
            with pairs.floor.one():
                floor.write(prepared)
            run.progress.count("payments", place + 1, WARM_UP + SALES)
    run.progress.step(f"{NAME}: {pairs.words()}")
    return [Figure(NAME, pairs.ours.p99, "ms", pairs.floor.p99, TARGET)]
