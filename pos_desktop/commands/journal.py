"""Verifying and exporting the journal."""

from pathlib import Path

from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.bootstrap import OpenDatabase
from pos_desktop.storage.journal_anchor import anchor_path, read_anchor
from pos_desktop.storage.journal_audit import VerifyReport, verify_export
from pos_desktop.storage.journal_audit import export as export_journal
from pos_desktop.storage.journal_audit import verify as verify_journal


def verify(opened: OpenDatabase, exported: Path | None = None) -> VerifyReport:
    """Checks the register's journal against its anchor, or an exported one by itself."""
    if exported is not None:
        if not exported.is_file():
            raise Refused(tr("There is no file {file}", file=exported))
        return verify_export(exported, opened.keys.journal)
    anchor = read_anchor(anchor_path(opened.folders.database), opened.keys.journal)
    with opened.database.read() as connection:
        return verify_journal(connection, opened.keys.journal, anchor)


def export(opened: OpenDatabase, file: Path) -> VerifyReport:
    """Writes the journal as JSON lines."""
    if file.is_dir():
        raise Refused(
            tr("{file} is a folder", file=file), tr("Nothing was written."), tr("Name another file.")
        )
    if opened.folders.keeps(file):
        raise Refused(
            tr("{file} is there already", file=file), tr("Nothing was written."), tr("Name another file.")
        )
    with opened.database.read() as connection:
        return export_journal(connection, opened.keys.journal, file)


def words(report: VerifyReport) -> str:
    """A verdict in one sentence."""
    if report.ok:
        text = tr("The journal is whole: {count} entries, unbroken.", count=report.count)
        if report.clock_set_back:
            times = len(report.clock_set_back)
            text += " " + tr_n(
                "The clock was set back {count} time.", "The clock was set back {count} times.", times
            )
        return text
    return tr(
        "The journal is NOT whole: entry {seq} of {count}: {reason}",
        seq=report.first_bad_seq,
        count=report.count,
        reason=report.reason,
    )
