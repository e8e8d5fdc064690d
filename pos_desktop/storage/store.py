"""The register's database as the application sees it: transactions with their repositories."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from pos_desktop.application import ports
from pos_desktop.storage import unit_of_work
from pos_desktop.storage.connection import Connection
from pos_desktop.storage.journal import JournalEntry
from pos_desktop.storage.repositories.catalogue import SqlCatalogue
from pos_desktop.storage.repositories.devices import SqlDevices
from pos_desktop.storage.repositories.home import Home
from pos_desktop.storage.repositories.orders import SqlOrders
from pos_desktop.storage.repositories.outbox import SqlOutbox
from pos_desktop.storage.repositories.people import SqlPeople
from pos_desktop.storage.repositories.print_jobs import SqlPrintJobs
from pos_desktop.storage.repositories.registers import SqlRegisters
from pos_desktop.storage.repositories.settings import SqlSettings
from pos_desktop.storage.repositories.shifts import SqlShifts
from pos_desktop.storage.repositories.statement import Link, ReadOnly
from pos_desktop.storage.repositories.stock import SqlStock
from pos_desktop.storage.repositories.tax_classes import KeptTaxClasses, TaxClassesSeen
from pos_desktop.storage.repositories.tickets import SqlTickets


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


class SqlWork:
    """Implements ports.Work."""

    def __init__(
        self,
        link: Link,
        taxes: TaxClassesSeen,
        home: Home,
        clock: ports.Clock,
        open_work: unit_of_work.Work | None = None,
    ) -> None:
        self.tickets: ports.Tickets = SqlTickets(link)
        self.orders: ports.Orders = SqlOrders(link)
        self.shifts: ports.Shifts = SqlShifts(link)
        self.people: ports.People = SqlPeople(link)
        self.catalogue: ports.Catalogue = SqlCatalogue(link, taxes, home)
        self.stock: ports.Stock = SqlStock(link)
        self.registers: ports.Registers = SqlRegisters(link)
        self.settings: ports.Settings = SqlSettings(link)
        self.devices: ports.Devices = SqlDevices(link)
        self.print_jobs: ports.PrintJobs = SqlPrintJobs(link)
        self.outbox: ports.Outbox = SqlOutbox(link)
        self.journal: ports.Journal = SqlJournal(link, open_work, clock, home)


class SqlStore:
    """Implements ports.Store on a database whose schema is there."""

    def __init__(self, database: unit_of_work.Database, clock: ports.Clock) -> None:
        self._database = database
        self._clock = clock
        self._taxes = KeptTaxClasses()
        self._home = Home()

    @contextmanager
    def write(self) -> Iterator[ports.Work]:
        """One user action. Raises the errors of Database.write."""
        with self._database.write() as open_work:
            link = Link(open_work.connection, may_write=True)
            taxes = self._taxes.view(link)
            yield SqlWork(link, taxes, self._home, self._clock, open_work)
            if taxes.changed:
                open_work.after_commit(self._taxes.forget)

    @contextmanager
    def read(self) -> Iterator[ports.Work]:
        """Cheap enough for every question of the screen; keep it short."""
        # Counted before the snapshot: what is read then is never older than the count says.
        since = self._taxes.changes
        with self._database.read() as connection:
            yield self._reading(connection, since)

    def settle(self, check: Callable[[ports.Work], bool]) -> bool:
        """Whether a transaction in doubt holds, for good; `check` looks it up by an id of its own."""
        return self._database.settle(lambda connection: check(self._reading(connection, self._taxes.changes)))

    def catalogue_changed(self) -> None:
        """Forgets what is kept of the catalogue: somebody wrote to it without this store."""
        self._taxes.forget()

    def _reading(self, connection: Connection, since: int) -> ports.Work:
        link = Link(connection, may_write=False)
        self._home.notice(link)
        return SqlWork(link, self._taxes.view(link, since), self._home, self._clock)
