"""Beside the report of the shift at work: the difference and what closes it, or the facts of an X report."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_desktop.application.shift_view import ShiftReport, ShiftView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.dialogs.cash_move import FloatPanel
from pos_desktop.ui.screens.report_files import ReportFiles
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import shifts as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.pressable import Pressable
from pos_desktop.ui.widgets.scrolling import ScrollArea
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.side import Side
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.ticket_panel import PanelHeader
from pos_desktop.ui.widgets.words import face_of, write

FLOAT_FIELD_STEPS, RESULT_STEPS = 32, 18


class AmountField(Pressable):
    """An amount that looks like an input; a press opens the panel that types it."""

    def __init__(self) -> None:
        super().__init__("")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_amount(self, figure: str, name: str) -> None:
        self.setText(figure)
        self.setAccessibleName(f"{name} {figure}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().space(FLOAT_FIELD_STEPS), theme().px("input"))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, side = QPainter(self), theme().space(3) + theme().border("hair")
        ground = {"hover": "hover", "pressed": "pressed", "disabled": "sunken"}.get(self.state(), "surface")
        box(painter, self.rect(), ground, "border-strong")
        inner = QRect(side, 0, self.width() - 2 * side, self.height())
        write(painter, self, face_of("body", "semibold", "tabular"), self.text(), inner, "text", Align.RIGHT)


class ReportSide(Side):
    """White ground, a head, a body that scrolls where it must, a foot that stays."""

    def __init__(self) -> None:
        super().__init__()
        self.header = PanelHeader()
        body = QWidget()
        self.body = QVBoxLayout(body)
        side = theme().space(4)
        self.body.setContentsMargins(side, side, side, 0)
        self.body.setSpacing(0)
        scroll = ScrollArea()
        scroll.setWidget(body)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(side, theme().space(2), side, side)
        self.foot.setSpacing(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(scroll, 1)
        column.addLayout(self.foot)


class CloseSide(ReportSide):
    """Counted against expected, why they differ, what stays in the drawer, and the button that closes."""

    def __init__(self, window: Window, files: ReportFiles, close: Callable[[str, int], None]) -> None:
        super().__init__()
        self._window, self._close = window, close
        self._shift: ShiftView | None = None
        self.float_left = 0
        self.tag = StateTag("")
        self.header.set_actions((self.tag,))
        self.doubt = Banner(" ", " ", "attention", icon="question-fill", outlined=True)
        self._doubt_part = QWidget()
        part = QVBoxLayout(self._doubt_part)
        part.setContentsMargins(0, 0, 0, theme().space(3))
        part.addWidget(self.doubt)
        self.rows = KeyValueRows()
        self._caption = Label("", "title", "semibold", elide=False)
        self.result = FittedLabel("", "total", align=Align.RIGHT)
        self._why = Label("", "body", "semibold")
        self.reasons = ChipGroup("")
        self._leave = Label("", "body")
        self.float_field = AmountField()
        self.float_field.clicked.connect(self.ask_float)
        self.safe = KeyValueRows()
        self.button = MainButton("")
        self.button.clicked.connect(self.press)
        self._fill()
        self.foot.addWidget(files)
        self.foot.addWidget(self.button)

    def _fill(self) -> None:
        gap = theme().space(2)
        self.body.addWidget(self._doubt_part)
        self.body.addWidget(self.rows)
        self.body.addSpacing(gap)
        self.body.addWidget(Divider())
        result = QWidget()
        result.setFixedHeight(theme().space(RESULT_STEPS) - theme().border("hair"))
        row = QHBoxLayout(result)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(4))
        row.addWidget(self._caption)
        row.addWidget(self.result, 1)
        self.body.addWidget(result)
        self.body.addWidget(Divider())
        self._reason_part = QWidget()
        part = QVBoxLayout(self._reason_part)
        part.setContentsMargins(0, theme().space(4), 0, theme().space(4))
        part.setSpacing(gap)
        part.addWidget(self._why)
        part.addWidget(self.reasons)
        self.body.addWidget(self._reason_part)
        self._reason_line = Divider()
        self.body.addWidget(self._reason_line)
        self.body.addSpacing(gap)
        leave = QHBoxLayout()
        leave.addWidget(self._leave, 1)
        leave.addWidget(self.float_field)
        self.body.addLayout(leave)
        self.body.addSpacing(theme().space(0.5))
        self.body.addWidget(self.safe)
        self.body.addStretch(1)

    def show_shift(self, shift: ShiftView, *, anew: bool) -> None:
        """Renders a counted shift; `anew` proposes reason and float again."""
        desk = self._window.services.desk
        formats, self._shift = desk.formats, shift
        counted, expected = shift.counted_minor or 0, shift.expected_minor or 0
        if anew:
            self.float_left = min(shift.float_minor, counted)
        found = words.difference(counted, expected, desk.settings.variance_tolerated_minor, formats)
        at = formats.time(shift.counted_at or shift.opened_at)
        self.header.set_texts(tr("Difference"), tr("Count confirmed {time}", time=at))
        self.tag.set_state(found.tag.text, found.tag.kind, icon=found.tag.icon)
        self.header.set_actions((self.tag,))
        self.rows.clear()
        self.rows.add("counted", tr("Counted"), formats.figure(counted), value_weight="medium")
        self.rows.add("expected", tr("Expected"), formats.figure(expected), value_weight="medium")
        self._caption.setText(found.caption)
        self.result.setText(found.figure)
        self._tell_reasons(counted != expected, anew=anew)
        self._tell_float()
        self._tell_doubt()
        second = tr("Prints Z {number} and locks the drawer", number=shift.number)
        if not has_printer(self._window):
            second = tr("Keeps Z {number} and locks the drawer", number=shift.number)
        self.button.set_words(tr("Close shift {number}", number=shift.number), second)
        self.button.set_icon("lock-simple")

    def _tell_reasons(self, differs: bool, *, anew: bool) -> None:
        chosen = self.reasons.keys().index(self.reasons.current()) if self.reasons.current() else 0
        self._why.setText(tr("Reason for the difference"))
        self.reasons.setAccessibleName(tr("Reason for the difference"))
        self.reasons.clear()
        for reason in words.difference_reasons():
            self.reasons.add(reason, reason)
        self.reasons.select(self.reasons.keys()[0 if anew else chosen])
        self._reason_part.setVisible(differs)
        self._reason_line.setVisible(differs)

    def _tell_doubt(self) -> None:
        """Payments whose outcome is open hold nothing up; whoever closes the shift knows of them."""
        services = self._window.services
        waiting = services.tendering.waiting_outcomes()
        self._doubt_part.setVisible(bool(waiting))
        if not waiting:
            return
        amount = services.desk.formats.money(sum(payment.whole_minor for payment in waiting))
        title = tr_n(
            "The outcome of {count} payment is open: {amount}",
            "The outcome of {count} payments is open: {amount}",
            len(waiting),
            amount=amount,
        )
        self.doubt.set_words(title, tr("The shift can be closed. It is booked when the answer is there."))

    def _tell_float(self) -> None:
        formats = self._window.services.desk.formats
        counted = self._shift.counted_minor or 0 if self._shift else 0
        self._leave.setText(tr("Leave as float"))
        self.float_field.set_amount(formats.figure(self.float_left), tr("Leave as float"))
        self.safe.clear()
        self.safe.add(
            "safe", tr("To the safe"), formats.figure(counted - self.float_left), value_weight="semibold"
        )

    def ask_float(self) -> None:
        """Types the float that stays."""
        if self._shift is None:
            return

        def take(minor: int) -> None:
            self.float_left = minor
            self._tell_float()
            self._window.close_overlay()

        counted = self._shift.counted_minor or 0
        self._window.show_overlay(FloatPanel(self._window, counted, self.float_left, take))

    @property
    def reason(self) -> str:
        """Why the drawer differs; empty when it does not."""
        return "" if self._reason_part.isHidden() else str(self.reasons.current() or "")

    def press(self) -> None:
        """Closes the shift."""
        self._close(self.reason, self.float_left)


class XSide(ReportSide):
    """Beside the X report: it closes nothing, and the way to the count."""

    def __init__(self, files: ReportFiles, go_on: Callable[[], None]) -> None:
        super().__init__()
        self.rows = KeyValueRows()
        self.hint = Banner("", "", "neutral", icon="clock")
        self.button = MainButton("")
        self.button.clicked.connect(go_on)
        self.body.setSpacing(theme().space(3))
        self.body.addWidget(self.rows)
        self.body.addWidget(self.hint)
        self.body.addStretch(1)
        self.foot.addWidget(files)
        self.foot.addWidget(self.button)

    def show_report(self, report: ShiftReport, window: Window, *, counted: bool) -> None:
        """Renders what the report covers."""
        formats = window.services.desk.formats
        self.header.set_texts(tr("X report"), tr("Read at {time}", time=formats.time(report.until)))
        self.rows.clear()
        self.rows.add("gross", tr("Gross sales"), formats.figure(report.gross_minor))
        self.rows.add("net", tr("Net sales"), formats.figure(report.net_sales_minor))
        self.rows.add("tax", tr("Tax"), formats.figure(report.tax_minor))
        if report.rounding_minor:
            self.rows.add("rounding", tr("Cash rounding"), formats.figure(report.rounding_minor))
        if report.first_receipt:
            self.rows.add("first", tr("First receipt"), report.first_receipt)
            self.rows.add("last", tr("Last receipt"), report.last_receipt)
        self.hint.set_words("", tr("An X report only looks. The shift stays as it is."))
        if counted:
            self.button.set_words(
                tr("Close shift {number}", number=report.shift_number), tr("The drawer is counted")
            )
            self.button.set_icon("lock-simple")
        else:
            self.button.set_words(tr("Count and close"), tr("Count the drawer first"))
            self.button.set_icon("calculator")


def has_printer(window: Window) -> bool:
    """Whether the Z report comes out on paper."""
    with window.services.desk.store.read() as work:
        return window.services.printers.receipt_printer(work) is not None
