"""`python -m benchmarks`: measures the figures, prints them, and ends with code 1 when one misses its target."""

import argparse
import logging
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# At every window the platform without a screen says that it has no window manager.
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")

from benchmarks import (
    counter,
    importing,
    lab_day,
    looking_back,
    paying,
    receipts,
    scan_serial,
    scanning,
    searching,
    starting,
    syncing,
    tendering,
)
from benchmarks.progress import Progress
from benchmarks.report import Figure, missed, table, write_json
from benchmarks.run import Run
from benchmarks.shop import Size

# The order matters: what is measured first finds the data as it was made, what closes the shift comes last.
BENCHMARKS = {
    "cold_start": starting.measure,
    "scan_to_paint": scanning.measure,
    "search_keystroke": searching.measure,
    "pay_commit": paying.measure,
    "tendering": tendering.measure,
    "receipt_render": receipts.measure,
    "counter": counter.measure,
    "scan_serial": scan_serial.measure,
    "lab_day": lab_day.measure,
    "order_search": looking_back.measure_search,
    "import_rate": importing.measure,
    "outbox_add": syncing.measure_events,
    "ui_while_draining": syncing.measure_scans,
    "drain": syncing.measure_drain,
    "wake": syncing.measure_wake,
    "first_import": syncing.measure_import,
    "z_report": looking_back.measure_report,
}


def main(arguments: list[str] | None = None) -> int:
    """Runs what is asked for; the exit code."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.ERROR)
    progress = Progress()
    run = Run(Size(asked.products, asked.orders, asked.catalog), progress)
    figures: list[Figure] = []
    try:
        run.folders()
        for name in asked.only or BENCHMARKS:
            progress.step(name)
            figures += BENCHMARKS[name](run)
    except (OSError, ValueError) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    finally:
        run.end()
    print(table(figures))
    if asked.json:
        write_json(figures, asked.json)
    for words in missed(figures):
        print(words, file=sys.stderr)
    return 1 if missed(figures) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--catalog", type=Path, help="a .csv, .csv.gz or .csv.xz with the columns barcode and name"
    )
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    parser.add_argument("--products", type=int, default=1_000_000)
    parser.add_argument("--orders", type=int, default=200_000)
    parser.add_argument(
        "--only", action="append", choices=list(BENCHMARKS), help="can be given more than once"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
