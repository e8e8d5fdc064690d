"""What a scan may mean, and in which order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.gs1 import read
from pos_desktop.domain.embedded_codes import PRESETS, parse_masks, value_check_digit
from pos_desktop.domain.gtin import barcode_key, check_digit
from pos_desktop.domain.money import currency
from pos_desktop.domain.scan_codes import BY_BARCODE, BY_PLU, BY_SKU, Candidate, ScanReading

EURO = currency("EUR")
MASKS = parse_masks(PRESETS["DE"].masks)
ITEM = "09501101530003"


def _read(text: str) -> ScanReading:
    return read(text, MASKS, EURO)


def _keys(text: str) -> list[tuple[str, str]]:
    return [(each.key, each.by) for each in _read(text).candidates]


def test_a_wrong_ean_is_not_taken_for_an_element_string() -> None:
    reading = _read("9310026002356")
    assert reading.candidates == (
        Candidate("9310026002356", BY_BARCODE),
        Candidate("9310026002356", BY_SKU),
    )
    assert reading.wrong_check_digit and reading.lot is None


@pytest.mark.parametrize("aim", ["", "]E0", "]E1", "]C0", "]A0", "]X0"])
def test_a_symbology_identifier_is_no_part_of_the_code(aim: str) -> None:
    assert _keys(aim + "4006381333931") == [("4006381333931", BY_BARCODE), ("4006381333931", BY_SKU)]


@pytest.mark.parametrize("text", ["0036000291452", "036000291452", "]E00036000291452", "\x02036000291452\r"])
def test_every_form_of_an_upc_asks_for_one_key(text: str) -> None:
    assert _read(text).candidates[0].key == "036000291452"


def test_a_magazine_is_known_without_its_add_on() -> None:
    known = [("4006381333931", BY_BARCODE), ("4006381333931", BY_SKU)]
    assert _keys("]E3" + "4006381333931" + "05") == known


def test_eight_digits_that_are_upc_e_and_ean_8_ask_for_both() -> None:
    *codes, number = _keys("01234565")
    assert codes == [("012345000065", BY_BARCODE), ("01234565", BY_BARCODE)]
    *ean_first, same_number = _keys("]E401234565")
    assert ean_first == [("01234565", BY_BARCODE), ("012345000065", BY_BARCODE)]
    assert number == same_number == ("01234565", BY_SKU)


def test_a_weight_code_asks_for_itself_then_the_item_then_the_code_without_weight() -> None:
    body = "281234" + str(value_check_digit("00342")) + "00342"
    base = "281234" + "0" + "00000"
    exact, item, bare, number = _read(body + check_digit(body)).candidates
    assert exact == Candidate(body + check_digit(body), BY_BARCODE)
    assert number == Candidate(body + check_digit(body), BY_SKU)
    assert item == Candidate("1234", BY_PLU, weight_milli=342)
    assert bare == Candidate(base + check_digit(base), BY_BARCODE, weight_milli=342)


def test_a_text_may_be_an_item_number() -> None:
    assert _keys("ABC-123") == [("ABC-123", BY_BARCODE), ("ABC-123", BY_SKU)]


def test_an_item_number_of_eleven_digits_is_asked_for_without_the_zero_of_its_upc() -> None:
    assert _keys("36000291452") == [("036000291452", BY_BARCODE), ("36000291452", BY_SKU)]


@pytest.mark.parametrize(
    ("text", "lasting"),
    [
        ("4006381333931", "4006381333931"),
        ("0036000291452", "036000291452"),
        ("01234565", "012345000065"),
        ("ABC-123", "ABC-123"),
        (f"]d201{ITEM}1726123110LOT\x1d21S1", "9501101530003"),
        (f"]C101{ITEM}3103000342", "9501101530003"),
        (f"]C102{ITEM}3712", "9501101530003"),
        ("", ""),
    ],
)
def test_what_lasts_of_a_code_is_its_product_alone(text: str, lasting: str) -> None:
    assert _read(text).lasting_code == lasting


def test_packs_of_one_product_share_what_lasts_of_a_scales_code() -> None:
    masks = parse_masks(("22IIIIIPPP.PPC", "21IIIIIWW.WWWC"))
    for prefix in ("22", "21"):
        packs = (f"{prefix}0777700777", f"{prefix}0777701999", f"{prefix}0777700000")
        read_packs = [read(pack + check_digit(pack), masks, EURO) for pack in packs]
        base = f"{prefix}0777700000"
        assert {reading.lasting_code for reading in read_packs} == {base + check_digit(base)}


@pytest.mark.parametrize(
    "text",
    [
        "]C101" + ITEM + "310300034217261231" + "10ABC\x1d21S1",
        "]d201" + ITEM + "310300034217261231" + "10ABC\x1d21S1",
        "01" + ITEM + "310300034217261231" + "10ABC\x1d21S1",
        "\x1d01" + ITEM + "310300034217261231" + "10ABC\x1d21S1\x1d",
        f"(01){ITEM}(3103)000342(17)261231(10)ABC(21)S1",
        f"https://shop.example/01/{ITEM}/10/ABC/21/S1?17=261231&3103=000342",
    ],
)
def test_element_strings_in_all_their_forms(text: str) -> None:
    reading = _read(text)
    assert reading.candidates == (Candidate("9501101530003", BY_BARCODE, weight_milli=342),)
    assert (reading.lot, reading.expiry, reading.serial) == ("ABC", date(2026, 12, 31), "S1")


@pytest.mark.parametrize(
    ("elements", "price"),
    [
        ("39221299", 1299),
        ("3920013", 1300),
        ("3923001299", 130),
        ("39329781299", 1299),
        ("39328401299", None),
        ("39021299", 1299),
    ],
)
def test_prices_in_element_strings(elements: str, price: int | None) -> None:
    assert _read("]C101" + ITEM + elements).candidates[0].price_minor == price


def test_pounds_and_counts() -> None:
    assert _read("]C101" + ITEM + "3202000125").candidates[0] == Candidate(
        "9501101530003", BY_BARCODE, weight_milli=1250, unit="lb"
    )
    assert _read("]C102" + ITEM + "3712").candidates[0].count_milli == 12_000


@pytest.mark.parametrize("text", ["01" + ITEM + "17000000", "]C101" + ITEM + "17000000"])
def test_a_date_of_zeros_does_not_make_a_code_unreadable(text: str) -> None:
    reading = _read(text)
    assert reading.code == "9501101530003" and reading.expiry is None


@pytest.mark.parametrize(
    "text",
    ["]C1019501101530003", "]C101" + ITEM[:-1] + "4", "]C1310300034", "(01)123", "http://x/01/1", "]d2"],
)
def test_damaged_element_strings_are_plain_codes(text: str) -> None:
    assert all(each.weight_milli is None for each in _read(text).candidates)


def test_two_items_in_one_code_are_none() -> None:
    other = "0400638133393" + check_digit("0400638133393")
    assert [each.by for each in _read(f"]C101{ITEM}01{other}").candidates] == [BY_BARCODE, BY_SKU]


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    reading = _read(text)
    assert len(reading.candidates) <= 4
    assert all(each.key for each in reading.candidates)


@given(st.text("0123456789", min_size=6, max_size=14))
def test_plain_digits_ask_for_their_own_key_first(text: str) -> None:
    assert barcode_key(text) in {each.key for each in _read(text).candidates[:1]}


@pytest.mark.parametrize("text", ["", " ", "\x1d", "x" * 5000, "x" * 129])
def test_nothing_to_look_up(text: str) -> None:
    assert _read(text).candidates == () and _read(text).code == ""
