"""The GraphQL documents beside this module, each read once, with the fragments that it uses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_SPREAD = re.compile(r"\.\.\.\s*(?!on\b)(\w+)")
_COST = re.compile(r"^# cost: (\d+)$", re.MULTILINE)
_COMMENT = re.compile(r"^\s*#.*\n", re.MULTILINE)
_UNKNOWN_COST = 100


@dataclass(frozen=True, slots=True)
class Document:
    """An operation as it is sent. `cost` is a first guess of the points that it asks for; answers tell the truth."""

    name: str
    text: str
    cost: int

    @property
    def changes_something(self) -> bool:
        """Whether it is a mutation."""
        return self.text.startswith("mutation")


@cache
def document(name: str) -> Document:
    """The document of a file's name; KeyError when there is none."""
    file = _folder() / f"{name}.graphql"
    if not file.is_file():
        raise KeyError(name)
    source = file.read_text(encoding="utf-8")
    cost = _COST.search(source)
    text = "\n".join((_bare(source), *_fragments(source, set())))
    return Document(name, text, int(cost[1]) if cost else _UNKNOWN_COST)


def document_names() -> list[str]:
    """All there are."""
    return sorted(
        file.name.removesuffix(".graphql") for file in _folder().iterdir() if file.name.endswith(".graphql")
    )


def _fragments(source: str, seen: set[str]) -> Iterator[str]:
    for name in _SPREAD.findall(source):
        if name in seen:
            continue
        seen.add(name)
        found = (_folder() / "fragments" / f"{name}.graphql").read_text(encoding="utf-8")
        yield _bare(found)
        yield from _fragments(found, seen)


def _bare(source: str) -> str:
    return _COMMENT.sub("", source).strip()


def _folder() -> Traversable:
    return files(__package__) / "queries"
