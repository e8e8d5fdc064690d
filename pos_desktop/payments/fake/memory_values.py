"""A ledger of gift cards, store credits and vouchers in memory: for tests and for trying a provider out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Decline, Redeemed
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import normal_code


@dataclass(slots=True)
class _Value:
    kind: TenderKind
    code: str
    currency: str
    expires_at: datetime | None
    blocked: bool = False
    value_id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class _Move:
    value_id: UUID
    amount_minor: int  # below zero: taken off
    order_id: UUID | None
    of_key: UUID | None = None  # the move that it puts back


def _now() -> datetime:
    return datetime.now(UTC)


class MemoryValues:
    """Complete: declines, expiry, blocking, once per key. A balance is the sum of its moves."""

    def __init__(self, now: Callable[[], datetime] = _now) -> None:
        self._values: dict[str, _Value] = {}
        self._moves: dict[UUID, _Move] = {}
        self._now = now

    def issue(
        self,
        kind: TenderKind,
        code: str,
        amount_minor: int,
        currency: str,
        *,
        expires_at: datetime | None = None,
    ) -> UUID:
        """A new value with its first amount. ValueError for a code in use or an amount below zero."""
        plain = normal_code(code)
        if plain in self._values or not kind.stored_value or amount_minor < 0:
            raise ValueError("a value needs a fresh code and an amount")
        value = self._values[plain] = _Value(kind, plain, currency, expires_at)
        self._moves[new_id()] = _Move(value.value_id, amount_minor, None)
        return value.value_id

    def block(self, code: str) -> None:
        """Nothing is redeemed of it any more."""
        self._values[normal_code(code)].blocked = True

    def balance(self, code: str) -> int:
        """What is left, in minor units."""
        return self._balance(self._values[normal_code(code)].value_id)

    def taken(self, order_id: UUID) -> int:
        """What an order redeemed, in minor units, put back or not."""
        return -sum(
            move.amount_minor
            for move in self._moves.values()
            if move.order_id == order_id and move.of_key is None
        )

    def returned(self, order_id: UUID) -> int:
        """What was put back for an order."""
        return sum(
            move.amount_minor
            for move in self._moves.values()
            if move.order_id == order_id and move.of_key is not None
        )

    # StoredValues -------------------------------------------------------------------------------

    def redeem(
        self, kind: TenderKind, code: str, amount_minor: int, currency: str, key: UUID, order_id: UUID
    ) -> Redeemed | Decline:
        before = self.moved(key)
        if before is not None:
            return before
        value = self._values.get(normal_code(code))
        if value is None or value.kind is not kind:
            return Decline.UNKNOWN_CODE
        reason = self._objection(value, amount_minor, currency)
        if reason is not None:
            return reason
        return self._move(key, value.value_id, -amount_minor, order_id)

    def _objection(self, value: _Value, amount_minor: int, currency: str) -> Decline | None:
        if value.blocked:
            return Decline.BLOCKED_CODE
        if value.expires_at is not None and value.expires_at <= self._now():
            return Decline.EXPIRED_CODE
        if value.currency != currency:
            return Decline.WRONG_CURRENCY
        return Decline.NOT_ENOUGH_BALANCE if amount_minor > self._balance(value.value_id) else None

    def put_back(self, key: UUID, of_key: UUID, amount_minor: int, order_id: UUID) -> Redeemed:
        """ValueError for more than the move took; LookupError when it never happened."""
        before = self.moved(key)
        if before is not None:
            return before
        taken = self._moves[of_key]
        back = sum(move.amount_minor for move in self._moves.values() if move.of_key == of_key)
        if amount_minor <= 0 or back + amount_minor > -taken.amount_minor:
            raise ValueError("more than was taken does not go back")
        return self._move(key, taken.value_id, amount_minor, order_id, of_key)

    def moved(self, key: UUID) -> Redeemed | None:
        move = self._moves.get(key)
        if move is None:
            return None
        code = next(one.code for one in self._values.values() if one.value_id == move.value_id)
        return Redeemed(move.value_id, code[-4:], move.amount_minor, self._balance(move.value_id))

    def _move(
        self, key: UUID, value_id: UUID, amount_minor: int, order_id: UUID, of_key: UUID | None = None
    ) -> Redeemed:
        self._moves[key] = _Move(value_id, amount_minor, order_id, of_key)
        done = self.moved(key)
        assert done is not None
        return done

    def _balance(self, value_id: UUID) -> int:
        return sum(move.amount_minor for move in self._moves.values() if move.value_id == value_id)
