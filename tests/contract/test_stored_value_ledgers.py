"""The ledger in memory answers as the one in the database does: the same calls to both, in any order."""

from collections.abc import Callable
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Decline, Redeemed, StoredValues
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import make_code
from pos_desktop.payments.fake.memory_values import MemoryValues
from tests.payment_harness.local import NOW, SqlLedger, sql_ledger

KINDS = (TenderKind.GIFT_CARD, TenderKind.VOUCHER)
places = st.integers(0, 5)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("redeem"), st.sampled_from(KINDS), places, st.integers(1, 900), st.sampled_from(["EUR", "CHF"]), places),
        st.tuples(st.just("put back"), places, places, st.integers(0, 900)),
        st.tuples(st.just("moved"), places),
        st.tuples(st.just("block"), places),
    ),
    max_size=25,
)  # fmt: skip


def plain(call: Callable[[], Redeemed | Decline | None]) -> object:
    """An answer without the ids that differ by nature."""
    try:
        answer = call()
    except (ValueError, LookupError) as error:
        return ValueError if isinstance(error, ValueError) else LookupError
    if not isinstance(answer, Redeemed):
        return answer
    return answer.last_four, answer.amount_minor, answer.balance_minor


class Pair:
    """Six values, of two kinds, in both ledgers; the last two are expired and foreign."""

    def __init__(self, sql: SqlLedger) -> None:
        self.memory, self.sql = MemoryValues(now=lambda: NOW), sql
        self.codes = [make_code(new_id().int) for _ in range(6)]
        self.ids: list[UUID] = []
        for place, code in enumerate(self.codes):
            kind, money = KINDS[place % 2], "CHF" if place == 5 else "EUR"
            ends = NOW if place == 4 else None
            self.memory.issue(kind, code, 1000, money, expires_at=ends)
            self.ids.append(sql.issue(kind, code, 1000, money, expires_at=ends))
        self.keys = [new_id() for _ in range(6)]
        self.back_keys = [new_id() for _ in range(6)]
        self.order = new_id()

    def both(self, call: Callable[[StoredValues], Redeemed | Decline | None]) -> None:
        assert plain(lambda: call(self.memory)) == plain(lambda: call(self.sql))

    def step(self, what: str, *given: object) -> None:
        match what, given:
            case "redeem", (kind, place, amount, money, key):
                self.both(
                    lambda at: at.redeem(kind, self.codes[place], amount, money, self.keys[key], self.order)
                )
            case "put back", (key, of, amount):
                self.both(lambda at: at.put_back(self.back_keys[key], self.keys[of], amount, self.order))
            case "moved", (key,):
                self.both(lambda at: at.moved(self.keys[key]))
            case "block", (place,):
                self.memory.block(self.codes[place])
                self.sql.block(self.ids[place])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_both_ledgers_answer_alike(moves: list[tuple[object, ...]]) -> None:
    with sql_ledger() as sql:
        pair = Pair(sql)
        for what, *given_ in moves:
            pair.step(str(what), *given_)
