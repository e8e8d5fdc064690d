"""Masks of price- and weight-embedded codes."""

import biip.checksums
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.domain.embedded_codes import (
    PRESETS,
    EmbeddedReading,
    MaskError,
    parse_mask,
    parse_masks,
    preset_for,
    read_embedded,
    value_check_digit,
)
from pos_desktop.domain.gtin import check_digit


def _with_check(body: str) -> str:
    return body + check_digit(body)


@given(st.integers(0, 9999), st.integers(0, 99_999))
def test_german_weight_codes_are_read_back(item: int, grams: int) -> None:
    value = f"{grams:05}"
    code = _with_check(f"28{item:04}{value_check_digit(value)}{value}")
    reading = read_embedded(code, parse_masks(PRESETS["DE"].masks))
    assert reading is not None
    assert (reading.item, reading.weight_milli, reading.price_minor) == (f"{item:04}", grams, None)


@given(st.text("0123456789", min_size=4, max_size=5))
def test_value_check_digit_is_the_one_that_another_implementation_computes(value: str) -> None:
    assert value_check_digit(value) == str(biip.checksums.gs1_price_weight_check_digit(value))


@given(st.text("0123456789IWPNVC.", max_size=16))
def test_any_mask_is_parsed_or_refused_in_words(text: str) -> None:
    try:
        mask = parse_mask(text)
    except MaskError as refusal:
        reason = str(refusal)
    else:
        reason = ""
        assert mask.length == len(text.strip().replace(".", ""))
    assert reason or mask.text


@given(st.text(max_size=20))
def test_no_text_makes_a_mask_raise(text: str) -> None:
    for preset in PRESETS.values():
        reading = read_embedded(text, parse_masks(preset.masks))
        assert reading is None or reading.item in text


@given(st.text("0123456789", min_size=12, max_size=13))
def test_a_reading_gives_the_item_that_stands_in_the_code(code: str) -> None:
    reading = read_embedded(code, (parse_mask("2IIIIIWWWWWW", "lb"), parse_mask("21IIIIIPPPPPP")))
    if reading is not None:
        assert reading.item in code and (reading.weight_milli is None) != (reading.price_minor is None)


@pytest.mark.parametrize(
    ("mask", "code", "exponent", "expected"),
    [
        ("21IIIIIWW.WWWC", _with_check("211234501250"), 2, {"weight_milli": 1250}),
        ("21IIIIIWWWWWC", _with_check("211234501250"), 2, {"weight_milli": 1250}),
        ("25IIIIIIWWW.WC", _with_check("251234560125"), 2, {"weight_milli": 12_500}),
        ("22IIIIIPPPPPC", _with_check("221234501999"), 2, {"price_minor": 1999}),
        ("22IIIIIPPP.PPC", _with_check("221234501999"), 0, {"price_minor": 20}),
        ("22IIIIIPPP.PPC", _with_check("221234501999"), 3, {"price_minor": 19_990}),
        ("25IIIINNNNNNC", _with_check("251234000007"), 2, {"count_milli": 7000}),
    ],
)
def test_values(mask: str, code: str, exponent: int, expected: dict[str, int]) -> None:
    reading = read_embedded(code, [parse_mask(mask)], exponent)
    assert reading is not None
    found = {name: getattr(reading, name) for name in ("weight_milli", "price_minor", "count_milli")}
    assert {name: value for name, value in found.items() if value is not None} == expected


def test_a_upc_is_read_with_and_without_its_leading_zero() -> None:
    masks = parse_masks(PRESETS["US"].masks, PRESETS["US"].unit)
    upc = _with_check("212345" + str(value_check_digit("0499")) + "0499")
    expected = EmbeddedReading("12345", read_embedded(upc, masks).base_code, price_minor=499, unit="lb")  # type: ignore[union-attr]
    assert read_embedded(upc, masks) == read_embedded("0" + upc, masks) == expected


def test_the_base_code_has_no_value_and_right_check_digits() -> None:
    reading = read_embedded(_with_check("211234501250"), [parse_mask("21IIIIIWWWWWC")])
    assert reading is not None
    assert reading.base_code == _with_check("211234500000")


@pytest.mark.parametrize("digit", range(1, 10))
def test_a_misread_code_is_not_weighed(digit: int) -> None:
    code = _with_check("211234501250")
    wrong = code[:8] + str((int(code[8]) + digit) % 10) + code[9:]
    assert read_embedded(wrong, [parse_mask("21IIIIIWWWWWC")]) is None


def test_a_wrong_value_check_digit_is_not_taken() -> None:
    mask = parse_mask("28IIIIVWWWWWC")
    right = str(value_check_digit("00342"))
    for digit in "0123456789":
        reading = read_embedded(_with_check(f"281234{digit}00342"), [mask])
        assert (reading is not None) == (digit == right)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "places"),
        ("20IIIIIC", "exactly one"),
        ("20IIIIIWWPPPC", "exactly one"),
        ("20WWWWWC", "item number"),
        ("20IIXXIWWWWWC", "means nothing"),
        ("IIIIIIWWWWWC", "begins with the digits"),
        ("20IIWWIIWWWWC", "two places"),
        ("20IIIIIWWWWWCC", "last one"),
        ("20CIIIIWWWWW", "last one"),
        ("20IIIIVVWWWWWC", "one digit"),
        ("20IIIIVWWWWWWC", "four or five"),
        ("20IIII.WWWWWC", "point"),
        ("20IIIINNN.NNC", "decimals"),
        ("2" * 40, "places"),
    ],
)
def test_a_wrong_mask_says_what_is_wrong(text: str, word: str) -> None:
    with pytest.raises(MaskError, match=word):
        parse_mask(text)


def test_a_mask_that_is_never_reached_is_refused() -> None:
    with pytest.raises(MaskError, match="never reached"):
        parse_masks(["2IIIIIIWWWWWC", "21IIIIIPPPPPC"])
    first, second = parse_masks(["21IIIIIPPPPPC", "2IIIIIIWWWWWC"])
    reading = read_embedded(_with_check("211234501250"), [first, second])
    assert reading is not None and reading.price_minor == 1250


def test_every_preset_parses_and_unknown_countries_have_one() -> None:
    for preset in (*PRESETS.values(), preset_for("zz")):
        assert len(parse_masks(preset.masks, preset.unit)) == len(preset.masks)
    assert preset_for("de") is PRESETS["DE"]
    assert preset_for("zz").masks and not preset_for("zz").national_rule
