"""Verifying and exporting the journal."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.bootstrap import OpenDatabase
from pos_desktop.storage.journal_anchor import Anchor, anchor_path, read_anchor, unreadable_path
from pos_desktop.storage.journal_audit import VerifyReport, verify_export
from pos_desktop.storage.journal_audit import export as export_journal
from pos_desktop.storage.journal_audit import verify as verify_journal


def verify(opened: OpenDatabase, exported: Path | None = None) -> VerifyReport:
    """Checks the register's journal against its anchor, or an exported one by itself."""
    if exported is not None:
        if not exported.is_file():
            raise Refused(tr("There is no file {file}", file=exported))
        return verify_export(exported, opened.keys.journal)
    anchor, fault = _note(opened)
    with opened.database.read() as connection:
        report = verify_journal(connection, opened.keys.journal, anchor)
    if report.ok and fault:
        return replace(report, ok=False, reason=fault)
    return _with_what_is_missing(report, opened)


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
        report = export_journal(connection, opened.keys.journal, file)
    return _with_what_is_missing(report, opened)


def _note(opened: OpenDatabase) -> tuple[Anchor | None, str]:
    """What was noted outside the database, or why that is not known."""
    database = opened.folders.database
    with suppress(ValueError):
        anchor = read_anchor(anchor_path(database), opened.keys.journal)
        if not unreadable_path(database).exists():
            return anchor, ""
    return None, tr(
        "The note of how far it had come cannot be read, or was not written with this register's keys: entries may be missing at its end. It is kept as {file}. Compare the journal with its newest export, then remove that file; until then this is told each time.",
        file=unreadable_path(database),
    )


def _with_what_is_missing(report: VerifyReport, opened: OpenDatabase) -> VerifyReport:
    """The opening has noted by now that the data are older than they were, and the entries go on from there."""
    missing = opened.start_notices().entries_missing
    if not (report.ok and missing):
        return report
    told = tr_n(
        "{count} entry is missing. Look for database.set_back in it.",
        "{count} entries are missing. Look for database.set_back in it.",
        missing,
    )
    return replace(report, ok=False, reason=told)


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
    if report.first_bad_seq is None:
        return tr("The journal is NOT whole: {reason}", reason=report.reason)
    return tr(
        "The journal is NOT whole: entry {seq} of {count}: {reason}",
        seq=report.first_bad_seq,
        count=report.count,
        reason=report.reason,
    )
