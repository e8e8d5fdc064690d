"""A discount in percent or as an amount, with its reason; says what the line costs afterwards."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from pos_desktop.application.wording import tr
from pos_desktop.domain.discount import Discount, amount_off, percent
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.amount_entry import AmountEntry
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.select import Select

QUICK_PERCENTS = (5, 10, 20, 25, 50)


class DiscountPanel(Panel):
    """`take` gets the kind, hundredths of a percent or minor units, and the reason; zero takes it back."""

    def __init__(
        self,
        window: Window,
        subject: str,
        amount_minor: int,
        present: Discount | None,
        take: Callable[[str, int, str], None],
    ) -> None:
        super().__init__(window, tr("Discount"), subject, icon="percent")
        self._amount_minor, self._take = amount_minor, take
        self._formats = window.services.desk.formats
        self._kind = present.kind if present else "percent"
        # Closer than elsewhere: at 768 pixels the number pad needs the room.
        self.body.setSpacing(theme().space(2))
        self._add_kinds()
        self._add_entries()
        self._add_quick()
        self._add_reasons(present.reason if present else "")
        self.pad = Numpad("amount", "clear")
        self.pad.digit.connect(lambda digit: self.entry.append(digit))
        self.pad.erased.connect(lambda: self.entry.back())
        self.pad.cleared.connect(lambda: self.entry.clear())
        self.body.addWidget(self.pad, 1)
        self.set_primary(tr("Discount"), self._press)
        if present:
            value = present.value * 100 if present.kind == "percent" else present.value
            self.entry.set_value(int(value))
        self._choose(self._kind)

    @property
    def entry(self) -> AmountEntry:
        """The figure in sight: hundredths of a percent, or minor units."""
        return self._entries[self._kind]

    def _add_entries(self) -> None:
        """Percents are typed whole, 1 0 is 10 %; amounts come in from the end as everywhere."""
        self._entries = {
            "percent": AmountEntry(tr("Percent"), self._percent_figure, mode="decimal", most_digits=3),
            "amount": AmountEntry(tr("Amount"), self._formats.figure),
        }
        for entry in self._entries.values():
            entry.changed.connect(self._tell)
            entry.submitted.connect(lambda _value: self.primary.click() if self.primary else None)
            self.body.addWidget(entry)

    def _add_reasons(self, present: str) -> None:
        """A reason that was given in another language is kept as it is."""
        reasons = discount_reasons()
        self.reasons = Select(name=tr("Reason"))
        for reason in (*reasons, *((present,) if present and present not in reasons else ())):
            self.reasons.add(reason, reason)
        self.reasons.select(present or reasons[0])
        # The list would swallow the digits that are typed next.
        self.reasons.changed.connect(lambda _reason: self.entry.setFocus())
        # Beside the list: above it the words would take the height of the keys.
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addWidget(Label(tr("Reason"), "body", color="text-2", elide=False))
        row.addWidget(self.reasons, 1)
        self.body.addLayout(row)

    def _add_kinds(self) -> None:
        self.kinds = ChipGroup(tr("Kind of discount"), "share")
        self.kinds.add("percent", tr("Percent"))
        self.kinds.add("amount", tr("Amount"))
        self.kinds.select(self._kind)
        self.kinds.chosen.connect(lambda kind: self._choose(str(kind)))
        self.body.addWidget(self.kinds)

    def _add_quick(self) -> None:
        self.quick = ChipGroup(tr("Quick discounts"), "share", optional=True)
        for value in QUICK_PERCENTS:
            self.quick.add(value, str(value))
        self.quick.chosen.connect(self._pick)
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        row.addWidget(self.quick)
        self.body.addLayout(row)

    def _pick(self, value: object) -> None:
        if isinstance(value, int):
            self.entry.set_value(value * 100)
            self._tell()

    def _choose(self, kind: str) -> None:
        changed = kind != self._kind
        self._kind = "percent" if kind == "percent" else "amount"
        for each, entry in self._entries.items():
            entry.setVisible(each == self._kind)
        self.setFocusProxy(self.entry)
        self.quick.setVisible(self._kind == "percent")
        if changed:
            self.entry.clear()
            self.entry.setFocus()
        self._tell()

    def _percent_figure(self, value: int) -> str:
        whole, part = divmod(value, 100)
        return f"{whole}{self._formats.decimal_mark}{part:02d}"

    def _discount(self) -> Discount | None:
        value = self.entry.value()
        if self._kind == "percent":
            return percent(Decimal(value) / 100) if value <= 100_00 else None
        return amount_off(value) if value <= abs(self._amount_minor) else None

    def _tell(self) -> None:
        discount, formats = self._discount(), self._formats
        value = self.entry.value()
        quick = value // 100 if self._kind == "percent" and value % 100 == 0 else None
        self.quick.select(quick if quick in QUICK_PERCENTS else None)
        if discount is None:
            self.tell_primary(tr("Too much"), tr("It cannot be more than the whole amount."), enabled=False)
            return
        off = discount.of(self._amount_minor)
        after = f"{formats.figure(self._amount_minor)} → {formats.figure(self._amount_minor - off)}"
        words = tr("Give {amount}", amount=formats.money(-off)) if off else tr("No discount")
        self.tell_primary(words, after)

    def _press(self) -> None:
        self._take(self._kind, self.entry.value(), str(self.reasons.current() or ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.pad.take_key(event):
            return
        super().keyPressEvent(event)


def discount_reasons() -> tuple[str, ...]:
    """Reasons that a receipt names."""
    return (tr("Member"), tr("Damaged packaging"), tr("Short date"), tr("Staff"))
