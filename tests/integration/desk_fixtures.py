"""A register at work for tests of what can be asked of it: encrypted file, real hashes, a clock that is set by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Row, insert, select, update

from pos_desktop.application import wording
from pos_desktop.application.approvals import Approval, ApprovalNeeded, ApprovalRequest
from pos_desktop.application.desk import Desk
from pos_desktop.application.first_run import FirstRun, NewPerson, NewPrinter, set_up
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_work import PaymentWork
from pos_desktop.application.people_view import PersonView
from pos_desktop.application.sale_writing import Sale
from pos_desktop.application.services import Services
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.bootstrap import BackupShelf
from pos_desktop.demo.past import PastClock
from pos_desktop.devices.crew import DeviceCrew
from pos_desktop.domain.gtin import barcode_key, check_digit
from pos_desktop.domain.permissions import Permission, Role
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import TicketLine
from pos_desktop.payments.accounts import Accounts
from pos_desktop.payments.worker import PaymentsWorker
from pos_desktop.storage import search_index, tables
from pos_desktop.storage.backup import BackupFile
from pos_desktop.storage.key import DatabaseKey, JournalKey, ShopKeys
from pos_desktop.storage.print_queue import SqlPrintQueue
from pos_desktop.storage.recovery import DatabaseFile, Opened
from pos_desktop.storage.restore import Restored
from pos_desktop.storage.store import SqlStore
from pos_desktop.sync.engine import SyncEngine
from pos_desktop.system.pins import PepperedVault
from tests.memory_credentials import MemoryCredentials
from tests.no_platforms import NoPlatforms, no_parts
from tests.ready_files import ReadyFolders

MORNING = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
PINS = {"Cashier 1": "4711", "Cashier 2": "4712", "Manager": "824613", "Manager 2": "7391", "Trainee": "5590"}
MASKS = ("21IIIIIWW.WWWC", "22IIIIIPPP.PPC")
NOWHERE = NewPrinter("Receipt printer", "tcp", {"host": "127.0.0.1", "port": 9})
"""A printer that nobody drives: jobs are written for it and stay where they are."""

PRODUCTS: dict[str, dict[str, Any]] = {
    "Bread": {"price": 250, "tax": "Full", "code": "4006381333931", "sku": "BRD-1"},
    "Milk": {"price": 119, "tax": "Reduced", "code": "2001000010004"},
    "Coffee": {"price": 799, "tax": "Full", "code": "4012345678901"},
    "Apples": {"price": 349, "tax": "Reduced", "plu": "04001", "weighed": True},
    "Gouda": {"price": 1990, "tax": "Reduced", "plu": "05001", "weighed": True},
    "Salad": {"price": None, "tax": "Reduced", "plu": "05002"},
    "Gift card": {"price": None, "tax": "None", "code": "4000000000006", "track_stock": False},
    "Delivery": {"price": 500, "tax": "Full", "track_stock": False},
    "Sweet": {"price": 3, "tax": "Full"},
}
STOCK_MILLI = 50_000


def label(prefix: str, item: str, value: int) -> str:
    """What a scale prints: prefix, item number, five digits of weight or price, check digit."""
    body = f"{prefix}{item}{value:05d}"
    return body + check_digit(body)


def no_shops(_till: Till) -> Any:
    """Of a store that is connected to none."""
    return NoPlatforms()


@dataclass
class Till:
    """One register: its file, its keys, its clock and, while it is open, its services."""

    folder: Path
    store_settings: StoreSettings
    rates: dict[str, str]
    clock: PastClock = field(default_factory=lambda: PastClock(MORNING))
    keys: ShopKeys = field(
        default_factory=lambda: ShopKeys(DatabaseKey.fresh(), JournalKey.fresh(), b"p" * 32)
    )
    printers: tuple[NewPrinter, ...] = (NOWHERE,)
    rows: dict[str, int] = field(default_factory=dict)
    shops: Callable[[Till], Any] = no_shops
    """The online shops that it is connected to, made at each start."""

    # -- the program's life --------------------------------------------------------------------

    def set_up(self) -> None:
        """The first run: people, taxes, products; the file is left open."""
        self._open_file()
        people = tuple(
            NewPerson(n, "cashier" if n.startswith("Cashier") else "manager", p) for n, p in PINS.items()
        )
        classes = tuple((name, (TaxRate("VAT", Decimal(rate)),)) for name, rate in self.rates.items())
        set_up(
            self.store,
            self.vault,
            FirstRun(self.store_settings, 1, "Register 1", classes, people, self.printers),
        )
        with self.store.write() as work:
            role_id = new_id()
            work.people.save_role(role_id, Role("trainee", frozenset({Permission.SELL}), Decimal(0)), 2)
            trainee = next(p for p in work.people.all() if p.name == "Trainee")
            work.people.update(trainee.id, trainee.name, role_id, True)
        self._stock_up()

    def opened(self) -> Till:
        """The program starts."""
        self._open_file()
        self._begin()
        return self

    def _open_file(self) -> None:
        self.file = DatabaseFile(self.folder / "shop.db", self.keys, self.folder / "backups")
        opened = self.file.open(self.clock.now())
        assert isinstance(opened, Opened), opened
        self.stopped_cleanly = opened.stopped_cleanly
        self.database = opened.database
        self.vault = PepperedVault(
            self.keys.pepper, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        )
        self.store = SqlStore(self.database, self.clock, self.vault.code_key)

    def _begin(self) -> None:
        self.crew = DeviceCrew(self.store, SqlPrintQueue(self.database), self.clock.now)
        self.desk = Desk(self.store, self.clock, self.vault, UTC)
        shelf = BackupShelf(self.file, self.clock, self.database, str)  # type: ignore[arg-type]  # any clock will do
        self.credentials = MemoryCredentials()
        self.platforms: Any = self.shops(self)
        self.accounts = Accounts(self.store, self.credentials.get, self.folder, self.platforms)
        self.payment_work = PaymentWork(self.store, self.clock, self.accounts)
        self.payments = PaymentsWorker(self.payment_work, self.clock)
        self.sync = SyncEngine(self.store, self.clock, no_parts)
        self.services = Services(
            self.desk,
            self.crew,
            shelf,
            self.accounts,
            self.credentials,
            self.payments,
            self.platforms,
            self.sync,
        )
        self.desk.on_print(self.crew.wake)
        self.services.checkout.release_left_over()
        self.recovered = self.services.settling.recover()

    def restored(self, backup: BackupFile, spoil: Callable[[Path], object] | None = None) -> Restored:
        """The register is closed, its file spoilt, the back-up put in place, and the register opened again."""
        self.close()
        if spoil:
            spoil(self.file.file)
        done = self.file.restore(backup.path, self.clock.now())
        self._open_file()
        self._begin()
        return done

    def close(self) -> None:
        """An orderly end of the program."""
        self.crew.stop()
        self.file.close(self.database)

    def restart(self, name: str | None = None) -> None:
        """The program ends and starts again; somebody may sign in."""
        name = name or (self.desk.person.name if self.desk.person else None)
        self.close()
        self._open_file()
        self._begin()
        if name:
            self.sign_in(name)

    def after_power_cut(self, folder: Path) -> Till:
        """What the next start finds on the disk when the power goes at this moment."""
        folder.mkdir()
        for file in self.folder.iterdir():
            if file.is_file() and not file.name.endswith("-shm"):
                shutil.copyfile(file, folder / file.name)
        found = Till(
            folder,
            self.store_settings,
            self.rates,
            self.clock,
            self.keys,
            self.printers,
            self.rows,
            self.shops,
        )
        return found.opened()

    # -- people --------------------------------------------------------------------------------

    def person(self, name: str) -> PersonView:
        with self.store.read() as work:
            return next(person for person in work.people.all() if person.name == name)

    def sign_in(self, name: str = "Cashier 1") -> None:
        self.services.session.sign_in(self.person(name), "pin")

    def word_for(self, request: ApprovalRequest, manager: str = "Manager") -> Approval:
        """A manager's word, given at the pad."""
        return self.services.session.approve_by_pin(request, PINS[manager])

    # -- doing ---------------------------------------------------------------------------------

    def later(self, **time: float) -> None:
        self.clock.moment += timedelta(**time)

    def open_shift(self, float_minor: int = 10_000) -> None:
        self.services.shifts.open(float_minor)

    def add(self, name: str, pieces: int = 1) -> TicketLine:
        """Pieces of a product on the ticket."""
        for _ in range(pieces):
            added = self.services.tickets.add(self.rows[name])
        return added.line  # type: ignore[union-attr]

    def sell(self, *names: str, given: int | None = None) -> Sale:
        """A whole customer; exact money unless told otherwise."""
        for name in names:
            self.add(name)
        self.later(seconds=1)
        return self.services.checkout.pay_cash(self.services.checkout.due().minor if given is None else given)

    # -- looking at the disk -------------------------------------------------------------------

    def rows_of(self, table: Any, *where: Any) -> list[Row[Any]]:
        with self.database.read() as connection:
            return list(connection.execute(select(table).where(*where).order_by(*table.primary_key.columns)))

    def rows_of_journal(self, kind: str) -> list[Row[Any]]:
        return self.rows_of(tables.journal, tables.journal.c.kind == kind)

    def journal(self, kind: str = "") -> list[tuple[str, dict[str, Any]]]:
        """Kinds and bodies of the journal, or those of one kind."""
        found = [(row.kind, json.loads(row.body)) for row in self.rows_of(tables.journal)]
        return [entry for entry in found if not kind or entry[0] == kind]

    def jobs(self, kind: str = "") -> list[Row[Any]]:
        """Print jobs in the order they were asked for."""
        return [row for row in self.rows_of(tables.print_job) if not kind or row.kind == kind]

    def on_hand(self, name: str) -> int:
        with self.store.read() as work:
            return work.stock.on_hand(self.rows[name], self.desk.register.location_id)

    def drawer_holds(self) -> int:
        """What the open shift's drawer should hold; no screen may show it before the count."""
        with self.store.read() as work:
            shift = work.shifts.current(self.desk.register.id)
            assert shift is not None
            return work.shifts.drawer(shift.id).expected_minor

    def stored_sales(self) -> list[tuple[int, str]]:
        return sorted((row.sequence, row.number) for row in self.rows_of(tables.sale_order))

    def everything(self) -> dict[str, list[Any]]:
        """All that a refused action must leave as it was; the journal may grow."""
        kept = (
            tables.sale_order,
            tables.tender,
            tables.ticket,
            tables.ticket_line,
            tables.shift,
            tables.cash_move,
        )
        more = (tables.stock_move, tables.stock_level, tables.print_job, tables.outbox, tables.register)
        return {table.name: self.rows_of(table) for table in (*kept, *more)}

    # -- within --------------------------------------------------------------------------------

    def _stock_up(self) -> None:
        with self.database.write() as work:
            taxes = dict(work.execute(select(tables.tax_class.c.name, tables.tax_class.c.id)).all())
            location = work.execute(select(tables.location.c.id)).scalar_one()
            for place, (name, facts) in enumerate(PRODUCTS.items()):
                product, variant = new_id(), new_id()
                weighed = facts.get("weighed", False)
                row: dict[str, Any] = {"id": product, "name": name, "weighed": weighed, "active": True}
                row |= {"tax_class_id": taxes[facts["tax"]], "unit": "kg" if weighed else None}
                work.execute(insert(tables.product), row)
                row = {"id": variant, "product_id": product, "name": name, "price_minor": facts["price"]}
                row |= {"sku": facts.get("sku"), "plu": facts.get("plu"), "position": place, "active": True}
                work.execute(insert(tables.variant), row | {"track_stock": facts.get("track_stock", True)})
                number = work.execute(
                    select(tables.variant.c.row).where(tables.variant.c.id == variant)
                ).scalar_one()
                self.rows[name] = number
                if "code" in facts:
                    work.execute(
                        insert(tables.barcode), {"code": barcode_key(facts["code"]), "variant_row": number}
                    )
                level = {"variant_row": number, "location_id": location, "on_hand_milli": STOCK_MILLI}
                work.execute(insert(tables.stock_level), level)
            rows = list(self.rows.values())
            search_index.update_rows(work.connection, search_index.rows_to_index(work.connection, rows))
        self.store.catalogue_changed()

    def set_price(self, name: str, price_minor: int | None) -> None:
        """The office changes a price."""
        with self.database.write() as work:
            query = update(tables.variant).where(tables.variant.c.row == self.rows[name])
            work.execute(query.values(price_minor=price_minor))
        self.store.catalogue_changed()


