"""The one place that knows every concrete class and puts the register together."""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from datetime import tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pos_desktop.application import wording
from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import PersonError
from pos_desktop.application.events import Event
from pos_desktop.application.services import Services
from pos_desktop.devices.crew import DeviceCrew
from pos_desktop.devices.practice import PracticeCounter
from pos_desktop.domain.record import field, record
from pos_desktop.payments.accounts import Accounts
from pos_desktop.payments.nightly import NightlyReconciliation
from pos_desktop.payments.worker import PaymentsWorker
from pos_desktop.platforms.accounts import Shops
from pos_desktop.storage.errors import DatabaseDamaged, DiskFull, busy, translated
from pos_desktop.storage.key import DatabaseKey, JournalKey, ShopKeys, mark_path
from pos_desktop.storage.print_queue import SqlPrintQueue
from pos_desktop.storage.recovery import DamageReport, DatabaseFile, plan_path
from pos_desktop.storage.schema_upgrade import refuse_other
from pos_desktop.storage.slow_work import at_once
from pos_desktop.storage.store import SqlStore
from pos_desktop.storage.unit_of_work import Database
from pos_desktop.sync.engine import SyncEngine
from pos_desktop.system.clock import ClockWatch, SystemClock
from pos_desktop.system.credentials import Credentials
from pos_desktop.system.keyring_access import RegisterSecrets
from pos_desktop.system.paths import resource_root
from pos_desktop.system.pins import PepperedVault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from uuid import UUID

    from pos_desktop.application.backups import BackupView
    from pos_desktop.application.counter import Counter
    from pos_desktop.application.payment_work import PaymentWork
    from pos_desktop.application.platform.port import Platforms
    from pos_desktop.application.recovering import Recovery
    from pos_desktop.storage.backup import BackupFile
    from pos_desktop.storage.slow_work import Slowly
    from pos_desktop.storage.start_notices import StartNotices
    from pos_desktop.sync.engine import Parts
    from pos_desktop.system.call_figures import CallFigures
    from pos_desktop.system.clock import ClockSetBack
    from pos_desktop.system.commands_at_work import Hold
    from pos_desktop.system.folders import Folders

log = logging.getLogger(__name__)


class Damaged(Exception):
    """The database cannot be used; the report says what can be done."""

    def __init__(self, report: DamageReport, file: DatabaseFile) -> None:
        super().__init__(report.title)
        self.report = report
        self.file = file


class BackupShelf:
    """Implements the application's Backups on the data folder."""

    def __init__(
        self, file: DatabaseFile, clock: SystemClock, database: Database, restoring: Callable[[str], str]
    ) -> None:
        """`restoring` gives the line for a terminal that puts a file of these back-ups in place."""
        self._file = file
        self._clock = clock
        self._database = database
        self._restoring = restoring

    def list(self) -> list[BackupView]:
        """Every back-up, the newest first."""
        return [_backup_view(backup) for backup in self._file.backups.all()]

    def make(self) -> BackupView:
        """Makes one now; slow: off the UI thread."""
        from pos_desktop.storage.backup import Reason

        with self._watching():
            return _backup_view(self._file.backups.make(self._clock.now(), Reason.HAND))

    def restore_line(self, backup: BackupView) -> str:
        """What a terminal of this computer runs to put it in place of the present data."""
        return self._restoring(backup.path)

    def make_daily(self) -> None:
        """Makes today's, unless it is there."""
        with self._watching():
            self._file.backups.make_daily(self._clock.now())

    @contextmanager
    def _watching(self) -> Iterator[None]:
        """A copy reads every page: where that fails, the next start looks the data over and offers a good back-up."""
        from pos_desktop.storage.backup import BackupFailed

        try:
            yield
        except (DatabaseDamaged, BackupFailed):
            self._database.seen_damaged = True
            raise


def _backup_view(backup: BackupFile) -> BackupView:
    from pos_desktop.application.backups import BackupView

    return BackupView(str(backup.path), backup.made_at, backup.size, backup.reason.value)


