"""Reports as CSV: what a bookkeeper's program reads."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pos_desktop.application.formats import Formats
from pos_desktop.application.report_export import HEAD, plain_amount, report_csv, report_name
from pos_desktop.application.shift_view import RateSum, ShiftReport, TenderSum
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.domain.money import currency
from pos_desktop.domain.shift import CashMove, add_up

STORE = StoreSettings(name="Corner shop", locale="de-DE", currency_code="EUR")
MORNING, EVENING = datetime(2026, 11, 21, 7, 0, tzinfo=UTC), datetime(2026, 11, 21, 19, 6, 5, tzinfo=UTC)
Z = ShiftReport(
    shift_number=87,
    register_name="Register 1",
    person_name="Cashier 1",
    opened_at=MORNING,
    until=EVENING,
    final=True,
    sales=3,
    net_sales_minor=481236,
    tax_minor=7800,
    returns=1,
    returns_minor=6194,
    items_milli=16_000,
    discounts_minor=11820,
    discounted_lines=2,
    rounding_minor=-1,
    tenders=(TenderSum("cash", 2, 88971), TenderSum("card", 1, 340218)),
    taxes=(RateSum("VAT", Decimal("7"), 130000, 9100), RateSum("VAT", Decimal("19"), 10000, 1900)),
    drawer=add_up([(CashMove.FLOAT, 20000, 1), (CashMove.SALE, 88971, 2), (CashMove.DROP, -50000, 2)]),
    no_sales=2,
    lines_removed=9,
    price_overrides=3,
    voids=1,
    first_receipt="1-000001",
    last_receipt="1-000004",
    counted_minor=58771,
    variance_reason="Not known",
    float_left_minor=20000,
    note="",
)


def read(report: ShiftReport = Z, store: StoreSettings = STORE) -> list[dict[str, str]]:
    text = report_csv(report, store, Formats(store.locale, store.currency, UTC))
    return list(csv.DictReader(io.StringIO(text)))


def cell(rows: list[dict[str, str]], section: str, item: str) -> dict[str, str]:
    (found,) = (row for row in rows if (row["section"], row["item"]) == (section, item))
    return found


def test_every_line_has_every_column_and_no_fact_is_said_twice() -> None:
    rows = read()
    assert all(tuple(row) == HEAD and None not in row.values() for row in rows)
    facts = [(row["section"], row["item"]) for row in rows]
    assert len(facts) == len(set(facts))


def test_lines_end_as_the_standard_says() -> None:
    text = report_csv(Z, STORE, Formats("de-DE", STORE.currency, UTC))
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n")


def test_amounts_are_written_for_programs_whatever_the_locale() -> None:
    rows = read()
    assert cell(rows, "sales", "gross")["amount"] == "4890.36"
    assert cell(rows, "sales", "returns") == {
        "section": "sales", "item": "returns", "label": "Returns", "count": "1", "amount": "-61.94", "currency": "EUR",
    }  # fmt: skip
    assert cell(rows, "tenders", "cash")["amount"] == "889.71"
    assert cell(rows, "tenders", "cash")["count"] == "2"


def test_what_was_taken_adds_up_in_the_file() -> None:
    rows = read(replace(Z, tips_minor=350, deposits_taken_minor=2_000, promised_minor=1_200))
    tenders = [row for row in rows if row["section"] == "tenders" and row["count"]]
    beside = [cell(rows, "sales", key) for key in ("tips", "deposits_taken")]
    taken = sum(Decimal(row["amount"]) for row in (*tenders, *beside))
    assert taken == Decimal(cell(rows, "tenders", "taken")["amount"])
    assert cell(rows, "tenders", "on_their_way")["amount"] == "12.00"


def test_the_drawer_adds_up_in_the_file() -> None:
    rows = read()
    moves = [row for row in rows if row["section"] == "drawer" and row["item"] != "expected"]
    assert sum(Decimal(row["amount"]) for row in moves) == Decimal(cell(rows, "drawer", "expected")["amount"])


def test_taxes_are_named_by_rate() -> None:
    rows = read()
    assert cell(rows, "tax", "net@7")["amount"] == "1300.00"
    assert cell(rows, "tax", "tax@19")["amount"] == "19.00"
    assert cell(rows, "tax", "tax@19")["label"] == "VAT 19\N{NO-BREAK SPACE}%"


def test_the_count_is_in_the_file_once_there_is_one() -> None:
    rows = read()
    assert cell(rows, "count", "difference")["amount"] == "-2.00"
    assert cell(rows, "count", "difference")["count"] == "Not known"
    assert cell(rows, "count", "to_safe")["amount"] == "387.71"
    before = read(replace(Z, final=False, counted_minor=None, float_left_minor=None))
    assert not [row for row in before if row["section"] == "count"]


def test_a_note_is_kept_whole() -> None:
    note = 'The till said "42", then\nnothing'
    assert cell(read(replace(Z, note=note)), "count", "note")["count"] == note


@pytest.mark.parametrize("note", ["=1+1", "+49 30", "-cmd", "@SUM(A1)", "\tx"])
def test_no_text_becomes_a_formula_in_a_spreadsheet(note: str) -> None:
    assert cell(read(replace(Z, note=note)), "count", "note")["count"] == f"'{note}"


def test_negative_amounts_stay_numbers() -> None:
    assert cell(read(), "drawer", "drop")["amount"] == "-500.00"


@pytest.mark.parametrize(
    ("code", "minor", "written"),
    [
        ("EUR", 5, "0.05"),
        ("EUR", -12345, "-123.45"),
        ("JPY", 1200, "1200"),
        ("KWD", 1, "0.001"),
        ("EUR", 0, "0.00"),
    ],
)
def test_decimals_are_those_of_the_currency(code: str, minor: int, written: str) -> None:
    assert plain_amount(minor, currency(code)) == written


def test_a_z_report_has_one_file_and_each_x_report_its_own() -> None:
    assert report_name(Z) == "Z-000087"
    x = replace(Z, final=False)
    assert report_name(x) == "X-000087-20261121T190605Z"
    assert report_name(x) != report_name(replace(x, until=datetime(2026, 11, 21, 19, 6, 6, tzinfo=UTC)))


def test_times_are_utc() -> None:
    assert cell(read(), "report", "from")["count"] == "2026-11-21T07:00:00Z"
