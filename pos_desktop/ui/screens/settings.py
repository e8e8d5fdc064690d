"""The settings: places to go at the start, the list of one, the detail of what is chosen in it.

Everything is stored when it is changed; what cannot be stored stays in its field and says why.
"""

from functools import partial
from uuid import UUID
from weakref import ref

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from pos_desktop.application.events import Event
from pos_desktop.application.store_changes import StoreChanges
from pos_desktop.application.wording import language, tr
from pos_desktop.ui.screens.settings_pages.appearance import AppearancePage
from pos_desktop.ui.screens.settings_pages.backup import BackupPage
from pos_desktop.ui.screens.settings_pages.devices import DevicesPage
from pos_desktop.ui.screens.settings_pages.ecommerce import EcommercePage
from pos_desktop.ui.screens.settings_pages.gift_cards import GiftCardsPage
from pos_desktop.ui.screens.settings_pages.imports import Imports
from pos_desktop.ui.screens.settings_pages.page import Page
from pos_desktop.ui.screens.settings_pages.panes import LIST_WIDTH, Nav, NavEntry
from pos_desktop.ui.screens.settings_pages.payments import PaymentsPage
from pos_desktop.ui.screens.settings_pages.people import PeoplePage
from pos_desktop.ui.screens.settings_pages.product_intake import ProductIntake
from pos_desktop.ui.screens.settings_pages.products import ProductsPage
from pos_desktop.ui.screens.settings_pages.receipts import ReceiptsPage
from pos_desktop.ui.screens.settings_pages.scanner_keys import ScannerKeysPage
from pos_desktop.ui.screens.settings_pages.store import StorePage
from pos_desktop.ui.screens.settings_pages.taxes import TaxesPage
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint

PAGES: tuple[type[Page], ...] = (
    StorePage,
    DevicesPage,
    PaymentsPage,
    GiftCardsPage,
    TaxesPage,
    PeoplePage,
    ReceiptsPage,
    ProductsPage,
    EcommercePage,
    AppearancePage,
    BackupPage,
    ScannerKeysPage,
)
_ROW_OF_DIGITS = "1234567=890-"
"""Alt with one of these opens a page; a page that came later leaves the others the keys that people know."""
_KINDS = {kind.key: kind for kind in PAGES}


