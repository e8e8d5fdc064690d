"""Adding, changing and taking away devices, as a manager does in the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pos_desktop.application.approvals import Approval, ApprovalRequest
from pos_desktop.application.desk import Desk
from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.device_watch import DeviceWatch
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.ports import DeviceRow, Work
from pos_desktop.application.practice import keep_last
from pos_desktop.application.printers import Printers
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission


@dataclass(frozen=True, slots=True)
class DeviceForm:
    """What a manager chooses for a device: its name, a driver, the driver's settings, and for a printer who stands in
    for it."""

    name: str
    driver: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    fallback_id: UUID | None = None
    active: bool = True
    family: str = DeviceFamily.PRINTER


class DeviceSettings:
    """Each change is one commit, journalled. `reload` restarts the workers and is slow: off the UI thread."""

    def __init__(self, desk: Desk, devices: DeviceWatch, printers: Printers) -> None:
        self._desk = desk
        self._devices = devices
        self._printers = printers

    def all(self) -> list[DeviceRow]:
        """Every configured device, in the order in which they were added."""
        with self._desk.store.read() as work:
            return work.devices.all()

    def get(self, device_id: UUID) -> DeviceRow | None:
        """One device, None when it was taken away."""
        return next((row for row in self.all() if row.id == device_id), None)

    def add(self, form: DeviceForm) -> UUID:
        """Adds a device; FixSetting names a setting that is wrong."""
        self._check(form)
        device_id = new_id()
        self._save(device_id, form, "device_added")
        return device_id

    def change(self, device_id: UUID, form: DeviceForm) -> None:
        """Changes a device; FixSetting names a setting that is wrong."""
        self._check(form)
        if form.fallback_id == device_id:
            raise Refused(tr("A printer cannot stand in for itself"), tr("Nothing was changed."))
        self._save(device_id, form, "device_changed")

    def remove(self, device_id: UUID) -> int:
        """Takes a device out of use; what it had not printed is dropped, what it printed stays on record. How many
        slips of gift cards another printer prints instead; Refused where there is none."""
        self._allow()
        with self._desk.store.write() as work:
            name = next((row.name for row in work.devices.all() if row.id == device_id), "")
            moved = self._hand_over_slips(work, device_id)
            work.devices.remove(device_id)
            self._journal(
                work, "device_removed", device_id, {"name": name} | ({"slips_moved": moved} if moved else {})
            )
        self._changed()
        if moved:
            self._desk.events.tell(Event.PRINT)
        return moved

    def _hand_over_slips(self, work: Work, device_id: UUID) -> int:
        """The slip alone holds the code that the customer paid for."""
        heir = self._printers.stand_in(work, device_id)
        if heir is not None:
            return work.print_jobs.hand_over_slips(device_id, heir, self._desk.clock.now())
        if work.print_jobs.slips_left(device_id):
            raise Refused(
                tr("Slips of gift cards wait for this printer"),
                tr("Nothing was changed. Their codes stand nowhere else."),
                tr("Add the printer that prints them first, then remove this one."),
            )
        return 0

    def reload(self) -> None:
        """Has the devices read their settings again."""
        self._devices.reload()
        self._desk.events.tell(Event.DEVICES)

    def open_drawer(self, device_id: UUID, approval: Approval | None = None) -> None:
        """Tries a drawer, on a printer or on a wire. Needs the right to open it without a sale, and is journalled as such."""
        row = self.get(device_id)
        name = row.name if row else ""
        approver = self._desk.require(
            Permission.NO_SALE,
            approval,
            lambda: ApprovalRequest(
                Permission.NO_SALE,
                tr("Open the drawer to try it"),
                ((tr("Device"), name), self._desk.asked_by()),
                subject=str(device_id),
            ),
        )
        with self._desk.store.write() as work:
            body = {"device": name}
            person = self._desk.person_id_or_none
            work.journal.add(
                "drawer_tried", body, subject_id=device_id, person_id=person, approver_id=approver
            )
        self._devices.kick(device_id)

    def print_failed(self, device_id: UUID) -> int:
        """Asks again for the papers that a printer gave up; how many. Journalled."""
        return self._about_failed(device_id, drop=False)

    def drop_failed(self, device_id: UUID) -> int:
        """The papers that a printer gave up are wanted no more; how many. Journalled."""
        return self._about_failed(device_id, drop=True)

    def _about_failed(self, device_id: UUID, *, drop: bool) -> int:
        if not self._desk.signed_in.role.allows(Permission.REPRINT):
            raise Refused(tr("You may not reprint receipts"), "", tr("Ask a manager."))
        now = self._desk.clock.now()
        with self._desk.store.write() as work:
            jobs = work.print_jobs
            count = jobs.drop_failed(device_id, now) if drop else jobs.ask_again(device_id, now)
            if count:
                kind = "failed_prints_dropped" if drop else "failed_prints_repeated"
                self._journal(work, kind, device_id, {"count": count})
        self._desk.events.tell(Event.PRINT)
        self._desk.events.tell(Event.DEVICES)
        return count

    def _check(self, form: DeviceForm) -> None:
        self._allow()
        if not form.name.strip():
            raise Refused(tr("A name is missing"), tr("Nothing was changed."))
        self._devices.check(form.family, form.driver, form.settings)

    def _allow(self) -> None:
        if not self._desk.signed_in.role.allows(Permission.SETTINGS):
            raise Refused(tr("You may not change devices"), tr("Nothing was changed."), tr("Ask a manager."))

    def _save(self, device_id: UUID, form: DeviceForm, kind: str) -> None:
        name = form.name.strip()
        with self._desk.store.write() as work:
            work.devices.save(
                device_id, str(form.family), form.driver, name, form.settings, form.fallback_id, form.active
            )
            body = {"name": name, "driver": form.driver, "settings": dict(form.settings)}
            self._journal(work, kind, device_id, body)
            if kind == "device_added":
                keep_last(work)
        self._changed()

    def _journal(self, work: Work, kind: str, device_id: UUID, body: Mapping[str, Any]) -> None:
        work.journal.add(kind, body, subject_id=device_id, person_id=self._desk.person_id_or_none)

    def _changed(self) -> None:
        self._printers.forget()
