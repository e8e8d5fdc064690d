"""A manager's word for a payment whose provider never answers: charged or not, and how that is known."""

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy

from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.text_field import TextField


class DecidePanel(Panel):
    """`decide` gets whether it was charged, and the reason."""

    def __init__(self, window: Window, label: str, amount: str, decide: Callable[[bool, str], None]) -> None:
        super().__init__(window, tr("Decide the outcome"), f"{label} · {amount}", icon="shield-check")
        self._decide = decide
        words = tr("The register stops asking. If the provider says otherwise later, it is listed for you.")
        self.body.addWidget(Banner("", words, "attention", icon="warning-fill"))
        self.field = TextField(tr("How is it known?"))
        self.field.changed.connect(lambda _text: self._tell())
        self.body.addWidget(self.field)
        chips = ChipGroup(tr("How is it known?"), optional=True)
        for reason in decide_reasons():
            chips.add(reason, reason)
        chips.chosen.connect(lambda reason: self.field.set_text(str(reason or "")))
        self.body.addWidget(chips)
        self.body.addStretch(1)
        self.not_charged = Button(
            tr("Not charged: {amount} is still due", amount=amount), height="button-large"
        )
        self.not_charged.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.not_charged.clicked.connect(lambda: self._press(False))
        self.add_foot(self.not_charged)
        self._charged = tr("Charged: {amount} is paid", amount=amount)
        self.set_primary(self._charged, lambda: self._press(True))
        self._tell()
        self.setFocusProxy(self.field.edit)

    def _tell(self) -> None:
        there = bool(self.field.text().strip())
        self.not_charged.setEnabled(there)
        hint = tr("Cannot be taken back.") if there else tr("The reason comes first.")
        self.tell_primary(self._charged, hint, enabled=there)

    def _press(self, taken: bool) -> None:
        if self.field.text().strip():
            self._decide(taken, self.field.text().strip())


def decide_reasons() -> tuple[str, ...]:
    """What usually tells it; stored with the decision in the words of the day."""
    return (
        tr("The reader shows Approved"),
        tr("The reader shows Declined"),
        tr("Looked up at the provider"),
        tr("The customer's bank shows it"),
    )