@record
class OpenDatabase:
    """The register's database, open, before anybody knows whether it is set up."""

    folders: Folders
    keys: ShopKeys
    file: DatabaseFile
    database: Database
    store: SqlStore
    clock: SystemClock
    vault: PepperedVault
    stopped_cleanly: bool
    warning: str
    clock_watch: ClockWatch
    clock_set_back: ClockSetBack | None
    credentials: Credentials
    entries_missing: int = 0  # of the journal: an older copy lies in the place of the database
    hold: Hold | None = None  # beside a register: nobody moves the data away
    untold: dict[str, dict[str, Any]] = field(default_factory=dict, compare=False)
    """What the journal is still to tell of the start: kind, body."""

    @property
    def beside(self) -> bool:
        """Whether a register has the same data open: its marks are its own."""
        return self.hold is not None

    @property
    def set_up(self) -> bool:
        """Whether the first run was done."""
        with self.store.read() as work:
            return work.registers.only() is not None

    def restore_line(self, backup: str) -> str:
        """What a terminal of this computer runs to put a back-up in place of these data."""
        from pos_desktop.system.own_command import own_command

        return own_command(self.folders, "backup", "restore", backup, key_file=bool(self.warning))

    def start_notices(self) -> StartNotices:
        """What no start of the register has told at the screen yet."""
        from pos_desktop.storage.start_notices import untold

        with self.database.read() as connection:
            return untold(connection)

    def start_notices_told(self) -> None:
        """Somebody has seen them."""
        from pos_desktop.storage.start_notices import told

        with self.database.write() as work:
            told(work.connection)

    def note_opening(self) -> None:
        """Journals an unclean stop and a clock that was set back: whoever opens the data first is the only one who
        learns of them, a command of IT as well as the register. A full disk puts it off: what can be read can be sold
        from, and the next start learns of them as well."""
        if not self.untold:
            return
        try:
            with self.store.write() as work:
                for kind, body in self.untold.items():
                    work.journal.add(kind, body)
        except DiskFull as full:
            log.warning("what the start found is not in the journal yet: %s", full)
            return
        self.untold.clear()

    def close(self) -> None:
        """Closes in order; the next start knows that it was a clean stop, and learns what is not in the journal yet."""
        if self.hold is not None:
            try:
                self.database.close()
            finally:
                self.hold.release()
            return
        if self.clock_set_back is not None and "clock_set_back" in self.untold:
            self.clock_watch.tell_again(self.clock_set_back)
        else:
            self.clock_watch.close(self.clock.now())
        self.file.close(self.database, look_again="unclean_stop" in self.untold)


def open_database(
    folders: Folders, *, key_file: bool = False, slowly: Slowly = at_once, look_only: bool = False
) -> OpenDatabase:
    """Opens the register's data, made new when there is none. `slowly` does what may take minutes; `look_only` leaves
    data of an older version of the program as they are and raises DatabaseOlder.

    Raises Damaged with an offer, and PersonError for a missing keyring, a wrong key, a full disk.
    """
    try:
        return _opened(folders, key_file, slowly, look_only)
    except OSError as trouble:
        raise translated(trouble) or trouble from trouble


def open_beside(folders: Folders, *, key_file: bool = False) -> OpenDatabase:
    """Opens the data of a register that is running: its in-use mark and its clock are left alone.

    Raises StorageBusy or CommandAtWork while a back-up is put in place, DatabaseOlder or DatabaseNewer where the
    register is of another version than this program.
    """
    from pos_desktop.system import commands_at_work

    hold = commands_at_work.beside(folders.data)
    try:
        return _opened_beside(folders, key_file, hold)
    except BaseException:
        hold.release()
        raise


