"""What a scan may mean, in the order in which the register asks its catalogue.

First the code as it stands (a store may give a scale's code to one product), then the item inside a price- or
weight-embedded code, at last an item number of the shop's own; or the GS1 element strings of GS1-128, DataBar and
DataMatrix. A thirteen-digit number is never read as element strings: EAN 9310026002356 with its wrong check digit
would pass as element 93.
"""

from collections.abc import Callable, Sequence
from datetime import date

from pos_desktop.domain.embedded_codes import EmbeddedMask, read_embedded
from pos_desktop.domain.gtin import LONGEST_BARCODE, barcode_key, is_gtin, looks_like_gtin
from pos_desktop.domain.record import record

LONGEST_SCAN = 4096
GROUP_SEPARATOR = "\x1d"

BY_BARCODE = "barcode"
BY_PLU = "plu"
BY_SKU = "sku"

# ISO/IEC 15424 symbology identifiers: ']', a letter, a modifier.
_AIM_LENGTH = 3
_ELEMENT_STRINGS = ("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1")
_EAN_WITH_ADD_ON = "]E3"
_EAN_8 = "]E4"
_EAN_13_LENGTH = 13


@record
class Candidate:
    """One key to look a product up by, with what the code says beside it.

    `weight_milli`: thousandths of `unit`; `count_milli`: thousandths of a piece; `price_minor`: the amount to
    pay for what is in the packet. All None for a plain barcode.
    """

    key: str
    by: str  # BY_BARCODE, BY_PLU (item number inside a scale's code), BY_SKU
    weight_milli: int | None = None
    price_minor: int | None = None
    count_milli: int | None = None
    unit: str = "kg"

    @property
    def measured(self) -> bool:
        """Whether the code says how much, or for how much."""
        return not (self.weight_milli is self.price_minor is self.count_milli is None)


@record
class Elements:
    """What GS1 element strings say; `gtin` has a right check digit."""

    gtin: str
    weight_milli: int | None = None
    price_minor: int | None = None
    count: int | None = None
    unit: str = "kg"
    lot: str | None = None
    expiry: date | None = None
    best_before: date | None = None
    serial: str | None = None


@record
class ScanReading:
    """A scan, taken apart. Candidates in the order of look-up; the first that is found is the product."""

    text: str  # as scanned, without the symbology identifier
    candidates: tuple[Candidate, ...]
    lot: str | None = None
    expiry: date | None = None
    best_before: date | None = None
    serial: str | None = None
    wrong_check_digit: bool = False  # a number of a trade item's length whose check digit does not fit

    @property
    def code(self) -> str:
        """The barcode to show: the first key, or '' for an empty scan."""
        return self.candidates[0].key if self.candidates else ""

    @property
    def lasting_code(self) -> str:
        """The barcode key that every pack of the product has: without the weight, price, lot and date of this one.
        '' for an empty scan."""
        measured = (each.key for each in reversed(self.candidates) if each.by == BY_BARCODE and each.measured)
        return next(measured, self.code)


ReadElements = Callable[[str], Elements | None]


def no_elements(_text: str) -> Elements | None:
    """For a register that reads no GS1 element strings."""
    return None


def read_scan(
    raw: str,
    masks: Sequence[EmbeddedMask] = (),
    currency_exponent: int = 2,
    read_elements: ReadElements = no_elements,
) -> ScanReading:
    """Takes a raw scan apart. Never raises, whatever the text; an empty or over-long one has no candidates."""
    if len(raw) > LONGEST_SCAN:
        return ScanReading(raw[:LONGEST_BARCODE], ())
    aim, text = _without_aim(raw)
    if aim in _ELEMENT_STRINGS or _tells_elements(text):
        reading = _from_elements(text, read_elements(text), masks, currency_exponent)
        if reading is not None:
            return reading
    return _plain(_without_add_on(aim, text), masks, currency_exponent, eight_only=aim == _EAN_8)


