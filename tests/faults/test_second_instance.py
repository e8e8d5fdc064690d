# ruff: noqa: F811 - fixtures are imported by name
"""The register is started while it runs: the second one ends, the first one comes to the front."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_desktop.system.single_instance import AlreadyRunning, Instance, acquire
from tests.faults.shop_folder import at_work, shop_folder, shop_template  # noqa: F401

# The launcher's own first steps, and what the window would do when it is called to the front.
FIRST = """
import sys
from pathlib import Path
from pos_desktop.system.single_instance import acquire
instance = acquire(Path(sys.argv[1]))
instance.listen(lambda: print("front", flush=True))
print("running", flush=True)
for line in sys.stdin:
    break
instance.release()
print("released", flush=True)
"""


class First:
    """A process that has the data folder."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FIRST, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.line() == "running"

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def first(shop_folder: Path) -> Iterator[First]:
    made = First(shop_folder)
    yield made
    made.end()


# What answers is a thread of another process, which the computer may hold up.
PATIENT = """
import runpy
from pos_desktop.system import single_instance
single_instance._ANSWER_SECONDS = 90.0
runpy.run_module("pos_desktop.cli", run_name="__main__", alter_sys=True)
"""


def _start(folder: Path, *, patient: bool = True) -> "subprocess.CompletedProcess[str]":
    """The program as the icon starts it."""
    program = ["-c", PATIENT] if patient else ["-m", "pos_desktop.cli"]
    command = [sys.executable, *program, "--data", str(folder), "--key-file"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, capture_output=True, text=True, timeout=110, env=environment, check=False)


def test_the_second_start_calls_the_first_and_ends(shop_folder: Path, first: First) -> None:
    before = sorted(path.name for path in shop_folder.iterdir())
    for _ in range(2):
        second = _start(shop_folder)
        assert (second.returncode, second.stdout) == (0, ""), second.stderr
        assert first.line() == "front"
    assert sorted(path.name for path in shop_folder.iterdir()) == before, "the second one touched the data"


def test_the_folder_is_free_after_a_close_and_after_a_kill(shop_folder: Path, first: First) -> None:
    assert isinstance(acquire(shop_folder), AlreadyRunning)
    assert first.process.stdin is not None
    first.process.stdin.write("close\n")
    first.process.stdin.flush()
    assert first.line() == "released"
    killed = First(shop_folder)
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.end()
    following = acquire(shop_folder)
    assert isinstance(following, Instance)
    following.release()


def test_a_first_one_that_hangs_does_not_hold_up_the_second(shop_folder: Path, first: First) -> None:
    """It cannot come to the front, but two registers on one folder there must never be."""
    os.kill(first.process.pid, signal.SIGSTOP)
    try:
        second = acquire(shop_folder)
        assert isinstance(second, AlreadyRunning)
        assert not second.bring_to_front()
        told = _start(shop_folder, patient=False)
        assert told.returncode == 1
        assert "does not answer" in told.stderr
    finally:
        os.kill(first.process.pid, signal.SIGCONT)


def test_the_second_start_is_answered_while_the_first_is_being_set_up(tmp_path: Path) -> None:
    """Nobody shall end a register that waits for an answer, or restart the computer."""
    folder = tmp_path / "new"
    command = [sys.executable, "-m", "pos_desktop.cli", "--data", str(folder), "--key-file"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    wizard = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        until = time.monotonic() + 100
        while not (folder / "register.call").exists():
            assert wizard.poll() is None and time.monotonic() < until, "it answers nobody"
            time.sleep(0.05)
        second = _start(folder)
        assert (second.returncode, second.stdout) == (0, ""), second.stderr
    finally:
        wizard.kill()
        wizard.wait()


def test_two_starts_at_once_give_one_register(shop_folder: Path) -> None:
    """Many at the same moment: exactly one has the folder, and its data opens."""
    script = FIRST.replace('instance.listen(lambda: print("front", flush=True))', "").replace(
        'print("running", flush=True)', "print(type(instance).__name__, flush=True)"
    )
    script = script.replace("instance.release()", "").replace('print("released", flush=True)', "")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(shop_folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    said = [one.stdout.readline().strip() for one in started if one.stdout]
    for one in started:
        one.communicate("end\n")
    assert sorted(said) == ["AlreadyRunning"] * 4 + ["Instance"]
    with at_work(shop_folder) as register:
        assert register.data.set_up
