# ruff: noqa: F811 - fixtures are imported by name
"""Imports: tables of any kind and Shopify's export, run again and again."""

import csv
import gzip
import lzma
import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from pos_desktop.application.csv_products import CsvProducts, parse_mapping
from pos_desktop.application.errors import Refused, TryAgain
from pos_desktop.application.product_files import look_at
from pos_desktop.application.product_import import (
    BadLine,
    ImportReport,
    ImportSettings,
    ProductSource,
    SourceProduct,
    StoredBatch,
    import_products,
)
from pos_desktop.application.shopify_products import ShopifyProducts
from pos_desktop.domain.money import currency
from pos_desktop.storage import search_index, tables
from pos_desktop.storage.catalogue_import import CatalogueImport
from pos_desktop.storage.connection import POSTGRESQL
from pos_desktop.storage.turn import Rank
from tests.integration.shop import Shop, database, shop  # noqa: F401

EURO = currency("EUR")
SHARED = Path(os.environ.get("POS_SHARED", Path(__file__).resolve().parents[2].parent / "shared")) / "data"


def _run(shop: Shop, source: ProductSource, **facts: Any) -> ImportReport:
    with CatalogueImport(shop.database) as catalogue:
        return import_products(source, catalogue, **facts)


def _csv(folder: Path, lines: Iterable[str], encoding: str = "utf-8", name: str = "products.csv") -> Path:
    path = folder / name
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def _counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.refused_count


def _rows(shop: Shop) -> list[tuple[Any, ...]]:
    """Everything that an import writes, in an order of its own."""
    with shop.database.read() as connection:
        return [
            tuple(row)
            for table in (tables.product, tables.variant, tables.barcode, tables.category)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]


def _changes(shop: Shop) -> int:
    with shop.database.write() as work:
        if shop.database.dialect != "sqlite":
            return 0
        return int(work.connection.exec_driver_sql("SELECT total_changes()").scalar_one())


GROCERIES = [
    "EAN;Bezeichnung;Preis;EK;Warengruppe;Artikelnummer;MwSt;Einheit",
    "4006381333931;Käse;1.234,50;800,00;Molkerei;K-1;Full;kg",
    '0036000291452;"Tea; loose";2,99 €;;Getränke;T-1;19%;',
    "9310026002356;Odd code;0,50;;;O-1;;",
    ";Without a code;1;;;;;",
    ";Open price;;;;P-1;;",
]


def test_a_table_of_a_spreadsheet_is_taken_over(shop: Shop, tmp_path: Path) -> None:
    report = _run(shop, CsvProducts(_csv(tmp_path, GROCERIES, "cp1252"), EURO))
    assert _counts(report) == (5, 0, 0, 0) and report.plain_codes == 1 and report.stopped is None
    with shop.store.read() as work:
        cheese, tea = work.catalogue.by_code("4006381333931"), work.catalogue.by_code("036000291452")
        odd, open_price = work.catalogue.by_code("9310026002356"), work.catalogue.by_sku("P-1")
        assert [group.name for group in work.catalogue.categories()] == ["Molkerei", "Getränke"]
        assert [hit.name for hit in work.catalogue.search("kase")] == ["Käse"]
        assert [hit.name for hit in work.catalogue.search("291452")] == ["Tea; loose"]
    assert cheese and tea and odd and open_price
    assert (cheese.name, cheese.price_minor, cheese.weighed, cheese.unit) == ("Käse", 123_450, True, "kg")
    assert cheese.tax_class_id == tea.tax_class_id == shop.full
    assert (tea.price_minor, odd.price_minor, open_price.price_minor) == (299, 50, None)


def test_the_second_run_writes_nothing(shop: Shop, tmp_path: Path) -> None:
    path = _csv(tmp_path, GROCERIES)
    _run(shop, CsvProducts(path, EURO))
    rows, changes = _rows(shop), _changes(shop)
    report = _run(shop, CsvProducts(path, EURO))
    assert _counts(report) == (0, 0, 5, 0)
    assert (_rows(shop), _changes(shop)) == (rows, changes)


