"""The whole catalogue of a platform, taken over: products, variants, their links and their levels.

It can be run again and again, as an import of a file can: what is linked is known by its link, what is not by barcode,
item number or options, and only differences are written. It can be stopped between batches and leaves whole batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from pos_desktop.application.csv_products import clean_sku
from pos_desktop.application.platform.stock import LevelTold
from pos_desktop.application.platform.trouble import NotOffered
from pos_desktop.application.platform_products import (
    code_of,
    name_of,
    picture_of,
    prices_count,
    product_extra,
    variant_extra,
)
from pos_desktop.application.product_import import (
    BadLine,
    ImportSettings,
    SourceProduct,
    SourceVariant,
    StoredBatch,
    import_products,
)
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.platform.catalogue import PlatformProduct, PlatformVariant
    from pos_desktop.application.platform.port import Platform
    from pos_desktop.application.ports import Store, Work
    from pos_desktop.application.product_import import ImportReport
    from pos_desktop.application.stock_levels import StockLevels

_FIELDS = frozenset(
    {"name", "sku", "barcode", "price", "compare_at", "category", "vendor", "picture", "options"}
    | {"active", "track_stock"}
)
IMPORTED = "imported"
"""The cursor of a connection that says when its catalogue was taken over: what is new in the shop since then is added."""
Progress = Callable[[int, int | None], None]
"""Variants done, and how many there will be where the platform says."""


class LinkingStore(Protocol):
    """Stores products with their links to a connection."""

    matched: int
    """Variants that were here already and were linked now."""

    def store_with(
        self, batch: list[SourceProduct], fields: frozenset[str], then: Callable[[Work], None]
    ) -> StoredBatch:
        """As ProductStore.store; `then` is called within the same transaction, the links being there."""
        ...


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What an import did."""

    products: int
    variants: int
    matched: int  # known here already, by barcode, item number or options
    levels: int
    refused: tuple[BadLine, ...]  # the line is a variant's or product's place in the platform's catalogue
    refused_count: int
    stopped: str = ""  # why it ended before the catalogue did, in words
    cancelled: bool = False


class CatalogueTaker:
    """Runs imports. `catalogue` opens the store of products for a connection, for the time of one import."""

    def __init__(
        self,
        store: Store,
        levels: StockLevels,
        catalogue: Callable[[UUID], AbstractContextManager[LinkingStore]],
    ) -> None:
        self._store = store
        self._levels = levels
        self._catalogue = catalogue

    def take(
        self,
        connection_id: UUID,
        platform: Platform,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        settings: ImportSettings | None = None,
    ) -> CatalogueReport:
        """Takes it all over. PersonError when the platform cannot be asked at all; what happens later is reported."""
        total = platform.products_count()
        source = _Source(platform.all_products(), self._prices(connection_id), total, cancelled)
        with self._catalogue(connection_id) as catalogue:
            batches = _WithLevels(self._levels, connection_id, catalogue, source)

            def tell(_done: int, _expected: int | None) -> None:
                if progress:
                    progress(batches.variants, source.total)

            report = import_products(source, batches, settings, tell, cancelled)
            report.cancelled |= source.stopped
            return _report(report, batches, catalogue.matched)

    def take_newcomer(self, connection_id: UUID, platform: Platform, product: PlatformProduct) -> None:
        """A product that the platform has since the import, or new variants of one, with their stock.

        Raises the platform's trouble, and that of a commit. Safe to be repeated.
        """
        source = _Source(iter([[_stocked(product, platform)]]), self._prices(connection_id))
        batch = [each for each in source if isinstance(each, SourceProduct)]
        if batch:
            with self._catalogue(connection_id) as catalogue:
                _WithLevels(self._levels, connection_id, catalogue, source).store(batch, source.fields)

    def _prices(self, connection_id: UUID) -> bool:
        with self._store.read() as work:
            return prices_count(work, work.connections.get(connection_id))


def _stocked(product: PlatformProduct, platform: Platform) -> PlatformProduct:
    """The product with its levels, asked now: those that were told before it was known here came to nothing."""
    refs = [each.item_ref or each.ref for each in product.variants if each.tracks_stock]
    levels: dict[str, dict[str, int]] = {}
    try:
        for told in platform.levels(refs) if refs else ():
            levels.setdefault(told.item_ref, {})[told.location_ref] = told.level_milli
    except NotOffered:
        return product
    variants = (replace(each, levels=levels.get(each.item_ref or each.ref, {})) for each in product.variants)
    return replace(product, variants=tuple(variants))


