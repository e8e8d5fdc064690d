"""A receipt was scanned where goods are expected, or is another register's."""

from functools import partial

from pos_desktop.application.wording import tr
from pos_desktop.ui.shell.screen import Window


def offer_receipt(window: Window, code: str) -> bool:
    """Offers the sale of a receipt's code, on a screen that sells; False where it is no receipt's."""
    found = window.services.orders.by_receipt_code(code)
    if found is None:
        return tell_elsewhere(window, code)
    window.beep()
    window.toast(
        tr("This is a receipt"),
        tr("Its order can be looked at, reprinted or returned."),
        kind="neutral",
        icon="receipt",
        action=tr("Show the order"),
        then=partial(window.go, "orders", order=found),
    )
    return True


def tell_elsewhere(window: Window, code: str) -> bool:
    """Says so where a code is a receipt's whose sale is not in these books; False where it is no such code."""
    number = window.services.orders.of_another_register(code)
    if not number:
        return False
    window.beep()
    window.toast(
        tr("Receipt {number} is not of this register", number=number),
        tr("Take it to the register that printed it, or return the goods without a receipt."),
        kind="attention",
    )
    return True
