"""Imports of tables, run again and again: what is written, refused, and left when one stops."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import csv
import lzma
import threading
import time
from pathlib import Path

import pytest

from pos_desktop.application.csv_products import CsvProducts
from pos_desktop.application.errors import TryAgain
from pos_desktop.application.product_import import ImportSettings, SourceProduct, StoredBatch, import_products
from pos_desktop.storage import search_index
from pos_desktop.storage.connection import POSTGRESQL
from pos_desktop.storage.turn import Rank
from tests.integration.imported_products import EURO, all_changes, all_rows, counts_of, run_import, write_csv
from tests.integration.shop import Shop, database, shop

GROCERIES = [
    "EAN;Bezeichnung;Preis;EK;Warengruppe;Artikelnummer;MwSt;Einheit",
    "4006381333931;Käse;1.234,50;800,00;Molkerei;K-1;Full;kg",
    '0036000291452;"Tea; loose";2,99 €;;Getränke;T-1;19%;',
    "9310026002356;Odd code;0,50;;;O-1;;",
    ";Without a code;1;;;;;",
    ";Open price;;;;P-1;;",
]


def test_a_table_of_a_spreadsheet_is_taken_over(shop: Shop, tmp_path: Path) -> None:
    report = run_import(shop, CsvProducts(write_csv(tmp_path, GROCERIES, "cp1252"), EURO))
    assert counts_of(report) == (5, 0, 0, 0) and report.plain_codes == 1 and report.stopped is None
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
    path = write_csv(tmp_path, GROCERIES)
    run_import(shop, CsvProducts(path, EURO))
    rows, changes = all_rows(shop), all_changes(shop)
    report = run_import(shop, CsvProducts(path, EURO))
    assert counts_of(report) == (0, 0, 5, 0)
    assert (all_rows(shop), all_changes(shop)) == (rows, changes)


def test_changes_are_written_and_what_the_file_does_not_know_stays(shop: Shop, tmp_path: Path) -> None:
    run_import(shop, CsvProducts(write_csv(tmp_path, GROCERIES), EURO))
    changed = [
        "barcode,name,sku",
        "4006381333931,Mountain cheese,",
        "5000112546415,,",
        ",Fine tea,T-1",
        "4000521345303,,K-1",
    ]
    report = run_import(shop, CsvProducts(write_csv(tmp_path, changed), EURO))
    assert (report.updated, report.created, report.refused_count) == (2, 0, 2)
    with shop.store.read() as work:
        cheese = work.catalogue.by_code("4006381333931")
        assert cheese and (cheese.name, cheese.price_minor, cheese.unit) == ("Mountain cheese", 123_450, "kg")
        assert [hit.name for hit in work.catalogue.search("mountain")] == ["Mountain cheese"]
        assert work.catalogue.search("käse") == []
        assert [hit.name for hit in work.catalogue.search("036000291452")] == ["Fine tea"]


def test_a_further_barcode_of_an_item_is_added(shop: Shop, tmp_path: Path) -> None:
    row = shop.product("Tea", code="4006381333931", sku="T-1")
    report = run_import(
        shop, CsvProducts(write_csv(tmp_path, ["barcode,name,sku", "4000521345303,Tea,T-1"]), EURO)
    )
    assert counts_of(report) == (0, 1, 0, 0)
    with shop.database.read() as connection:
        for code in ("4006381333931", "4000521345303"):
            assert [hit.variant_row for hit in search_index.search(connection, code)] == [row]


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
    report = run_import(
        shop, CsvProducts(write_csv(tmp_path, lines), EURO), settings=ImportSettings(report_file)
    )
    assert (report.created, report.refused_count) == (2, 11)
    by_line = {bad.line: bad.reason for bad in report.refused}
    assert sorted(by_line) == [2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13]
    assert "empty" in by_line[2] and "3 fields instead of 5" in by_line[3] and "two products" in by_line[4]
    assert "twice" in by_line[6] and "rounded" in by_line[7] and "not a price" in by_line[8]
    assert "below zero" in by_line[9] and "Luxury" in by_line[10] and "quotation mark" in by_line[13]
    with report_file.open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file))
    assert sorted(int(line) for line, _ in written[1:]) == sorted(by_line)


def test_an_import_stops_between_batches(shop: Shop, tmp_path: Path) -> None:
    lines = ["barcode,name", *(f"40{n:06},Name {n}" for n in range(1000))]
    seen: list[tuple[int, int | None]] = []
    report = run_import(
        shop,
        CsvProducts(write_csv(tmp_path, lines), EURO),
        settings=ImportSettings(batch_seconds=0.0, quiet_batch_seconds=0.0),  # however quick the computer is
        progress=lambda done, total: seen.append((done, total)),
        cancelled=lambda: len(seen) == 2,
    )
    assert report.cancelled and len(seen) == 2 and seen[-1][0] == report.created < 1000
    assert report.last_line == report.created + 1
    again = run_import(shop, CsvProducts(write_csv(tmp_path, lines), EURO))
    assert (again.created, again.unchanged) == (1000 - report.created, report.created)


def test_a_torn_file_leaves_whole_batches_and_says_where_it_stopped(shop: Shop, tmp_path: Path) -> None:
    lines = ["barcode,name", *(f"{n * 7919:012},Name number {n * 104729}" for n in range(6000))]
    whole = lzma.compress("\n".join(lines).encode())
    path = tmp_path / "torn.csv.xz"
    path.write_bytes(whole[: len(whole) * 3 // 4])
    report = run_import(shop, CsvProducts(path, EURO))
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
    report = import_products(CsvProducts(write_csv(tmp_path, lines), EURO), _FailsOnThird())
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
        import_products(CsvProducts(write_csv(tmp_path, lines), EURO), store, settings)
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
        run_import(shop, CsvProducts(write_csv(tmp_path, lines), EURO))
    with shop.database.read() as connection:
        for table in ("search_words", "search_parts"):
            ((found,),) = connection.ask(f"SELECT count(DISTINCT segid) FROM {table}_idx")
            assert 1 <= found <= pieces
        assert len(search_index.search(connection, "candle", 200)) == 175
