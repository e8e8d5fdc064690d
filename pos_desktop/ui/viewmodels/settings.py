"""Settings as their pages show them: names, summaries and tags. Texts, no decisions."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from pos_desktop.application.backups import BackupView
from pos_desktop.application.errors import PersonError
from pos_desktop.application.formats import Formats
from pos_desktop.application.people_view import PersonView, RoleView
from pos_desktop.application.setup_presets import country_name, locale_name
from pos_desktop.application.store_changes import CodeTest
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.wording import language, signs_kept, tr, tr_n
from pos_desktop.domain.permissions import Permission, Role
from pos_desktop.domain.tax import TaxRate, TaxRates
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag

_UNIT = 1024


def error_sentence(error: PersonError) -> str:
    """An error as the one sentence under a field; that nothing was changed goes without saying there."""
    if error.meaning and error.meaning != tr("Nothing was changed."):
        return f"{error.title}. {error.meaning}".replace("..", ".")
    return f"{error.title}."


# -- store ---------------------------------------------------------------------------------------


def money_summary(settings: StoreSettings) -> str:
    """Currency and place in one line."""
    return f"{settings.currency_code} · {locale_name(settings.locale, language())}"


def address_summary(settings: StoreSettings) -> str:
    """Name and street in one line."""
    return ", ".join((settings.name, *settings.address[:1]))


def prices_summary(settings: StoreSettings) -> str:
    """How prices are meant."""
    return tr("Prices include tax") if settings.prices_include_tax else tr("Tax is added on top")


def lock_summary(settings: StoreSettings) -> str:
    """When the register locks."""
    minutes = settings.lock_after_minutes
    locks = tr_n("Locks after {count} minute", "Locks after {count} minutes", minutes)
    return f"{locks} · {tr_n('{count} wrong PIN', '{count} wrong PINs', settings.wrong_pins_allowed)}"


def masks_summary(settings: StoreSettings) -> str:
    """How many layouts there are."""
    count = len(settings.code_masks)
    return tr_n("{count} layout", "{count} layouts", count) if count else tr("None are read")


def country_words(settings: StoreSettings) -> str:
    """The country in the language in use."""
    return country_name(settings.country, language())


def code_words(test: CodeTest, formats: Formats) -> tuple[str, str]:
    """What the layouts make of a code: title and details."""
    reading = test.reading
    if reading is None:
        return tr("No layout fits this code"), tr("It is looked up as an ordinary barcode.")
    item = tr("Item {number}", number=reading.item)
    layout = tr("Read by {mask}", mask=reading.mask)
    if reading.weight_milli is not None:
        said = tr(
            "Weight {weight} {unit}", weight=formats.quantity(reading.weight_milli, True), unit=reading.unit
        )
    elif reading.price_minor is not None:
        said = tr("Price {price}", price=formats.money(reading.price_minor))
    else:
        count = (reading.count_milli or 0) // 1000
        said = tr_n("{count} piece", "{count} pieces", count)
    return f"{item} · {said}", layout


# -- people --------------------------------------------------------------------------------------


def role_name(role: Role) -> str:
    """A role's name for people; the standard ones in the language in use."""
    return {"cashier": tr("Cashier"), "manager": tr("Manager")}.get(role.name, role.name)


def person_row(person: PersonView, now: datetime) -> RowData:
    """Somebody in the list."""
    return RowData(
        str(person.id),
        person.name,
        _person_second(person),
        icon="user-circle",
        tag=_person_tag(person, now),
        dimmed=not person.active,
    )


def _person_second(person: PersonView) -> str:
    signs = []
    if person.has_pin:
        signs.append(tr("PIN"))
    if person.has_badge:
        signs.append(tr("badge"))
    return " · ".join((role_name(person.role), *signs))


def _person_tag(person: PersonView, now: datetime) -> Tag:
    if not person.active:
        return Tag("neutral", tr("Left"))
    if person.locked_until is not None and person.locked_until > now:
        return Tag("attention", tr("Locked"))
    if not person.has_pin:
        return Tag("attention", tr("No PIN"))
    return Tag("good", tr("Active"))


def role_row(view: RoleView, people: Sequence[PersonView]) -> RowData:
    """A role in the list."""
    count = sum(1 for person in people if person.role_id == view.id and person.active)
    second = tr_n("{count} person", "{count} people", count)
    return RowData(f"role:{view.id}", role_name(view.role), f"{tr('Role')} · {second}", icon="shield-check")


def permission_words(permission: Permission) -> tuple[str, str]:
    """What a permission allows: its name and a line that explains it."""
    words = {**_words_of_selling(), **_words_of_money(), **_words_of_the_drawer(), **_words_of_the_office()}
    return words[permission]


def _words_of_selling() -> dict[Permission, tuple[str, str]]:
    return {
        Permission.SELL: (tr("Sell"), tr("Ring up products and take money")),
        Permission.QUICK_ITEM: (tr("Sell quick items"), tr("Type a name and a price")),
        Permission.REMOVE_LINE: (tr("Remove lines"), tr("Take a line off a ticket before it is paid")),
        Permission.DISCARD_TICKET: (tr("Discard tickets"), tr("Throw a whole ticket away before it is paid")),
        Permission.DISCOUNT: (tr("Give discounts"), tr("Up to the limit above without approval")),
        Permission.PRICE_OVERRIDE: (tr("Price override"), tr("Another price for one line, new products")),
        Permission.TAX_EXEMPT: (tr("Tax exemption"), tr("For customers who are exempt")),
    }


