"""Panels that move cash or open the drawer: money in, money out, a drop, no sale, the float that is left."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from pos_desktop.application.shifts import cash_move_name
from pos_desktop.application.wording import tr
from pos_desktop.domain.shift import CashMove
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels.shifts import MOVE_ICONS
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.chips import ChipGroup
from pos_desktop.ui.widgets.labels import Label


def move_reasons(kind: CashMove) -> tuple[str, ...]:
    """Why cash moves; the slip and the journal name it."""
    return {
        CashMove.PAY_IN: (tr("Change from the bank"), tr("Float topped up"), tr("Other")),
        CashMove.PAY_OUT: (tr("Supplies"), tr("Postage"), tr("Delivery paid"), tr("Other")),
        CashMove.DROP: (tr("To the safe"), tr("To the bank")),
        CashMove.NO_SALE: (tr("Change for a customer"), tr("Check the drawer"), tr("Coins refilled")),
    }[kind]


def _second(kind: CashMove) -> str:
    return {
        CashMove.PAY_IN: tr("Cash into the drawer, no sale"),
        CashMove.PAY_OUT: tr("Cash out of the drawer, no refund"),
        CashMove.DROP: tr("Large bills out of the drawer"),
    }[kind]


def _confirm(kind: CashMove, amount: str) -> str:
    if kind is CashMove.PAY_IN:
        return tr("Pay in {amount}", amount=amount)
    return (
        tr("Pay out {amount}", amount=amount)
        if kind is CashMove.PAY_OUT
        else tr("Drop {amount}", amount=amount)
    )


class CashMovePanel(FigurePanel):
    """`move` gets minor units and the reason."""

    def __init__(self, window: Window, kind: CashMove, move: Callable[[int, str], None]) -> None:
        formats = window.services.desk.formats
        super().__init__(
            window,
            cash_move_name(kind),
            _second(kind),
            tr("Amount"),
            formats.figure,
            lambda minor: _confirm(kind, formats.money(minor)),
            lambda minor: move(minor, self.reason),
            exponent=formats.currency.exponent,
            icon=MOVE_ICONS[kind],
            reasons=move_reasons(kind),
        )


class NoSalePanel(Panel):
    """Opens the drawer without a sale; `open_drawer` gets the reason."""

    def __init__(self, window: Window, open_drawer: Callable[[str], None]) -> None:
        super().__init__(window, tr("No sale"), tr("Open the drawer without a sale"), icon="tray")
        self._open_drawer = open_drawer
        self.body.addWidget(Label(tr("Why?"), "body", "semibold"))
        self.reasons = ChipGroup(tr("Why?"))
        for reason in move_reasons(CashMove.NO_SALE):
            self.reasons.add(reason, reason)
        self.reasons.select(self.reasons.keys()[0])
        self.body.addWidget(self.reasons)
        words = tr("It is noted with your name and shown in the report of the shift.")
        self.body.addWidget(Banner("", words, "neutral", icon="note-pencil"))
        self.body.addStretch(1)
        self.set_primary(tr("Open the drawer"), lambda: self._open_drawer(str(self.reasons.current() or "")))
        assert self.primary is not None
        QTimer.singleShot(0, self, self.primary.setFocus)


class FloatPanel(FigurePanel):
    """The float that stays in the drawer: not more than was counted."""

    def __init__(
        self, window: Window, counted_minor: int, present_minor: int, take: Callable[[int], None]
    ) -> None:
        formats = window.services.desk.formats
        self._most = counted_minor
        super().__init__(
            window,
            tr("Leave as float"),
            tr("Counted {amount}", amount=formats.money(counted_minor)),
            tr("Float"),
            formats.figure,
            lambda minor: tr("Leave {amount}", amount=formats.money(minor)),
            self._take_checked,
            start=present_minor,
            exponent=formats.currency.exponent,
            least=0,
            icon="wallet",
        )
        self._take = take

    def _take_checked(self, minor: int) -> None:
        if minor <= self._most:
            self._take(minor)

    def _tell(self) -> None:
        formats, value = self.window_.services.desk.formats, self.entry.value()
        if value > self._most:
            self.tell_primary(tr("Too much"), tr("It cannot be more than was counted."), enabled=False)
            return
        safe = tr("{amount} go to the safe.", amount=formats.money(self._most - value))
        self.tell_primary(tr("Leave {amount}", amount=formats.money(value)), safe)
