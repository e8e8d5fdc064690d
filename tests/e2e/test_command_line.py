"""The commands as somebody types them: products, the journal, back-ups."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

import re
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pos_desktop import bootstrap
from pos_desktop.application.product_import import ImportReport, ProductSource, import_products
from pos_desktop.commands import products
from pos_desktop.system.folders import Folders
from pos_desktop.system.single_instance import Instance, acquire
from tests.e2e.console import Console, answered, closed_register, commands, console, sales_in, sold
from tests.e2e.forked_commands import ROOT, Commands

PRODUCTS = (
    "EAN,Name,Preis\n4006381333931,Bread,2.50\n4012345678901,Coffee,7.99\n,,1.00\n2001000010004,Milk,much\n"
)


# -- products ------------------------------------------------------------------------------------


def test_products_come_in_once_however_often_they_are_brought(console: Console, tmp_path: Path) -> None:
    file, refused = tmp_path / "goods.csv", tmp_path / "refused.csv"
    file.write_text(PRODUCTS, encoding="utf-8")
    first = console.run("import", "products", file, "--report", refused, anew=True)
    assert first.code == 0
    assert "2 created, 0 updated, 0 unchanged, 2 lines refused" in first.said
    assert "line 4" in first.said and "line 5" in first.said
    assert len(refused.read_text(encoding="utf-8").splitlines()) >= 3
    second = console.run("import", "products", file)
    assert second.code == 0
    assert "0 created, 0 updated, 2 unchanged, 2 lines refused" in second.said
    assert (console.data / "goods-refused.csv").exists()
    file.write_text(PRODUCTS.replace("2.50", "2.75"), encoding="utf-8")
    third = console.run("import", "products", file, "--map", "barcode=EAN,name=Name,price=Preis")
    assert "0 created, 1 updated, 1 unchanged" in third.said


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("name=Title", "The file has no column Title"),
        ("colour=Name", "There is no field colour"),
        (" , ", "No columns are named"),
    ],
)
def test_a_wrong_mapping_is_told_with_what_there_is(
    console: Console, tmp_path: Path, mapping: str, words: str
) -> None:
    file = tmp_path / "goods.csv"
    file.write_text(PRODUCTS, encoding="utf-8")
    answer = console.run("import", "products", file, "--map", mapping)
    assert answer.code == 1
    assert words in answer.err


def test_a_missing_file_is_told(console: Console, tmp_path: Path) -> None:
    answer = console.run("import", "products", tmp_path / "nothing.csv")
    assert answer.code == 1
    assert "There is no file" in answer.err and "Nothing was imported." in answer.err


def test_the_report_never_takes_the_place_of_the_products(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text(PRODUCTS, encoding="utf-8")
    answer = console.run("import", "products", file, "--report", file)
    assert answer.code == 1 and "would take the place of" in answer.err
    assert file.read_text(encoding="utf-8") == PRODUCTS


def test_ctrl_c_ends_an_import_after_whole_batches_and_says_where(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "goods.csv"
    rows = "".join(f"{n},Thing {n}\n" for n in range(1, 1001))
    file.write_text(f"sku,name\n{rows}", encoding="utf-8")
    monkeypatch.setattr(products, "import_products", _pressing_ctrl_c)
    opened = bootstrap.open_database(Folders.under(console.data), key_file=True)
    try:
        assert products.take_over(opened, file, "", None) == 130
    finally:
        opened.close()
    assert "Stopped after line 201" in capsys.readouterr().out
    monkeypatch.undo()
    again = console.run("import", "products", file)
    assert "800 created, 0 updated, 200 unchanged" in again.said


def _pressing_ctrl_c(source: ProductSource, *others: Any) -> ImportReport:
    """The import, with Ctrl+C pressed while its first batch is under way."""
    signal.raise_signal(signal.SIGINT)
    return import_products(source, *others)


# -- the journal ---------------------------------------------------------------------------------


def test_the_journal_is_verified_exported_and_every_change_of_the_export_is_found(
    sold: Console, tmp_path: Path
) -> None:
    assert sold.run("journal", "verify").code == 0
    file = tmp_path / "journal.jsonl"
    made = sold.run("journal", "export", file, anew=True)
    assert made.code == 0 and "unbroken" in made.out
    assert sold.run("journal", "verify", file).code == 0
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    sale = next(at for at, line in enumerate(lines) if '"kind":"sale"' in line)
    assert "1-000001" in lines[sale]
    tampered = {
        "an amount changed": [*lines[:sale], lines[sale].replace("120", "121", 1), *lines[sale + 1 :]],
        "a sale taken out": [*lines[:sale], *lines[sale + 1 :]],
        "the end cut off": lines[:-2] + lines[-1:],
    }
    for what, content in tampered.items():
        assert content != lines, what
        file.write_text("".join(content), encoding="utf-8")
        answer = sold.run("journal", "verify", file)
        assert (answer.code, "NOT whole" in answer.err) == (1, True), what


def test_an_export_of_another_register_does_not_pass_for_ours(sold: Console, tmp_path: Path) -> None:
    other = Console(tmp_path / "other", sold.commands)
    file = tmp_path / "journal.jsonl"
    assert sold.run("journal", "export", file).code == 0
    answer = other.run("journal", "verify", file)
    assert answer.code == 1
    missing = sold.run("journal", "verify", tmp_path / "nothing.jsonl")
    assert missing.code == 1 and "There is no file" in missing.err


@pytest.mark.parametrize("command", ["journal export", "key save"])
def test_a_folder_that_is_not_there_is_told(sold: Console, tmp_path: Path, command: str) -> None:
    answer = sold.run(*command.split(), tmp_path / "no such folder" / "file")
    assert answer.code == 1
    assert "no such folder" in answer.err


def test_what_is_no_export_is_told_and_a_folder_takes_none(sold: Console, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    for content in ("[]\n", "7\n", "[" * 50_000):
        file.write_text(content, encoding="utf-8")
        answer = sold.run("journal", "verify", file)
        assert answer.code == 1 and "not an export" in answer.err
    answer = sold.run("journal", "export", tmp_path)
    assert answer.code == 1 and "is a folder" in answer.err
    assert not list(tmp_path.parent.glob("*.new"))


def test_what_was_added_behind_the_end_of_an_export_is_seen(sold: Console, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    assert sold.run("journal", "export", file).code == 0
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    assert sold.run("journal", "verify", file).code == 1


# -- back-ups ------------------------------------------------------------------------------------


def test_a_backup_is_made_listed_and_brings_the_data_back(sold: Console) -> None:
    assert "no back-ups yet" in sold.run("backup", "list").out
    made = sold.run("backup", "make")
    assert made.code == 0 and "Back-up made and checked" in made.out
    backup = Path(made.out.split(":", 1)[1].strip())
    assert backup.is_file()
    listed = sold.run("backup", "list")
    assert str(backup) in listed.said and f"{datetime.now(UTC):%Y}" in listed.out
    (sold.data / "shop.db").write_bytes(b"not a database any more" * 1000)
    for leftover in ("shop.db-wal", "shop.db-shm"):
        (sold.data / leftover).unlink(missing_ok=True)
    restored = sold.run("backup", "restore", backup, anew=True)
    assert restored.code == 0, restored.err
    assert "The back-up is in place." in restored.out
    assert sales_in(sold.data) == 2
    assert sold.run("journal", "verify").code == 0


def test_nothing_is_restored_under_a_running_register(sold: Console) -> None:
    backup = Path(sold.run("backup", "make").out.split(":", 1)[1].strip())
    held = acquire(sold.data)
    assert isinstance(held, Instance)
    try:
        answer = sold.run("backup", "restore", backup)
        assert answer.code == 1 and "The register is running" in answer.err
        assert sold.run("backup", "make").code == 0, "a back-up is made beside the sale"
    finally:
        held.release()


def test_what_is_no_backup_changes_nothing(sold: Console, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.backup"
    rubbish.write_bytes(b"rubbish" * 5000)
    for file, words in ((rubbish, "locked with other keys"), (tmp_path / "nothing.backup", "missing")):
        answer = sold.run("backup", "restore", file)
        assert answer.code == 1 and words in answer.err
    assert sales_in(sold.data) == 2


def test_without_a_register_there_is_nothing_to_back_up(console: Console) -> None:
    answer = console.run("backup", "make")
    assert answer.code == 1 and "There is no register" in answer.err


# -- everything else -----------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["doctor", "backup list", "journal verify"])
def test_options_in_front_of_a_command_count_as_well(sold: Console, words: str) -> None:
    assert sold.run("backup", "make").code == 0
    front = answered(sold.commands.run(["--data", str(sold.data), "--key-file", *words.split()]))
    behind = sold.run(*words.split())
    assert front.code == behind.code
    room = re.compile(r"[\d.]+ GB free")  # other programs write to the disk meanwhile
    assert room.sub("", front.out) == room.sub("", behind.out)


@pytest.mark.parametrize("command", ["journal verify", "journal export {}", "key save {}", "sync status"])
def test_where_no_register_is_nothing_is_made_up(console: Console, tmp_path: Path, command: str) -> None:
    file = tmp_path / "file"
    answer = console.run(*command.format(file).split())
    assert answer.code == 1
    assert "There is no register in" in answer.err and "--data" in answer.err
    assert not console.data.exists() and not file.exists()


def test_a_language_that_nobody_speaks_is_told_with_those_that_there_are(commands: Commands) -> None:
    for command in ("demo", "lab"):
        answer = answered(commands.run([command, "--headless", "--language", "xx"]))
        assert answer.code == 2 and "de" in answer.err and "xx" in answer.err


def test_the_devices_of_the_stores_file_are_set_up(sold: Console, tmp_path: Path) -> None:
    file = tmp_path / "store.toml"
    words = """
        [[devices]]
        name = "Label printer"
        driver = "tcp"
        settings = { host = "192.0.2.41", columns = 26, labels = "yes" }
    """
    file.write_text(words)
    answer = sold.run("devices", "set-up", file)
    assert (answer.code, answer.out.strip()) == (0, "Label printer is set up.")
    with closing(bootstrap.open_database(Folders.under(sold.data), key_file=True)) as opened:
        with opened.store.read() as work:
            (row,) = work.devices.all()
    assert (row.name, row.family, row.settings["labels"]) == ("Label printer", "printer", "yes")
    file.write_text(words.replace("26", "27"))
    answer = sold.run("devices", "set-up", file)
    assert answer.code == 1
    assert "it must be one of 48, 42, 32, 26" in answer.said


def test_an_unknown_command_is_told_and_help_is_there(commands: Commands) -> None:
    unknown = answered(commands.run_anew(["nonsense"]))
    assert unknown.code == 2 and "No such command" in unknown.err
    told = answered(commands.run_anew(["--help"]))
    assert told.code == 0
    assert all(
        command in told.out for command in ("run", "demo", "import", "journal", "backup", "key", "doctor")
    )


def test_a_machine_without_a_keyring_says_where_the_keys_are(sold: Console) -> None:
    answer = sold.run("journal", "verify", key_file=False, anew=True)
    assert answer.code == 0
    assert "no keyring here" in answer.err


def test_a_damaged_database_is_told_in_words(sold: Console) -> None:
    assert sold.run("backup", "make").code == 0
    newest = max((sold.data / "backups").glob("*"), key=lambda file: file.stat().st_mtime)
    shutil.copyfile(ROOT / "README.md", sold.data / "shop.db")
    (sold.data / "shop.db.in-use").write_text("1\n")
    answer = sold.run("journal", "verify")
    assert answer.code == 1
    assert "damaged" in answer.err
    line = next(line for line in answer.err.splitlines() if "backup restore" in line)
    program, *words = shlex.split(line.split(": ", 1)[-1])
    assert words == ["backup", "restore", str(newest), "--data", str(sold.data), "--key-file"]
    restored = subprocess.run([program, *words], check=False, capture_output=True, text=True, timeout=120)
    assert restored.returncode == 0, restored.stderr
    assert sold.run("journal", "verify").code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_under_the_output_is_told(sold: Console) -> None:
    command = [
        sys.executable,
        "-m",
        "pos_desktop.cli",
        "backup",
        "list",
        "--data",
        str(sold.data),
        "--key-file",
    ]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1 and done.stderr.startswith("The disk is full"), done.stderr
