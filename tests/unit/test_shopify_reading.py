"""Texts of JSON are read as the standard library reads them, whatever they are."""

import json
from typing import Any

import pytest

from pos_desktop.platforms.shopify.reading import parsed

TEXTS = (
    b'{"a": [1, 2.5, -1e3, true, false, null, "x"]}\n',
    b'  {"a": 1}',
    b'{"a": 1} \t\r\n',
    b'\xef\xbb\xbf{"a": 1}',
    '{"a": "Käse – ☕"}'.encode(),
    '{"a": "Käse"}'.encode("utf-16"),
    b'{"a": "\\u00e4\\ud83d\\ude00 \\"\\\\ud\\""}',
    b'{"a": NaN}',
    b"[]",
    b"7",
    b'"text"',
)
NO_TEXTS = (
    b"",
    b" ",
    b"{",
    b'{"a": 1} x',
    b'{"a": 1}{"b": 2}',
    b'{"a": 1}\xc2\xa0',
    b"\xff\xfe\xfa",
    b'{"a": "\xe4"}',
    b"[" * 100_000,
    b"nonsense",
)


def comparable(value: Any) -> str:
    return json.dumps(value)


@pytest.mark.parametrize("body", TEXTS, ids=range(len(TEXTS)))
def test_a_text_is_read_as_ever(body: bytes) -> None:
    assert comparable(parsed(body)) == comparable(json.loads(body))


@pytest.mark.parametrize("body", NO_TEXTS, ids=range(len(NO_TEXTS)))
def test_what_is_none_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):
        parsed(body)


def test_half_a_letter_becomes_a_question_mark() -> None:
    assert parsed(b'{"a": "x\\uD83D"}') == {"a": "x?"}
