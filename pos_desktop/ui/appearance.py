"""Language, reading direction and theme of the whole program, as the store's settings say."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.application import wording
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.system.paths import resource_root
from pos_desktop.ui.theme.dressing import system_mode
from pos_desktop.ui.theme.tokens import Mode, use


def _catalogues() -> Path:
    return resource_root() / "translations"


def languages() -> tuple[str, ...]:
    """The languages that the register speaks, English first."""
    return ("en", *sorted(file.stem for file in _catalogues().glob("*.json") if file.stem != "en"))


def paper_languages() -> tuple[str, ...]:
    """The languages that papers speak: those of the register, then those of papers alone."""
    return (*languages(), *wording.paper_languages(_catalogues()))


def language_name(language: str, locale: str) -> str:
    """A language in its own words, with the place where it is the store's: 'English (US)', 'Deutsch'."""
    from babel import Locale

    parsed = Locale.parse(locale, sep="-")
    if parsed.language == language and parsed.territory:
        own = Locale(language)
        short = {"US": "US", "GB": "UK"}.get(
            parsed.territory, own.territories.get(parsed.territory, parsed.territory)
        )
        name = str(own.get_display_name(own) or language)
        return f"{name[:1].upper()}{name[1:]} ({short})"
    own = Locale(language)
    name = str(own.get_display_name(own) or language)
    return name[:1].upper() + name[1:]


def language_here(language: str) -> str:
    """A language as the language in use calls it: where its own letters may be missing on the screen."""
    from babel import Locale

    name = str(Locale(language).get_display_name(wording.language()) or language)
    return name[:1].upper() + name[1:]


def mode_of(settings: StoreSettings) -> Mode:
    """Light or dark, the system's choice where the store leaves it to it."""
    if settings.appearance == "system":
        return system_mode()
    return "dark" if settings.appearance == "dark" else "light"


def speak(language: str) -> None:
    """Changes language and direction; English where the catalogue is missing."""
    known = language if language in languages() else "en"
    if wording.language() != known:
        wording.use(wording.load(known, _catalogues()))
    direction = Qt.LayoutDirection.RightToLeft if wording.right_to_left() else Qt.LayoutDirection.LeftToRight
    if QApplication.layoutDirection() != direction:
        QApplication.setLayoutDirection(direction)


def follow(settings: StoreSettings) -> None:
    """Looks and speaks as the settings say."""
    use(mode_of(settings))
    speak(settings.language)
