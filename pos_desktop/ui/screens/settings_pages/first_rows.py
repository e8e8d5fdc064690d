"""The first products of a file as they are read, before anything is stored."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.application.product_files import FirstProducts
from pos_desktop.application.product_import import BadLine, SourceProduct, full_name
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.product_columns import field_words
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.emptying import empty
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.state_tag import tone_colors

SHOWN = ("name", "barcode", "sku", "category", "price")
_STRETCH = {"name": 5, "barcode": 0, "sku": 2, "category": 2, "price": 0}


class FirstRows(Card):
    """One line for each product; a line that would be refused says why, in its place."""

    def __init__(self) -> None:
        super().__init__(tr("The first rows, as they are read"))
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme().space(3))
        self._grid.setVerticalSpacing(theme().space(2))
        self.body.addWidget(holder)
        self.rows: list[tuple[str, ...]] = []
        self.hide()

    def clear(self) -> None:
        """Those of another file."""
        self.rows = []
        self.hide()

    def show_products(self, first: FirstProducts, formats: Formats) -> None:
        """Shows them; an empty file shows nothing at all."""
        empty(self._grid)
        fields = [field for field in SHOWN if field in first.fields]
        self.rows = [_cells(item, fields, formats) for item in first.found]
        words = field_words()
        for place, field in enumerate(fields):
            title = Label(words[field], "caption", color="text-2", align=_align(field), elide=False)
            self._grid.addWidget(title, 0, place)
        for place in range(len(SHOWN)):
            self._grid.setColumnStretch(place, _STRETCH[fields[place]] if place < len(fields) else 0)
        for at, cells in enumerate(self.rows, start=1):
            self._add(at, cells, fields)
        self.setVisible(bool(self.rows))

    def _add(self, at: int, cells: Sequence[str], fields: Sequence[str]) -> None:
        if len(cells) == 1 < len(fields):
            self._grid.addWidget(
                Label(cells[0], "body", color=tone_colors("attention")[1]), at, 0, 1, len(fields)
            )
            return
        for place, (field, cell) in enumerate(zip(fields, cells, strict=True)):
            whole = field in ("barcode", "price")  # figures are never cut
            label = Label(cell, "body", align=_align(field), figures="tabular", elide=not whole)
            self._grid.addWidget(label, at, place)


def _align(field: str) -> Align:
    return Align.END if field == "price" else Align.START


def _cells(item: SourceProduct | BadLine, fields: Sequence[str], formats: Formats) -> tuple[str, ...]:
    if isinstance(item, BadLine):
        return (tr("line {line}: {reason}", line=item.line, reason=item.reason),)
    first = item.variants[0]
    name = full_name(item.name, first.option_values)
    if len(item.variants) > 1:
        name = f"{item.name} · {tr_n('{count} variant', '{count} variants', len(item.variants))}"
    price = "" if first.price_minor is None else formats.money(first.price_minor)
    told = {
        "name": name,
        "barcode": first.barcode or "",
        "sku": first.sku or "",
        "category": item.category or "",
        "price": price,
    }
    return tuple(told[field] for field in fields)
