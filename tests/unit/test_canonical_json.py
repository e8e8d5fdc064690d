"""JSON as it is stored, sent and hashed: one text for one value, the same that the standard library writes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.storage import values
from pos_desktop.storage.values import canonical_json, quicken


@pytest.fixture(params=["as it starts", "quick"], scope="module", autouse=True)
def writer(request: pytest.FixtureRequest) -> Iterator[None]:
    """The standard library's, and orjson once it is asked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "_quick", None)
        if request.param == "quick":
            quicken()
            quicken()
        assert (values._quick is None) == (request.param != "quick")
        yield


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=30,
)


@given(_VALUES)
def test_it_says_what_the_standard_library_says(value: Any) -> None:
    wanted = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical_json(value) == wanted
    assert json.loads(canonical_json(value)) == value


@pytest.mark.parametrize("code", range(0x20))
def test_letters_that_are_not_printed_are_written_alike(code: int) -> None:
    text = f"a{chr(code)}b\x7f\u2028"
    assert canonical_json(text) == json.dumps(text, ensure_ascii=False)


def test_whole_numbers_of_any_size_and_keys_that_are_no_texts_are_taken() -> None:
    assert canonical_json({"b": 2**80, "a": -(2**70)}) == f'{{"a":{-(2**70)},"b":{2**80}}}'
    assert canonical_json({7: "x"}) == '{"7":"x"}'


@dataclass
class _Record:
    name: str


@pytest.mark.parametrize("value", [datetime(2026, 1, 2, tzinfo=UTC), _Record("x"), object(), {1, 2}])
def test_what_is_no_json_is_a_fault(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json({"a": value})
