"""A code that nobody knows becomes a product at the till, and so does what a search did not find."""
# ruff: noqa: F811 - fixtures are imported by name

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import update

from pos_desktop.application.ids import new_id
from pos_desktop.application.new_product import NewProduct
from pos_desktop.domain.gtin import check_digit
from pos_desktop.domain.tax import TaxRate
from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.approval import ApprovalPanel
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.dialogs.new_product import NewProductPanel
from pos_desktop.ui.dialogs.trouble import TroublePanel
from pos_desktop.ui.dialogs.unknown_code import UnknownCodePanel
from tests.ui.selling import manager, misplaced, nameless, till, too_small, untranslated  # noqa: F401

NOBODYS = "4099999999990"
LONG = "Strawberry and rhubarb jam of the farm at the lake behind the hill, 450 g glass with lid"


def packed(prefix: str, value: int) -> str:
    """A code of the store's scale for an item that nobody knows."""
    body = f"{prefix}07777{value:05d}"
    return body + check_digit(body)


def form(till, code: str = NOBODYS) -> NewProductPanel:
    """A manager scans what nobody knows and makes a product of it."""
    if till.services.desk.signed_in.name != "Manager":
        manager(till)
    till.scan(code)
    assert isinstance(till.panel, UnknownCodePanel)
    till.tap(till.panel.new)
    assert isinstance(till.panel, NewProductPanel)
    return till.panel


def errors(panel: NewProductPanel) -> list[str]:
    """What is said to be wrong, in sight."""
    said = [panel.name.error(), panel._price_fault.label.text() if panel._price_fault.isVisible() else ""]
    return [text for text in said if text]


# -- from a scan to the ticket ------------------------------------------------------------------------------


def test_a_code_becomes_a_product_by_keyboard_alone(till) -> None:
    manager(till)
    till.scan(NOBODYS)
    till.tab_to(till.panel.new)
    till.enter()
    panel = till.panel
    assert isinstance(panel, NewProductPanel)
    assert QApplication.focusWidget() is panel.name.edit
    assert NOBODYS in {label.text() for label in panel.findChildren(QLabel)}
    till.type("Plum jam")
    till.enter()
    assert till.panel is panel and errors(panel) == [], "Enter behind the name goes on to the price"
    assert QApplication.focusWidget() is panel.entry
    till.type("349")
    till.enter()
    assert till.panel is None
    assert till.names() == ["1 × Plum jam"]
    assert till.ticket.lines[0].unit_price_minor == 349
    assert till.ticket.lines[0].taxes, "it is taxed as the store's default"
    till.scan(NOBODYS)
    assert till.names() == ["2 × Plum jam"]
    assert till.journal().count("product_added") == 1
    till.type("plum")
    assert [row.primary for row in till.sale.results.rows] == ["Plum jam"]


def test_tab_leads_from_the_name_to_the_price_the_tax_and_the_group(till) -> None:
    panel = form(till)
    found = []
    for _ in range(4):
        till.key(Qt.Key.Key_Tab)
        found.append(QApplication.focusWidget())
    assert found == [panel.entry, panel.weighed, panel.tax.combo, panel.group.combo]


def test_it_has_the_tax_and_the_group_that_were_chosen(till) -> None:
    books = new_id()
    with till.services.desk.store.write() as work:
        work.catalogue.save_tax_class(books, "Books", (TaxRate("VAT", Decimal(7)),), 5)
    panel = form(till)
    default = till.services.catalogue.tax_classes()[0][0]
    assert (panel.tax.current(), panel.group.current()) == (default, None)
    panel.tax.select(books)
    group = till.services.catalogue.categories()[0]
    panel.group.select(group.id)
    panel.name.edit.setText("Cook book")
    panel.entry.set_value(1999)
    till.tap(panel.primary)
    assert till.ticket.lines[0].tax_class_id == books
    tiles, _ = till.services.catalogue.tiles(group.id, 0, 100)
    assert "Cook book" in [tile.name for tile in tiles]


def test_the_number_pad_types_the_price_while_the_name_has_the_keyboard(till) -> None:
    panel = form(till)
    till.type("Tea 4")
    for key in ("2", "00"):
        till.tap(next(each for each in panel.pad.children() if getattr(each, "text", str)() == key))
    assert (panel.name.text(), panel.entry.value()) == ("Tea 4", 200)


# -- codes that carry a weight or a price --------------------------------------------------------------------


