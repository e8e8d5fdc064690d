"""A register with years behind it: products, their search index and past orders, written in bulk.

Built once for its parameters and kept; every run works on a copy. What is written depends on the tables, the
search and the generators alone, so their sources are part of the name under which it is kept.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from benchmarks.catalogue import Article, articles
from benchmarks.past import Past, Place
from benchmarks.progress import Progress
from benchmarks.register import driver_of
from pos_desktop import bootstrap
from pos_desktop.application.first_run import FirstRun, NewPerson, NewPrinter, set_up
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.domain.tax import TaxRate
from pos_desktop.storage import journal, search_index, search_sqlite, search_terms, tables
from pos_desktop.storage.search_index import IndexRow
from pos_desktop.storage.unit_of_work import Database, Work
from pos_desktop.system.folders import Folders

SHELF = Path("out") / "bench"
FAVOURITES = 60
CATEGORIES = ("Food", "Drinks", "Bakery", "Household", "Care", "Stationery", "Sweets", "Frozen")
ON_HAND_MILLI = 40_000
PAST_SINCE = datetime(2025, 1, 2, tzinfo=UTC)

_FILLED_IN_BULK = (
    *("product", "variant", "barcode", "stock_level"),
    *("sale_order", "order_line", "tender", "cash_move", "stock_move", "journal"),
)
_STEP = 20_000
_CACHE_KIB = 500_000


@dataclass(frozen=True)
class Size:
    """What is to be on disk."""

    products: int
    orders: int
    catalogue: Path | None = None

    def name(self) -> str:
        """Where it is kept: what it holds, and what it was made with."""
        source = "own"
        if self.catalogue is not None:
            facts = self.catalogue.stat()
            source = f"{self.catalogue.name.split('.')[0]}-{facts.st_size}"
        return f"{self.products}-{self.orders}-{source}-{_made_with()}"


def _made_with() -> str:
    modules = (search_index, search_sqlite, search_terms, journal)
    here = Path(__file__).parent
    sources = [Path(str(module.__file__)) for module in modules]
    sources += sorted(Path(str(tables.__file__)).parent.glob("*.py"))
    sources += [here / name for name in ("shop.py", "past.py", "names.py", "words.txt", "catalogue.py")]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:10]


def fresh_copy(size: Size, progress: Progress, shelf: Path = SHELF) -> Folders:
    """The data folder of a register that nobody else uses, made when it was never made before."""
    kept = shelf / size.name()
    if not (kept / "complete").exists():
        _remove_older(shelf, size)
        _build(kept, size, progress)
    work = shelf / "work"
    progress.step("copying the data")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(kept, work)
    return Folders.under(work)


def _remove_older(shelf: Path, size: Size) -> None:
    """The same data, made with sources that have changed since."""
    stem = size.name().rpartition("-")[0]
    for old in shelf.glob(f"{stem}-*"):
        shutil.rmtree(old)


def _build(folder: Path, size: Size, progress: Progress) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    started = time.perf_counter()
    data = bootstrap.open_database(Folders.under(folder), key_file=True)
    try:
        set_up(data.store, data.vault, _plan())
        Builder(data.database, data.keys.journal, size, progress).build()
    finally:
        data.close()
    (folder / "complete").touch()
    progress.step(f"made the data in {time.perf_counter() - started:.0f} s")


def _plan() -> FirstRun:
    store = StoreSettings(
        name="Benchmark", locale="de-DE", currency_code="EUR", country="DE", lock_after_minutes=600
    )
    people = (NewPerson("Cashier 1", "cashier", "4711"), NewPerson("Manager", "manager", "9273"))
    taxes = (("Standard", (TaxRate("VAT", Decimal(19)),)), ("Reduced", (TaxRate("VAT", Decimal(7)),)))
    # Nothing listens there: the printer is off, and what it has to print waits.
    printer = NewPrinter("Receipt printer", "tcp", {"host": "127.0.0.1", "port": 9})
    return FirstRun(store, 1, "Register 1", taxes, people, (printer,))


class Builder:
    """Writes the products and the past in steps of one transaction each."""

    def __init__(self, database: Database, key: Any, size: Size, progress: Progress) -> None:
        self._database = database
        self._key = key
        self._size = size
        self._progress = progress
        with database.read() as connection:
            self._place = Place.of(connection)

    def build(self) -> None:
        """All of it. A power cut would spoil what is written here, so nothing is synced until the end."""
        self._tune(("synchronous = OFF", f"cache_size = -{_CACHE_KIB}", "foreign_keys = OFF"))
        indexes = self._without_indexes()
        sold = self._write_products()
        past = Past(self._place, sold, self._size.orders)
        past.write(self._steps("past orders", self._size.orders), self._key)
        self._progress.step("indexes")
        self._make(indexes)
        search_index.gather(self._database)
        self._tune(("synchronous = FULL", "cache_size = -8192", "foreign_keys = ON"))

    def _tune(self, pragmas: Iterable[str]) -> None:
        driver: Any = driver_of(self._database)
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}")

    def _without_indexes(self) -> list[str]:
        """Drops what is quicker made at the end; returns how."""
        with self._database.write() as work:
            found = work.connection.exec_driver_sql(
                "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT LIKE '%UNIQUE%'"
            ).all()
            dropped = [(name, sql) for name, table, sql in found if table in _FILLED_IN_BULK]
            for name, _ in dropped:
                work.connection.exec_driver_sql(f"DROP INDEX {name}")
        return [sql for _, sql in dropped]

    def _make(self, indexes: Iterable[str]) -> None:
        for sql in indexes:
            with self._database.write() as work:
                work.connection.exec_driver_sql(sql)

    def _write_products(self) -> list[tuple[int, bytes, str, int]]:
        """Returns (row, variant's id, name, price) of those that the past orders sold."""
        sold: list[tuple[int, bytes, str, int]] = []
        self._write_categories()
        terms: set[str] = set()
        source = enumerate(articles(self._size.products, self._size.catalogue), start=1)
        write = self._steps("products", self._size.products)
        every = max(1, self._size.products // 50_000)
        while chunk := list(islice(source, _STEP)):
            rows = ProductRows(chunk, self._place)

            def step(work: Work, rows: "ProductRows" = rows) -> None:
                rows.write(work)
                search_index.add_rows(work.connection, rows.index, terms)

            write(len(chunk), step)
            sold += [
                (*rows.facts[place], chunk[place][1].price_minor) for place in range(0, len(chunk), every)
            ]
        return sold

    def _write_categories(self) -> None:
        with self._database.write() as work:
            lines = [(self._place.category_ids[i], name, "sage", i) for i, name in enumerate(CATEGORIES)]
            insert(work, tables.category, ("id", "name", "tint", "position"), lines)

    def _steps(self, what: str, total: int) -> Callable[[int, Callable[[Work], None]], None]:
        done = 0

        def write(count: int, step: Callable[[Work], None]) -> None:
            nonlocal done
            with self._database.write() as work:
                step(work)
            done += count
            self._progress.count(what, done, total)

        return write


class ProductRows:
    """The rows of some products, as the driver takes them."""

    def __init__(self, chunk: Sequence[tuple[int, Article]], place: Place) -> None:
        self.products: list[tuple[Any, ...]] = []
        self.variants: list[tuple[Any, ...]] = []
        self.codes: list[tuple[str, int]] = []
        self.levels: list[tuple[int, bytes, int]] = []
        self.index: list[IndexRow] = []
        self.facts: list[tuple[int, bytes, str]] = []
        for row, article in chunk:
            self._add(row, article, place)

    def _add(self, row: int, article: Article, place: Place) -> None:
        product, variant = place.ids.next(), place.ids.next()
        category = place.category_ids[row % len(CATEGORIES)]
        favourite = row if row <= FAVOURITES else None
        self.products.append((product, article.name, category, place.tax_of(row), 0, favourite, 1))
        self.variants.append((row, variant, product, article.name, article.price_minor, 1, 0, 1))
        self.codes.append((article.code, row))
        self.levels.append((row, place.location_id, ON_HAND_MILLI))
        self.index.append(IndexRow(row, article.name, (article.code,)))
        self.facts.append((row, variant, article.name))

    def write(self, work: Work) -> None:
        """Writes all but the search index."""
        columns = ("id", "name", "category_id", "tax_class_id", "weighed", "favourite_position", "active")
        insert(work, tables.product, columns, self.products)
        columns = ("row", "id", "product_id", "name", "price_minor", "track_stock", "position", "active")
        insert(work, tables.variant, columns, self.variants)
        insert(work, tables.barcode, ("code", "variant_row"), sorted(self.codes))
        insert(work, tables.stock_level, ("variant_row", "location_id", "on_hand_milli"), self.levels)


def insert(work: Work, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows straight into a table; KeyError for a column that it does not have."""
    names = ", ".join(f'"{table.columns[name].name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    driver: Any = work.connection.driver
    driver.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)


def chunks(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Lists of at most `size`."""
    while chunk := list(islice(items, size)):
        yield chunk
