"""The payments' worker, as the screens and the taking of payments see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from pos_desktop.application.payment_records import Payment
    from pos_desktop.application.recovering import Recovered


class PaymentNews(Protocol):
    """What its worker tells and takes."""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Calls the listener after each step of a payment or refund, on a worker's thread."""
        ...

    def sign(self, payment_id: UUID, accepted: bool) -> None:
        """The cashier's word about a signature, told to the provider with the payment's next step."""
        ...

    def keep_free(self, method_id: UUID) -> bool:
        """Whether an attempt that is about to be written can go to disk as sent: nothing else of its way of paying
        is at work, nor begins before `begin` or `let_go`."""
        ...

    def begin(self, payment: Payment) -> None:
        """Carries out an attempt that is on disk as sent, in the place that was kept free for it."""
        ...

    def let_go(self, method_id: UUID) -> None:
        """Nothing came to disk for the place that was kept free."""
        ...

    def take_recovered(self) -> Recovered | None:
        """What the start found unfinished and took up; once, None from then on."""
        ...
