"""What must hold between the register's books, the terminal's and the model, once all is settled."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table

from pos_desktop.domain.payment import OPEN_PAYMENTS, OPEN_REFUNDS
from pos_desktop.payments.fake.books import Books
from pos_desktop.payments.fake.records import RefundStage, Stage
from pos_desktop.storage import journal_audit, tables
from pos_desktop.storage.unit_of_work import Database
from tests.faults.payment_model import Model
from tests.file_rows import all_rows
from tests.integration.desk_fixtures import STOCK_MILLI, Till

BEHIND_A_NETWORK = ("fake", "fake_link")
UNDONE = ("rollback", "void", "overpaid")


class Register:
    """The rows of a register's database that have to do with money."""

    def __init__(self, database: Database) -> None:
        with database.read() as connection:

            def rows(table: Table) -> list[Any]:
                return all_rows(connection, table)

            self.orders, self.tenders = rows(tables.sale_order), rows(tables.tender)
            self.lines, self.tickets = rows(tables.order_line), rows(tables.ticket)
            self.payments, self.refunds = rows(tables.payment), rows(tables.refund)
            self.values, self.moves = rows(tables.stored_value), rows(tables.stored_value_move)
            self.outbox, self.registers = rows(tables.outbox), rows(tables.register)
            self.cash, self.shifts = rows(tables.cash_move), rows(tables.shift)
        self.refunds_of: dict[Any, list[Any]] = defaultdict(list)
        for refund in self.refunds:
            self.refunds_of[refund.payment_id].append(refund)


def faults(till: Till, books: Books, model: Model) -> list[str]:
    """Everything that does not add up, in words."""
    register = Register(till.database)
    with till.database.read() as connection:
        journal = journal_audit.verify(connection, till.keys.journal)
    found = [
        *([] if journal.ok else [f"journal: {journal.reason}"]),
        *pending(register),
        *orders_add_up(register),
        *each_payment_has_one_home(register),
        *nothing_goes_back_twice(register),
        *the_terminal_agrees(register, books),
        *receipts_have_no_gap(register),
        *told_once(register),
        *the_drawer(register, model),
        *stored_values(register, model),
    ]
    found += goods(till, register, model)
    return found


def pending(register: Register) -> Iterator[str]:
    """Nothing waits for ever once the other side answers."""
    held = {payment.id for payment in register.payments if _may_stay_held(register, payment)}
    for payment in register.payments:
        if payment.state in OPEN_PAYMENTS or payment.next_at is not None:
            yield f"payment {payment.id} is still {payment.state}"
        if payment.state == "authorised" and payment.id not in held:
            yield f"payment {payment.id} is reserved and waits for nothing ({payment.capture_state})"
    for refund in register.refunds:
        waits = refund.payment_id in held and refund.state in OPEN_REFUNDS and refund.next_at is None
        if (refund.state in OPEN_REFUNDS and not waits) or refund.next_at is not None:
            yield f"refund {refund.id} ({refund.cause}) is still {refund.state}: {refund.last_error}"
    paying = {payment.ticket_id for payment in register.payments if payment.state in OPEN_PAYMENTS}
    for ticket in register.tickets:
        alive = ticket.state in ("open", "parked")
        if alive and ticket.order_state == "validated" and ticket.id not in paying:
            yield f"ticket {ticket.number} waits for a payment that is over"


def _may_stay_held(register: Register, payment: Any) -> bool:
    """Reserved on a card until the sale is complete, its goods leave, or somebody ends what was refused; with
    something left to charge."""
    if payment.state != "authorised" or _left_to_charge(register, payment) <= 0:
        return False
    if payment.ticket_id not in {order.id for order in register.orders}:
        return payment.capture_state is None
    return payment.capture_state == "refused" or (
        payment.capture_state is None and payment.charge_on == "shipment"
    )


def _left_to_charge(register: Register, payment: Any) -> int:
    back = [r for r in register.refunds_of[payment.id] if r.state not in ("refused", "replaced")]
    return int(payment.amount_minor + payment.tip_minor - sum(r.amount_minor for r in back))


def _charged(payment: Any) -> int:
    if payment.state != "taken":
        return 0
    return int(payment.capture_minor or payment.amount_minor + payment.tip_minor)


def orders_add_up(register: Register) -> Iterator[str]:
    """An order's tenders are its total, and no order is there twice."""
    paid: Counter[Any] = Counter()
    for tender in register.tenders:
        if tender.state != "replaced":
            paid[tender.order_id] += tender.amount_minor - tender.rounding_minor
        if tender.given_minor - tender.change_minor != tender.amount_minor:
            yield f"the change of a {tender.kind} of {tender.order_id} is wrong"
    for order in register.orders:
        if paid[order.id] != order.total_minor:
            yield f"{order.number} is {order.total_minor}, its tenders are {paid[order.id]}"


