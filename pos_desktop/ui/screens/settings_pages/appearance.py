"""Light or dark, and the language: at once, for everybody at the register; what customers see is the store's."""

from PySide6.QtWidgets import QButtonGroup, QFileDialog

from pos_desktop.application.store_changes import OPEN_TO_ALL
from pos_desktop.application.wording import tr
from pos_desktop.ui import appearance as looks
from pos_desktop.ui.screens.settings_pages.page import card
from pos_desktop.ui.screens.settings_pages.sections import Section, SectionsPage
from pos_desktop.ui.viewmodels.customer_screens import customer_screen_words, customer_screens
from pos_desktop.ui.widgets.buttons import Button
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
            Section(
                "customer", "monitor", lambda: tr("Customer display"), self._customer_words, self._customer
            ),
        )

    def _mode_words(self) -> str:
        return self._modes()[self.services.desk.settings.appearance][0]

    def _language_words(self) -> str:
        settings = self.services.desk.settings
        return looks.language_name(settings.language, settings.locale)

    @staticmethod
    def _modes() -> dict[str, tuple[str, str, str]]:
        return {
            "light": (tr("Light"), tr("For bright stores"), "sun"),
            "dark": (tr("Dark"), tr("For dim rooms and evenings"), "moon"),
            "system": (tr("As the computer"), tr("Follows its own setting"), "monitor"),
        }

    def _mode(self) -> None:
        self.begin(tr("Light or dark"), tr("Changes at once"))
        options = [(key, *facts) for key, facts in self._modes().items()]
        self._cards(options, self.services.desk.settings.appearance, "appearance")
        self.detail.end()

    def _language(self) -> None:
        self.begin(tr("Language"), tr("Of the screen and of what is printed"))
        settings = self.services.desk.settings
        options = [
            (code, looks.language_name(code, settings.locale), "", "globe") for code in looks.languages()
        ]
        self._cards(options, settings.language, "language")
        self.detail.end()

    def _customer_words(self) -> str:
        return customer_screen_words(self.services.desk.settings)

    def _customer(self) -> None:
        self.begin(tr("Customer display"), tr("What the customer sees while you sell"))
        if not self.host.changes.allowed:
            self.add_lock()
        settings = self.services.desk.settings
        self._cards(customer_screens(settings), settings.customer_screen, "customer_screen")
        self.picture = self.form.text(
            tr("Picture while nobody is served"),
            settings.customer_picture,
            lambda path: self.host.changes.change(customer_picture=path),
        )
        self.picture.setEnabled(self.host.changes.allowed)
        choose = Button(tr("Choose a picture"), icon="image")
        choose.setEnabled(self.host.changes.allowed)
        choose.clicked.connect(self._choose_picture)
        self.detail.add(card(self.picture, choose))
        self.detail.end()

    def _choose_picture(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self.detail, tr("Choose a picture"), "", tr("Pictures") + " (*.png *.jpg *.jpeg *.webp)"
        )
        if path:
            self.picture.set_text(path)
            self.form.commit()

    def _cards(self, options: list[tuple[str, str, str, str]], present: str, setting: str) -> None:
        self.group = QButtonGroup(self.detail)
        self.cards: dict[str, ChoiceCard] = {}
        for key, title, second, icon in options:
            choice = ChoiceCard(title, second, icon=icon)
            choice.setChecked(key == present)
            choice.setEnabled(setting in OPEN_TO_ALL or self.host.changes.allowed)
            choice.clicked.connect(lambda _checked=False, key=key: self._take(setting, key))
            self.group.addButton(choice)
            self.cards[key] = choice
        self.detail.add(card(*self.cards.values()))

    def _take(self, setting: str, key: str) -> None:
        if not self.form.attempt(lambda: self.host.changes.change(**{setting: key})):
            self.cards[str(getattr(self.services.desk.settings, setting))].setChecked(True)
