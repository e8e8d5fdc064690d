"""Builds the demo shop in an empty database."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from pos_desktop.application.demo_history import past_month, sold_milli
from pos_desktop.application.first_run import NewPrinter, set_up
from pos_desktop.application.people_view import PersonView
from pos_desktop.bootstrap import OpenDatabase, Register, use_language
from pos_desktop.demo import counter_devices, products, shop_data, tenders
from pos_desktop.demo.counter_devices import CounterDevices
from pos_desktop.demo.past import PastClock, Replay
from pos_desktop.demo.shop_data import ShopData
from pos_desktop.storage.store import SqlStore

PRINTER_HOST = "127.0.0.1"
APPLES_PLU = "04001"
"""The item number of apples inside the labels of a scale."""


def build(
    data: OpenDatabase,
    *,
    language: str = "en",
    printer_port: int | None = None,
    terminal_port: int | None = None,
    counter: CounterDevices | None = None,
    zone: tzinfo | None = None,
    until: datetime | None = None,
    with_past: bool = True,
    progress: Callable[[], None] = lambda: None,
) -> None:
    """Store, people, about 350 products and a month of past sales; a few seconds."""
    use_language(language)
    shop = shop_data.read(language)
    here = zone or datetime.now().astimezone().tzinfo
    moment = (until or data.clock.now()).astimezone(here)
    days = list(past_month(shop.catalogue, moment)) if with_past else []
    # The shop was set up before its first day, by the journal as well.
    clock = PastClock(days[0].shifts[0].opened_at - timedelta(hours=1) if days else data.clock.now())
    past_store = SqlStore(data.database, clock, data.vault.code_key)
    plan = shop_data.plan(shop, _printer(shop, printer_port))
    set_up(past_store, data.vault, plan)
    if terminal_port is not None:
        tenders.add(past_store, terminal_port, plan.store.currency_code, clock.now())
    if counter is not None:
        counter_devices.add(past_store, shop, counter)
    rows = _product_rows(data, shop)
    products.load(data.database, rows, sold_milli(days))
    data.store.catalogue_changed()
    if days:
        Replay(past_store, clock, rows.rows, _people(data, shop), _reasons(shop)).play(days, progress)


def _printer(shop: ShopData, port: int | None) -> NewPrinter | None:
    if port is None:
        return None
    name = shop.word({"en": "Receipt printer", "de": "Bondrucker", "ar": "طابعة الإيصالات"})
    return NewPrinter(name, "tcp", {"host": PRINTER_HOST, "port": port, "drawer_sensor": "high"})


def _product_rows(data: OpenDatabase, shop: ShopData) -> products.ProductRows:
    with data.store.read() as work:
        names = {name: class_id for class_id, name, _ in work.catalogue.tax_classes()}
        register = work.registers.only()
    assert register is not None
    taxes = {group["key"]: names[shop.word(group["names"])] for group in shop.store["tax_classes"]}
    return products.ProductRows(shop, taxes, register.location_id)


def _people(data: OpenDatabase, shop: ShopData) -> dict[str, PersonView]:
    """Who works there, by the key of the shipped data."""
    with data.store.read() as work:
        people = {person.name: person for person in work.people.all()}
    return {each["key"]: people[shop.word(each["names"])] for each in shop.store["people"]}


def _reasons(shop: ShopData) -> dict[str, str]:
    """Why cash came, went or was missing, by the key of the shipped data."""
    return {
        key: shop.word(names)
        for part in ("cash_reasons", "variance_reasons")
        for key, names in shop.store[part].items()
    }


def point_printer_at(register: Register, port: int) -> None:
    """The virtual printer's port is another one at each start where the usual one is taken."""
    with register.data.store.write() as work:
        for device in work.devices.all():
            if device.driver == "tcp" and device.settings.get("host") == PRINTER_HOST:
                settings = dict(device.settings, port=port)
                work.devices.save(
                    device.id,
                    device.family,
                    device.driver,
                    device.name,
                    settings,
                    device.fallback_id,
                    device.active,
                )
