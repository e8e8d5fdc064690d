"""What must hold of a register's data at every moment it could have been killed at."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, func, select

from pos_desktop import bootstrap
from pos_desktop.domain.ticket import Ticket
from pos_desktop.storage import journal_audit
from pos_desktop.storage.journal_anchor import anchor_path, read_anchor
from pos_desktop.storage.tables import (
    cash_move,
    order_line,
    order_tax,
    outbox,
    print_job,
    sale_order,
    shift,
    stock_level,
    stock_move,
    tender,
    ticket,
    ticket_line,
)
from pos_desktop.storage.tables import journal as journal_table
from pos_desktop.storage.tables import register as register_table
from tests.faults import payment_checks
from tests.faults.torture_cashier import worded
from tests.faults.torture_model import Day, Line, Sale, Shift, Slip
from tests.file_rows import all_rows

Levels = dict[int, int]
COPY = "COPY"


# -- what is there -----------------------------------------------------------------------------


def observed(register: bootstrap.Register) -> Day:
    """The day as the restarted register shows it: tickets through its services, the rest from its tables."""
    services = register.services
    day = Day(
        _slip(services.tickets.ticket),
        [_slip(parked) for parked in reversed(services.tickets.parked())],
        print_receipt=services.desk.settings.print_receipt,
    )
    with register.data.database.read() as connection:
        day.sales = list(_sales(connection))
        day.shifts = list(_shifts(connection))
        kinds = Counter(row.kind for row in connection.execute(select(print_job.c.kind)))
        day.reprints = kinds["reprint"]
        day.last_ticket = connection.execute(select(func.max(ticket.c.number))).scalar_one()
    return day


def _slip(found: Ticket) -> Slip:
    lines = [
        Line(
            line.id.hex,
            line.variant_row or 0,
            line.quantity_milli,
            line.unit_price_minor,
            worded(line.discount),
            line.note,
        )
        for line in found.lines
    ]
    return Slip(found.number, lines, worded(found.discount), found.lines_removed)


def _sales(connection: Connection) -> Iterator[Sale]:
    dropped = select(print_job.c.order_id).where(print_job.c.state == "cancelled")
    without_paper = {row[0] for row in connection.execute(dropped)}
    query = (
        select(sale_order, tender.c.given_minor)
        .join(tender, tender.c.order_id == sale_order.c.id)
        .order_by(sale_order.c.sequence)
    )
    for row in connection.execute(query):
        yield Sale(
            row.number,
            row.ticket_number,
            row.total_minor,
            row.given_minor,
            row.state,
            row.id in without_paper,
        )


def _shifts(connection: Connection) -> Iterator[Shift]:
    moves: dict[Any, list[tuple[str, int]]] = defaultdict(list)
    by_hand = select(cash_move).where(cash_move.c.order_id.is_(None))
    for row in connection.execute(by_hand.order_by(cash_move.c.moved_at, cash_move.c.id)):
        moves[row.shift_id].append((row.kind, row.amount_minor))
    for row in connection.execute(select(shift).order_by(shift.c.number)):
        yield Shift(row.number, row.float_minor, row.state, row.counted_minor, moves[row.id])


# -- what must always hold ---------------------------------------------------------------------


def levels(register: bootstrap.Register) -> Levels:
    """Stock on hand by variant, in thousandths."""
    with register.data.database.read() as connection:
        return {row.variant_row: row.on_hand_milli for row in connection.execute(select(stock_level))}


def faults(register: bootstrap.Register, opening: Levels) -> list[str]:
    """Everything that does not add up, in words; empty when all does."""
    anchor = read_anchor(anchor_path(register.data.folders.database), register.data.keys.journal)
    with register.data.database.read() as connection:
        books = _Books(connection)
        found = [
            *_numbers(books),
            *_sums(books),
            *_tickets(books),
            *_drawer(books),
            *_stock(books, opening),
            *_told(books, opening),
            *_jobs(books),
        ]
        payments = payment_checks.Register(register.data.database)
        found += payment_checks.each_payment_has_one_home(payments)
        found += payment_checks.nothing_goes_back_twice(payments)
        report = journal_audit.verify(connection, register.data.keys.journal, anchor)
        if not report.ok:
            found.append(f"journal: {report.reason}")
    return found


def sums_faults(register: bootstrap.Register, opening: Levels) -> list[str]:
    """What must add up even of a database that was restored and has gaps in its numbers."""
    with register.data.database.read() as connection:
        books = _Books(connection)
    return [*_sums(books), *_drawer(books), *(one for one in _stock(books, opening) if "levels" in one)]


class _Books:
    """The rows of a database, read once."""

    def __init__(self, connection: Connection) -> None:
        def all_of(table: Table) -> list[Any]:
            return all_rows(connection, table)

        self.orders = sorted(all_of(sale_order), key=lambda row: row.sequence)
        self.lines = _by(all_of(order_line), "order_id")
        self.taxes = _by(all_of(order_tax), "order_id")
        self.tenders = _by(all_of(tender), "order_id")
        self.tickets = all_of(ticket)
        self.ticket_lines = all_of(ticket_line)
        self.shifts = sorted(all_of(shift), key=lambda row: row.number)
        self.moves = all_of(cash_move)
        self.levels = {row.variant_row: row.on_hand_milli for row in all_of(stock_level)}
        self.stock = all_of(stock_move)
        self.outbox = all_of(outbox)
        self.jobs = all_of(print_job)
        self.journal = all_of(journal_table)
        self.register = all_of(register_table)[0]

    def in_cash(self, order: Any) -> bool:
        """Paid in cash; a card's money is compared with the terminal's books."""
        return bool(self.tenders[order.id][0].kind == "cash")


def _by(rows: list[Any], name: str) -> dict[Any, list[Any]]:
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped


def _numbers(books: _Books) -> Iterator[str]:
    """Receipts, tickets and shifts are numbered without a gap and never twice."""
    receipts = [order.sequence for order in books.orders]
    if receipts != list(range(1, len(receipts) + 1)) or books.register.next_receipt != len(receipts) + 1:
        yield f"receipt numbers {receipts}, next {books.register.next_receipt}"
    if [order.number for order in books.orders] != [f"1-{number:06d}" for number in receipts]:
        yield "a receipt's number is not its sequence"
    numbers = sorted(row.number for row in books.tickets)
    if numbers != list(range(1, books.register.next_ticket)):
        yield f"ticket numbers {numbers}, next {books.register.next_ticket}"
    if [row.number for row in books.shifts] != list(range(1, books.register.next_shift)):
        yield "shift numbers have a gap"


def _sums(books: _Books) -> Iterator[str]:
    """No half order: its lines, taxes and tender are there and add up to its total."""
    for order in books.orders:
        lines, taxes, paid = books.lines[order.id], books.taxes[order.id], books.tenders[order.id]
        if not lines or sum(line.total_minor for line in lines) != order.total_minor:
            yield f"lines of {order.number} are not its total"
        if sum(line.tax_minor for line in lines) != order.tax_minor:
            yield f"tax of the lines of {order.number} is not its tax"
        if sum(row.net_minor + row.tax_minor for row in taxes) != order.total_minor:
            yield f"tax table of {order.number} is not its total"
        if len(paid) != 1 or paid[0].amount_minor != order.total_minor + order.rounding_minor:
            yield f"tender of {order.number} is not its total"
        elif paid[0].given_minor - paid[0].change_minor != paid[0].amount_minor:
            yield f"change of {order.number} is wrong"
    if set(books.lines) | set(books.taxes) | set(books.tenders) != {order.id for order in books.orders}:
        yield "there are lines, taxes or tenders without their order"


def _tickets(books: _Books) -> Iterator[str]:
    """A ticket is sold exactly when its order is there, and its lines are the order's."""
    sold = {row.id for row in books.tickets if row.state == "sold"}
    if sold != {order.id for order in books.orders}:
        yield "sold tickets and orders are not the same"
    if sum(row.state == "open" for row in books.tickets) > 1:
        yield "more than one ticket is open"
    lines: dict[Any, set[tuple[Any, int]]] = defaultdict(set)
    for line in books.ticket_lines:
        lines[line.ticket_id].add((line.id, line.quantity_milli))
    for order in books.orders:
        if {(line.id, line.quantity_milli) for line in books.lines[order.id]} != lines[order.id]:
            yield f"{order.number} is not what its ticket had"


