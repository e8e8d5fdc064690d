"""Voiding a sale: what will happen, why, and the one button that does it."""

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtCore import QTimer

from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import voids as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.text_field import TextField


class VoidPanel(Panel):
    """`void` gets the reason, and the proof of each tender that a terminal beside the register has to give back first.

    Nothing is done before a reason is chosen.
    """

    def __init__(
        self, window: Window, order: OrderView, void: Callable[[str, Mapping[UUID, str]], None]
    ) -> None:
        title = tr("Void order {number}", number=order.number)
        self._order, self._void = order, void
        formats = window.services.desk.formats
        self._back = sum(tender.amount_minor for tender in order.tenders if tender.kind == "cash")
        super().__init__(
            window, title, f"{order.person_name} · {formats.time(order.paid_at)}", icon="prohibit"
        )
        self.references = {
            tender.id: TextField(words.reference_words(order, tender, formats))
            for tender in words.need_reference(order)
        }
        body = self.scrolled_column() if len(self.references) > 1 else self.body
        body.addWidget(self._facts(formats))
        kept = tr("The goods go back to stock. The receipt keeps its number and is marked as voided.")
        body.addWidget(Banner("", kept, "neutral", icon="receipt"))
        body.addSpacing(theme().space(1))
        body.addWidget(Label(tr("Why is it voided?"), "body", "semibold"))
        body.addWidget(self._reason_chips())
        for field in self.references.values():
            field.changed.connect(lambda _text: self._tell())
            body.addWidget(field)
        body.addStretch(1)
        self.set_primary(tr("Void order"), self._press, dangerous=True)
        self._tell()
        first = self.reasons.chip(self.reasons.keys()[0])
        QTimer.singleShot(0, self, first.setFocus)

    def _facts(self, formats: Formats) -> KeyValueRows:
        rows = KeyValueRows("facts")
        rows.add("total", tr("Total"), formats.money(self._order.total_minor))
        for place, (caption, figure) in enumerate(words.back_rows(self._order, formats)):
            rows.add(place, caption, figure, bold=True)
        return rows

    def _reason_chips(self) -> ChipGroup:
        self.reasons = ChipGroup(tr("Why is it voided?"))
        for reason in void_reasons():
            self.reasons.add(reason, reason)
        self.reasons.chosen.connect(lambda _reason: self._tell())
        return self.reasons

    def _tell(self) -> None:
        chosen, formats = self.reasons.current() is not None, self.window_.services.desk.formats
        proved = all(self._proof().values())
        hint = tr("Cannot be taken back.") if chosen else tr("Choose a reason first.")
        if chosen and not proved:
            hint = tr("Reverse it on the terminal, then type what it printed.")
        press = tr("Void and refund {amount}", amount=formats.money(self._back))
        if not words.only_cash(self._order):
            press = tr("Void order")
            hint = hint if not (chosen and proved) else words.going(self._order, formats)
        self.tell_primary(press, hint, enabled=chosen and proved)

    def _press(self) -> None:
        if self.reasons.current() is not None:
            self._void(str(self.reasons.current()), self._proof())

    def _proof(self) -> dict[UUID, str]:
        """What the terminals printed, by tender."""
        return {tender: field.text().strip() for tender, field in self.references.items()}


def void_reasons() -> tuple[str, ...]:
    """Why sales are voided; stored with the void in the words of the day."""
    return (
        tr("Wrong items"),
        tr("Wrong price"),
        tr("Customer changed their mind"),
        tr("Paid in another way"),
        tr("Rung up twice"),
    )
