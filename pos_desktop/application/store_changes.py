"""Changes to the store's settings as people make them: who may, what is sensible, what is locked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr
from pos_desktop.domain.cash import smallest_coins
from pos_desktop.domain.embedded_codes import EmbeddedReading, MaskError, parse_masks, read_embedded
from pos_desktop.domain.money import currency
from pos_desktop.domain.permissions import Permission

OPEN_TO_ALL = frozenset({"appearance", "language"})
"""What everybody at the register may change: it alters looks, not the books."""

LONGEST_NAME = 80
LONGEST_RECEIPT_TEXT = 500
LONGEST_PREFIX = 4
RANGES = {
    "lock_after_minutes": (1, 240),
    "wrong_pins_allowed": (3, 10),
    "lock_out_minutes": (1, 60),
    "return_days": (0, 365),
    "scan_pace_ms": (5, 60),
}
"""Least and most of the numbers that can be set."""
CHOICES = {
    "receiptless_returns": ("approval", "never"),
    "receiptless_to": ("store_credit", "any"),
    "scan_suffix": ("either", "enter", "tab", "none"),
}
"""What a setting of a few words can be."""


class StoreChanges:
    """Checks a change, then stores and journals it through the desk. Each call is one small commit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def allowed(self) -> bool:
        """Whether the person signed in may change the store."""
        person = self._desk.person
        return person is not None and person.role.allows(Permission.SETTINGS)

    def change(self, **changes: Any) -> None:
        """Stores changed settings by their names; Refused in words for one that cannot be."""
        if not self.allowed and not set(changes) <= OPEN_TO_ALL:
            raise Refused(tr("You may not change settings"), tr("Nothing was changed."), tr("Ask a manager."))
        cleaned = {name: self._clean(name, value) for name, value in changes.items()}
        present = self._desk.settings.currency_code
        if cleaned.get("currency_code", present) != present:
            cleaned["smallest_cash_minor"] = 0  # the one that was chosen is of the other money
            from pos_desktop.application.setup_presets import tolerated_variance

            cleaned["variance_tolerated_minor"] = tolerated_variance(cleaned["currency_code"])
        self._desk.change_settings(**cleaned)

    def currency_is_locked(self) -> bool:
        """Whether the currency can no longer be changed, because something was sold in it."""
        with self._desk.store.read() as work:
            return bool(work.orders.find("", limit=1))

    def _check_currency(self, code: str) -> None:
        """Nothing that counts in the present money is taken for as much of the other."""
        desk, present = self._desk, self._desk.settings.currency
        with desk.store.read() as work:
            shift, connected = work.shifts.current(desk.register.id), work.connections.all()
            products = work.catalogue.products_count()
        title = tr("The currency cannot be changed any more")
        if self.currency_is_locked():
            raise Refused(title, tr("Sales were made in {currency}.", currency=present.code))
        title = tr("The currency cannot be changed now")
        if shift is not None:
            raise Refused(
                title,
                tr("The drawer counts in {currency}.", currency=present.code),
                tr("Close the shift first."),
            )
        if connected:
            shop = connected[0].name
            raise Refused(
                title,
                tr("{shop} sells in {currency}.", shop=shop, currency=present.code),
                tr("Disconnect it first."),
            )
        if products and currency(code).exponent != present.exponent:
            raise Refused(
                title,
                tr("The products here have prices in {currency}.", currency=present.code),
                tr("A currency with other decimals needs a register that is set up anew."),
            )

    def _clean(self, name: str, value: Any) -> Any:
        if name == "currency_code" and value != self._desk.settings.currency_code:
            self._check_currency(value)
        if name == "smallest_cash_minor" and value not in smallest_coins(self._desk.settings.currency_code):
            raise Refused(tr("This cannot be chosen"), tr("Nothing was changed."))
        return checked(name, value)


def checked(name: str, value: Any) -> Any:
    """A setting as it is stored; Refused in words for one that cannot be."""
    check = _CHECKS.get(name)
    return check(value) if check else value


def _name(value: str) -> str:
    cleaned = value.strip()
    if not cleaned:
        raise Refused(tr("The store needs a name"), tr("It stands at the top of every receipt."))
    return at_most(cleaned, LONGEST_NAME)


def at_most(value: str, most: int) -> str:
    """The same text; Refused when it is longer than what prints and lists have room for."""
    if len(value) > most:
        raise Refused(tr("{count} characters are too many, {most} fit", count=len(value), most=most))
    return value


def _lines(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(at_most(line.strip(), LONGEST_NAME) for line in value if line.strip())


def _receipt_text(value: str) -> str:
    return at_most("\n".join(line.rstrip() for line in value.strip().splitlines()), LONGEST_RECEIPT_TEXT)


def _number(name: str) -> Callable[[int], int]:
    least, most = RANGES[name]

    def check(value: int) -> int:
        if not least <= value <= most:
            raise Refused(tr("Choose a number from {least} to {most}", least=least, most=most))
        return value

    return check


def _choice(name: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in CHOICES[name]:
            raise Refused(tr("This cannot be chosen"), tr("Nothing was changed."))
        return value

    return check


def checked_masks(lines: Iterable[str]) -> tuple[str, ...]:
    """Masks as they are stored; Refused that says which one cannot be used and why."""
    texts = [line.strip() for line in lines if line.strip()]
    try:
        return tuple(mask.text for mask in parse_masks(texts))
    except MaskError as trouble:
        raise Refused(tr("This layout cannot be used"), str(trouble)) from trouble


def _scan_prefix(value: str) -> str:
    """What a person could begin to type at a scanner's speed is no prefix."""
    if value and (value != value.strip() or not value.isprintable() or value.isalnum()):
        raise Refused(
            tr("This cannot be a prefix"),
            tr("People type it as well."),
            tr("Take a sign such as ~ or $ that no code begins with."),
        )
    return at_most(value, LONGEST_PREFIX)


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "address": _lines,
    "tax_number": lambda value: at_most(value.strip(), LONGEST_NAME),
    "receipt_header": _receipt_text,
    "receipt_footer": _receipt_text,
    "code_masks": checked_masks,
    "deposits": bool,
    "scan_prefix": _scan_prefix,
    "scan_aim": bool,
    **{name: _number(name) for name in RANGES},
    **{name: _choice(name) for name in CHOICES},
}


@dataclass(frozen=True, slots=True)
class CodeTest:
    """What the store's layouts make of a code: its reading, or None when it is an ordinary barcode."""

    code: str
    reading: EmbeddedReading | None


def try_code(code: str, masks: Iterable[str], currency_exponent: int) -> CodeTest:
    """Reads a code as the sale would, by the layouts alone. Layouts that cannot be used read nothing."""
    digits = code.strip()
    try:
        return CodeTest(digits, read_embedded(digits, parse_masks(masks), currency_exponent))
    except MaskError:
        return CodeTest(digits, None)
