"""Codes of this store and of online shops told apart."""

import pytest

from pos_desktop.domain.value_codes import (
    is_code,
    is_no_goods,
    make_code,
    may_be_shop_code,
    normal_code,
    plain_code,
)


def test_a_code_of_others_keeps_its_letters() -> None:
    assert plain_code("oil-1 Il0") == "OIL1IL0"
    assert normal_code("oil-1 Il0") == "0111110"


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("ABCD1234EFGH5678", True),
        ("abcd 1234", True),
        ("ABCD123", False),
        ("A" * 20, True),
        ("A" * 21, False),
        ("ABCD_1234", False),
        ("ÄBCD1234", False),
    ],
)
def test_what_may_be_a_shops_code(text: str, may: bool) -> None:
    assert may_be_shop_code(text) is may


def test_goods_are_digits_and_a_code_of_this_store_may_be_one_of_a_shop() -> None:
    assert not is_no_goods("4012345678901")
    assert is_no_goods("401234567890A")
    own = make_code(12345)
    assert is_code(own)
    assert may_be_shop_code(own)
