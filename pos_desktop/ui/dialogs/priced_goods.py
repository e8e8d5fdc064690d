"""Figures that are typed before something can be sold: the price of goods, what a gift card is worth."""

from collections.abc import Callable

from pos_desktop.application.scanning import PriceAsked
from pos_desktop.application.ticket_goods import Added
from pos_desktop.application.units import unit_name
from pos_desktop.application.wording import tr
from pos_desktop.ui.dialogs.entry import FigurePanel
from pos_desktop.ui.shell.screen import Window


def ask_price(window: Window, asked: PriceAsked, told: Callable[[Added], None]) -> None:
    """Types the price of a product that has none: of one unit where its quantity is known already. The button says what
    the line is going to cost."""
    formats, tickets = window.services.desk.formats, window.services.tickets
    scan = asked.scan
    for_unit = bool(scan.weight_milli or scan.count_milli)

    def take(price: int) -> None:
        window.act(lambda _approval: tickets.add_priced(asked, price), told)

    window.show_overlay(
        FigurePanel(
            window,
            tr("What does it cost?"),
            asked.sellable.name,
            tr("Price per {unit}", unit=_unit(asked)) if for_unit else tr("Price"),
            formats.figure,
            lambda price: tr("Add for {amount}", amount=formats.money(tickets.priced_amount(asked, price))),
            take,
            exponent=formats.currency.exponent,
            least=0,
            icon="tag",
            missing=tr("Type the price first."),
        )
    )


def _unit(asked: PriceAsked) -> str:
    sellable = asked.sellable
    return unit_name(sellable.unit) if sellable.weighed or sellable.unit else tr("piece")


def ask_quick_item(window: Window, told: Callable[[Added], None]) -> None:
    """Sells something that is not in the catalogue."""
    formats = window.services.desk.formats
    classes = window.services.catalogue.tax_classes()
    panel: FigurePanel

    def take(price: int) -> None:
        chosen = next((c for c in classes if c[1] == panel.reason), classes[0] if classes else None)
        rates, class_id = (chosen[2], chosen[0]) if chosen else ((), None)
        name = panel.name

        def add(approval: object) -> Added:
            return window.services.tickets.quick_item(name, price, rates, class_id, approval)  # type: ignore[arg-type]  # act() hands an Approval or None

        window.act(add, told)

    panel = FigurePanel(
        window,
        tr("Quick item"),
        tr("Not in the catalogue"),
        tr("Price"),
        formats.figure,
        lambda price: tr("Add for {amount}", amount=formats.money(price)),
        take,
        exponent=formats.currency.exponent,
        icon="plus",
        reasons=[name for _, name, _ in classes],
        reason_label=tr("Tax"),
        with_name=tr("Name (optional)"),
        missing=tr("Type the price first."),
    )
    window.show_overlay(panel)


def ask_gift_card(window: Window, told: Callable[[Added], None]) -> None:
    """Sells a gift card: worth what is paid for it."""
    formats = window.services.desk.formats

    def take(amount: int) -> None:
        def add(_approval: object) -> Added:
            return window.services.tickets.sell_gift_card(amount)

        window.act(add, told)

    window.show_overlay(
        FigurePanel(
            window,
            tr("Sell gift card"),
            tr("Its code is printed when it is paid"),
            tr("Amount"),
            formats.figure,
            lambda amount: tr("Add for {amount}", amount=formats.money(amount)),
            take,
            exponent=formats.currency.exponent,
            icon="gift",
            missing=tr("Type the amount first."),
        )
    )
