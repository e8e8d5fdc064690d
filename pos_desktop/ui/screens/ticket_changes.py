"""What the buttons of the ticket do to it: at once, or after a panel asked for the rest."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_desktop.application.ticket_discounts import discountable
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import tr
from pos_desktop.domain.discount import amount_off, percent
from pos_desktop.domain.ticket import TicketLine
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels import sale as words
from pos_desktop.ui.widgets.ticket_panel import TicketPanel

if TYPE_CHECKING:
    from pos_desktop.application.coupons import Coupon
    from pos_desktop.ui.dialogs.return_goods import Asked


class TicketChanges(QObject):
    """The open ticket and its lines as they are changed at the screen; `changed` says that it is to be shown anew."""

    changed = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._services = window.services
        self.panel = TicketPanel()

    def selected(self) -> UUID | None:
        """The selected line, or the last one."""
        key = self.panel.view.selected_key()
        if key:
            return UUID(key)
        lines = self._services.tickets.ticket.lines
        return lines[-1].id if lines else None

    def step(self, line_id: UUID, pieces: int) -> None:
        """One more or one less; one less of one asks to remove the line."""
        line = self._services.tickets.ticket.line(line_id)
        if line.weighed:
            self.ask_quantity(line_id)
            return

        def told(stepped: bool) -> None:
            self.changed.emit() if stepped else self.remove(line_id)

        self._window.act(lambda _approval: self._services.tickets.step(line_id, pieces), told)

    def remove(self, line_id: UUID) -> None:
        """Takes a line off, with an undo."""
        formats = self._services.desk.formats

        def told(line: TicketLine) -> None:
            self.changed.emit()
            what = f"{formats.quantity(line.quantity_milli)} {words.TIMES} {formats.figure(line.unit_price_minor)}"
            self._window.toast(
                tr("{name} removed", name=line.name),
                what,
                kind="neutral",
                icon="trash-fill",
                action=tr("Undo"),
                then=lambda: self._undo(line),
            )

        self._window.act(lambda approval: self._services.tickets.remove(line_id, approval), told)

    def _undo(self, line: TicketLine) -> None:
        if any(present.id == line.id for present in self._services.tickets.ticket.lines):
            return
        self._services.tickets.restore(line)
        self.changed.emit()

    def ask_quantity(self, line_id: UUID) -> None:
        """Types a quantity or a weight."""
        from pos_desktop.ui.dialogs.entry import FigurePanel

        line = self._services.tickets.ticket.line(line_id)
        formats = self._services.desk.formats
        exponent = 3 if line.weighed else 0

        def to_milli(value: int) -> int:
            return value if line.weighed else value * 1000

        def confirm(value: int) -> str:
            shown = formats.quantity(to_milli(value), line.weighed)
            return tr(
                "Set to {quantity}", quantity=f"{shown} {unit_name(line.unit)}" if line.weighed else shown
            )

        def take(value: int) -> None:
            def store(_approval: object) -> None:
                self._services.tickets.set_quantity(line_id, to_milli(value))

            self._finish(store)

        self._window.show_overlay(
            FigurePanel(
                self._window,
                tr("Weight") if line.weighed else tr("Quantity"),
                line.name,
                unit_name(line.unit) if line.weighed else tr("Pieces"),
                lambda value: formats.quantity(to_milli(value), line.weighed),
                confirm,
                take,
                start=line.quantity_milli if line.weighed else line.quantity_milli // 1000,
                exponent=exponent,
                icon="scales" if line.weighed else "package",
            )
        )

    def ask_labels(self, line_id: UUID) -> None:
        """Labels of the line's product; what is in no catalogue has none."""
        from pos_desktop.ui.dialogs.labels import ask_labels

        line = self._services.tickets.ticket.line(line_id)
        if line.variant_row is None:
            self._window.toast(tr("It is not in the catalogue"), tr("There is no label for it."))
        else:
            ask_labels(self._window, line.variant_row, line.name)

    def ask_price(self, line_id: UUID) -> None:
        """Changes the price for this sale, with a reason."""
        from pos_desktop.ui.dialogs.entry import FigurePanel

        line, formats = self._services.tickets.ticket.line(line_id), self._services.desk.formats
        panel: FigurePanel

        def take(price: int) -> None:
            reason = panel.reason
            self._finish(
                lambda approval: self._services.tickets.override_price(line_id, price, reason, approval)
            )

        panel = FigurePanel(
            self._window,
            tr("Price override"),
            line.name,
            tr("New price"),
            formats.figure,
            lambda price: tr("Set {amount}", amount=formats.money(price)),
            take,
            start=line.unit_price_minor,
            exponent=formats.currency.exponent,
            least=0,
            icon="tag",
            reasons=override_reasons(),
        )
        self._window.show_overlay(panel)

    def ask_discount(self, line_id: UUID) -> None:
        """Gives a line a discount."""
        from pos_desktop.ui.dialogs.discount import DiscountPanel

        line = self._services.tickets.ticket.line(line_id)

        def take(kind: str, value: int, reason: str) -> None:
            discount = (
                percent(Decimal(value) / 100, reason) if kind == "percent" else amount_off(value, reason)
            )
            given = discount if value else None
            self._finish(lambda approval: self._services.tickets.discount_line(line_id, given, approval))

        self._window.show_overlay(
            DiscountPanel(self._window, line.name, line.amount_minor, line.discount, take)
        )

    def ask_ticket_discount(self) -> None:
        """Gives the whole ticket a discount."""
        from pos_desktop.ui.dialogs.discount import DiscountPanel

        tickets = self._services.tickets
        whole = discountable(tickets.totals)

        def take(kind: str, value: int, reason: str) -> None:
            discount = (
                percent(Decimal(value) / 100, reason) if kind == "percent" else amount_off(value, reason)
            )
            given = discount if value else None
            self._finish(lambda approval: tickets.discount_ticket(given, approval))

        title = tr("Ticket {number}", number=tickets.ticket.number)
        self._window.show_overlay(DiscountPanel(self._window, title, whole, tickets.ticket.discount, take))

    def ask_coupon(self) -> None:
        """Takes a discount code of an online shop off the whole ticket."""
        from pos_desktop.ui.dialogs.coupon import CouponPanel

        tickets, coupons = self._services.tickets, self._services.coupons
        if not coupons.offered:
            self._window.toast(tr("No online shop is connected"), tr("Nothing was changed."), kind="neutral")
            return

        def take(coupon: "Coupon") -> None:
            self._finish(lambda _approval: coupons.apply(coupon))

        title = tr("Ticket {number}", number=tickets.ticket.number)
        self._window.show_overlay(CouponPanel(self._window, title, discountable(tickets.totals), take))

    def ask_note(self, line_id: UUID) -> None:
        """Types a note under a line."""
        from pos_desktop.ui.dialogs.entry import NotePanel

        line = self._services.tickets.ticket.line(line_id)

        def take(text: str) -> None:
            self._finish(lambda _approval: self._services.tickets.set_note(line_id, text))

        self._window.show_overlay(
            NotePanel(
                self._window,
                tr("Note"),
                line.name,
                tr("Printed under the line"),
                tr("Save note"),
                take,
                start=line.note,
                icon="note-pencil",
            )
        )

    def ask_return(self) -> None:
        """Takes goods back without a receipt, as the store allows."""
        from pos_desktop.ui.dialogs.return_goods import ReturnGoodsPanel

        self._window.show_overlay(ReturnGoodsPanel(self._window, self._bring_back))

    def _bring_back(self, asked: "Asked") -> None:
        self._finish(
            lambda approval: self._services.returns.add_without_receipt(
                asked.variant_row,
                asked.quantity_milli,
                asked.reason,
                restock=asked.restock,
                approval=approval,
            )
        )

    def ask_customer(self) -> None:
        """Finds, makes or names whom the ticket is for."""
        from pos_desktop.ui.dialogs.customer import CustomerPanel

        self._window.show_overlay(CustomerPanel(self._window, self._finish))

    def ask_park(self) -> None:
        """Puts the ticket aside, with a name if one helps."""
        from pos_desktop.ui.dialogs.entry import NotePanel

        ticket = self._services.tickets.ticket
        if not ticket.lines:
            self.ask_parked()
            return

        def take(text: str) -> None:
            self._finish(
                lambda _approval: self._services.tickets.park(text),
                tr("Ticket {number} parked", number=ticket.number),
            )

        self._window.show_overlay(
            NotePanel(
                self._window,
                tr("Park ticket"),
                tr("Ticket {number}", number=ticket.number),
                tr("Name (optional)"),
                tr("Park"),
                take,
                start=ticket.name,
                icon="pause-circle",
                suggestions=(tr("Forgot wallet"), tr("Fetching one more"), tr("Phone order")),
            )
        )

    def ask_parked(self) -> None:
        """Shows the parked tickets."""
        from pos_desktop.ui.dialogs.parked import ParkedPanel

        self._window.show_overlay(ParkedPanel(self._window, self._finish))

    def discard(self) -> None:
        """Gives the ticket up; it can be found in the journal, not brought back. An empty one goes on."""
        ticket = self._services.tickets.ticket
        if not ticket.blank:
            told = tr("Ticket {number} discarded", number=ticket.number)
            self._finish(self._services.tickets.discard, told)

    def toggle_exempt(self) -> None:
        """Takes the tax off, or puts it back; an empty ticket has none."""
        ticket = self._services.tickets.ticket
        if ticket.lines:
            exempt = not ticket.tax_exempt
            self._finish(lambda approval: self._services.tickets.set_tax_exempt(exempt, approval))

    def _finish(self, action: Callable[..., object], told: str = "") -> None:
        """Runs an action of a panel; when it is done the panel goes and the ticket shows it."""

        def done(_result: object) -> None:
            self._window.close_overlay()
            self.changed.emit()
            if told:
                self._window.toast(told)

        self._window.act(action, done)


def override_reasons() -> tuple[str, ...]:
    """Reasons for another price."""
    return (tr("Damaged packaging"), tr("Price on the shelf"), tr("Price match"), tr("Short date"))
