"""What can be chosen of one part: on or off, its looks, its texts in each language of the paper, its own choices."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.application.receipt_part_kinds import Choice, Flag, Number, Option, Words
from pos_desktop.application.receipt_template import KINDS, Part, Template
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import language, tr
from pos_desktop.domain.record import replace
from pos_desktop.ui.appearance import language_name, paper_languages
from pos_desktop.ui.screens.settings_pages.form import Form, TextArea
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels import receipt_design as words
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.menu import Menu
from pos_desktop.ui.widgets.segmented import Segmented

_LINES = 3
_STORES_OWN = {"header": "receipt_header", "footer": "receipt_footer"}
"""Texts that every paper has in common, kept with the store."""


class Designer(Protocol):
    """What the options may ask of the page."""

    form: Form
    template: Template

    def take_part(self, place: int, part: Part) -> None:
        """Stores a changed part."""
        ...

    def take_template(self, template: Template) -> None:
        """Stores the changed template."""
        ...

    def take_store(self, **changes: Any) -> None:
        """Stores a text that belongs to the store."""
        ...

    def typing(self, place: int, language: str | None, text: str) -> None:
        """A text is being typed; None where it is the store's own."""
        ...


class PartOptions:
    """Builds the fields of one part into a column."""

    def __init__(self, page: Designer, place: int, store: StoreSettings) -> None:
        self._page, self._place, self._store = page, place, store
        self.areas: dict[str, TextArea] = {}
        self.controls: dict[str, QWidget] = {}

    @property
    def part(self) -> Part:
        """As it is stored now: each choice changes only itself."""
        return self._page.template.parts[self._place]

    def fields(self) -> list[QWidget]:
        """From top to bottom."""
        kind = KINDS[self.part.kind]
        made: list[QWidget] = [self._on()]
        if kind.words:
            made += self._texts()
        made += [self._option(option) for option in kind.options]
        if "align" in kind.looks:
            made.append(self._align())
        if "size" in kind.looks:
            made.append(self._size())
        if "bold" in kind.looks:
            made.append(self._toggle("bold", tr("Bold"), self.part.bold, lambda on: self._change(bold=on)))
        return made

    def _change(self, **looks: Any) -> None:
        self._page.take_part(self._place, replace(self.part, **looks))

    def _set(self, name: str, value: str | int | bool) -> None:
        self._change(options={**self.part.options, name: value})

    def _toggle(self, name: str, title: str, on: bool, save: Callable[[bool], object]) -> QWidget:
        row = self._page.form.toggle(title, "", on, save)
        self.controls[name] = row.control
        return row

    def _on(self) -> QWidget:
        must = words.must_stay(self._page.template, self.part)
        second = tr("This paper may not go without it.") if must else ""
        row = self._page.form.toggle(tr("On the paper"), second, self.part.on, lambda on: self._change(on=on))
        row.control.setEnabled(self._page.form.editable and not must)
        self.controls["on"] = row.control
        return row

    # -- texts ---------------------------------------------------------------------------------

    def _texts(self) -> list[QWidget]:
        """The text for every language first, then those that differ; a language that is missing can be added."""
        own, kind = _STORES_OWN.get(self.part.kind), self.part.kind
        first = (
            self._store_area(own)
            if own
            else self._area("", tr("Words under the code") if kind == "qr" else tr("Text"))
        )
        codes = dict.fromkeys((*self._page.template.languages[1:], *self.part.texts))
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        for code in codes:
            if code:
                self._add_language(code)
        self._more = Button(tr("Text in another language"), "link", icon="plus", height="touch-min")
        self._more.setEnabled(self._page.form.editable)
        self._more.clicked.connect(self._open_languages)
        self._column.setVisible(column.count() > 0)
        return [first, self._column, at_start(self._more)]

    def _add_language(self, code: str) -> TextArea:
        name = language_name(code, self._store.locale)
        area = self._area(code, tr("Text in {language}", language=name))
        layout = self._column.layout()
        assert layout is not None
        layout.addWidget(area)
        self._column.show()
        return area

    def _open_languages(self) -> None:
        menu = Menu(tr("Language"), self._more)
        for code in paper_languages():
            if code not in self.areas:
                name = language_name(code, self._store.locale)
                menu.add(name, partial(self._write_in, code))
        menu.open_under(self._more)

    def _write_in(self, code: str) -> None:
        self._add_language(code).setFocus()

    def _store_area(self, name: str) -> TextArea:
        area = self._page.form.area(
            tr("Text on every paper"),
            getattr(self._store, name),
            lambda text: self._page.take_store(**{name: text}),
            _LINES,
        )
        area.changed.connect(lambda text: self._page.typing(self._place, None, text))
        self.areas["store"] = area
        return area

    def _area(self, code: str, label: str) -> TextArea:
        area = self._page.form.area(
            label, self.part.texts.get(code, ""), lambda text: self._take_text(code, text), _LINES
        )
        area.changed.connect(lambda text: self._page.typing(self._place, code, text))
        self.areas[code] = area
        return area

    def _take_text(self, code: str, text: str) -> str:
        kept = "\n".join(line.rstrip() for line in text.strip().splitlines())
        texts = {key: value for key, value in self.part.texts.items() if key != code}
        self._change(texts={**texts, code: kept} if kept else texts)
        return kept

    # -- choices -------------------------------------------------------------------------------

    def _option(self, option: Option) -> QWidget:
        name, value = option.name, self.part.option(option.name)
        match option:
            case Flag():
                return self._toggle(name, _title_of(name), bool(value), lambda on: self._set(name, on))
            case Number():
                limits = option.least, option.most
                return self._page.form.number(
                    _title_of(name), "", int(value), limits, lambda n: self._set(name, n)
                )
            case Words():
                made: QWidget = self._page.form.text(
                    _title_of(name), str(value), lambda text: self._set(name, text.strip()),
                    placeholder="https://…/{number}",
                )  # fmt: skip
                return made
        return self._choice(option, str(value))

    def _choice(self, option: Choice, value: str) -> QWidget:
        choices = [
            choice
            for choice in option.choices
            if not (choice == "sale" and self._page.template.paper == "gift")
        ]
        select = self._page.form.choice(
            _title_of(option.name),
            [(choice, _choice_words(choice)) for choice in choices],
            value if value in choices else choices[0],
            lambda key: self._set(option.name, str(key)),
        )
        self.controls[option.name] = select
        return select

    def _align(self) -> QWidget:
        options = (("start", tr("Start")), ("center", tr("Middle")), ("end", tr("End")))
        return self._segments("align", tr("Alignment"), options, self.part.align)

    def _size(self) -> QWidget:
        return self._segments("size", tr("Size"), ((1, tr("Normal")), (2, tr("Double"))), self.part.size)

    def _segments(self, look: str, title: str, options: Any, now: object) -> QWidget:
        segments = Segmented(title, options)
        segments.select(now)
        segments.setEnabled(self._page.form.editable)
        segments.changed.connect(lambda key: self._page.form.attempt(lambda: self._change(**{look: key})))
        self.controls[look] = segments
        return titled(title, segments)


