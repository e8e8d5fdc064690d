"""A scan at the pay screen: a stored value of this store pays at once, a code of others is asked for at their shop."""

from collections.abc import Sequence

from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import is_code, is_no_goods, may_be_shop_code
from pos_desktop.ui.screens.pay_ways import GIFT_CARDS, CodeWay
from pos_desktop.ui.shell.screen import Window


def may_pay(code: str) -> bool:
    """Whether a scan can be anything but goods."""
    return is_code(code) or (may_be_shop_code(code) and is_no_goods(code))


def pay_by_scan(window: Window, ways: Sequence[CodeWay], view: TenderingView, code: str) -> bool:
    """Redeems it, or opens the panel that asks a shop for it; False where it is nobody's affair."""
    found = window.services.tendering.stored_value(code) if is_code(code) else None
    at_shop = [way for way in ways if way.method.kind in GIFT_CARDS]
    if found is None and at_shop and view.under_way is None and window.services.shop_gift_cards.shops():
        at_shop[0].ask(view.left_minor, scanned=code)
        return True
    if not is_code(code):
        return False
    kinds = (found.kind,) if found else (TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT, TenderKind.VOUCHER)
    takes = [way for way in ways if way.method.kind in kinds]
    if takes:
        takes[0].redeem(code)  # one that is not known is said to be
    else:
        window.beep()
        window.toast(tr("This code is not taken here"), kind="attention")
    return True
