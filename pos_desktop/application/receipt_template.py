"""What is printed from which parts: a template is an ordered list of parts, each on or off, with its looks and texts.

Templates are stored as JSON that says its version. Reading is strict: a receipt printed from half a template is
worse than one refused, so everything that is not known or not possible is refused with the field's name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, cast

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.receipt_part_kinds import PAPERS, Choice, Flag, Option, PartKind, Words, kinds_of
from pos_desktop.application.wording import tr
from pos_desktop.domain.record import field, record, replace

VERSION: Final = 1
MOST_PARTS: Final = 60
LONGEST_TEXT: Final = 500
ALIGNS: Final = ("start", "center", "end")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

Value = str | int | bool


@record
class Part:
    """One part of a paper. `options` and `texts` (by language code, "" for every language) hold only what was set."""

    kind: str
    on: bool = True
    align: Literal["start", "center", "end"] = "start"
    size: Literal[1, 2] = 1
    bold: bool = False
    options: Mapping[str, Value] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def option(self, name: str) -> Value:
        """What was set, or the kind's default."""
        if name in self.options:
            return self.options[name]
        return next(option.default for option in KINDS[self.kind].options if option.name == name)

    def text(self, languages: tuple[str, ...], otherwise: str = "") -> str:
        """Its text in the languages, one under the other; the text for every language, or `otherwise`, in a gap."""
        general = self.texts.get("") or otherwise
        found = [self.texts.get(language) or general for language in languages]
        return "\n".join(dict.fromkeys(text for text in found if text))


@record
class Template:
    """What stands on one kind of paper, from top to bottom.

    `languages`: of its words, "" for the store's; a second one is printed beside the first.
    """

    paper: str
    parts: tuple[Part, ...]
    languages: tuple[str, ...] = ("",)

    def with_part(self, place: int, part: Part) -> Template:
        """The same with another part at a place."""
        return replace(self, parts=(*self.parts[:place], part, *self.parts[place + 1 :]))

    def moved(self, place: int, by: int) -> Template:
        """A part that many places further down, as far as there are places."""
        parts = list(self.parts)
        part = parts.pop(place)
        parts.insert(max(0, min(len(parts), place + by)), part)
        return replace(self, parts=tuple(parts))

    def with_added(self, place: int, part: Part) -> Template:
        """One more part before a place."""
        return replace(self, parts=(*self.parts[:place], part, *self.parts[place:]))

    def without(self, place: int) -> Template:
        """Without the part at a place."""
        return replace(self, parts=(*self.parts[:place], *self.parts[place + 1 :]))


KINDS = {kind.key: kind for kind in kinds_of(None)}


class TemplateError(FixSetting):
    """A template that cannot be read. `field` is the place in it that is wrong: 'parts[3].align'."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(
            tr("This template cannot be used"),
            tr("{field}: {problem}", field=where, problem=problem),
            tr("Nothing was changed."),
        )
        self.field = where


def to_plain(template: Template) -> dict[str, Any]:
    """The template as it is stored."""
    return {
        "version": VERSION,
        "paper": template.paper,
        "languages": list(template.languages),
        "parts": [_part_to_plain(part) for part in template.parts],
    }


def to_json(template: Template) -> str:
    """The template as a file that people can read, the same for equal templates."""
    return json.dumps(to_plain(template), ensure_ascii=False, indent=2) + "\n"


def from_json(text: str) -> Template:
    """Reads what `to_json` wrote; TemplateError names the field that is wrong."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TemplateError(tr("file"), tr("is not JSON")) from error
    return from_plain(plain)


def from_plain(plain: object) -> Template:
    """Reads a stored template; TemplateError names the field that is wrong."""
    fields = _Fields("", plain)
    version = fields.take("version", int)
    if version != VERSION:
        raise TemplateError("version", tr("version {version} is not known here", version=version))
    paper = fields.take("paper", str)
    if paper not in PAPERS:
        raise TemplateError("paper", _one_of(PAPERS))
    languages = _languages(fields.take("languages", list))
    rows = fields.take("parts", list)
    fields.done()
    if len(rows) > MOST_PARTS:
        raise TemplateError("parts", tr("{count} are too many, {most} fit", count=len(rows), most=MOST_PARTS))
    parts = tuple(_part_from_plain(row, f"parts[{place}]", paper) for place, row in enumerate(rows, 1))
    return checked(Template(paper, parts, languages))


def checked(template: Template) -> Template:
    """The template, if everything that must be on its paper is there, once; TemplateError otherwise."""
    for kind in kinds_of(template.paper):
        found = [place for place, part in enumerate(template.parts, 1) if part.kind == kind.key]
        if len(found) > 1 and not kind.many:
            raise TemplateError(f"parts[{found[1]}].part", tr("{part} stands there twice", part=kind.key))
        if template.paper in kind.must and not any(template.parts[place - 1].on for place in found):
            where = f"parts[{found[0]}].on" if found else "parts"
            raise TemplateError(where, tr("{part} must stand on this paper", part=kind.key))
    return template


def _part_to_plain(part: Part) -> dict[str, Any]:
    kind, plain = KINDS[part.kind], {"part": part.kind, "on": part.on}
    plain |= {name: getattr(part, name) for name in kind.looks}
    if part.options:
        plain["options"] = dict(part.options)
    if part.texts:
        plain["texts"] = dict(part.texts)
    return plain


