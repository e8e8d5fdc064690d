"""The taxes that Shopify would charge: computed on drafts that are not kept.

A draft tells its taxes for all its lines together, never by line (2026-10: CalculatedDraftOrder.taxLines). So lines that
may be taxed differently are asked for apart, in one call: each kind of goods by itself while there are few of them, else
those that have the same rates at the register. What does not fit is refused, and the register computes the tax itself.
A line goes over at what is paid for it, as it later does in the order (docs/decisions/0056).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal

from pos_desktop.application.platform.checkout_tax import TaxAsk, TaxedLine
from pos_desktop.application.platform.trouble import ShapeChanged
from pos_desktop.application.wording import tr
from pos_desktop.domain.shop_tax import ToldRate, ToldTaxes
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.amounts import as_text
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.order_input import LINES_MAX, Json, Piece, pieces
from pos_desktop.platforms.shopify.reading import Node

DRAFTS = ("asked", "second", "third", "fourth", "fifth", "sixth")
"""The drafts of one call, by their names in the document."""
_ADDRESS_SECONDS = 3600.0
_ADDRESS = ("address1", "address2", "city", "provinceCode", "zip", "countryCode")

Drafted = tuple[TaxedLine, Piece]


class CheckoutTaxes:
    """Asks for them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._addresses: dict[str, tuple[float, Json]] = {}  # by place: when it was asked for, and what it is

    def told(self, ask: TaxAsk) -> Sequence[ToldTaxes]:
        """The rates of every line, as far as the answer proves them."""
        parts = [[*_drafted(lines)] for lines in _apart(ask.lines)]
        if not parts or len(parts) > len(DRAFTS) or any(len(part) > LINES_MAX for part in parts):
            raise trouble.refused(tr("There are too many different goods on this ticket."), "too_many_lines")
        address = self._address(ask.location_ref)
        inputs = [_input(ask, part, address) for part in parts]
        data = self._client.look_up("draft_taxes", _variables(inputs), soon=True)
        return [_taxes(ask, part, _draft(data.part(name))) for name, part in zip(DRAFTS, parts, strict=False)]

    def _address(self, ref: str) -> Json:
        """Of the place where the goods are sold; asked for once an hour."""
        now = self._client.pace.clock()
        asked, address = self._addresses.get(ref, (now - _ADDRESS_SECONDS, {}))
        if now - asked >= _ADDRESS_SECONDS:
            place = None
            if ref:
                place = self._client.look_up("location_address", {"id": ref}, soon=True).part_or_none(
                    "location"
                )
            if place is None:
                raise trouble.refused(tr("The place of this register is not mapped."), "no_location")
            told = place.part("address")
            address = {name: told.text_or(name) for name in _ADDRESS if told.text_or(name)}
            self._addresses[ref] = now, address
        return address


def _apart(lines: Sequence[TaxedLine]) -> list[list[TaxedLine]]:
    by_goods = _grouped(lines, lambda line: (line.variant_ref, line.own))
    return by_goods if len(by_goods) <= len(DRAFTS) else _grouped(lines, lambda line: line.own)


def _grouped(lines: Iterable[TaxedLine], key: Callable[[TaxedLine], Hashable]) -> list[list[TaxedLine]]:
    found: dict[Hashable, list[TaxedLine]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return list(found.values())


def _drafted(lines: Iterable[TaxedLine]) -> Iterable[Drafted]:
    for line in lines:
        whole = [Piece(1, line.base_minor)]
        for piece in whole if line.weighed else pieces(line.base_minor, line.quantity_milli):
            yield line, piece


def _input(ask: TaxAsk, part: Iterable[Drafted], address: Json) -> Json:
    lines = [
        {
            "variantId": line.variant_ref,
            "quantity": piece.quantity,
            "priceOverride": {
                "amount": as_text(piece.price_minor, ask.currency),
                "currencyCode": ask.currency,
            },
        }
        for line, piece in part
    ]
    return {"lineItems": lines, "shippingAddress": address, "acceptAutomaticDiscounts": False}


def _variables(inputs: Sequence[Json]) -> Json:
    told: Json = {"one": inputs[0]}
    for place, name in enumerate(DRAFTS[1:], start=1):
        told[f"has{name.capitalize()}"] = place < len(inputs)
        if place < len(inputs):
            told[name] = inputs[place]
    return told


def _draft(payload: Node) -> Node:
    trouble.expect_none(trouble.user_errors(payload))
    return payload.part("calculatedDraftOrder")


def _taxes(ask: TaxAsk, part: Sequence[Drafted], draft: Node) -> ToldTaxes:
    """What a draft says of its lines, if it is about these and adds up."""
    if draft.text("currencyCode") != ask.currency:
        raise ShapeChanged(f"{draft.path}.currencyCode", "another currency")
    if draft.flag("taxesIncluded") is not ask.prices_include_tax:
        raise trouble.refused(tr("Only one of the shop and this register has its prices with tax."))
    taxable = _checked_lines(ask, part, draft)
    rates = _rates(ask, draft)
    tax = sum(rate.tax_minor for rate in rates)
    goods = sum(piece.price_minor * piece.quantity for _, piece in part)
    _expect(draft, "totalTaxSet", tax, ask.currency)
    _expect(draft, "totalPriceSet", goods if ask.prices_include_tax else goods + tax, ask.currency)
    taxed = dict.fromkeys(line.line_id for (line, _), yes in zip(part, taxable, strict=True) if yes)
    untaxed = dict.fromkeys(line.line_id for line, _ in part if line.line_id not in taxed)
    if rates and not taxed:
        raise ShapeChanged(f"{draft.path}.taxLines", "tax on nothing")
    return ToldTaxes(tuple(taxed), tuple(untaxed), rates)


def _checked_lines(ask: TaxAsk, part: Sequence[Drafted], draft: Node) -> list[bool]:
    lines = draft.parts("lineItems")
    if len(lines) != len(part):
        raise ShapeChanged(f"{draft.path}.lineItems", "other lines")
    for (line, piece), told in zip(part, lines, strict=True):
        found = told.part("variant").text("id"), told.whole("quantity")
        if found != (line.variant_ref, piece.quantity):
            raise ShapeChanged(f"{told.path}.variant", "other goods")
        _expect(told, "discountedTotalSet", piece.price_minor * piece.quantity, ask.currency)
    return [told.flag("taxable") for told in lines]


def _rates(ask: TaxAsk, draft: Node) -> tuple[ToldRate, ...]:
    """Each once, in the order told."""
    found: dict[tuple[str, Decimal], int] = {}
    for told in draft.parts("taxLines"):
        minor, code = told.money("priceSet")
        percent = told.number("rate") * 100
        if code != ask.currency or minor < 0 or not 0 <= percent <= 100:
            raise ShapeChanged(f"{told.path}.rate", "not a tax")
        key = told.text("title"), Decimal(f"{percent.normalize():f}")
        found[key] = found.get(key, 0) + minor
    return tuple(ToldRate(name, percent, minor) for (name, percent), minor in found.items())


def _expect(node: Node, name: str, minor: int, currency: str) -> None:
    if node.money(name) != (minor, currency):
        raise ShapeChanged(f"{node.path}.{name}", "another sum")
