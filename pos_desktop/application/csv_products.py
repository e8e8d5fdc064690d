"""Products from a table of text: any columns in any order, as spreadsheets and other registers write them.

Comma, semicolon, tab or bar between the fields; UTF-8, UTF-16 or Windows-1252; decimal comma or point; plain,
.gz or .xz. A line that cannot be understood is refused with its number and does not take its neighbours along.
"""

import csv
import html
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pos_desktop.application.errors import Refused
from pos_desktop.application.product_import import (
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_SKU,
    BadLine,
    SourceProduct,
    SourceVariant,
)
from pos_desktop.application.search_words import normalise
from pos_desktop.application.text_file import TextFile
from pos_desktop.application.wording import tr
from pos_desktop.domain.gtin import GTIN_LENGTHS, barcode_key
from pos_desktop.domain.money import Currency, parse_amount
from pos_desktop.domain.ticket import MOST_MINOR

FIELDS = ("barcode", "name", "price", "category", "sku", "plu", "tax", "unit", "cost", "compare_at", "vendor")
_AMOUNTS = frozenset(("price", "cost", "compare_at"))
WEIGHED_UNITS = frozenset(("kg", "lb"))

# Column titles that are understood without being told, folded by search_words.normalise.
_TITLES = {
    "barcode": ("barcode", "ean", "gtin", "upc", "ean13", "strichcode", "code barres"),
    "name": ("name", "title", "product", "product name", "bezeichnung", "artikel", "nom", "description"),
    "price": ("price", "preis", "vk", "prix", "sales price", "unit price", "retail price"),
    "category": ("category", "kategorie", "warengruppe", "categorie", "department", "type"),
    "sku": ("sku", "item number", "artikelnummer", "art nr", "reference", "ref"),
    "plu": (
        *("plu", "plu code", "plu nummer", "scale code", "scale number", "waagennummer"),
        *("artikelnummer waage", "code balance"),
    ),
    "tax": ("tax", "tax class", "mwst", "ust", "steuer", "tva", "vat"),
    "unit": ("unit", "einheit", "unite"),
    "cost": ("cost", "ek", "einkaufspreis", "purchase price"),
    "compare_at": ("compare at price", "uvp", "rrp", "msrp"),
    "vendor": ("vendor", "brand", "marke", "hersteller", "marque"),
}

_DELIMITERS = ",;\t|"
_LONGEST_FIELD = 10_000
_NUMBERS = (*GTIN_LENGTHS, 11)  # of trade items; the last is a UPC that has lost its zero
_EDGES = "€$£¥ \u00a0\u202f"
_MOST_LINES_OF_A_RECORD = 60
# Tables with many columns have whole descriptions in one of them, pictures included, which nobody reads here.
_WIDE, _MOST_LINES_OF_A_WIDE_RECORD, _OPEN_QUOTES_BELIEVED = 10, 3_000, 50
csv.field_size_limit(1_000_000)


def parse_mapping(text: str) -> dict[str, str]:
    """Reads 'barcode=EAN,name=Bezeichnung,price=Preis'; Refused for a field there is not, or none at all."""
    mapping: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        wanted, _, column = part.partition("=")
        if wanted.strip() not in FIELDS:
            raise Refused(
                tr("There is no field {field}", field=wanted.strip()),
                tr("Fields are: {fields}", fields=", ".join(FIELDS)),
            )
        if column.strip():
            mapping[wanted.strip()] = column.strip()
    if not mapping:
        raise Refused(tr("No columns are named"), "", tr("Name them like this: barcode=EAN,name=Bezeichnung"))
    return mapping


