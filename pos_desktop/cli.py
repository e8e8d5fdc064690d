"""The commands of IT and of people without a screen; without a command the register opens."""

import errno
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pos_desktop.application.errors import FixSetting, PersonError, Refused
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.commands.option_checks import money, spoken

if TYPE_CHECKING:
    from pos_desktop.bootstrap import OpenDatabase
    from pos_desktop.storage.recovery import DamageReport
    from pos_desktop.system.folders import Folders

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    help="An offline-first point-of-sale register. Without a command the register opens.",
)
import_app = typer.Typer(help="Bring data in.", no_args_is_help=True)
journal_app = typer.Typer(help="The chained journal.", no_args_is_help=True)
backup_app = typer.Typer(help="Back-ups of the register's data.", no_args_is_help=True)
key_app = typer.Typer(help="The keys of the register's data.", no_args_is_help=True)
devices_app = typer.Typer(help="What stands on the counter.", no_args_is_help=True)
sync_app = typer.Typer(help="What goes to the platforms.", no_args_is_help=True)
app.add_typer(sync_app, name="sync")
app.add_typer(devices_app, name="devices")
app.add_typer(import_app, name="import")
app.add_typer(journal_app, name="journal")
app.add_typer(backup_app, name="backup")
app.add_typer(key_app, name="key")

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder of the register's data; this user's own by default.")
]
KeyFileOption = Annotated[
    bool,
    typer.Option("--key-file", help="Keep the keys in a file of the data folder instead of the keyring."),
]


def main() -> None:
    """Entry point; errors for people are printed in words and end with code 1."""
    # What is logged is told in words as well; without a handler Python would print it once more.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        app()
    except PersonError as error:
        _tell(error)
        sys.exit(1)
    except OSError as error:
        words = _of_the_machine(error)
        if words is None:
            raise
        _tell(words)
        sys.exit(1)


def _of_the_machine(error: OSError) -> PersonError | None:
    """In words; None for what is no file's trouble."""
    if error.errno == errno.ENOSPC:
        from pos_desktop.storage.errors import disk_full

        return disk_full()
    if error.filename is None:
        return None
    return FixSetting(tr("{file} cannot be opened", file=error.filename), error.strerror or "")


def _tell(error: PersonError) -> None:
    """On the error output; for programs, which were promised JSON, as JSON as well."""
    for part in (error.title, error.meaning, error.next_step):
        if part:
            typer.echo(part, err=True)
    if "--json" in sys.argv:
        words = {"title": error.title, "meaning": error.meaning, "next_step": error.next_step}
        with suppress(OSError):
            typer.echo(json.dumps({"error": words}, indent=2))


@app.callback(invoke_without_command=True)
def default(context: typer.Context, data: DataOption = None, key_file: KeyFileOption = False) -> None:
    """Opens the register when no command is named; its options count for a command as well."""
    if context.invoked_subcommand is None:
        run(data, key_file)
        return
    given = ({"data": str(data)} if data else {}) | ({"key_file": True} if key_file else {})
    context.default_map = _for_every(context.command, given)


def _for_every(group: object, given: dict[str, Any]) -> dict[str, Any]:
    """What the command line takes where an option is not repeated, for each command below a group."""
    below = getattr(group, "commands", {})
    return given | {name: _for_every(command, given) for name, command in below.items()}


@app.command()
def run(data: DataOption = None, key_file: KeyFileOption = False) -> None:
    """Open the register."""
    from pos_desktop import launch

    def open_demo(language: str) -> int:
        from pos_desktop.demo import at_screen

        return at_screen.open_demo(None, language=language)

    raise typer.Exit(launch.run(data, key_file=key_file, demo=open_demo))


