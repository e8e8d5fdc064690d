"""Puts the demo shop's products into a database, in one transaction."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.product_import import full_name
from pos_desktop.demo.shop_data import ShopData
from pos_desktop.domain.gtin import barcode_key
from pos_desktop.storage import search_index, tables
from pos_desktop.storage.search_index import IndexRow
from pos_desktop.storage.unit_of_work import Database


class ProductRows:
    """The rows of all products, and which article has which row."""

    def __init__(self, data: ShopData, tax_classes: Mapping[str, UUID], location_id: UUID) -> None:
        self._data = data
        self._tax_classes = tax_classes
        self._location_id = location_id
        self.categories: list[dict[str, Any]] = []
        self.products: list[dict[str, Any]] = []
        self.variants: list[dict[str, Any]] = []
        self.barcodes: list[dict[str, Any]] = []
        self.levels: list[dict[str, Any]] = []
        self.index: list[IndexRow] = []
        self.rows: dict[str, int] = {}
        ids = self._add_categories()
        for product in data.catalogue["products"]:
            self._add_product(product, ids)

    def _add_categories(self) -> dict[str, UUID]:
        ids = {}
        for group in self._data.catalogue["categories"]:
            ids[group["key"]] = new_id()
            self.categories.append(
                {
                    "id": ids[group["key"]],
                    "name": self._data.word(group["names"]),
                    "tint": group["tint"],
                    "position": group["position"],
                }
            )
        return ids

    def _add_product(self, product: Mapping[str, Any], categories: Mapping[str, UUID]) -> None:
        product_id = new_id()
        options = product.get("options", [])
        self.products.append(
            {
                "id": product_id,
                "handle": product["key"],
                "name": self._data.word(product["names"]),
                "category_id": categories[product["category"]],
                "tax_class_id": self._tax_classes[product["tax"]],
                "weighed": product["kind"] == "weighed",
                "unit": product.get("unit"),
                "picture": f"art:{product['art']}",
                "tint": product["tint"],
                "options": [self._data.word(option["names"]) for option in options] or None,
                "favourite_position": product.get("favourite_position"),
                "vendor": None,
                "least_age": product.get("least_age"),
                "active": True,
                "extra": None,
            }
        )
        for position, (article, values) in enumerate(articles(product)):
            words = [self._data.word(value["names"]) for value in values]
            self._add_variant(product, product_id, article, words, position)

    def _add_variant(
        self,
        product: Mapping[str, Any],
        product_id: UUID,
        article: Mapping[str, Any],
        words: list[str],
        position: int,
    ) -> None:
        row = len(self.variants) + 1
        name = self._data.word(product["names"])
        full = full_name(name, words)
        self.rows[article["key"]] = row
        on_hand = article.get("on_hand_milli")
        self.variants.append(
            {
                "row": row,
                "id": new_id(),
                "product_id": product_id,
                "name": full,
                "option_values": words or None,
                "sku": article["sku"],
                "plu": article.get("plu"),
                "price_minor": article["price_minor"],
                "compare_at_minor": None,
                "cost_minor": article.get("cost_minor"),
                "track_stock": on_hand is not None,
                "low_stock_milli": article.get("low_stock_milli"),
                "position": position,
                "active": True,
            }
        )
        keys = [barcode_key(code) for code in article["barcodes"]]
        self.barcodes.extend({"code": key, "variant_row": row} for key in keys)
        codes = tuple(code for code in (article["sku"], article.get("plu"), *keys) if code)
        self.index.append(IndexRow(row, full, codes))
        if on_hand is not None:
            self.levels.append(
                {"variant_row": row, "location_id": self._location_id, "on_hand_milli": on_hand}
            )


def articles(product: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """The sellable articles of a product with the option values of each."""
    options = product.get("options")
    if not options:
        yield product, []
        return
    values = [{value["key"]: value for value in option["values"]} for option in options]
    for variant in product["variants"]:
        yield variant, [known[key] for known, key in zip(values, variant["values"], strict=True)]


def load(database: Database, rows: ProductRows, sold: Counter[str]) -> None:
    """Writes the products, and an opening delivery of what is there and what was sold since."""
    with database.write() as work:
        for table, values in (
            (tables.category, rows.categories),
            (tables.product, rows.products),
            (tables.variant, rows.variants),
            (tables.barcode, rows.barcodes),
        ):
            work.execute(table.insert(), values)
        names = {row: key for key, row in rows.rows.items()}
        levels = [
            level | {"on_hand_milli": level["on_hand_milli"] + sold[names[level["variant_row"]]]}
            for level in rows.levels
        ]
        work.execute(tables.stock_level.insert(), levels)
        search_index.add_rows(work.connection, rows.index)
