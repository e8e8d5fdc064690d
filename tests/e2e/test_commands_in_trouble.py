# ruff: noqa: F811 - fixtures are imported by name
"""Commands where something is not as it should be: after a power cut, a clock that was set, a folder that was mistyped,
a file that must not be written over, a program that is told to stop."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_desktop import bootstrap, cli
from pos_desktop.application.product_import import ImportReport, ProductSource, import_products
from pos_desktop.commands import doctor, products
from pos_desktop.demo.scripted_day import ONLINE_SHOP, clear_last_day
from pos_desktop.storage.errors import disk_full
from pos_desktop.storage.store import SqlStore
from pos_desktop.system.folders import Folders
from pos_desktop.system.single_instance import AlreadyRunning, Instance, acquire
from tests.e2e.forked_commands import ROOT
from tests.e2e.test_command_line import Console, closed_register, commands, console, sales_in, sold  # noqa: F401

STOPS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


def kinds(data: Path, tmp_path: Path, sold: Console) -> list[str]:
    """What the journal tells of, in its order."""
    file = tmp_path / "journal.jsonl"
    assert sold.run("journal", "export", file).code == 0
    return [entry["kind"] for entry in map(json.loads, file.read_text().splitlines()) if "kind" in entry]


# -- what only the first to open the data learns of -----------------------------------------------------


@pytest.mark.parametrize("command", ["doctor", "journal verify"])
def test_a_command_does_not_swallow_a_power_cut(sold: Console, tmp_path: Path, command: str) -> None:
    (sold.data / "shop.db.in-use").write_text("1\n")
    sold.run(*command.split())
    assert kinds(sold.data, tmp_path, sold).count("unclean_stop") == 1


@pytest.mark.parametrize("command", ["doctor", "journal verify"])
def test_a_command_does_not_swallow_that_the_clock_was_set_back(
    sold: Console, tmp_path: Path, command: str
) -> None:
    ahead = datetime.now(UTC) + timedelta(days=30)
    (sold.data / "clock.json").write_text(json.dumps({"latest": ahead.isoformat()}))
    answer = sold.run(*command.split())
    assert ("clock" in answer.said) or command != "doctor"
    assert kinds(sold.data, tmp_path, sold).count("clock_set_back") == 1


@pytest.mark.parametrize("command", ["doctor", "journal verify"])
def test_a_command_on_a_full_disk_leaves_what_it_learnt_to_the_next(
    sold: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (sold.data / "shop.db.in-use").write_text("1\n")
    ahead = datetime.now(UTC) + timedelta(days=30)
    (sold.data / "clock.json").write_text(json.dumps({"latest": ahead.isoformat()}))

    @contextmanager
    def no_room(self: object) -> Iterator[None]:
        raise disk_full()
        yield

    folders = Folders.under(sold.data)
    with monkeypatch.context() as patched:
        patched.setattr(SqlStore, "write", no_room)
        if command == "doctor":
            list(doctor.examine(folders, key_file=True))
        else:
            with cli._opened(sold.data, True) as opened:
                assert opened.set_up, "it can still read"
    assert (sold.data / "shop.db.in-use").exists()
    told = kinds(sold.data, tmp_path, sold)
    assert (told.count("unclean_stop"), told.count("clock_set_back")) == (1, 1)
    assert not (sold.data / "shop.db.in-use").exists()


def test_the_doctor_beside_a_running_register_leaves_the_clock_to_it(sold: Console) -> None:
    told = json.dumps({"latest": (datetime.now(UTC) + timedelta(days=30)).isoformat()})
    (sold.data / "clock.json").write_text(told)
    held = acquire(sold.data)
    assert isinstance(held, Instance)
    try:
        answer = sold.run("doctor", "--json")
    finally:
        held.release()
    assert not json.loads(answer.out)["findings"]["clock"]["ok"]
    assert (sold.data / "clock.json").read_text() == told


def test_a_backup_of_a_day_that_is_to_come_does_not_put_the_doctor_at_rest(sold: Console) -> None:
    assert sold.run("backup", "make").code == 0
    (made,) = (sold.data / "backups").glob("*.backup")
    made.rename(made.with_name("shop 2099-01-01 120000 0007 daily.backup"))
    finding = json.loads(sold.run("doctor", "--json").out)["findings"]["backups"]
    assert not finding["ok"], finding["words"]


# -- folders and files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["doctor", "backup list", "backup restore {}", "backup make"])
def test_a_folder_that_was_mistyped_is_not_made(console: Console, tmp_path: Path, command: str) -> None:
    file = tmp_path / "a.backup"
    file.write_bytes(b"a back-up of somebody's")
    answer = console.run(*command.format(file).split())
    assert answer.code == 1
    assert not console.data.exists(), "and no keys that open nothing"


def test_a_new_machine_is_told_that_the_keys_come_first(sold: Console, tmp_path: Path) -> None:
    made = Path(sold.run("backup", "make").out.split(":", 1)[1].strip())
    new = Console(tmp_path / "new", sold.commands)
    shutil.copytree(made.parent, new.data / "backups")
    for command in (["backup", "list"], ["backup", "restore", new.data / "backups" / made.name]):
        answer = new.run(*command)
        assert (answer.code, "key restore" in answer.err) == (1, True)
    kept = tmp_path / "kept.json"
    assert sold.run("key", "save", kept).code == 0
    assert new.run("key", "restore", kept).code == 0
    assert new.run("backup", "restore", new.data / "backups" / made.name).code == 0
    assert sales_in(new.data) == 2


@pytest.mark.parametrize("name", ["shop.db", "keys.json", "backups/{}"])
def test_an_export_does_not_take_the_place_of_the_registers_own_files(sold: Console, name: str) -> None:
    assert sold.run("backup", "make").code == 0
    (backup,) = (sold.data / "backups").glob("*.backup")
    file = sold.data / name.format(backup.name)
    before = file.read_bytes()
    answer = sold.run("journal", "export", file)
    assert answer.code == 1 and "Nothing was written." in answer.err
    assert file.read_bytes() == before
    goods = sold.data.parent / "goods.csv"
    goods.write_text("name,price\nBread,2.50\nMilk,much\n")
    answer = sold.run("import", "products", goods, "--report", file)
    assert answer.code == 1 and "Nothing was imported." in answer.err
    assert file.read_bytes() == before
    assert sold.run("journal", "export", sold.data / "journal.jsonl").code == 0
    assert sold.run("journal", "export", sold.data / "journal.jsonl").code == 0, "written anew"


def test_a_day_takes_away_what_the_last_one_made_and_nothing_else(tmp_path: Path) -> None:
    ours, theirs = (
        ["01-sale.png", "paper-01-sale.png", "display-01-sale.png"],
        ["holiday.png", "02-party.png"],
    )
    for name in (*ours, *theirs):
        (tmp_path / name).write_bytes(b"a picture")
    shop = tmp_path / ONLINE_SHOP
    shop.mkdir()
    for name in ("shop.json", "changes.jsonl", "index.html"):
        (shop / name).write_text("[]")
    facts = {"pictures": ours[:1], "receipts": ours[1:2], "displays": ours[2:], "journal_verified": True}
    (tmp_path / "summary.json").write_text(json.dumps(facts))
    clear_last_day(tmp_path)
    left = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file())
    assert left == ["02-party.png", "holiday.png", f"{ONLINE_SHOP}/index.html"]
    clear_last_day(tmp_path)


def test_a_demo_does_not_take_a_shops_own_register(sold: Console) -> None:
    """Its printer would be pointed at a virtual one, and its sales would go to a practice shop."""
    command = [sys.executable, "-m", "pos_desktop.cli", "demo", "--data", str(sold.data)]
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "a store's own register" in done.stderr and "Traceback" not in done.stderr
    with closing(bootstrap.open_database(Folders.under(sold.data), key_file=True)) as opened:
        assert opened.stopped_cleanly
        with opened.store.read() as work:
            assert not work.devices.all() and not work.connections.all()


def test_a_start_without_a_folder_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("a file where the folder should be")
    command = [sys.executable, "-m", "pos_desktop.entry", "--data", str(file / "register"), "--key-file"]
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be opened" in done.stderr and "rights of the data folder" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_list_of_refused_lines_without_room_costs_the_list_alone(sold: Console, tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text(
        "sku,name,price\n" + "".join(f"{n},Thing {n},much\n" for n in range(500)) + "A,Bread,1\n"
    )
    answer = sold.run("import", "products", goods, "--report", "/dev/full")
    assert answer.code == 1
    assert "1 created" in answer.out and "The file cannot be written: /dev/full" in answer.said
    assert "products_imported" in kinds(sold.data, tmp_path, sold)


def test_a_register_that_is_started_beside_a_command_is_told_to_wait(sold: Console) -> None:
    """An import of a whole catalogue takes a minute: nobody shall end it, or restart the computer."""
    command = [sys.executable, "-m", "pos_desktop.entry", "--data", str(sold.data), "--key-file"]
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    with cli._opened(sold.data, True):
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=110, check=False
        )
    assert done.returncode == 1
    assert "A command is at work" in done.stderr and "restart" not in done.stderr
    held = acquire(sold.data)
    assert isinstance(held, Instance)
    try:
        beside = acquire(sold.data)
        assert isinstance(beside, AlreadyRunning) and not beside.command, "the register itself is no command"
    finally:
        held.release()


# -- being told to stop ---------------------------------------------------------------------------------


@pytest.mark.parametrize("stop", STOPS)
def test_an_import_that_is_told_to_stop_ends_after_whole_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stop: signal.Signals
) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("sku,name\n" + "".join(f"{n},Thing {n}\n" for n in range(1, 1001)))

    def stopped(source: ProductSource, *others: Any) -> ImportReport:
        signal.raise_signal(stop)
        return import_products(source, *others)

    monkeypatch.setattr(products, "import_products", stopped)
    opened = bootstrap.open_database(Folders.under(tmp_path / "data"), key_file=True)
    try:
        assert products.take_over(opened, file, "", None) == 128 + stop
    finally:
        opened.close()
    assert "Stopped after line 201" in capsys.readouterr().out


@pytest.mark.parametrize("stop", STOPS[1:])
def test_a_command_that_is_told_to_stop_closes_what_it_opened(sold: Console, stop: signal.Signals) -> None:
    before = signal.getsignal(stop)
    with pytest.raises(SystemExit) as ended:
        with cli._opened(sold.data, True):
            assert (sold.data / "shop.db.in-use").exists()
            signal.raise_signal(stop)
    assert ended.value.code == 128 + stop
    assert not (sold.data / "shop.db.in-use").exists()
    assert signal.getsignal(stop) is before


@pytest.mark.parametrize("stop", STOPS)
def test_a_restore_goes_on_to_its_end(
    sold: Console, monkeypatch: pytest.MonkeyPatch, stop: signal.Signals
) -> None:
    from pos_desktop.commands import backups
    from pos_desktop.storage import restore as restoring

    folders = Folders.under(sold.data)
    backups.make(folders, key_file=True)
    (made,) = folders.backups.glob("*.backup")
    put_in_place: Callable[[Path], None] = restoring.put_in_place

    def stopped(database: Path) -> None:
        put_in_place(database)
        signal.raise_signal(stop)

    monkeypatch.setattr(restoring, "put_in_place", stopped)
    assert "in place" in backups.restore(folders, made, key_file=True)
    assert sales_in(sold.data) == 2


# -- for programs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["sync status", "sync pause --connection Nowhere", "sync connect {}"])
def test_trouble_is_json_where_json_was_asked_for(sold: Console, tmp_path: Path, command: str) -> None:
    for each in (sold, Console(tmp_path / "nothing here", sold.commands)):
        answer = each.run(*command.format(tmp_path / "no-file.toml").split(), "--json")
        if each is sold and command == "sync status":
            continue
        told = json.loads(answer.out)["error"]
        assert answer.code == 1 and told["title"] and told["title"] in answer.err


def test_the_doctor_speaks_ascii_to_programs(sold: Console, tmp_path: Path) -> None:
    data = tmp_path / "Käse – ☕"
    shutil.copytree(sold.data, data)
    command = [sys.executable, "-m", "pos_desktop.cli", "doctor", "--json", "--key-file", "--data", str(data)]
    env = dict(os.environ, PYTHONIOENCODING="cp1252", QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, timeout=110, check=False)
    assert json.loads(done.stdout)["findings"]["disk"]["facts"]["folder"] == str(data), done.stderr


# -- the store's file -----------------------------------------------------------------------------------

PRINTER = '[[devices]]\nname = "Printer"\ndriver = "tcp"\nsettings = { host = "192.0.2.41" }\n'


def test_one_file_of_a_store_serves_its_build_and_its_register(sold: Console, tmp_path: Path) -> None:
    file = tmp_path / "store.toml"
    file.write_bytes(b"\xef\xbb\xbf" + b'name = "corner"\nkey_file = true\n' + PRINTER.encode())
    answer = sold.run("devices", "set-up", file)
    assert (answer.code, answer.out.strip()) == (0, "Printer is set up.")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (PRINTER.replace("devices", "device"), "'device' is not known"),
        ("[[platfroms]]\n", "'platfroms' is not known"),
        (PRINTER + PRINTER.replace(".41", ".42"), "Printer is in the file twice"),
        (PRINTER + 'when_it_fails = "Printer"\n', "Printer: when_it_fails"),
    ],
)
def test_what_nobody_would_follow_in_a_stores_file_is_told(
    sold: Console, tmp_path: Path, words: str, what: str
) -> None:
    file = tmp_path / "store.toml"
    file.write_text(words)
    answer = sold.run("devices", "set-up", file)
    assert answer.code == 1
    assert what in answer.said
