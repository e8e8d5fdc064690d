"""People and their roles, as a manager keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from pos_desktop.application.badges import badge_code, check_new_badge
from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.people_view import PersonView, RoleView
from pos_desktop.application.store_changes import LONGEST_NAME, at_most
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission, Role

PIN_LENGTHS = range(4, 9)


@dataclass(frozen=True, slots=True)
class PersonForm:
    """What a manager types for a person; an empty PIN leaves the present one."""

    name: str
    role_id: UUID
    active: bool = True
    pin: str = ""


class People:
    """Adds people, changes them, sets PINs and badges. Hashing is slow: call off the UI thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> list[PersonView]:
        """Everybody, also those who may no longer sign in."""
        with self._desk.store.read() as work:
            return work.people.all()

    def roles(self) -> list[RoleView]:
        """The roles of the store."""
        with self._desk.store.read() as work:
            return work.people.roles()

    def add(self, form: PersonForm) -> UUID:
        """Adds a person; Refused for a bad name or PIN."""
        self._check(form, need_pin=True)
        person_id, pin_hash = new_id(), self._desk.vault.hash(form.pin)
        with self._desk.store.write() as work:
            _check_free(work.people.all(), form.name)
            work.people.insert(person_id, form.name.strip(), form.role_id, None)
            work.people.set_pin(person_id, pin_hash, len(form.pin))
            work.journal.add(
                "person_added",
                {"name": form.name.strip()},
                subject_id=person_id,
                person_id=self._desk.person_id_or_none,
            )
        self._desk.events.tell(Event.PERSON)
        return person_id

    def change(self, person_id: UUID, form: PersonForm) -> None:
        """Changes a person; the last one who may manage people cannot be taken out."""
        self._check(form, need_pin=False)
        pin_hash = self._desk.vault.hash(form.pin) if form.pin else None
        with self._desk.store.write() as work:
            roles = {view.id: view.role for view in work.people.roles()}
            if not form.active or not roles[form.role_id].allows(Permission.PEOPLE):
                others = [p for p in work.people.all() if p.id != person_id and p.active]
                if not any(p.role.allows(Permission.PEOPLE) for p in others):
                    raise nobody_left()
            present = next(p for p in work.people.all() if p.id == person_id)
            if form.name.strip() != present.name:
                _check_free((p for p in work.people.all() if p.id != person_id), form.name)
            work.people.update(person_id, form.name.strip(), form.role_id, form.active)
            if pin_hash:
                work.people.set_pin(person_id, pin_hash, len(form.pin))
                work.people.set_attempts(person_id, 0, None)
            body = {"name": form.name.strip(), "active": form.active, "pin_changed": bool(pin_hash)}
            work.journal.add(
                "person_changed", body, subject_id=person_id, person_id=self._desk.person_id_or_none
            )
        self._desk.events.tell(Event.PERSON)

    def set_badge(self, person_id: UUID, code: str) -> None:
        """Gives a person a badge (barcode, stripe or RFID as it is read); Refused for one that is no badge."""
        self._allow()
        key = self._desk.vault.badge_key(badge_code(code))
        with self._desk.store.write() as work:
            check_new_badge(code, work.catalogue, self._desk.settings.currency)
            owner = work.people.by_badge(key)
            if owner is not None and owner.id != person_id:
                raise Refused(tr("This badge belongs to {name}", name=owner.name), tr("Nothing was changed."))
            work.people.set_badge(person_id, key)
            work.journal.add("badge_set", {}, subject_id=person_id, person_id=self._desk.person_id_or_none)
        self._desk.events.tell(Event.PERSON)

    def remove_badge(self, person_id: UUID) -> None:
        """Takes a person's badge away: lost, or given back. It opens nothing any more."""
        self._allow()
        with self._desk.store.write() as work:
            work.people.set_badge(person_id, None)
            work.journal.add(
                "badge_removed", {}, subject_id=person_id, person_id=self._desk.person_id_or_none
            )
        self._desk.events.tell(Event.PERSON)

    def save_role(self, role_id: UUID, role: Role, position: int) -> None:
        """Changes what a role allows; somebody must stay who may manage people."""
        self._allow()
        with self._desk.store.write() as work:
            work.people.save_role(role_id, role, position)
            if not any(
                person.active and person.role.allows(Permission.PEOPLE) for person in work.people.all()
            ):
                raise nobody_left()
            body: dict[str, object] = {"name": role.name, "permissions": sorted(role.permissions)}
            body["most_discount_percent"] = str(role.most_discount_percent)
            body["most_refund_minor"] = role.most_refund_minor
            work.journal.add("role_changed", body, subject_id=role_id, person_id=self._desk.person_id_or_none)
        self._desk.events.tell(Event.PERSON)

    def _allow(self) -> None:
        if not self._desk.signed_in.role.allows(Permission.PEOPLE):
            raise Refused(tr("You may not change people"), "", tr("Ask a manager."))

    def _check(self, form: PersonForm, *, need_pin: bool) -> None:
        self._allow()
        if not form.name.strip():
            raise Refused(tr("A name is missing"), tr("Nothing was changed."))
        at_most(form.name.strip(), LONGEST_NAME)
        check_pin(form.pin, need_pin=need_pin)


def _check_free(others: Iterable[PersonView], name: str) -> None:
    """Of two people with one name nobody could tell who sold and who was short."""
    if any(each.active and each.name.casefold() == name.strip().casefold() for each in others):
        raise Refused(tr("Somebody else has this name"), tr("Nothing was changed."))


def nobody_left() -> Refused:
    """Without somebody who may manage people nobody could ever be added or let in again."""
    return Refused(
        tr("Somebody must be able to manage people"),
        tr("Nothing was changed."),
        tr("Make another person manager first."),
    )


def check_pin(pin: str, *, need_pin: bool) -> None:
    """Refuses PINs that are too short, not digits, or the first that anybody would try."""
    if not pin and not need_pin:
        return
    if not (pin.isascii() and pin.isdigit()) or len(pin) not in PIN_LENGTHS:
        raise Refused(tr("A PIN has 4 to 8 digits"), tr("Nothing was changed."))
    if pin in "01234567890" or pin in "09876543210":
        raise Refused(
            tr("This PIN is too easy to guess"), tr("Nothing was changed."), tr("Choose another one.")
        )
