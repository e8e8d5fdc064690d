"""CLDR's plural categories and directions of the shipped languages; babel knows those of all others."""

from collections.abc import Callable

Plural = Callable[[int], str]


def _one_or_other(number: int) -> str:
    return "one" if number == 1 else "other"


def _arabic(number: int) -> str:
    last_two = number % 100
    if number in (0, 1, 2):
        return ("zero", "one", "two")[number]
    if 3 <= last_two <= 10:
        return "few"
    return "many" if 11 <= last_two <= 99 else "other"


_SHIPPED: dict[str, tuple[Plural, bool]] = {
    "en": (_one_or_other, False),
    "de": (_one_or_other, False),
    "ar": (_arabic, True),
}


def plural_and_direction(language: str) -> tuple[Plural, bool]:
    """What tells a whole number's category ('one', 'few'), and whether the language runs from right to left."""
    shipped = _SHIPPED.get(language)
    return shipped if shipped is not None else plural_and_direction_by_cldr(language)


def plural_and_direction_by_cldr(language: str) -> tuple[Plural, bool]:
    """As `plural_and_direction`, from CLDR itself."""
    from babel import Locale

    locale = Locale.parse(language, sep="-")
    return locale.plural_form, locale.text_direction == "rtl"
