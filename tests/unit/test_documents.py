"""Documents survive storage, and what is not a document is refused with the place named."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.documents import (
    PNG_SIGNATURE,
    Bars,
    Block,
    Cell,
    Columns,
    Cut,
    Document,
    DocumentError,
    Feed,
    KickDrawer,
    Picture,
    QrCode,
    Rule,
    TextLine,
    from_json,
    to_json,
)

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
ALIGN = st.sampled_from(["start", "center", "end"])
SIZE = st.sampled_from([1, 2])
CELL = st.builds(Cell, TEXT, st.none() | st.integers(1, 96), ALIGN)
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=48)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(TextLine, TEXT, ALIGN, st.booleans(), SIZE),
    st.builds(Columns, st.lists(CELL, min_size=1, max_size=8).map(tuple), st.booleans(), SIZE),
    st.builds(Rule, st.booleans()),
    st.builds(Feed, st.integers(1, 20)),
    st.builds(QrCode, TEXT.filter(bool), TEXT),
    st.builds(Bars, ASCII),
    st.just(Bars("4006381333931", "EAN13")),
    st.binary(max_size=50).map(lambda data: Picture(PNG_SIGNATURE + data)),
    st.just(Cut()),
    st.just(KickDrawer()),
)
DOCUMENT = st.builds(Document, TEXT, st.lists(BLOCK, max_size=12).map(tuple))


@given(DOCUMENT)
def test_json_round_trip(document: Document) -> None:
    text = to_json(document)
    assert from_json(text) == document
    assert to_json(from_json(text)) == text


def test_json_says_its_version() -> None:
    assert json.loads(to_json(Document("x", ())))["version"] == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not JSON"),
        ("[]", "must be an object"),
        ("{}", "'version' is missing"),
        ('{"version": 2, "title": "", "blocks": []}', "version 2 is not known"),
        ('{"version": true, "title": "", "blocks": []}', "'version' must be int"),
        ('{"version": 1, "title": 3, "blocks": []}', "'title' must be str"),
        ('{"version": 1, "title": "", "blocks": {}}', "'blocks' must be list"),
        ('{"version": 1, "title": "", "blocks": [], "more": 1}', "unknown field 'more'"),
    ],
)
def test_what_is_not_a_document_is_refused(text: str, problem: str) -> None:
    with pytest.raises(DocumentError, match=problem):
        from_json(text)


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (7, "must be an object"),
        ({}, "'kind' is missing"),
        ({"kind": "hologram"}, "'hologram' is not known"),
        ({"kind": "rule"}, "'double' is missing"),
        ({"kind": "cut", "depth": 2}, "unknown field 'depth'"),
        ({"kind": "feed", "lines": True}, "'lines' must be int"),
        ({"kind": "feed", "lines": 0}, "1 to 20 lines"),
        ({"kind": "text", "text": "a", "align": "left", "bold": False, "size": 1}, "'align' must be one of"),
        ({"kind": "text", "text": "a", "align": "start", "bold": False, "size": 3}, "'size' must be one of"),
        ({"kind": "text", "text": None, "align": "start", "bold": False, "size": 1}, "'text' must be str"),
        ({"kind": "columns", "cells": [], "bold": False, "size": 1}, "1 to 8 cells"),
        ({"kind": "columns", "cells": ["a"], "bold": False, "size": 1}, "cell 1"),
        ({"kind": "picture", "png": "%%%"}, "not base64"),
        ({"kind": "picture", "png": base64.b64encode(b"GIF89a").decode()}, "not a PNG"),
        ({"kind": "bars", "data": "4006381333932", "symbology": "EAN13"}, "check digit"),
        ({"kind": "bars", "data": "40063813", "symbology": "EAN13"}, "13 digits"),
        ({"kind": "bars", "data": "é", "symbology": "CODE128"}, "printable ASCII"),
        ({"kind": "bars", "data": "1", "symbology": "CODE39"}, "'symbology'"),
        ({"kind": "qr", "data": "", "caption": ""}, "1 to 2048 bytes"),
        ({"kind": "qr", "data": "é" * 1025, "caption": ""}, "not 2050"),
    ],
)
def test_a_wrong_block_is_refused_with_its_place(block: object, problem: str) -> None:
    text = json.dumps({"version": 1, "title": "", "blocks": [{"kind": "cut"}, block]})
    with pytest.raises(DocumentError, match=problem) as raised:
        from_json(text)
    assert str(raised.value).startswith("block 2")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(DocumentError):
        from_json(text)
