"""A simulated month: two registers and a shop that sell the same goods, while everything between them fails.

Registers sell, take back, void and exchange; in the shop customers buy and the merchant counts, edits, cancels and
refunds. The network goes, the shop fails in each of its ways, tokens end, clocks are set, the sync stops at every
kind of commit, its process is killed. Webhooks come genuine, forged, cut short, again and late. In the end, with all of
it mended, both sides must be exactly what a model of plain additions says.

Everything happens by one seed on one thread; time is the month's own.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from pos_desktop.application.platform.trouble import BadSignature
from pos_desktop.application.returns import Pick
from pos_desktop.platforms.shopify.fake.bucket import ENTERPRISE
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.clock import ManualClock
from pos_desktop.platforms.shopify.fake.courier import Delivery as Webhook
from pos_desktop.platforms.shopify.fake.faults import Fault, Gone
from pos_desktop.platforms.shopify.fake.hands import HandsFault
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from tests.faults.sync_month_model import Month
from tests.faults.sync_month_parts import SKUS, MonthRegister, Stopped, some_seconds
from tests.integration.desk_fixtures import MORNING

DAYS = 30
STOCK = 50
PRICES = {"Bread": "2.50", "Milk": "1.19", "Coffee": "7.99"}
GOODS = (*SKUS, "Delivery")
_ASKED = ("orderCreate", "inventoryAdjustQuantities", "refundCreate", "orderCancel", "orders", "order", "")
_SAFE_TWICE = ("inventoryAdjustQuantities", "refundCreate", "orders")
"""What Shopify knows again by a key, or what changes nothing. Orders are made anew by a repeated request: no program can
help that, and none of its connections repeats one by itself."""
_SHAPED = ("orderCreate", "inventoryAdjustQuantities", "refundCreate", "orderCancel", "orders", "location")
"""What answers of another shape are given to."""
_SPOILT = ("id", "quantityAfterChange", "amount", "userErrors")
_FITTING = {Fault.TWICE: _SAFE_TWICE, Fault.SHAPE: _SHAPED}
_END_ROUNDS = 60


def live_through(seed: int, acts: int, kills: int) -> Counter[str]:
    """What happened how often. AssertionError with the seed and everything that was wrong in the end."""
    with tempfile.TemporaryDirectory(prefix="month") as folder:
        month = SyncMonth(Path(folder), seed, acts, kills)
        try:
            return month.run()
        except AssertionError as wrong:
            raise AssertionError(
                f"month of seed {seed} with {acts} acts, {kills} kills:\n  {wrong}"
            ) from wrong
        finally:
            month.close()


class SyncMonth:
    """The month of a seed, `acts` things that people do. `kills`: how often a process is killed in earnest."""

    def __init__(self, folder: Path, seed: int, acts: int, kills: int) -> None:
        self.chance = random.Random(seed)
        self.acts = acts
        self.true = ManualClock(MORNING)
        self.shop = FakeShopify(plan=ENTERPRISE, clock=self.true, seed=seed)
        self.shop.fill(
            [ProductSpec(name, (VariantSpec(sku, PRICES[name], levels={}),)) for name, sku in SKUS.items()]
        )
        self.shop.start()
        self.token = "shpat_month_0"
        self.shop.gate.install(self.token)
        for sku in SKUS.values():
            self.shop.set_level(sku, STOCK)
        self.registers = [
            MonthRegister(folder / name, name, self.shop, self.true, self.token) for name in ("one", "two")
        ]
        self.month = Month(dict.fromkeys(SKUS, STOCK))
        self.kill_at = set(self.chance.sample(range(acts), min(kills, acts)))
        self.faults: deque[Fault] = deque()
        self.away = 0
        self.webhooks: list[Webhook] = []
        self.late: deque[tuple[int, Webhook]] = deque()
        self.counts: Counter[str] = Counter()
        self._told = 0

    # -- the month ---------------------------------------------------------------------------------

    def run(self) -> Counter[str]:
        """All of it; what happened how often. AssertionError with everything that is wrong in the end."""
        for number in range(self.acts):
            self.true.advance(self.chance.expovariate(self.acts / (DAYS * 86_400.0)))
            self._somebody_acts()
            if self.chance.random() < 0.35:
                self._trouble()
            if number in self.kill_at:
                self._kill()
            for register in self.registers:
                self._sync(register)
            self._post()
            if self.chance.random() < 0.1:
                self._mend()
        self._settle()
        wrong = self.month.faults(self.shop, self.registers)
        assert not wrong, "\n  ".join(wrong)
        return self.counts

    def _somebody_acts(self) -> None:
        if self.chance.random() < 0.25:
            self._merchant()
            return
        register = self.chance.choice(self.registers)
        act: Callable[[MonthRegister], None] = self.chance.choices(
            (self._sell, self._return, self._void, self._exchange), (60, 14, 8, 8)
        )[0]
        act(register)

    def close(self) -> None:
        """Ends everything."""
        for register in self.registers:
            register.close()
        self.shop.close()

    # -- at the registers --------------------------------------------------------------------------

    def _basket(self, at_least: int = 1) -> list[str]:
        return self.chance.choices(GOODS, k=self.chance.randint(at_least, 4))

    def _sell(self, register: MonthRegister) -> None:
        names = self._basket()
        for name in names:
            register.till.add(name)
        checkout = register.till.services.checkout
        sale = checkout.pay_cash(checkout.due().minor)
        self.month.sold(register.name, sale.order.id, names)
        self.counts["sales"] += 1

    def _return(self, register: MonthRegister) -> None:
        order_id = self._some_order(register)
        if order_id is None:
            return
        returns = register.till.services.returns
        found = returns.of(order_id)
        left = [sold for sold in found.lines if sold.left_milli > 0]
        if not left:
            return
        chosen = self.chance.sample(left, self.chance.randint(1, len(left)))
        picks = {
            sold.line.id: Pick(
                self.chance.randrange(1000, sold.left_milli + 1, 1000), self.chance.random() < 0.7
            )
            for sold in chosen
        }
        returns.carry_out(found, picks, "Changed mind")
        for sold in chosen:
            pick = picks[sold.line.id]
            self.month.came_back(order_id, sold.line.name, pick.quantity_milli // 1000, pick.restock)
        self.month.refunded_once(order_id)
        self.counts["returns"] += 1

    def _exchange(self, register: MonthRegister) -> None:
        """Something comes back and something dearer is taken."""
        order_id = self._some_order(register)
        if order_id is None:
            return
        services = register.till.services
        found = services.returns.of(order_id)
        sold = next((each for each in found.lines if each.left_milli > 0), None)
        if sold is None:
            return
        services.returns.add_to_ticket(found, {sold.line.id: Pick(1000, True)}, "Wrong size")
        names = ["Coffee", "Coffee"]
        for name in names:
            register.till.add(name)
        sale = services.checkout.pay_cash(services.checkout.due().minor)
        self.month.came_back(order_id, sold.line.name, 1, restock=True)
        self.month.refunded_once(order_id)
        self.month.sold(register.name, sale.order.id, names, exchange=True)
        self.counts["exchanges"] += 1

    def _void(self, register: MonthRegister) -> None:
        order_id = self._some_order(register)
        if order_id is None or self.month.orders[order_id].returned or self.month.orders[order_id].exchange:
            return
        register.till.services.orders.void(order_id, "wrong customer")
        self.month.voided(order_id)
        self.counts["voids"] += 1

    def _some_order(self, register: MonthRegister) -> UUID | None:
        ids = [
            id_
            for id_, each in self.month.orders.items()
            if each.register == register.name and not each.voided and not each.used_up
        ]
        return self.chance.choice(ids[-12:]) if ids else None

    # -- in the shop -------------------------------------------------------------------------------

    def _merchant(self) -> None:
        before = {name: self.shop.level(sku) for name, sku in SKUS.items()}
        act = self.chance.choice(
            ("sell", "sell", "sell", "count", "count", "edit", "cancel", "refund", "ship")
        )
        try:
            getattr(self, f"_merchant_{act}")()
        except HandsFault:
            return  # it was cancelled or shipped before
        for name, sku in SKUS.items():
            self.month.shop_moved(name, self.shop.level(sku) - before[name])
        self.counts[f"merchant {act}"] += 1

    def _merchant_sell(self) -> None:
        goods = self.chance.sample(list(SKUS), self.chance.randint(1, 2))
        order = self.shop.sell_online([(SKUS[name], self.chance.randint(1, 3)) for name in goods])
        self.month.web.append(order["id"])

    def _merchant_count(self) -> None:
        self.shop.set_level(SKUS[self.chance.choice(list(SKUS))], self.chance.randint(0, 80))

    def _merchant_edit(self) -> None:
        orders = self.shop.orders()
        if orders:
            self.shop.edit_order(self.chance.choice(orders), note=f"note {self.chance.randrange(1000)}")

    def _merchant_cancel(self) -> None:
        order = self._web_order()
        if order is not None:
            self.shop.cancel_order(order)

    def _merchant_refund(self) -> None:
        order = self._web_order()
        if order is not None:
            self.shop.refund_online(order, "0.50")

    def _merchant_ship(self) -> None:
        order = self._web_order()
        if order is not None:
            self.shop.ship(order)

    def _web_order(self) -> dict[str, object] | None:
        found = [
            order
            for order in self.shop.orders()
            if order["id"] in self.month.web and not order["cancelledAt"]
        ]
        return self.chance.choice(found) if found else None

    # -- what fails --------------------------------------------------------------------------------

    def _trouble(self) -> None:
        deed = self.chance.random()
        if deed < 0.7:
            self._plan_fault()
        elif deed < 0.85:
            self._set_clock()
        elif not self.away:
            self.shop.close()
            self.away = self.chance.randint(1, 6)
            self.counts["network gone"] += 1

    def _plan_fault(self) -> None:
        if not self.faults:
            self.faults.extend(self.chance.sample(list(Fault), len(Fault)))
        fault = self.faults.popleft()
        operation = self.chance.choice(_FITTING.get(fault, _ASKED))
        self.shop.faults.plan(
            fault,
            operation,
            times=self.chance.randint(1, 2) if fault not in (Fault.HANG, Fault.HANG_BEFORE) else 1,
            status=self.chance.choice((500, 502, 503, 504)),
            retry_after=self.chance.choice(("", "1", "30")),
            seconds=0.01,
            spoils=self.chance.choice(_SPOILT),
            becomes=self.chance.choice((None, Gone, "=renamed", 7)),
        )
        self.counts[f"fault {fault.value}"] += 1

    def _set_clock(self) -> None:
        register = self.chance.choice(self.registers)
        before = register.clock.wrong_by
        register.clock.wrong_by = timedelta(hours=self.chance.choice((-30, -3, 0, 0, 2, 50)))
        if register.clock.wrong_by < before:
            register.all_due()  # the sync notices that within seconds
        self.counts["clock set"] += 1

    def _kill(self) -> None:
        register = self.chance.choice(self.registers)
        self._network_back()
        for _ in range(3):
            self._sell(register)
        register.killed_at_random(some_seconds(self.chance))
        self.shop.faults.clear()
        self.counts["killed"] += 1

    def _network_back(self) -> None:
        if self.away:
            self.away = 0
            self.shop.start()
            for register in self.registers:
                register.all_due()

    def _mend(self) -> None:
        """Somebody looks at the sync centre."""
        if self.shop.gate.who(self.token, self.true.now().timestamp()) is None:
            self.token = f"shpat_month_{self.counts['tokens'] + 1}"
            self.shop.gate.install(self.token)
            self.counts["tokens"] += 1
        for register in self.registers:
            register.mend(self.token)

    # -- the sync ----------------------------------------------------------------------------------

    def _sync(self, register: MonthRegister) -> None:
        if self.away:
            self.away -= 1
            if not self.away:
                self.away = 1
                self._network_back()
        if self.chance.random() < 0.3:
            return
        if self.chance.random() < 0.3:
            register.stopping_at(self.chance.randrange(8), self.chance.random() < 0.5)
        try:
            register.sync()
            if self.chance.random() < 0.25:
                register.look()
            register.store.left = None
        except Stopped:
            register.start_again()
            self.counts["stopped"] += 1
        for plan in list(self.shop.faults._taken):
            plan.let_go.set()

    # -- webhooks ----------------------------------------------------------------------------------

    def _post(self) -> None:
        told = list(self.shop.courier.told)[self._told :]
        self._told = len(self.shop.courier.told)
        for one in told:
            if self.chance.random() < 0.3:
                self.late.append((self.chance.randint(0, 40), replace(one, webhook_id=str(uuid4()))))
        due = [webhook for wait, webhook in self.late if wait <= 0]
        self.late = deque((wait - 1, webhook) for wait, webhook in self.late if wait > 0)
        for webhook in due:
            for register in self.registers:
                self._receive(register, webhook)

    def _receive(self, register: MonthRegister, webhook: Webhook) -> None:
        platform = register.shops.of(register.connection)
        body, headers = webhook.body, webhook.headers
        forged = body.replace(b'"', b"'", 1), body[: len(body) // 2], body + b" "
        for wrong, signed in (
            *((each, headers) for each in forged),
            (body, self._signed_by_another(webhook)),
        ):
            try:
                platform.verify(signed, wrong)
            except BadSignature:
                self.counts["forged"] += 1
            else:
                self.month.wrong.append(f"a forged {webhook.topic} was taken")
        message = platform.verify(headers, body)
        if register.inbox.take(register.connection, message, "webhook"):
            self.month.webhooks[register.name] += 1
        else:
            self.month.wrong.append(f"a new {webhook.topic} was refused")
        if self.chance.random() < 0.4:
            while self.chance.random() < 0.5 and register.inbox.work():
                pass
            if register.inbox.take(register.connection, platform.verify(headers, body), "webhook"):
                self.month.wrong.append(f"a {webhook.topic} was taken twice")
            self.counts["replayed"] += 1
        self.counts["webhooks"] += 1

    @staticmethod
    def _signed_by_another(webhook: Webhook) -> dict[str, str]:
        return replace(webhook, secret="another-secret").headers

    # -- the end -----------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Nothing fails any more, everybody waits."""
        self.shop.faults.clear()
        self._network_back()
        for _, webhook in self.late:
            for register in self.registers:
                self._receive(register, webhook)
        self.late.clear()
        for register in self.registers:
            register.clock.wrong_by = timedelta(0)
            register.start_again()
        for _ in range(_END_ROUNDS):
            self.true.advance(1200)
            self._mend()
            steps = sum(register.sync(50) for register in self.registers)
            if not steps and not any(register.unsent() for register in self.registers):
                break
        # What one register's level moved, the other hears of; what was stored before a stop and is understood only now
        # may have to be looked at again by a person as well.
        for _ in range(3):
            self.true.advance(1200)
            self._mend()
            for register in self.registers:
                register.look()
                register.sync(50)
