"""Languages that papers speak and screens do not: every word of a paper is there, and no other."""

import ast
import json
import string
from collections.abc import Iterator

import pytest
from babel import Locale

from pos_desktop.application import wording
from pos_desktop.application.wording import tr
from pos_desktop.ui import appearance
from tests.unit.message_extraction import PACKAGE, extract

CATALOGUES = PACKAGE.parent / "resources" / "translations"
LANGUAGES = wording.paper_languages(CATALOGUES)
MAKERS = (
    "application/receipt_parts.py",
    "application/receipt_sheet.py",
    "application/receipt_report.py",
    "application/receipt_tenders.py",
    "application/receipt_label.py",
    "application/receipts.py",
    "application/card_slips.py",
    "application/order_tickets.py",
    "application/units.py",
)
"""The modules that write on papers."""


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    wording.use(wording.Wording())


def of_papers() -> set[str]:
    return {
        key
        for key, message in extract().messages.items()
        if any(place.rsplit(":", 1)[0] in MAKERS for place in message.places)
    }


def read(language: str) -> dict[str, str]:
    return json.loads((CATALOGUES / "paper" / f"{language}.json").read_text(encoding="utf-8"))


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_thai_and_chinese_are_spoken_by_papers_alone() -> None:
    assert LANGUAGES == ("th", "zh")
    assert not set(LANGUAGES) & set(appearance.languages())
    assert set(LANGUAGES) < set(appearance.paper_languages())


def test_the_makers_of_papers_are_there() -> None:
    for maker in MAKERS:
        ast.parse((PACKAGE / maker).read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_paper_is_there(language: str) -> None:
    words, there = of_papers(), read(language)
    assert len(words) > 60
    assert not sorted(words - set(there))
    assert not sorted(set(there) - set(extract().messages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_facts_are_filled_in_and_nothing_is_empty(language: str) -> None:
    for key, text in read(language).items():
        assert text.strip() == text and text, key
        assert facts(text) == facts(key), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_sorted_and_readable(language: str) -> None:
    file = CATALOGUES / "paper" / f"{language}.json"
    ordered = json.dumps(read(language), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert file.read_text(encoding="utf-8") == ordered


@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_speak_it_beside_the_language_of_the_screen(language: str) -> None:
    wording.use(wording.load("de", CATALOGUES))
    with wording.speaking(wording.in_languages(language)):
        assert tr("TOTAL") == read(language)["TOTAL"]
    with wording.speaking(wording.in_languages("", language)):
        assert read(language)["TOTAL"] in tr("TOTAL") and "SUMME" in tr("TOTAL").upper()
    assert tr("TOTAL") != read(language)["TOTAL"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_a_name_to_be_chosen_by(language: str) -> None:
    assert appearance.language_name(language, "en-GB") == {"th": "ไทย", "zh": "中文"}[language]
    assert Locale.parse(language).text_direction == "ltr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_speaks_it(language: str, qapp: object) -> None:
    appearance.speak(language)
    assert wording.language() == "en"
