"""Codes that scales print: an item number together with a price, a weight or a count.

GS1 leaves the prefixes 02 and 20 to 29 to each country and each store (General Specifications section
2.1.12), so the layout is configuration: a mask such as '28IIIIVWWWWWC', one letter for each digit of the code.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from pos_desktop.domain.gtin import check_digit, has_valid_check_digit
from pos_desktop.domain.record import field, record

# GS1 General Specifications sections 7.9.2 to 7.9.4: what each digit of a price or weight counts for.
_TWO_MINUS = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_THREE = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_FIVE_PLUS = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)
_FIVE_MINUS = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)

_LETTERS = "IWPNVC"
_VALUES = "WPN"
_GRAMS_DECIMALS = 3


class MaskError(ValueError):
    """A mask that cannot be used; the message says what is wrong with it, in words for a person."""


@record
class EmbeddedMask:
    """A parsed layout. Make one with `parse_mask`."""

    text: str
    length: int
    literals: tuple[tuple[int, str], ...]
    item: slice
    value: slice
    measure: str  # W weight, P price, N count
    decimals: int | None  # of the value; None: grams, minor units, pieces
    verifier: int | None  # where the value's own check digit stands
    has_check_digit: bool
    unit: str = "kg"


@record
class EmbeddedReading:
    """What a scale's code says.

    `item` is the item number as printed, `base_code` the same code with its value zeroed, as many catalogues
    store it. Exactly one of `weight_milli` (thousandths of `unit`), `price_minor` and `count_milli` is set.
    """

    item: str
    base_code: str
    weight_milli: int | None = None
    price_minor: int | None = None
    count_milli: int | None = None
    unit: str = "kg"
    mask: str = field(default="", compare=False)


def parse_mask(text: str, unit: str = "kg") -> EmbeddedMask:
    """Reads a mask: digits stand for themselves, I item, W weight, P price, N pieces, V the value's check
    digit, C the code's check digit (last). A point inside W or P says where the decimals begin; without one W
    is grams (thousandths of `unit`) and P the currency's minor units.

    Raises MaskError.
    """
    clean = text.strip().upper()
    layout, decimals = _without_point(clean)
    _refuse_strange(clean, layout)
    runs = _runs(layout)
    measure = _only_measure(clean, runs)
    value = runs[measure]
    if decimals is not None and measure == "N":
        raise MaskError(f"{clean}: pieces (N) have no decimals")
    return EmbeddedMask(
        text=clean,
        length=len(layout),
        literals=tuple((at, char) for at, char in enumerate(layout) if char.isdigit()),
        item=runs["I"],
        value=value,
        measure=measure,
        decimals=decimals,
        verifier=_verifier(clean, runs, value),
        has_check_digit=_ends_in_check(clean, layout, runs),
        unit=unit,
    )


def parse_masks(texts: Iterable[str], unit: str = "kg") -> tuple[EmbeddedMask, ...]:
    """Several masks, first match first. Raises MaskError, also when one hides a later one entirely."""
    masks: list[EmbeddedMask] = []
    for text in texts:
        mask = parse_mask(text, unit)
        for earlier in masks:
            if earlier.length == mask.length and set(earlier.literals) <= set(mask.literals):
                raise MaskError(
                    f"{mask.text} is never reached: {earlier.text} before it takes the same codes"
                )
        masks.append(mask)
    return tuple(masks)


def read_embedded(
    code: str, masks: Sequence[EmbeddedMask], currency_exponent: int = 2
) -> EmbeddedReading | None:
    """What the first fitting mask makes of a code of digits, or None. Never raises."""
    if not (code.isascii() and code.isdigit()):
        return None
    for mask in masks:
        fitted = _fitted(code, mask.length)
        if fitted is not None and _fits(fitted, mask):
            return _reading(fitted, mask, currency_exponent)
    return None


def value_check_digit(value: str) -> str | None:
    """The check digit of a four- or five-digit price or weight (GS1 7.9.3, 7.9.4); None for other lengths."""
    digits = [int(char) for char in value]
    if len(digits) == 4:
        weights = (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS)
        return str(sum(row[digit] for row, digit in zip(weights, digits, strict=True)) * 3 % 10)
    if len(digits) == 5:
        weights5 = (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS)
        total = sum(row[digit] for row, digit in zip(weights5, digits, strict=True))
        return str(_FIVE_MINUS.index(-total % 10))
    return None


def _fitted(code: str, length: int) -> str | None:
    """A UPC-A comes as twelve digits or as thirteen with a zero before it, as the scanner is set."""
    if len(code) == length:
        return code
    if len(code) == 13 and length == 12 and code[0] == "0":
        return code[1:]
    if len(code) == 12 and length == 13:
        return f"0{code}"
    return None


def _fits(code: str, mask: EmbeddedMask) -> bool:
    if any(code[at] != char for at, char in mask.literals):
        return False
    if mask.has_check_digit and not has_valid_check_digit(code):
        return False
    return mask.verifier is None or code[mask.verifier] == value_check_digit(code[mask.value])


def _reading(code: str, mask: EmbeddedMask, currency_exponent: int) -> EmbeddedReading:
    number = int(code[mask.value])
    item, base = code[mask.item], _base_code(code, mask)
    if mask.measure == "W":
        milli = _shifted(number, _GRAMS_DECIMALS - _or_else(mask.decimals, _GRAMS_DECIMALS))
        return EmbeddedReading(item, base, weight_milli=milli, unit=mask.unit, mask=mask.text)
    if mask.measure == "P":
        minor = _shifted(number, currency_exponent - _or_else(mask.decimals, currency_exponent))
        return EmbeddedReading(item, base, price_minor=minor, unit=mask.unit, mask=mask.text)
    return EmbeddedReading(item, base, count_milli=number * 1000, unit=mask.unit, mask=mask.text)


def _base_code(code: str, mask: EmbeddedMask) -> str:
    zeroed = list(code)
    zeros = "0" * (mask.value.stop - mask.value.start)
    zeroed[mask.value] = zeros
    if mask.verifier is not None:
        zeroed[mask.verifier] = value_check_digit(zeros) or "0"
    if mask.has_check_digit:
        zeroed[-1] = check_digit("".join(zeroed[:-1]))
    return "".join(zeroed)


def _shifted(number: int, places: int) -> int:
    """Moves the decimal point; half a unit that falls off counts upwards."""
    if places >= 0:
        return number * int(10**places)
    scale = int(10**-places)
    return (2 * number + scale) // (2 * scale)


def _or_else(value: int | None, fallback: int) -> int:
    return fallback if value is None else value


def _without_point(clean: str) -> tuple[str, int | None]:
    head, point, tail = clean.partition(".")
    if not point:
        return clean, None
    before = head[-1:]
    after = len(tail) - len(tail.lstrip(before)) if before else 0
    if before not in tuple(_VALUES) or not after:
        raise MaskError(f"{clean}: a point may only stand between two W or two P")
    return head + tail, after


def _refuse_strange(clean: str, layout: str) -> None:
    strange = sorted({char for char in layout if char not in _LETTERS and char not in "0123456789"})
    if strange:
        raise MaskError(f"{clean}: {' '.join(strange)} means nothing; use digits and {', '.join(_LETTERS)}")
    if not 6 <= len(layout) <= 32:
        raise MaskError(f"{clean}: a mask has 6 to 32 places, this one has {len(layout)}")
    if not layout[0].isdigit():
        raise MaskError(f"{clean}: a mask begins with the digits by which its codes are known, such as 28")


def _runs(layout: str) -> dict[str, slice]:
    runs: dict[str, slice] = {}
    at = 0
    for char, group in groupby(layout):
        length = len(list(group))
        if char in _LETTERS:
            if char in runs:
                raise MaskError(f"{layout}: {char} stands in two places; its letters must be together")
            runs[char] = slice(at, at + length)
        at += length
    return runs


def _only_measure(clean: str, runs: dict[str, slice]) -> str:
    if "I" not in runs:
        raise MaskError(f"{clean}: the item number (I) is missing")
    measures = [letter for letter in _VALUES if letter in runs]
    if len(measures) != 1:
        raise MaskError(f"{clean}: exactly one of weight (W), price (P) and pieces (N) is needed")
    return measures[0]


def _verifier(clean: str, runs: dict[str, slice], value: slice) -> int | None:
    place = runs.get("V")
    if place is None:
        return None
    if place.stop - place.start != 1:
        raise MaskError(f"{clean}: the value's check digit (V) is one digit")
    if value.stop - value.start not in (4, 5):
        raise MaskError(f"{clean}: a check digit (V) exists for values of four or five digits only")
    return int(place.start)


def _ends_in_check(clean: str, layout: str, runs: dict[str, slice]) -> bool:
    place = runs.get("C")
    if place is None:
        return False
    if place.stop - place.start != 1 or place.stop != len(layout):
        raise MaskError(f"{clean}: the check digit (C) is one digit, the last one")
    return True


@record
class MaskPreset:
    """What a country's scales usually print, offered at first run and changed at will."""

    country: str  # ISO 3166-1 alpha-2
    masks: tuple[str, ...]
    unit: str
    national_rule: bool  # False: no national rule, a layout common on scales


