# ruff: noqa: F811 - fixtures are imported by name
"""Selling on the real window and store: quick items, keys, looks, and a full sale by keyboard alone."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import delete

from pos_desktop.application.formats import Formats
from pos_desktop.application.ids import new_id
from pos_desktop.domain.discount import percent
from pos_desktop.domain.money import currency
from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.trouble import TroublePanel
from pos_desktop.ui.widgets.words import width_of
from tests.ui.selling import (
    COFFEE,
    CTRL,
    MILK,
    OAT,
    OIL,
    SPACE,
    Choice,
    misplaced,
    nameless,
    stock,
    till,  # noqa: F401
    too_small,
    untranslated,
)

# -- quick item --------------------------------------------------------------------------------------------------


def test_a_quick_item_with_a_name_by_keyboard(till) -> None:
    till.key(Qt.Key.Key_F2)
    panel = till.panel
    till.type("399")
    till.tab_to(panel.name_field.edit)
    till.type("gift wrap")
    till.enter()
    assert till.names() == ["1 × gift wrap"]
    assert till.ticket.lines[0].unit_price_minor == 399


# -- keys --------------------------------------------------------------------------------------------------------


def test_no_shift_refuses_the_payment_and_says_what_to_do(till) -> None:
    with till.services.desk.store._database.write() as work:
        work.execute(delete(tables.cash_move))
        work.execute(delete(tables.shift))
    till.scan(OAT)
    till.key(Qt.Key.Key_F12)
    assert till.page == "sale"
    panel = till.panel
    assert isinstance(panel, TroublePanel)
    assert "No shift is open" in panel.accessibleName()
    till.enter()
    assert till.panel is None
    assert till.names() == ["1 × Oat drink"]


def test_an_empty_ticket_is_not_paid(till) -> None:
    assert not till.side.pay_button.isEnabled()
    till.key(Qt.Key.Key_F12)
    assert till.page == "sale"
    assert isinstance(till.panel, TroublePanel)
    till.escape()
    assert till.panel is None


def test_every_key_of_the_sale_opens_what_it_says_and_escape_closes_it(till) -> None:
    till.fill("Irish butter", "Ground coffee")
    for key, held, name in (
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, "Quick item"),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier, "Parked tickets"),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier, "Park ticket"),
        (Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier, "Discount"),
        (Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier, "Note"),
        (Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier, "Price override"),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, "Quantity"),
        (Qt.Key.Key_D, CTRL, "Discount"),
        (Qt.Key.Key_U, CTRL, "Customer"),
    ):
        till.key(key, held=held)
        assert till.panel is not None, name
        assert till.panel.accessibleName() == name
        assert till.panel.isAncestorOf(QApplication.focusWidget()), name
        till.key(key, held=held)
        assert len(till.window.panels._open) == 1, "a key of the screen below does nothing here"
        till.escape()
        assert till.panel is None, name
        assert QApplication.focusWidget() is not None
        assert till.names() == ["1 × Irish butter", "1 × Ground coffee"], name


def test_escape_clears_the_search_then_the_selection_and_never_the_ticket(till) -> None:
    till.scan(OAT)
    till.type("mi")
    till.escape()
    assert till.sale.search.text() == ""
    assert till.side.panel.view.selected_key()
    till.escape()
    assert till.side.panel.view.selected_key() is None
    till.escape()
    till.escape()
    assert till.page == "sale"
    assert till.names() == ["1 × Oat drink"]


def test_the_ticket_is_there_after_locking(till) -> None:
    till.scan(OAT)
    till.side.ask_note(till.ticket.lines[0].id)
    till.key(Qt.Key.Key_L, held=CTRL)
    assert till.page == "login"
    from tests.ui.register import person_named

    till.services.session.sign_in(person_named(till.services, "Cashier 1"), "pin")
    till.settle()
    assert (till.page, till.panel) == ("sale", None)
    assert till.names() == ["1 × Oat drink"]
    till.scan(OAT)
    assert till.names() == ["2 × Oat drink"]


def test_a_full_sale_by_keyboard_alone(till) -> None:
    till.type("mus")
    till.enter()
    till.key(Qt.Key.Key_F9)
    till.type("3")
    till.enter()
    till.key(Qt.Key.Key_F6)
    till.type("10")
    till.enter()
    assert till.names() == ["3 × Crunchy muesli"]
    assert till.services.tickets.totals.total_minor == 1347 - 135
    till.key(Qt.Key.Key_F12)
    till.type("2000")
    till.enter()
    assert till.page == "done"
    assert till.done.figure.accessibleName() == "7,88 €"
    till.key(Qt.Key.Key_F12)
    assert till.page == "sale"
    assert till.names() == []
    assert till.orders() == [("1-000001", 1212)]


# -- looks -------------------------------------------------------------------------------------------------------


def full(till, many: int = 6) -> None:
    names = ("Oat drink", "Ground coffee", "Irish butter", "Crunchy muesli", "Olive oil extra", "Ten eggs")
    till.fill(*names[:many])
    till.services.tickets.discount_line(till.ticket.lines[1].id, percent(10, "Member"))
    till.services.tickets.set_note(till.ticket.lines[2].id, "Gift wrap")
    till.sale.refresh()
    till.side.panel.view.select(str(till.ticket.lines[0].id))
    till.settle()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (1920, 1080), (900, 1200)])
def test_everything_has_its_place(till, size) -> None:
    till.window.resize(*size)
    full(till)
    compact = size[0] < 1200
    assert (till.sale.quick.words() == "") == compact
    assert (till.sale.parked.words() == "") == compact
    assert misplaced(till.window) == []
    assert too_small(till.window) == []
    assert nameless(till.window) == []
    till.type("mil")
    assert misplaced(till.window) == []


@pytest.mark.parametrize("width", [1366, 1024])
def test_long_names_and_large_amounts_keep_their_room(till, width) -> None:
    till.window.resize(width, 768)
    till.settle()
    name = "Extra long name of an extraordinarily well described product that nobody ever shortened " * 2
    dear = stock(till.services, name, Choice("", 123_456_789), place=-1)
    till.sale.shelf.reload()
    till.sale.take(dear[0])
    till.sale.take(dear[0])
    till.services.tickets.discount_line(till.ticket.lines[0].id, percent(10, "Member"))
    till.sale.refresh()
    till.settle()
    view, button = till.side.panel.view, till.side.pay_button
    line = view.lines[0]
    assert (line.amount_text, line.discount_amount_text) == ("2.469.135,78", "−246.913,58")
    _, words, amount = view._columns(view.row_box(0), line)
    assert words.width() >= 60
    assert amount.left() >= words.right()
    room = button._inner().width() - button._words_width()
    assert width_of(button._amount_face(button.amount_style()), button._amount) <= room
    assert f"2.222.222,20{SPACE}€" in button.accessibleName()
    assert misplaced(till.window) == []
    till.type("extra")
    assert till.sale.results.rows[0].amount in ("1.234.567,89", "8,99")


def test_right_to_left_and_dark_while_a_ticket_is_filled(till) -> None:
    full(till)
    before = till.names()
    picture = till.window.grab().toImage()
    left = till.sale.quick.mapTo(till.window, till.sale.quick.rect().center()).x()
    till.services.desk.change_settings(language="ar")
    till.settle()
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    right = till.sale.quick.mapTo(till.window, till.sale.quick.rect().center()).x()
    assert right < till.window.width() // 2 < left
    assert till.sale.search.edit.placeholderText() != "Scan, or search products"
    assert [line.quantity_milli for line in till.stored().lines] == [1000] * 6
    assert misplaced(till.window) == []
    till.services.desk.change_settings(language="en", appearance="dark")
    till.settle()
    assert till.names() == before
    dark, at = till.window.grab().toImage(), till.sale.mapTo(till.window, QPoint(6, 300))
    assert dark.pixelColor(at).lightness() < 60 < 200 < picture.pixelColor(at).lightness()
    till.scan(OAT)
    assert till.names()[0] == "2 × Oat drink"


def test_every_word_follows_the_language(till) -> None:
    full(till)
    till.services.desk.change_settings(language="de")
    till.settle()
    frame = till.window.frame
    assert untranslated("de", till.sale, till.side.panel, frame.rail, frame.status_bar) == set()


def test_a_ticket_of_two_hundred_lines_stays_quick_and_shows_the_newest(till) -> None:
    rows = []
    with till.services.desk.store._database.write() as work:
        product = tables.product
        facts = work.execute(product.select().limit(1)).mappings().one()
        for number in range(200):
            made, variant = new_id(), new_id()
            work.execute(
                product.insert(), dict(facts) | {"id": made, "name": f"Part {number}", "handle": None}
            )
            row = {"id": variant, "product_id": made, "name": f"Part {number}", "price_minor": 100 + number}
            row |= {"track_stock": False, "position": 0, "active": True}
            rows.append(
                work.execute(tables.variant.insert().returning(tables.variant.c.row), row).scalar_one()
            )
    till.services.desk.store.catalogue_changed()
    for row in rows:
        till.services.tickets.add(row)
    till.sale.refresh()
    till.settle()
    view = till.side.panel.view
    slowest = 0.0
    for code in (OAT, COFFEE, MILK, OIL, OAT):
        began = time.process_time()
        till.sale.scanned(code)
        till.settle()
        slowest = max(slowest, time.process_time() - began)
    assert slowest < 0.25, f"a scan took {slowest * 1000:.0f} ms"
    till.same_on_disk()
    assert len(view.lines) == 204
    changed = next(row for row, line in enumerate(view.lines) if line.name == "Oat drink")
    box = view.row_box(changed)
    assert box.top() >= 0 and box.bottom() <= view.viewport().height(), "the line that grew is in sight"
    till.scan("4017100290008")
    box = view.row_box(204)
    assert box.top() >= 0 and box.bottom() <= view.viewport().height()


def test_yen_have_no_decimals(till) -> None:
    yen = Formats("ja-JP", currency("JPY"))
    assert yen.figure(1500) == "1,500"
    till.services.desk.change_settings(currency_code="JPY", locale="ja-JP")
    till.key(Qt.Key.Key_F2)
    till.type("1500")
    assert "1,500" in till.panel.primary.text()
    till.enter()
    assert till.ticket.lines[0].unit_price_minor == 1500
    assert till.side.panel.view.lines[0].amount_text == "1,500"
