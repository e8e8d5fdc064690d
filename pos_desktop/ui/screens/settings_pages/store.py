"""Who the store is, its money and language, its prices, when it locks, and the codes its scales print."""

from collections.abc import Callable, Hashable

from pos_desktop.application.errors import PersonError
from pos_desktop.application.setup_presets import (
    countries,
    currencies,
    currency_name,
    locales_for,
    preset_of,
)
from pos_desktop.application.store_changes import RANGES, checked_masks, try_code
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.this_register import NUMBERS, ThisRegister
from pos_desktop.application.wording import language, tr
from pos_desktop.domain.cash import smallest_coins
from pos_desktop.domain.embedded_codes import preset_for
from pos_desktop.ui import appearance
from pos_desktop.ui.screens.settings_pages.form import TextArea, side_by_side
from pos_desktop.ui.screens.settings_pages.page import card
from pos_desktop.ui.screens.settings_pages.sections import Section, SectionsPage
from pos_desktop.ui.viewmodels import settings as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Divider
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.select import Select
from pos_desktop.ui.widgets.text_field import TextField

_ADDRESS_LINES = 3
_MASK_LINES = 6


class StorePage(SectionsPage):
    """Sections of the store's own settings."""

    key = "store"
    icon = "storefront"

    @staticmethod
    def words() -> str:
        return tr("Store")

    def sections(self) -> tuple[Section, ...]:

        def read(summary: Callable[[StoreSettings], str]) -> Callable[[], str]:
            return lambda: summary(self.settings)

        return (
            Section(
                "address",
                "storefront",
                lambda: tr("Name and address"),
                read(words.address_summary),
                self._address,
            ),
            Section("register", "hash", lambda: tr("This register"), self._register_words, self._register),
            Section(
                "money", "globe", lambda: tr("Money and language"), read(words.money_summary), self._money
            ),
            Section("prices", "percent", lambda: tr("Prices"), read(words.prices_summary), self._prices),
            Section("locking", "lock-simple", lambda: tr("Locking"), read(words.lock_summary), self._locking),
            Section(
                "codes", "barcode", lambda: tr("Codes from scales"), read(words.masks_summary), self._codes
            ),
            Section("weighing", "scales", lambda: tr("Weighing"), self._weighing_words, self._weighing),
        )

    @property
    def settings(self) -> StoreSettings:
        """The store's settings now."""
        return self.services.desk.settings

    def scanned(self, code: str) -> bool:
        """A code is tried while the layouts are in sight."""
        if self.chosen != "codes":
            return False
        self.try_field.set_text(code)
        return True

    # -- sections ------------------------------------------------------------------------------

    def _address(self) -> None:
        self.begin(tr("Name and address"), tr("As printed on receipts"))
        change, now = self.host.changes.change, self.settings
        self.name = self.form.text(tr("Name"), now.name, lambda text: change(name=text))
        self.address = self.form.area(
            tr("Address"),
            "\n".join(now.address),
            lambda text: change(address=text.splitlines()),
            _ADDRESS_LINES,
        )
        self.tax_number = self.form.text(
            tr("Tax number"), now.tax_number, lambda text: change(tax_number=text)
        )
        self.detail.add(card(self.name, self.address, self.tax_number))
        self.detail.end()

    def _register_words(self) -> str:
        return self.services.desk.register.name

    def _register(self) -> None:
        self.begin(tr("This register"), tr("What tells its receipts from those of the others"))
        register = self.services.desk.register
        self.register_name = self.form.text(tr("Name"), register.name, self._rename)
        self.register_number = self.form.number(
            tr("Number of this register"),
            tr("Each register of the store has its own; receipts begin with it."),
            register.number,
            NUMBERS,
            self._renumber,
        )
        self.detail.add(card(self.register_name, self.register_number))
        if ThisRegister(self.services.desk).number_is_locked():
            self.register_number.setEnabled(False)
            self.detail.add(
                _kept(
                    tr("The number stays as it is"),
                    tr("Receipts of its sales begin with {number}.", number=register.number),
                )
            )
        self.detail.end()

    def _rename(self, typed: str) -> str:
        """An empty name is the number's."""
        ThisRegister(self.services.desk).rename(typed)
        self.refresh()
        return self.services.desk.register.name

    def _renumber(self, number: int) -> None:
        """The number names a register that nobody named."""
        ThisRegister(self.services.desk).renumber(number)
        self.refresh()
        self.rebuild()

    def _money(self) -> None:
        self.begin(tr("Money and language"), tr("How amounts, dates and words are written"))
        now = self.settings
        country = self.form.choice(tr("Country"), countries(language()), now.country, self._take_country)
        self.currency = self._currency_choice()
        self.locale = self._locale_choice()
        tongue = self._language_choice()
        self.detail.add(card(side_by_side(country, self.currency), side_by_side(self.locale, tongue)))
        self._add_coins()
        if self.host.changes.currency_is_locked():
            self.detail.add(
                _kept(
                    tr("The currency stays as it is"),
                    tr(
                        "Sales were made in {currency}. Another currency needs a register of its own.",
                        currency=now.currency_code,
                    ),
                )
            )
        self.detail.add(self._sample())
        self.detail.end()

    def _currency_choice(self) -> Select:
        options = [(code, f"{code} · {currency_name(code, language())}") for code in currencies()]
        select = self.form.choice(
            tr("Currency"),
            options,
            self.settings.currency_code,
            self._take_currency,
        )
        if self.host.changes.currency_is_locked():
            select.setEnabled(False)
        return select

    def _take_currency(self, code: Hashable) -> None:
        """Another money has other coins."""
        self.host.changes.change(currency_code=code)
        self.rebuild()

    def _add_coins(self) -> None:
        """The smallest coin in use, where there is a choice."""
        money, formats = self.settings.currency, self.services.desk.formats
        offered = smallest_coins(money.code)
        if len(offered) < 2:
            return
        self.coins = self.form.choice(
            tr("Smallest coin in use"),
            [(coin, formats.denomination(coin)) for coin in offered],
            money.smallest_cash,
            lambda coin: self.host.changes.change(smallest_cash_minor=coin),
        )
        told = tr("Totals that are paid in cash are rounded to it; a card pays the exact sum.")
        self.detail.add(card(self.coins, Label(told, "caption", color="text-2", wrap=True)))

    def _locale_choice(self) -> Select:
        now = self.settings
        options = locales_for(now.country, now.locale, language())
        return self.form.choice(
            tr("Figures and dates"),
            options,
            now.locale,
            lambda locale: self._then_sample(lambda: self.host.changes.change(locale=locale)),
        )

    def _language_choice(self) -> Select:
        now = self.settings
        options = [(code, appearance.language_name(code, now.locale)) for code in appearance.languages()]
        return self.form.choice(
            tr("Language"), options, now.language, lambda code: self.host.changes.change(language=code)
        )

    def _take_country(self, country: Hashable) -> None:
        """A country brings its way of writing; money and taxes stay as they are."""
        preset = preset_of(str(country))
        changes = {"country": str(country)}
        if preset is not None:
            changes["locale"] = preset.locale
        self.host.changes.change(**changes)
        self.rebuild()

    def _then_sample(self, save: Callable[[], None]) -> None:
        save()
        self._show_sample()

    def _sample(self) -> Label:
        self.sample = Label("", "body", color="text-2", wrap=True)
        self._show_sample()
        return self.sample

    def _show_sample(self) -> None:
        desk = self.services.desk
        formats, now = desk.formats, desk.clock.now()
        parts = (formats.money(123_450), formats.moment(now), formats.quantity(342, True) + " kg")
        self.sample.setText(tr("Like this: {sample}", sample="   ".join(parts)))

    def _prices(self) -> None:
        self.begin(tr("Prices"), tr("What the figure on a shelf means"))
        self.tax_toggle = self.form.toggle(
            tr("Prices include tax"),
            tr("Off: tax is added on top at the register, as in the United States."),
            self.settings.prices_include_tax,
            lambda on: self.host.changes.change(prices_include_tax=on),
        )
        self.detail.add(card(self.tax_toggle))
        self.detail.add(
            Banner(
                "",
                tr("Sales made before a change keep their sums."),
                "neutral",
                icon="question",
                outlined=True,
            )
        )
        self.detail.end()

    def _locking(self) -> None:
        self.begin(tr("Locking"), tr("Nobody sells in another person's name"))
        now, change = self.settings, self.host.changes.change
        self.lock_after = self.form.number(
            tr("Lock after minutes without a touch"),
            tr("The ticket stays as it is."),
            now.lock_after_minutes,
            RANGES["lock_after_minutes"],
            lambda minutes: change(lock_after_minutes=minutes),
        )
        wrong = self.form.number(
            tr("Wrong PINs allowed"),
            tr("After that the person waits; a manager's badge still works."),
            now.wrong_pins_allowed,
            RANGES["wrong_pins_allowed"],
            lambda times: change(wrong_pins_allowed=times),
        )
        wait = self.form.number(
            tr("Minutes to wait then"),
            "",
            now.lock_out_minutes,
            RANGES["lock_out_minutes"],
            lambda minutes: change(lock_out_minutes=minutes),
        )
        self.detail.add(card(self.lock_after, Divider(), wrong, Divider(), wait, spacing=1))
        self.detail.end()

    def _weighing_words(self) -> str:
        return tr("When it lies still") if self.settings.take_stable_weight else tr("With Enter")

    def _weighing(self) -> None:
        self.begin(tr("Weighing"), tr("With a scale on the counter"))
        self.take_stable = self.form.toggle(
            tr("Take the weight when it is stable"),
            tr("Goods are sold as soon as they lie still; off: Enter sells them."),
            self.settings.take_stable_weight,
            lambda on: self.host.changes.change(take_stable_weight=on),
        )
        self.detail.add(card(self.take_stable))
        self.detail.end()

    # -- scales --------------------------------------------------------------------------------

    def _codes(self) -> None:
        self.begin(tr("Codes from scales"), tr("Barcodes that carry a weight or a price"))
        self.masks: TextArea = self.form.area(
            tr("Layouts, one in each line"),
            "\n".join(self.settings.code_masks),
            self._save_masks,
            _MASK_LINES,
        )
        self.masks.changed.connect(lambda _text: self._try())
        legend = tr(
            "Digits stand for themselves; I item, W weight, P price, N pieces, V and C check digits. A point marks the decimals."
        )
        self.try_field = TextField(tr("Try it: type or scan a code"), "2812345012345", icon="barcode")
        self.try_field.changed.connect(lambda _text: self._try())
        self.result = Banner("", "", "neutral", outlined=True)
        self.result.hide()
        usual = Button(
            tr("Take the usual ones of {country}", country=words.country_words(self.settings)), icon="scales"
        )
        usual.setEnabled(self.editable)
        usual.clicked.connect(self._take_usual)
        self.detail.add(card(self.masks, Label(legend, "caption", color="text-2", wrap=True), usual))
        self.detail.add(card(self.try_field, self.result))
        self.detail.end()

    def _save_masks(self, text: str) -> str:
        self.host.changes.change(code_masks=text.splitlines())
        return "\n".join(self.settings.code_masks)

    def _take_usual(self) -> None:
        self.masks.set_text("\n".join(preset_for(self.settings.country).masks))
        self.form.commit()

    def _try(self) -> None:
        """Reads the code with what is typed now, so that a layout can be tried before it is kept."""
        code = self.try_field.text().strip()
        self.result.setVisible(bool(code))
        if not code:
            return
        try:
            masks = checked_masks(self.masks.text().splitlines())
        except PersonError:
            masks = self.settings.code_masks
        formats = self.services.desk.formats
        test = try_code(code, masks, formats.currency.exponent)
        title, text = words.code_words(test, formats)
        if test.reading is not None:
            self.result.set_words(title, text, "good", icon="check-circle-fill")
        else:
            self.result.set_words(title, text, "neutral", icon="question")


def _kept(title: str, why: str) -> Banner:
    return Banner(title, why, "neutral", icon="lock-simple", outlined=True)