# Sources: the GS1 member organisations' public guides for variable measure items (Germany, United Kingdom,
# Denmark, Sweden, Finland, Latvia, Estonia, Lithuania; United States: GS1 US, price in UPC-A with verifier).
_NORDIC = (
    "20IIIIIIPP.PPC",
    "21IIIIIIPPP.PC",
    "22IIIIIIPPPPC",
    "23IIIIIIW.WWWC",
    "24IIIIIIWW.WWC",
    "25IIIIIIWWW.WC",
)
_BALTIC = ("23IIIIIIW.WWWC", "24IIIIIIWW.WWC", "25IIIIIIWWW.WC")
_GERMAN = (
    "22IIIIVPPP.PPC",
    "23IIIIVPPP.PPC",
    "25IIIIVNNNNNC",
    "26IIIIVNNNNNC",
    "28IIIIVWW.WWWC",
    "29IIIIVWW.WWWC",
)
_COMMON = ("21IIIIIWW.WWWC", "22IIIIIPPP.PPC")

_DANISH = (
    *("21IIIIPPPP.PPC", "22IIIIPPPP.PPC", "23IIIIPPPP.PPC", "24IIIIPPPP.PPC"),
    *("26IIIIWWW.WWWC", "27IIIIIWW.WWWC", "28IIIIWWW.WWWC"),
)

