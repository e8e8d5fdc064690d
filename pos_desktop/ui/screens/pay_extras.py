"""What may be asked for beside the amount: a tip, a share of several people, a part."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.tendering import split_evenly
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.dialogs.tip import TipPanel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.chips import Chip

MOST_PEOPLE = 50


class PayExtras(QWidget):
    """Three buttons that stay lit while what they asked for holds. Amounts in minor units.

    `changed`: another amount is proposed; `tip_changed`: the same with another tip.
    """

    changed = Signal()
    tip_changed = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self.tip_minor = 0
        self.part = False
        self._sharing = 0  # how many share evenly; 0: nobody does
        self._paid: frozenset[UUID] = frozenset()  # tenders that were taken
        self._before: frozenset[UUID] = frozenset()  # those of them that are nobody's share
        self._left = self._typed = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        self.tip_button = Chip(tr("Add tip"), icon="plus", strong=True)
        self.split_button = Chip(tr("Split evenly"), icon="users", strong=True)
        self.part_button = Chip(tr("Pay a part"), icon="percent", strong=True)
        for button, then in (
            (self.tip_button, self.ask_tip),
            (self.split_button, self.ask_split),
            (self.part_button, self.pay_a_part),
        ):
            button.clicked.connect(then)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button, 1)

    def begin(self) -> None:
        """Another payment: nothing was asked for yet."""
        self.tip_minor, self.part, self._sharing = 0, False, 0

    def next_one(self) -> None:
        """The next tender: the tip and the part were those of the one before, the shares are everybody's."""
        self.tip_minor, self.part = 0, False

    def follow(self, view: TenderingView) -> None:
        """What was taken by now: a share that came to nothing or was given back is still to be paid."""
        self._paid = frozenset(payment.id for payment in view.taken)

    @property
    def people(self) -> int:
        """Who still pay, of those who share evenly; 0 where nobody shares: the last one pays what is left."""
        left = self._sharing - len(self._paid - self._before)
        return left if left > 1 else 0

    def share_between(self, people: int) -> None:
        """So many share evenly what is left; 0: nobody shares any more."""
        self._sharing, self._before = people, self._paid

    def share_of(self, left_minor: int) -> int:
        """What the next one pays of what is left."""
        return split_evenly(left_minor, self.people)[0] if self.people else left_minor

    def set_compact(self, compact: bool) -> None:
        """Icons alone where the screen is narrow."""
        for button in (self.tip_button, self.split_button, self.part_button):
            button.set_icon_only(compact)

    def tell(self, left_minor: int, typed_minor: int, *, tips: bool) -> None:
        """What is left and typed, and whether the chosen way takes tips."""
        self._left, self._typed = left_minor, typed_minor
        money = self._window.services.desk.formats.money
        tip = tr("Tip {amount}", amount=money(self.tip_minor)) if self.tip_minor else tr("Add tip")
        people = tr_n("{count} still pays", "{count} still pay", self.people)
        self.tip_button.set_text(tip)
        self.split_button.set_text(people if self.people else tr("Split evenly"))
        self.part_button.set_text(tr("Pay a part"))
        self.tip_button.setChecked(bool(self.tip_minor))
        self.split_button.setChecked(bool(self.people))
        self.part_button.setChecked(self.part)
        self.tip_button.setEnabled(tips)
        self.split_button.setEnabled(left_minor > 0)
        self.part_button.setEnabled(left_minor > 0)

    # -- asking --------------------------------------------------------------------------------

    def ask_tip(self) -> None:
        """Types a tip."""

        def take(tip: int) -> None:
            self._window.close_overlay()
            self.tip_minor = tip
            self.tip_changed.emit()

        if self.tip_button.isEnabled():
            self._window.show_overlay(TipPanel(self._window, self._typed, self.tip_minor, take))

    def ask_split(self) -> None:
        """Shares what is left between people; once more, and one pays it all."""
        if self.people or not self._left:
            self.share_between(0)
            self.changed.emit()
            return
        formats, left = self._window.services.desk.formats, self._left

        def words(people: int) -> str:
            if not 2 <= people <= MOST_PEOPLE:
                return tr("Split evenly")
            return tr("{amount} each", amount=formats.money(split_evenly(left, people)[0]))

        def take(people: int) -> None:
            if people <= MOST_PEOPLE:
                self._window.close_overlay()
                self.part = False
                self.share_between(people)
                self.changed.emit()

        self._window.show_overlay(
            FigurePanel(
                self._window,
                tr("Split evenly"),
                tr("{amount} to pay", amount=formats.money(left)),
                tr("People"),
                formats.number,
                words,
                take,
                start=2,
                exponent=0,
                least=2,
                icon="users",
            )
        )

    def pay_a_part(self) -> None:
        """Less than is due is meant so; once more, and all of it is asked for again."""
        if self.part_button.isEnabled():
            self.part = not self.part
            self.share_between(0)
            self.changed.emit()
