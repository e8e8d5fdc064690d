"""A real register for tests of the screens: an encrypted file, three people, twenty products, quiet devices."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import insert, select

from pos_desktop.application.backups import BackupView
from pos_desktop.application.desk import Desk
from pos_desktop.application.device_watch import DeviceView, PaperPicture
from pos_desktop.application.documents import Document
from pos_desktop.application.events import Event
from pos_desktop.application.first_run import FirstRun, NewPerson, set_up
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_work import PaymentWork
from pos_desktop.application.people_view import PersonView
from pos_desktop.application.printing import DrawerState, FailureReason
from pos_desktop.application.services import Services
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.devices.counter import RegisterCounter
from pos_desktop.devices.paper_picture import paper_picture
from pos_desktop.domain.gtin import barcode_key
from pos_desktop.domain.tax import TaxRate
from pos_desktop.payments.accounts import Accounts
from pos_desktop.payments.worker import PaymentsWorker
from pos_desktop.storage import schema, search_index, tables
from pos_desktop.storage.key import DatabaseKey, JournalKey
from pos_desktop.storage.store import SqlStore
from pos_desktop.storage.unit_of_work import Database
from pos_desktop.sync.engine import SyncEngine
from pos_desktop.system.clock import SystemClock
from pos_desktop.system.pins import PepperedVault
from tests.memory_credentials import MemoryCredentials
from tests.no_platforms import NoPlatforms, no_parts
from tests.ready_files import ReadyFolders

PINS = {"Cashier 1": "1111", "Cashier 2": "2222", "Manager": "9999"}
"""Set past the first run, which would refuse them as too easy to guess."""

FILE = "register.db"
PATIENCE_SECONDS = 20
_READY: ReadyFolders[tuple[DatabaseKey, JournalKey]] = ReadyFolders()

PRODUCTS = (
    ("Oat drink", 189, "4006381333931"),
    ("Ground coffee", 799, "4012345678901"),
    ("Butter croissants", 249, "4000521006082"),
    ("Fresh organic milk", 169, "4008400401621"),
    ("Ten eggs", 279, "4260014960012"),
    ("Irish butter", 329, "5011038133269"),
    ("Kombucha lime and ginger", 259, "4260195970106"),
    ("Crunchy muesli", 449, "4008713705928"),
    ("Apples", 349, None),
    ("Gouda in slices", 229, "4023600013382"),
    ("Olive oil extra", 899, "8001480011243"),
    ("Tomato passata", 149, "8076809513753"),
    ("Pretzel baguette", 129, None),
    ("Chocolate biscuits", 199, "4017100290008"),
    ("Tissue paper", 395, "7322540387483"),
    ("Sparkling water", 79, "4005500210108"),
    ("Dark rye bread", 289, "4009249019917"),
    ("Strawberry jam", 239, "4002309004308"),
    ("Basmati rice", 319, "4006040003717"),
    ("Gift card", None, "4000000000006"),
)


class QuietDevices:
    """A watch on no devices at all that keeps what was asked of it. Its counter listens and says nothing."""

    def __init__(self) -> None:
        self.shown: list[DeviceView] = []
        self.drawer_state = DrawerState.UNKNOWN
        self.kick_failed: FailureReason | None = None
        self.asked: list[tuple[str, object]] = []
        self._listeners: list[object] = []
        self.counter = RegisterCounter(
            lambda scale, order: self.asked.append(("order", (scale, order))),
            lambda scale: self.asked.append(("zero", (scale,))),
            lambda text: self.asked.append(("show", (text,))),
        )
        """The register's own; tests say themselves what the devices tell it."""

    def devices(self) -> list[DeviceView]:
        return list(self.shown)

    def drawer(self) -> DrawerState:
        return self.drawer_state

    def drawer_trouble(self) -> FailureReason | None:
        return self.kick_failed

    def on_change(self, listener: object) -> None:
        self._listeners.append(listener)

    def change(self, *shown: DeviceView, drawer: DrawerState = DrawerState.UNKNOWN) -> None:
        """What the devices' threads do: something is different now."""
        self.shown, self.drawer_state = list(shown), drawer
        for listener in self._listeners:
            listener()  # type: ignore[operator]

    def log(self, device_id: UUID) -> list[object]:
        return []

    def drivers(self) -> list[object]:
        return []

    def paper(self, document: Document, columns: int, block: int = 0) -> PaperPicture:
        return paper_picture(document, columns, block=block)

    def ports(self) -> list[object]:
        return []

    def __getattr__(self, name: str) -> object:
        if name not in ("test_print", "kick", "reconnect", "reload", "wake"):
            raise AttributeError(name)
        return lambda *facts: self.asked.append((name, facts))


