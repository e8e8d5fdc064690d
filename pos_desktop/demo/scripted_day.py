"""A day at the demo shop, played through the real windows without a screen: pictures, receipts, a summary."""

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pos_desktop import bootstrap
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import Register
from pos_desktop.commands import journal
from pos_desktop.demo import shop
from pos_desktop.demo.at_screen import started_printer, started_terminal
from pos_desktop.demo.counter_day import CounterDay
from pos_desktop.demo.counter_devices import CounterDevices
from pos_desktop.demo.day_script import Day
from pos_desktop.demo.online_shop import OnlineShop
from pos_desktop.payments.zvt.fake import VirtualZvtTerminal
from pos_desktop.system.folders import Folders
from pos_desktop.system.logging_setup import start_logging, stop_logging

log = logging.getLogger(__name__)

SIZE = (1366, 768)
ONLINE_SHOP = "online-shop"
"""Where the practice shop keeps its books, beside the pictures."""


def play(out: Path, *, language: str = "en", dark: bool = False, say: Callable[[str], object] = print) -> int:
    """Plays the day; the program's exit code. Everything lands in `out`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    for old in (*out.glob("*.png"), out / "summary.json"):
        old.unlink(missing_ok=True)
    shutil.rmtree(out / ONLINE_SHOP, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="pos-desktop-day-"))
    start_logging(folder / "log")
    try:
        summary = _play(folder, out, language, dark=dark, say=say)
    finally:
        stop_logging()
        shutil.rmtree(folder, ignore_errors=True)
    (out / "summary.json").write_text(
        json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    say(tr("Pictures of the screens: {files}", files=", ".join(summary["pictures"])))
    say(tr("Receipts: {files}", files=", ".join(summary["receipts"])))
    say(tr("Everything is in {folder}", folder=out))
    return 0


def _play(
    folder: Path, out: Path, language: str, *, dark: bool, say: Callable[[str], object]
) -> dict[str, Any]:
    from pos_desktop.ui import appearance
    from pos_desktop.ui.application import create
    from pos_desktop.ui.shell.window import RegisterWindow

    application = create(["pos-desktop"])
    _hush_offscreen()
    printer = started_printer()
    terminal = started_terminal(bank_seconds=0.0)
    zvt = VirtualZvtTerminal().start()
    devices = CounterDevices(folder / "devices", settle_seconds=0.1)
    devices.start()
    opened = bootstrap.open_database(Folders.under(folder), key_file=True)
    say(tr("Building the demo shop with a month of past sales …"))
    shop.build(
        opened, language=language, printer_port=printer.port, terminal_port=terminal.port, counter=devices
    )
    register = Register(opened)
    online = OnlineShop(register, out / ONLINE_SHOP)
    online.begin()
    if dark:
        register.services.desk.change_settings(appearance="dark")
    appearance.follow(register.services.desk.settings)
    window = RegisterWindow(register.services)
    window.resize(*SIZE)
    window.start()
    window.show()
    register.start()
    try:
        from pos_desktop.demo.hand import Hand

        hand = Hand(window, out)
        counter = CounterDay(register, devices, hand, out)
        day = Day(register, printer, terminal, zvt, online, counter, hand, out, say)
        summary = day.run()
    finally:
        window.close()
        window.deleteLater()
        application.processEvents()
        online.halt()
        register.sync.stop()
        register.payments.stop()
        register.crew.stop()
        register.accounts.close()
        register.platforms.close()
        online.close()
        devices.stop()
        zvt.stop()
        terminal.stop()
        printer.stop()
    summary["journal_verified"] = _journal_holds(register)
    register.data.close()
    return summary


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
