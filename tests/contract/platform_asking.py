"""How the suites over the registered platforms ask them."""

import importlib
import importlib.util
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.capabilities import Capability
from pos_desktop.application.platform.changes import Message, Stream
from pos_desktop.application.platform.sent_orders import PlacedOrder, RefundLinePush, RefundPush, TenderPush
from pos_desktop.application.platform.trouble import (
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
)
from pos_desktop.platforms.registry import platform_kinds
from tests.platform_harness import MUG, Harness, NotOffered, line, order

KINDS = platform_kinds()
EVERY = sorted(KINDS)
OFFERED = [key for key in EVERY if KINDS[key].offered]
FOUR = (PlatformAway, PlatformUnsure, PlatformSetting, PlatformRefused)


@pytest.fixture(params=OFFERED)
def side(request: pytest.FixtureRequest) -> Iterator[Harness]:
    """The shop and the register's way to it."""
    module = importlib.import_module(f"tests.platform_harness.{request.param}")
    with module.harness() as harness:
        yield harness


def offered(side: Harness, act: str, *given: object, **named: object):
    """Has the other side do something, or skips the test with the reason why it cannot."""
    try:
        return getattr(side, act)(*given, **named)
    except NotOffered as missing:
        pytest.skip(f"{act}: {missing}")


def can(side: Harness, capability: Capability) -> None:
    """Skips the test, with the table's own words, where the platform does not have this."""
    if not side.platform.capabilities.has(capability):
        pytest.skip(f"{capability}: {side.platform.capabilities.of(capability).words}")


def sold(side: Harness) -> tuple[UUID, PlacedOrder, RefundPush]:
    """An order of three mugs that went over as two lines, and the return of two of them."""
    can(side, Capability.PARTIAL_REFUNDS)
    mugs = line(side, MUG, 3, total_minor=1000, net_minor=1000)
    push = order(side, mugs)
    placed = side.platform.create_order(push)
    refund = RefundPush(
        refund_id=new_id(),
        order_ref=placed.ref,
        lines=(RefundLinePush(placed.line_refs[str(mugs.line_id)], 2000, 667, True, "Mug"),),
        tenders=(TenderPush(new_id(), "cash", 667),),
        amount_minor=667,
        currency="EUR",
        note="too small",
        at=datetime.now(UTC),
    )
    return push.order_id, placed, refund


def looks(side: Harness, stream: Stream, cursor: str) -> tuple[list[Message], str]:
    """All pages of a look."""
    found: list[Message] = []
    for _ in range(50):
        told = side.platform.changes(stream, cursor)
        found += told.messages
        cursor = told.cursor
        if not told.more:
            return found, cursor
    raise AssertionError("a look without an end")
