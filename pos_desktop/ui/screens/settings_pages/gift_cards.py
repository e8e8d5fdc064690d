"""Gift cards, store credits and vouchers: found, looked at, blocked, corrected, issued."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.approvals import Approval
from pos_desktop.application.payment_records import StoredValueView
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.stored_values import KINDS, ValueHistory
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.scan_codes import without_aim
from pos_desktop.ui.dialogs.entry import FigurePanel, NotePanel
from pos_desktop.ui.screens.settings_pages.page import Host, Page, card
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import payments as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.empty_state import EmptyState
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.search_field import SearchField

_SEARCH_MS = 150


class GiftCardsPage(Page):
    """The newest first; a whole code, scanned or typed, finds its card, four characters find those that end so."""

    key = "gift-cards"
    icon = "gift"
    open_to_all = True
    """What needs a manager asks for one."""

    @staticmethod
    def words() -> str:
        return tr("Gift cards")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.values: list[StoredValueView] = []
        self.issue = Button(tr("Issue"), icon="plus")
        self.issue.clicked.connect(self._ask_issue)
        self.pane.add_button(self.issue)
        self.search = SearchField(tr("Code or its last four characters"))
        self._rest = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._rest.timeout.connect(self._search)
        self.search.changed.connect(lambda _text: self._rest.start())
        self.search.submitted.connect(lambda _text: self._search())
        self._put_search()
        self.pane.empty.set_icon("gift")

    def _put_search(self) -> None:
        """Between the head and the list."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        side = theme().space(4)
        column.setContentsMargins(side, theme().space(3), side, theme().space(3))
        column.addWidget(self.search)
        self.pane.add_above(holder)

    # -- reading -------------------------------------------------------------------------------

    def refresh(self) -> None:
        desk = self.services.desk
        now = desk.clock.now()
        typed = self.search.text().strip()
        self.values = self.services.stored_values.find(typed)
        self.pane.list.set_rows([words.value_row(value, desk.formats, now) for value in self.values])
        if typed:
            self.pane.empty.set_words(tr("Nothing found"), tr("Check the code, letter by letter."))
        else:
            self.pane.empty.set_words(
                tr("No gift cards yet"),
                tr("They are sold at the register, under More, or issued here."),
                tr("Issue the first one"),
            )
        self.pane.show_empty(not self.values)
        known = [str(value.id) for value in self.values]
        if self.chosen not in known:
            self.chosen = known[0] if known else ""
            self.rebuild()
        self.pane.list.select(self.chosen or None)

    def enter(self) -> None:
        self.search.clear()
        super().enter()

    def scanned(self, code: str) -> bool:
        """A slip's code."""
        self.search.edit.setText(without_aim(code))
        self._search()
        return True

    def _search(self) -> None:
        self._rest.stop()
        self.refresh()

    # -- the detail ----------------------------------------------------------------------------

    def rebuild(self) -> None:
        if not self.chosen:
            self.detail.begin("", "")
            nothing = EmptyState("gift")
            nothing.set_words(tr("No card chosen"), tr("Scan the slip, or type its last four characters."))
            self.detail.add(nothing, 1)
            return
        desk = self.services.desk
        history = self.services.stored_values.history(UUID(self.chosen))
        value = history.value
        second = value.customer or tr("Issued {day}", day=desk.formats.day(value.issued_at))
        self.begin(words.value_name(value), second)
        if value.blocked:
            text = tr("It pays nothing until somebody unblocks it.")
            self.detail.add(Banner(tr("Blocked"), text, "danger", icon="prohibit", outlined=True))
        self.detail.add(card(self._facts(value)))
        self.detail.add(self._buttons(value))
        self.detail.add(self._moves(history))
        self.detail.end()

    def _facts(self, value: StoredValueView) -> KeyValueRows:
        formats = self.services.desk.formats
        rows = KeyValueRows("detail")
        rows.add("kind", tr("Kind"), tender_name(value.kind.value))
        rows.add("issued", tr("Issued"), formats.moment(value.issued_at))
        if value.expires_at is not None:
            rows.add("expires", tr("Valid until"), formats.day(value.expires_at))
        rows.add_divider()
        rows.add("balance", tr("Balance"), formats.money(value.balance_minor), bold=True, value_style="title")
        self.facts = rows
        return rows

    def _buttons(self, value: StoredValueView) -> QWidget:
        self.adjust = Button(tr("Adjust"), icon="note-pencil")
        self.adjust.clicked.connect(lambda: self._ask_adjust(value))
        self.block = Button(tr("Unblock") if value.blocked else tr("Block"), icon="prohibit")
        self.block.clicked.connect(lambda: self._ask_block(value))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        for button in (self.adjust, self.block):
            row.addWidget(button, 1)
        return holder

    def _moves(self, history: ValueHistory) -> QWidget:
        formats = self.services.desk.formats
        rows = KeyValueRows("detail")
        for move, number in reversed(history.moves):
            parts = (formats.moment(move.at), words.move_words(move), number)
            rows.add(
                move.id,
                " · ".join(part for part in parts if part),
                words.signed_figure(move.amount_minor, formats),
                tone="good" if move.amount_minor > 0 else None,
                value_weight="semibold",
            )
        self.moves = rows
        return card(rows, title=tr("Movements"))

    # -- changes -------------------------------------------------------------------------------

    def _ask_adjust(self, value: StoredValueView) -> None:
        panel = AdjustPanel(self.host, value, self._adjust)
        self.host.window_.show_overlay(panel)

    def _adjust(self, value: StoredValueView, amount_minor: int, reason: str) -> None:
        service = self.services.stored_values

        def adjust(approval: Approval | None) -> object:
            return service.adjust(value.id, amount_minor, reason, approval)

        self._act(adjust, tr("Adjusted"), words.value_name(value))

    def _ask_block(self, value: StoredValueView) -> None:
        if value.blocked:
            self._set_blocked(value, False, "")
            return
        panel = NotePanel(
            self.host.window_,
            tr("Block {name}", name=words.value_name(value)),
            self.services.desk.formats.money(value.balance_minor),
            tr("Why?"),
            tr("Block it"),
            lambda why: self._set_blocked(value, True, why),
            icon="prohibit",
            suggestions=(tr("Lost"), tr("Stolen"), tr("Printed by mistake")),
        )
        self.host.window_.show_overlay(panel)

    def _set_blocked(self, value: StoredValueView, blocked: bool, why: str) -> None:
        service = self.services.stored_values

        def change(approval: Approval | None) -> None:
            service.set_blocked(value.id, blocked, why, approval)

        title = tr("Blocked") if blocked else tr("Unblocked")
        self._act(change, title, words.value_name(value))

    def _ask_issue(self) -> None:
        self.host.window_.show_overlay(IssuePanel(self.host, self._issue))

    def _issue(self, kind: TenderKind, amount_minor: int, customer: str) -> None:
        service, formats = self.services.stored_values, self.services.desk.formats

        def issue(approval: Approval | None) -> UUID:
            return service.issue(kind, amount_minor, customer, approval)

        def done(value_id: object) -> None:
            self.search.clear()
            self.chosen = str(value_id)

        self._act(
            issue,
            tr("{kind} over {amount}", kind=tender_name(kind.value), amount=formats.money(amount_minor)),
            tr("Its slip is being printed."),
            done,
        )

    def _act(
        self,
        action: Callable[[Approval | None], object],
        title: str,
        text: str,
        done: Callable[[object], None] = lambda _result: None,
    ) -> None:
        def then(result: object) -> None:
            self.host.window_.close_overlay()
            done(result)
            self.refresh()
            self.rebuild()
            self.host.window_.toast(title, text)

        self.host.window_.act(action, then)


