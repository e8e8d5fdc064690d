"""What the customer sees is what concerns the customer, in every moment of a sale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as changed
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pos_desktop.application import wording
from pos_desktop.application.counter import LineText
from pos_desktop.application.customer_view import (
    MOST_LINES,
    CustomerFacts,
    CustomerMoment,
    changed_line,
    customer_view,
    line_text,
)
from pos_desktop.application.formats import Formats
from pos_desktop.application.ids import new_id
from pos_desktop.application.orders_view import OrderView, TenderView
from pos_desktop.application.payment_provider import Phase
from pos_desktop.application.payment_records import Payment
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.domain.discount import percent
from pos_desktop.domain.money import currency
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.record import replace
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.system.paths import resource_root

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
VAT = (TaxRate("VAT", Decimal(7)),)
SPACE = "\N{NO-BREAK SPACE}"
STORE = StoreSettings(name="Linden Street Store")
FORMATS = Formats("de-DE", currency("EUR"), UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    wording.use(wording.Wording())
    yield
    wording.use(wording.Wording())


def goods(name: str, price: int, milli: int = 1000, **more) -> TicketLine:
    return TicketLine(new_id(), name, milli, price, VAT, **more)


BUTTER = goods("Butter", 329, 2000, note="the customer grumbles")
APPLES = goods("Apples", 349, 342, weighed=True, unit="kg")
OIL = goods("Olive oil", 899, discount=percent(Decimal(10), "Member"))
TICKET = Ticket(
    new_id(), 14, new_id(), NOON, True, (BUTTER, APPLES, OIL), customer="Mrs Doe", note="owes us money"
)


def facts(ticket: Ticket | None = TICKET, **more) -> CustomerFacts:
    totals = price_ticket(ticket) if ticket else None
    return CustomerFacts(STORE, FORMATS, ticket, totals, **more)


def payment(state: PaymentState, kind: TenderKind = TenderKind.CARD, **more) -> Payment:
    base = Payment(
        id=new_id(),
        key="k",
        ticket_id=TICKET.id,
        register_id=new_id(),
        shift_id=new_id(),
        method_id=new_id(),
        kind=kind,
        provider="fake",
        state=state,
        amount_minor=500,
        currency="EUR",
        order_words="",
        person_id=new_id(),
        created_at=NOON,
        changed_at=NOON,
    )
    return changed(base, **more)


def paying(*payments: Payment, left: int = 1586) -> CustomerFacts:
    return facts(payment=TenderingView(TICKET, 1586, left, left, payments, frozenset()))


def sold(*tenders: TenderView, discount: int = 0) -> CustomerFacts:
    order = OrderView(
        new_id(),
        "1-000123",
        123,
        14,
        1,
        new_id(),
        "Cashier 1",
        OrderState.PAID,
        "EUR",
        True,
        "Mrs Doe",
        "a note",
        1586,
        discount,
        104,
        1586 - discount,
        0,
        NOON,
        NOON,
        (),
        (),
        tenders,
    )
    return CustomerFacts(STORE, FORMATS, sale=order)


def test_lines_say_what_was_bought_for_how_much() -> None:
    view = customer_view(facts(latest=OIL.id))
    assert view.moment is CustomerMoment.SELLING
    assert [(line.quantity, line.name, line.detail, line.amount) for line in view.lines] == [
        ("2 ×", "Butter", "3,29 each", "6,58"),
        ("", "Apples", "0,342 kg × 3,49 per kg", "1,19"),
        ("1 ×", "Olive oil", f"Member −10{SPACE}%", "8,09"),
    ]
    assert [line.latest for line in view.lines] == [False, False, True]
    assert (view.items, view.saved) == ("4 items", f"You save 0,90{SPACE}€")
    assert (view.label, view.figure, view.amount) == ("Total", "15,86", f"15,86{SPACE}€")
    assert view.tax == f"incl. VAT 1,04{SPACE}€"


def test_tax_on_top_is_said_to_be_in_the_total() -> None:
    ticket = replace(TICKET, prices_include_tax=False, lines=(goods("Tea", 1000),))
    view = customer_view(facts(ticket))
    assert (view.amount, view.tax) == (f"10,70{SPACE}€", f"with VAT 0,70{SPACE}€")


def test_nothing_that_is_not_the_customers_business_is_there() -> None:
    for state in (facts(), paying(), sold()):
        said = repr(customer_view(state))
        for secret in ("grumbles", "Mrs Doe", "owes", "a note", "Cashier 1"):
            assert secret not in said


def test_a_long_ticket_shows_its_end() -> None:
    lines = tuple(goods(f"Goods {place}", 100) for place in range(MOST_LINES + 5))
    view = customer_view(facts(replace(TICKET, lines=lines)))
    assert (len(view.lines), view.lines[-1].name, view.items) == (MOST_LINES, "Goods 28", "29 items")


def test_the_latest_line_is_the_one_that_came_or_grew() -> None:
    grown = replace(BUTTER, quantity_milli=3000)
    assert changed_line(TICKET, TICKET.with_line(grown)) == BUTTER.id
    tea = goods("Tea", 100)
    assert changed_line(TICKET, replace(TICKET, lines=(*TICKET.lines, tea))) == tea.id
    assert changed_line(TICKET, TICKET.without(OIL.id)) is None
    assert changed_line(None, TICKET) == OIL.id
    assert changed_line(TICKET, replace(TICKET, id=new_id(), lines=())) is None


def test_nobody_is_served() -> None:
    for ticket in (None, replace(TICKET, lines=())):
        view = customer_view(facts(ticket))
        assert (view.moment, view.store, view.prompt) == (CustomerMoment.IDLE, STORE.name, "Welcome")
        assert (view.lines, view.amount) == ((), "")


def test_paying_says_what_is_due_and_what_was_given() -> None:
    view = customer_view(paying())
    assert (view.moment, view.label, view.amount) == (CustomerMoment.PAYING, "To pay", f"15,86{SPACE}€")
    assert (view.rows, view.prompt) == ((), "")
    view = customer_view(paying(payment(PaymentState.TAKEN, TenderKind.CASH), left=1086))
    assert (view.label, view.figure) == ("Still to pay", "10,86")
    assert [(row.label, row.amount) for row in view.rows] == [
        ("Total", f"15,86{SPACE}€"),
        ("Cash", f"5,00{SPACE}€"),
    ]


def test_what_the_coins_round_is_told_while_paying() -> None:
    cash = payment(PaymentState.TAKEN, TenderKind.CASH, amount_minor=505, rounding_minor=-2)
    view = customer_view(paying(cash, left=1079))
    assert [(row.label, row.amount) for row in view.rows] == [
        ("Total", f"15,86{SPACE}€"),
        ("Cash rounding", f"\N{MINUS SIGN}0,02{SPACE}€"),
        ("Cash", f"5,05{SPACE}€"),
    ]
    assert 1586 - 2 - 505 == 1079


@pytest.mark.parametrize(
    ("attempt", "prompt"),
    [
        (payment(PaymentState.CREATED), "Please tap your card"),
        (payment(PaymentState.SENT, phase=Phase.SENT_TO_READER.value), "Please tap your card"),
        (payment(PaymentState.SENT, phase=Phase.CHOOSING_TIP.value), "Would you like to leave a tip?"),
        (payment(PaymentState.SENT, phase=Phase.ASKING_BANK.value), "One moment please"),
        (payment(PaymentState.SENT, phase=Phase.SIGNATURE.value), "Please sign"),
        (payment(PaymentState.SENT, stop=True), "The payment is being cancelled"),
        (payment(PaymentState.UNKNOWN), "One moment please"),
        (payment(PaymentState.DECLINED, decline="card_declined"), "Nothing was charged"),
        (payment(PaymentState.SENT, TenderKind.PAY_LINK), "One moment please"),
        (payment(PaymentState.SENT, TenderKind.GIFT_CARD), "One moment please"),
    ],
)
def test_the_customer_is_told_what_to_do(attempt: Payment, prompt: str) -> None:
    view = customer_view(paying(attempt))
    assert (view.prompt, view.code) == (prompt, "")


def test_a_payment_link_is_a_code_to_scan() -> None:
    link = payment(PaymentState.ACTION_NEEDED, TenderKind.PAY_LINK, action_url="https://pay.example/1")
    view = customer_view(paying(link))
    assert (view.prompt, view.code) == ("Pay with your phone", "https://pay.example/1")


def test_the_end_says_thank_you_change_and_receipt() -> None:
    cash = TenderView(new_id(), "cash", "taken", 1496, 2000, 504, 0)
    view = customer_view(sold(cash, discount=90))
    assert (view.moment, view.label, view.amount) == (
        CustomerMoment.THANKS,
        "Your change",
        f"5,04{SPACE}€",
    )
    assert [(row.label, row.amount, row.good) for row in view.rows] == [
        ("Total", f"14,96{SPACE}€", False),
        ("Cash", f"20,00{SPACE}€", False),
        ("You save", f"0,90{SPACE}€", True),
    ]
    assert (view.prompt, view.code) == ("Thank you!", "1-000123")
    card = TenderView(new_id(), "card", "taken", 1586, 1586, 0, 0, label="Visa •• 4242", tip_minor=100)
    view = customer_view(sold(card))
    assert (view.label, view.amount) == ("Paid", f"16,86{SPACE}€")


def test_the_figures_of_a_sale_rounded_for_cash_add_up() -> None:
    cash = TenderView(new_id(), "cash", "taken", 1590, 2000, 410, 4)
    view = customer_view(sold(cash))
    assert view.amount == f"4,10{SPACE}€"
    assert [(row.label, row.amount) for row in view.rows] == [
        ("Total", f"15,86{SPACE}€"),
        ("Cash rounding", f"0,04{SPACE}€"),
        ("Cash", f"20,00{SPACE}€"),
    ]


def test_two_lines_of_twenty_signs() -> None:
    assert line_text(customer_view(facts(latest=BUTTER.id))) == LineText("Butter", "Total", "6,58", "15,86")
    assert line_text(customer_view(facts())) == LineText("Olive oil", "Total", "8,09", "15,86")
    asked = customer_view(paying(payment(PaymentState.SENT)))
    assert line_text(asked) == LineText("To pay", "Please tap your card", "15,86")
    cash = TenderView(new_id(), "cash", "taken", 1586, 2000, 414, 0)
    assert line_text(customer_view(sold(cash))) == LineText("Your change", "Thank you!", "4,14")
    assert line_text(customer_view(facts(None))) == LineText("Linden Street Store", "Welcome")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_it_speaks_other_languages(language: str) -> None:
    english = [customer_view(state) for state in (facts(None), facts(), paying(), sold())]
    wording.use(wording.load(language, resource_root() / "translations"))
    for state, before in zip((facts(None), facts(), paying(), sold()), english, strict=True):
        view = customer_view(state)
        assert (view.label, view.prompt) != (before.label, before.prompt)
