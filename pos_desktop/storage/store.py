"""The register's database as the application sees it: transactions with their repositories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from pos_desktop.storage.journal import JournalEntry
from pos_desktop.storage.repositories.home import Home
from pos_desktop.storage.repositories.statement import Link, ReadOnly
from pos_desktop.storage.repositories.tax_classes import KeptTaxClasses

if TYPE_CHECKING:
    from pos_desktop.application import catalogue_ports, payment_ports, ports, sale_ports, sync_ports
    from pos_desktop.application.platform_import import LinkingStore
    from pos_desktop.application.product_import import ProductStore
    from pos_desktop.storage import unit_of_work
    from pos_desktop.storage.connection import Connection
    from pos_desktop.storage.repositories.stored_values import CodeKey
    from pos_desktop.storage.repositories.tax_classes import TaxClassesSeen


T = TypeVar("T")


class SqlJournal:
    """Implements ports.Journal: adds who, when and at which register."""

    def __init__(
        self, link: Link, open_work: unit_of_work.Work | None, clock: ports.Clock, home: Home
    ) -> None:
        self._link = link
        self._open_work = open_work
        self._clock = clock
        self._home = home

    def add(
        self,
        kind: str,
        body: Mapping[str, Any],
        *,
        subject_id: UUID | None = None,
        person_id: UUID | None = None,
        approver_id: UUID | None = None,
    ) -> None:
        if self._open_work is None:
            raise ReadOnly("this transaction only reads")
        self._open_work.record(
            JournalEntry(
                kind=kind,
                at=self._clock.now(),
                offset_minutes=self._clock.offset_minutes(),
                body=body,
                register_id=self._home.register_id(self._link),
                person_id=person_id,
                approver_id=approver_id,
                subject_id=subject_id,
            )
        )


class _OnDemand:
    """A repository that is made, and its module imported, when a transaction first asks for it: selling needs a few
    of them, and its start must not wait for the others."""

    def __init__(self, module: str, repository: str, needs: tuple[str, ...]) -> None:
        self._module = f"pos_desktop.storage.repositories.{module}"
        self._repository = repository
        self._needs = needs
        self._made: Any = None

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, work: SqlWork, owner: type) -> object:
        if self._made is None:
            self._made = getattr(import_module(self._module), self._repository)
        repository = self._made(*(getattr(work, need) for need in self._needs))
        # From here on Python finds it at the transaction itself.
        work.__dict__[self._name] = repository
        return repository


def _on_demand(module: str, repository: str, *needs: str) -> Any:
    """`needs` are attributes of the transaction that the repository is made with, besides its link."""
    return _OnDemand(module, repository, ("link", *needs))


class SqlWork:
    """Implements ports.Work."""

    tickets: sale_ports.Tickets = _on_demand("tickets", "SqlTickets")
    orders: sale_ports.Orders = _on_demand("orders", "SqlOrders")
    shifts: sale_ports.Shifts = _on_demand("shifts", "SqlShifts")
    people: ports.People = _on_demand("people", "SqlPeople")
    catalogue: catalogue_ports.Catalogue = _on_demand("catalogue", "SqlCatalogue", "taxes", "home")
    catalogue_edits: catalogue_ports.CatalogueEdits = _on_demand("catalogue_edits", "SqlCatalogueEdits")
    stock: catalogue_ports.Stock = _on_demand("stock", "SqlStock")
    registers: ports.Registers = _on_demand("registers", "SqlRegisters")
    settings: ports.Settings = _on_demand("settings", "SqlSettings")
    unfinished: ports.Unfinished = _on_demand("unfinished", "SqlUnfinished")
    devices: ports.Devices = _on_demand("devices", "SqlDevices")
    print_jobs: ports.PrintJobs = _on_demand("print_jobs", "SqlPrintJobs")
    outbox: sync_ports.Outbox = _on_demand("outbox", "SqlOutbox")
    payment_methods: payment_ports.PaymentMethods = _on_demand("payment_methods", "SqlPaymentMethods")
    payments: payment_ports.Payments = _on_demand("payments", "SqlPayments")
    refunds: payment_ports.Refunds = _on_demand("refunds", "SqlRefunds")
    stored_values: payment_ports.StoredValueLedger = _on_demand(
        "stored_values", "SqlStoredValues", "code_key", "now"
    )
    reservations: catalogue_ports.Reservations = _on_demand("reservations", "SqlReservations")
    differences: payment_ports.Differences = _on_demand("differences", "SqlDifferences")
    connections: sync_ports.Connections = _on_demand("connections", "SqlConnections")
    deliveries: sync_ports.Deliveries = _on_demand("deliveries", "SqlDeliveries")
    links: sync_ports.Links = _on_demand("links", "SqlLinks")
    levels: sync_ports.Levels = _on_demand("levels", "SqlLevels")
    inbox: sync_ports.Inbox = _on_demand("inbox", "SqlInbox")
    customers: sync_ports.Customers = _on_demand("customers", "SqlCustomers")
    online_orders: sync_ports.OnlineOrders = _on_demand("online_orders", "SqlOnlineOrders")
    figures: sync_ports.Figures = _on_demand("figures", "SqlFigures")

    def __init__(
        self,
        link: Link,
        taxes: TaxClassesSeen,
        home: Home,
        clock: ports.Clock,
        code_key: CodeKey,
        open_work: unit_of_work.Work | None = None,
    ) -> None:
        self.link = link
        self.taxes = taxes
        self.home = home
        self.code_key = code_key
        self.now = clock.now
        self.journal: ports.Journal = SqlJournal(link, open_work, clock, home)


class HeldReading:
    """Implements ports.Snapshot."""

    def __init__(self, held: unit_of_work.Held, work: ports.Work) -> None:
        self._held = held
        self._work = work

    def ask(self, question: Callable[[ports.Work], T]) -> T:
        """See the protocol."""
        return self._held.ask(lambda: question(self._work))

    def let_go(self) -> None:
        """See the protocol."""
        self._held.let_go()


class SqlStore:
    """Implements ports.Store on a database whose schema is there."""

    def __init__(
        self, database: unit_of_work.Database, clock: ports.Clock, code_key: CodeKey | None = None
    ) -> None:
        """`code_key` finds gift cards by their codes; a store opened without it knows none."""
        self._database = database
        self._clock = clock
        self._code_key = code_key or _without_codes
        self._taxes = KeptTaxClasses()
        self._home = Home()

    @contextmanager
    def write(self) -> Iterator[ports.Work]:
        """One user action. Raises the errors of Database.write."""
        with self._database.write() as open_work:
            work = self._writing(open_work)
            yield work
            if work.taxes.changed:
                open_work.after_commit(self._taxes.forget)

    def expect_cashier(self) -> None:
        """The cashier writes in a moment; what works behind the screen lets her go first."""
        self._database.expect_cashier()

    def cashier_served(self) -> None:
        """What she wrote is on the screen: the rest goes on."""
        self._database.cashier_served()

    @contextmanager
    def read(self) -> Iterator[ports.Work]:
        """Cheap enough for every question of the screen; keep it short."""
        # Counted before the snapshot: what is read then is never older than the count says.
        since = self._taxes.changes
        with self._database.read() as connection:
            yield self._reading(connection, since)

    def hold(self) -> HeldReading:
        """See the protocol."""
        since = self._taxes.changes
        held = self._database.hold()
        return HeldReading(held, held.ask(lambda: self._reading(held.connection, since)))

    def glance(self, look: Callable[[ports.Work], T]) -> T | None:
        """See the protocol."""
        return self._database.glance(lambda connection: look(self._reading(connection, self._taxes.changes)))

    @contextmanager
    def product_import(self, connection_id: UUID) -> Iterator[LinkingStore]:
        """One import at a time; slow: off the UI thread."""
        from pos_desktop.storage.platform_import import PlatformImport

        try:
            with PlatformImport(self._database, connection_id, self._writing) as catalogue:
                yield catalogue
        finally:
            self.catalogue_changed()

    @contextmanager
    def file_import(self) -> Iterator[ProductStore]:
        """One import at a time; slow: off the UI thread."""
        from pos_desktop.storage.catalogue_import import CatalogueImport

        try:
            with CatalogueImport(self._database) as catalogue:
                yield catalogue
        finally:
            self.catalogue_changed()

    def settle(self, check: Callable[[ports.Work], bool]) -> bool:
        """Whether a transaction in doubt holds, for good; `check` looks it up by an id of its own."""
        return self._database.settle(lambda connection: check(self._reading(connection, self._taxes.changes)))

    def catalogue_changed(self) -> None:
        """Forgets what is kept of the catalogue: somebody wrote to it without this store."""
        self._taxes.forget()

    def _writing(self, open_work: unit_of_work.Work) -> SqlWork:
        link = Link(open_work.connection, may_write=True)
        taxes = self._taxes.view(link)
        return SqlWork(link, taxes, self._home, self._clock, self._code_key, open_work)

    def _reading(self, connection: Connection, since: int) -> ports.Work:
        link = Link(connection, may_write=False)
        self._home.notice(link)
        return SqlWork(link, self._taxes.view(link, since), self._home, self._clock, self._code_key)


def _without_codes(_code: str) -> bytes:
    raise RuntimeError("this store was opened without the key of its codes")
