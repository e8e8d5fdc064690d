"""The way to a shop: its address, sign-in, versions, limits, and what is sent and what never is."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import json
import logging
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.changes import Stream
from pos_desktop.application.platform.trouble import NotOffered, PlatformAway, PlatformSetting, PlatformUnsure
from pos_desktop.platforms.accounts import TOKENS, Shops
from pos_desktop.platforms.shopify import shop as shop_module
from pos_desktop.platforms.shopify import version
from pos_desktop.platforms.shopify.fake.access import ALL_SCOPES
from pos_desktop.platforms.shopify.fake.bucket import BASIC, Plan
from pos_desktop.platforms.shopify.fake.clock import ScaledClock
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET, FakeShopify
from pos_desktop.platforms.shopify.platform import PLATFORM, ShopifyKind
from pos_desktop.platforms.tokens import MemoryShelf
from pos_desktop.system.outgoing import Pace
from tests.integration.shopify_side import asked, side
from tests.memory_credentials import MemoryCredentials
from tests.platform_harness import MUG, order
from tests.platform_harness.shopify import QUICK, SECRETS, ShopifyHarness, connected, practice_shop

# -- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shop", ["kiln", "kiln.myshopify.com", "https://kiln.myshopify.com/", " KILN.myshopify.com "]
)
def test_the_address_of_a_shop(shop):
    assert PLATFORM.parse({"shop": shop}).address == "https://kiln.myshopify.com"


def test_a_practice_shop_on_this_machine():
    where = PLATFORM.parse({"shop": "http://127.0.0.1:8080"})
    assert (where.address, where.shop) == ("http://127.0.0.1:8080", "")


@pytest.mark.parametrize(
    "shop",
    [
        "", "http://kiln.myshopify.com", "http://192.168.0.4", "https://kiln.myshopify.com.evil.example", "kiln.example",
        "https://evil.example/kiln.myshopify.com", "kiln.myshopify.com/admin", "user@kiln.myshopify.com", "ftp://kiln.myshopify.com",
        "http://127.0.0.1:80/x", "kiln.myshopify.com:8080",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(shop):
    with pytest.raises(PlatformSetting):
        PLATFORM.parse({"shop": shop})


# -- signing in ------------------------------------------------------------------------------------


def test_an_app_of_the_shops_own_asks_for_its_token_and_for_another_when_it_is_refused():
    with practice_shop() as fake:
        told = []
        platform = connected(fake, {"client_secret": PRACTICE_SECRET}, told=told.append)
        assert platform.check().currency == "EUR"
        fake.gate.expire()
        assert platform.check().currency == "EUR"
        assert (asked(fake, "oauth"), told) == (2, ["renewed", "renewed"])
        platform.close()


def test_many_threads_whose_token_ran_out_renew_it_once():
    with practice_shop() as fake:
        pair = fake.gate.issue(datetime.now(UTC).timestamp())
        secrets = {**pair, "client_secret": PRACTICE_SECRET}
        platform = connected_with_refresh(fake, secrets)
        platform.check()
        fake.gate.tokens[pair["access_token"]].until = float("-inf")
        found, threads = [], []
        for _ in range(12):
            threads.append(threading.Thread(target=lambda: found.append(platform.check().name)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(found), asked(fake, "oauth")) == (12, 1)
        platform.close()


def connected_with_refresh(fake, secrets):
    from pos_desktop.platforms.base import Surroundings
    from pos_desktop.platforms.guarded import GuardedPlatform

    settings = {"shop": fake.address, "client_id": "practice-app"}
    return GuardedPlatform(ShopifyKind(QUICK).create(Surroundings(secrets.get, MemoryShelf(), settings)))


def test_a_refresh_token_that_is_withdrawn_asks_for_signing_in():
    with practice_shop() as fake:
        pair = fake.gate.issue(datetime.now(UTC).timestamp())
        platform = connected_with_refresh(fake, {**pair, "client_secret": PRACTICE_SECRET})
        fake.gate.expire()
        fake.gate.refreshes.clear()
        for _ in range(3):
            with pytest.raises(PlatformSetting) as raised:
                platform.check()
            assert raised.value.sign_in
        assert asked(fake, "oauth") == 1
        platform.close()


def test_a_renewal_that_breaks_off_is_made_again_with_the_same_refresh_token():
    with practice_shop() as fake:
        pair = fake.gate.issue(datetime.now(UTC).timestamp())
        platform = connected_with_refresh(fake, {**pair, "client_secret": PRACTICE_SECRET})
        fake.gate.tokens[pair["access_token"]].until = float("-inf")
        fake.faults.plan(Fault.LOSE_ANSWER, "oauth")
        with pytest.raises(PlatformUnsure):
            platform.check()
        # Those who waited share the failure for a moment, then it is asked again.
        platform._platform._client._wallet._failed = None
        assert platform.check().name
        platform.close()


def test_a_missing_permission_is_named_and_the_test_lists_it():
    with practice_shop(scopes=tuple(scope for scope in ALL_SCOPES if "orders" not in scope)) as fake:
        platform = connected(fake)
        assert set(platform.check().missing_scopes) == {
            "write_orders",
            "write_merchant_managed_fulfillment_orders",
        }
        with pytest.raises(PlatformSetting) as raised:
            platform.find_order(new_id())
        assert "read_orders" in raised.value.meaning and not raised.value.sign_in
        platform.close()


def test_a_plan_without_gift_cards_does_not_offer_them():
    with practice_shop(BASIC) as fake:
        platform = connected(fake)
        with pytest.raises(NotOffered) as raised:
            platform.gift_card("ABCD1234EFGH5678")
        assert raised.value.meaning
        platform.close()


# -- the version of the interface ------------------------------------------------------------------


def test_the_version_is_named_once_and_its_end_is_told_beforehand(side, monkeypatch, caplog):
    assert side.platform.check().warnings == ()
    assert {path for path, _ in side.fake.seen} == {f"/admin/api/{version.API_VERSION}/graphql.json"}
    monkeypatch.setattr(shop_module, "WATCH_FROM", date(2020, 1, 1))
    (warning,) = side.platform.check().warnings
    assert version.API_VERSION in warning and version.RETIRED.isoformat() in warning
    assert "retired" in caplog.text
    assert version.WATCH_FROM < version.RETIRED


def test_another_version_that_answers_is_noticed(side):
    side.platform.check()
    side.platform._platform._client.served_version = "2027-01"
    client = side.platform._platform._client
    client._notice_version = lambda answer: None
    (warning,) = side.platform.check().warnings
    assert version.API_VERSION in warning


# -- what is sent, and what never is ---------------------------------------------------------------


def test_no_key_stands_in_an_error_or_in_the_log(side, caplog):
    caplog.set_level(logging.DEBUG)
    side.fake.faults.plan(Fault.STATUS, status=500)
    with pytest.raises(PlatformUnsure) as raised:
        side.platform.check()
    chain, seen = raised.value, []
    while chain is not None:
        seen.append(repr(chain) + str(chain))
        chain = chain.__cause__ or chain.__context__
    for key in SECRETS.values():
        assert key not in "".join(seen) and key not in caplog.text


def test_nobody_is_there():
    fake = FakeShopify()
    fake.start()
    fake.close()
    platform = connected(fake)
    with pytest.raises(PlatformAway) as raised:
        platform.check()
    assert raised.value.offline
    platform.close()


def test_the_breaker_holds_back_after_five_failures_and_says_for_how_long(side):
    side.fake.faults.plan(Fault.STATUS, times=-1)
    for _ in range(5):
        with pytest.raises(PlatformUnsure):
            side.platform.check()
    with pytest.raises(PlatformAway) as raised:
        side.platform.check()
    assert 0 < raised.value.retry_after <= 30 and not raised.value.offline
    assert len(side.fake.seen) == 5


def test_pages_are_asked_for_again_and_what_has_an_effect_is_not(side):
    push = order(side)
    before = len(side.fake.seen)
    side.fake.faults.plan(Fault.STATUS)
    with pytest.raises(PlatformUnsure):
        side.platform.create_order(push)
    assert len(side.fake.seen) == before + 1
    side.fake.faults.plan(Fault.STATUS, "orders", times=2)
    assert side.platform.changes(Stream.ORDERS, "nonsense").messages == ()


# -- limits ----------------------------------------------------------------------------------------


def test_a_throttled_call_is_made_again_after_the_bucket_filled(side):
    side.fake.faults.plan(Fault.THROTTLED)
    push = order(side)
    side.fake.faults.plan(Fault.THROTTLED, "orderCreate")
    side.platform.create_order(push)
    assert side.copies(push.order_id) == 1


def test_a_bucket_that_stays_empty_says_when_to_come_back():
    with practice_shop(Plan("Tiny", 1, 2000)) as fake:
        platform = connected(fake)
        platform.check()
        fake.bucket.drain()
        with pytest.raises(PlatformAway) as raised:
            for _ in range(20):
                platform.find_variants(sku=MUG)
        assert raised.value.retry_after > 20
        platform.close()


def test_many_threads_stay_below_the_limit_of_the_shop():
    fast = ScaledClock(20)
    with practice_shop(Plan("Small", 100, 400), clock=fast) as fake:
        pace = replace(
            QUICK,
            clock=fast.seconds,
            sleep=lambda seconds: threading.Event().wait(seconds / 20),
            call_seconds=2000,  # by the fast clock
        )
        side = ShopifyHarness(fake, connected(fake, pace=pace))
        push = order(side)
        orders = [replace(push, order_id=new_id()) for _ in range(24)]
        waiting = list(orders)
        guard, troubles = threading.Lock(), []

        def work() -> None:
            while True:
                with guard:
                    if not waiting:
                        return
                    each = waiting.pop()
                try:
                    side.platform.create_order(each)
                except Exception as error:
                    troubles.append(error)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert troubles == []
        assert [side.copies(each.order_id) for each in orders] == [1] * 24
        side.platform.close()


# -- the family's account --------------------------------------------------------------------------


class OneConnection:
    """What Shops reads of the store."""

    def __init__(self, connection) -> None:
        self._connection = connection
        self.connections = self

    def read(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def get(self, connection_id: UUID):
        assert connection_id == self._connection.id
        return self._connection


def test_shops_are_made_once_renewed_tokens_go_to_the_keyring_and_new_keys_are_used_at_once():
    from pos_desktop.application.sync_records import Connection

    with practice_shop() as fake:
        connection = Connection(
            new_id(), "shopify", "Kiln", {"shop": fake.address, "client_id": "practice-app"}
        )
        keyring, told = MemoryCredentials(), []
        keyring.put(connection.id, "client_secret", PRACTICE_SECRET)
        shops = Shops(OneConnection(connection), keyring, lambda owner, what: told.append((owner, what)))
        platform = shops.of(connection.id)
        assert shops.of(connection.id) is platform
        assert platform.check().name == "Practice Shop"
        kept = json.loads(keyring.get(connection.id, TOKENS))
        assert [token["kind"] for token in kept["tokens"]] == ["access"]
        assert told == [(connection.id, "renewed")]
        shops.forget(connection.id)
        assert shops.of(connection.id) is not platform
        assert shops.of(connection.id).check().name and asked(fake, "oauth") == 1, "the kept token is used"
        keyring.put(connection.id, "client_secret", "another")
        with pytest.raises(PlatformSetting):
            shops.of(connection.id).check()
        assert told[-1] == (connection.id, "refused")
        shops.close()


def test_a_trial_leaves_nothing_behind():
    with practice_shop() as fake:
        keyring = MemoryCredentials()
        shops = Shops(OneConnection(None), keyring)
        trial = shops.trial("shopify", {"shop": fake.address}, SECRETS)
        assert trial.check().currency == "EUR"
        trial.close()
        assert keyring.kept == {}
        with pytest.raises(PlatformSetting):
            shops.trial("wix", {}, {})
        with pytest.raises(PlatformSetting):
            shops.check("shopify", {"shop": "kiln.example"})
        assert len(shops.kinds()) == 8


def test_a_stray_fault_is_told_and_becomes_one_of_the_four(side, caplog):
    caught = []
    hook, threading.excepthook = threading.excepthook, caught.append
    try:
        side.platform._platform._client.ask = lambda *_: {}["planted"]
        with pytest.raises(PlatformUnsure):
            side.platform.check()
    finally:
        threading.excepthook = hook
    assert [each.exc_type for each in caught] == [KeyError]


def test_a_call_is_bounded_in_time():
    with practice_shop() as fake:
        platform = connected(fake, pace=Pace(call_seconds=0.3, connect_seconds=0.3, waits=()))
        fake.faults.plan(Fault.HANG)
        with pytest.raises(PlatformUnsure):
            platform.check()
        fake.faults.clear()
        platform.close()
