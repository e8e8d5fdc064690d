"""Whom a code belongs to when products are imported: barcodes of what is sold no more, scale codes."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from pathlib import Path

import pytest
from sqlalchemy import select, update

from pos_desktop.application.csv_products import CsvProducts
from pos_desktop.application.shopify_products import ShopifyProducts
from pos_desktop.storage import tables
from tests.integration.imported_products import (
    CODE,
    EURO,
    all_changes,
    all_rows,
    counts_of,
    names_found,
    run_import,
    write_csv,
)
from tests.integration.shop import Shop, database, shop


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


def test_a_code_of_what_is_sold_no_more_goes_to_the_product_that_is_listed_with_it(
    shop: Shop, tmp_path: Path
) -> None:
    old = shop.product("Old tea", 200, code=CODE, sku="T-1", plu="04001")
    _give_up(shop, old)
    path = write_csv(tmp_path, ["barcode,name,price,sku,plu", f"{CODE},New tea,3.50,T-1,04001"])
    assert counts_of(run_import(shop, CsvProducts(path, EURO))) == (1, 0, 0, 0)
    with shop.store.read() as work:
        found = work.catalogue.by_code(CODE)
        assert found and found.variant_row != old and (found.name, found.price_minor) == ("New tea", 350)
        assert work.catalogue.by_plu("04001") == work.catalogue.by_sku("T-1") == found
    assert not _is_active(shop, old)
    assert names_found(shop, CODE) == names_found(shop, "04001") == ["New tea"]
    rows = all_rows(shop)
    assert counts_of(run_import(shop, CsvProducts(path, EURO))) == (0, 0, 1, 0)
    assert all_rows(shop) == rows


@pytest.mark.parametrize(("code", "sku"), [(CODE, ""), ("", "T-1"), ("", "")])
def test_who_lists_what_was_sold_no_more_sells_it_again(
    shop: Shop, tmp_path: Path, code: str, sku: str
) -> None:
    def listed(price: str) -> Path:
        return write_csv(tmp_path, ["barcode,name,price,sku", f"{code},Tea,{price},{sku}"])

    run_import(shop, CsvProducts(listed("2"), EURO))
    with shop.database.read() as connection:
        row = connection.execute(select(tables.variant.c.row)).scalar_one()
    _give_up(shop, row)
    path = listed("3.50")
    assert counts_of(run_import(shop, CsvProducts(path, EURO))) == (0, 1, 0, 0)
    assert _is_active(shop, row)
    with shop.store.read() as work:
        assert work.catalogue.sellable(row).price_minor == 350
    assert counts_of(run_import(shop, CsvProducts(path, EURO))) == (0, 0, 1, 0)


def test_an_item_number_means_the_product_that_is_sold(shop: Shop, tmp_path: Path) -> None:
    _give_up(shop, shop.product("Old tea", 200, sku="T-1"))
    row = shop.product("Tea", 200, sku="T-1")
    report = run_import(shop, CsvProducts(write_csv(tmp_path, ["sku,name,price", "T-1,Tea,3.50"]), EURO))
    assert counts_of(report) == (0, 1, 0, 0)
    with shop.store.read() as work:
        assert work.catalogue.sellable(row).price_minor == 350


def test_a_further_code_comes_from_what_is_sold_no_more(shop: Shop, tmp_path: Path) -> None:
    old, row = shop.product("Old tea", code=CODE), shop.product("Tea", sku="T-1")
    _give_up(shop, old)
    report = run_import(shop, CsvProducts(write_csv(tmp_path, ["barcode,name,sku", f"{CODE},Tea,T-1"]), EURO))
    assert counts_of(report) == (0, 1, 0, 0)
    with shop.store.read() as work:
        found = work.catalogue.by_code(CODE)
        assert found and found.variant_row == row
    assert names_found(shop, CODE) == ["Tea"]


SUCCESSORS = [
    "Handle,Title,Published,Variant SKU,Variant Price,Variant Barcode,Status",
    f"old-mug,Old mug,false,,7.50,{CODE},archived",
    f"mug-2024,Mug 2024,true,,8.50,{CODE},active",
]


@pytest.mark.parametrize("order", [1, -1], ids=["archived first", "archived last"])
def test_of_two_products_with_one_code_the_one_that_is_sold_has_it(
    shop: Shop, tmp_path: Path, order: int
) -> None:
    path = write_csv(tmp_path, [SUCCESSORS[0], *SUCCESSORS[1:][::order]])
    assert counts_of(run_import(shop, ShopifyProducts(path, EURO))) == (2, 0, 0, 0)
    with shop.store.read() as work:
        found = work.catalogue.by_code(CODE)
        assert found and found.name == "Mug 2024"
    assert names_found(shop, CODE) == ["Mug 2024"]
    rows = all_rows(shop)
    assert counts_of(run_import(shop, ShopifyProducts(path, EURO))) == (0, 0, 2, 0)
    assert all_rows(shop) == rows


def test_a_code_goes_on_when_its_product_is_archived_by_the_same_file(shop: Shop, tmp_path: Path) -> None:
    first = [SUCCESSORS[0], SUCCESSORS[1].replace("false", "true").replace("archived", "active")]
    run_import(shop, ShopifyProducts(write_csv(tmp_path, first), EURO))
    report = run_import(shop, ShopifyProducts(write_csv(tmp_path, SUCCESSORS), EURO))
    assert counts_of(report) == (1, 1, 0, 0)
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
    path = write_csv(tmp_path, [*SCALES, "Kiwis;4,00;kg;04009"])
    report = run_import(shop, CsvProducts(path, EURO))
    assert counts_of(report) == (4, 0, 0, 2)
    assert [(bad.line, bad.reason) for bad in report.refused] == [
        (6, "the scale code 04001 is in the file twice"),
        (7, "the scale code 04009 belongs to Grapes"),
    ]
    with shop.store.read() as work:
        apples, gouda = work.catalogue.by_plu("04001"), work.catalogue.by_plu("05001")
    assert apples and gouda and (apples.name, gouda.name) == ("Apples", "Gouda")
    assert [(each.unit, each.weighed) for each in (apples, gouda)] == [("kg", True), ("kg", True)]
    assert names_found(shop, "04001") == ["Apples"]
    rows, changes = all_rows(shop), all_changes(shop)
    assert counts_of(run_import(shop, CsvProducts(path, EURO))) == (0, 0, 4, 2)
    assert (all_rows(shop), all_changes(shop)) == (rows, changes)


def test_a_known_product_gets_and_changes_its_scale_code(shop: Shop, tmp_path: Path) -> None:
    row = shop.product("Apples", sku="A-1")
    for plu in ("04001", "04002"):
        report = run_import(
            shop, CsvProducts(write_csv(tmp_path, ["sku,name,plu", f"A-1,Apples,{plu}"]), EURO)
        )
        assert counts_of(report) == (0, 1, 0, 0)
        with shop.store.read() as work:
            found = work.catalogue.by_plu(plu)
            assert found and found.variant_row == row
        assert names_found(shop, plu) == ["Apples"]
    with shop.store.read() as work:
        assert work.catalogue.by_plu("04001") is None
    run_import(shop, CsvProducts(write_csv(tmp_path, ["sku,name,plu", "A-1,Apples,"]), EURO))
    with shop.store.read() as work:
        assert work.catalogue.by_plu("04002"), "an empty cell takes nothing away"


def test_a_scale_code_that_was_handed_on_is_not_forgotten(shop: Shop, tmp_path: Path) -> None:
    _give_up(shop, shop.product("Plums", sku="P-1", plu="04001"))
    lines = ["sku,name,plu", "B-1,Pears,04001", "P-1,Plums,04005", "C-1,Cherries,04001"]
    report = run_import(shop, CsvProducts(write_csv(tmp_path, lines), EURO))
    assert [(bad.line, bad.reason) for bad in report.refused] == [
        (4, "the scale code 04001 is in the file twice")
    ]
    with shop.store.read() as work:
        found = [work.catalogue.by_plu(plu) for plu in ("04001", "04005")]
    assert [each and each.name for each in found] == ["Pears", "Plums"]
