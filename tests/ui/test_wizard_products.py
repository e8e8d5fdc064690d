"""The wizard's products from a file: looked at, mapped, read, and stored when the register opens."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.application.errors import TryAgain
from pos_desktop.application.product_desk import LAST_IMPORT, FileImported
from pos_desktop.application.product_files import ProductFile, check, look_at
from pos_desktop.domain.money import currency
from pos_desktop.ui.screens.wizard import WizardWindow
from pos_desktop.ui.screens.wizard_steps.draft import EMPTY, FILE
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.words import face_of, width_of
from tests.ui.wizard_at_work import fill_people, fill_store, opened, setup, wizard

TABLE = "EAN;Bezeichnung;Preis;Warengruppe\n4006381333931;Haferdrink;1,89;Getränke\n4012345678901;Kaffee;7,99;Getränke\n"

SHOPIFY = (
    "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode\n"
    "oat,Oat drink,Farm,Title,Default Title,OAT-1,1.89,4006381333931\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "products.csv"
    file.write_text(TABLE, "utf-8")
    return file


@pytest.fixture
def faults_logged(monkeypatch) -> list[BaseException]:
    """What the wizard reported as a fault of the program."""
    logged: list[BaseException] = []
    monkeypatch.setattr("pos_desktop.ui.screens.wizard.log_fault", logged.append)
    return logged


def to_products(wizard: WizardWindow) -> None:
    fill_store(wizard)


def test_a_table_is_looked_at_mapped_and_read_before_anything_is_stored(wizard, opened, table, qtbot):
    to_products(wizard)
    wizard.step._choose(FILE)
    wizard.step.take_file(table)
    step = wizard.step
    assert step.columns["name"].current() == "Bezeichnung"
    assert step.columns["price"].current() == "Preis"
    assert step.columns["tax"].current() == ""
    qtbot.waitUntil(lambda: wizard.draft.file_count == 2)
    assert step._count.text() == "2 products"
    with opened.store.read() as work:
        assert work.catalogue.products_count() == 0


def test_a_file_is_read_on_in_another_language(wizard, tmp_path, qtbot, faults_logged):
    """One goes back and chooses another language while a large file is read."""
    file = tmp_path / "large.csv"
    rows = "".join(f"{4_000_000_000_000 + at};Haferdrink {at};1,89;Getränke\n" for at in range(30_000))
    file.write_text("EAN;Bezeichnung;Preis;Warengruppe\n" + rows, "utf-8")
    to_products(wizard)
    wizard.step._choose(FILE)
    wizard.step.take_file(file)
    wizard.back()
    wizard._speak()
    qtbot.waitUntil(lambda: not wizard.tasks._open, timeout=60_000)
    assert wizard.draft.file_count == 30_000
    assert faults_logged == []


def test_another_file_brings_its_own_columns(wizard, table, tmp_path, qtbot):
    second, odd = tmp_path / "second.csv", tmp_path / "odd.csv"
    second.write_text("name,price\nTea,2.50\nHoney,4.00\nJam,3.10\n", "utf-8")
    odd.write_text("a;b\nOat;1,89\n", "utf-8")
    to_products(wizard)
    step = wizard.step
    step._choose(FILE)
    step.take_file(table)
    step.take_file(second)
    assert (step.columns["name"].current(), step.columns["barcode"].current()) == ("name", "")
    qtbot.waitUntil(lambda: wizard.draft.file_count == 3)
    assert dict(wizard.draft.file.mapping) == {"name": "name", "price": "price"}
    step.take_file(odd)
    assert wizard.draft.file is None and step.columns["name"].has("a")
    wizard._skip()
    assert (wizard.draft.products, wizard.present) == (EMPTY, 2)


def test_a_table_whose_names_nobody_knows_asks_for_the_column(wizard, tmp_path, qtbot):
    file = tmp_path / "odd.csv"
    file.write_text("a;b\nOat;1,89\n", "utf-8")
    to_products(wizard)
    wizard.step._choose(FILE)
    wizard.step.take_file(file)
    wizard.go_on()
    assert wizard.present == 1
    wizard.step.columns["name"].select("a")
    wizard.step._take_columns()
    qtbot.waitUntil(lambda: wizard.draft.file_count == 1)
    assert wizard.draft.file.mapping == {"name": "a"}
    wizard.go_on()
    assert wizard.present == 2


def test_a_column_that_is_put_right_by_hand_takes_no_other_field_away(wizard, tmp_path, qtbot):
    file = tmp_path / "scales.csv"
    file.write_text("name;long name;unit;plu;price\nApple;Apple, red;kg;04001;3,49\n", "utf-8")
    to_products(wizard)
    wizard.step._choose(FILE)
    wizard.step.take_file(file)
    wizard.step.columns["name"].select("long name")
    wizard.step._take_columns()
    told = {"name": "long name", "price": "price", "unit": "unit", "plu": "plu"}
    assert dict(wizard.draft.file.mapping) == told
    wizard.step.columns["sku"].select("plu")
    wizard.step._take_columns()
    del told["plu"]
    assert dict(wizard.draft.file.mapping) == {**told, "sku": "plu"}
    qtbot.waitUntil(lambda: wizard.draft.file_count == 1)


def test_what_can_be_chosen_is_read_before_its_note(wizard, qtbot):
    wizard.resize(1024, 768)
    wizard.draft.language = "de"
    wizard._speak()
    to_products(wizard)
    QApplication.processEvents()
    card = wizard.step.from_file
    lead = theme().space(4) + theme().px("icon-rail") + theme().space(3)
    room, _note = card.rooms(lead)
    assert room >= width_of(face_of("body", "semibold"), card.text()), card.text()


def test_a_file_that_is_not_there_is_said_at_the_field(wizard, tmp_path):
    to_products(wizard)
    wizard.step._choose(FILE)
    wizard.step.take_file(tmp_path / "nowhere.csv")
    assert "nowhere.csv" in wizard.step.path.error()
    wizard.go_on()
    assert wizard.present == 1
    wizard._skip()
    assert wizard.present == 2
    assert wizard.draft.products == EMPTY


def to_the_end(wizard, table) -> None:
    """All decided, with the products of a file; the register is opened next."""
    to_products(wizard)
    wizard.step._choose(FILE)
    wizard.step.take_file(table)
    wizard.go_on()
    wizard._skip()
    fill_people(wizard)
    wizard.go_on()


def test_the_products_are_stored_when_the_register_is_opened(wizard, opened, table, qtbot):
    to_the_end(wizard, table)
    assert wizard.ready.rows.row("products").value.text() in ("2 products from products.csv", "products.csv")
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    with opened.store.read() as work:
        assert work.catalogue.products_count() == 2


def test_what_the_file_did_is_kept_for_the_settings(wizard, opened, table, qtbot):
    to_the_end(wizard, table)
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    with opened.store.read() as work:
        kept = FileImported.from_json(work.settings.get(LAST_IMPORT))
    assert (kept.file, kept.created, kept.whole) == ("products.csv", 2, True)


def test_lines_that_need_a_look_are_shown_before_the_register_opens(wizard, opened, table, qtbot):
    table.write_text(TABLE + "4000000000006;Teuer;viel;Getränke\n", "utf-8")
    to_the_end(wizard, table)
    wizard.go_on()
    qtbot.waitUntil(wizard.ready.trouble.isVisible)
    assert "line 4" in wizard.ready.trouble.accessibleDescription()
    assert opened.set_up
    assert not wizard.foot.back.isEnabled()
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()


def test_what_cannot_be_written_is_told_and_can_be_tried_again(wizard, setup, opened, qtbot, monkeypatch):
    def full(_plan):
        raise TryAgain("The disk is full", "Nothing was written.", "Make room and try again.")

    fill_store(wizard)
    wizard._skip()
    wizard._skip()
    fill_people(wizard)
    wizard.go_on()
    with monkeypatch.context() as patch:
        patch.setattr(setup, "finish", full)
        wizard.go_on()
        qtbot.waitUntil(wizard.ready.trouble.isVisible)
    assert wizard.ready.trouble.accessibleName() == "The disk is full"
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    assert opened.set_up


def test_a_shopify_export_is_recognised(tmp_path):
    file = tmp_path / "products_export.csv"
    file.write_text(SHOPIFY, "utf-8")
    look = look_at(file, currency("EUR"))
    assert look.file.shopify
    assert look.understood
    report = check(look.file, currency("EUR"))
    assert (report.stored, report.refused_count) == (1, 0)


def test_reading_can_be_stopped(tmp_path):
    file = tmp_path / "many.csv"
    lines = "".join(f"Product {number};1,00\n" for number in range(2000))
    file.write_text("Name;Preis\n" + lines, "utf-8")
    report = check(ProductFile(file), currency("EUR"), cancelled=lambda: True)
    assert report.cancelled
    assert 0 < report.stored < 2000