def test_changes_are_written_and_what_the_file_does_not_know_stays(shop: Shop, tmp_path: Path) -> None:
    _run(shop, CsvProducts(_csv(tmp_path, GROCERIES), EURO))
    changed = [
        "barcode,name,sku",
        "4006381333931,Mountain cheese,",
        "5000112546415,,",
        ",Fine tea,T-1",
        "4000521345303,,K-1",
    ]
    report = _run(shop, CsvProducts(_csv(tmp_path, changed), EURO))
    assert (report.updated, report.created, report.refused_count) == (2, 0, 2)
    with shop.store.read() as work:
        cheese = work.catalogue.by_code("4006381333931")
        assert cheese and (cheese.name, cheese.price_minor, cheese.unit) == ("Mountain cheese", 123_450, "kg")
        assert [hit.name for hit in work.catalogue.search("mountain")] == ["Mountain cheese"]
        assert work.catalogue.search("käse") == []
        assert [hit.name for hit in work.catalogue.search("036000291452")] == ["Fine tea"]


def test_a_further_barcode_of_an_item_is_added(shop: Shop, tmp_path: Path) -> None:
    row = shop.product("Tea", code="4006381333931", sku="T-1")
    report = _run(shop, CsvProducts(_csv(tmp_path, ["barcode,name,sku", "4000521345303,Tea,T-1"]), EURO))
    assert _counts(report) == (0, 1, 0, 0)
    with shop.database.read() as connection:
        for code in ("4006381333931", "4000521345303"):
            assert [hit.variant_row for hit in search_index.search(connection, code)] == [row]


CODE = "4006381333931"


def _give_up(shop: Shop, row: int) -> None:
    """The shop sells it no more."""
    with shop.database.write() as work:
        product = select(tables.variant.c.product_id).where(tables.variant.c.row == row).scalar_subquery()
        work.execute(update(tables.product).where(tables.product.c.id == product).values(active=False))
        work.execute(update(tables.variant).where(tables.variant.c.row == row).values(active=False))


def _is_active(shop: Shop, row: int) -> bool:
    with shop.database.read() as connection:
        both = select(tables.variant.c.active, tables.product.c.active).join(
            tables.product, tables.product.c.id == tables.variant.c.product_id
        )
        return all(connection.execute(both.where(tables.variant.c.row == row)).one())


def _searched(shop: Shop, code: str) -> list[str]:
    with shop.store.read() as work:
        return [hit.name for hit in work.catalogue.search(code)]


def test_a_code_of_what_is_sold_no_more_goes_to_the_product_that_is_listed_with_it(
    shop: Shop, tmp_path: Path
) -> None:
    old = shop.product("Old tea", 200, code=CODE, sku="T-1", plu="04001")
    _give_up(shop, old)
    path = _csv(tmp_path, ["barcode,name,price,sku,plu", f"{CODE},New tea,3.50,T-1,04001"])
    assert _counts(_run(shop, CsvProducts(path, EURO))) == (1, 0, 0, 0)
    with shop.store.read() as work:
        found = work.catalogue.by_code(CODE)
        assert found and found.variant_row != old and (found.name, found.price_minor) == ("New tea", 350)
        assert work.catalogue.by_plu("04001") == work.catalogue.by_sku("T-1") == found
    assert not _is_active(shop, old)
    assert _searched(shop, CODE) == _searched(shop, "04001") == ["New tea"]
    rows = _rows(shop)
    assert _counts(_run(shop, CsvProducts(path, EURO))) == (0, 0, 1, 0)
    assert _rows(shop) == rows


