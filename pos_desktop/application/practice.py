"""Practice devices: virtual ones that the register runs itself, so that selling is learnt without hardware."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from pos_desktop.application.errors import Refused, TryAgain
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.record import record

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.device_watch import DeviceWatch
    from pos_desktop.application.ports import DeviceRow, Work
    from pos_desktop.application.printers import Printers

log = logging.getLogger(__name__)

KEPT = "practice_devices"
"""Setting: whether they are on, and which device each of them is, kept while they are off."""


@record
class PracticeDevice:
    """A virtual device at work: `device` is what its window shows, `settings` say where it is now."""

    key: str
    family: str
    driver: str
    settings: Mapping[str, Any]
    device: Any


class PracticeLab(Protocol):
    """Runs the virtual devices in this program. Any thread may call."""

    def start(self) -> None:
        """Starts all; nothing where they run. Raises OSError when a line cannot be had, and runs none then."""
        ...

    def stop(self) -> None:
        """Ends those that run."""
        ...

    def devices(self) -> Sequence[PracticeDevice]:
        """Those that run, in the order in which they are listed."""
        ...


class Practice:
    """The switch. Turning it is one commit, journalled; it starts and stops devices: off the UI thread."""

    def __init__(self, desk: Desk, devices: DeviceWatch, printers: Printers, lab: PracticeLab) -> None:
        self._desk, self._devices, self._printers, self._lab = desk, devices, printers, lab
        with desk.store.read() as work:
            self._on, self._ids = _kept(work)

    @property
    def on(self) -> bool:
        """Whether the practice devices are among the register's."""
        return self._on

    def running(self) -> Sequence[PracticeDevice]:
        """The virtual devices at work now."""
        return self._lab.devices()

    def key_of(self, device_id: UUID) -> str:
        """Which practice device a device of the register is; empty for any other."""
        return next((key for key, each in self._ids.items() if self._on and each == device_id), "")

    def turn_on(self) -> None:
        """Starts them and adds them after all other devices. Raises Refused, and TryAgain when they cannot start."""
        self._allow()
        try:
            self._lab.start()
        except OSError as cause:
            raise _not_started(cause) from cause
        found = self._lab.devices()
        ids = {each.key: self._ids.get(each.key) or new_id() for each in found}
        with self._desk.store.write() as work:
            for each in found:
                self._add(work, ids[each.key], each)
            self._keep(work, True, ids)
        self._on, self._ids = True, ids
        self._follow()

    def turn_off(self) -> None:
        """Takes them away and ends them; what they had not printed is dropped. Raises Refused."""
        self._allow()
        with self._desk.store.write() as work:
            for row in work.devices.all():
                if row.id in self._ids.values():
                    work.devices.remove(row.id)
                    self._journal(work, "device_removed", row.id, {"name": row.name})
            self._keep(work, False, self._ids)
        self._on = False
        self._follow()
        self._lab.stop()

    def resume(self) -> None:
        """At a start: those that were on run again, and the settings say where. Before the devices are taken up."""
        if not self._on:
            return
        try:
            self._lab.start()
        except OSError as cause:
            log.warning("the practice devices do not start: %s", cause)
            return
        found = {self._ids.get(each.key): each for each in self._lab.devices()}
        with self._desk.store.read() as work:
            moved = [row for row in work.devices.all() if _is_elsewhere(row, found.get(row.id))]
        if moved:
            with self._desk.store.write() as work:
                for row in moved:
                    _point(work, row, found[row.id].settings)

    def _add(self, work: Work, device_id: UUID, found: PracticeDevice) -> None:
        name = name_of(found.key)
        work.devices.save(device_id, found.family, found.driver, name, found.settings, None, True)
        work.devices.move_last(device_id)
        body = {"name": name, "driver": found.driver, "settings": dict(found.settings)}
        self._journal(work, "device_added", device_id, body)

    def _keep(self, work: Work, on: bool, ids: Mapping[str, UUID]) -> None:
        work.settings.put(KEPT, {"on": on, "devices": {key: str(each) for key, each in ids.items()}})
        body = {"changed": {KEPT: on}}
        work.journal.add("settings_changed", body, person_id=self._desk.person_id_or_none)

    def _journal(self, work: Work, kind: str, device_id: UUID, body: Mapping[str, Any]) -> None:
        work.journal.add(kind, body, subject_id=device_id, person_id=self._desk.person_id_or_none)

    def _follow(self) -> None:
        self._printers.forget()
        self._devices.reload()
        self._desk.events.tell(Event.DEVICES)

    def _allow(self) -> None:
        if not self._desk.signed_in.role.allows(Permission.SETTINGS):
            raise Refused(tr("You may not change devices"), tr("Nothing was changed."), tr("Ask a manager."))


def name_of(key: str) -> str:
    """What a practice device is called when it is added, in the language in use."""
    names = {
        "printer": tr("Practice printer"),
        "scale": tr("Practice scale"),
        "scanner": tr("Practice scanner"),
        "display": tr("Practice line display"),
    }
    return names.get(key, key)


def keep_last(work: Work) -> None:
    """Practice devices stay behind a device that was added after them: receipts go to a real printer."""
    mine = practice_ids(work)
    for row in work.devices.all() if mine else ():
        if row.id in mine:
            work.devices.move_last(row.id)


def practice_ids(work: Work) -> set[UUID]:
    """The practice devices among the register's."""
    on, ids = _kept(work)
    return set(ids.values()) if on else set()


def _kept(work: Work) -> tuple[bool, dict[str, UUID]]:
    kept: Mapping[str, Any] = work.settings.get(KEPT) or {}
    ids = {str(key): UUID(str(each)) for key, each in kept.get("devices", {}).items()}
    return bool(kept.get("on")), ids


def _is_elsewhere(row: DeviceRow, found: PracticeDevice | None) -> bool:
    """Whether a stored practice device is not where its settings say."""
    if found is None or (row.family, row.driver) != (found.family, found.driver):
        return False
    return any(row.settings.get(key) != value for key, value in found.settings.items())


def _point(work: Work, row: DeviceRow, settings: Mapping[str, Any]) -> None:
    merged = {**row.settings, **settings}
    work.devices.save(row.id, row.family, row.driver, row.name, merged, row.fallback_id, row.active)


def _not_started(cause: OSError) -> TryAgain:
    return TryAgain(
        tr("The virtual devices cannot start"),
        tr("The computer gives them no connection ({cause}). Nothing was changed.", cause=cause),
        tr("Close other programs and try again."),
    )
