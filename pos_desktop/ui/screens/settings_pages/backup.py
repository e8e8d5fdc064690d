"""Back-ups: which there are, one more now, where they lie and how one is put back."""

from pathlib import Path

import shiboken6
from PySide6.QtWidgets import QApplication

from pos_desktop.application.backups import BackupView
from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.screens.settings_pages.page import Host, Page, card
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import settings as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label


class BackupPage(Page):
    """Everybody may make a back-up: it can only help."""

    key = "backup"
    icon = "database"
    open_to_all = True

    @staticmethod
    def words() -> str:
        return tr("Back-up")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.backups: list[BackupView] = []
        self.make = Button(tr("Back up now"), "primary", icon="database")
        self.make.clicked.connect(self._make)
        self.pane.add_button(self.make)
        self.pane.empty.set_icon("database")
        self.pane.empty.set_words(
            tr("No back-up yet"), tr("One is made every day while the register is open."), tr("Make one now")
        )
        self.pane.empty.pressed.connect(self._make)

    def refresh(self) -> None:
        self.backups = self.services.backups.list()
        formats = self.services.desk.formats
        self.pane.list.set_rows([words.backup_row(backup, formats) for backup in self.backups])
        self.pane.show_empty(not self.backups)
        known = [backup.path for backup in self.backups]
        if self.chosen not in known:
            self.chosen = known[0] if known else ""
        self.pane.list.select(self.chosen)

    def rebuild(self) -> None:
        backup = next((each for each in self.backups if each.path == self.chosen), None)
        if backup is None:
            self.detail.begin(tr("Back-ups"), "")
            self.detail.add(self._advice())
            self.detail.end()
            return
        formats = self.services.desk.formats
        newest = self.backups[0].path == backup.path
        self.detail.begin(
            formats.moment(backup.at), tr("The newest one") if newest else words.backup_kind(backup.reason)
        )
        rows = KeyValueRows("detail", caption_width=theme().space(32))
        rows.add("made", tr("Made"), words.backup_kind(backup.reason))
        rows.add("size", tr("Size"), words.size_words(backup.size_bytes, formats))
        rows.add("file", tr("File"), Path(backup.path).name)
        rows.add("folder", tr("Folder"), str(Path(backup.path).parent))
        self.detail.add(card(rows))
        self.detail.add(self._restore(backup))
        self.detail.add(self._advice())
        self.detail.end()

    def _restore(self, backup: BackupView) -> Card:
        title = Label(tr("To put it back"), "body", "semibold")
        text = Label(
            tr(
                "Close the register, then have this run on the computer. The present data is set aside whole."
            ),
            "body",
            color="text-2",
            wrap=True,
        )
        words_of_it = self.services.backups.restore_line(backup)
        command = Label(words_of_it, "body", "medium", wrap=True)
        copy = Button(tr("Copy this line"), icon="copy")
        copy.clicked.connect(lambda: QApplication.clipboard().setText(words_of_it))
        return card(title, text, command, copy, spacing=2)

    def _advice(self) -> Banner:
        text = tr(
            "Keep copies away from this computer: on another disk or another place. They are encrypted; keep the keys apart."
        )
        return Banner(
            tr("A back-up on the same disk is half a back-up"),
            text,
            "neutral",
            icon="shield-check",
            outlined=True,
        )

    def _make(self) -> None:
        if not self.make.isEnabled():
            return
        self.make.setEnabled(False)
        self.host.window_.run(
            self.services.backups.make, self._made, self._failed, words=tr("Making a back-up")
        ).when_cancelled(self._ready)

    def _ready(self) -> None:
        """Somebody did not want to wait; the window may be closing."""
        if shiboken6.isValid(self.make):
            self.make.setEnabled(True)

    def _made(self, backup: BackupView) -> None:
        self.make.setEnabled(True)
        self.refresh()
        self.take(backup.path)
        size = words.size_words(backup.size_bytes, self.services.desk.formats)
        count = tr_n("{count} back-up kept", "{count} back-ups kept", len(self.backups))
        self.host.window_.toast(tr("Back-up made"), f"{size} · {count}")

    def _failed(self, error: PersonError) -> None:
        self.make.setEnabled(True)
        self.host.window_.trouble(error)