@pytest.mark.parametrize(("code", "sku"), [(CODE, ""), ("", "T-1"), ("", "")])
def test_who_lists_what_was_sold_no_more_sells_it_again(
    shop: Shop, tmp_path: Path, code: str, sku: str
) -> None:
    def listed(price: str) -> Path:
        return _csv(tmp_path, ["barcode,name,price,sku", f"{code},Tea,{price},{sku}"])

    _run(shop, CsvProducts(listed("2"), EURO))
    with shop.database.read() as connection:
        row = connection.execute(select(tables.variant.c.row)).scalar_one()
    _give_up(shop, row)
    path = listed("3.50")
    assert _counts(_run(shop, CsvProducts(path, EURO))) == (0, 1, 0, 0)
    assert _is_active(shop, row)
    with shop.store.read() as work:
        assert work.catalogue.sellable(row).price_minor == 350
    assert _counts(_run(shop, CsvProducts(path, EURO))) == (0, 0, 1, 0)


def test_an_item_number_means_the_product_that_is_sold(shop: Shop, tmp_path: Path) -> None:
    _give_up(shop, shop.product("Old tea", 200, sku="T-1"))
    row = shop.product("Tea", 200, sku="T-1")
    report = _run(shop, CsvProducts(_csv(tmp_path, ["sku,name,price", "T-1,Tea,3.50"]), EURO))
    assert _counts(report) == (0, 1, 0, 0)
    with shop.store.read() as work:
        assert work.catalogue.sellable(row).price_minor == 350


def test_a_further_code_comes_from_what_is_sold_no_more(shop: Shop, tmp_path: Path) -> None:
    old, row = shop.product("Old tea", code=CODE), shop.product("Tea", sku="T-1")
    _give_up(shop, old)
    report = _run(shop, CsvProducts(_csv(tmp_path, ["barcode,name,sku", f"{CODE},Tea,T-1"]), EURO))
    assert _counts(report) == (0, 1, 0, 0)
    with shop.store.read() as work:
        found = work.catalogue.by_code(CODE)
        assert found and found.variant_row == row
    assert _searched(shop, CODE) == ["Tea"]


SUCCESSORS = [
    "Handle,Title,Published,Variant SKU,Variant Price,Variant Barcode,Status",
    f"old-mug,Old mug,false,,7.50,{CODE},archived",
    f"mug-2024,Mug 2024,true,,8.50,{CODE},active",
]


@pytest.mark.parametrize("order", [1, -1], ids=["archived first", "archived last"])
def test_of_two_products_with_one_code_the_one_that_is_sold_has_it(
    shop: Shop, tmp_path: Path, order: int
) -> None:
    path = _csv(tmp_path, [SUCCESSORS[0], *SUCCESSORS[1:][::order]])
    assert _counts(_run(shop, ShopifyProducts(path, EURO))) == (2, 0, 0, 0)
    with shop.store.read() as work:
        found = work.catalogue.by_code(CODE)
        assert found and found.name == "Mug 2024"
    assert _searched(shop, CODE) == ["Mug 2024"]
    rows = _rows(shop)
    assert _counts(_run(shop, ShopifyProducts(path, EURO))) == (0, 0, 2, 0)
    assert _rows(shop) == rows


def test_a_code_goes_on_when_its_product_is_archived_by_the_same_file(shop: Shop, tmp_path: Path) -> None:
    first = [SUCCESSORS[0], SUCCESSORS[1].replace("false", "true").replace("archived", "active")]
    _run(shop, ShopifyProducts(_csv(tmp_path, first), EURO))
    report = _run(shop, ShopifyProducts(_csv(tmp_path, SUCCESSORS), EURO))
    assert _counts(report) == (1, 1, 0, 0)
    with shop.store.read() as work:
        found = work.catalogue.by_code(CODE)
        assert found and found.name == "Mug 2024"


SCALES = [
    "name;price;unit;Artikelnummer Waage",
    "Apples;3,49;KG;04001",
    'Gouda;19,90;Kg;="05001"',
    "Honey;5,00;;0",
    "Bread;2,50;;0",
    "Pears;2,99;LB;04001",
]


