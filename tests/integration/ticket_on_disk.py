"""The open ticket, as tests look at it."""

from pos_desktop.domain.ticket import Ticket
from tests.integration.desk_fixtures import Till


def on_disk(till: Till) -> Ticket:
    """The open ticket as a fresh start would find it."""
    with till.store.read() as work:
        found = work.tickets.open_ticket(till.desk.register.id)
    assert found is not None
    return found


def total(till: Till) -> int:
    return till.services.tickets.totals.total_minor
