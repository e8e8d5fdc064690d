"""What is to go wrong at the virtual ZVT terminal: at which step, and how, once."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.virtual_devices.zvt_port import ShownZvtTerminal
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.state_tag import StateTag

FIRST_STEP = "status"


class FaultsCard(Card):
    """Two lists, a button that lets it happen, and one that takes everything back."""

    def __init__(self, terminal: ShownZvtTerminal, parent: QWidget | None = None) -> None:
        super().__init__(tr("Mishaps"), parent=parent)
        self._terminal = terminal
        self.tag = StateTag("")
        self.add_to_head(self.tag)
        self.step, self.fault = Select(tr("When")), Select(tr("What happens"))
        for key, text in step_words().items():
            self.step.add(key, text)
        self.step.select(FIRST_STEP)
        self.step.changed.connect(lambda key: self._offer(str(key)))
        self.happen, self.behave = Button(tr("Let it happen")), Button(tr("Take back"))
        self.happen.clicked.connect(lambda checked=False: self._strike())
        self.behave.clicked.connect(lambda checked=False: terminal.behave())
        self._lay_out()
        self._offer(FIRST_STEP)

    def _lay_out(self) -> None:
        lists, buttons = QHBoxLayout(), QHBoxLayout()
        self.body.setSpacing(theme().space(2))
        for row, widgets in ((lists, (self.step, self.fault)), (buttons, (self.happen, self.behave))):
            row.setSpacing(theme().space(2))
            for widget in widgets:
                row.addWidget(widget, 1)
            self.body.addLayout(row)

    def _offer(self, step: str) -> None:
        """Only what can happen at the step; what was chosen stays if it can."""
        words, before = fault_words(), self.fault.current()
        possible = [str(fault) for fault in self._terminal.faults_at(step)]
        self.fault.clear()
        for fault in possible:
            self.fault.add(fault, words[fault])
        if before in possible:
            self.fault.select(before)

    def _strike(self) -> None:
        self._terminal.fail_at(str(self.step.current()), str(self.fault.current()))

    def show_count(self, count: int) -> None:
        """How many are still to come."""
        self.tag.set_state(tr("{count} to come", count=count), "attention" if count else "neutral")
        self.behave.setEnabled(count > 0)


def step_words() -> dict[str, str]:
    """The steps of an exchange, in their order."""
    return {
        "command": tr("At its acknowledgement"),
        "notice": tr("At a notice"),
        "bank": tr("While the bank is asked"),
        "status": tr("At the result"),
        "print": tr("While it prints"),
        "end": tr("At the end"),
    }


def fault_words() -> dict[str, str]:
    """What may happen there."""
    return {
        "silent": tr("It falls silent"),
        "slow": tr("It takes its time"),
        "drop_before": tr("The line breaks before"),
        "drop_after": tr("The line breaks after"),
        "half": tr("Half a message"),
        "noise": tr("Noise on the line"),
        "wrong_crc": tr("Wrong check sum"),
        "twice": tr("It says it twice"),
        "others": tr("Another payment's result"),
        "power_off": tr("The power fails"),
        "busy": tr("It is busy"),
        "declined": tr("The bank declines"),
    }
