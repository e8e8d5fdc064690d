"""The parts of a shift's report: sales, tenders, taxes, the drawer, and what a manager looks at twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pos_desktop.application.documents import Block, Rule, TextLine
from pos_desktop.application.formats import Formats
from pos_desktop.application.receipt_sheet import Builder, blocks_of, styled
from pos_desktop.application.receipt_template import Part, Template
from pos_desktop.application.receipt_tenders import pair, tender_name
from pos_desktop.application.shift_view import ShiftReport
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.domain.shift import CashMove

Rows = Iterable[tuple[str, str]]


@record
class ReportSheet:
    """Everything that a report may say."""

    report: ShiftReport
    store: StoreSettings
    formats: Formats
    languages: tuple[str, ...]
    logo: bytes | None = None


def report_blocks(template: Template, sheet: ReportSheet) -> list[Block]:
    """The report without its cut."""
    return blocks_of(template, sheet, _BUILDERS)


def report_name(report: ShiftReport) -> str:
    """X report, or Z report with its number."""
    return tr("Z report {number}", number=report.shift_number) if report.final else tr("X report")


def _title(part: Part, sheet: ReportSheet) -> Iterable[Block]:
    yield styled(part, report_name(sheet.report))


def _facts(part: Part, sheet: ReportSheet) -> Iterable[Block]:
    report, formats = sheet.report, sheet.formats
    rows = [
        (report.register_name, tr("Shift {number}", number=report.shift_number)),
        (tr("From"), formats.moment(report.opened_at)),
        (tr("To"), formats.moment(report.until)),
        (tr("Person"), report.person_name),
    ]
    if report.first_receipt:
        rows += [(tr("First receipt"), report.first_receipt), (tr("Last receipt"), report.last_receipt)]
    for first, second in rows:
        yield pair(first, second, bold=part.bold, size=part.size)


def _section(title: str, rows: Rows) -> Iterable[Block]:
    yield Rule()
    yield TextLine(title, bold=True)
    for first, second in rows:
        yield pair(first, second)


def _sales(part: Part, sheet: ReportSheet) -> Iterable[Block]:
    del part
    report, figure = sheet.report, sheet.formats.figure
    rows = [
        (tr("Sales"), sheet.formats.number(report.sales)),
        (tr("Gross sales"), figure(report.gross_minor)),
        (tr("Net sales"), figure(report.net_sales_minor)),
        (tr("Returns"), f"{report.returns} / {figure(-report.returns_minor)}"),
        (tr("Discounts"), figure(-report.discounts_minor)),
        (tr("Cash rounding"), figure(report.rounding_minor)),
        *((words, figure(minor)) for _, words, minor in beside_sales(report)),
    ]
    return _section(tr("Sales"), rows)


def _tenders(part: Part, sheet: ReportSheet) -> Iterable[Block]:
    del part
    report, figure = sheet.report, sheet.formats.figure
    rows = [(f"{tender_name(t.kind)} · {t.times}", figure(t.amount_minor)) for t in report.tenders]
    return _section(tr("Tenders"), [*rows, (tr("Taken"), figure(report.taken_minor))])


def _taxes(part: Part, sheet: ReportSheet) -> Iterable[Block]:
    del part
    formats, rows = sheet.formats, []
    for rate in sheet.report.taxes:
        percent = formats.percent(rate.rate)
        rows.append((tr("Net at {percent}", percent=percent), formats.figure(rate.net_minor)))
        rows.append((f"{rate.name} {percent}", formats.figure(rate.tax_minor)))
    return _section(tr("Tax"), rows)


def _cash(part: Part, sheet: ReportSheet) -> Iterable[Block]:
    del part
    return _section(tr("Cash in the drawer"), drawer_rows(sheet.report, sheet.formats))


def _watch(part: Part, sheet: ReportSheet) -> Iterable[Block]:
    del part
    report, number = sheet.report, sheet.formats.number
    rows = [
        (tr("No sale"), number(report.no_sales)),
        (tr("Lines removed before paying"), number(report.lines_removed)),
        (tr("Price overrides"), number(report.price_overrides)),
        (tr("Voids"), number(report.voids)),
    ]
    if report.promised_minor:
        rows.append((tr("Refunds on their way"), sheet.formats.figure(report.promised_minor)))
    return _section(tr("Watch list"), rows)


def _result(part: Part, sheet: ReportSheet) -> Iterable[Block]:
    del part
    yield Rule(double=True)
    yield from _drawer_result(sheet.report, sheet.formats)


def beside_sales(report: ShiftReport) -> list[tuple[str, str, int]]:
    """Money that is none of the sales' and stands in the tenders all the same, where there is any: key, words, sum.

    Gross sales + cash rounding + tips + deposits taken - deposits used = taken.
    """
    rows = [
        ("tips", tr("Tips"), report.tips_minor),
        ("deposits_taken", tr("Deposits taken"), report.deposits_taken_minor),
        ("deposits_used", tr("Deposits used"), -report.deposits_used_minor),
    ]
    return [row for row in rows if row[2]]


def drawer_rows(report: ShiftReport, formats: Formats) -> list[tuple[str, str]]:
    """The moves of cash that a report lists, as words and figures."""
    sums, times = report.drawer.by_kind, report.drawer.times
    drops = times.get(CashMove.DROP, 0)
    return [
        (tr("Opening float"), formats.figure(sums.get(CashMove.FLOAT, 0))),
        (tr("Cash sales"), formats.figure(sums.get(CashMove.SALE, 0))),
        (tr("Cash refunds"), formats.figure(sums.get(CashMove.REFUND, 0))),
        (tr("Paid in"), formats.figure(sums.get(CashMove.PAY_IN, 0))),
        (tr("Paid out"), formats.figure(sums.get(CashMove.PAY_OUT, 0))),
        (
            f"{tr('Cash drops')} · {drops}" if drops else tr("Cash drops"),
            formats.figure(sums.get(CashMove.DROP, 0)),
        ),
    ]


def _drawer_result(report: ShiftReport, formats: Formats) -> Iterable[Block]:
    expected = report.drawer.expected_minor
    yield pair(tr("Expected"), formats.figure(expected), bold=True)
    if report.counted_minor is None:
        return
    yield pair(tr("Counted"), formats.figure(report.counted_minor), bold=True)
    yield pair(tr("Difference"), formats.figure(report.counted_minor - expected), bold=True)
    if report.variance_reason:
        yield pair(tr("Reason"), report.variance_reason)
    if report.float_left_minor is not None:
        yield pair(tr("Left as float"), formats.figure(report.float_left_minor))
        yield pair(tr("To the safe"), formats.figure(report.counted_minor - report.float_left_minor))


_BUILDERS: Mapping[str, Builder[ReportSheet]] = {
    "report_title": _title,
    "report_facts": _facts,
    "report_sales": _sales,
    "report_tenders": _tenders,
    "report_taxes": _taxes,
    "report_cash": _cash,
    "report_watch": _watch,
    "report_result": _result,
}
