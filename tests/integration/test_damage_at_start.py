"""Damage that the start finds: it asks, mends as is chosen, and goes on."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from pos_desktop import launch
from pos_desktop.application.errors import PersonError
from pos_desktop.application.first_run import NEXT_RECEIPT
from pos_desktop.bootstrap import Register
from pos_desktop.storage.recovery import Choice
from pos_desktop.system.folders import Folders
from pos_desktop.ui.widgets.buttons import Button
from tests.faults.shop_folder import opened, shop_folder, shop_template
from tests.integration.register_window import Watching, application, without_window_manager
from tests.integration.spoilt_shop import damaged, numbers, spoil, spoilt


def test_leaving_changes_nothing(spoilt: Path) -> None:
    before = Folders.under(spoilt).database.read_bytes()
    assert not launch._mend(damaged(spoilt), "leave")
    assert Folders.under(spoilt).database.read_bytes() == before


def test_a_back_up_that_is_not_there_is_not_restored(shop_folder: Path) -> None:
    spoil(shop_folder)
    shutil.rmtree(Folders.under(shop_folder).backups)
    found = damaged(shop_folder)
    assert Choice.RESTORE not in found.report.choices
    assert not launch._mend(found, Choice.RESTORE)


def test_restoring_brings_the_sales_of_the_back_up_back(spoilt: Path) -> None:
    done = launch._mend(damaged(spoilt), Choice.RESTORE)
    assert done is not None
    title, sentences = done
    assert title == "The back-up is in place"
    assert [word in " ".join(sentences) for word in ("brought over", "lies in")] == [True, True]
    assert numbers(spoilt) == ["1-000002", "1-000001"]


def test_an_empty_register_goes_on_after_every_number_given_out(spoilt: Path) -> None:
    assert launch._mend(damaged(spoilt), Choice.START_FRESH)
    again = opened(spoilt)
    try:
        assert not again.set_up
        with again.store.read() as work:
            following = int(work.settings.get(NEXT_RECEIPT))
        assert following > 3, "the third receipt is with its customer"
    finally:
        again.close()


def test_a_power_cut_after_the_old_database_was_set_aside_gives_no_number_twice(spoilt: Path) -> None:
    damaged(spoilt).file.start_fresh(datetime.now(UTC))  # and nothing after it
    again = opened(spoilt)
    with again.store.read() as work:
        assert int(work.settings.get(NEXT_RECEIPT)) > 3
    again.close()
    again = opened(spoilt)
    assert again.file.next_receipt_noted() is None
    again.close()


def test_a_lost_database_whose_keys_are_lost_too_gets_no_new_ones(spoilt: Path) -> None:
    """Its back-ups wait for their key, which may be on paper."""
    Folders.under(spoilt).database.unlink()
    (spoilt / "keys.json").unlink()
    with pytest.raises(PersonError) as trouble:
        opened(spoilt)
    assert trouble.value.next_step
    assert not (spoilt / "keys.json").exists()


def answer(application: QApplication, words: str) -> list[str]:
    """Presses a button of the page that will ask; the answer gets the page's title."""
    seen: list[str] = []

    def press() -> None:
        dialog = application.activeModalWidget()
        if dialog is None:  # what takes long goes on meanwhile
            QTimer.singleShot(10, press)
            return
        assert isinstance(dialog, QDialog)
        offered = [button.text() for button in dialog.findChildren(Button)]
        seen.extend(offered)
        if words in offered:
            next(button for button in dialog.findChildren(Button) if button.text() == words).click()
        else:
            dialog.reject()

    QTimer.singleShot(0, application, press)
    return seen


@without_window_manager
def test_the_start_asks_and_goes_on_with_what_was_restored(
    application, spoilt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    offered = answer(application, "Restore the back-up")
    found = launch._opened(application, Folders.under(spoilt), key_file=True)
    assert "The back-up is in place." in capsys.readouterr().err
    assert offered == ["Close and change nothing", "Start with an empty register", "Restore the back-up"]
    assert found is not None
    assert found.set_up
    found.close()
    assert numbers(spoilt) == ["1-000002", "1-000001"]


@without_window_manager
def test_the_register_stays_open_after_its_data_was_mended(application, spoilt: Path) -> None:
    """The page that asked was the last window: closing it must not end what is opened next."""
    answer(application, "Restore the back-up")
    found = launch._opened(application, Folders.under(spoilt), key_file=True)
    assert found is not None
    register, seen = Register(found), []
    watching = Watching(application, lambda window: seen.append(window.frame.page()))
    try:
        assert launch.show(application, register) == 0
    finally:
        register.close()
    assert watching.window is not None, "the program ended before anybody saw it"
    assert seen == ["login"]


@without_window_manager
def test_the_start_ends_when_nothing_is_to_be_changed(application, spoilt: Path) -> None:
    answer(application, "Close and change nothing")
    assert launch._opened(application, Folders.under(spoilt), key_file=True) is None
    answer(application, "Start with an empty register")
    found = launch._opened(application, Folders.under(spoilt), key_file=True)
    assert found is not None
    assert not found.set_up
    found.close()


def test_a_missing_key_is_said(application, shop_folder: Path, capsys) -> None:
    (shop_folder / "keys.json").unlink()
    assert launch._opened(application, Folders.under(shop_folder), key_file=True) is None
    assert capsys.readouterr().err.startswith("The key of the store's database is missing")