def _opened_beside(folders: Folders, key_file: bool, hold: Hold) -> OpenDatabase:
    if plan_path(folders.database).exists() or not folders.database.exists():
        raise busy()
    clock = SystemClock()
    secrets = RegisterSecrets(folders.data, key_file=key_file)
    keys = _keys_of(secrets, folders)
    file = DatabaseFile(folders.database, keys, folders.backups)
    refuse_other(file.version())
    database = Database.open(folders.database, keys.database, keys.journal)
    vault = PepperedVault(keys.pepper)
    return OpenDatabase(
        folders=folders,
        keys=keys,
        file=file,
        database=database,
        store=SqlStore(database, clock, vault.code_key),
        clock=clock,
        vault=vault,
        stopped_cleanly=True,
        warning=secrets.warning,
        clock_watch=ClockWatch(folders.data / "clock.json"),
        clock_set_back=None,
        credentials=Credentials(secrets),
        hold=hold,
    )


def _opened(folders: Folders, key_file: bool, slowly: Slowly, look_only: bool) -> OpenDatabase:
    folders.make()
    clock = SystemClock()
    secrets = RegisterSecrets(folders.data, key_file=key_file)
    keys = _keys_of(secrets, folders)
    file = DatabaseFile(folders.database, keys, folders.backups, slowly)
    opened = file.open(clock.now(), look_only=look_only)
    if isinstance(opened, DamageReport):
        raise Damaged(opened, file)
    watch = ClockWatch(folders.data / "clock.json")
    vault = PepperedVault(keys.pepper)
    store = SqlStore(opened.database, clock, vault.code_key)
    _go_on_numbering(file, store)
    back = watch.look(clock.now())
    return OpenDatabase(
        folders,
        keys,
        file,
        opened.database,
        store,
        clock,
        vault,
        opened.stopped_cleanly,
        secrets.warning,
        watch,
        back,
        Credentials(secrets),
        opened.entries_missing,
        untold=_untold(opened.stopped_cleanly, back),
    )


def _untold(stopped_cleanly: bool, back: ClockSetBack | None) -> dict[str, dict[str, Any]]:
    """What the journal is to tell of the last stop and of the clock."""
    untold: dict[str, dict[str, Any]] = {} if stopped_cleanly else {"unclean_stop": {}}
    if back is not None:
        untold["clock_set_back"] = {"by_seconds": int(back.by.total_seconds())}
    return untold


def _go_on_numbering(file: DatabaseFile, store: SqlStore) -> None:
    """A register begun anew goes on after the last receipt number that may have been given out."""
    following = file.next_receipt_noted()
    if following is None:
        return
    from pos_desktop.application.first_run import NEXT_RECEIPT

    with store.write() as work:
        work.settings.put(NEXT_RECEIPT, following)
    file.forget_next_receipt()


def _keys_of(secrets: RegisterSecrets, folders: Folders) -> ShopKeys:
    # The note of its key outlasts a database that was lost: its back-ups wait for that key.
    there = folders.database.exists() or mark_path(folders.database).exists()
    values = secrets.load_or_make(database_exists=there)
    return ShopKeys(DatabaseKey(values["database"]), JournalKey(values["journal"]), values["pepper"])


class _LatePaymentWork:
    """The work of the payments' worker, loaded when its thread first asks for it: a moment after the first paint."""

    def __init__(self, data: OpenDatabase, accounts: Accounts) -> None:
        self._data = data
        self._accounts = accounts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)

    @cached_property
    def _work(self) -> PaymentWork:
        from pos_desktop.application.payment_work import PaymentWork

        return PaymentWork(self._data.store, self._data.clock, self._accounts)


