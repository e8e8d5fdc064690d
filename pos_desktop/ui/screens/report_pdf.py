"""A report as a PDF of A4 pages: what the screen shows, in black on white."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from pos_desktop.application.formats import Formats
from pos_desktop.application.shift_view import ShiftReport
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import tr
from pos_desktop.ui.theme.typography import font
from pos_desktop.ui.viewmodels import shifts as words

DOTS_PER_INCH = 300
MARGIN_MM = 20
_POINT = DOTS_PER_INCH / 72
_BODY, _HEADING, _TITLE = 10, 12, 18
_LEADING = 1.5
_NOTE_LINES = 5
_FIGURES = 110
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute


class ReportPage:
    """Writes line under line, and a new page where one is full."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, *, right_to_left: bool) -> None:
        self._writer, self._painter = writer, painter
        self._right_to_left = right_to_left
        self._y = 0.0

    def line(self, first: str, second: str = "", *, points: int = _BODY, bold: bool = False) -> None:
        """A text, and a figure at the end of the line."""
        high = points * _LEADING * _POINT
        row = self._row(high)
        self._painter.setFont(_font(points, bold))
        # Words run in their own direction, figures always left to right with their decimals under each other.
        self._painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._painter.drawText(row, int(self._start() | Qt.AlignmentFlag.AlignVCenter), first)
        if second:
            column = _FIGURES * _POINT
            left = 0.0 if self._right_to_left else row.width() - column
            place = QRectF(left, row.top(), column, high)
            self._painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self._painter.drawText(place, int(_RIGHT | Qt.AlignmentFlag.AlignVCenter), second)
        self._y += high

    def paragraph(self, text: str) -> None:
        """Text of any length, broken between words."""
        self._painter.setFont(_font(_BODY, False))
        self._painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        flags = int(self._start() | Qt.TextFlag.TextWordWrap)
        room = QRectF(0, 0, self._writer.width(), self._writer.height())
        high = self._painter.boundingRect(room, flags, text).height()
        self._painter.drawText(self._row(high), flags, text)
        self._y += high

    def gap(self, points: float) -> None:
        self._y += points * _POINT

    def rule(self) -> None:
        """A hair line over the width."""
        # Paper knows no theme: a new painter's pen is black.
        line = QRectF(0, self._y, self._writer.width(), _POINT / 2)
        self._painter.fillRect(line, self._painter.pen().color())

    def keep(self, lines: int) -> None:
        """The next lines stand together on one page."""
        if self._y + lines * _BODY * _LEADING * _POINT > self._writer.height():
            self._new_page()

    def _start(self) -> Qt.AlignmentFlag:
        return _RIGHT if self._right_to_left else _LEFT

    def _row(self, high: float) -> QRectF:
        if self._y + high > self._writer.height():
            self._new_page()
        return QRectF(0, self._y, self._writer.width(), high)

    def _new_page(self) -> None:
        self._writer.newPage()
        self._y = 0.0


def _font(points: int, bold: bool) -> QFont:
    made = font("body", "semibold" if bold else "regular", "tabular", px=round(points * _POINT))
    made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100)
    return made


def write_report_pdf(path: Path, report: ShiftReport, store: StoreSettings, formats: Formats) -> None:
    """Writes the file; OSError when that is not possible."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = QPdfWriter(str(path))
    writer.setTitle(words.report_title(report))
    writer.setCreator(QApplication.applicationName())
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(f"{path} cannot be written")
    try:
        page = ReportPage(writer, painter, right_to_left=QApplication.isRightToLeft())
        _write(page, report, store, formats)
    finally:
        painter.end()


def _write(page: ReportPage, report: ShiftReport, store: StoreSettings, formats: Formats) -> None:
    page.line(store.name, points=_HEADING, bold=True)
    for line in store.address:
        page.line(line)
    if store.tax_number:
        page.line(tr("Tax number {number}", number=store.tax_number))
    page.gap(_TITLE)
    page.line(words.report_title(report), points=_TITLE, bold=True)
    page.line(f"{formats.moment(report.opened_at)} {words.DASH} {formats.moment(report.until)}")
    page.line(f"{report.person_name} · {report.register_name}")
    if report.first_receipt:
        page.line(
            f"{tr('First receipt')} {report.first_receipt} · {tr('Last receipt')} {report.last_receipt}"
        )
    page.gap(_BODY)
    for kpi in words.kpis(report, formats):
        page.line(f"{kpi.caption} · {kpi.note}" if kpi.note else kpi.caption, kpi.figure)
    for section in words.sections(report, formats):
        _write_section(page, section)
    if report.note:
        page.gap(_BODY)
        page.keep(_NOTE_LINES)
        page.line(tr("Note for the manager"), points=_HEADING, bold=True)
        page.paragraph(report.note)


def _write_section(page: ReportPage, section: words.Section) -> None:
    page.gap(_BODY)
    page.keep(len(section.facts) + 3)
    page.line(section.title, points=_HEADING, bold=True)
    for fact in section.facts:
        page.line(fact.caption, fact.value)
    if section.total:
        page.rule()
        page.line(section.total.caption, section.total.value, bold=True)
