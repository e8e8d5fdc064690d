"""Differences with the providers' books: what each side says, and how a difference ends."""

from functools import partial

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from pos_desktop.application.approvals import Approval
from pos_desktop.application.errors import Refused
from pos_desktop.application.reconciliation import Choice, DifferenceView, Run
from pos_desktop.application.reconciliation_ends import ACCEPT, GIVE_BACK
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.screens.list_and_detail import ListAndDetail
from pos_desktop.ui.screens.settings_pages.panes import Detail, ListPane
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels import reconcile as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button, Kind
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.list_view import ListView
from pos_desktop.ui.widgets.tips import give_tip

LIST_WIDTH = 440
_CAPTION_STEPS = 22


class SideCard(Card):
    """One of the two books: its amount in large, its facts under it."""

    def __init__(self, side: words.Side) -> None:
        super().__init__(side.title)
        self.setAccessibleName(f"{side.title}: {side.amount}")
        self.amount = Label(
            side.amount, "figure", "semibold", "text" if side.known else "text-2", figures="proportional"
        )
        self.body.addWidget(self.amount)
        rows = KeyValueRows("facts", caption_width=theme().space(_CAPTION_STEPS))
        for caption, value in side.facts:
            row = rows.add(caption, caption, value)
            give_tip(row.value, value)
        self.body.addWidget(rows)
        self.body.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)


