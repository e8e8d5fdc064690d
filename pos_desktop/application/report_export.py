"""X and Z reports as tables for the bookkeeper: CSV that spreadsheets and programs read alike."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from pos_desktop.application.formats import Formats
from pos_desktop.application.receipt_report import beside_sales, drawer_rows
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.shift_view import ShiftReport
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import Currency
from pos_desktop.domain.shift import CashMove

HEAD = ("section", "item", "label", "count", "amount", "currency")
"""Names of the columns. `section` and `item` are the same in every language, `label` is for people."""

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_DRAWER = (
    CashMove.FLOAT,
    CashMove.SALE,
    CashMove.REFUND,
    CashMove.PAY_IN,
    CashMove.PAY_OUT,
    CashMove.DROP,
)

Line = tuple[str, str, str, int | str, int | None]
"""Section, item, label, count or text, amount in minor units."""


def report_name(report: ShiftReport) -> str:
    """A file name without its ending: Z-000087, or X-000087 with the time it was read, which differs each time."""
    if report.final:
        return f"Z-{report.shift_number:06}"
    return f"X-{report.shift_number:06}-{report.until:%Y%m%dT%H%M%SZ}"


def report_csv(report: ShiftReport, store: StoreSettings, formats: Formats) -> str:
    """The report as CSV (RFC 4180): decimals with a point, times in UTC (ISO 8601), one fact in each line."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(HEAD)
    for section, item, label, count, minor in _lines(report, store, formats):
        amount = "" if minor is None else plain_amount(minor, store.currency)
        currency = "" if minor is None else store.currency.code
        table.writerow((section, item, harmless(label), harmless(str(count)), amount, currency))
    return written.getvalue()


def plain_amount(minor: int, currency: Currency) -> str:
    """Minor units as programs read them: -1234.50."""
    return f"{Decimal(minor).scaleb(-currency.exponent):.{currency.exponent}f}"


def harmless(text: str) -> str:
    """Spreadsheets take a text that begins like a formula for one; an apostrophe keeps it a text."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.lstrip("-").isdecimal()


def _lines(report: ShiftReport, store: StoreSettings, formats: Formats) -> Iterable[Line]:
    yield from _facts(report, store)
    yield from _sales(report)
    for tender in report.tenders:
        yield "tenders", tender.kind, tender_name(tender.kind), tender.times, tender.amount_minor
    yield "tenders", "taken", tr("Taken"), "", report.taken_minor
    if report.promised_minor:
        yield "tenders", "on_their_way", tr("Refunds on their way"), "", report.promised_minor
    for rate in report.taxes:
        percent = formats.percent(rate.rate)
        yield "tax", f"net@{rate.rate}", tr("Net at {percent}", percent=percent), "", rate.net_minor
        yield "tax", f"tax@{rate.rate}", f"{rate.name} {percent}", "", rate.tax_minor
    yield from _drawer(report, formats)
    yield from _watched(report)
    yield from _counted(report)


def _facts(report: ShiftReport, store: StoreSettings) -> Iterable[Line]:
    kind = tr("Z report {number}", number=report.shift_number) if report.final else tr("X report")
    yield "report", "kind", kind, "Z" if report.final else "X", None
    yield "report", "store", tr("Store"), store.name, None
    yield "report", "register", tr("Register"), report.register_name, None
    yield "report", "person", tr("Person"), report.person_name, None
    yield "report", "shift", tr("Shift {number}", number=report.shift_number), report.shift_number, None
    yield "report", "from", tr("From"), f"{report.opened_at:%Y-%m-%dT%H:%M:%SZ}", None
    yield "report", "to", tr("To"), f"{report.until:%Y-%m-%dT%H:%M:%SZ}", None
    yield "report", "first_receipt", tr("First receipt"), report.first_receipt, None
    yield "report", "last_receipt", tr("Last receipt"), report.last_receipt, None


def _sales(report: ShiftReport) -> Iterable[Line]:
    yield "sales", "gross", tr("Gross sales"), report.sales, report.gross_minor
    yield "sales", "net", tr("Net sales"), report.sales, report.net_sales_minor
    yield "sales", "tax", tr("Tax"), "", report.tax_minor
    yield "sales", "returns", tr("Returns"), report.returns, -report.returns_minor
    yield "sales", "discounts", tr("Discounts"), report.discounted_lines, -report.discounts_minor
    yield "sales", "rounding", tr("Cash rounding"), "", report.rounding_minor
    for key, label, minor in beside_sales(report):
        yield "sales", key, label, "", minor


def _drawer(report: ShiftReport, formats: Formats) -> Iterable[Line]:
    sums, times = report.drawer.by_kind, report.drawer.times
    for kind, (label, _) in zip(_DRAWER, drawer_rows(report, formats), strict=True):
        yield "drawer", kind.value, label, times.get(kind, 0), sums.get(kind, 0)
    yield "drawer", "expected", tr("Expected"), "", report.drawer.expected_minor


def _watched(report: ShiftReport) -> Iterable[Line]:
    yield "watch", "no_sales", tr("No sale"), report.no_sales, None
    yield "watch", "lines_removed", tr("Lines removed before paying"), report.lines_removed, None
    yield "watch", "price_overrides", tr("Price overrides"), report.price_overrides, None
    yield "watch", "voids", tr("Voids"), report.voids, None


def _counted(report: ShiftReport) -> Iterable[Line]:
    if report.counted_minor is None:
        return
    difference = report.counted_minor - report.drawer.expected_minor
    yield "count", "counted", tr("Counted"), "", report.counted_minor
    yield "count", "difference", tr("Difference"), report.variance_reason, difference
    if report.float_left_minor is not None:
        yield "count", "float_left", tr("Left as float"), "", report.float_left_minor
        yield "count", "to_safe", tr("To the safe"), "", report.counted_minor - report.float_left_minor
    if report.note:
        yield "count", "note", tr("Note for the manager"), report.note, None
