"""Taking a store's products over from a file: read, checked, stored in short batches, and reported line by line.

An import can be run again and again: what is stored is recognised by barcode, item number, or handle and
options, and only differences are written. It can be stopped between batches and leaves whole batches.
"""

import csv
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import tr
from pos_desktop.domain.gtin import is_gtin, looks_like_gtin

Progress = Callable[[int, int | None], None]

LONGEST_NAME = 200
LONGEST_SKU = 64
LONGEST_CODE = 64
REFUSALS_KEPT = 200
_REFUSALS_AT_ONCE = 1_000  # after so many lines in a row that fill no batch, it is told how far it is

# A batch holds the database's write lock; a cashier's own write waits for at most one. Where nobody waited for some
# seconds, a longer time makes the import twice as quick: a commit costs as much as some hundred rows.
_BATCH_SECONDS, _QUIET_BATCH_SECONDS = 0.025, 0.1
_FIRST_BATCH = 200
_SMALLEST_BATCH, _LARGEST_BATCH = 25, 4_000


@dataclass(slots=True)
class SourceVariant:
    """One sellable thing of a product. Amounts in minor units; empty texts are None."""

    barcode: str | None = None  # a barcode key (gtin.barcode_key)
    sku: str | None = None
    option_values: tuple[str, ...] = ()
    price_minor: int | None = None
    compare_at_minor: int | None = None
    cost_minor: int | None = None
    line: int = 0
    tracks_stock: bool = False
    ref: str = ""  # a platform's own id, by which it is known again first of all
    plu: str | None = None  # the item number inside the codes that scales print
    extra: Mapping[str, Any] | None = None  # what its link to the platform keeps


@dataclass(slots=True)
class SourceProduct:
    """A product as a source tells it, with where it stands in the file."""

    line: int
    name: str
    variants: list[SourceVariant]
    handle: str | None = None
    options: tuple[str, ...] = ()
    category: str | None = None
    tax: str | None = None
    unit: str | None = None
    weighed: bool = False
    vendor: str | None = None
    picture: str | None = None
    active: bool = True
    extra: dict[str, Any] | None = None
    ref: str = ""  # a platform's own id
    link_extra: Mapping[str, Any] | None = None
    whole: bool = True  # whether these are all of its variants


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be taken over, and why, in words."""

    line: int
    reason: str


class ProductSource(Protocol):
    """Something that products are read from, once."""

    fields: frozenset[str]
    """What the source knows: only these fields are ever changed on products that are stored already."""

    def __iter__(self) -> Iterator[SourceProduct | BadLine]:
        """Products in the order of the file. May raise OSError, EOFError or PersonError half-way."""
        ...

    def fraction(self) -> float | None:
        """How much of the source has been read, 0 to 1; None when that is not known."""
        ...

    def close(self) -> None:
        """Lets go of what is read from. `import_products` does it."""
        ...


@dataclass(slots=True)
class StoredBatch:
    """What became of a batch, in products."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[BadLine] = field(default_factory=list)
    in_the_way: bool = True  # somebody else writes as well, or may


class ProductStore(Protocol):
    """Where products are stored: one transaction for each batch."""

    def store(self, batch: list[SourceProduct], fields: frozenset[str]) -> StoredBatch: ...


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """`report_file` takes every refused line, `hear_refused` is told of each; the report itself keeps the first ones."""

    report_file: Path | None = None
    batch_seconds: float = _BATCH_SECONDS
    quiet_batch_seconds: float = _QUIET_BATCH_SECONDS  # while nobody else writes
    hear_refused: Callable[[BadLine], object] | None = None


@dataclass(slots=True)
class ImportReport:
    """What an import did. Counts are products, except `plain_codes` (barcodes) and refusals (lines)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused_count: int = 0
    refused: list[BadLine] = field(default_factory=list)
    plain_codes: int = 0  # barcodes with a wrong check digit, taken as they are: real shelves have them
    seconds: float = 0.0
    last_line: int = 0  # everything up to this line is stored or refused
    cancelled: bool = False
    stopped: str | None = None  # why the import ended before the file did
    not_listed: str = ""  # why the file of refused lines is not whole

    @property
    def stored(self) -> int:
        """Products that are in the catalogue because of, or as told by, this file."""
        return self.created + self.updated + self.unchanged


def full_name(product_name: str, option_values: Sequence[str]) -> str:
    """A variant's name as receipts say it."""
    return f"{product_name} {' / '.join(option_values)}" if option_values else product_name


