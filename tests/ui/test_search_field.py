"""What a key in a field repaints, and what a text need not be measured for."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from pos_desktop.ui.theme.tokens import theme, use
from pos_desktop.ui.widgets.lettering import elided, face, words
from pos_desktop.ui.widgets.search_field import SearchField
from tests.ui.repaints import Repaints


@pytest.fixture
def page(qtbot, dressed):
    """A field on a page."""
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    page.field = SearchField("Scan, or search products", key_hint="Ctrl K")
    layout.addWidget(page.field)
    page.resize(500, 90)
    page.show()
    qtbot.waitExposed(page)
    page.field.edit.setFocus()
    QApplication.processEvents()
    return page


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_typed_key_repaints_the_line_alone(page, qtbot, mode):
    use(mode)
    page.repaint()  # now, and not some milliseconds later
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    with Repaints(page) as behind, Repaints(page.field.edit) as line:
        qtbot.keyClicks(page.field.edit, "m")
        QApplication.processEvents()
    assert not line.region.isEmpty()
    assert behind.region.isEmpty(), "what lies behind the line was painted for a letter"


def test_the_line_has_the_ground_of_its_frame(page):
    field = page.field

    def grounds() -> tuple[str, str]:
        shot = QPixmap(page.size())
        page.render(shot)
        at = field.edit.mapTo(page, field.edit.rect().bottomRight())
        beside = at.x() + 3
        image = shot.toImage()
        return image.pixelColor(at).name(), image.pixelColor(beside, at.y()).name()

    for change, token in (
        (lambda: None, "surface"),
        (lambda: field.set_failed(True), "surface"),
        (lambda: field.setEnabled(False), "sunken"),
    ):
        change()
        assert grounds() == (theme().color(token).name(),) * 2


@pytest.mark.parametrize("of", [face, words])
@pytest.mark.parametrize("weight", ["regular", "medium", "semibold"])
def test_no_sign_is_wider_than_the_widest(dressed, of, weight):
    """A text is known to fit without being measured."""
    chosen = of("body", weight)
    signs = "".join(map(chr, range(32, 127)))
    assert max(map(chosen.metrics.horizontalAdvance, signs)) <= chosen.widest
    fitting = signs[:20]
    assert elided(chosen, fitting, round(20 * chosen.widest) + 1) == fitting
    assert elided(chosen, signs, 100).endswith("…")
    assert chosen.metrics.horizontalAdvance(elided(chosen, "Ä" * 20, 100)) <= 100
