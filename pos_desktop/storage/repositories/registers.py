"""The registers of the store and their running numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.storage.later.sql import bindparam, select, update
from pos_desktop.storage.later.tables import location, register
from pos_desktop.storage.repositories.statement import NoSuchRow, Statement, insert_into

if TYPE_CHECKING:
    from pos_desktop.application import ports
    from pos_desktop.storage.repositories.statement import Link


class StoredRegister:
    """Implements ports.RegisterRow."""

    def __init__(self, id: UUID, number: int, name: str, location_id: UUID) -> None:
        self.id = id
        self.number = number
        self.name = name
        self.location_id = location_id


_FIRST = Statement(
    select(register.c.id, register.c.number, register.c.name, register.c.location_id)
    .order_by(register.c.number)
    .limit(1)
)
_PLACE = Statement(select(location.c.id).where(location.c.id == bindparam("location_id")))
_INSERT_PLACE = Statement(insert_into(location))
_INSERT = Statement(insert_into(register))
_UPDATE = Statement(
    update(register)
    .where(register.c.id == bindparam("register_id"))
    .values(number=bindparam("new_number"), name=bindparam("new_name"))
)


def _taking(counter: str) -> Statement:
    """The number to use now; the next one is stored in the same step."""
    column = register.columns[counter]
    return Statement(
        update(register)
        .where(register.c.id == bindparam("register_id"))
        .values({counter: column + 1})
        .returning(column - 1)
    )


_TAKE_RECEIPT = _taking("next_receipt")
_TAKE_TICKET = _taking("next_ticket")
_TAKE_SHIFT = _taking("next_shift")


class SqlRegisters:
    """Implements ports.Registers."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def only(self) -> ports.RegisterRow | None:
        """The register of this database, the first one on a server."""
        row = _FIRST.first(self._link)
        return None if row is None else StoredRegister(*row)

    def insert(
        self,
        register_id: UUID,
        number: int,
        name: str,
        location_id: UUID,
        location: str,
        next_receipt: int = 1,
    ) -> None:
        """Adds a register; its location too, where that is new. Numbers begin at 1, receipts where told."""
        if _PLACE.first(self._link, location_id=location_id) is None:
            _INSERT_PLACE.run(self._link, id=location_id, name=location)
        _INSERT.run(
            self._link,
            id=register_id,
            number=number,
            name=name,
            location_id=location_id,
            next_receipt=next_receipt,
            next_ticket=1,
            next_shift=1,
        )

    def update(self, register_id: UUID, number: int, name: str) -> None:
        """Another number and name for a register."""
        if not _UPDATE.run(self._link, register_id=register_id, new_number=number, new_name=name):
            raise NoSuchRow("register", register_id)

    def take_receipt(self, register_id: UUID) -> int:
        return self._take(_TAKE_RECEIPT, register_id)

    def take_ticket(self, register_id: UUID) -> int:
        return self._take(_TAKE_TICKET, register_id)

    def take_shift(self, register_id: UUID) -> int:
        return self._take(_TAKE_SHIFT, register_id)

    def _take(self, statement: Statement, register_id: UUID) -> int:
        number = statement.scalar(self._link, register_id=register_id)
        if number is None:
            raise NoSuchRow("register", register_id)
        return int(number)
