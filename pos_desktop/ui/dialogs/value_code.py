"""The code of a gift card, store credit or voucher: scanned or typed, its balance shown before anything is taken.

A code that this store did not issue is asked for at the connected shops that have gift cards, when it was scanned or
when the cashier says so; never while it is typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QSignalBlocker

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import Decline
from pos_desktop.application.payment_records import StoredValueView
from pos_desktop.application.payment_words import decline_name
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.shop_gift_cards import ShopGiftCard
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import is_code, may_be_shop_code, normal_code, plain_code, shown_code
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.tasks import Task
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.kind_icons import kind_icon
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.fitted_label import FittedLabel
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.text_field import TextField

CODE_LENGTH = 16
MOST_TYPED = 32
DOTS = "\u00b7\u00b7\u00b7\u00b7"


@dataclass(frozen=True, slots=True)
class Held:
    """What is shown of a card that was found, whoever issued it."""

    name: str
    balance_minor: int
    until: date | datetime | None = None


class CodePanel(Panel):
    """`redeem` gets the code, and the amount when a part was asked for; `at_shop` a shop's card and the amount."""

    def __init__(
        self,
        window: Window,
        title: str,
        kind: TenderKind,
        left_minor: int,
        part_minor: int | None,
        redeem: Callable[[str, int | None], None],
        at_shop: Callable[[ShopGiftCard, int], None] | None = None,
    ) -> None:
        money = window.services.desk.formats.money
        due = left_minor if part_minor is None else part_minor
        super().__init__(window, title, tr("{amount} to pay", amount=money(due)), icon=kind_icon(kind))
        self._kind, self._due, self._part, self._redeem = kind, due, part_minor, redeem
        self._found: StoredValueView | None = None
        self._at_shop = at_shop
        self._shops = [] if at_shop is None else window.services.shop_gift_cards.shops()
        self._card: ShopGiftCard | None = None
        self._task: Task | None = None
        self.field = TextField(tr("Code"), "0000-0000-0000-0000")
        self.field.edit.setMaxLength(MOST_TYPED)
        self.field.changed.connect(self._typed)
        self.body.addWidget(self.field)
        self.hint = Banner("", self._hint_words(), "neutral", icon="barcode")
        self.body.addWidget(self.hint)
        self._add_balance()
        self.body.addStretch(1)
        self.set_primary(tr("Redeem"), self._press)
        self._tell()
        self.setFocusProxy(self.field.edit)

    def _hint_words(self) -> str:
        usual = tr("Scan the card, or type its code in groups of four.")
        if self._shops:
            shops = ", ".join(self._shops)
            return f"{usual} {tr('Cards of {shop} are taken too: the shop is asked.', shop=shops)}"
        missing = [] if self._at_shop is None else self.window_.services.shop_gift_cards.missing()
        if not missing:
            return usual
        return " ".join((usual, tr("Cards of the online shop are not taken here."), *missing))

    def _add_balance(self) -> None:
        self._held = Label("", "body", color="text-2")
        self.balance = FittedLabel("", "total")
        self._rule = Divider()
        self.facts = KeyValueRows("facts", caption_width=theme().space(24))
        for key, caption in (
            ("takes", tr("Takes")),
            ("left", tr("Left on it")),
            ("until", tr("Valid until")),
        ):
            self.facts.add(key, caption, "")
        for widget in (self._held, self.balance, self._rule, self.facts):
            self.body.addWidget(widget)

    # -- the code ------------------------------------------------------------------------------

    def scanned(self, code: str) -> bool:
        """The card's own code; a shop is asked for it at once."""
        self.field.set_text(shown_code(plain_code(code)))
        if self._found is None and self._may_ask:
            self._ask()
        return True

    def gone(self) -> None:
        """What the shop answers later is not heard, and changed nothing."""
        self._let_go()

    def _typed(self, text: str) -> None:
        """Groups of four while it is typed at the end; a whole code is looked up at once."""
        code = plain_code(text)
        edit = self.field.edit
        if edit.cursorPosition() == len(text) and text != shown_code(code):
            with QSignalBlocker(edit):
                edit.setText(shown_code(code))
        self._let_go()
        self._look_up(normal_code(code))
        self._tell()

    def _look_up(self, code: str) -> None:
        self._found = self._card = None
        self.field.set_error(None)
        if len(code) < CODE_LENGTH:
            return
        found = self.window_.services.tendering.stored_value(code) if is_code(code) else None
        if found is None and self._may_ask:
            return
        if not is_code(code):
            self.field.set_error(tr("This is not a code of this store: check it letter by letter."))
            return
        trouble = self._trouble(found)
        if trouble:
            self.field.set_error(trouble)
        else:
            self._found = found

    def _trouble(self, found: StoredValueView | None) -> str:
        desk = self.window_.services.desk
        if found is None:
            return decline_name(Decline.UNKNOWN_CODE)
        if found.kind is not self._kind:
            return tr("This is a {tender}: choose it as the tender.", tender=tender_name(found.kind.value))
        if found.blocked:
            return decline_name(Decline.BLOCKED_CODE)
        if found.expires_at is not None and found.expires_at <= desk.clock.now():
            return decline_name(Decline.EXPIRED_CODE)
        if found.currency != desk.settings.currency_code:
            return decline_name(Decline.WRONG_CURRENCY)
        return "" if found.balance_minor > 0 else tr("Nothing is left on it.")

    # -- asking the shop -----------------------------------------------------------------------

    @property
    def _may_ask(self) -> bool:
        """Whether the code can be one of a shop that has gift cards."""
        return bool(self._shops) and may_be_shop_code(self.field.text())

    def _ask(self) -> None:
        if self._task is None:
            code, cards = self.field.text(), self.window_.services.shop_gift_cards
            self._task = self.window_.run(
                lambda: cards.find(code), self._hear, self._fail, tr("Asking the shop")
            )
            self._task.when_cancelled(partial(self._on_cancel, self._task))
            self._tell()

    def _hear(self, card: ShopGiftCard) -> None:
        self._task, self._card = None, card
        self._tell()

    def _fail(self, trouble: PersonError) -> None:
        self._task = None
        self.field.set_error(str(trouble))
        self._tell()

    def _let_go(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def _on_cancel(self, task: Task) -> None:
        """Whoever waited does not want to any longer; the shop can be asked again."""
        if self._task is task:
            self._task = None
            self._tell()

    # -- what it holds -------------------------------------------------------------------------

    @property
    def held(self) -> Held | None:
        """The card that was found."""
        if self._found is not None:
            found = self._found
            name = f"{tender_name(found.kind.value)} {DOTS} {found.last_four}"
            return Held(name, found.balance_minor, found.expires_at)
        if self._card is not None:
            card = self._card
            return Held(f"{card.shop} {DOTS} {card.last_four}", card.balance_minor, card.expires_on)
        return None

    @property
    def takes_minor(self) -> int:
        """What would be taken now."""
        held = self.held
        return min(self._due, held.balance_minor) if held else 0

    def _tell(self) -> None:
        held = self.held
        for widget in (self._held, self.balance, self._rule, self.facts):
            widget.setVisible(held is not None)
        self.hint.setVisible(held is None)
        if held is None:
            self._tell_missing()
            return
        formats = self.window_.services.desk.formats
        self._held.setText(tr("{card} holds", card=held.name))
        self.balance.setText(formats.money(held.balance_minor))
        self.facts.set_value("takes", formats.money(self.takes_minor))
        self.facts.set_value("left", formats.money(held.balance_minor - self.takes_minor))
        self.facts.set_value("until", formats.day(held.until) if held.until else tr("No expiry date"))
        missing = self._due - self.takes_minor
        hint = tr("{amount} is still due.", amount=formats.money(missing)) if missing else ""
        self.tell_primary(tr("Redeem {amount}", amount=formats.money(self.takes_minor)), hint)

    def _tell_missing(self) -> None:
        if self._task is not None:
            self.tell_primary(tr("Ask the shop"), tr("Asking the shop"), enabled=False)
        elif self._may_ask:
            self.tell_primary(tr("Ask the shop"))
        else:
            self.tell_primary(tr("Redeem"), tr("Scan or type the code first."), enabled=False)

    def _press(self) -> None:
        if self._found is not None:
            part = None if self._part is None else self.takes_minor
            self._redeem(normal_code(self.field.text()), part)
        elif self._card is not None and self._at_shop is not None:
            self._at_shop(self._card, self.takes_minor)
        elif self._may_ask:
            self._ask()
