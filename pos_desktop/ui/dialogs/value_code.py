"""The code of a gift card, store credit or voucher: scanned or typed, its balance shown before anything is taken."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker

from pos_desktop.application.payment_provider import Decline
from pos_desktop.application.payment_records import StoredValueView
from pos_desktop.application.payment_words import decline_name
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import is_code, normal_code, shown_code
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
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


class CodePanel(Panel):
    """`redeem` gets the code, and the amount when a part was asked for."""

    def __init__(
        self,
        window: Window,
        title: str,
        kind: TenderKind,
        left_minor: int,
        part_minor: int | None,
        redeem: Callable[[str, int | None], None],
    ) -> None:
        money = window.services.desk.formats.money
        due = left_minor if part_minor is None else part_minor
        super().__init__(window, title, tr("{amount} to pay", amount=money(due)), icon=kind_icon(kind))
        self._kind, self._due, self._part, self._redeem = kind, due, part_minor, redeem
        self._found: StoredValueView | None = None
        self.field = TextField(tr("Code"), "0000-0000-0000-0000")
        self.field.edit.setMaxLength(MOST_TYPED)
        self.field.changed.connect(self._typed)
        self.body.addWidget(self.field)
        self.hint = Banner(
            "", tr("Scan the card, or type its code in groups of four."), "neutral", icon="barcode"
        )
        self.body.addWidget(self.hint)
        self._add_balance()
        self.body.addStretch(1)
        self.set_primary(tr("Redeem"), self._press)
        self._tell()
        self.setFocusProxy(self.field.edit)

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
        """The card's own code."""
        self.field.set_text(shown_code(normal_code(code)) if is_code(code) else code)
        return True

    def _typed(self, text: str) -> None:
        """Groups of four while it is typed at the end; a whole code is looked up at once."""
        code = normal_code(text)
        edit = self.field.edit
        if edit.cursorPosition() == len(text) and text != shown_code(code):
            with QSignalBlocker(edit):
                edit.setText(shown_code(code))
        self._look_up(code)
        self._tell()

    def _look_up(self, code: str) -> None:
        self._found = None
        self.field.set_error(None)
        if len(code) < CODE_LENGTH:
            return
        if not is_code(code):
            self.field.set_error(tr("This is not a code of this store: check it letter by letter."))
            return
        found = self.window_.services.tendering.stored_value(code)
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
            return tr(
                "This is a {tender}: choose it as the way of paying.", tender=tender_name(found.kind.value)
            )
        if found.blocked:
            return decline_name(Decline.BLOCKED_CODE)
        if found.expires_at is not None and found.expires_at <= desk.clock.now():
            return decline_name(Decline.EXPIRED_CODE)
        if found.currency != desk.settings.currency_code:
            return decline_name(Decline.WRONG_CURRENCY)
        return "" if found.balance_minor > 0 else tr("Nothing is left on it.")

    # -- what it holds -------------------------------------------------------------------------

    @property
    def takes_minor(self) -> int:
        """What would be taken now."""
        return min(self._due, self._found.balance_minor) if self._found else 0

    def _tell(self) -> None:
        found, formats = self._found, self.window_.services.desk.formats
        for widget in (self._held, self.balance, self._rule, self.facts):
            widget.setVisible(found is not None)
        self.hint.setVisible(found is None)
        if found is None:
            self.tell_primary(tr("Redeem"), tr("The code comes first."), enabled=False)
            return
        name = tender_name(found.kind.value)
        self._held.setText(tr("{card} holds", card=f"{name} {DOTS} {found.last_four}"))
        self.balance.setText(formats.money(found.balance_minor))
        self.facts.set_value("takes", formats.money(self.takes_minor))
        self.facts.set_value("left", formats.money(found.balance_minor - self.takes_minor))
        until = formats.day(found.expires_at) if found.expires_at else tr("No end")
        self.facts.set_value("until", until)
        missing = self._due - self.takes_minor
        hint = tr("{amount} stays to be paid.", amount=formats.money(missing)) if missing else ""
        self.tell_primary(tr("Redeem {amount}", amount=formats.money(self.takes_minor)), hint)

    def _press(self) -> None:
        if self._found is not None:
            part = None if self._part is None else self.takes_minor
            self._redeem(normal_code(self.field.text()), part)
