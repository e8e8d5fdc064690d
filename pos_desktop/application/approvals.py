"""A manager's word for one action: asked for, given, used once."""

from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.record import field, record

if TYPE_CHECKING:
    from pos_desktop.domain.permissions import Role


@record
class ApprovalRequest:
    """What is asked, in words made for the manager's eyes; amount in minor units where money moves.

    `facts` are captions with their values. Of `about`, which comes before them, the name gives way to its figures where
    both are too long for a row: what it is on, and from which price to which.
    `discount_percent` and `refund_minor` are what the limits of roles are held against.
    """

    permission: Permission
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    amount_minor: int | None = None
    subject: str = ""
    id: UUID = field(default_factory=new_id, compare=False)
    discount_percent: Decimal = Decimal(0)
    refund_minor: int = 0
    about: tuple[str, str] | None = None

    def covers(self, other: "ApprovalRequest") -> bool:
        """Whether a word given for this one holds for the other: same action, thing and amount."""
        return self._what == other._what

    @property
    def _what(self) -> tuple[object, ...]:
        limits = (self.discount_percent, self.refund_minor)
        return self.permission, self.subject, self.amount_minor, *limits

    def within(self, role: "Role") -> bool:
        """Whether a person of the role could do it alone: nobody gives a word for more."""
        return role.allows(self.permission, self.discount_percent, self.refund_minor)


@record
class Approval:
    """A manager's word for one request."""

    request: ApprovalRequest
    approver_id: UUID
    approver_name: str
    method: Literal["pin", "badge"]


class ApprovalNeeded(Exception):
    """The person at the register may not do this without a manager's word."""

    def __init__(self, request: ApprovalRequest) -> None:
        super().__init__(request.title)
        self.request = request
