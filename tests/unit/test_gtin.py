"""Check digits, and one spelling for every way a number is printed."""

import biip.checksums
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.domain.gtin import (
    barcode_key,
    check_digit,
    expand_upc_e,
    has_valid_check_digit,
    is_gtin,
    looks_like_gtin,
)

DIGITS = st.text("0123456789", min_size=7, max_size=13)


@given(DIGITS)
def test_check_digit_is_the_one_that_another_implementation_computes(body: str) -> None:
    assert check_digit(body) == str(biip.checksums.gs1_standard_check_digit(body))
    assert has_valid_check_digit(body + check_digit(body))


@given(DIGITS, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, shift: int) -> None:
    code = body + check_digit(body)
    place %= len(code)
    wrong = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]
    assert not has_valid_check_digit(wrong)


@given(st.text("0123456789", min_size=11, max_size=11).filter(lambda body: body[:4] != "0000"))
def test_upc_and_ean_and_gtin14_of_one_product_have_one_key(body: str) -> None:
    upc = body + check_digit(body)
    assert barcode_key(upc) == barcode_key("0" + upc) == barcode_key("00" + upc) == upc


@given(st.text(max_size=40))
def test_key_of_a_key_is_itself(text: str) -> None:
    key = barcode_key(text)
    assert barcode_key(key) == key or expand_upc_e(key) == barcode_key(key)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("4006381333931", "4006381333931"),
        (" 4006381333931\r\n", "4006381333931"),
        ("036000291452", "036000291452"),
        ("0036000291452", "036000291452"),
        ("36000291452", "036000291452"),  # a spreadsheet took the zero away
        ("10036000291459", "10036000291459"),  # the carton is not the piece
        ("96385074", "96385074"),
        ("0000096385074", "96385074"),
        ("978-3-16-148410-0", "9783161484100"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "4006381333931"),
        ("4006381333932", "4006381333932"),  # a wrong check digit stays as it is
        ("0036000291453", "0036000291453"),
        ("ABC-123", "ABC-123"),
        ("abc-123", "abc-123"),
        ("12 34", "12 34"),
        ("", ""),
        ("   ", ""),
        ("00000000", "00000000"),
    ],
)
def test_key(text: str, key: str) -> None:
    assert barcode_key(text) == key


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("04252614", "042100005264"),
        ("01234565", "012345000065"),
        ("04210003", None),
        ("14252612", None),
        ("24252614", None),
        ("0425261", None),
        ("0425261x", None),
    ],
)
def test_upc_e_is_expanded(short: str, long: str | None) -> None:
    assert expand_upc_e(short) == long


def test_upc_e_and_its_upc_a_have_one_key() -> None:
    assert barcode_key("04252614") == barcode_key("042100005264") == barcode_key("0042100005264")


def test_wrong_check_digit_can_be_told() -> None:
    assert looks_like_gtin("9310026002356") and not is_gtin("9310026002356")
    assert is_gtin("4006381333931")
    assert not looks_like_gtin("12345")
