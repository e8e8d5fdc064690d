"""The first run as somebody walks through it, on a fresh register's real files."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop import bootstrap
from pos_desktop.application.device_watch import FoundDevice
from pos_desktop.application.errors import TryAgain
from pos_desktop.application.product_files import ProductFile, check, look_at
from pos_desktop.application.setup_presets import PRESETS, countries, preset_of_locale
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.domain.embedded_codes import parse_masks
from pos_desktop.domain.money import currency
from pos_desktop.setup import RegisterSetup
from pos_desktop.system.folders import Folders
from pos_desktop.ui.screens.wizard import DEMO, REGISTER, WizardWindow
from pos_desktop.ui.screens.wizard_steps.draft import EMPTY, FILE, PLATFORM, Draft
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.words import face_of, width_of

TABLE = "EAN;Bezeichnung;Preis;Warengruppe\n4006381333931;Haferdrink;1,89;Getränke\n4012345678901;Kaffee;7,99;Getränke\n"
SHOPIFY = (
    "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode\n"
    "oat,Oat drink,Farm,Title,Default Title,OAT-1,1.89,4006381333931\n"
)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[bootstrap.OpenDatabase]:
    database = bootstrap.open_database(Folders.under(tmp_path / "register"), key_file=True)
    yield database
    database.close()


@pytest.fixture
def setup(opened: bootstrap.OpenDatabase) -> RegisterSetup:
    return RegisterSetup(opened)


@pytest.fixture
def wizard(qtbot, dressed, setup: RegisterSetup) -> Iterator[WizardWindow]:
    made = WizardWindow(setup, Draft.of_computer("de_DE", "en"))
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made._leave()
    made.deleteLater()


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


def fill_store(wizard: WizardWindow) -> None:
    wizard.step.name.set_text("Linden Street Store")
    wizard.go_on()


def fill_people(wizard: WizardWindow) -> None:
    step = wizard.step
    for row, name, pin in ((step.manager, "Manager", "4713"), (step.rows[0], "Cashier 1", "4711")):
        row.name.set_text(name)
        row.pin.set_text(pin)
        row.again.set_text(pin)


def test_it_can_be_walked_through_in_five_presses_of_enter(wizard, opened, qtbot):
    assert len(wizard.steps) == 5
    wizard.step.name.set_text("Linden Street Store")
    qtbot.keyClick(wizard.step.name.edit, Qt.Key.Key_Return)
    assert wizard.present == 1
    qtbot.keyClick(wizard, Qt.Key.Key_Return)
    wizard.step._choose(False)
    qtbot.keyClick(wizard, Qt.Key.Key_Return)
    fill_people(wizard)
    qtbot.keyClick(wizard, Qt.Key.Key_Return)
    with qtbot.waitSignal(wizard.finished) as finished:
        qtbot.keyClick(wizard, Qt.Key.Key_Return)
    assert finished.args == [REGISTER]
    assert not wizard.isVisible()
    assert opened.set_up
    register = bootstrap.Register(opened)
    settings = register.services.desk.settings
    assert (settings.name, settings.country, settings.currency_code) == ("Linden Street Store", "DE", "EUR")
    assert "28IIIIVWW.WWWC" in settings.code_masks
    people = {person.name: person for person in register.services.session.people()}
    assert register.services.session.check_pin(people["Cashier 1"].id, "4711").role.name == "cashier"
    assert people["Manager"].role.name == "manager"
    assert register.services.desk.register.name == "Register 1"
    classes = register.services.catalogue.tax_classes()
    assert [str(rates[0].percent) for _, _, rates in classes] == ["19", "7", "0"]


def test_a_store_without_a_name_is_not_gone_on_with(wizard):
    wizard.go_on()
    assert wizard.present == 0
    assert wizard.step.name.error()
    wizard.step.name.set_text("Corner shop")
    assert not wizard.step.name.error()


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", "x" * 10_000), ("address", "Lane 1\n" + "y" * 81), ("tax_number", "9" * 81)],
)
def test_what_fits_on_no_receipt_is_not_gone_on_with(wizard, field, text):
    wizard.step.name.set_text("Linden Street Store")
    getattr(wizard.step, field).set_text(text)
    wizard.go_on()
    assert wizard.present == 0
    assert "80 fit" in getattr(wizard.step, field).error()
    getattr(wizard.step, field).set_text("Short")
    assert not getattr(wizard.step, field).error()
    wizard.go_on()
    assert wizard.present == 1


def test_a_country_brings_money_writing_and_taxes(wizard):
    wizard.step._take_country("US")
    draft = wizard.draft
    assert (draft.currency_code, draft.locale, draft.include_tax) == ("USD", "en-US", False)
    wizard.step._take_country("CH")
    assert [field.text() for field in wizard.step.rates] == ["8.1", "2.6", "3.8", "0"]
    assert draft.preset.masks == draft.plan().store.code_masks


def test_every_country_can_be_chosen_and_says_how_it_writes(wizard):
    for preset in PRESETS:
        wizard.step._take_country(preset.country)
        assert wizard.step.writing.current() == preset.locale, preset.country


def test_a_first_start_in_kuwait_opens(qtbot, dressed, setup):
    made = WizardWindow(setup, Draft.of_computer("ar_KW", "en"))
    qtbot.addWidget(made)
    assert (made.step.country.current(), made.step.writing.current()) == ("KW", "ar-KW")


def test_a_wrong_rate_holds_the_step_and_a_right_one_is_kept(wizard):
    wizard.step.name.set_text("Corner shop")
    wizard.step.rates[0].set_text("x")
    wizard.go_on()
    assert wizard.present == 0
    assert wizard.step.rates[0].error()
    wizard.step.rates[0].set_text("20,5")
    wizard.go_on()
    assert wizard.present == 1
    assert wizard.draft.plan().tax_classes[0][1][0].percent == Decimal("20.5")


def test_escape_goes_back_and_loses_nothing(wizard, qtbot):
    fill_store(wizard)
    wizard.go_on()
    wizard.step.inputs["host"].set_text("192.0.2.7")
    wizard.go_on()
    fill_people(wizard)
    for _ in range(3):
        qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.present == 0
    assert wizard.step.name.text() == "Linden Street Store"
    for _ in range(4):
        wizard.go_on()
    assert wizard.present == 4
    assert wizard.draft.manager.pin == "4713"
    assert wizard.draft.printer.settings["host"] == "192.0.2.7"


def test_another_language_keeps_what_was_typed(wizard, qtbot):
    wizard.step.name.set_text("Linden Street Store")
    wizard._speak()
    assert wizard.step.name.text() == "Linden Street Store"
    assert len(wizard.steps) == 5


# -- products ------------------------------------------------------------------------------------


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
    qtbot.waitUntil(lambda: not wizard.tasks._open, timeout=20_000)
    assert wizard.draft.file_count == 30_000
    assert faults_logged == []


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


def test_the_products_are_stored_when_the_register_is_opened(wizard, opened, table, qtbot):
    to_products(wizard)
    wizard.step._choose(FILE)
    wizard.step.take_file(table)
    wizard.go_on()
    wizard._skip()
    fill_people(wizard)
    wizard.go_on()
    assert wizard.ready.rows.row("products").value.text() in ("2 products from products.csv", "products.csv")
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    with opened.store.read() as work:
        assert work.catalogue.products_count() == 2


def test_lines_that_need_a_look_are_shown_before_the_register_opens(wizard, opened, table, qtbot):
    table.write_text(TABLE + "4000000000006;Teuer;viel;Getränke\n", "utf-8")
    to_products(wizard)
    wizard.step._choose(FILE)
    wizard.step.take_file(table)
    wizard.go_on()
    wizard._skip()
    fill_people(wizard)
    wizard.go_on()
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


# -- devices, people, the end --------------------------------------------------------------------


def test_a_test_receipt_comes_out_of_a_real_conversation(wizard, qtbot):
    printer = VirtualPrinter(0).start()
    try:
        fill_store(wizard)
        wizard.go_on()
        wizard.step._show_found(
            [FoundDevice("tcp", "127.0.0.1", {"host": "127.0.0.1", "port": printer.port})]
        )
        assert wizard.step.inputs["host"].text() == "127.0.0.1"
        wizard.step.test.click()
        assert wizard.step.busy
        qtbot.waitUntil(lambda: not wizard.step.busy, timeout=9000)
        assert wizard.step.outcome.accessibleName() == "Printed"
        assert printer.pieces(1)
        wizard.go_on()
        assert wizard.draft.printer.settings["port"] == printer.port
    finally:
        printer.stop()


def test_a_printer_that_is_not_there_is_told_in_words(wizard, qtbot):
    fill_store(wizard)
    wizard.go_on()
    wizard.step.inputs["host"].set_text("127.0.0.1")
    wizard.draft.printer.driver, wizard.draft.printer.settings = "tcp", {"port": 1}
    wizard.step.test.click()
    qtbot.waitUntil(lambda: not wizard.step.busy, timeout=9000)
    assert wizard.step.outcome.accessibleName() == "The printer is not reached"


def test_a_printer_without_an_address_is_not_gone_on_with(wizard):
    fill_store(wizard)
    wizard.go_on()
    wizard.go_on()
    assert wizard.present == 2
    assert wizard.step.inputs["host"].error()
    wizard._skip()
    assert wizard.present == 3
    assert wizard.draft.plan().printers == ()


def test_pins_are_checked_where_they_are_typed(wizard):
    wizard.show_step(3)
    row = wizard.step.manager
    wizard.go_on()
    assert row.name.error()
    row.name.set_text("Manager")
    row.pin.set_text("1234")
    wizard.go_on()
    assert "easy to guess" in row.pin.error()
    row.pin.set_text("4713")
    row.again.set_text("4714")
    wizard.go_on()
    assert "not the same" in row.again.error()
    row.again.set_text("4713")
    wizard.step.rows[0].name.set_text("manager")
    wizard.go_on()
    assert "this name" in wizard.step.rows[0].name.error()
    wizard.step.rows[0].remove.click()
    wizard.go_on()
    assert wizard.present == 4
    assert wizard.ready.rows.row("people").value.text() == "Manager"


def test_a_step_begins_at_its_top_and_what_is_wrong_comes_into_sight(wizard, qtbot):
    wizard.resize(1024, 768)
    fill_store(wizard)
    wizard._skip()
    wizard._skip()
    fill_people(wizard)
    for _ in range(7):
        wizard.step._add()
    for place, row in enumerate(wizard.step.rows[1:], start=2):
        row.name.set_text(f"Cashier {place}")
        row.pin.set_text("4711")
        row.again.set_text("4711")
    last = wizard.step.rows[-1]
    last.again.set_text("4712")
    qtbot.waitUntil(lambda: wizard._bar.maximum() > 0)
    wizard._bar.setValue(0)
    wizard.go_on()
    qtbot.waitUntil(lambda: not last.again.visibleRegion().isEmpty())
    last.again.set_text("4711")
    wizard._bar.setValue(wizard._bar.maximum())
    wizard.go_on()
    assert wizard.present == 4
    qtbot.waitUntil(lambda: not wizard.ready.rows.row("store").value.visibleRegion().isEmpty())
    qtbot.waitUntil(lambda: wizard._bar.maximum() == 0)  # low pages scroll for no high one's sake


def focus_in(wizard: WizardWindow) -> QWidget | None:
    QApplication.processEvents()
    return wizard.focusWidget()


def test_the_keyboard_stays_in_the_step_when_its_card_goes(wizard, qtbot):
    """Enter goes on from there: it must not open the demo store and lose what was typed."""
    fill_store(wizard)
    step = wizard.step
    step._choose(PLATFORM, platform="shopify")
    step.platform_card.inputs["shop"].edit.setFocus()
    assert focus_in(wizard) is step.platform_card.inputs["shop"].edit
    step._choose(FILE)
    assert focus_in(wizard) is step.path.edit
    step._choose(EMPTY)
    assert focus_in(wizard) is wizard.foot.go_on


def test_tab_leads_from_the_last_field_to_continue_and_to_the_demo_last(wizard, qtbot):
    wizard.step.name.set_text("Linden Street Store")
    wizard.step.include_tax.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(wizard.step.include_tax, Qt.Key.Key_Tab)
    assert focus_in(wizard) is wizard.foot.go_on
    QTest.keyClick(wizard.foot.go_on, Qt.Key.Key_Tab)
    assert focus_in(wizard) is wizard.demo
    QTest.keyClick(wizard.demo, Qt.Key.Key_Tab)
    assert focus_in(wizard) is wizard.step.name.edit
    QTest.keyClick(wizard.step.name.edit, Qt.Key.Key_Backtab)
    assert focus_in(wizard) is wizard.demo


def test_a_name_that_fits_on_no_receipt_is_said_at_its_field(wizard):
    fill_store(wizard)
    wizard._skip()
    wizard._skip()
    fill_people(wizard)
    wizard.step.manager.name.set_text("M" * 81)
    wizard.go_on()
    assert wizard.present == 3
    assert "80 fit" in wizard.step.manager.name.error()


def test_the_demo_store_opens_without_setting_anything_up(wizard, setup, opened, qtbot):
    with qtbot.waitSignal(wizard.finished) as finished:
        wizard.demo.click()
    assert finished.args == [DEMO]
    assert setup.demo_language == "en"
    assert not opened.set_up


def test_closing_the_window_asks_once_when_something_was_typed(wizard):
    wizard.step.name.set_text("Linden Street Store")
    assert not wizard.close()
    assert wizard.notice.isVisible()
    wizard._leave_now.click()
    assert not wizard.isVisible()


def test_closing_an_untouched_wizard_asks_nothing(wizard):
    assert wizard.close()


# -- presets and files, without a screen ---------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.country)
def test_every_preset_makes_a_store_that_can_be_set_up(preset):
    draft = Draft("en", name="Corner shop")
    draft.take_country(preset.country)
    plan = draft.plan()
    assert plan.store.currency.code == preset.currency
    assert parse_masks(plan.store.code_masks)
    assert plan.tax_classes
    assert len({name for name, _ in plan.tax_classes}) == len(plan.tax_classes)


def test_countries_are_named_and_sorted_in_the_language():
    german = countries("de")
    assert ("AT", "Österreich") in german
    assert [name for _, name in german] == sorted((name for _, name in german), key=str.casefold)
    assert preset_of_locale("de_AT").country == "AT"
    assert preset_of_locale("xx_YY").country == "DE"


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