def _words_of_money() -> dict[Permission, tuple[str, str]]:
    return {
        Permission.VOID_PAID: (tr("Void orders"), tr("Undo a paid order")),
        Permission.REFUND: (tr("Refund"), tr("For goods with a receipt, up to the limit above")),
        Permission.REFUND_OTHER_TENDER: (
            tr("Refund in another way"),
            tr("Cash for an order that was paid by card, as an example"),
        ),
        Permission.REFUND_WITHOUT_RECEIPT: (
            tr("Return without a receipt"),
            tr("As far as the store allows it at all"),
        ),
        Permission.RETURN_TENDER: (
            tr("Undo a payment"),
            tr("Refund what was taken for a ticket that is still open"),
        ),
        Permission.TENDER_IN_DOUBT: (
            tr("Decide about open outcomes"),
            tr("Take another payment, or settle it, while the provider is silent"),
        ),
        Permission.LARGE_TENDER: (
            tr("Take large amounts"),
            tr("Above the limit that a tender has"),
        ),
        Permission.DEPOSIT: (tr("Take deposits"), tr("Where the store allows them")),
        Permission.STORED_VALUE: (
            tr("Keep gift cards and credit"),
            tr("Issue, block and correct them"),
        ),
    }


def _words_of_the_drawer() -> dict[Permission, tuple[str, str]]:
    return {
        Permission.NO_SALE: (tr("No sale"), tr("Open the drawer without a sale")),
        Permission.OPEN_SHIFT: (tr("Open shifts"), tr("Count the float in")),
        Permission.CASH_IN: (tr("Pay cash in"), tr("Change from the bank")),
        Permission.CASH_OUT: (tr("Pay cash out"), tr("Expenses and drops to the safe")),
        Permission.CLOSE_SHIFT: (tr("Close shifts"), tr("Count the drawer without seeing what is expected")),
    }


def _words_of_the_office() -> dict[Permission, tuple[str, str]]:
    return {
        Permission.REPRINT: (tr("Reprint receipts"), tr("Copies are marked as such")),
        Permission.SEE_REPORTS: (tr("See reports"), tr("What the drawer should hold, X and Z reports")),
        Permission.SETTINGS: (tr("Change settings"), tr("Store, taxes, devices, payments, receipts")),
        Permission.PEOPLE: (tr("Manage people"), tr("Add people, set PINs, change roles")),
        Permission.APPROVE: (tr("Approve for others"), tr("By PIN or badge, for one action at a time")),
        Permission.RECONCILE: (
            tr("Settle differences"),
            tr("Between the register's books and a provider's"),
        ),
        Permission.SYNC: (
            tr("Decide what platforms get"),
            tr("Pause, mend or discard what waits to be sent"),
        ),
    }


# -- taxes ---------------------------------------------------------------------------------------


def rates_words(rates: TaxRates, formats: Formats) -> str:
    """The rates of a class in one line."""
    if not rates:
        return tr("No tax")
    return " + ".join(signs_kept(f"{rate.name} {formats.percent(rate.percent)}".strip()) for rate in rates)


def percent_text(rate: TaxRate, formats: Formats) -> str:
    """A rate as it is typed."""
    return f"{rate.percent.normalize():f}".replace(".", formats.decimal_mark)


def parse_percent(text: str) -> Decimal:
    """A typed rate; ValueError in words. Point and comma both part the decimals, three of them at most."""
    typed = text.strip().rstrip("%").strip().replace(",", ".")
    try:
        percent = Decimal(typed)
    except InvalidOperation as trouble:
        raise ValueError(tr("Type a rate, such as 19 or 7.7")) from trouble
    exponent = percent.as_tuple().exponent
    if not percent.is_finite() or not 0 <= percent <= 100 or (isinstance(exponent, int) and exponent < -3):
        raise ValueError(tr("A rate is between 0 and 100 percent"))
    return percent


# -- back-ups ------------------------------------------------------------------------------------


def backup_kind(reason: str) -> str:
    """Why a back-up was made."""
    return {
        "hand": tr("By hand"),
        "daily": tr("Every day"),
        "shift": tr("Shift closed"),
        "migration": tr("Before an update"),
        "upgrade": tr("Before an update"),
        "restore": tr("Before a restore"),
    }.get(reason, reason)


def size_words(size: int, formats: Formats) -> str:
    """A file's size as people say it."""
    amount, units = float(size), ("B", "kB", "MB", "GB")
    for unit in units:
        if amount < _UNIT or unit == units[-1]:
            digits = 0 if unit == "B" or amount >= 100 else 1
            return f"{amount:.{digits}f} {unit}".replace(".", formats.decimal_mark)
        amount /= _UNIT
    return ""


def backup_row(backup: BackupView, formats: Formats) -> RowData:
    """A back-up in the list."""
    return RowData(
        backup.path,
        formats.moment(backup.at),
        backup_kind(backup.reason),
        icon="database",
        amount=size_words(backup.size_bytes, formats),
    )
