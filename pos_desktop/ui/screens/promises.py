"""Money that waits: refunds on their way, and cards that could not be charged; what is tried again by itself, and what
a person ends in another way."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from pos_desktop.application.approvals import Approval
from pos_desktop.application.captures import HeldPayment
from pos_desktop.application.payment_books import label_of
from pos_desktop.application.payment_records import Payment, Refund
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.refund_decisions import RefundWord
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.ui.dialogs.entry import NotePanel
from pos_desktop.ui.dialogs.reference import ReferencePanel
from pos_desktop.ui.screens.refund_doubt import ask_refund_decision, ask_refund_end, tell_doubt
from pos_desktop.ui.screens.screen_head import PaddedColumn, ScreenHead
from pos_desktop.ui.shell.screen import Key, Screen, Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import captures as charge_words
from pos_desktop.ui.viewmodels import refunds as words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.lettering import Align
from pos_desktop.ui.widgets.list_view import ListLook, ListView
from pos_desktop.ui.widgets.main_button import MainButton
from pos_desktop.ui.widgets.menu import Menu
from pos_desktop.ui.widgets.side import Side
from pos_desktop.ui.widgets.state_tag import StateTag
from pos_desktop.ui.widgets.tag_painting import Tag
from pos_desktop.ui.widgets.ticket_panel import PanelHeader

POLL_MS = 1000
_LOOK = ListLook(primary=128)


class PromiseSide(Side):
    """One refund: what is known of it and what can be done."""

    def __init__(self) -> None:
        super().__init__()
        self.header = PanelHeader()
        self.state = StateTag("")
        self.header.set_actions((self.state,))
        self.amount = FittedLabel("", "total", align=Align.END)
        self.facts = KeyValueRows("facts", caption_width=theme().space(28))
        self.story = Label("", "body", color="text-2", wrap=True)
        self.look = Button(" ", icon="receipt", name=" ")
        self.try_now = Button(" ", icon="arrows-clockwise", name=" ")
        self.button = MainButton("", kind="destructive")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        body = QVBoxLayout()
        side = theme().space(4)
        body.setContentsMargins(side, side, side, side)
        body.setSpacing(theme().space(3))
        for widget in (self.amount, self.facts, self.story):
            body.addWidget(widget)
        body.addStretch(1)
        for button in (self.look, self.try_now, self.button):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            body.addWidget(button)
        column.addLayout(body, 1)


class PromisesScreen(Screen):
    """The register's debts to its customers, the refused ones first."""

    name = "promises"
    rail_cell = "orders"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._held: dict[str, Refund | HeldPayment] = {}
        self._word = RefundWord()
        self.head = ScreenHead(with_back=True)
        self.head.back.connect(window.back)
        self.list = ListView(_LOOK)
        card = Card(padding=0)
        card.body.addWidget(self.list, 1)
        card.round_off()
        self.empty = EmptyState("check-circle-fill")
        self._faces = QStackedWidget()
        self._faces.addWidget(card)
        self._faces.addWidget(self.empty)
        self._column = PaddedColumn(self)
        self._column.addWidget(self.head)
        self._column.addWidget(self._faces, 1)
        self.panel = PromiseSide()
        self._nothing = Side("canvas")
        self._side = QStackedWidget()
        self._side.addWidget(self.panel)
        self._side.addWidget(self._nothing)
        self.list.highlighted.connect(lambda _key: self._show())
        self.panel.try_now.clicked.connect(self.try_now)
        self.panel.look.clicked.connect(self.look)
        self.panel.button.clicked.connect(self.end)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self.refresh)

    @property
    def side(self) -> QWidget:
        """The refund that is selected."""
        return self._side

    @property
    def home(self) -> QWidget:
        return self.list

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.follow(event, self.window())

    # -- being shown -----------------------------------------------------------------------------

    def enter(self, **facts: object) -> None:
        """Shows what is open; `refund` or `charge` selects one."""
        self.refresh()
        wanted = facts.get("refund") or facts.get("charge")
        if isinstance(wanted, UUID) and str(wanted) in self._held:
            self.list.select(str(wanted))
        self._poll.start()
        self.list.setFocus()

    def leave(self) -> bool:
        self._poll.stop()
        return True

    def retranslate(self) -> None:
        self.head.retranslate()
        if self.services.desk.person is not None and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Reads them again; what was selected stays selected while it is there."""
        desk = self.services.desk
        if desk.person is None:
            return
        before, now = self.list.selected_key(), desk.clock.now()
        charges = self.services.captures.waiting()
        refunds = self.services.returns.open_promises()
        self._held = {str(held.payment.id): held for held in charges}
        self._held |= {str(refund.id): refund for refund in refunds}
        self.list.setAccessibleName(tr("Money on its way"))
        self.list.set_rows(
            [charge_words.row(held, desk.formats, now) for held in charges]
            + [words.promise_row(refund, desk.formats, now) for refund in refunds]
        )
        if self._held and before not in self._held:
            self.list.select(next(iter(self._held)))
        self.head.set_texts(tr("Money on its way"), self._count_words(len(refunds), len(charges)))
        self.empty.set_words(
            tr("All money is where it belongs"),
            tr("Refunds on their way, and cards that could not be charged, are listed here."),
        )
        self._faces.setCurrentIndex(0 if self._held else 1)
        self._show()

    def _count_words(self, refunds: int, charges: int) -> str:
        told = []
        if charges:
            told.append(tr_n("{count} card is not charged yet", "{count} cards are not charged yet", charges))
        if refunds:
            told.append(
                tr_n("{count} refund has not arrived yet", "{count} refunds have not arrived yet", refunds)
            )
        return " · ".join(told) or tr("Nothing waits")

    @property
    def selected(self) -> Refund | HeldPayment | None:
        """The refund or the charge in sight."""
        return self._held.get(self.list.selected_key() or "")

    @property
    def refund(self) -> Refund | None:
        """The refund in sight."""
        return self.selected if isinstance(self.selected, Refund) else None

    @property
    def charge(self) -> HeldPayment | None:
        """The charge in sight."""
        return self.selected if isinstance(self.selected, HeldPayment) else None

    def _show(self) -> None:
        self._side.setCurrentWidget(self.panel if self.selected else self._nothing)
        if self.services.desk.person is None:
            return
        self.panel.look.set_text(tr("Look at the order"))
        if self.refund is not None:
            self._show_refund(self.refund)
        elif self.charge is not None:
            self._show_charge(self.charge)

    def _show_refund(self, refund: Refund) -> None:
        panel, formats = self.panel, self.services.desk.formats
        panel.header.set_texts(words.refund_name(refund), words.cause_words(refund.cause))
        self._tell_tag(words.refund_tag(refund.state))
        panel.amount.setText(formats.money(refund.amount_minor))
        self._tell_facts(refund)
        told = (words.refund_story(refund), refund.last_error)
        panel.story.setText("\n\n".join(part for part in told if part))
        panel.try_now.set_text(tr("Try now"))
        panel.try_now.setVisible(refund.state.open)
        panel.button.setVisible(refund.state is RefundState.REFUSED)
        money = formats.money(refund.amount_minor)
        in_cash = self.services.returns.why_not_paid_out(TenderKind.CASH) is None
        ways = tr("In cash or as store credit") if in_cash else tr("As store credit")
        panel.button.set_words(tr("Refund {amount}", amount=money), ways)
        panel.button.set_kind("destructive")
        panel.button.set_icon("arrow-u-up-left")
        self._word = self.services.refund_decisions.look(refund)
        tell_doubt(panel, refund, self._word)

    def _show_charge(self, held: HeldPayment) -> None:
        panel, desk = self.panel, self.services.desk
        formats, payment = desk.formats, held.payment
        second = tr("Order {number}", number=held.number) if held.number else tr("Card charge")
        panel.header.set_texts(label_of(payment), second)
        self._tell_tag(charge_words.tag(held))
        panel.amount.setText(formats.money(held.left_minor))
        panel.facts.clear()
        panel.facts.add("since", tr("Since"), formats.moment(payment.created_at))
        panel.facts.add("tries", tr("Tries"), formats.number(payment.asks))
        if payment.next_at is not None and payment.next_at > desk.clock.now():
            panel.facts.add("next", tr("Next try"), formats.time(payment.next_at, seconds=True))
        panel.story.setText(
            "\n\n".join(part for part in (charge_words.story(held), payment.last_error) if part)
        )
        panel.try_now.set_text(tr("Try again") if held.missing else tr("Try now"))
        panel.try_now.setVisible(payment.held)
        panel.button.setVisible(held.missing)
        money = formats.money(held.left_minor)
        panel.button.set_words(
            tr("Take {amount}", amount=money), tr("In cash, at the other terminal, or write off")
        )
        panel.button.set_kind("primary")
        panel.button.set_icon("money")

    def _tell_tag(self, tag: Tag) -> None:
        self.panel.state.set_state(tag.text, tag.kind, icon=tag.icon)
        self.panel.header.set_actions((self.panel.state,))

    def _tell_facts(self, refund: Refund) -> None:
        desk = self.services.desk
        formats, now = desk.formats, desk.clock.now()
        facts = self.panel.facts
        facts.clear()
        facts.add("since", tr("Since"), formats.moment(refund.created_at))
        facts.add("tries", tr("Tries"), formats.number(refund.asks))
        again = words.next_try(refund, formats, now)
        if again:
            facts.add("next", tr("Next try"), formats.time(refund.next_at or now, seconds=True))
        if refund.reason and refund.cause == "refund":
            facts.add("reason", tr("Reason"), refund.reason)

    def keys(self) -> list[Key]:
        return [
            Key("t", tr("Try now"), self.try_now),
            Key("p", tr("Decide, refund or take in another way"), self.end),
            Key("o", tr("Look at the order"), self.look),
        ]

    # -- what the buttons do ---------------------------------------------------------------------

    def try_now(self) -> None:
        """Asks at once. What was refused for good is asked for anew with a manager's word."""
        refund, held = self.refund, self.charge
        call: Callable[[Approval | None], object] | None = None
        if refund is not None and refund.state.open:
            call = lambda _approval: self.services.returns.try_now(refund.id)  # noqa: E731 - one of four calls
        elif refund is not None and self._word.undone:
            call = lambda _approval: self.services.refund_decisions.try_again(refund.id)  # noqa: E731 - likewise
        elif held is not None and held.payment.held:
            captures, payment_id = self.services.captures, held.payment.id
            again = partial(captures.charge_now, payment_id)
            call = again if held.missing else lambda _approval: captures.try_now(payment_id)
        if call is not None:
            self.window_.act(call, lambda _nothing: self.refresh())

    def look(self) -> None:
        """The order it belongs to, where there is one."""
        selected = self.selected
        if selected is None:
            return
        ticket = selected.ticket_id if isinstance(selected, Refund) else selected.payment.ticket_id
        order = self.services.orders.known(ticket)
        if order is None:
            self.window_.toast(tr("This ticket did not become an order"), kind="neutral")
        else:
            self.window_.go("orders", order=order)

    def end(self) -> None:
        """Offers the ways in which a person ends it."""
        if self.charge is not None and self.charge.missing:
            menu = Menu(tr("Take it in another way"), self.panel.button)
            menu.add(tr("Cash"), self.take_cash, words.tender_icon(TenderKind.CASH))
            menu.add(tr("At the other terminal…"), self.ask_reference, words.tender_icon(TenderKind.EXTERNAL))
            menu.add(tr("Write off…"), self.ask_why, "prohibit", dangerous=True)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.open_under(self.panel.button)
        elif self.refund is not None and self._word.decidable:
            ask_refund_decision(self.window_, self.refund, self.refresh)
        elif self.refund is not None and self._word.stranded:
            ask_refund_end(self.window_, self.refund, self.refresh)
        else:
            self.pay_out()

    def take_cash(self) -> None:
        """What the card did not bring, in cash."""
        held = self.charge
        if held is None:
            return

        def told(new: Payment) -> None:
            self.refresh()
            money = self.services.desk.formats.money(new.whole_minor)
            self.window_.toast(tr("{amount} taken in cash", amount=money), tr("Put it into the drawer."))

        self.window_.act(partial(self.services.captures.take_cash, held.payment.id), told)

    def ask_reference(self) -> None:
        """What the terminal beside the register printed."""
        held = self.charge
        if held is None:
            return
        money = self.services.desk.formats.money(held.left_minor)

        def take(reference: str) -> None:
            def told(_new: Payment) -> None:
                self.window_.close_overlay()
                self.refresh()
                self.window_.toast(tr("{amount} taken", amount=money), reference)

            call = partial(self.services.captures.take_external, held.payment.id, reference)
            self.window_.act(call, told)

        hint = tr("Take it at the other terminal first, then type what it printed.")
        panel = ReferencePanel(
            self.window_, tr("Take {amount}", amount=money), "", hint, tr("It is taken"), take
        )
        self.window_.show_overlay(panel)

    def ask_why(self) -> None:
        """Why nobody will pay it."""
        held = self.charge
        if held is None:
            return
        money = self.services.desk.formats.money(held.left_minor)

        def write_off(reason: str) -> None:
            def told(_nothing: None) -> None:
                self.window_.close_overlay()
                self.refresh()
                self.window_.toast(tr("{amount} written off", amount=money), reason, kind="neutral")

            call = partial(self.services.captures.write_off, held.payment.id, reason)
            self.window_.act(call, told)

        title = tr("Write {amount} off", amount=money)
        second = label_of(held.payment)
        self.window_.show_overlay(
            NotePanel(self.window_, title, second, tr("Why does nobody pay it?"), tr("Write off"), write_off)
        )

    def pay_out(self) -> None:
        """Offers the ways there are."""
        refund = self.refund
        if refund is None or refund.state is not RefundState.REFUSED:
            return
        menu = Menu(tr("Refund in another way"), self.panel.button)
        for kind in (TenderKind.CASH, TenderKind.STORE_CREDIT):
            if self.services.returns.why_not_paid_out(kind) is not None:
                continue
            icon = words.tender_icon(kind)
            menu.add(tender_name(kind.value), partial(self.pay_out_as, kind), icon)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.open_under(self.panel.button)

    def pay_out_as(self, kind: TenderKind) -> None:
        """Pays it out, with a manager's word."""
        refund, formats = self.refund, self.services.desk.formats
        if refund is None:
            return

        def pay(approval: Approval | None) -> Refund:
            return self.services.returns.pay_out_otherwise(refund.id, kind, approval)

        def told(new: Refund) -> None:
            self.refresh()
            money = formats.money(new.amount_minor)
            note = (
                tr("Hand it over from the drawer.") if kind is TenderKind.CASH else tr("Its slip is printed.")
            )
            self.window_.toast(tr("{amount} paid out", amount=money), note)

        self.window_.act(pay, told)