@app.command()
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Play a scripted day through the real windows.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder for pictures, receipts and summary.json.")] = Path(
        "out/demo"
    ),
    data: DataOption = None,
    language: Annotated[
        str, typer.Option(help="Language of the demo store: en, de or ar.", callback=spoken)
    ] = "en",
    dark: Annotated[bool, typer.Option("--dark", help="Dark appearance.")] = False,
) -> None:
    """Open the register on the demo store, with a virtual printer and drawer."""
    if headless:
        from pos_desktop.demo.scripted_day import play

        raise typer.Exit(play(out, language=language, dark=dark, say=typer.echo))
    from pos_desktop.demo.at_screen import open_demo

    raise typer.Exit(open_demo(data, language=language, dark=dark))


@app.command()
def lab(
    headless: Annotated[
        bool, typer.Option("--headless", help="No windows: tell the addresses as JSON and serve.")
    ] = False,
    seconds: Annotated[
        float | None, typer.Option("--for", help="Seconds to serve; until stopped when left out.")
    ] = None,
    network: Annotated[
        bool, typer.Option("--network", help="Over the network instead of serial lines.")
    ] = False,
    language: Annotated[
        str, typer.Option(help="Language of the windows: en, de or ar.", callback=spoken)
    ] = "en",
    dark: Annotated[bool, typer.Option("--dark", help="Dark appearance.")] = False,
) -> None:
    """Virtual devices to connect to a register: printer, card terminal, scales, scanner, displays, drawer."""
    from pos_desktop.commands import lab as virtual

    if headless:
        raise typer.Exit(virtual.serve(typer.echo, seconds, network=network or None))
    raise typer.Exit(virtual.show(seconds, network=network or None, language=language, dark=dark))