class IssuePanel(FigurePanel):
    """An amount, a kind and for whom."""

    def __init__(self, host: Host, issue: Callable[[TenderKind, int, str], None]) -> None:
        formats = host.services.desk.formats
        names = {tender_name(kind.value): kind for kind in (TenderKind.VOUCHER, *KINDS[:2])}
        super().__init__(
            host.window_,
            tr("Issue without a sale"),
            tr("Its code is printed on a slip"),
            tr("Amount"),
            formats.figure,
            lambda minor: tr("Issue {amount}", amount=formats.money(minor)),
            lambda minor: issue(names[self.reason], minor, self.name),
            exponent=formats.currency.exponent,
            icon="gift",
            reasons=list(names),
            reason_label=tr("Kind"),
            with_name=tr("For (optional)"),
        )


class AdjustPanel(FigurePanel):
    """An amount that is added or taken off, and why."""

    def __init__(
        self, host: Host, value: StoredValueView, adjust: Callable[[StoredValueView, int, str], None]
    ) -> None:
        formats = host.services.desk.formats
        self._value = value
        reasons = (tr("Goodwill"), tr("Wrong amount issued"), tr("Refunded"), tr("Slip not printed"))
        super().__init__(
            host.window_,
            tr("Adjust {name}", name=words.value_name(value)),
            tr("It holds {amount}", amount=formats.money(value.balance_minor)),
            tr("Amount"),
            formats.figure,
            lambda minor: tr("Add {amount}", amount=formats.money(minor)),
            lambda minor: adjust(value, minor, self.reason),
            exponent=formats.currency.exponent,
            icon="note-pencil",
            reasons=reasons,
        )
        self.take_off = Button(tr("Take off"), height="button-large")
        self.take_off.clicked.connect(lambda: adjust(value, -self.entry.value(), self.reason))
        self.add_foot(self.take_off)
        self.entry.changed.connect(self._tell_take_off)
        self._tell_take_off(0)

    def _tell_take_off(self, minor: int) -> None:
        formats = self.window_.services.desk.formats
        self.take_off.set_text(tr("Take {amount} off", amount=formats.money(minor)))
        self.take_off.setEnabled(0 < minor <= self._value.balance_minor)
