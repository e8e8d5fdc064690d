"""Sales whose goods come back, and what is looked at afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.returns import Pick, Returned
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.fake import VirtualTerminal
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import GERMANY, Till, make_till
from tests.integration.shift_reports import adds_up


@pytest.fixture
def shop(card_shop: CardShop) -> CardShop:
    """The card shop with a manager at it, whom nothing needs to be approved for."""
    _change_to(card_shop, "Manager")
    return card_shop


@pytest.fixture
def swiss(tmp_path: Path) -> Iterator[CardShop]:
    """A shop of its own where the smallest coin is five; it takes euros too."""
    with VirtualTerminal() as terminal:
        store = replace(GERMANY, currency_code="CHF", country="CH", locale="de-CH")
        till = make_till(tmp_path / "swiss", store)
        till.sign_in("Manager")
        till.open_shift()
        found = CardShop(till, terminal)
        foreign = found.methods[TenderKind.FOREIGN_CASH]
        with till.store.write() as work:
            work.payment_methods.save(replace(foreign, settings={"currency": "EUR", "rate": "0.9473"}))
        yield found
        till.accounts.close()
        till.close()


def _change_to(shop: CardShop, name: str) -> None:
    shop.till.services.session.sign_out()
    shop.till.sign_in(name)


def line_of(order: OrderView, name: str) -> UUID:
    return next(line.id for line in order.lines if line.name == name)


def sold_by_card(shop: CardShop, *names: str) -> OrderView:
    shop.ring_up(*names)
    payment = shop.card()
    shop.terminal.present()
    shop.until_known(payment.id)
    shop.till.services.settling.settle()
    return shop.till.services.orders.get(payment.ticket_id)


def sold_split(shop: CardShop, code: str, *names: str) -> OrderView:
    """Gift card first, five by card, the rest in cash."""
    shop.ring_up(*names)
    shop.tendering.take_code(shop.methods[TenderKind.GIFT_CARD].id, code)
    payment = shop.card(500)
    shop.terminal.present()
    shop.until_known(payment.id)
    shop.till.services.settling.settle()
    sale = shop.tendering.take_cash(shop.tendering.view().left_minor)
    assert sale is not None
    return shop.till.services.orders.get(sale.order.id)


def bring_back(
    shop: CardShop, order: OrderView, picks: Mapping[str, int] | None = None, **facts: Any
) -> Returned:
    """Pieces by name, or everything."""
    found = shop.till.services.returns.of(order.id)
    restock = facts.pop("restock", True)
    chosen = {
        sold.line.id: Pick(sold.left_milli if picks is None else picks[sold.line.name] * 1000, restock)
        for sold in found.lines
        if picks is None or sold.line.name in picks
    }
    return shop.till.services.returns.carry_out(found, chosen, "Changed mind", **facts)


def exchange(shop: CardShop, order: OrderView, back: str, *instead: str) -> None:
    """One piece comes back, others are taken for it; both are on the ticket."""
    returns = shop.till.services.returns
    returns.add_to_ticket(returns.of(order.id), {line_of(order, back): Pick(1000)}, "Wrong item")
    shop.ring_up(*instead)


def books_add_up(till: Till) -> None:
    """Sales, rounding, tips and deposits are what was taken; cash moves are what the drawer holds."""
    shift = till.services.shifts.current()
    assert shift is not None
    with till.store.read() as work:
        report = work.shifts.report(shift.id, till.clock.now(), final=False)
    adds_up(report)
    assert report.drawer.expected_minor == till.drawer_holds()