class SettingsScreen(Screen):
    """Open to everybody; what only a manager may change can be looked at."""

    name = "settings"
    rail_cell = "settings"
    hears_kinds = True  # a page shows how a scan is read

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.changes = StoreChanges(self.services.desk)
        self.imports = Imports(window, self.services, self)
        self.intake = ProductIntake(window, self.services, self)
        self._pages: dict[str, Page] = {}
        self.present = ""
        self._spoken = ""
        self._opened_by: UUID | None = None
        self._narrow = False
        self._in_detail = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.nav: Nav | None = None
        self._lists, self._details = QStackedWidget(), QStackedWidget()
        self._row.addWidget(self._lists)
        self._row.addWidget(self._details, 1)
        self._listen()

    def _listen(self) -> None:
        """Other people may do other things; the screen may be gone by then."""
        screen = ref(self)

        def told() -> None:
            here = screen()
            if here is not None and shiboken6.isValid(here):
                here.on_person()

        self.services.desk.events.on(Event.PERSON, told)

    # -- what the window asks ------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """`section` names the page to be shown, `row` what is chosen in its list."""
        self._opened_by = self.services.desk.person_id_or_none
        self._build()
        section = str(facts.get("section") or self.present or PAGES[0].key)
        self.show_page(section if section in _KINDS else PAGES[0].key)
        if (row := str(facts.get("row") or "")) and self.page is not None:
            self.page.take(row)
            self.show_detail()

    def leave(self) -> bool:
        """Nothing that is being typed is thrown away without a word."""
        page = self.page
        if page is None:
            return True
        if self._opened_by != self.services.desk.person_id_or_none:
            # Somebody else is here: what the one before had not finished is not stored in their name.
            page.form.discard()
        elif not page.may_leave():
            return False
        page.hide()
        return True

    def keys(self) -> list[Key]:
        """Alt and a key of the row of digits opens a page."""
        return [
            Key(f"Alt+{sign}", kind.words(), partial(self.go_to, kind.key))
            for sign, kind in zip(_ROW_OF_DIGITS, PAGES, strict=True)
        ]

    def scanned(self, code: str) -> bool:
        """A page may be waiting for a code."""
        page = self.page
        return page is not None and page.scanned(code)

    def escape(self) -> bool:
        """Stops waiting for a badge; in a narrow window goes back to the list."""
        page = self.page
        if isinstance(page, PeoplePage) and page.stop_waiting():
            return True
        if self._narrow and self._in_detail:
            self.show_list()
            return True
        return False

    def retranslate(self) -> None:
        """A language of its own needs new words everywhere; anything else only new rows."""
        if self.nav is None:
            return
        if self._spoken != language():
            # Not now: the change comes from a widget that would be taken away under its own hands.
            QTimer.singleShot(0, self, self._rebuild_all)
        elif self.page is not None and self.isVisible():
            self.page.refresh()

    def on_person(self) -> None:
        """Somebody else is here, or what they may do was changed."""
        if self.isVisible() and self.page is not None and self.services.desk.person is not None:
            self.page.refresh()

    # -- pages ---------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page in sight."""
        return self._pages.get(self.present)

    def go_to(self, key: str) -> None:
        """Another page; what is being typed comes first."""
        page = self.page
        if key == self.present and not self._in_detail:
            return
        if page is not None and not page.may_leave():
            return
        self.show_page(key)

    def show_page(self, key: str) -> None:
        """Shows a page without asking the one before."""
        if self.page is not None:
            self.page.hide()
        self.present = key
        page = self._built(key)
        self._lists.setCurrentWidget(page.pane)
        self._details.setCurrentWidget(page.detail)
        assert self.nav is not None
        self.nav.select(key)
        page.enter()
        self.show_list()

    def show_detail(self) -> None:
        """In a narrow window the detail takes the list's place."""
        self._in_detail = True
        self._arrange()

    def show_list(self) -> None:
        """In a narrow window the list takes the detail's place."""
        self._in_detail = False
        self._arrange()

    def _build(self) -> None:
        if self.nav is not None and self._spoken == language():
            return
        self._spoken = language()
        self._take_down()
        self.nav = Nav([NavEntry(kind.key, kind.words(), kind.icon) for kind in PAGES])
        self.nav.chosen.connect(self.go_to)
        self._row.insertWidget(0, self.nav)
        self.setAccessibleName(tr("Settings"))
        self._arrange()

    def _built(self, key: str) -> Page:
        """The page, made when it is first opened and kept."""
        if key not in self._pages:
            page = _KINDS[key](self)
            page.detail.back.connect(self.show_list)
            self._lists.addWidget(page.pane)
            self._details.addWidget(page.detail)
            self._pages[key] = page
        return self._pages[key]

    def _take_down(self) -> None:
        old: list[QWidget] = [part for page in self._pages.values() for part in (page.pane, page.detail)]
        if self.nav is not None:
            old.append(self.nav)
        for page in self._pages.values():
            page.hide()
            page.deleteLater()
        for part in old:
            part.hide()
            part.setParent(None)
            part.deleteLater()
        self._pages, self.nav = {}, None

    def _rebuild_all(self) -> None:
        """New words everywhere, with the same row in sight."""
        if self._spoken == language():
            return
        chosen = self.page.chosen if self.page is not None else ""
        visible, in_detail = self.isVisible(), self._in_detail
        self._build()
        if not visible:
            return
        self._built(self.present).chosen = chosen
        self.show_page(self.present)
        self._in_detail = in_detail
        self._arrange()

    # -- looks ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = breakpoint(self.window().width()) == "compact"
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def _arrange(self) -> None:
        """List and detail beside one another, or one of the two with a way back."""
        self._lists.setVisible(not self._narrow or not self._in_detail)
        self._details.setVisible(not self._narrow or self._in_detail)
        if self._narrow:
            self._lists.setMinimumWidth(0)
            self._lists.setMaximumWidth(16_777_215)
        else:
            self._lists.setFixedWidth(LIST_WIDTH)
        policy = QSizePolicy.Policy.Expanding if self._narrow else QSizePolicy.Policy.Fixed
        self._lists.setSizePolicy(policy, QSizePolicy.Policy.Expanding)
        for page in self._pages.values():
            page.detail.back_button.setVisible(self._narrow)
