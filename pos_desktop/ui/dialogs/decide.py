"""A manager's word for money whose provider never answers: what it was, and how that is known."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QSizePolicy

from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.text_field import TextField


@dataclass(frozen=True, slots=True)
class DecideWords:
    """The two things it may have been, and what usually tells which; stored in the words of the day."""

    happened: str
    nothing: str
    reasons: tuple[str, ...]


class DecidePanel(Panel):
    """`decide` gets whether it happened, and the reason; without words of its own it is about a charge."""

    def __init__(
        self,
        window: Window,
        label: str,
        amount: str,
        decide: Callable[[bool, str], None],
        told: DecideWords | None = None,
    ) -> None:
        told = told or charge_words(amount)
        super().__init__(window, tr("Decide the outcome"), f"{label} · {amount}", icon="shield-check")
        self._decide = decide
        words = tr("The register stops asking. If the provider says otherwise later, it is listed for you.")
        self.body.addWidget(Banner("", words, "attention", icon="warning-fill"))
        self.field = TextField(tr("How is it known?"))
        self.field.changed.connect(lambda _text: self._tell())
        self.body.addWidget(self.field)
        chips = ChipGroup(tr("How is it known?"), optional=True)
        for reason in told.reasons:
            chips.add(reason, reason)
        chips.chosen.connect(lambda reason: self.field.set_text(str(reason or "")))
        self.body.addWidget(chips)
        self.body.addStretch(1)
        self.not_charged = Button(told.nothing, height="button-large")
        self.not_charged.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.not_charged.clicked.connect(lambda: self._press(False))
        self.add_foot(self.not_charged)
        self._charged = told.happened
        self.set_primary(self._charged, lambda: self._press(True))
        self._tell()
        self.setFocusProxy(self.field.edit)

    def _tell(self) -> None:
        there = bool(self.field.text().strip())
        self.not_charged.setEnabled(there)
        hint = tr("Cannot be taken back.") if there else tr("Enter the reason first.")
        self.tell_primary(self._charged, hint, enabled=there)

    def _press(self, taken: bool) -> None:
        if self.field.text().strip():
            self._decide(taken, self.field.text().strip())


def charge_words(amount: str) -> DecideWords:
    """Of a payment."""
    return DecideWords(
        tr("Charged: {amount} is paid", amount=amount),
        tr("Not charged: {amount} is still due", amount=amount),
        (
            tr("The reader shows Approved"),
            tr("The reader shows Declined"),
            tr("Looked up at the provider"),
            tr("The customer's bank shows it"),
        ),
    )


def refund_words(amount: str) -> DecideWords:
    """Of money on its way back."""
    return DecideWords(
        tr("It was refunded: {amount}", amount=amount),
        tr("Not refunded: {amount} is still owed", amount=amount),
        (
            tr("The terminal's journal shows it"),
            tr("The terminal's journal does not show it"),
            tr("Looked up at the provider"),
            tr("The customer's bank shows it"),
        ),
    )
