# ruff: noqa: F811 - fixtures are imported by name
"""The search: one behaviour on both databases."""

from collections.abc import Callable
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from pos_desktop.application.typed_so_far import TypedSoFar
from pos_desktop.storage import search_index, tables
from pos_desktop.storage.search_index import IndexRow
from tests.integration.shop import Shop, database, shop  # noqa: F401

Names = Callable[..., list[str]]


@pytest.fixture
def names(shop: Shop) -> Names:
    """Searches, and gives the names found."""

    def search(text: str, limit: int = 50) -> list[str]:
        with shop.database.read() as connection:
            return [hit.name for hit in search_index.search(connection, text, limit)]

    return search


def at_once(shop: Shop, text: str, so_far: TypedSoFar | None = None) -> list[str]:
    """What is told while somebody types."""
    with shop.database.read() as connection:
        hits = search_index.search(connection, text, 30, so_far or TypedSoFar(10))
    return [hit.name for hit in hits]


def test_words_are_found_by_their_beginnings_in_any_order(shop: Shop, names: Names) -> None:
    for name in ("Dark chocolate bar", "Milk chocolate", "Dark bread", "Hot milk"):
        shop.product(name)
    assert names("choc dar") == names("dark choc") == ["Dark chocolate bar"]
    assert set(names("milk")) == {"Milk chocolate", "Hot milk"}
    assert set(names("d")) == {"Dark chocolate bar", "Dark bread"}
    assert names("dark milk") == []


def test_the_best_answer_comes_first(shop: Shop, names: Names) -> None:
    for name in ("Butter milk", "Milk chocolate with nuts", "Milk", "Milkshake", "Milk roll"):
        shop.product(name)
    found = names("milk")
    assert found[:2] == ["Milk", "Milk roll"]
    assert found[-1] == "Butter milk"
    assert names("milk", 2) == found[:2]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Käse", "kase"),
        ("Käse", "kaese"),
        ("Käse", "KÄSE"),
        ("Kaese", "käse"),
        ("Große Straße", "strasse"),
        ("Grosse Strasse", "straße"),
        ("Crème brûlée", "creme brulee"),
        ("Bœuf", "boeuf"),
        ("Smørrebrød", "smorrebrod"),
        ("İstanbul", "istanbul"),
        ("Coca-Cola", "cocacola"),
        ("Coca-Cola", "coca cola"),
        ("P'tit", "ptit"),
        ("حَلِيب", "حليب"),
        ("أرز", "ارز"),
        ("قهوة", "قهوه"),
        ("الحليب", "حليب"),
        ("شاي ١٠٠ كيس", "شاي 100"),
        ("Сметана", "сметана"),
        ("Vollmilchschokolade", "schokolade"),
    ],
)
def test_spellings(shop: Shop, names: Names, name: str, typed: str) -> None:
    shop.product(name)
    shop.product("Something else")
    assert names(typed) == [name]


@pytest.mark.parametrize(
    "typed", ["choclate", "chocollate", "chpcolate", "chcoolate", "chocoltae", "hocolate", "chocla"]
)
def test_small_typing_errors_are_forgiven(shop: Shop, names: Names, typed: str) -> None:
    shop.product("Dark chocolate")
    shop.product("Charcoal")
    assert names(typed)[:1] == ["Dark chocolate"]


def test_one_misspelt_word_among_others(shop: Shop, names: Names) -> None:
    shop.product("Dark chocolate with orange")
    shop.product("Dark bread")
    assert names("ornage dark") == ["Dark chocolate with orange"]
    assert names("xyzzy dark") == []


def test_codes_and_their_parts(shop: Shop, names: Names) -> None:
    shop.product("Tea", code="4006381333931", sku="TEA-0815", plu="77")
    shop.product("Coffee", code="036000291452", sku="COF-4711", plu="78")
    assert names("4006381333931") == ["Tea"]
    assert names("0036000291452") == ["Coffee"]
    assert names("400638") == names("3931") == names("813339") == ["Tea"]
    assert names("tea-08") == names("TEA-0815") == names("0815") == ["Tea"]
    assert names("77") == ["Tea"]
    assert names("9999999") == []


def test_a_hit_says_what_the_list_shows(shop: Shop) -> None:
    row = shop.product("Große Straße", 399, code="4006381333931", sku="GS-1")
    with shop.database.read() as connection:
        (hit,) = search_index.search(connection, "strasse")
    assert (hit.variant_row, hit.product_id, hit.name) == (row, shop.products["Große Straße"], "Große Straße")
    assert (hit.sku, hit.barcode, hit.price_minor) == ("GS-1", "4006381333931", 399)
    assert [hit.name[start:end] for start, end in hit.spans] == ["Straße"]


def test_what_is_not_sold_is_not_found(shop: Shop, names: Names) -> None:
    shop.product("Old tea", active=False)
    shop.product("Tea")
    shop.variant("Tea", "Tea, loose", 100, variant_active=False)
    assert names("tea") == ["Tea"]


def test_the_first_answers_are_those_of_the_whole_search(shop: Shop) -> None:
    for number in range(30):
        shop.product(f"Tea number {number}", code=f"40063813{number:05}")
    with shop.database.read() as connection:
        whole = search_index.search(connection, "tea", 20)
        assert search_index.search(connection, "tea", 20, TypedSoFar(5)) == whole[:5]
        assert search_index.variants(connection, "tea", 20) == [hit.variant_row for hit in whole]


