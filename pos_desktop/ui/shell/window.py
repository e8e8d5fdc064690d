"""The register's window: one screen in sight, panels over the ticket, keys, scans, slow work and trouble."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from pos_desktop.application import wording
from pos_desktop.application.approvals import Approval
from pos_desktop.application.counter import ScannedCode
from pos_desktop.application.errors import PersonError
from pos_desktop.application.events import Event
from pos_desktop.application.services import Services
from pos_desktop.application.wording import tr
from pos_desktop.domain.scan_codes import without_aim
from pos_desktop.ui import appearance
from pos_desktop.ui.first_paint import after_first_paint, starting
from pos_desktop.ui.shell.actions import Actions
from pos_desktop.ui.shell.faults import Report, log_fault, words_for
from pos_desktop.ui.shell.focus_home import FocusHome
from pos_desktop.ui.shell.frame import RegisterFrame
from pos_desktop.ui.shell.idle import IdleWatch
from pos_desktop.ui.shell.panels import Panels
from pos_desktop.ui.shell.payments import PaymentDesk
from pos_desktop.ui.shell.places import CELLS, HOME, LOGIN, OPEN_TO_ALL, Cell, Factory, standard_places
from pos_desktop.ui.shell.presses import Presses
from pos_desktop.ui.shell.scan_reader import ScanRules
from pos_desktop.ui.shell.scan_settings import rules_of
from pos_desktop.ui.shell.scanner import Scanner
from pos_desktop.ui.shell.screen import Screen
from pos_desktop.ui.shell.status import Status
from pos_desktop.ui.shell.status_leads import StatusLeads
from pos_desktop.ui.shell.visits import Visit, Visits
from pos_desktop.ui.shell.window_keys import WindowKeys
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.widgets.rail import RailItem
from pos_desktop.ui.widgets.toast import ToastData

if TYPE_CHECKING:
    from pos_desktop.ui.shell.customer_side import CustomerSide
    from pos_desktop.ui.shell.scale_watch import ScaleWatch
    from pos_desktop.ui.virtual_devices.practice_windows import PracticeWindows

T = TypeVar("T")

_WITHOUT_CHROME = frozenset({"wizard"})
_MINUTE_MS = 60_000


class RegisterWindow(QMainWindow):
    """Implements screen.Window. Screens are made when they are first opened and kept."""

    screen_shown = Signal()
    _told = Signal(str)
    _heard = Signal(str)

    def __init__(
        self,
        services: Services,
        places: Mapping[str, Factory] | None = None,
        rules: ScanRules | None = None,
        report: Report = log_fault,
    ) -> None:
        super().__init__()
        self.services = services
        self._report = report
        self._places = standard_places() if places is None else places
        self._screens: dict[str, Screen] = {}
        self._visits = Visits(HOME)
        self._left_by: object = None
        self._wanted: Visit | None = None
        self.frame = RegisterFrame()
        self.setCentralWidget(self.frame)
        self.setWindowTitle(services.desk.settings.name)
        self.panels = Panels(self.frame)
        self.panels.changed.connect(self.refresh_keys)
        self._keys = WindowKeys(self)
        FocusHome(self, self._home)
        self.runner = Actions(self, report)
        self.status = Status(services, self.frame.status_bar)
        StatusLeads(self)
        self.payments = PaymentDesk(self)
        self._connect_frame()
        self._start_watching(rules)

    def _connect_frame(self) -> None:
        self._show_cells()
        self.frame.rail.chosen.connect(self.go)
        self.frame.rail.lock_pressed.connect(self.lock)
        self.frame.breakpoint_changed.connect(self._keep_toasts_off)

    def _start_watching(self, rules: ScanRules | None) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._rules = rules
        self.scanner = Scanner(rules or rules_of(self.services.desk.settings))
        self.scanner.scanned.connect(self.on_scanned, Qt.ConnectionType.QueuedConnection)
        self.scanner.coming.connect(self.services.tickets.expect_scan)
        self.scanner.foreseen.connect(self._on_foreseen)
        after_first_paint(self, partial(self.scanner.install, application))
        self._presses = Presses(self)
        after_first_paint(self, partial(self._presses.install, application))
        self.idle = IdleWatch(self)
        self.idle.idle.connect(partial(self.lock, "idle"))
        after_first_paint(self, partial(self.idle.install, application))
        after_first_paint(self, self._watch_sync)
        self.customer: CustomerSide | None = None
        after_first_paint(self, self._tell_customer)
        self.idle.set_patience(self.services.desk.settings.lock_after_minutes * _MINUTE_MS)
        # Services may tell from a worker's thread; the signal brings it here.
        self._told.connect(self._on_told)
        events = self.services.desk.events
        self._practice: PracticeWindows | None = None
        self._ends = [
            events.on(Event.PERSON, partial(self._told.emit, Event.PERSON.value)),
            events.on(Event.SETTINGS, partial(self._told.emit, Event.SETTINGS.value)),
        ]
        after_first_paint(self, self._hear_wires)

    def _hear_wires(self) -> None:
        """Scanners on a wire speak on their own threads; the signal brings their codes here."""
        self._heard.connect(self.on_scanned, Qt.ConnectionType.QueuedConnection)
        self._ends.append(self.services.counter.on_scan(self._hear))

    def _hear(self, code: ScannedCode) -> None:
        """On the scanner's thread: the cashier's line is about to be written, so workers keep back already."""
        self.services.tickets.expect_scan()
        self._heard.emit(code.text)

    def _watch_sync(self) -> None:
        from pos_desktop.ui.shell.sync_watch import SyncWatch

        self.sync_watch = SyncWatch(self)

    def _tell_customer(self) -> None:
        from pos_desktop.ui.shell.customer_side import CustomerSide

        self.customer = CustomerSide(self)

    @cached_property
    def scale(self) -> "ScaleWatch":
        """Made when goods are weighed for the first time."""
        from pos_desktop.ui.shell.scale_watch import ScaleWatch

        return ScaleWatch(self.services.counter, self)

    # -- places --------------------------------------------------------------------------------

    @property
    def screen_in_sight(self) -> Screen | None:
        """The screen that is shown."""
        return self._screens.get(self.frame.page())

    def _home(self) -> QWidget | None:
        present = self.screen_in_sight
        return None if present is None or self.panels.top is not None else present.home

    def has(self, screen: str) -> bool:
        """Whether this installation has that screen."""
        return screen in self._places

    def start(self) -> None:
        """Shows the first screen."""
        self.go(HOME)

    def go(self, screen: str, **facts: object) -> None:
        """Shows another screen; signing in comes first, and leads there."""
        if self.services.desk.person is None and screen not in OPEN_TO_ALL:
            self._wanted = screen, facts
            if self.frame.page() == LOGIN:
                return
            screen, facts = LOGIN, {}
        if not self._may_leave():
            return
        if self._show(screen, facts) and screen not in OPEN_TO_ALL:
            self._visits.came_to(screen, facts)

    def back(self) -> None:
        """Shows the screen before; the first one stays."""
        before = self._visits.before()
        if before is None or not self._may_leave():
            return
        if self._show(*before):
            self._visits.went_back()

    def _may_leave(self) -> bool:
        present = self.screen_in_sight
        if present is not None and not present.leave():
            return False
        self.panels.dismiss_all()
        return True

    def _show(self, name: str, facts: dict[str, Any]) -> bool:
        try:
            screen = self._built(name)
            screen.enter(**facts)
        except PersonError as error:
            self.trouble(error)
            return False
        self._bring_up(screen)
        return True

    def _built(self, name: str) -> Screen:
        if name not in self._screens:
            screen = self._places[name](self)
            if screen.focusPolicy() == Qt.FocusPolicy.NoFocus:
                screen.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self._screens[name] = screen
        return self._screens[name]

    def _bring_up(self, screen: Screen) -> None:
        """Puts a screen in sight as it is: its parts, its cell, its keys, the keyboard."""
        # Asked before the screen in sight goes: Qt then hands the keyboard to whatever comes first.
        within = screen.focusWidget() or screen.home
        self.frame.add_page(screen.name, screen, screen.side, chrome=screen.name not in _WITHOUT_CHROME)
        self.frame.show_page(screen.name)
        if screen.clears_toasts:
            self.frame.toasts.clear()
        self._keep_toasts_off()
        self.frame.rail.set_active(screen.rail_cell or screen.name)
        self.status.show_day(screen.name == LOGIN)
        self.refresh_keys()
        within.setFocus(Qt.FocusReason.OtherFocusReason)
        self.screen_shown.emit()

    def _keep_toasts_off(self) -> None:
        """What is told in passing never covers the button that comes next."""
        screen = self.screen_in_sight
        if screen is not None:
            self.frame.set_toast_room(screen.toast_room, screen.toast_foot)

    # -- who is here ---------------------------------------------------------------------------

    def lock(self, reason: str = "locked") -> None:
        """Covers everything until somebody signs in; the ticket and the screen stay as they are."""
        if self.services.desk.person is not None:
            self._left_by = self.services.desk.person.id
            self.services.session.sign_out(reason if isinstance(reason, str) else "locked")

    def _on_told(self, event: str) -> None:
        if event == Event.SETTINGS.value:
            self._on_settings()
            return
        self._speak_to_person()
        if self.services.desk.person is None:
            self._cover()
        elif self.frame.page() == LOGIN:
            self._uncover()

    def _cover(self) -> None:
        if self.frame.page() in OPEN_TO_ALL or not self.has(LOGIN):
            return
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self.panels.dismiss_all()
        self._show(LOGIN, {})

    def _uncover(self) -> None:
        """Back to where the same person was; somebody else begins with the sale. What was asked for follows."""
        self.panels.dismiss_all()
        person, present = self.services.desk.person, self._screens.get(self._visits.present)
        left_by, self._left_by = self._left_by, None
        wanted, self._wanted = self._wanted, None
        if person is not None and person.id == left_by and present is not None:
            self._bring_up(present)
        elif present is None or present.leave():
            self._visits.forget()
            if self._show(HOME, {}):
                self._visits.came_to(HOME, {})
        else:
            self._bring_up(present)
        if wanted is not None and wanted[0] != HOME:
            self.go(wanted[0], **wanted[1])

    # -- what is told --------------------------------------------------------------------------

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
        data = ToastData(title, words, kind, action=action, icon=icon)  # type: ignore[arg-type]  # the kinds are literals
        self.frame.toasts.show(data, self.runner.guarded(then) if then else None)

    def trouble(self, error: PersonError) -> None:
        """Shows what somebody must act on in a panel over the ticket."""
        from pos_desktop.ui.dialogs.trouble import TroublePanel

        panel = TroublePanel(error)
        panel.done.connect(lambda: self.panels.close(panel))
        self.show_overlay(panel)

    def tell(self, error: PersonError) -> None:
        """Trouble with a next step is shown in a panel; what was merely refused is told in passing."""
        if error.next_step:
            self.trouble(error)
        else:
            self.toast(error.title, error.meaning, kind="attention")

    def fault(self, fault: BaseException) -> None:
        """A fault of the program: reported, and told calmly, once at a time."""
        from pos_desktop.ui.dialogs.trouble import TroublePanel

        self._report(fault)
        if not isinstance(self.panels.top, TroublePanel):
            self.trouble(words_for(fault))

    def beep(self) -> None:
        """The sound of an unknown code."""
        QApplication.beep()

    def show_overlay(self, content: QWidget, *, on_dismiss: Callable[[], None] | None = None) -> None:
        """Slides a panel over the ticket; what was open there waits below it. Escape dismisses it."""
        self.panels.show(content, self.runner.guarded(on_dismiss) if on_dismiss else None)

    def close_overlay(self, content: QWidget | None = None) -> None:
        """Takes the top panel away, or the one named; its `on_dismiss` is not called."""
        self.panels.close(content)

    # -- actions and slow work -----------------------------------------------------------------

    def act(self, action: Callable[[Approval | None], T], then: Callable[[T], None] | None = None) -> None:
        """Runs an action of the application now, with a manager's word where one is needed."""
        self.runner.act(action, then)

    def run(
        self,
        slow: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[PersonError], None] | None = None,
        words: str = "",
        *,
        quiet: bool = False,
    ) -> Task:
        """Runs something slow off the UI thread; a spinner with `words` after 300 ms; failure is shown."""
        return self.runner.run(slow, done, failed, words, quiet=quiet)

    # -- scans and keys ------------------------------------------------------------------------

    def on_scanned(self, code: str) -> None:
        """Offers a code to the panel in sight, then to the screen; at last it goes on the ticket."""
        self.runner.guarded(partial(self._offer, code))()

    def _on_foreseen(self, code: str) -> None:
        """The screen may get ready for a code while its end is on the way."""
        screen = self.screen_in_sight
        if screen is not None and self.panels.top is None:
            self.runner.guarded(partial(screen.foresee, code))()

    def _offer(self, code: str) -> None:
        self.idle.touch()
        panel = self.panels.top
        takes = getattr(panel, "scanned", None)
        if takes is not None and takes(_heard_by(panel, code)):
            return
        screen, typed = self.screen_in_sight, self.panels.hold_work
        if screen is None:
            return
        if not (typed and screen.waits_for_panels) and screen.scanned(_heard_by(screen, code)):
            return
        if self.services.desk.person is None or screen.name == HOME or not self.has(HOME):
            self.beep()
        elif typed:
            self.beep()
            words = tr("Finish or close it, then scan {code} again.", code=code)
            self.toast(tr("This is not finished yet"), words, kind="attention")
        else:
            self.go(HOME)
            if self.frame.page() != HOME or not self._screens[HOME].scanned(code):
                self.beep()

    def refresh_keys(self) -> None:
        """Binds what is possible now; a screen whose keys changed calls it."""
        self._keys.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def show_keys(self) -> None:
        """The keys of the screen in sight and those that work everywhere."""
        self._keys.show_help()

    def show_palette(self) -> None:
        """Finds any action, product or order."""
        self._keys.show_palette()

    # -- looks ---------------------------------------------------------------------------------

    def cells(self) -> list[Cell]:
        """The cells of the rail, from top to bottom."""
        return [cell for cell in CELLS if self.has(cell.screen)]

    def _show_cells(self) -> None:
        badges = {"sync": self.status.parked_count}
        self.frame.rail.set_items(
            [
                RailItem(cell.screen, cell.words, cell.icon, badges.get(cell.screen, 0))
                for cell in self.cells()
            ]
        )

    def _on_settings(self) -> None:
        settings = self.services.desk.settings
        self.idle.set_patience(settings.lock_after_minutes * _MINUTE_MS)
        self.scanner.use(self._rules or rules_of(settings))
        self.setWindowTitle(settings.name)
        appearance.follow(settings)
        self._speak_to_person()
        self.retranslate()

    def _speak_to_person(self) -> None:
        """In the language of who is here; the store's while nobody is."""
        desk = self.services.desk
        language = (desk.person.language if desk.person else None) or desk.settings.language
        before = wording.language()
        appearance.speak(language)
        if wording.language() != before:
            self.retranslate()

    def retranslate(self) -> None:
        """The language, locale, theme or direction changed."""
        self._show_cells()
        self.frame.rail.retranslate()
        self.frame.status_bar.retranslate()
        self.status.refresh()
        for screen in self._screens.values():
            screen.retranslate()
        present = self.screen_in_sight
        if present is not None:
            self.frame.rail.set_active(present.rail_cell or present.name)
        self.refresh_keys()

    def showEvent(self, event: QShowEvent) -> None:
        """At the start the scanner hears this window alone."""
        super().showEvent(event)
        if starting():
            self.scanner.begin_at(self.windowHandle())

    # -- practice ------------------------------------------------------------------------------

    def show_practice(self, key: str = "") -> None:
        """The windows of the practice devices, where this register has any."""
        if self.services.practice is None:
            return
        if self._practice is None:
            from pos_desktop.ui.virtual_devices.practice_windows import PracticeWindows, offered_codes

            self._practice = PracticeWindows(self.services.practice, partial(offered_codes, self.services))
        if key:
            self._practice.show(key)
        else:
            self._practice.show_all()

    def close_practice(self) -> None:
        """Before the devices end, and with the register's window."""
        if self._practice is not None:
            self._practice.close()

    # -- the end -------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stops everything that belongs to the window, in less than two seconds; nothing is lost by it."""
        self.panels.dismiss_all()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self.scanner.remove(application)
            self.idle.remove(application)
            self._presses.remove(application)
        for end in self._ends:
            end()
        self._ends = []
        if self.customer is not None:
            self.customer.close()
        if "scale" in self.__dict__:
            self.scale.close()
        self.close_practice()
        self.status.close()
        self.payments.close()
        # A screen that looks again every second would ask a register that has stopped.
        for timer in self.findChildren(QTimer):
            timer.stop()
        self.runner.tasks.stop()
        super().closeEvent(event)


def _heard_by(listener: object, code: str) -> str:
    """A code as a panel or a screen hears it (see `Screen.hears_kinds`)."""
    return code if getattr(listener, "hears_kinds", False) else without_aim(code)
