"""The first run as somebody walks through it, on a fresh register's real files."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop import bootstrap
from pos_desktop.application.device_watch import FoundDevice
from pos_desktop.application.search_words import fold
from pos_desktop.application.setup_presets import PRESETS, countries, preset_of_locale
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.domain.embedded_codes import parse_masks
from pos_desktop.ui.screens.wizard import DEMO, REGISTER, WizardWindow
from pos_desktop.ui.screens.wizard_steps.draft import EMPTY, FILE, PLATFORM, Draft
from tests.ui.wizard_at_work import fill_people, fill_store, opened, setup, wizard


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


def test_a_store_s_second_register_has_a_number_of_its_own(wizard, setup):
    wizard.step.name.set_text("Linden Street Store")
    for typed in ("", "0", "1000", "two", "9" * 40, "-3"):
        wizard.step.number.set_text(typed)
        wizard.go_on()
        assert wizard.present == 0, typed
        assert "from 1 to 999" in wizard.step.number.error(), typed
    wizard.step.number.set_text(" 2 ")
    assert not wizard.step.number.error()
    wizard.go_on()
    assert wizard.windowTitle() == "Set up Register 2"
    plan = wizard.draft.plan()
    assert (plan.register_number, plan.register_name) == (2, "Register 2")


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


def test_a_first_start_in_japan_begins_with_yen(qtbot, dressed, setup):
    made = WizardWindow(setup, Draft.of_computer("ja_JP", "en"))
    qtbot.addWidget(made)
    assert (made.step.country.current(), made.step.currency.current()) == ("JP", "JPY")
    assert made.step.writing.current() == "ja-JP"
    assert made.step._taxes._note.text() == "Type what your country asks for; 0 is no tax."
    made.step._take_country("DE")
    assert made.step._taxes._note.text().startswith("Usual rates for this country;")


# The platform without a display says what it cannot do for lists that open.
@pytest.mark.qt_log_ignore("plugin does not support", extend=True)
def test_a_country_is_found_by_typing(wizard, qtbot):
    wizard.step.country.combo.open_list("jap")
    opened = wizard.step.country.combo._list
    qtbot.keyClick(opened.field.edit, Qt.Key.Key_Return)
    assert (wizard.draft.country, wizard.step.currency.current()) == ("JP", "JPY")
    assert wizard.step.rates[0].text() == "0"
    wizard.step.currency.combo.open_list("won")
    qtbot.keyClick(wizard.step.currency.combo._list.field.edit, Qt.Key.Key_Down)
    qtbot.keyClick(wizard.step.currency.combo._list.field.edit, Qt.Key.Key_Return)
    assert wizard.draft.currency_code == "KRW"


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


# -- presets, without a screen -------------------------------------------------------------------


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
    assert [name for _, name in german] == sorted((name for _, name in german), key=fold)
    assert german[1] == ("EG", "Ägypten"), "an umlaut stands with its letter, as in every dictionary"
    assert preset_of_locale("de_AT").country == "AT"
    assert preset_of_locale("xx_YY").country == "DE"
