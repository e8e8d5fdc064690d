"""What no code caught comes to the report, from slots and from threads."""

from __future__ import annotations

import sys
import threading

from pos_desktop.system.crash_report import report
from pos_desktop.ui.shell.faults import FaultWatch, words_for


def test_faults_of_slots_and_threads_are_handed_on(qtbot, dressed) -> None:
    told: list[BaseException] = []
    watch = FaultWatch(told.append)
    before = sys.excepthook, threading.excepthook
    watch.install()
    try:
        fault = ValueError("in a slot")
        sys.excepthook(ValueError, fault, None)
        thread = threading.Thread(target=[].pop, name="printer at the counter")
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(told) == 2)
    finally:
        watch.remove()
    assert told[0] is fault
    assert isinstance(told[1], IndexError)
    assert "printer at the counter" in report(told[1], "screen"), (
        "who reads the report must know whose thread it was"
    )
    assert (sys.excepthook, threading.excepthook) == before


def test_people_read_nothing_of_the_inside() -> None:
    words = words_for(KeyError("pin_hash"))
    assert "pin_hash" not in str(words)
    assert "safe" in words.meaning
    assert words.next_step
