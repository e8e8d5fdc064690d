"""Shopify's GraphQL objects into the register's model (R-43). Fields that it does not know are kept as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from pos_desktop.application.platform.catalogue import PlatformImage, PlatformProduct, PlatformVariant
from pos_desktop.application.platform.codes import GiftCardMove, PlatformGiftCard
from pos_desktop.application.platform.customers import PlatformAddress, PlatformCustomer
from pos_desktop.application.platform.online_orders import OnlineLine, OnlineOrder, OnlineState
from pos_desktop.application.platform.trouble import ShapeChanged
from pos_desktop.platforms.shopify.order_input import LINE_ID, SOURCE
from pos_desktop.platforms.shopify.reading import Node

_GRAMS = {
    "GRAMS": Decimal(1),
    "KILOGRAMS": Decimal(1000),
    "OUNCES": Decimal("28.349523125"),
    "POUNDS": Decimal("453.59237"),
}
_PRODUCT = frozenset(
    "id title handle vendor productType status updatedAt options media variants __typename __parentId".split()
)
_VARIANT = frozenset(
    "id sku barcode price compareAtPrice position selectedOptions inventoryItem product __typename __parentId".split()
)
_CUSTOMER = frozenset(
    "id firstName lastName note taxExempt updatedAt defaultEmailAddress defaultPhoneNumber addressesV2".split()
)
_ORDER = frozenset(
    "id name sourceIdentifier createdAt updatedAt processedAt cancelledAt closed currencyCode displayFinancialStatus "
    "displayFulfillmentStatus note totalPriceSet totalRefundedSet customer shippingAddress lineItems".split()
)
TAG = "pos-"
_HEX = re.compile(r"[0-9a-f]{32}")
Levels = Mapping[str, Mapping[str, int]]
"""Thousandths by location, by item."""
PAID = frozenset({"PAID", "PARTIALLY_REFUNDED", "REFUNDED"})
NO_OPTION = "Default Title"
"""What Shopify calls the one variant of a product without options."""


def product_of(
    product: Node,
    variants: Sequence[Node],
    pictures: Sequence[Node],
    currency: str,
    levels: Levels | None = None,
) -> PlatformProduct:
    """A product. Variants and pictures are handed in: they may come page by page, or line by line."""
    told = tuple(variant_of(variant, currency, levels or {}) for variant in variants)
    options = sorted(product.parts_or_none("options"), key=lambda option: option.whole_or("position"))
    return PlatformProduct(
        ref=product.text("id"),
        name=product.text("title"),
        variants=told,
        updated_at=product.moment("updatedAt"),
        handle=product.text_or("handle"),
        # The one option of a product without options is called Title there, and is none.
        options=tuple(option.text("name") for option in options) if _has_options(told) else (),
        category=product.text_or("productType"),
        vendor=product.text_or("vendor"),
        active=product.text_or("status", "ACTIVE") in ("ACTIVE", "UNLISTED"),
        images=tuple(_images(pictures)),
        unknown=product.rest(_PRODUCT),
    )


def _has_options(variants: Sequence[PlatformVariant]) -> bool:
    return not variants or any(variant.option_values for variant in variants)


def variant_of(variant: Node, currency: str, levels: Levels | None = None) -> PlatformVariant:
    """A variant; `levels` has, by item, the thousandths by location."""
    item = variant.part("inventoryItem")
    item_ref = item.text("id")
    chosen = [option.text("value") for option in variant.parts_or_none("selectedOptions")]
    return PlatformVariant(
        ref=variant.text("id"),
        item_ref=item_ref,
        sku=variant.text_or("sku"),
        barcode=variant.text_or("barcode"),
        option_values=() if chosen == [NO_OPTION] else tuple(chosen),
        price_minor=variant.minor_or_none("price", currency),
        compare_at_minor=variant.minor_or_none("compareAtPrice", currency),
        weight_grams=_weight(item),
        tracks_stock=item.flag_or("tracked", True),
        levels=dict((levels or {}).get(item_ref, {})),
        position=variant.whole_or("position"),
        unknown=variant.rest(_VARIANT),
    )


def _weight(item: Node) -> Decimal | None:
    measured = item.part_or_none("measurement")
    weight = measured.part_or_none("weight") if measured else None
    if weight is None:
        return None
    unit = weight.text("unit")
    if unit not in _GRAMS:
        raise ShapeChanged(f"{weight.path}.unit")
    return weight.number("value") * _GRAMS[unit]


def _images(pictures: Sequence[Node]) -> list[PlatformImage]:
    found: list[PlatformImage] = []
    for picture in pictures:
        image = picture.part_or_none(
            "image"
        )  # a film has none, nor has a picture that is still being looked at
        if image is not None:
            found.append(PlatformImage(image.text("url"), picture.text_or("alt"), len(found) + 1))
    return found


def customer_of(customer: Node) -> PlatformCustomer:
    """A customer."""
    email = customer.part_or_none("defaultEmailAddress")
    phone = customer.part_or_none("defaultPhoneNumber")
    return PlatformCustomer(
        ref=customer.text("id"),
        first_name=customer.text_or("firstName"),
        last_name=customer.text_or("lastName"),
        email=email.text_or("emailAddress") if email else "",
        phone=phone.text_or("phoneNumber") if phone else "",
        note=customer.text_or("note"),
        tax_exempt=customer.flag_or("taxExempt", False),
        addresses=tuple(address_of(address) for address in customer.parts_or_none("addressesV2")),
        updated_at=customer.moment_or_none("updatedAt"),
        our_id=our_id_in(customer.texts_or_none("tags")),
        unknown=customer.rest(_CUSTOMER),
    )


def tag_of(our_id: UUID) -> str:
    """The tag that tells a customer of the register's by our id."""
    return TAG + our_id.hex


