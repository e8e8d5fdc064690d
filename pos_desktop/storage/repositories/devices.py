"""Configured devices, in the order in which they were added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pos_desktop.application import ports
from pos_desktop.storage.later.sql import bindparam, func, select, update
from pos_desktop.storage.later.tables import device, print_job
from pos_desktop.storage.repositories.print_jobs import CANCELLED, STOPPABLE
from pos_desktop.storage.repositories.statement import Link, NoSuchRow, Statement, insert_into, one_of


@dataclass(slots=True)
class StoredDevice:
    """Implements ports.DeviceRow."""

    id: UUID
    family: str
    driver: str
    name: str
    settings: dict[str, Any]
    fallback_id: UUID | None
    active: bool


_ALL = Statement(
    select(
        device.c.id,
        device.c.family,
        device.c.driver,
        device.c.name,
        device.c.settings,
        device.c.fallback_id,
        device.c.active,
    )
    .where(device.c.removed_at.is_(None))
    .order_by(device.c.position, device.c.id)
)
_LAST_POSITION = Statement(select(func.max(device.c.position)))
_INSERT = Statement(insert_into(device, "removed_at"))
_FACTS = ("family", "driver", "name", "settings", "fallback_id", "active")
_UPDATE = Statement(
    update(device)
    .where(device.c.id == bindparam("device_id"))
    .values({name: bindparam(name) for name in _FACTS} | {"removed_at": None})
)
_MOVE = Statement(
    update(device).where(device.c.id == bindparam("device_id")).values(position=bindparam("position"))
)
_REMOVE = Statement(
    update(device)
    .where(device.c.id == bindparam("device_id"), device.c.removed_at.is_(None))
    .values(active=False, fallback_id=None, removed_at=bindparam("at", type_=device.c.removed_at.type))
)
_UNLINK = Statement(
    update(device).where(device.c.fallback_id == bindparam("device_id")).values(fallback_id=None)
)
_CANCEL_JOBS = Statement(
    update(print_job)
    .where(print_job.c.device_id == bindparam("for_device"), one_of(print_job.c.state, STOPPABLE))
    .values(state=CANCELLED, finished_at=bindparam("at", type_=print_job.c.finished_at.type))
)


class SqlDevices:
    """Implements ports.Devices."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def all(self) -> list[ports.DeviceRow]:
        return [StoredDevice(*row) for row in _ALL.all(self._link)]

    def save(
        self,
        device_id: UUID,
        family: str,
        driver: str,
        name: str,
        settings: Mapping[str, Any],
        fallback_id: UUID | None,
        active: bool,
    ) -> None:
        """Changes a device, or adds it after the others."""
        facts = {
            "family": family,
            "driver": driver,
            "name": name,
            "settings": dict(settings),
            "fallback_id": fallback_id,
            "active": active,
        }
        if not _UPDATE.run(self._link, device_id=device_id, **facts):
            last = _LAST_POSITION.scalar(self._link)
            _INSERT.run(self._link, id=device_id, position=0 if last is None else last + 1, **facts)

    def move_last(self, device_id: UUID) -> None:
        """Puts a device behind all others."""
        last = _LAST_POSITION.scalar(self._link)
        _MOVE.run(self._link, device_id=device_id, position=0 if last is None else last + 1)

    def remove(self, device_id: UUID) -> None:
        """Takes a device out of use for good and drops what it had not printed; its past jobs stay on record. Slips that
        are worth money were handed over before (`print_jobs.hand_over_slips`)."""
        now = datetime.now(UTC)
        if not _REMOVE.run(self._link, device_id=device_id, at=now):
            raise NoSuchRow("device", device_id)
        _UNLINK.run(self._link, device_id=device_id)
        _CANCEL_JOBS.run(self._link, for_device=device_id, at=now)