class CsvProducts:
    """One product in every line. Iterate once.

    `mapping`: field to column title; None: by the usual titles. Raises Refused when no column holds names.
    """

    def __init__(self, path: Path, currency: Currency, mapping: Mapping[str, str] | None = None) -> None:
        self._file = TextFile(path)
        self._currency = currency
        with self._file.closed_on_trouble():
            self._delimiter, titles = table_header(self._file)
            self._columns = _columns(titles, mapping)
        self._width = len(titles)
        self.fields = frozenset(self._columns)
        self._has_amounts = bool(self.fields & _AMOUNTS)

    def __iter__(self) -> Iterator[SourceProduct | BadLine]:
        read = sorted(self._columns.values())
        for line, record in records(self._file, self._delimiter, self._width, read):
            if isinstance(record, str):
                yield BadLine(line, record)
            elif any(record):
                yield self._product(line, record)

    @property
    def columns(self) -> Mapping[str, int]:
        """The place of the column that each field is read from."""
        return dict(self._columns)

    def fraction(self) -> float | None:
        """How much of the file has been read."""
        return self._file.fraction()

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def _product(self, line: int, record: list[str]) -> SourceProduct | BadLine:
        if len(record) != self._width:
            return BadLine(
                line, tr("{found} fields instead of {expected}", found=len(record), expected=self._width)
            )
        try:
            return self._read(line, {name: record[at].strip() for name, at in self._columns.items()})
        except ValueError as trouble:
            return BadLine(line, str(trouble))

    def _read(self, line: int, cells: dict[str, str]) -> SourceProduct:
        name = clean_name(cells["name"])
        barcode, sku = clean_code(cells.get("barcode", "")), clean_sku(cells.get("sku", ""))
        unit = cells.get("unit") or None
        weighed = unit is not None and unit.lower() in WEIGHED_UNITS
        variant = SourceVariant(barcode=barcode, sku=sku, line=line)
        if "plu" in cells:
            variant.plu = clean_plu(cells["plu"])
        if self._has_amounts:
            variant.price_minor = self._amount(cells.get("price"))
            variant.cost_minor = self._amount(cells.get("cost"))
            variant.compare_at_minor = self._amount(cells.get("compare_at"))
        return SourceProduct(
            line,
            name,
            [variant],
            # What has no code of its own is recognised by its name.
            handle=None if barcode or sku else f"name:{normalise(name) or name}",
            category=cells.get("category") or None,
            tax=cells.get("tax") or None,
            unit=unit.lower() if unit and weighed else unit,
            weighed=weighed,
            vendor=cells.get("vendor") or None,
        )

    def _amount(self, text: str | None) -> int | None:
        return read_amount(text, self._currency) if text else None


# The currencies that are written with a sign, by CLDR's narrow symbols.
_SIGNS = {
    "€": "EUR",
    "£": "GBP EGP FKP GIP LBP SHP SSP SYP",
    "¥": "JPY CNY",
    "$": "USD ARS AUD BBD BMD BND BRL BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NIO NZD SBD SGD SRD"
    " TOP TTD TWD UYU XCD",
}


def read_amount(text: str, currency: Currency) -> int:
    """An amount as spreadsheets show it, with or without the sign or code of the currency.

    ValueError in words for what is no amount, is below zero, or has another currency's sign.
    """
    bare = text.replace(currency.code, "").strip(_EDGES)
    if bare != text:
        _check_signs(text, currency)
    try:
        amount = parse_amount(bare, currency)
    except ValueError as trouble:
        raise ValueError(tr("{text} is not a price", text=repr(text))) from trouble
    if amount < 0:
        raise ValueError(tr("the price {text} is below zero", text=text))
    if amount > MOST_MINOR:  # another column's number: no ticket takes it
        raise ValueError(tr("{text} is not a price", text=repr(text)))
    return amount


def _check_signs(text: str, currency: Currency) -> None:
    for sign, codes in _SIGNS.items():
        if sign in text and currency.code not in codes:
            raise ValueError(
                tr("the price {text} is in another currency than {code}", text=text, code=currency.code)
            )


