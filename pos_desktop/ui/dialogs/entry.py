"""Panels that take a figure: a price, a quantity, a weight, a discount, money in or out."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeyEvent

from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.widgets.amount_entry import AmountEntry
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.numpad import Numpad
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.text_field import TextField


class FigurePanel(Panel):
    """A figure, a number pad and a button that says what the press does. `missing` is what to do while it cannot."""

    def __init__(
        self,
        window: Window,
        title: str,
        second: str,
        label: str,
        show: Callable[[int], str],
        confirm: Callable[[int], str],
        then: Callable[[int], None],
        *,
        start: int | None = None,
        exponent: int = 2,
        least: int = 1,
        icon: str = "",
        reasons: Sequence[str] = (),
        reason_label: str = "",
        with_name: str = "",
        missing: str = "",
    ) -> None:
        super().__init__(window, title, second, icon=icon)
        self._confirm, self._then, self._least = confirm, then, least
        self._missing = missing
        self.name_field: TextField | None = None
        if with_name:
            self.name_field = TextField(with_name)
            self.body.addWidget(self.name_field)
        self.entry = AmountEntry(label, show, exponent=exponent)
        if start is not None:
            self.entry.set_value(start)
        self.body.addWidget(self.entry)
        self.reasons = self._reason_choice(reasons, reason_label)
        self.pad = Numpad("amount", "00" if exponent else "clear")
        self.pad.digit.connect(self.entry.append)
        self.pad.erased.connect(self.entry.back)
        self.pad.cleared.connect(self.entry.clear)
        self.body.addWidget(self.pad, 1)
        self.set_primary(title, self._press)
        if missing:
            self.keep_hint_room()
        self.entry.changed.connect(self._tell)
        self.entry.answered_changed.connect(self._tell)
        self.entry.submitted.connect(self._press)
        self._tell()
        self.setFocusProxy(self.entry)

    def _reason_choice(self, reasons: Sequence[str], label: str) -> Select | None:
        if not reasons:
            return None
        choice = Select(label or tr("Reason"))
        for reason in reasons:
            choice.add(reason, reason)
        choice.select(reasons[0])
        # The list would swallow the digits that are typed next.
        choice.changed.connect(lambda _reason: self.entry.setFocus())
        self.body.addWidget(choice)
        return choice

    @property
    def reason(self) -> str:
        """The chosen reason, if reasons are asked for."""
        return str(self.reasons.current() or "") if self.reasons else ""

    @property
    def name(self) -> str:
        """The typed name, if a name is asked for."""
        return self.name_field.edit.text().strip() if self.name_field else ""

    def _tell(self) -> None:
        value = self.entry.value()
        enough = self._is_enough()
        self.tell_primary(self._confirm(value), "" if enough else self._missing, enabled=enough)

    def _is_enough(self) -> bool:
        """Where nothing is a figure too, it must have been typed."""
        return self.entry.value() >= self._least and (self.entry.answered() or not self._missing)

    def _press(self) -> None:
        if self._is_enough():
            self._then(self.entry.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.pad.take_key(event):
            return
        super().keyPressEvent(event)


class NotePanel(Panel):
    """One line of text: a note, a name for a parked ticket, a customer."""

    def __init__(
        self,
        window: Window,
        title: str,
        second: str,
        label: str,
        confirm: str,
        then: Callable[[str], None],
        *,
        start: str = "",
        icon: str = "",
        suggestions: Sequence[str] = (),
    ) -> None:
        super().__init__(window, title, second, icon=icon)
        self._then = then
        self.field = TextField(label)
        self.field.edit.setText(start)
        self.field.edit.selectAll()
        self.body.addWidget(self.field)
        if suggestions:
            chips = ChipGroup(label, optional=True)
            for text in suggestions:
                chips.add(text, text)
            chips.chosen.connect(lambda text: self.field.edit.setText(str(text or "")))
            self.body.addWidget(chips)
        self.body.addStretch(1)
        self.set_primary(confirm, lambda: self._then(self.field.edit.text().strip()))
        self.setFocusProxy(self.field.edit)
