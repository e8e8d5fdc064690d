"""A first import: the platform's whole catalogue into the register's, each variant linked, levels taken over.

It goes the way of every import (batches of low rank between the cashier's own writes) and can be run again: what is
linked or known by barcode, item number or handle is recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.connection_records import FirstImport, ImportProgress
from pos_desktop.application.platform import LevelTold, NotOffered, Stream
from pos_desktop.application.product_import import (
    BadLine,
    ImportSettings,
    SourceProduct,
    SourceVariant,
    import_products,
)
from pos_desktop.application.stock_levels import StockLevels
from pos_desktop.application.wording import tr
from pos_desktop.domain.gtin import barcode_key

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.platform import Platform, PlatformProduct, PlatformVariant

LEVELS_AT_ONCE = 100
BESIDE_SALES_SECONDS = 0.02


class PlatformProducts:
    """Implements ProductSource on a platform's batches. Levels told along are collected."""

    fields = frozenset({"name", "sku", "price_minor", "active"})

    def __init__(self, batches: Iterator[Sequence[PlatformProduct]], total: int | None) -> None:
        self._batches = batches
        self._total = total  # variants
        self.variants = 0
        self.names: list[str] = []
        self.levels: list[LevelTold] = []

    def __iter__(self) -> Iterator[SourceProduct | BadLine]:
        for batch in self._batches:
            for product in batch:
                self.names.append(product.name)
                yield self._taken(product, len(self.names))

    def fraction(self) -> float | None:
        """By variants, as the platform counts."""
        return min(1.0, self.variants / self._total) if self._total else None

    def close(self) -> None:
        """A platform that was given up half-way is let go."""
        close = getattr(self._batches, "close", None)
        if close is not None:
            close()

    def _taken(self, product: PlatformProduct, line: int) -> SourceProduct | BadLine:
        if not product.name.strip() or not product.variants:
            return BadLine(line, tr("it has no name or nothing to sell"))
        self.variants += len(product.variants)
        for variant in product.variants:
            self.levels += _levels(product, variant)
        return SourceProduct(
            line=line,
            name=product.name.strip(),
            variants=[_variant(variant, line) for variant in product.variants],
            handle=product.handle or None,
            options=tuple(product.options),
            category=product.category or None,
            vendor=product.vendor or None,
            picture=product.images[0].address if product.images else None,
            active=product.active,
            extra=dict(product.unknown) or None,
            ref=product.ref,
        )


def _variant(variant: PlatformVariant, line: int) -> SourceVariant:
    return SourceVariant(
        barcode=barcode_key(variant.barcode) or None,
        sku=variant.sku or None,
        option_values=tuple(variant.option_values),
        price_minor=variant.price_minor,
        compare_at_minor=variant.compare_at_minor,
        line=line,
        ref=variant.ref,
        item_ref=variant.item_ref,
    )


def _levels(product: PlatformProduct, variant: PlatformVariant) -> Iterator[LevelTold]:
    """At the moment of the product's last change: any later word about the level wins."""
    if variant.tracks_stock:
        for place, milli in variant.levels.items():
            yield LevelTold(variant.item_ref or variant.ref, place, milli, product.updated_at)


def take_over(
    desk: Desk,
    platform: Platform,
    connection_id: UUID,
    progress: Callable[[ImportProgress], None] | None,
    cancelled: Callable[[], bool] | None,
) -> FirstImport:
    """Slow: off the UI thread. The platform's trouble ends it with its words; what is stored stays."""
    _begin_streams(desk, platform, connection_id)
    source = PlatformProducts(platform.all_products(), platform.products_count())

    def tell(done: int, total: int | None) -> None:
        if progress is not None:
            progress(ImportProgress(done, total))

    with desk.store.product_import(connection_id) as catalogue:
        settings = ImportSettings(batch_seconds=BESIDE_SALES_SECONDS)
        report = import_products(source, catalogue, settings, tell, cancelled or (lambda: False))
    levels = 0 if report.cancelled else _tell_levels(desk, connection_id, source.levels)
    return FirstImport(
        added=report.created,
        changed=report.updated,
        known=report.unchanged,
        variants=source.variants,
        levels=levels,
        refused=tuple((source.names[bad.line - 1], bad.reason) for bad in report.refused),
        refused_count=report.refused_count,
        cancelled=report.cancelled,
        stopped=report.stopped or "",
        seconds=report.seconds,
    )


def _begin_streams(desk: Desk, platform: Platform, connection_id: UUID) -> None:
    """What changes while the import runs is looked at after it."""
    for stream in Stream:
        with desk.store.read() as work:
            begun = work.connections.cursor(connection_id, stream.value)
        if begun:
            continue
        try:
            told = platform.changes(stream, "")
        except NotOffered:
            continue
        with desk.store.write() as work:
            work.connections.set_cursor(connection_id, stream.value, told.cursor, desk.clock.now())


def _tell_levels(desk: Desk, connection_id: UUID, levels: Sequence[LevelTold]) -> int:
    stock, kept = StockLevels(desk.clock), 0
    for start in range(0, len(levels), LEVELS_AT_ONCE):
        with desk.store.write() as work:
            taken = stock.tell_all(work, connection_id, levels[start : start + LEVELS_AT_ONCE])
        kept += sum(1 for each in taken if each.value == "kept")
    return kept
