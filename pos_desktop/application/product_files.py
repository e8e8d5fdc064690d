"""A file of products looked at before it is taken over: what kind it is, its columns, what can be read of it."""

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pos_desktop.application.csv_products import CsvProducts, no_table, table_header
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.product_import import (
    BadLine,
    ImportReport,
    ImportSettings,
    ProductSource,
    Progress,
    SourceProduct,
    StoredBatch,
    import_products,
)
from pos_desktop.application.shopify_products import ShopifyProducts
from pos_desktop.application.text_file import TextFile
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import Currency

SAMPLE_ROWS = 3


@dataclass(frozen=True, slots=True)
class ProductFile:
    """A chosen file and how it is read: a Shopify export, or a table whose columns are mapped to fields."""

    path: Path
    shopify: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)

    def open(self, currency: Currency) -> ProductSource:
        """Opens the file to be read once; Refused when it cannot be read this way."""
        if self.shopify:
            return ShopifyProducts(self.path, currency)
        return CsvProducts(self.path, currency, self.mapping or None)


@dataclass(frozen=True, slots=True)
class FileLook:
    """The first lines of a file: its titles, some rows, and the file as it would be read without further word."""

    file: ProductFile
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    understood: bool
    """Whether the titles alone say which column holds the names."""


def look_at(path: Path, currency: Currency) -> FileLook:
    """Reads the head of a file; Refused when it is no table of text."""
    titles, rows = _head(path)
    try:
        ShopifyProducts(path, currency).close()
        return FileLook(ProductFile(path, shopify=True), titles, rows, understood=True)
    except Refused:
        pass
    try:
        source = CsvProducts(path, currency)
    except Refused:
        return FileLook(ProductFile(path), titles, rows, understood=False)
    mapping = {name: titles[place] for name, place in source.columns.items()}
    source.close()
    return FileLook(ProductFile(path, mapping=mapping), titles, rows, understood=True)


def _head(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    file = TextFile(path)
    try:
        with file.closed_on_trouble():
            delimiter, titles = table_header(file)
        lines = [line for line, _ in zip(file, range(SAMPLE_ROWS), strict=False)]
        if any("\0" in text for text, _ in lines):  # of a picture the first line alone looks like a title
            raise no_table()
        return tuple(titles), tuple(_rows([text for text, _ in lines], delimiter))
    except (OSError, EOFError) as trouble:  # a packed file that is damaged, a disk that went away
        raise Refused(tr("{file} cannot be read", file=path.name), str(trouble)) from trouble
    finally:
        file.close()


def _rows(lines: list[str], delimiter: str) -> Iterator[tuple[str, ...]]:
    with suppress(csv.Error):  # longer than any field may be: the import says of which line
        yield from map(tuple, csv.reader(lines, delimiter=delimiter))


@dataclass(frozen=True, slots=True)
class FirstProducts:
    """What the first lines of a file are read as, and which facts the file has of a product."""

    found: tuple[SourceProduct | BadLine, ...]
    fields: frozenset[str]


def first_products(file: ProductFile, currency: Currency) -> FirstProducts:
    """Reads the file's head as the import will; Refused when it cannot be opened."""
    source = file.open(currency)
    try:
        return FirstProducts(tuple(islice(source, SAMPLE_ROWS)), source.fields)
    except (OSError, EOFError):  # damaged: the whole reading says where
        return FirstProducts((), source.fields)
    finally:
        source.close()


class _Counting:
    """Stores nothing and says that all was new."""

    def store(self, batch: list[SourceProduct], fields: frozenset[str]) -> StoredBatch:
        return StoredBatch(created=len(batch))


def check(
    file: ProductFile,
    currency: Currency,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """Reads the whole file without storing anything: how many products, which lines cannot be read. Slow."""
    try:
        source = file.open(currency)
    except PersonError as trouble:
        return ImportReport(stopped=str(trouble))
    return import_products(source, _Counting(), ImportSettings(), progress, cancelled)