class Register:
    """A set-up register at work: services, devices, everything that is stopped at the end."""

    def __init__(self, data: OpenDatabase, zone: tzinfo | None = None) -> None:
        self.data = data
        desk = Desk(data.store, data.clock, data.vault, zone)
        use_language(desk.settings.language)
        self.crew = DeviceCrew(data.store, SqlPrintQueue(data.database), data.clock.now)
        self.counter: Counter = self.crew.counter
        self.practice_lab = PracticeCounter(data.folders.data / "practice")
        self.backups = BackupShelf(data.file, data.clock, data.database, data.restore_line)
        self.platforms = Shops(data.store, data.credentials, self._note_credential)
        self.accounts = Accounts(data.store, data.credentials.get, data.file.file.parent, self.platforms)
        late: Any = _LatePaymentWork(data, self.accounts)
        self.payments = PaymentsWorker(late, data.clock, self._recovery)
        self.sync = SyncEngine(data.store, data.clock, self._sync_parts)
        self.services = Services(
            desk,
            self.crew,
            self.backups,
            self.accounts,
            data.credentials,
            self.payments,
            self.platforms,
            self.sync,
            self.practice_lab,
        )
        self.nightly = NightlyReconciliation(lambda: self.services.reconciliation)
        desk.on_print(self.crew.wake)
        desk.events.on(Event.PAYMENT, self.payments.wake)
        desk.events.on(Event.OUTBOX, self.sync.wake)
        desk.events.on(Event.CONNECTIONS, self.sync.wake)
        self._note_start()

    def start(self) -> None:
        """Starts the devices' and the payments' workers, the sync, and the nightly look at the providers' books."""
        if self.services.practice is not None:
            self.services.practice.resume()
        self.crew.start()
        self.payments.start()
        self.nightly.start()
        self.sync.start()

    def close(self) -> None:
        """Stops in order, loses nothing."""
        self.sync.stop()
        self.nightly.stop()
        self.payments.stop()
        self.crew.stop()
        self.practice_lab.stop()
        self.accounts.close()
        self.platforms.close()
        with suppress(PersonError):  # there may be room by now; else the next start learns of it
            self.data.note_opening()
        self.data.close()

    def _sync_parts(self) -> Parts:
        """What the sync works with; asked for on its own thread."""
        return sync_parts(self.data, self.platforms, self.services.desk.register.id, self.crew.figures)

    def _note_credential(self, connection_id: UUID, what: str) -> None:
        """A token was renewed or refused."""
        with self.data.store.write() as work:
            work.journal.add("credential_changed", {"connection": str(connection_id), "what": what})

    def _note_start(self) -> None:
        """Journals an unclean stop and a clock that was set back, and lists what was left."""
        self.data.note_opening()
        try:
            self.services.checkout.release_left_over()
        except DiskFull as full:
            log.warning("receipts that were held wait for the next start: %s", full)
        with self.data.store.read() as work:
            self._left = work.unfinished.left()

    def _recovery(self) -> Recovery | None:
        """What the payments' worker does first; None when there is nothing to take up."""
        if not any(self._left):
            return None
        from pos_desktop.application.recovering import Recovery

        return Recovery(self.data.store, self.data.clock, self.accounts, self._left)


def sync_parts(
    data: OpenDatabase,
    platforms: Platforms,
    register_id: UUID,
    devices: Callable[[], Mapping[str, CallFigures]] = dict,
) -> Parts:
    """What the sync of a register works with; `devices` says what they counted. Loads what talks to platforms."""
    from pos_desktop.application.inbox import InboxWork
    from pos_desktop.application.platform_import import CatalogueTaker
    from pos_desktop.application.routing import Router
    from pos_desktop.application.stock_levels import StockLevels
    from pos_desktop.application.sync_looks import SyncLooks
    from pos_desktop.application.sync_work import SyncWork
    from pos_desktop.sync.engine import Parts
    from pos_desktop.sync.figures import FigureBook

    store, clock = data.store, data.clock
    levels = StockLevels(clock)
    figures = FigureBook(store, clock, devices=devices)
    taker = CatalogueTaker(store, levels, store.product_import)
    inbox = InboxWork(
        store, clock, platforms, levels, forged=figures.bad_signature, newcomer=taker.take_newcomer
    )
    return Parts(
        SyncWork(store, clock, platforms, levels.acknowledged, f"register {register_id}"),
        Router(store, clock),
        SyncLooks(store, clock, platforms, inbox.take_page),
        figures,
        inbox,
    )


def use_language(language: str) -> None:
    """Changes the language of everything rendered from now on; English where there is no translation."""
    try:
        wording.use(wording.load(language, resource_root() / "translations"))
    except FileNotFoundError:
        log.warning("there is no translation for %s", language)
        wording.use(wording.load("en", resource_root() / "translations"))
