"""Every text that people read, taken out of the source: the first arguments of tr() and tr_n()."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "pos_desktop"

ON_BUTTONS: frozenset[tuple[str, int]] = frozenset(
    {
        ("Button", 0),
        ("Chip", 0),
        ("ChoiceCard", 0),
        ("MainButton", 0),
        ("NotePanel", 4),
        ("RailItem", 1),
        ("TenderButton", 0),
        ("offer", 1),
        ("set_primary", 0),
        ("set_text", 0),
        ("set_words", 0),
        ("tell_primary", 0),
        ("toast", 3),
    }
)
"""The calls, and the place among their arguments, that write words on something to press."""


_CALLED = re.compile(r"\btr(_n)?\s*\(")


@dataclass(frozen=True)
class Message:
    """A text of the program: its key in the catalogues, and for a plural the text for one."""

    key: str
    one: str = ""
    places: list[str] = field(default_factory=list, compare=False)

    @property
    def plural(self) -> bool:
        return bool(self.one)


@dataclass
class Extraction:
    """What was found: messages by key, those on buttons, calls that cannot be read, keys used in two ways."""

    messages: dict[str, Message] = field(default_factory=dict)
    on_buttons: set[str] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)

    def add(self, found: Message, place: str) -> None:
        known = self.messages.setdefault(found.key, found)
        if known != found:
            self.clashes.append(f"{place}: {found.key!r} has another singular, or none, at {known.places[0]}")
        known.places.append(place)


@cache
def extract(package: Path = PACKAGE) -> Extraction:
    """Reads all modules of a package, once: it is not changed by those who look into it."""
    extraction = Extraction()
    for module in sorted(package.rglob("*.py")):
        text = module.read_text(encoding="utf-8")
        if _CALLED.search(text):
            _read(ast.parse(text), module.relative_to(package).as_posix(), extraction)
    return extraction


def _read(tree: ast.Module, module: str, extraction: Extraction) -> None:
    for call in _calls(tree):
        if _called(call) not in ("tr", "tr_n"):
            extraction.on_buttons |= set(_button_words(call))
            continue
        place = f"{module}:{call.lineno}"
        wanted = 1 if _called(call) == "tr" else 2
        texts = [_literal(argument) for argument in call.args[:wanted]]
        if len(texts) < wanted or None in texts:
            # A computed text is in no catalogue: `{kind: tr("…"), …}[kind]` is written instead.
            extraction.unreadable.append(f"{place}: {ast.unparse(call)}")
            continue
        extraction.add(Message(str(texts[-1]), str(texts[0]) if wanted == 2 else ""), place)


def _button_words(call: ast.Call) -> Iterator[str]:
    for place, argument in enumerate(call.args):
        if (_called(call), place) in ON_BUTTONS and isinstance(argument, ast.Call):
            text = _literal(argument.args[0]) if _called(argument) == "tr" and argument.args else None
            if text is not None:
                yield text


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls of a module in the order of the source."""
    left: list[ast.AST] = [tree]
    while left:
        node = left.pop()
        if isinstance(node, ast.Call):
            yield node
        left += reversed(list(_children(node)))


_LEAVES = (
    ast.Constant,
    ast.Name,
    ast.alias,
    ast.expr_context,
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.cmpop,
)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What may hold calls: half of a module's nodes cannot, and are not looked at one by one."""
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            if not isinstance(value, _LEAVES):
                yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, ast.AST) and not isinstance(item, _LEAVES):
                    yield item


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _literal(argument: ast.expr) -> str | None:
    """A text written out; adjoining literals are one to the parser."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return None
