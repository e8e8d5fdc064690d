"""What every step of the first run is to the wizard."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.first_run_port import Setup
from pos_desktop.ui.screens.wizard_steps.draft import Draft
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import theme

T = TypeVar("T")


class Wizard(Protocol):
    """What a step may ask of the wizard."""

    setup: Setup
    draft: Draft

    def run(
        self,
        slow: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[PersonError], None],
    ) -> Task:
        """Does something slow off the UI thread."""
        ...

    def refresh(self) -> None:
        """What can be pressed, or what the list of steps says, is different now."""
        ...

    def change_language(self, language: str) -> None:
        """Speaks another language from now on; all that was typed stays."""
        ...


class WizardStep(QWidget):
    """One page. It writes into the draft as it is typed, so that going to and fro loses nothing."""

    progressed = Signal(int, object)
    """From a worker's thread: how many, of how many or None."""

    can_skip = False

    def __init__(self, wizard: Wizard) -> None:
        super().__init__()
        self.wizard = wizard
        self.draft = wizard.draft
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().space(3))

    @staticmethod
    def title() -> str:
        """The step in the list."""
        raise NotImplementedError

    @staticmethod
    def hint() -> str:
        """What it is about, in the list, while it is ahead."""
        raise NotImplementedError

    def summary(self) -> str:
        """What was decided, in the list, once it is done."""
        return self.hint()

    def question(self) -> tuple[str, str]:
        """The heading and the line under it."""
        raise NotImplementedError

    def enter(self) -> None:
        """The step comes into sight."""

    def check(self) -> bool:
        """Whether one can go on; what is wrong is said at its field, which gets the keyboard."""
        return True

    def skip(self) -> None:
        """Goes on without deciding."""

    @property
    def busy(self) -> bool:
        """Whether something runs that must end before one goes on."""
        return False

    def leave(self) -> None:
        """The step goes out of sight."""

    def end(self) -> None:
        """The step is taken away, for one in another language."""

    def touch(self, *_facts: Any) -> None:
        """Something was typed."""
        self.draft.touched = True
