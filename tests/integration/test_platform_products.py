"""Products of a platform: the first import, changes afterwards, and what is known here already."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from pos_desktop.application.catalogue_records import VariantRecord
from pos_desktop.application.platform.catalogue import PlatformProduct
from pos_desktop.application.platform.changes import Change, ChangeKind
from pos_desktop.application.platform.stock import LevelTold
from pos_desktop.application.platform.trouble import PlatformAway, PlatformUnsure
from pos_desktop.application.platform_changes import PlatformChanges
from pos_desktop.application.platform_import import CatalogueReport, CatalogueTaker
from pos_desktop.application.product_import import ImportSettings
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.stock_moves import StockMoved
from pos_desktop.application.sync_records import Connection, Link, LinkKind
from pos_desktop.storage import tables
from pos_desktop.storage.platform_import import PlatformImport
from tests.integration.practice_platform import (
    WEIGHT,
    PracticePlatform,
    picture,
    product,
    product_change,
    seconds,
    variant,
)
from tests.integration.shop import MORNING, Shop
from tests.integration.test_deliveries import connect

CODE, OTHER_CODE = "4006381333931", "4012345678901"


class Fair:
    """A shop, its platform, and what came of taking one over to the other."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.connection = connect(shop)
        self.platform = PracticePlatform()
        self.rule = StockLevels(shop.clock)
        self.changes = PlatformChanges(self.rule)
        with shop.store.write() as work:
            work.links.put([Link(self.connection.id, LinkKind.LOCATION, shop.location, "l1")])

    def take(self, *pages: list[PlatformProduct] | Exception, **how: object) -> CatalogueReport:
        self.platform.catalogue = list(pages)
        taker = CatalogueTaker(self.shop.store, self.rule, self._opened)  # type: ignore[arg-type]
        return taker.take(self.connection.id, self.platform, **how)  # type: ignore[arg-type]

    @contextmanager
    def _opened(self, connection_id: UUID) -> Iterator[PlatformImport]:
        with self.shop.store.product_import(connection_id) as catalogue:
            yield catalogue

    def hear(self, told: PlatformProduct) -> str:
        return self.act(product_change(told))

    def act(self, change: Change) -> str:
        with self.shop.store.write() as work:
            connection = work.connections.get(self.connection.id)
            return self.changes.act(work, connection, change, MORNING)

    def link(self, row: int, ref: str = "v1") -> None:
        with self.shop.store.write() as work:
            sellable = work.catalogue.sellable(row)
            extra = {"item_ref": f"i{ref[1:]}"}
            work.links.put(
                [
                    Link(self.connection.id, LinkKind.VARIANT, sellable.variant_id, ref, extra),
                    Link(self.connection.id, LinkKind.PRODUCT, sellable.product_id, "p1"),
                ]
            )

    def variant(self, ref: str = "v1") -> VariantRecord:
        with self.shop.store.read() as work:
            link = work.links.local(self.connection.id, LinkKind.VARIANT, ref)
            assert link is not None
            found = work.catalogue_edits.variant(link.local_id)
            assert found is not None
            return found

    def on_hand(self, ref: str = "v1") -> int:
        with self.shop.store.read() as work:
            return work.stock.on_hand(self.variant(ref).row, self.shop.location)

    def counts(self) -> dict[str, int]:
        with self.shop.database.read() as connection:
            return {
                table.name: len(connection.execute(select(table)).all())
                for table in (tables.variant, tables.platform_level, tables.stock_move)
            }

    def search(self, words: str) -> list[str]:
        with self.shop.store.read() as work:
            return [hit.name for hit in work.catalogue.search(words)]

    def connection_now(self) -> Connection:
        with self.shop.store.read() as work:
            return work.connections.get(self.connection.id)


@pytest.fixture
def fair(shop: Shop) -> Fair:
    return Fair(shop)


SHIRT = product(
    "Shirt",
    "p2",
    handle="shirt",
    options=("Size",),
    category="Clothes",
    vendor="Weaver",
    images=(picture("https://web.example/shirt.png"),),
    variants=(
        variant("v2", option_values=("S",), barcode=CODE, levels={"l1": 4000}),
        variant("v3", option_values=("M",), price_minor=300, levels={"l1": 6000, "l9": 1000}),
    ),
)


