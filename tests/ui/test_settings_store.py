"""Store, appearance and receipts: what is stored when, what is refused, who may."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.application import wording
from pos_desktop.application.errors import Refused
from pos_desktop.application.store_changes import StoreChanges, checked_masks, try_code
from pos_desktop.domain.gtin import check_digit
from pos_desktop.ui import appearance
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.select import Select
from tests.ui.register import person_named
from tests.ui.settings_at_work import journal_kinds, rows_of, settings_of, type_into


def with_check(code: str) -> str:
    return code + check_digit(code)


def test_a_field_is_stored_and_journalled_when_it_is_left(window, services):
    page = settings_of(window).page
    type_into(page.name, "Linden Street Store")
    assert services.desk.settings.name == "Linden Street Store"
    assert journal_kinds(services)[-1] == "settings_changed"
    assert rows_of(page)["address"][1] == "Linden Street Store"
    assert page.detail._saved.isVisible()


def test_nothing_is_stored_when_nothing_was_changed(window, services):
    page = settings_of(window).page
    before = journal_kinds(services)
    type_into(page.name, page.name.text())
    assert journal_kinds(services) == before


def test_an_empty_name_is_refused_in_words_and_kept_for_mending(window, services):
    page = settings_of(window).page
    type_into(page.name, "   ")
    assert "needs a name" in page.name.error()
    assert services.desk.settings.name == "Corner shop"


def test_leaving_with_something_wrong_stays_and_offers_to_discard_it(window, services):
    screen = settings_of(window)
    type_into(screen.page.name, "")
    window.go("sale")
    assert window.frame.page() == "settings"
    assert [toast.data.title for toast in window.frame.toasts.toasts] == ["One change is not saved"]
    screen.page.form.discard()
    window.go("sale")
    assert window.frame.page() == "sale"
    assert services.desk.settings.name == "Corner shop"


def test_leaving_stores_what_is_still_being_typed(window, services):
    page = settings_of(window).page
    page.name.set_text("Typed, not left")
    window.go("sale")
    assert window.frame.page() == "sale"
    assert services.desk.settings.name == "Typed, not left"


def test_what_a_manager_left_unfinished_is_not_stored_by_the_next_person(window, services):
    page = settings_of(window).page
    page.name.set_text("Half typ")
    services.session.sign_out()
    services.session.sign_in(person_named(services, "Cashier 1"), "pin")
    assert window.frame.page() == "sale"
    assert services.desk.settings.name == "Corner shop"
    screen = settings_of(window, "Cashier 1")
    assert screen.page.name.text() == "Corner shop"


def test_the_offer_to_discard_is_for_that_form_alone(window, services):
    """The toast stands for some seconds; the field may be mended and left before it is pressed."""
    screen = settings_of(window)
    page = screen.page
    type_into(page.name, "")
    assert not page.may_leave()
    (toast,) = window.frame.toasts.toasts
    type_into(page.name, "Mended")
    screen.go_to("people")
    screen.go_to("store")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    toast._act()
    assert services.desk.settings.name == "Mended" and window.panels.top is None


@pytest.mark.parametrize("count", [90, 300])
def test_a_long_word_in_several_lines_brings_no_bar_to_scroll(window, dressed, count):
    window.resize(1024, 768)
    screen = settings_of(window)
    screen.show_detail()
    screen.page.address.set_text("x" * count)
    screen.page.address.edit.setFocus()
    dressed.processEvents()
    screen.page.address.left.emit()
    dressed.processEvents()
    assert not screen.page.address.edit.horizontalScrollBar().isVisible()


def test_another_row_keeps_a_wrong_field_in_sight(window):
    page = settings_of(window).page
    type_into(page.name, "")
    page.pane.list.select("prices")
    assert page.chosen == "address"
    assert page.pane.list.selected_key() == "address"


def test_the_address_is_stored_in_lines(window, services):
    page = settings_of(window).page
    type_into(page.address, "12 Linden Street\n\n00000 Sampletown\n")
    assert services.desk.settings.address == ("12 Linden Street", "00000 Sampletown")


def test_a_country_brings_its_way_of_writing(window, services):
    page = settings_of(window).page
    page.take("money")
    page._take_country("CH")
    assert (services.desk.settings.country, services.desk.settings.locale) == ("CH", "de-CH")
    assert services.desk.settings.currency_code == "EUR"
    page.rebuild()
    assert "1’234.50" in page.sample.text()


def test_the_smallest_coin_is_chosen_where_there_are_several(window, services):
    page = settings_of(window).page
    page.take("money")
    combo = page.coins.combo
    offered = [combo.itemText(place) for place in range(combo.count())]
    assert offered == ["1\u00a0ct", "5\u00a0ct", "10\u00a0ct"]
    combo.activated.emit(1)
    assert services.desk.settings.smallest_cash_minor == 5
    assert services.desk.formats.currency.smallest_cash == 5
    page._take_currency("CHF")
    assert services.desk.settings.smallest_cash_minor == 0
    assert page.currency.current() == "CHF"


# The platform without a display says what it cannot do for lists that open.
@pytest.mark.qt_log_ignore("plugin does not support", extend=True)
def test_any_country_and_any_currency_of_as_many_decimals_is_found_by_typing(window, services, qtbot):
    screen = settings_of(window)
    screen.page.take("money")

    def choose(name, typed):
        QApplication.processEvents()
        there = [each for each in screen.findChildren(Select) if each.isVisible()]
        select = next(each for each in there if each.combo.accessibleName() == name)
        select.combo.open_list(typed)
        qtbot.keyClick(select.combo._list.field.edit, Qt.Key.Key_Return)

    choose("Country", "bra")
    assert (services.desk.settings.country, services.desk.settings.locale) == ("BR", "pt-BR")
    choose("Currency", "brl")
    assert services.desk.settings.currency_code == "BRL"
    assert services.desk.formats.money(123456).replace("\u00a0", " ") == "R$ 1234,56"
    choose("Currency", "yen")
    assert services.desk.settings.currency_code == "BRL", "its products have prices with two decimals"
    assert screen.page.currency.current() == "BRL"


def test_the_currency_is_locked_once_there_are_sales(window, services):
    services.session.sign_in(person_named(services, "Manager"), "pin")
    changes = StoreChanges(services.desk)
    changes.change(currency_code="CHF")
    changes.change(currency_code="EUR")
    services.shifts.open(10_000)
    services.tickets.scan("4006381333931")
    services.checkout.pay_cash(2_000)
    with pytest.raises(Refused, match="currency"):
        changes.change(currency_code="USD")
    page = settings_of(window).page
    page.take("money")
    assert not page.currency.isEnabled()
    assert services.desk.settings.currency_code == "EUR"


def test_the_register_takes_a_number_before_its_first_sale_and_a_name_after(window, services):
    page = settings_of(window).page
    page.take("register")
    page.register_number.control.step(1)
    assert page.may_leave()
    register = services.desk.register
    assert (register.number, register.name, page.register_name.text()) == (2, "Register 2", "Register 2")
    services.shifts.open(10_000)
    services.tickets.scan("4006381333931")
    assert services.checkout.pay_cash(2_000).order.number == "2-000001"
    page.rebuild()
    assert not page.register_number.isEnabled()
    type_into(page.register_name, "Front counter")
    assert (services.desk.register.number, services.desk.register.name) == (2, "Front counter")
    assert page.pane.list.rows[1].secondary == "Front counter"
    type_into(page.register_name, "")
    assert page.register_name.text() == "Register 2"


def test_minutes_are_stored_when_the_steps_rest_or_the_page_is_left(window, services):
    page = settings_of(window).page
    page.take("locking")
    page.lock_after.control.step(5)
    assert services.desk.settings.lock_after_minutes == 10
    assert page.may_leave()
    assert services.desk.settings.lock_after_minutes == 15


def test_a_layout_that_cannot_be_used_says_why(window, services):
    page = settings_of(window).page
    page.take("codes")
    type_into(page.masks, "28IIIIVWW.WWWC\n28XX")
    assert "28XX" in page.masks.error()
    assert services.desk.settings.code_masks == ()
    page.form.discard()


def test_the_usual_layouts_of_the_country_are_taken(window, services):
    page = settings_of(window).page
    page.take("codes")
    page._take_usual()
    assert "28IIIIVWW.WWWC" in services.desk.settings.code_masks


def test_a_scanned_code_is_tried_with_the_layouts_in_sight(window):
    screen = settings_of(window)
    screen.page.take("codes")
    type_into(screen.page.masks, "21IIIIIWW.WWWC")
    window.on_scanned(with_check("211234500342"))
    page = screen.page
    assert page.try_field.text() == with_check("211234500342")
    assert page.result.accessibleName() == "Item 12345 · Weight 0,342 kg"
    assert window.frame.page() == "settings"


def test_masks_are_cleaned_and_tried_without_a_screen():
    masks = checked_masks([" 22iiiiippp.ppc ", ""])
    assert masks == ("22IIIIIPPP.PPC",)
    test = try_code(with_check("221234501299"), masks, 2)
    assert test.reading is not None
    assert test.reading.price_minor == 1299
    assert try_code("4006381333931", masks, 2).reading is None


def test_a_cashier_looks_and_changes_nothing_but_the_looks(window, services):
    screen = settings_of(window, "Cashier 1")
    assert not screen.page.name.isEnabled()
    with pytest.raises(Refused):
        screen.changes.change(name="Mine")
    screen.go_to("appearance")
    screen.page.cards["dark"].click()
    assert services.desk.settings.appearance == "dark"
    assert theme().dark


def speak_without_catalogue(language: str) -> None:
    """Another language and its direction, also where its words are not there."""
    wording.use(wording.Wording(language))
    rtl = language == "ar"
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)


def test_a_new_language_is_spoken_at_once_on_the_same_page(window, services, qtbot, monkeypatch):
    screen = settings_of(window, section="appearance")
    page = screen.page
    page.take("language")
    monkeypatch.setattr(appearance, "speak", speak_without_catalogue)
    page.form.attempt(lambda: screen.changes.change(language="ar"))
    qtbot.waitUntil(lambda: screen._spoken == "ar")
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert screen.present == "appearance"
    assert screen.page.chosen == "language"


def test_alt_and_a_number_opens_a_page(window):
    screen = settings_of(window)
    bound = screen.keys()
    for keys, page in (("Alt+9", "appearance"), ("Alt+8", "ecommerce"), ("Alt+3", "payments")):
        next(key for key in bound if key.keys == keys).action()
        assert screen.present == page


def test_in_a_narrow_window_list_and_detail_follow_one_another(window, qtbot):
    screen = settings_of(window)
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: screen._narrow)
    assert screen._lists.isVisible()
    assert not screen._details.isVisible()
    screen.page.pane.opened.emit("address")
    assert screen._details.isVisible()
    assert screen.page.detail.back_button.isVisible()
    assert screen.escape()
    assert screen._lists.isVisible()


def test_a_back_up_is_made_and_shown(window, services, qtbot):
    page = settings_of(window, section="backup").page
    assert page.pane.places.currentWidget() is page.pane.empty
    page.make.click()
    qtbot.waitUntil(lambda: bool(page.backups))
    assert page.detail.title() == services.desk.formats.moment(services.backups.list()[0].at)
    assert page.pane.list.rows[0].amount == "1,0 kB"
