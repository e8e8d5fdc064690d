"""Light or dark, and the language: at once, for everybody at the register."""

from PySide6.QtWidgets import QButtonGroup

from pos_desktop.application.wording import tr
from pos_desktop.ui import appearance as looks
from pos_desktop.ui.screens.settings_pages.page import card
from pos_desktop.ui.screens.settings_pages.sections import Section, SectionsPage
from pos_desktop.ui.widgets.choice_card import ChoiceCard


class AppearancePage(SectionsPage):
    """Open to all: it changes nothing but looks."""

    key = "appearance"
    icon = "palette"
    open_to_all = True

    @staticmethod
    def words() -> str:
        return tr("Appearance")

    def sections(self) -> tuple[Section, ...]:
        return (
            Section("mode", "sun", lambda: tr("Light or dark"), self._mode_words, self._mode),
            Section("language", "globe", lambda: tr("Language"), self._language_words, self._language),
        )

    def _mode_words(self) -> str:
        return self._modes()[self.services.desk.settings.appearance][0]

    def _language_words(self) -> str:
        settings = self.services.desk.settings
        return looks.language_name(settings.language, settings.locale)

    @staticmethod
    def _modes() -> dict[str, tuple[str, str, str]]:
        return {
            "light": (tr("Light"), tr("For bright shops"), "sun"),
            "dark": (tr("Dark"), tr("For dim rooms and evenings"), "moon"),
            "system": (tr("As the computer"), tr("Follows its own setting"), "monitor"),
        }

    def _mode(self) -> None:
        self.begin(tr("Light or dark"), tr("Changes at once"))
        options = [(key, *facts) for key, facts in self._modes().items()]
        self._cards(options, self.services.desk.settings.appearance, "appearance")

    def _language(self) -> None:
        self.begin(tr("Language"), tr("Of the screen and of what is printed"))
        settings = self.services.desk.settings
        options = [
            (code, looks.language_name(code, settings.locale), "", "globe") for code in looks.languages()
        ]
        self._cards(options, settings.language, "language")

    def _cards(self, options: list[tuple[str, str, str, str]], present: str, setting: str) -> None:
        self.group = QButtonGroup(self.detail)
        self.cards: dict[str, ChoiceCard] = {}
        for key, title, second, icon in options:
            choice = ChoiceCard(title, second, icon=icon)
            choice.setChecked(key == present)
            choice.clicked.connect(lambda _checked=False, key=key: self._take(setting, key))
            self.group.addButton(choice)
            self.cards[key] = choice
        self.detail.add(card(*self.cards.values()))
        self.detail.end()

    def _take(self, setting: str, key: str) -> None:
        self.form.attempt(lambda: self.host.changes.change(**{setting: key}))