def test_wider_answers_follow_when_the_typing_rests(shop: Shop, names: Names) -> None:
    """Misspelt words and parts of words are told at once only where there is nothing better."""
    for name in ("Nuts", "Doughnuts", "Chocolate", "Dark chocolate"):
        shop.product(name)
    assert at_once(shop, "nuts") == ["Nuts"]
    assert names("nuts") == ["Nuts", "Doughnuts"]
    assert at_once(shop, "ghnut") == names("ghnut") == ["Doughnuts"]
    assert at_once(shop, "choclate") == names("choclate") == ["Chocolate", "Dark chocolate"]
    assert at_once(shop, "dark choclate") == names("dark choclate") == ["Dark chocolate"]


_MADE = [
    " ".join(words)
    for words in product(
        ("Dark", "Milk", "Bio Käse"), ("chocolate", "bread", "butter"), ("", "with nuts", "500 g")
    )
]
_TYPED = (
    *("dark chocolate with nuts", "butter bio", "dakr choco", "mlik butter 500", "colate wi", "zzzz qqqq"),
    *("b", "käse brod", "kaese bre", "ark", "500 g butter", "with with nuts", "milk  bread", "dark n"),
)


def test_what_is_known_from_the_last_key_changes_no_answer(shop: Shop) -> None:
    """Typed, wiped out by half and typed on as another text: always what a fresh search tells at once."""
    for number, name in enumerate(_MADE):
        shop.product(name.strip(), sku=f"{name[:2]}-{number}")
    so_far = TypedSoFar(10)
    for text, other in zip(_TYPED, (*_TYPED[1:], ""), strict=True):
        ends = (*range(1, len(text) + 1), *range(len(text) - 1, len(text) // 2, -1))
        for typed in (*(text[:end] for end in ends), text[: len(text) // 2] + other):
            assert at_once(shop, typed, so_far) == at_once(shop, typed), typed


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_key_asks_nothing_again_that_the_last_one_found_out(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in _MADE:
        shop.product(name.strip())
    so_far, asked = TypedSoFar(10), list[str]()
    at_once(shop, "drak choc", so_far)
    with shop.database.read() as connection:
        ask = connection.ask
        monkeypatch.setattr(
            connection, "ask", lambda sql, values=(): (asked.append(sql), ask(sql, values))[1], raising=False
        )
        found = search_index.search(connection, "drak choco", 10, so_far)
        of_words, of_parts = (
            sum(table in sql for sql in asked) for table in ("search_words", "search_parts")
        )
    assert {hit.name for hit in found} == {
        "Dark chocolate",
        "Dark chocolate with nuts",
        "Dark chocolate 500 g",
    }
    assert of_words == 2, "whether the new word is a common one, and the names with the corrected words"
    assert of_parts == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_not_sold_is_told_by_an_index_alone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    shop.product("Tea")
    with shop.database.read() as connection:
        ask = connection.ask
        monkeypatch.setattr(
            connection, "ask", lambda sql, values=(): (asked.append(sql), ask(sql, values))[1], raising=False
        )
        assert search_index.search(connection, "tea")
        (read,) = [sql for sql in asked if "product p" in sql]
        plan = [row[3] for row in ask(f"EXPLAIN QUERY PLAN {read}", ("[1]",))]
    assert "SEARCH p USING INDEX ix_product_retired (id=?)" in plan, plan


def test_changes_and_removals_are_followed(shop: Shop, names: Names) -> None:
    row = shop.product("Tea")
    variant = tables.variant.c
    with shop.database.write() as work:
        work.execute(update(tables.variant).where(variant.row == row).values(name="Coffee"))
        search_index.update_rows(work.connection, search_index.rows_to_index(work.connection, [row]))
    assert (names("tea"), names("coffee")) == ([], ["Coffee"])
    with shop.database.write() as work:
        search_index.remove_rows(work.connection, [row, row + 1])
    assert names("coffee") == []
    with shop.database.write() as work:
        work.execute(delete(tables.barcode))
        work.execute(delete(tables.variant).where(variant.row == row))
        search_index.update_rows(work.connection, [IndexRow(row, "Ghost", ())])
    assert names("ghost") == []


def test_rebuild_gives_the_same_answers_and_reports_progress(shop: Shop, names: Names) -> None:
    for number in range(30):
        shop.product(f"Tea number {number}", code=f"40063813339{number:02}")
    before = [names(text) for text in ("tea", "numbre 7", "4006", "333912")]
    seen: list[tuple[int, int]] = []
    with shop.database.write() as work:
        assert search_index.rebuild(work.connection, lambda done, total: seen.append((done, total))) == 30
    assert seen == [(30, 30)]
    assert [names(text) for text in ("tea", "numbre 7", "4006", "333912")] == before


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises(shop: Shop, text: str) -> None:
    with shop.database.read() as connection:
        assert isinstance(search_index.search(connection, text), list)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_any_name_can_be_indexed_and_a_word_of_it_finds_it(shop: Shop, name: str) -> None:
    marker = "zq" + "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex)
    name = name.encode("utf-8", "ignore").decode().replace("\0", "") + f" {marker}"
    row = shop.product(name, sku=name[:40])
    with shop.database.read() as connection:
        assert [hit.variant_row for hit in search_index.search(connection, marker)] == [row]


@pytest.mark.parametrize(
    "text", ['"', "a OR b", "NEAR(", "*", "^", "-a", "'", "\\", "%", "_", "a:b", "(", "\ue000", "\0"]
)
def test_signs_of_query_languages_are_only_text(shop: Shop, names: Names, text: str) -> None:
    shop.product("Tea")
    assert names(text) == []
    assert names(f"tea {text}") in ([], ["Tea"])