# -- the first import ----------------------------------------------------------------------------------------


def test_a_catalogue_is_taken_over_with_links_and_levels(fair: Fair) -> None:
    progress: list[tuple[int, int | None]] = []
    bread = product(variants=(variant(levels={"l1": 9000}, compare_at_minor=300, weight_grams=WEIGHT),))
    report = fair.take([bread], [SHIRT], progress=lambda *done: progress.append(done))
    assert (report.products, report.variants, report.matched, report.refused_count) == (2, 3, 0, 0)
    assert progress[-1] == (3, 3) and not report.stopped
    found = fair.variant()
    assert (found.name, found.sku, found.price_minor, found.compare_at_minor) == ("Bread", "SKU-1", 250, 300)
    assert found.track_stock and found.active
    medium = fair.variant("v3")
    assert (medium.name, medium.option_values) == ("Shirt M", ("M",))
    assert [fair.on_hand(ref) for ref in ("v1", "v2", "v3")] == [9000, 4000, 6000]
    assert set(fair.search("shirt")) == {"Shirt S", "Shirt M"}
    with fair.shop.store.read() as work:
        found_by_code = work.catalogue.by_code(CODE)
        assert found_by_code is not None and found_by_code.name == "Shirt S"
        shirt = work.links.local(fair.connection.id, LinkKind.PRODUCT, "p2")
        assert shirt is not None and shirt.local_id == medium.product_id
        record = work.catalogue_edits.product(shirt.local_id)
        assert record is not None
        assert (record.vendor, record.picture) == ("Weaver", "https://web.example/shirt.png")
        assert work.links.item_rows(fair.connection.id, ["i3"]) == {"i3": (medium.row, True)}
        link = work.links.local(fair.connection.id, LinkKind.VARIANT, "v1")
        assert link is not None and link.extra == {"item_ref": "i1", "weight_grams": "250.5"}


def many(count: int) -> list[PlatformProduct]:
    return [
        product(
            f"Bread {number}",
            f"p{number}",
            variants=(variant(f"v{number}", sku=f"S{number}", levels={"l1": 1000 * (number % 7)}),),
        )
        for number in range(count)
    ]


def test_what_a_kill_left_is_taken_over_by_the_next_run_and_nothing_twice(fair: Fair) -> None:
    """Products, links, levels and moves of a batch are one commit: the kill comes between any two of them."""
    goods = many(120)

    class Killed(BaseException):
        pass

    def killed(done: int, _total: int | None) -> None:
        if done >= 50:
            raise Killed

    settings = ImportSettings(batch_seconds=0.0, quiet_batch_seconds=0.0)
    for _ in range(2):
        with pytest.raises(Killed):
            fair.take(goods, progress=killed, settings=settings)
    report = fair.take(goods, settings=settings)
    assert (report.products, report.variants, report.refused_count) == (120, 120, 0)
    none_there = sum(number % 7 == 0 for number in range(120))
    assert fair.counts() == {"variant": 120, "platform_level": 120, "stock_move": 120 - none_there}
    assert all(fair.on_hand(f"v{number}") == 1000 * (number % 7) for number in range(120))
    with fair.shop.store.read() as work:
        assert len(work.links.all(fair.connection.id, LinkKind.VARIANT)) == 120


def test_a_stop_acts_before_the_first_product_is_there(fair: Fair) -> None:
    """The shop is still writing its file: batches are empty."""
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    report = fair.take([], [], [], [], [], [SHIRT], cancelled=stop)
    assert report.cancelled and not report.stopped
    assert (report.products, len(asked)) == (0, 4)


def test_a_level_that_was_told_since_is_not_undone_by_an_import(fair: Fair) -> None:
    """An import tells levels as of its product's last change. One of the same moment was just asked for: it holds."""
    bread = product(variants=(variant(levels={"l1": 9000}),))
    fair.take([bread])
    with fair.shop.store.write() as work:
        fair.rule.tell(work, fair.connection_now(), LevelTold("i1", "l1", 4000, seconds(1)))
    fair.take([bread])
    assert fair.on_hand() == 4000
    fair.take([replace(bread, updated_at=seconds(1), variants=(variant(levels={"l1": 3000}),))])
    assert fair.on_hand() == 3000


