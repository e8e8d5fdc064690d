"""Products, their variants and the items that their stock is kept under."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pos_desktop.platforms.shopify.fake.amounts import rest_text
from pos_desktop.platforms.shopify.fake.state import Record, State
from pos_desktop.platforms.shopify.fake.stock import activate


@dataclass(frozen=True, slots=True)
class VariantSpec:
    """A variant to be made. `levels`: location ref to units."""

    sku: str = ""
    price: str = "0.00"
    barcode: str = ""
    options: tuple[str, ...] = ()
    compare_at: str = ""
    grams: Decimal | None = None
    tracked: bool = True
    levels: dict[str, int] = field(default_factory=dict)
    taxable: bool = True
    sell_beyond_stock: bool = False


@dataclass(frozen=True, slots=True)
class ProductSpec:
    """A product to be made; one variant without options where none is named."""

    title: str
    variants: tuple[VariantSpec, ...] = (VariantSpec(),)
    options: tuple[str, ...] = ()
    vendor: str = ""
    product_type: str = ""
    tags: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    status: str = "ACTIVE"


def add_product(state: State, spec: ProductSpec) -> Record:
    """A product with all that belongs to it; tells nobody."""
    product = state.add(
        "Product",
        title=spec.title,
        handle=_handle(state, spec.title),
        vendor=spec.vendor or state.shop["name"],
        productType=spec.product_type,
        status=spec.status,
        tags=list(spec.tags),
        variantIds=[],
        optionNames=list(spec.options) or ["Title"],
        mediaIds=[],
    )
    product["publishedAt"] = product["createdAt"] if spec.status == "ACTIVE" else None
    product["mediaIds"] = [_add_image(state, address, spec.title) for address in spec.images]
    for position, variant in enumerate(spec.variants, start=1):
        product["variantIds"].append(add_variant(state, product, variant, position)["id"])
    return state.put(product)


def add_variant(state: State, product: Record, spec: VariantSpec, position: int) -> Record:
    """A variant of a product, its item, and a level at each place that is named."""
    item = state.add("InventoryItem", sku=spec.sku or None, tracked=spec.tracked, levels={}, grams=None)
    item["grams"] = None if spec.grams is None else str(spec.grams)
    values = list(spec.options) or ["Default Title"]
    title = " / ".join(values)
    variant = state.add(
        "ProductVariant",
        productId=product["id"],
        itemId=item["id"],
        title=title,
        displayName=f"{product['title']} - {title}",
        values=values,
        sku=spec.sku or None,
        barcode=spec.barcode or None,
        price=_price(state, spec.price),
        compareAtPrice=_price(state, spec.compare_at),
        position=position,
        taxable=spec.taxable,
        inventoryPolicy="CONTINUE" if spec.sell_beyond_stock else "DENY",
    )
    item["variantId"] = variant["id"]
    state.put(item)
    for location, units in (spec.levels or {_first_place(state): 0}).items():
        activate(state, item, location, units)
    return variant


def _price(state: State, amount: str | None) -> str | None:
    return rest_text(amount, state.shop["currencyCode"]) if amount else None


def _first_place(state: State) -> str:
    return next(iter(state.shelf("Location").records))


def _add_image(state: State, address: str, alt: str) -> str:
    image: str = state.add("MediaImage", url=address, alt=alt, _image=state.new_number())["id"]
    return image


def _handle(state: State, title: str) -> str:
    plain = "".join(letter if letter.isalnum() else "-" for letter in title.casefold())
    return (
        "-".join(piece for piece in plain.split("-") if piece) + f"-{state.shop.get('_next_id', 0) % 100000}"
    )


def edit_product(state: State, product: Record, **changes: object) -> Record:
    """Changes facts of a product and tells it."""
    product.update(changes)
    for variant in state.each(product["variantIds"]):
        variant["displayName"] = f"{product['title']} - {variant['title']}"
        state.put(variant)
    state.touch(product)
    state.tell("products/update", product)
    return product


def edit_variant(state: State, variant: Record, **changes: object) -> Record:
    """Changes facts of a variant and of its item and tells it."""
    item = state.shelf("InventoryItem").records[variant["itemId"]]
    for name in ("sku", "grams", "tracked"):
        if name in changes:
            item[name] = changes[name]
            state.touch(item)
    variant.update({name: value for name, value in changes.items() if name not in ("grams", "tracked")})
    for name in ("price", "compareAtPrice"):
        variant[name] = _price(state, variant[name])
    state.touch(variant)
    product = state.shelf("Product").records[variant["productId"]]
    state.touch(product)
    state.tell("products/update", product)
    return variant


def remove_product(state: State, product: Record) -> None:
    """A product goes, with its variants, items and levels."""
    state.tell("products/delete", product)
    happened(state, product, "destroy", f"Deleted product: {product['title']}.")
    for variant in state.each(product["variantIds"]):
        item = state.get(variant["itemId"])
        for level in state.each((item or {}).get("levels", {}).values()):
            state.remove(level)
        if item is not None:
            state.remove(item)
        state.remove(variant)
    state.remove(product)


def happened(state: State, product: Record, action: str, message: str) -> None:
    """An entry in the shop's list of events."""
    subject = {"subjectId": product["id"], "subjectType": "PRODUCT"}
    state.add("BasicEvent", action=action, message=message, **subject)


def fill(state: State, specs: Sequence[ProductSpec]) -> list[Record]:
    """A whole catalogue at once; tells nobody."""
    return [add_product(state, spec) for spec in specs]
