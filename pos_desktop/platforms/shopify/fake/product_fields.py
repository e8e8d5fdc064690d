"""How the fields of products, items, levels and places read their records."""

from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake import stock
from pos_desktop.platforms.shopify.fake.amounts import ZERO, money
from pos_desktop.platforms.shopify.fake.paging import page_of_list, page_of_shelf
from pos_desktop.platforms.shopify.fake.request import Info, Resolver, state_of
from pos_desktop.platforms.shopify.fake.rules import count, page, ref, worked, worked_with
from pos_desktop.platforms.shopify.fake.state import Record, State, number_of


def _options(state: State, product: Record) -> list[Record]:
    variants = state.each(product["variantIds"])
    number = number_of(product["id"])
    return [
        {
            "id": f"gid://shopify/ProductOption/{number}{place}",
            "name": name,
            "position": place,
            "values": (values := list(dict.fromkeys(one["values"][place - 1] for one in variants))),
            "optionValues": [
                _option_value(f"{number}{place}{index}", value) for index, value in enumerate(values)
            ],
        }
        for place, name in enumerate(product["optionNames"], start=1)
    ]


def _option_value(number: str, name: str) -> Record:
    return {"id": f"gid://shopify/ProductOptionValue/{number}", "name": name, "hasVariants": True}


def _selected(state: State, variant: Record) -> list[Record]:
    product = state.shelf("Product").records[variant["productId"]]
    number = number_of(variant["id"])
    return [
        {"name": name, "value": value, "optionValue": _option_value(f"{number}{place}", value)}
        for place, (name, value) in enumerate(zip(product["optionNames"], variant["values"], strict=True))
    ]


def _units(state: State, variant: Record) -> int:
    return stock.available(state, state.shelf("InventoryItem").records[variant["itemId"]])


def _total_units(state: State, product: Record) -> int:
    return sum(_units(state, variant) for variant in state.each(product["variantIds"]))


def _prices(state: State, product: Record) -> Record:
    prices = [Decimal(one["price"]) for one in state.each(product["variantIds"])] or [ZERO]
    code = state.shop["currencyCode"]
    return {"minVariantPrice": money(min(prices), code), "maxVariantPrice": money(max(prices), code)}


def _category(product: Record) -> Record | None:
    if not product["productType"]:
        return None
    name = product["productType"]
    return {
        "id": f"gid://shopify/TaxonomyCategory/{number_of(product['id'])}",
        "name": name,
        "fullName": name,
    }


def _image(media: Record) -> Record:
    return {
        "id": f"gid://shopify/ProductImage/{media['_image']}",
        "url": media["url"],
        "altText": media["alt"],
    }


def _images(state: State, product: Record) -> list[Record]:
    return [_image(media) for media in state.each(product["mediaIds"])]


def _first_media(state: State, product: Record) -> Record | None:
    return next(iter(state.each(product["mediaIds"])), None)


def _weight(item: Record) -> Record:
    weight = None if item["grams"] is None else {"unit": "GRAMS", "value": float(item["grams"])}
    return {"id": f"gid://shopify/InventoryItemMeasurement/{number_of(item['id'])}", "weight": weight}


def _item_levels(source: Record, info: Info, **args: Any) -> Any:
    state = state_of(info)
    levels = state.each(source["levels"].values())
    return page_of_shelf(state, "InventoryLevel", args, info.context.warnings, only=levels)


def _place_levels(source: Record, info: Info, **args: Any) -> Any:
    state = state_of(info)
    levels = (one for one in state.all("InventoryLevel") if one["locationId"] == source["id"])
    return page_of_shelf(state, "InventoryLevel", args, info.context.warnings, only=levels)


def _level_at(source: Record, info: Info, locationId: str, includeInactive: bool = False) -> Any:
    return stock.level_of(state_of(info), source, locationId)


def _level_of_item(source: Record, info: Info, inventoryItemId: str, includeInactive: bool = False) -> Any:
    item = state_of(info).find("InventoryItem", inventoryItemId)
    return item and stock.level_of(state_of(info), item, source["id"])


def _sellable(state: State, variant: Record) -> bool:
    item = state.shelf("InventoryItem").records[variant["itemId"]]
    return variant["inventoryPolicy"] == "CONTINUE" or not item["tracked"] or stock.available(state, item) > 0


PRODUCT_FIELDS: dict[tuple[str, str], Resolver] = {
    ("Product", "options"): lambda source, info, first=None: _options(state_of(info), source)[:first],
    ("Product", "variants"): page("variantIds"),
    ("Product", "variantsCount"): count(lambda product: len(product["variantIds"])),
    ("Product", "media"): page("mediaIds"),
    ("Product", "mediaCount"): count(lambda product: len(product["mediaIds"])),
    ("Product", "featuredMedia"): worked_with(_first_media),
    ("Product", "featuredImage"): worked_with(
        lambda state, product: (media := _first_media(state, product)) and _image(media)
    ),
    ("Product", "images"): lambda source, info, **args: page_of_list(_images(state_of(info), source), args),
    ("Product", "category"): worked(_category),
    ("Product", "hasOnlyDefaultVariant"): worked(lambda product: product["optionNames"] == ["Title"]),
    ("Product", "totalInventory"): worked_with(_total_units),
    ("Product", "hasOutOfStockVariants"): worked_with(
        lambda state, product: any(_units(state, one) <= 0 for one in state.each(product["variantIds"]))
    ),
    ("Product", "priceRangeV2"): worked_with(_prices),
    ("ProductVariant", "product"): ref("productId"),
    ("ProductVariant", "inventoryItem"): ref("itemId"),
    ("ProductVariant", "selectedOptions"): worked_with(_selected),
    ("ProductVariant", "inventoryQuantity"): worked_with(_units),
    ("ProductVariant", "sellableOnlineQuantity"): worked_with(_units),
    ("ProductVariant", "availableForSale"): worked_with(_sellable),
    ("ProductVariant", "media"): lambda source, info, **args: page_of_list([], args),
    ("MediaImage", "image"): worked(_image),
    ("MediaImage", "preview"): worked(lambda media: {"image": _image(media), "status": "READY"}),
    ("InventoryItem", "variant"): ref("variantId"),
    ("InventoryItem", "variants"): lambda source, info, **args: page_of_list(
        state_of(info).each([source["variantId"]]), args
    ),
    ("InventoryItem", "measurement"): worked(_weight),
    ("InventoryItem", "inventoryLevels"): _item_levels,
    ("InventoryItem", "inventoryLevel"): _level_at,
    ("InventoryItem", "locationsCount"): count(lambda item: len(item["levels"])),
    ("InventoryLevel", "item"): ref("itemId"),
    ("InventoryLevel", "location"): ref("locationId"),
    ("InventoryLevel", "quantities"): lambda source, info, names: stock.quantities(source, names),
    ("InventoryChange", "item"): ref("itemId"),
    ("InventoryChange", "location"): ref("locationId"),
    ("InventoryAdjustmentGroup", "changes"): lambda source, info, **args: source["changes"],
    ("Location", "inventoryLevels"): _place_levels,
    ("Location", "inventoryLevel"): _level_of_item,
    ("Location", "hasActiveInventory"): worked_with(
        lambda state, place: any(one["locationId"] == place["id"] for one in state.all("InventoryLevel"))
    ),
}