def test_a_weight_label_makes_goods_by_weight(till) -> None:
    till.services.desk.change_settings(code_masks=("21IIIIIWW.WWWC",))
    panel = form(till, packed("21", 342))
    assert panel.weighed.isChecked() and not panel.weighed.isEnabled()
    assert panel.entry.accessibleName() == "Price per kg"
    till.type("Olives")
    panel.entry.set_value(1000)
    till.enter()
    assert [(line.name, line.quantity_milli, line.amount_minor) for line in till.ticket.lines] == [
        ("Olives", 342, 342)
    ]


def test_a_price_label_needs_no_price(till) -> None:
    till.services.desk.change_settings(code_masks=("22IIIIIPPP.PPC",))
    panel = form(till, packed("22", 777))
    assert panel._hint.isVisible() and "own" in panel._hint.text()
    till.type("Salad")
    till.enter()
    till.scan(packed("22", 500))
    assert [(line.name, line.amount_minor) for line in till.ticket.lines] == [("Salad", 777), ("Salad", 500)]


def test_goods_by_weight_with_a_plain_code_are_weighed_at_once(till) -> None:
    panel = form(till)
    till.type("Olives")
    till.tap(panel.weighed)
    panel.entry.set_value(1000)
    till.tap(panel.primary)
    assert isinstance(till.panel, FigurePanel), "there is no scale: the weight is typed"
    till.type("500")
    till.enter()
    assert [(line.name, line.weighed, line.amount_minor) for line in till.ticket.lines] == [
        ("Olives", True, 500)
    ]


# -- what is wrong is said at the field ----------------------------------------------------------------------


def test_a_missing_name_or_price_is_said_where_it_is_missing(till) -> None:
    panel = form(till)
    till.tap(panel.primary)
    assert errors(panel) == ["Type the name that the receipt says."]
    assert QApplication.focusWidget() is panel.name.edit
    till.type("Jam")
    assert errors(panel) == []
    till.tap(panel.primary)
    assert errors(panel) == ["Type the price."]
    assert QApplication.focusWidget() is panel.entry
    till.type("-,1")
    assert (errors(panel), panel.entry.value()) == ([], 1), "no key makes a price negative"
    assert till.journal().count("product_added") == 0


def test_a_name_that_is_too_long_is_said_and_kept(till) -> None:
    panel = form(till)
    panel.name.edit.setText("J" * 214)
    panel.entry.set_value(100)
    till.tap(panel.primary)
    assert errors(panel) == ["At most 200 characters; these are 214."]
    assert panel.name.text() == "J" * 214
    assert till.panel is panel


def test_a_code_that_cannot_be_stored_makes_no_product(till) -> None:
    manager(till)
    till.window.on_scanned("A" * 200)
    assert isinstance(till.panel, UnknownCodePanel)
    assert not till.panel.new.isEnabled()


def test_a_code_that_was_named_meanwhile_is_told_and_not_doubled(till) -> None:
    panel = form(till)
    till.services.new_products.add(NewProduct("Plum jam", 349, None, scan=NOBODYS))
    till.type("Jam")
    panel.entry.set_value(100)
    till.tap(panel.primary)
    assert isinstance(till.panel, TroublePanel)
    assert f"{NOBODYS} belongs to Plum jam" in {label.text() for label in till.panel.findChildren(QLabel)}
    assert till.names() == []
    till.escape()
    assert till.panel is panel and panel.name.text() == "Jam"
    till.escape()
    till.escape()
    till.scan(NOBODYS)
    assert till.names() == ["1 × Plum jam"]
    assert till.journal().count("product_added") == 1


def test_enter_twice_makes_one_product(till) -> None:
    panel = form(till)
    till.type("Jam")
    panel.entry.set_value(100)
    till.enter()
    till.enter()
    assert till.journal().count("product_added") == 1
    assert till.names() == ["1 × Jam"]


# -- going back ------------------------------------------------------------------------------------------------


def test_escape_goes_back_to_the_question_and_keeps_what_was_typed(till) -> None:
    manager(till)
    till.scan(NOBODYS)
    question = till.panel
    till.type("but")
    till.tap(question.new)
    till.type("Jam")
    till.panel.entry.set_value(349)
    till.tap(till.panel.weighed)
    till.escape()
    assert till.panel is question
    assert question.search.text() == "but"
    till.tap(question.new)
    panel = till.panel
    assert (panel.name.text(), panel.entry.value(), panel.weighed.isChecked()) == ("Jam", 349, True)
    till.escape()
    till.escape()
    assert till.panel is None
    assert (till.names(), till.journal().count("product_added")) == ([], 0)


