"""The commands of IT and of people without a screen; without a command the register opens."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_desktop.application.errors import PersonError
from pos_desktop.application.wording import tr

if TYPE_CHECKING:
    from pos_desktop.bootstrap import OpenDatabase
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
app.add_typer(import_app, name="import")
app.add_typer(journal_app, name="journal")
app.add_typer(backup_app, name="backup")
app.add_typer(key_app, name="key")

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder of the register's data; this user's own by default.")
]
KeyFileOption = Annotated[
    bool, typer.Option("--key-file", help="Keep the keys in a file of the data folder instead of the keyring.")
]


def main() -> None:
    """Entry point; errors for people are printed in words and end with code 1."""
    try:
        app()
    except PersonError as error:
        for part in (error.title, error.meaning, error.next_step):
            if part:
                typer.echo(part, err=True)
        sys.exit(1)


@app.callback(invoke_without_command=True)
def default(context: typer.Context, data: DataOption = None, key_file: KeyFileOption = False) -> None:
    """Opens the register when no command is named."""
    if context.invoked_subcommand is None:
        run(data, key_file)


@app.command()
def run(data: DataOption = None, key_file: KeyFileOption = False) -> None:
    """Open the register."""
    from pos_desktop.ui.application import run_register

    raise typer.Exit(_start(lambda: run_register, data, key_file))


@app.command()
def demo(
    headless: Annotated[bool, typer.Option(help="Play a scripted day through the real windows.")] = False,
    out: Annotated[Path, typer.Option(help="Folder for pictures, receipts and summary.json.")] = Path("out/demo"),
    data: DataOption = None,
    language: Annotated[str, typer.Option(help="Language of the demo shop: en, de or ar.")] = "en",
    dark: Annotated[bool, typer.Option(help="Dark appearance.")] = False,
) -> None:
    """Open the register on the demo shop, with a virtual printer and drawer."""
    if headless:
        from pos_desktop.demo.scripted_day import play

        typer.echo(play(out, language=language, dark=dark))
        return
    from pos_desktop.demo.at_screen import open_demo

    raise typer.Exit(open_demo(data, language=language, dark=dark))


