"""Products as the register finds and shows them."""

from decimal import Decimal

import pytest
from sqlalchemy import insert

from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.sellable import Tile, VariantChoice
from pos_desktop.domain.tax import TaxRate
from pos_desktop.storage import tables
from pos_desktop.storage.repositories import catalogue, tiles
from tests.integration.shop import FULL, MORNING, REDUCED, Shop


def test_a_code_gives_what_is_sold_with_its_taxes(shop: Shop) -> None:
    row = shop.product("Rye bread", 349, code="4006381333931", sku="BR-1", plu="204", least_age=18)
    with shop.store.read() as work:
        found = work.catalogue.by_code("4006381333931")
        assert found is not None
        assert (
            found
            == work.catalogue.by_sku("BR-1")
            == work.catalogue.by_plu("204")
            == work.catalogue.sellable(row)
        )
        assert work.catalogue.by_code("1") is work.catalogue.by_sku("1") is work.catalogue.by_plu("1") is None
        with pytest.raises(LookupError):
            work.catalogue.sellable(row + 1)
    assert (found.variant_row, found.product_id, found.name) == (row, shop.products["Rye bread"], "Rye bread")
    assert (found.price_minor, found.weighed, found.track_stock, found.least_age) == (349, False, True, 18)
    # A product without a class of its own has the store's default, the first by position.
    assert (found.tax_class_id, found.taxes) == (shop.full, FULL)


def test_what_is_not_sold_any_more_is_not_found(shop: Shop) -> None:
    row = shop.product("Old bread", code="1", sku="1", active=False)
    shop.product("Bread", code="2")
    other = shop.variant("Bread", "Bread, cut", 400, code="3", variant_active=False)
    with shop.store.read() as work:
        assert (
            work.catalogue.by_code("1") is work.catalogue.by_code("3") is work.catalogue.by_sku("1") is None
        )
        for missing in (row, other):
            with pytest.raises(LookupError):
                work.catalogue.sellable(missing)


def test_changed_taxes_hold_from_the_commit_on_and_not_before(shop: Shop) -> None:
    row = shop.product("Milk", tax_class_id=shop.reduced)
    lower = (TaxRate("VAT", Decimal("5")), TaxRate("Bottle", Decimal("1.5"), compound=True))

    def taxes() -> object:
        with shop.store.read() as work:
            return work.catalogue.sellable(row).taxes

    assert taxes() == REDUCED
    with pytest.raises(ZeroDivisionError), shop.store.write() as work:
        work.catalogue.save_tax_class(shop.reduced, "Reduced", lower, 1)
        assert work.catalogue.sellable(row).taxes == lower
        assert taxes() == REDUCED
        1 / 0  # noqa: B018
    assert taxes() == REDUCED
    with shop.store.read() as before, shop.store.write() as work:
        before.catalogue.sellable(row)
        work.catalogue.save_tax_class(shop.reduced, "Reduced", lower, 1)
    assert taxes() == lower
    with shop.store.read() as work:
        assert work.catalogue.tax_classes() == [(shop.full, "Full", FULL), (shop.reduced, "Reduced", lower)]


def test_a_reader_of_an_older_moment_does_not_bring_old_taxes_back(shop: Shop) -> None:
    row = shop.product("Milk", tax_class_id=shop.reduced)
    shop.store.catalogue_changed()
    with shop.store.read() as old:
        old.settings.get("nothing")  # takes the snapshot
        with shop.store.write() as work:
            work.catalogue.save_tax_class(shop.reduced, "Reduced", FULL, 1)
        old.catalogue.sellable(row)
    with shop.store.read() as work:
        assert work.catalogue.sellable(row).taxes == FULL


def test_a_class_that_somebody_else_added_is_found(shop: Shop) -> None:
    with shop.store.read() as work:
        work.catalogue.tax_classes()
    zero = new_id()
    with shop.database.write() as work:
        work.execute(insert(tables.tax_class), {"id": zero, "name": "Zero", "position": 2})
    row = shop.product("Book", tax_class_id=zero)
    with shop.store.read() as work:
        assert work.catalogue.sellable(row).taxes == ()


def test_a_tile_sums_up_its_variants(shop: Shop) -> None:
    category = new_id()
    with shop.database.write() as work:
        work.execute(
            insert(tables.category), {"id": category, "name": "Drinks", "tint": "sky", "position": 1}
        )
    first = shop.product("Juice", 250, category_id=category, picture="art:juice", low_stock_milli=2000)
    large = shop.variant("Juice", "Juice, large", 199, low_stock_milli=1000)
    shop.variant("Juice", "Juice, old", 1, variant_active=False)
    with shop.store.write() as work:
        work.stock.move([(first, 5000, None), (large, 1000, None)], shop.location, "delivery", MORNING)
        work.registers.insert(new_id(), 2, "Register 2", (elsewhere := new_id()), "Warehouse")
        work.stock.move([(large, 7000, None)], elsewhere, "delivery", MORNING)
    with shop.store.read() as work:
        assert work.catalogue.tiles(category, 0, 10) == [
            Tile(
                product_id=shop.products["Juice"],
                variant_row=first,
                name="Juice",
                price_minor=199,
                several_prices=True,
                variants=2,
                weighed=False,
                unit=None,
                picture="art:juice",
                tint="sky",
                favourite=False,
                on_hand_milli=6000,
                low_stock_milli=3000,
            )
        ]


