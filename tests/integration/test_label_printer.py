"""Labels go to the printer that was chosen for them, on rolls of its own."""

import json
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from pos_desktop.application.device_settings import DeviceForm, DeviceSettings
from pos_desktop.application.documents import Cut, Document, TextLine, from_json
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.printers import Printers
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.commands.devices import set_up
from pos_desktop.devices.printers.conversation import EscPos
from pos_desktop.devices.printers.settings import PrinterSettings
from pos_desktop.devices.printers.star_line import StarLine
from tests.integration.desk_fixtures import Till
from tests.unit.virtual_printer_desk import Desk

LABEL = (TextLine("Oat milk", bold=True), TextLine("2,49", size=2), Cut())


def add(till: Till, name: str, **settings: object) -> UUID:
    form = DeviceForm(name, "memory", settings)
    return DeviceSettings(till.desk, till.crew, till.services.printers).add(form)


def test_labels_go_to_their_printer_and_receipts_to_the_other(manager: Till) -> None:
    with manager.store.read() as work:
        front = work.devices.all()[0].id
    row = manager.rows["Bread"]
    manager.services.labels.print(row, 1)
    labels = add(manager, "Labels", labels="yes", columns=26, paper_end="gap")
    add(manager, "More labels", labels="yes")
    manager.services.labels.print(row, 2)
    assert [job.device_id for job in manager.jobs("label")] == [front, labels]
    document = from_json(json.dumps(manager.jobs("label")[1].document))
    assert sum(isinstance(block, Cut) for block in document.blocks) == 2
    manager.sell("Bread")
    assert {job.device_id for job in manager.jobs("receipt")} == {front}
    assert [view.id for view in manager.crew.devices() if view.has_drawer] in ([], [front])


def test_a_printer_for_labels_prints_receipts_where_there_is_no_other(manager: Till) -> None:
    settings = DeviceSettings(manager.desk, manager.crew, manager.services.printers)
    only = settings.all()[0]
    plain = dict(only.settings)
    settings.change(only.id, DeviceForm(only.name, only.driver, plain | {"labels": "yes"}))
    with manager.store.read() as work:
        assert manager.services.printers.receipt_printer(work) == only.id
    add(manager, "Kitchen", order_tickets=str(UUID(int=1)))
    with manager.store.read() as work:
        printers = manager.services.printers
        assert printers.receipt_printer(work) != only.id, "better the kitchen's than a roll of labels"
        assert printers.label_printer(work) == only.id


def test_the_stores_file_sets_it_up(manager: Till, tmp_path: Path) -> None:
    front = DeviceSettings(manager.desk, manager.crew, manager.services.printers).all()[0].name
    file = tmp_path / "store.toml"
    words = f"""
        [[devices]]
        name = "Labels"
        driver = "tcp"
        settings = {{ host = "192.0.2.41", labels = "yes", columns = 26, paper_end = "gap" }}
        when_it_fails = "Kitchen"
        [[devices]]
        name = "Kitchen"
        driver = "tcp"
        settings = {{ host = "192.0.2.43" }}
        when_it_fails = "{front}"
        [[devices]]
        name = "Scale"
        driver = "hid_scale"
        settings = {{ port = "/dev/hidraw0" }}
    """
    file.write_text(words)
    opened = SimpleNamespace(store=manager.store)
    assert set_up(opened, file) == ["Labels", "Kitchen", "Scale"]  # type: ignore[arg-type]
    file.write_text(words.replace("192.0.2.41", "192.0.2.42"))
    set_up(opened, file)  # type: ignore[arg-type]
    with manager.store.read() as work:
        rows = {row.name: row for row in work.devices.all()}
        printers = Printers(manager.desk)
        assert printers.label_printer(work) == rows["Labels"].id
    assert (rows["Labels"].settings["host"], rows["Labels"].fallback_id) == ("192.0.2.42", rows["Kitchen"].id)
    assert rows["Kitchen"].fallback_id == rows[front].id
    assert rows["Scale"].family == "scale"
    assert list(rows) == [front, "Labels", "Kitchen", "Scale"]
    assert len(manager.journal("device_added")) == 3


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("columns = 26", "columns = 27"),
        ('driver = "tcp"', 'driver = "carrier pigeon"'),
        ('name = "Labels"', 'name = ""'),
        ("when_it_fails = ", 'colour = "red"\nwhen_it_fails = '),
        ('when_it_fails = "', 'when_it_fails = "no such '),
        ("[[devices]]", "[[devices]"),
    ],
)
def test_a_file_with_something_wrong_changes_nothing(
    manager: Till, tmp_path: Path, told: str, names: str
) -> None:
    front = DeviceSettings(manager.desk, manager.crew, manager.services.printers).all()
    file = tmp_path / "store.toml"
    words = f"""
        [[devices]]
        name = "Labels"
        driver = "tcp"
        settings = {{ host = "192.0.2.41", labels = "yes", columns = 26 }}
        when_it_fails = "{front[0].name}"
    """
    assert told in words
    file.write_text(words.replace(told, names))
    with pytest.raises(FixSetting):
        set_up(SimpleNamespace(store=manager.store), file)  # type: ignore[arg-type]
    assert DeviceSettings(manager.desk, manager.crew, manager.services.printers).all() == front


@pytest.mark.parametrize(
    ("end", "escpos", "star"),
    [
        ("cut", b"\x1dVB\x00", b"\x1bd\x03"),
        ("gap", b"\x1d\x0c", b"\x0c"),
        ("tear", b"\x1bd\x05", b"\x1ba\x05"),
    ],
)
def test_a_label_ends_as_its_roll_wants_it(end: str, escpos: bytes, star: bytes) -> None:
    settings = PrinterSettings(columns=26, paper_end=end)  # type: ignore[arg-type]
    for language, ending in ((EscPos(), escpos), (StarLine(), star)):
        profile = language.profile(settings)
        assert profile.dots == 320
        parts = language.encode(Document("Label", LABEL * 2), profile, DrawerPulse())
        assert [part.data for part in parts].count(ending) == 2
        assert parts[-1].data == ending


def test_labels_with_gaps_come_one_by_one_and_fit_their_width() -> None:
    settings = PrinterSettings(columns=26, paper_end="gap")
    language = EscPos()
    parts = language.encode(Document("Label", LABEL * 3), language.profile(settings), DrawerPulse())
    printer = Desk(width=320).send(b"".join(part.data for part in parts))
    assert len(printer.receipts) == 3
    assert printer.problems == []