PRESETS: dict[str, MaskPreset] = {
    preset.country: preset
    for preset in (
        MaskPreset("DE", _GERMAN, "kg", national_rule=True),
        MaskPreset("AT", _COMMON, "kg", national_rule=False),
        MaskPreset("CH", _COMMON, "kg", national_rule=False),
        MaskPreset("FR", _COMMON, "kg", national_rule=False),
        MaskPreset("IT", _COMMON, "kg", national_rule=False),
        MaskPreset("ES", _COMMON, "kg", national_rule=False),
        MaskPreset("NL", _COMMON, "kg", national_rule=False),
        MaskPreset("BE", _COMMON, "kg", national_rule=False),
        MaskPreset("GB", ("20IIIIIVPP.PPC",), "kg", national_rule=True),
        MaskPreset("US", ("2IIIIIVPP.PPC",), "lb", national_rule=True),
        MaskPreset("CA", ("2IIIIIVPP.PPC",), "kg", national_rule=True),
        MaskPreset("DK", _DANISH, "kg", national_rule=True),
        MaskPreset("SE", _NORDIC, "kg", national_rule=True),
        MaskPreset("NO", _NORDIC, "kg", national_rule=True),
        MaskPreset("FI", _BALTIC, "kg", national_rule=True),
        MaskPreset("EE", _BALTIC, "kg", national_rule=True),
        MaskPreset("LV", _BALTIC, "kg", national_rule=True),
        MaskPreset("LT", _BALTIC, "kg", national_rule=True),
    )
}


def preset_for(country: str) -> MaskPreset:
    """The preset of a country (ISO 3166-1 alpha-2), or the layout common on scales where none is known."""
    return PRESETS.get(country.upper(), MaskPreset(country.upper(), _COMMON, "kg", national_rule=False))