def _drawer(books: _Books) -> Iterator[str]:
    """Expected in the drawer: the float, what was moved by hand and the tenders of sales that stand."""
    for one in books.shifts:
        moves = [move for move in books.moves if move.shift_id == one.id]
        by_hand = sum(move.amount_minor for move in moves if move.order_id is None)
        stand = [order for order in books.orders if order.shift_id == one.id and order.state == "paid"]
        taken = sum(books.tenders[order.id][0].amount_minor for order in stand if books.in_cash(order))
        expected = sum(move.amount_minor for move in moves)
        if expected != by_hand + taken:
            yield f"the drawer of shift {one.number} should hold {by_hand + taken}, not {expected}"
        if one.state != "open" and one.expected_minor != expected:
            yield f"shift {one.number} was counted against {one.expected_minor}, not {expected}"
        if (one.state == "closed") != (one.z_report is not None and one.closed_at is not None):
            yield f"shift {one.number} is half closed"
    kinds = Counter((move.order_id, move.kind) for move in books.moves if move.order_id is not None)
    for order in books.orders:
        cash = books.in_cash(order)
        wanted = {"sale": int(cash), "refund": int(cash and order.state == "cancelled")}
        if any(kinds[order.id, kind] != times for kind, times in wanted.items()):
            yield f"cash of {order.number} was moved {kinds[order.id, 'sale']} times"