def test_a_scan_of_other_goods_goes_on_the_ticket_and_the_form_stays(till) -> None:
    panel = form(till)
    till.type("Jam")
    till.scan(till.services.catalogue.search("oat")[0].barcode)
    assert till.names() == ["1 × Oat drink"]
    assert till.panel is panel and panel.name.text() == "Jam"


# -- who may ---------------------------------------------------------------------------------------------------


def test_a_cashier_gets_a_managers_word(till) -> None:
    till.scan(NOBODYS)
    till.tap(till.panel.new)
    till.type("Plum jam")
    till.panel.entry.set_value(349)
    till.enter()
    assert isinstance(till.panel, ApprovalPanel)
    till.approve()
    till.qtbot.waitUntil(lambda: till.panel is None)
    assert till.names() == ["1 × Plum jam"]


def test_a_declined_product_is_still_typed(till) -> None:
    till.scan(NOBODYS)
    till.tap(till.panel.new)
    panel = till.panel
    till.type("Plum jam")
    panel.entry.set_value(349)
    till.enter()
    till.escape()
    assert till.panel is panel
    assert (panel.name.text(), panel.entry.value()) == ("Plum jam", 349)
    assert (till.names(), till.journal().count("product_added")) == ([], 0)


# -- from the search -------------------------------------------------------------------------------------------


def from_search(till, text: str) -> NewProductPanel:
    manager(till)
    till.type(text)
    till.tap(till.sale._nothing.other)
    assert isinstance(till.panel, NewProductPanel)
    return till.panel


def test_what_was_looked_for_is_the_name(till) -> None:
    panel = from_search(till, "quince")
    assert panel.name.text() == "quince"
    till.type(" jam")
    till.enter()
    till.type("449")
    till.enter()
    assert till.panel is None
    assert till.names() == ["1 × quince jam"]
    assert till.sale.search.text() == ""


def test_its_code_may_be_scanned_while_it_is_named(till) -> None:
    panel = from_search(till, "quince")
    beeps: list[int] = []
    till.window.beep = lambda: beeps.append(1)
    till.scan(till.services.catalogue.search("oat")[0].barcode)
    assert beeps == [1] and any("belongs to Oat drink" in title for title in till.toasts())
    till.scan(NOBODYS)
    assert till.panel is panel
    assert NOBODYS in {label.text() for label in panel.findChildren(QLabel)}
    panel.entry.set_value(449)
    till.enter()
    assert till.names() == ["1 × quince"]
    till.scan(NOBODYS)
    assert till.names() == ["2 × quince"]


def test_a_number_that_was_looked_for_is_the_code(till) -> None:
    panel = from_search(till, NOBODYS)
    assert panel.name.text() == ""
    till.type("Jam")
    panel.entry.set_value(100)
    till.enter()
    assert till.names() == ["1 × Jam"]
    till.scan(NOBODYS)
    assert till.names() == ["2 × Jam"]


def test_a_store_that_begins_empty_is_offered_its_first_product(till) -> None:
    with till.services.desk.store._database.write() as work:
        work.execute(update(tables.product).values(active=False))
    manager(till)
    till.sale.shelf.reload()
    till.settle()
    till.tap(till.sale._nothing.other)
    till.scan(NOBODYS)
    till.type("First")
    till.panel.entry.set_value(100)
    till.enter()
    assert till.names() == ["1 × First"]
    assert till.services.catalogue.search("first")[0].barcode == NOBODYS


def test_escape_leaves_the_search_as_it_was(till) -> None:
    from_search(till, "quince")
    till.escape()
    assert till.panel is None
    assert till.sale.search.text() == "quince"


# -- looks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("width", [1366, 1024])
def test_nothing_is_cut_nameless_or_too_small(till, language: str, width: int) -> None:
    till.services.desk.change_settings(language=language)
    till.window.resize(width, 768)
    panel = form(till)
    panel.name.edit.setText(LONG)
    for price in (0, 10**11):
        panel.entry.set_value(price)
        till.tap(panel.weighed if price else panel.primary)
        till.settle()
        assert misplaced(panel) == []
        assert too_small(panel) == []
        assert nameless(panel) == []
        assert panel.minimumSizeHint().height() <= panel.height()
        assert untranslated(language, panel) == set() or language == "en"
