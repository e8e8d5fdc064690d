"""From a scanned text to a product: which key is asked first, and what a code says beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.application.scanning import Found, Unknown, look_up
from pos_desktop.application.sellable import Sellable
from pos_desktop.domain.gtin import check_digit
from pos_desktop.domain.money import currency

MASKS = ("21IIIIIWW.WWWC", "22IIIIIPPP.PPC")
EURO = currency("EUR")


class Shelf:
    """A catalogue of keys; notes what it was asked."""

    def __init__(self, unit: str | None = None, *, weighed: bool = False, **kinds: str) -> None:
        self._kinds, self._unit, self._weighed = kinds, unit, weighed
        self.asked: list[tuple[str, str]] = []

    def _find(self, kind: str, key: str) -> Sellable | None:
        self.asked.append((kind, key))
        if self._kinds.get(kind) != key:
            return None
        name = f"{kind} {key}"
        return Sellable(1, None, None, name, 100, self._weighed, self._unit, None, (), True)  # type: ignore[arg-type]

    def by_code(self, key: str) -> Sellable | None:
        return self._find("code", key)

    def by_plu(self, key: str) -> Sellable | None:
        return self._find("plu", key)

    def by_sku(self, key: str) -> Sellable | None:
        return self._find("sku", key)


def with_check(body: str) -> str:
    return body + check_digit(body)


def scan(shelf: Shelf, text: str, masks: tuple[str, ...] = MASKS, of: str = "EUR") -> Found | Unknown:
    return look_up(shelf, text, masks, currency(of))  # type: ignore[arg-type]


def test_a_plain_code_asks_once() -> None:
    shelf = Shelf(code="4006381333931")
    found = scan(shelf, "4006381333931")
    assert isinstance(found, Found) and found.scan.weight_milli is None
    assert shelf.asked == [("code", "4006381333931")]


def test_the_code_as_it_stands_goes_before_what_is_embedded_in_it() -> None:
    """A store may give one product the whole code that a scale printed."""
    code = with_check("210400100342")
    found = scan(Shelf(code=code, plu="04001"), code)
    assert isinstance(found, Found)
    assert (found.sellable.name, found.scan.weight_milli) == (f"code {code}", None)


@pytest.mark.parametrize(
    ("body", "of", "weight", "price"),
    [
        ("210400100342", "EUR", 342, None),
        ("210400112345", "EUR", 12345, None),
        ("220400100777", "EUR", None, 777),
        ("220400100777", "JPY", None, 8),
        ("220400100777", "KWD", None, 7770),
    ],
)
def test_an_item_number_brings_its_weight_or_price(
    body: str, of: str, weight: int | None, price: int | None
) -> None:
    found = scan(Shelf(plu="04001"), with_check(body), of=of)
    assert isinstance(found, Found)
    assert (found.scan.weight_milli, found.scan.price_minor) == (weight, price)


def test_element_strings_bring_their_weight() -> None:
    gtin = "0" + with_check("400638133393")
    found = scan(Shelf(code=gtin.lstrip("0")), f"]C101{gtin}3103000342")
    assert isinstance(found, Found)
    assert found.scan.weight_milli == 342


@pytest.mark.parametrize(
    ("said", "unit", "weight"),
    [
        ("3103000342", "kg", 342),
        ("3103000342", None, 342),
        ("3203000342", "lb", 342),
        ("3103000342", "g", 342_000),
        ("3103000342", "lb", None),
        ("3203000342", "kg", None),
        ("3203000342", None, None),
    ],
)
def test_a_weight_in_another_unit_than_the_price_is_weighed_anew(
    said: str, unit: str | None, weight: int | None
) -> None:
    """Goods of 8.99 a pound whose label says 1 kg do not cost 8.99."""
    gtin = "0" + with_check("400638133393")
    found = scan(Shelf(unit, weighed=True, code=gtin.lstrip("0")), f"]C101{gtin}{said}")
    assert isinstance(found, Found)
    assert (found.scan.weight_milli, found.lacks_weight) == (weight, weight is None)


@pytest.mark.parametrize(("unit", "weight"), [(None, 342), ("kg", 342), ("lb", 342), ("g", 342_000)])
def test_the_stores_own_scale_weighs_in_the_unit_of_the_price(unit: str | None, weight: int) -> None:
    found = scan(Shelf(unit, weighed=True, plu="04001"), with_check("210400100342"))
    assert isinstance(found, Found) and found.scan.weight_milli == weight


def test_a_sku_is_the_last_thing_asked() -> None:
    shelf = Shelf(sku="BRD-1")
    assert isinstance(scan(shelf, "BRD-1"), Found)
    assert [kind for kind, _ in shelf.asked][-1] == "sku"


@pytest.mark.parametrize("sku", ["12345678", "01234565", "36000291452", "123456789012", "4006381333932"])
def test_an_item_number_on_a_label_is_found_whatever_its_length(sku: str) -> None:
    """The register prints it as bars, and reads them again."""
    shelf = Shelf(sku=sku)
    found = scan(shelf, sku)
    assert isinstance(found, Found) and found.sellable.name == f"sku {sku}"
    assert [kind for kind, _ in shelf.asked][-1] == "sku"


def test_an_unknown_code_tells_what_to_remember_of_it() -> None:
    label, base = with_check("220777700777"), with_check("220777700000")
    assert scan(Shelf(), label) == Unknown(label, base)
    assert scan(Shelf(), "4006381333931") == Unknown("4006381333931", "4006381333931")
    gtin = "0" + with_check("400638133393")
    whole = f"01{gtin}1726123110LOT"
    assert scan(Shelf(), f"]d2{whole}") == Unknown(whole, gtin.lstrip("0"))


def test_a_layout_that_cannot_be_used_takes_no_other_along() -> None:
    found = scan(Shelf(plu="04001"), with_check("210400100342"), ("nonsense", "21II", *MASKS))
    assert isinstance(found, Found) and found.scan.weight_milli == 342


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_no_scan_ends_the_program(text: str) -> None:
    found = scan(Shelf(), text)
    assert isinstance(found, Unknown)
