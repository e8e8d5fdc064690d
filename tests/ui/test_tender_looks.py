"""Ways of paying as they are read, in every language and at every size of the window."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.ui.widgets.key_value_rows import KeyValueRow
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.taken_card import TakenCard, TakenRow
from tests.ui.card_till import card_till, paying, till
from tests.ui.part_payments import redeemed
from tests.ui.selling import misplaced, nameless, too_small


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_two_gift_cards_are_told_apart_in_a_narrow_window(paying, language) -> None:
    paying.services.desk.change_settings(language=language)
    codes = [redeemed(paying, 300), redeemed(paying, 200)]
    paying.window.resize(1024, 768)
    paying.till.settle()
    for code, row in zip(codes, paying.till.pay.taken.rows, strict=True):
        assert code.replace("-", "")[-4:] in row.name.text()
        for label in (row.name, row.state):
            assert label.sizeHint().width() <= label.width(), label.text()
    for label in paying.till.pay.due_card.findChildren(Label):
        assert label.minimumSizeHint().width() <= label.width(), label.text()
    due = paying.till.pay.due_card
    assert due._label.sizeHint().width() <= due._label.width()
    assert misplaced(paying.till.pay) == []


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_what_a_gift_card_holds_is_said_in_whole_words(paying, language) -> None:
    paying.services.desk.change_settings(language=language)
    code = paying.gift_card(300)
    paying.till.key(Qt.Key.Key_F3)
    paying.till.panel.scanned(code)
    paying.window.resize(1024, 768)
    paying.till.settle()
    for row in paying.till.panel.facts.findChildren(KeyValueRow):
        for label in (row.caption, row.value):
            assert label.sizeHint().width() <= label.width(), label.text()


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_everything_has_its_place(paying, language) -> None:
    paying.window.resize(1024, 768)
    paying.services.desk.change_settings(language=language)
    for amount in (100, 200):  # a third would be scrolled to
        redeemed(paying, amount)
    paying.window.frame.toasts.clear()
    for size in ((1024, 768), (1366, 768), (1920, 1080)):
        paying.window.resize(*size)
        paying.till.settle()
        pay = paying.till.pay
        assert misplaced(pay) == [], size
        assert too_small(pay) == [], size
        assert nameless(pay) == [], size
        assert pay.minimumSizeHint().width() <= paying.window.frame.main.width(), size
        assert pay.minimumSizeHint().height() <= paying.window.frame.main.height(), size


def test_amounts_end_at_one_place_with_undo_and_without(qtbot) -> None:
    card = TakenCard("Taken so far")
    qtbot.addWidget(card)
    card.resize(472, 300)
    taken = TakenRow(1, "gift", "Gift card", "Redeemed", "good", "check-circle-fill", "10,00", undo="Undo")
    declined = TakenRow(2, "credit-card", "Visa", "Declined", "danger", "warning-circle-fill", "17,50")
    card.set_rows((taken, declined), "Taken so far", "")
    with qtbot.waitExposed(card):
        card.show()
    ends = {row._beside.geometry().right() for row in card.rows}
    assert len(ends) == 1
    card.set_rows((declined,), "Taken so far", "")
    QApplication.processEvents()
    assert card.rows[0]._beside.geometry().right() > ends.pop(), "nothing is kept empty for nobody"
