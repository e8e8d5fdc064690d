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

_TELL = """
import copy, enum, pickle

def tell(made):
    for name, each in sorted(vars(made).items()):
        inside = getattr(each, "__func__", each)
        print(name, type(each).__name__, repr(inside).split(" at 0x")[0])
    for name, member in made.__members__.items():
        known = made(member.value) is made[name] is getattr(made, name) is copy.deepcopy(member) is member
        print(name, repr(member), str(member), hash(member) if isinstance(member, int) else "", known)
        print([(key, getattr(each, "__qualname__", each)) for key, each in vars(member).items()])
    print(repr(made), made.__module__, made.__qualname__, made.__mro__, list(made), dir(made))
"""
_ENUMS = f"""
import PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets
{_TELL}

def enums(of):
    for name in sorted(vars(of)):
        each = getattr(of, name)
        if isinstance(each, enum.EnumType):
            yield each
        elif isinstance(each, type) and each.__qualname__ == f"{{getattr(of, '__qualname__', '')}}.{{name}}".lstrip("."):
            yield from enums(each)

for binding in (PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets):
    dir(binding), [getattr(binding, name) for name in dir(binding)]
    found = {{id(each): each for each in enums(binding)}}
    print(len(found))
    for each in found.values():
        tell(each)
        assert all(pickle.loads(pickle.dumps(member)) is member for member in each)
"""
_OWN_ENUMS = f"""
{_TELL}
for kind in (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag):
    for members in (
        [], [("a", 1)], [("a", 1), ("b", 1), ("c", -3)], [("a", 1), ("name", 2)], [("real", 1)], [("mro", 1)],
        [("_hidden", 1)], [("a", 1), ("a", 2)], [("a", True)], [("a", "x")], [("a", 1, 2)], [("", 1)], ["a", "b"],
        (("a", 1),), {{"a": 1}}, "a b", [(1, 1)], [("format", 1)], [("value", 1), ("_value_", 2)],
    ):
        fault(lambda: tell(kind("Made", members)))
        fault(lambda: tell(kind("Made", members, module="here", qualname="There.Made", start=4)))
    fault(lambda: tell(kind("Made", [("a", 1)], type=int)))
    fault(lambda: kind("Made", [("a", 1)])(2))
    fault(lambda: setattr(kind("Made", [("a", 1)]), "a", 2))
    fault(lambda: kind(kind("Made", [("a", 1)])("Deeper", [("b", 1)])))
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
    "steps",
    [_WRONG_CALLS, _SIGNATURES, _THREADS, _ENUMS, _OWN_ENUMS],
    ids=["faults", "signatures", "threads", "enums", "own-enums"],
)
def test_it_says_the_same_as_ever(steps: str) -> None:
    assert told(steps, late=True) == told(steps, late=False)


def test_a_start_runs_no_tools_of_the_binding_and_reads_no_sources() -> None:
    assert told(_FRUGAL, late=True).splitlines()[-1] == "8 False True"


def test_the_enums_of_the_binding_are_made_quickly() -> None:
    counted = """
import enum
usual, calls = enum.EnumType.__new__, []
enum.EnumType.__new__ = lambda *args, **kinds: calls.append(args[1]) or usual(*args, **kinds)
from PySide6.QtGui import QPalette
print(len(calls), QPalette.ColorRole.Window, QPalette.ColorRole(3))
"""
    usual = told(counted, late=False).splitlines()[-1].split()
    quick = told(counted, late=True).splitlines()[-1].split()
    assert quick[1:] == usual[1:]
    assert int(quick[0]) < int(usual[0])
