"""Orders that customers placed on a platform, to be looked at on the register. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.platform.online_orders import OnlineState

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import OnlineOrderRow

_MOST = 500
_NAMED = ("name", "company")


@dataclass(frozen=True, slots=True)
class OnlineLineView:
    """A line as the platform told it."""

    name: str
    sku: str
    quantity_milli: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class OnlineOrderView:
    """An order of a platform; it is changed there and not here."""

    id: UUID
    connection_id: UUID
    platform: str  # what the connection is called
    name: str  # what the platform calls the order
    ref: str
    state: OnlineState
    paid: bool
    fulfilled: bool
    currency: str
    total_minor: int
    refunded_minor: int
    placed_at: datetime
    updated_at: datetime
    customer: str = ""
    email: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    note: str = ""
    lines: tuple[OnlineLineView, ...] = ()


class OnlineOrdersDesk:
    """Reads only: the register never changes an order of a platform."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def offered(self) -> bool:
        """Whether there is a platform whose orders could come in."""
        with self._desk.store.read() as work:
            return bool(work.connections.all())

    def find(
        self, text: str = "", since: datetime | None = None, until: datetime | None = None
    ) -> list[OnlineOrderView]:
        """The newest first; `text` is looked for in the number, the customer, the address and the lines."""
        with self._desk.store.read() as work:
            names = {each.id: each.name for each in work.connections.all()}
            found = [_view(work, row, names) for row in work.online_orders.newest(None, _MOST)]
        words = text.casefold().split()
        return [
            view
            for view in found
            if (since is None or view.placed_at >= since)
            and (until is None or view.placed_at < until)
            and all(word in _searched(view) for word in words)
        ]


def _view(work: Work, row: OnlineOrderRow, names: Mapping[UUID, str]) -> OnlineOrderView:
    customer = work.customers.get(row.customer_id) if row.customer_id else None
    ship_to = row.body.get("ship_to") or {}
    named = f"{customer.first_name} {customer.last_name}".strip() if customer else ""
    return OnlineOrderView(
        id=row.id,
        connection_id=row.connection_id,
        platform=names.get(row.connection_id, ""),
        name=row.name,
        ref=row.ref,
        state=OnlineState(row.state),
        paid=row.paid,
        fulfilled=row.fulfilled,
        currency=row.currency,
        total_minor=row.total_minor,
        refunded_minor=row.refunded_minor,
        placed_at=row.placed_at,
        updated_at=row.updated_at,
        customer=named or str(ship_to.get("name", "")),
        email=customer.email if customer else "",
        phone=(customer.phone if customer else "") or str(ship_to.get("phone", "")),
        address=_address(ship_to),
        note=str(row.body.get("note", "")),
        lines=tuple(_line(line) for line in row.body.get("lines", ())),
    )


def _line(told: Mapping[str, Any]) -> OnlineLineView:
    return OnlineLineView(
        str(told.get("name", "")),
        str(told.get("sku", "")),
        int(told.get("quantity_milli", 0)),
        int(told.get("total_minor", 0)),
    )


def _address(told: Mapping[str, Any]) -> tuple[str, ...]:
    """As on an envelope."""
    town = " ".join(str(told.get(key, "")) for key in ("postcode", "city")).strip()
    parts = [*(str(told.get(key, "")) for key in _NAMED), *map(str, told.get("lines", ())), town]
    return tuple(
        part for part in [*parts, *(str(told.get(key, "")) for key in ("region", "country"))] if part
    )


def _searched(view: OnlineOrderView) -> str:
    parts = [view.name, view.customer, view.email, view.phone, view.platform, *view.address]
    return " ".join([*parts, *(f"{line.name} {line.sku}" for line in view.lines)]).casefold()
