"""Settings › Products: a file is looked at, imported beside the sale, stopped, run again, and its refused lines saved."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from pos_desktop.application.errors import TryAgain
from pos_desktop.application.product_desk import ProductsHere
from pos_desktop.application.wording import tr
from pos_desktop.storage.catalogue_import import CatalogueImport
from pos_desktop.ui import appearance
from pos_desktop.ui.dialogs.palette import PalettePanel
from pos_desktop.ui.screens.settings_pages.products import ProductsPage
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.toast import Toast
from tests.ui.selling import misplaced, nameless, too_small
from tests.ui.settings_at_work import journal_kinds, rows_of, settings_of

TABLE = (
    "EAN;Bezeichnung;Preis;Artikelnummer\n"
    "5901234123457;Haferdrink;1,89;H-1\n"
    "5410013101703;Kaffee;7,99;K-1\n"
    "4000000000006;Honig;viel;HO-1\n"
)
SHOPIFY = (
    "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode\n"
    "tea,Green tea,Size,100 g,TEA-1,4.50,5901234123457\n"
    "tea,,Size,250 g,TEA-2,9.50,\n"
)
MANY = 40_000


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "products.csv"
    file.write_text(TABLE, "utf-8")
    return file


@pytest.fixture
def large(tmp_path: Path) -> Path:
    file = tmp_path / "large.csv"
    lines = "".join(f"H-{at};Haferdrink {at};1,89\n" for at in range(MANY))
    file.write_text("Artikelnummer;Bezeichnung;Preis\n" + lines, "utf-8")
    return file


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """An import stands still before its second batch until this is set: it is under way however slow a test is."""
    go_on, store, begun = threading.Event(), CatalogueImport.store, []

    def waiting(self, batch, fields):
        if begun:
            go_on.wait(300)
        begun.append(batch)
        return store(self, batch, fields)

    monkeypatch.setattr(CatalogueImport, "store", waiting)
    yield go_on
    go_on.set()


@pytest.fixture
def page(window) -> ProductsPage:
    shown = settings_of(window, section="products").page
    assert isinstance(shown, ProductsPage)
    shown.take("file")
    return shown


def looked(page: ProductsPage, file: Path, qtbot) -> None:
    """The file is named in the field, looked at and read."""
    page.file_card.path.set_text(str(file))
    page.file_card.path.edit.editingFinished.emit()
    qtbot.waitUntil(lambda: page.file_card.report is not None and bool(page.rows.rows))


def imported(page: ProductsPage, file: Path, qtbot) -> dict[str, str]:
    """The counts that the page shows when the file is in."""
    looked(page, file, qtbot)
    page.start.click()
    qtbot.waitUntil(lambda: page.result is not None)
    return shown_counts(page)


def shown_counts(page: ProductsPage) -> dict[str, str]:
    rows = page.result.rows
    return {key: rows.row(key).value.text() for key in ("created", "updated", "unchanged", "refused")}


def notes(page: ProductsPage) -> list[str]:
    banners = page.detail.findChildren(Banner)
    return [banner.accessibleName() for banner in banners if not banner.isHidden()]


def toasts(window) -> list[str]:
    return [toast.accessibleName() for toast in window.findChildren(Toast) if toast.isVisible()]


def told(window, words: str) -> bool:
    return any(words in name for name in toasts(window))


def prices(services, name: str) -> list[int | None]:
    return [hit.price_minor for hit in services.catalogue.search(name) if hit.name == name]


def test_a_table_is_looked_at_before_anything_is_stored(page, table, services, qtbot):
    assert not page.start.isEnabled()
    looked(page, table, qtbot)
    selects = page.file_card.columns.selects
    assert (selects["name"].current(), selects["tax"].current()) == ("Bezeichnung", "")
    assert page.rows.rows[:2] == [
        ("Haferdrink", "5901234123457", "H-1", "1,89\N{NO-BREAK SPACE}€"),
        ("Kaffee", "5410013101703", "K-1", "7,99\N{NO-BREAK SPACE}€"),
    ]
    assert "line 4" in page.rows.rows[2][0]
    assert page.file_card.count.text() == "2 products"
    assert page.start.isEnabled()
    assert prices(services, "Haferdrink") == []


def test_the_file_is_imported_and_what_it_did_is_kept(window, page, table, services, qtbot):
    assert rows_of(page)["here"][1] in ("", "20 products")
    counts = imported(page, table, qtbot)
    assert counts == {"created": "2", "updated": "0", "unchanged": "0", "refused": "1"}
    assert page.result.banner.accessibleName() == "products.csv is imported"
    assert prices(services, "Haferdrink") == [189]
    assert "products_imported" in journal_kinds(services)
    qtbot.waitUntil(lambda: rows_of(page)["here"][1] == "22 products")
    page.take("here")
    assert page.last_rows.row("file").value.text() == "products.csv"
    assert page.last_rows.row("created").value.text() == "2"
    # All of it is in: the field waits for the next file, and no toast repeats what is in sight.
    page.take("file")
    assert page.file_card.path.text() == "" and not page.start.isEnabled()
    assert shown_counts(page) == counts


def test_run_again_it_updates_and_never_doubles(page, table, services, qtbot):
    imported(page, table, qtbot)
    table.write_text(TABLE.replace("1,89", "1,99"), "utf-8")
    counts = imported(page, table, qtbot)
    assert counts == {"created": "0", "updated": "1", "unchanged": "1", "refused": "1"}
    assert prices(services, "Haferdrink") == [199]


def test_a_shopify_export_has_no_columns_to_choose(page, tmp_path, services, qtbot):
    file = tmp_path / "export.csv"
    file.write_text(SHOPIFY, "utf-8")
    looked(page, file, qtbot)
    assert not page.file_card.columns.isVisible()
    assert page.rows.rows[0][0] == "Green tea · 2 variants"
    assert imported(page, file, qtbot)["created"] == "1"


def test_the_file_is_chosen_in_the_dialog_of_the_computer(page, table, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_facts: (str(table), ""))
    page.file_card.choose.click()
    qtbot.waitUntil(lambda: page.file_card.report is not None)
    assert page.file_card.path.text() == str(table)


def test_the_refused_lines_are_shown_and_saved_as_a_list(window, page, table, tmp_path, qtbot, monkeypatch):
    imported(page, table, qtbot)
    assert page.result.lines.itemAtPosition(0, 0).widget().text() == "Line 4"
    assert "not a price" in page.result.lines.itemAtPosition(0, 1).widget().text()
    target = tmp_path / "to mend.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_facts: (str(target), ""))
    page.result.save_list.click()
    with target.open(encoding="utf-8-sig", newline="") as saved:
        head, line = csv.reader(saved)
    assert head == ["line", "reason"] and line[0] == "4" and "not a price" in line[1]
    assert told(window, "The list is saved")


def test_a_list_is_never_saved_over_the_file_and_trouble_is_told(window, page, table, tmp_path, qtbot):
    imported(page, table, qtbot)
    page.result.save(table)
    assert table.read_text("utf-8") == TABLE
    assert told(window, "would take the place")
    page.result.save(tmp_path / "nowhere" / "list.csv")
    assert told(window, "The file cannot be written")


def test_many_refused_lines_are_shown_in_part_and_saved_in_full(page, tmp_path, qtbot):
    file = tmp_path / "dear.csv"
    file.write_text("name;price\n" + "".join(f"Honey {at};much\n" for at in range(2_500)), "utf-8")
    counts = imported(page, file, qtbot)
    assert (counts["created"], counts["refused"]) == ("0", "2.500")
    assert page.result.lines.rowCount() < 100
    page.result.save(tmp_path / "list.csv")
    assert len((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()) == 2_501


def test_it_is_stopped_between_two_batches_and_goes_on_where_it_was(
    window, page, large, services, held, qtbot
):
    looked(page, large, qtbot)
    page.start.click()
    assert not page.file_card.isVisible() and page.import_card.isVisible() and not page.start.isEnabled()
    qtbot.waitUntil(lambda: page.intake.progress[0] > 0)
    services.tickets.add(services.catalogue.search("milk")[0].variant_row)  # the sale goes on
    page.import_card.cancel.click()
    assert not page.import_card.cancel.isEnabled()
    held.set()
    qtbot.waitUntil(lambda: page.result is not None)
    report = page.intake.ended.report
    assert 0 < report.stored < MANY and report.cancelled
    assert page.result.banner.accessibleName().startswith("Stopped after ")
    with services.desk.store.read() as work:
        assert work.catalogue.products_count() == 20 + report.created
    assert page.file_card.path.text() == str(large)  # its rest is one press away
    qtbot.waitUntil(lambda: page.start.isEnabled())
    page.take("here")
    qtbot.waitUntil(lambda: page.here.last is not None)
    assert page.last_rows.row("whole").value.text() == "Before the end of the file"


def test_whoever_left_the_page_is_told_of_the_end(window, page, table, services, qtbot):
    looked(page, table, qtbot)
    page.start.click()
    window.go("sale")
    qtbot.waitUntil(lambda: not page.intake.running)
    assert told(window, "products.csv is imported")
    window.go("settings")
    assert page.result is not None and shown_counts(page)["created"] == "2"


def test_another_language_takes_nothing_away_from_an_import(window, page, large, held, qtbot):
    screen = window.screen_in_sight
    looked(page, large, qtbot)
    page.start.click()
    appearance.speak("de")
    window.retranslate()
    qtbot.waitUntil(lambda: screen.page is not page and screen.page is not None)
    anew = screen.page
    assert anew.chosen == "file" and anew.import_card.isVisible()
    anew.import_card.cancel.click()
    held.set()
    qtbot.waitUntil(lambda: anew.result is not None)
    assert anew.result.banner.accessibleName().startswith("Angehalten nach")


def test_the_window_closes_while_a_file_comes_in(window, page, large, qtbot):
    looked(page, large, qtbot)
    page.start.click()
    qtbot.waitUntil(lambda: page.intake.progress[0] > 0)
    window.close()
    assert not page.intake.running


@pytest.mark.parametrize("kind", ["picture", "empty", "nowhere", "folder"])
def test_what_is_no_table_is_said_at_the_field(page, tmp_path, qtbot, kind):
    file = tmp_path / "goods.csv"
    if kind == "picture":
        image = QImage(40, 40, QImage.Format.Format_RGB32)
        image.fill(QColor("red"))
        image.save(str(file), "PNG")
    elif kind == "empty":
        file.write_text("")
    elif kind == "folder":
        file.mkdir()
    page.file_card.take_file(file)
    qtbot.waitUntil(lambda: bool(page.file_card.path.error()))
    assert not page.start.isEnabled() and not page.rows.isVisible()


def test_enter_looks_again_at_a_file_that_was_not_there(page, table, qtbot):
    late = table.with_name("late.csv")
    page.file_card.take_file(late)
    qtbot.waitUntil(lambda: bool(page.file_card.path.error()))
    table.rename(late)
    page.file_card.path.edit.setFocus()
    qtbot.keyClick(page.file_card.path.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.start.isEnabled())
    assert page.file_card.path.error() == ""


def test_a_file_that_vanished_imports_nothing_and_says_so(page, table, qtbot):
    looked(page, table, qtbot)
    table.unlink()
    page.start.click()
    qtbot.waitUntil(lambda: page.result is not None)
    assert "cannot be opened" in page.result.banner.accessibleName()
    assert "Nothing was imported." in page.result.banner.accessibleDescription()
    qtbot.waitUntil(lambda: bool(page.file_card.path.error()))
    assert not page.start.isEnabled()


def test_a_full_disk_keeps_what_was_stored_before(page, large, services, qtbot, monkeypatch):
    store, batches = CatalogueImport.store, []

    def full(self, batch, fields):
        if batches:
            raise TryAgain("The disk is full", "", "Make room on it.")
        batches.append(batch)
        return store(self, batch, fields)

    monkeypatch.setattr(CatalogueImport, "store", full)
    looked(page, large, qtbot)
    page.start.click()
    qtbot.waitUntil(lambda: page.result is not None)
    assert page.result.banner.accessibleName() == "large.csv was not read to its end"
    assert "The disk is full" in page.result.banner.accessibleDescription()
    with services.desk.store.read() as work:
        assert work.catalogue.products_count() == 20 + len(batches[0])


def test_a_table_whose_names_nobody_knows_asks_for_the_column(page, tmp_path, qtbot):
    file = tmp_path / "odd.csv"
    file.write_text("a;b\nOat;1,89\n", "utf-8")
    page.file_card.take_file(file)
    qtbot.waitUntil(lambda: bool(page.file_card.columns.selects))
    assert not page.start.isEnabled()
    page.file_card.columns.selects["name"].select("a")
    page.file_card.take_columns()
    qtbot.waitUntil(lambda: page.rows.rows == [("Oat",)])
    assert "No column holds barcodes or SKUs" in notes(page)
    other = tmp_path / "other.csv"
    other.write_text("name,sku\nTea,T-1\n", "utf-8")
    looked(page, other, qtbot)
    assert page.file_card.columns.selects["name"].current() == "name"
    assert page.rows.rows == [("Tea", "T-1")]
    assert "No column holds barcodes or SKUs" not in notes(page)


def test_shops_that_send_products_too_are_named(window, services, qtbot, monkeypatch):
    monkeypatch.setattr(services.products, "here", lambda: ProductsHere(20, None, ("Linden Street",)))
    page = settings_of(window, section="products").page
    page.take("file")
    qtbot.waitUntil(lambda: "Products come from Linden Street as well" in notes(page))


def test_a_cashier_looks_and_imports_nothing(window, services, table, qtbot):
    page = settings_of(window, "Cashier 1", "products").page
    page.take("file")
    qtbot.waitUntil(lambda: "Only a manager can change this" in notes(page))
    assert not page.file_card.isEnabled() and not page.start.isEnabled()


def test_it_is_found_by_its_words(window, services, qtbot):
    settings_of(window)
    window.go("sale")
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    panel = window.panels.top
    assert isinstance(panel, PalettePanel)
    qtbot.keyClicks(panel.field.edit, "products from file")
    qtbot.waitUntil(lambda: not panel._pause.isActive())
    qtbot.keyClick(panel.field.edit, Qt.Key.Key_Return)
    page = window.screen_in_sight.page
    assert isinstance(page, ProductsPage) and page.chosen == "file"


@pytest.mark.parametrize("width", [1366, 1024])
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_everything_is_in_its_place(window, page, table, qtbot, width, language):
    appearance.speak(language)
    window.retranslate()
    window.resize(width, 768)
    qtbot.waitUntil(lambda: window.screen_in_sight.page.words() == tr("Products"))
    window.go("settings", section="products", row="file")
    shown = window.screen_in_sight.page
    looked(shown, table, qtbot)

    def all_in_place() -> None:
        """Once the layout has settled."""
        for found in (misplaced(shown.detail), nameless(shown.detail), too_small(shown.detail)):
            assert not found, found

    qtbot.waitUntil(all_in_place)
    shown.start.click()
    qtbot.waitUntil(lambda: shown.result is not None)
    qtbot.waitUntil(all_in_place)