def test_it_can_be_run_again_and_changes_nothing(fair: Fair) -> None:
    bread = product(variants=(variant(levels={"l1": 9000}),))
    fair.take([bread, SHIRT])
    before = fair.variant(), fair.variant("v2"), fair.variant("v3")
    with fair.shop.store.write() as work:
        work.stock.move([(before[0].row, -1000, None)], fair.shop.location, "sale", MORNING)
    report = fair.take([bread, SHIRT])
    assert (report.products, report.matched) == (2, 0)
    assert (fair.variant(), fair.variant("v2"), fair.variant("v3")) == before
    with fair.shop.store.read() as work:
        assert work.catalogue.products_count() == 2


def test_what_changed_there_is_changed_here_by_its_link(fair: Fair) -> None:
    fair.take([product(), SHIRT])
    row = fair.variant().row
    renamed = product(
        "Rye bread", at=seconds(5), variants=(variant(sku="RYE", barcode=OTHER_CODE, price_minor=275),)
    )
    fair.take([renamed, replace(SHIRT, variants=SHIRT.variants[::-1])])
    found = fair.variant()
    assert (found.row, found.name, found.sku, found.price_minor) == (row, "Rye bread", "RYE", 275)
    assert found.codes == {OTHER_CODE} and fair.search("rye") == ["Rye bread"]
    assert fair.variant("v2").option_values == ("S",)


def test_known_products_are_matched_by_barcode_then_item_number_then_options(fair: Fair) -> None:
    by_code = fair.shop.product("Local name", code=CODE, sku="ELSEWHERE")
    by_sku = fair.shop.product("By number", sku="SKU-4", handle="by-number")
    shirt = fair.shop.product("Shirt red", handle="cap", option_values=["Red"])
    report = fair.take(
        [
            product("Cloud name", "p1", handle="cloud", variants=(variant(barcode=CODE),)),
            product("Number", "p4", handle="number", variants=(variant("v4"),)),
            product("Cap", "p5", handle="cap", options=("Colour",), variants=(variant("v5", option_values=("Red",)),)),
        ]
    )  # fmt: skip
    assert [fair.variant(ref).row for ref in ("v1", "v4", "v5")] == [by_code, by_sku, shirt]
    assert (report.matched, fair.variant().name) == (3, "Cloud name")


def test_variants_that_share_a_number_or_a_barcode_stay_apart(fair: Fair) -> None:
    """Platforms allow what a scanner cannot tell apart."""
    first = product("One", "p1", variants=(variant("v1", sku="SAME", barcode=CODE),))
    second = product("Two", "p2", variants=(variant("v2", sku="SAME", barcode=CODE),))
    report = fair.take([first, second])
    assert report.products == 2 and report.refused_count == 1
    assert fair.variant("v1").row != fair.variant("v2").row
    assert (fair.variant("v1").codes, fair.variant("v2").codes) == ({CODE}, frozenset())
    again = fair.take([first, second])
    assert again.products == 2 and fair.variant("v2").sku == "SAME"


def test_a_code_is_with_the_product_that_is_sold_there(fair: Fair) -> None:
    old = product("Old mug", "p1", active=False, variants=(variant("v1", sku="M-1", barcode=CODE),))
    new = product("Mug 2024", "p2", variants=(variant("v2", sku="M-2", barcode=CODE),))
    for pages in ([old, new], [old, new], [new, old]):
        report = fair.take(pages)
        assert (report.products, report.refused_count) == (2, 0)
        assert (fair.variant("v1").codes, fair.variant("v2").codes) == (frozenset(), {CODE})
        assert (fair.variant("v1").name, fair.variant("v2").name) == ("Old mug", "Mug 2024")
    assert fair.search(CODE) == ["Mug 2024"]


