"""People as the cards of the log-in screen show them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pos_desktop.application.formats import Formats
from pos_desktop.application.people_view import PersonView
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission

# A colour for each place in the row; it means nothing and is let go by whoever is chosen.
_TINTS = ("butter", "sage", "sky", "rose", "sand", "slate")
_WEEK = 7


@dataclass(frozen=True, slots=True)
class CardData:
    """What a person's card shows."""

    person_id: UUID
    name: str
    second: str
    icon: str
    tint: str


def card_of(person: PersonView, place: int, opener: UUID | None, formats: Formats, now: datetime) -> CardData:
    """The card of a person; `opener` is who opened the shift."""
    icon, tint = "user-fill", _TINTS[place % len(_TINTS)]
    if person.role.allows(Permission.APPROVE):
        icon, tint = "shield-check-fill", "plum"
    return CardData(person.id, person.name, _second_line(person, opener, formats, now), icon, tint)


def _second_line(person: PersonView, opener: UUID | None, formats: Formats, now: datetime) -> str:
    if person.locked_until is not None and person.locked_until > now:
        return tr("Locked until {time}", time=formats.time(person.locked_until))
    if person.id == opener:
        return tr("On this shift")
    if person.role.allows(Permission.PEOPLE) and person.role.allows(Permission.SETTINGS):
        return tr("All permissions")
    return last_here(person.last_seen, formats, now)


def last_here(seen: datetime | None, formats: Formats, now: datetime) -> str:
    """When somebody was at the register last, in the words people use for it."""
    if seen is None:
        return tr("New here")
    days = formats.days_ago(seen, now)
    if days <= 0:
        return tr("Last here today")
    if days == 1:
        return tr("Last here yesterday")
    when = formats.weekday(seen) if days < _WEEK else formats.short_day(seen)
    return tr("Last here {day}", day=when)
