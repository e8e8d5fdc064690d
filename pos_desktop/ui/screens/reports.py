"""The archive of closed shifts: each with its Z report, to be printed and exported again."""

from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_desktop.application.events import Event
from pos_desktop.application.shift_view import ShiftReport, ShiftView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.shift import variance
from pos_desktop.ui.screens.list_and_detail import ListAndDetail
from pos_desktop.ui.screens.order_list import OrderList
from pos_desktop.ui.screens.report_files import ReportFiles
from pos_desktop.ui.screens.screen_head import ScreenHead
from pos_desktop.ui.screens.shift_report_view import ShiftReportView
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels import shifts as words
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.list_view import ListLook, ListView
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.ticket_panel import PanelHeader

SHOWN = 400
_ROWS = ListLook(primary=92)


class ArchivePane(QWidget):
    """The list of closed shifts on the white side of the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.header = PanelHeader()
        self.list = OrderList(_ROWS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme().border("hair"), 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.list, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, hair = QPainter(self), theme().border("hair")
        painter.fillRect(self.rect(), theme().color("surface"))
        edge = 0 if self.isRightToLeft() else self.width() - hair
        painter.fillRect(edge, 0, hair, self.height(), theme().color("border"))


class ReportsScreen(ListAndDetail):
    """The Z reports, and one of them."""

    name = "reports"
    rail_cell = "reports"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._shifts: dict[str, ShiftView] = {}
        self._report: ShiftReport | None = None
        self.pane = ArchivePane()
        self.list = self.pane.list
        self.head = ScreenHead(with_back=True)
        self.head.back.connect(self.to_list)
        self.tag = StateTag("")
        self.head.add_tag(self.tag)
        self.files = ReportFiles(window, lambda: self._report, share=False)
        self.head.add_end(self.files)
        self.view = ShiftReportView(with_count=True)
        self.empty = EmptyState("chart-bar")
        self.empty.pressed.connect(lambda: self.window_.go("cash"))
        self._right = QStackedWidget()
        self._right.addWidget(self._detail())
        self._right.addWidget(self.empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pane)
        row.addWidget(self._right, 1)
        self.list.highlighted.connect(self.show_key)
        self.list.chosen.connect(self.open)
        self.services.desk.events.on(Event.SHIFT, self._on_change)

    def _detail(self) -> QWidget:
        detail = QWidget()
        self._column = QVBoxLayout(detail)
        self._column.setSpacing(theme().space(3))
        self._head_row = QHBoxLayout()
        self._head_row.addWidget(self.head)
        self._column.addLayout(self._head_row)
        self._column.addWidget(self.view, 1)
        return detail

    @property
    def home(self) -> QWidget:
        """The arrows walk the list."""
        return self.list

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows the latest Z report."""
        self.on_detail = False
        self.reload()
        self.arrange()
        self.home.setFocus()

    def retranslate(self) -> None:
        self.head.retranslate()
        self.files.retranslate()
        if self.isVisible() and self.services.desk.person is not None:
            self.reload()

    def _on_change(self) -> None:
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Reads the closed shifts again."""
        desk = self.services.desk
        allowed = desk.person is not None and desk.person.role.allows(Permission.SEE_REPORTS)
        found = self.services.shifts.recent(SHOWN) if allowed else []
        closed = [shift for shift in found if shift.closed_at is not None]
        self._shifts = {str(shift.id): shift for shift in closed}
        tolerated, now = desk.settings.variance_tolerated_minor, desk.clock.now()
        self.list.setAccessibleName(tr("Z reports"))
        self.pane.header.set_texts(
            tr("Z reports"), tr_n("{count} closed shift", "{count} closed shifts", len(closed))
        )
        before = self.list.selected_key()
        self.list.set_rows([words.shift_row(shift, tolerated, desk.formats, now) for shift in closed])
        if before not in self._shifts and not self.narrow:
            self.list.select(str(closed[0].id) if closed else None)
        self._tell_empty(allowed)
        self.show_key(self.list.selected_key() or "")
        self.arrange()

    def _tell_empty(self, allowed: bool) -> None:
        self.empty.set_icon("chart-bar" if allowed else "lock-simple")
        if not allowed:
            words_ = tr("They show what the drawer should hold. A manager can open them.")
            self.empty.set_words(tr("Reports are for managers"), words_)
        elif not self._shifts:
            words_ = tr("Every closed shift will be kept here with its Z report.")
            self.empty.set_words(tr("No shift was closed yet"), words_, tr("Go to the cash"))
        else:
            self.empty.set_words(tr("No report chosen"), tr("Choose a shift to see its report."))

    def show_key(self, key: str) -> None:
        shift = self._shifts.get(key)
        self._report = self.services.shifts.z_report(shift.id) if shift else None
        self._right.setCurrentIndex(0 if self._report else 1)
        if self._report is not None and shift is not None:
            self._render(self._report, shift)

    def _render(self, report: ShiftReport, shift: ShiftView) -> None:
        desk = self.services.desk
        self.head.set_texts(
            words.report_title(report), words.report_span(report, desk.formats, desk.clock.now())
        )
        off = variance(shift.counted_minor or 0, shift.expected_minor or 0)
        tag = words.difference_tag(off, desk.settings.variance_tolerated_minor, desk.formats)
        self.tag.set_state(tag.text, tag.kind, icon=tag.icon)
        self.view.show_report(report, desk.formats)

    @property
    def report(self) -> ShiftReport | None:
        """The report in sight."""
        return self._report

    def show_shift(self, shift_id: UUID) -> None:
        """Opens one shift's report."""
        self.list.select(str(shift_id))
        self.open(str(shift_id))

    # -- one or two pages ----------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    @property
    def walked(self) -> ListView:
        return self.list

    def arrange(self) -> None:
        compact = self.is_compact
        side = theme().space(3) if compact else theme().padding("screenX")
        self._column.setContentsMargins(0, theme().padding("screenY"), 0, theme().space(4))
        self._head_row.setContentsMargins(side, 0, side, 0)
        self.view.set_side(side)
        width = theme().px("ticket", breakpoint(self.window().width()))
        narrow = compact or self.is_upright
        self.lay_out(self.pane, self._right, width, narrow=narrow, listed=bool(self._shifts))
        self.head.back_button.setVisible(self.narrow)

    def keys(self) -> list[Key]:
        """Arrows walk the list, whatever has the keyboard."""
        return [
            Key("Down", tr("Next report"), lambda: self.walk(1), in_palette=False),
            Key("Up", tr("Report before"), lambda: self.walk(-1), in_palette=False),
            Key("p", tr("Reprint the report"), self.files.print, also=tr("print again")),
        ]
