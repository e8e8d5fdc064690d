"""Gift cards, store credits and vouchers: a ledger of moves. A code is stored as a keyed hash alone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Decline, Redeemed
from pos_desktop.application.payment_records import StoredValueView, ValueMove
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import normal_code
from pos_desktop.storage.later.sql import Integer, bindparam, func, select, update
from pos_desktop.storage.later.tables import stored_value, stored_value_move
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Row, Statement, insert_into

CodeKey = Callable[[str], bytes]
"""The keyed hash of a code as people type it."""

_value, _move = stored_value.c, stored_value_move.c

_BALANCE = (
    select(func.coalesce(func.sum(_move.amount_minor), 0))
    .where(_move.value_id == _value.id)
    .correlate(stored_value)
    .scalar_subquery()
)
_VIEWS = select(
    _value.id,
    _value.kind,
    _value.last_four,
    _value.currency,
    _BALANCE,
    _value.issued_at,
    _value.expires_at,
    _value.blocked,
    _value.customer,
    _value.note,
)
_BY_CODE = Statement(_VIEWS.where(_value.code_key == bindparam("code")))
# Two registers must not both see the same balance and take it. Locked first and read afterwards: a statement that
# waits for a lock goes on with the sums that it saw before.
_LOCK_CODE = Statement(select(_value.id).where(_value.code_key == bindparam("code")).with_for_update())
_LOCK = Statement(select(_value.id).where(_value.id == bindparam("value_id")).with_for_update())
_GET = Statement(_VIEWS.where(_value.id == bindparam("value_id")))
_NEWEST = Statement(
    _VIEWS.where(_value.kind == bindparam("kind"))
    .order_by(_value.issued_at.desc(), _value.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_NEWEST_OF_DIGITS = Statement(
    _VIEWS.where(_value.kind == bindparam("kind"), _value.last_four == bindparam("digits"))
    .order_by(_value.issued_at.desc(), _value.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_INSERT = Statement(insert_into(stored_value))
_INSERT_MOVE = Statement(insert_into(stored_value_move))
_SET_BLOCKED = Statement(
    update(stored_value).where(_value.id == bindparam("value_id")).values(blocked=bindparam("blocked"))
)
_MOVES_COLUMNS = select(
    _move.id,
    _move.value_id,
    _move.amount_minor,
    _move.reason,
    _move.moved_at,
    _move.order_id,
    _move.of_move_id,
)
_MOVE = Statement(_MOVES_COLUMNS.where(_move.id == bindparam("key")))
_MOVES = Statement(
    _MOVES_COLUMNS.where(_move.value_id == bindparam("for_value")).order_by(_move.moved_at, _move.id)
)
_PUT_BACK = Statement(
    select(func.coalesce(func.sum(_move.amount_minor), 0)).where(_move.of_move_id == bindparam("of_key"))
)


class SqlStoredValues:
    """Implements payment_ports.StoredValueLedger."""

    def __init__(self, link: Link, code_key: CodeKey, now: Callable[[], datetime]) -> None:
        self._link = link
        self._code_key = code_key
        self._now = now

    def issue(
        self,
        value_id: UUID,
        kind: TenderKind,
        code: str,
        amount_minor: int,
        currency: str,
        at: datetime,
        *,
        expires_at: datetime | None = None,
        order_id: UUID | None = None,
        customer: str = "",
        note: str = "",
    ) -> None:
        _INSERT.run(
            self._link,
            id=value_id,
            kind=kind.value,
            code_key=self._code_key(code),
            last_four=normal_code(code)[-4:],
            currency=currency,
            customer=customer or None,
            note=note or None,
            blocked=False,
            issued_at=at,
            expires_at=expires_at,
            order_id=order_id,
        )
        self._add(new_id(), value_id, amount_minor, "issue", order_id, at)

    def find(self, code: str) -> StoredValueView | None:
        row = _BY_CODE.first(self._link, code=self._code_key(code))
        return None if row is None else _view(row)

    def get(self, value_id: UUID) -> StoredValueView:
        row = _GET.first(self._link, value_id=value_id)
        if row is None:
            raise NoSuchRow("stored value", value_id)
        return _view(row)

    def newest(self, kind: TenderKind, limit: int, last_four: str = "") -> list[StoredValueView]:
        if last_four:
            rows = _NEWEST_OF_DIGITS.all(self._link, kind=kind.value, most=limit, digits=last_four.upper())
        else:
            rows = _NEWEST.all(self._link, kind=kind.value, most=limit)
        return [_view(row) for row in rows]

    def moves(self, value_id: UUID) -> list[ValueMove]:
        return [ValueMove(*row) for row in _MOVES.all(self._link, for_value=value_id)]

    def adjust(self, value_id: UUID, amount_minor: int, reason: str, key: UUID, at: datetime) -> None:
        """Adds (or takes) by a person's decision; ValueError below a balance of nothing."""
        _LOCK.first(self._link, value_id=value_id)
        if self.get(value_id).balance_minor + amount_minor < 0:
            raise ValueError("a balance is not negative")
        self._add(key, value_id, amount_minor, reason, None, at)

    def set_blocked(self, value_id: UUID, blocked: bool) -> None:
        if not _SET_BLOCKED.run(self._link, value_id=value_id, blocked=blocked):
            raise NoSuchRow("stored value", value_id)

    def redeem(
        self, kind: TenderKind, code: str, amount_minor: int, currency: str, key: UUID, order_id: UUID
    ) -> Redeemed | Decline:
        code_key = self._code_key(code)
        _LOCK_CODE.first(self._link, code=code_key)
        done = self.moved(key)
        if done is not None:
            return done
        row = _BY_CODE.first(self._link, code=code_key)
        found = None if row is None else _view(row)
        trouble = self._trouble(found, kind, amount_minor, currency)
        if trouble is not None:
            return trouble
        assert found is not None
        self._add(key, found.id, -amount_minor, "redeem", order_id, self._now())
        return Redeemed(found.id, found.last_four, -amount_minor, found.balance_minor - amount_minor)

    def put_back(self, key: UUID, of_key: UUID, amount_minor: int, order_id: UUID) -> Redeemed:
        """ValueError for more than the move took; LookupError when it never happened."""
        taken = _MOVE.first(self._link, key=of_key)
        if taken is not None:
            _LOCK.first(self._link, value_id=taken[1])
        done = self.moved(key)
        if done is not None:
            return done
        if taken is None:
            raise NoSuchRow("move of a stored value", of_key)
        back = int(_PUT_BACK.scalar(self._link, of_key=of_key))
        if amount_minor <= 0 or back + amount_minor > -taken[2]:
            raise ValueError("more than was taken does not go back")
        self._add(key, taken[1], amount_minor, "put_back", order_id, self._now(), of_move_id=of_key)
        view = self.get(taken[1])
        return Redeemed(view.id, view.last_four, amount_minor, view.balance_minor)

    def moved(self, key: UUID) -> Redeemed | None:
        row = _MOVE.first(self._link, key=key)
        if row is None:
            return None
        view = self.get(row[1])
        return Redeemed(view.id, view.last_four, row[2], view.balance_minor)

    def _trouble(
        self, found: StoredValueView | None, kind: TenderKind, amount_minor: int, currency: str
    ) -> Decline | None:
        if found is None or found.kind is not kind:
            return Decline.UNKNOWN_CODE
        if found.blocked:
            return Decline.BLOCKED_CODE
        if found.expires_at is not None and found.expires_at <= self._now():
            return Decline.EXPIRED_CODE
        if found.currency != currency:
            return Decline.WRONG_CURRENCY
        return Decline.NOT_ENOUGH_BALANCE if found.balance_minor < amount_minor else None

    def _add(
        self,
        key: UUID,
        value_id: UUID,
        amount_minor: int,
        reason: str,
        order_id: UUID | None,
        at: datetime,
        *,
        of_move_id: UUID | None = None,
    ) -> None:
        values: dict[str, Any] = {"id": key, "value_id": value_id, "amount_minor": amount_minor}
        values |= {"reason": reason, "order_id": order_id, "of_move_id": of_move_id, "moved_at": at}
        _INSERT_MOVE.run(self._link, person_id=None, **values)


def _view(row: Row) -> StoredValueView:
    value_id, kind, last_four, currency, balance, issued_at, expires_at, blocked, customer, note = row
    return StoredValueView(
        value_id,
        TenderKind(kind),
        last_four,
        currency,
        int(balance),
        issued_at,
        expires_at,
        blocked,
        customer or "",
        note or "",
    )
