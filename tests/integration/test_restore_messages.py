"""What platforms were told before the damage is not told to them as new; what they still are to hear is not lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from pos_desktop.application.ids import new_id
from pos_desktop.application.ports import Work
from pos_desktop.application.routing import Router
from pos_desktop.application.sync_records import CUSTOMER_MADE, Customer, DeliveryState
from pos_desktop.application.ticket_customers import customer_of
from pos_desktop.storage import restore as restoring
from pos_desktop.storage import salvage, salvage_deliveries, salvage_payments, tables
from pos_desktop.storage.backup import BackupFile
from pos_desktop.storage.engine import open_cipher
from pos_desktop.storage.restore import Restored
from tests.integration.restored_shop import gone
from tests.integration.sync_till import SyncTill, sold
from tests.integration.test_sync_returns import bring_back
from tests.pretend_shop import lost
from tests.ruined_pages import root_of, ruin


def back_up(sync: SyncTill) -> BackupFile:
    sync.till.later(seconds=5)
    return sync.till.file.backups.make(sync.till.clock.now())


def restored(sync: SyncTill, backup: BackupFile, spoil: Callable[[Path], None] | None = None) -> Restored:
    till = sync.till
    till.later(seconds=5)
    done = till.restored(backup, spoil)
    till.sign_in("Cashier 1")
    sync.router, sync.work = Router(till.store, till.clock), sync.worker("register")
    till.later(minutes=10)
    return done


def without(sync: SyncTill, *names: str) -> Callable[[Path], None]:
    """Tables and indexes of which nothing can be read."""
    key = sync.till.keys.database

    def spoil(file: Path) -> None:
        with closing(open_cipher(file, key)) as cipher:
            cipher.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        ruin(file, *(root_of(file, key, name) for name in names))

    return spoil


# -- what was told -----------------------------------------------------------------------------------


@pytest.mark.parametrize("routed", [True, False], ids=["handed over", "not handed over"])
@pytest.mark.parametrize("spoil", [None, gone], ids=["readable", "ruined"])
def test_a_sale_of_the_back_up_that_was_told_since_is_not_told_again(
    syncing: SyncTill, spoil: Callable[[Path], None] | None, routed: bool
) -> None:
    order_id = sold(syncing, "Bread")
    if routed:
        syncing.route()
    backup = back_up(syncing)
    syncing.run()

    restored(syncing, backup, spoil)
    syncing.run()

    assert len(syncing.shop.copies(order_id)) == 1
    assert syncing.shop.levels == {("gid://item/Bread", "gid://place/1"): -1000}
    assert syncing.of_order(order_id).state is DeliveryState.DONE


def test_a_sale_since_the_back_up_that_was_told_is_not_told_again(syncing: SyncTill) -> None:
    backup = back_up(syncing)
    order_id = sold(syncing, "Bread")
    syncing.run()
    calls = list(syncing.shop.calls)

    restored(syncing, backup)
    ends = syncing.run()

    assert ends == []
    assert syncing.shop.calls == calls
    assert syncing.of_order(order_id).platform_ref in syncing.shop.orders


@pytest.mark.parametrize("names", [("delivery",), ("delivery", "platform_link")], ids=["links", "no links"])
def test_where_deliveries_cannot_be_read_the_platform_is_asked_first(
    syncing: SyncTill, names: tuple[str, ...]
) -> None:
    backup = back_up(syncing)
    order_id = sold(syncing, "Bread")
    syncing.run()

    restored(syncing, backup, without(syncing, *names))
    syncing.run()

    assert len(syncing.shop.copies(order_id)) == 1
    assert syncing.shop.levels == {("gid://item/Bread", "gid://place/1"): -1000}, "a key of its own each time"
    assert syncing.of_order(order_id).platform_ref in syncing.shop.orders


def test_goods_of_a_sale_that_was_told_since_come_back_there_too(syncing: SyncTill) -> None:
    backup = back_up(syncing)
    order_id = sold(syncing, "Bread")
    syncing.run()

    restored(syncing, backup)
    syncing.till.sign_in("Manager")
    found = syncing.till.services.orders.get(order_id)
    bring_back(syncing, found)
    syncing.run()

    assert len(syncing.shop.refunds) == 1


def test_a_claim_of_the_run_before_holds_nothing_up(syncing: SyncTill) -> None:
    order_id = sold(syncing, "Bread")
    delivery = syncing.one_of_order(order_id)
    backup = back_up(syncing)
    syncing.work.step(delivery)

    restored(syncing, backup, gone)
    syncing.run()

    assert len(syncing.shop.copies(order_id)) == 1


def test_an_answer_that_was_lost_is_looked_up(syncing: SyncTill) -> None:
    backup = back_up(syncing)
    order_id = sold(syncing, "Bread")
    syncing.shop.fail("create_order", lost())
    syncing.run()

    done = restored(syncing, backup)
    syncing.run()

    assert done.salvaged.rows["delivery"] == 2
    assert syncing.shop.calls[-3:] == ["find_order", "create_order", "adjust_stock"]
    assert len(syncing.shop.copies(order_id)) == 1


# -- what is still to be told ------------------------------------------------------------------------


def test_what_was_not_told_yet_goes_out_in_its_order(syncing: SyncTill) -> None:
    backup = back_up(syncing)
    first = sold(syncing, "Bread")
    syncing.route()
    second = sold(syncing, "Milk")
    syncing.till.sign_in("Manager")
    syncing.till.services.orders.void(first, "Mistake")

    restored(syncing, backup)
    syncing.run()

    assert len(syncing.shop.copies(first)) == len(syncing.shop.copies(second)) == 1
    assert syncing.shop.cancelled == set(syncing.shop.copies(first))
    milk, bread = ("gid://item/Milk", "gid://place/1"), ("gid://item/Bread", "gid://place/1")
    assert dict(syncing.shop.levels) == {milk: -1000, bread: 0}


def test_events_of_every_kind_come_over_once(syncing: SyncTill) -> None:
    backup = back_up(syncing)
    till = syncing.till
    sold(syncing, "Bread")
    customer = Customer(new_id(), "Ada", "Example", "ada@example.com")
    with till.store.write() as work:
        work.customers.save(customer, till.clock.now())
        work.outbox.add(new_id(), f"customer:{customer.id}", CUSTOMER_MADE, customer.id, {}, till.clock.now())
    till.sign_in("Manager")
    till.services.shifts.confirm_count({10_000: 1, 100: 2, 50: 1})
    till.services.shifts.close("", 10_000)
    before = sorted((row.topic, row.id) for row in till.rows_of(tables.outbox))
    assert {"order.paid", "stock.moved", "shift.closed", CUSTOMER_MADE} <= {topic for topic, _ in before}

    restored(syncing, backup)

    assert sorted((row.topic, row.id) for row in till.rows_of(tables.outbox)) == before
    syncing.run()
    assert [each.email for each in syncing.shop.customers.values()] == ["ada@example.com"]


# -- stock ---------------------------------------------------------------------------------------------


def test_stock_that_was_counted_since_is_what_it_was(syncing: SyncTill) -> None:
    backup = back_up(syncing)
    till = syncing.till
    sold(syncing, "Bread")
    with till.store.write() as work:
        work.stock.move(
            [(till.rows["Bread"], 7000, None)], till.desk.register.location_id, "counted", till.clock.now()
        )
    with till.database.write() as work:  # goods of which nothing had ever moved
        work.connection.tell("DELETE FROM stock_level WHERE variant_row = ?", (till.rows["Coffee"],))
    backup = back_up(syncing)
    with till.store.write() as work:
        work.stock.move(
            [(till.rows["Coffee"], 3000, None)], till.desk.register.location_id, "counted", till.clock.now()
        )
        work.stock.move(
            [(till.rows["Bread"], 2000, None)], till.desk.register.location_id, "counted", till.clock.now()
        )
    before = till.on_hand("Bread"), till.on_hand("Coffee")

    restored(syncing, backup)

    assert (till.on_hand("Bread"), till.on_hand("Coffee")) == before == (58_000, 3_000)
    with till.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.stock_move)).scalar_one() == 4


def test_moves_that_were_acknowledged_since_are_not_waited_for(syncing: SyncTill) -> None:
    sold(syncing, "Bread")
    syncing.route()
    backup = back_up(syncing)
    syncing.run()
    on_hand = syncing.till.on_hand("Bread")
    assert syncing.till.rows_of(tables.stock_waiting) == []

    restored(syncing, backup)

    assert syncing.till.rows_of(tables.stock_waiting) == []
    assert syncing.till.on_hand("Bread") == on_hand


# -- tickets whose end nobody knows --------------------------------------------------------------------


def _alive(sync: SyncTill) -> list[tuple[str, list[str]]]:
    with sync.till.store.read() as work:
        tickets = [*work.tickets.parked(), work.tickets.open_ticket(sync.till.desk.register.id)]
    return [(each.name, [line.name for line in each.lines]) for each in tickets if each is not None]


def test_a_ticket_that_may_have_been_sold_since_is_another_one_from_now_on(syncing: SyncTill) -> None:
    """The shop has a sale of that id: what is sold now is another one, and must reach it as such."""
    till = syncing.till
    till.add("Milk")
    till.services.tickets.park("Table 7")
    till.add("Bread")
    before = {row.id: row.number for row in till.rows_of(tables.ticket)}
    backup = back_up(syncing)
    first = sold(syncing, "Coffee")
    assert first in before
    syncing.run()

    restored(syncing, backup, gone)

    assert _alive(syncing) == [("Table 7", ["Milk"]), ("", ["Bread"])]
    with till.store.read() as work:
        (parked,) = work.tickets.parked()
    assert parked.id not in before and parked.number not in before.values()
    second = sold(syncing)
    assert second not in before
    syncing.run()
    assert len(syncing.shop.copies(first)) == len(syncing.shop.copies(second)) == 1
    assert {push.total_minor for push in syncing.shop.orders.values()} == {1049, 250}


def test_a_ticket_that_the_damaged_file_knows_stays_as_it_is(syncing: SyncTill) -> None:
    till = syncing.till
    till.add("Bread")
    ticket = till.services.tickets.ticket
    backup = back_up(syncing)

    restored(syncing, backup)

    assert till.services.tickets.ticket == ticket


# -- whom a ticket is for ------------------------------------------------------------------------------


def serve_ada(sync: SyncTill) -> UUID:
    """Ada, who is made at the till, is on the open ticket."""
    ada = Customer(new_id(), "Ada", "Example", "ada@example.com")

    def made(work: Work) -> Customer:
        work.customers.save(ada, sync.till.clock.now())
        return ada

    sync.till.services.tickets.serve(made)
    return ada.id


def whom_for(sync: SyncTill) -> tuple[str, UUID | None]:
    ticket = sync.till.services.tickets.ticket
    with sync.till.store.read() as work:
        return ticket.customer, customer_of(work, ticket)


@pytest.mark.parametrize("spoil", [None, gone], ids=["readable", "ruined"])
def test_a_ticket_of_the_back_up_stays_for_its_customer(
    syncing: SyncTill, spoil: Callable[[Path], None] | None
) -> None:
    syncing.till.add("Bread")
    ada = serve_ada(syncing)
    backup = back_up(syncing)

    restored(syncing, backup, spoil)

    assert whom_for(syncing) == ("Ada Example", ada)


def test_a_ticket_since_the_back_up_stays_for_its_customer(syncing: SyncTill) -> None:
    backup = back_up(syncing)
    syncing.till.add("Bread")
    ada = serve_ada(syncing)
    syncing.till.services.tickets.park()
    syncing.till.add("Milk")

    restored(syncing, backup)

    with syncing.till.store.read() as work:
        (parked,) = work.tickets.parked()
        assert customer_of(work, parked) == ada
    assert whom_for(syncing) == ("", None)


def test_a_customer_who_was_taken_off_since_does_not_come_back(syncing: SyncTill) -> None:
    """The same words, typed again, are words."""
    syncing.till.add("Bread")
    serve_ada(syncing)
    backup = back_up(syncing)
    syncing.till.services.tickets.set_customer("")
    syncing.till.services.tickets.set_customer("Ada Example")

    restored(syncing, backup)

    assert whom_for(syncing) == ("Ada Example", None)


def test_a_customer_who_cannot_be_read_leaves_the_name(syncing: SyncTill) -> None:
    backup = back_up(syncing)
    syncing.till.add("Bread")
    serve_ada(syncing)

    restored(syncing, backup, without(syncing, "customer"))

    assert whom_for(syncing) == ("Ada Example", None)


def test_where_the_settings_cannot_be_read_a_ticket_stays_for_whom_it_was(syncing: SyncTill) -> None:
    syncing.till.add("Bread")
    ada = serve_ada(syncing)
    backup = back_up(syncing)
    syncing.till.add("Milk")

    restored(syncing, backup, without(syncing, "setting"))

    assert whom_for(syncing) == ("Ada Example", ada)
    assert len(syncing.till.services.tickets.ticket.lines) == 2


# -- power cuts ----------------------------------------------------------------------------------------

PARTS = (
    *(
        (salvage, f"_bring_{name}")
        for name in ("ground", "shifts", "values", "journal", "sales", "money_moved")
    ),
    (salvage_payments, "bring_payments"),
    (salvage_deliveries, "bring_stock"),
    (salvage_deliveries, "bring_messages"),
    (restoring, "look_up_first"),
    (restoring, "tickets_anew"),
    (restoring, "_noted_down"),
)


@pytest.mark.parametrize(("module", "name"), PARTS, ids=[name for _, name in PARTS])
def test_a_restore_that_is_cut_after_any_part_ends_as_one_that_was_not(
    syncing: SyncTill, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    till = syncing.till
    first = sold(syncing, "Bread")
    backup = back_up(syncing)
    syncing.run()
    second = sold(syncing, "Milk", "Coffee")
    syncing.route()
    till.sign_in("Manager")
    till.services.orders.void(first, "Mistake")
    kept = (
        tables.sale_order,
        tables.tender,
        tables.cash_move,
        tables.stock_move,
        tables.stock_level,
        tables.ticket,
    )
    before = {table.name: sorted(map(str, till.rows_of(table))) for table in kept}
    events = sorted(row.id for row in till.rows_of(tables.outbox))
    whole = getattr(module, name)

    def cut(*facts: Any, **more: Any) -> Any:
        whole(*facts, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(module, name, cut)
        restored(syncing, backup)
    till._open_file()
    till._begin()
    till.sign_in("Cashier 1")
    syncing.router, syncing.work = Router(till.store, till.clock), syncing.worker("register")
    till.later(minutes=10)

    assert {table.name: sorted(map(str, till.rows_of(table))) for table in kept} == before
    assert sorted(row.id for row in till.rows_of(tables.outbox)) == events
    syncing.run()
    assert len(syncing.shop.copies(first)) == len(syncing.shop.copies(second)) == 1
    assert syncing.shop.cancelled == set(syncing.shop.copies(first))
    assert len(till.journal("backup.restored")) == (2 if name == "_noted_down" else 1)


def paid_up_since(sync: SyncTill) -> tuple[UUID, BackupFile]:
    """A ticket that is paid in part in the back-up, and was paid up and told since."""
    tendering = sync.till.services.tendering
    sync.till.add("Bread")
    tendering.take_cash(100)
    ticket_id = sync.till.services.tickets.ticket.id
    backup = back_up(sync)
    tendering.take_cash(150)
    sync.run()
    return ticket_id, backup


def test_a_sale_that_is_ended_once_more_by_its_payment_is_looked_up_first(syncing: SyncTill) -> None:
    """Its ticket was being paid in the back-up, and nobody can read that it was sold and told since."""
    till = syncing.till
    ticket_id, backup = paid_up_since(syncing)
    assert len(syncing.shop.copies(ticket_id)) == 1

    restored(syncing, backup, gone)
    sale = till.services.tendering.take_cash(150)
    assert sale is not None and sale.order.id == ticket_id
    syncing.run()

    assert len(syncing.shop.copies(ticket_id)) == 1
    syncing.shop.calls.clear()
    sold(syncing, "Milk")
    syncing.run()
    assert syncing.shop.calls == ["create_order", "adjust_stock"], "a new ticket is nobody's yet"


def test_it_is_looked_up_first_after_another_restore_as_well(syncing: SyncTill) -> None:
    till = syncing.till
    ticket_id, backup = paid_up_since(syncing)

    restored(syncing, backup, gone)
    restored(syncing, backup)
    sale = till.services.tendering.take_cash(150)
    assert sale is not None and sale.order.id == ticket_id
    syncing.run()

    assert len(syncing.shop.copies(ticket_id)) == 1


def test_an_event_that_cannot_be_handed_over_does_not_undo_a_restore(syncing: SyncTill) -> None:
    """Else no number would be skipped, and what a customer holds be given again."""
    till = syncing.till
    order_id = sold(syncing, "Bread")
    syncing.route()
    with till.store.write() as work:
        work.outbox.add(new_id(), "stock:1", "stock.moved", new_id(), {"moves": "?"}, till.clock.now())
    backup = back_up(syncing)
    sold(syncing, "Milk")

    restored(syncing, backup, gone)

    assert len(till.journal("backup.restored")) == 1
    assert till.rows_of(tables.register)[0].next_receipt > 2
    assert syncing.of_order(order_id).asked
