"""The parts of a product's label: what it is, what it costs, and the bars that the register scans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from pos_desktop.application.documents import Bars, Block, DocumentError, TextLine
from pos_desktop.application.formats import Formats
from pos_desktop.application.receipt_sheet import Builder, blocks_of, styled
from pos_desktop.application.receipt_template import Part, Template
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.units import unit_name
from pos_desktop.domain.record import record


@record
class LabelGoods:
    """What a label says; the price in minor units, for one `unit` where it is weighed."""

    name: str
    price_minor: int | None
    unit: str | None = None
    sku: str = ""
    barcode: str = ""


@record
class LabelSheet:
    """Everything that a label may say."""

    goods: LabelGoods
    store: StoreSettings
    formats: Formats
    languages: tuple[str, ...]
    logo: bytes | None = None


def label_blocks(template: Template, sheet: LabelSheet) -> list[Block]:
    """The label without its cut."""
    return blocks_of(template, sheet, _BUILDERS)


def _name(part: Part, sheet: LabelSheet) -> Iterable[Block]:
    yield styled(part, sheet.goods.name)


def _price(part: Part, sheet: LabelSheet) -> Iterable[Block]:
    goods = sheet.goods
    if goods.price_minor is None:
        return
    price = sheet.formats.money(goods.price_minor)
    yield styled(part, f"{price}/{unit_name(goods.unit)}" if goods.unit else price)


def _sku(part: Part, sheet: LabelSheet) -> Iterable[Block]:
    if sheet.goods.sku:
        yield styled(part, sheet.goods.sku)


def _barcode(part: Part, sheet: LabelSheet) -> Iterable[Block]:
    """The product's own bars, or its SKU as bars; a code that no bars can say stands there as text."""
    del part
    code = sheet.goods.barcode or sheet.goods.sku
    if code:
        yield _bars(code)


def _bars(code: str) -> Block:
    """As an EAN where it is one; a number of the shop's own of as many digits is scanned all the same."""
    for symbology in ("EAN13", "CODE128"):
        with suppress(DocumentError):
            return Bars(code, symbology)
    return TextLine(code, "center")


_BUILDERS: Mapping[str, Builder[LabelSheet]] = {
    "product_name": _name,
    "product_price": _price,
    "product_sku": _sku,
    "product_barcode": _barcode,
}