def clean_name(text: str) -> str:
    """A name without HTML entities, line breaks and doubled blanks. ValueError in words when nothing is left."""
    name = html.unescape(text) if "&" in text else text
    if not name.isprintable() or "  " in name:
        name = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    name = name.strip()
    if not name:
        raise ValueError(tr("the name is empty"))
    if len(name) > LONGEST_NAME:
        raise ValueError(
            tr("the name has {count} letters, {most} at most", count=len(name), most=LONGEST_NAME)
        )
    return name


def clean_code(text: str) -> str | None:
    """A barcode as it is stored, None for an empty one. ValueError in words."""
    text = _as_printed(text)
    if not text:
        return None
    if len(text) > LONGEST_CODE:
        raise ValueError(
            tr("the barcode has {count} characters, {most} at most", count=len(text), most=LONGEST_CODE)
        )
    key = barcode_key(text)
    if "E+" in key.upper() and key.replace(",", ".").upper().replace("E+", "").replace(".", "").isdigit():
        raise ValueError(tr("the spreadsheet has rounded the barcode {code}", code=key))
    if not key.isprintable():
        raise ValueError(tr("the barcode has characters that cannot be printed"))
    return key or None


def _as_printed(text: str) -> str:
    """Without what keeps a spreadsheet from taking a number for one (="0123", '0123), or what it added (0123.0)."""
    if text.isalnum():
        return text
    if text.startswith('="') and text.endswith('"'):
        return text[2:-1].strip()
    if text.startswith("'") and text[1:].isdigit():
        return text[1:]
    bare = text[:-2]
    return bare if text.endswith(".0") and len(bare) in _NUMBERS and bare.isdigit() else text


def clean_sku(text: str) -> str | None:
    """An item number as it is stored, None for an empty one. ValueError in words."""
    text = _as_printed(text)
    if not text:
        return None
    if len(text) > LONGEST_SKU:
        raise ValueError(
            tr("the SKU has {count} characters, {most} at most", count=len(text), most=LONGEST_SKU)
        )
    if not text.isprintable():
        raise ValueError(tr("the SKU has characters that cannot be printed"))
    return text


def clean_plu(text: str) -> str | None:
    """A scale's item number as it is stored, with its zeros; None for an empty one, and for a zero, which tables have
    beside goods that no scale knows. ValueError in words."""
    return clean_sku(text) if text.strip("0") else None


def records(
    file: TextFile, delimiter: str, width: int, read: Sequence[int]
) -> Iterator[tuple[int, list[str] | str]]:
    """(number of its first line, its fields, or in words why it has none) of every record.

    `read`: places of the fields that somebody reads; what is in the others may be of any length. A quote that is opened and never closed would swallow what follows it: a record of several lines that is
    not a whole record of `width` fields costs its first line alone, and reading goes on with the second.
    """
    lines = _Feed(file, _MOST_LINES_OF_A_RECORD if width < _WIDE else _MOST_LINES_OF_A_WIDE_RECORD)
    while not lines.at_end():
        first = lines.next_number
        record = _next_record(lines, delimiter, width)
        if record is None:
            lines.give_back_all_but_first()
            yield first, _why_no_record(lines.given[0])
        elif lines.damaged:
            yield first, tr("the line is not in the file's character set")
        elif len(record) == width and any(len(record[at]) > _LONGEST_FIELD for at in read):
            yield first, tr("a field has more than {most} characters", most=_LONGEST_FIELD)
        else:
            yield first, record


def _why_no_record(line: str) -> str:
    if len(line) > csv.field_size_limit():
        return tr("a field has more than {most} characters", most=_LONGEST_FIELD)
    return tr("a quotation mark is opened and not closed")


