"""Back-ups from the command line."""

from collections.abc import Iterator
from pathlib import Path

from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr
from pos_desktop.commands import stopping
from pos_desktop.storage.backup import Backups, Reason
from pos_desktop.storage.key import ShopKeys, mark_path
from pos_desktop.storage.recovery import DatabaseFile
from pos_desktop.storage.restored_words import restored_words
from pos_desktop.system.clock import SystemClock
from pos_desktop.system.commands_at_work import CommandAtWork
from pos_desktop.system.folders import Folders
from pos_desktop.system.keyring_access import RegisterSecrets
from pos_desktop.system.single_instance import AlreadyRunning, acquire


def _file(folders: Folders, *, key_file: bool) -> DatabaseFile:
    return DatabaseFile(folders.database, _keys(folders, key_file=key_file), folders.backups)


def _keys(folders: Folders, *, key_file: bool) -> ShopKeys:
    """New ones are never made here: they would open none of the back-ups. Raises KeysMissing."""
    secrets = RegisterSecrets(folders.data, key_file=key_file)
    return ShopKeys.of(secrets.load_or_make(database_exists=True))


def make(folders: Folders, *, key_file: bool) -> str:
    """Makes one, also while the register sells; Refused when there is no data."""
    if not folders.database.exists():
        raise Refused(
            tr("There is no register in {folder}", folder=folders.data), tr("Nothing was backed up.")
        )
    keys = _keys(folders, key_file=key_file)
    backup = Backups(folders.database, folders.backups, keys.database).make(SystemClock().now(), Reason.HAND)
    return tr("Back-up made and checked: {file}", file=backup.path)


def lines(folders: Folders, *, key_file: bool) -> Iterator[str]:
    """One line for each, the newest first; Refused where no register ever was."""
    if not (folders.database.exists() or mark_path(folders.database).exists() or folders.backups.is_dir()):
        raise Refused(
            tr("There is no register in {folder}", folder=folders.data),
            "",
            tr("Name the folder of its data with --data."),
        )
    found = _file(folders, key_file=key_file).backups.all()
    for backup in found:
        yield f"{backup.made_at:%Y-%m-%d %H:%M:%S}  {backup.reason.value:8}  {backup.size / 1e6:9.1f} MB  {backup.path}"
    if not found:
        yield tr("There are no back-ups yet.")


def restore(folders: Folders, backup: Path, *, key_file: bool, next_receipt: int | None = None) -> str:
    """Puts one in place; Refused while the register runs or a command is at work. `next_receipt` goes before what is estimated.

    Whoever stops it waits: half a restore would lack its entry in the journal and the numbers it skips.
    """
    file = _file(folders, key_file=key_file)
    instance = acquire(folders.data, command=True)
    if isinstance(instance, AlreadyRunning) and instance.command:
        raise CommandAtWork.now(tr("Nothing was changed. Wait until it has ended, then try it once more."))
    if isinstance(instance, AlreadyRunning):
        raise Refused(
            tr("The register is running"), tr("Nothing was changed."), tr("Close it, then restore.")
        )
    try:
        with stopping.waiting():
            done = file.restore(backup, SystemClock().now(), next_receipt)
    finally:
        instance.release()
    return " ".join((tr("The back-up is in place."), *restored_words(done)))
