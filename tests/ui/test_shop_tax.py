"""The tax of the online shop on a ticket that is about to be paid, and the register's own where the shop tells none."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from pos_desktop.domain.discount import amount_off
from pos_desktop.domain.value_codes import make_code
from pos_desktop.platforms.shopify import client
from pos_desktop.platforms.shopify.fake.faults import Fault, Gone
from pos_desktop.system.circuit_breaker import BreakerState
from pos_desktop.system.outgoing import lines as outgoing_lines
from pos_desktop.ui.screens.pay_ways import CodeWay
from tests.ui.online_shop import OnlineShop, Watcher, online, services, shop_running, watch
from tests.ui.register import person_named
from tests.ui.settings_at_work import journal_kinds

COFFEE, WATER, KOMBUCHA = "4012345678901", "4005500210108", "4260195970106"
STATE, CITY = ("State tax", "0.04"), ("City tax", "0.045")
CALCULATE = "draftOrderCalculate"
NOT_IN_THE_SHOP = "4008400401621"


@pytest.fixture
def connection(services, online: OnlineShop):
    """The shop computes the tax."""
    made = online.connect("Online shop")
    services._platforms = online.platforms
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.connections.save(made, settings={**online.settings, "tax_by": "shop"})
    services.session.sign_out("locked")
    return made


@pytest.fixture
def selling(window, services, connection, shop_running):
    """Somebody sells; the shop charges two taxes on everything, and none on water."""
    shop_running.set_taxes(STATE, CITY)
    shop_running.set_taxes(sku="WAT-1")
    services.session.sign_in(person_named(services, "Cashier 1"), "pin")
    if services.shifts.current() is None:
        services.shifts.open(10_000)
    window.go("sale")
    services.tickets.scan(COFFEE)
    services.tickets.scan(WATER)
    return window


def paying(window):
    window.screen_in_sight.pay()
    shown = window.screen_in_sight
    assert shown.name == "pay"
    return shown


def rates(totals):
    return {(tax.rate.name, tax.rate.percent) for tax in totals.taxes}


def added_up(totals) -> bool:
    return (
        sum(line.total_minor for line in totals.lines) == totals.total_minor
        and sum(line.tax_minor for line in totals.lines) == totals.tax_minor
        and sum(tax.tax_minor for tax in totals.taxes) == totals.tax_minor
        and totals.net_minor + totals.tax_minor == totals.total_minor
    )


def test_nothing_is_taken_before_the_shop_has_told_its_tax(selling, services, shop_running, watch) -> None:
    slow = shop_running.faults.plan(Fault.SLOW, CALCULATE, seconds=0.3)
    own = services.tickets.totals
    pay = paying(selling)
    assert pay.tax.asking and not pay.take_button.isEnabled()
    pay.take()
    assert services.tickets.ticket.lines and services.tickets.totals == own
    assert any("Asking the shop" in row.label for row in pay.ticket.panel.totals.rows)
    watch.until(lambda: not pay.tax.asking)
    assert slow.times == 0 and pay.take_button.isEnabled()
    assert any(row.label == "Tax by the shop" for row in pay.ticket.panel.totals.rows)


def test_what_is_charged_is_in_the_order_the_journal_the_receipt_and_the_shop(
    selling, services, online, connection, shop_running, watch
) -> None:
    pay = paying(selling)
    watch.until(lambda: not pay.tax.asking)
    totals = services.tickets.totals
    assert {("State tax", Decimal(4)), ("City tax", Decimal("4.5"))} <= rates(totals)
    assert added_up(totals)
    ticket = services.tickets.ticket.id
    pay.take()
    order = services.orders.get(ticket)
    assert order.total_minor == totals.total_minor and order.tax_minor == totals.tax_minor
    assert {(tax.name, tax.rate) for tax in order.taxes} == rates(totals)
    kinds = journal_kinds(services)
    assert kinds.index("tax_by_shop") < kinds.index("sale")
    online.engine.start()
    watch.until(lambda: shop_running.orders())
    (sent,) = shop_running.orders()
    told = {
        (tax["title"], Decimal(str(tax["rate"])))
        for line in shop_running.lines(sent)
        for tax in line["taxes"]
    }
    assert told == {("State tax", Decimal("0.04")), ("City tax", Decimal("0.045"))}
    assert Decimal(str(sent["amounts"]["total"])) * 100 == totals.total_minor


def test_back_at_the_sale_the_register_has_its_own_tax_again(selling, services, watch) -> None:
    own = services.tickets.ticket
    pay = paying(selling)
    watch.until(lambda: not pay.tax.asking)
    assert services.tickets.ticket.taxed_by_shop
    pay.escape()
    assert services.tickets.ticket == own
    services.tickets.scan(COFFEE)
    assert len(services.tickets.ticket.lines) == 2
    services.tickets.reload()
    assert not services.tickets.ticket.taxed_by_shop


def test_a_power_cut_while_paying_keeps_who_taxed_what(selling, services, watch) -> None:
    pay = paying(selling)
    watch.until(lambda: not pay.tax.asking)
    taxed = services.tickets.ticket
    services.tickets.reload()
    assert services.tickets.ticket == taxed and taxed.taxed_by_shop


SPOILS = [
    ("busy", Fault.STATUS, {"status": 503}, "shop not reached"),
    ("too many", Fault.TOO_MANY, {}, "shop not reached"),
    ("throttled", Fault.THROTTLED, {"times": 3}, "shop not reached"),
    ("broken off before", Fault.LOSE_REQUEST, {}, "shop not reached"),
    ("broken off after", Fault.LOSE_ANSWER, {}, "shop not reached"),
    ("half", Fault.HALF_ANSWER, {}, "shop not reached"),
    ("rubbish", Fault.RUBBISH, {}, "shop not reached"),
    ("internal", Fault.INTERNAL, {}, "shop not reached"),
    ("no total", Fault.SHAPE, {"spoils": "totalTaxSet", "becomes": Gone}, "the shop refused"),
    ("no rate", Fault.SHAPE, {"spoils": "rate", "becomes": None}, "the shop refused"),
    ("another rate", Fault.SHAPE, {"spoils": "rate", "becomes": 0.25}, "do not add up"),
    ("a rate below zero", Fault.SHAPE, {"spoils": "rate", "becomes": -0.04}, "the shop refused"),
    ("no lines", Fault.SHAPE, {"spoils": "lineItems", "becomes": []}, "the shop refused"),
    ("another quantity", Fault.SHAPE, {"spoils": "quantity", "becomes": 7}, "the shop refused"),
    ("taxes on top", Fault.SHAPE, {"spoils": "taxesIncluded", "becomes": False}, "the shop refused"),
    ("another currency", Fault.SHAPE, {"spoils": "currencyCode", "becomes": "USD"}, "the shop refused"),
    ("nothing taxed", Fault.SHAPE, {"spoils": "taxable", "becomes": False}, "the shop refused"),
    ("no draft", Fault.SHAPE, {"spoils": "calculatedDraftOrder", "becomes": None}, "the shop refused"),
    ("another name", Fault.SHAPE, {"spoils": "taxLines", "becomes": "=taxes"}, "the shop refused"),
]


def test_whatever_the_shop_does_the_register_has_a_tax(selling, services, shop_running, watch) -> None:
    own = services.tickets.ticket
    for name, fault, how, words in SPOILS:
        shop_running.faults.plan(fault, CALCULATE, **how)
        pay = paying(selling)
        watch.until(lambda pay=pay: not pay.tax.asking)
        said = services.shop_tax.said
        assert services.tickets.ticket == own, name
        assert pay.take_button.isEnabled(), name
        assert said.startswith("Tax by the register") and words in said, (name, said)
        assert [row.label for row in pay.ticket.panel.totals.rows].count(said) == 1, name
        shop_running.faults.clear()
        _line(shop_running).breaker.forgive()
        pay.escape()
    assert journal_kinds(services).count("tax_by_register") == len(SPOILS)
    pay = paying(selling)
    watch.until(lambda: not pay.tax.asking)
    assert services.tickets.ticket.taxed_by_shop, "the next one is as if nothing had been"


def _line(shop_running, system=client.AT_CHECKOUT):
    return next(
        line for line in outgoing_lines() if (line.system, line.address) == (system, shop_running.address)
    )


def test_an_answer_that_does_not_come_is_waited_for_no_longer_than_the_limit(
    selling, services, shop_running, watch, monkeypatch
) -> None:
    hanging = shop_running.faults.plan(Fault.HANG, CALCULATE)
    own = services.tickets.ticket
    pay = paying(selling)
    assert pay.tax.asking, "the screen opens at once, while the shop is asked"
    watch.until(lambda: not pay.tax.asking)
    assert services.tickets.ticket == own and "shop not reached" in services.shop_tax.said
    shop_running.faults.withdraw(hanging)  # the late answer comes now
    pay.entry.set_value(20_000)
    pay.take()
    assert services.tickets.ticket.id != own.id and not services.tickets.ticket.taxed_by_shop


def test_who_does_not_want_to_wait_has_the_registers_tax_at_once(
    selling, services, shop_running, watch
) -> None:
    hanging = shop_running.faults.plan(Fault.HANG_BEFORE, CALCULATE)
    pay = paying(selling)
    assert pay.tax.asking
    selling.runner.cancel()
    assert not pay.tax.asking and pay.take_button.isEnabled()
    assert not services.tickets.ticket.taxed_by_shop
    shop_running.faults.withdraw(hanging)


def test_a_payment_that_is_left_meanwhile_is_asked_anew(selling, services, shop_running, watch) -> None:
    hanging = shop_running.faults.plan(Fault.HANG_BEFORE, CALCULATE)
    paying(selling).escape()
    shop_running.faults.withdraw(hanging)
    pay = paying(selling)
    watch.until(lambda: not pay.tax.asking)
    assert services.tickets.ticket.taxed_by_shop


def test_an_answer_that_comes_after_the_payment_was_left_is_not_taken(selling, services, watch) -> None:
    service = services.shop_tax
    question = service.question()
    told = service.ask(question)
    service.give_up()
    own = services.tickets.ticket
    service.answered(question, told)
    assert services.tickets.ticket == own


def test_an_answer_about_a_ticket_that_changed_is_not_taken(selling, services) -> None:
    service = services.shop_tax
    question = service.question()
    told = service.ask(question)
    services.tickets.scan(COFFEE)
    changed = services.tickets.ticket
    service.answered(question, told)
    assert services.tickets.ticket == changed and "was changed" in service.said
    service.answered(question, told)  # a second time: for nobody
    assert services.tickets.ticket == changed


def test_twice_the_same_answer_is_one_answer(selling, services, shop_running, watch) -> None:
    shop_running.faults.plan(Fault.ANSWER_TWICE, CALCULATE)
    pay = paying(selling)
    watch.until(lambda: not pay.tax.asking)
    assert services.tickets.ticket.taxed_by_shop
    assert journal_kinds(services).count("tax_by_shop") == 1


def test_after_many_silences_the_shop_is_not_asked_for_a_while(selling, services, shop_running) -> None:
    shop_running.faults.plan(Fault.STATUS, CALCULATE, times=-1, status=503)
    service = services.shop_tax
    for _ in range(8):
        question = service.question()
        with pytest.raises(Exception, match="Shopify"):
            service.ask(question)
    assert _line(shop_running).state is not BreakerState.CLOSED
    before = len(shop_running.seen)
    with pytest.raises(Exception, match="Shopify"):
        service.ask(question)
    assert len(shop_running.seen) == before, "it fails at once, without a question"
    assert _line(shop_running, "shopify").state is BreakerState.CLOSED, "what is queued goes on"


def test_what_is_not_in_the_shop_is_taxed_by_the_register(selling, services, connection) -> None:
    services.tickets.scan(NOT_IN_THE_SHOP)
    assert services.shop_tax.question() is None
    assert "not everything is in the shop" in services.shop_tax.said


def test_who_does_not_want_it_asks_nobody(selling, services, connection, online) -> None:
    services.session.sign_out("locked")
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.connections.save(connection, settings=online.settings)
    assert services.shop_tax.question() is None and services.shop_tax.said == ""


def test_a_discount_of_the_whole_ticket_is_taken_off_before_the_tax(selling, services, watch) -> None:
    services.tickets.discount_by_code(amount_off(100, "Welcome"), "HELLO", "Online shop")
    pay = paying(selling)
    watch.until(lambda: not pay.tax.asking)
    totals = services.tickets.totals
    assert services.tickets.ticket.taxed_by_shop and totals.discount_minor == 100 and added_up(totals)


def test_a_gift_card_scanned_meanwhile_waits_for_the_figure(selling, services, shop_running, watch) -> None:
    hanging = shop_running.faults.plan(Fault.HANG_BEFORE, CALCULATE)
    pay = paying(selling)
    assert pay.scanned(make_code(1)) and pay.tax.asking
    pay.grid.choose(next(key for key, way in pay._ways.items() if isinstance(way, CodeWay)))
    pay._choose(None)
    assert selling.panels.top is None, "no panel that takes money opens"
    shop_running.faults.withdraw(hanging)
