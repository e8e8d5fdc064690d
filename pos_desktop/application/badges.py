"""What a badge says, however it was read: printed as a code, on a stripe, over the air; typed or on a wire of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pos_desktop.application import gs1
from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr
from pos_desktop.domain.scan_codes import without_aim

if TYPE_CHECKING:
    from pos_desktop.application.catalogue_ports import Catalogue
    from pos_desktop.domain.money import Currency

SHORTEST = 6
# ISO/IEC 7813: track 1 begins with %B, track 2 with ; and the number ends with a separator.
_PAYMENT_TRACK = re.compile(r"%B\d{12,19}\^|;\d{12,19}=")


def badge_code(raw: str) -> str:
    """The code without the symbology identifier that some scanners send before it and others do not."""
    return without_aim(raw).strip()


def check_new_badge(raw: str, catalogue: Catalogue, currency: Currency) -> None:
    """Refuses what must not open the register: a payment card, a product's code, a handful of signs."""
    code = badge_code(raw)
    if _PAYMENT_TRACK.search(code):
        raise Refused(
            tr("This is a payment card"),
            tr("Its number must not be kept. Nothing was changed."),
            tr("Take a badge made for people."),
        )
    if len(code) < SHORTEST:
        raise Refused(
            tr("This code is too short for a badge"),
            tr("It could be guessed. Nothing was changed."),
            tr("A badge has {count} characters or more.", count=SHORTEST),
        )
    reading = gs1.read(code, (), currency)
    if any(catalogue.by_code(candidate.key) for candidate in reading.candidates):
        raise Refused(
            tr("This is a product's code"),
            tr("Everybody could sign in with it. Nothing was changed."),
            tr("Take a badge made for people."),
        )
