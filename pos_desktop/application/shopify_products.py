"""Products from Shopify's product export: several lines a product, held together by the handle.

The first line of a handle has the product, every line with option values, a price or an item number is a
variant, and lines with nothing but an image belong to the product.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pos_desktop.application.csv_products import (
    clean_code,
    clean_name,
    clean_sku,
    read_amount,
    records,
    table_header,
)
from pos_desktop.application.errors import Refused
from pos_desktop.application.product_import import BadLine, SourceProduct, SourceVariant
from pos_desktop.application.text_file import TextFile
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import Currency

_NEEDED = ("Handle", "Title")
_OPTIONS = ("Option1", "Option2", "Option3")
# What Shopify has called its columns since 2024, by what it called them before.
_SINCE_2024 = {
    "URL handle": "Handle",
    "Published on online store": "Published",
    "SKU": "Variant SKU",
    "Barcode": "Variant Barcode",
    "Price": "Variant Price",
    "Compare-at price": "Variant Compare At Price",
    "Weight value (grams)": "Variant Grams",
    "Product image URL": "Image Src",
    "Image position": "Image Position",
    **{f"{option} name": f"{option} Name" for option in _OPTIONS},
    **{f"{option} value": f"{option} Value" for option in _OPTIONS},
}
_COST = "Cost per item"
_READ = frozenset(
    (
        *_NEEDED,
        *("Type", "Custom Product Type", "Vendor", "Status", "Published", "Tags"),
        *("Image Src", "Image Position"),
        *(f"{option} {what}" for option in _OPTIONS for what in ("Name", "Value")),
        *(f"Variant {what}" for what in ("SKU", "Barcode", "Price", "Compare At Price", "Grams")),
    )
)
"""The columns that somebody reads."""
_DEFAULT_OPTION = ("Title", "Default Title")  # what Shopify writes for a product without options
_MOST_LINES = 2_100  # Shopify allows 2,048 variants a product
_FIELDS = (
    "name",
    "handle",
    "options",
    "price",
    "compare_at",
    "sku",
    "barcode",
    "picture",
    "vendor",
    "category",
)

_Line = tuple[int, dict[str, str]]


class ShopifyProducts:
    """The products of an export. Iterate once. Raises Refused when the columns are not Shopify's."""

    def __init__(self, path: Path, currency: Currency) -> None:
        self._file = TextFile(path)
        self._currency = currency
        with self._file.closed_on_trouble():
            self._delimiter, titles = table_header(self._file)
            places = _places(titles)
        self._width = len(titles)
        self._places = {
            title: at for title, at in places.items() if title in _READ or title.startswith(_COST)
        }
        self._cost = next((title for title in self._places if title.startswith(_COST)), "")
        known_state = "Status" in places or "Published" in places
        self.fields = frozenset((*_FIELDS, "active") if known_state else _FIELDS)

    def __iter__(self) -> Iterator[SourceProduct | BadLine]:
        group: list[_Line] = []
        read = sorted(self._places.values())
        for line, record in records(self._file, self._delimiter, self._width, read):
            cells = self._cells(record)
            if isinstance(cells, str):
                yield BadLine(line, cells)
                continue
            if not cells:
                continue
            if group and (cells["Handle"] != group[0][1]["Handle"] or len(group) >= _MOST_LINES):
                yield from self._product(group)
                group = []
            group.append((line, cells))
        if group:
            yield from self._product(group)

    def fraction(self) -> float | None:
        """How much of the file has been read."""
        return self._file.fraction()

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def _cells(self, record: list[str] | str) -> dict[str, str] | str:
        if isinstance(record, str):
            return record
        if not any(record):
            return {}
        if len(record) != self._width:
            return tr("{found} fields instead of {expected}", found=len(record), expected=self._width)
        cells = {title: record[at].strip() for title, at in self._places.items()}
        if cells["Handle"]:
            return cells
        return tr("the handle is empty") if any(map(str.strip, record)) else {}

    def _product(self, group: list[_Line]) -> Iterator[SourceProduct | BadLine]:
        line, first = group[0]
        try:
            name = clean_name(first["Title"])
        except ValueError as trouble:
            yield from (BadLine(each, str(trouble)) for each, _ in group)
            return
        options = _option_names(first)
        variants: list[SourceVariant] = []
        for number, cells in group:
            if not _is_variant(cells):
                continue
            try:
                variants.append(self._variant(number, cells, len(options)))
            except ValueError as trouble:
                yield BadLine(number, str(trouble))
        if variants:
            yield self._assembled(line, name, options, variants, first, group)

    def _assembled(
        self,
        line: int,
        name: str,
        options: tuple[str, ...],
        variants: list[SourceVariant],
        first: Mapping[str, str],
        group: list[_Line],
    ) -> SourceProduct:
        images = [
            cells["Image Src"] for _, cells in sorted(group, key=_image_place) if cells.get("Image Src")
        ]
        return SourceProduct(
            line,
            name,
            variants,
            handle=first["Handle"],
            options=options,
            category=first.get("Type") or first.get("Custom Product Type") or None,
            vendor=first.get("Vendor") or None,
            picture=images[0] if images else None,
            active=_is_sold(first),
            extra=_extra(first, images),
        )

    def _variant(self, line: int, cells: Mapping[str, str], options: int) -> SourceVariant:
        values = tuple(cells.get(f"{option} Value", "") for option in _OPTIONS[:options])
        return SourceVariant(
            barcode=clean_code(cells.get("Variant Barcode", "").lstrip("'")),
            sku=clean_sku(cells.get("Variant SKU", "").lstrip("'")),
            option_values=values,
            price_minor=self._amount(cells.get("Variant Price")),
            compare_at_minor=self._amount(cells.get("Variant Compare At Price")),
            cost_minor=self._amount(cells.get(self._cost)),
            line=line,
        )

    def _amount(self, text: str | None) -> int | None:
        return read_amount(text, self._currency) if text else None


def _places(titles: Sequence[str]) -> dict[str, int]:
    """Where each column is, under the title that exports before 2024 gave it; of two the first. Refused when it is no
    export."""
    if "URL handle" in titles:
        titles = [_SINCE_2024.get(title, title) for title in titles]
    places = {title: at for at, title in reversed(list(enumerate(titles)))}
    for title in _NEEDED:
        if title not in places:
            raise Refused(
                tr("This is no product export of Shopify"), tr("It has no column {title}.", title=title)
            )
    return places


def _option_names(first: Mapping[str, str]) -> tuple[str, ...]:
    names = tuple(filter(None, (first.get(f"{option} Name", "") for option in _OPTIONS)))
    if names[:1] == _DEFAULT_OPTION[:1] and first.get("Option1 Value") == _DEFAULT_OPTION[1]:
        return ()
    return names


def _is_variant(cells: Mapping[str, str]) -> bool:
    return any(
        cells.get(title) for title in ("Option1 Value", "Variant Price", "Variant SKU", "Variant Barcode")
    )


def _is_sold(first: Mapping[str, str]) -> bool:
    status = first.get("Status", "").lower()
    return status == "active" if status else first.get("Published", "").lower() != "false"


def _image_place(line: _Line) -> int:
    place = line[1].get("Image Position", "")
    return int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 99_999


def _extra(first: Mapping[str, str], images: list[str]) -> dict[str, Any] | None:
    """What the register has no column for: kept, so that nothing of the export is lost."""
    kept: dict[str, Any] = {"tags": first.get("Tags"), "grams": first.get("Variant Grams")}
    kept = {key: value for key, value in kept.items() if value and value != "0"}
    if len(images) > 1:
        kept["images"] = images
    return kept or None