def test_scale_codes_are_taken_over_and_belong_to_one_product_each(shop: Shop, tmp_path: Path) -> None:
    shop.product("Grapes", plu="04009")
    path = _csv(tmp_path, [*SCALES, "Kiwis;4,00;kg;04009"])
    report = _run(shop, CsvProducts(path, EURO))
    assert _counts(report) == (4, 0, 0, 2)
    assert [(bad.line, bad.reason) for bad in report.refused] == [
        (6, "the scale code 04001 is in the file twice"),
        (7, "the scale code 04009 belongs to Grapes"),
    ]
    with shop.store.read() as work:
        apples, gouda = work.catalogue.by_plu("04001"), work.catalogue.by_plu("05001")
    assert apples and gouda and (apples.name, gouda.name) == ("Apples", "Gouda")
    assert [(each.unit, each.weighed) for each in (apples, gouda)] == [("kg", True), ("kg", True)]
    assert _searched(shop, "04001") == ["Apples"]
    rows, changes = _rows(shop), _changes(shop)
    assert _counts(_run(shop, CsvProducts(path, EURO))) == (0, 0, 4, 2)
    assert (_rows(shop), _changes(shop)) == (rows, changes)


def test_a_known_product_gets_and_changes_its_scale_code(shop: Shop, tmp_path: Path) -> None:
    row = shop.product("Apples", sku="A-1")
    for plu in ("04001", "04002"):
        report = _run(shop, CsvProducts(_csv(tmp_path, ["sku,name,plu", f"A-1,Apples,{plu}"]), EURO))
        assert _counts(report) == (0, 1, 0, 0)
        with shop.store.read() as work:
            found = work.catalogue.by_plu(plu)
            assert found and found.variant_row == row
        assert _searched(shop, plu) == ["Apples"]
    with shop.store.read() as work:
        assert work.catalogue.by_plu("04001") is None
    _run(shop, CsvProducts(_csv(tmp_path, ["sku,name,plu", "A-1,Apples,"]), EURO))
    with shop.store.read() as work:
        assert work.catalogue.by_plu("04002"), "an empty cell takes nothing away"


def test_a_scale_code_that_was_handed_on_is_not_forgotten(shop: Shop, tmp_path: Path) -> None:
    _give_up(shop, shop.product("Plums", sku="P-1", plu="04001"))
    lines = ["sku,name,plu", "B-1,Pears,04001", "P-1,Plums,04005", "C-1,Cherries,04001"]
    report = _run(shop, CsvProducts(_csv(tmp_path, lines), EURO))
    assert [(bad.line, bad.reason) for bad in report.refused] == [
        (4, "the scale code 04001 is in the file twice")
    ]
    with shop.store.read() as work:
        found = [work.catalogue.by_plu(plu) for plu in ("04001", "04005")]
    assert [each and each.name for each in found] == ["Pears", "Plums"]


def test_what_cannot_be_taken_is_refused_with_line_and_reason(shop: Shop, tmp_path: Path) -> None:
    shop.product("Tea", code="4006381333931", sku="T-1")
    shop.product("Coffee", code="4000521345303", sku="C-1")
    lines = [
        "barcode,name,sku,price,tax",
        "5000112546415,,,1,",
        "5000112546415,A,B",
        "4006381333931,Both,C-1,1,",
        "5000112546415,First,,1,",
        "05000112546415,Second,,1,",
        "5.00011E+12,Rounded,,1,",
        "111,Price,,one,",
        "112,Price,,-1,",
        "113,Tax,,1,Luxury",
        f"114,{'x' * 201},,1,",
        f"{'1' * 65},Long code,,1,",
        ',"never closed,,1,',
        "115,Last,,1,",
    ]
    report_file = tmp_path / "refused.csv"
    report = _run(shop, CsvProducts(_csv(tmp_path, lines), EURO), settings=ImportSettings(report_file))
    assert (report.created, report.refused_count) == (2, 11)
    by_line = {bad.line: bad.reason for bad in report.refused}
    assert sorted(by_line) == [2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13]
    assert "empty" in by_line[2] and "3 fields instead of 5" in by_line[3] and "two products" in by_line[4]
    assert "twice" in by_line[6] and "rounded" in by_line[7] and "not a price" in by_line[8]
    assert "below zero" in by_line[9] and "Luxury" in by_line[10] and "quotation mark" in by_line[13]
    with report_file.open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file))
    assert sorted(int(line) for line, _ in written[1:]) == sorted(by_line)


