# ruff: noqa: F811 - fixtures are imported by name
"""A printer is taken away in the settings while papers wait for it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from pos_desktop.application.device_settings import DeviceForm
from pos_desktop.application.documents import Document, TextLine
from pos_desktop.application.ids import new_id
from pos_desktop.application.services import Services
from pos_desktop.storage import tables
from pos_desktop.ui.dialogs.trouble import NoticePanel
from tests.ui.test_settings_devices import add_by_hand, page, services

__all__ = ["page", "services"]

NOWHERE = "192.0.2.7"


def job(services: Services, device: UUID, kind: str, state: str = "queued") -> UUID:
    job_id, desk = new_id(), services.desk
    with desk.store.write() as work:
        paper = Document("Paper", (TextLine("7K3M-0000"),))
        work.print_jobs.add(job_id, kind, device, paper, desk.clock.now(), held=True)
    jobs = tables.print_job
    with desk.store._database.write() as work:
        work.execute(update(jobs).where(jobs.c.id == job_id).values(state=state))
    return job_id


def device_of(services: Services, job_id: UUID) -> UUID:
    jobs = tables.print_job
    with services.desk.store._database.read() as connection:
        return connection.execute(jobs.select().where(jobs.c.id == job_id)).one().device_id


@pytest.fixture
def printer(window, page, services, qtbot):
    add_by_hand(window, page, NOWHERE)
    qtbot.waitUntil(lambda: page.editor is not None and bool(page._devices))
    return page._devices[0]


def said(window) -> list[tuple[str, str]]:
    return [(toast.data.title, toast.data.text) for toast in window.frame.toasts.toasts]


def test_papers_that_a_printer_gave_up_are_asked_about(window, page, services, printer):
    job(services, printer.id, "receipt", "failed")
    page._remove(printer)
    panel = window.panels.top
    assert isinstance(panel, NoticePanel) and "1 job waits." in panel.accessibleDescription()


@pytest.mark.parametrize("state", ["queued", "failed"])
def test_a_slip_moves_to_the_other_printer_and_it_is_said(window, page, services, printer, qtbot, state):
    other = page._settings.add(DeviceForm("Second", "tcp", {"host": NOWHERE}))
    slip = job(services, printer.id, "value_slip", state)
    page._remove(printer)
    assert "Slips of gift cards are printed on another printer." in window.panels.top.accessibleDescription()
    window.panels.top.answer.click()
    qtbot.waitUntil(lambda: [each.id for each in page._devices] == [other])
    assert device_of(services, slip) == other
    words = "1 slip of a gift card is printed on another printer."
    assert ("Receipt printer was removed", words) in said(window)


def test_the_last_printer_stays_while_a_slip_waits(window, page, services, printer, qtbot):
    slip = job(services, printer.id, "value_slip", "failed")
    page._remove(printer)
    window.panels.top.answer.click()
    qtbot.waitUntil(lambda: "Slips of gift cards wait" in str(said(window)) or window.panels.top is not None)
    assert [row.id for row in page._settings.all()] == [printer.id]
    assert device_of(services, slip) == printer.id
