"""What goes wrong with money, in words for the person at the register."""

from pos_desktop.application.errors import Refused
from pos_desktop.application.formats import Formats
from pos_desktop.application.payment_provider import Decline
from pos_desktop.application.wording import tr
from pos_desktop.domain.tendering import RuleBroken


def decline_name(decline: Decline | str | None) -> str:
    """Why it was declined, as a title."""
    return {
        Decline.CARD_DECLINED: tr("The bank declined the card"),
        Decline.INSUFFICIENT_FUNDS: tr("Not enough money on the card"),
        Decline.EXPIRED_CARD: tr("The card has expired"),
        Decline.WRONG_PIN: tr("Wrong PIN on the reader"),
        Decline.LOST_OR_STOLEN: tr(
            "The bank declined the card"
        ),  # the customer is not told more (EMV practice)
        Decline.CARD_NOT_SUPPORTED: tr("This card is not accepted"),
        Decline.LIMIT_EXCEEDED: tr("The card's limit is reached"),
        Decline.CHECK_FAILED: tr("The bank's check was not passed"),
        Decline.PROVIDER_ERROR: tr("The provider refused the payment"),
        Decline.NOT_ENOUGH_BALANCE: tr("Not enough on this card"),
        Decline.UNKNOWN_CODE: tr("This code is not known"),
        Decline.EXPIRED_CODE: tr("This code has expired"),
        Decline.BLOCKED_CODE: tr("This code is blocked"),
        Decline.WRONG_CURRENCY: tr("This code is in another currency"),
    }.get(Decline(decline) if decline else Decline.PROVIDER_ERROR, tr("It was declined"))


def decline_words(decline: Decline | None, formats: Formats, balance_minor: int | None = None) -> Refused:
    """A declined local tender as an error for people."""
    meaning = tr("Nothing was taken.")
    if balance_minor is not None:
        meaning = tr("It holds {amount}. Nothing was taken.", amount=formats.money(balance_minor))
    step = {
        Decline.UNKNOWN_CODE: tr("Check the code, letter by letter."),
        Decline.NOT_ENOUGH_BALANCE: tr("Take what it holds and pay the rest in another way."),
        Decline.BLOCKED_CODE: tr("Ask a manager."),
    }.get(decline or Decline.PROVIDER_ERROR, tr("Choose another tender."))
    return Refused(decline_name(decline), meaning, step)


def rule_words(broken: RuleBroken, formats: Formats) -> Refused:
    """A tender against the store's rules as an error for people."""
    figure = formats.money(broken.figure_minor)
    title = {
        "least": tr("At least {amount} can be paid in this way", amount=figure),
        "most": tr("At most {amount} can be paid in this way", amount=figure),
        "change": tr("At most {amount} is given as change", amount=figure),
        "split": tr("This tender takes the whole amount"),
        "over": tr("Only {amount} is left to pay", amount=figure),
        "tips": tr("Tips are not taken in this way"),
    }[broken.rule]
    return Refused(title, tr("Nothing was taken."), tr("Change the amount, or choose another tender."))
