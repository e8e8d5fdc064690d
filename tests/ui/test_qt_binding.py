"""The binding of Qt, loaded without its tools, does and says what it does and says with them."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROBE = """
import builtins, sys
if {late}:
    from pos_desktop.ui import qt_binding
    qt_binding.load()
from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

application = QApplication(["probe", "-platform", "offscreen"])
widget = QWidget()

class Sender(QObject):
    said = Signal(int)

    @Slot(int)
    def hear(self, number):
        print("heard", number)

def fault(call):
    try:
        call()
    except Exception as error:
        sys.stdout.write(type(error).__name__ + " " + str(error) + "\\n")  # in one piece, whoever else writes

sender = Sender()
sender.said.connect(sender.hear)
sender.said.emit(3)
{steps}
"""
_WRONG_CALLS = """
fault(lambda: widget.resize("wide", "high"))
fault(lambda: widget.setGeometry("everywhere"))
fault(lambda: QColor([1]))
fault(lambda: widget.setVisible(1, 2))
fault(lambda: widget.unknown)
fault(lambda: sender.said.emit("x", "y"))
fault(lambda: QTimer.singleShot("soon", widget))
"""
_SIGNATURES = """
from shibokensupport.signature import get_signature
print(get_signature(QWidget.resize), get_signature(QPoint))
print(widget.resize.__doc__, QWidget.__doc__, sender.hear.__doc__)
"""
_THREADS = """
import threading
threads = [threading.Thread(target=fault, args=(lambda: QColor([1]),)) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
_FRUGAL = """
late = [n for n, m in sys.modules.items() if n.startswith("shibokensupport") and "_late" in vars(m)]
import linecache
from pos_desktop.domain import money
print(len(late), money.__file__ in linecache.cache, "shibokensupport.signature.parser" in late)
"""


def told(steps: str, *, late: bool) -> str:
    """What a process prints that loads the binding in one way or the other."""
    ended = subprocess.run(
        [sys.executable, "-c", _PROBE.format(late=late, steps=steps)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize(
    "steps", [_WRONG_CALLS, _SIGNATURES, _THREADS], ids=["faults", "signatures", "threads"]
)
def test_it_says_the_same_as_ever(steps: str) -> None:
    assert told(steps, late=True) == told(steps, late=False)


def test_a_start_runs_no_tools_of_the_binding_and_reads_no_sources() -> None:
    assert told(_FRUGAL, late=True).splitlines()[-1] == "8 False True"
