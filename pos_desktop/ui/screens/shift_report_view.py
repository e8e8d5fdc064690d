"""An X or Z report on the screen: four figures on top, cards with their rows under them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.application.shift_view import ShiftReport
from pos_desktop.ui.screens.order_detail import DetailScroll
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import shifts as words
from pos_desktop.ui.viewmodels.shifts import Kpi, Section
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label

KPI_STEPS = 25


class KpiCard(Card):
    """A figure with its caption above and a note below; 100 high."""

    def __init__(self, kpi: Kpi) -> None:
        super().__init__(padding=0)
        self.setFixedHeight(theme().space(KPI_STEPS))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        side, hair = theme().space(4), theme().border("hair")
        self.body.setContentsMargins(side, side - 2 * hair, side, side - 2 * hair)
        self.body.setSpacing(hair)
        self.body.addWidget(Label(kpi.caption, "caption", color="text-2"))
        self.body.addWidget(FittedLabel(kpi.figure, "figure"))
        self.body.addWidget(Label(kpi.note, "caption", color="text-2"))
        self.setAccessibleName(f"{kpi.caption} {kpi.figure}, {kpi.note}")


class SectionCard(Card):
    """Rows of 36; the sum stands under a line from edge to edge."""

    def __init__(self, section: Section) -> None:
        super().__init__(section.title, ruled=False, padding=0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        rows = KeyValueRows()
        for place, fact in enumerate(section.facts):
            rows.add(place, fact.caption, fact.value)
        self.body.addLayout(_indented(rows))
        if section.total:
            self.body.addWidget(Divider())
            sums = KeyValueRows()
            sum_row = sums.add("total", section.total.caption, section.total.value, bold=True)
            # One column for rows and sum: in right-to-left their decimals stay under each other.
            values = [sum_row.value, *(rows.row(place).value for place in range(len(section.facts)))]
            for value in values:
                value.setMinimumWidth(max(each.sizeHint().width() for each in values))
            self.body.addLayout(_indented(sums))
        else:
            self.body.addSpacing(theme().space(2))
        self.body.addStretch(1)


def _indented(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(theme().space(4), 0, theme().space(4), 0)
    row.addWidget(widget)
    return row


class ShiftReportView(QWidget):
    """`with_count` adds how the count ended, for the archive, where no side says it."""

    def __init__(self, *, with_count: bool = False) -> None:
        super().__init__()
        self._with_count = with_count
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._scroll: DetailScroll | None = None
        self._side = theme().padding("screenX")

    def set_side(self, side: int) -> None:
        """The padding of the screen: the mark of the scroll position stands in it."""
        self._side = side
        if self._scroll is not None:
            self._scroll.set_side(side)

    def show_report(self, report: ShiftReport, formats: Formats) -> None:
        """Renders a report."""
        at = self._scroll.verticalScrollBar().value() if self._scroll else 0
        self._take_away()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().gap("cards"))
        column.addLayout(_kpi_row(words.kpis(report, formats)))
        column.addLayout(self._cards(report, formats), 1)
        self._scroll = DetailScroll(content)
        self._scroll.set_side(self._side)
        self._column.addWidget(self._scroll)
        self._scroll.verticalScrollBar().setValue(at)

    def clear(self) -> None:
        """Shows nothing."""
        self._take_away()

    def _take_away(self) -> None:
        if self._scroll is not None:
            self._column.removeWidget(self._scroll)
            self._scroll.hide()
            self._scroll.setParent(None)
            self._scroll.deleteLater()
            self._scroll = None

    def _cards(self, report: ShiftReport, formats: Formats) -> QHBoxLayout | QGridLayout:
        tenders, tax = words.tenders_section(report, formats), words.tax_section(report, formats)
        drawer, watch = words.drawer_section(report, formats), words.watch_section(report, formats)
        count = words.count_section(report, formats) if self._with_count else None
        if count is None:
            return _grid((tenders, drawer), (tax, watch))
        return _columns((tenders, tax), (drawer,), (count, watch))


def _kpi_row(kpis: Sequence[Kpi]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().gap("cards"))
    for kpi in kpis:
        row.addWidget(KpiCard(kpi), 1)
    return row


def _grid(*rows: tuple[Section, Section]) -> QGridLayout:
    """Cards side by side are of one height; what is left over is shared by the rows."""
    grid = QGridLayout()
    grid.setSpacing(theme().gap("cards"))
    for place, row in enumerate(rows):
        for column, section in enumerate(row):
            grid.addWidget(SectionCard(section), place, column)
            grid.setColumnStretch(column, 1)
    return grid


def _columns(*columns: tuple[Section, ...]) -> QHBoxLayout:
    """Cards under one another, each as high as its rows; the last takes what is left."""
    row = QHBoxLayout()
    row.setSpacing(theme().gap("cards"))
    for sections in columns:
        column = QVBoxLayout()
        column.setSpacing(theme().gap("cards"))
        for section in sections:
            column.addWidget(SectionCard(section), 1 if section is sections[-1] else 0)
        row.addLayout(column, 1)
    return row
