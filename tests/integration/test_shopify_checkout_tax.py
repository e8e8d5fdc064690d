"""Taxes of drafts, asked of a shop over a real port: by place and goods, with taxes in the price and on top of it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.checkout_tax import TaxAsk, TaxedLine
from pos_desktop.application.platform.trouble import PlatformRefused, PlatformSetting, PlatformUnsure
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.shop_tax import with_shop_taxes
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.platforms.base import Surroundings
from pos_desktop.platforms.guarded import GuardedPlatform
from pos_desktop.platforms.shopify.fake.access import ALL_SCOPES
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from pos_desktop.platforms.shopify.platform import ShopifyKind
from pos_desktop.platforms.tokens import MemoryShelf
from tests.platform_harness.shopify import QUICK, connected

OWN, REDUCED = (TaxRate("VAT", Decimal(19)),), (TaxRate("VAT", Decimal(7)),)
MANY = tuple(f"GOOD-{number}" for number in range(12))
CALCULATE = "draftOrderCalculate"


@pytest.fixture(scope="module", params=[True, False], ids=["in the price", "on top"])
def shop(request) -> Iterator[FakeShopify]:
    with FakeShopify(taxes_included=request.param) as made:
        made.fill([ProductSpec(sku, variants=(VariantSpec(sku, "5.00"),)) for sku in MANY])
        made.fill([ProductSpec("Free", variants=(VariantSpec("FREE", "5.00", taxable=False),))])
        yield made


@pytest.fixture
def platform(shop):
    shop.state.put({**shop.state.shop, "taxTable": {}})
    shop.set_taxes(("State", "0.0625"), ("City", "0.00875"))
    made = connected(shop)
    yield made
    shop.faults.clear()
    made.close()


def sold(shop, *goods: tuple[str, int, int, tuple[TaxRate, ...]]) -> tuple[Ticket, TaxAsk]:
    """Goods by SKU, thousandths, price and the register's own rates."""
    inclusive = bool(shop.state.shop["taxesIncluded"])
    lines = tuple(
        TicketLine(new_id(), sku, milli, price, own, weighed=bool(milli % 1000))
        for sku, milli, price, own in goods
    )
    ticket = Ticket(new_id(), 1, new_id(), datetime(2026, 1, 1, tzinfo=UTC), inclusive, lines)
    asked = tuple(
        TaxedLine(
            one.line.id,
            shop.variant(one.line.name)["id"],
            one.line.quantity_milli,
            one.amount_minor,
            one.line.weighed,
            one.line.taxes,
        )
        for one in price_ticket(ticket).lines
    )
    return ticket, TaxAsk("EUR", inclusive, shop.locations()[0]["id"], asked)


def charged(platform, ticket: Ticket, ask: TaxAsk) -> Ticket:
    return with_shop_taxes(ticket, platform.checkout_tax(ask))


def names(ticket: Ticket) -> list[list[str]]:
    return [[f"{rate.name} {rate.percent}" for rate in line.taxes] for line in ticket.lines]


def test_one_call_tells_the_rates_of_every_line(shop, platform) -> None:
    shop.set_taxes(("Reduced", "0.05"), sku="GOOD-1")
    ticket, ask = sold(shop, ("GOOD-0", 3000, 333, OWN), ("GOOD-1", 1000, 799, OWN), ("FREE", 2000, 100, OWN))
    taxed = charged(platform, ticket, ask)
    assert names(taxed) == [["State 6.25", "City 0.875"], ["Reduced 5"], []]
    calls = len(shop.desk.seen)
    charged(platform, ticket, ask)
    assert len(shop.desk.seen) - calls == 1, "the place's address is known by now"


def test_pieces_that_do_not_divide_and_weighed_goods_add_up(shop, platform) -> None:
    ticket, ask = sold(shop, ("GOOD-0", 7000, 143, OWN), ("GOOD-1", 342, 1999, OWN), ("GOOD-0", 1000, 0, OWN))
    uneven = replace(ask, lines=(replace(ask.lines[0], base_minor=1000), *ask.lines[1:]))
    told = platform.checkout_tax(uneven)
    assert {line for part in told for line in part.taxed} == {line.id for line in ticket.lines}
    assert len(names(charged(platform, ticket, ask))) == 3


