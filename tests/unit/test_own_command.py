"""A line to be copied into a terminal runs this program on these data."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pos_desktop.system.folders import Folders
from pos_desktop.system.own_command import own_command


@pytest.mark.skipif(sys.platform == "win32", reason="quoted for another terminal there")
def test_folders_with_spaces_and_quotes_reach_the_program_whole(tmp_path: Path) -> None:
    folders = Folders.under(tmp_path / "it's a shop")
    line = own_command(folders, "backup", "restore", "of today.backup", key_file=True)
    words = shlex.split(line)
    tail = ["backup", "restore", "of today.backup", "--data", str(folders.data), "--key-file"]
    assert words[-len(tail) :] == tail


def test_this_users_own_data_need_no_folder() -> None:
    line = own_command(Folders.of_this_user(), "backup", "list", key_file=False)
    assert line.endswith("backup list")


def test_the_line_names_a_program_that_is_there() -> None:
    program = shlex.split(own_command(Folders.of_this_user(), "--help", key_file=False))
    assert shutil.which(program[0])
    asked = subprocess.run(program, capture_output=True, text=True, timeout=60, check=True)
    assert "backup" in asked.stdout


def test_an_installed_program_is_named_by_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/Corner Shop/corner-shop")
    line = own_command(Folders.of_this_user(), "backup", "list", key_file=False)
    assert shlex.split(line) == ["/opt/Corner Shop/corner-shop", "backup", "list"]
