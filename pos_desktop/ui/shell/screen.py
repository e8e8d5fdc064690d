"""What a screen is to the window, and what the window offers to a screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from pos_desktop.application.approvals import Approval
from pos_desktop.application.errors import PersonError
from pos_desktop.application.services import Services
from pos_desktop.domain.record import record
from pos_desktop.ui.tasks import Task

if TYPE_CHECKING:
    from pos_desktop.ui.shell.scale_watch import ScaleWatch

T = TypeVar("T")


@record
class Key:
    """One key of a screen: shown by the key help, listed in the palette, and bound by the window."""

    keys: str  # as QKeySequence reads it: "F12", "Ctrl+P"
    words: str
    action: Callable[[], None]
    in_palette: bool = True
    also: str = ""  # other names that people know it by: the palette finds it by them, nothing shows them


class Screen(QWidget):
    """One place of the register. The window shows it in the main part, and `side` where the ticket stands.

    A screen reads when it is entered, never when it is built, so that start-up stays short.
    """

    name = ""
    """Stable name: 'sale', 'pay', 'done', 'orders', 'cash', 'count', 'close', 'settings' …"""
    rail_cell = ""
    """The rail's cell that is lit while this screen is shown; most screens: their own name."""

    toast_room = 0
    """Pixels at the end of the main part that toasts keep free, because the button of the screen stands there."""
    toast_foot = 0
    """The same at the foot of the main part."""
    hears_kinds = False
    """Whether codes are scanned for goods here: `scanned` hears them with the identifier of their kind (']E0') in front,
    where the scanner sends one. Everywhere else a code is what is printed on the card or paper."""
    waits_for_panels = False
    """Whether no code is for this screen while a panel over it is filled in: it would change what is asked about."""
    clears_toasts = False
    """Whether what was told in passing goes when the screen comes: its own words need the place."""

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self.window_ = window
        self.services: Services = window.services

    @property
    def side(self) -> QWidget | None:
        """What stands at the ticket's place; None for a screen that takes the whole width."""
        return None

    @property
    def home(self) -> QWidget:
        """What takes the keyboard when nothing else has it."""
        return self

    def enter(self, **facts: object) -> None:
        """The screen is about to be shown, with facts from whoever called go()."""

    def leave(self) -> bool:
        """The screen is about to be left; False keeps it (nothing is ever lost by leaving)."""
        return True

    def keys(self) -> list[Key]:
        """The keys of this screen, for the window to bind and the help to show."""
        return []

    def scanned(self, code: str) -> bool:
        """A code was scanned; False lets the window put it on the ticket."""
        return False

    def foresee(self, code: str) -> None:
        """This code is likely to be scanned in some milliseconds: what `scanned` needs then may be made ready."""

    def escape(self) -> bool:
        """Escape was pressed; False lets the window go back."""
        return False

    def retranslate(self) -> None:
        """The language, locale, theme or direction changed: render every text again."""


class Window(Protocol):
    """What screens and dialogs may ask of the window."""

    services: Services

    @property
    def scale(self) -> "ScaleWatch":
        """The register's scale."""
        ...

    def go(self, screen: str, **facts: object) -> None:
        """Shows another screen."""
        ...

    def back(self) -> None:
        """Shows the screen before."""
        ...

    def toast(
        self,
        title: str,
        words: str = "",
        *,
        kind: str = "good",
        icon: str = "",
        action: str = "",
        then: Callable[[], None] | None = None,
    ) -> None:
        """Tells in passing; kind is good, attention, danger or neutral, `icon` other than that of its kind."""
        ...

    def trouble(self, error: PersonError) -> None:
        """Shows what somebody must act on: title, what it means for the sale, next step."""
        ...

    def beep(self) -> None:
        """The sound of an unknown code."""
        ...

    def act(self, action: Callable[[Approval | None], T], then: Callable[[T], None] | None = None) -> None:
        """Runs an action of the application on the UI thread.

        PersonError is shown; ApprovalNeeded slides the manager's approval over the ticket and, when it is
        given, runs the action once more with it. `then` gets the result.
        """
        ...

    def run(
        self,
        slow: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[PersonError], None] | None = None,
        words: str = "",
        *,
        quiet: bool = False,
    ) -> Task:
        """Runs something slow off the UI thread; a spinner with `words` after 300 ms; failure is shown.

        The answer can be cancelled; then neither `done` nor `failed` is called.
        """
        ...

    def show_overlay(self, content: QWidget, *, on_dismiss: Callable[[], None] | None = None) -> None:
        """Slides a panel over the ticket, with the scrim over the rest; Escape dismisses it."""
        ...

    def close_overlay(self, content: QWidget | None = None) -> None:
        """Takes the top panel away, or the one named; what was open below it is there again."""
        ...

    def tell(self, error: PersonError) -> None:
        """Shows trouble with a next step in a panel, a mere refusal in a toast."""
        ...

    def show_practice(self, key: str = "") -> None:
        """Shows the windows of the practice devices, or of one of them."""
        ...

    def close_practice(self) -> None:
        """Closes them."""
        ...

    def has(self, screen: str) -> bool:
        """Whether there is a screen of that name: what leads nowhere is not offered."""
        ...

    def lock(self, reason: str = "locked") -> None:
        """Covers everything until somebody signs in; ticket and screen stay as they are."""
        ...

    def refresh_keys(self) -> None:
        """The keys of the screen in sight changed: binds them again."""
        ...
