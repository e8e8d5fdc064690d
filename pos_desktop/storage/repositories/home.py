"""Which register a database belongs to, and where it stands: looked up once."""

from uuid import UUID

from pos_desktop.storage.repositories.registers import SqlRegisters
from pos_desktop.storage.repositories.statement import Link


class Home:
    """The register's id and location. Neither ever changes, so they are kept once a reading transaction saw them."""

    def __init__(self) -> None:
        self._known: tuple[UUID, UUID] | None = None

    def register_id(self, link: Link) -> UUID | None:
        found = self._look_up(link)
        return None if found is None else found[0]

    def location_id(self, link: Link) -> UUID | None:
        found = self._look_up(link)
        return None if found is None else found[1]

    def _look_up(self, link: Link) -> tuple[UUID, UUID] | None:
        if self._known is not None:
            return self._known
        row = SqlRegisters(link).only()
        if row is None:
            return None
        # What a writing transaction sees may be its own, and undone.
        if not link.may_write:
            self._known = (row.id, row.location_id)
        return row.id, row.location_id
