"""Somebody new: a name and a role; the PIN is asked for next."""

from collections.abc import Callable, Sequence
from typing import cast
from uuid import UUID

from PySide6.QtCore import QTimer

from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.text_field import TextField


class NewPersonPanel(Panel):
    """`then` gets the name and the role."""

    def __init__(
        self, window: Window, roles: Sequence[tuple[UUID, str]], then: Callable[[str, UUID], None]
    ) -> None:
        super().__init__(window, tr("New person"), tr("Name and role first, then the PIN"), icon="user-plus")
        self._then = then
        self.field = TextField(tr("Name"))
        self.field.changed.connect(lambda _text: self.field.set_error(None))
        self.field.submitted.connect(lambda _text: self._press())
        self.role = Select(tr("Role"))
        for key, name in roles:
            self.role.add(key, name)
        self.body.addWidget(self.field)
        self.body.addWidget(self.role)
        self.body.addStretch(1)
        self.set_primary(tr("Go on to the PIN"), self._press)
        QTimer.singleShot(0, self, self.field.edit.setFocus)

    def _press(self) -> None:
        name = self.field.text().strip()
        if not name:
            self.field.set_error(tr("A name is missing."))
            return
        self._then(name, cast(UUID, self.role.current()))
