"""Stock kept for a ticket while it is being paid. Past its time it is free again without anybody's help."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.storage.later.sql import bindparam, delete, func, select
from pos_desktop.storage.later.tables import reservation
from pos_desktop.storage.repositories.statement import Link, Statement, insert_into

_INSERT = Statement(insert_into(reservation))
_RELEASE = Statement(delete(reservation).where(reservation.c.ticket_id == bindparam("for_ticket")))
_EXPIRE = Statement(
    delete(reservation).where(
        reservation.c.expires_at <= bindparam("now", type_=reservation.c.expires_at.type)
    )
)
_HELD = (
    reservation.c.variant_row == bindparam("for_variant"),
    reservation.c.location_id == bindparam("at_location"),
    reservation.c.expires_at > bindparam("now", type_=reservation.c.expires_at.type),
)
_SUM = select(func.coalesce(func.sum(reservation.c.quantity_milli), 0))
_RESERVED = Statement(_SUM.where(*_HELD))
_RESERVED_BUT = Statement(_SUM.where(*_HELD, reservation.c.ticket_id != bindparam("but")))


class SqlReservations:
    """Implements catalogue_ports.Reservations."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def hold(
        self, ticket_id: UUID, lines: Iterable[tuple[int, int]], location_id: UUID, until: datetime
    ) -> None:
        self.release(ticket_id)
        _INSERT.run_many(
            self._link,
            (
                {
                    "id": new_id(),
                    "ticket_id": ticket_id,
                    "variant_row": variant_row,
                    "location_id": location_id,
                    "quantity_milli": quantity,
                    "expires_at": until,
                }
                for variant_row, quantity in lines
            ),
        )

    def release(self, ticket_id: UUID) -> None:
        _RELEASE.run(self._link, for_ticket=ticket_id)

    def reserved(self, variant_row: int, location_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
        values = {"for_variant": variant_row, "at_location": location_id, "now": now}
        if but is None:
            return int(_RESERVED.scalar(self._link, **values))
        return int(_RESERVED_BUT.scalar(self._link, **values, but=but))

    def expire(self, now: datetime) -> int:
        return int(_EXPIRE.run(self._link, now=now))
