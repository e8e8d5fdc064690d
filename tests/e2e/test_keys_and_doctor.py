"""Keys saved and put back, and what the doctor finds."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from pos_desktop import bootstrap
from pos_desktop.application.first_run import NewPrinter
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.system.folders import Folders
from tests.e2e.console import Console, closed_register, commands, console, sales_in, sold

# -- keys ----------------------------------------------------------------------------------------


def test_keys_are_saved_once_and_open_the_data_again(sold: Console, tmp_path: Path) -> None:
    kept = tmp_path / "keys.json"
    saved = sold.run("key", "save", kept, anew=True)
    assert saved.code == 0
    secrets = json.loads(kept.read_text())
    assert not any(secret in saved.said for secret in secrets.values())
    if os.name != "nt":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    again = sold.run("key", "save", kept)
    assert again.code == 1 and "is there already" in again.err
    for file in ("keys.json", "keys-are-in.json"):
        (sold.data / file).unlink()
    lost = sold.run("journal", "verify")
    assert lost.code == 1 and "key" in lost.err
    assert sold.run("key", "restore", kept).code == 0
    assert sold.run("journal", "verify").code == 0
    assert sales_in(sold.data) == 2


def test_another_registers_keys_do_not_take_the_place_of_ours(sold: Console, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_text(json.dumps(dict.fromkeys(("database", "journal", "pepper"), "ab" * 32)))
    answer = sold.run("key", "restore", foreign)
    assert answer.code == 1 and "another register" in answer.err
    assert sold.run("journal", "verify").code == 0
    empty = Console(tmp_path / "empty", sold.commands)
    assert empty.run("key", "restore", foreign).code == 0, "where there is no data any keys are welcome"


def test_keys_that_do_not_open_the_data_leave_no_sign_of_a_power_cut(sold: Console, tmp_path: Path) -> None:
    for file in ("keys.json", "keys-are-in.json"):
        (sold.data / file).unlink()
    other = Console(tmp_path / "other", sold.commands)
    bootstrap.open_database(Folders.under(other.data), key_file=True).close()
    for file in ("keys.json", "keys-are-in.json"):
        shutil.copyfile(other.data / file, sold.data / file)
    answer = sold.run("journal", "verify")
    assert answer.code == 1 and "not the key" in answer.err
    assert not (sold.data / "shop.db.in-use").exists()


@pytest.mark.parametrize(
    "content", ["", "[]", "[" * 50_000, '{"database": "aa", "journal": "aa", "pepper": "aa"}']
)
def test_a_file_without_keys_is_refused(sold: Console, tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content)
    answer = sold.run("key", "restore", file)
    assert answer.code == 1
    assert "holds no keys" in answer.err
    assert sales_in(sold.data) == 2


@pytest.fixture
def keyring_gone(sold: Console, tmp_path: Path) -> Path:
    """A register that was set up with a keyring, which this terminal does not have. Returns its saved keys."""
    kept = tmp_path / "saved.json"
    assert sold.run("key", "save", kept).code == 0
    (sold.data / "keys.json").unlink()
    pointer = sold.data / "keys-are-in.json"
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"kind": "keyring"}))
    return kept


def test_saved_keys_open_the_register_again_when_its_keyring_is_gone(
    sold: Console, keyring_gone: Path
) -> None:
    for key_file in (True, False):
        lost = sold.run("journal", "verify", key_file=key_file)
        assert lost.code == 1 and "key restore FILE --key-file" in lost.said
    assert not (sold.data / "keys.json").exists(), "new keys would open nothing"
    back = sold.run("key", "restore", keyring_gone)
    assert back.code == 0 and "in a file" in back.said
    for key_file in (True, False):
        assert sold.run("journal", "verify", key_file=key_file).code == 0
    assert sales_in(sold.data) == 2


def test_what_saves_keys_makes_none(sold: Console, tmp_path: Path) -> None:
    """The database and the note of where its keys are were lost; its back-ups wait for those keys."""
    assert sold.run("backup", "make").code == 0
    for file in sold.data.glob("shop.db*"):
        if file.name != "shop.db.keymark":
            file.unlink()
    (sold.data / "keys-are-in.json").unlink()
    (sold.data / "keys.json").unlink()
    answer = sold.run("key", "save", tmp_path / "saved.json")
    assert answer.code == 1 and "key" in answer.err and "back-ups" in answer.said
    assert not (tmp_path / "saved.json").exists()
    assert not (sold.data / "keys.json").exists()


# -- the doctor ----------------------------------------------------------------------------------


def test_the_doctor_finds_no_register_in_an_empty_folder(console: Console) -> None:
    answer = console.run("doctor", "--json")
    report = json.loads(answer.out)
    assert (answer.code, report["ok"]) == (1, False)
    findings = report["findings"]
    assert set(findings) >= {"versions", "keyring", "disk", "clock", "database"}
    assert findings["versions"]["facts"]["SQLAlchemy"]
    assert findings["disk"]["facts"]["free_bytes"] > 0
    assert not findings["database"]["ok"]
    assert not (console.data / "shop.db").exists(), "looking makes nothing"


def test_the_doctor_looks_the_register_over(sold: Console) -> None:
    with VirtualPrinter() as printer:
        opened = bootstrap.open_database(Folders.under(sold.data), key_file=True)
        with opened.store.write() as work:
            settings = NewPrinter("Receipt printer", "tcp", {"host": "127.0.0.1", "port": printer.port})
            work.devices.save(
                work.registers.only().id, "printer", "tcp", settings.name, settings.settings, None, True
            )
        opened.close()
        answer = sold.run("doctor", "--json")
        assert not printer.receipts, "looking prints nothing"
    findings = json.loads(answer.out)["findings"]
    good = {name for name, finding in findings.items() if finding["ok"]}
    assert good >= {"versions", "disk", "clock", "database", "journal", "devices"}
    assert answer.code == 1, "keys in a file and no back-up are reasons to worry"
    assert not findings["keyring"]["ok"] and not findings["backups"]["ok"]
    assert findings["journal"]["facts"]["entries"] >= 5
    assert findings["devices"]["facts"]["Receipt printer"]["state"] == "ready"
    text = sold.run("doctor", anew=True)
    assert text.code == 1 and "CARE  devices" in text.out and "ok    database" in text.out


@pytest.mark.parametrize("pages", [slice(2, 4), slice(2, None, 7)], ids=["in one place", "all over"])
def test_the_doctor_reports_a_database_that_was_shot(sold: Console, pages: slice) -> None:
    shot = bytearray((sold.data / "shop.db").read_bytes())
    for page in range(len(shot) // 4096)[pages]:
        shot[page * 4096 : (page + 1) * 4096] = bytes(4096)
    (sold.data / "shop.db").write_bytes(shot)
    answer = sold.run("doctor", "--json")
    assert answer.code == 1
    findings = json.loads(answer.out)["findings"]
    assert not all(findings[name]["ok"] for name in ("database", "journal") if name in findings)


def test_the_doctor_tells_of_a_folder_that_cannot_be_used(console: Console) -> None:
    console.data.write_text("a file where the folder should be")
    answer = console.run("doctor", "--json")
    finding = json.loads(answer.out)["findings"]["folder"]
    assert (answer.code, finding["ok"], finding["facts"]["file"]) == (1, False, str(console.data))
    assert "rights of the data folder" in finding["words"]
