"""From the icon on the desktop to a register that sells: one instance, data opened, window shown."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pos_desktop import bootstrap
from pos_desktop.application.errors import PersonError
from pos_desktop.bootstrap import Damaged, Register
from pos_desktop.storage.recovery import Choice
from pos_desktop.system import pace
from pos_desktop.system.clock import SystemClock
from pos_desktop.system.crash_report import CrashReports
from pos_desktop.system.folders import Folders
from pos_desktop.system.logging_setup import hold_back, start_logging, stop_logging, write_held
from pos_desktop.system.single_instance import AlreadyRunning, acquire

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QApplication, QWidget

    from pos_desktop.bootstrap import OpenDatabase
    from pos_desktop.storage.start_notices import StartNotices
    from pos_desktop.system.single_instance import Instance
    from pos_desktop.ui.shell.window import RegisterWindow

log = logging.getLogger(__name__)
Result = TypeVar("Result")

DAILY_LOOK_SECONDS = 3600.0
PRINTERS_AFTER_MS = 500
BACKUP_AFTER_MS = 30_000
USUAL_SIZE = (1366, 768)
"""Where nothing maximises the window."""


def folders_of(data: Path | None) -> Folders:
    """The folders of this user, or those under a named one."""
    return Folders.under(data) if data else Folders.of_this_user()


def run(data: Path | None, *, key_file: bool = False, demo: Callable[[str], int] | None = None) -> int:
    """Opens the register and stays until it is closed; the program's exit code.

    `demo` opens the demo store in a language, when somebody chooses it in the wizard.
    """
    pace.starting()
    folders = folders_of(data)
    try:
        folders.make()
        instance = acquire(folders.data)
    except OSError as trouble:
        return without_folder(trouble)
    if isinstance(instance, AlreadyRunning):
        return second_start(instance)
    start_logging(folders.logs)
    hold_back()
    crashes = CrashReports(folders.logs)
    crashes.install()
    try:
        return _run(folders, instance, crashes, key_file=key_file, demo=demo)
    except Exception as fault:
        crashes.write(fault, "the start")
        return _ended(folders)
    finally:
        crashes.uninstall()
        stop_logging()
        instance.release()


def second_start(running: AlreadyRunning) -> int:
    """Brings the running register to the front; says so when it does not answer, or when a command is at work."""
    if not running.command and running.bring_to_front():
        return 0
    from pos_desktop.application.errors import TryAgain
    from pos_desktop.application.wording import tr

    if running.command:
        from pos_desktop.system.commands_at_work import CommandAtWork

        words = tr("Wait until it has ended, then start the register. Do not switch the computer off.")
        return _show(CommandAtWork.now(words))
    return _show(
        TryAgain(
            tr("The register is running but does not answer"),
            tr("Everything that was sold is stored. A second register must not open the same data."),
            tr("Wait a moment and start it again. If it stays like this, end it or restart the computer."),
        )
    )


def _ended(folders: Folders) -> int:
    """Says that a fault of the program ended it: whoever touches the icon sees no terminal."""
    from pos_desktop.application.errors import TryAgain
    from pos_desktop.application.wording import tr

    return _show(
        TryAgain(
            tr("Something went wrong"),
            tr(
                "Everything that was sold is stored. What happened is noted in {folder}.", folder=folders.logs
            ),
            tr("Start the register again. If it happens once more, ask whoever looks after it."),
        )
    )


def _show(trouble: PersonError) -> int:
    """Until it is closed; the program's exit code."""
    from PySide6.QtWidgets import QApplication

    from pos_desktop.ui.application import create
    from pos_desktop.ui.start_trouble import show_trouble

    application = QApplication.instance() or create()
    show_trouble(trouble)
    del application
    return 1


def without_folder(trouble: OSError) -> int:
    """Says why the folder of the data cannot be used: whoever touches the icon sees no terminal."""
    from pos_desktop.application.errors import FixSetting
    from pos_desktop.application.wording import tr
    from pos_desktop.storage.errors import DiskFull, translated

    words = translated(trouble)
    if words is not None and not isinstance(words, DiskFull) and trouble.filename is not None:
        title = tr("{file} cannot be opened", file=trouble.filename)
        words = FixSetting(title, f"{words.meaning} ({trouble.strerror})", words.next_step)
    return _show(words or FixSetting(str(trouble)))


