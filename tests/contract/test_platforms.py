"""Every registered platform: the family, the shop and its products, people and codes, and what goes wrong."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import contextlib
import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.capabilities import Capability, SellingWay, Support
from pos_desktop.application.platform.changes import Stream
from pos_desktop.application.platform.customers import PlatformCustomer
from pos_desktop.application.platform.trouble import (
    MendKind,
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
)
from pos_desktop.application.platform.trouble import NotOffered as NotOfferedThere
from pos_desktop.platforms.registry import platform_kind
from tests.contract.platform_asking import EVERY, FOUR, KINDS, OFFERED, can, looks, offered, side
from tests.platform_harness import BARCODES, MUG, PRICES, TEA, Harness, NotOffered, order

EIGHT = {"shopify", "woocommerce", "bigcommerce", "magento", "sylius", "wix", "prestashop", "squarespace"}


# -- the family ------------------------------------------------------------------------------------


def test_the_eight_are_there_and_each_that_is_offered_has_a_harness():
    assert set(EVERY) >= EIGHT
    for key in OFFERED:
        assert importlib.util.find_spec(f"tests.platform_harness.{key}"), f"{key} has no harness"


@pytest.mark.parametrize("key", EVERY)
def test_the_table_tells_of_every_capability_and_says_why_not(key):
    table = KINDS[key].capabilities
    assert set(table.abilities) == set(Capability)
    for capability, ability in table.abilities.items():
        assert (ability.support is Support.NATIVE) == (not ability.words), (capability, ability)
    assert SellingWay.LOCAL in table.ways
    assert (SellingWay.DRAFT in table.ways) == table.has(Capability.TAX_AT_CHECKOUT)
    assert table.has(Capability.ORDERS) == (SellingWay.AFTER_PAYMENT in table.ways)
    if table.has(Capability.PARTIAL_REFUNDS):
        assert table.has(Capability.REFUNDS)


@pytest.mark.parametrize("key", EVERY)
def test_a_kind_names_itself_and_its_settings(key):
    kind = KINDS[key]
    assert kind.key == key and kind.label and len(kind.short) == 2
    assert bool(kind.fields) == kind.offered
    for read in (kind.parse, kind.leads_to):
        with pytest.raises(PlatformSetting):
            read({"nonsense": "1"})


@pytest.mark.parametrize("key", [key for key in EVERY if key not in OFFERED] + ["nobody"])
def test_what_is_not_offered_cannot_be_connected(key):
    with pytest.raises(PlatformSetting):
        platform_kind(key)


# -- the shop and its products ---------------------------------------------------------------------


def test_a_tested_connection_tells_which_shop_it_is(side):
    facts = side.platform.check()
    assert facts.name and facts.address and facts.api_version
    assert (facts.currency, facts.missing_scopes) == (side.currency, ())


def test_places_are_told(side):
    can(side, Capability.LOCATIONS)
    places = side.platform.locations()
    assert places and all(place.ref and place.name for place in places)


def test_the_whole_catalogue_comes_with_prices_and_codes(side):
    products = [product for batch in side.platform.all_products() for product in batch]
    variants = {variant.sku: variant for product in products for variant in product.variants}
    assert set(variants) == {MUG, TEA}
    for sku, variant in variants.items():
        assert (variant.price_minor, variant.barcode) == (PRICES[sku], BARCODES[sku])
        assert variant.ref and variant.item_ref
    assert side.platform.products_count() in (None, 2)


def test_a_variant_is_found_by_its_exact_codes(side):
    (by_sku,) = side.platform.find_variants(sku=MUG)
    assert by_sku.price_minor == PRICES[MUG]
    assert not side.platform.find_variants(sku=MUG[:-1])
    assert not side.platform.find_variants(sku='no "such" one')
    assert not side.platform.find_variants()
    can(side, Capability.BARCODES)
    (by_barcode,) = side.platform.find_variants(barcode=BARCODES[MUG])
    assert by_barcode.ref == by_sku.ref


# -- people, discounts, gift cards -----------------------------------------------------------------


def test_a_customer_is_created_once_and_found(side):
    can(side, Capability.CUSTOMERS)
    kim = PlatformCustomer("", "Kim", "Example", "kim@example.com")
    made = side.platform.create_customer(kim)
    assert made.ref and made.email == kim.email
    assert side.platform.create_customer(kim).ref == made.ref
    assert offered(side, "customers", kim.email) == 1
    (by_email,) = side.platform.find_customers("kim@example.com")
    (by_name,) = side.platform.find_customers("Kim Example")
    assert made.ref == by_email.ref == by_name.ref
    assert not side.platform.find_customers("nobody@example.com")


def test_a_customer_of_ours_is_found_by_our_id_whatever_the_search_knows(side):
    can(side, Capability.CUSTOMERS)
    ours = PlatformCustomer("", "Nameless", "Person", our_id=new_id())
    made = side.platform.create_customer(ours)
    assert made.our_id == ours.our_id
    assert side.platform.create_customer(ours).ref == made.ref
    other = side.platform.create_customer(PlatformCustomer("", "Nameless", "Person", our_id=new_id()))
    assert other.ref != made.ref, "the same name is not the same person"


def test_a_customer_whose_answer_was_lost_is_there_once(side):
    can(side, Capability.CUSTOMERS)
    ours = PlatformCustomer("", "Lost", "Answer", our_id=new_id())
    offered(side, "lose_next_answer")
    refs = set()
    for _ in range(3):
        with contextlib.suppress(PlatformUnsure, PlatformAway):
            refs.add(side.platform.create_customer(ours).ref)
    assert len(refs) == 1
    assert [each.ref for each in side.platform.find_customers("Lost Answer")] == list(refs)


def test_a_customer_who_is_there_by_address_or_number_is_taken_as_they_are(side):
    can(side, Capability.CUSTOMERS)
    there = side.platform.create_customer(
        PlatformCustomer("", "Kim", "Example", "kim@example.com", "+493012345678")
    )
    by_email = PlatformCustomer("", "K.", "E.", "KIM@example.com", our_id=new_id())
    by_phone = PlatformCustomer("", "K.", "E.", phone="+493012345678", our_id=new_id())
    for asked in (by_email, by_phone):
        found = side.platform.create_customer(asked)
        assert (found.ref, found.first_name, found.our_id) == (there.ref, "Kim", None)


def test_a_number_that_is_somebody_elses_is_refused_and_can_be_mended(side):
    can(side, Capability.CUSTOMERS)
    side.platform.create_customer(PlatformCustomer("", "Kim", "", "kim@example.com", "+493012345678"))
    al = PlatformCustomer("", "Al", "", "al@example.com", "+493012345678", our_id=new_id())
    with pytest.raises(PlatformRefused) as raised:
        side.platform.create_customer(al)
    assert raised.value.mend.kind is MendKind.CUSTOMER and raised.value.meaning
    assert "al@example.com" not in f"{raised.value.title} {raised.value.meaning} {raised.value.next_step}"
    assert side.platform.create_customer(replace(al, phone="")).our_id == al.our_id


def test_customers_are_found_while_the_name_is_typed(side):
    can(side, Capability.CUSTOMERS)
    made = side.platform.create_customer(PlatformCustomer("", "Kimberley", "Example", "kb@example.com"))
    for text in ("kim", "Kimberley Exa", "exam"):
        assert [each.ref for each in side.platform.find_customers(text)] == [made.ref], text


def test_an_order_for_a_customer_by_email(side):
    can(side, Capability.CUSTOMERS)
    side.platform.create_order(order(side, email="kim@example.com", customer_name="Kim Example"))
    assert offered(side, "customers", "kim@example.com") == 1


def test_discount_codes(side):
    can(side, Capability.DISCOUNTS)
    offered(side, "add_discount", "TEN", percent=10)
    offered(side, "add_discount", "FIVE", amount="5.00")
    offered(side, "add_discount", "OLD", percent=20, over=True)
    ten, five, old = (side.platform.discount(code) for code in ("ten", "FIVE", "OLD"))
    assert (ten.percent, ten.amount_minor, ten.active) == (10, None, True)
    assert (five.percent, five.amount_minor, five.active) == (None, 500, True)
    assert not old.active and old.reason
    assert side.platform.discount("NOBODYS") is None
    assert side.platform.discount(" ") is None


def test_gift_cards(side):
    can(side, Capability.GIFT_CARDS)
    offered(side, "add_gift_card", "ABCD1234EFGH5678", "25.00")
    card = side.platform.gift_card("abcd 1234 efgh 5678")
    assert (card.balance_minor, card.currency, card.active, card.last_four.lower()) == (
        2500,
        "EUR",
        True,
        "5678",
    )
    assert side.platform.redeem_gift_card(card.ref, 1000, "EUR", "ticket 7").balance_minor == 1500
    assert side.platform.credit_gift_card(card.ref, 400, "EUR", "undone").balance_minor == 1900
    with pytest.raises(PlatformRefused):
        side.platform.redeem_gift_card(card.ref, 99_999, "EUR", "too much")
    history = side.platform.gift_card_history(card.ref)
    assert history is not None
    assert [(move.amount_minor, move.note) for move in history.moves] == [
        (400, "undone"),
        (-1000, "ticket 7"),
    ]
    since = min(move.at for move in history.moves) - timedelta(minutes=1)
    assert [each.ref for each in side.platform.gift_cards_moved(since)] == [card.ref]
    assert side.platform.gift_cards_moved(since + timedelta(hours=1)) == []
    assert side.platform.gift_card_history(card.ref + "9") is None
    assert side.platform.gift_card("ZZZZ9999ZZZZ9999") is None
    assert side.platform.gift_card("5678") is None


# -- what goes wrong -------------------------------------------------------------------------------


def names_of_faults() -> list[tuple[str, str]]:
    found = []
    for key in OFFERED:
        module = importlib.import_module(f"tests.platform_harness.{key}")
        with contextlib.suppress(NotOffered), module.harness() as harness:
            found += [(key, name) for name in harness.faults()]
    return found


FAULTS = names_of_faults()


@pytest.fixture
def spoilt(request: pytest.FixtureRequest) -> Iterator[tuple[Harness, str]]:
    key, name = request.param
    with importlib.import_module(f"tests.platform_harness.{key}").harness() as harness:
        yield harness, name


def over_faults(test):
    ids = [f"{key}-{name}" for key, name in FAULTS]
    return pytest.mark.parametrize("spoilt", FAULTS, ids=ids, indirect=True)(test)


@over_faults
def test_a_spoilt_order_ends_in_one_of_four_troubles_and_is_there_once_at_the_end(spoilt):
    side, name = spoilt
    push = order(side)
    side.hurry()
    side.faults()[name]()
    with contextlib.suppress(*FOUR):
        side.platform.create_order(push)
    side.let_go()
    with contextlib.suppress(PlatformSetting):  # its keys may be gone for good
        if side.platform.find_order(push.order_id) is None:
            side.platform.create_order(push)
        assert side.copies(push.order_id) == 1
    assert side.copies(push.order_id) <= 1


@over_faults
def test_what_was_done_is_never_called_undone(spoilt):
    side, name = spoilt
    push = order(side)
    side.hurry()
    side.faults()[name]()
    problem: Exception | None = None
    try:
        side.platform.create_order(push)
    except FOUR as error:
        problem = error
    if problem is None:
        assert side.copies(push.order_id) == 1, "it was told as done"
    elif side.copies(push.order_id):
        assert isinstance(problem, PlatformUnsure), "anything else says that nothing happened"
    if isinstance(problem, PlatformAway):
        assert problem.retry_after is not None or problem.offline


@over_faults
def test_a_spoilt_question_ends_in_one_of_four_troubles(spoilt):
    side, name = spoilt
    side.platform.check()
    for ask in (
        lambda: side.platform.check(),
        lambda: side.platform.find_variants(sku=MUG),
        lambda: list(side.platform.all_products()),
        lambda: looks(side, Stream.ORDERS, "nonsense"),
    ):
        side.hurry()
        side.faults()[name]()
        with contextlib.suppress(*FOUR):
            ask()
        side.let_go()


def test_being_asked_to_wait_says_how_long_and_nothing_happened(side):
    push = order(side)
    offered(side, "too_many")
    with pytest.raises(PlatformAway) as raised:
        side.platform.create_order(push)
    assert raised.value.retry_after >= 1
    assert offered(side, "copies", push.order_id) == 0


def test_keys_that_were_withdrawn_ask_for_signing_in(side):
    offered(side, "withdraw_keys")
    with pytest.raises(PlatformSetting) as raised:
        side.platform.check()
    assert raised.value.sign_in and raised.value.next_step


def test_the_budget_is_known_after_an_answer_and_asks_nobody(side):
    side.platform.check()
    budget = side.platform.budget()
    assert budget is None or 0 <= budget.available <= budget.maximum


def test_trouble_speaks_to_a_person(side):
    offered(side, "withdraw_keys")
    for ask in (side.platform.check, side.platform.locations):
        with pytest.raises(FOUR) as raised:
            ask()
        assert raised.value.title and raised.value.meaning


def test_not_offered_is_a_refusal():
    assert issubclass(NotOfferedThere, PlatformRefused)
