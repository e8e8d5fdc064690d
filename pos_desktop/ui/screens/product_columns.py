"""Which column of a table each fact of a product is read from: a select for each, with what stands there."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_desktop.application.product_files import FileLook
from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.emptying import empty
from pos_desktop.ui.widgets.select import Select

MAPPED = ("name", "barcode", "price", "sku", "category", "tax")


class ProductColumns(QWidget):
    """`changed` when a column was chosen by hand. Another file's titles build the selects anew."""

    changed = Signal()

    def __init__(self, across: int) -> None:
        """`across`: how many stand beside one another."""
        super().__init__()
        self._across = across
        self._look: FileLook | None = None
        self._titles: tuple[str, ...] = ()  # those that the selects were made from
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme().space(3))
        self.selects: dict[str, Select] = {}

    def show_look(self, look: FileLook, mapping: Mapping[str, str]) -> None:
        """The columns of a file, read as `mapping` says."""
        self._look = look
        if self.selects and look.titles == self._titles:
            for field, select in self.selects.items():
                select.select(mapping.get(field, ""))
            return
        empty(self._grid)
        self.selects.clear()
        self._titles = look.titles
        words = field_words()
        for place, field in enumerate(MAPPED):
            select = self._select(words[field], look, mapping.get(field, ""))
            self._grid.addWidget(select, place // self._across, place % self._across)
            self._grid.setColumnStretch(place % self._across, 1)
            self.selects[field] = select

    def _select(self, words: str, look: FileLook, chosen: str) -> Select:
        select = Select(words)
        select.add("", tr("Not in this file"))
        for title in dict.fromkeys(look.titles):
            select.add(title, _with_sample(look, title))
        select.select(chosen if chosen in look.titles else "")
        select.changed.connect(lambda _title: self.changed.emit())
        return select

    def mapping(self) -> dict[str, str]:
        """Field to title, as chosen. What the titles told of fields that are not asked for here (unit, cost, …) stays."""
        assert self._look is not None
        shown = {field: str(select.current()) for field, select in self.selects.items() if select.current()}
        told = self._look.file.mapping.items()
        beside = {
            field: title for field, title in told if field not in self.selects and title not in shown.values()
        }
        return beside | shown


def _with_sample(look: FileLook, title: str) -> str:
    place = look.titles.index(title)
    sample = next((row[place] for row in look.rows if place < len(row) and row[place]), "")
    return f"{title} · {sample}" if sample else title


def field_words() -> dict[str, str]:
    """What people call the fields."""
    return {
        "name": tr("Name"),
        "barcode": tr("Barcode"),
        "price": tr("Price"),
        "sku": tr("SKU"),
        "category": tr("Category"),
        "tax": tr("Tax class"),
    }