def test_a_line_without_end_is_one_line_and_costs_no_other(tmp_path: Path) -> None:
    lines = ["barcode,name", f"4006381333931,{'x' * 3_000_000}", "4000521345303,Coffee"]
    refused, coffee = list(CsvProducts(_csv(tmp_path, lines), EURO))
    assert isinstance(refused, BadLine) and (refused.line, "10000 characters" in refused.reason) == (2, True)
    assert isinstance(coffee, SourceProduct) and (coffee.line, coffee.name) == (3, "Coffee")


def test_a_line_without_end_is_no_fault_of_the_wizards_first_look(tmp_path: Path) -> None:
    look = look_at(_csv(tmp_path, ["barcode,name", "1,Tea", f"2,{'x' * 3_000_000}"]), EURO)
    assert look.understood and look.rows == (("1", "Tea"),)


@pytest.mark.parametrize("head", ["x" * 3_000_000, "PK\x03\x04,name", "name\x1b[31m,price"])
def test_what_is_no_table_is_told(tmp_path: Path, head: str) -> None:
    with pytest.raises(Refused, match="no table of products"):
        CsvProducts(_csv(tmp_path, [head, "1,2"]), EURO)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_character_sets_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [
        delimiter.join(("barcode", "name")),
        *(delimiter.join((f"40{n}", f"Käse {n}")) for n in range(500)),
    ]
    products = list(CsvProducts(_csv(tmp_path, lines, encoding), EURO))
    assert [item.name for item in products if isinstance(item, SourceProduct)] == [
        f"Käse {n}" for n in range(500)
    ]


@pytest.mark.parametrize(("suffix", "packed"), [(".csv.xz", lzma.compress), (".csv.gz", gzip.compress)])
def test_packed_files(tmp_path: Path, suffix: str, packed: Any) -> None:
    path = tmp_path / f"products{suffix}"
    path.write_bytes(packed(b"name\nTea & Co\nSaft &amp; Mehr\n"))
    assert [item.name for item in CsvProducts(path, EURO)] == ["Tea & Co", "Saft & Mehr"]  # type: ignore[union-attr]


def test_a_quoted_field_may_have_lines_and_an_open_quote_takes_one_line_only(tmp_path: Path) -> None:
    lines = ["barcode,name", '1,"two', 'lines"', '2,"open', *(f"{n},Name {n}" for n in range(3, 200))]
    found = list(CsvProducts(_csv(tmp_path, lines), EURO))
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
        CsvProducts(_csv(tmp_path, ["a,b", "1,2"]), EURO)
    with pytest.raises(Refused, match="no column Titel"):
        CsvProducts(_csv(tmp_path, ["a,b", "1,2"]), EURO, {"name": "Titel"})
    with pytest.raises(Refused, match="empty"):
        CsvProducts(_csv(tmp_path, []), EURO)
    with pytest.raises(Refused, match="cannot be opened"):
        CsvProducts(tmp_path / "missing.csv", EURO)


def test_an_import_stops_between_batches(shop: Shop, tmp_path: Path) -> None:
    lines = ["barcode,name", *(f"40{n:06},Name {n}" for n in range(1000))]
    seen: list[tuple[int, int | None]] = []
    report = _run(
        shop,
        CsvProducts(_csv(tmp_path, lines), EURO),
        settings=ImportSettings(batch_seconds=0.0, quiet_batch_seconds=0.0),  # however quick the computer is
        progress=lambda done, total: seen.append((done, total)),
        cancelled=lambda: len(seen) == 2,
    )
    assert report.cancelled and len(seen) == 2 and seen[-1][0] == report.created < 1000
    assert report.last_line == report.created + 1
    again = _run(shop, CsvProducts(_csv(tmp_path, lines), EURO))
    assert (again.created, again.unchanged) == (1000 - report.created, report.created)


