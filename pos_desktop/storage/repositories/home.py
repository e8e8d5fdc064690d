"""Which register a database belongs to, and where it stands: looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.storage.repositories.registers import SqlRegisters

if TYPE_CHECKING:
    from pos_desktop.storage.repositories.statement import Link


class Home:
    """The register's id and location. Neither ever changes, so they are kept once a reader has seen them."""

    def __init__(self) -> None:
        self._known: tuple[UUID, UUID] | None = None

    def notice(self, link: Link) -> None:
        """Keeps what a reading transaction sees; what a writing one sees may be its own, and undone."""
        if self._known is None:
            self._known = self._stored(link)

    def register_id(self, link: Link) -> UUID | None:
        """None before the register is set up."""
        found = self._known or self._stored(link)
        return None if found is None else found[0]

    def location_id(self, link: Link) -> UUID | None:
        """None before the register is set up."""
        found = self._known or self._stored(link)
        return None if found is None else found[1]

    def _stored(self, link: Link) -> tuple[UUID, UUID] | None:
        row = SqlRegisters(link).only()
        return None if row is None else (row.id, row.location_id)
