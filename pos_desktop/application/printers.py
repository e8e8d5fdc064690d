"""Which device prints, and which opens the drawer: the register's receipt printer, or a drawer on a wire of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.device_states import DeviceFamily
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import KICK_SECONDS
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_desktop.application.desk import Desk
    from pos_desktop.application.documents import Document
    from pos_desktop.application.ports import DeviceRow, Work

ORDER_TICKET = "order_ticket"
"""The kind of job."""
ORDER_TICKETS = "order_tickets"
"""The setting of a printer that names the categories it prints order tickets for: their ids, separated by commas."""
LABELS = "labels"
"""The setting of a printer that is chosen for product labels: 'yes' or 'no'."""
KICK_LIFE = timedelta(seconds=KICK_SECONDS)
"""A drawer must not jump open by itself later: an older kick has expired."""


class Printers:
    """Asks for print jobs inside the transaction of what they belong to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._receipt_printer: UUID | None = None
        self._label_printer: UUID | None = None
        self._drawer: UUID | None = None
        self._order_printers: tuple[tuple[UUID, frozenset[UUID]], ...] = ()
        self._known = False

    def order_printers(self, work: Work) -> tuple[tuple[UUID, frozenset[UUID]], ...]:
        """Devices that print order tickets, each with the categories it wants."""
        self._look(work)
        return self._order_printers

    def receipt_printer(self, work: Work) -> UUID | None:
        """The device that prints receipts, or None when the store has no printer."""
        self._look(work)
        return self._receipt_printer

    def label_printer(self, work: Work) -> UUID | None:
        """The device that prints product labels: one that was chosen for them, else that of the receipts."""
        self._look(work)
        return self._label_printer or self._receipt_printer

    def drawer(self, work: Work) -> UUID | None:
        """The device that opens the drawer: one on a wire of its own, else the receipt printer; None without both."""
        self._look(work)
        return self._drawer or self._receipt_printer

    def stand_in(self, work: Work, gone: UUID) -> UUID | None:
        """The device that prints receipts once that one is gone; a practice printer's paper is nobody's receipt."""
        from pos_desktop.application.practice import practice_ids

        out = practice_ids(work) | {gone}
        left = [each for each in work.devices.all() if each.active and each.id not in out]
        front = front_printers([each for each in left if each.family == DeviceFamily.PRINTER])
        return front[0].id if front else None

    def _look(self, work: Work) -> None:
        if self._known:
            return
        active = [device for device in work.devices.all() if device.active]
        printers = [device for device in active if device.family == DeviceFamily.PRINTER]
        self._order_printers = tuple((each.id, wanted) for each in printers if (wanted := _ordered(each)))
        self._label_printer = next((each.id for each in printers if prints_labels(each)), None)
        front = front_printers(printers)
        self._receipt_printer = front[0].id if front else None
        self._drawer = next((d.id for d in active if d.family == DeviceFamily.DRAWER), None)
        self._known = True

    def forget(self) -> None:
        """Looks the devices up again: they were changed."""
        self._known = False

    def print(
        self, work: Work, kind: str, document: Document, *, order_id: UUID | None = None, held: bool = False
    ) -> UUID | None:
        """Adds a job; its id, or None when there is no printer."""
        device = self.receipt_printer(work)
        if device is None:
            return None
        return self.print_on(work, device, kind, document, order_id=order_id, held=held)

    def print_on(
        self,
        work: Work,
        device: UUID,
        kind: str,
        document: Document,
        *,
        order_id: UUID | None = None,
        held: bool = False,
    ) -> UUID:
        """Adds a job for this device; its id."""
        job_id, now = new_id(), self._desk.clock.now()
        work.print_jobs.add(job_id, kind, device, document, now, order_id=order_id, held=held)
        return job_id

    def kick_drawer(self, work: Work, *, order_id: UUID | None = None) -> UUID | None:
        """Adds the intent to open the drawer: done at once or not at all."""
        device = self.drawer(work)
        if device is None:
            return None
        job_id, now = new_id(), self._desk.clock.now()
        work.print_jobs.add(
            job_id, "drawer", device, None, now, order_id=order_id, expires_at=now + KICK_LIFE
        )
        return job_id

    def need_printer(self, work: Work) -> None:
        """FixSetting when nothing can print."""
        if self.receipt_printer(work) is None:
            raise FixSetting(
                tr("No printer is set up"), tr("Nothing was printed."), tr("Add one in Settings › Devices.")
            )


def front_printers(printers: Sequence[DeviceRow]) -> Sequence[DeviceRow]:
    """Those that print receipts: a kitchen's printer and one of labels get none, unless there is no other."""
    front = [each for each in printers if not _ordered(each) and not prints_labels(each)]
    return front or [each for each in printers if not prints_labels(each)] or printers


def prints_labels(device: DeviceRow) -> bool:
    """Whether a printer was chosen for product labels."""
    return bool(device.settings.get(LABELS) == "yes")


def _ordered(device: DeviceRow) -> frozenset[UUID]:
    return categories_in(device.settings.get(ORDER_TICKETS))


def categories_in(stored: object) -> frozenset[UUID]:
    """The categories of the setting; what is no id is passed over."""
    return frozenset(each for part in str(stored or "").split(",") if (each := _id(part)) is not None)


def _id(part: str) -> UUID | None:
    try:
        return UUID(part.strip())
    except ValueError:
        return None
