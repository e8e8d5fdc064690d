"""What people read, in the language in use."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_desktop.application import wording
from pos_desktop.application.wording import Wording, load, tr, tr_n, use

TRANSLATIONS = Path(__file__).parents[2] / "resources" / "translations"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use(Wording())


def test_english_is_the_key() -> None:
    use(Wording())
    assert tr("Pay") == "Pay"
    assert tr("{name} removed", name="Bread") == "Bread removed"
    assert [tr_n("{count} item", "{count} items", n) for n in (0, 1, 2)] == ["0 items", "1 item", "2 items"]


def test_a_text_without_a_translation_is_read_in_english() -> None:
    use(Wording("de", {"Pay": "Bezahlen"}))
    assert (tr("Pay"), tr("Never translated")) == ("Bezahlen", "Never translated")
    assert tr_n("{count} thing", "{count} things", 1) == "1 thing"


def test_braces_of_a_text_without_facts_stay() -> None:
    assert tr("100 % {sic}") == "100 % {sic}"


def test_a_fact_that_looks_like_a_placeholder_is_left_alone() -> None:
    """A product may be called so."""
    assert tr("{name} removed", name="{price} {0}") == "{price} {0} removed"


def test_plural_forms_follow_the_language(tmp_path: Path) -> None:
    forms = {
        "one": "{count} pozycja",
        "few": "{count} pozycje",
        "many": "{count} pozycji",
        "other": "{count} pozycji",
    }
    (tmp_path / "pl.json").write_text(json.dumps({"{count} items": forms}), encoding="utf-8")
    use(load("pl", tmp_path))
    said = [tr_n("{count} item", "{count} items", n) for n in (1, 2, 5, 12, 22)]
    assert said == ["1 pozycja", "2 pozycje", "5 pozycji", "12 pozycji", "22 pozycje"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 100])
def test_arabic_has_a_form_for_every_number(count: int) -> None:
    use(load("ar", TRANSLATIONS))
    assert tr_n("{count} item", "{count} items", count) != f"{count} items"


def test_english_needs_no_catalogue_and_an_unknown_language_is_said(tmp_path: Path) -> None:
    assert load("en", tmp_path).language == "en"
    with pytest.raises(FileNotFoundError):
        load("de", tmp_path)


def test_the_language_changes_at_run_time_for_what_is_rendered_from_then_on() -> None:
    use(load("de", TRANSLATIONS))
    assert wording.language() == "de"
    assert tr("Cash") != "Cash"
    use(load("en", TRANSLATIONS))
    assert tr("Cash") == "Cash"
