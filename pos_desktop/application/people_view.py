"""People as the log-in screen and the settings see them."""

from datetime import datetime
from uuid import UUID

from pos_desktop.domain.permissions import Role
from pos_desktop.domain.record import record


@record
class PersonView:
    """A person who may use the register."""

    id: UUID
    name: str
    role_id: UUID
    role: Role
    pin_length: int
    active: bool
    has_pin: bool
    has_badge: bool
    wrong_attempts: int
    locked_until: datetime | None
    last_seen: datetime | None
    language: str | None


@record
class RoleView:
    """A role with its id."""

    id: UUID
    role: Role