class ReconcileScreen(ListAndDetail):
    """The differences, and what one of them is."""

    name = "reconcile"
    rail_cell = "settings"
    _told = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.views: dict[str, DifferenceView] = {}
        self.chosen = ""
        self._comparing = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._build()
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self.services.reconciliation.on_change(self._tell)

    def _build(self) -> None:
        """Pane, detail and the row of buttons at its foot."""
        self.pane = ListPane(tr("Comparison"))
        self.compare = Button(tr("Compare now"), icon="arrows-clockwise")
        self.compare.clicked.connect(self.compare_now)
        self.pane.add_button(self.compare)
        self.pane.chosen.connect(self.show_key)
        self.pane.opened.connect(self.open)
        self.pane.empty.pressed.connect(self.compare_now)
        self.troubles = QVBoxLayout()
        self.troubles.setSpacing(theme().space(2))
        self.pane.foot.addLayout(self.troubles)
        self.detail = Detail()
        self.detail.back.connect(self.to_list)
        self.nothing = EmptyState("check-circle-fill")
        self.nothing.pressed.connect(self.compare_now)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(theme().space(2))
        side = theme().space(4)
        self._choices.setContentsMargins(side, 0, side, side)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.detail, 1)
        column.addLayout(self._choices)
        self._right = QStackedWidget()
        self._right.addWidget(page)
        self._right.addWidget(self.nothing)
        self._row.addWidget(self.pane)
        self._row.addWidget(self._right, 1)
        self.buttons: dict[str, Button] = {}

    def _tell(self) -> None:
        """Called on the thread that compared, also after the window is gone."""
        if shiboken6.isValid(self):
            self._told.emit()

    def _on_told(self) -> None:
        if self.isVisible() and self.services.desk.person is not None:
            self.reload()

    @property
    def toast_room(self) -> int:  # type: ignore[override]  # as wide as the detail is now
        """The buttons that move money stay free."""
        rail = theme().px("rail", breakpoint(self.window().width()))
        return 0 if self.narrow else max(0, self.window().width() - rail - LIST_WIDTH)

    @property
    def home(self) -> QWidget:
        """The arrows walk the list; without one there is the button that compares."""
        return self.pane.list if self.views else self.nothing.action

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows what waits, the latest first."""
        del facts
        self.on_detail = False
        self.reload()
        self.home.setFocus()

    def retranslate(self) -> None:
        for part in (self.pane, self._right):
            self._row.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._build()
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Reads the differences again; the keyboard stays on the screen when what had it is gone."""
        focus = QApplication.focusWidget()
        had_keyboard = focus is not None and self.isAncestorOf(focus)
        books, formats = self.services.reconciliation, self.services.desk.formats
        self.views = {str(view.difference.id): view for view in books.open()}
        run = books.last_run()
        self.pane.list.set_rows([words.row(view, formats) for view in self.views.values()])
        title, text = words.agree_words(run, formats)
        for empty in (self.pane.empty, self.nothing):
            empty.set_icon("check-circle-fill" if run is not None and not run.troubles else "clock-fill")
            empty.set_words(title, text, tr("Compare now"))
        self._show_troubles(run)
        if self.chosen not in self.views:
            self.chosen = next(iter(self.views), "")
        self.pane.list.select(self.chosen or None)
        self._show()
        self.arrange()
        if had_keyboard:
            self.home.setFocus()

    def _show_troubles(self, run: Run | None) -> None:
        while self.troubles.count():
            item = self.troubles.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name, trouble in run.troubles if run is not None else ():
            self.troubles.addWidget(Banner(name, trouble, "attention", icon="warning-fill", outlined=True))
        if run is not None and run.troubles:
            self.troubles.addSpacing(theme().space(4))

    def _show(self) -> None:
        view = self.views.get(self.chosen)
        self._right.setCurrentIndex(0 if view is not None else 1)
        if view is None:
            return
        formats = self.services.desk.formats
        run = self.services.reconciliation.last_run()
        self.detail.begin(words.title(view), words.last_run_words(run, formats))
        self.detail.add(Banner("", words.explanation(view), "attention", icon="warning-fill", outlined=True))
        holder = QWidget()
        sides = QHBoxLayout(holder)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.setSpacing(theme().space(3))
        self.here = SideCard(words.here(view, formats))
        self.there = SideCard(words.there(view, formats))
        for each in (self.here, self.there):
            sides.addWidget(each, 1)
        self.detail.add(holder)
        self.detail.end()
        self._show_choices(view)

    def _show_choices(self, view: DifferenceView) -> None:
        while self._choices.count():
            item = self._choices.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        formats = self.services.desk.formats
        for choice in reversed(view.choices):
            kind: Kind = "secondary" if choice.key == ACCEPT else "primary"
            if choice.key == GIVE_BACK:
                kind = "destructive" if len(view.choices) == 2 else "secondary"
            icons = {ACCEPT: "note-pencil", GIVE_BACK: "arrow-u-up-left"}
            button = Button(
                words.choice_words(choice, view, formats),
                kind,
                icon=icons.get(choice.key, "check-bold"),
                height="button-large",
            )
            button.clicked.connect(partial(self._press, view, choice))
            self._choices.addWidget(button, 1)
            self.buttons[choice.key] = button

    # -- comparing and ending --------------------------------------------------------------------

    def compare_now(self) -> None:
        """Asks every provider, off the UI thread."""
        person = self.services.desk.signed_in
        if not person.role.allows(Permission.RECONCILE):
            self.window_.tell(
                Refused(tr("You may not compare the books"), tr("Nothing was changed."), tr("Ask a manager."))
            )
            return
        if self._comparing:
            return
        self._comparing = True
        self.compare.setEnabled(False)
        books = self.services.reconciliation
        self.window_.run(
            lambda: books.run(person.id), self._compared, words=tr("Comparing the books")
        ).when_cancelled(self._ready)

    def _compared(self, run: Run) -> None:
        self._ready()
        self.reload()
        if run.troubles:
            names = ", ".join(name for name, _ in run.troubles)
            self.window_.toast(tr("A provider could not be asked"), names, kind="attention")
        elif run.found:
            self.window_.toast(tr("{count} new", count=run.found), "", kind="attention")
        else:
            self.window_.toast(tr("Nothing new"), words.last_run_words(run, self.services.desk.formats))

    def _ready(self) -> None:
        self._comparing = False
        if shiboken6.isValid(self.compare):
            self.compare.setEnabled(True)

    def _press(self, view: DifferenceView, choice: Choice) -> None:
        if choice.key == ACCEPT:
            self._ask_note(view)
        else:
            self._resolve(view, choice.key, "")

    def _ask_note(self, view: DifferenceView) -> None:
        panel = NotePanel(
            self.window_,
            tr("Accept the difference"),
            words.title(view),
            tr("Why is it right as it is?"),
            tr("Accept it"),
            lambda note: self._resolve(view, ACCEPT, note),
            icon="note-pencil",
            suggestions=(tr("Settled by hand"), tr("Test payment"), tr("Another register's order")),
        )
        self.window_.show_overlay(panel)

    def _resolve(self, view: DifferenceView, key: str, note: str) -> None:
        books = self.services.reconciliation
        formats = self.services.desk.formats
        done = {
            ACCEPT: tr("Accepted with a note"),
            GIVE_BACK: tr("It is on its way back"),
        }.get(key, tr("Booked for its order"))
        amount = next((c.amount_minor for c in view.choices if c.key == key), None)

        def resolve(approval: Approval | None) -> None:
            books.resolve(view.difference.id, key, note, approval)

        def then(_nothing: None) -> None:
            if key == ACCEPT:
                self.window_.close_overlay()
            self.reload()
            self.window_.toast(done, formats.money(amount) if amount else note)

        self.window_.act(resolve, then)

    # -- one or two pages ----------------------------------------------------------------------

    @property
    def walked(self) -> ListView:
        return self.pane.list

    def show_key(self, key: str) -> None:
        if key != self.chosen:
            self.chosen = key
            self._show()

    def arrange(self) -> None:
        has_list = bool(self.views)
        listed = has_list or self.troubles.count() > 0
        self.lay_out(self.pane, self._right, LIST_WIDTH, narrow=self.is_compact, listed=listed)
        self.pane.show_empty(self.narrow and not has_list)
        self.detail.back_button.setVisible(self.narrow)

    def keys(self) -> list[Key]:
        """Arrows walk the list, whatever has the keyboard."""
        return [
            Key("Down", tr("Next difference"), lambda: self.walk(1), in_palette=False),
            Key("Up", tr("Difference before"), lambda: self.walk(-1), in_palette=False),
            Key("c", tr("Compare now"), self.compare_now),
        ]
