"""Open and parked tickets. A scan writes one line here, so nothing is written that did not change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.domain.order import OrderState
from pos_desktop.domain.returns import LineBack
from pos_desktop.domain.ticket import Ticket, TicketLine, TicketState
from pos_desktop.storage.later.sql import (
    ColumnElement,
    Text,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    type_coerce,
    update,
)
from pos_desktop.storage.later.tables import ticket as head
from pos_desktop.storage.later.tables import ticket_line as line_table
from pos_desktop.storage.repositories.snapshots import (
    back_of_text,
    back_to_text,
    discount_of_text,
    discount_to_text,
    line_rates_of_text,
    line_rates_to_text,
)
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, insert_into, values_of

# Said the way ix_ticket_alive says it, which is what lets SQLite use that index.
_ALIVE: ColumnElement[bool] = literal_column("state IN ('open', 'parked')")

_HEADS = select(
    head.c.id,
    head.c.number,
    head.c.person_id,
    head.c.opened_at,
    head.c.prices_include_tax,
    head.c.state,
    type_coerce(head.c.discount, Text),
    head.c.tax_exempt,
    head.c.name,
    head.c.customer,
    head.c.note,
    head.c.lines_removed,
    head.c.order_state,
)
_HEAD = Statement(_HEADS.where(head.c.id == bindparam("ticket_id")))
_OPEN_HEAD = Statement(
    _HEADS.where(_ALIVE, head.c.state == "open", head.c.register_id == bindparam("register_id"))
    .order_by(head.c.changed_at.desc(), head.c.id.desc())
    .limit(1)
)
_PARKED_HEADS = Statement(
    _HEADS.where(_ALIVE, head.c.state == "parked").order_by(head.c.changed_at.desc(), head.c.id.desc())
)
_PARKED_COUNT = Statement(select(func.count()).select_from(head).where(_ALIVE, head.c.state == "parked"))

_LINES = select(
    line_table.c.ticket_id,
    line_table.c.id,
    line_table.c.name,
    line_table.c.quantity_milli,
    line_table.c.unit_price_minor,
    type_coerce(line_table.c.taxes, Text),
    line_table.c.variant_row,
    line_table.c.variant_id,
    line_table.c.unit,
    line_table.c.weighed,
    line_table.c.list_price_minor,
    line_table.c.fixed_amount_minor,
    type_coerce(line_table.c.discount, Text),
    line_table.c.tax_class_id,
    line_table.c.note,
    line_table.c.code,
    line_table.c.track_stock,
    type_coerce(line_table.c.back, Text),
    line_table.c.issues,
).order_by(line_table.c.ticket_id, line_table.c.position, line_table.c.id)
_LINES_OF_ONE = Statement(_LINES.where(line_table.c.ticket_id == bindparam("ticket_id")))
_LINES_OF_PARKED = Statement(
    _LINES.where(line_table.c.ticket_id.in_(select(head.c.id).where(_ALIVE, head.c.state == "parked")))
)

_INSERT = Statement(insert_into(head, "order_state", discount=Text()))
_SAVE_HEAD = Statement(
    update(head)
    .where(head.c.id == bindparam("ticket_id"))
    .values(
        {
            name: bindparam(name)
            for name in ("number", "person_id", "opened_at", "prices_include_tax", "state")
        }
        | {name: bindparam(name) for name in ("tax_exempt", "name", "customer", "note", "lines_removed")}
        | {"discount": bindparam("discount", type_=Text), "changed_at": bindparam("changed_at")}
    )
)
_STATE = Statement(select(head.c.state).where(head.c.id == bindparam("ticket_id")))
_BACKS = Statement(
    select(type_coerce(line_table.c.back, Text))
    .where(line_table.c.ticket_id == bindparam("ticket_id"), line_table.c.back.is_not(None))
    .order_by(line_table.c.position, line_table.c.id)
)
_SET_STATE = Statement(
    update(head)
    .where(head.c.id == bindparam("ticket_id"))
    .values(state=bindparam("state"), changed_at=bindparam("changed_at"))
)
_ORDER_STATE = Statement(select(head.c.order_state).where(head.c.id == bindparam("ticket_id")))
_SET_ORDER_STATE = Statement(
    update(head).where(head.c.id == bindparam("ticket_id")).values(order_state=bindparam("order_state"))
)
_INSERT_LINE = Statement(insert_into(line_table, taxes=Text(), discount=Text(), back=Text()))
_UPDATE_LINE = Statement(
    update(line_table)
    .where(line_table.c.id == bindparam("line_id"))
    .values(values_of(line_table, "id", "ticket_id", "position", taxes=Text(), discount=Text(), back=Text()))
)
_DELETE_LINE = Statement(delete(line_table).where(line_table.c.id == bindparam("line_id")))


class SqlTickets:
    """Implements sale_ports.Tickets."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def open_ticket(self, register_id: UUID) -> Ticket | None:
        row = _OPEN_HEAD.first(self._link, register_id=register_id)
        return None if row is None else self._whole(row)

    def get(self, ticket_id: UUID) -> Ticket:
        row = _HEAD.first(self._link, ticket_id=ticket_id)
        if row is None:
            raise NoSuchRow("ticket", ticket_id)
        return self._whole(row)

    def state(self, ticket_id: UUID) -> TicketState:
        row = _STATE.first(self._link, ticket_id=ticket_id)
        if row is None:
            raise NoSuchRow("ticket", ticket_id)
        return TicketState(row[0])

    def backs(self, ticket_id: UUID) -> list[LineBack]:
        found = (back_of_text(row[0]) for row in _BACKS.all(self._link, ticket_id=ticket_id))
        return [back for back in found if back is not None]

    def parked(self) -> list[Ticket]:
        """The latest parked first."""
        lines: dict[UUID, list[Row]] = {}
        for row in _LINES_OF_PARKED.all(self._link):
            lines.setdefault(row[0], []).append(row)
        return [_ticket(row, lines.get(row[0], ())) for row in _PARKED_HEADS.all(self._link)]

    def parked_count(self) -> int:
        return int(_PARKED_COUNT.scalar(self._link))

    def insert(self, register_id: UUID, ticket: Ticket, at: datetime) -> None:
        _INSERT.run(self._link, register_id=register_id, **_head_values(ticket, at))
        _INSERT_LINE.run_many(
            self._link,
            (
                {"id": line.id, "ticket_id": ticket.id, "position": position, **_line_values(line)}
                for position, line in enumerate(ticket.lines)
            ),
        )

    def save_head(self, ticket: Ticket, at: datetime) -> None:
        if not _SAVE_HEAD.run(self._link, ticket_id=ticket.id, **_head_values(ticket, at)):
            raise NoSuchRow("ticket", ticket.id)

    def insert_line(self, ticket_id: UUID, position: int, line: TicketLine) -> None:
        _INSERT_LINE.run(self._link, id=line.id, ticket_id=ticket_id, position=position, **_line_values(line))

    def update_line(self, line: TicketLine) -> None:
        if not _UPDATE_LINE.run(self._link, line_id=line.id, **_line_values(line)):
            raise NoSuchRow("ticket line", line.id)

    def delete_line(self, line_id: UUID) -> None:
        if not _DELETE_LINE.run(self._link, line_id=line_id):
            raise NoSuchRow("ticket line", line_id)

    def set_state(self, ticket_id: UUID, state: TicketState, at: datetime) -> None:
        if not _SET_STATE.run(self._link, ticket_id=ticket_id, state=state.value, changed_at=at):
            raise NoSuchRow("ticket", ticket_id)

    def order_state(self, ticket_id: UUID) -> OrderState:
        row = _ORDER_STATE.first(self._link, ticket_id=ticket_id)
        if row is None:
            raise NoSuchRow("ticket", ticket_id)
        return OrderState(row[0]) if row[0] else OrderState.DRAFT

    def set_order_state(self, ticket_id: UUID, state: OrderState) -> None:
        if not _SET_ORDER_STATE.run(self._link, ticket_id=ticket_id, order_state=state.value):
            raise NoSuchRow("ticket", ticket_id)

    def _whole(self, row: Row) -> Ticket:
        return _ticket(row, _LINES_OF_ONE.all(self._link, ticket_id=row[0]))


