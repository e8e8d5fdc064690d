"""The demo store's data: complete, consistent, in three languages, with codes no real product has."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

RESOURCES = Path(__file__).parents[2] / "resources"
CATALOGUE = json.loads((RESOURCES / "demo" / "catalogue.json").read_text("utf-8"))
STORE = json.loads((RESOURCES / "demo" / "store.json").read_text("utf-8"))

PRODUCTS: list[dict[str, Any]] = CATALOGUE["products"]
ARTICLES: list[dict[str, Any]] = [article for p in PRODUCTS for article in p.get("variants", [p])]
WEIGHED = [p for p in PRODUCTS if p["kind"] == "weighed"]
WITH_VARIANTS = [p for p in PRODUCTS if "variants" in p]
LANGUAGES = {"en", "de", "ar"}
TINTS = {"sand", "sage", "sky", "rose", "plum", "butter", "slate"}
ARTS = {path.stem for path in (RESOURCES / "art").glob("*.svg")}
TILES_ON_A_PAGE = 15


def check_digit_is_right(code: str) -> bool:
    """GS1 General Specifications 7.9.1: weights 3 and 1 alternate from the right, the sum ends in 0."""
    weighed = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(code)))
    return weighed % 10 == 0


def named(data: object) -> list[dict[str, str]]:
    """Every text in three languages, wherever it stands."""
    if isinstance(data, list):
        return [found for item in data for found in named(item)]
    if not isinstance(data, dict):
        return []
    if set(data) >= LANGUAGES:
        return [data]
    return [found for item in data.values() for found in named(item)]


@pytest.mark.parametrize("data", [CATALOGUE, STORE], ids=["catalogue", "store"])
def test_every_text_is_there_in_three_languages_and_in_the_right_script(data: object) -> None:
    texts = named(data)
    assert texts
    for text in texts:
        assert set(text) == LANGUAGES
        for language, words in text.items():
            for line in words if isinstance(words, list) else [words]:
                assert line == line.strip() and line and "  " not in line
                arabic = re.search("[\u0600-\u06ff]", line) is not None
                assert arabic is False or language == "ar", line


def test_arabic_names_are_arabic() -> None:
    for product in PRODUCTS:
        assert re.search("[\u0600-\u06ff]{2}", product["names"]["ar"]), product["key"]


def test_numbers_follow_each_languages_own_decimal_mark() -> None:
    for product in PRODUCTS:
        assert not re.search(r"\d,\d", product["names"]["en"] + product["names"]["ar"]), product["key"]
        assert not re.search(r"\d\.\d", product["names"]["de"]), product["key"]


def test_every_language_gives_the_same_quantity() -> None:
    for product in PRODUCTS:
        numbers = [
            sorted(re.findall(r"\d+(?:\.\d+)?", name.replace(",", "."))) for name in product["names"].values()
        ]
        assert numbers[0] == numbers[1] == numbers[2], product["names"]


def test_it_is_a_whole_shop() -> None:
    assert 280 <= len(PRODUCTS) <= 400
    assert 14 <= len(CATALOGUE["categories"]) <= 16
    assert len(WEIGHED) >= 20
    assert len(WITH_VARIANTS) >= 15
    assert {len(p["options"]) for p in WITH_VARIANTS} == {1, 2, 3}
    assert sum(len(p["names"]["en"]) > 45 for p in PRODUCTS) >= 10
    per_category = Counter(p["category"] for p in PRODUCTS)
    assert min(per_category.values()) >= 5


def test_keys_skus_and_item_numbers_are_unique() -> None:
    for values in (
        [c["key"] for c in CATALOGUE["categories"]],
        [p["key"] for p in PRODUCTS],
        [a["key"] for a in ARTICLES],
        [a["sku"] for a in ARTICLES],
        [p["plu"] for p in PRODUCTS if "plu" in p],
    ):
        assert len(values) == len(set(values))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", p["key"]) for p in PRODUCTS)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_two_products_share_a_name(language: str) -> None:
    names = Counter(p["names"][language] for p in PRODUCTS)
    assert [name for name, times in names.items() if times > 1] == []


def test_references_hold() -> None:
    categories = {c["key"] for c in CATALOGUE["categories"]}
    taxes = {t["key"] for t in STORE["tax_classes"]}
    assert {p["category"] for p in PRODUCTS} == categories
    assert {p["tax"] for p in PRODUCTS} == taxes == {"standard", "reduced", "zero"}
    assert {p["art"] for p in PRODUCTS} == ARTS
    assert {
        thing["tint"] for thing in [*PRODUCTS, *ARTICLES, *CATALOGUE["categories"]] if "tint" in thing
    } == TINTS
    positions = [c["position"] for c in CATALOGUE["categories"]]
    assert positions == list(range(1, len(positions) + 1))


def test_barcodes_are_valid_unique_and_from_the_ranges_for_use_within_a_store() -> None:
    codes = [code for article in ARTICLES for code in article["barcodes"]]
    assert all(code.isascii() and code.isdigit() and check_digit_is_right(code) for code in codes)
    spellings = Counter(code.zfill(14) for code in codes)
    assert spellings.most_common(1)[0][1] == 1
    by_length = Counter(len(code) for code in codes)
    assert set(by_length) == {8, 12, 13}
    assert by_length[12] >= 3 and by_length[8] >= 2
    # GS1 General Specifications 1.4: prefixes 20 to 29 and 040 to 049, GTIN-8 prefixes 0 and 2.
    first = {8: "2", 12: "4", 13: "2"}
    assert all(code.startswith(first[len(code)]) for code in codes)
    assert sum(len(article["barcodes"]) > 1 for article in ARTICLES) >= 5


def test_no_barcode_can_be_taken_for_a_code_from_the_scales() -> None:
    prefixes = tuple(layout["mask"].partition("I")[0] for layout in CATALOGUE["in_store_codes"])
    assert all(prefixes)
    codes = [code for article in ARTICLES for code in article["barcodes"] if len(code) == 13]
    assert not [code for code in codes if code.startswith(prefixes)]


def test_goods_from_the_scales_have_an_item_number_and_a_layout() -> None:
    layouts = {layout["embeds"]: layout["mask"] for layout in CATALOGUE["in_store_codes"]}
    assert set(layouts) == {"weight", "price"}
    for mask in layouts.values():
        assert len(mask.replace(".", "")) == 13 and mask.count("I") == 5 and mask.endswith("C")
    for product in WEIGHED:
        assert product["unit"] == "kg" and re.fullmatch(r"\d{5}", product["plu"])
        assert product["barcodes"] == []
    assert {p["embeds"] for p in PRODUCTS if "plu" in p} == {"weight", "price"}
    assert all("plu" in p for p in PRODUCTS if "embeds" in p)


def test_every_piece_with_a_price_outside_the_services_can_be_scanned() -> None:
    for product in PRODUCTS:
        if product["kind"] == "piece" and product["category"] != "services":
            for article in product.get("variants", [product]):
                assert bool(article["barcodes"]) == (article["price_minor"] is not None), article["key"]


def test_prices_costs_and_stock_are_sound() -> None:
    for article in ARTICLES:
        price, cost = article["price_minor"], article["cost_minor"]
        assert price is None or 10 <= price <= 5000
        assert cost is None or 0 < cost <= price
        on_hand, low = article["on_hand_milli"], article["low_stock_milli"]
        assert (on_hand is None) == (low is None)
        assert on_hand is None or on_hand >= 0
    pieces = [a for p in PRODUCTS if p["kind"] == "piece" for a in p.get("variants", [p])]
    assert all((a["on_hand_milli"] or 0) % 1000 == 0 for a in pieces)


def test_the_shop_shows_every_state_a_tile_can_have() -> None:
    favourites = [p for p in PRODUCTS if "favourite_position" in p]
    assert sum(a["price_minor"] is None for a in ARTICLES) >= 4
    assert sum(a["on_hand_milli"] == 0 for a in ARTICLES) >= 4
    low = [a["key"] for a in ARTICLES if a["on_hand_milli"] and a["on_hand_milli"] <= a["low_stock_milli"]]
    assert len(low) >= 6
    assert any(p.get("on_hand_milli") == 0 for p in favourites)
    assert any(p.get("price_minor", 0) is None for p in favourites)
    assert any("variants" in p for p in favourites)


def test_drinks_with_alcohol_ask_for_the_age() -> None:
    ages = {p["key"]: p.get("least_age") for p in PRODUCTS if p["category"] == "wine-beer"}
    assert set(ages.values()) == {None, 16, 18}
    assert [key for key, age in ages.items() if age is None] == ["beer-alcohol-free"]
    assert all("least_age" not in p for p in PRODUCTS if p["category"] != "wine-beer")


def test_favourites_fill_four_pages_and_the_first_is_a_mix() -> None:
    favourites = sorted(
        (p for p in PRODUCTS if "favourite_position" in p), key=lambda p: p["favourite_position"]
    )
    assert [p["favourite_position"] for p in favourites] == list(range(1, 4 * TILES_ON_A_PAGE + 1))
    first = favourites[:TILES_ON_A_PAGE]
    assert len({p["art"] for p in first}) >= 12
    assert {p["tint"] for p in first} == TINTS


def test_no_two_neighbouring_favourites_look_alike() -> None:
    looks = {p["favourite_position"]: (p["art"], p["tint"]) for p in PRODUCTS if "favourite_position" in p}
    for position, look in looks.items():
        beside, below = position + 1, position + 5
        if position % 5:
            assert looks[beside] != look
        if (position - 1) % TILES_ON_A_PAGE < 10:
            assert looks[below] != look


def test_variants_are_every_combination_of_their_options() -> None:
    for product in WITH_VARIANTS:
        assert "price_minor" not in product and "barcodes" not in product
        wanted = 1
        for option in product["options"]:
            wanted *= len(option["values"])
        chosen = {tuple(variant["values"]) for variant in product["variants"]}
        assert len(chosen) == len(product["variants"]) == wanted
        allowed = [{value["key"] for value in option["values"]} for option in product["options"]]
        for values in chosen:
            assert all(value in known for value, known in zip(values, allowed, strict=True))
        assert all(v["key"] == f"{product['key']}/{'-'.join(v['values'])}" for v in product["variants"])


def test_the_store_can_open() -> None:
    assert STORE["currency"] == CATALOGUE["currency"] == "EUR"
    assert STORE["prices_include_tax"] is CATALOGUE["prices_include_tax"] is True
    percents = {t["key"]: [r["percent"] for r in t["rates"]] for t in STORE["tax_classes"]}
    assert percents == {"standard": ["19"], "reduced": ["7"], "zero": ["0"]}
    assert STORE["default_tax"] in percents
    roles = {role["key"] for role in STORE["roles"]}
    assert [(p["names"]["en"], p["role"], p["pin"]) for p in STORE["people"]] == [
        ("Cashier 1", "cashier", "1111"),
        ("Cashier 2", "cashier", "2222"),
        ("Manager", "manager", "9999"),
    ]
    assert {p["role"] for p in STORE["people"]} == roles
    assert [(r["number"], r["printer"]) for r in STORE["registers"]] == [(1, "virtual")]


def test_the_store_is_plainly_a_demo() -> None:
    assert STORE["tax_id"].startswith("DEMO")
    assert STORE["email"].endswith(".example")
    assert all(lines[-1].startswith("00000 ") for lines in STORE["address_lines"].values())
