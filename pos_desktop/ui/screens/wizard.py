"""The first run: five steps at most, three minutes, a demo store at hand. A window of its own, before any service."""

import locale as computer
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QLocale, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from pos_desktop.application.errors import PersonError
from pos_desktop.application.first_run_port import PlatformChoice, Setup
from pos_desktop.application.platform_import import CatalogueReport
from pos_desktop.application.product_import import ImportReport
from pos_desktop.application.wording import language, tr
from pos_desktop.ui import appearance
from pos_desktop.ui.screens.settings_pages.panes import Side
from pos_desktop.ui.screens.wizard_steps.devices import DevicesStep
from pos_desktop.ui.screens.wizard_steps.draft import FILE, PLATFORM, Draft
from pos_desktop.ui.screens.wizard_steps.people import PeopleStep
from pos_desktop.ui.screens.wizard_steps.products import ProductsStep
from pos_desktop.ui.screens.wizard_steps.ready import ReadyStep
from pos_desktop.ui.screens.wizard_steps.step import WizardStep
from pos_desktop.ui.screens.wizard_steps.store import StoreStep
from pos_desktop.ui.shell.faults import log_fault, words_for
from pos_desktop.ui.tasks import Task, Tasks
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.scrolling import ScrollArea
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.step_list import Step, StepList

T = TypeVar("T")

STEPS: tuple[type[WizardStep], ...] = (StoreStep, ProductsStep, DevicesStep, PeopleStep, ReadyStep)
REGISTER, DEMO = "register", "demo"

_STEPS_WIDTH, _NARROW_STEPS_WIDTH = 320, 264
_CONTINUE_WIDTH = 240
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Brand(QWidget):
    """The sign of the register, 40 square."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(theme().space(10), theme().space(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        box(painter, self.rect(), "accent")
        size = theme().px("icon-rail")
        at = (self.width() - size) // 2
        paint_icon(painter, "storefront-fill", "on-accent", QRect(at, at, size, size))


class _StepsSide(Side):
    """Brand, the steps, and the demo store at the foot."""

    def __init__(self, steps: StepList, demo: Button) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme().space(3))
        head.addWidget(_Brand())
        self._title = Label("", "title")
        head.addWidget(self._title, 1)
        self._column.addLayout(head)
        self._column.addSpacing(theme().space(14))
        self._column.addWidget(steps)
        self._column.addStretch(1)
        card = Card(ground="canvas", outlined=False)
        card.body.setSpacing(theme().space(1))
        card.body.addWidget(Label(tr("The demo store is ready"), "body", "semibold"))
        text = tr("Hundreds of products and a virtual printer and drawer. Sell now, finish set-up later.")
        card.body.addWidget(Label(text, "caption", color="text-2", wrap=True))
        card.body.addSpacing(theme().space(2))
        card.body.addWidget(demo)
        self._column.addWidget(card)
        self.fit(narrow=False)

    def set_title(self, words: str) -> None:
        """Which register is set up."""
        self._title.setText(words)

    def fit(self, *, narrow: bool) -> None:
        """Less room around in narrow windows."""
        side = theme().space(6 if narrow else 8)
        self.setFixedWidth(_NARROW_STEPS_WIDTH if narrow else _STEPS_WIDTH)
        self._column.setContentsMargins(
            side, theme().space(8), side + theme().border("hair"), theme().space(8)
        )


class _Pages(QWidget):
    """As high as the page in sight, so that a low one has no scroll bar for the sake of a high one."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._pages: list[QWidget] = []

    def add(self, page: QWidget) -> None:
        """One more, which is not in sight yet."""
        page.hide()
        self._pages.append(page)
        self._column.addWidget(page)

    def bring_up(self, page: QWidget) -> None:
        """Shows a page in the place of the one before; what had the keyboard there is hidden after it has come."""
        page.show()
        for each in self._pages:
            if each is not page:
                each.hide()


