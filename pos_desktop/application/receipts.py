"""What receipts, reports, labels and slips say, as documents that any printer can lay out.

The functions are pure: what a paper says depends on nothing but what they are given and the language in use.
"""

from pos_desktop.application.documents import Block, Cut, Document, Feed, QrCode, Rule, TextLine
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.receipt_built_in import built_in
from pos_desktop.application.receipt_label import LabelGoods, LabelSheet, label_blocks
from pos_desktop.application.receipt_parts import NO_EXTRAS, Extras, SaleSheet, sale_blocks
from pos_desktop.application.receipt_report import ReportSheet, report_blocks, report_name
from pos_desktop.application.receipt_sheet import spoken
from pos_desktop.application.receipt_template import Template
from pos_desktop.application.receipt_tenders import pair, tender_name
from pos_desktop.application.shift_view import ShiftReport
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import shown_code


def receipt(
    order: OrderView,
    store: StoreSettings,
    formats: Formats,
    *,
    copy: bool = False,
    gift: bool = False,
    template: Template | None = None,
    extras: Extras = NO_EXTRAS,
) -> Document:
    """A sale's receipt; a copy and a voided sale say so, a gift receipt shows no prices.

    Without a template it is the built-in one of its kind of paper.
    """
    design = template or built_in(paper_of(order, gift=gift))
    sheet = SaleSheet(order, store, formats, spoken(design), copy, extras)
    return Document(tr("Receipt {number}", number=order.number), (*sale_blocks(design, sheet), Cut()))


def paper_of(order: OrderView, *, gift: bool = False) -> str:
    """Which template an order is printed by: goods that only come back have one of their own."""
    if gift:
        return "gift"
    return "refund" if order.lines and all(line.quantity_milli < 0 for line in order.lines) else "receipt"


def label(
    goods: LabelGoods,
    store: StoreSettings,
    formats: Formats,
    template: Template | None = None,
    logo: bytes | None = None,
) -> Document:
    """A product's label or price label."""
    design = template or built_in("label")
    sheet = LabelSheet(goods, store, formats, spoken(design), logo)
    return Document(goods.name, (*label_blocks(design, sheet), Cut()))


def shift_report(
    report: ShiftReport,
    store: StoreSettings,
    formats: Formats,
    template: Template | None = None,
    logo: bytes | None = None,
) -> Document:
    """An X report, or the Z report that closes a shift."""
    design = template or built_in("z_report" if report.final else "x_report")
    sheet = ReportSheet(report, store, formats, spoken(design), logo)
    return Document(report_name(report), (*report_blocks(design, sheet), Cut()))


def cash_slip(
    title: str,
    amount_minor: int | None,
    reason: str,
    person: str,
    at: str,
    store: StoreSettings,
    formats: Formats,
) -> Document:
    """A slip for money in, money out, a drop or a drawer opened without a sale."""
    blocks: list[Block] = [
        TextLine(store.name, "center", bold=True),
        TextLine(title, "center", bold=True, size=2),
    ]
    if amount_minor is not None:
        blocks.append(TextLine(formats.money(amount_minor), "center", size=2))
    if reason:
        blocks.append(TextLine(reason, "center"))
    blocks.extend((Rule(), pair(person, at), Feed(2), Cut()))
    return Document(title, tuple(blocks))


def stored_value_slip(
    kind: TenderKind, code: str, amount_minor: int, store: StoreSettings, formats: Formats
) -> Document:
    """A gift card, store credit or voucher on paper: the only place where its code stands."""
    title = tender_name(kind.value)
    return Document(
        title,
        (
            TextLine(store.name, "center", bold=True),
            TextLine(title, "center", bold=True, size=2),
            TextLine(formats.money(amount_minor), "center", size=2),
            Rule(),
            TextLine(shown_code(code), "center", bold=True),
            QrCode(code),
            TextLine(tr("Keep this slip: it is worth its amount."), "center"),
            Feed(2),
            Cut(),
        ),
    )
