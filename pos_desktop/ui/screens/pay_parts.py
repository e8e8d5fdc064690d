"""Parts of the pay screen: what is due, and bills to add up."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QSizePolicy

from pos_desktop.application.formats import Formats
from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import tr
from pos_desktop.domain.cash import bills
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.theme.typography import Style
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.progress_bar import ProgressBar
from pos_desktop.ui.widgets.words import face_of, width_of

MOST_BILLS = 6
NARROW_STEPS = 100
WHOLE_BAR = 1000
"""The bar shows shares: Qt's own counts end at 21 million in a currency of two decimals, which buys a meal in some."""


def fits(words: str, amount: str, width: int, style: Style = "figure") -> bool:
    """Whether the large button has room for both; amounts are never cut."""
    room = width - 2 * theme().space(5) - theme().space(4)
    least = width_of(face_of("body", "semibold", "tabular"), amount)
    return width_of(face_of(style, "semibold"), words) + least <= room


class DueCard(Card):
    """What is left, how far it is paid, and why coins pay another sum."""

    def __init__(self) -> None:
        super().__init__(padding=5)
        side, upper = theme().space(5), theme().space(4)
        self.body.setContentsMargins(side, upper, side, upper)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(theme().space(3))
        self._label = Label(tr("Remaining due"), "title", weight="semibold")
        self.due = FittedLabel("", "total", align=Align.END)
        self.due.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # The figure takes what it needs, the words what is left.
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.addWidget(self._label, 1)
        row.addWidget(self.due)
        self.body.addLayout(row)
        self.body.addSpacing(theme().space(3))
        self.bar = ProgressBar(tr("Paid"), "good-solid")
        self.bar.setMaximum(WHOLE_BAR)
        self.body.addWidget(self.bar)
        self.body.addSpacing(theme().space(2))
        second = QHBoxLayout()
        self.paid = Label("", "caption", color="text-2")
        self.total = Label("", "caption", color="text-2", align=Align.END)
        second.addWidget(self.paid)
        second.addWidget(self.total, 1)
        self.body.addLayout(second)
        self.rounding = Label("", "caption", color="text-2")
        self.body.addWidget(self.rounding)

    def show_view(self, view: TenderingView, formats: Formats, *, coins: bool) -> None:
        """Where the payment stands; in coins where they are what is asked for."""
        due = view.left_cash_minor if coins else view.left_minor
        self.due.setText(formats.money(due))
        self._arrange()
        self.bar.setValue(WHOLE_BAR * max(0, view.paid_minor) // max(1, view.total_minor))
        self.paid.setText(tr("Paid {amount}", amount=formats.money(view.paid_minor)))
        self.total.setText(tr("Total {amount}", amount=formats.money(view.total_minor)))
        self._tell_rounding(due - view.left_minor, formats)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where a narrow card would cut the words they stand above the figure."""
        room = self.width() - 2 * (theme().space(5) + theme().border("hair")) - theme().space(3)
        wide = self.width() >= theme().space(NARROW_STEPS)
        # A figure so long that the words were cut stands in the next smaller type, where both then fit.
        words = self._label.sizeHint().width()
        self.due.set_largest(
            "total"
            if not wide or words + width_of(face_of("total", "semibold"), self.due.text()) <= room
            else "figure"
        )
        beside = wide or self._label.sizeHint().width() + self.due.sizeHint().width() <= room
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)
            self._row.setSpacing(theme().space(3) if beside else 0)

    def _tell_rounding(self, rounding: int, formats: Formats) -> None:
        self.rounding.setVisible(rounding != 0)
        coin = formats.denomination(formats.currency.smallest_cash)
        why = tr("{amount}, because the smallest coin is {coin}.", amount=formats.money(rounding), coin=coin)
        self.rounding.setText(f"{tr('Cash rounding')}: {why}")

    def retranslate(self) -> None:
        """The words that stand by themselves; the figures come with the next view."""
        self._label.setText(tr("Remaining due"))
        self._arrange()
        self.bar.setAccessibleName(tr("Paid"))


class BillsCard(Card):
    """Bills as they are laid on the counter: each press adds one."""

    def __init__(self, add: Callable[[int], None]) -> None:
        super().__init__(tr("Add up what is handed over"))
        self._add, self._columns = add, 3
        self._faces: list[tuple[int, str]] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(theme().space(2))
        self.buttons: list[Button] = []
        self.body.addLayout(self._grid)

    def show_bills(self, formats: Formats) -> None:
        """Those of the store's money as its place writes them; others only after one of the two was changed."""
        smallest_first = reversed(bills(formats.currency)[-MOST_BILLS:])
        faces = [(minor, formats.denomination(minor)) for minor in smallest_first]
        if faces == self._faces:
            return
        for old in self.buttons:
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self._faces, self.buttons = faces, [self._bill(minor, face) for minor, face in faces]
        self.lay(self._columns)

    def _bill(self, minor: int, face: str) -> Button:
        button = Button(face)
        button.clicked.connect(lambda: self._add(minor))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def lay(self, columns: int) -> None:
        """So many beside each other; the narrow card has no room for its head."""
        self._columns = columns
        for place, button in enumerate(self.buttons):
            self._grid.addWidget(button, place // columns, place % columns)
        self.retranslate()

    def retranslate(self) -> None:
        """The card's title."""
        words = tr("Add up what is handed over")
        self.set_title("" if self._columns < 3 else words)
        self.setAccessibleName(words)
