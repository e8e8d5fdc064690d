"""Why the register computed a tax that the shop was to compute."""

from enum import StrEnum

from pos_desktop.application.wording import tr


class WhyOwn(StrEnum):
    """As the journal keeps it."""

    AWAY = "away"
    REFUSED = "refused"
    SUMS = "sums"
    CHANGED = "changed"
    RETURNS = "returns"
    NOT_LINKED = "not_linked"
    NO_PLACE = "no_place"
    NOT_PAID = "not_paid"


def why_words(why: str) -> str:
    """For people; the code itself where it is of another version."""
    return {
        WhyOwn.AWAY.value: tr("shop not reached"),
        WhyOwn.REFUSED.value: tr("the shop refused"),
        WhyOwn.SUMS.value: tr("the shop's figures do not add up"),
        WhyOwn.CHANGED.value: tr("the ticket was changed"),
        WhyOwn.RETURNS.value: tr("goods come back"),
        WhyOwn.NOT_LINKED.value: tr("not everything is in the shop"),
        WhyOwn.NO_PLACE.value: tr("the store's place is not mapped"),
        WhyOwn.NOT_PAID.value: tr("the payment was left"),
    }.get(why, why)
