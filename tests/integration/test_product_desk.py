"""Products from a file at a register that sells: who may, what is kept, what a stop, a full disk and bad names leave."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pos_desktop.application.errors import PersonError, Refused, TryAgain
from pos_desktop.application.events import Event
from pos_desktop.application.product_desk import FileImported, Intake
from pos_desktop.application.product_files import ProductFile, look_at
from pos_desktop.application.product_import import BadLine
from pos_desktop.application.refused_lines import RefusedLines
from pos_desktop.storage.catalogue_import import CatalogueImport
from tests.integration.desk_fixtures import Till
from tests.integration.imported_products import EURO, write_csv

LINES = ("sku,name,price", "T-1,Tea,2.50", "H-1,Honey,4.00", "J-1,Jam,much")


def never() -> bool:
    return False


def unheard(_done: int, _total: int | None) -> None:
    """Nobody watches."""


def taken(till: Till, path: Path, cancelled=never, progress=unheard) -> Intake:
    till.sign_in("Manager")
    file = look_at(path, EURO).file
    return till.services.products.take(file, till.services.products.begin(), progress, cancelled)


def test_only_who_may_change_the_store_begins(till: Till) -> None:
    till.sign_in("Cashier 1")
    with pytest.raises(Refused):
        till.services.products.begin()
    till.sign_in("Manager")
    assert till.services.products.begin() == till.desk.person_id_or_none


def test_what_the_last_file_did_is_kept_and_told(till: Till, tmp_path: Path) -> None:
    products, told = till.services.products, []
    before = products.here()
    till.desk.events.on(Event.CATALOGUE, lambda: told.append(True))
    report = taken(till, write_csv(tmp_path, LINES)).report
    here = products.here()
    assert (report.created, report.refused_count) == (2, 1) and told
    assert here.count == before.count + 2 and here.shops == ()
    assert here.last == FileImported(till.clock.now(), "products.csv", created=2, refused=1)
    again = taken(till, write_csv(tmp_path, LINES)).report
    assert (again.created, again.unchanged) == (0, 2)
    last = products.here().last
    assert last is not None and (last.created, last.unchanged) == (0, 2)


def test_a_stop_leaves_whole_batches_and_says_that_it_was_one(till: Till, tmp_path: Path) -> None:
    before = till.services.products.here().count
    lines = ["sku,name", *(f"S-{n},Soap {n}" for n in range(3_000))]
    report = taken(till, write_csv(tmp_path, lines), cancelled=lambda: True).report
    here = till.services.products.here()
    assert report.cancelled and 0 < report.created < 3_000
    assert here.count == before + report.created
    assert here.last is not None and not here.last.whole


def test_a_file_of_refused_lines_alone_can_be_stopped(till: Till, tmp_path: Path) -> None:
    told: list[int] = []
    lines = ["sku,name,price", *(f"S-{n},Soap {n},much" for n in range(5_000))]
    path = write_csv(tmp_path, lines)
    report = taken(
        till, path, cancelled=lambda: len(told) > 1, progress=lambda done, _of: told.append(done)
    ).report
    assert report.cancelled and report.refused_count < 5_000


def test_a_file_that_is_gone_imports_nothing(till: Till, tmp_path: Path) -> None:
    path = write_csv(tmp_path, LINES)
    till.sign_in("Manager")
    person = till.services.products.begin()
    path.unlink()
    with pytest.raises(Refused, match="cannot be opened"):
        till.services.products.take(ProductFile(path), person, unheard, never)
    assert till.services.products.here().last is None


def test_what_is_stored_is_told_when_tidying_up_fails(till: Till, tmp_path: Path, monkeypatch) -> None:
    def full(*_facts: object) -> None:
        raise TryAgain("The disk is full")

    monkeypatch.setattr(CatalogueImport, "__exit__", full)
    report = taken(till, write_csv(tmp_path, LINES)).report
    assert report.created == 2 and "The disk is full" in str(report.stopped)


def test_a_record_that_cannot_be_kept_hides_no_products(till: Till, tmp_path: Path, monkeypatch) -> None:
    def full(*_facts: object) -> None:
        raise TryAgain("The disk is full")

    monkeypatch.setattr("pos_desktop.application.product_desk.note_import", full)
    report = taken(till, write_csv(tmp_path, LINES)).report
    assert report.created == 2 and "The disk is full" in str(report.stopped)


def test_a_file_name_of_another_character_set_is_kept_readable(till: Till, tmp_path: Path) -> None:
    path = write_csv(tmp_path, LINES, name="sch\udcf6n.csv")
    taken(till, path)
    last = till.services.products.here().last
    assert last is not None and last.file == "sch?n.csv"


def test_a_list_of_many_lines_is_whole_and_harmless_in_a_spreadsheet(tmp_path: Path) -> None:
    lines, source = RefusedLines(), tmp_path / "products.csv"
    for at in range(50_000):
        lines.add(BadLine(at, "=1+1, is in the file twice"))
    lines.save(tmp_path / "list.csv", source)
    lines.save(tmp_path / "again.csv", source)
    with (tmp_path / "again.csv").open(encoding="utf-8-sig", newline="") as saved:
        head, *rows = csv.reader(saved)
    assert head == ["line", "reason"] and len(rows) == lines.count == 50_000
    assert rows[7] == ["7", "'=1+1, is in the file twice"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_list_that_finds_no_room_says_so(tmp_path: Path) -> None:
    lines = RefusedLines()
    lines.add(BadLine(2, "the name is empty"))
    with pytest.raises(PersonError, match="cannot be written"):
        lines.save(Path("/dev/full"), tmp_path / "products.csv")
