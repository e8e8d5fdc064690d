"""A day at the demo shop, played through the real windows without a screen: pictures, receipts, a summary."""

import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_desktop import bootstrap
from pos_desktop.application.counter import LineText
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import Register
from pos_desktop.commands import journal
from pos_desktop.demo import shop, tenders
from pos_desktop.demo.at_screen import started_printer, started_terminal
from pos_desktop.demo.card_day import CardDay
from pos_desktop.demo.counter_day import CounterDay
from pos_desktop.demo.counter_devices import CounterDevices
from pos_desktop.demo.online_day import OnlineDay
from pos_desktop.demo.online_shop import OnlineShop
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.domain.cash import make_change
from pos_desktop.domain.money import Money
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.zvt.fake import VirtualZvtTerminal
from pos_desktop.storage.journal import stream
from pos_desktop.storage.values import to_micros
from pos_desktop.system.folders import Folders
from pos_desktop.system.logging_setup import start_logging, stop_logging

if TYPE_CHECKING:
    from pos_desktop.demo.hand import Hand

log = logging.getLogger(__name__)

SIZE = (1366, 768)
FLOAT_MINOR = 15000
UNKNOWN_CODE = "4099999999990"
ONLINE_SHOP = "online-shop"
"""Where the practice shop keeps its books, beside the pictures."""
PINS = {"cashier": "1111", "manager": "9999"}


