"""Products of a shop: all of them for a first import, page by page, and by an exact code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing

from pos_desktop.application.platform.catalogue import PlatformProduct, PlatformVariant
from pos_desktop.application.platform.trouble import PlatformRefused
from pos_desktop.platforms.shopify.bulk import Bulk, BulkFailed, Entry, by_owner
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.mapping import Levels, product_of, variant_of
from pos_desktop.platforms.shopify.pages import more_of
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.search import exactly
from pos_desktop.platforms.shopify.stock import level_of

BATCH = 200
PAGE = 10
_log = logging.getLogger(__name__)


class Catalogue:
    """Asks for products."""

    def __init__(self, client: Client, bulk: Bulk, currency: Callable[[], str]) -> None:
        self._client = client
        self._bulk = bulk
        self._currency = currency

    def all(self) -> Iterator[Sequence[PlatformProduct]]:
        """Every product in batches: as one file that the shop writes, or page by page where it will not. Batches are
        empty while nothing is there yet."""
        try:
            file = self._bulk.ask("levels_bulk")
            yield from _pauses(file.wait())
            stored = file.lines()
            file = self._bulk.ask("products_bulk")  # the shop writes while the levels are read
            levels: dict[str, dict[str, int]] = {}
            yield from _pauses(_taken(stored, levels))
            yield from _pauses(file.wait())
            entries = file.lines()
        except (BulkFailed, PlatformRefused) as error:
            _log.warning("the catalogue is read page by page: %s", error)
            self._client.fell_back()
            yield from self._by_page()
            return
        yield from self._batches(entries, levels)

    def count(self) -> int | None:
        """How many variants there are, where Shopify counts them."""
        count = self._client.ask("variants_count").part_or_none("productVariantsCount")
        return count.whole("count") if count else None

    def find(self, sku: str, barcode: str) -> list[PlatformVariant]:
        """By the exact code; Shopify's own search also finds what begins like it."""
        wanted = [exactly(name, code) for name, code in (("sku", sku), ("barcode", barcode)) if code]
        if not wanted:
            return []
        data = self._client.ask("variants_find", {"query": " OR ".join(wanted)})
        found = [variant_of(node, self._currency()) for node in data.parts("productVariants")]
        return [v for v in found if (sku and v.sku == sku) or (barcode and v.barcode == barcode)]

    def _by_page(self) -> Iterator[Sequence[PlatformProduct]]:
        after: str | None = None
        while after != "":
            page = self._client.read("products", {"first": PAGE, "after": after}).part("products")
            nodes = page.parts("nodes")
            products = [
                product_of(
                    node, whole_product(self._client, node), node.parts_or_none("media"), self._currency()
                )
                for node in nodes
            ]
            if products:
                yield products
            after = page.next_page()

    def _batches(self, entries: Iterator[Entry], levels: Levels) -> Iterator[Sequence[PlatformProduct]]:
        batch: list[PlatformProduct] = []
        for owned in by_owner(entries, "Product"):
            if owned is None:
                yield ()
                continue
            product, children = owned
            variants = [child.node for child in children if child.kind == "ProductVariant"]
            pictures = [child.node for child in children if child.kind == "MediaImage"]
            batch.append(product_of(product, variants, pictures, self._currency(), levels))
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def _pauses(steps: Generator[None, None, None]) -> Iterator[Sequence[PlatformProduct]]:
    """An empty batch for each step."""
    with closing(steps):
        for _ in steps:
            yield ()


def _taken(entries: Iterator[Entry], levels: dict[str, dict[str, int]]) -> Generator[None, None, None]:
    """Takes levels in, by item and location; first of all, so that each product comes with its own."""
    for number, entry in enumerate(entries, 1):
        if entry.kind == "InventoryLevel":
            node = entry.node
            if node.flag_or("isActive", True):
                level = level_of(node)
                levels.setdefault(level.item_ref, {})[level.location_ref] = level.level_milli
        if not number % BATCH:
            yield


def whole_product(client: Client, product: Node) -> list[Node]:
    """All variants of a product, those beyond its first page included."""
    return more_of(client, product, "variants", "product_variants", "product")
