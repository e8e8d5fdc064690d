"""The messages that Shopify sends by itself, into the register's model. They have the shape of its older interface:
other names than the GraphQL objects, numbers for ids, amounts without currency in products."""

from __future__ import annotations

from decimal import Decimal

from pos_desktop.application.platform.catalogue import PlatformImage, PlatformProduct, PlatformVariant
from pos_desktop.application.platform.customers import PlatformAddress, PlatformCustomer
from pos_desktop.application.platform.online_orders import OnlineLine, OnlineOrder, OnlineState
from pos_desktop.application.platform.stock import LevelTold
from pos_desktop.application.platform.trouble import ShapeChanged
from pos_desktop.platforms.shopify.mapping import NO_OPTION, PAID, is_from_register, our_id_in
from pos_desktop.platforms.shopify.reading import Node

VARIANTS_MAX = 100
_PRODUCT = frozenset(
    "id admin_graphql_api_id title handle vendor product_type status updated_at options images variants "
    "variant_gids".split()
)
_VARIANT = frozenset(
    "id admin_graphql_api_id product_id sku barcode price compare_at_price position option1 option2 option3 "
    "inventory_item_id inventory_management grams weight weight_unit".split()
)
_CUSTOMER = frozenset(
    "id admin_graphql_api_id first_name last_name email phone note tax_exempt addresses default_address "
    "updated_at".split()
)
_ORDER = frozenset(
    "id admin_graphql_api_id name source_identifier created_at updated_at processed_at cancelled_at closed_at currency "
    "financial_status fulfillment_status note total_price refunds customer shipping_address line_items".split()
)


def gid(kind: str, number: int) -> str:
    """The id that GraphQL knows a thing by."""
    return f"gid://shopify/{kind}/{number}"


def ref_of(thing: Node, kind: str) -> str:
    """A thing's own id."""
    return thing.text_or("admin_graphql_api_id") or gid(kind, thing.whole("id"))


def product(told: Node, currency: str) -> PlatformProduct:
    """products/create and products/update."""
    options = sorted(told.parts_or_none("options"), key=lambda option: option.whole_or("position"))
    pictures = sorted(told.parts_or_none("images"), key=lambda picture: picture.whole_or("position"))
    return PlatformProduct(
        ref=ref_of(told, "Product"),
        name=told.text("title"),
        variants=tuple(_variant(variant, currency) for variant in told.parts("variants")),
        updated_at=told.moment("updated_at"),
        handle=told.text_or("handle"),
        options=tuple(option.text("name") for option in options),
        category=told.text_or("product_type"),
        vendor=told.text_or("vendor"),
        active=told.text_or("status", "active") in ("active", "unlisted"),
        images=tuple(
            PlatformImage(picture.text("src"), picture.text_or("alt"), number)
            for number, picture in enumerate(pictures, 1)
        ),
        whole=_is_whole(told),
        unknown=told.rest(_PRODUCT),
    )


def _is_whole(told: Node) -> bool:
    """A message carries a hundred variants at most, and names the others by their ids alone.

    Source: shopify.dev, the new product model: webhooks.
    """
    here = len(told.parts("variants"))
    return here < VARIANTS_MAX or here == len(told.parts_or_none("variant_gids"))


def _variant(told: Node, currency: str) -> PlatformVariant:
    chosen = [told.text_or(f"option{number}") for number in (1, 2, 3)]
    chosen = [value for value in chosen if value]
    grams = told.whole_or("grams") if told.has("grams") else None
    return PlatformVariant(
        ref=ref_of(told, "ProductVariant"),
        item_ref=gid("InventoryItem", told.whole("inventory_item_id")),
        sku=told.text_or("sku"),
        barcode=told.text_or("barcode"),
        option_values=() if chosen == [NO_OPTION] else tuple(chosen),
        price_minor=told.minor_or_none("price", currency),
        compare_at_minor=told.minor_or_none("compare_at_price", currency),
        weight_grams=None if grams is None else Decimal(grams),
        tracks_stock=told.has("inventory_management") if "inventory_management" in told.body else True,
        position=told.whole_or("position"),
        unknown=told.rest(_VARIANT),
    )


def level(told: Node) -> LevelTold:
    """inventory_levels/update and /connect."""
    return LevelTold(
        item_ref=gid("InventoryItem", told.whole("inventory_item_id")),
        location_ref=gid("Location", told.whole("location_id")),
        level_milli=told.whole("available") * 1000,
        at=told.moment("updated_at"),
    )