def _stock(books: _Books, opening: Levels) -> Iterator[str]:
    """On hand is the sum of the moves; each sold line moved once, a voided one back."""
    on_hand = Counter(opening)
    moved: Counter[Any] = Counter()
    for move in books.stock:
        on_hand[move.variant_row] += move.quantity_milli
        moved[move.order_line_id] += move.quantity_milli
    wrong = {row: level for row, level in books.levels.items() if level != on_hand[row]}
    if wrong:
        yield f"levels {wrong} are not the sums of their moves"
    for order in books.orders:
        for line in books.lines[order.id]:
            wanted = -line.quantity_milli if order.state == "paid" and line.variant_row in opening else 0
            if moved[line.id] != wanted:
                yield f"{order.number} moved {moved[line.id]} of {line.name}, not {wanted}"


def _told(books: _Books, opening: Levels) -> Iterator[str]:
    """One message and one journal entry for each sale, void and shift, and one message for the stock of each."""
    voided = [order.id for order in books.orders if order.state == "cancelled"]
    closed = [one.id for one in books.shifts if one.state == "closed"]
    messages = Counter(
        (row.topic, row.subject_id)
        for row in books.outbox
        if not row.topic.startswith(("payment.", "refund."))
    )
    wanted = Counter(("order.paid", order.id) for order in books.orders)
    wanted.update(("order.cancelled", order_id) for order_id in voided)
    counted = {
        id_ for id_, lines in books.lines.items() if any(each.variant_row in opening for each in lines)
    }
    wanted.update(("stock.moved", order.id) for order in books.orders if order.id in counted)
    wanted.update(("stock.moved", order_id) for order_id in voided if order_id in counted)
    wanted.update(("shift.closed", shift_id) for shift_id in closed)
    if messages != wanted:
        yield f"outbox has {messages - wanted} too many, {wanted - messages} too few"
    for row in books.outbox:
        if row.state not in (
            "waiting",
            "routed",
        ):  # routed: put aside by the sync, which no platform is there for
            yield f"message {row.seq} is {row.state}"
    entries = {row.subject_id: json.loads(row.body) for row in books.journal if row.kind == "sale"}
    for order in books.orders:
        body = entries.pop(order.id, {})
        if (body.get("number"), body.get("total_minor")) != (order.number, order.total_minor):
            yield f"the journal says {body} of {order.number}"
    if entries:
        yield f"the journal tells of sales that are not there: {entries}"
    if Counter(row.subject_id for row in books.journal if row.kind == "void") != Counter(voided):
        yield "voids and the journal differ"


