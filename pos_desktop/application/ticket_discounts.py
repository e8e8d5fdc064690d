"""What the discounts of a ticket are taken off, and how much of it they take."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.record import replace
from pos_desktop.domain.ticket import Ticket, TicketLine

if TYPE_CHECKING:
    from pos_desktop.domain.discount import Discount
    from pos_desktop.domain.pricing import Totals


def discountable(totals: Totals) -> int:
    """What a discount on the whole ticket is taken off: everything but gift cards and what comes back."""
    return sum(p.amount_minor - p.line_discount_minor for p in totals.lines if p.line.discountable)


def discount_facts(discount: Discount | None) -> Mapping[str, object] | None:
    if discount is None:
        return None
    return {"kind": discount.kind, "value": str(discount.value), "reason": discount.reason}


def discount_shares(ticket: Ticket, like: Ticket) -> list[Decimal]:
    """What the discounts of a ticket take in percent: each line's that `like` has too, then the whole ticket's."""
    lines = {line.id: line for line in ticket.lines}
    shares = [
        line.discount.percent_of(line.amount_minor) if line.discount else Decimal(0)
        for line in (lines[wanted.id] for wanted in like.lines)
    ]
    whole = discountable(price_ticket(ticket))
    shares.append(ticket.discount.percent_of(whole) if ticket.discount else Decimal(0))
    return shares


def override_share(line: TicketLine, changed: TicketLine) -> Decimal:
    """How many percent another price takes off what the line costs by the catalogue; 0 for a higher one."""
    full = line
    if line.overridden and line.list_price_minor is not None:  # many small steps down are one large one
        full = replace(line, unit_price_minor=line.list_price_minor, fixed_amount_minor=None)
    off = full.amount_minor - changed.amount_minor
    return Decimal(off * 100) / Decimal(full.amount_minor) if off > 0 else Decimal(0)
