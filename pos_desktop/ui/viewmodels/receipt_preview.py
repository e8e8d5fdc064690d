"""What stands on the paper while it is designed: a sale, a shift or a product, made up in the shop's own money."""

from dataclasses import replace
from datetime import datetime, timedelta

from pos_desktop.application.desk import Desk
from pos_desktop.application.documents import Document
from pos_desktop.application.formats import Formats
from pos_desktop.application.ids import new_id
from pos_desktop.application.order_words import view_of
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.receipt_label import LabelGoods
from pos_desktop.application.receipt_papers import speaking_for
from pos_desktop.application.receipt_parts import Codes, Extras
from pos_desktop.application.receipt_template import Template
from pos_desktop.application.sale_record import SaleRecord, TenderRecord
from pos_desktop.application.shift_view import RateSum, ShiftReport, TenderSum
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr
from pos_desktop.domain.discount import percent
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.returns import LineBack
from pos_desktop.domain.shift import CashMove, add_up
from pos_desktop.domain.tax import TaxRates
from pos_desktop.domain.ticket import Ticket, TicketLine

NUMBER, EARLIER_NUMBER = "1-000214", "1-000201"
_CODES = {
    1: Codes("COF-250", "4006381333931"),
    2: Codes("OAT-1L", "4012345678901"),
    3: Codes("APL", ""),
}


def preview(
    template: Template, desk: Desk, store: StoreSettings, rates: TaxRates, logo: bytes | None
) -> Document:
    """The paper of a template with an example on it; `store` as it is being typed."""
    papers, now = desk.papers, desk.clock.now()
    with speaking_for(template):
        person = desk.person.name if desk.person else tr("Cashier")
        if template.paper == "label":
            return papers.label_by(template, sample_goods(desk.formats), logo, store=store)
        if template.paper in ("x_report", "z_report"):
            report = sample_report(desk.formats, now, person, rates, final=template.paper == "z_report")
            return papers.report_by(template, report, logo, store=store)
        order = sample_order(store, desk.formats, now, person, rates, back=template.paper == "refund")
        return papers.sale_by(template, order, Extras(logo, _CODES), store=store)


def sample_order(
    store: StoreSettings, formats: Formats, now: datetime, person: str, rates: TaxRates, *, back: bool = False
) -> OrderView:
    """A sale of three things, or one of them brought back."""
    lines = _back(formats, rates) if back else _goods(formats, rates)
    ticket = Ticket(new_id(), 14, new_id(), now, store.prices_include_tax, lines, customer=tr("Ms Example"))
    totals = price_ticket(ticket)
    unit = formats.currency.unit
    given = totals.total_minor if back else -(-totals.total_minor // (50 * unit)) * 50 * unit
    tender = TenderRecord(new_id(), "cash", "taken", totals.total_minor, given, given - totals.total_minor, 0)
    record = SaleRecord(
        ticket, totals, new_id(), 214, NUMBER, new_id(), new_id(), person, OrderState.PAID,
        formats.currency.code, (tender,), tuple(f"−{10} %" if line.discount else "" for line in lines), now, 0,
    )  # fmt: skip
    return view_of(record, 1)


def _goods(formats: Formats, rates: TaxRates) -> tuple[TicketLine, ...]:
    unit = formats.currency.unit
    coffee = TicketLine(
        new_id(), tr("Coffee beans"), 2000, 8 * unit, rates, 1, discount=percent(10), code="COF-250"
    )
    milk = TicketLine(new_id(), tr("Oat milk"), 1000, 2 * unit, rates, 2)
    apples = TicketLine(new_id(), tr("Apples"), 342, 4 * unit, rates, 3, unit="kg", weighed=True)
    return coffee, milk, apples


def _back(formats: Formats, rates: TaxRates) -> tuple[TicketLine, ...]:
    back = LineBack(tr("Wrong kind"), True, new_id(), new_id(), EARLIER_NUMBER)
    return (TicketLine(new_id(), tr("Coffee beans"), -1000, 8 * formats.currency.unit, rates, 1, back=back),)


def sample_report(
    formats: Formats, now: datetime, person: str, rates: TaxRates, *, final: bool
) -> ShiftReport:
    """A shift of a quiet day."""
    unit = formats.currency.unit
    rate = rates[0] if rates else None
    taxes = (RateSum(rate.name, rate.percent, 1000 * unit, 190 * unit),) if rate else ()
    moves = [
        (CashMove.FLOAT, 150 * unit, 1),
        (CashMove.SALE, 790 * unit, 31),
        (CashMove.DROP, -500 * unit, 1),
    ]
    report = ShiftReport(
        shift_number=27, register_name=tr("Register {number}", number=1), person_name=person,
        opened_at=now - timedelta(hours=8), until=now, final=final, sales=42, net_sales_minor=1000 * unit,
        tax_minor=190 * unit, returns=1, returns_minor=8 * unit, items_milli=96_000, discounts_minor=12 * unit,
        discounted_lines=3, rounding_minor=0,
        tenders=(TenderSum("cash", 31, 790 * unit), TenderSum("card", 11, 400 * unit)), taxes=taxes,
        drawer=add_up(moves), no_sales=1, lines_removed=2, price_overrides=0, voids=0,
        first_receipt="1-000173", last_receipt=NUMBER,
    )  # fmt: skip
    return replace(report, counted_minor=440 * unit, float_left_minor=150 * unit) if final else report


def sample_goods(formats: Formats) -> LabelGoods:
    """A product with everything that a label can say."""
    return LabelGoods(tr("Coffee beans"), 8 * formats.currency.unit, None, "COF-250", "4006381333931")
