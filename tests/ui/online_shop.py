"""A register that sells and a practice shop on a real port: the sync's thread carries things there and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.application.connections import ConnectionDesk
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.inbox import InboxWork
from pos_desktop.application.platform.changes import Message, Stream
from pos_desktop.application.routing import Router
from pos_desktop.application.services import Services
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_desk import SyncDesk
from pos_desktop.application.sync_looks import SyncLooks
from pos_desktop.application.sync_records import Link, LinkKind
from pos_desktop.application.sync_work import End, SyncWork
from pos_desktop.domain.gtin import barcode_key
from pos_desktop.platforms.accounts import Shops
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, PRACTICE_TOKEN, FakeShopify
from pos_desktop.sync.engine import Parts, SyncEngine
from pos_desktop.sync.figures import FigureBook
from pos_desktop.ui.shell.window import RegisterWindow
from tests.kept_port import kept_port
from tests.memory_credentials import MemoryCredentials
from tests.ui.register import open_register, person_named, wait_for_threads

SETTINGS_SECTION = "ecommerce"
SECRETS = {"access_token": PRACTICE_TOKEN, "client_secret": PRACTICE_SECRET}
GOODS = (
    ProductSpec("Oat drink", variants=(VariantSpec("OAT-1", "1.89", "4006381333931"),)),
    ProductSpec("Ground coffee", variants=(VariantSpec("COF-1", "7.99", "4012345678901"),)),
    ProductSpec("Sparkling water", variants=(VariantSpec("WAT-1", "0.79", "4005500210108"),)),
    ProductSpec("Kombucha lime and ginger", variants=(VariantSpec("KOM-1", "2.59", "4260195970106"),)),
)
PATIENCE_MS = 20_000


class OnlineShop:
    """The services of a register with real platforms in them, and the shop they reach."""

    def __init__(self, services: Services, shop: FakeShopify) -> None:
        self.services, self.shop = services, shop
        desk = services.desk
        credentials = MemoryCredentials()
        self.platforms = Shops(desk.store, credentials)
        services._platforms = self.platforms
        services._providers._shops = self.platforms  # type: ignore[attr-defined]  # the accounts of the register
        self.engine = SyncEngine(desk.store, desk.clock, self._parts)
        services.sync_news = self.engine
        services.__dict__["sync"] = SyncDesk(desk, self.engine)
        services.__dict__["connections"] = ConnectionDesk(desk, self.platforms, credentials)
        for event in (Event.OUTBOX, Event.CONNECTIONS):
            desk.events.on(event, self.engine.wake)

    def _parts(self) -> Parts:
        store, clock = self.services.desk.store, self.services.desk.clock
        levels = StockLevels(clock)
        inbox = InboxWork(store, clock, self.platforms, levels)
        return Parts(
            SyncWork(store, clock, self.platforms, levels.acknowledged, "register", chance=lambda: 0.1),
            Router(store, clock),
            SyncLooks(store, clock, self.platforms, inbox.take_page),
            FigureBook(store, clock),
            inbox,
        )

    @property
    def settings(self) -> dict[str, str]:
        """How the shop is reached."""
        return {"shop": self.shop.address}

    def connect(self, name: str = "Shopify") -> UUID:
        """Connects it, its catalogue taken over, by a manager who then leaves."""
        services = self.services
        services.session.sign_in(person_named(services, "Manager"), "pin")
        desk = services.connections
        trial = desk.trial("shopify", self.settings, SECRETS)
        (place,) = desk.places()
        made = desk.connect(
            "shopify", name, self.settings, SECRETS, trial, {place.location_id: trial.locations[0].ref}
        )
        self._link(made.id)
        services.session.sign_out("locked")
        return made.id

    def _link(self, connection: UUID) -> None:
        """What a first import would do, without its time."""
        platform, store = self.platforms.of(connection), self.services.desk.store
        with store.write() as work:
            for spec in GOODS:
                (wanted,) = spec.variants
                ours = work.catalogue.by_code(barcode_key(wanted.barcode))
                if ours is not None:
                    (found,) = platform.find_variants(sku=wanted.sku)
                    extra = {"item_ref": found.item_ref}
                    work.links.put([Link(connection, LinkKind.VARIANT, ours.variant_id, found.ref, extra)])

    def sell(self, *codes: str) -> UUID:
        """A cash sale of these barcodes; somebody is signed in and a shift is open."""
        for code in codes:
            self.services.tickets.scan(code)
        checkout = self.services.checkout
        return checkout.pay_cash(checkout.due().minor).order.id

    def look(self, connection: UUID) -> None:
        """Asks the shop for what its customers ordered, now and on this thread."""
        parts = self._parts()
        with self.services.desk.store.read() as work:
            stored = work.connections.get(connection)
        outcome = parts.looks.look(stored, Stream.ORDERS.value, {})
        assert outcome.end is End.DONE, outcome
        parts.inbox.work()

    def tell(self, connection: UUID, topic: str, body: dict[str, object]) -> None:
        """A message of the shop, its signature looked at."""
        clock, store = self.services.desk.clock, self.services.desk.store
        inbox = InboxWork(store, clock, self.platforms, StockLevels(clock))
        message = Message(str(new_id()), topic, json.dumps(body).encode(), clock.now())
        assert inbox.take(connection, message, "webhook")

    def close(self) -> None:
        self.engine.stop()
        wait_for_threads("sync")
        self.platforms.close()


@pytest.fixture
def shop_running() -> Iterator[FakeShopify]:
    """A shop with four products."""
    with FakeShopify(name="Linden Street", taxes_included=True, port=kept_port()) as shop:
        shop.fill(GOODS)
        yield shop


@pytest.fixture
def services(tmp_path: Path, shop_running: FakeShopify) -> Iterator[Services]:
    """In place of the register without platforms."""
    with open_register(tmp_path) as opened:
        online = OnlineShop(opened, shop_running)
        opened.online = online  # type: ignore[attr-defined]  # for the fixture below
        yield opened
        online.close()


@pytest.fixture
def online(services: Services, shop_running: FakeShopify) -> Iterator[OnlineShop]:
    """The register's shop, reached without faults at the end."""
    yield services.online  # type: ignore[attr-defined]  # set above
    shop_running.faults.clear()


class Watcher:
    """Waits at the window for what the sync's thread brings about."""

    def __init__(self, window: RegisterWindow, qtbot: object) -> None:
        self.window, self.qtbot = window, qtbot

    def until(self, look: Callable[[], object]) -> None:
        """Until it is so; Qt goes on meanwhile."""

        def looked() -> None:
            assert look()

        self.qtbot.waitUntil(looked, timeout=PATIENCE_MS)  # type: ignore[attr-defined]
        QApplication.processEvents()


@pytest.fixture
def watch(window: RegisterWindow, qtbot: object) -> Watcher:
    return Watcher(window, qtbot)
