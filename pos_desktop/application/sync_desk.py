"""What people ask of the sync: how it stands, what is parked and why, and to retry, mend, pause or drop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.customers import meant
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.kept_words import say
from pos_desktop.application.level_questions import ask_of_moves
from pos_desktop.application.lost_moves import DOUBTFUL, anew
from pos_desktop.application.message_replay import due_again
from pos_desktop.application.order_push import CUSTOM, CUSTOMER, NOBODY
from pos_desktop.application.products_alike import alike, sold_there
from pos_desktop.application.sync_pictures import delivery_view, lane_view, order_sync_views
from pos_desktop.application.sync_records import DeliveryState, InboxState
from pos_desktop.application.sync_view import InboxView, MinuteBar, SyncPicture
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission

if TYPE_CHECKING:
    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.customer_desk import TypedCustomer
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_monitoring import Monitoring
    from pos_desktop.application.sync_records import Customer, Delivery
    from pos_desktop.application.sync_view import (
        DeliveryView,
        MonitorView,
        OrderSyncView,
        Suggestion,
        SyncNews,
    )

MINUTE = timedelta(minutes=1)


class SyncDesk:
    """Reads are indexed and short, writes are one commit each: any of them may run on the UI thread but `suggestions`,
    `find` and `monitor`, which take some milliseconds. Nothing here calls a platform.

    `unattended`: from the command line, where the operating system says who may.
    """

    def __init__(self, desk: Desk, news: SyncNews, *, unattended: bool = False) -> None:
        self._desk = desk
        self._news = news
        self._unattended = unattended

    # -- looking -----------------------------------------------------------------------------------

    def picture(self) -> SyncPicture:
        """Every connection and the sums."""
        midnight = self._desk.formats.day_start(self._desk.clock.now())
        with self._desk.store.read() as work:
            lanes = tuple(lane_view(work, each, self._news, midnight) for each in work.connections.all())
            untaken = work.outbox.untaken()
        return SyncPicture(
            lanes=lanes,
            waiting=untaken + sum(lane.waiting for lane in lanes) if lanes else 0,
            parked=sum(lane.parked for lane in lanes),
            online=self._news.online,
            running=self._news.running,
            oldest=min((lane.oldest for lane in lanes if lane.oldest), default=None),
        )

    def minutes(self, connection_id: UUID | None = None, last_minutes: int = 60) -> list[MinuteBar]:
        """The last minutes, the oldest first, each of them there; of one connection or of all."""
        now = self._desk.clock.now().replace(second=0, microsecond=0)
        first = now - MINUTE * (last_minutes - 1)
        with self._desk.store.read() as work:
            wanted = {str(each.id) for each in work.connections.all() if connection_id in (None, each.id)}
            counted = work.figures.since(first) + self._news.unstored_minutes()
        sums: dict[datetime, tuple[int, int]] = {}
        for minute in counted:
            if minute.system in wanted:
                sent, failed = sums.get(minute.at, (0, 0))
                sums[minute.at] = sent + minute.sent, failed + minute.failed
        moments = [first + MINUTE * place for place in range(last_minutes)]
        return [MinuteBar(moment, *sums.get(moment, (0, 0))) for moment in moments]

    def deliveries(
        self, connection_id: UUID | None, states: Sequence[DeliveryState], limit: int = 50
    ) -> list[DeliveryView]:
        """Waiting ones the oldest first, ended ones the newest first; without their history."""
        with self._desk.store.read() as work:
            return [
                delivery_view(work, each) for each in work.deliveries.listed(connection_id, states, limit)
            ]

    def delivery(self, delivery_id: UUID) -> DeliveryView:
        """With its history."""
        with self._desk.store.read() as work:
            return delivery_view(work, work.deliveries.get(delivery_id), whole=True)

    def suggestions(self, delivery_id: UUID, limit: int = 5) -> list[Suggestion]:
        """Products that the platform knows and that are really like the refused line, the likest first; none where
        nothing is: a wrong one would be sold there in its place."""
        with self._desk.store.read() as work:
            delivery = work.deliveries.get(delivery_id)
            line = delivery_view(work, delivery).line
            return [] if line is None else alike(work, delivery.connection_id, line, limit)

    def find(self, delivery_id: UUID, text: str, limit: int = 20) -> list[Suggestion]:
        """Products by words, SKU or barcode that the platform knows."""
        with self._desk.store.read() as work:
            return _found(work, work.deliveries.get(delivery_id).connection_id, text, limit)

    def order_states(self, order_id: UUID) -> list[OrderSyncView]:
        """Where an order is for each connection that was told of it; empty where none was."""
        with self._desk.store.read() as work:
            return order_sync_views(work, order_id)

    def monitor(self) -> MonitorView:
        """The integrations' last hour and what is alarming."""
        return self._monitoring.view()

    def inbox(
        self, connection_id: UUID | None, states: Sequence[InboxState], limit: int = 50
    ) -> list[InboxView]:
        """Messages of platforms, the newest first."""
        with self._desk.store.read() as work:
            names = {each.id: each.name for each in work.connections.all()}
            return [
                InboxView(
                    id=item.id,
                    connection_id=item.connection_id,
                    name=names.get(item.connection_id, ""),
                    topic=item.topic,
                    source=item.source,
                    state=item.state,
                    received_at=item.received_at,
                    happened_at=item.happened_at,
                    attempts=item.attempts,
                    field_name=item.field_name,
                    words=say(item.last_error),
                )
                for item in work.inbox.listed(connection_id, states, limit)
            ]

    def remarks(self, among: int = 50) -> list[InboxView]:
        """Of the newest messages that were understood, those of which something could not be taken over."""
        return [each for each in self.inbox(None, (InboxState.DONE,), among) if each.words]

    # -- sending again -----------------------------------------------------------------------------

    def retry(self, delivery_id: UUID) -> None:
        """Sends it once more, now. Who sells may."""
        self._somebody()
        with self._desk.store.write() as work:
            delivery = self._unended(work, delivery_id)
            self._again(work, delivery, "retried")
        self._send(delivery.connection_id)

    def retry_all(self, connection_id: UUID | None = None) -> int:
        """Everything that is parked; how many. What may have arrived already is decided on one by one."""
        self._may()
        with self._desk.store.write() as work:
            listed = work.deliveries.listed(connection_id, (DeliveryState.PARKED,), 10_000)
            parked = [each for each in listed if not _is_doubtful(each)]
            for delivery in parked:
                self._again(work, delivery, "retried")
        self._send(connection_id)
        return len(parked)

    def send_now(self, connection_id: UUID | None = None) -> int:
        """Everything that waits for its next attempt is due now; how many. A connection that stands still is tried
        again. Who sells may."""
        self._somebody()
        now, woken = self._desk.clock.now(), 0
        with self._desk.store.write() as work:
            for connection in work.connections.all():
                if connection_id not in (None, connection.id):
                    continue
                woken += work.deliveries.wake(connection.id, now)
                if connection.trouble:
                    work.connections.save(replace(connection, trouble="", sign_in=False), now)
        self._send(connection_id)
        return woken

    # -- mending -----------------------------------------------------------------------------------

    def link_line(self, delivery_id: UUID, line_id: UUID, variant_row: int) -> None:
        """Sends the refused line as another product; Refused when the platform does not know that one either."""
        self._may()
        with self._desk.store.write() as work:
            delivery = self._unended(work, delivery_id)
            link = work.links.by_row(delivery.connection_id, [variant_row]).get(variant_row)
            if link is None:
                raise Refused(
                    tr("The platform does not know this product either"),
                    tr("Nothing was changed."),
                    tr("Choose another one, or send the line by its name."),
                )
            self._fix(work, delivery, line_id, link.ref)
        self._send(delivery.connection_id)

    def send_as_custom(self, delivery_id: UUID, line_id: UUID) -> None:
        """Sends the refused line by its name and price alone."""
        self._may()
        with self._desk.store.write() as work:
            delivery = self._unended(work, delivery_id)
            self._fix(work, delivery, line_id, CUSTOM)
        self._send(delivery.connection_id)

    def customer(self, delivery_id: UUID) -> Customer:
        """Whom a delivery is about; LookupError where it is about nobody."""
        with self._desk.store.read() as work:
            return meant(work, work.deliveries.get(delivery_id).subject_id)

    def mend_customer(self, delivery_id: UUID, typed: TypedCustomer) -> None:
        """Changes the refused customer and sends them again. Refused for what is no address or number. Who sells may:
        they made the customer."""
        from pos_desktop.application.customer_desk import checked, refuse_known, written

        self._somebody()
        clean, now = checked(typed), self._desk.clock.now()
        with self._desk.store.write() as work:
            delivery = self._unended(work, delivery_id)
            customer = meant(work, delivery.subject_id)
            refuse_known(work, clean, customer.id)
            work.customers.save(written(customer, clean), now)
            self._again(work, delivery, "mended")
            self._journal(work, "customer_changed", {}, customer.id)
        self._send(delivery.connection_id)

    def send_without_customer(self, delivery_id: UUID) -> None:
        """Sends an order whose customer is not taken by its lines alone."""
        self._may()
        with self._desk.store.write() as work:
            delivery = self._unended(work, delivery_id)
            fixed = replace(delivery, fixes={**delivery.fixes, CUSTOMER: NOBODY})
            self._again(work, fixed, "mended")
            self._journal(work, "delivery_mended", {"customer": NOBODY}, delivery.subject_id)
        self._send(delivery.connection_id)

    def drop(self, delivery_id: UUID, why: str, approval: Approval | None = None) -> None:
        """Never sends it; journalled with the reason. Raises ApprovalNeeded without the permission."""
        with self._desk.store.read() as work:
            view = delivery_view(work, work.deliveries.get(delivery_id))
        approver = None if self._unattended else self._approved(view, why, approval)
        now = self._desk.clock.now()
        with self._desk.store.write() as work:
            delivery = self._unended(work, delivery_id)
            work.deliveries.save(
                replace(
                    delivery,
                    state=DeliveryState.DROPPED,
                    claimed_by="",
                    claimed_until_at=None,
                    done_at=now,
                )
            )
            ask_of_moves(work, delivery, now)
            work.levels.acknowledged(delivery.id)
            work.deliveries.note(delivery.id, "dropped", why, now)
            body = {"topic": view.topic, "number": view.order_number, "shop": view.platform_name, "why": why}
            self._journal(work, "delivery_dropped", body, delivery.subject_id, approver)
        self._desk.events.tell(Event.OUTBOX)

    def pause(self, connection_id: UUID | None, on: bool) -> None:
        """Holds a connection (None: all) back, or lets it go on."""
        self._may()
        now = self._desk.clock.now()
        with self._desk.store.write() as work:
            for connection in work.connections.all():
                if connection_id in (None, connection.id) and connection.paused is not on:
                    work.connections.save(replace(connection, paused=on), now)
                    kind = "sync_paused" if on else "sync_resumed"
                    self._journal(work, kind, {"shop": connection.name}, connection.id)
        self._desk.events.tell(Event.CONNECTIONS)

    def replay(self, item_id: UUID) -> None:
        """Looks at a quarantined or ignored message once more."""
        self._may()
        now = self._desk.clock.now()
        with self._desk.store.write() as work:
            item = work.inbox.get(item_id)
            if item.state is InboxState.WAITING:
                raise Refused(tr("This message needs nothing"), tr("Nothing was changed."))
            work.inbox.save(due_again(item, now))
            self._journal(work, "message_replayed", {"topic": item.topic}, item.id)
        self._desk.events.tell(Event.OUTBOX)

    # -- within ------------------------------------------------------------------------------------

    @cached_property
    def _monitoring(self) -> Monitoring:
        from pos_desktop.application.sync_monitoring import Monitoring

        return Monitoring(self._desk.store, self._desk.clock, self._news)

    def _somebody(self) -> None:
        if not self._unattended:
            _ = self._desk.signed_in

    def _may(self) -> None:
        if not self._unattended and not self._desk.signed_in.role.allows(Permission.SYNC):
            raise Refused(
                tr("You may not decide what platforms get"), tr("Nothing was changed."), tr("Ask a manager.")
            )

    def _approved(self, view: DeliveryView, why: str, approval: Approval | None) -> UUID | None:
        def request() -> ApprovalRequest:
            return ApprovalRequest(
                Permission.SYNC,
                tr("Never send {what} {number}", what=view.topic_words, number=view.order_number),
                ((tr("Platform"), view.platform_name), (tr("Why"), why), self._desk.asked_by()),
                subject=str(view.id),
            )

        return self._desk.require(Permission.SYNC, approval, request)

    def _unended(self, work: Work, delivery_id: UUID) -> Delivery:
        delivery = work.deliveries.get(delivery_id)
        if delivery.state in (DeliveryState.DONE, DeliveryState.DROPPED):
            raise Refused(tr("This has been settled already"), tr("Nothing was changed."))
        return delivery

    def _fix(self, work: Work, delivery: Delivery, line_id: UUID, what: str) -> None:
        fixed = replace(delivery, fixes={**delivery.fixes, str(line_id): what})
        self._again(work, fixed, "mended")
        body = {"line": str(line_id), "as": what}
        self._journal(work, "delivery_mended", body, delivery.subject_id)

    def _again(self, work: Work, delivery: Delivery, kind: str) -> None:
        """One that is under way keeps its lease: what it was given to do ends first."""
        now = self._desk.clock.now()
        if delivery.state is DeliveryState.CLAIMED:
            work.deliveries.save(delivery)
        else:
            again = replace(delivery, state=DeliveryState.WAITING, not_before_at=now)
            if _is_doubtful(delivery):  # a person said that it never arrived
                again = replace(again, asked=False, fixes={**again.fixes, **anew(again)})
            work.deliveries.save(again)
        person = self._desk.person
        work.deliveries.note(delivery.id, kind, person.name if person else "", now)

    def _send(self, connection_id: UUID | None) -> None:
        self._news.send_now(connection_id)
        self._desk.events.tell(Event.OUTBOX)

    def _journal(
        self,
        work: Work,
        kind: str,
        body: Mapping[str, Any],
        subject_id: UUID,
        approver_id: UUID | None = None,
    ) -> None:
        person = self._desk.person_id_or_none
        work.journal.add(kind, body, subject_id=subject_id, person_id=person, approver_id=approver_id)


def _is_doubtful(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.PARKED and delivery.error.get("code") == DOUBTFUL


def _found(work: Work, connection_id: UUID, text: str, limit: int) -> list[Suggestion]:
    return (
        sold_there(work, connection_id, work.catalogue.search(text, limit * 4))[:limit]
        if text.strip()
        else []
    )
