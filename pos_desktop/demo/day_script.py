"""The steps of the scripted day, one after the other, and what came of them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_desktop.application.counter import LineText
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import Register
from pos_desktop.demo import shop, tenders
from pos_desktop.demo.card_day import CardDay
from pos_desktop.demo.counter_day import CounterDay
from pos_desktop.demo.day_facts import approval_facts, device_facts, order_facts, shift_facts
from pos_desktop.demo.online_day import OnlineDay
from pos_desktop.demo.online_shop import OnlineShop
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.domain.cash import make_change
from pos_desktop.domain.money import Money
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.zvt.fake import VirtualZvtTerminal

if TYPE_CHECKING:
    from pos_desktop.demo.hand import Hand

FLOAT_MINOR = 15000
UNKNOWN_CODE = "4099999999990"
PINS = {"cashier": "1111", "manager": "9999"}


class Day:
    """The script. Each step looks at the result before the next one begins."""

    def __init__(
        self,
        register: Register,
        printer: VirtualPrinter,
        terminal: VirtualTerminal,
        zvt: VirtualZvtTerminal,
        online: OnlineShop,
        counter: CounterDay,
        hand: "Hand",
        out: Path,
        say: Callable[[str], object],
    ) -> None:
        self._register = register
        self._services = register.services
        self._printer = printer
        self._zvt = zvt
        self._counter = counter
        self._hand = hand
        self._out = out
        self._say = say
        self._orders: list[OrderView] = []
        self._receipts: list[str] = []
        self._started = time.monotonic()
        self._cards = CardDay(register, terminal, hand, self._approve, self._codes, printer.drawer_close)
        self._online = OnlineDay(register, online, hand, self._cards, self._sign_in_as, self._favourites)

    def run(self) -> dict[str, Any]:
        """Plays all steps; what came of them."""
        cards = self._cards
        for name, step in (
            (tr("Sign in"), self._sign_in),
            (tr("Open the shift"), self._open_shift),
            (tr("Online shop connected"), self._online.connected),
            (tr("Scale, scanner and line display are there"), self._counter.ready),
            (tr("Scan five items"), self._scan),
            (tr("Search one"), self._search),
            (tr("Change a quantity"), self._change_quantity),
            (tr("Price override with approval"), self._override),
            (tr("Park and resume"), self._park),
            (tr("Pay cash with change"), self._pay),
            (tr("Reprint"), self._reprint),
            (tr("No sale, with approval"), self._no_sale),
            (tr("Split: gift card, card and cash"), cards.split),
            (tr("Sent: a busy shop, a lost answer"), lambda: self._online.looked_up(self._orders[0])),
            (tr("The network goes away"), self._online.cut),
            (tr("Declined card, then cash"), cards.declined),
            (tr("A lost answer, found out"), cards.lost_answer),
            (tr("What waits for the network"), self._online.backlog),
            (tr("The network is back"), self._online.back),
            (tr("Paid at a ZVT terminal"), self._pay_by_zvt),
            (tr("Partial refund to the card, with approval"), cards.refund),
            (tr("Exchange with a difference"), cards.exchange),
            (tr("Void"), cards.void),
            (tr("Sold, and gone from the online shop"), self._online.park),
            (tr("Online shop in the settings"), self._online.settings),
            (tr("Parked order mended by a manager"), self._online.mend),
            (tr("Nothing waits, here or there"), self._online.settled),
            (tr("Close the shift"), self._close),
        ):
            step()
            self._say(f"  ✓ {name}")
        return self._summary()

    # -- the steps -----------------------------------------------------------------------------

    def _sign_in(self) -> None:
        self._hand.picture("login")
        self._hand.write(PINS["cashier"])
        self._hand.until(lambda: self._services.desk.person, "signing in")
        self._hand.settle(0.2)

    def _sign_in_as(self, who: str) -> None:
        """Somebody else comes to the register."""
        self._hand.press(tr("Lock"))
        self._hand.until(lambda: self._services.desk.person is None, "the locked register")
        self._hand.press(self._name_of(who))
        self._hand.write(PINS[who])
        self._hand.until(lambda: self._services.desk.person, "signing in")
        self._hand.settle(0.2)

    def _name_of(self, role: str) -> str:
        with self._register.data.store.read() as work:
            return next(person.name for person in work.people.all() if person.role.name == role)

    def _open_shift(self) -> None:
        self._hand.press(tr("Cash"))
        self._hand.picture("shift-open")
        self._hand.write(str(FLOAT_MINOR))
        self._hand.enter()
        self._hand.until(self._services.shifts.current, "the shift")
        self._hand.until(lambda: self._hand.sees("sale"), "the sale screen")
        self._hand.picture("sale-empty")

    def _scan(self) -> None:
        tickets = self._services.tickets
        oat, milk, third = self._codes()
        self._counter.scan(oat)
        self._hand.scan(milk)
        self._hand.scan(UNKNOWN_CODE)
        self._hand.picture("unknown-code")
        self._hand.escape()
        self._hand.scan(self._apples_label(self._counter.weigh(342)))
        self._counter.scan(third)
        self._hand.until(lambda: len(tickets.ticket.lines) == 4, "four lines")
        self._show_total("total")
        self._hand.picture("scanned")

    def _show_total(self, name: str) -> None:
        """The customer reads the last line and what is to be paid."""
        tickets, settings = self._services.tickets, self._services.desk.settings
        total = Formats(settings.locale, settings.currency).money(tickets.totals.total_minor)
        text = LineText(tickets.ticket.lines[-1].name, tr("Total"), lower_end=total)
        self._counter.show(name, text, lambda lines: all(line.strip() for line in lines))

    def _search(self) -> None:
        before = len(self._services.tickets.ticket.lines)
        name = self._services.catalogue.favourites(0, 15)[0][7].name
        words = " ".join(word[:4] for word in name.split()[:2])
        self._hand.key_into_search(words)
        self._hand.picture("search")
        self._hand.enter()
        self._hand.until(lambda: len(self._services.tickets.ticket.lines) == before + 1, "the found product")

    def _change_quantity(self) -> None:
        from PySide6.QtCore import Qt

        first = self._services.tickets.ticket.lines[0].id
        self._hand.select_line(first)
        self._hand.key(Qt.Key.Key_F9)
        self._hand.write("3")
        self._hand.picture("quantity")
        self._hand.enter()
        self._hand.until(
            lambda: self._services.tickets.ticket.line(first).quantity_milli == 3000, "three pieces"
        )

    def _override(self) -> None:
        from PySide6.QtCore import Qt

        line = self._services.tickets.ticket.lines[1]
        self._hand.select_line(line.id)
        self._hand.key(Qt.Key.Key_F8)
        self._hand.write("99")
        self._hand.picture("price-override")
        self._hand.enter()
        self._approve("approval")
        self._hand.until(
            lambda: self._services.tickets.ticket.line(line.id).unit_price_minor == 99, "the other price"
        )
        self._hand.picture("overridden")

    def _park(self) -> None:
        from PySide6.QtCore import Qt

        parked = self._services.tickets.ticket
        self._hand.key(Qt.Key.Key_F4)
        self._hand.picture("park")
        self._hand.enter()
        self._hand.until(lambda: self._services.tickets.parked_count() == 1, "the parked ticket")
        self._hand.key(Qt.Key.Key_F3)
        self._hand.picture("parked")
        self._hand.enter()
        self._hand.until(lambda: self._services.tickets.ticket.id == parked.id, "the resumed ticket")

    def _pay(self) -> None:
        from PySide6.QtCore import Qt

        ticket = self._services.tickets.ticket
        self._hand.key(Qt.Key.Key_F12)
        self._hand.picture("pay")
        self._hand.write(str(self._services.checkout.quick_amounts()[-1]))
        self._hand.picture("pay-given")
        self._hand.enter()
        self._hand.until(lambda: self._hand.sees("done"), "the change")
        self._orders.append(self._services.orders.get(ticket.id))
        self._hand.until(lambda: self._printer.pulses, "the drawer")
        self._hand.picture("change")
        self._hand.enter()
        self._receipt("receipt")
        self._printer.drawer_close()
        self._hand.picture("next-customer")

    def _reprint(self) -> None:
        self._hand.press(tr("Orders"))
        self._hand.picture("orders")
        self._hand.press(tr("Reprint"))
        self._receipt("reprint")
        self._hand.picture("reprinted")

    def _pay_by_zvt(self) -> None:
        """The shop has a second terminal, of another make."""
        method = tenders.add_zvt(self._register.data.store, self._zvt.host, self._zvt.port)
        self._orders.append(self._cards.at_other_terminal(method, self._zvt.present))

    def _no_sale(self) -> None:
        before = len(self._printer.pulses)
        self._hand.press(tr("Cash"))
        self._hand.press(tr("No sale"))
        self._hand.picture("no-sale")
        self._hand.enter()
        self._approve("no-sale-approval")
        self._hand.until(lambda: len(self._printer.pulses) > before, "the drawer")
        self._hand.settle(0.2)
        self._printer.drawer_close()
        self._hand.picture("no-sale-done")

    def _close(self) -> None:
        self._keep_papers()
        self._hand.press(tr("Cash"))
        self._hand.press(tr("Count and close"))
        self._hand.picture("count")
        self._count()
        self._hand.picture("counted")
        self._hand.press(tr("Confirm count"))
        self._hand.until(lambda: self._state() == "counted", "the confirmed count")
        self._hand.picture("z-report")
        shift = self._services.shifts.recent(1)[0]
        self._hand.press(tr("Close shift {number}", number=shift.number))
        self._hand.until(lambda: self._services.shifts.current() is None, "the closed shift")
        self._receipt("z-report-paper")
        self._hand.picture("closed")

    # -- what the steps are made of ------------------------------------------------------------

    def _state(self) -> str:
        shift = self._services.shifts.current()
        return shift.state if shift else ""

    def _approve(self, name: str) -> None:
        self._hand.write(PINS["manager"][:2])
        self._hand.picture(name)
        self._hand.write(PINS["manager"][2:])
        self._hand.settle(0.3)
        if self._hand.overlay_is_open():
            self._hand.enter()

    def _codes(self) -> tuple[str, str, str]:
        """Barcodes of three favourites."""
        hits = [self._services.catalogue.search(tile.name, 1)[0] for tile in self._favourites(0, 3, 4)]
        first, second, third = (hit.barcode or "" for hit in hits)
        return first, second, third

    def _favourites(self, *places: int) -> list[Any]:
        tiles, _ = self._services.catalogue.favourites(0, 15)
        return [tiles[place] for place in places]

    def _apples_label(self, grams: int) -> str:
        """The label a scale prints for apples: prefix 21, item number, weight in grams, check digit."""
        from pos_desktop.domain.gtin import check_digit

        body = f"21{shop.APPLES_PLU}{grams:05d}"
        return body + check_digit(body)

    def _count(self) -> None:
        """Counts what lies in the drawer, one small coin short, as it happens."""
        with self._register.data.store.read() as work:
            shift = work.shifts.current(self._services.desk.register.id)
            assert shift is not None
            expected = work.shifts.drawer(shift.id).expected_minor
        pieces = dict(make_change(Money(expected, self._services.desk.settings.currency)))
        smallest = min(pieces)
        pieces[smallest] -= 1
        self._hand.count_pieces(pieces)

    def _receipt(self, name: str) -> None:
        """Waits for the paper and keeps its picture."""
        wanted = len(self._receipts) + 1
        self._hand.until(lambda: len(self._printer.receipts) >= wanted, f"the paper of {name}")
        file = f"paper-{wanted:02d}-{name}.png"
        (self._out / file).write_bytes(self._printer.receipts[wanted - 1].png())
        self._receipts.append(file)

    def _keep_papers(self) -> None:
        """Waits until nothing is to be printed, and keeps what was."""
        self._hand.until(self._printed_out, "the last paper")
        for place in range(len(self._receipts), len(self._printer.receipts)):
            file = f"paper-{place + 1:02d}-of-cards.png"
            (self._out / file).write_bytes(self._printer.receipts[place].png())
            self._receipts.append(file)

    def _printed_out(self) -> bool:
        counts = [device.counts for device in self._services.devices.devices()]
        return not any(count.waiting or count.printing for count in counts)

    def _summary(self) -> dict[str, Any]:
        orders = sorted((*self._orders, *self._cards.orders), key=lambda order: order.number)
        charged = self._cards.facts()
        return {
            "currency": self._services.desk.settings.currency_code,
            "orders": [order_facts(order) for order in orders],
            **charged,
            "synced": self._online.facts(orders),
            "approvals": approval_facts(self._register),
            "drawer_opened": len(self._printer.pulses),
            "receipts": self._receipts,
            "displays": self._counter.pictures,
            "pictures": self._hand.taken,
            "devices": device_facts(self._printer, self._zvt, charged, self._counter),
            "printer_problems": list(self._printer.problems),
            "shift": shift_facts(self._services.shifts.recent(1)[0]),
            "seconds": round(time.monotonic() - self._started, 1),
        }