def _run(
    folders: Folders,
    instance: Instance,
    crashes: CrashReports,
    *,
    key_file: bool,
    demo: Callable[[str], int] | None,
) -> int:
    from pos_desktop.ui import qt_binding

    qt_binding.load()
    from pos_desktop.ui import first_paint
    from pos_desktop.ui.application import create

    first_paint.start()
    application = create()
    opened = _opened(application, folders, instance, key_file=key_file)
    if opened is None:
        return 1
    try:
        return _at_work(application, opened, instance, crashes, demo)
    except PersonError as error:
        log.error("the register cannot go on: %s", error, exc_info=error)
        _tell(application, instance, error)
        return 1


def _at_work(
    application: QApplication,
    opened: OpenDatabase,
    instance: Instance,
    crashes: CrashReports,
    demo: Callable[[str], int] | None,
) -> int:
    """Until the window is closed: the wizard first where the register is new. The data is closed, whatever happens."""
    language = None
    with ExitStack() as ending:
        ending.callback(opened.close)
        ready = opened.set_up
        if not ready:
            language = _first_run(application, opened, instance)
            ready = opened.set_up
        if ready:
            register = Register(opened)
            ending.pop_all()
            ending.callback(register.close)
            return show(application, register, instance, crashes)
    return demo(language) if demo and language else 0


def _opened(
    application: QApplication, folders: Folders, instance: Instance | None = None, *, key_file: bool
) -> OpenDatabase | None:
    """The data, open; what stands in the way is shown, with what can be done about it."""

    def slowly(words: str, work: Callable[[], Result]) -> Result:
        from pos_desktop.ui import slow_start

        _answer_calls(application, instance)
        return slow_start.slowly(words, work)

    while True:
        try:
            return bootstrap.open_database(folders, key_file=key_file, slowly=slowly)
        except Damaged as damaged:
            from pos_desktop.ui.start_trouble import ask_about_damage, show_done

            _answer_calls(application, instance)
            choice = ask_about_damage(damaged.report)
            try:
                done = _mend(damaged, choice)
            except PersonError as error:
                _tell(application, instance, error)
                return None
            if done is None:
                return None
            show_done(*done)
        except PersonError as error:
            _tell(application, instance, error)
            return None


def _tell(application: QApplication, instance: Instance | None, error: PersonError) -> None:
    from pos_desktop.ui.start_trouble import show_trouble

    _answer_calls(application, instance)
    show_trouble(error)


def _answer_calls(application: QApplication, instance: Instance | None) -> None:
    """A second start brings what stands on the screen to the front, before there is a register's window.

    Not before something is about to stand there: what listens takes a while to load, and most starts need none.
    """
    from pos_desktop.ui.front import window_in_sight

    if instance is not None and not instance.listening:
        _listen(instance, application, partial(window_in_sight, application))


def _mend(damaged: Damaged, choice: str) -> tuple[str, list[str]] | None:
    """Does what was chosen about a damaged database; what came of it, as a title and sentences. None leaves everything
    as it is."""
    from pos_desktop.application.wording import tr
    from pos_desktop.storage.restored_words import fresh_words, restored_words

    now = SystemClock().now()
    if choice == Choice.RESTORE and damaged.report.backup is not None:
        restored = damaged.file.restore(damaged.report.backup.path, now)
        return tr("The back-up is in place"), restored_words(restored)
    if choice == Choice.START_FRESH:
        fresh = damaged.file.start_fresh(now)
        return tr("The register begins anew"), fresh_words(fresh)
    return None


def _first_run(application: QApplication, opened: OpenDatabase, instance: Instance) -> str | None:
    """Shows the wizard; the language of the demo store when that was chosen instead."""
    from pos_desktop.setup import RegisterSetup
    from pos_desktop.ui.screens.wizard import WizardWindow

    setup = RegisterSetup(opened)
    wizard = WizardWindow(setup)
    wizard.showMaximized()
    _answer_calls(application, instance)
    application.exec()
    return setup.demo_language


def show(
    application: QApplication,
    register: Register,
    instance: Instance | None = None,
    crashes: CrashReports | None = None,
    *,
    before: Callable[[RegisterWindow], None] | None = None,
) -> int:
    """Shows a set-up register and stays until its window is closed."""
    from PySide6.QtCore import QTimer

    from pos_desktop.ui import appearance
    from pos_desktop.ui.first_paint import after_first_paint
    from pos_desktop.ui.shell.faults import FaultWatch
    from pos_desktop.ui.shell.window import RegisterWindow

    appearance.follow(register.services.desk.settings)
    window = RegisterWindow(register.services, report=partial(_report, crashes))
    faults = FaultWatch(window.fault)
    faults.install()
    window.resize(USUAL_SIZE[0], USUAL_SIZE[1])
    window.start()
    window.showMaximized()
    if instance is not None:
        after_first_paint(window, lambda: _listen(instance, window, lambda: window))
    daily = DailyBackup(register.backups.make_daily, _backup_failed(window))
    QTimer.singleShot(
        0, window, lambda: after_first_paint(window, lambda: _after_first_paint(register, window, daily))
    )
    if before is not None:
        before(window)
    try:
        return int(application.exec())
    finally:
        daily.stop()
        faults.remove()
        window.deleteLater()


