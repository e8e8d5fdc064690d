"""Voiding a sale: what will happen, why, and the one button that does it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.key_value_rows import KeyValueRows
from pos_desktop.ui.widgets.labels import Label


class VoidPanel(Panel):
    """`void` gets the reason. Nothing is done before a reason is chosen."""

    def __init__(self, window: Window, order: OrderView, void: Callable[[str], None]) -> None:
        title = tr("Void sale {number}", number=order.number)
        self._order, self._void = order, void
        formats = window.services.desk.formats
        self._back = sum(tender.amount_minor for tender in order.tenders if tender.kind == "cash")
        super().__init__(
            window, title, f"{order.person_name} · {formats.time(order.paid_at)}", icon="arrow-u-up-left"
        )
        self.body.addWidget(self._facts(formats))
        words = tr("The goods go back to stock. The receipt keeps its number and is marked as voided.")
        self.body.addWidget(Banner("", words, "neutral", icon="receipt"))
        self.body.addSpacing(theme().space(1))
        self.body.addWidget(Label(tr("Why is it voided?"), "body", "semibold"))
        self.body.addWidget(self._reason_chips())
        self.body.addStretch(1)
        self.set_primary(tr("Void sale"), self._press, dangerous=True)
        self._tell()
        first = self.reasons.chip(self.reasons.keys()[0])
        QTimer.singleShot(0, self, first.setFocus)

    def _facts(self, formats: Formats) -> KeyValueRows:
        rows = KeyValueRows("facts")
        rows.add("total", tr("Total"), formats.money(self._order.total_minor))
        rows.add("back", tr("Cash back to the customer"), formats.money(self._back), bold=True)
        return rows

    def _reason_chips(self) -> ChipGroup:
        self.reasons = ChipGroup(tr("Why is it voided?"))
        for reason in void_reasons():
            self.reasons.add(reason, reason)
        self.reasons.chosen.connect(lambda _reason: self._tell())
        return self.reasons

    def _tell(self) -> None:
        chosen = self.reasons.current() is not None
        back = self.window_.services.desk.formats.money(self._back)
        hint = tr("Cannot be taken back.") if chosen else tr("Choose a reason first.")
        self.tell_primary(tr("Void and give {amount} back", amount=back), hint, enabled=chosen)

    def _press(self) -> None:
        if self.reasons.current() is not None:
            self._void(str(self.reasons.current()))


def void_reasons() -> tuple[str, ...]:
    """Why sales are voided; stored with the void in the words of the day."""
    return (
        tr("Wrong items"),
        tr("Wrong price"),
        tr("Customer changed their mind"),
        tr("Paid in another way"),
        tr("Rung up twice"),
    )
