"""What the pages name is there: files, pages that are linked to, commands with their options, targets of make."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.main import get_command

from pos_desktop.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
OF_A_REGISTER = {"backups/", "set-aside/", "logs/", "keys.json"}
"""What lies in the folder of a register's data, not in this one."""

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


@cache
def files() -> frozenset[str]:
    """Every file and folder of the project, each with a slash in front; folders end with one."""
    found = set()
    for top in ("pos_desktop", "tests", "docs", "resources", "alembic", "installer", "benchmarks"):
        for path in (ROOT / top, *(ROOT / top).rglob("*")):
            found.add(f"/{path.relative_to(ROOT).as_posix()}{'/' if path.is_dir() else ''}")
    return frozenset(found)


def quoted(page: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8"))


@pages
def test_links_lead_to_pages_and_pictures_that_are_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pages
def test_files_that_are_named_are_there(page: Path) -> None:
    named = [
        text
        for text in quoted(page)
        if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", text) and text.endswith(("/", ".py", ".json", ".md"))
    ]
    ends = [f"/{text}" for text in named if text not in OF_A_REGISTER]
    assert [end for end in ends if not any(file.endswith(end) for file in files())] == []


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Each command line with its words: those in a block of their own, up to the description, and those in a text."""
    text = page.read_text(encoding="utf-8")
    lines = [line.strip().split("  ")[0] for line in text.splitlines() if line.startswith("    ")]
    for line in (*lines, *quoted(page)):
        words = line.replace("[", " ").replace("]", " ").split()
        if words:
            yield line, words


def understood(words: list[str]) -> bool:
    """Whether the program has these commands and each of their options: `backup make | list | restore FILE`."""
    group = command = get_command(app)
    known: set[str] = {option for parameter in command.params for option in parameter.opts}
    for before, word in zip(("", *words), words, strict=False):
        below = getattr(command if before != "|" else group, "commands", {})
        if word.startswith("--"):
            if word not in known:
                return False
        elif word in below:
            group, command = (command if before != "|" else group), below[word]
            known |= {option for parameter in command.params for option in parameter.opts}
        elif word.islower() and below:
            return False
    return True


def test_what_the_program_does_not_have_is_noticed() -> None:
    assert understood("backup make | list | restore FILE".split())
    assert understood("sync status | run | retry | pause | connect FILE --json".split())
    assert not understood("backup make | steal".split())
    assert not understood("doctor --quick".split())
    assert not understood(["undo"])


@pages
def test_commands_are_those_of_the_program(page: Path) -> None:
    said = [(line, words[1:]) for line, words in commands(page) if words[0] == "pos-desktop"]
    assert [line for line, words in said if not understood(words)] == []


@pages
def test_targets_and_modules_that_are_run_are_there(page: Path) -> None:
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony is not None
    targets = set(phony[1].split())
    for line, words in commands(page):
        if words[0] == "make" and len(words) > 1:
            assert words[1] in targets, line
        if words[1:2] == ["-m"]:
            assert find_spec(words[2]) is not None, line
