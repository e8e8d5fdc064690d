"""From a scanned text to the product it means."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from pos_desktop.application import gs1
from pos_desktop.domain.embedded_codes import MaskError, parse_mask
from pos_desktop.domain.record import record
from pos_desktop.domain.scan_codes import BY_BARCODE, BY_PLU, BY_SKU

if TYPE_CHECKING:
    from pos_desktop.application.catalogue_ports import Catalogue
    from pos_desktop.application.sellable import Sellable
    from pos_desktop.domain.embedded_codes import EmbeddedMask
    from pos_desktop.domain.money import Currency
    from pos_desktop.domain.scan_codes import Candidate, ScanReading


_OF_THE_PRODUCT = ""
"""The unit of a weight in a code of the store's own scale: it says none, and weighs in that of the price (kilograms for
a price of a gram)."""


@record
class Scan:
    """What a code says beside the product: weight in thousandths of its unit, price in minor units, lot, expiry."""

    code: str
    weight_milli: int | None = None
    price_minor: int | None = None
    count_milli: int | None = None
    lot: str | None = None
    expiry: date | None = None
    best_before: date | None = None

    def passed(self, today: date) -> date | None:
        """The date that is past: to be used by, or best before; None while both are ahead or not told."""
        return next((day for day in (self.expiry, self.best_before) if day and day < today), None)


@record
class Found:
    """The product of a code."""

    sellable: Sellable
    scan: Scan

    @property
    def lacks_weight(self) -> bool:
        """Whether it is sold by weight and nobody has said how much: a kilogram would be a guess."""
        scan = self.scan
        return self.sellable.weighed and not (scan.weight_milli or scan.count_milli or scan.price_minor)


@record
class PriceAsked:
    """The product has no price: the cashier types one."""

    sellable: Sellable
    scan: Scan


@record
class WeightAsked:
    """Goods by weight, and the code says neither how much nor for how much: they are weighed or it is typed."""

    sellable: Sellable
    scan: Scan


@record
class Expired:
    """The pack says that its date is past: the cashier decides."""

    sellable: Sellable
    scan: Scan
    date: date


@record
class Unknown:
    """No product has this code. `lasting_code` is the key to remember it by for a product (`ScanReading`)."""

    code: str
    lasting_code: str


def look_up(catalogue: Catalogue, text: str, masks: tuple[str, ...], currency: Currency) -> Found | Unknown:
    """The product of a scanned text: the exact code first, then what is embedded in it."""
    reading = _read(text, masks, currency)
    for candidate in reading.candidates:
        sellable = _of(catalogue, candidate)
        if sellable is not None:
            scan = Scan(
                reading.text,
                _weight_of(sellable, candidate),
                candidate.price_minor,
                candidate.count_milli,
                reading.lot,
                reading.expiry,
                reading.best_before,
            )
            return Found(sellable, scan)
    return Unknown(reading.text, reading.lasting_code)


def measure_in(text: str, masks: tuple[str, ...], currency: Currency) -> tuple[str, Candidate | None]:
    """The lasting code of a scanned text (see `Unknown`), and what this pack's code says beside it: a weight, a price or
    a count; None where it says nothing. The unit is empty for a code of the store's own scale."""
    reading = _read(text, masks, currency)
    said = (each for each in reversed(reading.candidates) if each.by == BY_BARCODE and each.measured)
    return reading.lasting_code, next(said, None)


def _weight_of(sellable: Sellable, candidate: Candidate) -> int | None:
    """The weight in thousandths of the product's unit. None for one in a unit that its price is not for: the goods are
    weighed here then, as the customer sees it on the scale."""
    weight, unit = candidate.weight_milli, (sellable.unit or "kg").lower()
    if weight is None or not sellable.weighed:
        return weight
    if unit == "g" and candidate.unit in (_OF_THE_PRODUCT, "kg"):
        return weight * 1000
    return weight if candidate.unit in (_OF_THE_PRODUCT, unit) else None


def _of(catalogue: Catalogue, candidate: Candidate) -> Sellable | None:
    if candidate.by == BY_PLU:
        return catalogue.by_plu(candidate.key)
    if candidate.by == BY_SKU:
        return catalogue.by_sku(candidate.key)
    return catalogue.by_code(candidate.key)


@lru_cache(maxsize=1024)
def _read(text: str, masks: tuple[str, ...], currency: Currency) -> ScanReading:
    """What a text may mean. A shop sells a few hundred products again and again."""
    return gs1.read(text, _parsed(masks), currency)


@lru_cache(maxsize=8)
def _parsed(masks: tuple[str, ...]) -> tuple[EmbeddedMask, ...]:
    found = []
    for mask in masks:
        # A mask that came in by a settings file is left out; the settings screen refuses it in words.
        try:
            found.append(parse_mask(mask, _OF_THE_PRODUCT))
        except MaskError:
            continue
    return tuple(found)
