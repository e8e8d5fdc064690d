"""What goes back for what comes back: shares of what was paid that add up to it, whatever comes back first."""

from collections.abc import Sequence
from uuid import UUID

from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.record import record
from pos_desktop.domain.rounding import round_ratio, round_to_step


class TooMuchBack(ValueError):
    """More than was sold or paid is to go back."""


@record
class LineSums:
    """A line's amounts in minor units, signed as they act on its ticket."""

    amount_minor: int
    line_discount_minor: int
    ticket_discount_minor: int
    net_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        """What the customer pays for the line."""
        return self.net_minor + self.tax_minor


@record
class LineBack:
    """That a line of a ticket takes goods back: why, whether they can be sold again, and from which sale.

    Without a sale (no receipt) the line is priced like any other; with one it carries what was paid.
    """

    reason: str
    restock: bool
    order_id: UUID | None = None
    order_line_id: UUID | None = None
    order_number: str = ""
    sums: LineSums | None = None


def share_back(
    sold: LineSums, sold_milli: int, before_milli: int, back_milli: int, *, inclusive: bool
) -> LineSums:
    """The part of a sold line that goes back for a quantity, negative; `before_milli` went back earlier.

    Each share is the difference of two rounded sums, so that all of them add up to what was paid to the last
    minor unit. Raises TooMuchBack for more than was sold.
    """
    if back_milli <= 0 or before_milli + back_milli > sold_milli:
        raise TooMuchBack(f"{back_milli} of {sold_milli} thousandths, {before_milli} are back already")

    def part(whole: int) -> int:
        done, more = before_milli, before_milli + back_milli
        return round_ratio(whole * done, sold_milli) - round_ratio(whole * more, sold_milli)

    total, tax = part(sold.total_minor), part(sold.tax_minor)
    off_line, off_ticket = part(sold.line_discount_minor), part(sold.ticket_discount_minor)
    base = sold.amount_minor - sold.line_discount_minor - sold.ticket_discount_minor
    if base == (sold.total_minor if inclusive else sold.net_minor):
        # Amount less discounts is what was paid: it stays so for every share.
        amount = (total if inclusive else total - tax) + off_line + off_ticket
    else:
        amount = part(sold.amount_minor)
    return LineSums(amount, off_line, off_ticket, total - tax, tax)


_BACK_FIRST = (
    TenderKind.GIFT_CARD,
    TenderKind.SHOP_GIFT_CARD,
    TenderKind.STORE_CREDIT,
    TenderKind.VOUCHER,
    TenderKind.CARD,
    TenderKind.PAY_LINK,
    TenderKind.EXTERNAL,
    TenderKind.FOREIGN_CASH,
    TenderKind.CASH,
)


@record
class TenderLeft:
    """A tender of a past sale and what may still go back to it, in minor units.

    `left_exact_minor` leaves the rounding to coins out; it differs from `left_minor` for cash alone.
    """

    id: UUID
    kind: TenderKind
    left_minor: int
    left_exact_minor: int


@record
class TenderBack:
    """What goes back to one tender, positive: amount - rounding is its part of what is owed."""

    tender_id: UUID | None
    kind: TenderKind
    amount_minor: int
    rounding_minor: int = 0

    @property
    def exact_minor(self) -> int:
        """Its part of what is owed to the customer."""
        return self.amount_minor - self.rounding_minor


def split_back(owed_minor: int, tenders: Sequence[TenderLeft], coin: int) -> tuple[TenderBack, ...]:
    """Spreads what is owed over the original tenders: stored values first, then cards, cash last.

    Raises TooMuchBack when the tenders have less left.
    """
    left, found = owed_minor, []
    for tender in sorted(tenders, key=lambda each: _BACK_FIRST.index(each.kind)):
        exact = min(left, tender.left_exact_minor)
        if exact <= 0:
            continue
        found.append(back_to(tender, exact, coin))
        left -= exact
    if left:
        raise TooMuchBack(f"{left} of {owed_minor} is more than was paid")
    return tuple(found)


def back_to(tender: TenderLeft, exact_minor: int, coin: int) -> TenderBack:
    """A part of what is owed, given back to one tender; cash is rounded to coins and never exceeds what was paid."""
    if exact_minor > tender.left_exact_minor:
        raise TooMuchBack(f"{exact_minor} is more than {tender.left_exact_minor}")
    if not tender.kind.in_drawer:
        return TenderBack(tender.id, tender.kind, exact_minor)
    if exact_minor == tender.left_exact_minor:
        amount = tender.left_minor
    else:
        amount = min(round_to_step(exact_minor, coin), tender.left_minor)
    return TenderBack(tender.id, tender.kind, amount, amount - exact_minor)
