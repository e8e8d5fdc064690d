"""What stands between the icon and the register: read calmly, chosen once, and nothing done by accident."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from pos_desktop.application.errors import FixSetting, Refused
from pos_desktop.storage.backup import BackupFile, Reason
from pos_desktop.storage.recovery import Choice, DamageReport
from pos_desktop.system.clock import SystemClock
from pos_desktop.ui import appearance, start_trouble
from pos_desktop.ui.start_trouble import LEAVE, RESTORE, START_FRESH, StartDialog
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from tests.ui.selling import misplaced, nameless, too_small

SENTENCES = (
    "The file with today's sales cannot be read: a part of it was overwritten by something else.",
    "The back-up of this morning, 08:30, is whole. It was checked a moment ago.",
    "The sales between 08:30 and now will be missing; the journal says which numbers they had.",
)


def damage(*choices: Choice) -> DamageReport:
    backup = (
        BackupFile(Path("register.backup"), SystemClock().now(), "0001", Reason.DAILY)
        if Choice.RESTORE in choices
        else None
    )
    return DamageReport("The register's data is damaged", *SENTENCES, choices, "malformed page", backup)


EVERYTHING = damage(Choice.RESTORE, Choice.START_FRESH, Choice.LEAVE)


def shown(dialog: StartDialog, qtbot) -> StartDialog:
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def buttons(dialog: StartDialog) -> list[str]:
    return [button.text() for button in dialog.findChildren(Button)]


def press(dialog: StartDialog, words: str) -> None:
    next(button for button in dialog.findChildren(Button) if button.text() == words).click()


def test_every_choice_says_what_it_does(dressed, qtbot) -> None:
    dialog = shown(start_trouble.damage_dialog(EVERYTHING), qtbot)
    assert buttons(dialog) == [
        "Close and change nothing",
        "Start with an empty register",
        "Restore the back-up",
    ]
    said = {label.text() for label in dialog.findChildren(Label)}
    assert {EVERYTHING.title, *SENTENCES} <= said
    assert "malformed page" not in said, "the technical reason is for the log"


def test_only_what_can_be_done_is_offered(dressed, qtbot) -> None:
    assert buttons(shown(start_trouble.damage_dialog(damage(Choice.START_FRESH, Choice.LEAVE)), qtbot)) == [
        "Close and change nothing",
        "Start with an empty register",
    ]
    assert buttons(shown(start_trouble.damage_dialog(damage(Choice.LEAVE)), qtbot)) == [
        "Close and change nothing"
    ]


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ("Restore the back-up", RESTORE),
        ("Start with an empty register", START_FRESH),
        ("Close and change nothing", LEAVE),
    ],
)
def test_what_was_pressed_is_the_answer(dressed, qtbot, words: str, choice: str) -> None:
    QTimer.singleShot(0, dressed, lambda: press(dressed.activeModalWidget(), words))
    assert start_trouble.ask_about_damage(EVERYTHING) == choice
    assert choice == Choice(choice), "the launcher reads the same words"


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_pressed_by_accident_changes_nothing(dressed, qtbot, key) -> None:
    dialog = start_trouble.damage_dialog(EVERYTHING)
    answers: list[str] = []
    shown(dialog, qtbot)
    dialog.finished.connect(lambda: answers.append(dialog.choice))
    qtbot.keyClick(dialog.focusWidget() or dialog, key)
    assert answers in ([], [LEAVE])
    assert dialog.choice == LEAVE


def test_closing_the_window_changes_nothing(dressed, qtbot) -> None:
    QTimer.singleShot(0, dressed, lambda: dressed.activeModalWidget().close())
    assert start_trouble.ask_about_damage(EVERYTHING) == LEAVE


def test_by_keyboard_every_choice_is_reached(dressed, qtbot) -> None:
    dialog = shown(start_trouble.damage_dialog(EVERYTHING), qtbot)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    reached = set()
    for _ in range(6):
        qtbot.keyClick(dialog, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget().accessibleName() or QApplication.focusWidget().text())
    assert set(buttons(dialog)) <= reached


def test_other_trouble_is_said_with_its_next_step(dressed, qtbot) -> None:
    error = FixSetting(
        "The keyring does not answer", "The data cannot be opened without it.", "Unlock it, then start again."
    )
    dialog = shown(start_trouble.trouble_dialog(error), qtbot)
    assert buttons(dialog) == ["Close"]
    said = {label.text() for label in dialog.findChildren(Label)}
    assert {error.title, error.meaning, error.next_step} <= said


def test_other_trouble_stays_until_it_is_closed(dressed, monkeypatch) -> None:
    monkeypatch.setattr(start_trouble, "_WITHOUT_SCREEN", ())
    closed: list[str] = []

    def close() -> None:
        closed.append(dressed.activeModalWidget().windowTitle())
        dressed.activeModalWidget().reject()

    QTimer.singleShot(0, dressed, close)
    start_trouble.show_trouble(Refused("The disk is full", "", ""))
    assert closed == ["POS Desktop"]


def test_without_a_screen_trouble_is_printed(dressed, capsys) -> None:
    start_trouble.show_trouble(Refused("The disk is full", "Nothing was changed.", "Make room."))
    assert capsys.readouterr().err == "The disk is full. Nothing was changed. Make room.\n"


def test_trouble_without_more_words_shows_no_empty_box(dressed, qtbot) -> None:
    dialog = shown(start_trouble.trouble_dialog(Refused("The disk is full", "", "")), qtbot)
    assert [label.text() for label in dialog.findChildren(Label) if label.isVisible()] == ["The disk is full"]
    assert not any(banner.isVisible() for banner in dialog.findChildren(Banner))


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_everything_has_its_place(dressed, qtbot, language: str, mode: str) -> None:
    appearance.speak(language)
    appearance.use(mode)
    dialog = shown(start_trouble.damage_dialog(EVERYTHING), qtbot)
    assert misplaced(dialog) == []
    assert too_small(dialog) == []
    assert nameless(dialog) == []
    assert dialog.width() <= 1024
    assert dialog.height() <= 768
    picture = dialog.grab().toImage()
    light = picture.pixelColor(4, 4).lightness() > 128
    assert light == (mode == "light"), "the page has the theme's ground"


def test_what_was_done_is_read_before_the_register_opens(
    dressed, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = ["2 later sales were brought over.", "What was there before lies in /data/set-aside."]
    dialog = shown(start_trouble.done_dialog("The back-up is in place", sentences), qtbot)
    assert buttons(dialog) == ["Continue"]
    assert [label.text() for label in dialog.findChildren(Label)][:3] == [
        "The back-up is in place",
        *sentences,
    ]
    assert not dialog.findChildren(Banner)
    press(dialog, "Continue")
    assert not dialog.isVisible()
