"""Connecting a store to the practice shop: tested, mapped, imported, switched, disconnected; with and without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos_desktop.application.connection_records import ImportProgress, Names, Trial
from pos_desktop.application.connections import ConnectionDesk
from pos_desktop.application.errors import FixSetting, Refused
from pos_desktop.application.inbox import InboxWork
from pos_desktop.application.kept_words import say
from pos_desktop.application.platform.changes import Message
from pos_desktop.application.platform_import import CatalogueTaker
from pos_desktop.application.routing import Router
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.sync_looks import SyncLooks
from pos_desktop.application.sync_records import Connection, InboxState, LinkKind
from pos_desktop.application.sync_work import End
from pos_desktop.domain.gtin import barcode_key
from pos_desktop.platforms.accounts import Shops
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_TOKEN, FakeShopify
from tests.integration.desk_fixtures import Till
from tests.memory_credentials import MemoryCredentials
from tests.practice_shopify import MUG, SHIRT


@pytest.fixture(scope="module")
def shop() -> Iterator[FakeShopify]:
    with FakeShopify() as running:
        running.fill([SHIRT, MUG])
        running.set_level("MUG", 12)
        yield running


class Store:
    def __init__(self, till: Till, shop: FakeShopify) -> None:
        self.till, self.shop = till, shop
        self.credentials = MemoryCredentials()
        self.platforms = Shops(till.store, self.credentials)
        self.desk = ConnectionDesk(till.desk, self.platforms, self.credentials)
        self.settings = {"shop": shop.address}
        self.secrets = {"access_token": PRACTICE_TOKEN, "client_secret": ""}

    def trial(self) -> Trial:
        return self.desk.trial("shopify", self.settings, self.secrets)

    def connect(self) -> Connection:
        trial = self.trial()
        (place,) = self.desk.places()
        refs = {place.location_id: trial.locations[0].ref}
        return self.desk.connect("shopify", "", self.settings, self.secrets, trial, refs)


@pytest.fixture
def store(till: Till, shop: FakeShopify) -> Iterator[Store]:
    shop.faults.clear()
    till.sign_in("Manager")
    made = Store(till, shop)
    yield made
    made.platforms.close()


def test_all_eight_are_shown_and_one_can_be_connected(store: Store) -> None:
    kinds = {kind.key: kind for kind in store.desk.kinds()}

    assert len(kinds) == 8
    assert [key for key, kind in kinds.items() if kind.offered] == ["shopify"]


def test_a_trial_tells_the_shop_and_its_places_and_keeps_nothing(store: Store) -> None:
    trial = store.trial()

    assert (trial.shop.currency, len(trial.locations)) == ("EUR", 1)
    assert not store.desk.all()
    assert not store.credentials.kept


def test_what_is_connected_has_its_name_place_and_secrets(store: Store) -> None:
    connection = store.connect()

    assert store.desk.all() == [connection]
    assert (connection.name, connection.shop["short"]) == ("Practice Shop", "SH")
    (place,) = store.desk.places(connection.id)
    assert place.ref.startswith("gid://shopify/Location/")
    assert store.desk.has_secret(connection.id, "access_token")
    assert not store.desk.has_secret(connection.id, "client_secret")
    assert PRACTICE_TOKEN not in str(store.till.journal())
    assert [body["field"] for _, body in store.till.journal("credential_changed")] == ["access_token"]


def test_the_same_shop_is_connected_once(store: Store) -> None:
    store.connect()

    with pytest.raises(Refused, match="already"):
        store.connect()


def test_a_shop_with_another_currency_is_refused(store: Store) -> None:
    store.till.desk.change_settings(currency_code="CHF")

    with pytest.raises(Refused, match="EUR"):
        store.connect()
    assert not store.credentials.kept


def test_a_connection_is_not_led_to_another_shop(store: Store) -> None:
    """The links, cursors and deliveries of one shop mean nothing, or something else, at another one."""
    connection = store.connect()
    with FakeShopify(name="Another shop") as other:
        settings = {"shop": other.address}
        for trial in (None, store.desk.trial("shopify", settings, store.secrets)):
            with pytest.raises(Refused, match=r"practice-shop\.myshopify\.com"):
                store.desk.save(connection.id, settings=settings, secrets={"access_token": "x"}, trial=trial)

    assert store.desk.all() == [connection]
    assert store.credentials.get(connection.id, "access_token") == PRACTICE_TOKEN
    assert not store.till.journal("platform_changed")


def test_a_shop_that_moved_keeps_its_connection_once_a_trial_found_it_there(store: Store) -> None:
    connection = store.connect()
    moved = {"shop": store.shop.address.replace("127.0.0.1", "localhost"), "tax_by": "shop"}

    with pytest.raises(Refused):
        store.desk.save(connection.id, settings=moved)
    trial = store.desk.trial("shopify", moved, store.secrets)
    store.desk.save(connection.id, settings=moved, trial=trial)

    assert store.desk.all()[0].settings == moved


def test_other_settings_and_another_spelling_of_the_address_are_changed(store: Store) -> None:
    connection = store.connect()
    spelt = {"shop": store.shop.address + "/", "client_id": "app"}

    store.desk.save(connection.id, settings=spelt)

    assert store.desk.all()[0].settings == spelt


def test_a_cashier_connects_nothing(store: Store) -> None:
    trial = store.trial()
    store.till.services.session.sign_out()
    store.till.sign_in("Cashier 1")

    with pytest.raises(Refused, match="settings"):
        store.desk.connect("shopify", "", store.settings, store.secrets, trial, {})


def test_names_and_places_are_mapped(store: Store) -> None:
    connection = store.connect()
    store.desk.map_names(connection.id, Names({"cash": "Till", "card": ""}, {"VAT": "USt"}))
    (place,) = store.desk.places(connection.id)
    store.desk.map_places(connection.id, {place.location_id: ""})

    assert store.desk.names(connection.id) == Names({"cash": "Till"}, {"VAT": "USt"})
    assert store.desk.places(connection.id)[0].ref == ""


def test_the_switch_is_journalled(store: Store) -> None:
    connection = store.connect()

    store.desk.switch(connection.id, False)

    assert not store.desk.all()[0].active
    ((_, body),) = store.till.journal("platform_switched")
    assert body["on"] is False


def test_it_is_disconnected_with_its_secrets_and_not_while_something_waits(store: Store) -> None:
    connection = store.connect()
    store.till.sell("Bread")
    Router(store.till.store, store.till.clock).route()

    with pytest.raises(Refused, match="2 changes"):
        store.desk.disconnect(connection.id)
    assert store.desk.waiting(connection.id) == 2
    store.desk.disconnect(connection.id, even_waiting=True)

    assert not store.desk.all()
    assert not store.credentials.kept
    ((_, body),) = store.till.journal("platform_disconnected")
    assert body["dropped"] == 2


def test_a_first_import_brings_products_links_and_levels(store: Store) -> None:
    connection = store.connect()
    seen: list[ImportProgress] = []

    report = store.desk.first_import(connection.id, seen.append)

    assert (report.products, report.variants, report.stopped) == (2, 4, "")
    assert seen[-1].done == 4
    with store.till.store.read() as work:
        mug = work.catalogue.by_sku("MUG")
        assert mug is not None
        link = work.links.ref(connection.id, LinkKind.VARIANT, mug.variant_id)
        assert link is not None and link.ref == store.shop.variant("MUG")["id"]
        assert work.stock.on_hand(mug.variant_row, store.till.desk.register.location_id) == 12_000
        assert all(work.connections.cursor(connection.id, stream) for stream in ("products", "levels"))


TEA = "4012345000016"


def add_tea(store: Store, sku: str) -> dict[str, object]:
    levels = {store.trial().locations[0].ref: 7}
    return store.shop.add_product(
        ProductSpec("Tea", variants=(VariantSpec(sku, "3.20", TEA, levels=levels),))
    )


def inbox_of(store: Store) -> InboxWork:
    reach, clock = store.till.store, store.till.clock
    levels = StockLevels(clock)
    taker = CatalogueTaker(reach, levels, reach.product_import)
    return InboxWork(reach, clock, store.platforms, levels, newcomer=taker.take_newcomer)


def look_at_products(store: Store, connection: Connection) -> list[str]:
    """What a look for changes brought, understood; what was said of it."""
    reach, clock = store.till.store, store.till.clock
    inbox = inbox_of(store)
    looks = SyncLooks(reach, clock, store.platforms, inbox.take_page)
    assert looks.look(connection, "products", {}).end is End.DONE
    inbox.work()
    with reach.read() as work:
        return [each.last_error for each in work.inbox.listed(connection.id, (InboxState.DONE,), 9)]


def test_what_the_shop_adds_after_the_import_is_sold_here(store: Store) -> None:
    connection = store.connect()
    store.desk.first_import(connection.id)
    product = add_tea(store, "TEA-1")
    try:
        told = look_at_products(store, connection)
        assert set(told) == {""}
        assert look_at_products(store, connection) == told, "and nothing twice"
    finally:
        store.shop.delete_product(product)
    with store.till.store.read() as work:
        tea = work.catalogue.by_code(barcode_key(TEA))
        assert tea is not None
        assert (tea.name, tea.price_minor, work.catalogue.sku(tea.variant_row)) == ("Tea", 320, "TEA-1")
        assert work.stock.on_hand(tea.variant_row, store.till.desk.register.location_id) == 7000
        assert work.links.ref(connection.id, LinkKind.VARIANT, tea.variant_id) is not None


@pytest.mark.parametrize("known", [True, False], ids=["sold here before", "never heard of"])
def test_what_was_deleted_there_is_not_sold_again_by_a_message_that_comes_late(
    store: Store, known: bool
) -> None:
    connection = store.connect()
    store.desk.first_import(connection.id)
    sku = f"TEA-{known}"
    store.shop.delete_product(add_tea(store, sku))
    moment = datetime.now(UTC) if known else None
    told = {
        webhook.topic: Message(f"{sku} {webhook.topic}", webhook.topic, webhook.body, moment)
        for webhook in store.shop.courier.told  # the newest of a topic
        if webhook.topic in ("products/create", "products/delete")
    }
    inbox = inbox_of(store)
    if known:
        inbox.take(connection.id, replace(told["products/create"], delivery_id=f"{sku} first"), "webhook")
        inbox.work()
    for topic in ("products/delete", "products/create"):
        inbox.take(connection.id, told[topic], "webhook")
        inbox.work()

    with store.till.store.read() as work:
        tea = work.catalogue.by_code(barcode_key(TEA))
        assert tea is None or not work.catalogue_edits.variant(tea.variant_id).active


def test_a_message_that_has_no_room_for_all_variants_takes_none_away(store: Store) -> None:
    """A message carries a hundred of them."""
    connection = store.connect()
    skus = [f"CANDLE-{number}" for number in range(103)]
    variants = tuple(VariantSpec(sku, "4.00", "", (sku,)) for sku in skus)
    candles = store.shop.add_product(ProductSpec("Candle", options=("Colour",), variants=variants))
    store.desk.first_import(connection.id)
    inbox = inbox_of(store)

    def hear(**changes: object) -> None:
        store.shop.edit_product(candles, **changes)
        told = [each for each in store.shop.courier.told if each.topic == "products/update"][-1]
        message = Message(f"candles {changes}", told.topic, told.body, datetime.now(UTC))
        assert inbox.take(connection.id, message, "webhook")
        inbox.work()

    def active() -> list[str]:
        with store.till.store.read() as work:
            found = [work.catalogue.by_sku(sku) for sku in skus]
            kept = [work.catalogue_edits.variant(each.variant_id) for each in found if each is not None]
            return [each.name for each in kept if each is not None and each.active]

    try:
        hear(title="Tea light")
        assert len(active()) == 103
        assert sum(name.startswith("Tea light") for name in active()) == 100, "a look brings the others"
    finally:
        store.shop.delete_product(candles)


def test_without_an_import_what_is_new_there_is_only_told(store: Store) -> None:
    connection = store.connect()
    look_at_products(store, connection)
    product = add_tea(store, "TEA-2")
    try:
        said = [say(words) for words in look_at_products(store, connection)]
    finally:
        store.shop.delete_product(product)
    assert "Tea is not linked to a product here" in said
    with store.till.store.read() as work:
        assert work.catalogue.by_code(barcode_key(TEA)) is None


def test_the_stores_file_connects_without_a_screen(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", PRACTICE_TOKEN)
    file = tmp_path / "store.toml"
    file.write_text(
        f"""
        name = "corner-shop"
        [[platforms]]
        platform = "shopify"
        name = "Online"
        settings = {{ shop = "{store.shop.address}", tax_by = "shop" }}
        secrets_from = {{ access_token = "SHOP_TOKEN" }}
        tenders = {{ cash = "Till" }}
        """,
        encoding="utf-8",
    )

    (made,) = store.desk.connect_from_file(file)

    assert made.name == "Online"
    assert store.desk.names(made.id).tenders == {"cash": "Till"}
    assert made.settings["tax_by"] == "shop"
    assert store.desk.connect_from_file(file) == []  # it is there already


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[platforms]]\nname = 'x'", "platform"),
        ("[[platforms]]\nplatform = 'shopify'\nfirst_import = 'yes'", "first_import"),
        ("[[platforms]]\nplatform = 'shopify'\nsecrets = { access_token = 'x' }", "secrets"),
        (
            "[[platforms]]\nplatform = 'shopify'\nsecrets_from = { access_token = 'NO_SUCH_NAME' }",
            "NO_SUCH_NAME",
        ),
        ("platforms = [", "Invalid"),
    ],
)
def test_a_file_that_is_wrong_says_where(store: Store, tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "store.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(FixSetting) as wrong:
        store.desk.connect_from_file(file)

    assert named in str(wrong.value)
    assert not store.desk.all()
