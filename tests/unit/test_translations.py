"""Every text in every language: nothing missing, nothing left over, facts kept, plural forms complete."""

import json
import string
import unicodedata
from pathlib import Path

import pytest
from babel import Locale

from pos_desktop.application import wording
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.devices.printers.codepages import can_print
from pos_desktop.devices.printers.layout import clean
from tests.unit.message_extraction import PACKAGE, Extraction, extract

CATALOGUES = PACKAGE.parent / "resources" / "translations"
LANGUAGES = sorted(file.stem for file in CATALOGUES.glob("*.json"))
WITHOUT_COUNT = {"zero", "one", "two"}
"""Categories that may say the number as a word: 'no items', 'one item'."""
MOST_ON_BUTTONS = 1.4
"""A button's words may be so much longer than in English …"""
ALWAYS_ON_BUTTONS = 24
"""… and so many letters fit anyway."""
ISOLATE, END_ISOLATE = "\u2068", "\u2069"

Catalogue = dict[str, str | dict[str, str]]


@pytest.fixture(scope="module")
def source() -> Extraction:
    return extract()


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def catalogue(language: str) -> Catalogue:
    return read(language)


@pytest.fixture(autouse=True)
def english_again():
    yield
    wording.use(wording.Wording())


def read(language: str) -> Catalogue:
    return json.loads((CATALOGUES / f"{language}.json").read_text(encoding="utf-8"))


def forms(entry: str | dict[str, str]) -> list[str]:
    return list(entry.values()) if isinstance(entry, dict) else [entry]


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def speak(language: str) -> None:
    wording.use(wording.load(language, CATALOGUES))


def arabic(**texts: str | dict[str, str]) -> None:
    locale = Locale("ar")
    wording.use(wording.Wording("ar", texts, locale.plural_form, right_to_left=True))


# -- the source ----------------------------------------------------------------------------------


def test_german_and_arabic_are_shipped() -> None:
    assert {"ar", "de"} <= set(LANGUAGES)


def test_every_text_in_the_source_is_written_out(source: Extraction) -> None:
    assert len(source.messages) > 900
    assert not source.unreadable
    assert not source.clashes, "one text in two shapes: word one of them differently"


def test_facts_in_the_source_are_plain_names(source: Extraction) -> None:
    for message in source.messages.values():
        for text in filter(None, (message.key, message.one)):
            for _, name, spec, conversion in string.Formatter().parse(text):
                assert name is None or (name.isidentifier() and not spec and not conversion), text


def test_the_singular_says_what_the_plural_says(source: Extraction) -> None:
    for message in source.messages.values():
        if message.plural:
            assert "count" in facts(message.key), message.key
            assert facts(message.one) | {"count"} == facts(message.key), message.key


def test_a_text_that_cannot_be_read_is_found(tmp_path: Path) -> None:
    (tmp_path / "screen.py").write_text(
        'def name(kind):\n    return tr(kind)\n\ndef words():\n    return tr("One " "text"), w.tr_n("{count} a", "{count} as", 2)\n'
        'def button():\n    return Button(tr("Go"), icon="x")\n',
        encoding="utf-8",
    )
    found = extract(tmp_path)
    assert set(found.messages) == {"One text", "{count} as", "Go"}
    assert found.messages["{count} as"].one == "{count} a"
    assert found.unreadable == ["screen.py:2: tr(kind)"]
    assert found.on_buttons == {"Go"}


# -- the catalogues ------------------------------------------------------------------------------


def test_nothing_is_missing(language: str, catalogue: Catalogue, source: Extraction) -> None:
    missing = {key: message.places for key, message in source.messages.items() if key not in catalogue}
    assert not missing, f"{len(missing)} texts have no {language}"


def test_nothing_is_left_over(catalogue: Catalogue, source: Extraction) -> None:
    assert not [key for key in catalogue if key not in source.messages]


