"""Finds the product that a refused line is sent as, among those that the platform knows."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.sync_view import DeliveryView, Suggestion
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData
from pos_desktop.ui.widgets.search_field import SearchField


class PlatformProductPanel(Panel):
    """A search with what looks most like the line already in it; `take` gets the chosen product."""

    def __init__(self, window: Window, view: DeliveryView, take: Callable[[Suggestion], None]) -> None:
        line = view.line
        super().__init__(window, tr("Link to another product"), line.name if line else "", icon="link")
        self._view, self._take = view, take
        self._found: dict[str, Suggestion] = {}
        self.field = SearchField(tr("Search products of {platform}", platform=view.platform_name))
        self.list = ListView(RESULTS, tr("Products"))
        holder = QWidget()
        row = QVBoxLayout(holder)
        row.setContentsMargins(*(theme().space(4),) * 3, theme().space(3))
        row.addWidget(self.field)
        self.body.setSpacing(0)
        self.body.addWidget(holder)
        self.fill_with(self.list)
        self.set_primary(tr("Link"), self._press)
        self.field.edit.textChanged.connect(self.search)
        self.list.highlighted.connect(lambda _key: self._tell())
        self.choose_in(self.list, self.field.edit)
        self.search("")
        self.setFocusProxy(self.field.edit)

    def search(self, text: str) -> None:
        """Likely ones while nothing is typed."""
        sync, formats = self.window_.services.sync, self.window_.services.desk.formats
        found = sync.find(self._view.id, text) if text.strip() else sync.suggestions(self._view.id)
        self._found = {str(each.variant_row): each for each in found}
        self.list.set_rows(
            [
                RowData(
                    key,
                    each.name,
                    " · ".join(part for part in (each.sku, each.barcode) if part),
                    amount="" if each.price_minor is None else formats.figure(each.price_minor),
                )
                for key, each in self._found.items()
            ]
        )
        self.list.select(next(iter(self._found), None))
        self._tell()

    def scanned(self, code: str) -> bool:
        """A scan finds the product."""
        self.field.edit.setText(code)
        return True

    def _tell(self) -> None:
        chosen = self._found.get(self.list.selected_key() or "")
        self.tell_primary(tr("Link"), chosen.name if chosen else "", enabled=chosen is not None)

    def _press(self) -> None:
        chosen = self._found.get(self.list.selected_key() or "")
        if chosen is not None:
            self._take(chosen)