def _report(report: ImportReport, batches: _WithLevels, matched: int) -> CatalogueReport:
    return CatalogueReport(
        products=report.stored,
        variants=batches.variants,
        matched=matched,
        levels=batches.levels,
        refused=tuple(report.refused),
        refused_count=report.refused_count,
        stopped=report.stopped or "",
        cancelled=report.cancelled,
    )


class _WithLevels:
    """Stores products and, in the same commit, what the platform has of them in stock."""

    def __init__(
        self, rule: StockLevels, connection_id: UUID, catalogue: LinkingStore, source: _Source
    ) -> None:
        self._rule = rule
        self._connection_id = connection_id
        self._catalogue = catalogue
        self._source = source
        self.variants = 0
        self.levels = 0

    def store(self, batch: list[SourceProduct], fields: frozenset[str]) -> StoredBatch:
        levels = self._source.levels(batch)

        def tell(work: Work) -> None:
            # The platform was just asked: of levels of one moment these hold.
            self._rule.answered(work, self._connection_id, levels)

        stored = self._catalogue.store_with(batch, fields, tell)
        self.variants += sum(len(product.variants) for product in batch)
        self.levels += len(levels)
        return stored


class _Source:
    """Implements product_import.ProductSource."""

    fields = _FIELDS

    def __init__(
        self,
        pages: Iterator[Sequence[PlatformProduct]],
        prices: bool,
        total: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._pages = pages
        self._prices = prices
        self._cancelled = cancelled
        self.stopped = False
        self._levels: dict[int, list[LevelTold]] = {}
        self.total = total

    def __iter__(self) -> Iterator[SourceProduct | BadLine]:
        line = 0
        for page in self._pages:
            if self._cancelled():  # it may take minutes until the first product is there
                self.stopped = True
                return
            for product in page:
                line += 1
                yield from self._told(product, line)

    def fraction(self) -> float | None:
        return None

    def close(self) -> None:
        """Nothing is held."""

    def levels(self, batch: Sequence[SourceProduct]) -> list[LevelTold]:
        """What the platform has of a batch, each batch once."""
        return [level for product in batch for level in self._levels.pop(product.line, ())]

    def _told(self, product: PlatformProduct, line: int) -> Iterator[SourceProduct | BadLine]:
        """What of it can be taken over, and what cannot."""
        try:
            name = name_of(product)
        except ValueError as trouble:
            yield BadLine(line, str(trouble))
            return
        if not product.variants:
            yield BadLine(line, tr("{name} has nothing that could be sold", name=name))
            return
        variants = []
        for variant in product.variants:
            (code, wrong_code), (sku, wrong_sku) = code_of(variant), _sku(variant)
            for reason in filter(None, (wrong_code, wrong_sku)):
                yield BadLine(line, reason)
            variants.append(self._variant(variant, line, code, sku))
        self._levels[line] = _levels(product)
        yield self._product(product, name, line, variants)

    def _product(
        self, product: PlatformProduct, name: str, line: int, variants: list[SourceVariant]
    ) -> SourceProduct:
        return SourceProduct(
            line=line,
            name=name,
            variants=variants,
            handle=product.handle or None,
            options=product.options,
            category=product.category.strip() or None,
            vendor=product.vendor.strip() or None,
            picture=picture_of(product) or None,
            active=product.active,
            ref=product.ref,
            link_extra=product_extra(product),
            whole=product.whole,
        )

    def _variant(self, variant: PlatformVariant, line: int, code: str, sku: str | None) -> SourceVariant:
        return SourceVariant(
            barcode=code or None,
            sku=sku,
            option_values=variant.option_values,
            price_minor=variant.price_minor if self._prices else None,
            compare_at_minor=variant.compare_at_minor if self._prices else None,
            line=line,
            tracks_stock=variant.tracks_stock,
            ref=variant.ref,
            extra=variant_extra(variant, code),
        )


def _levels(product: PlatformProduct) -> list[LevelTold]:
    """As of the product's last change: a level that was told since by a message is newer."""
    return [
        LevelTold(variant.item_ref or variant.ref, place, level, product.updated_at)
        for variant in product.variants
        if variant.tracks_stock
        for place, level in variant.levels.items()
    ]


def _sku(variant: PlatformVariant) -> tuple[str | None, str]:
    try:
        return clean_sku(variant.sku.strip()), ""
    except ValueError as trouble:
        return None, str(trouble)