EURO_RATES = {"Full": "19", "Reduced": "7", "None": "0"}
GERMANY = StoreSettings(
    name="Corner shop", locale="de-DE", currency_code="EUR", code_masks=MASKS, print_receipt="always"
)


_READY: ReadyFolders[tuple[ShopKeys, dict[str, int]]] = ReadyFolders()


def make_till(
    folder: Path,
    settings: StoreSettings = GERMANY,
    rates: dict[str, str] | None = None,
    printers: tuple[NewPrinter, ...] = (NOWHERE,),
    clock: Any = None,
    shops: Callable[[Till], Any] = no_shops,
) -> Till:
    """A till after its first run, open; by a clock of its own unless one is given."""
    rates = rates or EURO_RATES

    def make(place: Path) -> tuple[ShopKeys, dict[str, int]]:
        first = Till(place, settings, rates, printers=printers)
        first.set_up()
        first.file.close(first.database)
        return first.keys, first.rows

    folder.mkdir(parents=True, exist_ok=True)
    keys, rows = _READY.copy(repr((settings, rates, printers)), folder, make)
    given: dict[str, Any] = {"shops": shops} | ({"clock": clock} if clock is not None else {})
    return Till(folder, settings, rates, keys=keys, printers=printers, rows=dict(rows), **given).opened()


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A register in Germany, Cashier 1 at it, a shift open with a float of 100.00."""
    made = make_till(tmp_path / "till")
    made.sign_in()
    made.open_shift()
    yield made
    made.close()
    wording.use(wording.Wording())


@pytest.fixture
def manager(till: Till) -> Till:
    """The manager is at that register."""
    till.services.session.sign_out()
    till.sign_in("Manager")
    return till


def request_of(call: Any, *facts: Any) -> ApprovalRequest:
    """The request that an action makes because the person may not do it alone."""
    with pytest.raises(ApprovalNeeded) as needed:
        call(*facts)
    return needed.value.request
