"""A set-up shop on each of the two databases, for tests of what is stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from pos_desktop.application.ids import new_id
from pos_desktop.application.ports import Work
from pos_desktop.application.sale_record import SaleRecord, TenderRecord
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.permissions import cashier, manager
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.shift import CashMove
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.storage import search_index, tables
from pos_desktop.storage.key import JournalKey
from pos_desktop.storage.store import SqlStore
from pos_desktop.storage.unit_of_work import Database
from pos_desktop.system.pins import PepperedVault
from tests.ready_files import open_empty

MORNING = datetime(2026, 11, 21, 8, 30, 0, 123456, tzinfo=UTC)
FULL = (TaxRate("VAT", Decimal("19")),)
REDUCED = (TaxRate("VAT", Decimal("7.00")),)


@dataclass
class StandingClock:
    """Shows what it is set to."""

    moment: datetime = MORNING

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def offset_minutes(self) -> int:
        return 60


@dataclass
class Shop:
    """One register, two people, an open shift, two tax classes and what `stock_up` adds."""

    database: Database
    clock: StandingClock = field(default_factory=StandingClock)
    register: UUID = field(default_factory=new_id)
    location: UUID = field(default_factory=new_id)
    person: UUID = field(default_factory=new_id)
    manager: UUID = field(default_factory=new_id)
    full: UUID = field(default_factory=new_id)
    reduced: UUID = field(default_factory=new_id)
    shift: UUID = field(default_factory=new_id)
    rows: dict[str, int] = field(default_factory=dict)
    products: dict[str, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.store = SqlStore(self.database, self.clock, code_key=PepperedVault(b"p" * 32).code_key)
        with self.store.write() as work:
            self._furnish(work)

    def _furnish(self, work: Work) -> None:
        roles = (new_id(), new_id())
        work.registers.insert(self.register, 1, "Register 1", self.location, "Shop")
        for place, (role_id, role) in enumerate(zip(roles, (cashier(), manager()), strict=True)):
            work.people.save_role(role_id, role, place)
        work.people.insert(self.person, "Cashier 1", roles[0], None)
        work.people.insert(self.manager, "Manager", roles[1], "de")
        work.catalogue.save_tax_class(self.full, "Full", FULL, 0)
        work.catalogue.save_tax_class(self.reduced, "Reduced", REDUCED, 1)
        number = work.registers.take_shift(self.register)
        work.shifts.insert(self.shift, self.register, number, self.person, MORNING, 10_000)
        work.shifts.add_move(self.shift, CashMove.FLOAT, 10_000, self.person, MORNING)

    # -- products ----------------------------------------------------------------------------------------

    def product(self, name: str, price: int | None = 100, *, code: str | None = None, **facts: object) -> int:
        """Adds a product of one variant; the variant's row."""
        product_id = new_id()
        self.products[name] = product_id
        row = {"id": product_id, "name": name, "weighed": False, "active": True}
        known = {column.name for column in tables.product.columns}
        with self.database.write() as work:
            of_product = {key: value for key, value in facts.items() if key in known}
            work.execute(insert(tables.product), {**row, **of_product})
        return self.variant(name, name, price, code=code, **facts)

    def variant(
        self, product: str, name: str, price: int | None, *, code: str | None = None, **facts: object
    ) -> int:
        """Adds a variant to a product; its row."""
        row = {
            "id": new_id(), "product_id": self.products[product], "name": name, "price_minor": price,
            "track_stock": True, "position": len(self.rows), "active": True,
        }  # fmt: skip
        own = ("sku", "plu", "track_stock", "low_stock_milli", "option_values", "variant_active")
        row |= {key.removeprefix("variant_"): value for key, value in facts.items() if key in own}
        with self.database.write() as work:
            work.execute(insert(tables.variant), row)
            number = work.execute(
                select(tables.variant.c.row).where(tables.variant.c.id == row["id"])
            ).scalar_one()
            if code:
                work.execute(insert(tables.barcode), {"code": code, "variant_row": number})
            search_index.update_rows(work.connection, search_index.rows_to_index(work.connection, [number]))
        self.rows[name] = number
        return number

    # -- sales -------------------------------------------------------------------------------------------

    def ticket(self, *lines: TicketLine, number: int | None = None, **facts: object) -> Ticket:
        """A ticket that is not stored."""
        ticket = Ticket(new_id(), number or 0, self.person, self.clock.moment, True, lines)
        return replace(ticket, **facts)

    def record(
        self, work: Work, ticket: Ticket, *tenders: tuple[str, int], shift: UUID | None = None
    ) -> SaleRecord:
        """The sale of a ticket, paid in cash unless tenders are named."""
        totals = price_ticket(ticket)
        sequence = work.registers.take_receipt(self.register)
        paid = tenders or (("cash", totals.total_minor),)
        return SaleRecord(
            ticket=ticket,
            totals=totals,
            register_id=self.register,
            sequence=sequence,
            number=f"1-{sequence:06}",
            shift_id=shift or self.shift,
            person_id=self.person,
            person_name="Cashier 1",
            state=OrderState.PAID,
            currency="EUR",
            tenders=tuple(TenderRecord(new_id(), kind, "taken", sum_, sum_, 0, 0) for kind, sum_ in paid),
            discount_words=tuple("Offer" if line.discount else "" for line in ticket.lines),
            paid_at=self.clock.moment,
            offset_minutes=60,
        )

    def sell(
        self, *lines: TicketLine, tenders: tuple[tuple[str, int], ...] = (), **facts: object
    ) -> SaleRecord:
        """A sale in one commit; the clock goes on by a second."""
        self.clock.moment += timedelta(seconds=1)
        ticket = self.ticket(*lines, **facts)
        with self.store.write() as work:
            record = self.record(work, ticket, *tenders)
            work.orders.insert(record)
        return record


def line(name: str = "Bread", price: int = 250, quantity: int = 1000, **facts: object) -> TicketLine:
    """A line of a ticket; quantity in thousandths."""
    return replace(TicketLine(new_id(), name, quantity, price, FULL), **facts)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with the newest schema: the encrypted file, and the server."""
    if request.param == "sqlite":
        opened = open_empty(tmp_path / "shop.db")
    else:
        opened = Database.connect(request.getfixturevalue("postgres_shop"), JournalKey.fresh())
    yield opened
    opened.close()


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)
