"""Who may use the register, and what their roles allow."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.people_view import PersonView, RoleView
from pos_desktop.domain.permissions import Role, known
from pos_desktop.storage.later.sql import bindparam, select, update
from pos_desktop.storage.later.tables import person, role
from pos_desktop.storage.repositories.statement import NoSuchRow, Statement, insert_into, upsert

if TYPE_CHECKING:
    from pos_desktop.storage.repositories.statement import Link, Row

_MOST_DISCOUNT = "most_discount_percent"
_MOST_REFUND = "most_refund_minor"

_PEOPLE = select(
    person.c.id,
    person.c.name,
    person.c.role_id,
    role.c.name,
    role.c.permissions,
    role.c.limits,
    person.c.pin_length,
    person.c.active,
    person.c.pin_hash.is_not(None),
    person.c.badge_key.is_not(None),
    person.c.wrong_attempts,
    person.c.locked_until_at,
    person.c.last_seen_at,
    person.c.language,
).join(role, role.c.id == person.c.role_id)
_ALL = Statement(_PEOPLE.order_by(person.c.name, person.c.id))
_ONE = Statement(_PEOPLE.where(person.c.id == bindparam("person_id")))
_BY_BADGE = Statement(_PEOPLE.where(person.c.badge_key == bindparam("badge_key")))
_PIN_HASH = Statement(select(person.c.id, person.c.pin_hash).where(person.c.id == bindparam("person_id")))
_ROLES = Statement(
    select(role.c.id, role.c.name, role.c.permissions, role.c.limits).order_by(role.c.position, role.c.id)
)
_SAVE_ROLE = upsert(
    role,
    ("id",),
    lambda new: {name: new[name] for name in ("name", "permissions", "limits", "position")},
)
_INSERT = Statement(insert_into(person))


def _updating(*names: str) -> Statement:
    return Statement(
        update(person)
        .where(person.c.id == bindparam("person_id"))
        .values({name: bindparam(name) for name in names})
    )


_UPDATE = _updating("name", "role_id", "active")
_SET_PIN = _updating("pin_hash", "pin_length")
_SET_BADGE = _updating("badge_key")
_SET_ATTEMPTS = _updating("wrong_attempts", "locked_until_at")
_SEEN = _updating("last_seen_at")


class SqlPeople:
    """Implements ports.People."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def all(self) -> list[PersonView]:
        """By name."""
        return [_person(row) for row in _ALL.all(self._link)]

    def get(self, person_id: UUID) -> PersonView:
        row = _ONE.first(self._link, person_id=person_id)
        if row is None:
            raise NoSuchRow("person", person_id)
        return _person(row)

    def by_badge(self, badge_key: bytes) -> PersonView | None:
        row = _BY_BADGE.first(self._link, badge_key=badge_key)
        return None if row is None else _person(row)

    def pin_hash(self, person_id: UUID) -> str | None:
        row = _PIN_HASH.first(self._link, person_id=person_id)
        if row is None:
            raise NoSuchRow("person", person_id)
        found: str | None = row[1]
        return found

    def roles(self) -> list[RoleView]:
        return [RoleView(row[0], _role(*row[1:])) for row in _ROLES.all(self._link)]

    def save_role(self, role_id: UUID, role: Role, position: int) -> None:
        _SAVE_ROLE.run(
            self._link,
            id=role_id,
            name=role.name,
            permissions=sorted(permission.value for permission in role.permissions),
            limits={_MOST_DISCOUNT: str(role.most_discount_percent), _MOST_REFUND: role.most_refund_minor},
            position=position,
        )

    def insert(self, person_id: UUID, name: str, role_id: UUID, language: str | None) -> None:
        """Adds a person who has neither PIN nor badge yet."""
        _INSERT.run(
            self._link,
            id=person_id,
            name=name,
            role_id=role_id,
            pin_hash=None,
            pin_length=0,
            badge_key=None,
            active=True,
            wrong_attempts=0,
            locked_until_at=None,
            last_seen_at=None,
            language=language,
        )

    def update(self, person_id: UUID, name: str, role_id: UUID, active: bool) -> None:
        self._change(_UPDATE, person_id, name=name, role_id=role_id, active=active)

    def set_pin(self, person_id: UUID, pin_hash: str | None, length: int) -> None:
        self._change(_SET_PIN, person_id, pin_hash=pin_hash, pin_length=length)

    def set_badge(self, person_id: UUID, badge_key: bytes | None) -> None:
        self._change(_SET_BADGE, person_id, badge_key=badge_key)

    def set_attempts(self, person_id: UUID, wrong: int, locked_until: datetime | None) -> None:
        self._change(_SET_ATTEMPTS, person_id, wrong_attempts=wrong, locked_until_at=locked_until)

    def seen(self, person_id: UUID, at: datetime) -> None:
        self._change(_SEEN, person_id, last_seen_at=at)

    def _change(self, statement: Statement, person_id: UUID, **values: Any) -> None:
        if not statement.run(self._link, person_id=person_id, **values):
            raise NoSuchRow("person", person_id)


def _role(name: str, permissions: list[str], limits: dict[str, Any]) -> Role:
    most_discount = Decimal(limits.get(_MOST_DISCOUNT, "100"))
    return Role(name, known(permissions), most_discount, limits.get(_MOST_REFUND))


def _person(row: Row) -> PersonView:
    (person_id, name, role_id, role_name, permissions, limits, *rest) = row
    (pin_length, active, has_pin, has_badge, wrong, locked_until, last_seen, language) = rest
    return PersonView(
        id=person_id,
        name=name,
        role_id=role_id,
        role=_role(role_name, permissions, limits),
        pin_length=pin_length,
        active=active,
        has_pin=bool(has_pin),
        has_badge=bool(has_badge),
        wrong_attempts=wrong,
        locked_until=locked_until,
        last_seen=last_seen,
        language=language,
    )