def _next_record(lines: "_Feed", delimiter: str, width: int) -> list[str] | None:
    """The fields of a record; None when its quotation marks make no sense over its lines."""
    try:
        record = next(csv.reader(lines, delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        if len(lines.given) > 1:
            return None
        try:
            return next(csv.reader(lines.given, delimiter=delimiter), None)
        except csv.Error:  # longer than any field may be
            return None
    return (
        None if len(lines.given) > 1 and not _is_one_record(record, lines.given, delimiter, width) else record
    )


def _is_one_record(record: list[str], lines: list[str], delimiter: str, width: int) -> bool:
    """Whether its lines belong together: of a long one none within looks like a record of its own."""
    if len(record) != width:
        return False
    if len(lines) <= _MOST_LINES_OF_A_RECORD:
        return True
    return all(line.count(delimiter) != width - 1 for line in lines[1:-1])


class _Feed:
    """Hands the csv reader one record's lines and can take them back."""

    def __init__(self, file: TextFile, most: int) -> None:
        """`most`: lines of a record."""
        self._most = most
        self._taken_back = 0
        self._lines = iter(file)
        self._ahead: deque[tuple[str, bool]] = deque()
        self._given: list[tuple[str, bool]] = []
        self.next_number = file.lines_read + 1
        self.damaged = False

    @property
    def given(self) -> list[str]:
        """The lines of the record."""
        return [line for line, _ in self._given]

    def __iter__(self) -> Iterator[str]:
        self._given = []
        self.damaged = False
        while len(self._given) < self._most:
            line = self._ahead.popleft() if self._ahead else next(self._lines, None)
            if line is None:
                return
            self._given.append(line)
            self.next_number += 1
            self.damaged = self.damaged or line[1]
            yield line[0]

    def at_end(self) -> bool:
        if not self._ahead:
            line = next(self._lines, None)
            if line is not None:
                self._ahead.append(line)
        return not self._ahead

    def give_back_all_but_first(self) -> None:
        back = self._given[1:]
        if len(back) >= _MOST_LINES_OF_A_RECORD:
            self._taken_back += 1
            if self._taken_back == _OPEN_QUOTES_BELIEVED:  # each costs as much reading again
                self._most = _MOST_LINES_OF_A_RECORD
        self._ahead.extendleft(reversed(back))
        self.next_number -= len(back)


def table_header(file: TextFile) -> tuple[str, list[str]]:
    """(the delimiter, the titles of the columns) of a table's first line. Refused for an empty file."""
    for line, damaged in file:
        if not damaged and line.strip():
            delimiter = max(_DELIMITERS, key=line.count)
            return delimiter, [title.strip() for title in _titles_in(line, delimiter)]
    raise Refused(tr("The file is empty"), tr("Nothing was imported."))


def _titles_in(line: str, delimiter: str) -> list[str]:
    try:
        if any(char < " " and char not in "\t\r\n" for char in line):
            raise csv.Error("control characters: a picture, a packed file, a workbook")
        titles = next(csv.reader([line], delimiter=delimiter))
        if any(len(title) > _LONGEST_FIELD for title in titles):
            raise csv.Error("no titles")
        return titles
    except csv.Error as trouble:  # or a field longer than any may be
        raise no_table() from trouble


def no_table() -> Refused:
    """What is said of a picture, a workbook, a packed file."""
    return Refused(
        tr("The file is no table of products"),
        tr("Nothing was imported."),
        tr("Save it as CSV, then name that file."),
    )


def _columns(titles: Sequence[str], mapping: Mapping[str, str] | None) -> dict[str, int]:
    places = {normalise(title): at for at, title in reversed(list(enumerate(titles)))}
    if mapping is None:
        columns = {
            name: places[title]
            for name, known in _TITLES.items()
            for title in reversed(known)
            if title in places
        }
    else:
        columns = {name: _place(places, title, titles) for name, title in mapping.items()}
    if "name" not in columns:
        raise Refused(
            tr("No column holds the names of the products"),
            tr("The columns are: {titles}", titles=", ".join(titles)),
            tr("Name it like this: name=Bezeichnung"),
        )
    return columns


def _place(places: Mapping[str, int], title: str, titles: Sequence[str]) -> int:
    place = places.get(normalise(title))
    if place is None:
        raise Refused(
            tr("The file has no column {title}", title=title),
            tr("The columns are: {titles}", titles=", ".join(titles)),
        )
    return place
