"""What a terminal beside the register printed: asked for before its amount is taken, or given back."""

from collections.abc import Callable

from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.text_field import TextField


class ReferencePanel(Panel):
    """`then` gets the reference; nothing is done without one."""

    def __init__(
        self,
        window: Window,
        title: str,
        second: str,
        hint: str,
        confirm: str,
        then: Callable[[str], None],
        *,
        dangerous: bool = False,
    ) -> None:
        super().__init__(window, title, second, icon="device-mobile-camera")
        self._confirm, self._then = confirm, then
        self.body.addWidget(Banner("", hint, "neutral", icon="receipt"))
        self.field = TextField(tr("Receipt or authorisation number"))
        self.body.addWidget(self.field)
        self.body.addStretch(1)
        self.set_primary(confirm, self._press, dangerous=dangerous)
        self.field.changed.connect(lambda _text: self._tell())
        self._tell()
        self.setFocusProxy(self.field.edit)

    def scanned(self, code: str) -> bool:
        """The terminal's slip may carry it as a code."""
        self.field.set_text(code)
        return True

    def _tell(self) -> None:
        there = bool(self.field.text().strip())
        self.tell_primary(self._confirm, "" if there else tr("The number comes first."), enabled=there)

    def _press(self) -> None:
        if self.field.text().strip():
            self._then(self.field.text().strip())
