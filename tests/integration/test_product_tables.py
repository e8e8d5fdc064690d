"""Tables of products as spreadsheets write them: character sets, columns, quotes, and what is none."""

import gzip
import lzma
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pos_desktop.application.csv_products import CsvProducts, parse_mapping
from pos_desktop.application.errors import Refused
from pos_desktop.application.product_files import ProductFile, check, first_products, look_at
from pos_desktop.application.product_import import BadLine, SourceProduct
from tests.integration.imported_products import EURO, write_csv


def test_a_line_without_end_is_one_line_and_costs_no_other(tmp_path: Path) -> None:
    lines = ["barcode,name", f"4006381333931,{'x' * 3_000_000}", "4000521345303,Coffee"]
    refused, coffee = list(CsvProducts(write_csv(tmp_path, lines), EURO))
    assert isinstance(refused, BadLine) and (refused.line, "10000 characters" in refused.reason) == (2, True)
    assert isinstance(coffee, SourceProduct) and (coffee.line, coffee.name) == (3, "Coffee")


def test_a_line_without_end_is_no_fault_of_the_wizards_first_look(tmp_path: Path) -> None:
    look = look_at(write_csv(tmp_path, ["barcode,name", "1,Tea", f"2,{'x' * 3_000_000}"]), EURO)
    assert look.understood and look.rows == (("1", "Tea"),)


@pytest.mark.parametrize("head", ["x" * 3_000_000, "PK\x03\x04,name", "name\x1b[31m,price"])
def test_what_is_no_table_is_told(tmp_path: Path, head: str) -> None:
    with pytest.raises(Refused, match="no table of products"):
        CsvProducts(write_csv(tmp_path, [head, "1,2"]), EURO)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_character_sets_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [
        delimiter.join(("barcode", "name")),
        *(delimiter.join((f"40{n}", f"Käse {n}")) for n in range(500)),
    ]
    products = list(CsvProducts(write_csv(tmp_path, lines, encoding), EURO))
    assert [item.name for item in products if isinstance(item, SourceProduct)] == [
        f"Käse {n}" for n in range(500)
    ]


@pytest.mark.parametrize(("suffix", "packed"), [(".csv.xz", lzma.compress), (".csv.gz", gzip.compress)])
def test_packed_files(tmp_path: Path, suffix: str, packed: Any) -> None:
    path = tmp_path / f"products{suffix}"
    path.write_bytes(packed(b"name\nTea & Co\nSaft &amp; Mehr\n"))
    assert [item.name for item in CsvProducts(path, EURO)] == ["Tea & Co", "Saft & Mehr"]  # type: ignore[union-attr]


@pytest.mark.parametrize("suffix", [".csv.xz", ".csv.gz"])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_a_damaged_packed_file_is_told_in_words_and_never_a_fault(
    tmp_path: Path, suffix: str, share: float
) -> None:
    path = tmp_path / f"products{suffix}"
    table = "name,price\n" + "".join(f"Tea {n * n} {'x' * (n * 37 % 3000)},1.20\n" for n in range(400))
    packed = bytearray({".csv.xz": lzma, ".csv.gz": gzip}[suffix].compress(table.encode()))
    for at in range(int(len(packed) * share), len(packed) - 8):
        packed[at] ^= 0x5A
    path.write_bytes(packed)
    file = ProductFile(path, mapping={"name": "name"})
    assert check(file, EURO).stopped
    for look in (lambda: look_at(path, EURO), lambda: first_products(file, EURO)):
        with suppress(Refused):
            look()


def test_a_picture_under_a_tables_name_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0 \0\0\0 \x08\x02\0\0\0")
    with pytest.raises(Refused, match="no table of products"):
        look_at(path, EURO)


@pytest.mark.parametrize(
    ("titles", "amount"),
    [("name,price", "price_minor"), ("name,cost", "cost_minor"), ("name,uvp", "compare_at_minor")],
)
def test_a_table_of_two_columns_has_its_amounts(tmp_path: Path, titles: str, amount: str) -> None:
    tea, dear = CsvProducts(write_csv(tmp_path, [titles, "Tea,2.50", "Honey,much"]), EURO)
    assert isinstance(tea, SourceProduct) and getattr(tea.variants[0], amount) == 250
    assert isinstance(dear, BadLine) and "not a price" in dear.reason


def test_a_quoted_field_may_have_lines_and_an_open_quote_takes_one_line_only(tmp_path: Path) -> None:
    lines = ["barcode,name", '1,"two', 'lines"', '2,"open', *(f"{n},Name {n}" for n in range(3, 200))]
    found = list(CsvProducts(write_csv(tmp_path, lines), EURO))
    assert [item.line for item in found] == [2, *range(4, len(lines) + 1)]
    assert sum(isinstance(item, SourceProduct) for item in found) == 198
    first = found[0]
    assert isinstance(first, SourceProduct) and first.name == "two lines"


def test_columns_are_named_or_found() -> None:
    assert parse_mapping("barcode=EAN, name=Bezeichnung,price=") == {"barcode": "EAN", "name": "Bezeichnung"}
    for wrong in ("", "colour=x", "name"):
        with pytest.raises(Refused):
            parse_mapping(wrong)


def test_a_file_without_names_is_refused_before_anything_is_stored(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="names of the products"):
        CsvProducts(write_csv(tmp_path, ["a,b", "1,2"]), EURO)
    with pytest.raises(Refused, match="no column Titel"):
        CsvProducts(write_csv(tmp_path, ["a,b", "1,2"]), EURO, {"name": "Titel"})
    with pytest.raises(Refused, match="empty"):
        CsvProducts(write_csv(tmp_path, []), EURO)
    with pytest.raises(Refused, match="cannot be opened"):
        CsvProducts(tmp_path / "missing.csv", EURO)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"=""0036000291452"""', "036000291452"),
        ('="0036000291452"', "036000291452"),
        ("'4006381333931", "4006381333931"),
        ("4006381333931.0", "4006381333931"),
        ("36000291452.0", "036000291452"),
        ("1.0", "1.0"),
        ("'A-1", "'A-1"),
    ],
)
def test_what_a_spreadsheet_puts_around_a_barcode_is_not_printed_on_the_goods(
    tmp_path: Path, text: str, code: str
) -> None:
    (found,) = list(CsvProducts(write_csv(tmp_path, ["barcode,name", f"{text},Tea"]), EURO))
    assert isinstance(found, SourceProduct) and found.variants[0].barcode == code
