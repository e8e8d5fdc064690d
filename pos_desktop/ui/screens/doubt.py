"""In doubt: what is known, what the register does about it, and how the queue goes on meanwhile."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.application.payment_books import label_of
from pos_desktop.application.payment_records import Payment, PaymentEvent
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.ui.dialogs.decide import DecidePanel
from pos_desktop.ui.screens.payment_screen import PaymentScreen
from pos_desktop.ui.shell.screen import Key, Window
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels.paying import asks_person, doubt_meaning, doubt_title, known_facts
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.fact_list import Fact, FactList
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.icon_view import IconView
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.progress_bar import ProgressBar
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.strong_label import StrongLabel
from pos_desktop.ui.widgets.words import mirrored

LONG = timedelta(minutes=2)
"""After this a manager may decide: a provider that answers at all has answered by then."""
FACT_PITCH, AGAIN_STEPS = 17, 18
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DoubtBanner(QWidget):
    """What is not known, of which amount, and that nothing is lost."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        side, upper = theme().space(6), theme().space(5)
        row.setContentsMargins(side, upper, side, upper)
        row.setSpacing(0)
        # The mark is painted here: a spacing is mirrored with the row, margins are not.
        row.addSpacing(theme().space(14))
        words = QVBoxLayout()
        words.setSpacing(theme().space(1))
        self.title = Label("", "figure", weight="semibold", wrap=True)
        self.meaning = Label("", "body", wrap=True)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.meaning)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.amount = FittedLabel("", "total", align=Align.END)
        row.addSpacing(theme().space(6))
        self.amount.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        row.addWidget(self.amount, 0, Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(theme().space(29))

    def set_compact(self, compact: bool) -> None:
        """Smaller where the window is narrow: what the register does about it needs the height."""
        self.title.set_style("title" if compact else "figure")
        self.amount.set_largest("figure" if compact else "total")

    def set_words(self, title: str, meaning: str, amount: str) -> None:
        """What is shown; a screen reader hears all of it."""
        self.title.setText(title)
        self.meaning.setText(meaning)
        self.amount.setText(amount)
        self.setAccessibleName(f"{title} {amount}")
        self.setAccessibleDescription(meaning)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        box(painter, self.rect(), "attention-subtle", "attention-border", radius="card")
        size = theme().space(10)
        place = QRect(theme().space(6), theme().space(5), size, size)
        paint_icon(painter, "question-fill", "attention", mirrored(self, place))


class DoubtCard(Card):
    """Half the width, closer to its edges where that is little."""

    def __init__(self) -> None:
        super().__init__(padding=6)
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        side, edge = theme().space(4 if compact else 6), theme().space(4)
        self.body.setContentsMargins(side, edge, side, edge)


class DoubtScreen(PaymentScreen):
    """Resolves by itself; nobody is kept waiting by it."""

    name = "doubt"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._asked: tuple[str, str] | None = None
        column = self._frame()
        self.banner = DoubtBanner()
        column.addWidget(self.banner)
        cards = QHBoxLayout()
        cards.setSpacing(theme().space(3))
        self._cards = (self._known_card(), self._doing_card())
        for card in self._cards:
            cards.addWidget(card, 1)
        column.addLayout(cards, 1)
        column.addLayout(self._choices())
        self.again = MainButton("")
        self.again.setFixedHeight(theme().space(AGAIN_STEPS))
        self.again.clicked.connect(self.ask_again)
        column.addWidget(self.again)

    # -- building ------------------------------------------------------------------------------

    def _known_card(self) -> DoubtCard:
        card = DoubtCard()
        self._known_title = Label("", "title", weight="semibold")
        self.known = FactList(tr("What is known"), pitch=FACT_PITCH)
        card.body.addWidget(self._known_title)
        card.body.addSpacing(theme().space(2))
        card.body.addWidget(self.known)
        card.body.addStretch(1)
        return card

    def _doing_card(self) -> DoubtCard:
        card = DoubtCard()
        self._doing_title = Label("", "title", weight="semibold")
        self.doing = FactList(tr("What the register is doing"))
        self.bar = ProgressBar(tr("Time until it is asked again"))
        card.body.addWidget(self._doing_title)
        card.body.addSpacing(theme().space(1))
        card.body.addWidget(self.doing)
        card.body.addWidget(self.bar)
        card.body.addSpacing(theme().space(4))
        card.body.addWidget(Divider())
        card.body.addSpacing(theme().space(4))
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self._advice_icon = IconView("device-mobile-camera", "text-2", "icon-rail")
        row.addWidget(self._advice_icon, 0, Qt.AlignmentFlag.AlignTop)
        self.advice = StrongLabel("body")
        row.addWidget(self.advice, 1)
        card.body.addLayout(row)
        card.body.addStretch(1)
        self.decide_button = Button("", icon="shield-check", shrinks=True)
        self.decide_button.clicked.connect(self.ask_decision)
        card.body.addWidget(self.decide_button)
        return card

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self.park_button = Button("", icon="pause-circle", key_hint="F8", height="button-large", shrinks=True)
        self.other = Button("", icon="shield-check", height="button-large", shrinks=True)
        for button, then in ((self.park_button, self.park), (self.other, self.other_tender)):
            button.clicked.connect(then)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button, 1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = breakpoint(self.window().width()) == "compact"
        for part in (self.banner, *self._cards):
            part.set_compact(compact)

    @property
    def home(self) -> QWidget:
        """Enter asks again."""
        return self.again

    # -- what it shows -------------------------------------------------------------------------

    def show_payment(self, payment: Payment, events: Sequence[PaymentEvent]) -> None:
        formats, reader = self.services.desk.formats, payment.kind is TenderKind.CARD
        title, what = doubt_title(payment)
        self.title.setText(title)
        self.tag.set_state(tr("Asking the provider"), "attention", icon="hourglass-fill")
        self.banner.set_words(what, doubt_meaning(events), formats.money(payment.whole_minor))
        self._known_title.setText(tr("What is known"))
        self._doing_title.setText(tr("What the register is doing"))
        self.known.set_facts(known_facts(payment, events, formats))
        self._asked = asks_person(events)
        self._advise(reader=reader)
        self.park_button.set_text(tr("Park, serve the next customer"))
        self.other.set_text(tr("Take another tender (manager)"))
        self.decide_button.set_text(tr("Decide the outcome (manager)"))
        self.again.set_words(tr("Ask again now"))
        self.again.set_note("", tr("Enter"))
        self._lost_at = next((e.at for e in events if e.kind == "unknown"), payment.changed_at)
        self.tick(payment)

    def _advise(self, *, reader: bool) -> None:
        self._advice_icon.set_icon("device-mobile-camera" if reader else "pause-circle")
        if self._asked is not None:
            title, next_step = self._asked
            self.advice.set_words(f"{title}. {next_step}", title)
            return
        if not reader:
            self.advice.set_words(tr("Park the sale and go on: it closes by itself when the answer comes."))
            return
        # What the reader shows stands between the stars, in every language.
        before, shown, after = tr(
            "Look at the reader. If it shows *Approved*, park the sale and go on: it closes by itself when the "
            "answer comes."
        ).split("*")
        self.advice.set_words(before + shown + after, shown)

    def tick(self, payment: Payment) -> None:
        """How often it was asked, and when it is asked next."""
        now = self.services.desk.clock.now()
        left = 0 if payment.next_at is None else max(0, round((payment.next_at - now).total_seconds()))
        tries = tr("Try {number}", number=max(1, payment.asks))
        when = tr("next in {count} s", count=left) if left else tr("asking now")
        second = " · ".join((tries, when, tr("goes on by itself")))
        self.doing.set_facts([Fact("on", tr("Asking the provider for the outcome"), second)])
        self._tell_bar(payment, left)
        self.decide_button.setVisible(self._asked is not None or now - self._lost_at >= LONG)

    def _tell_bar(self, payment: Payment, left: int) -> None:
        now = self.services.desk.clock.now()
        if payment.next_at is None or payment.next_at <= now:
            self.bar.setMaximum(0)
            return
        whole = max(1.0, (payment.next_at - max(payment.changed_at, self._lost_at)).total_seconds())
        self.bar.setMaximum(round(whole * 10))
        self.bar.setValue(max(0, round((whole - left) * 10)))

    # -- what can be done ----------------------------------------------------------------------

    def ask_again(self) -> None:
        """The question now instead of later."""
        payment = self.payment
        if payment.state.open:
            self.window_.act(
                lambda _approval: self.services.tendering.ask_now(payment.id), lambda _nothing: self.look()
            )

    def other_tender(self) -> None:
        """The ways to pay; a manager's word is asked for when one is taken."""
        self.window_.go("pay")

    def ask_decision(self) -> None:
        """When the provider is gone for good."""
        payment, settling = self.payment, self.services.settling
        amount = self.services.desk.formats.money(payment.whole_minor)

        def decide(taken: bool, reason: str) -> None:
            self.window_.act(
                lambda approval: settling.decide(payment.id, taken=taken, reason=reason, approval=approval),
                lambda _payment: self.window_.close_overlay(panel),
            )

        panel = DecidePanel(self.window_, label_of(payment), amount, decide)
        self.window_.show_overlay(panel)

    def keys(self) -> list[Key]:
        keys = [
            Key("F8", tr("Park, serve the next customer"), self.park),
            Key("F9", tr("Take another tender (manager)"), self.other_tender),
            Key("F12", tr("Ask again now"), self.ask_again),
        ]
        if self._payment_id is not None and self.decide_button.isVisibleTo(self):
            keys.insert(2, Key("F10", tr("Decide the outcome (manager)"), self.ask_decision))
        return keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTERS and not event.isAutoRepeat():
            self.ask_again()
        else:
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Back to the sale, which says what is open; nothing is lost by leaving."""
        self.window_.go("sale")
        return True
