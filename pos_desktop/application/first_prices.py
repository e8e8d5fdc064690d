"""The money that products have their prices in before the register is set up: they may be taken over first."""

from pos_desktop.application.errors import Refused
from pos_desktop.application.ports import Work
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import Currency, currency
from pos_desktop.domain.record import replace


def priced_in(work: Work) -> Currency | None:
    """What the products that are there have their prices in; None while there are none."""
    if not work.catalogue.products_count():
        return None
    return work.settings.store().currency


def check_decimals(work: Work, code: str) -> None:
    """Refuses a currency in which the prices that are stored would be other amounts: 4.90 € is not 490 ¥."""
    present = priced_in(work)
    if present is not None and currency(code).exponent != present.exponent:
        raise Refused(
            tr("This currency cannot be chosen"),
            tr("The products here have prices in {currency}.", currency=present.code),
            tr("A currency with other decimals needs an empty data folder."),
        )


def currency_for_prices(work: Work, code: str) -> Currency:
    """The currency that a file's prices are read in; where nobody named one by its code, the one that is stored.

    Refused where another one is in use already.
    """
    present = work.settings.store().currency
    if not code or code == present.code:
        return present
    if work.registers.only() is not None:
        raise Refused(
            tr("This register sells in {currency}", currency=present.code),
            tr("Nothing was imported."),
            tr("Leave --currency out and bring a file with prices in {currency}.", currency=present.code),
        )
    if priced_in(work) is not None:
        raise Refused(
            tr("The products here have prices in {currency}.", currency=present.code),
            tr("Nothing was imported."),
            tr("Prices in {currency} need an empty data folder.", currency=code),
        )
    return currency(code)


def keep_for_prices(work: Work, code: str) -> None:
    """Stores what prices are read in, for a register that is not set up yet."""
    chosen = currency_for_prices(work, code)
    work.settings.save_store(replace(work.settings.store(), currency_code=chosen.code))
