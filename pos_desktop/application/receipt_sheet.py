"""What every designed paper has in common: the shop's head, its own texts, rules, space, and the walk down the parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from pos_desktop.application.documents import Block, Feed, Picture, Rule, TextLine
from pos_desktop.application.formats import Formats
from pos_desktop.application.receipt_template import Part, Template
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import language, tr


class Sheet(Protocol):
    """What is known of any paper. `languages` are those of the shop's own texts."""

    @property
    def store(self) -> StoreSettings: ...
    @property
    def formats(self) -> Formats: ...
    @property
    def languages(self) -> tuple[str, ...]: ...
    @property
    def logo(self) -> bytes | None:
        """A PNG that is no wider than the narrowest paper."""
        ...


S = TypeVar("S", bound=Sheet)
Builder = Callable[[Part, S], Iterable[Block]]


def spoken(template: Template) -> tuple[str, ...]:
    """The template's languages by their codes."""
    return tuple(code or language() for code in template.languages)


def blocks_of(template: Template, sheet: S, builders: Mapping[str, Builder[S]]) -> list[Block]:
    """What the parts that are on put on the paper, in their order."""
    blocks: list[Block] = []
    for part in template.parts:
        if part.on:
            build = builders.get(part.kind) or _SHARED[part.kind]
            blocks.extend(build(part, sheet))
    return blocks


def styled(part: Part, text: str) -> TextLine:
    """A text with the part's looks."""
    return TextLine(text, part.align, part.bold, part.size)


def _logo(part: Part, sheet: Sheet) -> Iterable[Block]:
    del part
    if sheet.logo is not None:
        yield Picture(sheet.logo)


def _store_name(part: Part, sheet: Sheet) -> Iterable[Block]:
    yield styled(part, sheet.store.name)


def _address(part: Part, sheet: Sheet) -> Iterable[Block]:
    for line in sheet.store.address:
        yield styled(part, line)


def _tax_number(part: Part, sheet: Sheet) -> Iterable[Block]:
    if sheet.store.tax_number:
        yield styled(part, tr("Tax number {number}", number=sheet.store.tax_number))


def _header(part: Part, sheet: Sheet) -> Iterable[Block]:
    text = part.text(sheet.languages, sheet.store.receipt_header)
    if text:
        yield Feed(1)
        yield styled(part, text)


def _footer(part: Part, sheet: Sheet) -> Iterable[Block]:
    text = part.text(sheet.languages, sheet.store.receipt_footer)
    if text:
        yield styled(part, text)
        yield Feed(1)


def _text(part: Part, sheet: Sheet) -> Iterable[Block]:
    text = part.text(sheet.languages)
    if text:
        yield styled(part, text)


def _rule(part: Part, sheet: Sheet) -> Iterable[Block]:
    del sheet
    yield Rule(bool(part.option("double")))


def _space(part: Part, sheet: Sheet) -> Iterable[Block]:
    del sheet
    yield Feed(int(part.option("lines")))


_SHARED: Mapping[str, Builder[Sheet]] = {
    "logo": _logo,
    "store_name": _store_name,
    "address": _address,
    "tax_number": _tax_number,
    "header": _header,
    "footer": _footer,
    "text": _text,
    "rule": _rule,
    "space": _space,
}
