"""A long list is looked through by typing: what is meant, what is lit, what is said, with and without a mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from pos_desktop.application.setup_presets import countries, currencies, currency_name
from pos_desktop.ui.viewmodels.choices import Choice, found, likeliest
from pos_desktop.ui.widgets.choice_list import ROWS, ChoiceList
from pos_desktop.ui.widgets.select import SEARCHED_FROM, Select

# The platform without a display says what it cannot do for lists that open.
opening = pytest.mark.qt_log_ignore(
    "propagateSizeHints", r"support raise\(\)", "grabbing the keyboard", extend=True
)

COUNTRIES = [Choice(name, code) for code, name in countries("en")]
GERMAN = [Choice(name, code) for code, name in countries("de")]
ARABIC = [Choice(name, code) for code, name in countries("ar")]
MONEY = [Choice(f"{code} · {currency_name(code, 'en')}", code) for code in currencies()]


@pytest.mark.parametrize(
    ("choices", "typed", "code"),
    [
        (COUNTRIES, "Jap", "JP"),
        (COUNTRIES, "JP", "JP"),
        (COUNTRIES, "jp", "JP"),
        (COUNTRIES, "kor", "KP"),
        (COUNTRIES, "south k", "KR"),
        (COUNTRIES, "k south", "KR"),
        (COUNTRIES, "aland", "AX"),
        (COUNTRIES, "cote", "CI"),
        (COUNTRIES, "in", "IN"),
        (COUNTRIES, "Indo", "ID"),
        (GERMAN, "Österr", "AT"),
        (GERMAN, "oester", "AT"),
        (GERMAN, "oster", "AT"),
        (ARABIC, "الياب", "JP"),
        (ARABIC, "ياب", "JP"),
        (MONEY, "JPY", "JPY"),
        (MONEY, "yen", "JPY"),
        (MONEY, "won", "KPW"),
        (MONEY, "swiss", "CHF"),
    ],
)
def test_what_is_meant_is_found_by_any_word_or_the_code(choices: list[Choice], typed: str, code: str) -> None:
    places = found(choices, typed)
    assert choices[likeliest(choices, places, typed)].code == code


def test_what_nothing_begins_with_is_not_found() -> None:
    assert found(COUNTRIES, "apan") == found(COUNTRIES, "xyz") == found(COUNTRIES, "?!") == []
    assert likeliest(COUNTRIES, [], "xyz") is None
    assert found(COUNTRIES, "  ") == list(range(len(COUNTRIES)))


# -- on the screen -------------------------------------------------------------------------------


@pytest.fixture
def stage(qtbot, dressed: QApplication) -> Iterator[QWidget]:
    window = QWidget()
    window.resize(640, 480)
    QVBoxLayout(window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    yield window
    window.close()


@pytest.fixture
def select(stage: QWidget) -> Select:
    """Every country; Germany is chosen."""
    made = Select("Country")
    for code, name in countries("en"):
        made.add(code, name)
    made.select("DE")
    stage.layout().addWidget(made)
    made.told = []
    made.changed.connect(made.told.append)
    made.setFocus()
    QApplication.processEvents()
    return made


def listed(select: Select) -> ChoiceList:
    assert select.combo.opened
    return select.combo._list


def shown(select: Select) -> list[str]:
    model = listed(select).rows.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def lit(select: Select) -> str:
    return listed(select).rows.currentIndex().data()


def press(select: Select, *keys: Qt.Key | str) -> None:
    for key in keys:
        QTest.keyClick(listed(select).field.edit, key)


@opening
def test_typing_on_the_closed_choice_opens_it_and_enter_takes_it(select: Select, qtbot) -> None:
    qtbot.keyClick(select.combo, "j")
    press(select, "a", "p")
    assert (listed(select).field.text(), shown(select), lit(select)) == ("jap", ["Japan"], "Japan")
    press(select, Qt.Key.Key_Return)
    assert not select.combo.opened
    assert (select.told, select.current(), select.combo.currentText()) == (["JP"], "JP", "Japan")
    assert QApplication.focusWidget() is select.combo


@opening
@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_F4])
def test_a_key_opens_the_list_at_what_is_chosen(select: Select, qtbot, key: Qt.Key) -> None:
    qtbot.keyClick(select.combo, key)
    assert lit(select) == "Germany"
    assert len(shown(select)) == len(COUNTRIES)
    rows = listed(select).rows
    assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()))
    press(select, Qt.Key.Key_Down)
    assert lit(select) == "Ghana"
    press(select, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert lit(select) == "Georgia"
    press(select, Qt.Key.Key_PageDown)
    assert lit(select) == COUNTRIES[[c.text for c in COUNTRIES].index("Georgia") + ROWS].text
    assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()))
    press(select, Qt.Key.Key_Escape)
    assert not select.combo.opened and select.told == [] and select.current() == "DE"


@opening
def test_several_that_are_meant_are_gone_through(select: Select) -> None:
    select.combo.showPopup()
    press(select, *"united")
    assert shown(select) == ["United Arab Emirates", "United Kingdom", "United States"]
    press(select, *[Qt.Key.Key_Down] * 5)
    assert lit(select) == "United States", "the last one stays lit"
    press(select, Qt.Key.Key_Enter)
    assert select.told == ["US"]


@opening
def test_nothing_found_is_said_to_eyes_and_to_a_screen_reader(select: Select) -> None:
    select.combo.showPopup()
    press(select, *"xyz", Qt.Key.Key_Return, Qt.Key.Key_Down)
    opened = listed(select)
    assert opened.nothing.isVisible() and not opened.rows.isVisible()
    assert opened.nothing.text() == "Nothing here begins with xyz."
    assert opened.field.edit.accessibleDescription() == opened.nothing.text()
    assert select.told == [] and select.combo.opened
    press(select, Qt.Key.Key_Escape)
    assert select.combo.opened and lit(select) == "Germany", "the first Escape takes back what was typed"
    press(select, Qt.Key.Key_Escape)
    assert not select.combo.opened


@opening
def test_a_screen_reader_hears_whose_list_it_is_and_what_is_lit(select: Select) -> None:
    select.combo.showPopup()
    opened = listed(select)
    assert opened.accessibleName() == opened.rows.accessibleName() == "Country"
    assert opened.field.edit.accessibleName() == "Country"
    press(select, *"jap")
    assert opened.field.edit.accessibleDescription() == "Japan"
    opened.close()


@opening
def test_a_press_takes_an_entry_and_one_beside_the_list_takes_none(select: Select) -> None:
    select.combo.showPopup()
    press(select, *"kor")
    rows = listed(select).rows
    box = rows.visualRect(rows.model().index(1, 0))
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert select.told == ["KR"] and not select.combo.opened
    select.combo.showPopup()
    QTest.mousePress(listed(select), Qt.MouseButton.LeftButton, pos=QPoint(-20, -20))
    assert not select.combo.opened and select.told == ["KR"]


@opening
def test_what_was_typed_is_forgotten_when_it_opens_again(select: Select) -> None:
    select.combo.showPopup()
    press(select, *"jap")
    select.combo.hidePopup()
    select.combo.showPopup()
    assert (listed(select).field.text(), lit(select)) == ("", "Germany")
    select.combo.hidePopup()


@opening
def test_the_list_has_the_keyboard_and_gives_it_back(select: Select) -> None:
    select.combo.showPopup()
    assert QApplication.activePopupWidget() is listed(select)
    assert listed(select).focusWidget() is listed(select).field.edit
    press(select, Qt.Key.Key_Tab)
    assert not select.combo.opened and QApplication.focusWidget() is select.combo


@opening
@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_it_opens_under_its_choice_and_on_the_screen(
    qapp: QApplication, select: Select, stage: QWidget, direction: Qt.LayoutDirection
) -> None:
    qapp.setLayoutDirection(direction)
    try:
        stage.move(200, 40)
        stage.resize(300, 200)
        QApplication.processEvents()
        select.combo.showPopup()
        place, screen = listed(select).geometry(), stage.screen().availableGeometry()
        own = select.combo.mapToGlobal(select.combo.rect().topLeft())
        assert screen.contains(place)
        assert place.top() > own.y() + select.combo.height() or place.bottom() < own.y()
        right_to_left = direction == Qt.LayoutDirection.RightToLeft
        edges = (
            (place.right(), own.x() + select.combo.width() - 1) if right_to_left else (place.left(), own.x())
        )
        assert edges[0] == edges[1] or place.left() == screen.left()
        select.combo.hidePopup()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@opening
def test_a_short_list_stays_as_it_was(stage: QWidget, qtbot) -> None:
    short = Select("Paper")
    for number in range(SEARCHED_FROM - 1):
        short.add(number, f"Kind {number}")
    stage.layout().addWidget(short)
    assert not short.combo.searched
    qtbot.keyClick(short.combo, "k")
    assert not short.combo.opened
    short.combo.showPopup()
    assert short.combo._list is None and short.combo.view().isVisible()
    short.combo.hidePopup()


@opening
def test_a_choice_says_what_is_wrong_with_it(select: Select) -> None:
    assert select.error() == ""
    select.set_error("Not this one.")
    assert select.error() == select.combo.accessibleDescription() == "Not this one."
    select.set_error(None)
    assert select.error() == select.combo.accessibleDescription() == ""


@opening
def test_a_long_list_asks_for_no_more_width_than_a_form_has(select: Select) -> None:
    assert select.combo.sizeHint().width() < 340


@opening
def test_scanned_keys_are_heard_at_the_open_list(select: Select, dressed: QApplication) -> None:
    from pos_desktop.ui.event_watch import event_watch
    from tests.ui.test_event_watch import Ear

    ear, watch = Ear(), event_watch(dressed)
    watch.ask(ear, [QEvent.Type.KeyPress])
    try:
        select.combo.showPopup()
        QTest.keyClick(listed(select).windowHandle(), Qt.Key.Key_J)
        assert ear.heard == [QEvent.Type.KeyPress]
    finally:
        watch.leave(ear)
        select.combo.hidePopup()
