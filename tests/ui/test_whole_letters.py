"""Letters that hang lower or stand higher than their line are drawn whole, and move nothing by it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.ui.theme import apply, theme, use
from pos_desktop.ui.theme.typography import Style, line_height
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align, draw
from pos_desktop.ui.widgets.strong_label import StrongLabel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

PIN = "أدخل رقمك السري"
STREET = "متجر شارع"
WIDE, HIGH = 480, 240


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    apply(qapp, "light")
    yield
    use("light")


@pytest.fixture
def stage(qtbot: QtBot) -> QWidget:
    """A window with room around what stands in its middle."""
    window = QWidget()
    window.resize(WIDE, HIGH)
    QVBoxLayout(window).addStretch()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def put(stage: QWidget, *widgets: QWidget) -> None:
    layout = stage.layout()
    assert isinstance(layout, QVBoxLayout)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch()
    QApplication.processEvents()


def rows_of_ink(image: QImage) -> list[int]:
    """How many dark pixels each row has, from the first that has any to the last."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    ground = grey.pixelColor(0, 0).red()
    rows = [
        sum(abs(grey.pixelColor(x, y).red() - ground) > 40 for x in range(grey.width()))
        for y in range(grey.height())
    ]
    inked = [y for y, dark in enumerate(rows) if dark]
    return rows[inked[0] : inked[-1] + 1]


def on_a_tall_canvas(label: Label, text: str) -> list[int]:
    """The same letters with room all around, on the ground of the label's window."""
    image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
    image.fill(label.window().grab().toImage().pixelColor(0, 0))
    painter = QPainter(image)
    box, color = QRectF(20, 20, WIDE - 40, HIGH - 40), QColor(theme().color("text"))
    draw(painter, label.face(), text, box, color, Align.START, Qt.LayoutDirection.LeftToRight)
    painter.end()
    return rows_of_ink(image)


@pytest.mark.parametrize("style", ["caption", "body", "title", "figure", "total"])
@pytest.mark.parametrize("text", [PIN, STREET, "إ 41.10", "Ậ Ǻ"])
def test_a_line_is_drawn_with_all_its_ink(stage: QWidget, style: Style, text: str) -> None:
    label = Label(text, style)
    put(stage, label)
    assert rows_of_ink(stage.grab().toImage()) == on_a_tall_canvas(label, text)


def test_the_ink_is_whole_after_the_words_or_the_style_change(stage: QWidget) -> None:
    label, fitted = Label("Change", "body"), FittedLabel("5.00", "total", "semibold")
    put(stage, label)
    label.setText(STREET)
    QApplication.processEvents()
    assert rows_of_ink(stage.grab().toImage()) == on_a_tall_canvas(label, STREET)
    label.set_style("title")
    QApplication.processEvents()
    assert rows_of_ink(stage.grab().toImage()) == on_a_tall_canvas(label, STREET)
    label.hide()
    put(stage, fitted)
    fitted.setText("41.10 د.إ.")
    stage.resize(WIDE + 10, HIGH)
    QApplication.processEvents()
    assert rows_of_ink(stage.grab().toImage()) == on_a_tall_canvas(fitted, "41.10 د.إ.")


def test_lines_keep_their_distance_whatever_letters_stand_in_them(stage: QWidget) -> None:
    first, second, third = Label(PIN, "figure"), Label("Store", "figure"), Label(STREET, "figure")
    put(stage, first, second, third)
    pitch = line_height("figure") + stage.layout().spacing()
    middles = [label.mapTo(stage, QPoint(0, 0)).y() for label in (first, second, third)]
    assert second.height() == line_height("figure")
    first.setText("Store")
    third.setText("Store")
    QApplication.processEvents()
    assert [label.y() for label in (first, second, third)] == [
        middles[1] - pitch,
        middles[1],
        middles[1] + pitch,
    ]


def test_a_latin_line_keeps_to_its_place(stage: QWidget) -> None:
    label = Label("Enter your PIN, Äpfel − 5 €", "body")
    put(stage, label)
    given = stage.layout().itemAt(1).geometry()
    assert label.geometry() == given
    assert label.height() == line_height("body")


@pytest.mark.parametrize("kind", [Label, StrongLabel])
def test_the_last_line_of_a_paragraph_is_whole(stage: QWidget, kind: type[Label]) -> None:
    label = Label("", "figure", wrap=True) if kind is Label else StrongLabel("figure", color="text")
    label.setText(f"{STREET}\n{PIN}" if kind is Label else PIN)
    put(stage, label)
    whole = on_a_tall_canvas(label, PIN)
    assert rows_of_ink(stage.grab().toImage())[-len(whole) :][-8:] == whole[-8:]


def test_what_hangs_out_reaches_over_the_neighbour_and_hides_nothing_of_it(stage: QWidget) -> None:
    label, below = Label(PIN, "total"), Label(STREET, "total")
    layout = stage.layout()
    assert layout is not None
    layout.setSpacing(0)
    put(stage, label, below)
    seam = below.mapTo(stage, QPoint(0, 0)).y()
    strip = stage.grab().toImage().copy(QRect(0, seam, WIDE, 8))
    label.hide()
    QApplication.processEvents()
    assert strip != stage.grab().toImage().copy(QRect(0, seam, WIDE, 8))
