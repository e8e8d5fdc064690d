"""The tokens keep their promises: readable in both modes, one source of looks, one icon font."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import pos_desktop.ui
from pos_desktop.system.paths import resource_root
from pos_desktop.ui.theme import (
    apply,
    art_pixmap,
    breakpoint,
    font,
    icon,
    line_height,
    pixmap,
    theme,
    themes,
    use,
)
from pos_desktop.ui.theme.focus import FocusRingKeeper
from pos_desktop.ui.theme.focus_ring import FocusRing
from pos_desktop.ui.theme.icons import outline
from pos_desktop.ui.theme.sheets import scroll_bar_sheet
from pos_desktop.ui.theme.tokens import Mode, Theme, tokens
from pos_desktop.ui.widgets.list_view import RESULTS, ListView, RowData
from pos_desktop.ui.widgets.rail import Rail, RailItem
from pos_desktop.ui.widgets.scrolling import ScrollBar

# The display that is not there says so each time a window takes its least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

UI = Path(pos_desktop.ui.__file__).parent
MODES: tuple[Mode, ...] = ("light", "dark")

# Words and icons that stand on these grounds; the file's own list is checked against its colours besides.
TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("text", "text-2")
        for ground in ("canvas", "surface", "sunken", "hover", "pressed")
    ),
    ("text", "accent-subtle"),
    ("text-2", "accent-subtle"),
    ("text", "accent-border"),
    ("accent-text", "surface"),
    ("accent-text", "canvas"),
    ("accent-text", "accent-subtle"),
    *(("on-accent", ground) for ground in ("accent", "accent-hover", "accent-pressed")),
    *(("on-solid", ground) for ground in ("danger-solid", "danger-hover", "good-solid", "attention-solid")),
    *(
        (tone, ground)
        for tone in ("good", "attention", "danger")
        for ground in ("surface", "canvas", f"{tone}-subtle")
    ),
    *(("text", f"{tone}-subtle") for tone in ("good", "attention", "danger")),
]
GRAPHIC_PAIRS = [
    *(("border-strong", ground) for ground in ("surface", "canvas")),
    *(("accent", ground) for ground in ("surface", "canvas")),
    *((f"{tone}-solid", "surface") for tone in ("good", "attention", "danger")),
    *(
        (f"tint.{name}.ink", f"tint.{name}.ground")
        for name in ("sand", "sage", "sky", "rose", "plum", "butter", "slate")
    ),
]


def luminance(color: QColor) -> float:
    """Relative luminance after WCAG 2.2."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(first: QColor, second: QColor) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_used_for_text_is_readable(mode: Mode) -> None:
    dressed = Theme(mode)
    poor = {pair: contrast(*map(dressed.color, pair)) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("mode", MODES)
def test_every_outline_and_icon_that_carries_meaning_is_visible(mode: Mode) -> None:
    dressed = Theme(mode)
    poor = {pair: contrast(*map(dressed.color, pair)) for pair in GRAPHIC_PAIRS}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 3} == {}


@pytest.mark.parametrize("mode", MODES)
def test_the_ratios_written_in_the_file_are_those_of_its_colours(mode: Mode) -> None:
    dressed = Theme(mode)
    for entry in tokens()["contrast"][mode]:
        ratio = contrast(dressed.color(entry["fg"]), dressed.color(entry["bg"]))
        assert ratio >= entry["min"]
        # The file rounds down to hundredths, from colours of eight bits.
        assert ratio == pytest.approx(entry["ratio"], abs=0.011), (entry["fg"], entry["bg"])


def test_widgets_carry_no_colour_and_no_pixel_size_of_their_own() -> None:
    literal = re.compile(
        r"""["']#[0-9a-fA-F]{3,8}["']|QColor\(\s*\d|setPixelSize|setPointSize|Qt\.GlobalColor\.(?!transparent)"""
    )
    found = [
        f"{path.relative_to(UI)}:{number}"
        for path in UI.rglob("*.py")
        if "theme" not in path.relative_to(UI).parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if literal.search(line)
    ]
    assert found == []


