"""Pictures of what goes to a platform and comes from it, at a practice shop that really runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from pos_desktop.application.customer_desk import TypedCustomer
from pos_desktop.application.ids import new_id
from pos_desktop.application.inbox import InboxWork
from pos_desktop.application.platform.changes import Message
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_records import DeliveryState, Minute
from pos_desktop.application.sync_view import OrderSync
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, PRACTICE_TOKEN, FakeShopify
from pos_desktop.ui.dialogs.customer import CustomerPanel
from tests.photographer import Photographer, demo_shop, photographed

SECRETS = {"access_token": PRACTICE_TOKEN, "client_secret": PRACTICE_SECRET}
_HOUR = (
    6,
    9,
    5,
    12,
    14,
    8,
    10,
    16,
    22,
    18,
    11,
    9,
    7,
    13,
    15,
    20,
    24,
    17,
    12,
    10,
    8,
    6,
    9,
    14,
    17,
    21,
    26,
    23,
    19,
)
"""Changes a minute, over and over: a Saturday."""


class Syncer:
    """Connects, sells, goes offline and comes back, and takes the pictures on the way."""

    def __init__(self, photographer: Photographer, practice: FakeShopify) -> None:
        self.p, self.practice = photographer, practice
        self.services = photographer.services
        self.tiles, _ = self.services.catalogue.favourites(0, 12)

    def everything(self) -> None:
        p = self.p
        p.sign_in(2)
        self.services.shifts.open(15_000)
        self._fill_practice_shop()
        self._connecting()
        connection = self._connect()
        self._settings(connection)
        self._healthy(connection)
        self._customers()
        self._parked()
        self._monitoring(connection)
        self._offline()

    def _fill_practice_shop(self) -> None:
        self.practice.fill(
            [
                ProductSpec(tile.name, variants=(VariantSpec(f"SKU-{place}", "2.49", self._code(tile)),))
                for place, tile in enumerate(self.tiles)
            ]
        )

    def _code(self, tile) -> str:
        return self.services.catalogue.search(tile.name, 1)[0].barcode or ""

    def _connecting(self) -> None:
        p = self.p
        p.window.go("settings", section="ecommerce")
        p.hand.settle(0.3)
        p.sight.page.ask_new()
        panel = p.window.panels.top
        p.take("platform-connect")
        panel.settings["shop"].set_text(self.practice.address)
        for key, secret in SECRETS.items():
            panel.secrets[key].set_text(secret)
        panel.primary.click()
        p.hand.until(lambda: panel.trial, "the shop's answer")
        p.hand.settle(0.3)
        p.over("platform-connect-tested")

    def _connect(self) -> UUID:
        desk = self.services.connections
        trial = desk.trial("shopify", {"shop": self.practice.address}, SECRETS)
        (place,) = desk.places()
        made = desk.connect(
            "shopify",
            "Shopify",
            {"shop": self.practice.address},
            SECRETS,
            trial,
            {place.location_id: trial.locations[0].ref},
        )
        desk.first_import(made.id)
        return made.id

    def _settings(self, connection: UUID) -> None:
        p = self.p
        p.window.go("settings", section="ecommerce")
        p.sight.page.refresh()
        p.sight.page.take(str(connection))
        p.hand.settle(0.4)
        p.take("settings-ecommerce-connected")

    def _sell(self, *places: int) -> UUID:
        for place in places:
            self.services.tickets.add(self.tiles[place].variant_row)
        checkout = self.services.checkout
        return checkout.pay_cash(checkout.due().minor).order.id

    def _take(self, name: str) -> None:
        """Once the receipts are out."""
        self.p.hand.settle(1.0)
        self.p.take(name)

    def _hour_before(self, connection: UUID) -> None:
        now = self.services.desk.clock.now().replace(second=0, microsecond=0)
        minutes = [
            Minute(
                str(connection),
                now - timedelta(minutes=60 - at),
                sent=_HOUR[at % len(_HOUR)],
                failed=4 if at in (47, 48, 49) else 0,
            )
            for at in range(60)
        ]
        with self.p.register.data.store.write() as work:
            work.figures.add(minutes)

    def _healthy(self, connection: UUID) -> None:
        p = self.p
        self._hour_before(connection)
        orders = [self._sell(0, 1), self._sell(3, 3, 5), self._sell(2)]
        p.hand.until(lambda: not self.services.sync.picture().waiting or None, "the orders to be sent")
        p.window.go("sync")
        p.hand.settle(1.2)
        self._take("sync")
        (copy,) = self.services.sync.order_states(orders[1])
        assert copy.state is OrderSync.SYNCED
        p.window.go("orders", order=orders[1])
        p.hand.settle(0.3)
        self._take("order-synced")

    def _customers(self) -> None:
        """Found here and in the shop, a new one, and one whom the shop refuses."""
        p, services = self.p, self.services
        for first, last, email in (
            ("Anna", "Becker", "anna@web.example"),
            ("Annika", "Sol", "sol@web.example"),
        ):
            self.practice.add_customer(firstName=first, lastName=last, email=email)
        self.practice.add_customer(firstName="Jo", email="jo@web.example", phone="+493099887766")
        p.window.go("sale")
        services.customers.make(TypedCustomer("Hanna", "Frei", "hanna@home.example", "+4930112233"))
        services.tickets.set_customer("")
        panel = self._looked_for("ann", lambda panel: len(panel.list.rows) > 2)
        panel.list.select(panel.list.rows[1].key)
        p.over("customer-found")
        self._looked_for("Marie Lind", lambda panel: panel._asking is None).ask_new()
        p.window.panels.top.email.edit.setText("marie@home.example")
        p.window.panels.top.phone.edit.setText("+493099887766")
        p.take("customer-new")
        p.window.panels.top.primary.click()
        self._sell(2)
        parked = (DeliveryState.PARKED,)
        p.hand.until(lambda: services.sync.deliveries(None, parked) or None, "the refusal")
        p.window.go("sync")
        p.hand.settle(1.2)
        self._take("sync-customer")
        p.sight.press("customer")
        p.hand.settle(0.3)
        p.over("sync-customer-change")
        for view in services.sync.deliveries(None, parked):
            services.sync.drop(view.id, "Entered there by hand")
        p.window.go("sale")

    def _looked_for(self, text: str, there: Callable[[CustomerPanel], bool]) -> CustomerPanel:
        p = self.p
        p.sight.ticket.ask_customer()
        panel = p.window.panels.top
        assert isinstance(panel, CustomerPanel)
        panel.field.edit.setText(text)
        p.hand.settle(0.5)
        p.hand.until(lambda: there(panel) or None, "the shop's answer")
        return panel

    def _parked(self) -> None:
        p = self.p
        self.practice.delete_product(self.practice.product_of("SKU-4"))
        order = self._sell(4)
        p.hand.until(lambda: self.services.sync.picture().parked or None, "the refusal")
        p.window.go("sync")
        p.hand.settle(1.2)
        self._take("sync-parked")
        p.sight.press("link")
        p.hand.settle(0.3)
        p.over("sync-link")
        p.window.go("orders", order=order)
        p.hand.settle(0.3)
        self._take("order-not-synced")

    def _monitoring(self, connection: UUID) -> None:
        p, desk = self.p, self.services.desk
        inbox = InboxWork(desk.store, desk.clock, p.register.platforms, StockLevels(desk.clock))
        for topic, body in (
            ("products/update", b'{"id": 7, "variants": 1}'),
            ("locations/create", b'{"id": 1}'),
        ):
            inbox.take(connection, Message(str(new_id()), topic, body, desk.clock.now()), "webhook")
        inbox.work()
        p.window.go("monitor")
        p.hand.until(lambda: len(p.sight.messages) >= 2 or None, "the messages")
        self._take("monitoring")
        p.sight.message_list.select(p.sight.message_list.rows[-1].key)
        self._take("monitoring-message")

    def _offline(self) -> None:
        p = self.p
        (parked,) = self.services.sync.picture().lanes
        for view in self.services.sync.deliveries(parked.connection_id, (DeliveryState.PARKED,)):
            self.services.sync.drop(view.id, "Entered there by hand")
        self.practice.close()
        for places in ((0,), (1, 2), (3,), (5, 6), (7,)):
            self._sell(*places)
        p.hand.until(
            lambda: self.services.sync.picture().lanes[0].health.value == "offline" or None, "the silence"
        )
        p.window.go("sync")
        p.hand.settle(1.2)
        self._take("sync-offline")


def pictures(folder: Path, only: str) -> list[str]:
    """Takes them all; their names."""
    with (
        FakeShopify(name="Linden Street", taxes_included=True) as practice,
        demo_shop() as made,
        photographed(*made, folder, only) as photographer,
    ):
        Syncer(photographer, practice).everything()
    return photographer.taken
