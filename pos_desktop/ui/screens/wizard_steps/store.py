"""Your store: its name, its place and money, its taxes."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from pos_desktop.application.errors import PersonError
from pos_desktop.application.formats import Formats
from pos_desktop.application.setup_presets import countries, currencies, currency_name, locales_for
from pos_desktop.application.store_changes import checked
from pos_desktop.application.wording import language, tr
from pos_desktop.ui import appearance
from pos_desktop.ui.screens.settings_pages.form import LabelledRow, TextArea, TextInput
from pos_desktop.ui.screens.wizard_steps.step import Wizard, WizardStep
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.settings import error_sentence, parse_percent, percent_text
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.text_field import TextField
from pos_desktop.ui.widgets.toggle import Toggle

_ADDRESS_LINES = 2
_COLUMNS = 3


class StoreStep(WizardStep):
    """A country brings everything else; all of it can be changed here."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self._build_who()
        self._build_taxes()
        self.column.addStretch(1)

    @staticmethod
    def title() -> str:
        return tr("Your store")

    @staticmethod
    def hint() -> str:
        return tr("Name, place and taxes")

    def summary(self) -> str:
        return ", ".join(part for part in (self.draft.name.strip(), self.draft.currency_code) if part)

    def question(self) -> tuple[str, str]:
        return tr("Which store is this?"), tr(
            "It is printed on every receipt. You can change it later in Settings."
        )

    def enter(self) -> None:
        self.name.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def check(self) -> bool:
        if not self.draft.name.strip():
            self.name.set_error(tr("The store needs a name."))
            self.name.edit.setFocus(Qt.FocusReason.TabFocusReason)
            return False
        if not self._check_texts():
            return False
        if not self._check_money():
            self.currency.combo.setFocus(Qt.FocusReason.TabFocusReason)
            return False
        for field in self.rates:
            if field.error():
                field.edit.setFocus(Qt.FocusReason.TabFocusReason)
                return False
        return True

    def _check_texts(self) -> bool:
        """What the settings would refuse is refused here: it is printed on every receipt."""
        draft = self.draft
        for name, field, value in (
            ("name", self.name, draft.name),
            ("address", self.address, draft.address.splitlines()),
            ("tax_number", self.tax_number, draft.tax_number),
        ):
            if not self._holds(field, partial(checked, name, value)):
                return False
        return self._holds(self.number, draft.read_register_number)

    def _holds(self, field: TextField | TextArea, check: Callable[[], object]) -> bool:
        try:
            check()
        except PersonError as error:
            field.set_error(error_sentence(error))
            field.edit.setFocus(Qt.FocusReason.TabFocusReason)
            return False
        return True

    def _check_money(self) -> bool:
        """Prices that were taken over already would be other amounts in a currency with other decimals."""
        draft = self.draft
        if draft.money_fits or draft.priced_in is None:
            self.currency.set_error(None)
            return True
        there = tr("The products here have prices in {currency}.", currency=draft.priced_in.code)
        self.currency.set_error(f"{there} {tr('Choose one with as many decimals.')}")
        return False

    # -- parts ---------------------------------------------------------------------------------

    def _build_who(self) -> None:
        draft = self.draft
        self.name = TextField(tr("Store name"))
        self.name.set_text(draft.name)
        self.name.changed.connect(partial(self._take_text, "name", self.name))
        self.country = Select(tr("Country"))
        for code, name in countries(language()):
            self.country.add(code, name)
        self.country.changed.connect(self._take_country)
        self.currency, self.writing = Select(tr("Currency")), Select(tr("Figures and dates"))
        self.currency.changed.connect(self._take_currency)
        self.writing.changed.connect(lambda locale: self._take("locale", locale))
        self.address = TextArea(tr("Address"), _ADDRESS_LINES)
        self.address.set_text(draft.address)
        self.address.changed.connect(partial(self._take_text, "address", self.address))
        self.tax_number = TextField(tr("Tax number"))
        self.tax_number.set_text(draft.tax_number)
        self.tax_number.changed.connect(partial(self._take_text, "tax_number", self.tax_number))
        self.number = TextField(tr("Number of this register"))
        self.number.edit.setAccessibleDescription(_own_number())
        self.number.set_text(draft.register_number)
        self.number.changed.connect(partial(self._take_text, "register_number", self.number))
        card = Card()
        card.body.addWidget(self._grid())
        self.column.addWidget(card)
        self._fill_choices()

    def _grid(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme().space(3))
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.name, 0, 0, 1, 2, top)
        grid.addWidget(self._language(), 0, 2, top)
        for place, select in enumerate((self.country, self.currency, self.writing)):
            grid.addWidget(select, 1, place, top)
        grid.addWidget(self.address, 2, 0, top)
        grid.addWidget(self.tax_number, 2, 1, top)
        grid.addWidget(self._numbered(), 2, 2, top)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        return holder

    def _numbered(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.number)
        column.addWidget(Label(_own_number(), "caption", color="text-2", wrap=True))
        return holder

    def _language(self) -> Select:
        self.language = Select(tr("Language"))
        for code in appearance.languages():
            self.language.add(code, appearance.language_name(code, self.draft.locale))
        self.language.select(language())
        self.language.changed.connect(lambda code: self.wizard.change_language(str(code)))
        return self.language

    def _fill_choices(self) -> None:
        draft = self.draft
        self.country.select(draft.country)
        self.currency.clear()
        for code in currencies():
            self.currency.add(code, f"{code} · {currency_name(code, language())}")
        self.currency.select(draft.currency_code)
        self.writing.clear()
        for locale, name in locales_for(draft.country, draft.locale, language()):
            self.writing.add(locale, name)
        self.writing.select(draft.locale)
        self._check_money()

    def _build_taxes(self) -> None:
        self._taxes = Card(tr("Taxes"), self._taxes_note())
        self._taxes.body.setSpacing(theme().space(2))
        self.rates: list[TextField] = []
        self.column.addWidget(self._taxes)
        self._fill_taxes()

    def _taxes_note(self) -> str:
        if self.draft.preset.taxes_known:
            return tr("Usual rates for this country; please check.")
        return tr("Type what your country asks for; 0 is no tax.")

    def _fill_taxes(self) -> None:
        self._taxes.set_title(tr("Taxes"), self._taxes_note())
        while self._taxes.body.count():
            item = self._taxes.body.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme().space(3))
        formats = Formats(self.draft.locale, self.draft.currency)
        self.rates = []
        for place, (name, rates) in enumerate(self.draft.taxes):
            field = TextField(f"{name} ({rates[0].name}, %)", amount=True)
            field.set_text(percent_text(rates[0], formats))
            field.changed.connect(partial(self._take_rate, place, field))
            grid.addWidget(field, 0, place, Qt.AlignmentFlag.AlignTop)
            self.rates.append(field)
        for column in range(max(len(self.rates), _COLUMNS)):
            grid.setColumnStretch(column, 1)
            if column >= len(self.rates):
                grid.addWidget(QWidget(), 0, column)  # keeps the gap, as in the columns above
        self._taxes.body.addWidget(holder)
        self._taxes.body.addWidget(Divider())
        self.include_tax = Toggle(tr("Prices include tax"), checked=self.draft.include_tax)
        self.include_tax.toggled.connect(lambda on: self._take("include_tax", on))
        words = tr("Off: tax is added on top at the register, as in the United States.")
        row = LabelledRow(tr("Prices include tax"), words, self.include_tax)
        row.set_tight()
        self._taxes.body.addWidget(row)

    # -- what is typed -------------------------------------------------------------------------

    def _take(self, name: str, value: object) -> None:
        setattr(self.draft, name, value)
        self.touch()

    def _take_text(self, name: str, field: TextInput, text: str) -> None:
        field.set_error(None)
        self._take(name, text)

    def _take_country(self, country: object) -> None:
        self.draft.take_country(str(country))
        self.touch()
        self._fill_choices()
        self._fill_taxes()

    def _take_currency(self, code: object) -> None:
        self._take("currency_code", code)
        self._check_money()

    def _take_rate(self, place: int, field: TextField, text: str) -> None:
        try:
            self.draft.set_rate(place, parse_percent(text))
            field.set_error(None)
        except ValueError as error:
            field.set_error(f"{error}.")
        self.touch()


def _own_number() -> str:
    return tr("Each register of the store has its own.")
