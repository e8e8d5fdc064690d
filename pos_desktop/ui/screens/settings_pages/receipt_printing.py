"""Whether a sale prints its receipt: asked, always or never."""

from typing import Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.services import Services
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.form import Form
from pos_desktop.ui.screens.settings_pages.page import Host
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.segmented import Segmented


class Printing(Protocol):
    """The page it stands on; `printing` is the control."""

    host: Host
    services: Services
    form: Form
    printing: Segmented | None

    @property
    def editable(self) -> bool: ...


def print_choice(page: Printing) -> QWidget:
    """The choice, and under it what it means."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(1))
    column.addWidget(Label(tr("Print the receipt"), "caption", color="text-2"))
    options = (("ask", tr("Ask")), ("always", tr("Always")), ("never", tr("Never")))
    printing = page.printing = Segmented(tr("Print the receipt"), options)
    printing.select(page.services.desk.settings.print_receipt)
    printing.setEnabled(page.editable)
    said = Label("", "caption", color="text-2", wrap=True)

    def say() -> None:
        said.setText(_meaning(page.services.desk.settings.print_receipt))

    def take(key: object) -> None:
        page.form.attempt(lambda: page.host.changes.change(print_receipt=str(key)))
        say()

    printing.changed.connect(take)
    column.addWidget(printing)
    column.addSpacing(theme().space(1))
    column.addWidget(said)
    say()
    return holder


def _meaning(choice: str) -> str:
    return {
        "ask": tr("After each sale the screen offers it; the next scan goes on without."),
        "always": tr("Every sale prints its receipt at once."),
        "never": tr("It can be printed later from Orders."),
    }[choice]