def _head_values(ticket: Ticket, at: datetime) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.number,
        "state": ticket.state.value,
        "name": ticket.name or None,
        "customer": ticket.customer or None,
        "person_id": ticket.person_id,
        "discount": discount_to_text(ticket.discount),
        "prices_include_tax": ticket.prices_include_tax,
        "tax_exempt": ticket.tax_exempt,
        "note": ticket.note or None,
        "lines_removed": ticket.lines_removed,
        "opened_at": ticket.opened_at,
        "changed_at": at,
    }


def _line_values(line: TicketLine) -> dict[str, Any]:
    return {
        "variant_row": line.variant_row,
        "variant_id": line.variant_id,
        "name": line.name,
        "unit": line.unit,
        "weighed": line.weighed,
        "quantity_milli": line.quantity_milli,
        "unit_price_minor": line.unit_price_minor,
        "list_price_minor": line.list_price_minor,
        "fixed_amount_minor": line.fixed_amount_minor,
        "discount": discount_to_text(line.discount),
        "tax_class_id": line.tax_class_id,
        "taxes": line_rates_to_text(line.taxes, line.own_taxes),
        "note": line.note or None,
        "code": line.code or None,
        "track_stock": line.track_stock,
        "back": back_to_text(line.back),
        "issues": line.issues or None,
    }


def _ticket(row: Row, lines: Iterable[Row]) -> Ticket:
    (ticket_id, number, person_id, opened_at, prices_include_tax, state) = row[:6]
    (discount, tax_exempt, name, customer, note, lines_removed, order_state) = row[6:]
    return Ticket(
        id=ticket_id,
        number=number,
        person_id=person_id,
        opened_at=opened_at,
        prices_include_tax=prices_include_tax,
        lines=tuple(_line(found) for found in lines),
        state=TicketState(state),
        discount=discount_of_text(discount),
        tax_exempt=tax_exempt,
        name=name or "",
        customer=customer or "",
        note=note or "",
        lines_removed=lines_removed,
        order_state=OrderState(order_state) if order_state else OrderState.DRAFT,
    )


def _line(row: Row) -> TicketLine:
    (_, line_id, name, quantity, price, taxes, variant_row, variant_id, unit, weighed) = row[:10]
    (list_price, fixed, discount, tax_class_id, note, code, track_stock, back, issues) = row[10:]
    rates, own_rates = line_rates_of_text(taxes)
    return TicketLine(
        id=line_id,
        name=name,
        quantity_milli=quantity,
        unit_price_minor=price,
        taxes=rates,
        variant_row=variant_row,
        variant_id=variant_id,
        unit=unit,
        weighed=weighed,
        list_price_minor=list_price,
        fixed_amount_minor=fixed,
        discount=discount_of_text(discount),
        tax_class_id=tax_class_id,
        note=note or "",
        code=code or "",
        track_stock=track_stock,
        back=back_of_text(back),
        issues=issues or "",
        own_taxes=own_rates,
    )
