"""The panel that adds a way of paying: its provider, what that asks for, and its keys."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout

from pos_desktop.application.errors import PersonError
from pos_desktop.application.payment_provider import ProviderView
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.screens.settings_pages.payment_form import CURRENCY, currency_options, typed_fields
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.settings import error_sentence
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.setting_inputs import SettingInput, chosen_input, settings_in, typed_input
from pos_desktop.ui.widgets.text_field import TextField

AddMethod = Callable[[str, str, dict[str, str], dict[str, str]], None]


class NewMethodPanel(Panel):
    """`add` gets provider, name, settings and secrets; trouble it raises is shown in the panel."""

    def __init__(self, window: Window, kinds: Sequence[ProviderView], add: AddMethod) -> None:
        super().__init__(window, tr("New tender"), tr("Choose its provider"), icon="credit-card")
        self._kinds = {kind.key: kind for kind in kinds}
        self._add = add
        self.provider = Select(tr("Provider"))
        for kind in kinds:
            self.provider.add(kind.key, kind.label)
        self.provider.changed.connect(lambda _key: self._show_fields())
        self.name = TextField(tr("Name (optional)"))
        column = self.scrolled_column()
        column.addWidget(self.provider)
        column.addWidget(self.name)
        self._place = QVBoxLayout()
        self._place.setSpacing(theme().space(3))
        column.addLayout(self._place)
        column.addStretch(1)
        self.trouble = Banner("", "", "attention", outlined=True)
        self.trouble.hide()
        self.add_foot(self.trouble)
        self.settings: dict[str, SettingInput] = {}
        self.secrets: dict[str, TextField] = {}
        remote = next((kind.key for kind in kinds if not kind.traits.local), None)
        if remote is not None:
            self.provider.select(remote)
        self.set_primary(tr("Add it"), self._press)
        self._show_fields()

    def choose(self, provider: str) -> None:
        """Another provider: what it asks for."""
        self.provider.select(provider)
        self._show_fields()

    @property
    def kind(self) -> ProviderView:
        """The provider chosen."""
        return self._kinds[str(self.provider.current())]

    def _show_fields(self) -> None:
        for field in (*self.settings.values(), *self.secrets.values()):
            self._place.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.trouble.hide()
        self.settings = {field.key: self._input(field) for field in typed_fields(self.kind)}
        self.secrets = {field.key: TextField(field.label, password=True) for field in self.kind.secrets}
        for made in (*self.settings.values(), *self.secrets.values()):
            self._place.addWidget(made)
        self.tell_primary(tr("Add {name}", name=self.kind.label))

    def _input(self, field: SettingField) -> SettingInput:
        if field.key == CURRENCY or field.kind == "choice":
            named = list(zip(field.choices, field.choice_labels or field.choices, strict=True))
            options = currency_options() if field.key == CURRENCY else named
            return chosen_input(field.label, options, field.default)
        return typed_input(field.label, field.default)

    def _press(self) -> None:
        secrets = {key: made.text() for key, made in self.secrets.items() if made.text().strip()}
        try:
            self._add(self.kind.key, self.name.text(), settings_in(self.settings), secrets)
        except PersonError as error:
            self.trouble.set_words(error_sentence(error), "", "attention")
            self.trouble.show()
