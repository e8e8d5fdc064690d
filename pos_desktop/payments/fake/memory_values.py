"""A ledger of gift cards, store credits and vouchers in memory: for tests and for trying a provider out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Decline, ProviderRefused, Redeemed
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind


@dataclass(slots=True)
class _Value:
    kind: TenderKind
    code: str
    currency: str
    expires: date | None
    blocked: bool = False
    value_id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class _Move:
    value_id: UUID
    amount_minor: int  # below zero: taken off
    order_id: UUID | None
    of_key: UUID | None  # the move that it puts back
    answer: Redeemed | None


def _today() -> date:
    return datetime.now(UTC).date()


class MemoryValues:
    """Complete: declines, expiry, blocking, once per key. A balance is the sum of its moves."""

    def __init__(self, today: Callable[[], date] = _today) -> None:
        self._values: dict[str, _Value] = {}
        self._moves: dict[UUID, _Move] = {}
        self._today = today

    def issue(
        self, kind: TenderKind, code: str, amount_minor: int, currency: str, *, expires: date | None = None
    ) -> UUID:
        """A new value with its first amount. ValueError for a code in use or an amount below zero."""
        plain = _plain(code)
        if plain in self._values or not kind.stored_value or amount_minor < 0:
            raise ValueError("a value needs a fresh code and an amount")
        value = self._values[plain] = _Value(kind, plain, currency, expires)
        self._moves[new_id()] = _Move(value.value_id, amount_minor, None, None, None)
        return value.value_id

    def block(self, code: str) -> None:
        """Nothing is redeemed of it any more."""
        self._values[_plain(code)].blocked = True

    def balance(self, code: str) -> int:
        """What is left, in minor units."""
        return self._balance(self._values[_plain(code)].value_id)

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
        value = self._values.get(_plain(code))
        if value is None or value.kind is not kind:
            return Decline.UNKNOWN_CODE
        reason = self._objection(value, amount_minor, currency)
        if reason is not None:
            return reason
        return self._move(key, value, -amount_minor, order_id, None)

    def _objection(self, value: _Value, amount_minor: int, currency: str) -> Decline | None:
        if value.blocked:
            return Decline.BLOCKED_CODE
        if value.expires is not None and value.expires < self._today():
            return Decline.EXPIRED_CODE
        if value.currency != currency:
            return Decline.WRONG_CURRENCY
        return Decline.NOT_ENOUGH_BALANCE if amount_minor > self._balance(value.value_id) else None

    def put_back(self, key: UUID, of_key: UUID, amount_minor: int, order_id: UUID) -> Redeemed:
        before = self.moved(key)
        if before is not None:
            return before
        taken = self._moves.get(of_key)
        back = sum(move.amount_minor for move in self._moves.values() if move.of_key == of_key)
        if taken is None or back + amount_minor > -taken.amount_minor:
            raise _too_much()
        value = next(one for one in self._values.values() if one.value_id == taken.value_id)
        return self._move(key, value, amount_minor, order_id, of_key)

    def moved(self, key: UUID) -> Redeemed | None:
        move = self._moves.get(key)
        return move.answer if move is not None else None

    def _move(
        self, key: UUID, value: _Value, amount_minor: int, order_id: UUID, of_key: UUID | None
    ) -> Redeemed:
        balance = self._balance(value.value_id) + amount_minor
        answer = Redeemed(value.value_id, value.code[-4:], abs(amount_minor), balance)
        self._moves[key] = _Move(value.value_id, amount_minor, order_id, of_key, answer)
        return answer

    def _balance(self, value_id: UUID) -> int:
        return sum(move.amount_minor for move in self._moves.values() if move.value_id == value_id)


def _plain(code: str) -> str:
    """As it is looked up: without blanks and dashes, in capitals."""
    return code.replace("-", "").replace(" ", "").upper()


def _too_much() -> ProviderRefused:
    return ProviderRefused(
        tr("More than was paid cannot be given back"),
        tr("Nothing was changed."),
        tr("Give back what is left."),
        code="refund_too_large",
    )
