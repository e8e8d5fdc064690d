"""The register on the benchmark's data, connected to a practice shop in another process."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from benchmarks.practice_process import PracticeProcess
from benchmarks.register import sign_in
from benchmarks.run import Run
from pos_desktop import bootstrap
from pos_desktop.application.connections import ConnectionDesk
from pos_desktop.application.ids import new_id
from pos_desktop.application.stock_moves import StockMoved
from pos_desktop.application.sync_desk import SyncDesk
from pos_desktop.application.sync_records import Link, LinkKind
from pos_desktop.bootstrap import Register
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, PRACTICE_TOKEN

_NEWEST = """
SELECT o.id, l.variant_row, l.variant_id, l.name, l.quantity_milli FROM sale_order o
JOIN order_line l ON l.order_id = o.id WHERE o.id IN (
  SELECT id FROM sale_order WHERE state = 'paid' ORDER BY sequence DESC LIMIT ?)
ORDER BY o.sequence, l.position"""
_STEP = 500
_LOOK_SECONDS = 0.01
_SYNC_THREADS = ("sync", "APScheduler")


@dataclass(frozen=True, slots=True)
class _Sold:
    """A line of a past order."""

    order_id: UUID
    row: int
    variant_id: UUID
    name: str
    quantity_milli: int


class Connected:
    """A register with one connection. Its sync runs from `begin` on."""

    def __init__(self, register: Register, shop: PracticeProcess) -> None:
        self.register = register
        self.shop = shop
        desk, data = register.services.desk, register.data
        self.connections = ConnectionDesk(desk, register.platforms, data.credentials, unattended=True)
        self.desk = SyncDesk(desk, register.sync, unattended=True)
        self.connection = self._connect()

    def _connect(self) -> UUID:
        settings = {"shop": self.shop.address}
        secrets = {"access_token": PRACTICE_TOKEN, "client_secret": PRACTICE_SECRET}
        trial = self.connections.trial("shopify", settings, secrets)
        (place,) = self.connections.places()
        places = {place.location_id: trial.locations[0].ref}
        made = self.connections.connect("shopify", "Online shop", settings, secrets, trial, places)
        return made.id

    def begin(self) -> None:
        """The sync starts."""
        self.register.sync.start()

    def pause(self, on: bool) -> None:
        """Stops what is sent, or lets it go on; what is under way is waited for."""
        self.desk.pause(self.connection, on)
        if on:
            self.until(lambda: not self.register.sync._standings.busy())

    def until(self, holds: Callable[[], bool], seconds: float = 120.0) -> None:
        """Waits; RuntimeError when it never is so."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise RuntimeError(f"the sync does not do what is waited for: {self.desk.picture()}")
            time.sleep(_LOOK_SECONDS)

    def waiting(self) -> int:
        """Orders and moves that were not sent yet."""
        with self.register.data.store.read() as work:
            return work.outbox.waiting()

    def backlog(self, orders: int) -> None:
        """The newest past orders wait to be sent, each with its stock moves, as if the shop had been away."""
        lines = self._newest(orders)
        self._link(lines)
        by_order: dict[UUID, list[_Sold]] = {}
        for line in lines:
            by_order.setdefault(line.order_id, []).append(line)
        ids = list(by_order)
        for begin in range(0, len(ids), _STEP):
            self._tell({order: by_order[order] for order in ids[begin : begin + _STEP]})

    def _newest(self, orders: int) -> list[_Sold]:
        with self.register.data.database.read() as connection:
            found = connection.exec_driver_sql(_NEWEST, (orders,)).all()
        return [_Sold(UUID(bytes=a), b, UUID(bytes=c), d, e) for a, b, c, d, e in found]

    def _link(self, lines: Sequence[_Sold]) -> None:
        goods = {line.row: line for line in lines}
        products = [(line.name, [(f"V{row}", "1.00", "")]) for row, line in goods.items()]
        refs = self.shop.ask("fill", products=products)
        links = [
            Link(
                self.connection,
                LinkKind.VARIANT,
                line.variant_id,
                refs[f"V{row}"][0],
                {"item_ref": refs[f"V{row}"][1]},
            )
            for row, line in goods.items()
        ]
        for begin in range(0, len(links), _STEP):
            with self.register.data.store.write() as work:
                work.links.put(links[begin : begin + _STEP])

    def _tell(self, orders: dict[UUID, list[_Sold]]) -> None:
        now, place = datetime.now(UTC), self.register.services.desk.register.location_id
        with self.register.data.store.write() as work:
            for order_id, lines in orders.items():
                lane = f"order:{order_id}"
                work.outbox.add(new_id(), lane, "order.paid", order_id, {}, now)
                moved = StockMoved(place, order_id)
                moved.add("sale", [(line.row, -line.quantity_milli) for line in lines])
                moved.tell(work, lane, now)

    def end(self) -> None:
        """What waits is dropped, so that another benchmark finds none of it."""
        self.register.sync.stop()
        self.connections.disconnect(self.connection, even_waiting=True)


def sync_cpu_seconds() -> float:
    """CPU time of the sync's threads so far; of all threads where the system does not tell them apart."""
    clock_of: Any = getattr(time, "pthread_getcpuclockid", None)
    if clock_of is None:
        return time.process_time()
    threads = [each for each in threading.enumerate() if each.name.startswith(_SYNC_THREADS) and each.ident]
    return sum(time.clock_gettime(clock_of(each.ident)) for each in threads)


@contextmanager
def connected(run: Run, plan: str, person: str = "Manager") -> Iterator[Connected]:
    """A register with somebody signed in and a shop of a plan; closed in order at the end."""
    data = bootstrap.open_database(run.folders(), key_file=True)
    register = Register(data)
    try:
        sign_in(register.services, person)
        with PracticeProcess(plan) as shop:
            pair = Connected(register, shop)
            try:
                yield pair
            finally:
                pair.end()
    finally:
        register.close()
