"""GS1 element strings and Digital Link addresses, read by biip.

Application identifiers (GS1 General Specifications section 3): 01 and 02 item, 37 count, 310n net weight in
kilograms, 320n in pounds, 392n price, 393n price with its currency, 390n amount, 10 lot, 17 expiry, 15 best
before, 21 serial. biip is imported when the first such code is scanned: it costs a tenth of a second.
"""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from pos_desktop.domain.embedded_codes import EmbeddedMask
from pos_desktop.domain.money import Currency
from pos_desktop.domain.rounding import round_ratio
from pos_desktop.domain.scan_codes import Elements, ScanReading, read_scan

log = logging.getLogger(__name__)

_SHORTEST = 14
_KILOGRAMS, _POUNDS = "310", "320"
_PRICES = ("392", "393", "390")
_PRICE_WITH_CURRENCY = "393"
# ISO 4217 numbers of the currencies that come with a price in a code (AI 393n).
_CURRENCY_NUMBERS = {
    "036": "AUD", "124": "CAD", "156": "CNY", "203": "CZK", "208": "DKK", "348": "HUF", "356": "INR", "376": "ILS",
    "392": "JPY", "400": "JOD", "410": "KRW", "414": "KWD", "484": "MXN", "554": "NZD", "578": "NOK", "634": "QAR",
    "682": "SAR", "702": "SGD", "710": "ZAR", "752": "SEK", "756": "CHF", "784": "AED", "788": "TND", "818": "EGP",
    "826": "GBP", "840": "USD", "946": "RON", "949": "TRY", "975": "BGN", "978": "EUR", "985": "PLN", "986": "BRL",
}  # fmt: skip


def read(raw: str, masks: Sequence[EmbeddedMask], currency: Currency) -> ScanReading:
    """Takes a scan apart (`scan_codes.read_scan`), GS1 element strings included. Never raises."""
    return read_scan(raw, masks, currency.exponent, partial(elements, currency=currency))


def elements(text: str, currency: Currency) -> Elements | None:
    """What element strings, their printed form '(01)…' or a Digital Link say; None when they are none."""
    if len(text) < _SHORTEST:
        return None
    try:
        return _elements({found.ai.ai: found for found in _parsed(text)}, currency)
    except Exception as trouble:  # biip raises more than its own errors on damaged scans
        log.debug("no element strings: %s", type(trouble).__name__)
        return None


def _parsed(text: str) -> Sequence[Any]:
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_messages import GS1Message

    if text.startswith("("):
        found = GS1Message.parse_hri(text).element_strings
    elif text[:4].lower() == "http":
        found = GS1DigitalLinkURI.parse(text).element_strings
    else:
        found = GS1Message.parse(text, config=_config()).element_strings
    values: dict[str, str] = {}
    for element in found:
        if values.setdefault(element.ai.ai, element.value) != element.value:
            raise ValueError("one identifier with two values")
    return found


def _config() -> Any:
    from biip import ParseConfig

    # A date of zeros is in use as 'none' and must not make the whole code unreadable.
    return ParseConfig(gs1_element_strings_verify_date=False)


def _elements(by_ai: dict[str, Any], currency: Currency) -> Elements | None:
    item = by_ai.get("01") or by_ai.get("02")
    if item is None or item.gtin is None:
        return None
    weight, unit = _weight(by_ai)
    return Elements(
        gtin=item.value,
        weight_milli=weight,
        price_minor=_price(by_ai, currency),
        count=int(by_ai["37"].value) if "37" in by_ai else None,
        unit=unit,
        lot=_text(by_ai, "10"),
        expiry=by_ai["17"].date if "17" in by_ai else None,
        best_before=by_ai["15"].date if "15" in by_ai else None,
        serial=_text(by_ai, "21"),
    )


def _weight(by_ai: dict[str, Any]) -> tuple[int | None, str]:
    for family, unit in ((_KILOGRAMS, "kg"), (_POUNDS, "lb")):
        for ai, element in by_ai.items():
            if ai.startswith(family):
                return round_ratio(int(element.value) * 1000, 10 ** int(ai[3])), unit
    return None, "kg"


def _price(by_ai: dict[str, Any], currency: Currency) -> int | None:
    for family in _PRICES:
        for ai, element in by_ai.items():
            if ai.startswith(family):
                return _amount(element.value, ai, currency)
    return None


def _amount(value: str, ai: str, currency: Currency) -> int | None:
    if ai.startswith(_PRICE_WITH_CURRENCY):
        number, value = value[:3], value[3:]
        if _CURRENCY_NUMBERS.get(number) != currency.code:
            return None
    return round_ratio(int(value) * currency.unit, 10 ** int(ai[3]))


def _text(by_ai: dict[str, Any], ai: str) -> str | None:
    return by_ai[ai].value if ai in by_ai else None
