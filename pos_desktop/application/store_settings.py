"""What a store decides once: who it is, its money, its rules."""

from typing import Any

from pos_desktop.domain.money import Currency, currency
from pos_desktop.domain.record import as_dict, record, replace


@record
class StoreSettings:
    """The store's own settings; every change is journalled. Amounts in minor units."""

    name: str = "My store"
    address: tuple[str, ...] = ()
    tax_number: str = ""
    country: str = "DE"
    currency_code: str = "EUR"
    smallest_cash_minor: int = 0  # the smallest coin in use; 0: the currency's own
    locale: str = "de-DE"
    language: str = "en"
    prices_include_tax: bool = True
    receipt_header: str = ""
    receipt_footer: str = ""
    print_receipt: str = "ask"  # ask, always, never
    code_masks: tuple[str, ...] = ()
    lock_after_minutes: int = 10
    wrong_pins_allowed: int = 5
    lock_out_minutes: int = 5
    variance_tolerated_minor: int = 500
    appearance: str = "light"  # light, dark, system
    demo: bool = False
    deposits: bool = False
    receiptless_returns: str = "approval"  # approval, never
    receiptless_to: str = "store_credit"  # store_credit, any
    scan_prefix: str = ""  # of scanners that type like a keyboard
    scan_suffix: str = "either"  # enter, tab, either, none
    scan_aim: bool = False  # a code counts only with its AIM identifier
    scan_pace_ms: int = 30  # the most that a scanner takes for a character on average
    return_days: int = 0  # 0: as long as the order is there
    take_stable_weight: bool = False  # goods on the scale are sold as soon as they lie still, without a key
    customer_screen: str = "second"  # none, second (any but the cashier's), window, or a screen's name
    customer_picture: str = ""  # of the store, on the customer's screen while nobody is served

    @property
    def currency(self) -> Currency:
        """The money the store counts in, down to the smallest coin that it uses."""
        return currency(self.currency_code, self.smallest_cash_minor)

    def to_json(self) -> dict[str, Any]:
        """A plain form to be stored."""
        return as_dict(self)

    @staticmethod
    def from_json(values: dict[str, Any]) -> "StoreSettings":
        """Reads what was stored; keys this version does not know are left out, missing ones take defaults."""
        standard = StoreSettings()
        names = as_dict(standard)
        known: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in values.items()
            if key in names
        }
        return replace(standard, **known)
