"""Inputs for what a driver, a provider or a platform asks for."""

from collections.abc import Iterable, Mapping

from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.text_field import TextField

SettingInput = TextField | Select


def chosen_input(label: str, options: Iterable[tuple[str, str]], value: str = "") -> Select:
    """A list of what can be chosen, each with its words; an empty `value` leaves it where it stands."""
    made = Select(label)
    for key, words in options:
        made.add(key, words)
    if value:
        made.select(value)
    return made


def typed_input(label: str, value: str) -> TextField:
    """A field with what it holds already."""
    made = TextField(label)
    made.set_text(value)
    return made


def plain_input(label: str, choices: tuple[str, ...], value: str) -> SettingInput:
    """Choices are called as they are, the first is taken without a `value`; no choices: it is typed."""
    if not choices:
        return typed_input(label, value)
    return chosen_input(label, ((each, each) for each in choices), value or choices[0])


def settings_in(inputs: Mapping[str, SettingInput]) -> dict[str, str]:
    """What is typed and chosen, without blanks around it."""
    return {
        key: str(made.current()) if isinstance(made, Select) else made.text().strip()
        for key, made in inputs.items()
    }


def secrets_in(inputs: Mapping[str, TextField]) -> dict[str, str]:
    """The secrets that were typed; an empty field is none."""
    return {key: made.text().strip() for key, made in inputs.items() if made.text().strip()}
