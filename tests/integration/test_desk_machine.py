"""Any order of what a cashier may do: what is on disk is what is shown, and numbers have no gap."""

import shutil
import tempfile
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_desktop.domain.discount import Discount, amount_off, percent
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import PRODUCTS, STOCK_MILLI, Till, label, make_till

GOODS = st.sampled_from(["Bread", "Milk", "Coffee", "Delivery", "Sweet"])
PLACES = st.integers(0, 9)
DISCOUNTS = st.one_of(
    st.none(),
    st.integers(1, 1000).map(lambda tenth: percent(Decimal(tenth) / 10, "offer")),
    st.integers(1, 2_000).map(lambda minor: amount_off(minor, "offer")),
)
Line = tuple[str, int, Discount | None]  # name, thousandths, discount


class CashierMachine(RuleBasedStateMachine):
    """The model: a list of lines on the screen, lists that are parked, and sums of what was sold."""

    @initialize()
    def open_the_shop(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="till-"))
        self.till: Till = make_till(self.folder / "till")
        self.till.sign_in("Manager")
        self.till.open_shift()
        self.shown: list[Line] = []
        self.parked: list[list[Line]] = []
        self.removed: tuple[TicketLine, Line, Discount | None] | None = None
        self.off: Discount | None = None
        self.offs: list[Discount | None] = []
        self.numbers = 0
        self.cash = 10_000
        self.left: Counter[str] = Counter(dict.fromkeys(PRODUCTS, STOCK_MILLI))

    def teardown(self) -> None:
        if hasattr(self, "till"):
            self.till.close()
            shutil.rmtree(self.folder)

    @property
    def tickets(self):  # type: ignore[no-untyped-def]
        return self.till.services.tickets

    def at(self, place: int) -> int:
        return place % len(self.shown)

    def line(self, place: int) -> TicketLine:
        return self.tickets.ticket.lines[place]

    # -- lines ---------------------------------------------------------------------------------

    @rule(name=GOODS)
    def add(self, name: str) -> None:
        self.till.add(name)
        for place in reversed(range(len(self.shown))):
            present, quantity, discount = self.shown[place]
            if present == name and discount is None:
                self.shown[place] = (name, quantity + 1000, None)
                return
        self.shown.append((name, 1000, None))

    @rule(grams=st.integers(1, 5_000))
    def weigh(self, grams: int) -> None:
        self.tickets.scan(label("21", "04001", grams))
        self.shown.append(("Apples", grams, None))

    @precondition(lambda self: self.shown)
    @rule(place=PLACES, pieces=st.sampled_from([-1, 1, 1]))
    def step(self, place: int, pieces: int) -> None:
        at = self.at(place)
        name, quantity, discount = self.shown[at]
        done = self.tickets.step(self.line(at).id, pieces)
        assert done == (name != "Apples" and quantity + pieces * 1000 > 0)
        if done:
            self.shown[at] = (name, quantity + pieces * 1000, discount)

    @precondition(lambda self: self.shown)
    @rule(place=PLACES, discount=DISCOUNTS)
    def discount_line(self, place: int, discount: Discount | None) -> None:
        at = self.at(place)
        self.tickets.discount_line(self.line(at).id, discount)
        self.shown[at] = (*self.shown[at][:2], discount)

    @rule(discount=DISCOUNTS)
    def discount_ticket(self, discount: Discount | None) -> None:
        self.tickets.discount_ticket(discount)
        self.off = discount

    @precondition(lambda self: self.shown)
    @rule(place=PLACES)
    def remove(self, place: int) -> None:
        at, went = self.at(place), None
        line, known = self.tickets.remove(self.line(at).id), self.shown.pop(at)
        if not self.shown:
            went, self.off = self.off, None
        self.removed = line, known, went

    @precondition(lambda self: self.removed)
    @rule()
    def restore(self) -> None:
        assert self.removed is not None
        line, known, went = self.removed
        self.tickets.restore(line)
        self.shown.append(known)
        self.off, self.removed = self.off or went, None

    # -- tickets -------------------------------------------------------------------------------

    def _next(self) -> None:
        self.shown, self.off, self.removed = [], None, None

    @precondition(lambda self: self.shown)
    @rule()
    def park(self) -> None:
        self.tickets.park()
        self.parked.append(self.shown)
        self.offs.append(self.off)
        self._next()

    @precondition(lambda self: self.parked)
    @rule(place=PLACES)
    def resume(self, place: int) -> None:
        at = place % len(self.parked)
        self.till.later(seconds=1)
        self.tickets.resume(self._stored(at).id)
        shown, off = self.parked.pop(at), self.offs.pop(at)
        if self.shown:
            self.parked.append(self.shown)
            self.offs.append(self.off)
        self._next()
        self.shown, self.off = shown, off

    @precondition(lambda self: self.parked)
    @rule(place=PLACES)
    def merge(self, place: int) -> None:
        at = place % len(self.parked)
        self.tickets.merge(self._stored(at).id)
        self.shown = [*self.shown, *self.parked.pop(at)]
        self.offs.pop(at)

    @precondition(lambda self: self.shown)
    @rule()
    def discard(self) -> None:
        self.tickets.discard()
        self._next()

    @precondition(lambda self: self.shown)
    @rule(more=st.sampled_from([0, 1, 500]))
    def pay(self, more: int) -> None:
        due = self.tickets.totals.total_minor
        sale = self.till.services.checkout.pay_cash(due + more)
        self.numbers += 1
        assert (sale.order.number, sale.cash.change_minor) == (f"1-{self.numbers:06d}", more)
        self.cash += due
        for name, quantity, _ in self.shown:
            self.left[name] -= quantity if PRODUCTS[name].get("track_stock", True) else 0
        self._next()

    @rule()
    def restart(self) -> None:
        self.till.restart()
        self.removed = None

    @rule()
    def lock_and_unlock(self) -> None:
        self.till.services.session.sign_out()
        self.till.sign_in("Manager")

    # -- what always holds ---------------------------------------------------------------------

    def _stored(self, at: int) -> Ticket:
        """The parked ticket of a place in the model: the one with the same lines."""
        return next(
            ticket for ticket in self.tickets.parked() if facts_of(ticket) == (self.parked[at], self.offs[at])
        )

    @invariant()
    def the_disk_knows_what_is_shown(self) -> None:
        if not hasattr(self, "till"):
            return
        shown = self.tickets.ticket
        with self.till.store.read() as work:
            assert work.tickets.open_ticket(self.till.desk.register.id) == shown
        assert facts_of(shown) == (self.shown, self.off)
        assert self.tickets.totals == price_ticket(shown)
        assert self.tickets.totals.total_minor == by_hand(self.shown, self.off)

    @invariant()
    def nothing_parked_is_lost(self) -> None:
        if hasattr(self, "till"):
            stored = [facts_of(ticket) for ticket in self.tickets.parked()]
            known = list(zip(self.parked, self.offs, strict=True))
            assert len(stored) == len(known) == self.tickets.parked_count()
            assert all(one in known for one in stored) and all(one in stored for one in known)

    @invariant()
    def money_numbers_and_stock_add_up(self) -> None:
        if hasattr(self, "till"):
            numbers = [row.sequence for row in self.till.rows_of(tables.sale_order)]
            assert sorted(numbers) == list(range(1, self.numbers + 1))
            assert self.till.drawer_holds() == self.cash
            assert {name: self.till.on_hand(name) for name in PRODUCTS} == dict(self.left)


def facts_of(ticket: Ticket) -> tuple[list[Line], Discount | None]:
    return [(line.name, line.quantity_milli, line.discount) for line in ticket.lines], ticket.discount


def by_hand(lines: list[Line], off: Discount | None) -> int:
    """The total with prices that include their tax, reckoned apart from the program."""
    owed = 0
    for name, quantity, discount in lines:
        amount = half_up(Decimal(PRODUCTS[name]["price"]) * quantity / 1000)
        owed += amount - taken(discount, amount)
    return owed - taken(off, owed)


def taken(discount: Discount | None, amount: int) -> int:
    if discount is None:
        return 0
    if discount.kind == "percent":
        return half_up(Decimal(amount) * discount.value / 100)
    return min(amount, int(discount.value))


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


CashierMachine.TestCase.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestCashier = CashierMachine.TestCase