def our_id_in(tags: Iterable[str]) -> UUID | None:
    """Our id, where a tag tells it."""
    for tag in tags:
        if tag.startswith(TAG) and _HEX.fullmatch(tag.removeprefix(TAG)):
            return UUID(tag.removeprefix(TAG))
    return None


def address_of(address: Node) -> PlatformAddress:
    """A postal address."""
    lines = (address.text_or("address1"), address.text_or("address2"))
    return PlatformAddress(
        name=f"{address.text_or('firstName')} {address.text_or('lastName')}".strip(),
        company=address.text_or("company"),
        lines=tuple(line for line in lines if line),
        postcode=address.text_or("zip"),
        city=address.text_or("city"),
        region=address.text_or("provinceCode"),
        country=address.text_or("countryCodeV2"),
        phone=address.text_or("phone"),
    )


def is_from_register(our_id: str, source: str, properties: Iterable[str]) -> bool:
    """Whether an order carries a register's marks. The source that we name may be replaced by the app's own, so that
    the properties of its lines tell it as well."""
    return bool(our_id) and (source == SOURCE or LINE_ID in properties)


def order_of(order: Node, lines: Sequence[Node]) -> OnlineOrder:
    """An order as the shop has it, ours or one made there."""
    total, currency = order.money("totalPriceSet")
    customer, ship_to = order.part_or_none("customer"), order.part_or_none("shippingAddress")
    return OnlineOrder(
        ref=order.text("id"),
        name=order.text("name"),
        state=_state(order),
        currency=currency,
        total_minor=total,
        placed_at=order.moment_or_none("processedAt") or order.moment("createdAt"),
        updated_at=order.moment("updatedAt"),
        lines=tuple(_line(line) for line in lines),
        our_id=order.text_or("sourceIdentifier"),
        from_register=is_from_register(
            order.text_or("sourceIdentifier"),
            order.text_or("sourceName"),
            (text.text_or("key") for line in lines for text in line.parts_or_none("customAttributes")),
        ),
        paid=order.text_or("displayFinancialStatus") in PAID,
        fulfilled=order.text_or("displayFulfillmentStatus") == "FULFILLED",
        refunded_minor=order.money("totalRefundedSet")[0] if order.has("totalRefundedSet") else 0,
        customer=customer_of(customer) if customer else None,
        ship_to=address_of(ship_to) if ship_to else None,
        note=order.text_or("note"),
        unknown=order.rest(_ORDER),
    )


def _state(order: Node) -> OnlineState:
    if order.has("cancelledAt"):
        return OnlineState.CANCELLED
    return OnlineState.CLOSED if order.flag_or("closed", False) else OnlineState.OPEN


def _line(line: Node) -> OnlineLine:
    variant = line.part_or_none("variant")
    return OnlineLine(
        ref=line.text("id"),
        name=line.text("name"),
        quantity_milli=line.whole("quantity") * 1000,
        total_minor=line.money("discountedTotalSet")[0],
        variant_ref=variant.text("id") if variant else "",
        sku=line.text_or("sku"),
    )


def gift_card_of(card: Node) -> PlatformGiftCard:
    """A gift card, without its code, which Shopify does not tell either."""
    balance, currency = card.money("balance")
    return PlatformGiftCard(
        ref=card.text("id"),
        last_four=card.text_or("lastCharacters")[-4:],
        balance_minor=balance,
        currency=currency,
        active=card.flag_or("enabled", True),
        expires_on=_day_or_none(card, "expiresOn"),
    )


def gift_card_move_of(move: Node) -> GiftCardMove:
    """A transaction of a gift card. Whether it adds or takes is told by its type, whatever the sign of its amount."""
    kind, (amount, _) = move.text("__typename"), move.money("amount")
    sign = 1 if kind == "GiftCardCreditTransaction" else -1
    return GiftCardMove(move.text("id"), sign * abs(amount), move.text_or("note"), move.moment("processedAt"))


def _day_or_none(node: Node, name: str) -> date | None:
    text = node.text_or(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ShapeChanged(f"{node.path}.{name}", "no day") from None