def test_an_unknown_token_is_an_error() -> None:
    with pytest.raises(KeyError):
        theme().color("reddish")
    with pytest.raises(KeyError):
        theme().px("somewhat-large")


@pytest.mark.parametrize(
    ("width", "name"), [(1199, "compact"), (1200, "regular"), (1599, "regular"), (1600, "wide")]
)
def test_breakpoints(width: int, name: str) -> None:
    assert breakpoint(width) == name


def test_sizes_that_depend_on_the_window() -> None:
    assert [theme().px("ticket", at) for at in ("compact", "regular", "wide")] == [344, 398, 480]
    assert (theme().px("toggle", "width"), theme().px("toggle", "height")) == (52, 32)


def test_motion_stops_when_less_is_asked_for() -> None:
    assert 0 < theme().motion("overlaySlideMs") <= 150
    themes().reduce_motion = True
    try:
        assert theme().motion("overlaySlideMs") == 0
    finally:
        themes().reduce_motion = False


def test_fonts_come_with_the_register(qapp: QApplication) -> None:
    apply(qapp, "light")
    assert {"Inter", "Noto Sans Arabic", "DejaVu Sans Mono"} <= set(QFontDatabase.families())
    for weight, style in (("regular", "Regular"), ("medium", "Medium"), ("semibold", "Semi Bold")):
        info = QFontInfo(font("body", weight))
        assert (info.family(), info.styleName()) == ("Inter", style)


def test_tabular_figures_have_one_width_and_others_their_own(qapp: QApplication) -> None:
    apply(qapp, "light")
    tabular, proportional = (
        QFontMetricsF(font("body", figures=kind)) for kind in ("tabular", "proportional")
    )
    assert tabular.horizontalAdvance("11,11") == tabular.horizontalAdvance("48,08")
    assert proportional.horizontalAdvance("11,11") < proportional.horizontalAdvance("48,08")


def test_every_icon_of_the_tokens_exists_and_is_drawn(qapp: QApplication) -> None:
    for name in tokens()["icons"]["names"]:
        assert not outline(name).isEmpty(), name
    with pytest.raises(KeyError):
        icon("no-such-thing")


def test_icons_register_no_font_besides_ours(qapp: QApplication) -> None:
    apply(qapp, "light")
    pixmap("plus")
    assert not [family for family in QFontDatabase.families() if "Awesome" in family or "Material" in family]


def test_arrows_turn_round_in_right_to_left(qapp: QApplication) -> None:
    plain = pixmap("arrow-left", mirrored=False).toImage()
    turned = pixmap("arrow-left", mirrored=True).toImage()
    assert plain != turned
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert pixmap("arrow-left").toImage() == turned
        assert pixmap("barcode").toImage() == pixmap("barcode", mirrored=False).toImage()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_art_wears_the_tint_of_the_mode(qapp: QApplication) -> None:
    shipped = [path.stem for path in (resource_root() / "art").glob("*.svg")]
    assert len(shipped) >= 16
    try:
        for mode in MODES:
            use(mode)
            for name in shipped:
                picture = art_pixmap(name, "sage", QSize(160, 96)).toImage()
                assert picture.pixelColor(2, 2) == theme().tint("sage").ground
                assert len({picture.pixel(x, 48) for x in range(160)}) > 1, name
    finally:
        use("light")


def test_rounded_art_leaves_its_upper_corners_clear(qapp: QApplication) -> None:
    picture = art_pixmap("jar", "sky", QSize(160, 96), radius=8).toImage()
    assert picture.pixelColor(0, 0).alpha() == 0
    assert picture.pixelColor(0, 95).alpha() == 255


