"""Words that are kept in one language and read in another."""

import threading
from collections.abc import Iterator

import pytest

from pos_desktop.application import wording
from pos_desktop.application.errors import PersonError
from pos_desktop.application.kept_words import keep, keep_trouble, remembering, say
from pos_desktop.application.wording import Wording, tr, tr_n

GERMAN = Wording(
    "de",
    {
        "No way to {name}": "Kein Weg zu {name}",
        "the shop": "dem Laden",
        "{count} parked": {"one": "{count} liegt", "other": "{count} liegen"},
        "Wait.": "Bitte warten.",
    },
)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    wording.use(Wording())


def test_a_text_is_said_in_the_language_of_whoever_reads_it() -> None:
    wording.use(GERMAN)
    with remembering():
        kept = keep(tr("No way to {name}", name=tr("the shop")))
        counted = keep(tr_n("{count} parked", "{count} parked", 1))
    assert say(kept) == "Kein Weg zu dem Laden"
    wording.use(Wording())
    assert say(kept) == "No way to the shop"
    assert say(counted) == "1 parked"
    wording.use(GERMAN)
    assert say(counted) == "1 liegt"


def test_a_trouble_is_kept_as_a_whole() -> None:
    wording.use(GERMAN)
    with remembering():
        trouble = PersonError(tr("No way to {name}", name='A {b} "c"'), "Their own words", tr("Wait."))
        kept = keep_trouble(trouble)
    assert say(kept) == str(trouble) == 'Kein Weg zu A {b} "c". Their own words. Bitte warten.'
    wording.use(Wording())
    assert say(kept) == 'No way to A {b} "c". Their own words. Wait.'


@pytest.mark.parametrize(
    "text", ["", "Kein Weg", '{"words": {"text": "Wait."}}', '{"words":', '{"words": 7', "{not json}"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    """Those of old rows, and those of a platform that look like ours."""
    assert say(keep(text)) == text
    with remembering():
        assert say(keep(text)) == text


def test_what_was_stored_before_and_what_is_not_understood_is_shown_as_it_stands() -> None:
    for old in ("Shopify does not know this product", '{"words": [', '{"words": {"later": 1}}'):
        assert say(old) == old


def test_only_what_this_thread_made_meanwhile_is_known() -> None:
    before = tr("Wait.")
    with remembering():
        other = threading.Thread(target=lambda: tr("the shop"))
        other.start()
        other.join()
        assert keep(before) == "Wait." and keep("the shop") == "the shop"
        with remembering():
            tr("Wait.")
        assert keep("Wait.") != "Wait."
    assert keep("Wait.") == "Wait."
