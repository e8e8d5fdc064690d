"""The report of the shift at work: X while it is open, Z with the difference once it is counted."""

from typing import Literal

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pos_desktop.application.errors import Refused
from pos_desktop.application.shift_view import ShiftReport, ShiftView
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission
from pos_desktop.ui.screens.close_sides import CloseSide, XSide, has_printer
from pos_desktop.ui.screens.report_files import ReportFiles
from pos_desktop.ui.screens.screen_head import ScreenHead
from pos_desktop.ui.screens.shift_report_view import ShiftReportView
from pos_desktop.ui.screens.terminal_day import end_terminal_days
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels import shifts as words
from pos_desktop.ui.widgets.segmented import Segmented

View = Literal["x", "z"]
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CloseScreen(Screen):
    """Opened as `view="x"` it shows the report until now; the close needs a counted drawer."""

    name = "close"
    rail_cell = "cash"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._shift: ShiftView | None = None
        self._report: ShiftReport | None = None
        self._view: View = "z"
        self._come = QElapsedTimer()
        self.head = ScreenHead(with_back=True)
        self.head.back.connect(lambda: self.window_.go("cash"))
        self.views: Segmented | None = None
        self.view = ShiftReportView()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme().space(3))
        self._head_row = QHBoxLayout()
        self._head_row.addWidget(self.head)
        self._column.addLayout(self._head_row)
        self._column.addWidget(self.view, 1)
        self._files = [ReportFiles(window, lambda: self._report) for _ in range(2)]
        self.close_side = CloseSide(window, self._files[0], self.close_shift)
        self.x_side = XSide(self._files[1], self._to_z)
        self._side = QStackedWidget()
        self._side.addWidget(self.close_side)
        self._side.addWidget(self.x_side)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def side(self) -> QWidget:
        """The difference, or the facts of an X report."""
        return self._side

    @property
    def report(self) -> ShiftReport | None:
        """The report in sight."""
        return self._report

    @property
    def files(self) -> ReportFiles:
        """Print, PDF and CSV of the report in sight."""
        return self._files[1 if self._view == "x" else 0]

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Reads the shift; Refused when there is none, or when it is to be closed and was not counted."""
        shift = self.services.shifts.current()
        if shift is None:
            raise Refused(tr("No shift is open"), "", tr("Open a shift first."))
        view: View = "x" if facts.get("view") == "x" else "z"
        if view == "z" and shift.state == "open":
            raise Refused(tr("Count the drawer first"), tr("The shift stays open."))
        anew = self._shift is None or self._shift.id != shift.id or self._shift.state != shift.state
        self._shift = shift
        self._show(view, anew=anew)
        self._come_anew()
        self.home.setFocus()

    def _show(self, view: View, *, anew: bool = False) -> None:
        shift, shifts, formats = self._shift, self.services.shifts, self.services.desk.formats
        assert shift is not None
        report = shifts.x_report() if view == "x" else shifts.preview()
        self._view, self._report = view, report
        self._place_views(shift)
        now = self.services.desk.clock.now()
        self.head.set_texts(words.report_title(report), words.report_span(report, formats, now))
        self.view.show_report(report, formats)
        if view == "x":
            self.x_side.show_report(report, self.window_, counted=shift.state == "counted")
        else:
            self.close_side.show_shift(shift, anew=anew)
        self._side.setCurrentWidget(self.x_side if view == "x" else self.close_side)
        if self.isVisible():
            self.window_.refresh_keys()

    def _place_views(self, shift: ShiftView) -> None:
        """The two views, in the words of the language in use; the close only where there is a count to close."""
        if self.views is not None:
            self.views.hide()
            self.views.setParent(None)
            self.views.deleteLater()
        self.views = Segmented(tr("Report"), [("x", tr("X · now")), ("z", tr("Z · close"))])
        self.views.select(self._view)
        self.views.changed.connect(lambda view: self._to_z() if view == "z" else self._show("x"))
        self.head.add_end(self.views)
        self.views.setVisible(shift.state == "counted" or self._may(Permission.CLOSE_SHIFT))

    def _may(self, permission: Permission) -> bool:
        person = self.services.desk.person
        return person is not None and person.role.allows(permission)

    def retranslate(self) -> None:
        self.head.retranslate()
        for files in self._files:
            files.retranslate()
        current = self.services.shifts.current() if self._shift is not None else None
        if (
            current is not None
            and self._report is not None
            and self.services.desk.person is not None
            and self.isVisible()
        ):
            self._show(self._view)

    def _come_anew(self) -> None:
        """The moment counts from when the screen is seen."""
        self._come.invalidate()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody signed in again: an Enter behind the PIN is none for this screen."""
        super().showEvent(event)
        self._come_anew()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A panel has gone: nor is a second Enter that was for it."""
        super().focusInEvent(event)
        self._come_anew()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._come.isValid():
            self._come.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = breakpoint(self.window().width()) == "compact"
        side = theme().space(3) if compact else theme().padding("screenX")
        self._column.setContentsMargins(0, theme().padding("screenY"), 0, theme().space(4))
        self._head_row.setContentsMargins(side, 0, side, 0)
        self.view.set_side(side)
        for files in self._files:
            files.set_icons_only(compact)

    def keys(self) -> list[Key]:
        """Enter presses the one main button, as everywhere."""
        if self._view == "x":
            go_on = Key("Return", tr("Count and close"), self.x_side.button.click, in_palette=False)
            return [Key("p", tr("Print"), self.files.print), go_on]
        return [
            Key("p", tr("Print"), self.files.print),
            Key("f", tr("Leave as float"), self.close_side.ask_float),
            Key("F12", tr("Close the shift"), self._press_key),
            Key("Return", tr("Close the shift"), self._press_key, in_palette=False),
        ]

    def _press_key(self) -> None:
        """The same key confirmed the count: pressed once more in a hurry, and be it many times, it does not close what
        nobody has seen. It takes a moment in which nothing was pressed."""
        hurried = self.just_come
        self._come.start()
        if not hurried:
            self.close_side.press()

    @property
    def just_come(self) -> bool:
        """Whether a key can only be one of those that led here."""
        moment = QGuiApplication.styleHints().mouseDoubleClickInterval()
        return not (self._come.isValid() and self._come.hasExpired(moment))

    def escape(self) -> bool:
        """Back to the cash."""
        self.window_.go("cash")
        return True

    def scanned(self, code: str) -> bool:
        """No sale starts while a shift is closed."""
        return self._view == "z"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An Enter right behind other keys ends a code that was typed by a slow scanner, and closes nothing."""
        if event.key() not in _ENTERS:
            self._come.start()
        event.ignore()

    # -- what the buttons do -------------------------------------------------------------------

    def _to_z(self) -> None:
        if self._shift is not None and self._shift.state == "open":
            self.window_.go("count")
        else:
            self._show("z")
            self._come_anew()

    def close_shift(self, reason: str, float_left_minor: int) -> None:
        """Closes, prints the Z report and locks the register."""

        by = self.services.desk.person_id_or_none

        def told(report: ShiftReport) -> None:
            self._shift = self._report = None
            self.services.session.sign_out("shift closed")
            self.window_.go("login")
            number = report.shift_number
            kept = tr("Z report {number} is kept under Reports", number=number)
            prints = tr("Z report {number} prints", number=number)
            self.window_.toast(
                tr("Shift {number} is closed", number=number), prints if has_printer(self.window_) else kept
            )
            if by is not None:
                end_terminal_days(self.window_, by)

        self.window_.act(lambda _approval: self.services.shifts.close(reason, float_left_minor), told)