def play(out: Path, *, language: str = "en", dark: bool = False, say: Callable[[str], object] = print) -> int:
    """Plays the day; the program's exit code. Everything lands in `out`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    for old in (*out.glob("*.png"), out / "summary.json"):
        old.unlink(missing_ok=True)
    shutil.rmtree(out / ONLINE_SHOP, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="pos-desktop-day-"))
    start_logging(folder / "log")
    try:
        summary = _play(folder, out, language, dark=dark, say=say)
    finally:
        stop_logging()
        shutil.rmtree(folder, ignore_errors=True)
    (out / "summary.json").write_text(
        json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    say(tr("Pictures of the screens: {files}", files=", ".join(summary["pictures"])))
    say(tr("Receipts: {files}", files=", ".join(summary["receipts"])))
    say(tr("Everything is in {folder}", folder=out))
    return 0


def _play(
    folder: Path, out: Path, language: str, *, dark: bool, say: Callable[[str], object]
) -> dict[str, Any]:
    from pos_desktop.ui import appearance
    from pos_desktop.ui.application import create
    from pos_desktop.ui.shell.window import RegisterWindow

    application = create(["pos-desktop"])
    _hush_offscreen()
    printer = started_printer()
    terminal = started_terminal(bank_seconds=0.0)
    zvt = VirtualZvtTerminal().start()
    devices = CounterDevices(folder / "devices", settle_seconds=0.1)
    devices.start()
    opened = bootstrap.open_database(Folders.under(folder), key_file=True)
    say(tr("Building the demo shop with a month of past sales …"))
    shop.build(
        opened, language=language, printer_port=printer.port, terminal_port=terminal.port, counter=devices
    )
    register = Register(opened)
    online = OnlineShop(register, out / ONLINE_SHOP)
    online.begin()
    if dark:
        register.services.desk.change_settings(appearance="dark")
    appearance.follow(register.services.desk.settings)
    window = RegisterWindow(register.services)
    window.resize(*SIZE)
    window.start()
    window.show()
    register.start()
    try:
        from pos_desktop.demo.hand import Hand

        hand = Hand(window, out)
        counter = CounterDay(register, devices, hand, out)
        day = Day(register, printer, terminal, zvt, online, counter, hand, out, say)
        summary = day.run()
    finally:
        window.close()
        window.deleteLater()
        application.processEvents()
        online.halt()
        register.sync.stop()
        register.payments.stop()
        register.crew.stop()
        register.accounts.close()
        register.platforms.close()
        online.close()
        devices.stop()
        zvt.stop()
        terminal.stop()
        printer.stop()
    summary["journal_verified"] = _journal_holds(register)
    register.data.close()
    return summary


def _hush_offscreen() -> None:
    """Keeps one remark of the platform without a screen to itself: that windows have no size hints there."""
    from PySide6.QtCore import qInstallMessageHandler

    def show(_kind: object, _context: object, text: str) -> None:
        if "propagateSizeHints" not in text:
            log.warning("%s", text)

    qInstallMessageHandler(show)


def _journal_holds(register: Register) -> bool:
    register.data.database.note_anchor()
    return journal.verify(register.data).ok


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
            (tr("Drawer without sale, with approval"), self._no_sale),
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

    # -- the summary ---------------------------------------------------------------------------

    def _approvals(self) -> list[dict[str, Any]]:
        """Each manager's word of the day, as the journal has it."""
        since = self._services.shifts.recent(1)[0].opened_at
        with self._register.data.database.read() as connection:
            entries = [entry for entry in stream(connection) if entry["kind"] == "approved"]
        bodies = [json.loads(entry["body"]) for entry in entries if entry["at"] >= to_micros(since)]
        wanted = ("permission", "title", "amount_minor", "method", "asked_by", "approved_by")
        return [{name: body[name] for name in wanted} for body in bodies]

    def _devices(self) -> list[dict[str, Any]]:
        """Every device of the counter, and what went over its line."""
        opened = len(self._printer.pulses)
        charged = self._cards.facts()
        return [
            {
                **_device("printer", "printer", "tcp", "network"),
                "exchanged": len(self._printer.receipts),
                "receipts": len(self._printer.receipts),
            },
            {**_device("drawer", "drawer", "printer", "printer"), "exchanged": opened, "opened": opened},
            {
                **_device("card-terminal", "card_terminal", "fake", "network"),
                "exchanged": len([one for one in charged["payments"] if one["kind"] == "card"]),
                "charged_minor": charged["terminal"]["charged_minor"],
            },
            {
                **_device("card-terminal-zvt", "card_terminal", "zvt", "network"),
                "exchanged": len(self._zvt.transactions),
                "payments": [
                    {"kind": booking.kind.value, "amount_minor": booking.amount_minor}
                    for booking in self._zvt.transactions
                ],
            },
            *self._counter.facts(),
        ]

    def _summary(self) -> dict[str, Any]:
        shift = self._services.shifts.recent(1)[0]
        counted, expected = shift.counted_minor or 0, shift.expected_minor or 0
        orders = sorted((*self._orders, *self._cards.orders), key=lambda order: order.number)
        return {
            "currency": self._services.desk.settings.currency_code,
            "orders": [_order_facts(order) for order in orders],
            **self._cards.facts(),
            "synced": self._online.facts(orders),
            "approvals": self._approvals(),
            "drawer_opened": len(self._printer.pulses),
            "receipts": self._receipts,
            "displays": self._counter.pictures,
            "pictures": self._hand.taken,
            "devices": self._devices(),
            "printer_problems": list(self._printer.problems),
            "shift": {
                "number": shift.number,
                "float_minor": shift.float_minor,
                "expected": expected,
                "counted": counted,
                "variance": counted - expected,
            },
            "seconds": round(time.monotonic() - self._started, 1),
        }


def _device(name: str, family: str, driver: str, kind: str) -> dict[str, Any]:
    """A device that was there all day."""
    return {"name": name, "family": family, "driver": driver, "kind": kind, "state": "connected"}


def _order_facts(order: OrderView) -> dict[str, Any]:
    return {
        "number": order.number,
        "lines": [
            {
                "name": line.name,
                "quantity_milli": line.quantity_milli,
                "unit_price_minor": line.unit_price_minor,
                "amount_minor": line.amount_minor,
                "discount_minor": line.discount_minor,
                "net_minor": line.net_minor,
                "tax_minor": line.tax_minor,
                "total_minor": line.total_minor,
            }
            for line in order.lines
        ],
        "subtotal_minor": order.subtotal_minor,
        "discount_minor": order.discount_minor,
        "taxes": [
            {"name": t.name, "rate": str(t.rate), "net_minor": t.net_minor, "tax_minor": t.tax_minor}
            for t in order.taxes
        ],
        "tax_minor": order.tax_minor,
        "total_minor": order.total_minor,
        "tenders": [
            {
                "kind": t.kind,
                "amount_minor": t.amount_minor,
                "given_minor": t.given_minor,
                "change_minor": t.change_minor,
            }
            for t in order.tenders
        ],
        "change_minor": sum(t.change_minor for t in order.tenders),
    }
