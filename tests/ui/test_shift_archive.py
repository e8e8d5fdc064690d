"""Closed shifts on the real window: looked up, saved, printed again."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.application.ids import new_id
from pos_desktop.ui.dialogs.trouble import TroublePanel
from pos_desktop.ui.screens.reports import ReportsScreen
from tests.ui.shift_at_work import SPACE, go, key, manager, texts

# -- files and the archive -----------------------------------------------------------------------------------


@pytest.fixture
def archive(window, services, manager) -> ReportsScreen:
    """Two closed shifts, the later one short."""
    for off in (0, -700):
        services.shifts.open(10_000)
        services.shifts.confirm_count({1: 10_000 + off})
        services.shifts.close("Coins lost" if off else "", 5_000)
    return go(window, "reports", ReportsScreen)


def test_the_archive_shows_the_latest_shift_first(qtbot, archive) -> None:
    assert [row.primary for row in archive.list.rows] == ["Z 2", "Z 1"]
    assert [row.tag.kind for row in archive.list.rows] == ["attention", "good"]
    assert archive.report.shift_number == 2
    assert f"−7,00{SPACE}€" in archive.list.rows[0].tag.text
    key(qtbot, Qt.Key.Key_Down)
    assert archive.report.shift_number == 1


def test_the_archive_says_how_the_count_ended(archive) -> None:
    said = " | ".join(texts(archive.view))
    assert "Short by · Coins lost 7,00" in said
    assert "To the safe 43,00" in said


def test_reports_are_saved_as_csv_and_pdf(archive, tmp_path: Path) -> None:
    archive.files.folder = lambda: tmp_path / "reports"
    archive.files.csv_button.click()
    archive.files.pdf_button.click()
    with (tmp_path / "reports/Z-000002.csv").open(encoding="utf-8-sig", newline="") as file:
        facts = {(row["section"], row["item"]): row for row in csv.DictReader(file)}
    assert facts["count", "difference"]["amount"] == "-7.00"
    pdf = (tmp_path / "reports/Z-000002.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")


def test_a_folder_that_cannot_be_written_is_told(window, archive, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("a file")
    archive.files.folder = lambda: tmp_path / "in the way"
    for button in (archive.files.csv_button, archive.files.pdf_button):
        button.click()
        assert isinstance(window.panels.top, TroublePanel)
        window.panels.dismiss_all()


def test_a_z_report_is_printed_again(archive, services) -> None:
    with services.desk.store.write() as work:
        work.devices.save(new_id(), "printer", "tcp", "Receipt printer", {"host": "127.0.0.1"}, None, True)
    services.printers.forget()
    archive.files.print_button.click()
    from sqlalchemy import select

    from pos_desktop.storage import tables

    with services.desk.store._database.read() as connection:
        assert list(connection.execute(select(tables.print_job.c.kind)).scalars()) == ["report"]


def test_reports_are_for_managers(window, services, cashier) -> None:
    screen = go(window, "reports", ReportsScreen)
    assert screen.empty.title() == "Reports are for managers"
    assert screen.list.rows == []


def test_an_empty_archive_says_what_will_be_here(window, manager) -> None:
    screen = go(window, "reports", ReportsScreen)
    assert screen.empty.title() == "No shift was closed yet"
    screen.empty.action.click()
    assert window.frame.page() == "cash"


def test_a_narrow_archive_has_two_pages(qtbot, window, archive) -> None:
    window.resize(1024, 768)
    QApplication.processEvents()
    assert archive.pane.isVisible()
    assert not archive.view.isVisible()
    key(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert archive.view.isVisible()
    key(qtbot, Qt.Key.Key_Escape)
    assert archive.pane.isVisible()
