"""What a search of products found: the rows in sight with everything, the others' barcodes once the typing rests."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from pos_desktop.application.sellable import SearchHit
from pos_desktop.domain.record import replace
from pos_desktop.ui.viewmodels.sale import hit_row
from pos_desktop.ui.widgets.list_view import RESULTS, ListView

if TYPE_CHECKING:
    from pos_desktop.application.services import Services

SHOWN = 30
_REST_MS = 150
"""Longer than people take from one letter to the next."""
_LEAST_IN_SIGHT = 10


class SearchResults(QObject):
    """Fills a list as somebody types. Every barcode is a page of the file, so those out of sight are read later."""

    def __init__(self, services: "Services", view: ListView) -> None:
        super().__init__(view)
        self._services = services
        self._view = view
        self._hits: list[SearchHit] = []
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._complete)

    def look_for(self, text: str) -> bool:
        """Shows what answers, the best selected; False where nothing does, and the rows stay as they were."""
        self._rest.stop()
        in_sight = max(_LEAST_IN_SIGHT, self._view.viewport().height() // RESULTS.row + 1)
        hits = self._services.catalogue.search(text, SHOWN, in_sight)
        if not hits:
            return False
        self._show(hits)
        self._view.select(str(hits[0].variant_row))
        if len(hits) > in_sight:
            self._rest.start()
        return True

    def forget(self) -> None:
        """Nobody looks at them any more."""
        self._rest.stop()

    def walk(self, step: int) -> None:
        """Selects the next row, or the one before."""
        keys = [row.key for row in self._view.rows]
        chosen = self._view.selected_key()
        here = keys.index(chosen) if chosen in keys else -1
        if keys:
            self._view.select(keys[min(max(here + step, 0), len(keys) - 1)])

    def _complete(self) -> None:
        codes = self._services.catalogue.first_codes(hit.variant_row for hit in self._hits if not hit.barcode)
        self._show([replace(hit, barcode=hit.barcode or codes.get(hit.variant_row)) for hit in self._hits])

    def _show(self, hits: list[SearchHit]) -> None:
        self._hits, formats = hits, self._services.desk.formats
        self._view.set_rows([hit_row(hit, formats) for hit in hits])
