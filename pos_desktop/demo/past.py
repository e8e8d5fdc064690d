"""Replays the demo shop's past month: real orders, shifts, drawers and journal, each day as it was."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from pos_desktop.application.demo_history import DaySales, PastCash, PastDrop, PastSale, PastShift
from pos_desktop.application.ids import new_id
from pos_desktop.application.order_words import receipt_number
from pos_desktop.application.payment_books import DOTS
from pos_desktop.application.people_view import PersonView
from pos_desktop.application.ports import RegisterRow, Work
from pos_desktop.application.sale_record import SaleRecord, TenderRecord
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.domain.cash import take_cash
from pos_desktop.domain.money import Money
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.pricing import Totals, price_ticket
from pos_desktop.domain.shift import CashMove, signed
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.storage.store import SqlStore

CARDS = (("Visa", "4242"), ("Mastercard", "5454"), ("Visa", "1881"), ("girocard", "0337"))
"""What the customers of the past paid with: brands and last four digits, which is all that is known of a card."""


class PastClock:
    """A clock that stands where the replay is."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def offset_minutes(self) -> int:
        offset = self.moment.astimezone().utcoffset()
        return int(offset.total_seconds() // 60) if offset else 0


class Replay:
    """Writes the past into a store, a shift at a time, each in one transaction."""

    def __init__(
        self,
        store: SqlStore,
        clock: PastClock,
        rows: Mapping[str, int],
        people: Mapping[str, PersonView],
        reasons: Mapping[str, str],
    ) -> None:
        self._store = store
        self._clock = clock
        self._rows = rows
        self._people = people
        self._reasons = reasons
        with store.read() as work:
            self._settings: StoreSettings = work.settings.store()
            register = work.registers.only()
        assert register is not None
        self._register: RegisterRow = register
        self._tickets = 0

    def play(self, days: Iterable[DaySales], progress: Callable[[], None] = lambda: None) -> None:
        """Writes all days, the oldest first."""
        for day in days:
            for shift in day.shifts:
                self._shift(shift)
            progress()

    def _shift(self, shift: PastShift) -> None:
        shift_id, person = new_id(), self._people[shift.person]
        self._clock.moment, self._tickets = shift.opened_at, 0
        with self._store.write() as work:
            number = work.registers.take_shift(self._register.id)
            at = shift.opened_at
            work.shifts.insert(shift_id, self._register.id, number, person.id, at, shift.float_minor)
            work.shifts.add_move(shift_id, CashMove.FLOAT, shift.float_minor, person.id, at)
            facts = {"shift": number, "float_minor": shift.float_minor}
            work.journal.add("shift_opened", facts, subject_id=shift_id, person_id=person.id)
            for event in shift.events:
                self._clock.moment = event.at
                if isinstance(event, PastSale):
                    self._sale(work, shift_id, person, event)
                elif isinstance(event, PastCash):
                    self._cash(work, shift_id, person, event)
                else:
                    self._drop(work, shift_id, person, event)
            self._close(work, shift_id, number, person, shift)
            work.people.seen(person.id, shift.closed_at)

    def _sale(self, work: Work, shift_id: UUID, person: PersonView, sale: PastSale) -> None:
        lines = tuple(
            self._line(work, line.key, line.quantity_milli, line.asked_price_minor) for line in sale.lines
        )
        self._tickets += 1
        opened = sale.at - timedelta(seconds=20 + 9 * len(lines))
        ticket = Ticket(new_id(), self._tickets, person.id, opened, self._settings.prices_include_tax, lines)
        totals = price_ticket(ticket)
        record = self._record(work, ticket, totals, shift_id, person, sale)
        work.orders.insert(record)
        cash = sum(tender.amount_minor for tender in record.tenders if tender.kind == "cash")
        if cash:
            work.shifts.add_move(shift_id, CashMove.SALE, cash, person.id, sale.at, order_id=ticket.id)
        moves = [
            (line.variant_row, -line.quantity_milli, line.id)
            for line in lines
            if line.track_stock and line.variant_row is not None
        ]
        work.stock.move(moves, self._register.location_id, "sale", sale.at)
        facts = {"number": record.number, "total_minor": totals.total_minor, "currency": record.currency}
        work.journal.add("sale", facts, subject_id=ticket.id, person_id=person.id)

    def _line(self, work: Work, key: str, quantity_milli: int, asked: int | None) -> TicketLine:
        goods = work.catalogue.sellable(self._rows[key])
        price = goods.price_minor if goods.price_minor is not None else asked
        assert price is not None
        return TicketLine(
            id=new_id(),
            name=goods.name,
            quantity_milli=quantity_milli,
            unit_price_minor=price,
            taxes=goods.taxes,
            variant_row=goods.variant_row,
            variant_id=goods.variant_id,
            unit=goods.unit,
            weighed=goods.weighed,
            list_price_minor=goods.price_minor,
            tax_class_id=goods.tax_class_id,
            track_stock=goods.track_stock,
        )

    def _record(
        self, work: Work, ticket: Ticket, totals: Totals, shift_id: UUID, person: PersonView, sale: PastSale
    ) -> SaleRecord:
        sequence = work.registers.take_receipt(self._register.id)
        return SaleRecord(
            ticket=ticket,
            totals=totals,
            register_id=self._register.id,
            sequence=sequence,
            number=receipt_number(self._register.number, sequence),
            shift_id=shift_id,
            person_id=person.id,
            person_name=person.name,
            state=OrderState.PAID,
            currency=self._settings.currency_code,
            tenders=(self._tender(totals.total_minor, sale),),
            discount_words=tuple("" for _ in ticket.lines),
            paid_at=sale.at,
            offset_minutes=self._clock.offset_minutes(),
        )

    def _tender(self, total: int, sale: PastSale) -> TenderRecord:
        if sale.tender == "card":
            brand, last_four = CARDS[sale.at.minute % len(CARDS)]
            label = f"{brand} {DOTS} {last_four}"
            return TenderRecord(
                new_id(), "card", "taken", total, total, 0, 0, label=label, last_four=last_four
            )
        money = self._settings.currency
        due = Money(total, money)
        given = max(sale.cash_given_minor(total), due.rounded_for_cash().minor)
        taken = take_cash(due, Money(given, money))
        return TenderRecord(
            new_id(),
            "cash",
            "taken",
            taken.amount_minor,
            taken.given_minor,
            taken.change_minor,
            taken.rounding_minor,
        )

    def _cash(self, work: Work, shift_id: UUID, person: PersonView, event: PastCash) -> None:
        kind = CashMove(event.kind)
        amount, reason = signed(kind, event.amount_minor), self._reasons[event.reason]
        work.shifts.add_move(shift_id, kind, amount, person.id, event.at, reason=reason)
        facts = {"amount_minor": amount, "reason": reason}
        work.journal.add(kind.value, facts, subject_id=shift_id, person_id=person.id)

    def _drop(self, work: Work, shift_id: UUID, person: PersonView, event: PastDrop) -> None:
        amount = event.amount_minor(work.shifts.drawer(shift_id).expected_minor)
        if amount:
            moved = signed(CashMove.DROP, amount)
            work.shifts.add_move(shift_id, CashMove.DROP, moved, person.id, event.at)
            facts = {"amount_minor": moved}
            work.journal.add("drop", facts, subject_id=shift_id, person_id=person.id)

    def _close(self, work: Work, shift_id: UUID, number: int, person: PersonView, shift: PastShift) -> None:
        self._clock.moment = shift.closed_at
        expected = work.shifts.drawer(shift_id).expected_minor
        counted = expected + shift.variance_minor
        reason = self._reasons.get(shift.variance_reason or "", "")
        work.shifts.set_counted(shift_id, {1: counted}, counted, expected, "", shift.closed_at)
        left = min(shift.float_minor, counted)
        report = replace(
            work.shifts.report(shift_id, shift.closed_at, final=True),
            counted_minor=counted,
            variance_reason=reason,
            float_left_minor=left,
        )
        work.shifts.set_closed(shift_id, person.id, reason, left, report, shift.closed_at)
        facts = {"shift": number, "counted_minor": counted, "variance_minor": shift.variance_minor}
        work.journal.add("shift_closed", facts, subject_id=shift_id, person_id=person.id)
