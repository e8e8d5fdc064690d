"""What every test of the screens needs: no display, the shipped fonts, a real register on a real file.

After each test of this folder: no top-level widget and no thread may be left over.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest  # noqa: E402 - the platform is chosen before Qt is loaded
from argon2 import PasswordHasher  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from sqlalchemy import insert, select  # noqa: E402

from pos_desktop.application.desk import Desk  # noqa: E402
from pos_desktop.application.first_run import FirstRun, NewPerson, set_up  # noqa: E402
from pos_desktop.application.ids import new_id  # noqa: E402
from pos_desktop.application.people_view import PersonView  # noqa: E402
from pos_desktop.application.printing import DrawerState  # noqa: E402
from pos_desktop.application.services import BackupView, DeviceView, Services, assemble  # noqa: E402
from pos_desktop.application.store_settings import StoreSettings  # noqa: E402
from pos_desktop.domain.gtin import barcode_key  # noqa: E402
from pos_desktop.domain.tax import TaxRate  # noqa: E402
from pos_desktop.storage import schema, search_index, tables  # noqa: E402
from pos_desktop.storage.key import DatabaseKey, JournalKey  # noqa: E402
from pos_desktop.storage.store import SqlStore  # noqa: E402
from pos_desktop.storage.unit_of_work import Database  # noqa: E402
from pos_desktop.system.clock import SystemClock  # noqa: E402
from pos_desktop.system.pins import PepperedVault  # noqa: E402
from pos_desktop.ui import appearance  # noqa: E402
from pos_desktop.ui.application import outlast  # noqa: E402
from pos_desktop.ui.shell.window import RegisterWindow  # noqa: E402
from pos_desktop.ui.theme.stylesheet import apply  # noqa: E402
from pos_desktop.ui.theme.tokens import themes, use  # noqa: E402

outlast()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a display says at every window that it has no window manager."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


PINS = {"Cashier 1": "1111", "Cashier 2": "2222", "Manager": "9999"}
"""Set past the first run, which would refuse them as too easy to guess."""

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
    """A watch on no devices at all that keeps what was asked of it."""

    def __init__(self) -> None:
        self.shown: list[DeviceView] = []
        self.drawer_state = DrawerState.UNKNOWN
        self.asked: list[tuple[str, object]] = []
        self._listeners: list[object] = []

    def devices(self) -> list[DeviceView]:
        return list(self.shown)

    def drawer(self) -> DrawerState:
        return self.drawer_state

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


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme, without motion, in English; the same again after the test."""
    apply(qapp, "light")
    themes().reduce_motion = True
    yield qapp
    use("light")
    appearance.speak("en")
    themes().reduce_motion = False


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test takes its windows and threads along."""
    threads = set(threading.enumerate())
    before = set(QApplication.topLevelWidgets()) if QApplication.instance() else set()
    yield
    if QApplication.instance() is None:
        return
    # qtbot closes its widgets after this fixture unless the test asked for it first; both are fine.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [thread.name for thread in threading.enumerate() if thread not in threads and thread.name.startswith("task-")]
    assert not left, f"threads left over: {left}"
    del before


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A register on an encrypted file: three people, a tax class, twenty products, no device, no shift."""
    database = Database.open(tmp_path / "register.db", DatabaseKey.fresh(), JournalKey.fresh())
    with database.write() as work:
        schema.create(work.connection)
    clock = SystemClock()
    store = SqlStore(database, clock)
    vault = PepperedVault(b"pepper of the tests", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    set_up(store, vault, _plan())
    _set_pins(store, vault)
    _stock_up(database)
    store.catalogue_changed()
    devices = QuietDevices()
    yield assemble(Desk(store, clock, vault), devices, NoBackups())
    database.close()


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
        category, tax = new_id(), work.execute(select(tables.tax_class.c.id)).scalar_one()
        work.execute(insert(tables.category), {"id": category, "name": "Food", "tint": "sage", "position": 0})
        for place, (name, price, code) in enumerate(PRODUCTS):
            product, variant = new_id(), new_id()
            facts = {"id": product, "name": name, "weighed": name == "Apples", "active": True}
            facts |= {"tax_class_id": tax, "category_id": category, "unit": "kg" if name == "Apples" else None}
            work.execute(insert(tables.product), {**facts, "favourite_position": place})
            row = {"id": variant, "product_id": product, "name": name, "price_minor": price}
            work.execute(insert(tables.variant), {**row, "track_stock": True, "position": 0, "active": True})
            number = work.execute(select(tables.variant.c.row).where(tables.variant.c.id == variant)).scalar_one()
            if code is not None:
                work.execute(insert(tables.barcode), {"code": barcode_key(code), "variant_row": number})
            search_index.update_rows(work.connection, search_index.rows_to_index(work.connection, [number]))
            level = {"variant_row": number, "location_id": location, "on_hand_milli": 50_000}
            work.execute(insert(tables.stock_level), level)


@pytest.fixture
def faults() -> Faults:
    """What the window reported; a test that expects faults takes them."""
    return Faults()


@pytest.fixture
def window(qtbot: object, dressed: QApplication, services: Services, faults: Faults) -> Iterator[RegisterWindow]:
    """The register's window at 1366 × 768 with all its screens, nobody signed in, in sight."""
    made = RegisterWindow(services, report=faults)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    made.resize(1366, 768)
    made.show()
    made.start()
    made.activateWindow()
    qtbot.waitExposed(made)  # type: ignore[attr-defined]
    yield made
    made.close()
    assert not faults.reported, faults.reported


def person_named(services: Services, name: str) -> PersonView:
    """Somebody of the three."""
    return next(person for person in services.session.people() if person.name == name)


@pytest.fixture
def cashier(window: RegisterWindow, services: Services) -> PersonView:
    """Cashier 1 is signed in and sees the sale."""
    person = person_named(services, "Cashier 1")
    services.session.sign_in(person, "pin")
    return person
