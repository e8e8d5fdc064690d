"""Tokens of a connection: kept with their expiry, renewed once under many callers, never lost."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from pos_desktop.application.platform.trouble import PlatformAway, PlatformSetting
from pos_desktop.platforms.tokens import (
    FAILURE_HOLDS_SECONDS,
    MemoryShelf,
    Renew,
    Token,
    TokenKind,
    TokenSet,
    Wallet,
    token_set,
)

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clocks:
    def __init__(self) -> None:
        self.now, self.seconds = NOON, 0.0

    def on(self, by: timedelta) -> None:
        self.now += by
        self.seconds += by.total_seconds()


class Shop:
    """Hands out pairs; each refresh token is good once."""

    def __init__(self, clocks: Clocks) -> None:
        self.clocks, self.asked, self.number = clocks, 0, 0
        self.good_refresh = "refresh-0"
        self.trouble: Exception | None = None
        self.reached = threading.Event()
        self.let_go = threading.Event()
        self.let_go.set()

    def renew(self, held: TokenSet) -> TokenSet:
        self.asked += 1
        self.reached.set()
        assert self.let_go.wait(60)
        if self.trouble:
            raise self.trouble
        refresh = held.get(TokenKind.REFRESH)
        if refresh is None or refresh.value != self.good_refresh:
            raise PlatformSetting("no", sign_in=True)
        self.number += 1
        self.good_refresh = f"refresh-{self.number}"
        return token_set(
            Token(TokenKind.ACCESS, f"access-{self.number}", self.clocks.now + HOUR),
            Token(TokenKind.REFRESH, self.good_refresh),
        )


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def shop(clocks) -> Shop:
    return Shop(clocks)


def wallet(
    clocks: Clocks,
    renew: Renew,
    shelf=None,
    typed=("access-0", "refresh-0"),
    told: Callable[[str], None] | None = None,
) -> Wallet:
    access, refresh = typed
    return Wallet(
        shelf or MemoryShelf(),
        lambda: token_set(Token(TokenKind.ACCESS, access), Token(TokenKind.REFRESH, refresh), typed=typed),
        renew,
        told=told or (lambda what: None),
        now=lambda: clocks.now,
        monotonic=lambda: clocks.seconds,
    )


def in_threads(count: int, act: Callable[[], str]) -> list[object]:
    found: list[object] = [None] * count
    ready = threading.Barrier(count)

    def run(place: int) -> None:
        ready.wait()
        try:
            found[place] = act()
        except Exception as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    return found


def test_what_was_typed_is_used_until_it_is_refused(clocks, shop):
    ours = wallet(clocks, shop.renew)
    assert ours.get() == "access-0"
    assert ours.instead_of("access-0") == "access-1"
    assert (ours.get(), shop.asked) == ("access-1", 1)


def test_many_threads_one_renewal(clocks, shop):
    ours = wallet(clocks, shop.renew)
    assert in_threads(32, lambda: ours.instead_of("access-0")) == ["access-1"] * 32
    assert shop.asked == 1


def test_two_wallets_of_a_connection_share_the_renewal(clocks, shop):
    shelf = MemoryShelf()
    both = [wallet(clocks, shop.renew, shelf), wallet(clocks, shop.renew, shelf)]
    turns = iter([0, 1] * 16)
    assert set(in_threads(32, lambda: both[next(turns)].instead_of("access-0"))) == {"access-1"}
    assert shop.asked == 1


def test_it_is_renewed_before_it_runs_out_while_others_go_on_with_the_old_one(clocks, shop):
    ours = wallet(clocks, shop.renew)
    ours.instead_of("access-0")
    clocks.on(timedelta(minutes=54))
    assert (ours.get(), shop.asked) == ("access-1", 1)
    clocks.on(timedelta(minutes=2))
    shop.reached.clear()
    shop.let_go.clear()
    renewing = threading.Thread(target=ours.get)
    renewing.start()
    assert shop.reached.wait(60)
    assert ours.get() == "access-1", "nobody waits for a renewal as long as there is a good one"
    shop.let_go.set()
    renewing.join(60)
    assert (ours.get(), shop.asked) == ("access-2", 2)


def test_one_that_ran_out_is_never_handed_out(clocks, shop):
    ours = wallet(clocks, shop.renew)
    ours.instead_of("access-0")
    clocks.on(2 * HOUR)
    assert in_threads(16, ours.get) == ["access-2"] * 16
    assert shop.asked == 2


def test_a_renewal_ahead_of_time_that_fails_leaves_the_good_one(clocks, shop):
    ours = wallet(clocks, shop.renew)
    ours.instead_of("access-0")
    clocks.on(timedelta(minutes=57))
    shop.trouble = PlatformAway("busy")
    assert ours.get() == "access-1"


def test_the_new_pair_is_kept_before_it_is_used_and_found_by_the_next_process(clocks, shop):
    shelf = MemoryShelf()
    wallet(clocks, shop.renew, shelf).instead_of("access-0")
    kept = json.loads(shelf.read())
    assert {token["kind"]: token["value"] for token in kept["tokens"]} == {
        "access": "access-1",
        "refresh": "refresh-1",
    }
    assert wallet(clocks, shop.renew, shelf).get() == "access-1"
    assert shop.asked == 1


class FullShelf(MemoryShelf):
    """A keyring that takes nothing for a while."""

    full = True

    def write(self, text: str) -> None:
        if self.full:
            raise OSError("locked")
        super().write(text)


def test_a_keyring_that_takes_nothing_loses_no_pair(clocks, shop):
    shelf = FullShelf()
    ours = wallet(clocks, shop.renew, shelf)
    with pytest.raises(OSError):
        ours.instead_of("access-0")
    shelf.full = False
    assert ours.instead_of("access-0") == "access-1", (
        "the pair of the first renewal; its refresh token was used up"
    )
    assert shop.asked == 1


def test_refused_renewal_asks_for_signing_in_once_and_loses_nothing(clocks, shop):
    told: list[str] = []
    shelf = MemoryShelf()
    ours = wallet(clocks, shop.renew, shelf, told=told.append)
    ours.instead_of("access-0")
    shop.good_refresh = "withdrawn"
    clocks.on(2 * HOUR)
    before = shelf.read()
    found = in_threads(16, ours.get)
    assert all(isinstance(each, PlatformSetting) and each.sign_in for each in found)
    assert shelf.read() == before
    assert (shop.asked, told) == (2, ["renewed", "refused"])


def test_after_signing_in_again_what_was_typed_wins_over_what_was_kept(clocks, shop):
    shelf = MemoryShelf()
    wallet(clocks, shop.renew, shelf).instead_of("access-0")
    again = wallet(clocks, shop.renew, shelf, typed=("access-new", "refresh-new"))
    assert again.get() == "access-new"


def test_signing_in_again_ends_the_refusal_without_a_restart(clocks, shop):
    keys = ["access-0", "bad"]
    ours = Wallet(
        MemoryShelf(),
        lambda: token_set(
            Token(TokenKind.ACCESS, keys[0]), Token(TokenKind.REFRESH, keys[1]), typed=tuple(keys)
        ),
        shop.renew,
        now=lambda: clocks.now,
        monotonic=lambda: clocks.seconds,
    )
    with pytest.raises(PlatformSetting):
        ours.instead_of("access-0")
    keys[1] = "refresh-0"
    assert ours.instead_of("access-0") == "access-1"


def test_those_who_waited_for_a_renewal_that_failed_do_not_ask_one_after_the_other(clocks, shop):
    ours = wallet(clocks, shop.renew)
    shop.trouble = PlatformAway("no way to it", offline=True)
    found = in_threads(16, lambda: ours.instead_of("access-0"))
    assert all(isinstance(each, PlatformAway) for each in found)
    assert shop.asked == 1
    shop.trouble = None
    clocks.on(timedelta(seconds=FAILURE_HOLDS_SECONDS + 1))
    assert ours.instead_of("access-0") == "access-1"


def test_a_keyring_entry_that_cannot_be_read_counts_as_none(clocks, shop):
    shelf = MemoryShelf()
    for junk in (
        "",
        "{",
        "[]",
        '{"origin": "x"}',
        '{"origin": "x", "tokens": [{"kind": "other", "value": 1}]}',
    ):
        shelf.write(junk)
        assert wallet(clocks, shop.renew, shelf).get() == "access-0"


def test_a_token_does_not_show_itself():
    assert "access-0" not in repr(Token(TokenKind.ACCESS, "access-0"))
    assert {kind.name for kind in TokenKind} == {"ACCESS", "REFRESH", "ID", "API_KEY", "SESSION"}