class _Foot(QWidget):
    """Back at the start; Skip and Continue at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme().space(24))
        self.row = QHBoxLayout(self)
        self.row.setSpacing(theme().space(3))
        self.back = Button(tr("Back"), icon="arrow-left", height="button-mid")
        self.skip = Button(tr("Skip for now"), "quiet", height="button-mid")
        self.go_on = Button(tr("Continue"), "primary", key_hint=tr("Enter"), height="button-mid")
        self.go_on.setMinimumWidth(_CONTINUE_WIDTH)
        self.row.addWidget(self.back)
        self.row.addStretch(1)
        self.row.addWidget(self.skip)
        self.row.addWidget(self.go_on)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color("surface"))
        painter.fillRect(0, 0, self.width(), theme().border("hair"), theme().color("border"))


class WizardWindow(QMainWindow):
    """`finished` says "register" or "demo" once that can be opened; the window closes itself then."""

    finished = Signal(str)

    def __init__(self, setup: Setup, draft: Draft | None = None) -> None:
        super().__init__()
        self.setup = setup
        self.draft = draft or Draft.of_computer(_own_locale(), language())
        self.draft.keep_prices(setup.priced_in())
        self.tasks = Tasks(self)
        self.steps: list[WizardStep] = []
        self.present = 0
        self._done = False
        self._leaving = False
        self._busy = False
        self._build()

    # -- parts ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self.step_list = StepList(())
        self.demo = Button(tr("Try the demo store"))
        self.demo.clicked.connect(self._try_demo)
        self.side = _StepsSide(self.step_list, self.demo)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addLayout(self._main(), 1)
        self.setCentralWidget(whole)
        self.steps = [kind(self) for kind in STEPS]
        for step in self.steps:
            self.pages.add(step)
        self._fit()
        self.show_step(self.present)

    def _main(self) -> QVBoxLayout:
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        self._head = QVBoxLayout()
        self._head.setSpacing(theme().space(1))
        self._number = Label("", "caption", color="text-2")
        self._title = Label("", "figure")
        self._second = Label("", "body", color="text-2")
        self._head.addWidget(self._number)
        self._head.addWidget(self._title)
        self._head.addWidget(self._second)
        main.addLayout(self._head)
        self.pages = _Pages()
        self._inner = QWidget()
        self._inset = QVBoxLayout(self._inner)
        self._inset.addWidget(self.pages)
        area = ScrollArea()
        area.setWidget(self._inner)
        self._area, self._bar = area, area.verticalScrollBar()
        self._bar.rangeChanged.connect(lambda _least, _most: self._fit())
        main.addWidget(area, 1)
        self.notice = Banner(" ", " ", "attention", outlined=True)
        self._leave_now = Button(tr("Leave the set-up"))
        self._leave_now.clicked.connect(self._leave)
        self.notice.add_action(self._leave_now)
        self.notice.hide()
        self._notice_row = QHBoxLayout()
        self._notice_row.addWidget(self.notice)
        main.addLayout(self._notice_row)
        self.foot = _Foot()
        self.foot.back.clicked.connect(self.back)
        self.foot.skip.clicked.connect(self._skip)
        self.foot.go_on.clicked.connect(self.go_on)
        main.addWidget(self.foot)
        return main

    def _fit(self) -> None:
        narrow = breakpoint(self.width()) == "compact"
        self.side.fit(narrow=narrow)
        side = theme().space(6 if narrow else 16)
        self._head.setContentsMargins(side, theme().space(8), side, 0)
        # The scroll bar stands in the padding, so that nothing gets narrower by it.
        beside = side - theme().space(3) if self._bar.maximum() > 0 else side
        edges = (beside, side) if self.isRightToLeft() else (side, beside)
        self._inset.setContentsMargins(edges[0], theme().space(6), edges[1], theme().space(2))
        self._notice_row.setContentsMargins(side, 0, side, theme().space(3))
        self.foot.row.setContentsMargins(side, theme().border("hair"), side, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), theme().color("canvas"))

    # -- steps ---------------------------------------------------------------------------------

    @property
    def step(self) -> WizardStep:
        """The step in sight."""
        return self.steps[self.present]

    @property
    def ready(self) -> ReadyStep:
        """The last step."""
        last = self.steps[-1]
        assert isinstance(last, ReadyStep)
        return last

    def show_step(self, number: int) -> None:
        """Shows a step, by its number from 0."""
        if self.steps:
            self.step.leave()
        self.present = number
        self.pages.bring_up(self.step)
        title, second = self.step.question()
        count = tr("Step {number} of {count}", number=number + 1, count=len(self.steps))
        self._number.setText(f"{count} · {_pace(number)}")
        self._title.setText(title)
        self._second.setText(second)
        named = tr("Set up {register}", register=self.draft.register_name)
        self.side.set_title(named)
        self.setWindowTitle(named)
        self.notice.hide()
        self._bar.setValue(0)
        self.refresh()
        self.foot.go_on.setFocus(Qt.FocusReason.TabFocusReason)
        self.step.enter()

    def refresh(self) -> None:
        """What can be pressed now, and what the list of steps says."""
        if not self.steps:
            return
        self.step_list.set_steps(
            tuple(
                Step(step.title(), step.summary() if place < self.present else step.hint())
                for place, step in enumerate(self.steps)
            )
        )
        self.step_list.set_current(self.present)
        busy = self.step.busy or self._busy
        last = self.present == len(self.steps) - 1
        self.foot.back.setVisible(self.present > 0)
        self.foot.back.setEnabled(not busy and not self.ready.written)
        self.foot.skip.setVisible(self.step.can_skip)
        self.foot.skip.setEnabled(not busy)
        self.foot.go_on.set_text(tr("Open the register") if last else tr("Continue"))
        self.foot.go_on.setEnabled(not busy)
        self.demo.setEnabled(not busy and not self.ready.written)

    def go_on(self) -> None:
        """Continue: to the next step, at last into the register."""
        if self.step.busy or self._busy:
            return
        if not self.step.check():
            QTimer.singleShot(0, self, self._show_focus)
            return
        if self.present < len(self.steps) - 1:
            self.show_step(self.present + 1)
        elif self.ready.written:
            self._close_with(REGISTER)
        else:
            self._open_register()

    def _show_focus(self) -> None:
        """The field that is wrong has the keyboard; its sentence has found its place by now."""
        focus = self.focusWidget()
        if focus is not None and self.step.isAncestorOf(focus):
            room = theme().space(12)
            self._area.ensureWidgetVisible(focus, 0, room)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The step, then the foot, and the demo store last. What loses the keyboard because it is hidden gives it to
        Continue."""
        if not self.steps:  # they are being built in another language
            return super().focusNextPrevChild(forward)
        stops = [*_stops_in(self.step), *_stops_in(self.notice), *_stops_in(self.foot), *_stops_in(self.side)]
        focus = self.focusWidget()
        if focus in stops:
            place = (stops.index(focus) + (1 if forward else -1)) % len(stops)
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            stops[place].setFocus(reason)
        else:
            self.foot.go_on.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def back(self) -> None:
        """To the step before; all that was typed stays."""
        if self.present > 0 and self.foot.back.isEnabled():
            self.show_step(self.present - 1)

    def _skip(self) -> None:
        self.step.skip()
        self.go_on()

    def change_language(self, spoken: str) -> None:
        """Speaks another language from now on; all that was typed stays."""
        self.draft.language = spoken
        # Not now: the choice comes from a widget that will be taken away.
        QTimer.singleShot(0, self, self._speak)

    def _speak(self) -> None:
        appearance.speak(self.draft.language)
        self.draft.rename_classes()
        for step in self.steps:
            step.end()
        self.steps = []
        self._build()

    # -- slow work -----------------------------------------------------------------------------

    def run(
        self, slow: Callable[[], T], done: Callable[[T], None], failed: Callable[[PersonError], None]
    ) -> Task:
        """Does something slow off the UI thread; faults are reported and told in words."""

        def on_failed(error: Exception) -> None:
            if not isinstance(error, PersonError):
                log_fault(error)
            failed(error if isinstance(error, PersonError) else words_for(error))

        return self.tasks.run(slow, done, on_failed)

    def _open_register(self) -> None:
        plan = self.draft.plan()
        self.ready.start()
        self.run(partial(self.setup.finish, plan), lambda _nothing: self._import(), self.ready.fail)

    def _import(self) -> None:
        shop = self.draft.platform.choice
        if self.draft.products == PLATFORM and shop is not None:
            self._import_shop(shop)
            return
        file = self.draft.file
        if self.draft.products != FILE or file is None:
            self._close_with(REGISTER)
            return
        ready = self.ready
        ready.start_import()
        stopped: list[bool] = []
        ready.stop.clicked.connect(lambda: stopped.append(True))
        told = ready.progressed.emit
        slow = partial(self.setup.import_products, file, told, lambda: bool(stopped))
        self.run(slow, self._imported, ready.fail)

    def _import_shop(self, shop: PlatformChoice) -> None:
        """Connects the shop and takes its catalogue over; stopped, it stays connected and can go on later."""
        ready, stopped = self.ready, list[bool]()
        ready.start_import()
        ready.stop.clicked.connect(lambda: stopped.append(True))
        told = ready.progressed.emit
        slow = partial(self.setup.connect_platform, shop, told, lambda: bool(stopped))
        self.run(slow, self._shop_imported, ready.fail)

    def _shop_imported(self, report: CatalogueReport) -> None:
        if report.refused_count or report.stopped:
            self.ready.report_platform(report)
        else:
            self._close_with(REGISTER)

    def _imported(self, report: ImportReport) -> None:
        """All well: the register opens. Lines that need a look are shown first."""
        if report.refused_count or report.stopped:
            self.ready.report(report)
        else:
            self._close_with(REGISTER)

    def _try_demo(self) -> None:
        self._busy = True
        self.refresh()
        spoken = self.draft.language
        self.run(
            lambda: self.setup.try_demo(spoken), lambda _nothing: self._close_with(DEMO), self._demo_failed
        )

    def _demo_failed(self, error: PersonError) -> None:
        self._busy = False
        self._say(error.title, " ".join(part for part in (error.meaning, error.next_step) if part))
        self.refresh()

    # -- keys and the end ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTERS and not isinstance(self.focusWidget(), QPlainTextEdit):
            if not event.isAutoRepeat():
                self.go_on()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.back()
            return
        super().keyPressEvent(event)

    def _say(self, title: str, text: str, *, leaving: bool = False) -> None:
        self.notice.set_words(title, text, "attention", icon="warning-fill")
        self._leave_now.setVisible(leaving)
        self.notice.show()

    def _close_with(self, what: str) -> None:
        self._done = True
        self.finished.emit(what)
        self.close()

    def _leave(self) -> None:
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was typed is not thrown away by one press; what is being written is written to its end."""
        if not self._done and (self.step.busy or self._busy):
            event.ignore()
            return
        if not self._done and not self._leaving and self.draft.touched and not self.ready.written:
            self._say(
                tr("The register is not set up yet"),
                tr("What you typed is lost if you leave now."),
                leaving=True,
            )
            event.ignore()
            return
        self.tasks.stop()
        super().closeEvent(event)


def _stops_in(part: QWidget) -> list[QWidget]:
    """Where Tab stops in a part of the window, in the order in which it was made."""
    return [
        widget
        for widget in part.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
    ]


def _pace(number: int) -> str:
    return tr("about one minute") if number in (0, 1) else tr("less than a minute")


def _own_locale() -> str:
    """The computer's own place: as Qt knows it, else as Python does."""
    name = QLocale.system().name()
    if "_" in name:
        return name
    return computer.getlocale()[0] or "de_DE"
