"""People, stock, registers, settings, devices, print jobs and the outbox."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from pos_desktop.application.documents import Document, TextLine
from pos_desktop.application.ids import new_id
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.domain.permissions import Permission, Role
from pos_desktop.storage import tables
from tests.integration.shop import MORNING, Shop, line


def test_a_person_is_kept_with_role_pin_and_badge(shop: Shop) -> None:
    with shop.store.write() as work:
        work.people.set_pin(shop.person, "$argon2id$x", 6)
        work.people.set_badge(shop.person, b"badge")
        work.people.set_attempts(shop.person, 3, MORNING)
        work.people.seen(shop.person, MORNING)
    with shop.store.read() as work:
        found = work.people.by_badge(b"badge")
        assert found is not None and found == work.people.get(shop.person)
        assert (found.has_pin, found.pin_length, found.has_badge, found.active) == (True, 6, True, True)
        assert (found.wrong_attempts, found.locked_until, found.last_seen) == (3, MORNING, MORNING)
        assert found.role.most_discount_percent == Decimal(10) and not found.role.allows(Permission.NO_SALE)
        assert work.people.pin_hash(shop.person) == "$argon2id$x"
        assert work.people.pin_hash(shop.manager) is None
        assert work.people.by_badge(b"other") is None
        assert [(person.name, person.language) for person in work.people.all()] == [
            ("Cashier 1", None),
            ("Manager", "de"),
        ]


def test_a_person_and_a_role_change(shop: Shop) -> None:
    with shop.store.write() as work:
        cashier, manager = work.people.roles()
        work.people.update(shop.person, "Cashier 2", manager.id, False)
        trainee = Role("trainee", frozenset({Permission.SELL}), Decimal("2.5"))
        work.people.save_role(cashier.id, trainee, 5)
        assert [view.role for view in work.people.roles()] == [manager.role, trainee]
        person = work.people.get(shop.person)
        assert (person.name, person.role_id, person.active) == ("Cashier 2", manager.id, False)
        for attempt in (
            lambda: work.people.get(new_id()),
            lambda: work.people.pin_hash(new_id()),
            lambda: work.people.seen(new_id(), MORNING),
        ):
            with pytest.raises(LookupError):
                attempt()


def test_stock_is_the_sum_of_its_moves(shop: Shop) -> None:
    bread, milk = shop.product("Bread"), shop.product("Milk")
    with shop.store.write() as work:
        assert work.stock.on_hand(bread, shop.location) == 0
        work.stock.move([(bread, 10_000, None), (milk, 4000, None)], shop.location, "delivery", MORNING)
        work.stock.move(
            [(milk, -1000, None), (bread, -1000, None), (bread, -500, None)], shop.location, "sale", MORNING
        )
        work.stock.move([], shop.location, "sale", MORNING)
        assert work.stock.on_hand(bread, shop.location) == 8500
        assert work.stock.on_hand(milk, shop.location) == 3000
    move = tables.stock_move.c
    with shop.database.read() as connection:
        sums = dict(
            connection.execute(
                select(move.variant_row, func.sum(move.quantity_milli)).group_by(move.variant_row)
            ).all()
        )
    assert sums == {bread: 8500, milk: 3000}


def test_what_a_line_took_comes_back_once(shop: Shop) -> None:
    bread, first, second = shop.product("Bread"), new_id(), new_id()
    with shop.store.write() as work:
        work.stock.move([(bread, -2000, first), (bread, -3000, second)], shop.location, "sale", MORNING)
        work.stock.reverse([first, new_id()], "void", MORNING)
        assert work.stock.on_hand(bread, shop.location) == -3000
        work.stock.reverse([first, second], "void", MORNING)
        work.stock.reverse([second], "void", MORNING)
        assert work.stock.on_hand(bread, shop.location) == 0


def test_the_register_is_known(shop: Shop) -> None:
    with shop.store.read() as work:
        register = work.registers.only()
        assert register is not None
        assert (register.id, register.number, register.name) == (shop.register, 1, "Register 1")
        assert register.location_id == shop.location


def test_settings_are_kept_by_key(shop: Shop) -> None:
    settings = StoreSettings(name="Corner shop", address=("Main street 1",), code_masks=("02IIIIIPPPPPC",))
    with shop.store.write() as work:
        assert work.settings.store() == StoreSettings()
        work.settings.save_store(settings)
        work.settings.put("window", {"width": 1280})
        work.settings.put("window", {"width": 1920})
    with shop.store.read() as work:
        assert work.settings.store() == settings
        assert (work.settings.get("window"), work.settings.get("none")) == ({"width": 1920}, None)


def test_devices_keep_their_order_and_their_settings(shop: Shop) -> None:
    first, second = new_id(), new_id()
    with shop.store.write() as work:
        work.devices.save(first, "printer", "escpos", "Front", {"host": "10.0.0.9"}, None, True)
        work.devices.save(second, "printer", "escpos", "Back", {}, first, True)
        work.devices.save(first, "printer", "escpos", "Counter", {"host": "10.0.0.8"}, second, False)
        found = work.devices.all()
    assert [(device.id, device.name, device.active) for device in found] == [
        (first, "Counter", False),
        (second, "Back", True),
    ]
    assert (found[0].settings, found[0].fallback_id) == ({"host": "10.0.0.8"}, second)


def test_a_removed_device_leaves_the_past_readable(shop: Shop) -> None:
    sale, first, second, job = shop.sell(line()), new_id(), new_id(), new_id()
    with shop.store.write() as work:
        work.devices.save(first, "printer", "escpos", "Front", {}, None, True)
        work.devices.save(second, "printer", "escpos", "Back", {}, first, True)
        work.print_jobs.add(job, "receipt", first, None, MORNING, order_id=sale.ticket.id)
        work.devices.remove(first)
        assert [(device.name, device.fallback_id) for device in work.devices.all()] == [("Back", None)]
        assert [event.facts["state"] for event in work.orders.get(sale.ticket.id).events] == ["cancelled"]
        with pytest.raises(LookupError):
            work.devices.remove(first)


def test_a_held_paper_waits_to_be_released_or_dropped(shop: Shop) -> None:
    device, kept, dropped = new_id(), new_id(), new_id()
    paper = Document("Receipt", (TextLine("Thank you"),))
    with shop.store.write() as work:
        work.devices.save(device, "printer", "fake", "Front", {}, None, True)
        for job in (kept, dropped):
            work.print_jobs.add(job, "receipt", device, paper, MORNING, held=True)
        assert work.print_jobs.held() == [kept, dropped]
        work.print_jobs.release(kept, MORNING)
        work.print_jobs.release(kept, MORNING)
        work.print_jobs.cancel(dropped, MORNING)
        work.print_jobs.release(dropped, MORNING)
        assert work.print_jobs.held() == []
        for attempt in (work.print_jobs.release, work.print_jobs.cancel):
            with pytest.raises(LookupError):
                attempt(new_id(), MORNING)
    with shop.database.read() as connection:
        jobs = tables.print_job.c
        states = dict(connection.execute(select(jobs.id, jobs.state)).all())
    assert states == {kept: "queued", dropped: "cancelled"}


def test_the_outbox_keeps_what_others_must_hear(shop: Shop) -> None:
    event, order = new_id(), new_id()
    with shop.store.write() as work:
        work.outbox.add(event, f"order:{order}", "order.paid", order, {"total_minor": 250}, MORNING)
        assert work.outbox.waiting() == 1
    with shop.database.read() as connection:
        row = connection.execute(select(tables.outbox)).one()
    assert (row.id, row.topic, row.body, row.state) == (event, "order.paid", {"total_minor": 250}, "waiting")


def test_a_transaction_in_doubt_is_looked_up(shop: Shop) -> None:
    sale = shop.sell(line())
    assert shop.store.settle(lambda work: work.orders.exists(sale.ticket.id))
    assert not shop.store.settle(lambda work: work.orders.exists(new_id()))


def test_the_journal_names_the_register_and_the_clock(shop: Shop) -> None:
    with shop.store.write() as work:
        work.journal.add("no_sale", {"reason": "change"}, person_id=shop.person, approver_id=shop.manager)
    with shop.database.read() as connection:
        row = connection.execute(select(tables.journal)).one()
    assert (row.register_id, row.person_id, row.approver_id) == (shop.register, shop.person, shop.manager)
    assert (row.at, row.offset_minutes, row.kind) == (MORNING, 60, "no_sale")
