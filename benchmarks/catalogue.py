"""The products of a run: made-up ones, or those of a file repeated up to the number wanted."""

import csv
import gzip
import lzma
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from benchmarks.names import generated_names
from pos_desktop.domain.gtin import barcode_key, check_digit

_OWN_NUMBERS = 2_000_000_000_00  # GS1's range for numbers that a shop gives out itself
_SKIPPED = 7  # shelves have gaps: neighbouring numbers are not neighbouring products


class Article(NamedTuple):
    """A product of one variant; the price in minor units."""

    code: str
    name: str
    price_minor: int


def articles(count: int, file: Path | None) -> Iterator[Article]:
    """That many products with different barcodes. Raises OSError or ValueError for a file that is no catalogue."""
    pairs = _own(count) if file is None else _from_file(file, count)
    for code, name in pairs:
        yield Article(code, name, price_of(code))


def price_of(code: str) -> int:
    """A price in minor units that a barcode always has: most are below ten, a few are dear."""
    number = int(code) if code.isdigit() else sum(map(ord, code))
    low = 29 + number * 2_654_435_761 % 2_000
    return low if number % 10 else low * 7


def _own(count: int) -> Iterator[tuple[str, str]]:
    return zip(_own_codes(), generated_names(count), strict=False)


def _own_codes() -> Iterator[str]:
    number = _OWN_NUMBERS
    while True:
        body = str(number)
        yield body + check_digit(body)
        number += _SKIPPED


def _from_file(file: Path, count: int) -> Iterator[tuple[str, str]]:
    """The file's products, then their names again under new barcodes."""
    seen: set[str] = set()
    names: list[str] = []
    for code, name in _rows(file):
        key = barcode_key(code)
        if key and name and key not in seen and len(seen) < count:
            seen.add(key)
            names.append(name)
            yield key, name
    if not names:
        raise ValueError(f"{file} holds no products: columns barcode and name are needed")
    fresh = (code for code in _own_codes() if code not in seen)
    for place, code in enumerate(islice(fresh, count - len(names))):
        yield code, names[place % len(names)]


def _rows(file: Path) -> Iterator[tuple[str, str]]:
    with _opened(file) as lines:
        table = csv.DictReader(lines)
        if not {"barcode", "name"} <= set(table.fieldnames or ()):
            raise ValueError(f"{file} needs the columns barcode and name, it has {table.fieldnames}")
        for row in table:
            yield (row["barcode"] or "").strip(), (row["name"] or "").strip()[:200]


def _opened(file: Path) -> IO[str]:
    opener = {".xz": lzma.open, ".gz": gzip.open}.get(file.suffix, open)
    return opener(file, "rt", encoding="utf-8", newline="")  # type: ignore[operator,no-any-return]
