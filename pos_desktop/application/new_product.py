"""A product that is made at the till: named and priced by whoever has the goods and their code at hand.

It belongs to this register's store alone: no shop is told of it, its stock is not counted until somebody says how much
there is, and a sale of it goes to a shop as a line with a name and a price. An import, or a shop that lists the same
barcode later on, recognises it by its code and takes it over.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.catalogue_records import NewGoods
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.product_import import LONGEST_NAME
from pos_desktop.application.scanning import Found, look_up, measure_in
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.embedded_codes import preset_for
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.record import record
from pos_desktop.domain.ticket import MOST_MINOR

if TYPE_CHECKING:
    from uuid import UUID

    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.ports import Work

_NO_TEXT = frozenset({"Cc", "Cs"})  # control characters, halves of a character


class Field(StrEnum):
    """What can be wrong with a new product."""

    NAME = "name"
    PRICE = "price"
    CODE = "code"


@record
class Told:
    """What a scan says of a product that nobody knows: the key of every pack of it, and what stands in this one's
    code. All empty without a scan."""

    code: str = ""
    weighed: bool = False  # the code says how heavy the pack is
    priced: bool = False  # the code says what the pack costs
    unit: str = "kg"  # what a price is for, when it is sold by weight


@record
class NewProduct:
    """As somebody typed it. `price_minor`: of a piece, or of a unit of weight, as the store's prices are (with tax or
    without); None where it stands in the code of each pack. `scan`: as the scanner sent it, empty for no code."""

    name: str
    price_minor: int | None
    tax_class_id: UUID | None
    category_id: UUID | None = None
    weighed: bool = False
    scan: str = ""


class NewProducts:
    """Each product is one commit: with its code, its place in the search, and who made it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def told_by(self, scan: str) -> Told:
        """What is known of the product before anybody typed a word."""
        settings = self._desk.settings
        unit = preset_for(settings.country).unit
        code, measure = measure_in(scan, settings.code_masks, settings.currency)
        if measure is None:
            return Told(code, unit=unit)
        weighed = measure.weight_milli is not None
        return Told(
            code,
            weighed,
            priced=measure.price_minor is not None,
            unit=(measure.unit or unit) if weighed else unit,
        )

    def faults(self, new: NewProduct) -> dict[Field, str]:
        """What has to be mended before it can be stored, in words; empty when all is well."""
        told, found = self.told_by(new.scan), {}
        name = _clean(new.name)
        if not any(sign.isprintable() and not sign.isspace() for sign in name):
            found[Field.NAME] = tr("Type the name that the receipt says.")
        elif len(name) > LONGEST_NAME:
            found[Field.NAME] = tr(
                "At most {most} characters; these are {many}.", most=LONGEST_NAME, many=len(name)
            )
        if new.scan.strip() and not told.code:
            found[Field.CODE] = tr("This code is too long to be stored.")
        price = new.price_minor
        if price is None and told.priced and not new.weighed:
            return found
        if not price:
            found[Field.PRICE] = tr("Type the price.")
        elif price < 0:
            found[Field.PRICE] = tr("A price cannot be negative")
        elif price > MOST_MINOR:
            found[Field.PRICE] = tr("This price is not possible")
        return found

    def add(self, new: NewProduct, approval: Approval | None = None) -> int:
        """Stores it; its variant row. Whoever may change prices may do so, others with a manager's word.

        Raises Refused for what `faults` tells of, and where the code is a product's already: then nothing is stored.
        """
        for fault in self.faults(new).values():
            raise Refused(fault, tr("No product was added."))
        goods = self._goods(new)
        with self._desk.store.read() as work:
            self._refuse_known(work, new.scan, goods.code)
        approver = self._desk.require(
            Permission.PRICE_OVERRIDE, approval, lambda: self._request(goods, new.scan)
        )
        with self._desk.store.write() as work:
            self._refuse_known(work, new.scan, goods.code)
            row = work.catalogue_edits.add(goods)
            work.journal.add(
                "product_added",
                _facts(goods) | {"variant_row": row},
                subject_id=goods.product_id,
                person_id=self._desk.signed_in.id,
                approver_id=approver,
            )
        self._desk.events.tell(Event.CATALOGUE)
        return row

    def _goods(self, new: NewProduct) -> NewGoods:
        told = self.told_by(new.scan)
        weighed = new.weighed or told.weighed
        return NewGoods(
            new_id(),
            new_id(),
            _clean(new.name),
            new.price_minor or None,
            new.tax_class_id,
            new.category_id,
            weighed,
            told.unit if weighed else None,
            told.code,
        )

    def _refuse_known(self, work: Work, scan: str, code: str) -> None:
        """Another register, or a scan before this one, may have named it meanwhile."""
        if not code:
            return
        settings = self._desk.settings
        found = look_up(work.catalogue, scan, settings.code_masks, settings.currency)
        owner = found.sellable if isinstance(found, Found) else work.catalogue.by_code(code)
        if owner is not None:
            raise Refused(
                tr("{code} belongs to {name}", code=code, name=owner.name),
                tr("It was added meanwhile. No second product was made."),
                tr("Go back and scan it once more: it is sold as {name}.", name=owner.name),
            )

    def _request(self, goods: NewGoods, scan: str) -> ApprovalRequest:
        facts = [(tr("Name"), goods.name)]
        if goods.code:
            facts.append((tr("Barcode"), goods.code))
        subject = repr(
            (goods.name, scan, goods.tax_class_id, goods.category_id, goods.weighed, goods.price_minor)
        )
        return ApprovalRequest(
            Permission.PRICE_OVERRIDE,
            tr("New product"),
            (*facts, self._desk.asked_by()),
            goods.price_minor,
            subject,
        )


def _clean(name: str) -> str:
    """As it is stored: one line, no blanks around it, and no card number that was read into the field."""
    line = " ".join(name.split())
    return without_card_numbers("".join(sign for sign in line if unicodedata.category(sign) not in _NO_TEXT))


def _facts(goods: NewGoods) -> dict[str, object]:
    return {
        "name": goods.name,
        "code": goods.code,
        "price_minor": goods.price_minor,
        "tax_class": str(goods.tax_class_id) if goods.tax_class_id else None,
        "category": str(goods.category_id) if goods.category_id else None,
        "weighed": goods.weighed,
        "unit": goods.unit,
    }
