"""The shop's papers as they are printed now: its templates, its logo, and documents made by them.

A sale must be printed whatever is stored: a template that cannot be read is told in the settings, and the built-in
one stands in for it. What is stored stays as it is until somebody changes it.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from pos_desktop.application import wording
from pos_desktop.application.documents import PNG_SIGNATURE
from pos_desktop.application.formats import Formats
from pos_desktop.application.receipt_built_in import built_in
from pos_desktop.application.receipt_parts import Codes, Extras
from pos_desktop.application.receipt_template import Template, TemplateError, from_plain
from pos_desktop.application.receipts import label, paper_of, receipt, shift_report
from pos_desktop.domain.record import record, replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from pos_desktop.application.desk import Desk
    from pos_desktop.application.documents import Document
    from pos_desktop.application.orders_view import OrderView
    from pos_desktop.application.ports import Work
    from pos_desktop.application.receipt_label import LabelGoods
    from pos_desktop.application.shift_view import ShiftReport
    from pos_desktop.application.store_settings import StoreSettings

LOGO_KEY = "receipt_logo"
LOGO_SOURCE_KEY = "receipt_logo_source"
MOST_LOGO_BYTES = 32_768
"""It goes into every print job; black and white at the width of narrow paper it is a few thousand."""


def template_key(paper: str) -> str:
    """Where the setting of a paper's template stands."""
    return f"receipt_template.{paper}"


@record
class StoredTemplate:
    """What a paper is printed by, and the trouble with what is stored where that cannot be read."""

    template: Template
    trouble: TemplateError | None = None


class ReceiptPapers:
    """Makes documents within the transaction they are printed in. Parsed templates are kept until `forget`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._templates: dict[str, StoredTemplate] = {}
        self._logo: tuple[bytes | None] | None = None
        self._formats: dict[tuple[int, str], Formats] = {}

    def forget(self) -> None:
        """A template or the logo was changed."""
        self._templates.clear()
        self._logo = None

    def template(self, work: Work, paper: str) -> StoredTemplate:
        """The template of a kind of paper."""
        if paper not in self._templates:
            self._templates[paper] = read_stored(paper, work.settings.get(template_key(paper)))
        return self._templates[paper]

    def logo(self, work: Work) -> bytes | None:
        """The shop's logo as a PNG, ready to be printed."""
        if self._logo is None:
            self._logo = (_printable(read_picture(work.settings.get(LOGO_KEY))),)
        return self._logo[0]

    def receipt(
        self,
        work: Work,
        order: OrderView,
        *,
        copy: bool = False,
        gift: bool = False,
        language: str = "",
        slips: Sequence[Mapping[str, str]] = (),
    ) -> Document:
        """An order's paper; in another language for a customer who asks for it. `slips`: a card terminal's own."""
        template = self.template(work, paper_of(order, gift=gift)).template
        if language:
            template = replace(template, languages=(language,))
        extras = Extras(self.logo(work), self._codes(work, template, order), slips)
        return self.sale_by(template, order, extras, copy=copy)

    def report(self, work: Work, report: ShiftReport) -> Document:
        """An X or Z report's paper."""
        template = self.template(work, "z_report" if report.final else "x_report").template
        return self.report_by(template, report, self.logo(work))

    def label(self, work: Work, goods: LabelGoods) -> Document:
        """A product's label."""
        return self.label_by(self.template(work, "label").template, goods, self.logo(work))

    # -- by a template that may not be stored yet ------------------------------------------------

    def sale_by(
        self,
        template: Template,
        order: OrderView,
        extras: Extras,
        *,
        copy: bool = False,
        store: StoreSettings | None = None,
    ) -> Document:
        """An order's paper by a template, with other settings of the store where some are being typed."""
        gift, of = template.paper == "gift", store or self._desk.settings
        with speaking_for(template):
            formats = self._formats_for(template)
            return receipt(order, of, formats, copy=copy, gift=gift, template=template, extras=extras)

    def report_by(
        self,
        template: Template,
        report: ShiftReport,
        logo: bytes | None,
        *,
        store: StoreSettings | None = None,
    ) -> Document:
        """A report by a template."""
        with speaking_for(template):
            formats = self._formats_for(template)
            return shift_report(report, store or self._desk.settings, formats, template, logo)

    def label_by(
        self,
        template: Template,
        goods: LabelGoods,
        logo: bytes | None,
        *,
        store: StoreSettings | None = None,
    ) -> Document:
        """A label by a template."""
        with speaking_for(template):
            return label(goods, store or self._desk.settings, self._formats_for(template), template, logo)

    def _formats_for(self, template: Template) -> Formats:
        """Dates in the paper's language; figures are the place's in every language."""
        desk, code = self._desk, template.languages[0]
        if not code or code == desk.settings.language:
            return desk.formats
        settings = desk.settings
        return Formats(settings.locale, settings.currency, desk.zone, code)

    def _codes(self, work: Work, template: Template, order: OrderView) -> Mapping[int, Codes]:
        """The codes of the goods, looked up only where the paper says them."""
        parts = [part for part in template.parts if part.on and part.kind in ("lines", "gift_lines")]
        sku = any(part.option("sku") for part in parts)
        barcode = any(part.option("barcode") for part in parts)
        if not sku and not barcode:
            return {}
        rows = {line.variant_row for line in order.lines if line.variant_row is not None}
        return {row: _codes_of(work, row, barcode) for row in rows}


def speaking_for(template: Template) -> AbstractContextManager[None]:
    """Within, words are the template's languages."""
    return wording.speaking(wording.in_languages(*template.languages))


def read_stored(paper: str, stored: Any | None) -> StoredTemplate:
    """Reads the setting of a template; the built-in one where there is none or it cannot be read."""
    if stored is None:
        return StoredTemplate(built_in(paper))
    try:
        now = stored.get("now") if isinstance(stored, dict) else stored
        if now is None:
            return StoredTemplate(built_in(paper))
        template = from_plain(now)
        if template.paper != paper:
            raise TemplateError("paper", template.paper)
    except TemplateError as trouble:
        return StoredTemplate(built_in(paper), trouble)
    return StoredTemplate(template)


def read_picture(stored: Any | None) -> bytes | None:
    """A stored PNG; None where there is none or it is broken."""
    if not isinstance(stored, str):
        return None
    try:
        png = base64.b64decode(stored, validate=True)
    except binascii.Error:
        return None
    return png if png.startswith(PNG_SIGNATURE) else None


def _printable(png: bytes | None) -> bytes | None:
    return png if png is not None and len(png) <= MOST_LOGO_BYTES else None


def _codes_of(work: Work, row: int, barcode: bool) -> Codes:
    sku = work.catalogue.sku(row)
    return Codes(sku, work.catalogue.barcode(row) if barcode else "")