def test_what_is_new_there_does_not_become_what_was_given_up(fair: Fair) -> None:
    old = product("Old mug", "p1", active=False, variants=(variant("v1", sku="M-1", barcode=CODE),))
    fair.take([old])
    row = fair.variant("v1").row
    fair.take([product("Mug 2024", "p2", variants=(variant("v2", sku="M-1", barcode=CODE),))])
    assert fair.variant("v1").row == row != fair.variant("v2").row
    assert (fair.variant("v1").active, fair.variant("v2").codes) == (False, {CODE})


def test_what_was_given_up_comes_back_under_its_name(fair: Fair) -> None:
    row = fair.shop.product("Mug", code=CODE, active=False, variant_active=False)
    report = fair.take([product("Mug", variants=(variant(barcode=CODE),))])
    assert (fair.variant().row, report.matched) == (row, 1)
    with fair.shop.store.read() as work:
        assert work.catalogue.by_code(CODE) is not None


def test_what_cannot_be_taken_over_is_reported_and_the_rest_is(fair: Fair) -> None:
    report = fair.take(
        [
            product(" ", "p7"),
            replace(product("Empty", "p8"), variants=()),
            product("Coded", "p9", variants=(variant("v9", barcode="4,00638E+12", sku="x" * 99),)),
            product("N" * 250, "p1"),
        ]
    )
    assert (report.products, report.refused_count) == (2, 4)
    assert fair.variant("v9").codes == frozenset() and fair.variant("v9").sku == ""
    assert fair.variant().name == "N" * 200


def test_a_catalogue_that_breaks_off_leaves_whole_products(fair: Fair) -> None:
    report = fair.take([product()], PlatformAway("No network"), [SHIRT])
    assert report.stopped == "No network." and report.products == 0
    report = fair.take([product()], [SHIRT])
    assert not report.stopped and report.products == 2 and fair.variant("v3")
    report = fair.take([product()], PlatformUnsure("Half an answer"))
    assert report.stopped


def test_prices_in_another_currency_are_not_taken_over(fair: Fair) -> None:
    with fair.shop.store.write() as work:
        work.connections.save(replace(fair.connection, shop={"currency": "USD"}), MORNING)
    fair.take([product()])
    assert fair.variant().price_minor is None
    assert "currency" in fair.hear(product(at=seconds(1)))
    assert fair.variant().price_minor is None


def test_sales_that_the_platform_has_not_heard_of_stay_sold(fair: Fair) -> None:
    fair.take([product(variants=(variant(levels={"l1": 9000}),))])
    row = fair.variant().row
    with fair.shop.store.write() as work:
        work.stock.move([(row, -2000, None)], fair.shop.location, "sale", MORNING)
        moved = StockMoved(fair.shop.location)
        moved.add("sale", [(row, -2000)])
        moved.tell(work, "order:x", MORNING)
    fair.take([product(at=seconds(9), variants=(variant(levels={"l1": 20_000}),))])
    assert fair.on_hand() == 18_000


# -- changes afterwards ------------------------------------------------------------------------------------------


def test_a_change_reaches_the_linked_variant(fair: Fair) -> None:
    row = fair.shop.product("Bread", 100, code=CODE, sku="OLD")
    fair.link(row)
    told = variant(barcode=OTHER_CODE, compare_at_minor=400, weight_grams=WEIGHT, unknown={"taxable": True})
    assert fair.hear(product("Rye", variants=(told,), vendor="Baker", unknown={"tags": "new"})) == ""
    found = fair.variant()
    assert (found.row, found.name, found.sku, found.price_minor) == (row, "Rye", "SKU-1", 250)
    assert (found.compare_at_minor, found.codes) == (400, {CODE, OTHER_CODE})  # one was learnt here
    assert fair.search("rye") == ["Rye"] and fair.search("bread") == []
    with fair.shop.store.read() as work:
        link = work.links.local(fair.connection.id, LinkKind.VARIANT, "v1")
        assert link is not None and link.extra["weight_grams"] == "250.5"
        assert link.extra["unknown"] == {"taxable": True}
    assert fair.hear(product("Rye", at=seconds(1), variants=(variant(barcode=""),))) == ""
    assert fair.variant().codes == {CODE} and fair.variant().compare_at_minor is None


