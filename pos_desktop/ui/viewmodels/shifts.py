"""Shifts and their reports as the screens, the PDF and the archive show them: texts, no decisions."""

from dataclasses import dataclass
from datetime import datetime

from pos_desktop.application.formats import Formats
from pos_desktop.application.receipt_report import beside_sales, drawer_rows
from pos_desktop.application.shift_view import MoveView, ShiftReport, ShiftView
from pos_desktop.application.shifts import cash_move_name
from pos_desktop.application.wording import signs_kept, tr, tr_n
from pos_desktop.domain.rounding import round_to_step
from pos_desktop.domain.shift import CashMove, variance
from pos_desktop.ui.viewmodels.orders import day_words, tender_words, when_words
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag

MOVE_ICONS = {
    CashMove.FLOAT: "wallet",
    CashMove.PAY_IN: "download-simple",
    CashMove.PAY_OUT: "upload-simple",
    CashMove.DROP: "bank",
    CashMove.NO_SALE: "tray",
}
DASH = "\u2013"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure that a report begins with."""

    caption: str
    figure: str
    note: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A caption with its value."""

    caption: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: its rows, and the sum that closes it."""

    key: str
    title: str
    facts: tuple[Fact, ...]
    total: Fact | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What was counted against what was expected, in words; `figure` without a sign."""

    caption: str
    figure: str
    tag: Tag


# -- reports -----------------------------------------------------------------------------------


def report_title(report: ShiftReport) -> str:
    """Shift 87 · Z report 87, or Shift 87 · X report."""
    shift = tr("Shift {number}", number=report.shift_number)
    name = tr("Z report {number}", number=report.shift_number) if report.final else tr("X report")
    return f"{shift} · {name}"


def report_span(report: ShiftReport, formats: Formats, now: datetime) -> str:
    """From when to when, by whom, where."""
    same_day = formats.days_ago(report.opened_at, report.until) == 0
    until = formats.time(report.until) if same_day else when_words(report.until, now, formats)
    span = f"{when_words(report.opened_at, now, formats)} {DASH} {until}"
    return " · ".join((span, report.person_name, report.register_name))


