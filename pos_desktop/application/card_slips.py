"""The receipts that a card terminal has the register print: kept with their payment, printed with the order's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pos_desktop.application.documents import Block, Cut, Document, Feed, Rule, TextLine
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from pos_desktop.application.orders_view import OrderView
    from pos_desktop.application.ports import Work

SLIP_CUSTOMER, SLIP_MERCHANT, SLIP_SIGNED = "slip_customer", "slip_merchant", "slip_signed"
"""Their names among a report's facts; the last one says that the customer signs the merchant's."""
_NOTED = "slips"
_LINES_MOST = 400


def note_slips(work: Work, payment_id: UUID, facts: Mapping[str, str], at: datetime) -> None:
    """Keeps the terminal's receipts among the payment's events."""
    slips = {name: facts[name] for name in (SLIP_CUSTOMER, SLIP_MERCHANT, SLIP_SIGNED) if facts.get(name)}
    if slips:
        work.payments.note(payment_id, _NOTED, slips, at)


def slips_of(work: Work, order: OrderView) -> list[Mapping[str, str]]:
    """The terminal's receipts of an order's payments, in the order of its tenders."""
    found: list[Mapping[str, str]] = []
    for tender in order.tenders:
        if tender.payment_id is not None and tender.refund_id is None and tender.kind == "card":
            noted = [event.body for event in work.payments.events(tender.payment_id) if event.kind == _NOTED]
            found += noted[-1:]
    return found


def customer_blocks(slips: Iterable[Mapping[str, str]]) -> Iterable[Block]:
    """The customer's receipts, as they stand on the order's."""
    for each in slips:
        text = each.get(SLIP_CUSTOMER, "")
        if text:
            yield Rule()
            yield from _lines(text)


def to_sign(slips: Iterable[Mapping[str, str]]) -> Document | None:
    """The merchant's receipts that customers sign, each on a paper of its own; None when nobody has to."""
    texts = [each[SLIP_MERCHANT] for each in slips if each.get(SLIP_SIGNED) and each.get(SLIP_MERCHANT)]
    if not texts:
        return None
    blocks: list[Block] = []
    for text in texts:
        blocks += [*_lines(text), Feed(2), Cut()]
    return Document(tr("Card receipt to sign"), tuple(blocks))


def report_document(title: str, reports: Iterable[tuple[str, ...]]) -> Document:
    """What a terminal prints about its day."""
    blocks: list[Block] = [TextLine(title, "center", bold=True)]
    for lines in reports:
        blocks += [Rule(), *_lines("\n".join(lines))]
    return Document(title, (*blocks, Cut()))


def _lines(text: str) -> Iterable[Block]:
    for line in text.split("\n")[:_LINES_MOST]:
        yield TextLine(line) if line.strip() else Feed(1)
