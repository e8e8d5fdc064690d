"""What a shop's people do with a product that is known here: copies, codes that change hands, a shelf that begins to count."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from dataclasses import replace

import pytest

from pos_desktop.application.platform.catalogue import PlatformProduct
from pos_desktop.application.platform.changes import Change, ChangeKind
from pos_desktop.application.platform_import import CatalogueTaker
from tests.integration.practice_platform import level_change, product, product_change, seconds, variant
from tests.integration.shop import MORNING
from tests.integration.test_inbox import Post, _stocked, post
from tests.integration.test_platform_products import CODE, OTHER_CODE, SHIRT, Fair, fair

TEA = product("Tea", "p1", variants=(variant("v1", sku="TEA-1", barcode=CODE, price_minor=4900),))
COPY = product(
    "Copy of Tea", "p2", seconds(1), variants=(variant("v2", sku="TEA-1", barcode=CODE, price_minor=5900),)
)


def meet(fair: Fair, told: PlatformProduct) -> str:
    """Hears of a product that has variants which are not known here."""
    taker = CatalogueTaker(fair.shop.store, fair.rule, fair._opened)  # type: ignore[arg-type]
    taker.take_newcomer(fair.connection.id, fair.platform, told)  # type: ignore[arg-type]
    return fair.hear(told)


def coded(ref: str, code: str, at: float = 0) -> PlatformProduct:
    """A product with this barcode, as it is told at a moment."""
    number = ref.removeprefix("p")
    return product(f"Tea {number}", ref, seconds(at), variants=(variant(f"v{number}", barcode=code),))


def codes(fair: Fair, *refs: str) -> list[set[str]]:
    return [set(fair.variant(ref).codes) for ref in refs]


# -- copies --------------------------------------------------------------------------------------------------


def test_a_copy_of_a_product_is_a_product_of_its_own(fair: Fair) -> None:
    fair.take([TEA])
    row = fair.variant("v1").row
    meet(fair, COPY)
    original, copied = fair.variant("v1"), fair.variant("v2")
    assert (original.row, original.name, original.price_minor) == (row, "Tea", 4900)
    assert (copied.name, copied.price_minor, copied.sku) == ("Copy of Tea", 5900, "TEA-1")
    assert copied.row != row and copied.product_id != original.product_id
    assert codes(fair, "v1", "v2") == [{CODE}, set()]
    for told in (replace(TEA, updated_at=seconds(2)), replace(COPY, updated_at=seconds(3))):
        meet(fair, told)
    fair.take([COPY, TEA])
    assert (fair.variant("v1"), fair.variant("v2")) == (original, copied)


def test_a_copy_has_the_code_once_the_original_is_not_sold_any_more(fair: Fair) -> None:
    fair.take([TEA])
    meet(fair, COPY)
    fair.act(Change(ChangeKind.PRODUCT_GONE, "p1", seconds(2)))
    assert codes(fair, "v2") == [{CODE}]
    with fair.shop.store.read() as work:
        found = work.catalogue.by_code(CODE)
        assert found is not None and found.name == "Copy of Tea"


def test_a_variant_that_was_made_anew_in_its_product_is_the_one_it_was(fair: Fair) -> None:
    fair.take([SHIRT])
    small = fair.variant("v2")
    again = replace(SHIRT.variants[0], ref="v9", item_ref="i9")
    meet(fair, replace(SHIRT, variants=(again, SHIRT.variants[1]), updated_at=seconds(1)))
    found = fair.variant("v9")
    assert (found.row, found.active, found.codes) == (small.row, True, {CODE})


def test_of_a_part_of_its_variants_none_is_taken_for_another(fair: Fair) -> None:
    """A message has no room for all of them: what it leaves out may still be sold."""
    fair.take([SHIRT])
    small = fair.variant("v2")
    large = replace(SHIRT.variants[0], ref="v9", item_ref="i9", option_values=("L",))
    meet(fair, replace(SHIRT, variants=(large,), updated_at=seconds(1), whole=False))
    assert fair.variant("v2") == small
    assert fair.variant("v9").row != small.row


# -- codes ---------------------------------------------------------------------------------------------------


def test_codes_that_were_swapped_in_a_product_are_swapped_here(fair: Fair) -> None:
    small, medium = SHIRT.variants
    fair.take([replace(SHIRT, variants=(small, replace(medium, barcode=OTHER_CODE)))])
    swapped = (replace(small, barcode=OTHER_CODE), replace(medium, barcode=CODE))
    assert fair.hear(replace(SHIRT, variants=swapped, updated_at=seconds(1))) == ""
    assert codes(fair, "v2", "v3") == [{OTHER_CODE}, {CODE}]


def test_codes_that_were_swapped_between_products_are_swapped_here(fair: Fair) -> None:
    fair.take([coded("p1", CODE), coded("p2", OTHER_CODE)])
    assert "Tea 2" in fair.hear(coded("p1", OTHER_CODE, at=1))
    assert fair.hear(coded("p2", CODE, at=2)) == ""
    assert codes(fair, "v1", "v2") == [{OTHER_CODE}, {CODE}]


@pytest.mark.parametrize("at_once", [True, False])
def test_an_import_swaps_codes_that_were_swapped(fair: Fair, at_once: bool) -> None:
    fair.take([coded("p1", CODE), coded("p2", OTHER_CODE)])
    told = [coded("p1", OTHER_CODE, at=1), coded("p2", CODE, at=2)]
    for page in [told] if at_once else [[each] for each in told]:
        fair.take(page)
    assert codes(fair, "v1", "v2") == [{OTHER_CODE}, {CODE}]


def test_an_import_takes_away_the_code_that_the_shop_took_away(fair: Fair) -> None:
    fair.take([coded("p1", CODE)])
    with fair.shop.store.write() as work:
        known = fair.variant("v1")
        work.catalogue_edits.save_variant(replace(known, codes=known.codes | {"LEARNT"}))
    fair.take([coded("p1", OTHER_CODE, at=1)])
    assert codes(fair, "v1") == [{OTHER_CODE, "LEARNT"}]
    with fair.shop.store.read() as work:
        assert work.catalogue.by_code(CODE) is None


def test_a_code_that_cannot_be_read_leaves_the_one_before_until_another_is_told(fair: Fair) -> None:
    fair.take([coded("p1", CODE)])
    assert fair.hear(coded("p1", "4,00638E+12", at=1))
    assert codes(fair, "v1") == [{CODE}]
    assert fair.hear(coded("p1", OTHER_CODE, at=2)) == ""
    assert codes(fair, "v1") == [{OTHER_CODE}]


# -- levels --------------------------------------------------------------------------------------------------


def test_a_product_that_the_shop_begins_to_count_has_its_level_asked_for(post: Post) -> None:
    bread = _stocked(post)
    uncounted = product(variants=(variant(tracks_stock=False),))
    post.understand(product_change(uncounted))
    post.understand(level_change(7000))
    assert post.told(bread) is None, "nobody counts it"
    post.understand(product_change(product(at=seconds(1))))
    post.platforms.platform.shelves[("i1", "l1")] = (7000, MORNING)
    post.pass_time(2)
    post.inbox.work()
    assert post.on_hand(bread) == 7000
    post.understand(product_change(product("Rye", at=seconds(2))))
    post.pass_time(60)
    assert post.inbox.work() == 0, "it is asked for once"
