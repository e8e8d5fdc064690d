"""Products that come from a file, and what is looked at afterwards."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from pos_desktop.application.product_import import ImportReport, ProductSource, import_products
from pos_desktop.domain.money import currency
from pos_desktop.storage import tables
from pos_desktop.storage.catalogue_import import CatalogueImport
from tests.integration.shop import Shop

EURO = currency("EUR")


def run_import(shop: Shop, source: ProductSource, **facts: Any) -> ImportReport:
    with CatalogueImport(shop.database) as catalogue:
        return import_products(source, catalogue, **facts)


def write_csv(
    folder: Path, lines: Iterable[str], encoding: str = "utf-8", name: str = "products.csv"
) -> Path:
    path = folder / name
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def counts_of(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.refused_count


def all_rows(shop: Shop) -> list[tuple[Any, ...]]:
    """Everything that an import writes, in an order of its own."""
    with shop.database.read() as connection:
        return [
            tuple(row)
            for table in (tables.product, tables.variant, tables.barcode, tables.category)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]


def all_changes(shop: Shop) -> int:
    with shop.database.write() as work:
        if shop.database.dialect != "sqlite":
            return 0
        return int(work.connection.exec_driver_sql("SELECT total_changes()").scalar_one())


CODE = "4006381333931"


def names_found(shop: Shop, code: str) -> list[str]:
    with shop.store.read() as work:
        return [hit.name for hit in work.catalogue.search(code)]
