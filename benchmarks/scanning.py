"""From the last key of a scan to the painted line."""

import time
from itertools import islice
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from benchmarks.background import busy
from benchmarks.register import Painted, Screen, open_register
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import Article, scans, some_articles
from benchmarks.timing import Pairs
from pos_desktop.application.services import Services

NAME = "scan_to_paint"
TARGET = Target(below=8, below_times_floor=3)
SCANS = 1200
WARM_UP = 60
LINES_OF_A_TICKET = 15

_LOOK_UP = """
SELECT v."row", v.id, v.product_id, v.name, v.price_minor, p.weighed, p.unit, p.tax_class_id, v.track_stock
FROM barcode b JOIN variant v ON v."row" = b.variant_row JOIN product p ON p.id = v.product_id
WHERE b.code = ? AND v.active AND p.active"""


class Counter:
    """Scans one product after the other through the window; the floor asks and paints the same."""

    def __init__(self, services: Services, reader: Any) -> None:
        self._services = services
        self._reader = reader
        self._screen = Screen(services)
        self._view = self._screen.sale.ticket.panel.view
        self._painted = Painted(self._view)
        self.pairs = Pairs()

    def scan(self, article: Article) -> None:
        """One scan, timed from its Enter key; then the floor for the same line."""
        before = self._services.tickets.ticket.items
        self._screen.scan(article.code)
        started = time.perf_counter()
        self._screen.press(Qt.Key.Key_Return, "\r")
        self._screen.until(lambda: self._painted.since(started))
        self.pairs.ours.add(self._painted.at - started)
        self._screen.release(Qt.Key.Key_Return, "\r")
        if self._services.tickets.ticket.items != before + 1:
            raise RuntimeError(f"the scan of {article.code} did not reach the ticket")
        self._screen.settle()
        self._time_floor(article)
        if len(self._view.lines) >= LINES_OF_A_TICKET:
            self._next_ticket()

    def _time_floor(self, article: Article) -> None:
        """An index look-up by the bare driver, and the row of the line painted at once."""
        viewport, row = self._view.viewport(), len(self._view.lines) - 1
        with self.pairs.floor.one():
            self._reader.execute("BEGIN")
            self._reader.execute(_LOOK_UP, (article.code,)).fetchall()
            self._reader.execute("COMMIT")
            viewport.repaint(self._view.row_box(row))
        self._screen.settle()

    def _next_ticket(self) -> None:
        self._services.checkout.pay_cash(self._services.checkout.due().minor)
        self._screen.sale.enter()
        self._screen.settle()

    def close(self) -> None:
        """Closes the window."""
        QApplication.closeAllWindows()
        self._screen.settle()


def measure(run: Run) -> list[Figure]:
    """The figure, with products from all over the catalogue."""
    with open_register(run.folders()) as (data, services):
        articles = some_articles(data.database, 1500, seed=5)
        with data.database.read() as connection, busy(data.database, run.size.products):
            reader: Any = connection.driver
            connection.exec_driver_sql("COMMIT")  # the floor begins and ends its own reads
            counter = Counter(services, reader)
            try:
                for place, article in enumerate(islice(scans(articles, seed=6), WARM_UP + SCANS)):
                    if place == WARM_UP:
                        counter.pairs = Pairs()
                    counter.scan(article)
                    run.progress.count("scans", place + 1, WARM_UP + SCANS)
            finally:
                counter.close()
                connection.exec_driver_sql("BEGIN")
    run.progress.step(f"{NAME}: {counter.pairs.words()}")
    return [Figure(NAME, counter.pairs.ours.p99, "ms", counter.pairs.floor.p99, TARGET)]
