"""A cashier without a screen: does random things at a register and says each before and after it is done.

python -m tests.faults.torture_cashier <folder>   a nursery: warms up on the folder, then forks one register for
                                                  each line of JSON on its input, to be killed
"""

import ctypes
import gc
import itertools
import json
import logging
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from pos_desktop import bootstrap
from pos_desktop.application.sale_writing import Sale
from pos_desktop.application.ticket_goods import Added
from pos_desktop.devices import registry  # noqa: F401 - imported before the fork, as the drivers below
from pos_desktop.devices.printers.drivers import tcp  # noqa: F401
from pos_desktop.domain.discount import Discount, percent
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.shift import CashMove
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.storage import engine, tables
from pos_desktop.system.folders import Folders

Act = dict[str, Any]
FLOATS = (10_000, 15_000, 20_000)
_KNOWN_WITHIN = 90.0


def say(**words: Any) -> None:
    """One line to whoever watches, in one system call."""
    os.write(1, json.dumps(words).encode() + b"\n")


def worded(discount: Discount | None) -> str:
    return "" if discount is None else f"{discount.kind} {discount.value.normalize():f}"


class Cashier:
    """Knows the services of a register and what is on its shelves."""

    def __init__(
        self, register: bootstrap.Register, chance: random.Random, tell: Callable[..., None]
    ) -> None:
        self.register = register
        self.services = register.services
        self.chance = chance
        self.tell = tell
        self.codes, self.weighed = _shelves(register)
        self.news = threading.Event()
        register.payments.on_change(self.news.set)
        self.sale: Sale | None = None
        self.removed: tuple[Ticket, TicketLine] | None = None
        people = self.services.session.people()
        self.services.session.sign_in(next(one for one in people if one.name == "Manager"), "pin")

    def work(self, actions: int) -> None:
        """So many random actions, one after the other; first of all what was under way when the power went."""
        if self._paying():
            with self._doing("card", total=self.services.checkout.exact_due().minor) as act:
                self.sale = self._settle(act)
            if self.sale is not None:
                self._ask_about_receipt()
        for _ in range(actions):
            self._act()

    def _act(self) -> None:
        if self.services.shifts.current() is None:
            self.open_shift()
        elif self._counted:
            self.close()
        else:
            names = list(_WEIGHTS)
            getattr(self, self.chance.choices(names, list(_WEIGHTS.values()))[0])()

    @contextmanager
    def _doing(self, what: str, **facts: Any) -> Iterator[Act]:
        """Says what is about to happen, and what happened once the call has returned."""
        act: Act = {"do": what, **facts}
        self.tell(about=act)
        yield act
        self.tell(done=act)

    # -- lines ---------------------------------------------------------------------------------

    def scan(self) -> None:
        code, row, price = self.chance.choice(self.codes)
        with self._doing("add", row=row, quantity=1000, price=price) as act:
            self._added(act, self.services.tickets.scan(code))

    def tap(self) -> None:
        """One of a few products, so that lines grow."""
        _, row, price = self.chance.choice(self.codes[:5])
        with self._doing("add", row=row, quantity=1000, price=price) as act:
            self._added(act, self.services.tickets.add(row))

    def weigh(self) -> None:
        row, price = self.chance.choice(self.weighed)
        weight = self.chance.randrange(20, 3000)
        with self._doing("add", row=row, quantity=weight, price=price) as act:
            self._added(act, self.services.tickets.add_weighed(row, weight))

    def scan_unknown(self) -> None:
        with self._doing("nothing"):
            self.services.tickets.scan("".join(self.chance.choices("0123456789]\x1d", k=12)))

    @staticmethod
    def _added(act: Act, answer: object) -> None:
        assert isinstance(answer, Added), f"{act} gave {answer}"
        act |= {"line": answer.line.id.hex, "quantity": answer.line.quantity_milli}

    def quantity(self) -> None:
        if line := self._some_line():
            pieces = self.chance.randrange(1, 12) * 1000
            with self._doing("change", line=line.id.hex, field="quantity", value=pieces):
                self.services.tickets.set_quantity(line.id, pieces)

    def step(self) -> None:
        line = self._some_line()
        if line and not line.weighed:
            value = line.quantity_milli + 1000
            with self._doing("change", line=line.id.hex, field="quantity", value=value):
                self.services.tickets.step(line.id, 1)

    def note(self) -> None:
        if line := self._some_line():
            words = f"note {self.chance.randrange(100)}"
            with self._doing("change", line=line.id.hex, field="note", value=words):
                self.services.tickets.set_note(line.id, words)

    def discount_line(self) -> None:
        if line := self._some_line():
            discount = percent(self.chance.randrange(1, 60), "bruised")
            with self._doing("change", line=line.id.hex, field="discount", value=worded(discount)):
                self.services.tickets.discount_line(line.id, discount)

    def override(self) -> None:
        if line := self._some_line():
            price = self.chance.randrange(1, 3000)
            with self._doing("change", line=line.id.hex, field="price", value=price):
                self.services.tickets.override_price(line.id, price, "shelf")

    def remove(self) -> None:
        if line := self._some_line():
            with self._doing("remove", line=line.id.hex):
                self.removed = self.services.tickets.ticket, self.services.tickets.remove(line.id)

    def restore(self) -> None:
        removed, self.removed = self.removed, None
        if removed is not None and removed[0].id == self.services.tickets.ticket.id:
            before, line = removed
            went = before.discount if len(before.lines) == 1 else None
            was = {
                "id": line.id.hex,
                "row": line.variant_row,
                "quantity": line.quantity_milli,
                "price": line.unit_price_minor,
                "discount": worded(line.discount),
                "note": line.note,
            }
            with self._doing("restore", was=was, discount=worded(went)):
                self.services.tickets.restore(line)

    def _some_line(self) -> TicketLine | None:
        lines = self.services.tickets.ticket.lines
        return self.chance.choice(lines) if lines else None

    # -- the whole ticket ----------------------------------------------------------------------

    def discount_ticket(self) -> None:
        discount = self.chance.choice((None, percent(5), percent("12.5", "friend")))
        with self._doing("discount", value=worded(discount)):
            self.services.tickets.discount_ticket(discount)

    def park(self) -> None:
        if self.services.tickets.ticket.lines:
            with self._doing("park"):
                self.services.tickets.park("table 4")

    def resume(self) -> None:
        for ticket in self.services.tickets.parked()[:1]:
            with self._doing("resume", ticket=ticket.number):
                self.services.tickets.resume(ticket.id)

    def merge(self) -> None:
        for ticket in self.services.tickets.parked()[-1:]:
            with self._doing("merge", ticket=ticket.number) as act:
                self.services.tickets.merge(ticket.id)
                merged = self.services.tickets.ticket.lines[-len(ticket.lines) :]
                act["lines"] = [line.id.hex for line in merged]

    def discard(self) -> None:
        if self.services.tickets.ticket.lines:
            with self._doing("discard"):
                self.services.tickets.discard()

    # -- money ---------------------------------------------------------------------------------

    def pay(self) -> None:
        if not self.services.tickets.ticket.lines:
            self.tap()
        given = self.chance.choice(self.services.checkout.quick_amounts() or (0,))
        given = max(given, self.services.checkout.due().minor)
        with self._doing("pay", total=self.services.checkout.exact_due().minor, given=given) as act:
            self.sale = self.services.checkout.pay_cash(given)
            act |= {"number": self.sale.order.number, "total": self.sale.order.total_minor}
        self._ask_about_receipt()

    def _ask_about_receipt(self) -> None:
        assert self.sale is not None
        if self.sale.receipt_held:
            self.chance.choices((self.release, self.drop, lambda: None), (6, 1, 2))[0]()

    def card(self) -> None:
        if not self.services.tickets.ticket.lines:
            self.tap()
        if self.services.checkout.exact_due().minor <= 0:
            return
        with self._doing("card", total=self.services.checkout.exact_due().minor) as act:
            self.services.tendering.start(self._card_method())
            self.sale = self._settle(act)
        if self.sale is not None:
            self._ask_about_receipt()

    def _paying(self) -> bool:
        with self.register.data.store.read() as work:
            return bool(work.payments.open_tickets())

    def _card_method(self) -> UUID:
        views = self.services.tendering.methods()
        return next(view.method.id for view in views if view.method.kind is TenderKind.CARD)

    def _settle(self, act: Act) -> Sale | None:
        """Waits until the register knows what became of it, as its screen does."""
        sale: Sale | None = None
        deadline = time.monotonic() + _KNOWN_WITHIN
        while self._paying():
            for settled in self.services.settling.settle():
                if settled.sale is not None:
                    sale = settled.sale
                    act |= {"number": sale.order.number}
            if time.monotonic() > deadline:
                raise AssertionError("the outcome of a card payment stays open")
            self.news.wait(0.05)
            self.news.clear()
        if sale is None:
            act["declined"] = True
        return sale

    def release(self) -> None:
        assert self.sale is not None
        with self._doing("nothing"):
            self.services.checkout.release_receipt(self.sale)

    def drop(self) -> None:
        assert self.sale is not None
        with self._doing("drop", number=self.sale.order.number):
            self.services.checkout.drop_receipt(self.sale)

    def void(self) -> None:
        for row in self.services.orders.find(states=(OrderState.PAID,), limit=1):
            if self.services.orders.can_void(self.services.orders.get(row.id)):
                with self._doing("void", number=row.number):
                    self.services.orders.void(row.id, "wrong product")

    def reprint(self) -> None:
        for row in self.services.orders.find(limit=1):
            with self._doing("reprint"):
                self.services.orders.reprint(row.id)

    def cash(self) -> None:
        kind = self.chance.choice((CashMove.PAY_IN, CashMove.PAY_OUT, CashMove.DROP))
        amount = self.chance.randrange(1, 5000)
        signed = amount if kind is CashMove.PAY_IN else -amount
        with self._doing("cash", kind=kind.value, amount=signed):
            self.services.shifts.move_cash(kind, amount, "change")

    def no_sale(self) -> None:
        with self._doing("cash", kind="no_sale", amount=0):
            self.services.shifts.no_sale("change")

    def print_setting(self) -> None:
        value = self.chance.choice(("ask", "always", "always"))
        with self._doing("setting", value=value):
            self.services.desk.change_settings(print_receipt=value)

    # -- shifts --------------------------------------------------------------------------------

    @property
    def _counted(self) -> bool:
        shift = self.services.shifts.current()
        return shift is not None and shift.state == "counted"

    def open_shift(self) -> None:
        amount = self.chance.choice(FLOATS)
        with self._doing("open shift", float=amount):
            self.services.shifts.open(amount)

    def count(self) -> None:
        counts = {2000: self.chance.randrange(20), 50: self.chance.randrange(40)}
        with self._doing("count", counted=sum(size * pieces for size, pieces in counts.items())):
            self.services.shifts.confirm_count(counts)

    def close(self) -> None:
        with self._doing("close"):
            self.services.shifts.close("counted wrong", 0)

    def look(self) -> None:
        """Reads of the screen in between."""
        with self._doing("nothing"):
            self.services.catalogue.search("oat")
            self.services.shifts.x_report()


