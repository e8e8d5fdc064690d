"""Taking products over from a file, with progress and a report."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pos_desktop.application.csv_products import CsvProducts, parse_mapping
from pos_desktop.application.errors import Refused
from pos_desktop.application.first_prices import currency_for_prices, keep_for_prices
from pos_desktop.application.product_desk import note_import
from pos_desktop.application.product_import import (
    ImportReport,
    ImportSettings,
    ProductSource,
    import_products,
)
from pos_desktop.application.shopify_products import ShopifyProducts
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import OpenDatabase
from pos_desktop.commands import stopping
from pos_desktop.domain.money import Currency
from pos_desktop.storage.catalogue_import import CatalogueImport

SHOWN_REFUSALS = 20
BESIDE_SALES_SECONDS = 0.020
ALONE_SECONDS = 0.15


def take_over(
    opened: OpenDatabase, file: Path, mapping: str, report_file: Path | None, currency_code: str = ""
) -> int:
    """Imports a file; the program's exit code. Refused lines are no failure: they are listed.

    `currency_code` is what the file's prices are in, for a register that is not set up yet.
    """
    if not file.is_file():
        raise Refused(tr("There is no file {file}", file=file), tr("Nothing was imported."))
    target = report_file or opened.folders.data / f"{file.name.split('.')[0]}-refused.csv"
    if (target.exists() and target.samefile(file)) or opened.folders.keeps(target):
        raise Refused(
            tr("The report would take the place of {file}", file=target),
            tr("Nothing was imported."),
            tr("Name another file."),
        )
    console = Console()
    source = _priced_source(opened, file, mapping, currency_code, console)
    settings = ImportSettings(target, _batch_seconds(opened))
    with (
        _progress(console) as bar,
        CatalogueImport(opened.database) as catalogue,
        stopping.noted() as stopped,
    ):
        task = bar.add_task(tr("Products"), total=None)
        report = import_products(
            source,
            catalogue,
            settings,
            lambda done, total: bar.update(task, completed=done, total=total),
            stopped,
        )
        bar.update(task, completed=report.stored, total=report.stored)
    if report.created or report.updated:
        opened.store.catalogue_changed()
    note_import(opened.store, opened.clock, file.name, report)
    _tell(console, report, target)
    if report.cancelled:
        return stopped.code
    return 1 if report.stopped or report.not_listed else 0


def _batch_seconds(opened: OpenDatabase) -> float:
    """Short transactions beside a register that sells; long ones, which are faster, when it is closed."""
    return BESIDE_SALES_SECONDS if opened.beside else ALONE_SECONDS


def _priced_source(
    opened: OpenDatabase, file: Path, mapping: str, code: str, console: Console
) -> ProductSource:
    """The file, read in the register's money; which one that is, is said before there is a register that has one."""
    with opened.store.read() as work:
        money = currency_for_prices(work, code)
    source = product_source(file, mapping, money)
    if not opened.set_up:
        with opened.store.write() as work:
            keep_for_prices(work, money.code)
        said = tr("Prices are read in {currency}.", currency=money.code)
        more = "" if code else tr("Another one is named with --currency, in an empty data folder.")
        console.print(f"{said} {more}".strip(), highlight=False, markup=False, soft_wrap=True)
    return source


def product_source(file: Path, mapping: str, currency: Currency) -> ProductSource:
    """How a file is read: by the mapped header, or as a Shopify export when it looks like one."""
    if mapping:
        return CsvProducts(file, currency, parse_mapping(mapping))
    try:
        return ShopifyProducts(file, currency)
    except Refused:
        return CsvProducts(file, currency, None)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _tell(console: Console, report: ImportReport, target: Path) -> None:
    console.print(
        tr(
            "{created} created, {updated} updated, {unchanged} unchanged, {refused} lines refused, in {seconds} s.",
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            refused=report.refused_count,
            seconds=f"{report.seconds:.1f}",
        ),
        highlight=False,
        soft_wrap=True,
    )
    if report.plain_codes:
        console.print(
            tr(
                "{count} barcodes have a wrong check digit and were taken as they are.",
                count=report.plain_codes,
            ),
            highlight=False,
            soft_wrap=True,
        )
    for bad in report.refused[:SHOWN_REFUSALS]:
        console.print(
            tr("line {line}: {reason}", line=bad.line, reason=bad.reason),
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
    if report.not_listed:
        words = f"{tr('The file cannot be written')}: {target} ({report.not_listed})"
        console.print(words, highlight=False, markup=False, soft_wrap=True)
    elif report.refused_count:
        console.print(
            tr("All refused lines: {file}", file=target), highlight=False, markup=False, soft_wrap=True
        )
    if report.cancelled:
        words = tr("Stopped after line {line}; run it again for the rest.", line=report.last_line)
        console.print(words, highlight=False)
    if report.stopped:
        console.print(
            tr("Stopped after line {line}: {reason}", line=report.last_line, reason=report.stopped),
            markup=False,
            soft_wrap=True,
        )
