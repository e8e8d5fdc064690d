"""Paying: what is due, the ways to pay it, what was taken so far, and the one button that takes more."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.events import Event
from pos_desktop.application.payment_records import Payment
from pos_desktop.application.sale_writing import Sale
from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.cash import quick_amounts
from pos_desktop.domain.money import Money
from pos_desktop.domain.payment import PaymentState
from pos_desktop.ui.dialogs.money_back import MoneyBack
from pos_desktop.ui.screens.pay_amount import COMPACT_WIDTH, WIDTH, AmountPad
from pos_desktop.ui.screens.pay_extras import PayExtras
from pos_desktop.ui.screens.pay_parts import BillsCard, DueCard
from pos_desktop.ui.screens.pay_scans import may_pay, part_meant, pay_by_scan
from pos_desktop.ui.screens.pay_tax import TaxFromShop
from pos_desktop.ui.screens.pay_ways import CodeWay, Wanted, Way, on_the_grid, way_of
from pos_desktop.ui.screens.ticket_side import ticket_side
from pos_desktop.ui.shell.keys import BOUNCE_MS
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import breakpoint, theme
from pos_desktop.ui.viewmodels.kind_icons import kind_icon
from pos_desktop.ui.viewmodels.paying import asked_here, place_of
from pos_desktop.ui.viewmodels.taken_so_far import taken_rows
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.keycap import Keycap
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.taken_card import TakenCard
from pos_desktop.ui.widgets.tender_button import TenderButton
from pos_desktop.ui.widgets.tender_grid import CELLS, TenderChoice, TenderGrid
from pos_desktop.ui.widgets.tips import give_tip


class PayScreen(Screen):
    """Takes the place of the products; the ticket stays where it is, locked."""

    name = "pay"
    rail_cell = "sale"
    clears_toasts = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.ticket = ticket_side(window)
        self._ways: dict[UUID, Way] = {}
        self._view: TenderingView | None = None
        self._awaited: UUID | None = None
        self._took = QElapsedTimer()
        self._back_money = MoneyBack(window, self._given_back)
        self.tax = TaxFromShop(window, self)
        self.tax.settled.connect(self._tax_settled)
        column = QVBoxLayout(self)
        x, y = theme().padding("screenX"), theme().padding("screenY")
        column.setContentsMargins(x, y, x, theme().space(4))
        column.setSpacing(theme().space(3))
        column.addLayout(self._head())
        self.amount = AmountPad(self.services.desk.formats.figure)
        self.entry, self.quick = self.amount.entry, self.amount.quick
        self.pad, self.take_button = self.amount.pad, self.amount.take_button
        self.amount.typed.connect(self._typed)
        self.amount.picked.connect(self._picked)
        self.amount.taken.connect(self.take)
        parts = QHBoxLayout()
        parts.setSpacing(theme().space(4))
        parts.addLayout(self._left(), 1)
        parts.addWidget(self.amount)
        column.addLayout(parts, 1)
        self.services.desk.events.on(Event.PAYMENT_MOVED, self._moved)
        # A tap beside the keys leaves the keyboard with the figure.
        self.setFocusProxy(self.entry)

    # -- building ------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        self._back = Button(icon="arrow-left", name=tr("Back to sale"))
        self._back.clicked.connect(lambda: self.window_.go("sale"))
        row.addWidget(self._back)
        self._title = Label(tr("Payment"), "title", weight="semibold")
        row.addWidget(self._title, 1)
        row.addWidget(Keycap(tr("Esc")))
        self._back_words = Label(tr("Back to sale"), "caption", color="text-2")
        row.addWidget(self._back_words)
        return row

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme().space(4))
        self.due_card = DueCard()
        self.grid = TenderGrid(tr("Tenders"))
        self.grid.chosen.connect(self._choose)
        self.taken = TakenCard(tr("Taken so far"))
        self.taken.undo.connect(self._undo)
        self._bills = BillsCard(self.amount.add_bill)
        for widget in (self.due_card, self.grid, self.taken, self._bills):
            column.addWidget(widget)
        column.addStretch(1)
        self.extras = PayExtras(self.window_)
        self.extras.changed.connect(self._extras_changed)
        self.extras.tip_changed.connect(self._tell)
        column.addWidget(self.extras)
        return column

    @property
    def side(self) -> QWidget:
        """The ticket."""
        return self.ticket.panel

    @property
    def toast_room(self) -> int:  # type: ignore[override]  # as wide as the pad is now
        """The pad and the button under it stay free."""
        compact = breakpoint(self.window().width()) == "compact"
        return (COMPACT_WIDTH if compact else WIDTH) + theme().padding("screenX")

    @property
    def home(self) -> QWidget:
        """The amount."""
        return self.entry

    @property
    def cash(self) -> TenderButton | None:
        """The button of cash, where the store takes it and its page is shown."""
        return next((self.grid.button(key) for key, way in self._ways.items() if way.cash), None)

    @property
    def way(self) -> Way | None:
        """The way to pay that is chosen."""
        key = self.grid.current()
        return self._ways.get(key) if isinstance(key, UUID) else None

    @property
    def view(self) -> TenderingView:
        """Where the payment stands, as it was read last."""
        if self._view is None:
            self._view = self.services.tendering.view()
        return self._view

    # -- being shown ---------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Proposes the exact amount, or the next one's share; the next digit replaces it. `begins`: the payment begins,
        so that a shop that is to compute the tax is asked; until it answers nothing is taken."""
        begins = bool(facts.get("begins")) and bool(self.services.tickets.ticket.lines)
        if self._is_another(begins=begins):
            self.extras.begin()
        self.extras.next_one()
        self.grid.choose(None)
        if begins:
            self.tax.begin()
        self.refresh()
        self._propose()
        self.entry.setFocus()

    def _is_another(self, *, begins: bool) -> bool:
        """Whether another payment begins, or one that nothing was taken for begins anew. Who comes back from the reader
        goes on with the shares of those who have not paid yet."""
        before, now = self._view, self.services.tendering.view()
        return before is None or before.ticket.id != now.ticket.id or (begins and not now.taken)

    def refresh(self) -> None:
        """Reads where the payment stands, and what is offered for the rest."""
        self._view = self.services.tendering.view()
        self._wait_for(self._view.under_way)
        self.extras.follow(self._view)
        self.ticket.show_paying()
        offered = on_the_grid(self.services.tendering.methods())
        self._ways = {each.method.id: way_of(self, each) for each in offered}
        self.grid.set_choices(
            [TenderChoice(e.method.id, e.name, kind_icon(e.method.kind), e.reason) for e in offered]
        )
        if self.way is None or self.way.reason:
            self.grid.choose(self._first_way())
        self._tell_taken()
        self._tell_due()
        self._bills.show_bills(self.services.desk.formats)
        if self.isVisible():
            self.window_.refresh_keys()

    def _first_way(self) -> UUID | None:
        """Cash, which most people expect; else the first that is offered."""
        free = [key for key, way in self._ways.items() if not way.reason]
        return next((key for key in free if self._ways[key].cash), free[0] if free else None)

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody signed in again: what became known meanwhile is shown."""
        super().showEvent(event)
        if self._is_over():
            # Not now: the window has not yet brought this screen up.
            QTimer.singleShot(0, self, self._go_on)
        else:
            self._moved()

    def _is_over(self) -> bool:
        """Whether what was to be paid here was sold while another screen or the lock was in sight."""
        now = self.services.tickets.ticket
        return not now.lines or (self._view is not None and self._view.ticket.id != now.id)

    def _go_on(self) -> None:
        if self.window_sees() and self._is_over():
            self.window_.go("sale")

    def _moved(self) -> None:
        """A payment's outcome came, perhaps of this ticket."""
        if self.window_sees() and self._view is not None:
            before = self._view
            self.refresh()
            if (doubtful := self._fell_into_doubt()) is not None:
                self.window_.go(place_of(doubtful), payment=doubtful.id)
                return
            if self.view.left_minor != before.left_minor:
                self._propose()
            self._tell()

    def _wait_for(self, payment: Payment | None) -> None:
        """Remembers what this screen waits for: it may be open by the time that the screen reads it next."""
        if payment is not None and asked_here(payment) and payment.state is not PaymentState.UNKNOWN:
            self._awaited = payment.id

    def _fell_into_doubt(self) -> Payment | None:
        """The payment that this screen waited for, when its outcome is open; told once."""
        now = self.view.under_way
        if now is None or now.id != self._awaited or now.state is not PaymentState.UNKNOWN:
            return None
        self._awaited = None
        return now

    def _tax_settled(self) -> None:
        """The shop's tax is on the ticket, or the register's stays: from now on the figures stand."""
        if not self.window_sees():
            return
        before = self.view.left_minor
        exact = self.way is not None and self.entry.value() == self.way.proposal(self.extras.share_of(before))
        self.refresh()
        if exact and self.view.left_minor != before:
            self._propose()
        else:
            self._offer_quick()
            self._tell()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.tax.leave()

    def window_sees(self) -> bool:
        """Whether this is the screen in sight."""
        return self.isVisible() and self.services.desk.person is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window gives the figures less room than the bills need."""
        super().resizeEvent(event)
        compact = breakpoint(self.window().width()) == "compact"
        if self.amount.set_compact(compact):
            self._bills.lay(2 if compact else 3)
            self.grid.set_compact(compact)
            self.extras.set_compact(compact)
            if self.ticket.paying:
                self._offer_quick()
                self._tell()

    # -- what it says --------------------------------------------------------------------------

    def _tell_due(self) -> None:
        coins = self.way is not None and self.way.cash
        self.due_card.show_view(self.view, self.services.desk.formats, coins=coins)

    def _tell_taken(self) -> None:
        rows = taken_rows(self.view, self.services.desk.formats)
        many = len(self.view.taken)
        self.taken.set_rows(rows, tr("Taken so far"), tr_n("{count} tender", "{count} tenders", many))
        self.taken.setVisible(bool(rows))

    def _wanted(self) -> Wanted:
        extras = self.extras
        return Wanted(self.view, self.entry.value(), extras.part or extras.people > 1, extras.tip_minor)

    def _tell(self) -> None:
        tips = self.way is not None and self.way.tips
        self.extras.tell(self.view.left_minor, self.entry.value(), tips=tips)
        self._bills.setVisible(self.way is not None and self.way.cash and not self.taken.rows)
        way = self.way
        self.take_button.setEnabled(way is not None)
        if way is not None:
            self.amount.tell(way.offer(self._wanted()), self.services.desk.formats, asking=self.tax.asking)

    def retranslate(self) -> None:
        self._title.setText(tr("Payment"))
        self._back_words.setText(tr("Back to sale"))
        self._back.setAccessibleName(tr("Back to sale"))
        give_tip(self._back, tr("Back to sale"))
        self.due_card.retranslate()
        self._bills.retranslate()
        self.grid.setAccessibleName(tr("Tenders"))
        self.quick.setAccessibleName(tr("Quick amounts"))
        if self.ticket.paying and self.services.desk.person is not None:
            self.refresh()
            self._label_entry()
            self._tell()

    # -- the amount ----------------------------------------------------------------------------

    def _propose(self) -> None:
        """What is left, or the next one's share of it; the next digit replaces it."""
        self._label_entry()
        if self.way is not None:
            self.amount.propose(self.way.proposal(self.extras.share_of(self.view.left_minor)))
        self._offer_quick()
        self._tell_due()
        self._tell()

    def _label_entry(self) -> None:
        if self.way is not None:
            self.entry.set_label(self.way.label)
            self.entry.set_show(self.way.show)

    def _quick_amounts(self) -> tuple[int, ...]:
        if self.way is None or not self.way.cash:
            return ()
        return quick_amounts(Money(self.view.left_minor, self.services.desk.settings.currency))

    def _offer_quick(self) -> None:
        self.amount.offer_quick(self._quick_amounts(), self.services.desk.formats)

    def _typed(self) -> None:
        self._took.invalidate()
        self._tell()

    def _picked(self) -> None:
        self._tell()
        self.entry.setFocus()

    # -- how it is paid ------------------------------------------------------------------------

    def _choose(self, _key: object) -> None:
        """Another way to pay: what it proposes, and what it asks for at once."""
        self._took.invalidate()
        if self.way is not None and not self.way.tips:
            self.extras.tip_minor = 0
        self._propose()
        self.window_.refresh_keys()
        self.entry.setFocus()
        self._keep_shown()
        if self.way is not None and not self.tax.asking:
            self.way.chosen(self._wanted())

    def _extras_changed(self) -> None:
        """A tip only changes what is charged; shares and parts are proposed anew."""
        self._propose()
        if self.extras.part:
            self.entry.clear()
            self._tell()
        self.entry.setFocus()

    def take(self) -> None:
        """Takes what was typed in the chosen way; the next press while nothing may be taken does nothing. Nor does one
        that comes right after a share was taken and with nothing between: nobody has handed over the next one yet."""
        bounce = self._took.isValid() and not self._took.hasExpired(BOUNCE_MS)
        if self.take_button.isEnabled() and self.way is not None and not bounce:
            self._keep_shown()
            self.way.take(self._wanted())

    def _keep_shown(self) -> None:
        """The ticket as it is shown: the done screen has it when the next one is open already."""
        self._shown = self.ticket.lines(), self.services.tickets.totals

    def took(self, sale: Sale | None) -> None:
        """A local tender is on disk: the sale is done, or the rest is asked for."""
        if sale is not None:
            lines, totals = self._shown
            self.window_.go("done", sale=sale, totals=totals, lines=lines)
            return
        self.extras.next_one()
        self._took.start()
        if isinstance(self.way, CodeWay):
            self.grid.choose(self._first_way())
        self.refresh()
        self._propose()
        self.entry.setFocus()
        if self.view.under_way is not None:
            # All may be paid by now while another outcome is open: the sale ends there.
            self.services.desk.events.tell(Event.PAYMENT)

    def began(self, payment: Payment) -> None:
        """At the reader, or on its way to the customer's phone."""
        self.extras.next_one()
        self._wait_for(payment)
        now = self.services.tendering.payment(payment.id)
        self.window_.go(place_of(now), payment=now.id)

    # -- and back ------------------------------------------------------------------------------

    def _undo(self, key: object) -> None:
        payment = next((p for p in self.view.taken if p.id == key), None)
        if payment is not None:
            self._back_money.undo(payment)

    def _given_back(self) -> None:
        self.refresh()
        self._propose()
        self.entry.setFocus()

    def give_up(self) -> None:
        """Everything that was taken goes back."""
        if self.view.taken:
            self._back_money.ask_give_up(self.view)

    # -- keys ----------------------------------------------------------------------------------

    def keys(self) -> list[Key]:
        picks = [
            Key(
                f"Ctrl+{place + 1}",
                tr("Quick amount {number}", number=place + 1),
                partial(self._nth, place),
                False,
            )
            for place in range(len(self._quick_amounts()))
        ]
        names = [way.name for way in self._ways.values()]
        many = len(names)
        ways = [
            Key(f"F{place + 1}", name, partial(self.grid.press, place))
            for place, name in enumerate(names[: CELLS if many <= CELLS else CELLS - 1])
        ]
        if many > CELLS:
            ways.append(Key(f"F{CELLS}", tr("More tenders"), self.grid.turn, False))
        more = [
            Key("F7", tr("Pay a part"), self.extras.pay_a_part),
            Key("F8", tr("Split evenly"), self.extras.ask_split),
        ]
        if self.way is not None and self.way.tips:
            more.append(Key("F9", tr("Add tip"), self.extras.ask_tip))
        back = [Key("Ctrl+Backspace", tr("Refund everything"), self.give_up)] if self._taken_some() else []
        return [*ways, *more, *back, Key("F12", tr("Take"), self.take), *picks]

    def _taken_some(self) -> bool:
        return self._view is not None and bool(self._view.taken)

    def _nth(self, place: int) -> None:
        amounts = self._quick_amounts()
        if place < len(amounts):
            self.amount.pick(amounts[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif not self.pad.take_key(event):
            super().keyPressEvent(event)

    def scanned(self, code: str) -> bool:
        """A gift card, voucher or store credit is redeemed; everything else goes nowhere: the ticket is locked."""
        codes = [way for way in self._ways.values() if isinstance(way, CodeWay)]
        if may_pay(code):
            if self.tax.asking:
                title = tr("Asking the shop for the tax")
                self.window_.toast(title, tr("Scan it again in a moment."), kind="neutral")
                return True
            self._keep_shown()
            part = part_meant(self._wanted(), self.way, self.extras.share_of(self.view.left_minor))
            if pay_by_scan(self.window_, codes, self.view, code, part):
                return True
        self.window_.toast(
            tr("The ticket is being paid"),
            tr("Go back to the sale to add {code}.", code=code),
            kind="attention",
        )
        return True

    def escape(self) -> bool:
        """Back to the sale; what was taken stays taken, and the sale says so."""
        self.window_.go("sale")
        return True
