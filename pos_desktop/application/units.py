"""Units of weighed and measured goods, in the language in use."""

from pos_desktop.application.wording import tr


def unit_name(unit: str | None) -> str:
    """A unit as people read it; goods that are weighed without one are weighed in kilograms."""
    known = {"kg": tr("kg"), "g": tr("g"), "l": tr("l"), "m": tr("m")}
    return known.get(unit or "kg", unit or "")