def language_fields(page: Designer, store: StoreSettings) -> list[QWidget]:
    """The language of the paper, and a second one beside it."""
    first = [("", tr("The store's language"))]
    known = [(code, language_name(code, store.locale)) for code in paper_languages()]
    now = page.template.languages

    def take(place: int, code: object) -> None:
        first, second = (*page.template.languages, "")[:2]
        first, second = (str(code), second) if place == 0 else (first, str(code))
        alone = second in ("", first or language())
        page.take_template(replace(page.template, languages=(first,) if alone else (first, second)))

    main = page.form.choice(tr("Language"), [*first, *known], now[0], lambda code: take(0, code))
    beside = page.form.choice(
        tr("Second language beside it"), [("", tr("None")), *known], now[1] if len(now) > 1 else "",
        lambda code: take(1, code),
    )  # fmt: skip
    return [main, beside]


def at_start(control: QWidget) -> QWidget:
    """A control no wider than it needs to be, at the beginning of its row."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(control)
    row.addStretch(1)
    return holder


def titled(title: str, control: QWidget) -> QWidget:
    """A control under its words, as the text fields have theirs."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(1))
    column.addWidget(Label(title, "caption", color="text-2"))
    column.addWidget(control)
    return holder


def with_typed(
    template: Template, store: StoreSettings, place: int, code: str | None, text: str
) -> tuple[Template, StoreSettings]:
    """Template and store as they will be once what is being typed is stored."""
    part = template.parts[place]
    if code is None:
        typed: dict[str, Any] = {_STORES_OWN[part.kind]: text.strip()}
        return template, replace(store, **typed)
    texts = {**part.texts, code: text.strip()}
    return template.with_part(place, replace(part, texts=texts)), store


def _title_of(option: str) -> str:
    return {
        "unit_price": tr("Price of one"),
        "tax_letter": tr("Letter of the tax rate"),
        "sku": tr("SKU"),
        "barcode": tr("Barcode number"),
        "content": tr("The code says"),
        "link": tr("Web address, with {number} for the receipt's"),
        "double": tr("Double line"),
        "lines": tr("Lines"),
    }[option]


def _choice_words(choice: str) -> str:
    if choice in ("sale", "number", "link"):
        return words.content_words(choice)
    return {"many": tr("Where there are several"), "always": tr("On every line")}[choice]
