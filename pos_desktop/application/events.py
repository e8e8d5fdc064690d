"""What the application tells whoever listens: the screen, the print worker, the sync thread."""

from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum


class Event(StrEnum):
    """Something that others may act on."""

    TICKET = "ticket"
    PARKED = "parked"
    SOLD = "sold"
    PRINT = "print"
    SHIFT = "shift"
    PERSON = "person"
    SETTINGS = "settings"
    CATALOGUE = "catalogue"
    DEVICES = "devices"
    OUTBOX = "outbox"
    CONNECTIONS = "connections"  # a platform was connected, changed, paused or taken away
    PAYMENT = "payment"  # a payment or refund is to be carried out
    PAYMENT_MOVED = "payment_moved"  # what is known of a payment changed, tickets it finished are settled


class Events:
    """Calls listeners in the order they came, in the thread that tells."""

    def __init__(self) -> None:
        self._listeners: dict[Event, list[Callable[[], None]]] = defaultdict(list)

    def on(self, event: Event, listener: Callable[[], None]) -> Callable[[], None]:
        """Registers a listener; the answer takes it away again."""
        self._listeners[event].append(listener)
        return lambda: self._listeners[event].remove(listener)

    def tell(self, event: Event) -> None:
        """Calls the event's listeners."""
        for listener in tuple(self._listeners[event]):
            listener()