@import_app.command("products")
def import_products(
    file: Annotated[Path, typer.Argument(help="A Shopify product export, or any .csv, .csv.gz, .csv.xz.")],
    mapping: Annotated[
        str, typer.Option("--map", help="field=column pairs: barcode=EAN,name=Title,price=Preis")
    ] = "",
    report: Annotated[
        Path | None, typer.Option(help="File for every refused line; beside the data by default.")
    ] = None,
    currency: Annotated[
        str,
        typer.Option(
            help="What the prices are in, as JPY, for a register that is not set up yet.", callback=money
        ),
    ] = "",
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Take products over from a file; can be run again, never doubles."""
    from pos_desktop.commands.products import take_over

    with _opened(data, key_file, make=True) as opened:
        code = take_over(opened, file, mapping, report, currency)
    raise typer.Exit(code)


@journal_app.command("verify")
def journal_verify(
    export: Annotated[
        Path | None, typer.Argument(help="An exported journal; the register's own by default.")
    ] = None,
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Check that nothing in the journal was changed, removed or cut off."""
    from pos_desktop.commands import journal

    with _opened(data, key_file, look_only=True) as opened:
        report = journal.verify(opened, export)
    typer.echo(journal.words(report), err=not report.ok)
    raise typer.Exit(0 if report.ok else 1)


@journal_app.command("export")
def journal_export(
    file: Annotated[Path, typer.Argument(help="Where to write it, as JSON lines.")],
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Write the journal to a file that can be verified by itself."""
    from pos_desktop.commands import journal

    with _opened(data, key_file, look_only=True) as opened:
        report = journal.export(opened, file)
    typer.echo(journal.words(report))
    raise typer.Exit(0 if report.ok else 1)


@backup_app.command("make")
def backup_make(data: DataOption = None, key_file: KeyFileOption = False) -> None:
    """Make a back-up now, beside the running register."""
    from pos_desktop.commands import backups

    typer.echo(backups.make(_folders(data), key_file=_key_file(data, key_file)))


@backup_app.command("list")
def backup_list(data: DataOption = None, key_file: KeyFileOption = False) -> None:
    """List the back-ups, the newest first."""
    from pos_desktop.commands import backups

    for line in backups.lines(_folders(data), key_file=_key_file(data, key_file)):
        typer.echo(line)


@backup_app.command("restore")
def backup_restore(
    file: Annotated[Path, typer.Argument(help="The back-up to put in place.")],
    next_receipt: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=999_999_999,
            help="The receipt number to go on with, where the data from before is lost; estimated by default.",
        ),
    ] = None,
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Put a back-up in place; the present data is set aside whole. The register must be closed."""
    from pos_desktop.commands import backups

    typer.echo(
        backups.restore(_folders(data), file, key_file=_key_file(data, key_file), next_receipt=next_receipt)
    )


@key_app.command("save")
def key_save(
    file: Annotated[Path, typer.Argument(help="Where to write the keys; keep the file in a safe place.")],
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Write the keys to a file, to be kept apart from the register."""
    from pos_desktop.commands import keys

    typer.echo(keys.save(_with_data(_folders(data)), file, key_file=_key_file(data, key_file)))


@key_app.command("restore")
def key_restore(
    file: Annotated[Path, typer.Argument(help="A file written by 'key save'.")],
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Put saved keys back into the keyring of this user."""
    from pos_desktop.commands import keys

    typer.echo(keys.restore(_folders(data), file, key_file=_key_file(data, key_file)))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Look at versions, database, keyring, devices, disk and clock; code 1 when something needs care."""
    from pos_desktop.commands.doctor import as_text, examine, to_json

    findings = examine(_folders(data), key_file=_key_file(data, key_file))
    typer.echo(to_json(findings) if as_json else as_text(findings))
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


JsonOption = Annotated[bool, typer.Option("--json", help="For programs.")]
ConnectionOption = Annotated[str, typer.Option("--connection", help="Name or id; all when left out.")]


@sync_app.command("status")
def sync_status(
    as_json: JsonOption = False, data: DataOption = None, key_file: KeyFileOption = False
) -> None:
    """How the connections stand and what is parked; code 1 when something is parked or stands still."""
    from pos_desktop.commands import sync

    with _opened(data, key_file, look_only=True) as opened:
        status = sync.SyncCommands(opened).status()
    typer.echo(sync.to_json(status) if as_json else sync.as_text(status))
    well = not status["parked"] and not any(lane["trouble"] for lane in status["connections"])
    raise typer.Exit(0 if well else 1)


@sync_app.command("run")
def sync_run(
    seconds: Annotated[float, typer.Option("--for", help="Seconds at most.")] = 60.0,
    as_json: JsonOption = False,
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Send what waits now; code 1 when something still does after that."""
    from pos_desktop.commands import sync

    with _opened(data, key_file) as opened:
        status = sync.SyncCommands(opened).run(seconds)
    typer.echo(sync.to_json(status) if as_json else sync.sent_words(status))
    raise typer.Exit(1 if status["waiting"] or status["parked"] else 0)


@sync_app.command("retry")
def sync_retry(
    delivery: Annotated[str, typer.Argument(help="Id of a parked delivery; all when left out.")] = "",
    connection: ConnectionOption = "",
    as_json: JsonOption = False,
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Try what is parked again."""
    from pos_desktop.commands import sync

    with _opened(data, key_file) as opened:
        count = sync.SyncCommands(opened).retry(delivery, connection)
    words = tr_n("{count} is tried again.", "{count} are tried again.", count)
    typer.echo(sync.to_json({"retried": count}) if as_json else words)


@sync_app.command("pause")
def sync_pause(
    off: Annotated[bool, typer.Option("--off", help="Let it go on.")] = False,
    connection: ConnectionOption = "",
    as_json: JsonOption = False,
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Hold everything back, or let it go on."""
    from pos_desktop.commands import sync

    with _opened(data, key_file) as opened:
        sync.SyncCommands(opened).pause(not off, connection)
    words = tr("It goes on.") if off else tr("Paused: everything waits.")
    typer.echo(sync.to_json({"paused": not off}) if as_json else words)


@sync_app.command("connect")
def sync_connect(
    file: Annotated[Path, typer.Argument(help="The store's configuration file with its platforms.")],
    as_json: JsonOption = False,
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Connect the platforms of a store's file: tested, mapped, imported."""
    from pos_desktop.commands import sync

    with _opened(data, key_file) as opened:
        made = sync.SyncCommands(opened).connect(file)
    names = [{"id": str(each.id), "platform": each.platform, "name": each.name} for each in made]
    words = [tr("{name} is connected.", name=each.name) for each in made] or [tr("Nothing to connect.")]
    typer.echo(sync.to_json({"connected": names}) if as_json else "\n".join(words))


@devices_app.command("set-up")
def devices_set_up(
    file: Annotated[Path, typer.Argument(help="The store's configuration file with its devices.")],
    data: DataOption = None,
    key_file: KeyFileOption = False,
) -> None:
    """Add or change the devices of a store's file; a running register takes them up at its next start."""
    from pos_desktop.commands import devices

    with _opened(data, key_file) as opened:
        names = devices.set_up(opened, file)
    words = [tr("{name} is set up.", name=name) for name in names] or [tr("No devices in the file.")]
    typer.echo("\n".join(words))


def _in_words(damage: "DamageReport", folders: "Folders", key_file: bool) -> FixSetting:
    """What a person at a terminal reads of a damaged database."""
    from pos_desktop.system.own_command import own_command

    told = (damage.what_happened, damage.what_is_safe, damage.what_will_be_missing)
    step = ""
    if damage.backup is not None:
        line = own_command(folders, "backup", "restore", str(damage.backup.path), key_file=key_file)
        step = tr("Put the back-up in place with: {command}", command=line)
    return FixSetting(damage.title, "\n".join(part for part in told if part), step)


def _folders(data: Path | None) -> "Folders":
    from pos_desktop.launch import folders_of

    return folders_of(data)


def _with_data(folders: "Folders") -> "Folders":
    """Refused where no register ever was: a folder was mistyped, or left out."""
    from pos_desktop.storage.key import mark_path

    if not folders.database.exists() and not mark_path(folders.database).exists():
        raise Refused(
            tr("There is no register in {folder}", folder=folders.data),
            tr("Nothing was changed."),
            tr("Name the folder of its data with --data."),
        )
    return folders


def _key_file(data: Path | None, wanted: bool) -> bool:
    """Whether the keys are in a file: as asked, or because a named folder is used where there is no desktop."""
    from pos_desktop.commands.keys import must_be_in_a_file

    if wanted or data is None or not must_be_in_a_file():
        return wanted
    typer.echo(tr("There is no keyring here: the keys are kept in a file of the data folder."), err=True)
    return True


@contextmanager
def _opened(
    data: Path | None, key_file: bool, *, make: bool = False, look_only: bool = False
) -> "Iterator[OpenDatabase]":
    """The data, open for the length of a command; a running register keeps its own hold on it.

    Where there is none it is made when the command brings something in, else Refused. A command that only looks leaves
    the data of an older version to the start of the register.
    """
    from pos_desktop import bootstrap
    from pos_desktop.commands import stopping
    from pos_desktop.system.single_instance import AlreadyRunning, acquire

    folders = _folders(data) if make else _with_data(_folders(data))
    in_file = _key_file(data, key_file)
    folders.make()
    instance = acquire(folders.data, command=True)
    try:
        if isinstance(instance, AlreadyRunning):
            opened = bootstrap.open_beside(folders, key_file=in_file)
        else:
            opened = bootstrap.open_database(folders, key_file=in_file, look_only=look_only)
    except bootstrap.Damaged as damaged:
        raise _in_words(damaged.report, folders, in_file) from damaged
    try:
        with stopping.in_order():
            opened.note_opening()
            if opened.start_notices().entries_missing:
                typer.echo(tr("The store's data is older than it was"), err=True)
                words = tr(
                    "Later sales are missing. Somebody put an older copy in its place, or the disk lost them."
                )
                typer.echo(words, err=True)
            yield opened
    finally:
        opened.close()
        if not isinstance(instance, AlreadyRunning):
            instance.release()


if __name__ == "__main__":
    main()
