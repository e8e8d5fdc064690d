"""What a manager is shown who is asked for a word on a ticket: what it is about, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.ticket import Ticket, TicketLine

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.domain.discount import Discount


def line_discount_request(desk: Desk, line: TicketLine, discount: Discount) -> ApprovalRequest:
    """For a line's discount."""
    figure = desk.formats.figure
    off = discount.of(line.amount_minor)
    prices = f"{figure(line.amount_minor)} → {figure(line.amount_minor - off)}"
    return ApprovalRequest(
        Permission.DISCOUNT,
        _discount_title(desk, discount, tr("line discount")),
        _discount_facts_shown(desk, discount.reason),
        -off,
        str(line.id),
        about=(line.name, prices),
    )


def ticket_discount_request(desk: Desk, ticket: Ticket, discount: Discount, whole: int) -> ApprovalRequest:
    """For the discount of a whole ticket, of which `whole` can be discounted."""
    off = discount.of(whole)
    figure = desk.formats.figure
    name = tr("Ticket {number}", number=ticket.number)
    prices = f"{figure(whole)} → {figure(whole - off)}"
    return ApprovalRequest(
        Permission.DISCOUNT,
        _discount_title(desk, discount, tr("ticket discount")),
        _discount_facts_shown(desk, discount.reason),
        -off,
        str(ticket.id),
        about=(name, prices),
    )


def override_request(desk: Desk, line: TicketLine, changed: TicketLine, reason: str) -> ApprovalRequest:
    """For another price of a line."""
    figure = desk.formats.figure
    prices = f"{figure(line.unit_price_minor)} → {figure(changed.unit_price_minor)}"
    return ApprovalRequest(
        Permission.PRICE_OVERRIDE,
        tr("Price override"),
        ((tr("Why"), reason or tr("No reason given")), desk.asked_by()),
        changed.amount_minor - line.amount_minor,
        str(line.id),
        about=(line.name, prices),
    )


def _discount_title(desk: Desk, discount: Discount, what: str) -> str:
    formats = desk.formats
    size = (
        formats.percent(discount.value) if discount.kind == "percent" else formats.money(int(discount.value))
    )
    return f"{size} {what}"


def _discount_facts_shown(desk: Desk, reason: str) -> tuple[tuple[str, str], ...]:
    most = desk.formats.percent(desk.signed_in.role.most_discount_percent)
    return (
        (tr("Why"), reason or tr("No reason given")),
        desk.asked_by(),
        (tr("Limit"), tr("Cashiers may give up to {percent}", percent=most)),
    )
