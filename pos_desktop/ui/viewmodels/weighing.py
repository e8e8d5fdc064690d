"""The scale in words: what lies on it, what it waits for, and why it is not sold by."""

from pos_desktop.application.formats import Formats
from pos_desktop.application.units import unit_name
from pos_desktop.application.weighed_goods import Goods, Hindrance, Weighed
from pos_desktop.application.weighing import ScaleReading, ScaleState
from pos_desktop.application.wording import tr
from pos_desktop.domain.record import record
from pos_desktop.ui.widgets.state_tag import Tone

NOTHING = "\u2013"
"""Where an amount would stand: a dash is no figure."""


@record
class ScaleWords:
    """How the scale is: a word or two, their tone, and what to do."""

    state: str
    tone: Tone
    hint: str = ""
    icon: str | None = None


def weight_words(weighed: Weighed, formats: Formats) -> str:
    """The figure as the scale shows it, in the scale's own unit; nothing where it shows none."""
    reading = weighed.reading
    if reading.net_milli is None:
        return ""
    return f"{formats.quantity(reading.net_milli, True)} {unit_name(reading.unit)}"


def scale_words(weighed: Weighed, formats: Formats, *, sold: bool = False) -> ScaleWords:
    """The state of the scale; `sold`: what lies on it is on the ticket already."""
    if weighed.hindrance is not None:
        return _hindered(weighed, weighed.hindrance, formats)
    if weighed.sellable and sold:
        return ScaleWords(
            tr("This was sold just now"),
            "attention",
            tr("Take it off, or press Enter to sell the same weight again."),
        )
    return _STATES[weighed.reading.state]()


def _hindered(weighed: Weighed, hindrance: Hindrance, formats: Formats) -> ScaleWords:
    reading = weighed.reading
    if hindrance is Hindrance.OTHER_UNIT:
        return ScaleWords(
            tr("The scale weighs in {unit}", unit=unit_name(reading.unit)),
            "danger",
            tr("The price is for another unit. Switch the scale over, or type the weight."),
        )
    if hindrance is Hindrance.TOO_MUCH:
        return ScaleWords(tr("Too heavy"), "danger", tr("So much does not fit one line."))
    return ScaleWords(
        tr("The scale says {amount}", amount=formats.money(reading.amount_minor or 0)),
        "danger",
        tr(
            "The register works out {amount}. Weigh again; if it stays, check the price on the scale.",
            amount=formats.money(weighed.amount_minor or 0),
        ),
    )


_STATES = {
    ScaleState.STABLE: lambda: ScaleWords(tr("Stable"), "good"),
    ScaleState.ZERO: lambda: ScaleWords(tr("Empty"), "neutral", tr("Put the goods on the scale.")),
    ScaleState.MOTION: lambda: ScaleWords(tr("Settling"), "accent"),
    ScaleState.OVERLOAD: lambda: ScaleWords(
        tr("Too heavy"), "danger", tr("Take something off; weigh it in two parts.")
    ),
    ScaleState.UNDER_ZERO: lambda: ScaleWords(
        tr("Below zero"), "attention", tr("Put the container back, or clear the tare; then zero the scale.")
    ),
    ScaleState.NEEDS_ZERO: lambda: ScaleWords(
        tr("The scale lost its zero"), "attention", tr("Take everything off and zero it.")
    ),
    ScaleState.OTHER_UNIT: lambda: ScaleWords(tr("It weighs in another unit"), "danger"),
    ScaleState.NO_ANSWER: lambda: ScaleWords(
        tr("The scale does not answer"), "danger", tr("Check that it is on, or type the weight.")
    ),
    ScaleState.UNREACHABLE: lambda: ScaleWords(
        tr("The scale is not reached"), "danger", tr("Check its cable, or type the weight.")
    ),
    ScaleState.ERROR: lambda: ScaleWords(
        tr("The scale has a fault"), "danger", tr("Type the weight. Its log is in Settings › Devices.")
    ),
}


def confirm_words(goods: Goods, weighed: Weighed, formats: Formats) -> str:
    """What the button does."""
    if not weighed.sellable or weighed.quantity_milli is None:
        return tr("Add")
    if weighed.amount_minor is None:
        quantity = f"{formats.quantity(weighed.quantity_milli, True)} {unit_name(goods.unit)}"
        return tr("Add {quantity}", quantity=quantity)
    return tr("Add for {amount}", amount=formats.money(weighed.amount_minor))


def price_words(goods: Goods, formats: Formats) -> str:
    """The price of one unit."""
    if goods.price_minor is None:
        return tr("ask price")
    return formats.money(goods.price_minor)


def tare_words(tare_milli: int, goods: Goods, formats: Formats) -> str:
    """What is taken off for the packing."""
    if not tare_milli:
        return tr("none")
    return f"{formats.quantity(tare_milli, True)} {unit_name(goods.scale_unit)}"


def worth_taring(reading: ScaleReading) -> bool:
    """Whether what lies there now can be taken as the packing."""
    return reading.sellable