def _jobs(books: _Books) -> Iterator[str]:
    """Each sale has its receipt's job and its kick, a voided one two of each."""
    jobs = Counter((job.kind, job.order_id) for job in books.jobs if job.order_id is not None)
    for order in books.orders:
        wanted = 2 if order.state == "cancelled" else 1
        for kind in ("receipt", "drawer") if books.in_cash(order) else ("receipt",):
            if jobs[kind, order.id] != wanted:
                yield f"{order.number} has {jobs[kind, order.id]} jobs of kind {kind}"
    for job in books.jobs:
        if job.state == "failed" and job.kind != "drawer":
            yield f"the job {job.kind} {job.seq} failed: {job.last_error}"


# -- what came out of the printer --------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A piece of paper that was cut or torn off."""

    text: str
    codes: tuple[str, ...]


@dataclass
class Paper:
    """What the printer did since a day began."""

    pieces: list[Piece] = field(default_factory=list)
    pulses: int = 0


def paper_faults(register: bootstrap.Register, paper: Paper, uncut: str) -> list[str]:
    """Papers that tell of a sale which is not there, and sales printed twice without saying so."""
    with register.data.database.read() as connection:
        orders = {
            f"{row.number};{row.paid_at:%Y-%m-%dT%H:%M:%SZ};{row.total_minor};{row.currency}": row.number
            for row in connection.execute(select(sale_order))
        }
        kicks = connection.execute(select(print_job).where(print_job.c.kind == "drawer")).all()
    known = set(orders.values())
    found = []
    first_prints: Counter[str] = Counter()
    for piece in paper.pieces:
        found += [f"printed {code}, which was never sold" for code in piece.codes if code not in orders]
        if COPY not in piece.text and "VOIDED" not in piece.text:
            first_prints.update(orders[code] for code in piece.codes if code in orders)
    for text in (uncut, *(piece.text for piece in paper.pieces)):
        found += [f"paper names {n}, which was never sold" for n in named(text) - known]
    found += [f"{n} was printed {times} times unmarked" for n, times in first_prints.items() if times > 1]
    claimed = sum(job.attempts for job in kicks)
    worked = sum(job.state in ("printed", "sent") for job in kicks)
    if not worked <= paper.pulses <= claimed:
        found.append(f"{paper.pulses} pulses for {claimed} attempts, of which {worked} worked")
    return found


def named(text: str) -> set[str]:
    """The receipt numbers that a paper shows whole."""
    return set(re.findall(r"Receipt (\d-\d{6})", text))


def unprinted(register: bootstrap.Register, paper: Paper) -> list[str]:
    """Once everything was printed: sales that have no whole receipt on paper, though nobody waived it."""
    printed = {code.split(";")[0] for piece in paper.pieces for code in piece.codes}
    with register.data.database.read() as connection:
        waived = {sale.number for sale in _sales(connection) if sale.dropped}
        rows = connection.execute(select(sale_order.c.number)).scalars()
        missing = [number for number in rows if number not in waived and number not in printed]
        states = Counter(connection.execute(select(print_job.c.state)).scalars())
    left = {state: times for state, times in states.items() if state not in _FINAL}
    found = [f"no receipt of {number} was printed" for number in missing]
    return [*found, f"jobs are left {left}"] if left else found


_FINAL = ("printed", "sent", "failed", "cancelled")
