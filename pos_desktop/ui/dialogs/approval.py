"""A manager's word for one action: what is asked, by whom, how much, why; PIN or badge, or no."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.approvals import Approval, ApprovalRequest
from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import signs_kept, tr
from pos_desktop.ui.dialogs.panel_head import PanelHead
from pos_desktop.ui.shell.pin_entry import PinEntry
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.pin_dots import PinDots

_USUAL_PIN = 4
_CAPTION_STEPS = 24
_DECLINE_STEPS = 28


class ApprovalPanel(QWidget):
    """Covers the one action of its request. `given` carries the word, `declined` says there is none."""

    given = Signal(object)
    declined = Signal()

    def __init__(self, window: Window, request: ApprovalRequest) -> None:
        super().__init__()
        self._window = window
        self._session = window.services.session
        self._request = request
        self._open = True
        self._checking = False
        self._lengths = self._pin_lengths()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.focus_radius = None
        self.setAccessibleName(f"{tr('Manager approval')}: {request.title}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = PanelHead(
            "shield-check-fill",
            "accent-text",
            tr("Manager approval"),
            tr("For this one action only"),
            tr("Decline"),
        )
        head.left.connect(self.declined)
        column.addWidget(head)
        column.addLayout(self._body(), 1)
        self.destroyed.connect(partial(setattr, self, "_open", False))
        self._tell()

    def _pin_lengths(self) -> set[int]:
        """How long the PINs of those are who may approve: also of one who is told that this is above his limit."""
        people = [person for person in self._session.approvers() if person.has_pin]
        return {person.pin_length for person in people} or {_USUAL_PIN}

    # -- parts ---------------------------------------------------------------------------------

    def _body(self) -> QVBoxLayout:
        body = QVBoxLayout()
        side, gap = theme().space(4), theme().space(3)
        body.setContentsMargins(side, gap, side, side)
        body.setSpacing(0)
        body.addLayout(self._title_row())
        body.addSpacing(theme().space(1))
        body.addWidget(self._facts())
        body.addSpacing(gap)
        body.addWidget(Divider())
        body.addSpacing(gap)
        body.addLayout(self._pin_row())
        body.addSpacing(gap)
        body.addWidget(self.pad, 1)
        body.addSpacing(gap)
        self.hint = Banner("", tr("Or scan a badge or manager card"), "neutral", icon="identification-badge")
        body.addWidget(self.hint)
        body.addSpacing(side - theme().border("hair"))
        body.addLayout(self._buttons())
        return body

    def _title_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        title = Label(signs_kept(self._request.title), "title")
        # Its foot stands on the base line of the figure beside it.
        lifted = QVBoxLayout()
        lifted.setContentsMargins(0, 0, 0, theme().space(1))
        lifted.addStretch(1)
        lifted.addWidget(title)
        row.addLayout(lifted, 1)
        self.amount = Label(self._amount(), "total", elide=False, align=Align.RIGHT)
        row.addWidget(self.amount)
        return row

    def _amount(self) -> str:
        minor = self._request.amount_minor
        return "" if minor is None else self._window.services.desk.formats.money(minor)

    def _facts(self) -> KeyValueRows:
        rows = KeyValueRows("facts", caption_width=theme().space(_CAPTION_STEPS))
        about = self._request.about
        if about is not None:
            rows.add("about", tr("On"), about[0], value_weight="medium", tail=f" · {about[1]}")
        for place, (caption, value) in enumerate(self._request.facts):
            first = place == 0 and about is None
            rows.add(place, caption, value, value_weight="medium" if first else None)
        return rows

    def _pin_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self.message = Label(tr("Manager PIN"), "body", "semibold")
        self.message.setFixedHeight(theme().space(8))
        self.dots = PinDots(tr("Manager PIN"), min(self._lengths))
        self.pad = Numpad("pin", "clear")
        self.pin = PinEntry(self.dots, self.pad, max(self._lengths))
        self.pin.changed.connect(self._on_typed)
        row.addWidget(self.message, 1)
        row.addWidget(self.dots)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        decline = Button(tr("Decline"), height="button-mid")
        decline.setMinimumWidth(theme().space(_DECLINE_STEPS))
        decline.clicked.connect(self.declined)
        words = tr("Approve {amount}", amount=self._amount()) if self._amount() else tr("Approve")
        self.approve = Button(words, "primary", height="button-mid")
        self.approve.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.approve.clicked.connect(self._check_pin)
        row.addWidget(decline)
        row.addWidget(self.approve, 1)
        return row

    # -- what happens --------------------------------------------------------------------------

    def journal_decline(self) -> None:
        """Nobody gave the word; that is on record."""
        self._open = False
        self._session.decline(self._request)

    def scanned(self, code: str) -> bool:
        """A badge in place of a PIN; whatever is scanned here is meant for this question."""
        self._check(lambda: self._session.word_by_badge(self._request, code))
        return True

    def _check_pin(self) -> None:
        if self.approve.isEnabled():
            pin = self.pin.digits
            self._check(lambda: self._session.word_by_pin(self._request, pin))

    def _check(self, ask: Callable[[], Approval]) -> None:
        """One at a time: a badge that is read twice would let the action through twice."""
        if self._checking or not self._open:
            return
        self._checking = True
        self.pin.set_closed(True)
        self.approve.setEnabled(False)
        check = self._window.run(ask, self._on_given, self._on_refused, tr("Checking …"))
        check.when_cancelled(self._ask_anew)

    def _on_given(self, approval: Approval) -> None:
        """A word goes on record when it is used: one that nobody waited for is none. Where the disk refuses, the question
        stands."""
        if self._open:
            self._ask_anew()
            self._session.approved(approval)
            self._open = False
            self.given.emit(approval)

    def _ask_anew(self) -> None:
        """The PIN can be typed again."""
        if self._open:
            self._checking = False
            self.pin.set_closed(False)
            self.pin.clear()

    def _on_refused(self, error: PersonError) -> None:
        if not self._open:
            return
        self._checking = False
        self.pin.fail()
        self.message.setText(error.title if error.next_step else str(error))
        self.message.set_color("danger")
        if error.next_step:
            self.hint.set_words("", error.next_step)

    def _on_typed(self, digits: str) -> None:
        if digits:
            self.message.setText(tr("Manager PIN"))
            self.message.set_color("text")
        self._tell()

    def _tell(self) -> None:
        self.approve.setEnabled(len(self.pin.digits) in self._lengths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.pin.take_key(event):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._check_pin()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().color("surface"))
