"""What every page of the settings is to the screen."""

from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from pos_desktop.application.errors import PersonError
from pos_desktop.application.services import Services
from pos_desktop.application.store_changes import StoreChanges
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.settings_pages.form import Form
from pos_desktop.ui.screens.settings_pages.imports import Imports
from pos_desktop.ui.screens.settings_pages.panes import Detail, ListPane
from pos_desktop.ui.screens.settings_pages.product_intake import ProductIntake
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.list_view import DEVICES


class Host(Protocol):
    """What a page may ask of the screen it stands on."""

    services: Services
    window_: Window
    changes: StoreChanges
    imports: Imports
    intake: ProductIntake

    def show_detail(self) -> None:
        """In a narrow window: the detail takes the list's place."""
        ...


class Page(QObject):
    """A list and a detail. `key` is its stable name, `icon` its sign in the navigation."""

    key = ""
    icon = ""
    open_to_all = False
    """Whether people who may not change the store can change what is on this page."""

    look = DEVICES
    """How high the rows of the list are."""

    def __init__(self, host: Host) -> None:
        # With the screen its pages end, and their clocks with them.
        super().__init__(host if isinstance(host, QObject) else None)
        self.host = host
        self.services = host.services
        self.pane = ListPane(self.words(), self.look)
        self.detail = Detail()
        self.form = self.new_form()
        self.chosen = ""
        self.pane.chosen.connect(self.choose)
        self.pane.opened.connect(self._on_opened)

    @staticmethod
    def words() -> str:
        """The page's name in the language in use."""
        raise NotImplementedError

    # -- what the screen asks ------------------------------------------------------------------

    def enter(self) -> None:
        """The page comes into sight: reads everything."""
        self.refresh()
        self.rebuild()

    def hide(self) -> None:
        """The page goes out of sight."""

    def refresh(self) -> None:
        """Something was changed: the list reads again; the detail keeps what is being typed."""

    def rebuild(self) -> None:
        """Builds the detail of what is chosen anew."""

    def scanned(self, code: str) -> bool:
        """A code was scanned; False lets it go on."""
        del code
        return False

    def may_leave(self) -> bool:
        """Stores what is not stored; tells and stays where something cannot be stored."""
        if not self.editable or self.form.commit():
            return True
        form = self.form
        wrong = form.focus_error()
        if wrong is not None and self.detail.isAncestorOf(wrong):
            self.detail.bring_up(wrong)
        self.host.window_.toast(
            tr("One change is not saved"),
            tr("The field says what is wrong with it."),
            kind="attention",
            action=tr("Discard it"),
            then=lambda: form.discard() if isValid(form) else None,
        )
        return False

    # -- for the pages -------------------------------------------------------------------------

    @property
    def editable(self) -> bool:
        """Whether the person at the register may change what is here."""
        return self.open_to_all or self.host.changes.allowed

    @property
    def in_sight(self) -> bool:
        """Whether somebody looks at it: what is answered late must not slide over another screen."""
        return self.pane.isVisible() or self.detail.isVisible()

    def new_form(self) -> Form:
        """A form for the detail that is built now."""
        form = Form(self.tell, editable=self.editable)
        form.setParent(self)
        form.saved.connect(self.detail.show_saved)
        return form

    def begin(self, title: str, second: str = "") -> None:
        """Starts the detail anew; says first where nothing can be changed."""
        self.form.flush()
        self.form.deleteLater()
        self.detail.begin(title, second)
        self.form = self.new_form()
        if not self.editable:
            self.add_lock()

    def add_lock(self) -> None:
        """Says that nothing can be changed here, and who can."""
        self.detail.add(
            Banner(
                tr("Only a manager can change this"),
                tr("Ask a manager to sign in; you can look at everything here."),
                "neutral",
                icon="lock-simple",
                outlined=True,
            )
        )

    def tell(self, error: PersonError) -> None:
        """Trouble that no field can say."""
        self.host.window_.toast(error.title, error.meaning, kind="attention")

    def choose(self, key: str) -> None:
        """A row was taken; what is being typed comes first."""
        if key == self.chosen:
            return
        if self.chosen and not self.may_leave():
            self.pane.list.select(self.chosen)
            return
        self.chosen = key
        self.rebuild()

    def take(self, key: str) -> None:
        """Shows a row's detail, as the program wishes it."""
        self.chosen = key
        self.pane.list.select(key)
        self.rebuild()

    def _on_opened(self, key: str) -> None:
        if key == self.chosen:
            self.host.show_detail()


def card(*widgets: QWidget, title: str = "", spacing: float = 3) -> Card:
    """A card with its rows, 12 apart."""
    from pos_desktop.ui.theme.tokens import theme

    made = Card(title)
    made.body.setSpacing(theme().space(spacing))
    for widget in widgets:
        made.body.addWidget(widget)
    return made
