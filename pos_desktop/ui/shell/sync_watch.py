"""What the sync's threads have to say to whoever is at the register: toasts, and a catalogue that changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from pos_desktop.application.events import Event
from pos_desktop.application.platform.changes import ChangeKind
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.application.sync_view import Notice
    from pos_desktop.ui.shell.window import RegisterWindow

REST_MS = 1000
"""It speaks after each step: it is listened to once a second at most."""
_OF_THE_CATALOGUE = frozenset({ChangeKind.PRODUCT, ChangeKind.PRODUCT_GONE, ChangeKind.LEVEL})


class SyncWatch(QObject):
    """Lives with its window. The threads' word is brought here by a queued signal."""

    _told = Signal()

    def __init__(self, window: RegisterWindow) -> None:
        super().__init__(window)
        self._window, self._news = window, window.services.sync_news
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.look)
        self._told.connect(self._soon)
        self._news.on_change(self._tell)

    def _tell(self) -> None:
        """On the sync's threads, also after the window is gone."""
        if shiboken6.isValid(self):
            self._told.emit()

    def _soon(self) -> None:
        if not self._rest.isActive():
            self._rest.start()

    def look(self) -> None:
        """Tells what came; while nobody is here it stays in the sync centre."""
        if self._news.take_changes() & _OF_THE_CATALOGUE:
            self._window.services.desk.events.tell(Event.CATALOGUE)
        for notice in self._news.take_notices():
            if self._window.services.desk.person is not None:
                self._show(notice)

    def _show(self, notice: Notice) -> None:
        present = self._window.screen_in_sight
        if present is not None and present.name == "sync":
            return  # it is in sight already
        look = partial(self._window.go, "sync", connection=notice.connection_id)
        offers = self._window.has("sync")
        self._window.toast(
            notice.title,
            notice.words.removeprefix(notice.title).lstrip(". "),
            kind="attention",
            action=tr("Look") if offers else "",
            then=look if offers else None,
        )
