"""A shop's four kinds of trouble as the payments' four kinds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pos_desktop.application.payment_provider import NoAnswer, NotSent, ProviderRefused, ProviderSetting
from pos_desktop.application.platform.trouble import (
    NotOffered,
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
    ShapeChanged,
)
from pos_desktop.application.wording import tr


@contextmanager
def as_payment_trouble() -> Iterator[None]:
    """Nothing but the payments' own errors leaves it."""
    try:
        yield
    except PlatformAway as trouble:
        raise NotSent(
            trouble.title,
            tr("Nothing was taken from the card."),
            tr("Try again, or choose another tender."),
            retry_after=trouble.retry_after,
        ) from None
    except PlatformUnsure as trouble:
        raise NoAnswer(trouble.title, trouble.meaning) from None
    except ShapeChanged:
        raise NoAnswer(tr("The shop's answer was not understood")) from None
    except (PlatformSetting, NotOffered) as trouble:
        raise ProviderSetting(trouble.title, trouble.meaning, trouble.next_step) from None
    except PlatformRefused as trouble:
        raise ProviderRefused(trouble.title, trouble.meaning, trouble.next_step, code=trouble.code) from None


def not_certain_yet() -> NoAnswer:
    """The shop does not list a move that it may still be making."""
    return NoAnswer(
        tr("The shop does not list it yet"),
        tr("A request may be late; the register asks again until that is certain."),
    )


def too_slow() -> NotSent:
    """The look before the move took too long for somebody who waits."""
    return NotSent(
        tr("The shop answers too slowly"),
        tr("Nothing was taken from the card."),
        tr("Try again, or choose another tender."),
    )


def no_shop() -> ProviderSetting:
    """The connection is gone."""
    return ProviderSetting(
        tr("The online shop of this card is not connected"),
        tr("Its gift cards cannot be reached."),
        tr("Connect the shop again under Settings › E-commerce."),
    )
