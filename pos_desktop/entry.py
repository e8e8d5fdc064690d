"""The program's entry point: opens the register at once, and hands everything else to the command line.

A cashier's start must not wait for the library that reads commands.
"""

import sys
from pathlib import Path


def plain_start(arguments: list[str]) -> tuple[Path | None, bool] | None:
    """Data folder and key-file switch of a start of the register; None for any other command."""
    left = arguments[1:] if arguments[:1] == ["run"] else list(arguments)
    data, key_file = None, False
    while left:
        word = left.pop(0)
        if word == "--key-file":
            key_file = True
        elif word == "--data" and left and not left[0].startswith("-"):
            data = Path(left.pop(0))
        elif word.startswith("--data="):
            data = Path(word.partition("=")[2])
        else:
            return None
    return data, key_file


def main() -> None:
    """Runs the program; the exit code is the process's."""
    start = plain_start(sys.argv[1:])
    if start is None:
        try:
            from pos_desktop.cli import main as commands

            commands()
        except KeyboardInterrupt:  # before the library that reads commands is there to take it
            sys.exit(130)
        return
    from pos_desktop import launch

    data, key_file = start
    sys.exit(launch.run(data, key_file=key_file, demo=_open_demo))


def _open_demo(language: str) -> int:
    from pos_desktop.demo import at_screen

    return at_screen.open_demo(None, language=language)


if __name__ == "__main__":
    main()
