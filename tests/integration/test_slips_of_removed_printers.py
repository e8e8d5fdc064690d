"""A printer that is taken away: slips with a code that is worth money are printed elsewhere, the rest is dropped."""

from uuid import UUID

import pytest
from sqlalchemy import update

from pos_desktop.application.device_settings import DeviceForm, DeviceSettings
from pos_desktop.application.documents import Document, TextLine
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.practice import KEPT
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import Till

STATES = ["held", "queued", "unsure", "printing", "failed"]


def devices(till: Till) -> DeviceSettings:
    return DeviceSettings(till.desk, till.crew, till.services.printers)


def only(till: Till) -> UUID:
    (row,) = devices(till).all()
    return row.id


def job(till: Till, kind: str, device: UUID, state: str) -> None:
    job_id = new_id()
    with till.store.write() as work:
        paper = Document("Paper", (TextLine("7K3M-0000"),))
        work.print_jobs.add(job_id, kind, device, paper, till.clock.now())
    table = tables.print_job
    with till.database.write() as work:
        work.execute(update(table).where(table.c.id == job_id).values(state=state, last_error="offline"))


@pytest.mark.parametrize("state", STATES)
def test_a_slip_goes_to_the_printer_that_stands_in(manager: Till, state: str) -> None:
    gone = only(manager)
    devices(manager).add(DeviceForm("Kitchen", "memory", {"order_tickets": str(UUID(int=1))}))
    front = devices(manager).add(DeviceForm("Second", "memory"))
    job(manager, "value_slip", gone, state)
    job(manager, "receipt", gone, "queued")
    assert devices(manager).remove(gone) == 1
    (slip,), (receipt,) = manager.jobs("value_slip"), manager.jobs("receipt")
    assert (slip.device_id, slip.state) == (front, "queued" if state == "failed" else state)
    assert slip.document is not None
    assert (receipt.device_id, receipt.state) == (gone, "cancelled")


@pytest.mark.parametrize("state", STATES)
def test_the_last_printer_stays_as_long_as_a_slip_waits(manager: Till, state: str) -> None:
    last = only(manager)
    job(manager, "value_slip", last, state)
    with pytest.raises(Refused, match="Slips of gift cards wait"):
        devices(manager).remove(last)
    assert only(manager) == last and manager.jobs("value_slip")[0].state == state


def test_no_slip_goes_to_a_practice_printer(manager: Till) -> None:
    """Its paper is nobody's."""
    last = only(manager)
    practice = devices(manager).add(DeviceForm("Practice printer", "memory"))
    with manager.store.write() as work:
        work.settings.put(KEPT, {"on": True, "devices": {"printer": str(practice)}})
    job(manager, "value_slip", last, "queued")
    with pytest.raises(Refused):
        devices(manager).remove(last)


def test_slips_that_came_out_hold_nothing_up(manager: Till) -> None:
    last = only(manager)
    for state in ("printed", "cancelled"):
        job(manager, "value_slip", last, state)
    assert devices(manager).remove(last) == 0
    assert {each.device_id for each in manager.jobs("value_slip")} == {last}