def without_aim(raw: str) -> str:
    """A scan without the symbology identifier before it and the control characters around it."""
    return _without_aim(raw)[1]


def _without_aim(raw: str) -> tuple[str, str]:
    text = raw.strip(_NOISE)
    if (
        len(text) > _AIM_LENGTH
        and text[0] == "]"
        and text[1].isascii()
        and text[1].isalpha()
        and text[2].isalnum()
    ):
        return text[:_AIM_LENGTH], text[_AIM_LENGTH:].lstrip(GROUP_SEPARATOR)
    return "", text.lstrip(GROUP_SEPARATOR)


def _without_add_on(aim: str, text: str) -> str:
    """An EAN-13 with a two- or five-digit add-on (magazines) is known by its EAN."""
    if aim == _EAN_WITH_ADD_ON and is_gtin(text[:_EAN_13_LENGTH]):
        return text[:_EAN_13_LENGTH]
    return text


def _tells_elements(text: str) -> bool:
    """Whether a scan without a symbology identifier is element strings beyond doubt."""
    if GROUP_SEPARATOR in text or text.startswith(("(01)", "(02)")):
        return True
    if text[:8].lower().startswith(("http://", "https://")):
        return "/01/" in text
    return len(text) > 16 and text.startswith(("01", "02")) and is_gtin(text[2:16])


def _from_elements(
    text: str, elements: Elements | None, masks: Sequence[EmbeddedMask], currency_exponent: int
) -> ScanReading | None:
    if elements is None or not is_gtin(elements.gtin):
        return None
    key = barcode_key(elements.gtin)
    first = Candidate(
        key,
        BY_BARCODE,
        weight_milli=elements.weight_milli,
        price_minor=elements.price_minor,
        count_milli=None if elements.count is None else elements.count * 1000,
        unit=elements.unit,
    )
    measured = elements.weight_milli is not None or elements.price_minor is not None
    others = () if measured else _embedded(key, masks, currency_exponent)
    return ScanReading(
        text,
        (first, *others),
        lot=elements.lot,
        expiry=elements.expiry,
        best_before=elements.best_before,
        serial=elements.serial,
    )


def _plain(
    text: str, masks: Sequence[EmbeddedMask], currency_exponent: int, *, eight_only: bool
) -> ScanReading:
    key = barcode_key(text)
    if not key or len(key) > LONGEST_BARCODE:
        return ScanReading(text[:LONGEST_BARCODE], ())
    wrong = looks_like_gtin(key) and not is_gtin(key)
    keys = [key]
    if len(text) == 8 and key != text and is_gtin(text):  # a UPC-E that is an EAN-8 as well
        keys = [text, key] if eight_only else [key, text]
    found = [Candidate(each, BY_BARCODE) for each in keys]
    found += _embedded(key, masks, currency_exponent)
    # The labels that the register prints carry item numbers as they are, also those of a trade item's length.
    found.append(Candidate(text if looks_like_gtin(key) else key, BY_SKU))
    return ScanReading(text, tuple(found), wrong_check_digit=wrong)


def _embedded(key: str, masks: Sequence[EmbeddedMask], currency_exponent: int) -> tuple[Candidate, ...]:
    reading = read_embedded(key, masks, currency_exponent)
    if reading is None:
        return ()
    measured = Candidate(
        reading.item,
        BY_PLU,
        weight_milli=reading.weight_milli,
        price_minor=reading.price_minor,
        count_milli=reading.count_milli,
        unit=reading.unit,
    )
    base = Candidate(
        barcode_key(reading.base_code),
        BY_BARCODE,
        weight_milli=reading.weight_milli,
        price_minor=reading.price_minor,
        count_milli=reading.count_milli,
        unit=reading.unit,
    )
    return measured, base


_NOISE = " \t\r\n\0\x02\x03\x04\x1e\x7f\xa0\ufeff"
