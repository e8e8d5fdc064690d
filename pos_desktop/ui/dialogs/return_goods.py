"""Goods that come back without a receipt: which, how many, why, and whether they can be sold again."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout

from pos_desktop.application.sellable import SearchHit
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import tr
from pos_desktop.domain.scan_codes import without_aim
from pos_desktop.domain.ticket import PIECE
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.refunds import reasons
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData
from pos_desktop.ui.widgets.search_field import SearchField
from pos_desktop.ui.widgets.stepper import Stepper
from pos_desktop.ui.widgets.toggle import Toggle

HITS, MOST_PIECES = 20, 999
LIST_STEPS = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to come back; quantity in thousandths."""

    variant_row: int
    quantity_milli: int
    reason: str
    restock: bool


class ReturnGoodsPanel(Panel):
    """`take` gets what was chosen. A scan chooses the product."""

    hears_kinds = True

    def __init__(self, window: Window, take: Callable[[Asked], None]) -> None:
        second = tr("At today's price, with manager approval")
        super().__init__(window, tr("Return without a receipt"), second, icon="arrow-u-up-left")
        self._take = take
        self._hits: dict[str, SearchHit] = {}
        self.search = SearchField(tr("Scan, or search products"), key_hint="")
        self.search.edit.setAccessibleName(tr("Scan, or search products"))
        self.search.changed.connect(lambda _text: self._look())
        self.list = ListView(RESULTS, tr("Products"))
        self.list.setMinimumHeight(theme().space(LIST_STEPS))
        self.list.highlighted.connect(lambda _key: self._tell())
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(self._how_much())
        self.body.addWidget(Label(tr("Why does it come back?"), "body", "semibold"))
        self.body.addWidget(self._why())
        self.choose_in(self.list, self.search.edit)
        self.set_primary(tr("Put on the ticket"), self._press, dangerous=True)
        self._tell()
        self.setFocusProxy(self.search.edit)

    def _how_much(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(4))
        self.pieces = Stepper(tr("Pieces that come back"), 1, MOST_PIECES, 1)
        self.pieces.changed.connect(lambda _value: self._tell())
        self.restock = Toggle(tr("What happens with it"), tr("Restock"), tr("Write off"), checked=True)
        row.addWidget(self.pieces)
        row.addWidget(self.restock)
        row.addStretch(1)
        return row

    def _why(self) -> ChipGroup:
        self.reasons = ChipGroup(tr("Why does it come back?"))
        for reason in (*reasons(), tr("Gift returned")):
            self.reasons.add(reason, reason)
        self.reasons.chosen.connect(lambda _reason: self._tell())
        return self.reasons

    # -- choosing --------------------------------------------------------------------------------

    def scanned(self, code: str) -> bool:
        """Chooses what was scanned; once more counts one more of it."""
        services = self.window_.services
        found = services.tickets.goods_of(code)
        if found is None:
            self.window_.beep()
            self.window_.toast(tr("Unknown code"), without_aim(code), kind="attention")
        elif self.chosen is not None and self.chosen.variant_row == found.sellable.variant_row:
            self.pieces.step(1)
        else:
            self._show([services.catalogue.hit(found.sellable.variant_row)])
        return True

    def _look(self) -> None:
        text = self.search.text().strip()
        self._show(self.window_.services.catalogue.search(text, HITS) if text else [])

    def _show(self, hits: list[SearchHit]) -> None:
        formats = self.window_.services.desk.formats
        priced = [hit for hit in hits if hit.price_minor is not None]
        self._hits = {str(hit.variant_row): hit for hit in priced}
        self.list.set_rows(
            [
                RowData(
                    key, hit.name, hit.barcode or hit.sku or "", amount=formats.figure(hit.price_minor or 0)
                )
                for key, hit in self._hits.items()
            ]
        )
        self.list.select(next(iter(self._hits), None))
        self.pieces.set_value(1)
        self._tell()

    @property
    def chosen(self) -> SearchHit | None:
        """The product that is selected."""
        return self._hits.get(self.list.selected_key() or "")

    def _tell(self) -> None:
        hit, formats = self.chosen, self.window_.services.desk.formats
        if hit is None:
            self.tell_primary(tr("Put on the ticket"), tr("Choose a product first."), enabled=False)
            return
        if self.reasons.current() is None:
            self.tell_primary(tr("Put on the ticket"), tr("Choose a reason first."), enabled=False)
            return
        weighed = self._weighed(hit)
        self.pieces.setEnabled(not weighed)
        if weighed:
            self.tell_primary(tr("Weigh it"), hit.name)
            return
        money = formats.money(-self.pieces.value() * (hit.price_minor or 0))
        self.tell_primary(tr("Put on the ticket: {amount}", amount=money), hit.name)

    def _weighed(self, hit: SearchHit) -> bool:
        return self.window_.services.catalogue.sellable(hit.variant_row).weighed

    def _press(self) -> None:
        hit = self.chosen
        if hit is None or self.reasons.current() is None:
            return
        if self._weighed(hit):
            self._ask_weight(hit)
        else:
            self._finish(hit, self.pieces.value() * PIECE)

    def _ask_weight(self, hit: SearchHit) -> None:
        formats = self.window_.services.desk.formats
        unit = unit_name(self.window_.services.catalogue.sellable(hit.variant_row).unit)

        def take(milli: int) -> None:
            self.window_.close_overlay()
            self._finish(hit, milli)

        self.window_.show_overlay(
            FigurePanel(
                self.window_,
                tr("Weight"),
                hit.name,
                unit,
                lambda value: formats.quantity(value, True),
                lambda value: tr("Return {quantity}", quantity=f"{formats.quantity(value, True)} {unit}"),
                take,
                exponent=3,
                icon="scales",
            )
        )

    def _finish(self, hit: SearchHit, milli: int) -> None:
        self._take(Asked(hit.variant_row, milli, str(self.reasons.current()), self.restock.isChecked()))
