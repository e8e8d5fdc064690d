"""Keys in a file: none is lost to another process, to a file that is cut off, or to a keyring that is gone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pos_desktop.system import key_file
from pos_desktop.system.file_lock import locked
from pos_desktop.system.key_file import FilePlace, KeyFileBusy
from pos_desktop.system.keyring_access import KeyringMissing, KeyringPlace, KeysMissing, RegisterSecrets

ROOT = Path(__file__).resolve().parents[2]
PUTS = 300
WRITER = """
import sys
from pathlib import Path
from pos_desktop.system.key_file import FilePlace

place = FilePlace(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    place.put(f"{sys.argv[2]} {number}", "a token")
"""


def gone() -> KeyringPlace:
    """A profile that was reset, another desktop, a terminal from afar."""
    raise KeyringMissing("This computer's keyring cannot be used", "", "")


class Wallet:
    """A keyring in memory, which may lock itself."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.is_locked = False

    def get_password(self, _service: str, name: str) -> str | None:
        if self.is_locked:
            raise RuntimeError("Prompt dismissed")
        return self.kept.get(name)

    def set_password(self, _service: str, name: str, text: str) -> None:
        self.kept[name] = text


# -- several processes -----------------------------------------------------------------------------------


def writer(folder: Path, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), name, str(PUTS)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_write_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    made = RegisterSecrets(tmp_path, key_file=True).load_or_make(database_exists=False)
    writers = [writer(tmp_path, name) for name in ("register", "command")]
    for each in writers:
        assert each.stdout is not None and each.stdout.readline() == "ready\n"
    for each in writers:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in writers:
        each.communicate(timeout=100)
    assert [each.returncode for each in writers] == [0, 0]
    kept = json.loads((tmp_path / "keys.json").read_text(encoding="ascii"))
    written = {f"{name} {number}" for name in ("register", "command") for number in range(PUTS)}
    assert written - set(kept) == set()
    assert RegisterSecrets(tmp_path).load_or_make(database_exists=True) == made
    assert not list(tmp_path.glob("*.new"))


def test_a_process_that_hangs_in_its_turn_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = FilePlace(tmp_path)
    place.put("token", "before")
    monkeypatch.setattr(key_file, "_TURN_SECONDS", 0.05)
    with locked(tmp_path / "keys.json.lock", 1.0), pytest.raises(KeyFileBusy) as busy:
        place.put("token", "after")
    assert busy.value.meaning and busy.value.next_step
    assert place.get("token") == "before"


# -- a file that is spoilt -------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", '{"half', "[]", '{"token": 1}', "\u00e4"])
def test_a_file_that_cannot_be_read_is_never_written_over(tmp_path: Path, content: str) -> None:
    RegisterSecrets(tmp_path, key_file=True).load_or_make(database_exists=False)
    file = tmp_path / "keys.json"
    file.write_text(content, encoding="utf-8")
    place = FilePlace(tmp_path)
    for attempt in (lambda: place.put("token", "x"), lambda: place.remove("token"), lambda: place.get("x")):
        with pytest.raises(KeysMissing) as missing:
            attempt()
        assert str(file) in missing.value.meaning
        assert "key restore" in missing.value.next_step
    assert file.read_text(encoding="utf-8") == content


def test_saved_keys_take_the_place_of_a_spoilt_file_which_is_kept(tmp_path: Path) -> None:
    made = RegisterSecrets(tmp_path, key_file=True).load_or_make(database_exists=False)
    (tmp_path / "keys.json").write_text('{"half')
    RegisterSecrets(tmp_path, key_file=True).put_back(made)
    assert RegisterSecrets(tmp_path).load_or_make(database_exists=True) == made
    (aside,) = tmp_path.glob("keys.json.unreadable-*")
    assert aside.read_text() == '{"half'


def test_a_file_without_room_leaves_the_one_before_and_no_half_of_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = FilePlace(tmp_path)
    place.put("token", "before")

    def full(*_what: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(key_file.os, "fsync", full)
        place.put("token", "after")
    assert place.get("token") == "before"
    assert not list(tmp_path.glob("*.new"))


def test_what_a_killed_process_left_of_the_keys_does_not_lie_about(tmp_path: Path) -> None:
    place = FilePlace(tmp_path)
    place.put("token", "before")
    (tmp_path / "keys.json.4711-00ff00ff.new").write_text('{"token": "bef')
    place.put("token", "after")
    assert place.get("token") == "after"
    assert not list(tmp_path.glob("*.new"))


# -- a keyring that is gone ------------------------------------------------------------------------------


def test_saved_keys_go_into_a_file_when_their_keyring_is_gone(tmp_path: Path) -> None:
    wallet = Wallet()
    made = RegisterSecrets(tmp_path, keyring=lambda: KeyringPlace(wallet)).load_or_make(database_exists=False)
    RegisterSecrets(tmp_path, key_file=True, keyring=gone).put_back(made)
    for option in (True, False):
        start = RegisterSecrets(tmp_path, key_file=option, keyring=gone)
        assert start.load_or_make(database_exists=True) == made
        assert start.warning


@pytest.mark.parametrize("key_file", [False, True])
@pytest.mark.parametrize("database_exists", [False, True])
def test_without_their_keyring_no_new_keys_are_made_and_the_way_out_is_named(
    tmp_path: Path, key_file: bool, database_exists: bool
) -> None:
    RegisterSecrets(tmp_path, keyring=lambda: KeyringPlace(Wallet())).load_or_make(database_exists=False)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(KeyringMissing) as missing:
        RegisterSecrets(tmp_path, key_file=key_file, keyring=gone).load_or_make(
            database_exists=database_exists
        )
    assert "pos-desktop key restore FILE --key-file" in missing.value.next_step
    assert "tart with --key-file" not in missing.value.next_step
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_keyring_that_locks_itself_while_the_register_runs_names_the_same_way_out(tmp_path: Path) -> None:
    wallet = Wallet()
    secrets = RegisterSecrets(tmp_path, keyring=lambda: KeyringPlace(wallet))
    secrets.load_or_make(database_exists=False)
    place = secrets.place()
    wallet.is_locked = True
    with pytest.raises(KeyringMissing, match="Prompt dismissed") as missing:
        place.get("token")
    assert "pos-desktop key restore FILE --key-file" in missing.value.next_step


def test_where_no_keys_were_made_yet_a_key_file_is_the_way_out(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("Windows and macOS always have a keyring")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        with pytest.raises(KeyringMissing) as missing:
            RegisterSecrets(tmp_path).load_or_make(database_exists=False)
    assert "start with --key-file" in missing.value.next_step
