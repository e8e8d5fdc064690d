"""Discount codes of the store's online shops: looked up there, taken off the ticket here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_desktop.application.errors import PersonError, Refused, TryAgain
from pos_desktop.application.platform.trouble import NotOffered
from pos_desktop.application.wording import tr
from pos_desktop.domain.discount import Discount, amount_off, percent
from pos_desktop.domain.record import record

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.platform.codes import PlatformDiscount
    from pos_desktop.application.platform.port import Platforms
    from pos_desktop.application.sync_records import Connection
    from pos_desktop.application.tickets import TicketDesk

LONGEST_CODE = 100


@record
class Coupon:
    """A code that a shop vouches for, and what it takes off a whole ticket."""

    code: str
    title: str  # what the shop calls it
    shop: str  # the connection's name
    discount: Discount


class Coupons:
    """Asks the connected shops, in their order; the first that knows a code decides."""

    def __init__(self, desk: Desk, platforms: Platforms, tickets: TicketDesk) -> None:
        self._desk = desk
        self._platforms = platforms
        self._tickets = tickets

    @property
    def offered(self) -> bool:
        """Whether there is a shop to be asked."""
        return bool(self._connections())

    def check(self, code: str) -> Coupon:
        """What a code takes off. Calls the shops: off the UI thread.

        Refused with the reason where it cannot be used; TryAgain where a shop that may know it cannot be asked.
        """
        code, away = code.strip()[:LONGEST_CODE], None
        for connection in self._connections():
            try:
                found = self._platforms.of(connection.id).discount(code)
            except NotOffered:
                continue
            except PersonError as trouble:
                away = away or trouble
                continue
            if found is not None:
                return _coupon(found, connection)
        if away is not None:
            raise TryAgain(
                tr("The code cannot be checked now"),
                str(away),
                tr("Try again, or sell without it."),
            )
        raise Refused(tr("No shop knows the code {code}", code=code), tr("Nothing was changed."))

    def apply(self, coupon: Coupon) -> None:
        """Takes it off the ticket in place of any other ticket discount. The shop vouches for it: nobody is asked."""
        self._tickets.discount_by_code(coupon.discount, coupon.code, coupon.shop)

    def _connections(self) -> list[Connection]:
        with self._desk.store.read() as work:
            return [each for each in work.connections.all() if each.active]


def _coupon(found: PlatformDiscount, connection: Connection) -> Coupon:
    reason = tr("Code {code}", code=found.code)
    if found.active and found.percent is not None:
        discount = percent(found.percent, reason)
    elif found.active and found.amount_minor is not None:
        discount = amount_off(found.amount_minor, reason)
    else:
        title = tr("The code {code} cannot be used", code=found.code)
        raise Refused(title, found.reason or tr("Nothing was changed."))
    return Coupon(found.code, found.title, connection.name, discount)
