"""From a key in the search field to the painted list."""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.background import busy
from benchmarks.register import Screen, open_register
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import some_articles, typed_texts
from benchmarks.timing import Pairs
from pos_desktop.application.search_words import query_words
from pos_desktop.application.services import Services

NAME = "search_keystroke"
TARGET = Target(below=16)
KEYS = 2400
WARM_UP = 100

_FIRST_FIFTY = """
SELECT v."row", v.name, v.price_minor FROM (SELECT rowid FROM search_words WHERE search_words MATCH ? LIMIT 50) found
JOIN variant v ON v."row" = found.rowid"""


class Typist:
    """Types texts letter by letter into the search field; the floor asks the index once and shows nothing.

    Keys go to the field itself: what the scanner's filter holds back to tell a scan from a person is not
    the search's time.
    """

    def __init__(self, services: Services, reader: Any) -> None:
        self._reader = reader
        self._screen = Screen(services)
        self._sale = self._screen.sale
        self.pairs = Pairs()

    def type(self, text: str) -> Iterator[None]:
        """Yields after every letter; the field is emptied at the end."""
        for end in range(1, len(text) + 1):
            started = time.perf_counter()
            _press(self._sale.search.edit, text[end - 1])
            self._screen.paint()
            self.pairs.ours.add(time.perf_counter() - started)
            self._time_floor(text[:end])
            yield
        self._sale.search.clear()
        self._screen.settle()

    def _time_floor(self, text: str) -> None:
        """The first fifty names that begin with the words, in no order, by the bare driver."""
        words = query_words(text)
        if not words:
            return
        expression = " AND ".join(f'"{word}"*' for word in words)
        with self.pairs.floor.one():
            self._reader.execute("BEGIN")
            self._reader.execute(_FIRST_FIFTY, (expression,)).fetchall()
            self._reader.execute("COMMIT")

    def close(self) -> None:
        """Closes the window."""
        self._screen.close()


def _press(field: QWidget, sign: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(
            field, QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, sign)
        )


def measure(run: Run) -> list[Figure]:
    """The figure, over words, beginnings and slips of the catalogue's own names."""
    with open_register(run.folders()) as (data, services):
        texts = typed_texts(some_articles(data.database, 1000, seed=8), seed=9)
        with data.database.read() as connection, busy(data.database, run.size.products):
            reader: Any = connection.driver
            connection.exec_driver_sql("COMMIT")  # the floor begins and ends its own reads
            typist = Typist(services, reader)
            try:
                keys = (None for text in texts for _ in typist.type(text))
                for place, _ in enumerate(islice(keys, WARM_UP + KEYS), start=1):
                    if place == WARM_UP:
                        typist.pairs = Pairs()
                    run.progress.count("keys", place, WARM_UP + KEYS)
            finally:
                typist.close()
                connection.exec_driver_sql("BEGIN")
    run.progress.step(f"{NAME}: {typist.pairs.words()}")
    return [Figure(NAME, typist.pairs.ours.p99, "ms", typist.pairs.floor.p99, TARGET)]
