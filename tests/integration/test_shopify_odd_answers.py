"""Answers that no shop should give: of its sign-in, of its limits, and with text that is none."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import json

import pytest

from pos_desktop.application.platform.changes import ChangeKind, Message, Stream
from pos_desktop.application.platform.trouble import PlatformAway, PlatformUnsure, ShapeChanged
from pos_desktop.platforms.shopify.amounts import as_minor
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import PRACTICE_SECRET
from tests.contract.platform_asking import looks
from tests.integration.shopify_side import asked, side
from tests.platform_harness import MUG, order
from tests.platform_harness.shopify import ShopifyHarness, connected, practice_shop

# -- signing in ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd", [{}, {"access_token": None}, {"access_token": "x", "expires_in": "3600"}, {"access_token": 7}, []], ids=str
)  # fmt: skip
def test_an_answer_of_the_sign_in_that_makes_no_sense_refuses_nothing(odd):
    """An order would be parked by a refusal, one after the other."""
    with practice_shop() as fake:
        push = order(ShopifyHarness(fake, connected(fake)))
        platform = connected(fake, {"client_secret": PRACTICE_SECRET})
        fake.faults.plan(Fault.SHAPE, "oauth", change=lambda body: odd)
        with pytest.raises((PlatformUnsure, PlatformAway)):
            platform.create_order(push)
        platform.close()


@pytest.mark.parametrize("status", [302, 403, 430])
def test_a_page_of_somebody_else_at_the_sign_in_does_not_ask_for_another_key(status):
    with practice_shop() as fake:
        push = order(ShopifyHarness(fake, connected(fake)))
        platform = connected(fake, {"client_secret": PRACTICE_SECRET})
        fake.faults.plan(Fault.STATUS, "oauth", status=status)
        with pytest.raises((PlatformUnsure, PlatformAway)):
            platform.create_order(push)
        platform.close()


# -- limits ----------------------------------------------------------------------------------------


def test_a_shop_that_is_out_of_points_and_does_not_say_when_is_left_alone_for_a_moment(side):
    throttled = {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}
    push = order(side)
    before = asked(side.fake, "orderCreate")
    side.fake.faults.plan(Fault.SHAPE, "orderCreate", times=-1, change=lambda body: throttled)
    with pytest.raises(PlatformAway) as raised:
        side.platform.create_order(push)
    assert raised.value.retry_after is None or raised.value.retry_after >= 1.0
    assert asked(side.fake, "orderCreate") - before <= 3


@pytest.mark.parametrize("odd", [(0, 0, 0), (0, 2000, 0), (0, 0, 100), (-1, -2000, -100)])
def test_figures_that_no_bucket_has_hold_nothing_up(side, odd):
    left, most, rate = odd
    figures = {"currentlyAvailable": left, "maximumAvailable": most, "restoreRate": rate}
    cost = {"requestedQueryCost": 10, "actualQueryCost": 10, "throttleStatus": figures}
    side.platform.locations()
    side.fake.faults.plan(Fault.SHAPE, "shop", change=lambda body: {**body, "extensions": {"cost": cost}})
    side.platform.check()
    told = side.platform.budget()
    assert told is not None and told.available > 1000 and told.per_second >= 100


# -- messages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", ["products/delete", "app/uninstalled"])
def test_a_genuine_message_that_comes_again_under_a_worse_topic_does_nothing(side, topic):
    """Who has one message could send it again: its topic stands in a header that is not signed."""
    side.merchant_edits(MUG, 1390)
    headers, body = next(told for told in side.messages() if told[0]["X-Shopify-Topic"] == "products/update")
    message = side.platform.verify({**headers, "X-Shopify-Topic": topic, "X-Shopify-Webhook-Id": "2"}, body)
    with pytest.raises(ShapeChanged):
        side.platform.read(message)


def test_that_the_app_was_removed_is_still_understood(side):
    side.fake.remove_app()
    headers, body = next(told for told in side.messages() if told[0]["X-Shopify-Topic"] == "app/uninstalled")
    (change,) = side.platform.read(side.platform.verify(headers, body))
    assert change.kind is ChangeKind.APP_REMOVED


# -- figures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pieces", [10**16, -(10**16), 10**30])
def test_more_pieces_than_anybody_counts_are_set_aside(side, pieces):
    body = {
        "inventory_item_id": 7,
        "location_id": 8,
        "available": pieces,
        "updated_at": "2026-11-02T09:00:00Z",
    }
    with pytest.raises(ShapeChanged):
        side.platform.read(Message("m", "inventory_levels/update", json.dumps(body).encode()))


@pytest.mark.parametrize("amount", ["1e30", "1e999990", "1e999999999", "-1e40", "NaN", "Infinity"])
def test_an_amount_that_nobody_has_is_none(amount):
    with pytest.raises(ValueError):
        as_minor(amount, "EUR")


# -- text ------------------------------------------------------------------------------------------


def test_half_a_letter_in_a_name_is_no_reason_to_stop(side):
    """A text cut in the middle of a letter that takes two: no database takes it as it is."""
    side.fake.edit_product(side.fake.product_of(MUG), title="Mug \ud83d")
    messages, _ = looks(side, Stream.PRODUCTS, "nonsense")
    names = [change.product.name for message in messages for change in side.platform.read(message)]
    body = {"id": 7, "updated_at": "2026-11-02T09:00:00Z", "first_name": "Ada \udc00", "note": "x"}
    told = side.platform.read(Message("m", "customers/update", json.dumps(body).encode()))
    for text in (*names, told[0].customer.first_name):
        assert text.encode()
