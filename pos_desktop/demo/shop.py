"""Builds the demo shop in an empty database."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from pos_desktop.application.demo_history import past_month, sold_milli
from pos_desktop.application.first_run import NewPrinter, set_up
from pos_desktop.bootstrap import OpenDatabase, Register, use_language
from pos_desktop.demo import counter_devices, products, shop_data, tenders
from pos_desktop.demo.counter_devices import CounterDevices
from pos_desktop.demo.past import PastClock, Replay
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
    printer = None
    if printer_port is not None:
        settings = {"host": PRINTER_HOST, "port": printer_port, "drawer_sensor": "high"}
        printer = NewPrinter(
            shop.word({"en": "Receipt printer", "de": "Bondrucker", "ar": "طابعة الإيصالات"}), "tcp", settings
        )
    here = zone or datetime.now().astimezone().tzinfo
    moment = (until or data.clock.now()).astimezone(here)
    days = list(past_month(shop.catalogue, moment)) if with_past else []
    # The shop was set up before its first day, by the journal as well.
    clock = PastClock(days[0].shifts[0].opened_at - timedelta(hours=1) if days else data.clock.now())
    past_store = SqlStore(data.database, clock, data.vault.code_key)
    plan = shop_data.plan(shop, printer)
    set_up(past_store, data.vault, plan)
    if terminal_port is not None:
        tenders.add(past_store, terminal_port, plan.store.currency_code, clock.now())
    if counter is not None:
        counter_devices.add(past_store, shop, counter)
    with data.store.read() as work:
        names = {name: class_id for class_id, name, _ in work.catalogue.tax_classes()}
        register = work.registers.only()
        people = {p.name: p for p in work.people.all()}
    assert register is not None
    taxes = {group["key"]: names[shop.word(group["names"])] for group in shop.store["tax_classes"]}
    rows = products.ProductRows(shop, taxes, register.location_id)
    products.load(data.database, rows, sold_milli(days))
    data.store.catalogue_changed()
    if not days:
        return
    by_key = {p["key"]: people[shop.word(p["names"])] for p in shop.store["people"]}
    reasons = {
        key: shop.word(names)
        for part in ("cash_reasons", "variance_reasons")
        for key, names in shop.store[part].items()
    }
    Replay(past_store, clock, rows.rows, by_key, reasons).play(days, progress)


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
