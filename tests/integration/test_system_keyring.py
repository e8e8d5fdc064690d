"""The register's keys: in a keyring or a file, made once, never lost silently."""

import errno
import json
import logging
import os
import sys
from pathlib import Path
from typing import IO

import pytest

from pos_desktop.commands import keys
from pos_desktop.storage.errors import DiskFull
from pos_desktop.storage.key import DatabaseKey, ShopKeys
from pos_desktop.system import keyring_access
from pos_desktop.system.folders import Folders
from pos_desktop.system.keyring_access import (
    NAMES,
    KeyringMissing,
    KeyringPlace,
    KeysMissing,
    RegisterSecrets,
    system_keyring,
)


class Wallet:
    """A keyring in memory, with the two calls that are used of one."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, name: str) -> str | None:
        self.asked += 1
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, text: str) -> None:
        self.kept[service, name] = text


@pytest.fixture
def wallet() -> Wallet:
    return Wallet()


def _secrets(folder: Path, wallet: Wallet, **options: object) -> RegisterSecrets:
    return RegisterSecrets(folder, keyring=lambda: KeyringPlace(wallet), **options)  # type: ignore[arg-type]


def test_keys_are_made_once_and_found_again(tmp_path: Path, wallet: Wallet) -> None:
    made = _secrets(tmp_path, wallet).load_or_make(database_exists=False)
    assert set(made) == set(NAMES)
    assert len({*made.values()}) == 3
    assert _secrets(tmp_path, wallet).load_or_make(database_exists=True) == made
    assert ShopKeys.of(made).database == DatabaseKey(made["database"])


def test_two_data_folders_never_share_keys(tmp_path: Path, wallet: Wallet) -> None:
    first = _secrets(tmp_path / "one", wallet).load_or_make(database_exists=False)
    second = _secrets(tmp_path / "two", wallet).load_or_make(database_exists=False)
    assert first != second
    assert len(wallet.kept) == 2


def test_nothing_of_the_keys_lies_in_the_data_folder(tmp_path: Path, wallet: Wallet) -> None:
    made = _secrets(tmp_path, wallet).load_or_make(database_exists=False)
    written = "".join(file.read_text() for file in tmp_path.iterdir())
    assert all(value.hex() not in written for value in made.values())


def test_a_database_without_its_keys_gets_no_new_ones(tmp_path: Path, wallet: Wallet) -> None:
    with pytest.raises(KeysMissing) as missing:
        _secrets(tmp_path, wallet).load_or_make(database_exists=True)
    assert missing.value.next_step
    _secrets(tmp_path, wallet).load_or_make(database_exists=False)
    wallet.kept.clear()
    with pytest.raises(KeysMissing):
        _secrets(tmp_path, wallet).load_or_make(database_exists=False)


def test_the_keyring_is_asked_every_fifteen_minutes(tmp_path: Path, wallet: Wallet) -> None:
    now = [0.0]
    kept = _secrets(tmp_path, wallet, monotonic=lambda: now[0])
    kept.load_or_make(database_exists=False)
    before = wallet.asked
    now[0] = 14 * 60.0
    kept.load_or_make(database_exists=True)
    assert wallet.asked == before
    now[0] = 16 * 60.0
    kept.load_or_make(database_exists=True)
    assert wallet.asked == before + 1


def test_a_key_file_is_for_this_user_alone_and_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        kept = RegisterSecrets(tmp_path, key_file=True)
        made = kept.load_or_make(database_exists=False)
    assert kept.warning
    assert "not in the keyring" in caplog.text
    assert made["database"].hex() not in caplog.text
    file = tmp_path / "keys.json"
    if os.name != "nt":
        assert file.stat().st_mode & 0o777 == 0o600
        file.chmod(0o644)
    # The folder itself remembers that its keys are in a file.
    assert RegisterSecrets(tmp_path).load_or_make(database_exists=True) == made
    if os.name != "nt":
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_spoilt_key_file_is_told_and_nothing_is_made_anew(tmp_path: Path) -> None:
    RegisterSecrets(tmp_path, key_file=True).load_or_make(database_exists=False)
    (tmp_path / "keys.json").write_text('{"half')
    with pytest.raises(KeysMissing):
        RegisterSecrets(tmp_path).load_or_make(database_exists=True)


def test_keys_kept_on_paper_can_be_put_back(tmp_path: Path, wallet: Wallet) -> None:
    made = _secrets(tmp_path / "one", wallet).load_or_make(database_exists=False)
    other = _secrets(tmp_path / "two", wallet)
    other.put_back(made)
    assert other.load_or_make(database_exists=True) == made
    with pytest.raises(ValueError, match="32 bytes"):
        other.put_back({"database": b"short"})


def test_a_keyring_that_fails_is_the_computers_trouble_in_words(tmp_path: Path) -> None:
    class Locked(Wallet):
        def set_password(self, service: str, name: str, text: str) -> None:
            raise RuntimeError("Prompt dismissed")

    with pytest.raises(KeyringMissing, match="Prompt dismissed"):
        _secrets(tmp_path, Locked()).load_or_make(database_exists=False)
    assert not (tmp_path / "keys-are-in.json").exists()


def test_no_keyring_that_stores_in_clear_text_is_ever_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    names = json.dumps(keyring_access._BACKENDS)
    assert not any(word in names for word in ("alt", "Plaintext", "fail", "null", "chainer", "libsecret"))
    monkeypatch.setattr(keyring_access, "_BACKENDS", {sys.platform: (("keyring.backends.fail", "Keyring"),)})
    with pytest.raises(KeyringMissing) as missing:
        system_keyring()
    assert missing.value.meaning and missing.value.next_step


def test_a_computer_without_a_keyring_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("Windows and macOS always have a keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with pytest.raises(KeyringMissing) as missing:
        system_keyring()
    assert "--key-file" in missing.value.next_step


def test_keys_that_do_not_fit_on_the_disk_leave_no_half_of_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders, file = Folders.under(tmp_path / "data"), tmp_path / "keys"
    RegisterSecrets(folders.data, key_file=True).load_or_make(database_exists=False)

    def full(_values: object, written: IO[str]) -> None:
        written.write('{"database": "00')
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(DiskFull):
        patched.setattr(keys.json, "dump", full)
        keys.save(folders, file, key_file=True)
    assert not file.exists()


def test_saved_keys_are_on_the_stick_when_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders, file = Folders.under(tmp_path / "data"), tmp_path / "keys"
    RegisterSecrets(folders.data, key_file=True).load_or_make(database_exists=False)
    synced: list[int] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", noted)
        keys.save(folders, file, key_file=True)
    assert file.stat().st_ino in synced
    if os.name == "posix":
        assert tmp_path.stat().st_ino in synced


@pytest.mark.skipif(os.name != "posix", reason="Windows makes renames durable by itself")
def test_keys_are_not_lost_by_a_power_cut_after_they_were_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database that comes after them is written down at once."""
    folder = tmp_path / "data"
    there: list[set[str]] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        if os.fstat(handle).st_ino == folder.stat().st_ino:
            there.append({file.name for file in folder.iterdir()})
        fsync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", noted)
        RegisterSecrets(folder, key_file=True).load_or_make(database_exists=False)
    assert there[-1] >= {"keys.json", "keys-are-in.json"}
