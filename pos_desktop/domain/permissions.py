"""Who may do what."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from pos_desktop.domain.record import record


class Permission(StrEnum):
    """One thing a role allows or not."""

    SELL = "sell"
    QUICK_ITEM = "quick_item"
    REMOVE_LINE = "remove_line"
    DISCARD_TICKET = "discard_ticket"
    DISCOUNT = "discount"
    PRICE_OVERRIDE = "price_override"
    TAX_EXEMPT = "tax_exempt"
    NO_SALE = "no_sale"
    VOID_PAID = "void_paid"
    REPRINT = "reprint"
    OPEN_SHIFT = "open_shift"
    CASH_IN = "cash_in"
    CASH_OUT = "cash_out"
    CLOSE_SHIFT = "close_shift"
    SEE_REPORTS = "see_reports"
    SETTINGS = "settings"
    PEOPLE = "people"
    APPROVE = "approve"
    REFUND = "refund"
    REFUND_OTHER_TENDER = "refund_other_tender"
    REFUND_WITHOUT_RECEIPT = "refund_without_receipt"
    RETURN_TENDER = "return_tender"  # undo what was taken for an open ticket
    TENDER_IN_DOUBT = "tender_in_doubt"  # take another tender, or decide, while an outcome is open
    LARGE_TENDER = "large_tender"
    DEPOSIT = "deposit"
    STORED_VALUE = "stored_value"  # issue, block and adjust gift cards, store credit and vouchers
    RECONCILE = "reconcile"
    SYNC = "sync"  # pause, mend and drop what goes to the platforms


CASHIER_REFUND_MINOR = 2000
"""What a cashier gives back without asking unless the store says otherwise: twenty in most currencies."""

_CASHIER = frozenset(
    {
        Permission.SELL,
        Permission.QUICK_ITEM,
        Permission.REMOVE_LINE,
        Permission.DISCARD_TICKET,
        Permission.DISCOUNT,
        Permission.REPRINT,
        Permission.OPEN_SHIFT,
        Permission.CASH_IN,
        Permission.CLOSE_SHIFT,
        Permission.REFUND,
        Permission.RETURN_TENDER,
        Permission.DEPOSIT,
    }
)


_LESS_PAID = frozenset({Permission.DISCOUNT, Permission.PRICE_OVERRIDE})
"""Held to the largest discount: a lower price is one by another name."""

_MONEY_BACK = frozenset(
    {
        Permission.REFUND,
        Permission.REFUND_OTHER_TENDER,
        Permission.REFUND_WITHOUT_RECEIPT,
        Permission.VOID_PAID,
    }
)
"""Held to the largest refund: whichever way the money goes back, or what is taken in its place."""


@record
class Role:
    """A set of permissions, and the largest discount (percent) and refund (minor units) that need no approval.

    The same limits hold for what a person of this role approves for others.
    """

    name: str
    permissions: frozenset[Permission]
    most_discount_percent: Decimal = Decimal(100)
    most_refund_minor: int | None = None

    def allows(
        self, permission: Permission, discount_percent: Decimal = Decimal(0), refund_minor: int = 0
    ) -> bool:
        """Whether a person of this role may do it without asking."""
        if permission not in self.permissions:
            return False
        if permission in _MONEY_BACK:
            return self.most_refund_minor is None or refund_minor <= self.most_refund_minor
        return permission not in _LESS_PAID or discount_percent <= self.most_discount_percent


def cashier() -> Role:
    """Sells, opens, closes and takes back small things; asks for overrides, no-sale, money out and voids."""
    return Role("cashier", _CASHIER, Decimal(10), CASHIER_REFUND_MINOR)


def manager() -> Role:
    """May do everything and approve it for others."""
    return Role("manager", frozenset(Permission), Decimal(100))


def known(names: Iterable[str]) -> frozenset[Permission]:
    """The permissions among names; ones this version does not know grant nothing."""
    return frozenset(Permission(name) for name in names if name in Permission._value2member_map_)