def import_products(
    source: ProductSource,
    catalogue: ProductStore,
    settings: ImportSettings | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """Stores every product of the source that can be stored. Never raises for what a file holds.

    `progress(products done, estimated total or None)` is called after every batch on this thread.
    """
    started = time.perf_counter()
    with ExitStack() as stack:
        stack.callback(source.close)
        refusals = _Refusals((settings or ImportSettings()).report_file)
        stack.callback(refusals.close)
        run = _Run(source, catalogue, settings or ImportSettings(), refusals)
        run.go(progress, cancelled)
    run.report.not_listed = refusals.trouble
    run.report.seconds = time.perf_counter() - started
    return run.report


class _Refusals:
    """The file of refused lines. Raises OSError when it cannot be opened; one that cannot be written on costs the
    list, never what was stored."""

    def __init__(self, path: Path | None) -> None:
        self.trouble = ""
        self._file = path.open("w", encoding="utf-8", newline="") if path is not None else None
        self._write(("line", "reason"))

    def add(self, bad: BadLine) -> None:
        """One line more."""
        self._write((bad.line, bad.reason))

    def close(self) -> None:
        """Lets go of the file."""
        try:
            if self._file is not None:
                self._file.close()
        except OSError as trouble:
            self.trouble = trouble.strerror or str(trouble)

    def _write(self, row: Sequence[object]) -> None:
        if self._file is None or self.trouble:
            return
        try:
            csv.writer(self._file).writerow(row)
        except OSError as trouble:
            self.trouble = trouble.strerror or str(trouble)


class _Run:
    def __init__(
        self, source: ProductSource, catalogue: ProductStore, settings: ImportSettings, refusals: "_Refusals"
    ) -> None:
        self.report = ImportReport()
        self._source = source
        self._catalogue = catalogue
        self._settings = settings
        self._size = _FIRST_BATCH
        self._refusals = refusals

    def go(self, progress: Progress | None, cancelled: Callable[[], bool]) -> None:
        batch: list[SourceProduct] = []
        rows = 0
        try:
            for item in self._source:
                if isinstance(item, BadLine):
                    self._refuse((item,))
                    if self.report.refused_count % _REFUSALS_AT_ONCE == 0 and self._ends(progress, cancelled):
                        return
                    continue
                batch.append(item)
                rows += len(item.variants)
                if rows >= self._size:
                    self._store(batch, rows)
                    batch, rows = [], 0
                    if self._ends(progress, cancelled):
                        return
            self._store(batch, rows)
            self._tell(progress)
        except PersonError as trouble:
            self.report.stopped = str(trouble)
        except (OSError, EOFError) as trouble:
            self.report.stopped = tr("The file cannot be read any further: {trouble}", trouble=str(trouble))

    def _ends(self, progress: Progress | None, cancelled: Callable[[], bool]) -> bool:
        """Tells how far it is; whether somebody wants no more of it."""
        self._tell(progress)
        self.report.cancelled = cancelled()
        return self.report.cancelled

    def _tell(self, progress: Progress | None) -> None:
        if progress:
            progress(self.report.stored, self._expected())

    def _store(self, batch: list[SourceProduct], rows: int) -> None:
        if not batch:
            return
        started = time.perf_counter()
        stored = self._catalogue.store(batch, self._source.fields)
        self._adapt(rows, time.perf_counter() - started, stored.in_the_way)
        self.report.created += stored.created
        self.report.updated += stored.updated
        self.report.unchanged += stored.unchanged
        self.report.plain_codes += _plain_codes(batch)
        self.report.last_line = batch[-1].line
        self._refuse(stored.refused)

    def _adapt(self, size: int, seconds: float, in_the_way: bool) -> None:
        """Half-way towards the size, in variants, that would have taken the time allowed; at once where it is in
        somebody's way."""
        allowed = self._settings.batch_seconds if in_the_way else self._settings.quiet_batch_seconds
        fitting = size * allowed / max(seconds, 1e-6)
        wanted = fitting if in_the_way and fitting < self._size else (self._size + fitting) / 2
        self._size = int(min(_LARGEST_BATCH, max(_SMALLEST_BATCH, wanted)))

    def _expected(self) -> int | None:
        fraction = self._source.fraction()
        return max(self.report.stored, int(self.report.stored / fraction)) if fraction else None

    def _refuse(self, bad: Iterable[BadLine]) -> None:
        for each in bad:
            self.report.refused_count += 1
            if len(self.report.refused) < REFUSALS_KEPT:
                self.report.refused.append(each)
            self._refusals.add(each)
            if self._settings.hear_refused is not None:
                self._settings.hear_refused(each)


def _plain_codes(batch: list[SourceProduct]) -> int:
    codes = (variant.barcode for product in batch for variant in product.variants if variant.barcode)
    return sum(1 for code in codes if looks_like_gtin(code) and not is_gtin(code))