def test_changing_the_mode_changes_palette_and_sheets(qtbot: QtBot, qapp: QApplication) -> None:
    apply(qapp, "light")
    bar = ScrollBar()
    qtbot.addWidget(bar)
    light = bar.styleSheet()
    use("dark")
    try:
        assert qapp.palette().text().color() == Theme("dark").color("text")
        assert bar.styleSheet() == scroll_bar_sheet() != light
        assert Theme("dark").color("border").name() in bar.styleSheet()
    finally:
        use("light")


def test_no_sheet_stands_between_a_widget_and_its_style(qapp: QApplication) -> None:
    """A sheet of the application costs a tenth of every screen's time."""
    apply(qapp, "light")
    assert qapp.styleSheet() == ""
    assert qapp.style().metaObject().className() == "QFusionStyle"


def test_the_ring_follows_the_keyboard_and_hides_from_the_pointer(qtbot: QtBot, qapp: QApplication) -> None:
    apply(qapp, "light")
    window = QWidget()
    column = QVBoxLayout(window)
    buttons = [QPushButton("One"), QPushButton("Two")]
    for button in buttons:
        column.addWidget(button)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    ring = window.findChild(FocusRing)
    assert ring is not None and ring.isVisible() and ring.widget() is buttons[1]
    reach = theme().border("focus") + theme().border("focusOffset")
    assert ring.geometry() == buttons[1].geometry().adjusted(-reach, -reach, reach, reach)
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=buttons[1].geometry().center())
    assert not ring.isVisible()
    assert len(qapp.findChildren(FocusRingKeeper)) == 1


def test_a_button_that_is_switched_off_or_hidden_hands_on_no_ring(qtbot: QtBot, qapp: QApplication) -> None:
    apply(qapp, "light")
    window = QWidget()
    column = QVBoxLayout(window)
    buttons = [QPushButton(words) for words in ("One", "Two", "Three")]
    for button in buttons:
        column.addWidget(button)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=buttons[0].geometry().center())
    buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
    buttons[0].setEnabled(False)
    assert qapp.focusWidget() is buttons[1]
    buttons[1].hide()
    assert qapp.focusWidget() is buttons[2]
    ring = window.findChild(FocusRing)
    assert ring is None or not ring.isVisible()


def test_what_is_active_stands_out_in_the_dark(qtbot: QtBot, qapp: QApplication) -> None:
    """Icons on the ground of what is chosen, which the colour of filled buttons is too near to."""
    apply(qapp, "dark")
    try:
        rail, rows = Rail(), ListView(RESULTS, "Rows")
        rail.set_items([RailItem("sale", "Sale", "shopping-cart")])
        rail.set_active("sale")
        rows.set_rows([RowData("1", "", icon="printer")])
        rows.select("1")
        qtbot.addWidget(rail)
        qtbot.addWidget(rows)
        for widget in (rail.cell("sale"), rows):
            widget.resize(96, 72)
            picture = widget.grab().toImage()
            across, down = range(picture.width()), range(picture.height())
            seen = {picture.pixelColor(x, y).name() for x in across for y in down}
            assert theme().color("accent-text").name() in seen, widget
        assert contrast(theme().color("accent-text"), theme().color("accent-subtle")) >= 4.5
        assert theme().color("accent-text") == QColor("#A3B8FF")
    finally:
        use("light")


def test_type_is_set_on_its_grid() -> None:
    assert all(line_height(style) % 2 == 0 for style in ("caption", "body", "title", "figure", "total"))
    assert (resource_root() / "fonts").is_dir()


def test_the_ring_stays_when_the_theme_changes(qtbot: QtBot, qapp: QApplication) -> None:
    apply(qapp, "light")
    window = QWidget()
    column = QVBoxLayout(window)
    for words in ("One", "Two"):
        column.addWidget(QPushButton(words))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    ring = window.findChild(FocusRing)
    assert ring is not None and ring.isVisible()
    use("dark")
    try:
        assert ring.isVisible() and ring.widget() is qapp.focusWidget()
    finally:
        use("light")