def test_an_older_change_changes_nothing(fair: Fair) -> None:
    fair.link(fair.shop.product("Bread"))
    fair.hear(product("Newer", at=seconds(9)))
    fair.hear(product("Older", at=seconds(8)))
    assert fair.variant().name == "Newer"
    fair.hear(product("Same moment", at=seconds(9)))
    assert fair.variant().name == "Same moment"


def test_what_is_not_linked_is_reported(fair: Fair) -> None:
    fair.link(fair.shop.product("Bread"))
    words = fair.hear(product("Bread", variants=(variant(), variant("v8", option_values=("Large",)))))
    assert words == "Bread Large is not linked to a product here"
    assert "Cheese" in fair.hear(product("Cheese", "p9", variants=(variant("v9"),)))
    with fair.shop.store.read() as work:
        assert work.catalogue.products_count() == 1
        assert work.links.local(fair.connection.id, LinkKind.PRODUCT, "p9") is None


def test_a_barcode_of_another_product_stays_with_it(fair: Fair) -> None:
    fair.shop.product("Milk", code=CODE)
    fair.link(fair.shop.product("Bread"))
    assert "Milk" in fair.hear(product(variants=(variant(barcode=CODE),)))
    assert fair.variant().codes == frozenset() and fair.variant().price_minor == 250


def test_a_barcode_of_what_is_sold_no_more_is_free(fair: Fair) -> None:
    fair.link(fair.shop.product("Old mug", code=CODE))
    fair.hear(product("Old mug", active=False, variants=(variant(barcode=CODE),)))
    fair.take([product("Mug 2024", "p2", variants=(variant("v2"),))])
    told = product("Mug 2024", "p2", at=seconds(1), variants=(variant("v2", barcode=CODE),))
    assert fair.hear(told) == ""
    assert (fair.variant("v1").codes, fair.variant("v2").codes) == (frozenset(), {CODE})
    with fair.shop.store.read() as work:
        found = work.catalogue.by_code(CODE)
        assert found is not None and found.variant_row == fair.variant("v2").row
    assert fair.search(CODE) == ["Mug 2024"]
    again = product("Old mug", at=seconds(2), active=False, variants=(variant(barcode=CODE),))
    assert fair.hear(again) == "", "what nobody sells asks for no code"
    assert fair.variant("v2").codes == {CODE}


def test_a_product_that_is_no_longer_sold_there_is_not_sold_here(fair: Fair) -> None:
    row = fair.shop.product("Bread", code=CODE)
    fair.link(row)
    fair.hear(product(active=False))
    with fair.shop.store.read() as work:
        assert work.catalogue.by_code(CODE) is None
    fair.hear(product(at=seconds(1)))
    with fair.shop.store.read() as work:
        assert work.catalogue.by_code(CODE) is not None


def test_a_deleted_product_is_deactivated_and_let_go(fair: Fair) -> None:
    fair.link(fair.shop.product("Bread", code=CODE))
    assert fair.act(Change(ChangeKind.PRODUCT_GONE, "p1", MORNING)) == ""
    with fair.shop.store.read() as work:
        assert work.catalogue.by_code(CODE) is None
        assert work.links.all(fair.connection.id, LinkKind.VARIANT) == []
        assert work.links.item_rows(fair.connection.id, ["i1"]) == {}
    assert fair.act(Change(ChangeKind.PRODUCT_GONE, "p1", MORNING))


def test_a_variant_that_is_gone_from_its_product_is_let_go(fair: Fair) -> None:
    fair.take([SHIRT])
    small = fair.variant("v2")
    fair.hear(replace(SHIRT, variants=SHIRT.variants[1:], updated_at=MORNING + timedelta(seconds=1)))
    with fair.shop.store.read() as work:
        assert work.links.local(fair.connection.id, LinkKind.VARIANT, "v2") is None
        found = work.catalogue_edits.variant(small.id)
        assert found is not None and not found.active
    assert fair.variant("v3").active
