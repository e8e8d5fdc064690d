"""Product labels, so many at once: one durable job by the shop's template, on the printer that was chosen for labels,
else on that of the receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pos_desktop.application.documents import Document
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.receipt_label import LabelGoods
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers

MOST_LABELS: Final = 200
"""Of one product at once: a roll of receipt paper has room for about as many."""


class Labels:
    """Prints the labels of what is in the catalogue."""

    def __init__(self, desk: Desk, printers: Printers) -> None:
        self._desk = desk
        self._printers = printers

    def goods(self, work: Work, variant_row: int) -> LabelGoods:
        """What the label of a variant says, as it is sold now."""
        sold, codes = work.catalogue.sellable(variant_row), work.catalogue
        unit = (sold.unit or "kg") if sold.weighed else None
        return LabelGoods(
            sold.name, sold.price_minor, unit, codes.sku(variant_row), codes.barcode(variant_row)
        )

    def print(self, variant_row: int, count: int) -> None:
        """Prints so many labels of a variant, each cut off, and journals it.

        Refused for a count that is none, FixSetting when nothing can print.
        """
        if not 0 < count <= MOST_LABELS:
            most = self._desk.formats.number(MOST_LABELS)
            raise Refused(tr("From 1 to {most} labels at once", most=most), tr("Nothing was printed."))
        with self._desk.store.write() as work:
            self._printers.need_printer(work)
            goods = self.goods(work, variant_row)
            one = self._desk.papers.label(work, goods)
            device = self._printers.label_printer(work)
            assert device is not None  # one can print
            self._printers.print_on(work, device, "label", Document(one.title, one.blocks * count))
            body = {"name": goods.name, "sku": goods.sku, "count": count}
            work.journal.add("labels_printed", body, person_id=self._desk.signed_in.id)
        self._desk.events.tell(Event.PRINT)
