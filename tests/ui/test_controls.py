"""The controls do what they are pressed for, say their names, and change with theme and direction."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.ui.theme import apply, theme, use
from pos_desktop.ui.widgets.amount_entry import AmountEntry
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align, advance, draw, leftward_quantity
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.numpad import Numpad, NumpadKey
from pos_desktop.ui.widgets.pin_dots import PinDots
from pos_desktop.ui.widgets.progress_bar import ProgressBar
from pos_desktop.ui.widgets.segmented import Segmented
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.stepper import Stepper
from pos_desktop.ui.widgets.tender_button import TenderButton
from pos_desktop.ui.widgets.text_field import TextField
from pos_desktop.ui.widgets.toggle import Toggle
from pos_desktop.ui.widgets.words import face_of
from tests.ui.gallery import PAGES, euros, picture

# The display that is not there says so each time a window takes its least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    apply(qapp, "light")
    yield
    use("light")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def stage(qtbot: QtBot) -> QWidget:
    """A window to set controls on."""
    window = QWidget()
    window.resize(640, 480)
    QVBoxLayout(window)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def put(stage: QWidget, widget: QWidget) -> None:
    layout = stage.layout()
    assert layout is not None
    layout.addWidget(widget)
    QApplication.processEvents()


def shown(widget: QWidget) -> QPixmap:
    return widget.grab()


@pytest.mark.parametrize("name", PAGES)
def test_everything_interactive_has_a_name_and_room_for_a_finger(qtbot: QtBot, name: str) -> None:
    page = PAGES[name]()
    qtbot.addWidget(page)
    picture(page)
    for widget in page.findChildren(QWidget):
        if isinstance(widget, (QAbstractButton, QLineEdit)):
            assert widget.accessibleName(), widget
        if isinstance(widget, QAbstractButton) and widget.isVisible():
            assert min(widget.width(), widget.height()) >= theme().px("touch-min"), widget.accessibleName()


@pytest.mark.parametrize("name", PAGES)
def test_changing_the_mode_repaints_all_controls(qtbot: QtBot, name: str) -> None:
    page = PAGES[name]()
    qtbot.addWidget(page)
    light = picture(page).toImage()
    use("dark")
    dark = picture(page).toImage()
    fresh = PAGES[name]()
    qtbot.addWidget(fresh)
    assert light != dark
    assert dark == picture(fresh).toImage(), "something kept a colour of the other mode"


def test_a_button_answers_to_pointer_space_and_enter(qtbot: QtBot, stage: QWidget) -> None:
    button = Button("Undo")
    put(stage, button)
    presses: list[bool] = []
    button.clicked.connect(lambda: presses.append(True))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert len(presses) == 3


def test_pressing_by_pointer_leaves_the_keyboard_where_it_is(qtbot: QtBot, stage: QWidget) -> None:
    field, button = TextField("Name"), Button("Save")
    put(stage, field)
    put(stage, button)
    field.setFocus()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert stage.focusWidget() is field.edit


def test_an_icon_button_says_its_name_as_tool_tip(qtbot: QtBot) -> None:
    button = Button(icon="trash", name="Remove")
    qtbot.addWidget(button)
    assert button.toolTip() == button.accessibleName() == "Remove"
    assert (button.sizeHint().width(), button.sizeHint().height()) == (48, 48)


def test_words_become_the_tool_tip_in_a_narrow_window(qtbot: QtBot) -> None:
    button = Button("Quick item", icon="plus")
    qtbot.addWidget(button)
    wide = button.sizeHint().width()
    button.set_icon_only(True)
    assert button.sizeHint().width() < wide
    assert (button.toolTip(), button.accessibleName()) == ("Quick item", "Quick item")


def test_the_amount_on_the_main_button_drops_a_step_before_it_is_cut(stage: QWidget) -> None:
    pay = MainButton("Pay", "9 items")
    put(stage, pay)
    pay.resize(365, 88)
    pay.set_amount("27,21 €")
    assert pay.amount_style() == "total"
    pay.set_words("Confirm count", "Cannot be changed afterwards")
    assert pay.amount_style() == "figure"
    pay.set_amount("1 234 567 890,00 €")
    assert pay.amount_style() in ("title", "body")
    assert "1 234 567 890,00 €" in pay.accessibleName()


@pytest.mark.parametrize(("order", "first"), [("amount", "7"), ("pin", "1")])
def test_the_number_pad_starts_as_its_order_asks(
    qtbot: QtBot, stage: QWidget, order: str, first: str
) -> None:
    pad = Numpad(order)  # type: ignore[arg-type]
    put(stage, pad)
    key = pad.childAt(QPoint(10, 10))
    assert isinstance(key, NumpadKey) and key.text() == first


def test_the_number_pad_speaks_for_keys_and_keyboard(qtbot: QtBot, stage: QWidget) -> None:
    pad, elsewhere = Numpad("amount", "00"), QWidget()
    elsewhere.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    put(stage, pad)
    put(stage, elsewhere)
    pad.listen_on(elsewhere)
    digits: list[str] = []
    erased: list[bool] = []
    pad.digit.connect(digits.append)
    pad.erased.connect(lambda: erased.append(True))
    for key in pad.findChildren(NumpadKey):
        if key.text() in ("7", "00"):
            qtbot.mouseClick(key, Qt.MouseButton.LeftButton)
    QTest.keyClicks(elsewhere, "12,x")
    arabic = "\N{ARABIC-INDIC DIGIT FIVE}"
    QApplication.sendEvent(
        elsewhere, QKeyEvent(QEvent.Type.KeyPress, ord(arabic), Qt.KeyboardModifier(0), arabic)
    )
    qtbot.keyClick(elsewhere, Qt.Key.Key_Backspace)
    assert digits == ["7", "00", "1", "2", ".", "5"]
    assert erased == [True]


def test_digits_stand_the_same_way_round_in_right_to_left(qapp: QApplication, stage: QWidget) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    pad = Numpad()
    put(stage, pad)
    key = pad.childAt(QPoint(10, 10))
    assert isinstance(key, NumpadKey) and key.text() == "7"


def test_an_amount_reads_in_the_direction_of_its_currency(qapp: QApplication) -> None:
    """The digits of an Arabic amount stand at its right, wherever it is drawn, and a minus at their left."""

    def drawn(text: str, align: Align) -> QImage:
        face = face_of("figure", "semibold", "tabular")
        image = QImage(300, 48, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        box = QRectF(20, 0, advance(face, text), 48)
        direction = Qt.LayoutDirection.RightToLeft
        draw(painter, face, text, box, QColor("black"), align, direction)
        painter.end()
        return image

    amount = "1.50\N{NO-BREAK SPACE}\u062f.\u0625.\N{RIGHT-TO-LEFT MARK}"
    assert drawn(amount, Align.RIGHT) == drawn(amount, Align.START)
    leftmost = drawn("\N{MINUS SIGN}" + amount, Align.RIGHT)
    turned = drawn("\N{RIGHT-TO-LEFT MARK}\N{MINUS SIGN}" + amount, Align.RIGHT)
    assert leftmost != turned, "the minus stands before its digits"
    assert drawn("\N{MINUS SIGN}1,50", Align.RIGHT) == drawn("\N{MINUS SIGN}1,50", Align.START)
    face = face_of("body")
    ground = QPixmap(10, 10)
    painter = QPainter(ground)
    draw(painter, face, "no room", QRectF(0, 0, 0, 10), QColor("black"), elide=True)
    painter.end()


def test_a_quantity_that_comes_back_keeps_its_minus_before_the_figure(qapp: QApplication) -> None:
    """Read from the right: minus two times."""

    def drawn(text: str) -> QImage:
        image = QImage(120, 24, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        box, color = QRectF(0, 0, 120, 24), QColor("black")
        draw(painter, face_of("body"), text, box, color, Align.END, Qt.LayoutDirection.RightToLeft)
        painter.end()
        return image

    minus, times = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
    assert drawn(leftward_quantity(f"{minus}2 {times}")) == drawn(f"{times} {minus}2")
    assert drawn(leftward_quantity(f"2 {times}")) != drawn(f"2 {times}")
    assert leftward_quantity("") == ""


def test_letters_of_arabic_stand_whole_and_even_in_a_field(qapp: QApplication, stage: QWidget) -> None:
    field = TextField()
    put(stage, field)

    def ink(text: str) -> tuple[int, int]:
        field.set_text(text)
        shown = field.edit.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        dark = [
            y
            for y in range(shown.height())
            for x in range(shown.width())
            if shown.pixelColor(x, y).red() < 160
        ]
        return min(dark), max(dark)

    bare, whole, latin = ink("\u0627"), ink("\u0623"), ink("l")
    assert whole[0] < bare[0] - 2, "what stands over the letter is cut off"
    assert abs(bare[1] - latin[1]) <= 1, "both stand on one line"


def test_an_amount_grows_from_its_smallest_unit(qtbot: QtBot) -> None:
    entry = AmountEntry("Cash given", euros)
    qtbot.addWidget(entry)
    values: list[int] = []
    entry.changed.connect(values.append)
    for digit in ("0", "5", "00", "0"):
        entry.append(digit)
    assert (entry.value(), entry.shown()) == (5000, "50,00")
    entry.back()
    assert (entry.value(), values) == (500, [5, 500, 5000, 500])
    entry.clear()
    assert (entry.value(), entry.shown()) == (0, "0,00")


@pytest.mark.parametrize("mark", [".", ",", "\N{ARABIC DECIMAL SEPARATOR}"])
def test_every_keyboards_decimal_mark_is_one(qtbot: QtBot, mark: str) -> None:
    """Without the help of the number pad around it as well."""
    entry = AmountEntry("Percent", euros, mode="decimal", most_digits=3)
    qtbot.addWidget(entry)
    for sign in ("7", mark, "5"):
        entry.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign))
    assert entry.value() == 750


def test_a_proposed_amount_gives_way_to_the_first_digit(qtbot: QtBot) -> None:
    entry = AmountEntry("Cash given", euros)
    qtbot.addWidget(entry)
    entry.set_value(1721)
    assert entry.shown() == "17,21"
    entry.append("2")
    assert entry.value() == 2


def test_an_amount_in_whole_units_shows_the_decimals_typed_so_far(qtbot: QtBot) -> None:
    entry = AmountEntry("Float", euros, mode="decimal")
    qtbot.addWidget(entry)
    seen = []
    for digit in ("1", "2", ".", "5", "0", "9"):
        entry.append(digit)
        seen.append(entry.shown())
    assert seen == ["1", "12", "12,", "12,5", "12,50", "12,50"]
    assert entry.value() == 1250


def test_an_amount_never_outgrows_its_field(stage: QWidget) -> None:
    entry = AmountEntry("Cash given", euros, most_digits=12)
    put(stage, entry)
    entry.resize(300, 72)
    entry.append("123456789012")
    from pos_desktop.ui.widgets.words import width_of

    assert width_of(entry.figure_face(), entry.shown()) < 300 - 80


def test_a_stepper_stops_at_its_limits(qtbot: QtBot, stage: QWidget) -> None:
    stepper = Stepper("Return", 0, 3, 2, limit_shown=True)
    put(stage, stepper)
    values: list[int] = []
    stepper.changed.connect(values.append)
    less, more = stepper.findChildren(QAbstractButton)
    for _ in range(3):
        qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert (stepper.value(), values, more.isEnabled()) == (3, [3], False)
    assert stepper.accessibleDescription() == "3 of 3"
    stepper.set_value(0)
    assert not less.isEnabled()
    assert values == [3], "a value set by the program is no news"


def test_an_active_stepper_takes_typed_digits(qtbot: QtBot) -> None:
    stepper = Stepper("25 cents", 0, 999, 38)
    qtbot.addWidget(stepper)
    stepper.set_active(True)
    stepper.append("4")
    stepper.append("1")
    assert stepper.value() == 41
    stepper.append("99")
    assert stepper.value() == 41, "what is beyond the limit is not taken"
    stepper.back()
    assert stepper.value() == 4


def test_one_chip_is_chosen_and_can_be_let_go_where_that_is_allowed(qtbot: QtBot, stage: QWidget) -> None:
    reasons = ChipGroup("Reason", optional=True)
    put(stage, reasons)
    for key in ("damaged", "expired"):
        reasons.add(key, key.title())
    told: list[object] = []
    reasons.chosen.connect(told.append)
    for key in ("damaged", "expired", "expired"):
        qtbot.mouseClick(reasons.chip(key), Qt.MouseButton.LeftButton)
    assert told == ["damaged", "expired", None]


def test_chips_that_do_not_fit_go_under_more(stage: QWidget) -> None:
    chips = ChipGroup("Categories", "more")
    put(stage, chips)
    for name in ("All", "Favourites", "Drinks", "Bakery", "Dairy", "Fruit and vegetables", "Household"):
        chips.add(name, name)
    chips.resize(2000, 48)
    assert chips.fitting() == 7
    chips.resize(420, 48)
    visible = [chip for chip in chips.findChildren(QAbstractButton) if chip.isVisible()]
    assert 0 < chips.fitting() < 7
    assert max(chip.geometry().right() for chip in visible) < 420
    assert any(chip.accessibleName() == "More" for chip in visible)
    chips.select("Household")
    assert any(chip.accessibleName() == "Household" and chip.isChecked() for chip in visible)


def test_chips_mirror(qapp: QApplication, stage: QWidget) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for overflow in ("more", "wrap"):
        chips = ChipGroup("Categories", overflow)  # type: ignore[arg-type]
        put(stage, chips)
        first, second = chips.add(1, "All"), chips.add(2, "Drinks")
        chips.resize(600, 48)
        QApplication.processEvents()
        assert first.x() > second.x()


def test_wrapped_chips_ask_for_the_height_they_need(stage: QWidget) -> None:
    reasons = ChipGroup("Reason")
    for name in ("Not known", "Wrong change", "Coins lost"):
        reasons.add(name, name)
    assert reasons.layout() is not None
    assert reasons.layout().heightForWidth(2000) == 48
    assert reasons.layout().heightForWidth(260) == 48 + 8 + 48


def test_an_error_is_said_and_taken_back(qtbot: QtBot, stage: QWidget) -> None:
    field = TextField("Shop address")
    put(stage, field)
    before = field.sizeHint().height()
    field.set_error("The address ends in .example.")
    assert field.edit.accessibleDescription() == "The address ends in .example."
    assert field.sizeHint().height() > before
    field.set_error(None)
    assert field.error() == "" and field.sizeHint().height() == before


def test_a_tender_that_is_not_offered_says_why(qtbot: QtBot, stage: QWidget) -> None:
    card = TenderButton("Card", "credit-card", "F2")
    put(stage, card)
    card.refuse("Reader is away")
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert not card.isChecked() and card.accessibleDescription() == "Reader is away"
    card.refuse("")
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert card.isChecked()


def test_pin_dots_tell_the_number_of_digits_and_nothing_else(qtbot: QtBot) -> None:
    dots = PinDots("Manager PIN", 4)
    qtbot.addWidget(dots)
    width = dots.sizeHint().width()
    dots.set_filled(2)
    assert dots.accessibleDescription() == "2 digits entered"
    assert dots.sizeHint().width() == width
    dots.set_filled(6)
    assert dots.sizeHint().width() > width


def test_the_word_of_a_toggle_changes_with_it(qtbot: QtBot, stage: QWidget) -> None:
    toggle = Toggle("Stock", "Restock", "Write off", checked=True)
    put(stage, toggle)
    width = toggle.sizeHint().width()
    assert toggle.accessibleDescription() == "Restock"
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert toggle.accessibleDescription() == "Write off"
    assert toggle.sizeHint().width() == width


def test_a_view_is_chosen_once(qtbot: QtBot, stage: QWidget) -> None:
    views = Segmented("Report", (("x", "X now"), ("z", "Z close")))
    put(stage, views)
    told: list[object] = []
    views.changed.connect(told.append)
    second = views.findChildren(QAbstractButton)[1]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    qtbot.keyClick(second, Qt.Key.Key_Left)
    assert told == ["z", "x"]


def test_a_select_tells_what_a_person_took(qtbot: QtBot, stage: QWidget) -> None:
    select = Select("Paper width")
    put(stage, select)
    select.add(80, "80 mm, 48 columns")
    select.add(58, "58 mm, 32 columns")
    told: list[object] = []
    select.changed.connect(told.append)
    select.select(58)
    assert told == [] and select.current() == 58
    select.setFocus()
    qtbot.keyClick(select.combo, Qt.Key.Key_Up)
    assert told == [80]


def test_values_keep_one_column_width_in_right_to_left(qapp: QApplication, stage: QWidget) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    rows = KeyValueRows()
    rows.add(1, "Card", "3,402.18")
    rows.add(2, "Cash", "9.71")
    put(stage, rows)
    assert rows.row(1).value.geometry().right() == rows.row(2).value.geometry().right()
    rows.set_value(2, "12.00", "Cash, counted")
    assert rows.row(2).accessibleName() == "Cash, counted 12.00"


def test_progress_fills_from_the_start_of_the_line(qapp: QApplication, stage: QWidget) -> None:
    bar = ProgressBar("Import")
    bar.setMaximum(100)
    bar.setValue(50)
    put(stage, bar)
    middle = bar.height() // 2
    image = shown(bar).toImage()
    assert image.pixelColor(20, middle) == theme().color("accent")
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    image = shown(bar).toImage()
    assert image.pixelColor(20, middle) == theme().color("sunken")


def test_a_paragraph_is_as_high_as_its_lines(qtbot: QtBot) -> None:
    label = Label("Sell now, finish the set-up later, with the demo store behind it.", "caption", wrap=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(2000) == 18
    assert label.heightForWidth(160) > 2 * 18


def test_a_tag_never_speaks_by_colour_alone(qtbot: QtBot) -> None:
    tag = StateTag("Paid", "good")
    qtbot.addWidget(tag)
    with_icon = tag.sizeHint().width()
    tag.set_state("Paid", "good", icon="")
    assert tag.sizeHint().width() == with_icon - 20
    assert tag.accessibleName() == "Paid"


@pytest.mark.parametrize(
    ("elide", "width", "told"), [(True, 40, "Butter croissants"), (True, 400, ""), (False, 40, "")]
)
def test_what_is_cut_is_told_under_the_pointer(
    qtbot: QtBot, dressed: QApplication, elide: bool, width: int, told: str
) -> None:
    label = Label("Butter croissants", elide=elide)
    qtbot.addWidget(label)
    label.setFixedWidth(width)
    at = QPointF(1, 1)
    for _ in range(2):
        assert label.toolTip() == ""
        QApplication.sendEvent(label, QEnterEvent(at, at, at))
        assert label.toolTip() == told
        QApplication.sendEvent(label, QEvent(QEvent.Type.Leave))
    label.setToolTip("Its own")
    QApplication.sendEvent(label, QEnterEvent(at, at, at))
    assert label.toolTip() == "Its own"
