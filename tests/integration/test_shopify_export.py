"""Shopify's export of its products, of every age and size."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import csv
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pos_desktop.application.errors import Refused
from pos_desktop.application.product_files import look_at
from pos_desktop.application.product_import import BadLine, SourceProduct
from pos_desktop.application.shopify_products import ShopifyProducts
from pos_desktop.storage import tables
from tests.integration.imported_products import EURO, all_rows, counts_of, run_import, write_csv
from tests.integration.shop import Shop, database, shop

SHARED = Path(os.environ.get("POS_SHARED", Path(__file__).resolve().parents[2].parent / "shared")) / "data"

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
    report = run_import(shop, ShopifyProducts(write_csv(tmp_path, SHOPIFY), EURO))
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
    path = write_csv(tmp_path, SHOPIFY)
    run_import(shop, ShopifyProducts(path, EURO))
    rows = all_rows(shop)
    assert counts_of(run_import(shop, ShopifyProducts(path, EURO)))[:3] == (0, 0, 3)
    assert all_rows(shop) == rows
    dearer = [line.replace("20.00,,", "22.00,,").replace("draft", "active") for line in SHOPIFY]
    report = run_import(shop, ShopifyProducts(write_csv(tmp_path, dearer), EURO))
    assert counts_of(report)[:3] == (0, 2, 1)
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
    path = write_csv(tmp_path, SHOPIFY_SINCE_2024)
    assert look_at(path, EURO).file.shopify, "the wizard knows it as well"
    assert counts_of(run_import(shop, ShopifyProducts(path, EURO))) == (2, 0, 0, 0)
    with shop.store.read() as work:
        small = work.catalogue.by_code("4006381333931")
        assert small and (small.name, small.price_minor) == ("Shirt S / Blue", 2000)
        assert [choice.option_values for choice in work.catalogue.variants(small.product_id)] == [
            ("S", "Blue"),
            ("M", "Blue"),
        ]
        assert work.catalogue.by_code("4000521345303") is None  # a draft is not sold
    again = run_import(shop, ShopifyProducts(write_csv(tmp_path, SHOPIFY[:4]), EURO))
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
    found = list(ShopifyProducts(write_csv(tmp_path, [_DESCRIBED, *rows]), EURO))
    assert [item.line for item in found if isinstance(item, BadLine)] == [22]
    assert sum(isinstance(item, SourceProduct) for item in found) == 199


def test_many_open_quotes_are_read_in_the_time_of_the_file(tmp_path: Path) -> None:
    rows = [f'h{n},"Thing {n},text,Maker,,Title,Default Title,S{n},1.00,' for n in range(4_000)]
    began = time.process_time()
    found = list(ShopifyProducts(write_csv(tmp_path, [_DESCRIBED, *rows]), EURO))
    assert all(isinstance(item, BadLine) for item in found)
    assert time.process_time() - began < 5


def test_a_file_that_is_not_shopifys_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Shopify"):
        ShopifyProducts(write_csv(tmp_path, ["barcode,name", "1,Tea"]), EURO)


@pytest.mark.parametrize("name", ["apparel", "home-and-garden", "jewelery"])
def test_published_shopify_exports(shop: Shop, name: str) -> None:
    path = SHARED / f"shopify_{name}.csv"
    if not path.exists():
        pytest.skip(f"the sample {path.name} is not on this machine (POS_SHARED)")
    assert counts_of(run_import(shop, ShopifyProducts(path, EURO))) == (20, 0, 0, 0)
    assert counts_of(run_import(shop, ShopifyProducts(path, EURO))) == (0, 0, 20, 0)