def level_gone(told: Node) -> str:
    """inventory_levels/disconnect: item and place, with a space between them."""
    item, place = told.whole("inventory_item_id"), told.whole("location_id")
    return f"{gid('InventoryItem', item)} {gid('Location', place)}"


def customer(told: Node) -> PlatformCustomer:
    """customers/create and customers/update; also the customer of an order."""
    addresses = told.parts_or_none("addresses")
    if not addresses and told.has("default_address"):
        addresses = (told.part("default_address"),)
    return PlatformCustomer(
        ref=ref_of(told, "Customer"),
        first_name=told.text_or("first_name"),
        last_name=told.text_or("last_name"),
        email=told.text_or("email"),
        phone=told.text_or("phone"),
        note=told.text_or("note"),
        tax_exempt=told.flag_or("tax_exempt", False),
        addresses=tuple(_address(address) for address in addresses),
        updated_at=told.moment_or_none("updated_at"),
        our_id=our_id_in(told.text_or("tags").split(", ")),
        unknown=told.rest(_CUSTOMER),
    )


def _address(told: Node) -> PlatformAddress:
    lines = (told.text_or("address1"), told.text_or("address2"))
    return PlatformAddress(
        name=f"{told.text_or('first_name')} {told.text_or('last_name')}".strip() or told.text_or("name"),
        company=told.text_or("company"),
        lines=tuple(line for line in lines if line),
        postcode=told.text_or("zip"),
        city=told.text_or("city"),
        region=told.text_or("province_code"),
        country=told.text_or("country_code"),
        phone=told.text_or("phone"),
    )


def order(told: Node) -> OnlineOrder:
    """orders/create, updated, cancelled, fulfilled and paid: each carries the whole order."""
    currency = told.text("currency")
    buyer, ship_to = told.part_or_none("customer"), told.part_or_none("shipping_address")
    return OnlineOrder(
        ref=ref_of(told, "Order"),
        name=told.text("name"),
        state=_state(told),
        currency=currency,
        total_minor=told.minor("total_price", currency),
        placed_at=told.moment_or_none("processed_at") or told.moment("created_at"),
        updated_at=told.moment("updated_at"),
        lines=tuple(_line(line, currency) for line in told.parts("line_items")),
        our_id=told.text_or("source_identifier"),
        from_register=is_from_register(
            told.text_or("source_identifier"),
            told.text_or("source_name"),
            (
                text.text_or("name")
                for line in told.parts("line_items")
                for text in line.parts_or_none("properties")
            ),
        ),
        paid=told.text_or("financial_status").upper() in PAID,
        fulfilled=told.text_or("fulfillment_status") == "fulfilled",
        refunded_minor=sum(refunded(refund, currency) for refund in told.parts_or_none("refunds")),
        customer=customer(buyer) if buyer and buyer.has("id") else None,
        ship_to=_address(ship_to) if ship_to else None,
        note=told.text_or("note"),
        unknown=told.rest(_ORDER),
    )


def _state(told: Node) -> OnlineState:
    if told.has("cancelled_at"):
        return OnlineState.CANCELLED
    return OnlineState.CLOSED if told.has("closed_at") else OnlineState.OPEN


def _line(told: Node, currency: str) -> OnlineLine:
    quantity = told.whole("quantity")
    off = sum(part.minor("amount", currency) for part in told.parts_or_none("discount_allocations"))
    return OnlineLine(
        ref=ref_of(told, "LineItem"),
        name=told.text_or("name") or told.text("title"),
        quantity_milli=quantity * 1000,
        total_minor=told.minor("price", currency) * quantity - off,
        variant_ref=gid("ProductVariant", told.whole("variant_id")) if told.has("variant_id") else "",
        sku=told.text_or("sku"),
    )


def refunded(told: Node, currency: str = "") -> int:
    """What a refund gave back, in minor units; each transaction tells its currency where the order does not."""
    total = 0
    for paid in told.parts_or_none("transactions"):
        if paid.text("kind").lower() == "refund" and paid.text_or("status", "success").lower() == "success":
            code = paid.text_or("currency", currency)
            if not code:
                raise ShapeChanged(f"{paid.path}.currency", "nothing")
            total += paid.minor("amount", code)
    return total