def test_a_torn_file_leaves_whole_batches_and_says_where_it_stopped(shop: Shop, tmp_path: Path) -> None:
    lines = ["barcode,name", *(f"{n * 7919:012},Name number {n * 104729}" for n in range(6000))]
    whole = lzma.compress("\n".join(lines).encode())
    path = tmp_path / "torn.csv.xz"
    path.write_bytes(whole[: len(whole) * 3 // 4])
    report = _run(shop, CsvProducts(path, EURO))
    assert report.stopped and 0 < report.created == report.last_line - 1 < 6000


class _FailsOnThird:
    """Stores two batches, then is not there."""

    def __init__(self) -> None:
        self.stored = 0

    def store(self, batch: list[SourceProduct], fields: frozenset[str]) -> StoredBatch:
        if self.stored == 2:
            raise TryAgain("The disk is full")
        self.stored += 1
        return StoredBatch(created=len(batch))


def test_trouble_of_the_store_ends_the_import_with_its_words(tmp_path: Path) -> None:
    lines = ["name", *(f"Name {n}" for n in range(20_000))]
    report = import_products(CsvProducts(_csv(tmp_path, lines), EURO), _FailsOnThird())
    assert report.stopped == "The disk is full." and report.last_line == report.created + 1


class _Sizes:
    """Stores nothing, takes as long as its database would, and notes how many variants each batch had."""

    def __init__(self, in_the_way: bool) -> None:
        self.sizes: list[int] = []
        self._in_the_way = in_the_way

    def store(self, batch: list[SourceProduct], fields: frozenset[str]) -> StoredBatch:
        self.sizes.append(sum(len(product.variants) for product in batch))
        end = time.perf_counter() + self.sizes[-1] * 20e-6
        while time.perf_counter() < end:
            pass
        return StoredBatch(created=len(batch), in_the_way=self._in_the_way)


def test_batches_grow_while_they_are_in_nobodys_way(tmp_path: Path) -> None:
    lines = ["name", *(f"Name {n}" for n in range(6000))]
    settings = ImportSettings(batch_seconds=0.002, quiet_batch_seconds=0.02)
    alone, among_others = _Sizes(False), _Sizes(True)
    for store in (alone, among_others):
        import_products(CsvProducts(_csv(tmp_path, lines), EURO), store, settings)
    assert max(alone.sizes) > 2 * among_others.sizes[0]
    assert among_others.sizes[1] < among_others.sizes[0], "at once"


def test_whoever_waits_for_an_import_is_noticed(shop: Shop) -> None:
    if shop.database.dialect == POSTGRESQL:
        assert shop.database.is_wanted, "a server tells nobody who waits"
        return
    assert not shop.database.is_wanted

    def sell() -> None:
        with shop.database.write(Rank.WORKER):
            pass

    seller = threading.Thread(target=sell)
    with shop.database.write(Rank.BULK):
        seller.start()
        while not shop.database.is_wanted:
            assert seller.is_alive()
    seller.join()
    assert shop.database.is_wanted


SHOPIFY = [
    "Handle,Title,Vendor,Type,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,Status,Cost per item",
    "shirt,Shirt,Maker,Tops,true,Size,S,Colour,Blue,SH-S,20.00,25.00,'4006381333931,https://x.example/2.png,2,active,9",
    "shirt,,,,,,M,,Blue,SH-M,20.00,,,https://x.example/1.png,1,,",
    "shirt,,,,,,,,,,,,,https://x.example/3.png,3,,",
    "mug,Mug,Maker,Home,true,Title,Default Title,,,MUG,7.50,,4000521345303,,,draft,",
    "nameless,,,,,Title,Default Title,,,,1,,,,,active,",
    "cap,Cap,,,true,Size,S,,,SH-S,9.99,,,,,active,",
    "cap,,,,,,L,,,,9.99,,4006381333931,,,,",
]


def test_shopify_groups_become_products_with_variants(shop: Shop, tmp_path: Path) -> None:
    report = _run(shop, ShopifyProducts(_csv(tmp_path, SHOPIFY), EURO))
    assert (report.created, report.refused_count) == (3, 2)
    assert {bad.line: bad.reason.split(" ")[1] for bad in report.refused} == {6: "name", 8: "barcode"}
    with shop.store.read() as work:
        small = work.catalogue.by_code("4006381333931")
        assert small and (small.name, small.price_minor) == ("Shirt S / Blue", 2000)
        assert work.catalogue.options(small.product_id) == ("Size", "Colour")
        assert [choice.option_values for choice in work.catalogue.variants(small.product_id)] == [
            ("S", "Blue"),
            ("M", "Blue"),
        ]
        assert work.catalogue.by_code("4000521345303") is None  # a draft is not sold
    with shop.database.read() as connection:
        pictures = connection.execute(
            select(tables.product.c.picture).where(tables.product.c.handle == "shirt")
        )
        assert pictures.scalar_one() == "https://x.example/1.png"


def test_shopify_again_updates_and_never_doubles(shop: Shop, tmp_path: Path) -> None:
    path = _csv(tmp_path, SHOPIFY)
    _run(shop, ShopifyProducts(path, EURO))
    rows = _rows(shop)
    assert _counts(_run(shop, ShopifyProducts(path, EURO)))[:3] == (0, 0, 3)
    assert _rows(shop) == rows
    dearer = [line.replace("20.00,,", "22.00,,").replace("draft", "active") for line in SHOPIFY]
    report = _run(shop, ShopifyProducts(_csv(tmp_path, dearer), EURO))
    assert _counts(report)[:3] == (0, 2, 1)
    with shop.database.read() as connection:
        prices = connection.execute(
            select(tables.variant.c.price_minor).where(tables.variant.c.sku == "SH-M")
        )
        assert prices.scalars().all() == [2200]
        assert connection.execute(select(func.count()).select_from(tables.variant)).scalar_one() == 4


SHOPIFY_SINCE_2024 = [
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,"
    "Option1 name,Option1 value,Option1 Linked To,Option2 name,Option2 value,Price,Compare-at price,Cost per item,"
    "Weight value (grams),Product image URL,Image position,Colour (product.metafields.shopify.color-pattern)",
    "Shirt,shirt,,Maker,,Tops,,TRUE,Active,SH-S,4006381333931,Size,S,,Colour,Blue,20.00,25.00,9.00,,https://x.example/2.png,2,blue",
    ",shirt,,,,,,,,SH-M,,,M,,,Blue,20.00,,,,https://x.example/1.png,1,",
    "Mug,mug,,Maker,,Home,,FALSE,Draft,MUG,4000521345303,Title,Default Title,,,,7.50,,,300,,,",
]


def test_shopifys_newer_titles_are_the_same_products(shop: Shop, tmp_path: Path) -> None:
    path = _csv(tmp_path, SHOPIFY_SINCE_2024)
    assert look_at(path, EURO).file.shopify, "the wizard knows it as well"
    assert _counts(_run(shop, ShopifyProducts(path, EURO))) == (2, 0, 0, 0)
    with shop.store.read() as work:
        small = work.catalogue.by_code("4006381333931")
        assert small and (small.name, small.price_minor) == ("Shirt S / Blue", 2000)
        assert [choice.option_values for choice in work.catalogue.variants(small.product_id)] == [
            ("S", "Blue"),
            ("M", "Blue"),
        ]
        assert work.catalogue.by_code("4000521345303") is None  # a draft is not sold
    again = _run(shop, ShopifyProducts(_csv(tmp_path, SHOPIFY[:4]), EURO))
    assert (again.created, again.updated + again.unchanged) == (0, 1), "the same shirt, by its handle"


_DESCRIBED = "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode"


@pytest.mark.parametrize(
    "body",
    [
        "<p>made by hand, of wood</p>\n" * 400,
        "x" * 20_000,
        f"<img src='data:image/png;base64,{'iVBO' * 100_000}'>",
    ],
    ids=["many lines", "long", "a picture within"],
)
def test_a_long_description_that_nobody_reads_costs_no_product(tmp_path: Path, body: str) -> None:
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_DESCRIBED.split(","))
        table.writerow(["shirt", "Shirt", body, "Maker", "Tops", "Size", "S", "SH-S", "20.00", ""])
        table.writerow(["shirt", "", "", "", "", "", "M", "SH-M", "20.00", ""])
        table.writerow(["mug", "Mug", "a mug", "Maker", "", "Title", "Default Title", "MUG", "7.50", ""])
    shirt, mug = list(ShopifyProducts(path, EURO))
    assert isinstance(shirt, SourceProduct) and [each.sku for each in shirt.variants] == ["SH-S", "SH-M"]
    assert isinstance(mug, SourceProduct) and mug.name == "Mug"


@pytest.mark.parametrize("ends", ["", '9"'], ids=["never closed", "closed by another's inches"])
def test_an_open_quote_in_a_wide_table_costs_one_line(tmp_path: Path, ends: str) -> None:
    rows = [f"h{n},Thing {n},text,Maker,,Title,Default Title,S{n},1.00," for n in range(200)]
    rows[20] = 'h20,Thing 20,"open,Maker,,Title,Default Title,S20,1.00,'
    rows[150] = rows[150].replace("text", f"text {ends}")
    found = list(ShopifyProducts(_csv(tmp_path, [_DESCRIBED, *rows]), EURO))
    assert [item.line for item in found if isinstance(item, BadLine)] == [22]
    assert sum(isinstance(item, SourceProduct) for item in found) == 199


def test_many_open_quotes_are_read_in_the_time_of_the_file(tmp_path: Path) -> None:
    rows = [f'h{n},"Thing {n},text,Maker,,Title,Default Title,S{n},1.00,' for n in range(4_000)]
    began = time.process_time()
    found = list(ShopifyProducts(_csv(tmp_path, [_DESCRIBED, *rows]), EURO))
    assert all(isinstance(item, BadLine) for item in found)
    assert time.process_time() - began < 5


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
    (found,) = list(CsvProducts(_csv(tmp_path, ["barcode,name", f"{text},Tea"]), EURO))
    assert isinstance(found, SourceProduct) and found.variants[0].barcode == code


def test_a_file_that_is_not_shopifys_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Shopify"):
        ShopifyProducts(_csv(tmp_path, ["barcode,name", "1,Tea"]), EURO)


@pytest.mark.parametrize("name", ["apparel", "home-and-garden", "jewelery"])
def test_published_shopify_exports(shop: Shop, name: str) -> None:
    path = SHARED / f"shopify_{name}.csv"
    if not path.exists():
        pytest.skip(f"the sample {path.name} is not on this machine (POS_SHARED)")
    assert _counts(_run(shop, ShopifyProducts(path, EURO))) == (20, 0, 0, 0)
    assert _counts(_run(shop, ShopifyProducts(path, EURO))) == (0, 0, 20, 0)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("share", "pieces"), [(0.0, 1), (1.0, 3)])
def test_after_many_products_the_search_index_is_in_few_pieces(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float, pieces: int
) -> None:
    """Of many in a large catalogue only what is new is put together: a few pieces, one of each size, stay."""
    monkeypatch.setattr("pos_desktop.storage.catalogue_import._MANY", 20)
    monkeypatch.setattr("pos_desktop.storage.catalogue_import._LARGE_SHARE", share)
    for step in range(7):
        lines = ["name,price", *(f"Candle {step} {number},1.00" for number in range(25))]
        _run(shop, CsvProducts(_csv(tmp_path, lines), EURO))
    with shop.database.read() as connection:
        for table in ("search_words", "search_parts"):
            ((found,),) = connection.ask(f"SELECT count(DISTINCT segid) FROM {table}_idx")
            assert 1 <= found <= pieces
        assert len(search_index.search(connection, "candle", 200)) == 175
