"""Money on its way back: promises that are kept once."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import Due, PaymentEvent, Refund
from pos_desktop.domain.payment import OPEN_REFUNDS, RefundState, TenderKind
from pos_desktop.storage.later.sql import Integer, bindparam, func, or_, select, update
from pos_desktop.storage.later.tables import payment_event, refund
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, insert_into, one_of

_FIELDS = tuple(field.name for field in fields(Refund))
_TEXTS = frozenset(field.name for field in fields(Refund) if field.default == "")
_CHANGE = (
    "key", "state", "reference", "refund_ref", "voided", "changed_at", "asks", "next_at", "last_error",
)  # fmt: skip

_ALL = select(*(refund.c[name] for name in _FIELDS))
_IN_ORDER = (refund.c.created_at, refund.c.position, refund.c.id)

_INSERT = Statement(insert_into(refund))
_SAVE = Statement(
    update(refund)
    .where(refund.c.id == bindparam("refund_id"))
    .values({name: bindparam(name) for name in _CHANGE})
)
_GET = Statement(_ALL.where(refund.c.id == bindparam("refund_id")))
_OF_TICKET = Statement(_ALL.where(refund.c.ticket_id == bindparam("for_ticket")).order_by(*_IN_ORDER))
_OF_PAYMENT = Statement(_ALL.where(refund.c.payment_id == bindparam("for_payment")).order_by(*_IN_ORDER))
_IS_OPEN = one_of(refund.c.state, sorted(state.value for state in OPEN_REFUNDS))
# Whatever is open has its turn some day: said so that the index of turns finds the few that are.
_HAS_A_TURN = refund.c.next_at.is_not(None)
_OPEN = Statement(_ALL.where(_HAS_A_TURN, _IS_OPEN).order_by(*_IN_ORDER))
_REFUSED = Statement(_ALL.where(refund.c.state == RefundState.REFUSED.value).order_by(*_IN_ORDER))
DUE = Statement(
    select(refund.c.id, refund.c.method_id, refund.c.provider)
    .where(
        _HAS_A_TURN,
        refund.c.method_id.is_not(None),
        or_(
            refund.c.next_at <= bindparam("now", type_=refund.c.next_at.type),
            refund.c.next_at > bindparam("longest", type_=refund.c.next_at.type),
        ),
    )
    .order_by(refund.c.next_at, refund.c.position, refund.c.id)
    .limit(bindparam("most", type_=Integer))
)
NEXT_DUE = Statement(select(func.min(refund.c.next_at, type_=refund.c.next_at.type)).where(_HAS_A_TURN))
_ASK_AFTER = Statement(
    update(refund)
    .where(refund.c.id == bindparam("refund_id"), _IS_OPEN)
    .values(state=bindparam("state"), next_at=bindparam("next_at"))
)
_INSERT_EVENT = Statement(insert_into(payment_event))
_EVENTS = Statement(
    select(payment_event.c.at, payment_event.c.kind, payment_event.c.body)
    .where(payment_event.c.refund_id == bindparam("for_refund"))
    .order_by(payment_event.c.at, payment_event.c.id)
)


class SqlRefunds:
    """Implements payment_ports.Refunds."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def insert(self, refund: Refund) -> None:
        _INSERT.run(self._link, **_values(refund))

    def save(self, refund: Refund) -> None:
        values = _values(refund)
        if not _SAVE.run(self._link, refund_id=refund.id, **{name: values[name] for name in _CHANGE}):
            raise NoSuchRow("refund", refund.id)

    def get(self, refund_id: UUID) -> Refund:
        row = _GET.first(self._link, refund_id=refund_id)
        if row is None:
            raise NoSuchRow("refund", refund_id)
        return _refund(row)

    def of_ticket(self, ticket_id: UUID) -> list[Refund]:
        return [_refund(row) for row in _OF_TICKET.all(self._link, for_ticket=ticket_id)]

    def of_payment(self, payment_id: UUID) -> list[Refund]:
        return [_refund(row) for row in _OF_PAYMENT.all(self._link, for_payment=payment_id)]

    def open(self) -> list[Refund]:
        return [_refund(row) for row in _OPEN.all(self._link)]

    def refused(self) -> list[Refund]:
        return [_refund(row) for row in _REFUSED.all(self._link)]

    def due(self, now: datetime, longest: datetime, limit: int) -> list[Due]:
        return [
            Due(row[0], row[1], row[2], refund=True)
            for row in DUE.all(self._link, now=now, longest=longest, most=limit)
        ]

    def ask_after(self, turns: Iterable[tuple[UUID, RefundState, datetime]]) -> None:
        rows = [{"refund_id": each, "state": state.value, "next_at": at} for each, state, at in turns]
        _ASK_AFTER.run_many(self._link, rows)

    def next_due(self) -> datetime | None:
        found: datetime | None = NEXT_DUE.scalar(self._link)
        return found

    def note(self, refund_id: UUID, kind: str, body: Mapping[str, Any], at: datetime) -> None:
        _INSERT_EVENT.run(
            self._link, id=new_id(), payment_id=None, refund_id=refund_id, at=at, kind=kind, body=dict(body)
        )

    def events(self, refund_id: UUID) -> list[PaymentEvent]:
        return [PaymentEvent(*row) for row in _EVENTS.all(self._link, for_refund=refund_id)]


def _values(record: Refund) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in _FIELDS}
    for name in _TEXTS - {"reason"}:
        values[name] = values[name] or None
    values["state"], values["kind"] = record.state.value, record.kind.value
    return values


def _refund(row: Row) -> Refund:
    values = dict(zip(_FIELDS, row, strict=True))
    for name in _TEXTS:
        values[name] = values[name] or ""
    values["state"], values["kind"] = RefundState(values["state"]), TenderKind(values["kind"])
    return Refund(**values)
