"""Rows a second of an import from a file, against bare inserts of as many rows and the same search index.

Both in transactions of the same sizes: how long one may take is set by the cashier who waits for it, and a longer
one is quicker for whoever writes it.
"""

import csv
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.background import busy
from benchmarks.catalogue import Article, price_of
from benchmarks.names import generated_names
from benchmarks.past import Place
from benchmarks.register import open_register
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.shop import insert
from pos_desktop.application.csv_products import CsvProducts
from pos_desktop.application.product_import import SourceProduct, StoredBatch, import_products
from pos_desktop.application.services import Services
from pos_desktop.domain.gtin import check_digit
from pos_desktop.storage import search_index, tables
from pos_desktop.storage.catalogue_import import CatalogueImport
from pos_desktop.storage.search_index import IndexRow
from pos_desktop.storage.turn import Rank
from pos_desktop.storage.unit_of_work import Database

Row = tuple[Any, Any, Any, IndexRow]

NAME = "import_rate"
TARGET = Target(at_least_times_floor=0.5)
ROUNDS = 4
ROWS = 10_000
_NUMBERS = 2_900_000_000_00  # behind all that the catalogues of a run give out
_MIXED = 7_919_000_03  # neighbours in the file are not neighbours in the index


def measure(run: Run) -> list[Figure]:
    """The figure: every round imports a file of new products, then inserts as many others."""
    ours = floor = 0.0
    articles = _new_articles(2 * ROUNDS * ROWS)
    with open_register(run.folders(), "Manager") as (data, services), busy(data.database, run.size.products):
        with CatalogueImport(data.database) as catalogue:
            bare = BareInserts(data.database)
            for place in range(ROUNDS):
                start = place * 2 * ROWS
                file = _written(run.folders().data / "import.csv", articles[start : start + ROWS])
                steps = Steps(catalogue)
                ours += _imported(file, services, steps)
                floor += bare.write(articles[start + ROWS : start + 2 * ROWS], steps.sizes)
                run.progress.count("import rounds", place + 1, ROUNDS)
    rows = ROUNDS * ROWS
    run.progress.step(f"{NAME}: ours {ours:.1f} s, floor {floor:.1f} s for {rows:,} rows each")
    return [Figure(NAME, rows / ours, "rows/s", rows / floor, TARGET)]


def _new_articles(count: int) -> list[Article]:
    names = generated_names(count, seed=21)
    bodies = (str(_NUMBERS + place * _MIXED % 10_000_000_000) for place in range(count))
    codes = (body + check_digit(body) for body in bodies)
    return [Article(code, name, price_of(code)) for code, name in zip(codes, names, strict=True)]


def _written(file: Path, articles: Sequence[Article]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines)
        table.writerow(("barcode", "name", "price"))
        table.writerows((each.code, each.name, f"{each.price_minor / 100:.2f}") for each in articles)
    return file


class Steps:
    """Stores as the catalogue does and notes how much was stored in each transaction."""

    def __init__(self, catalogue: CatalogueImport) -> None:
        self._catalogue = catalogue
        self.sizes: list[int] = []

    def store(self, batch: list[SourceProduct], fields: frozenset[str]) -> StoredBatch:
        """Implements ProductStore."""
        self.sizes.append(len(batch))
        return self._catalogue.store(batch, fields)


def _imported(file: Path, services: Services, steps: Steps) -> float:
    """Seconds; RuntimeError when a row was not taken over."""
    started = time.perf_counter()
    report = import_products(CsvProducts(file, services.desk.settings.currency), steps)
    seconds = time.perf_counter() - started
    if report.created != ROWS:
        raise RuntimeError(f"{report.created} of {ROWS} products were imported: {report.refused[:3]}")
    return seconds


class BareInserts:
    """Rows that are ready to be written, and their search index."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._terms: set[str] = set()
        with database.read() as connection:
            self._place = Place.of(connection)

    def write(self, articles: Sequence[Article], sizes: Sequence[int]) -> float:
        """Seconds, for transactions of these sizes."""
        rows = iter(self._rows(articles))
        steps = [self._columns(list(islice(rows, size))) for size in sizes]
        started = time.perf_counter()
        for step in steps:
            self._write(*step)
        return time.perf_counter() - started

    def _rows(self, articles: Sequence[Article]) -> Iterator[Row]:
        with self._database.read() as connection:
            (last,) = connection.exec_driver_sql(
                "SELECT seq FROM sqlite_sequence WHERE name = 'variant'"
            ).one()
        for row, article in enumerate(articles, start=last + 1):
            product = self._place.ids.next()
            variant = (row, self._place.ids.next(), product, article.name, article.price_minor, 1, 0, 1)
            indexed = IndexRow(row, article.name, (article.code,))
            yield (product, article.name, 0, 1), variant, (article.code, row), indexed

    def _columns(self, rows: list[Row]) -> tuple[list[Any], ...]:
        """Products, variants, codes and what is indexed, each in a list."""
        return tuple(list(column) for column in zip(*rows, strict=True))

    def _write(
        self, products: list[Any], variants: list[Any], codes: list[Any], index: list[IndexRow]
    ) -> None:
        columns = ("row", "id", "product_id", "name", "price_minor", "track_stock", "position", "active")
        with self._database.write(Rank.BULK) as work:
            insert(work, tables.product, ("id", "name", "weighed", "active"), products)
            insert(work, tables.variant, columns, variants)
            insert(work, tables.barcode, ("code", "variant_row"), codes)
            search_index.add_rows(work.connection, index, self._terms)