def each_payment_has_one_home(register: Register) -> Iterator[str]:
    """Taken money is in one order, on a ticket that is still being paid, or on its way back; never in two."""
    tenders = defaultdict(list)
    for tender in register.tenders:
        if tender.payment_id is not None:
            tenders[tender.payment_id].append(tender)
    alive = {ticket.id for ticket in register.tickets if ticket.state in ("open", "parked")}
    orders = {order.id: order for order in register.orders}
    for payment in register.payments:
        mine, back = tenders.pop(payment.id, []), register.refunds_of[payment.id]
        whole = payment.amount_minor + payment.tip_minor
        undone = sum(r.amount_minor for r in back if r.cause in UNDONE)
        if payment.state == "cancelled" and not payment.capture:
            yield from _never_charged(register, payment, mine, back)
        elif payment.state not in ("taken", "authorised"):
            if mine or back:
                yield f"payment {payment.id} is {payment.state}, but has {len(mine)} tenders, {len(back)} refunds"
        elif len(mine) > 1:
            yield f"payment {payment.id} is in {len(mine)} orders"
        elif mine and mine[0].order_id != payment.ticket_id:
            yield f"payment {payment.id} is in another's order"
        elif mine:
            voided = orders[payment.ticket_id].state == "cancelled"
            kept = 0 if voided else mine[0].amount_minor + mine[0].tip_minor
            if kept + undone != whole:
                yield f"{payment.kind} {payment.id} took {whole}: {kept} is in its order, {undone} went back"
        elif undone != whole and not (payment.ticket_id in alive and not undone):
            yield f"{payment.kind} {payment.id} took {whole} for no order; {undone} of it went back"


def _never_charged(register: Register, payment: Any, mine: list[Any], back: list[Any]) -> Iterator[str]:
    """An authorisation that is gone: nothing moved, and what its order still wants waits for a person."""
    if any(refund.state != "done" or not refund.voided for refund in back):
        yield f"payment {payment.id} was never charged, and {[(r.cause, r.state) for r in back]} went back"
    missing = bool(mine) and _left_to_charge(register, payment) > 0
    if missing != (payment.capture_state == "refused"):
        yield f"payment {payment.id} is gone, {_left_to_charge(register, payment)} is missing, {payment.capture_state}"


def nothing_goes_back_twice(register: Register) -> Iterator[str]:
    """Refunds that hold are never over what was paid: by payment, by tender, by line.

    What is paid out in place of a refused refund does not go back to that payment; the lines hold it.
    """
    for payment in register.payments:
        back = [r for r in register.refunds_of[payment.id] if r.cause not in ("replacement", "uncollected")]
        holds = [r for r in back if r.state not in ("refused", "replaced")]
        if sum(r.amount_minor for r in holds) > payment.amount_minor + payment.tip_minor:
            yield f"more than was paid went back of {payment.id}"
    for tender in register.tenders:
        given = [t for t in register.tenders if t.returns_tender_id == tender.id]
        holds = [t for t in given if t.state not in ("refused", "replaced")]
        if sum(-t.amount_minor for t in holds) > max(0, tender.amount_minor):
            yield f"more than was paid went back to the {tender.kind} of {tender.order_id}"
    cancelled = {order.id for order in register.orders if order.state == "cancelled"}
    back_of: Counter[Any] = Counter()
    for line in register.lines:
        if line.returns_line_id is not None and line.order_id not in cancelled:
            back_of[line.returns_line_id] -= line.quantity_milli
    for line in register.lines:
        if back_of[line.id] > max(0, line.quantity_milli):
            yield f"more {line.name} came back than was sold"


def the_terminal_agrees(register: Register, books: Books) -> Iterator[str]:
    """What the customers' cards were charged is what the register says, to the last minor unit."""
    by_key = {payment.key: payment for payment in register.payments}
    for theirs in books.payments:
        ours = by_key.get(theirs.key)
        if ours is None:
            yield f"the terminal knows {theirs.key}, the register does not"
            continue
        held = theirs.stage is Stage.AUTHORISED and ours.state == "authorised"
        # One that its bank let go is noticed when it is to be charged, or at night.
        gone = theirs.stage is Stage.CANCELLED and ours.state == "authorised"
        if ours.state == "authorised" and not held and not gone:
            yield f"{ours.id} is reserved, the terminal has it at {theirs.stage}"
        if theirs.stage not in (Stage.CAPTURED, Stage.DECLINED, Stage.CANCELLED) and not held:
            yield f"the terminal still has {theirs.key} at {theirs.stage}"
        charged = theirs.captured_minor
        said = _charged(ours)
        if charged != said:
            yield f"{ours.kind} {ours.id} is {ours.state} for {said}, the card was charged {charged}"
    known = {payment.key for payment in books.payments}
    for ours in register.payments:
        if ours.provider in BEHIND_A_NETWORK and ours.state == "taken" and ours.key not in known:
            yield f"{ours.kind} {ours.id} is taken, the terminal never heard of it"
    yield from _refunds_agree(register, books)