def kpis(report: ShiftReport, formats: Formats) -> tuple[Kpi, ...]:
    """The four figures on top of a report."""
    each = round_to_step(report.items_milli // report.sales, 100) if report.sales else 0
    pieces = tr("{count} items each", count=formats.quantity(each)) if report.sales else ""
    return (
        Kpi(tr("Net sales"), formats.money(report.net_sales_minor), sales_words(report.sales)),
        Kpi(
            tr("Returns"),
            formats.money(-report.returns_minor),
            tr_n("{count} return", "{count} returns", report.returns),
        ),
        Kpi(tr("Average sale"), formats.money(report.average_minor), pieces),
        Kpi(
            tr("Discounts"),
            formats.money(-report.discounts_minor),
            tr_n("{count} line", "{count} lines", report.discounted_lines),
        ),
    )


def sales_words(count: int) -> str:
    return tr_n("{count} sale", "{count} sales", count)


def tenders_section(report: ShiftReport, formats: Formats) -> Section:
    """What was paid with what."""
    facts = tuple(
        Fact(f"{tender_words(tender.kind)} · {tender.times}", formats.figure(tender.amount_minor))
        for tender in report.tenders
    )
    beside = tuple(Fact(caption, formats.figure(minor)) for _, caption, minor in beside_sales(report))
    taken = Fact(tr("Taken"), formats.figure(report.taken_minor))
    return Section("tenders", tr("Tenders"), (*facts, *beside), taken)


def drawer_section(report: ShiftReport, formats: Formats) -> Section:
    """What went in and out of the drawer, and what it should hold."""
    facts = tuple(Fact(caption, value) for caption, value in drawer_rows(report, formats))
    expected = Fact(tr("Expected"), formats.figure(report.drawer.expected_minor))
    return Section("drawer", tr("Cash in the drawer"), facts, expected)


def tax_section(report: ShiftReport, formats: Formats) -> Section:
    """Net and tax by rate; a rate of nothing has no tax row."""
    facts: list[Fact] = []
    for rate in report.taxes:
        percent = formats.percent(rate.rate)
        facts.append(Fact(tr("Net at {percent}", percent=percent), formats.figure(rate.net_minor)))
        if rate.rate:
            facts.append(Fact(signs_kept(f"{rate.name} {percent}"), formats.figure(rate.tax_minor)))
    return Section("tax", tr("Tax"), tuple(facts))


def watch_section(report: ShiftReport, formats: Formats) -> Section:
    """What a manager looks at first."""
    counts = (
        (tr("No sale"), report.no_sales),
        (tr("Lines removed before paying"), report.lines_removed),
        (tr("Price overrides"), report.price_overrides),
        (tr("Voids"), report.voids),
    )
    facts = [Fact(words, formats.number(n)) for words, n in counts]
    if report.promised_minor:
        facts.append(Fact(tr("Refunds on their way"), formats.money(report.promised_minor)))
    return Section("watch", tr("Watch list"), tuple(facts))


def count_section(report: ShiftReport, formats: Formats) -> Section | None:
    """How the count ended; None before it."""
    if report.counted_minor is None:
        return None
    off = variance(report.counted_minor, report.drawer.expected_minor)
    caption = difference(off, 0, 0, formats).caption
    if report.variance_reason:
        caption = f"{caption} · {report.variance_reason}"
    facts = [
        Fact(tr("Counted"), formats.figure(report.counted_minor)),
        Fact(caption, formats.figure(abs(off))),
    ]
    if report.float_left_minor is not None:
        facts.append(Fact(tr("Left as float"), formats.figure(report.float_left_minor)))
        safe = report.counted_minor - report.float_left_minor
        facts.append(Fact(tr("To the safe"), formats.figure(safe)))
    return Section("count", tr("Count"), tuple(facts))


def sections(report: ShiftReport, formats: Formats) -> list[Section]:
    """Every part of a report in the order of reading."""
    count = count_section(report, formats)
    parts = [
        tenders_section(report, formats),
        tax_section(report, formats),
        drawer_section(report, formats),
        watch_section(report, formats),
    ]
    return [*parts, count] if count else parts


# -- differences -------------------------------------------------------------------------------


def difference(counted_minor: int, expected_minor: int, tolerated_minor: int, formats: Formats) -> Difference:
    """Short by, over by or none, and whether somebody should look at it."""
    off = variance(counted_minor, expected_minor)
    caption = tr("No difference") if not off else tr("Short by") if off < 0 else tr("Over by")
    return Difference(caption, formats.money(abs(off)), difference_tag(off, tolerated_minor, formats))


def difference_tag(off_minor: int, tolerated_minor: int, formats: Formats) -> Tag:
    """No difference, within what is tolerated, or to be looked at."""
    if not off_minor:
        return Tag("good", tr("No difference"))
    if abs(off_minor) <= tolerated_minor:
        return Tag("good", tr("Within {amount}", amount=formats.money(tolerated_minor)))
    return Tag("attention", tr("Check it"))


def difference_reasons() -> tuple[str, ...]:
    """Why a drawer may be short or over."""
    return (tr("Not known"), tr("Wrong change"), tr("Coins lost"))


def short_difference(off_minor: int, formats: Formats) -> str:
    """The difference with its sign, for a tag."""
    if not off_minor:
        return tr("No difference")
    return formats.money(off_minor) if off_minor < 0 else f"+{formats.money(off_minor)}"


# -- lists -------------------------------------------------------------------------------------


def shift_row(shift: ShiftView, tolerated_minor: int, formats: Formats, now: datetime) -> RowData:
    """A closed shift as a row of the archive."""
    ended = shift.closed_at or shift.opened_at
    off = variance(shift.counted_minor or 0, shift.expected_minor or 0)
    meaning = difference_tag(off, tolerated_minor, formats)
    span = f"{formats.time(shift.opened_at)} {DASH} {formats.time(ended)}"
    return RowData(
        key=str(shift.id),
        primary=tr("Z {number}", number=shift.number),
        secondary=day_words(ended, now, formats),
        middle=shift.opened_by_name,
        middle_secondary=span,
        tag=Tag(meaning.kind, short_difference(off, formats), meaning.icon),
    )


def move_row(move: MoveView, formats: Formats) -> RowData:
    """Cash moved by hand, as a row."""
    approved = tr("approved by {name}", name=move.approved_by_name) if move.approved_by_name else ""
    who = " · ".join(part for part in (move.reason, move.person_name, approved) if part)
    opened = move.kind is CashMove.NO_SALE
    signed = formats.figure(move.amount_minor)
    return RowData(
        key=str(move.id),
        primary=cash_move_name(move.kind),
        secondary=who,
        amount=DASH if opened else f"+{signed}" if move.amount_minor > 0 else signed,
        amount_secondary=formats.time(move.at),
        icon=MOVE_ICONS[move.kind],
    )


def shift_since(shift: ShiftView, sales: int, formats: Formats, now: datetime) -> str:
    """Since when, by whom, how many sales."""
    since = tr("Open since {time}", time=formats.recent(shift.opened_at, now))
    return " · ".join((since, shift.opened_by_name, sales_words(sales)))
