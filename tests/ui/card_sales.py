"""A till whose sales are paid by card at a terminal on a real port, for what comes of them later."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.domain.value_codes import make_code
from pos_desktop.payments.fake import VirtualTerminal
from tests.kept_port import kept_port
from tests.ui.selling import (
    Till,
    plug_in_printer,
    till,
)

__all__ = ["till"]


@pytest.fixture
def terminal(services, long_waits: None) -> Iterator[VirtualTerminal]:
    """A card terminal, and the store's way of paying by it; what fails there is tried again when the test says so."""
    with VirtualTerminal(kept_port()) as made:
        settings = {"port": str(made.port)}
        with services.desk.store.write() as work:
            rules = TenderRules(tips=True)
            work.payment_methods.save(
                PaymentMethod(new_id(), TenderKind.CARD, "fake", "", settings, rules, 1)
            )
        yield made


class Shop:
    """Sells by card and looks at the screens."""

    def __init__(self, till: Till, terminal: VirtualTerminal) -> None:
        self.till, self.terminal, self.services = till, terminal, till.services
        plug_in_printer(till.services)

    def method(self, kind: TenderKind) -> PaymentMethod:
        with self.services.desk.store.read() as work:
            return next(method for method in work.payment_methods.all() if method.kind is kind)

    def by_card(self, amount: int | None = None) -> None:
        """A card pays the rest; the window heard of it and sold the ticket."""
        tickets = self.services.tickets
        ticket = tickets.ticket.id
        self.services.tendering.start(self.method(TenderKind.CARD).id, amount)
        self.till.qtbot.waitUntil(self.terminal.present, timeout=10_000)
        self.till.qtbot.waitUntil(lambda: tickets.ticket.id != ticket, timeout=10_000)

    def sold(self, *names: str) -> OrderView:
        """A sale that a card paid."""
        for name in names:
            self.services.tickets.add(self.till.row(name))
        ticket = self.services.tickets.ticket.id
        self.by_card()
        return self.services.orders.get(ticket)

    def sold_beside(self, name: str, reference: str) -> OrderView:
        """A sale that a terminal beside the register took; the number is on its slip."""
        method = PaymentMethod(new_id(), TenderKind.EXTERNAL, "external", "")
        with self.services.desk.store.write() as work:
            work.payment_methods.save(method)
        self.services.tickets.add(self.till.row(name))
        left = self.services.tendering.view().left_minor
        sale = self.services.tendering.take_external(method.id, left, reference)
        assert sale is not None
        return self.services.orders.get(sale.order.id)

    def sold_split(self, *names: str) -> OrderView:
        """Two by gift card, the rest by card."""
        code = make_code(int.from_bytes(new_id().bytes, "big"))
        with self.services.desk.store.write() as work:
            work.stored_values.issue(
                new_id(), TenderKind.GIFT_CARD, code, 200, "EUR", self.services.desk.clock.now()
            )
        for name in names:
            self.services.tickets.add(self.till.row(name))
        ticket = self.services.tickets.ticket.id
        self.services.tendering.take_code(self.method(TenderKind.GIFT_CARD).id, code, 200)
        self.by_card()
        return self.services.orders.get(ticket)

    def refund(self, order: OrderView):  # noqa: ANN201
        """The refund screen of an order."""
        self.till.window.go("refund", order=order.id)
        self.till.settle()
        return self.sight

    @property
    def sight(self):  # noqa: ANN201
        return self.till.window.screen_in_sight

    def until_page(self, name: str) -> None:
        self.till.qtbot.waitUntil(lambda: self.till.page == name, timeout=10_000)
        self.till.settle()

    def last_paper(self) -> tuple[str, str]:
        """State and words of the newest receipt."""
        from sqlalchemy import select

        from pos_desktop.storage import tables

        job = tables.print_job
        with self.services.desk.store._database.read() as connection:
            rows = connection.execute(select(job).where(job.c.kind == "receipt").order_by(job.c.seq)).all()
        return rows[-1].state, str(rows[-1].document)


@pytest.fixture
def shop(till: Till, terminal: VirtualTerminal) -> Shop:
    return Shop(till, terminal)
