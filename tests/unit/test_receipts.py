"""What receipts, reports and slips say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pos_desktop.application import wording
from pos_desktop.application.documents import (
    Bars,
    Columns,
    Cut,
    Document,
    QrCode,
    TextLine,
    from_json,
    to_json,
)
from pos_desktop.application.formats import Formats
from pos_desktop.application.ids import new_id
from pos_desktop.application.order_words import view_of
from pos_desktop.application.orders_view import OrderTaxView, OrderView, TenderView
from pos_desktop.application.places import NO_BREAK
from pos_desktop.application.receipts import cash_slip, receipt, shift_report
from pos_desktop.application.sale_record import SaleRecord, TenderRecord
from pos_desktop.application.shift_view import RateSum, ShiftReport, TenderSum
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.domain.discount import amount_off, percent
from pos_desktop.domain.money import currency
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.shift import CashMove, add_up
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketLine

AT = datetime(2026, 11, 21, 14, 2, 5, tzinfo=UTC)
STORE = StoreSettings(
    name="Corner shop",
    address=("12 Linden Street", "00000 Sampletown"),
    tax_number="DE000000000",
    receipt_header="Groceries",
    receipt_footer="Thank you!",
)
FORMATS = Formats("de-DE", currency("EUR"), UTC, "en")
FULL, REDUCED = (TaxRate("VAT", Decimal(19)),), (TaxRate("VAT", Decimal(7)),)
BREAD = TicketLine(new_id(), "Bread", 2000, 250, FULL, discount=percent(10, "offer"), note="sliced")
APPLES = TicketLine(new_id(), "Apples", 342, 349, REDUCED, weighed=True, unit="kg")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    wording.use(wording.Wording())
    yield
    wording.use(wording.Wording())


def order(
    *lines: TicketLine, given: int = 1000, rounding: int = 0, included: bool = True, **facts: object
) -> OrderView:
    """A sale of the lines, paid in cash."""
    ticket = replace(Ticket(new_id(), 4, new_id(), AT, included, lines or (BREAD, APPLES)), **facts)
    totals = price_ticket(ticket)
    amount = totals.total_minor + rounding
    tender = TenderRecord(new_id(), "cash", "taken", amount, given, given - amount, rounding)
    words = tuple("offer −10 %" if line.discount else "" for line in ticket.lines)
    person, shift = new_id(), new_id()
    record = SaleRecord(
        ticket, totals, new_id(), 213, "1-000213", shift, person, "Cashier 1", OrderState.PAID, "EUR",
        (tender,), words, AT, 60,
    )  # fmt: skip
    return view_of(record, 1)


def lines_of(document: Document) -> list[str]:
    """Each printed line as text, cells apart by a bar."""
    found = []
    for block in document.blocks:
        if isinstance(block, TextLine):
            found.append(block.text)
        elif isinstance(block, Columns):
            found.append(" | ".join(cell.text for cell in block.cells))
    return [line.replace(NO_BREAK, " ") for line in found]


def test_a_receipt_says_who_what_and_how_much() -> None:
    lines = lines_of(receipt(order(), STORE, FORMATS))
    assert lines[:6] == [
        "Corner shop", "12 Linden Street", "00000 Sampletown", "Tax number DE000000000", "Groceries",
        "Receipt 1-000213 | 21 Nov 2026",
    ]  # fmt: skip
    for wanted in (
        "Cashier 1 | 14:02:05",
        "  2 x 2,50",
        "  offer −10 % | −0,50",
        "  sliced",
        "  0,342 kg x 3,49/kg",
        "TOTAL | 5,69 €",
        "Cash | 10,00",
        "Change | −4,31",
        "Thank you!",
    ):
        assert wanted in lines, wanted


def test_the_tax_table_adds_up_to_the_total() -> None:
    sold = order()
    rows = [line for line in lines_of(receipt(sold, STORE, FORMATS)) if "VAT" in line]
    gross = [int(row.rsplit("|", 1)[1].strip().replace(",", "")) for row in rows]
    assert len(rows) == 2 and sum(gross) == sold.total_minor


def test_the_codes_say_the_number() -> None:
    blocks = receipt(order(), STORE, FORMATS).blocks
    assert [block.data for block in blocks if isinstance(block, Bars)] == ["1-000213"]
    assert [block.data for block in blocks if isinstance(block, QrCode)] == [
        "1-000213;2026-11-21T14:02:05Z;569;EUR"
    ]
    assert isinstance(blocks[-1], Cut)


def test_a_ticket_discount_is_told_apart_from_the_lines() -> None:
    """5.00 - 0.50 + 1.19 = 5.69, and 0.69 off."""
    lines = lines_of(receipt(order(discount=amount_off(69)), STORE, FORMATS))
    assert "Subtotal | 5,69" in lines
    assert "Discount | −0,69" in lines
    assert "TOTAL | 5,00 €" in lines


def test_discounts_of_lines_alone_need_no_subtotal() -> None:
    lines = lines_of(receipt(order(), STORE, FORMATS))
    assert "  offer −10 % | −0,50" in lines
    assert not any("Subtotal" in line for line in lines)


def test_rounding_to_coins_is_said_where_it_happened() -> None:
    assert "Cash rounding | 0,01" in lines_of(receipt(order(rounding=1), STORE, FORMATS))
    assert not any("rounding" in line for line in lines_of(receipt(order(), STORE, FORMATS)))


def test_tax_on_top_is_a_line_of_the_sum() -> None:
    lines = lines_of(receipt(order(included=False), STORE, FORMATS))
    assert "Tax | 0,94" in lines and "TOTAL | 6,63 €" in lines


def test_an_exact_payment_names_no_change() -> None:
    assert not any(line.startswith("Change") for line in lines_of(receipt(order(given=569), STORE, FORMATS)))


def test_copies_and_voids_say_so() -> None:
    sold = order()
    assert "COPY" in lines_of(receipt(sold, STORE, FORMATS, copy=True))
    assert "VOIDED" in lines_of(receipt(replace(sold, state=OrderState.CANCELLED), STORE, FORMATS))
    assert not {"COPY", "VOIDED"} & set(lines_of(receipt(sold, STORE, FORMATS)))


def test_a_gift_receipt_names_goods_and_no_money() -> None:
    document = receipt(order(), STORE, FORMATS, gift=True)
    lines = lines_of(document)
    assert "Bread | 2" in lines and "Apples | 0,342" in lines
    assert "569" not in to_json(document)
    assert not any("," in line for line in lines if not line.startswith("Apples"))


def test_a_plain_store_prints_no_empty_lines() -> None:
    lines = lines_of(receipt(order(), StoreSettings(name="Shop"), FORMATS))
    assert lines[0] == "Shop" and "" not in lines


def test_a_sale_without_taxes_has_no_tax_table() -> None:
    sold = order(TicketLine(new_id(), "Stamp", 1000, 100, ()))
    assert sold.taxes == ()
    assert not any("Net" in line for line in lines_of(receipt(sold, STORE, FORMATS)))


def test_many_rates_keep_their_letters() -> None:
    taxes = tuple(OrderTaxView("VAT", Decimal(rate), 100, rate) for rate in range(10))
    lines = lines_of(receipt(replace(order(), taxes=taxes), STORE, FORMATS))
    rows = [line for line in lines if " VAT " in line]
    assert len({row.split()[0] for row in rows}) == len(rows) == 10, "no two rates share a letter"


def test_a_card_and_a_gift_card_are_named_with_what_belongs_to_them() -> None:
    sale = order()
    card = TenderView(
        new_id(),
        "card",
        "taken",
        700,
        700,
        0,
        0,
        80,
        new_id(),
        label="Visa ···· 4242",
        authorisation="083114",
    )
    gift = TenderView(
        new_id(),
        "gift_card",
        "taken",
        300,
        300,
        0,
        0,
        0,
        new_id(),
        label="Gift card ···· 4821",
        balance_minor=700,
    )
    dollars = TenderView(
        new_id(), "foreign_cash", "taken", 800, 900, 100, 0, foreign_currency="USD", foreign_minor=1000
    )
    lines = lines_of(receipt(replace(sale, tenders=(card, gift, dollars)), STORE, FORMATS))
    for wanted in (
        "Visa ···· 4242 | 7,80", "  of which tip | 0,80", "  Authorisation 083114", "Gift card ···· 4821 | 3,00",
        "  Left on it | 7,00", "Foreign cash | 9,00", "  10,00 $", "Change | −1,00",
    ):  # fmt: skip
        assert wanted in lines, (wanted, lines)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("promised", "  on its way to your account"),
        ("unknown", "  on its way to your account"),
        ("done", "  refunded"),
        ("refused", "  not possible: the store refunds it in another way"),
    ],
)
def test_a_return_says_where_its_money_is(state: str, words: str) -> None:
    back = TenderView(new_id(), "card", state, -700, -700, 0, 0, refund_id=new_id(), label="Visa ···· 4242")
    gone = replace(back, id=new_id(), state="replaced", label="Visa ···· 1111")
    lines = lines_of(receipt(replace(order(), tenders=(back, gone)), STORE, FORMATS))
    assert lines[lines.index("Visa ···· 4242 | 7,00") + 1] == words
    assert not [line for line in lines if "1111" in line]


def test_two_tenders_are_two_lines() -> None:
    card = TenderView(new_id(), "card", "taken", 300, 300, 0, 0)
    sold = order()
    lines = lines_of(receipt(replace(sold, tenders=(*sold.tenders, card)), STORE, FORMATS))
    assert "Card | 3,00" in lines and "Cash | 10,00" in lines


# -- reports -------------------------------------------------------------------------------------

REPORT = ShiftReport(
    shift_number=3, register_name="Register 1", person_name="Cashier 1", opened_at=AT, until=AT, final=True,
    sales=37, net_sales_minor=100_000, tax_minor=19_000, returns=3, returns_minor=1_500, items_milli=99_000,
    discounts_minor=250, discounted_lines=4, rounding_minor=0, tenders=(TenderSum("cash", 37, 119_000),),
    taxes=(RateSum("VAT", Decimal(19), 100_000, 19_000),),
    drawer=add_up([(CashMove.FLOAT, 10_000, 1), (CashMove.SALE, 120_500, 40), (CashMove.REFUND, -1_500, 3),
                   (CashMove.DROP, -50_000, 2)]),
    no_sales=1, lines_removed=5, price_overrides=2, voids=3, first_receipt="1-000001", last_receipt="1-000040",
    counted_minor=78_950, variance_reason="Wrong change given", float_left_minor=10_000,
)  # fmt: skip


def test_a_z_report_says_everything_of_the_shift() -> None:
    lines = lines_of(shift_report(REPORT, STORE, FORMATS))
    for wanted in (
        "Z report 3", "Register 1 | Shift 3", "First receipt | 1-000001", "Sales | 37", "Gross sales | 1.190,00",
        "Returns | 3 / −15,00", "Discounts | −2,50", "Cash · 37 | 1.190,00", "Opening float | 100,00",
        "Cash sales | 1.205,00", "Cash refunds | −15,00", "Cash drops · 2 | −500,00", "Voids | 3",
        "Expected | 790,00", "Counted | 789,50", "Difference | −0,50", "Reason | Wrong change given",
        "Left as float | 100,00", "To the safe | 689,50",
    ):  # fmt: skip
        assert wanted in lines, wanted


def test_a_report_says_what_is_in_the_tenders_beside_the_sales() -> None:
    report = replace(
        REPORT, tips_minor=350, deposits_taken_minor=2_000, deposits_used_minor=500, promised_minor=1_200
    )
    lines = lines_of(shift_report(report, STORE, FORMATS))
    for wanted in (
        "Tips | 3,50",
        "Deposits taken | 20,00",
        "Deposits used | −5,00",
        "Refunds on their way | 12,00",
    ):
        assert wanted in lines, wanted
    assert "Taken | 1.213,50" in lines
    assert not [
        line for line in lines_of(shift_report(REPORT, STORE, FORMATS)) if line.startswith(("Tips", "Dep"))
    ]


def test_an_x_report_has_no_count() -> None:
    open_shift = replace(REPORT, final=False, counted_minor=None, float_left_minor=None, variance_reason="")
    lines = lines_of(shift_report(open_shift, STORE, FORMATS))
    assert "X report" in lines and "Expected | 790,00" in lines
    assert not any(line.startswith(("Counted", "Difference", "Left", "Z report")) for line in lines)


def test_a_shift_without_sales_has_a_report() -> None:
    empty = replace(
        REPORT,
        first_receipt="",
        last_receipt="",
        sales=0,
        tenders=(),
        taxes=(),
        net_sales_minor=0,
        tax_minor=0,
    )
    lines = lines_of(shift_report(empty, STORE, FORMATS))
    assert not any(line.startswith("First receipt") for line in lines)
    assert empty.average_minor == 0


def test_a_slip_says_what_why_and_who() -> None:
    lines = lines_of(cash_slip("Cash drop", 5_000, "to the safe", "Manager", "21.11.26", STORE, FORMATS))
    assert lines == ["Corner shop", "Cash drop", "50,00 €", "to the safe", "Manager | 21.11.26"]
    assert "50,00" not in str(lines_of(cash_slip("No sale", None, "", "Manager", "21.11.26", STORE, FORMATS)))


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_document_can_be_stored_in_every_language(language: str) -> None:
    wording.use(wording.load(language, Path(__file__).parents[2] / "resources" / "translations"))
    for document in (receipt(order(), STORE, FORMATS), shift_report(REPORT, STORE, FORMATS)):
        assert from_json(to_json(document)) == document
        assert "{" not in "".join(lines_of(document))
