"""Signing in: who is at the register, their PIN, or a badge."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pos_desktop.application.errors import PersonError
from pos_desktop.application.people_view import PersonView
from pos_desktop.application.wording import language, tr, tr_n
from pos_desktop.domain.permissions import Permission
from pos_desktop.ui import appearance
from pos_desktop.ui.dialogs.trouble import NoticePanel
from pos_desktop.ui.shell.frame import PIN_SIDE
from pos_desktop.ui.shell.pin_entry import PersonsDots, PinEntry
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import breakpoint, theme, themes
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.menu import Menu
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.person_card import PersonCard
from pos_desktop.ui.widgets.shapes import box

COLUMNS = 3
_MINUTE_MS = 60_000
_TINTS = ("butter", "sage", "sky", "rose", "sand", "slate")
# What stands above, between and under the cards; the cards share the rest of the height.
_AROUND_CARDS = 184 + 16 + 64 + 24 + 48 + 32


class Brand(QWidget):
    """The sign of the register, 56 square."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(theme().space(14), theme().space(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box(painter, self.rect(), "accent")
        size = theme().px("icon-tender")
        at = (self.width() - size) // 2
        paint_icon(painter, "storefront-fill", "on-accent", QRect(at, at, size, size))


class BadgeHint(QWidget):
    """Says that a badge signs in, too."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme().px("button-large"))
        row = QHBoxLayout(self)
        side = theme().space(5) + theme().border("hair")
        row.setContentsMargins(side, 0, side, 0)
        row.setSpacing(0)
        row.addWidget(IconView("identification-badge", "text-2", "icon-tender"))
        row.addSpacing(theme().space(3))
        self._strong = Label("", "body", "semibold", elide=False)
        self._rest = Label("", "body", color="text-2")
        self._kinds = Label("", "caption", color="text-2", align=Align.END)
        row.addWidget(self._strong)
        row.addSpacing(theme().space(1))
        row.addWidget(self._rest, 1)
        row.addWidget(self._kinds)

    def retranslate(self) -> None:
        """Takes the words of the language in use."""
        self._strong.setText(tr("Scan your badge"))
        self._rest.setText(tr("to sign in without a PIN"))
        self._kinds.setText(tr("Barcode, stripe or RFID"))

    def paintEvent(self, event: QPaintEvent) -> None:
        box(QPainter(self), self.rect(), "surface", "border", radius="card")


class PinSide(QWidget):
    """The side with the PIN: whose, dots, pad, and what happens after wrong ones."""

    def __init__(self) -> None:
        super().__init__()
        self.name = Label("", "figure")
        self.second = Label("", "body", color="text-2")
        self.dots = PersonsDots(tr("PIN"), large=True)
        self.pad = Numpad("pin", "clear")
        self.entry = PinEntry(self.dots, self.pad)
        self.note = Label("", "caption", color="text-2", align=Align.CENTER)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.name)
        self._column.addWidget(self.second)
        self._column.addSpacing(theme().space(6.5))
        self._column.addWidget(self.dots)
        self._column.addSpacing(theme().space(6))
        self._column.addWidget(self.pad, 1)
        self._column.addSpacing(theme().space(5))
        self._column.addWidget(self.note)
        self.fit(wide=True, tall=True)

    def fit(self, *, wide: bool, tall: bool) -> None:
        """Room around the pad: less of it in narrow and in low windows."""
        side = theme().space(12 if wide else 6)
        top, bottom = (
            (theme().space(10.5), theme().space(8)) if tall else (theme().space(4), theme().space(3))
        )
        self._column.setContentsMargins(side + theme().border("hair"), top, side, bottom)

    def set_place(self, *, below: bool) -> None:
        """Where its hair line is: at its start, or above it in portrait."""
        self._below = below
        self.update()

    _below = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        line = theme().border("hair")
        if self._below:
            painter.fillRect(0, 0, self.width(), line, theme().color("border"))
        else:
            x = self.width() - line if self.isRightToLeft() else 0
            painter.fillRect(x, 0, line, self.height(), theme().color("border"))


class PeopleGrid(QWidget):
    """Cards of a page of people, three in a row."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme().gap("columns"))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._group = QButtonGroup(self)
        self.cards: dict[UUID, PersonCard] = {}

    def show_people(self, people: Sequence[tuple[PersonView, str, str, str]], chosen: UUID | None) -> None:
        """People with second line, icon and tint."""
        for card in self.cards.values():
            self._group.removeButton(card)
            card.hide()
            card.deleteLater()
        self.cards = {}
        for place, (person, second, icon, tint) in enumerate(people):
            card = PersonCard(person.name, second, icon=icon, tint=tint)
            card.setMinimumWidth(theme().space(30))
            card.clicked.connect(lambda _checked=False, key=person.id: self.chosen.emit(key))
            self._group.addButton(card)
            self._grid.addWidget(card, place // COLUMNS, place % COLUMNS)
            self.cards[person.id] = card
            card.setChecked(person.id == chosen)


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
        self._check = self._run(lambda: session.check_badge(code), self._on_badge)
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
        self.grid.show_people([(p, self._second_line(p), *self._picture(p)) for p in page], self._chosen)
        count = max(1, -(-len(self._people) // size))
        for part in (self.earlier, self.pages, self.later):
            part.setVisible(count > 1)
        number = self._first // size + 1
        self.pages.setText(f"  {number} / {count}  ")
        self.earlier.setEnabled(number > 1)
        self.later.setEnabled(number < count)

    def _picture(self, person: PersonView) -> tuple[str, str]:
        if person.role.allows(Permission.APPROVE):
            return "shield-check-fill", "plum"
        return "user-fill", _TINTS[self._people.index(person) % len(_TINTS)]

    def _second_line(self, person: PersonView) -> str:
        formats, now = self.services.desk.formats, self.services.desk.clock.now()
        if person.locked_until is not None and person.locked_until > now:
            return tr("Locked until {time}", time=formats.time(person.locked_until))
        if person.id == self._opener:
            return tr("On this shift")
        if person.role.allows(Permission.PEOPLE) and person.role.allows(Permission.SETTINGS):
            return tr("All permissions")
        return self._last_here(person.last_seen, now)

    def _last_here(self, seen: datetime | None, now: datetime) -> str:
        if seen is None:
            return tr("New here")
        formats = self.services.desk.formats
        days = formats.days_ago(seen, now)
        if days <= 0:
            return tr("Last here today")
        if days == 1:
            return tr("Last here yesterday")
        when = formats.weekday(seen) if days < 7 else formats.short_day(seen)
        return tr("Last here {day}", day=when)

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
        session, person_id = self.services.session, person.id
        self._start_check()
        self._check = self._run(lambda: session.check_pin(person_id, pin), self._on_pin)

    def _run(self, ask: object, done: object) -> Task:
        return self.window_.run(ask, done, self._on_refused, tr("Checking …"))  # type: ignore[arg-type, return-value]

    def _start_check(self) -> None:
        self._cancel_check()
        self.side_.entry.set_closed(True)

    def _cancel_check(self) -> None:
        if self._check is not None:
            self._check.cancel()
        self._check = None
        self.side_.entry.set_closed(False)

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
            menu.add(appearance.language_name(code, locale), lambda code=code: self._speak(code))
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