def _part_from_plain(plain: object, where: str, paper: str) -> Part:
    fields = _Fields(where, plain)
    name = fields.take("part", str)
    kind = KINDS.get(name)
    if kind is None or paper not in kind.papers:
        raise TemplateError(f"{where}.part", tr("{part} is not a part of this paper", part=name))
    on = fields.take("on", bool)
    looks: dict[str, Any] = {look: _LOOKS[look](fields, kind) for look in kind.looks}
    options = {
        key: _option(kind, key, value, f"{where}.options.{key}")
        for key, value in fields.take("options", dict, {}).items()
    }
    texts = _texts(kind, fields.take("texts", dict, {}), f"{where}.texts")
    fields.done()
    return Part(name, on, options=options, texts=texts, **looks)


def _align(fields: _Fields, kind: PartKind) -> str:
    align = cast("str", fields.take("align", str, kind.align))
    if align not in ALIGNS:
        raise TemplateError(fields.at("align"), _one_of(ALIGNS))
    return align


def _size(fields: _Fields, kind: PartKind) -> int:
    size = cast("int", fields.take("size", int, kind.size))
    if size not in (1, 2):
        raise TemplateError(fields.at("size"), _one_of(("1", "2")))
    return size


def _bold(fields: _Fields, kind: PartKind) -> bool:
    return cast("bool", fields.take("bold", bool, kind.bold))


_LOOKS: Mapping[str, Callable[[_Fields, PartKind], Any]] = {"align": _align, "size": _size, "bold": _bold}


def _option(kind: PartKind, name: str, value: object, where: str) -> Value:
    option = next((option for option in kind.options if option.name == name), None)
    if option is None:
        raise TemplateError(where, tr("is not known"))
    return _checked_option(option, value, where)


def _checked_option(option: Option, value: object, where: str) -> Value:
    match option:
        case Flag():
            if isinstance(value, bool):
                return value
            raise TemplateError(where, tr("must be true or false"))
        case Choice():
            if isinstance(value, str) and value in option.choices:
                return value
            raise TemplateError(where, _one_of(option.choices))
        case Words():
            if not isinstance(value, str):
                raise TemplateError(where, tr("must be a text"))
            return _short(value, option.longest, where)
    if isinstance(value, int) and not isinstance(value, bool) and option.least <= value <= option.most:
        return value
    raise TemplateError(
        where, tr("must be a number from {least} to {most}", least=option.least, most=option.most)
    )


def _texts(kind: PartKind, plain: Mapping[object, object], where: str) -> dict[str, str]:
    if plain and not kind.words:
        raise TemplateError(where, tr("is not known"))
    for language, text in plain.items():
        if not isinstance(language, str) or (language and not _is_language(language)):
            raise TemplateError(f"{where}.{language}", tr("is not a language code"))
        if not isinstance(text, str):
            raise TemplateError(f"{where}.{language}", tr("must be a text"))
        _short(text, LONGEST_TEXT, f"{where}.{language}")
    return cast("dict[str, str]", dict(plain))


def _languages(plain: list[object]) -> tuple[str, ...]:
    if not 1 <= len(plain) <= 2:
        raise TemplateError("languages", tr("must be one or two"))
    for place, code in enumerate(plain, 1):
        if not isinstance(code, str) or (code and not _is_language(code)):
            raise TemplateError(f"languages[{place}]", tr("is not a language code"))
    return tuple(cast("list[str]", plain))


def _is_language(code: str) -> bool:
    """Whether dates can be written in it: a paper in any other could not be made, and its sale not be paid."""
    from babel import localedata

    return _LANGUAGE.fullmatch(code) is not None and localedata.exists(code)


def _short(text: str, most: int, where: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise TemplateError(where, tr("holds half a character"))  # which no database takes
    if len(text) > most:
        raise TemplateError(
            where, tr("{count} characters are too many, {most} fit", count=len(text), most=most)
        )
    return text


def _one_of(choices: tuple[str, ...]) -> str:
    return tr("must be one of {choices}", choices=", ".join(choices))


_MISSING: Any = object()


class _Fields:
    """The fields of one JSON object, each taken once."""

    def __init__(self, where: str, plain: object) -> None:
        if not isinstance(plain, dict):
            raise TemplateError(where or tr("file"), tr("must be an object"))
        self._where = where
        self._left = dict(plain)

    def at(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name

    def take(self, name: str, kind: type, otherwise: Any = _MISSING) -> Any:
        value = self._left.pop(name, otherwise)
        if value is _MISSING:
            raise TemplateError(self.at(name), tr("is missing"))
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise TemplateError(self.at(name), _MUST_BE[kind]())
        return value

    def done(self) -> None:
        for name in self._left:
            raise TemplateError(self.at(name), tr("is not known"))


_MUST_BE: Mapping[type, Callable[[], str]] = {
    int: lambda: tr("must be a whole number"),
    str: lambda: tr("must be a text"),
    bool: lambda: tr("must be true or false"),
    list: lambda: tr("must be a list"),
    dict: lambda: tr("must be an object"),
}