def test_the_place_decides(shop, platform) -> None:
    shop.set_taxes(("GST", "0.05"), country="CA")
    ticket, ask = sold(shop, ("GOOD-0", 1000, 500, OWN))
    there = shop.add_location("Toronto", countryCode="CA", provinceCode="ON")
    assert names(charged(platform, ticket, replace(ask, location_ref=there["id"]))) == [["GST 5"]]
    assert names(charged(platform, ticket, ask)) == [["State 6.25", "City 0.875"]]
    with pytest.raises(PlatformRefused):
        platform.checkout_tax(replace(ask, location_ref=""))
    with pytest.raises(PlatformRefused):
        platform.checkout_tax(replace(ask, location_ref="gid://shopify/Location/1"))


def test_many_goods_are_asked_for_by_the_registers_own_rates(shop, platform) -> None:
    for sku in MANY[:6]:
        shop.set_taxes(("Reduced", "0.05"), sku=sku)
    goods = [(sku, 1000, 499, REDUCED if place < 6 else OWN) for place, sku in enumerate(MANY)]
    ticket, ask = sold(shop, *goods)
    assert names(charged(platform, ticket, ask)) == [["Reduced 5"]] * 6 + [["State 6.25", "City 0.875"]] * 6


def test_more_kinds_of_tax_than_a_call_holds_are_the_registers(shop, platform) -> None:
    goods = [(sku, 1000, 499, (TaxRate("VAT", Decimal(place)),)) for place, sku in enumerate(MANY)]
    with pytest.raises(PlatformRefused):
        platform.checkout_tax(sold(shop, *goods)[1])


def test_goods_that_the_shop_does_not_know_are_refused(shop, platform) -> None:
    _, ask = sold(shop, ("GOOD-0", 1000, 500, OWN))
    with pytest.raises(PlatformRefused):
        platform.checkout_tax(
            replace(ask, lines=(replace(ask.lines[0], variant_ref="gid://shopify/ProductVariant/1"),))
        )


def test_a_shop_with_its_prices_the_other_way_round_is_not_believed(shop, platform) -> None:
    _, ask = sold(shop, ("GOOD-0", 1000, 500, OWN))
    with pytest.raises(PlatformRefused):
        platform.checkout_tax(replace(ask, prices_include_tax=not ask.prices_include_tax))


def test_the_answer_to_another_question_is_not_taken(shop, platform) -> None:
    _, ask = sold(shop, ("GOOD-0", 1000, 500, OWN))
    platform.checkout_tax(ask)
    shop.faults.plan(Fault.OTHERS, CALCULATE)
    with pytest.raises(PlatformUnsure):
        platform.checkout_tax(ask)


def test_nothing_is_made_in_the_shop(shop, platform) -> None:
    writes = len(shop.orders()), {kind: len(shelf.records) for kind, shelf in shop.state.shelves.items()}
    ticket, ask = sold(shop, ("GOOD-0", 1000, 500, OWN))
    charged(platform, ticket, ask)
    assert writes == (
        len(shop.orders()),
        {kind: len(one.records) for kind, one in shop.state.shelves.items()},
    )


def test_without_its_scope_it_is_a_setting_and_the_test_of_the_connection_says_so(shop) -> None:
    scopes = tuple(scope for scope in ALL_SCOPES if "draft" not in scope)
    shop.gate.install("shpat_less", scopes)
    _, ask = sold(shop, ("GOOD-0", 1000, 500, OWN))
    surroundings = Surroundings(
        {"access_token": "shpat_less"}.get, MemoryShelf(), {"shop": shop.address, "tax_by": "shop"}
    )
    less = GuardedPlatform(ShopifyKind(QUICK).create(surroundings))
    with closing(less):
        with pytest.raises(PlatformSetting, match="may not"):
            less.checkout_tax(ask)
        assert less.check().missing_scopes == ("write_draft_orders",)
