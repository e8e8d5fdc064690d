"""A setting that a driver or a provider asks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingField:
    """One setting of a driver: key, what people call it, its kind and its default."""

    key: str
    label: str
    kind: str  # text, number, choice, categories; hid_scanner and hid_scale for the port of such a device
    default: str
    choices: tuple[str, ...] = ()
    choice_labels: tuple[str, ...] = ()  # what people call the choices; empty: they are called as they are
