"""What takes long before the register is there: told while it goes on, and nobody ends it half-way."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_desktop.ui import appearance, slow_start
from pos_desktop.ui.slow_start import WorkingPage, slowly
from pos_desktop.ui.widgets.labels import Label
from tests.ui.selling import misplaced, nameless

WORDS = "The register did not stop in order last time, so the store's data is looked over."


def pages() -> list[WorkingPage]:
    return [
        each for each in QApplication.topLevelWidgets() if isinstance(each, WorkingPage) and each.isVisible()
    ]


def test_what_is_done_at_once_shows_no_page(dressed, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[WorkingPage] = []
    monkeypatch.setattr(WorkingPage, "show", shown.append)
    assert slowly(WORDS, lambda: 7) == 7
    assert not shown


def test_the_page_stands_until_the_work_has_ended(dressed, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape, a close of the window: nothing takes it away, and the screen lives meanwhile."""
    monkeypatch.setattr(slow_start, "AFTER_MS", 0)
    go_on, seen = threading.Event(), []

    def look() -> None:
        found = pages()
        if not found:
            QTimer.singleShot(5, look)
            return
        (page,) = found
        QTest.keyClick(page, Qt.Key.Key_Escape)
        page.close()
        seen.append((page.isVisible(), [label.text() for label in page.findChildren(Label)]))
        go_on.set()

    QTimer.singleShot(0, look)
    thread = slowly(WORDS, lambda: go_on.wait(300) and threading.current_thread())
    assert thread is not threading.main_thread()
    assert seen == [
        (True, ["One moment, please", WORDS, "It may take some minutes. Do not switch the computer off."])
    ]
    assert not pages()


def test_what_the_work_raises_comes_to_whoever_asked(dressed, qtbot) -> None:
    def work() -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        slowly(WORDS, work)


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_nothing_is_cut(dressed, qtbot, language: str) -> None:
    appearance.speak(language)
    from pos_desktop.application.wording import tr

    page = WorkingPage(tr(WORDS))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    assert not misplaced(page) and not nameless(page)
    assert page.width() < 1024
    page.over = True
