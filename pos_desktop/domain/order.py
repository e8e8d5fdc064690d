"""An order's states and the moves between them that are legal."""

from enum import StrEnum


class OrderState(StrEnum):
    """Where an order is."""

    DRAFT = "draft"
    VALIDATED = "validated"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    PREPARING = "preparing"
    READY = "ready"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


_MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.DRAFT: frozenset({OrderState.VALIDATED, OrderState.CANCELLED}),
    OrderState.VALIDATED: frozenset(
        {OrderState.DRAFT, OrderState.PARTIALLY_PAID, OrderState.PAID, OrderState.CANCELLED}
    ),
    OrderState.PARTIALLY_PAID: frozenset(
        {OrderState.PARTIALLY_PAID, OrderState.PAID, OrderState.VALIDATED, OrderState.CANCELLED}
    ),
    OrderState.PAID: frozenset(
        {OrderState.PREPARING, OrderState.DONE, OrderState.CANCELLED, OrderState.REFUNDED}
    ),
    OrderState.PREPARING: frozenset({OrderState.READY, OrderState.CANCELLED, OrderState.REFUNDED}),
    OrderState.READY: frozenset({OrderState.DONE, OrderState.CANCELLED, OrderState.REFUNDED}),
    OrderState.DONE: frozenset({OrderState.CANCELLED, OrderState.REFUNDED}),
    OrderState.CANCELLED: frozenset(),
    OrderState.REFUNDED: frozenset(),
}


class IllegalMove(ValueError):
    """An order was told to go where it cannot go from where it is."""

    def __init__(self, present: OrderState, wanted: OrderState) -> None:
        super().__init__(f"an order that is {present} cannot become {wanted}")
        self.present = present
        self.wanted = wanted


def advance(present: OrderState, wanted: OrderState) -> OrderState:
    """The wanted state when the move is legal; IllegalMove otherwise."""
    if wanted not in _MOVES[present]:
        raise IllegalMove(present, wanted)
    return wanted
