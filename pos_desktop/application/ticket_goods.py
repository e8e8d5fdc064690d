"""Goods that come on the ticket: scanned, tapped, weighed, typed, or brought back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.open_ticket import OpenTicket
from pos_desktop.application.scanning import Expired, Found, PriceAsked, Scan, WeightAsked, look_up
from pos_desktop.application.ticket_checks import check_price, refuse_card_for_goods
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.record import record, replace
from pos_desktop.domain.ticket import PIECE, Ticket, TicketLine

if TYPE_CHECKING:
    from datetime import date

    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.open_ticket import JournalEntry
    from pos_desktop.application.ports import Work
    from pos_desktop.application.scanning import Unknown
    from pos_desktop.application.sellable import Sellable
    from pos_desktop.domain.tax import TaxRates


@record
class Added:
    """A line came or grew; of which product, when it is of the catalogue."""

    line: TicketLine
    product_id: UUID | None = None


@record
class Foreseen:
    """What the code that is on its way is going to do to a ticket."""

    code: str
    ticket: Ticket
    found: Found
    changed: Ticket
    touched: TicketLine


class TicketGoods(OpenTicket):
    """The ways on to the ticket."""

    _foreseen: Foreseen | None = None

    def foresee(self, code: str) -> TicketLine | None:
        """The line that is going to come or grow if `scan` follows with this code; changes nothing. None where there
        is no such line, or somebody else writes at the moment."""
        self._foreseen = None
        ticket = self._ticket
        if ticket is None or ticket.order_state is not OrderState.DRAFT:
            return None
        found = self._desk.store.glance(lambda work: self._fresh(self._look_up(work, code)))
        if not isinstance(found, Found) or _lacks_price(found):
            return None
        changed, touched = self._begun().add(self._line_of(found.sellable, found.scan))
        self._foreseen = Foreseen(code, ticket, found, changed, touched)
        return touched

    def expect_scan(self) -> None:
        """A scanner has begun to send a code: the line is written as soon as the rest of it is there."""
        self._desk.store.expect_cashier()

    def scan_shown(self) -> None:
        """The line is on the screen: what works behind it goes on."""
        self._desk.store.cashier_served()

    def scan(self, code: str) -> Added | PriceAsked | WeightAsked | Unknown | Expired:
        """What a scanned code does: adds its product, asks for a price or a weight, is unknown, or its date is past."""
        if self._ticket is None or self._ticket.order_state is not OrderState.DRAFT:
            return self._look_first(code)
        # Looked up in the transaction that writes the line: one turn and one snapshot for the whole scan.
        with self._writing() as work:
            found = self._fresh(self._look_up(work, code))
            if not isinstance(found, Found):
                return found
            if _lacks_price(found):
                return PriceAsked(found.sellable, found.scan)
            changed, touched = self._with_line(code, found)
            self._write_line(work, changed, touched)
        self._show(changed)
        return Added(touched, found.sellable.product_id)

    def not_goods(self, code: str) -> str:
        """What is printed as a code that no product has; nothing for a product's. Changes nothing."""
        with self._desk.store.read() as work:
            found = self._look_up(work, code)
        return "" if isinstance(found, Found) else found.code

    def goods_of(self, code: str) -> Found | None:
        """The product that a code stands for, whatever its date is and whoever weighed it; None where it is none's.
        Changes nothing."""
        with self._desk.store.read() as work:
            found = self._look_up(work, code)
        return found if isinstance(found, Found) else None

    def _look_first(self, code: str) -> Added | PriceAsked | WeightAsked | Unknown | Expired:
        """Where a line may be refused, or a ticket is opened for it: a code that is unknown does neither."""
        with self._desk.store.read() as work:
            found = self._fresh(self._look_up(work, code))
        return self._take(found) if isinstance(found, Found) else found

    def _fresh(self, found: Found | Unknown) -> Found | WeightAsked | Unknown | Expired:
        """Goods whose date is past, or that nobody has weighed, are told of instead of sold."""
        if not isinstance(found, Found):
            return found
        passed = found.scan.passed(self._today())
        if passed is not None:
            return Expired(found.sellable, found.scan, passed)
        return WeightAsked(found.sellable, found.scan) if found.lacks_weight else found

    def sell_expired(self, expired: Expired) -> Added | PriceAsked | WeightAsked:
        """Adds goods whose date is past all the same; the journal says who did, and which lot."""
        found = Found(expired.sellable, expired.scan)
        return WeightAsked(found.sellable, found.scan) if found.lacks_weight else self._take(found)

    def _look_up(self, work: Work, code: str) -> Found | Unknown:
        settings = self._desk.settings
        return look_up(work.catalogue, code, settings.code_masks, settings.currency)

    def _take(self, found: Found) -> Added | PriceAsked:
        sellable, scan = found.sellable, found.scan
        if _lacks_price(found):
            return PriceAsked(sellable, scan)
        line = self._line_of(sellable, scan)
        return Added(self._add_line(line, self._past_date(line, scan)), sellable.product_id)

    def add(self, variant_row: int) -> Added | PriceAsked:
        """Adds one of a product that was tapped or found."""
        with self._desk.store.read() as work:
            sellable = work.catalogue.sellable(variant_row)
        return self._take(Found(sellable, Scan("")))

    def add_weighed(
        self, variant_row: int, weight_milli: int, scan: Scan | None = None
    ) -> Added | PriceAsked:
        """Adds a weighed product with the weight that was read or typed. `scan`: what its code said, where it has
        one: the date and the lot count here as well."""
        with self._desk.store.read() as work:
            sellable = work.catalogue.sellable(variant_row)
        weighed = replace(scan or Scan(""), weight_milli=weight_milli, price_minor=None)
        return self._take(Found(sellable, weighed))

    def add_priced(self, asked: PriceAsked, price_minor: int) -> Added:
        """Adds a product without a price at the price that the cashier typed."""
        check_price(price_minor)
        line = self._priced_line(asked, price_minor)
        return Added(self._add_line(line, self._past_date(line, asked.scan)), asked.sellable.product_id)

    def priced_amount(self, asked: PriceAsked, price_minor: int) -> int:
        """What the line of `add_priced` would cost at this price: of goods by weight it is that of one unit."""
        return self._priced_line(asked, price_minor).amount_minor

    def _priced_line(self, asked: PriceAsked, price_minor: int) -> TicketLine:
        priced = replace(asked.sellable, price_minor=price_minor)
        return replace(self._line_of(priced, asked.scan), list_price_minor=None)

    def quick_item(
        self,
        name: str,
        price_minor: int,
        taxes: TaxRates,
        tax_class_id: UUID | None,
        approval: Approval | None = None,
    ) -> Added:
        """Adds something that is not in the catalogue."""
        check_price(price_minor)
        request = ApprovalRequest(
            Permission.QUICK_ITEM, tr("Quick item"), (self._desk.asked_by(),), price_minor, name
        )
        self._desk.require(Permission.QUICK_ITEM, approval, lambda: request)
        line = TicketLine(
            new_id(),
            without_card_numbers(name) or tr("Quick item"),
            PIECE,
            price_minor,
            taxes,
            tax_class_id=tax_class_id,
        )
        return Added(self._add_line(line))

    def sell_gift_card(self, amount_minor: int) -> Added:
        """Puts a gift card on the ticket, worth what is paid for it; its code is made when the sale is written.

        Without tax: a voucher for goods of several rates is taxed when it is redeemed (directive (EU) 2016/1065,
        multi-purpose vouchers).
        """
        if amount_minor <= 0:
            raise Refused(tr("A gift card needs an amount"), tr("Nothing was changed."))
        check_price(amount_minor)
        with self._desk.store.read() as work:
            self._printers.need_printer(work)  # its code is on paper or nowhere

        kind = TenderKind.GIFT_CARD.value
        line = TicketLine(new_id(), tr("Gift card"), PIECE, amount_minor, (), issues=kind)
        refuse_card_for_goods(self.ticket.add(line)[0])
        return Added(self._add_line(line))

    def add_back(self, lines: Iterable[TicketLine], approver: UUID | None = None) -> None:
        """Puts goods that come back on the ticket; the same sold line only once."""
        ticket, added = self._begun(), tuple(lines)
        present = {line.back.order_line_id for line in ticket.lines if line.back}
        for line in added:
            assert line.back is not None
            if line.back.order_line_id is not None and line.back.order_line_id in present:
                raise Refused(
                    tr("{name} is on the ticket already", name=line.name),
                    tr("The ticket is unchanged."),
                    tr("Remove it there to choose anew."),
                )
        changed = replace(ticket, lines=(*ticket.lines, *added))
        refuse_card_for_goods(changed)
        with self._writing() as work:
            for place, line in enumerate(added):
                work.tickets.insert_line(ticket.id, self._next_position() + place, line)
                assert line.back is not None
                body = self._line_facts(line) | {"reason": line.back.reason, "of": line.back.order_number}
                self._journal(work, "line_back", body, approver)
            self._save_begun(work, changed)
        self._show(changed)

    def _line_of(self, sellable: Sellable, scan: Scan) -> TicketLine:
        price = sellable.price_minor if sellable.price_minor is not None else (scan.price_minor or 0)
        quantity, fixed = PIECE, None
        if scan.weight_milli:
            quantity = scan.weight_milli
        elif scan.count_milli:
            quantity = scan.count_milli
        elif scan.price_minor is not None:
            fixed = scan.price_minor
            if sellable.weighed and price:
                quantity = max(1, (scan.price_minor * PIECE + price // 2) // price)
        return TicketLine(
            id=new_id(),
            name=sellable.name,
            quantity_milli=quantity,
            unit_price_minor=price,
            taxes=sellable.taxes,
            variant_row=sellable.variant_row,
            variant_id=sellable.variant_id,
            unit=sellable.unit,
            weighed=sellable.weighed,
            list_price_minor=sellable.price_minor,
            fixed_amount_minor=fixed,
            tax_class_id=sellable.tax_class_id,
            code=scan.code,
            track_stock=sellable.track_stock,
        )

    def _today(self) -> date:
        return self._desk.clock.now().astimezone(self._desk.zone).date()

    def _past_date(self, line: TicketLine, scan: Scan) -> JournalEntry | None:
        """What the journal says of goods that are sold after their date."""
        passed = scan.passed(self._today())
        if passed is None:
            return None
        return "expired_sold", {"name": line.name, "date": passed.isoformat(), "lot": scan.lot}, None

    def _add_line(self, line: TicketLine, entry: JournalEntry | None = None) -> TicketLine:
        with self._writing() as work:
            changed, touched = self._begun().add(line)
            self._write_line(work, changed, touched)
            if entry:
                self._journal(work, *entry)
        self._show(changed)
        return touched

    def _with_line(self, code: str, found: Found) -> tuple[Ticket, TicketLine]:
        """The ticket with the line of a code, or with the line that it made larger; and that line."""
        seen, self._foreseen = self._foreseen, None
        if seen is not None and seen.code == code and seen.ticket is self._ticket and seen.found == found:
            return seen.changed, seen.touched
        return self._begun().add(self._line_of(found.sellable, found.scan))

    def _write_line(self, work: Work, changed: Ticket, touched: TicketLine) -> None:
        """Stores the line that came or grew."""
        if len(changed.lines) > len(self.ticket.lines):
            work.tickets.insert_line(changed.id, self._next_position(), touched)
            self._save_begun(work, changed)
        else:
            work.tickets.update_line(touched)


def _lacks_price(found: Found) -> bool:
    return found.sellable.price_minor is None and found.scan.price_minor is None
