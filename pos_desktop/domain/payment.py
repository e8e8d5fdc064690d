"""A payment's and a refund's states, and the moves between them that are legal."""

from enum import StrEnum


class TenderKind(StrEnum):
    """What a customer pays with."""

    CASH = "cash"
    CARD = "card"
    GIFT_CARD = "gift_card"
    SHOP_GIFT_CARD = "shop_gift_card"  # issued by a connected online shop, which keeps its balance
    STORE_CREDIT = "store_credit"
    VOUCHER = "voucher"
    EXTERNAL = "external"  # a card terminal that is not connected: amount keyed by hand
    PAY_LINK = "pay_link"
    FOREIGN_CASH = "foreign_cash"

    @property
    def in_drawer(self) -> bool:
        """Whether it lies in the drawer afterwards."""
        return self in (TenderKind.CASH, TenderKind.FOREIGN_CASH)

    @property
    def stored_value(self) -> bool:
        """Whether it is a balance that this store keeps."""
        return self in (TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT, TenderKind.VOUCHER)

    @property
    def has_balance(self) -> bool:
        """Whether something is left on it afterwards, which the customer wants to know."""
        return self.stored_value or self is TenderKind.SHOP_GIFT_CARD


class PaymentState(StrEnum):
    """Where an attempt to take money is. Unknown is a state: a time-out is not a failure."""

    CREATED = "created"  # on disk, nothing asked for yet
    SENT = "sent"  # the other side was asked, or is being asked
    ACTION_NEEDED = "action_needed"  # the customer has something to do: a card check, a link to open
    AUTHORISED = "authorised"  # reserved on the card, to be captured
    TAKEN = "taken"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def open(self) -> bool:
        """Whether its outcome is still to come."""
        return self in OPEN_PAYMENTS

    @property
    def counts(self) -> bool:
        """Whether it pays for something."""
        return self in (PaymentState.TAKEN, PaymentState.AUTHORISED)


OPEN_PAYMENTS = frozenset(
    {PaymentState.CREATED, PaymentState.SENT, PaymentState.ACTION_NEEDED, PaymentState.UNKNOWN}
)

_OUTCOMES = frozenset(
    {PaymentState.AUTHORISED, PaymentState.TAKEN, PaymentState.DECLINED, PaymentState.CANCELLED}
)
_PAYMENT_MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.CREATED: OPEN_PAYMENTS | _OUTCOMES,
    PaymentState.SENT: OPEN_PAYMENTS - {PaymentState.CREATED} | _OUTCOMES,
    PaymentState.ACTION_NEEDED: OPEN_PAYMENTS - {PaymentState.CREATED} | _OUTCOMES,
    PaymentState.UNKNOWN: OPEN_PAYMENTS - {PaymentState.CREATED} | _OUTCOMES,
    PaymentState.AUTHORISED: frozenset({PaymentState.TAKEN, PaymentState.CANCELLED}),
    PaymentState.TAKEN: frozenset(),
    PaymentState.DECLINED: frozenset(),
    PaymentState.CANCELLED: frozenset(),
}


class ChargeWhen(StrEnum):
    """When a card that is authorised is charged."""

    NOW = "now"
    SALE = "sale"  # when the order is on disk
    SHIPMENT = "shipment"  # when its goods leave


class CaptureState(StrEnum):
    """How far the charging of an authorisation is. Nothing at all: it is not wanted yet, or it is over."""

    WANTED = "wanted"
    RELEASE = "release"  # it is to be let go without a charge
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"  # for good, or the authorisation is gone: a person takes the money in another way


CAPTURES_UNDER_WAY = frozenset({CaptureState.SENT, CaptureState.UNKNOWN})


class RefundState(StrEnum):
    """Where money on its way back is. A promise waits as long as it takes and is kept once."""

    PROMISED = "promised"
    SENT = "sent"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"  # for good: a person pays it out in another way, or has it asked for anew
    REPLACED = "replaced"  # refused, and paid out in another way since

    @property
    def open(self) -> bool:
        """Whether its outcome is still to come."""
        return self in OPEN_REFUNDS

    @property
    def holds(self) -> bool:
        """Whether its amount counts against what may still be given back."""
        return self in OPEN_REFUNDS or self is RefundState.DONE


OPEN_REFUNDS = frozenset({RefundState.PROMISED, RefundState.SENT, RefundState.UNKNOWN})

_REFUND_OUTCOMES = frozenset({RefundState.DONE, RefundState.REFUSED})
_REFUND_MOVES: dict[RefundState, frozenset[RefundState]] = {
    RefundState.PROMISED: OPEN_REFUNDS | _REFUND_OUTCOMES,
    RefundState.SENT: OPEN_REFUNDS | _REFUND_OUTCOMES,
    RefundState.UNKNOWN: OPEN_REFUNDS | _REFUND_OUTCOMES,
    RefundState.DONE: frozenset(),
    RefundState.REFUSED: frozenset({RefundState.REPLACED, RefundState.PROMISED}),
    RefundState.REPLACED: frozenset(),
}


class IllegalPaymentMove(ValueError):
    """Money was told to go where it cannot go from where it is."""

    def __init__(self, present: PaymentState | RefundState, wanted: PaymentState | RefundState) -> None:
        super().__init__(f"what is {present} cannot become {wanted}")
        self.present = present
        self.wanted = wanted


def advance_payment(present: PaymentState, wanted: PaymentState) -> PaymentState:
    """The wanted state when the move is legal; IllegalPaymentMove otherwise."""
    if wanted not in _PAYMENT_MOVES[present]:
        raise IllegalPaymentMove(present, wanted)
    return wanted


def advance_refund(present: RefundState, wanted: RefundState) -> RefundState:
    """The wanted state when the move is legal; IllegalPaymentMove otherwise."""
    if wanted not in _REFUND_MOVES[present]:
        raise IllegalPaymentMove(present, wanted)
    return wanted
