"""Signing in: who is at the register, their PIN, or a badge."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.people_view import PersonView
from pos_desktop.application.wording import language, tr, tr_n
from pos_desktop.ui import appearance
from pos_desktop.ui.dialogs.trouble import NoticePanel
from pos_desktop.ui.screens.login_parts import COLUMNS, BadgeHint, Brand, PeopleGrid, PinSide
from pos_desktop.ui.shell.frame import PIN_SIDE
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import breakpoint, theme, themes
from pos_desktop.ui.viewmodels.sign_in import CardData, card_of
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.menu import Menu

_MINUTE_MS = 60_000
# What stands above, between and under the cards; the cards share the rest of the height.
_AROUND_CARDS = 184 + 16 + 64 + 24 + 48 + 32


class LoginScreen(Screen):
    """Locks and unlocks the register. What is open stays as it is underneath."""

    name = "login"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._people: list[PersonView] = []
        self._opener: UUID | None = None
        self._chosen: UUID | None = None
        self._first = 0
        self._check: Task | None = None
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._area = QWidget()
        self.side_ = PinSide()
        self.side_.entry.complete.connect(self._check_pin)
        self.side_.entry.changed.connect(self._on_typed)
        self._build_area()
        self._layout.addWidget(self._area, 1)
        self._layout.addWidget(self.side_)
        self._tick = QTimer(self, singleShot=True, timerType=Qt.TimerType.CoarseTimer)
        self._tick.timeout.connect(self._show_clock)

    # -- parts ---------------------------------------------------------------------------------

    def _build_area(self) -> None:
        column = QVBoxLayout(self._area)
        column.setContentsMargins(0, theme().space(10), 0, theme().space(8))
        column.setSpacing(0)
        self._inset = QVBoxLayout()
        self._inset.setSpacing(0)
        self._inset.addLayout(self._head())
        self._inset.addSpacing(theme().space(12))
        self._inset.addLayout(self._question())
        self._inset.addSpacing(theme().space(4))
        self.grid = PeopleGrid()
        self.grid.chosen.connect(self.choose)
        self._inset.addWidget(self.grid)
        self._inset.addSpacing(theme().space(4))
        self._badge = BadgeHint()
        self._inset.addWidget(self._badge)
        column.addLayout(self._inset)
        column.addStretch(1)
        self._foot = self._foot_row()
        column.addLayout(self._foot)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(4))
        row.addWidget(Brand())
        words = QVBoxLayout()
        words.setSpacing(0)
        self._store = Label("", "figure")
        self._register = Label("", "body", color="text-2")
        words.addSpacing(theme().space(0.5))
        words.addWidget(self._store)
        words.addWidget(self._register)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.clock = Label("", "total", elide=False, align=Align.END)
        row.addWidget(self.clock)
        return row

    def _question(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._who = Label("", "title")
        self.shift_line = Label("", "caption", color="text-2", align=Align.END, elide=False)
        row.addWidget(self._who, 1)
        row.addWidget(self.shift_line)
        return row

    def _foot_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.language = Button("", "quiet", icon="globe", end_icon="caret-down")
        self.language.clicked.connect(self._open_languages)
        self.mode = Button("", "quiet", icon="moon")
        self.mode.clicked.connect(self._change_mode)
        self.forgot = Button("", "quiet", icon="question")
        self.forgot.clicked.connect(self._explain_forgotten)
        self.shut_down = Button("", "quiet", icon="power")
        self.shut_down.clicked.connect(self._ask_shut_down)
        self.earlier = Button(icon="caret-left", name=tr("People before"))
        self.earlier.clicked.connect(lambda: self._turn(-1))
        self.pages = Label("", "body", color="text-2", align=Align.CENTER, elide=False)
        self.later = Button(icon="caret-right", name=tr("More people"))
        self.later.clicked.connect(lambda: self._turn(1))
        row.addWidget(self.language)
        row.addWidget(self.mode)
        row.addStretch(1)
        for part in (self.earlier, self.pages, self.later):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.forgot)
        row.addWidget(self.shut_down)
        return row

    # -- what the window asks --------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Reads who may sign in and which shift is open."""
        self._cancel_check()
        self._people = self.services.session.people()
        shift = self.services.shifts.current()
        self._opener = shift.opened_by if shift else None
        known = [person.id for person in self._people]
        if self._opener in known:
            self._chosen = self._opener
        elif self._chosen not in known:
            self._chosen = known[0] if known else None
        self._first = self._page_of(self._chosen)
        self.retranslate()

    def leave(self) -> bool:
        """Nothing of a PIN stays behind."""
        self._cancel_check()
        self.side_.entry.clear()
        return True

    def keys(self) -> list[Key]:
        """Digits and arrows work besides, whatever has the focus."""
        return [Key("F9", tr("Dark or light"), self._change_mode)]

    def escape(self) -> bool:
        """Takes back what was typed."""
        self.side_.entry.clear()
        return True

    def scanned(self, code: str) -> bool:
        """A badge signs in at once."""
        session = self.services.session
        self._start_check()
        self._check = self.window_.run(
            partial(session.check_badge, code), self._on_badge, self._on_refused, tr("Checking …")
        )
        self._check.when_cancelled(partial(self._on_cancel, self._check))
        return True

    def retranslate(self) -> None:
        """Renders every text again."""
        desk = self.services.desk
        self._store.setText(desk.settings.name)
        self._register.setText(desk.register.name)
        self._who.setText(tr("Who is at the register?"))
        self._badge.retranslate()
        self.language.set_text(appearance.language_name(language(), desk.settings.locale))
        self.mode.set_text(tr("Light") if theme().dark else tr("Dark"))
        self.mode.set_icon("sun" if theme().dark else "moon")
        self.forgot.set_text(tr("Forgot PIN"))
        self.shut_down.set_text(tr("Shut down"))
        self._show_shift()
        self._show_clock()
        self._show_page()
        self._show_person()

    # -- people ----------------------------------------------------------------------------------

    @property
    def person(self) -> PersonView | None:
        """Who is chosen."""
        return next((person for person in self._people if person.id == self._chosen), None)

    def choose(self, person_id: UUID) -> None:
        """Another person is at the register."""
        self._cancel_check()
        self._chosen = person_id
        first = self._page_of(person_id)
        if first != self._first:
            self._first = first
            self._show_page()
        if person_id in self.grid.cards:
            self.grid.cards[person_id].setChecked(True)
        self._show_person()

    def _per_page(self) -> int:
        height = self._area.height() - _AROUND_CARDS
        card = theme().space(34) + theme().gap("columns")
        return COLUMNS * max(1, (height + theme().gap("columns")) // card)

    def _page_of(self, person_id: UUID | None) -> int:
        known = [person.id for person in self._people]
        place = known.index(person_id) if person_id in known else 0
        return place - place % self._per_page()

    def _turn(self, pages: int) -> None:
        self._first = max(0, min(self._first + pages * self._per_page(), len(self._people) - 1))
        self._first -= self._first % self._per_page()
        self._show_page()

    def _show_page(self) -> None:
        size = self._per_page()
        page = self._people[self._first : self._first + size]
        self.grid.show_people([self._card(person) for person in page], self._chosen)
        count = max(1, -(-len(self._people) // size))
        for part in (self.earlier, self.pages, self.later):
            part.setVisible(count > 1)
        number = self._first // size + 1
        leftward = "\N{RIGHT-TO-LEFT MARK}" if self.isRightToLeft() else ""
        self.pages.setText(f"{leftward}  {number} / {count}  ")
        self.earlier.setEnabled(number > 1)
        self.later.setEnabled(number < count)

    def _card(self, person: PersonView) -> CardData:
        desk = self.services.desk
        place = self._people.index(person)
        return card_of(person, place, self._opener, desk.formats, desk.clock.now())

    def _show_person(self) -> None:
        person = self.person
        self.side_.name.setText(person.name if person else tr("Nobody may sign in"))
        self.side_.entry.set_most(person.pin_length if person else 4)
        self.side_.dots.set_places(person.pin_length if person else 4)
        self._ask_for_pin()

    def _ask_for_pin(self) -> None:
        person = self.person
        with_pin = person is not None and person.has_pin
        self.side_.second.setText(tr("Enter your PIN") if with_pin else tr("No PIN yet: scan your badge"))
        self.side_.second.set_color("text-2")
        allowed = self.services.desk.settings.wrong_pins_allowed
        words = tr("Five wrong PINs lock the user.")
        if allowed != 5:
            words = tr_n("{count} wrong PIN locks the user.", "{count} wrong PINs lock the user.", allowed)
        self.side_.note.setText(words)

    # -- PIN and badge ---------------------------------------------------------------------------

    def _on_typed(self, digits: str) -> None:
        if digits:
            self._ask_for_pin()

    def _check_pin(self, pin: str) -> None:
        person = self.person
        if person is None or self._check is not None:
            return
        session = self.services.session
        self._start_check()
        check = partial(session.check_pin, person.id, pin)
        self._check = self.window_.run(check, self._on_pin, self._on_refused, tr("Checking …"))
        self._check.when_cancelled(partial(self._on_cancel, self._check))

    def _start_check(self) -> None:
        self._cancel_check()
        self.side_.entry.set_closed(True)

    def _cancel_check(self) -> None:
        check, self._check = self._check, None
        if check is not None:
            check.cancel()
        self.side_.entry.set_closed(False)

    def _on_cancel(self, check: Task) -> None:
        """Whoever waited does not want to any longer: the PIN can be typed anew."""
        if self._check is check:
            self._check = None
            self.side_.entry.set_closed(False)
            self.side_.entry.clear()

    def _on_pin(self, person: PersonView) -> None:
        self._sign_in(person, "pin")

    def _on_badge(self, person: PersonView | None) -> None:
        if person is None:
            self.window_.beep()
            self._refuse(tr("This badge is not known"))
        else:
            self._sign_in(person, "badge")

    def _sign_in(self, person: PersonView, method: str) -> None:
        self._check = None
        self.side_.entry.set_closed(False)
        self.side_.entry.clear()
        self.services.session.sign_in(person, method)

    def _on_refused(self, error: PersonError) -> None:
        self._refuse(error.title if error.next_step else str(error), error.next_step)
        if error.next_step:
            self._people = self.services.session.people()
            self._show_page()

    def _refuse(self, words: str, next_step: str = "") -> None:
        self._check = None
        self.side_.entry.fail()
        self.side_.second.setText(words)
        self.side_.second.set_color("danger")
        if next_step:
            self.side_.note.setText(next_step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}
        step = steps.get(Qt.Key(event.key()), 0)
        if step and self._people:
            if abs(step) == 1 and self.isRightToLeft():
                step = -step
            known = [person.id for person in self._people]
            here = known.index(self._chosen) if self._chosen in known else 0
            if 0 <= here + step < len(known):
                self.choose(known[here + step])
            return
        if not self.side_.entry.take_key(event):
            super().keyPressEvent(event)

    # -- the rest --------------------------------------------------------------------------------

    def _show_shift(self) -> None:
        shift = self.services.shifts.current()
        if shift is None:
            self.shift_line.setText(tr("No shift is open"))
            return
        amount = self.services.desk.formats.money(shift.float_minor)
        self.shift_line.setText(
            tr("Shift {number} is open · float {amount}", number=shift.number, amount=amount)
        )

    def _show_clock(self) -> None:
        now = self.services.desk.clock.now()
        self.clock.setText(self.services.desk.formats.time(now))
        self._tick.start(_MINUTE_MS - (now.second * 1000 + now.microsecond // 1000) + 1)

    def _open_languages(self) -> None:
        menu = Menu(tr("Language"), self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        locale = self.services.desk.settings.locale
        for code in appearance.languages():
            menu.add(appearance.language_name(code, locale), partial(self._speak, code))
        menu.open_under(self.language)

    def _speak(self, code: str) -> None:
        self.window_.act(lambda _approval: self.services.desk.change_settings(language=code))

    def _change_mode(self) -> None:
        wanted = "light" if themes().current.dark else "dark"
        self.window_.act(lambda _approval: self.services.desk.change_settings(appearance=wanted))

    def _explain_forgotten(self) -> None:
        panel = NoticePanel(
            tr("Nobody can look a PIN up"),
            tr("The register keeps only what it needs to check one."),
            tr("Ask a manager to set a new one in Settings › People."),
            head=tr("Forgot PIN"),
            icon="question-fill",
            tone="accent",
        )
        self._show_notice(panel)

    def _ask_shut_down(self) -> None:
        panel = NoticePanel(
            tr("Shut the register down?"),
            tr("Everything is saved: the ticket will be there again, and sales go on being sent next time."),
            head=tr("Shut down"),
            icon="power",
            tone="text",
            answer=tr("Shut down"),
        )
        panel.answered.connect(self._shut_down)
        self._show_notice(panel)

    def _show_notice(self, panel: NoticePanel) -> None:
        panel.done.connect(self.window_.close_overlay)
        self.window_.show_overlay(panel)

    def _shut_down(self) -> None:
        self.window().close()
        QCoreApplication.quit()

    # -- layout ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.update()

    def _arrange(self) -> None:
        below = self.width() < self.height()
        narrow = breakpoint(self.width()) == "compact"
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(down if below else across)
        start = theme().space(6 if narrow else 16)
        end = theme().space(6 if narrow else 12)
        self._inset.setContentsMargins(start, 0, end, 0)
        quiet = theme().space(4)
        self._foot.setContentsMargins(start - quiet, 0, end - quiet, 0)
        self.side_.fit(wide=not narrow, tall=not below)
        self.side_.set_place(below=below)
        width = theme().px("ticket", "compact") if narrow else PIN_SIDE
        self.side_.setMinimumWidth(0 if below else width)
        self.side_.setMaximumWidth(self.width() if below else width)
        self.side_.setMinimumHeight(self.height() * 45 // 100 if below else 0)
        first = self._page_of(self._chosen)
        if self._people and (first != self._first or len(self.grid.cards) != self._on_page(first)):
            self._first = first
            self._show_page()

    def _on_page(self, first: int) -> int:
        return min(self._per_page(), len(self._people) - first)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("canvas"))