_WEIGHTS = {
    "scan": 30,
    "tap": 14,
    "weigh": 5,
    "scan_unknown": 2,
    "quantity": 5,
    "step": 5,
    "note": 2,
    "discount_line": 4,
    "override": 2,
    "remove": 4,
    "restore": 3,
    "discount_ticket": 3,
    "park": 4,
    "resume": 4,
    "merge": 2,
    "discard": 1,
    "pay": 16,
    "card": 8,
    "void": 2,
    "reprint": 1,
    "cash": 3,
    "no_sale": 1,
    "print_setting": 1,
    "count": 1,
    "look": 2,
}


def _shelves(register: bootstrap.Register) -> tuple[list[tuple[str, int, int]], list[tuple[int, int]]]:
    """Barcodes with row and price, in one order always; rows that are weighed, with price."""
    variant, product = tables.variant.c, tables.product.c
    query = (
        select(tables.barcode.c.code, variant.row, variant.price_minor, product.weighed)
        .join(tables.variant, variant.row == tables.barcode.c.variant_row)
        .join(tables.product, product.id == variant.product_id)
        .where(variant.price_minor.is_not(None))
        .order_by(tables.barcode.c.code)
    )
    weighed = (
        select(variant.row, variant.price_minor)
        .join(tables.product, product.id == variant.product_id)
        .where(product.weighed, variant.price_minor.is_not(None))
        .order_by(variant.row)
    )
    with register.data.database.read() as connection:
        codes = [(row[0], row[1], row[2]) for row in connection.execute(query) if not row[3]]
        return codes, [(row[0], row[1]) for row in connection.execute(weighed)]


