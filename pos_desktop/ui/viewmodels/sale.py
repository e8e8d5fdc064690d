"""The ticket and the products as the sale screen shows them: texts, no decisions."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from pos_desktop.application.formats import Formats
from pos_desktop.application.sellable import SearchHit, Tile
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import apart, signs_kept, tr, tr_n
from pos_desktop.domain.discount import Discount
from pos_desktop.domain.pricing import TaxSum, Totals, amount_and_discount
from pos_desktop.domain.returns import LineBack
from pos_desktop.domain.ticket import TicketLine
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.ticket_model import LineData
from pos_desktop.ui.widgets.tile_painting import TileData
from pos_desktop.ui.widgets.totals_block import RULE, TotalRow

if TYPE_CHECKING:
    from pos_desktop.application.orders_view import TenderView

CASH_KINDS = frozenset({"cash", "foreign_cash"})
TIMES = "\u00d7"


def line_data(line: TicketLine, formats: Formats) -> LineData:
    """A ticket's line as it is painted. A discount on the whole ticket is told with the sums."""
    amount, off = amount_and_discount(line)
    return LineData(
        key=str(line.id),
        quantity_text="" if line.weighed else f"{formats.quantity(line.quantity_milli)} {TIMES}",
        name=line.name,
        amount_text=formats.figure(amount),
        is_weighed=line.weighed,
        detail=_detail(line, formats),
        discount_text=_discount_of(line, formats) if off else "",
        discount_amount_text=formats.figure(-off) if off else "",
    )


def _detail(line: TicketLine, formats: Formats) -> str:
    parts = []
    if line.back is not None:
        parts.append(_back_words(line.back))
    if line.weighed:
        weight = formats.quantity(line.quantity_milli, True)
        price = formats.figure(line.unit_price_minor)
        parts.append(
            f"{apart(weight)} {unit_name(line.unit)} {TIMES} {price} {tr('per {unit}', unit=unit_name(line.unit))}"
        )
    elif abs(line.quantity_milli) != 1000 and line.fixed_amount_minor is None:
        parts.append(tr("{price} each", price=formats.figure(line.unit_price_minor)))
    if line.overridden and line.list_price_minor is not None:
        parts.append(tr("was {price}", price=formats.figure(line.list_price_minor)))
    if line.note:
        parts.append(line.note)
    return " · ".join(parts)


def _back_words(back: LineBack) -> str:
    """From which sale goods come back, and why."""
    if not back.order_number:
        return tr("Return without a receipt")
    return tr("Return from {number}", number=back.order_number)


def _discount_of(line: TicketLine, formats: Formats) -> str:
    """What comes back had its discount when it was sold; which one stands on that receipt."""
    return discount_words(line.discount, formats) if line.discount is not None else tr("Discount")


def discount_words(discount: Discount, formats: Formats) -> str:
    """A discount by its reason and size: Member -10 %."""
    if discount.kind == "percent":
        size = "\u2212" + formats.percent(discount.value)
    else:
        size = formats.money(-int(discount.value))
    return signs_kept(f"{discount.reason or tr('Discount')} {size}")


def sum_rows(totals: Totals, formats: Formats, *, inclusive: bool) -> list[TotalRow]:
    """The three rows under the lines."""
    rows = [TotalRow("sum", tr("Subtotal"), formats.figure(totals.subtotal_minor))]
    if totals.discount_minor:
        rows.append(TotalRow("good", tr("Discounts"), formats.figure(-totals.discount_minor)))
    taxed = [s for s in totals.taxes if s.tax_minor or s.rate.percent]
    taken_off = totals.subtotal_minor - totals.discount_minor - totals.total_minor if inclusive else 0
    if taken_off:
        # Prices contain the tax that an exempt customer does not pay.
        rows.append(TotalRow("good", tr("Tax exemption"), formats.figure(-taken_off)))
    elif inclusive and taxed:
        rows.append(TotalRow("quiet", included_tax(taxed, formats), formats.figure(totals.tax_minor)))
    else:
        rows.extend(TotalRow("sum", _rate(s, formats), formats.figure(s.tax_minor)) for s in taxed)
    return rows


