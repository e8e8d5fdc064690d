"""What a scale says, as it is shown large: the weight, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_desktop.application.weighing import ScaleReading, ScaleState
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.formats import Formats

NO_WEIGHT = "\u2013"


def reading_figure(reading: ScaleReading, formats: Formats) -> str:
    """'1.245 kg'; a dash where there is no weight to sell by."""
    if reading.net_milli is None:
        return NO_WEIGHT
    return f"{formats.quantity(reading.net_milli, weighed=True)}\N{NO-BREAK SPACE}{reading.unit}"


def reading_hint(reading: ScaleReading) -> str:
    """The state of the scale in words, with the next step."""
    return {
        ScaleState.STABLE: tr("Stable"),
        ScaleState.ZERO: tr("Nothing lies on the scale."),
        ScaleState.MOTION: tr("It settles. Do not touch the scale."),
        ScaleState.OVERLOAD: tr("Too heavy for this scale. Take something off."),
        ScaleState.UNDER_ZERO: tr("Below zero. Empty the scale and set it to zero."),
        ScaleState.NEEDS_ZERO: tr("The zero point is lost. Empty the scale and set it to zero."),
        ScaleState.NO_ANSWER: tr(
            "The scale does not answer. Check that it is on and set as in its settings."
        ),
        ScaleState.UNREACHABLE: tr("The scale is not reached. Check its power and its cable."),
    }.get(reading.state, tr("The scale reports a fault. Switch it off and on."))
