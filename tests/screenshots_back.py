"""Pictures of goods and money back, at a demo shop whose virtual card terminal answers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_desktop import bootstrap
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.bootstrap import Register
from pos_desktop.demo import shop
from pos_desktop.demo.tenders import GIFT_CARDS
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.system.folders import Folders
from tests.photographer import Photographer, photographed


@contextmanager
def card_shop(language: str = "en") -> Iterator[tuple[Register, VirtualPrinter, VirtualTerminal]]:
    """A demo shop with a printer that prints and a terminal that charges."""
    folder = Path(tempfile.mkdtemp(prefix="pos-desktop-pictures-"))
    printer = VirtualPrinter(0).start()
    with VirtualTerminal() as terminal:
        opened = bootstrap.open_database(Folders.under(folder), key_file=True)
        shop.build(opened, language=language, printer_port=printer.port, terminal_port=terminal.port)
        register = Register(opened)
        register.start()
        try:
            yield register, printer, terminal
        finally:
            register.close()
            printer.stop()
            shutil.rmtree(folder, ignore_errors=True)


class Returner:
    """Sells and brings back, and takes the pictures on the way."""

    def __init__(self, photographer: Photographer, terminal: VirtualTerminal) -> None:
        self.p, self.terminal = photographer, terminal
        self.services = photographer.services

    # -- selling ---------------------------------------------------------------------------------

    def method(self, kind: TenderKind) -> PaymentMethod:
        with self.p.register.data.store.read() as work:
            return next(method for method in work.payment_methods.all() if method.kind is kind)

    def ring_up(self, *places: int) -> None:
        tiles, _ = self.services.catalogue.favourites(0, 15)
        for place in places:
            self.services.tickets.add(tiles[place].variant_row)

    def by_card(self, amount: int | None = None) -> None:
        """A card pays what is left, or so much of it."""
        payment = self.services.tendering.start(self.method(TenderKind.CARD).id, amount)
        self.p.hand.until(lambda: self.terminal.present() or None, "the reader to want a card")
        tendering = self.services.tendering
        self.p.hand.until(lambda: None if tendering.payment(payment.id).state.open else True, "the card")
        self.services.settling.settle()

    def sold_with_gift_card_and_card(self) -> OrderView:
        self.ring_up(0, 0, 5, 3, 3, 3, 9, 10)
        self.services.tickets.set_customer("Member 20417")
        code, _ = GIFT_CARDS[0]
        ticket = self.services.tickets.ticket.id
        self.services.tendering.take_code(self.method(TenderKind.GIFT_CARD).id, code, 1000)
        self.by_card()
        return self.services.orders.get(ticket)

    def sold_by_card(self, *places: int) -> OrderView:
        self.ring_up(*places)
        ticket = self.services.tickets.ticket.id
        self.by_card()
        return self.services.orders.get(ticket)

    # -- pictures --------------------------------------------------------------------------------

    def everything(self) -> None:
        p = self.p
        p.sign_in(0)
        self.services.shifts.open(15000)
        others = [self.sold_by_card(1, 2), self.sold_by_card(4)]
        order = self.sold_with_gift_card_and_card()
        p.window.go("orders", order=order.id)
        p.hand.settle(0.3)
        p.take("order-card")
        self._refund(order)
        self._exchange(others[0])
        self._without_receipt()
        self._promises(others[1])

    def _refund(self, order: OrderView) -> None:
        p = self.p
        p.window.go("refund", order=order.id)
        p.take("refund-empty")
        rows = p.sight.table.rows
        rows[0].take()
        rows[2].take(1)
        rows[2].restock.setChecked(False)
        for row in rows[3:]:
            row.take()
        rows[1].take()
        p.sight.reason.nth(0)
        p.take("refund")
        p.sight.refund()
        p.hand.write("99")
        p.over("refund-approval")
        p.sight.split.ask_first()
        p.over("refund-split")
        p.sight.table.take_all()
        p.sight.table.take_all()
        rows[0].take(1)
        p.sight.refund()
        p.hand.until(lambda: p.window.frame.page() == "refunded" or None, "the refund")
        screen = p.sight
        p.hand.until(lambda: screen.head.title() == "Refund done" or None, "the money")
        p.hand.settle(0.3)
        p.take("refunded")
        p.window.go("orders", order=order.id)
        p.hand.settle(0.3)
        p.take("order-returned")

    def _exchange(self, order: OrderView) -> None:
        p, returns = self.p, self.services.returns
        from pos_desktop.application.returns import Pick

        found = returns.of(order.id)
        picks = {sold.line.id: Pick(sold.left_milli) for sold in found.lines}
        returns.add_to_ticket(found, picks, "Wrong item")
        self.ring_up(0)
        p.window.go("sale")
        p.take("exchange")
        p.window.go("give_back")
        p.take("give-back")
        self.services.tickets.discard()
        p.window.go("sale")

    def _without_receipt(self) -> None:
        side = self.p.sight.ticket
        if hasattr(side, "ask_return"):
            side.ask_return()
            self.p.hand.write("oat")
            self.p.hand.settle(0.3)
            self.p.over("return-without-receipt")

    def _promises(self, order: OrderView) -> None:
        p, returns = self.p, self.services.returns
        self.terminal.cut_line()
        p.window.go("refund", order=order.id)
        p.sight.table.take_all()
        p.sight.reason.nth(1)
        p.sight.refund()
        p.hand.until(lambda: p.window.frame.page() == "refunded" or None, "the refund")
        p.hand.until(lambda: returns.open_promises()[0].last_error or None, "a try")
        p.hand.settle(4.5)
        p.take("refund-promised")
        p.window.go("orders")
        p.hand.settle(0.3)
        p.take("orders-money-on-its-way")
        p.window.go("promises")
        p.hand.settle(0.3)
        p.take("promises")
        (promise,) = returns.open_promises()
        self.terminal.mend_line()
        self.terminal.fail_next(402)
        returns.try_now(promise.id)
        p.hand.until(lambda: not returns.open_promises()[0].state.open or None, "the refusal")
        p.hand.settle(1.2)
        p.take("promises-refused")


def pictures(folder: Path, only: str) -> list[str]:
    """Takes them all; their names."""
    with (
        card_shop() as (register, printer, terminal),
        photographed(register, printer, folder, only) as photographer,
    ):
        Returner(photographer, terminal).everything()
    return photographer.taken