def included_tax(sums: Iterable[TaxSum], formats: Formats) -> str:
    """The taxes that the prices contain: incl. VAT 7 % and 19 %."""
    by_name: dict[str, list[Decimal]] = {}
    for tax in sums:
        by_name.setdefault(tax.rate.name, []).append(tax.rate.percent)
    words = []
    for name, percents in by_name.items():
        shown = [formats.percent(percent) for percent in percents]
        last = (
            tr("{first} and {last}", first=", ".join(shown[:-1]), last=shown[-1]) if shown[1:] else shown[0]
        )
        words.append(f"{name} {last}")
    return tr("incl. {taxes}", taxes=", ".join(words))


def _rate(tax: TaxSum, formats: Formats) -> str:
    return signs_kept(f"{tax.rate.name} {formats.percent(tax.rate.percent)}")


def due_rows(totals: Totals, formats: Formats, *, inclusive: bool) -> list[TotalRow]:
    """The rows while paying: the sums, then the total."""
    rows = sum_rows(totals, formats, inclusive=inclusive)
    return [*rows, RULE, TotalRow("total", tr("Total"), formats.money(totals.total_minor))]


def paid_rows(
    totals: Totals, tenders: "Iterable[TenderView]", formats: Formats, *, inclusive: bool
) -> list[TotalRow]:
    """The rows after paying: total, what was given, the change."""
    from pos_desktop.application.receipt_tenders import tender_name

    rows, change, cash = due_rows(totals, formats, inclusive=inclusive), 0, False
    for tender in tenders:
        if tender.rounding_minor:
            rows.append(TotalRow("sum", tr("Cash rounding"), formats.figure(tender.rounding_minor)))
        if tender.tip_minor:
            rows.append(TotalRow("sum", tr("Tip"), formats.figure(tender.tip_minor)))
        given = tender.given_minor + tender.tip_minor
        name = tender.label or tender_name(tender.kind)
        rows.append(TotalRow("sum", name, formats.figure(-given)))
        change += tender.change_minor
        cash = cash or tender.kind in CASH_KINDS
    if cash:
        rows.append(TotalRow("strong", tr("Change"), formats.money(change)))
    return rows


def items_words(count: int) -> str:
    """How many pieces a ticket has."""
    return tr_n("{count} item", "{count} items", count)


def tile_data(tile: Tile, formats: Formats, *, starred: bool) -> TileData:
    """A product as its tile is painted."""
    price = tr("ask price") if tile.price_minor is None else formats.figure(tile.price_minor)
    unit = (
        tr("per {unit}", unit=unit_name(tile.unit))
        if tile.weighed
        else (tr("from") if tile.several_prices else "")
    )
    sold_out = tile.on_hand_milli is not None and tile.on_hand_milli <= 0
    low = (
        not sold_out
        and tile.on_hand_milli is not None
        and tile.low_stock_milli is not None
        and tile.on_hand_milli <= tile.low_stock_milli
    )
    left = formats.quantity(tile.on_hand_milli or 0)
    return TileData(
        key=str(tile.product_id),
        name=tile.name,
        price_text=price,
        unit_text=tr("sold out") if sold_out else unit,
        art=(tile.picture or "art:box").removeprefix("art:"),
        tint=tile.tint or "slate",
        low_stock_text=tr("{count} left", count=left) if low else "",
        sold_out=sold_out,
        starred=starred and tile.favourite,
    )


def hit_row(hit: SearchHit, formats: Formats) -> RowData:
    """A search result as its row is painted."""
    codes = " · ".join(code for code in (hit.sku, hit.barcode) if code)
    price = tr("ask price") if hit.price_minor is None else formats.figure(hit.price_minor)
    spans = tuple((start, end - start) for start, end in hit.spans)
    return RowData(key=str(hit.variant_row), primary=hit.name, secondary=codes, amount=price, matches=spans)


def counts_by_product(lines: Iterable[TicketLine], products: Mapping[int, str]) -> dict[str, int]:
    """How many pieces of each product are sold on the ticket; a weighed line counts once, what comes back does not."""
    counts: dict[str, int] = {}
    for line in lines:
        key = products.get(line.variant_row or -1)
        if key is not None and line.quantity_milli > 0:
            counts[key] = counts.get(key, 0) + (1 if line.weighed else max(1, line.quantity_milli // 1000))
    return counts
