"""A shop's tax rates in the place of the register's own, if what the shop told adds up.

The shop tells rates and sums; what the customer is charged is counted here with its rates, as every ticket is, so that
lines add up to totals. The shop's sums are the proof that its rates were understood: they may differ from ours by what
rounding each line makes, and by nothing else.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.record import record, replace
from pos_desktop.domain.tax import TaxRate
from pos_desktop.domain.ticket import PIECE, Ticket, TicketLine


@record
class ToldRate:
    """A rate of the shop and what it came to over the lines it was told for, in minor units."""

    name: str
    percent: Decimal
    tax_minor: int


@record
class ToldTaxes:
    """The rates of some lines. Those that are not taxed have none of them."""

    taxed: tuple[UUID, ...]
    untaxed: tuple[UUID, ...]
    rates: tuple[ToldRate, ...]


class DoesNotAddUp(ValueError):
    """The shop's figures are not those of this ticket."""


def can_be_asked(line: TicketLine) -> bool:
    """A gift card is worth what is paid for it: no shop is asked for its tax."""
    return not line.issues


def with_own_taxes(ticket: Ticket) -> Ticket:
    """The ticket with the register's own rates on every line."""
    return replace(
        ticket,
        lines=tuple(
            line if line.own_taxes is None else replace(line, taxes=line.own_taxes, own_taxes=None)
            for line in ticket.lines
        ),
    )


def with_shop_taxes(ticket: Ticket, told: Sequence[ToldTaxes]) -> Ticket:
    """The ticket with the shop's rates; DoesNotAddUp when its sums are not what the rates come to."""
    rates = _rates_by_line(told)
    asked = [line for line in ticket.lines if can_be_asked(line)]
    if rates.keys() != {line.id for line in asked}:
        raise DoesNotAddUp("the lines are others")
    changed = {line.id: _retaxed(line, rates[line.id]) for line in asked}
    _check_sums(replace(ticket, lines=tuple(changed.values())), told)
    return replace(ticket, lines=tuple(changed.get(line.id, line) for line in ticket.lines))


def _rates_by_line(told: Sequence[ToldTaxes]) -> Mapping[UUID, tuple[TaxRate, ...]]:
    found: dict[UUID, tuple[TaxRate, ...]] = {}
    for part in told:
        try:
            rates = tuple(TaxRate(rate.name, rate.percent) for rate in part.rates)
        except ValueError as error:
            raise DoesNotAddUp(str(error)) from error
        for line_id, own in (*((one, rates) for one in part.taxed), *((one, ()) for one in part.untaxed)):
            if line_id in found:
                raise DoesNotAddUp("a line is told twice")
            found[line_id] = own
    return found


def _retaxed(line: TicketLine, rates: tuple[TaxRate, ...]) -> TicketLine:
    own = line.taxes if line.own_taxes is None else line.own_taxes
    return replace(line, taxes=rates, own_taxes=own)


def _check_sums(ticket: Ticket, told: Sequence[ToldTaxes]) -> None:
    ours = {(each.rate.name, each.rate.percent): each.tax_minor for each in price_ticket(ticket).taxes}
    theirs: dict[tuple[str, Decimal], int] = {}
    for part in told:
        for rate in part.rates:
            key = rate.name, rate.percent
            if not part.taxed and rate.tax_minor:
                raise DoesNotAddUp("tax on nothing")
            theirs[key] = theirs.get(key, 0) + rate.tax_minor
    lenience = _rounding(ticket)
    for key in ours.keys() | theirs.keys():
        if abs(ours.get(key, 0) - theirs.get(key, 0)) > lenience.get(key, 0):
            raise DoesNotAddUp("other sums")


def _rounding(ticket: Ticket) -> Mapping[tuple[str, Decimal], int]:
    """By how much a sum of taxes rounded line by line may differ from one that is rounded once: half a minor unit a
    line, as much again where its pieces cost a unit more or less, and one for what is spread over several rates."""
    halves: dict[tuple[str, Decimal], int] = {}
    spread: dict[tuple[str, Decimal], int] = {}
    for line in ticket.lines:
        for rate in line.taxes:
            key = rate.name, rate.percent
            halves[key] = halves.get(key, 0) + (2 if line.quantity_milli > PIECE else 1)
            spread[key] = max(spread.get(key, 0), int(len(line.taxes) > 1))
    return {key: (count + 1) // 2 + spread[key] for key, count in halves.items()}
