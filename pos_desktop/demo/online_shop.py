"""The practice shop beside the demo register: it sells the same goods, is connected as any shop is, and lives a little."""

from __future__ import annotations

import logging
import random
import socket
import threading
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pos_desktop.application.connections import ConnectionDesk
from pos_desktop.demo import shop_data
from pos_desktop.domain.money import currency
from pos_desktop.ui.virtual_devices.shop_port import ShownOrder

if TYPE_CHECKING:
    from pos_desktop.application.sync_records import Connection
    from pos_desktop.bootstrap import Register
    from pos_desktop.platforms.shopify.fake.shop import FakeShopify
    from pos_desktop.platforms.shopify.fake.state import Record

log = logging.getLogger(__name__)

PLATFORM, NAME = "shopify", "Shopify"
GIFT_CARD = ("SHOPGIFT20265678", "25.00")
"""The code of a gift card that the shop issued, and what is on it."""
SALE_EVERY_SECONDS = (60.0, 150.0)
STOP_SECONDS = 2.0
LOOPBACK = "http://127.0.0.1:"


class OnlineShop:
    """Opens and connects on a thread of its own: the register can be used meanwhile.

    `folder`: where the shop keeps its books; none: in memory alone. A shop that was filled before is only found again,
    so that one which was disconnected in the settings stays so.
    """

    def __init__(self, register: Register, folder: Path | None = None) -> None:
        self._register = register
        self._folder = folder
        self._shop: FakeShopify | None = None
        self._counted: tuple[str, ...] = ()
        self._ending = threading.Event()
        self._ready = threading.Event()
        self._opening = threading.Thread(target=self._open, name="online shop", daemon=True)
        self._life = threading.Thread(target=self._live, name="online customers", daemon=True)
        self.sells = False
        """Whether somebody buys there now and then."""

    # -- its life ----------------------------------------------------------------------------------

    def begin(self, *, sells: bool = False) -> None:
        """Opens it in the background."""
        self.sells = sells
        self._opening.start()

    @property
    def ready(self) -> bool:
        """Whether it is open and connected."""
        return self._ready.is_set()

    @property
    def shop(self) -> FakeShopify:
        """The shop, once it is ready."""
        assert self._shop is not None
        return self._shop

    @property
    def there(self) -> bool:
        """Whether the network leads to it."""
        return self._shop is not None and self._shop.running

    def halt(self) -> None:
        """Nothing new is begun; before the register is closed."""
        self._ending.set()
        for thread in (self._opening, self._life):
            if thread.ident is not None:
                thread.join(STOP_SECONDS)

    def close(self) -> None:
        """Its books are kept; after the register was closed."""
        if self._shop is not None:
            self._shop.close()

    def cut(self) -> None:
        """The network does not lead to it any more."""
        self.shop.close()

    def mend(self) -> None:
        """It can be reached again, where it was."""
        self.shop.start()

    def connection(self) -> Connection | None:
        """The register's connection to it."""
        domain = self.shop.state.shop["myshopifyDomain"]
        with self._register.data.store.read() as work:
            known = (each for each in work.connections.all() if each.platform == PLATFORM)
            return next((each for each in known if each.shop.get("address") == domain), None)

    # -- opening and connecting ----------------------------------------------------------------------

    def _open(self) -> None:
        try:
            self._connect(self._started())
        except Exception:  # the demo's register sells without its shop; the log says why there is none
            log.exception("the practice shop could not be opened")
            return
        if not self._ending.is_set():
            self._ready.set()
            self._life.start()

    def _started(self) -> bool:
        """Starts it; whether it was empty and is filled now."""
        from pos_desktop.demo.online_goods import OnlineGoods, OpeningClock, counted
        from pos_desktop.platforms.shopify.fake.shop import FakeShopify

        settings = self._register.services.desk.settings
        data = shop_data.read(settings.language)
        clock = OpeningClock()
        shop = FakeShopify(
            name=data.store["names"]["en"],
            currency=settings.currency_code,
            taxes_included=settings.prices_include_tax,
            timezone=data.store["timezone"],
            folder=self._folder,
            clock=clock,
            port=self._usual_port(),
        )
        empty = not shop.state.all("Product")
        if empty:
            place = shop.locations()[0]["id"]
            for spec in OnlineGoods(data, self._register.data.store, settings.currency_code, place).specs():
                shop.fill([spec])
                clock.pass_by()
            shop.add_gift_card(*GIFT_CARD)
        clock.open()
        self._counted = counted(data)
        shop.start()
        self._shop = shop
        return empty

    def _usual_port(self) -> int:
        """Where the register looks for it, if that is free; else any."""
        with self._register.data.store.read() as work:
            told = [each.settings.get("shop", "") for each in work.connections.all()]
        ports = [urlsplit(address).port or 0 for address in told if address.startswith(LOOPBACK)]
        return next((port for port in ports if port and _is_free(port)), 0)

    def _connect(self, new: bool) -> None:
        from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, PRACTICE_TOKEN

        desk = self.desk()
        settings = {"shop": self.shop.address}
        secrets = {"access_token": PRACTICE_TOKEN, "client_secret": PRACTICE_SECRET}
        if not new:
            known = self.connection()
            if known is not None and known.settings.get("shop") != self.shop.address:
                # It listens elsewhere at each start.
                settings = {**known.settings, **settings}
                desk.save(known.id, settings=settings, trial=desk.trial(PLATFORM, settings, secrets))
            return
        trial = desk.trial(PLATFORM, settings, secrets)
        places = {place.location_id: trial.locations[0].ref for place in desk.places()}
        connection = desk.connect(PLATFORM, NAME, settings, secrets, trial, places)
        desk.first_import(connection.id, cancelled=self._ending.is_set)

    def desk(self) -> ConnectionDesk:
        """Changes the connection as the settings do, with nobody signed in."""
        register = self._register
        return ConnectionDesk(
            register.services.desk, register.platforms, register.data.credentials, unattended=True
        )

    # -- its list of orders --------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """Where it listens."""
        return self.shop.address

    def newest(self, count: int) -> list[ShownOrder]:
        """Its newest orders, the newest first."""
        with self.shop.acting():
            return [_shown(order) for order in self.shop.orders()[: -count - 1 : -1]]

    def orders_count(self) -> int:
        """How many there are."""
        return len(self.shop.orders())

    def lose_next_answer(self) -> None:
        """The next order arrives, and the register does not hear that it did."""
        from pos_desktop.platforms.shopify.fake.faults import Fault

        self.shop.faults.plan(Fault.LOSE_ANSWER, "orderCreate")

    # -- its customers -------------------------------------------------------------------------------

    def sell(self) -> bool:
        """Somebody buys something that is there; False when nothing is."""
        for sku in random.sample(self._counted, len(self._counted)):
            if self.shop.has(sku) and self.shop.level(sku) > 1:
                self.shop.sell_online([(sku, 1)])
                return True
        return False

    def _live(self) -> None:
        while not self._ending.wait(random.uniform(*SALE_EVERY_SECONDS)):
            if self.sells:
                self.sell()


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _shown(order: Record) -> ShownOrder:
    amounts, exponent = order["amounts"], currency(order["currencyCode"]).exponent

    def minor(name: str) -> int:
        return int(Decimal(amounts[name]).scaleb(exponent))

    return ShownOrder(
        order["name"],
        minor("total"),
        order["currencyCode"],
        bool(order["sourceIdentifier"]),
        order["cancelledAt"] is not None,
        minor("refunded"),
    )