def test_the_file_is_sorted_and_readable(language: str, catalogue: Catalogue) -> None:
    text = (CATALOGUES / f"{language}.json").read_text(encoding="utf-8")
    assert text == json.dumps(catalogue, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def test_no_text_is_empty_or_drifts_at_its_ends(catalogue: Catalogue) -> None:
    for key, entry in catalogue.items():
        for text in forms(entry):
            assert text, key
            assert (text[0].isspace(), text[-1].isspace()) == (key[0].isspace(), key[-1].isspace()), key
            assert "  " not in text, key


def test_the_same_facts_are_filled_in(catalogue: Catalogue) -> None:
    for key, entry in catalogue.items():
        if isinstance(entry, str):
            assert facts(entry) == facts(key), key
            continue
        for category, text in entry.items():
            spare = {"count"} if category in WITHOUT_COUNT else set()
            assert facts(text) | spare == facts(key) | spare, (key, category)


def test_plural_forms_are_those_of_the_language(
    language: str, catalogue: Catalogue, source: Extraction
) -> None:
    wanted = set(Locale.parse(language).plural_form.tags) | {"other"}
    for key, entry in catalogue.items():
        if source.messages[key].plural:
            assert isinstance(entry, dict), key
            assert set(entry) == wanted, key
        else:
            assert isinstance(entry, str), key


def test_a_sentence_ends_as_in_english(catalogue: Catalogue) -> None:
    ends = {".": ".", "?": "?؟", ":": ":", "…": "…"}
    for key, entry in catalogue.items():
        wanted = ends.get(key[-1])
        for text in forms(entry) if wanted and len(key) > 1 else ():
            assert text.rstrip(END_ISOLATE)[-1] in wanted, (key, text)


def test_words_on_buttons_stay_short(language: str, catalogue: Catalogue, source: Extraction) -> None:
    assert len(source.on_buttons) > 60
    too_long = {
        key: text
        for key in sorted(source.on_buttons & catalogue.keys())
        for text in forms(catalogue[key])
        if spoken_length(text) > max(ALWAYS_ON_BUTTONS, MOST_ON_BUTTONS * spoken_length(key))
    }
    assert not too_long, f"{language}: too long for a button"


def spoken_length(text: str) -> int:
    """Letters that take room: marks and isolates take none."""
    return sum(unicodedata.category(letter) not in ("Mn", "Cf") for letter in text)


def test_isolates_are_closed_and_stand_in_right_to_left_languages_only(
    language: str, catalogue: Catalogue
) -> None:
    right_to_left = Locale.parse(language).text_direction == "rtl"
    for key, entry in catalogue.items():
        for text in forms(entry):
            assert text.count(ISOLATE) == text.count(END_ISOLATE), key
            assert right_to_left or ISOLATE not in text, key
            controls = {letter for letter in text if unicodedata.category(letter) == "Cf"}
            assert controls <= {ISOLATE, END_ISOLATE}, key


def test_german_prints_on_every_receipt_printer() -> None:
    """Without leaving its letters for a picture: Latin-1 and the euro are in every profile's pages."""
    pages = {"cp858": 19, "cp1252": 16}
    odd = {letter for entry in read("de").values() for text in forms(entry) for letter in text}
    unprintable = {letter for letter in odd if not can_print(letter, pages)}
    assert unprintable <= {"−", "›", "„", "“", "Ø", "…"}


# -- speaking ------------------------------------------------------------------------------------


def test_the_shipped_languages_speak(language: str) -> None:
    speak(language)
    assert wording.language() == language
    assert tr("Pay") != "Pay"
    assert tr("a text nobody translated") == "a text nobody translated"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "لا أصناف"),
        (1, "صنف واحد"),
        (2, "صنفان"),
        (3, "\u20683\u2069 أصناف"),
        (11, "\u206811\u2069 صنفًا"),
        (100, "\u2068100\u2069 صنف"),
    ],
)
def test_arabic_counts_in_six_forms(count: int, words: str) -> None:
    speak("ar")
    assert tr_n("{count} item", "{count} items", count) == words


def test_german_and_english_count_in_two_forms() -> None:
    assert tr_n("{count} sale", "{count} sales", 1) == "1 sale"
    assert tr_n("{count} sale", "{count} sales", 0) == "0 sales"
    speak("de")
    assert tr_n("{count} sale", "{count} sales", 1) == "1 Verkauf"
    assert tr_n("{count} sale", "{count} sales", 2) == "2 Verkäufe"


def test_large_counts_are_grouped_in_a_way_that_no_place_misreads() -> None:
    assert tr_n("{count} item", "{count} items", 9999) == "9999 items"
    assert tr_n("{count} item", "{count} items", 1_234_567) == "1\u00a0234\u00a0567 items"


def test_facts_are_isolated_where_text_runs_from_right_to_left() -> None:
    arabic(**{"{amount} is missing": "ينقص {amount}"})
    assert tr("{amount} is missing", amount="−1.10") == "ينقص \u2068−1.10\u2069"


def test_facts_are_left_alone_where_text_runs_from_left_to_right() -> None:
    assert tr("{amount} is missing", amount="$1.10") == "$1.10 is missing"
    speak("de")
    assert tr("{amount} is missing", amount="1,10 €") == "1,10 € fehlen"


@pytest.mark.parametrize(
    ("fact", "filled"),
    [
        ("", ""),
        (14, "\u206814\u2069"),
        ("\u2068A 1\u2069", "\u2068A 1\u2069"),
        ("\u2068a \u2068b\u2069\u2069", "\u2068a \u2068b\u2069\u2069"),
        ("\u2068a\u2069 \u2068b\u2069", "\u2068\u2068a\u2069 \u2068b\u2069\u2069"),
        ("\u2068a", "\u2068\u2068a\u2069"),
        ("\u2068a \u20665\u2069 b\u2069", "\u2068a \u20665\u2069 b\u2069"),
    ],
)
def test_what_is_one_isolate_already_stays_one(fact: object, filled: str) -> None:
    arabic(**{"Receipt {number}": "{number}"})
    assert tr("Receipt {number}", number=fact) == filled


def test_isolates_do_not_reach_the_printer() -> None:
    speak("ar")
    assert clean(tr("Receipt {number}", number="1-001387")) == "إيصال 1-001387"


def test_a_screen_may_write_the_number_as_its_place_does() -> None:
    assert tr_n("{count} item", "{count} items", 12345, count="12.345") == "12.345 items"
    speak("ar")
    assert tr_n("{count} item", "{count} items", 1011, count="1,011") == "\u20681,011\u2069 صنفًا"