class NoBackups:
    """Back-ups are none of the screens' business but to list and ask for."""

    def __init__(self) -> None:
        self.made: list[BackupView] = []

    def list(self) -> list[BackupView]:
        return list(self.made)

    def make(self) -> BackupView:
        self.made.append(BackupView("register.backup", SystemClock().now(), 1024, "hand"))
        return self.made[-1]

    def restore_line(self, backup: BackupView) -> str:
        return f"pos-desktop backup restore {backup.path} --data shop"


@dataclass
class Faults:
    """Where the window reports faults in tests; what is not expected fails the test."""

    reported: list[BaseException] = field(default_factory=list)

    def __call__(self, fault: BaseException) -> None:
        self.reported.append(fault)

    def take(self) -> list[BaseException]:
        """The reported faults, which are expected."""
        taken, self.reported = self.reported, []
        return taken


@contextmanager
def open_register(folder: Path, plan: FirstRun | None = None) -> Iterator[Services]:
    """A register on an encrypted file: three people, a tax class, twenty products, no device, no shift; or the one of
    a first run with the same people."""
    keys = _make(folder, plan) if plan else _READY.copy("register", folder, _make)
    database = Database.open(folder / FILE, *keys)
    clock, vault = SystemClock(), _vault()
    store = SqlStore(database, clock, vault.code_key)
    devices = QuietDevices()
    credentials = MemoryCredentials()
    accounts = Accounts(store, credentials.get, folder)
    payments = PaymentsWorker(PaymentWork(store, clock, accounts), clock)
    desk = Desk(store, clock, vault)
    desk.events.on(Event.PAYMENT, payments.wake)
    payments.start()
    try:
        yield Services(
            desk,
            devices,
            NoBackups(),
            accounts,
            credentials,
            payments,
            NoPlatforms(),
            SyncEngine(store, clock, no_parts),
        )
    finally:
        payments.stop()
        wait_for_threads("payments")
        accounts.close()
        database.close()


def wait_for_threads(*names: str) -> None:
    """A register that closes waits two seconds for its threads; one that a busy computer held up must not find its file
    closed, and have that reported to the next test. The names are how they begin."""
    for thread in threading.enumerate():
        if thread.name.startswith(names):
            thread.join(PATIENCE_SECONDS)


def _vault() -> PepperedVault:
    return PepperedVault(b"pepper of the tests", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def _make(folder: Path, plan: FirstRun | None = None) -> tuple[DatabaseKey, JournalKey]:
    keys = DatabaseKey.fresh(), JournalKey.fresh()
    database = Database.open(folder / FILE, *keys)
    with database.write() as work:
        schema.create(work.connection)
    vault = _vault()
    store = SqlStore(database, SystemClock(), vault.code_key)
    set_up(store, vault, plan or _plan())
    _set_pins(store, vault)
    _stock_up(database)
    database.close()
    return keys


def _plan() -> FirstRun:
    people = (
        NewPerson("Cashier 1", "cashier", "4711"),
        NewPerson("Cashier 2", "cashier", "4712"),
        NewPerson("Manager", "manager", "4713"),
    )
    store = StoreSettings(name="Corner shop", locale="de-DE", currency_code="EUR", country="DE")
    return FirstRun(store, 1, "Register 1", (("Standard", (TaxRate("VAT", Decimal(19)),)),), people)


def _set_pins(store: SqlStore, vault: PepperedVault) -> None:
    hashes = {name: vault.hash(pin) for name, pin in PINS.items()}
    with store.write() as work:
        for person in work.people.all():
            work.people.set_pin(person.id, hashes[person.name], 4)


def _stock_up(database: Database) -> None:
    with database.write() as work:
        location = work.execute(select(tables.location.c.id)).scalar_one()
        category, tax = new_id(), work.execute(select(tables.tax_class.c.id)).scalars().first()
        work.execute(insert(tables.category), {"id": category, "name": "Food", "tint": "sage", "position": 0})
        for place, (name, price, code) in enumerate(PRODUCTS):
            product, variant = new_id(), new_id()
            facts = {"id": product, "name": name, "weighed": name == "Apples", "active": True}
            facts |= {
                "tax_class_id": tax,
                "category_id": category,
                "unit": "kg" if name == "Apples" else None,
            }
            work.execute(insert(tables.product), {**facts, "favourite_position": place})
            row = {"id": variant, "product_id": product, "name": name, "price_minor": price}
            work.execute(insert(tables.variant), {**row, "track_stock": True, "position": 0, "active": True})
            number = work.execute(
                select(tables.variant.c.row).where(tables.variant.c.id == variant)
            ).scalar_one()
            if code is not None:
                work.execute(insert(tables.barcode), {"code": barcode_key(code), "variant_row": number})
            search_index.update_rows(work.connection, search_index.rows_to_index(work.connection, [number]))
            level = {"variant_row": number, "location_id": location, "on_hand_milli": 50_000}
            work.execute(insert(tables.stock_level), level)


def person_named(services: Services, name: str) -> PersonView:
    """Somebody of the three."""
    return next(person for person in services.session.people() if person.name == name)
