"""A till that is connected to a practice shop with gift cards, over a real port; payments are done step by step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import Payment
from pos_desktop.application.sync_records import Connection
from pos_desktop.domain.payment import PaymentState, RefundState
from pos_desktop.payments.shop_gift_card import cards
from pos_desktop.platforms.accounts import Shops
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from pos_desktop.platforms.shopify.fake.state import Record
from pos_desktop.system.outgoing import Pace
from tests.integration.desk_fixtures import Till, make_till
from tests.memory_credentials import MemoryCredentials
from tests.platform_harness.shopify import HURRIED_SECONDS, QUICK, connected

HURRIED = replace(QUICK, call_seconds=HURRIED_SECONDS)
CODE = "ABCD1234EFGH5678"
HELD = 2500


class PowerCut(BaseException):
    """The register stops at this very place."""


class Watched:
    """The shop, with a moment before and after each move of a card."""

    def __init__(self, platform: Any, moment: Callable[[str], None]) -> None:
        self._platform, self._moment = platform, moment

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    def redeem_gift_card(self, *facts: Any) -> Any:
        return self._between("debit", lambda: self._platform.redeem_gift_card(*facts))

    def credit_gift_card(self, *facts: Any) -> Any:
        return self._between("credit", lambda: self._platform.credit_gift_card(*facts))

    def _between(self, what: str, move: Callable[[], Any]) -> Any:
        self._moment(f"before the {what}")
        answer = move()
        self._moment(f"after the {what}")
        return answer


@dataclass
class Wiring:
    """Connects a till to the shop at each of its starts."""

    address: str
    moment: Callable[[str], None]
    pace: Pace = QUICK

    def __call__(self, till: Till) -> Shops:
        wiring = self

        class OneShop(Shops):
            def _make(self, connection_id: UUID) -> Any:
                return Watched(connected(_At(wiring.address), pace=wiring.pace), wiring.moment)  # type: ignore[arg-type]

        return OneShop(till.store, MemoryCredentials())


@dataclass
class _At:
    address: str


class GiftShop:
    """The till, the shop, and what the cashier and the worker do."""

    def __init__(self, folder: Path, fake: FakeShopify) -> None:
        self.fake = fake
        self.stop_at = ""
        self.card: Record = fake.add_gift_card(CODE, "25.00")
        self._wiring = Wiring(fake.address, self._moment)
        self.till = make_till(folder, shops=self._wiring)
        self.till.sign_in("Manager")
        self.till.open_shift()
        self.connection_id = self.connect("Kiosk online")

    def connect(self, name: str, platform: str = "shopify") -> UUID:
        now = self.till.clock.now()
        made = Connection(new_id(), platform, name, {"shop": self.fake.address}, connected_at=now)
        with self.till.store.write() as work:
            work.connections.save(made, now)
        return made.id

    def _moment(self, name: str) -> None:
        if name == self.stop_at:
            self.stop_at = ""
            raise PowerCut

    # -- hands -------------------------------------------------------------------------------------

    def hurry(self) -> None:
        """Nobody waits long for the shop from now on, which is to hang."""
        self._wiring.pace = HURRIED
        self.till.platforms.forget(self.connection_id)

    def pay(self, amount: int | None = None, code: str = CODE) -> Payment:
        """The card is looked at, and pays."""
        service = self.till.services.shop_gift_cards
        payment = service.take(service.find(code), amount)
        self.work()
        return self.payment(payment.id)

    def work(self, seconds: float = 0.0) -> None:
        work_at(self.till, seconds)

    def until_known(self) -> None:
        until_known(self.till)

    def payment(self, payment_id: UUID) -> Payment:
        return self.till.services.tendering.payment(payment_id)

    # -- eyes --------------------------------------------------------------------------------------

    @property
    def balance(self) -> int:
        return int(Decimal(self.card["balance"]) * 100)

    @property
    def moves(self) -> list[int]:
        """Minor units, signed, the first one first."""
        return [int(Decimal(move["amount"]) * 100) for move in self.fake.gift_card_moves(self.card)]


def work_at(till: Till, seconds: float = 0.0) -> None:
    """Everything that is due is done, as the worker would, some time later."""
    till.later(seconds=seconds)
    for _ in range(50):
        due = [item for items in till.payment_work.due().values() for item in items]
        if not due:
            break
        for item in due:
            till.payment_work.step(item)
    till.services.settling.settle()


def until_known(till: Till) -> None:
    """Works on until nothing is open any more."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        work_at(till, 60)
        with till.store.read() as work:
            if not work.payments.open() and not work.refunds.open():
                return
    raise AssertionError("an outcome stays open")


def redeemed(till: Till) -> int:
    """What the register's books say was taken from shops' cards and not given back."""
    from pos_desktop.storage import tables

    taken = [row for row in till.rows_of(tables.payment) if row.provider == "shop_gift_card"]
    back = [row for row in till.rows_of(tables.refund) if row.provider == "shop_gift_card"]
    return sum(row.amount_minor for row in taken if row.state == PaymentState.TAKEN.value) - sum(
        row.amount_minor for row in back if row.state == RefundState.DONE.value
    )


@contextmanager
def gift_shop(folder: Path, **plan: Any) -> Iterator[GiftShop]:
    """Open, the manager at it, a shift begun; no request is late in this network."""
    with FakeShopify(**plan) as fake, patch.object(cards, "LATE_SECONDS", 0.0):
        shop = GiftShop(folder, fake)
        try:
            yield shop
        finally:
            fake.faults.clear()
            shop.till.platforms.close()
            shop.till.close()
