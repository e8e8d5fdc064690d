"""What hands did at the counter, added up without the register: cash, stored values, goods.

Amounts are minor units, goods are pieces.
"""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Model:
    """The drawer, the gift cards in the customers' pockets, and the shelves."""

    drawer: int
    stored: int = 0  # all gift cards and store credits together
    cards: dict[str, int] = field(default_factory=dict)  # by code
    tickets: dict[UUID, Counter[str]] = field(default_factory=dict)  # goods that leave with a ticket
    foreign_change: dict[UUID, int] = field(default_factory=dict)  # by ticket, for its foreign bills

    def takes_cash(self, given: int, due: int) -> None:
        """Somebody hands over bills; change goes back."""
        self.drawer += min(given, due)

    def takes_foreign(self, ticket: UUID, worth: int, due: int) -> None:
        """Foreign bills lie apart; only the change leaves the drawer."""
        if worth > due:
            self.foreign_change[ticket] = worth - due
            self.drawer -= worth - due

    def takes_foreign_back(self, ticket: UUID) -> None:
        """The foreign bills go back to the customer, the change comes back from them."""
        self.drawer += self.foreign_change.pop(ticket, 0)

    def redeems(self, code: str, amount: int) -> None:
        self.cards[code] -= amount
        self.stored -= amount

    def carries(self, ticket: UUID, name: str, pieces: int) -> None:
        """Goods on a ticket; below zero: they come back onto the shelf with it."""
        self.tickets.setdefault(ticket, Counter())[name] += pieces

    def goods(self, sold: set[UUID], voided: set[UUID]) -> Counter[str]:
        """What has left the shelves altogether."""
        gone: Counter[str] = Counter()
        for ticket_id in sold - voided:
            gone.update(self.tickets.get(ticket_id, Counter()))
        return gone