def test_open_prices_and_untracked_goods_show_as_such(shop: Shop) -> None:
    shop.product("Repair", None, track_stock=False, tint="sand", weighed=True, unit="kg")
    with shop.store.read() as work:
        (tile,) = work.catalogue.tiles(None, 0, 10)
    assert (tile.price_minor, tile.several_prices, tile.on_hand_milli, tile.low_stock_milli) == (
        None,
        False,
        None,
        None,
    )
    assert (tile.tint, tile.weighed, tile.unit) == ("sand", True, "kg")


def test_pages_go_by_name_and_favourites_by_their_place(shop: Shop) -> None:
    for name in ("Cheese", "Apples", "Bread"):
        shop.product(name)
    shop.product("Gone", active=False)
    with shop.store.write() as work:
        work.catalogue.set_favourite(shop.products["Cheese"], 1)
        work.catalogue.set_favourite(shop.products["Bread"], 0)
        work.catalogue.set_favourite(shop.products["Apples"], 2)
        work.catalogue.set_favourite(shop.products["Apples"], None)
        with pytest.raises(LookupError):
            work.catalogue.set_favourite(new_id(), 1)
    with shop.store.read() as work:
        assert [tile.name for tile in work.catalogue.tiles(None, 0, 2)] == ["Apples", "Bread"]
        assert [tile.name for tile in work.catalogue.tiles(None, 2, 2)] == ["Cheese"]
        assert [tile.name for tile in work.catalogue.favourites(0, 9)] == ["Bread", "Cheese"]
        assert (work.catalogue.tiles_count(None), work.catalogue.favourites_count()) == (3, 2)
        assert work.catalogue.tiles(None, tiles.MOST_PAGED, 9) == []
        assert work.catalogue.tiles_count(new_id()) == 0
        assert work.catalogue.products_count() == 4


def test_variants_are_chosen_by_their_options(shop: Shop) -> None:
    small = shop.product("Shirt", 1000, option_values=["S"], options=["Size"])
    large = shop.variant("Shirt", "Shirt L", 1200, option_values=["L"], track_stock=False)
    with shop.store.read() as work:
        assert work.catalogue.options(shop.products["Shirt"]) == ("Size",)
        assert work.catalogue.variants(shop.products["Shirt"]) == [
            VariantChoice(small, "Shirt", ("S",), 1000, 0),
            VariantChoice(large, "Shirt L", ("L",), 1200, None),
        ]
        with pytest.raises(LookupError):
            work.catalogue.options(new_id())


def test_a_remembered_code_is_scanned_and_searched(shop: Shop) -> None:
    bread, milk = shop.product("Bread", code="111"), shop.product("Milk")
    with shop.store.write() as work:
        work.catalogue.add_code("4006381333931", milk)
        work.catalogue.add_code("4006381333931", milk)
        with pytest.raises(Refused):
            work.catalogue.add_code("111", milk)
        with pytest.raises(LookupError):
            work.catalogue.add_code("222", bread + milk)
    with shop.store.read() as work:
        found = work.catalogue.by_code("4006381333931")
        assert found is not None and found.variant_row == milk
        assert [hit.variant_row for hit in work.catalogue.search("4006381333931")] == [milk]


def test_the_code_of_a_product_out_of_sale_may_go_to_another(shop: Shop) -> None:
    shop.product("Old bread", code="111", active=False)
    bread = shop.product("Bread")
    with shop.store.write() as work:
        work.catalogue.add_code("111", bread)
    with shop.store.read() as work:
        found = work.catalogue.by_code("111")
        assert found is not None and found.variant_row == bread


_PATHS = {
    "code": (catalogue.BY_CODE, "barcode", 3),
    "plu": (catalogue.BY_PLU, "variant", 2),
    "sku": (catalogue.BY_SKU, "ix_variant_sku", 2),
    "row": (catalogue.BY_ROW, "INTEGER PRIMARY KEY", 2),
    "all": (tiles.ALL_TILES, "COVERING INDEX ix_product_page", 5),
    "category": (tiles.CATEGORY_TILES, "COVERING INDEX ix_product_category_page", 5),
    "favourites": (tiles.FAVOURITE_TILES, "COVERING INDEX ix_product_favourite", 5),
    "count": (tiles.ALL_COUNT, "COVERING INDEX ix_product_page", 1),
}


@pytest.mark.parametrize("path", _PATHS)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_question_of_the_sale_walks_a_table(shop: Shop, path: str) -> None:
    statement, index, searches = _PATHS[path]
    with shop.database.read() as connection:
        sql = statement.sql(connection.dialect)
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?"))
        plan = [row[3] for row in rows]
    assert any(index in step for step in plan), plan
    assert sum(step.startswith("SEARCH") for step in plan) == searches, plan
    walked = {step.split(" USING")[0] for step in plan if step.startswith("SCAN")}
    assert walked <= {"SCAN page", "SCAN anon_1"}, plan  # a page's own few rows
