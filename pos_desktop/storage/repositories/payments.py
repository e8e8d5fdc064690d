"""Attempts to take money: written before anything is asked for, saved after every answer."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import Due, Payment, PaymentEvent
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import OPEN_PAYMENTS, CaptureState, ChargeWhen, PaymentState, TenderKind
from pos_desktop.storage.later.sql import (
    Integer,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from pos_desktop.storage.later.tables import payment, payment_event, ticket
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, insert_into, one_of

_FIELDS = tuple(field.name for field in fields(Payment))
_TEXTS = frozenset(field.name for field in fields(Payment) if field.default == "")
# References among them: SQLite looks each one up again when it is written again. The shift is written by itself.
_NEVER_CHANGE = frozenset(
    {"id", "key", "ticket_id", "register_id", "shift_id", "method_id", "kind", "provider", "currency"}
    | {"order_words", "person_id", "approved_by", "created_at"}
)
_CHANGE = tuple(name for name in _FIELDS if name not in _NEVER_CHANGE)

_ALL = select(*(payment.c[name] for name in _FIELDS))
_OPEN = one_of(payment.c.state, sorted(state.value for state in OPEN_PAYMENTS))
# Whatever is open has its turn some day: said so that the index of turns finds the few that are.
_HAS_A_TURN = payment.c.next_at.is_not(None)
_COUNTS = one_of(payment.c.state, sorted(state.value for state in PaymentState if state.counts))
_IN_ORDER = (payment.c.created_at, payment.c.id)

_INSERT = Statement(insert_into(payment))
_SAVE = Statement(
    update(payment)
    .where(payment.c.id == bindparam("payment_id"))
    .values({name: bindparam(name) for name in _CHANGE})
)
_GET = Statement(_ALL.where(payment.c.id == bindparam("payment_id")))
_OF_TICKET = Statement(_ALL.where(payment.c.ticket_id == bindparam("for_ticket")).order_by(*_IN_ORDER))
_EVERY_OPEN = Statement(_ALL.where(_HAS_A_TURN, _OPEN).order_by(*_IN_ORDER))
# Said the way ix_ticket_alive says it, which is what lets SQLite use that index.
OPEN_TICKETS = Statement(
    select(ticket.c.id).where(
        literal_column("ticket.state IN ('open', 'parked')"),
        one_of(ticket.c.order_state, (OrderState.VALIDATED.value, OrderState.PARTIALLY_PAID.value)),
    )
)
_OF_ITS_TICKET = select(literal(1)).select_from(payment).where(payment.c.ticket_id == ticket.c.id)
# A ticket of which nothing is paid yet, and with an attempt that is open, is where its payments have brought it.
TO_SETTLE = Statement(
    select(ticket.c.id).where(
        literal_column("ticket.state IN ('open', 'parked')"),
        or_(
            ticket.c.order_state == OrderState.PARTIALLY_PAID.value,
            and_(
                ticket.c.order_state == OrderState.VALIDATED.value,
                or_(
                    not_(_OF_ITS_TICKET.where(_OPEN).exists()),
                    _OF_ITS_TICKET.where(_COUNTS).exists(),
                ),
            ),
        ),
    )
)
DUE = Statement(
    select(
        payment.c.id,
        payment.c.method_id,
        payment.c.provider,
        or_(
            payment.c.stop,
            one_of(payment.c.state, (PaymentState.UNKNOWN.value, PaymentState.AUTHORISED.value)),
        ),
    )
    .where(
        _HAS_A_TURN,
        or_(
            payment.c.next_at <= bindparam("now", type_=payment.c.next_at.type),
            payment.c.next_at > bindparam("longest", type_=payment.c.next_at.type),
        ),
    )
    .order_by(payment.c.next_at, payment.c.id)
    .limit(bindparam("most", type_=Integer))
)
NEXT_DUE = Statement(select(func.min(payment.c.next_at, type_=payment.c.next_at.type)).where(_HAS_A_TURN))
_INTO_SHIFT = Statement(
    update(payment)
    .where(payment.c.id == bindparam("payment_id"))
    .values(shift_id=bindparam("into_shift", type_=payment.c.shift_id.type))
)
_ASK_AFTER = Statement(
    update(payment)
    .where(payment.c.id == bindparam("payment_id"), _OPEN)
    .values(stop=bindparam("stop"), next_at=bindparam("next_at"))
)
_BETWEEN = Statement(
    _ALL.where(
        payment.c.method_id == bindparam("for_method"),
        payment.c.created_at >= bindparam("since", type_=payment.c.created_at.type),
        payment.c.created_at < bindparam("until", type_=payment.c.created_at.type),
    ).order_by(*_IN_ORDER)
)
HELD = Statement(_ALL.where(payment.c.state == PaymentState.AUTHORISED.value).order_by(*_IN_ORDER))
CAPTURES = Statement(_ALL.where(payment.c.capture_state.is_not(None)).order_by(*_IN_ORDER))
_BY_REF = Statement(_ALL.where(payment.c.provider_ref == bindparam("ref")).order_by(*_IN_ORDER).limit(1))

_INSERT_EVENT = Statement(insert_into(payment_event))
_EVENTS = Statement(
    select(payment_event.c.at, payment_event.c.kind, payment_event.c.body)
    .where(payment_event.c.payment_id == bindparam("for_payment"))
    .order_by(payment_event.c.at, payment_event.c.id)
)


class SqlPayments:
    """Implements payment_ports.Payments."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def insert(self, payment: Payment) -> None:
        _INSERT.run(self._link, **_values(payment))

    def save(self, payment: Payment) -> None:
        values = _values(payment)
        if not _SAVE.run(self._link, payment_id=payment.id, **{name: values[name] for name in _CHANGE}):
            raise NoSuchRow("payment", payment.id)

    def into_shift(self, payment_id: UUID, shift_id: UUID) -> None:
        if not _INTO_SHIFT.run(self._link, payment_id=payment_id, into_shift=shift_id):
            raise NoSuchRow("payment", payment_id)

    def get(self, payment_id: UUID) -> Payment:
        row = _GET.first(self._link, payment_id=payment_id)
        if row is None:
            raise NoSuchRow("payment", payment_id)
        return _payment(row)

    def of_ticket(self, ticket_id: UUID) -> list[Payment]:
        return [_payment(row) for row in _OF_TICKET.all(self._link, for_ticket=ticket_id)]

    def open_tickets(self) -> list[UUID]:
        return [row[0] for row in OPEN_TICKETS.all(self._link)]

    def to_settle(self) -> list[UUID]:
        return [row[0] for row in TO_SETTLE.all(self._link)]

    def ask_after(self, turns: Iterable[tuple[UUID, bool]], at: datetime) -> None:
        rows = [{"payment_id": payment_id, "stop": stop, "next_at": at} for payment_id, stop in turns]
        _ASK_AFTER.run_many(self._link, rows)

    def open(self) -> list[Payment]:
        return [_payment(row) for row in _EVERY_OPEN.all(self._link)]

    def due(self, now: datetime, longest: datetime, limit: int) -> list[Due]:
        rows = DUE.all(self._link, now=now, longest=longest, most=limit)
        return [Due(row[0], row[1], row[2], asked_after=bool(row[3])) for row in rows]

    def next_due(self) -> datetime | None:
        found: datetime | None = NEXT_DUE.scalar(self._link)
        return found

    def between(self, method_id: UUID, since: datetime, until: datetime) -> list[Payment]:
        rows = _BETWEEN.all(self._link, for_method=method_id, since=since, until=until)
        return [_payment(row) for row in rows]

    def by_provider_ref(self, provider_ref: str) -> Payment | None:
        row = _BY_REF.first(self._link, ref=provider_ref)
        return None if row is None else _payment(row)

    def held(self) -> list[Payment]:
        return [_payment(row) for row in HELD.all(self._link)]

    def captures(self) -> list[Payment]:
        return [_payment(row) for row in CAPTURES.all(self._link)]

    def note(self, payment_id: UUID, kind: str, body: Mapping[str, Any], at: datetime) -> None:
        _INSERT_EVENT.run(
            self._link, id=new_id(), payment_id=payment_id, refund_id=None, at=at, kind=kind, body=dict(body)
        )

    def events(self, payment_id: UUID) -> list[PaymentEvent]:
        return [PaymentEvent(*row) for row in _EVENTS.all(self._link, for_payment=payment_id)]


def _values(record: Payment) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in _FIELDS}
    for name in _TEXTS:
        values[name] = values[name] or None
    values["state"], values["kind"] = record.state.value, record.kind.value
    values["charge_on"] = None if record.charge_on is ChargeWhen.NOW else record.charge_on.value
    values["capture_state"] = record.capture_state.value if record.capture_state else None
    return values


def _payment(row: Row) -> Payment:
    values = dict(zip(_FIELDS, row, strict=True))
    for name in _TEXTS:
        values[name] = values[name] or ""
    values["state"], values["kind"] = PaymentState(values["state"]), TenderKind(values["kind"])
    values["charge_on"] = ChargeWhen(values["charge_on"] or ChargeWhen.NOW)
    values["capture_state"] = CaptureState(values["capture_state"]) if values["capture_state"] else None
    return Payment(**values)