def _report(crashes: CrashReports | None, fault: BaseException) -> None:
    if crashes is None:
        log.critical("a fault of the program", exc_info=fault)
    else:
        crashes.write(fault, "screen")


def _after_first_paint(register: Register, window: RegisterWindow, daily: DailyBackup) -> None:
    """What may start when the cashier can already scan."""
    from PySide6.QtCore import QTimer

    from pos_desktop.storage.values import quicken
    from pos_desktop.ui import first_paint

    first_paint.over()
    write_held()
    quicken()
    pace.started()
    # Loading the printers' driver takes as long as the rest of the start, and the first receipt is some scans away.
    QTimer.singleShot(PRINTERS_AFTER_MS, window, lambda: _start_devices(register, window))
    QTimer.singleShot(BACKUP_AFTER_MS, window, daily.start)
    _tell_of_the_start(register, window)


def _tell_of_the_start(register: Register, window: RegisterWindow) -> None:
    """What was found while the data was opened, now or by a command since somebody last looked."""
    from pos_desktop.application.wording import tr

    if register.data.warning and not register.services.desk.settings.demo:
        window.toast(register.data.warning, kind="attention")
    if register.data.clock_set_back is not None:
        window.toast(
            tr("The computer's clock was set back"),
            tr("Check date and time; it is noted in the journal."),
            kind="attention",
        )
    notices = register.data.start_notices()
    if notices.any:
        _tell_of_lost_sales(register, window, notices)
    elif not register.data.stopped_cleanly:
        window.toast(
            tr("The register was not closed properly"),
            tr("Everything was checked; nothing is missing."),
            kind="neutral",
        )


def _tell_of_lost_sales(register: Register, window: RegisterWindow, notices: StartNotices) -> None:
    from pos_desktop.application.wording import tr

    for title in notices.titles:
        words = tr("Later sales are missing: compare with the paper and the journal.")  # one line of a toast
        window.toast(title, words, kind="attention")
    try:
        register.data.start_notices_told()
    except PersonError as trouble:
        log.warning("what the start told is told once more by the next one: %s", trouble)


def _start_devices(register: Register, window: RegisterWindow) -> None:
    """The register's devices; the windows of practice devices stand behind its own."""
    register.start()
    if register.services.practice is not None and register.services.practice.on:
        window.show_practice()
        window.raise_()
        window.activateWindow()


def _listen(instance: Instance, owner: QObject, window: Callable[[], QWidget | None]) -> None:
    """A second start brings this window to the front, as long as its owner lives."""
    from pos_desktop.ui.front import Front

    instance.listen(Front(owner, window).call)


def _backup_failed(window: RegisterWindow) -> Callable[[PersonError], None]:
    """Tells in passing that no back-up was made; called on a thread of its own."""
    from pos_desktop.ui.front import Told

    def tell(error: PersonError) -> None:
        from pos_desktop.application.wording import tr

        words = " ".join(part for part in (f"{error.title}.", error.next_step) if part)
        window.toast(tr("Today's back-up could not be made"), words, kind="attention")

    return Told(window, tell).tell


class DailyBackup:
    """Makes the day's back-up beside the sale, and looks again every hour. `failed` is told why there is none, once a
    day and on the thread of the back-up."""

    def __init__(self, make: Callable[[], None], failed: Callable[[PersonError], None]) -> None:
        self._make = make
        self._failed = failed
        self._told: date | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="daily back-up", daemon=True)

    def start(self) -> None:
        """Looks now."""
        self._thread.start()

    def stop(self) -> None:
        """Ends within two seconds; a back-up under way is left to be made again tomorrow."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._make()
            except PersonError as error:
                self._tell(error)
            except OSError as trouble:
                from pos_desktop.storage.errors import translated

                self._tell(translated(trouble) or PersonError(str(trouble)))
            self._ending.wait(DAILY_LOOK_SECONDS)

    def _tell(self, error: PersonError) -> None:
        log.warning("no back-up was made: %s", error)
        today = SystemClock().now().date()
        if self._told != today and not self._ending.is_set():
            self._told = today
            self._failed(error)
