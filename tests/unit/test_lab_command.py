"""`pos-desktop lab --headless`: addresses as JSON, served until it is stopped."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from pos_desktop.commands import lab

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and serial lines of POSIX systems")
COMMAND = [sys.executable, "-m", "pos_desktop.cli", "lab", "--headless"]


def test_it_tells_addresses_and_serves_until_the_time_is_over() -> None:
    said: list[str] = []
    began = time.monotonic()
    assert lab.serve(said.append, 0.2, network=True) == 0
    assert time.monotonic() - began < 60
    devices = json.loads(said[0])["devices"]
    assert {device["family"] for device in devices} == {
        "printer", "card_terminal", "scale", "scanner", "display", "drawer",
    }  # fmt: skip
    assert all(device["kind"] == "network" and ":" in device["address"] for device in devices)


@pytest.mark.parametrize("stopped_by", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_nothing_is_left(stopped_by: signal.Signals) -> None:
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = ""
        while not told.endswith("\n}\n"):
            told += running.stdout.readline()
        ports = [each["address"] for each in json.loads(told)["devices"] if each["kind"] == "serial"]
        assert ports
        assert all(os.path.islink(port) for port in ports)
        running.send_signal(stopped_by)
        assert running.wait(60) == 0
    assert not any(os.path.lexists(port) for port in ports)
