"""What Stripe's kinds can do."""

from pos_desktop.application.payment_provider import Traits
from pos_desktop.domain.payment import TenderKind

CARD_TRAITS = Traits(
    kind=TenderKind.CARD,
    local=False,
    waits=True,
    reader=True,
    tips=True,
    manual_capture=True,
    partial_capture=True,
    asks_per_second=20.0,  # of the hundred that a live account has
)
LINK_TRAITS = Traits(
    kind=TenderKind.PAY_LINK,
    local=False,
    waits=True,
    manual_capture=True,
    partial_capture=True,
    wait_seconds=24 * 3600.0,  # Stripe closes the page itself after a day
    asks_per_second=20.0,
)
