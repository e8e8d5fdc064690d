"""What a ticket costs: amounts, discounts and taxes that add up to the last cent.

Every sum is rounded once, for all lines of the same rates together, and the remainder is spread over
them, so lines add up to totals and no order of lines changes a total.
"""

from collections.abc import Sequence
from decimal import Decimal

from pos_desktop.domain.record import record
from pos_desktop.domain.returns import LineSums
from pos_desktop.domain.rounding import spread
from pos_desktop.domain.tax import TaxRate, TaxRates, split_tax, tax_on_top, tax_within
from pos_desktop.domain.ticket import Ticket, TicketLine


@record
class PricedLine:
    """A line's amounts in minor units: net + tax = total; amount - discounts = what the tax is on or in."""

    line: TicketLine
    amount_minor: int
    line_discount_minor: int
    ticket_discount_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int


@record
class TaxSum:
    """One rate over the whole ticket, in minor units."""

    rate: TaxRate
    net_minor: int
    tax_minor: int


@record
class Totals:
    """A ticket's sums in minor units: subtotal - discount (+ tax on top) = total = net + tax."""

    lines: tuple[PricedLine, ...]
    taxes: tuple[TaxSum, ...]
    subtotal_minor: int
    discount_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int


def price_ticket(ticket: Ticket) -> Totals:
    """Prices a ticket."""
    lines = ticket.lines
    both = [amount_and_discount(line) for line in lines]
    amounts = [amount for amount, _ in both]
    off_lines = [off for _, off in both]
    after = [amount - off for amount, off in zip(amounts, off_lines, strict=True)]
    groups = _groups(lines)
    off_ticket = _spread_discount(ticket, after, groups)
    bases = [amount - off for amount, off in zip(after, off_ticket, strict=True)]
    nets, taxes, sums = _tax_groups(ticket, bases, groups)
    sums += _as_paid(lines, off_ticket, nets, taxes)
    priced = tuple(
        PricedLine(line, amounts[i], off_lines[i], off_ticket[i], nets[i], taxes[i], nets[i] + taxes[i])
        for i, line in enumerate(lines)
    )
    return Totals(
        lines=priced,
        taxes=_by_rate(sums),
        subtotal_minor=sum(amounts),
        discount_minor=sum(off_lines) + sum(off_ticket),
        net_minor=sum(nets),
        tax_minor=sum(taxes),
        total_minor=sum(nets) + sum(taxes),
    )


def _paid_before(line: TicketLine) -> LineSums | None:
    """What was paid for goods that come back with their receipt: it goes back as it was, priced by nothing else."""
    return line.back.sums if line.back is not None else None


def amount_and_discount(line: TicketLine) -> tuple[int, int]:
    """Price times quantity, and the line's own discount on it, in minor units; no other line changes either."""
    amount, paid = line.amount_minor, _paid_before(line)
    if paid is not None:
        return amount, paid.line_discount_minor
    return amount, line.discount.of(amount) if line.discount else 0


def _as_paid(
    lines: Sequence[TicketLine], off_ticket: list[int], nets: list[int], taxes: list[int]
) -> list[tuple[TaxRates, int, int]]:
    """Fills in what the lines from past sales were paid with; their sums by rates, rounded nowhere."""
    sums: dict[TaxRates, tuple[int, int]] = {}
    for index, line in enumerate(lines):
        paid = _paid_before(line)
        if paid is None:
            continue
        off_ticket[index], nets[index], taxes[index] = (
            paid.ticket_discount_minor,
            paid.net_minor,
            paid.tax_minor,
        )
        net, tax = sums.get(line.taxes, (0, 0))
        sums[line.taxes] = net + paid.net_minor, tax + paid.tax_minor
    return [(rates, net, tax) for rates, (net, tax) in sums.items()]


def _groups(lines: Sequence[TicketLine]) -> list[tuple[TaxRates, list[int]]]:
    """Indices of the lines by their rates, in an order that does not depend on the lines' order.

    What comes back without a receipt is a group of its own: the little that is left beside goods of the same sum
    would give either any tax at all.
    """
    found: dict[tuple[TaxRates, bool], list[int]] = {}
    for index, line in enumerate(lines):
        if _paid_before(line) is None:
            found.setdefault((line.taxes, line.quantity_milli < 0), []).append(index)
    if len(found) > 1:
        found = dict(sorted(found.items(), key=lambda item: _place(*item[0])))
    return [(rates, indices) for (rates, _), indices in found.items()]


def _place(rates: TaxRates, back: bool) -> tuple[list[tuple[str, Decimal, bool]], bool]:
    return [(rate.name, rate.percent, rate.compound) for rate in rates], back


def _spread_discount(ticket: Ticket, after: list[int], groups: list[tuple[TaxRates, list[int]]]) -> list[int]:
    """The ticket's discount by line: over the groups first, so that each group's sum is the same in any order.

    A gift card is worth what is paid for it and takes no part; neither does what comes back.
    """
    parts = [0] * len(after)
    if ticket.discount is None:
        return parts
    lines = ticket.lines
    groups = [(rates, [i for i in indices if lines[i].discountable]) for rates, indices in groups]
    whole = sum(after[i] for _, indices in groups for i in indices)
    if whole == 0:
        return parts
    sums = [sum(after[i] for i in indices) for _, indices in groups]
    for share, (_, indices) in zip(spread(ticket.discount.of(whole), sums), groups, strict=True):
        weights = [after[i] for i in indices]
        # A group of free goods weighs nothing and is given nothing.
        if share:
            for index, part in zip(indices, spread(share, weights), strict=True):
                parts[index] = part
    return parts


def _tax_groups(
    ticket: Ticket, bases: list[int], groups: list[tuple[TaxRates, list[int]]]
) -> tuple[list[int], list[int], list[tuple[TaxRates, int, int]]]:
    nets, taxes = [0] * len(bases), [0] * len(bases)
    sums: list[tuple[TaxRates, int, int]] = []
    for rates, indices in groups:
        weights = [bases[i] for i in indices]
        base = sum(weights)
        tax = tax_within(base, rates) if ticket.prices_include_tax else tax_on_top(base, rates)
        parts = spread(tax, weights) if base else [0] * len(weights)
        for index, weight, part in zip(indices, weights, parts, strict=True):
            nets[index] = weight - part if ticket.prices_include_tax else weight
            taxes[index] = 0 if ticket.tax_exempt else part
        net = base - tax if ticket.prices_include_tax else base
        sums.append((rates, net, 0 if ticket.tax_exempt else tax))
    return nets, taxes, sums


def _by_rate(sums: list[tuple[TaxRates, int, int]]) -> tuple[TaxSum, ...]:
    found: dict[tuple[str, object], TaxSum] = {}
    for rates, net, tax in sums:
        for rate, part in zip(rates, split_tax(tax, rates), strict=True):
            key = (rate.name, rate.percent)
            present = found.get(key, TaxSum(rate, 0, 0))
            found[key] = TaxSum(rate, present.net_minor + net, present.tax_minor + part)
    return tuple(sorted(found.values(), key=lambda s: (s.rate.percent, s.rate.name)))