def _refunds_agree(register: Register, books: Books) -> Iterator[str]:
    theirs = {refund.key: refund for refund in books.refunds}
    for refund in register.refunds:
        if refund.provider not in BEHIND_A_NETWORK:
            continue
        other = theirs.pop(refund.key, None)
        done = other is not None and other.stage is RefundStage.DONE
        if refund.voided and other is None:
            continue  # nothing was charged that could go back
        if done != (refund.state == "done"):
            yield f"refund {refund.id} is {refund.state}, at the terminal {other.stage if other else 'unknown'}"
        if other is not None and other.amount_minor != refund.amount_minor:
            yield f"refund {refund.id} is {refund.amount_minor}, at the terminal {other.amount_minor}"
    for other in theirs.values():
        yield f"the terminal gave {other.amount_minor} back that the register did not ask for"
    for payment in books.payments:
        if books.given_back(payment.ref) > payment.captured_minor:
            yield f"the terminal gave more back than it charged for {payment.order_id}"


def receipts_have_no_gap(register: Register) -> Iterator[str]:
    numbers = sorted(order.sequence for order in register.orders)
    if numbers != list(range(1, len(numbers) + 1)) or register.registers[0].next_receipt != len(numbers) + 1:
        yield f"receipt numbers {numbers}, next {register.registers[0].next_receipt}"
    sold = {ticket.id for ticket in register.tickets if ticket.state == "sold"}
    if sold != {order.id for order in register.orders}:
        yield "sold tickets and orders are not the same"


def told_once(register: Register) -> Iterator[str]:
    """The outbox has every fact once."""
    watched = ("order.paid", "payment.succeeded", "refund.issued", "order.cancelled")
    told = Counter((row.topic, row.subject_id) for row in register.outbox if row.topic in watched)
    wanted = Counter(("order.paid", order.id) for order in register.orders)
    wanted.update(("order.cancelled", order.id) for order in register.orders if order.state == "cancelled")
    wanted.update(("payment.succeeded", p.id) for p in register.payments if p.state == "taken")
    wanted.update(
        ("refund.issued", r.id) for r in register.refunds if r.state == "done" and r.cause != "uncollected"
    )
    if told != wanted:
        yield f"the outbox has {dict(told - wanted)} too many, {dict(wanted - told)} too few"


def the_drawer(register: Register, model: Model) -> Iterator[str]:
    """The open shift's drawer is what hands put into it and took out of it."""
    expected: Counter[Any] = Counter()
    for move in register.cash:
        expected[move.shift_id] += move.amount_minor
    for shift in register.shifts:
        if shift.state == "open" and expected[shift.id] != model.drawer:
            yield f"the drawer should hold {model.drawer}, the register says {expected[shift.id]}"
        if shift.state != "open" and shift.expected_minor != expected[shift.id]:
            yield f"shift {shift.number} was counted against {shift.expected_minor}, not {expected[shift.id]}"


def stored_values(register: Register, model: Model) -> Iterator[str]:
    balances = Counter({value.id: 0 for value in register.values})
    for move in register.moves:
        balances[move.value_id] += move.amount_minor
    if any(balance < 0 for balance in balances.values()):
        yield f"a balance is below zero: {dict(balances)}"
    if sum(balances.values()) != model.stored:
        yield f"the gift cards hold {sum(balances.values())}, the customers have {model.stored}"


def goods(till: Till, register: Register, model: Model) -> Iterator[str]:
    sold = {order.id for order in register.orders}
    gone = model.goods(sold, {order.id for order in register.orders if order.state == "cancelled"})
    with till.store.read() as work:
        for name in ("Bread", "Milk", "Coffee", "Sweet"):
            level = work.stock.on_hand(till.rows[name], till.desk.register.location_id)
            if level != STOCK_MILLI - gone[name] * 1000:
                yield f"{level} of {name} on the shelf, {gone[name]} are gone"


def worded(found: list[str]) -> str:
    return json.dumps(found, indent=1)
