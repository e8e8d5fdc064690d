"""Tax rates and discounts as they are kept with a line: JSON text that reads back exactly.

Numbers are text in it, since 7 and 7.00 percent print differently.
"""

import json
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from pos_desktop.domain.discount import Discount
from pos_desktop.domain.record import as_dict
from pos_desktop.domain.returns import LineBack, LineSums
from pos_desktop.domain.tax import TaxRate, TaxRates
from pos_desktop.storage.values import canonical_json

# A shop has a handful of tax rates and a receipt names few discounts: both are encoded once.
_KEPT = 512


def rates_to_text(rates: TaxRates) -> str:
    """The rates as [[name, percent, compound], ...]."""
    # Equal rates may be spelt differently (7 and 7.00), so the spelling is what is looked up.
    return _rates_text(tuple((rate.name, str(rate.percent), rate.compound) for rate in rates))


@lru_cache(_KEPT)
def _rates_text(rates: tuple[tuple[str, str, bool], ...]) -> str:
    return canonical_json(rates)


@lru_cache(_KEPT)
def rates_of_text(text: str) -> TaxRates:
    """Reads what `rates_to_text` wrote."""
    return tuple(TaxRate(name, Decimal(percent), compound) for name, percent, compound in json.loads(text))


def line_rates_to_text(rates: TaxRates, own: TaxRates | None) -> str:
    """A ticket line's rates; with the register's own beside them where a shop's stand in their place."""
    if own is None:
        return rates_to_text(rates)
    return f'{{"own":{rates_to_text(own)},"rates":{rates_to_text(rates)}}}'


def line_rates_of_text(text: str) -> tuple[TaxRates, TaxRates | None]:
    """Reads what `line_rates_to_text` wrote."""
    if not text.startswith("{"):
        return rates_of_text(text), None
    told = json.loads(text)
    return rates_of_text(canonical_json(told["rates"])), rates_of_text(canonical_json(told["own"]))


def discount_to_text(discount: Discount | None) -> str | None:
    """The discount as an object of kind, value and reason; None for none."""
    if discount is None:
        return None
    return canonical_json({"kind": discount.kind, "value": str(discount.value), "reason": discount.reason})


def discount_of_text(text: str | None) -> Discount | None:
    """Reads what `discount_to_text` wrote."""
    return None if text is None else _discount(text)


@lru_cache(_KEPT)
def _discount(text: str) -> Discount:
    facts = json.loads(text)
    return Discount(facts["kind"], Decimal(facts["value"]), facts["reason"])


def back_to_text(back: LineBack | None) -> str | None:
    """That a line takes goods back, as an object; None for a line that sells."""
    if back is None:
        return None
    return canonical_json(
        {
            "reason": back.reason,
            "restock": back.restock,
            "order_id": back.order_id.hex if back.order_id else None,
            "order_line_id": back.order_line_id.hex if back.order_line_id else None,
            "order_number": back.order_number,
            "sums": as_dict(back.sums) if back.sums else None,
        }
    )


def back_of_text(text: str | None) -> LineBack | None:
    """Reads what `back_to_text` wrote."""
    if text is None:
        return None
    facts = json.loads(text)
    for name in ("order_id", "order_line_id"):
        facts[name] = UUID(hex=facts[name]) if facts[name] else None
    facts["sums"] = LineSums(**facts["sums"]) if facts["sums"] else None
    return LineBack(**facts)