# -- being killed ------------------------------------------------------------------------------


def _die_at_statement(number: int) -> None:
    """Kills this process when the SQL statement of that number begins, on whatever thread."""
    begun = itertools.count()

    def note(_sql: str) -> None:
        if next(begun) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    _with_every_connection(lambda driver: driver.set_trace_callback(note))


def _forget() -> None:
    """Commits no longer wait for the disk: a fault for the torture to find, see test_day_killed."""
    _with_every_connection(lambda driver: driver.execute("PRAGMA synchronous = OFF"))


def _with_every_connection(do: Callable[[Any], object]) -> None:
    """Does something to each connection that the database opens from now on, before it is used."""
    open_cipher = engine.open_cipher

    def opened(*arguments: Any, **named: Any) -> Any:
        driver = open_cipher(*arguments, **named)
        do(driver)
        return driver

    engine.open_cipher = opened


def _arm(stop: dict[str, Any]) -> None:
    if stop["how"] == "statement":
        _die_at_statement(stop["after"])
    elif stop["how"] == "disk":
        numbers = (stop[name] for name in ("after", "moment", "unsynced", "syncs"))
        ctypes.CDLL(None).pulled_plug_arm(*numbers)


def _one_day(folder: Path, job: dict[str, Any], tell: Callable[..., None]) -> None:
    register = bootstrap.Register(bootstrap.open_database(Folders.under(folder), key_file=True))
    register.start()
    Cashier(register, random.Random(job["seed"]), tell).work(job["actions"])
    if job["stop"]["how"] == "close":
        register.close()


def _child(job: dict[str, Any]) -> None:
    try:
        _arm(job["stop"])
        _one_day(Path(job["folder"]), job, say)
        say(closed=job["stop"]["how"] == "close")
    except BaseException:
        say(fault=traceback.format_exc())
    os.kill(os.getpid(), signal.SIGKILL)


def nursery(folder: Path) -> None:
    """Works a little, so that everything is imported and compiled, then forks a register for each job."""
    logging.disable(logging.CRITICAL)
    if os.environ.get("TORTURE_FORGETS"):
        _forget()
    _one_day(folder, {"seed": 1, "actions": 120, "stop": {"how": "close"}}, lambda **_: None)
    assert threading.active_count() == 1, threading.enumerate()
    gc.freeze()  # a fork must not look through what it was born with, nor copy its pages
    say(ready=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _child(json.loads(line))
        say(pid=child)
        _, status = os.waitpid(child, 0)
        say(ended=status)


if __name__ == "__main__":
    nursery(Path(sys.argv[1]))
