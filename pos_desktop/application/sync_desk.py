"""What people ask of the sync: how it stands, what is parked and why, and to retry, mend, pause or drop it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.platform import Platforms
    from pos_desktop.application.sync_records import DeliveryState, InboxState
    from pos_desktop.application.sync_view import (
        DeliveryView,
        InboxView,
        MinuteBar,
        MonitorView,
        OrderSyncView,
        Suggestion,
        SyncNews,
        SyncPicture,
    )


class SyncDesk:
    """Reads are indexed and short, writes are one commit each: any of them may run on the UI thread but `suggestions`
    and `monitor`, which take some milliseconds. Nothing here calls a platform."""

    def __init__(self, desk: Desk, platforms: Platforms, news: SyncNews) -> None:
        self._desk = desk
        self._platforms = platforms
        self._news = news

    # -- looking -----------------------------------------------------------------------------------

    def picture(self) -> SyncPicture:
        """Every connection and the sums."""
        raise NotImplementedError

    def minutes(self, connection_id: UUID | None = None, last_minutes: int = 60) -> list[MinuteBar]:
        """The last minutes, the oldest first, each of them there; of one connection or of all."""
        raise NotImplementedError

    def deliveries(
        self, connection_id: UUID | None, states: Sequence[DeliveryState], limit: int = 50
    ) -> list[DeliveryView]:
        """Waiting ones the oldest first, ended ones the newest first; without their history."""
        raise NotImplementedError

    def delivery(self, delivery_id: UUID) -> DeliveryView:
        """With its history."""
        raise NotImplementedError

    def suggestions(self, delivery_id: UUID, limit: int = 5) -> list[Suggestion]:
        """Products like the refused line that the platform knows, the likeliest first."""
        raise NotImplementedError

    def find(self, delivery_id: UUID, text: str, limit: int = 20) -> list[Suggestion]:
        """Products by words, SKU or barcode that the platform knows."""
        raise NotImplementedError

    def order_states(self, order_id: UUID) -> list[OrderSyncView]:
        """Where an order is for each connection that was told of it; empty where none was."""
        raise NotImplementedError

    def monitor(self) -> MonitorView:
        """The integrations' last hour and what is alarming."""
        raise NotImplementedError

    def inbox(
        self, connection_id: UUID | None, states: Sequence[InboxState], limit: int = 50
    ) -> list[InboxView]:
        """Messages of platforms, the newest first."""
        raise NotImplementedError

    # -- doing -------------------------------------------------------------------------------------

    def retry(self, delivery_id: UUID) -> None:
        """Sends it once more, now. Who sells may."""
        raise NotImplementedError

    def retry_all(self, connection_id: UUID | None = None) -> int:
        """Everything that is parked; how many."""
        raise NotImplementedError

    def send_now(self, connection_id: UUID | None = None) -> int:
        """Everything that waits for its next attempt is due now; how many. Who sells may."""
        raise NotImplementedError

    def link_line(self, delivery_id: UUID, line_id: UUID, variant_row: int) -> None:
        """Sends the refused line as another product; Refused when the platform does not know that one either."""
        raise NotImplementedError

    def send_as_custom(self, delivery_id: UUID, line_id: UUID) -> None:
        """Sends the refused line by its name and price alone."""
        raise NotImplementedError

    def drop(self, delivery_id: UUID, why: str, approval: Approval | None = None) -> None:
        """Never sends it; journalled with the reason. Raises ApprovalNeeded without the permission."""
        raise NotImplementedError

    def pause(self, connection_id: UUID | None, on: bool) -> None:
        """Holds a connection (None: all) back, or lets it go on."""
        raise NotImplementedError

    def replay(self, item_id: UUID) -> None:
        """Looks at a quarantined or ignored message once more."""
        raise NotImplementedError
