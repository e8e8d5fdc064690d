"""A day at the demo shop, played through the real windows without a screen: pictures, receipts, a summary."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pos_desktop import bootstrap
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import OpenDatabase, Register
from pos_desktop.commands import journal
from pos_desktop.demo import shop
from pos_desktop.demo.at_screen import started_printer, started_terminal
from pos_desktop.demo.counter_day import CounterDay
from pos_desktop.demo.counter_devices import CounterDevices
from pos_desktop.demo.day_script import Day
from pos_desktop.demo.online_shop import OnlineShop
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.payments.zvt.fake import VirtualZvtTerminal
from pos_desktop.platforms.shopify.fake.journal import KEPT_FILES
from pos_desktop.system.folders import Folders
from pos_desktop.system.logging_setup import start_logging, stop_logging

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from pos_desktop.ui.shell.window import RegisterWindow

log = logging.getLogger(__name__)

SIZE = (1366, 768)
ONLINE_SHOP = "online-shop"
"""Where the practice shop keeps its books, beside the pictures."""
SUMMARY = "summary.json"


def play(out: Path, *, language: str = "en", dark: bool = False, say: Callable[[str], object] = print) -> int:
    """Plays the day; the program's exit code. Everything lands in `out`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    clear_last_day(out)
    folder = Path(tempfile.mkdtemp(prefix="pos-desktop-day-"))
    start_logging(folder / "log")
    try:
        summary = _play(folder, out, language, dark=dark, say=say)
    finally:
        stop_logging()
        shutil.rmtree(folder, ignore_errors=True)
    (out / SUMMARY).write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    say(tr("Pictures of the screens: {files}", files=", ".join(summary["pictures"])))
    say(tr("Receipts: {files}", files=", ".join(summary["receipts"])))
    say(tr("Everything is in {folder}", folder=out))
    return 0


def clear_last_day(out: Path) -> None:
    """Takes away what the last day made there, and nothing else: the folder may be anybody's."""
    for name in (*_named_in(out / SUMMARY), SUMMARY, *(f"{ONLINE_SHOP}/{file}" for file in KEPT_FILES)):
        (out / name).unlink(missing_ok=True)


def _named_in(summary: Path) -> list[str]:
    try:
        told = json.loads(summary.read_text(encoding="utf-8"))
        names = [*told["pictures"], *told["receipts"], *told["displays"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [Path(str(name)).name for name in names]


class _Devices(NamedTuple):
    """What stands on the counter."""

    printer: VirtualPrinter
    terminal: VirtualTerminal
    zvt: VirtualZvtTerminal
    counter: CounterDevices


def _play(
    folder: Path, out: Path, language: str, *, dark: bool, say: Callable[[str], object]
) -> dict[str, Any]:
    from pos_desktop.demo.hand import Hand
    from pos_desktop.ui.application import create

    application = create(["pos-desktop"])
    _hush_offscreen()
    with ExitStack() as ending:
        devices = _started_devices(folder, ending)
        say(tr("Building the demo store with a month of past sales …"))
        register = Register(_built_shop(folder, devices, language))
        online = OnlineShop(register, out / ONLINE_SHOP)
        ending.callback(online.close)
        ending.callback(_stop_workers, register)
        ending.callback(online.halt)
        online.begin()
        window = _shown_window(register, dark=dark)
        ending.callback(_close_window, application, window)
        register.start()
        hand = Hand(window, out)
        counter = CounterDay(register, devices.counter, hand, out)
        day = Day(register, devices.printer, devices.terminal, devices.zvt, online, counter, hand, out, say)
        summary = day.run()
    summary["journal_verified"] = _journal_holds(register)
    register.data.close()
    return summary


def _started_devices(folder: Path, ending: ExitStack) -> _Devices:
    printer = ending.enter_context(started_printer())
    terminal = ending.enter_context(started_terminal(bank_seconds=0.0))
    zvt = ending.enter_context(VirtualZvtTerminal())
    counter = CounterDevices(folder / "devices", settle_seconds=0.1)
    ending.callback(counter.stop)
    counter.start()
    return _Devices(printer, terminal, zvt, counter)


def _built_shop(folder: Path, devices: _Devices, language: str) -> OpenDatabase:
    opened = bootstrap.open_database(Folders.under(folder), key_file=True)
    shop.build(
        opened,
        language=language,
        printer_port=devices.printer.port,
        terminal_port=devices.terminal.port,
        counter=devices.counter,
    )
    return opened


def _shown_window(register: Register, *, dark: bool) -> RegisterWindow:
    from pos_desktop.ui import appearance
    from pos_desktop.ui.shell.window import RegisterWindow

    if dark:
        register.services.desk.change_settings(appearance="dark")
    appearance.follow(register.services.desk.settings)
    window = RegisterWindow(register.services)
    window.resize(*SIZE)
    window.start()
    window.show()
    return window


def _close_window(application: QApplication, window: RegisterWindow) -> None:
    window.close()
    window.deleteLater()
    application.processEvents()


def _stop_workers(register: Register) -> None:
    """All that works beside the screen; the data stays open, to be looked at."""
    register.sync.stop()
    register.payments.stop()
    register.crew.stop()
    register.accounts.close()
    register.platforms.close()


def _hush_offscreen() -> None:
    """Keeps one remark of the platform without a screen to itself: that windows have no size hints there."""
    from PySide6.QtCore import qInstallMessageHandler

    def show(_kind: object, _context: object, text: str) -> None:
        if "propagateSizeHints" not in text:
            log.warning("%s", text)

    qInstallMessageHandler(show)


def _journal_holds(register: Register) -> bool:
    register.data.database.note_anchor()
    return journal.verify(register.data).ok
