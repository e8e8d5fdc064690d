"""The form of one way of paying: what its provider asks for, its secrets, and what the store allows."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QWidget

from pos_desktop.application.formats import Formats
from pos_desktop.application.payment_provider import ProviderView, Traits
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.setting_field import SettingField
from pos_desktop.application.setup_presets import currencies, currency_name
from pos_desktop.application.wording import language, tr
from pos_desktop.ui.dialogs.panel import Panel
from pos_desktop.ui.screens.settings_pages.form import Form, LabelledRow, side_by_side
from pos_desktop.ui.screens.settings_pages.page import card
from pos_desktop.ui.shell.screen import Window
from pos_desktop.ui.viewmodels import payments as words
from pos_desktop.ui.widgets.banner import Banner
from pos_desktop.ui.widgets.buttons import Button
from pos_desktop.ui.widgets.card import Card, Divider
from pos_desktop.ui.widgets.text_field import TextField

PAIRED = frozenset({"reader"})
"""What is chosen from a list of the provider's and never typed."""
CURRENCY = "currency"


class StoreRules(Protocol):
    """Stores some of a method's rules by their names."""

    def __call__(self, **facts: object) -> None: ...


# -- what the provider asks for --------------------------------------------------------------------


def setting_inputs(
    form: Form, method: PaymentMethod, kind: ProviderView, store: Callable[[Mapping[str, str]], None]
) -> list[QWidget]:
    """An input for each setting, two in a row; each is stored with all others when it is left."""
    held = dict(method.settings)

    def take(key: str, text: str) -> str:
        changed = {**held, key: text.strip()}
        store(changed)
        held.update(changed)
        return text.strip()

    inputs = [_input(form, field, held, take) for field in typed_fields(kind)]
    if len(inputs) % 2:
        inputs.append(QWidget())
    return [side_by_side(*inputs[at : at + 2]) for at in range(0, len(inputs), 2)]


def _input(
    form: Form, field: SettingField, held: Mapping[str, str], take: Callable[[str, str], str]
) -> QWidget:
    stored = held.get(field.key, field.default)
    if field.key == CURRENCY or field.kind == "choice":
        named = list(zip(field.choices, field.choice_labels or field.choices, strict=True))
        options = currency_options() if field.key == CURRENCY else named
        return form.choice(field.label, options, stored, lambda key: take(field.key, str(key)))
    return form.text(field.label, stored, lambda text: take(field.key, text))


def typed_fields(kind: ProviderView) -> list[SettingField]:
    """The settings that a person types."""
    return [field for field in kind.fields if field.key not in PAIRED]


def currency_options() -> list[tuple[str, str]]:
    """Currencies by code, named in the language in use."""
    return [(code, f"{code} · {currency_name(code, language())}") for code in currencies()]


def secret_rows(
    kind: ProviderView,
    has: Callable[[str], bool],
    ask: Callable[[str, str], None],
    editable: bool,
) -> list[QWidget]:
    """A row for each secret: whether it is there, and a button that takes another one."""
    rows: list[QWidget] = []
    for field in kind.secrets:
        there = has(field.key)
        button = Button(tr("Replace") if there else tr("Enter the key"), icon="lock-simple")
        button.setAccessibleName(f"{button.text()}: {field.label}")
        button.setEnabled(editable)
        button.clicked.connect(partial(ask, field.key, field.label))
        rows += [LabelledRow(field.label, words.secret_words(there, usual=bool(field.default)), button)]
    return rows


class SecretPanel(Panel):
    """Takes a secret that nobody sees while it is typed or afterwards."""

    def __init__(self, window: Window, name: str, label: str, take: Callable[[str], None]) -> None:
        super().__init__(window, label, name, icon="lock-simple")
        self.field = TextField(label, password=True)
        self.field.changed.connect(self._tell)
        self.body.addWidget(self.field)
        text = tr("It goes into this computer's keyring and is used from the next payment on.")
        self.body.addWidget(Banner("", text, "neutral", icon="shield-check", outlined=True))
        self.body.addStretch(1)
        self.set_primary(tr("Store in the keyring"), lambda: take(self.field.text()))
        self.setFocusProxy(self.field.edit)
        self._tell("")

    def _tell(self, text: str) -> None:
        self.tell_primary(tr("Store in the keyring"), enabled=bool(text.strip()))


# -- what the store allows ---------------------------------------------------------------------------


def rule_cards(
    form: Form, method: PaymentMethod, traits: Traits, formats: Formats, store: StoreRules
) -> list[Card]:
    """Limits and what is allowed; only what means something for this way of paying."""
    limits = [
        _limit(form, tr("Minimum"), "least_minor", method, formats, store),
        _limit(form, tr("Maximum"), "most_minor", method, formats, store),
        _limit(form, tr("Approval above"), "approval_above_minor", method, formats, store),
    ]
    if traits.gives_change:
        limits.append(_limit(form, tr("Maximum change"), "most_change_minor", method, formats, store))
    else:
        limits.append(QWidget())
    rows = [side_by_side(*limits[at : at + 2]) for at in range(0, len(limits), 2)]
    return [
        card(*rows, title=tr("Limits")),
        card(*_with_lines(_toggles(form, method, traits, store)), spacing=1),
    ]


def _limit(
    form: Form, label: str, rule: str, method: PaymentMethod, formats: Formats, store: StoreRules
) -> QWidget:
    def save(text: str) -> str:
        limit = words.parse_limit(text, formats)
        store(**{rule: limit})
        return words.limit_text(limit, formats)

    stored = words.limit_text(getattr(method.rules, rule), formats)
    return form.text(label, stored, save, amount=True, placeholder=tr("No limit"))


def _toggles(form: Form, method: PaymentMethod, traits: Traits, store: StoreRules) -> list[LabelledRow]:
    rules = method.rules
    rows = []
    if traits.tips:
        rows.append(
            form.toggle(
                tr("Tips"), tr("The reader asks the customer."), rules.tips, lambda on: store(tips=on)
            )
        )
    rows.append(
        form.toggle(
            tr("May pay a part"),
            tr("Off: it takes the whole amount or nothing."),
            rules.split,
            lambda on: store(split=on),
        )
    )
    rows.append(
        form.toggle(
            tr("May be refunded to"),
            tr("Off: refunds go another way."),
            rules.refunds,
            lambda on: store(refunds=on),
        )
    )
    return rows


def _with_lines(rows: Sequence[QWidget]) -> list[QWidget]:
    parted: list[QWidget] = []
    for row in rows:
        parted += [Divider(), row] if parted else [row]
    return parted
