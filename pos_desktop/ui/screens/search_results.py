"""What a search of products found: the first answers at once, all of them when the typing rests."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from pos_desktop.application.typed_so_far import TypedSoFar
from pos_desktop.ui.viewmodels.sale import hit_row
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData

if TYPE_CHECKING:
    from pos_desktop.application.sellable import SearchHit
    from pos_desktop.application.services import Services

SHOWN = 30
REST_MS = 150
"""Longer than people take from one letter to the next."""
_LEAST_IN_SIGHT = 10


class SearchResults(QObject):
    """Fills a list as somebody types. What takes longer follows: the rows below, each of which costs the reading of
    its barcode, and answers that have the words within others or otherwise spelt, where there are better ones."""

    def __init__(self, services: "Services", view: ListView) -> None:
        super().__init__(view)
        self._services = services
        self._view = view
        self._text = ""
        self._so_far = TypedSoFar(_LEAST_IN_SIGHT)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._complete)
        self._shown = QTimer(self, singleShot=True, interval=0)
        self._shown.timeout.connect(services.desk.store.cashier_served)

    def look_for(self, text: str) -> bool:
        """Shows what answers, the best selected; False where nothing does, and the rows stay as they were."""
        self._rest.stop()
        self._text = text
        # Workers begin nothing until the rows are painted, which comes before the timer.
        self._services.desk.store.expect_cashier()
        self._shown.start()
        self._so_far.in_sight = max(_LEAST_IN_SIGHT, self._view.viewport().height() // RESULTS.row + 1)
        hits = self._services.catalogue.search(text, SHOWN, self._so_far)
        if not hits:
            self._so_far.rest()
            return False
        self._view.set_rows(self._rows(hits))
        self._view.select(str(hits[0].variant_row))
        self._rest.start()
        return True

    def forget(self) -> None:
        """Nobody looks at them any more."""
        self._rest.stop()
        self._so_far.rest()
        self._so_far = TypedSoFar(_LEAST_IN_SIGHT)

    def walk(self, step: int) -> None:
        """Selects the next row, or the one before."""
        if self._rest.isActive():
            self._complete()
        keys = [row.key for row in self._view.rows]
        chosen = self._view.selected_key()
        here = keys.index(chosen) if chosen in keys else -1
        if keys:
            self._view.select(keys[min(max(here + step, 0), len(keys) - 1)])

    def _complete(self) -> None:
        self._rest.stop()
        self._so_far.rest()
        rows = self._rows(self._services.catalogue.search(self._text, SHOWN))
        shown = len(self._view.rows)
        if [row.key for row in rows[:shown]] == [row.key for row in self._view.rows]:
            self._view.append_rows(rows[shown:])
        elif rows:
            self._replace(rows)

    def _replace(self, rows: list[RowData]) -> None:
        """Another answer may be the best: it is chosen, unless somebody has chosen already."""
        untouched = self._view.selected_row() <= 0
        self._view.set_rows(rows)
        if untouched:
            self._view.select(rows[0].key)

    def _rows(self, hits: "Sequence[SearchHit]") -> list[RowData]:
        formats = self._services.desk.formats
        return [hit_row(hit, formats) for hit in hits]
