"""The sync from the command line: how it stands, send what waits, retry, pause, connect. Beside a running register too:
what it shares with it are the tables, and the register's own sync looks at them every few seconds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop import bootstrap
from pos_desktop.application.connections import ConnectionDesk
from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.sync_desk import SyncDesk
from pos_desktop.application.sync_records import DeliveryState
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.platforms.accounts import Shops
from pos_desktop.storage.repositories.statement import NoSuchRow
from pos_desktop.sync.engine import SyncEngine

if TYPE_CHECKING:
    from pos_desktop.application.sync_records import Connection
    from pos_desktop.application.sync_view import DeliveryView, LaneView, SyncPicture
    from pos_desktop.bootstrap import OpenDatabase

SHOWN_PARKED = 100
LOOK_SECONDS = 0.2


class SyncCommands:
    """The sync of a data folder that is open, alone or beside its register."""

    def __init__(self, opened: OpenDatabase) -> None:
        self._opened = opened
        self._desk = Desk(opened.store, opened.clock, opened.vault)
        self._platforms = Shops(opened.store, opened.credentials)
        register_id = self._desk.register.id
        self._engine = SyncEngine(
            opened.store, opened.clock, lambda: bootstrap.sync_parts(opened, self._platforms, register_id)
        )
        self._sync = SyncDesk(self._desk, self._engine, unattended=True)
        self._connections = ConnectionDesk(self._desk, self._platforms, opened.credentials, unattended=True)

    def status(self) -> dict[str, Any]:
        """Every connection, the sums, and what is parked."""
        picture = self._sync.picture()
        parked = self._sync.deliveries(None, (DeliveryState.PARKED,), SHOWN_PARKED)
        return _sums(picture) | {
            "register_running": self._opened.beside,
            "connections": [_lane(lane) for lane in picture.lanes],
            "parked_items": [_delivery(each) for each in parked],
        }

    def run(self, seconds: float, tell: Callable[[int], None] = lambda waiting: None) -> dict[str, Any]:
        """Sends what waits, until nothing does or the time is over. Beside a register, the register sends it."""
        self._sync.send_now()
        if not self._opened.beside:
            self._engine.start()
        try:
            until, waiting = time.monotonic() + seconds, -1
            while time.monotonic() < until:
                now = self._unsent()
                if now != waiting:
                    tell(now)
                waiting = now
                if not waiting:
                    break
                time.sleep(LOOK_SECONDS)
        finally:
            self._engine.stop()
            self._platforms.close()
        return self.status()

    def retry(self, delivery: str = "", connection: str = "") -> int:
        """One parked delivery by its id, or all of a connection, or all; how many."""
        if delivery:
            try:
                self._sync.retry(_uuid(delivery))
            except NoSuchRow as trouble:
                raise _no_delivery(delivery) from trouble
            return 1
        return self._sync.retry_all(self._id_of(connection))

    def pause(self, on: bool, connection: str = "") -> None:
        """One connection, or all."""
        self._sync.pause(self._id_of(connection), on)

    def connect(self, file: Path) -> list[Connection]:
        """The platforms of a store's file."""
        try:
            return self._connections.connect_from_file(file)
        finally:
            self._platforms.close()

    def _unsent(self) -> int:
        """What moves: a connection that stands still, is paused or switched off is not waited for."""
        lanes = self._sync.picture().lanes
        moving = [lane for lane in lanes if lane.active and not lane.paused and not lane.trouble]
        with self._desk.store.read() as work:
            unrouted = len(work.outbox.unrouted(1)) if moving else 0
        return unrouted + sum(lane.waiting for lane in moving)

    def _id_of(self, name: str) -> UUID | None:
        if not name:
            return None
        for connection in self._connections.all():
            if name in (connection.name, str(connection.id), connection.platform):
                return connection.id
        raise Refused(tr("There is no connection '{name}'", name=name), tr("Nothing was changed."))


def as_text(status: dict[str, Any]) -> str:
    """For people."""
    lines = [
        f"{lane['name']:24} {lane['health']:10} {lane['waiting']:>7} {lane['parked']:>7} {lane['sent_today']:>7}"
        for lane in status["connections"]
    ]
    if not lines:
        return tr("No platform is connected.")
    head = f"{tr('Connection'):24} {tr('Health'):10} {tr('Waiting'):>7} {tr('Parked'):>7} {tr('Today'):>7}"
    troubles = [f"{lane['name']}: {lane['trouble']}" for lane in status["connections"] if lane["trouble"]]
    parked = [f"{item['id']}  {item['order']:14} {item['title']}" for item in status["parked_items"]]
    return "\n".join(_sections([[head, *lines], troubles, parked]))


def to_json(told: Any) -> str:
    """For programs."""
    return json.dumps(told, indent=2, default=str)


def sent_words(status: dict[str, Any]) -> str:
    """What became of a run."""
    if status["waiting"]:
        return tr_n("{count} still waits.", "{count} still wait.", status["waiting"])
    return tr("Everything is sent.")


def _sections(parts: Iterable[list[str]]) -> Iterable[str]:
    for part in parts:
        if part:
            yield from part


def _sums(picture: SyncPicture) -> dict[str, Any]:
    return {
        "waiting": picture.waiting,
        "parked": picture.parked,
        "online": picture.online,
        "oldest": picture.oldest,
    }


def _lane(lane: LaneView) -> dict[str, Any]:
    return {
        "id": str(lane.connection_id),
        "platform": lane.platform,
        "name": lane.name,
        "health": lane.health.value,
        "trouble": lane.trouble,
        "waiting": lane.waiting,
        "parked": lane.parked,
        "sent_today": lane.sent_today,
        "last_success": lane.last_success,
        "active": lane.active,
        "paused": lane.paused,
    }


def _delivery(view: DeliveryView) -> dict[str, Any]:
    return {
        "id": str(view.id),
        "connection": view.platform_name,
        "what": view.topic,
        "order": view.order_number,
        "title": view.title,
        "meaning": view.meaning,
        "next_step": view.next_step,
        "attempts": view.attempts,
        "mend": view.mend.value if view.mend else None,
    }


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as trouble:
        raise _no_delivery(text) from trouble


def _no_delivery(text: str) -> Refused:
    return Refused(tr("'{text}' is no delivery", text=text), tr("Nothing was changed."))
