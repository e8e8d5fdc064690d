"""A scan at the pay screen: a stored value of this store pays at once, a code of others is asked for at their shop."""

from collections.abc import Sequence

from pos_desktop.application.payment_records import StoredValueView
from pos_desktop.application.tendering_view import TenderingView
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import is_code, is_no_goods, may_be_shop_code
from pos_desktop.ui.screens.pay_ways import GIFT_CARDS, CodeWay, Wanted, Way
from pos_desktop.ui.shell.screen import Window


def may_pay(code: str) -> bool:
    """Whether a scan can be anything but goods."""
    return is_code(code) or (may_be_shop_code(code) and is_no_goods(code))


def part_meant(wanted: Wanted, way: Way | None, share_minor: int) -> int | None:
    """What a code pays in place of all that is due: the next one's share, or the part that is typed for `way`; None
    where neither is meant."""
    if not wanted.part or way is None:
        return None
    # Cash is proposed in coins, and bills of another currency in theirs: a proposal stands for the exact share.
    proposed = wanted.typed_minor == way.proposal(share_minor)
    return share_minor if proposed else way.worth(wanted.typed_minor)


def pay_by_scan(
    window: Window, ways: Sequence[CodeWay], view: TenderingView, code: str, part_minor: int | None = None
) -> bool:
    """Redeems it, or opens the panel that asks a shop for it; False where it is nobody's affair. `part_minor`: so much
    of what is due, and no more."""
    found = window.services.tendering.stored_value(code) if is_code(code) else None
    at_shop = _at_shop(window, ways, view) if found is None else None
    if at_shop is None and not is_code(code):
        return False
    if part_minor is not None and not 0 < part_minor <= view.left_minor:
        window.beep()
        window.toast(_why_not(window, view, part_minor), kind="attention")
    elif at_shop is not None:
        at_shop.ask(view.left_minor, part_minor, scanned=code)
    else:
        _redeem(window, ways, code, found, part_minor)
    return True


def _at_shop(window: Window, ways: Sequence[CodeWay], view: TenderingView) -> CodeWay | None:
    """The way whose panel asks the shops, where they can be asked now."""
    at_shop = next((way for way in ways if way.method.kind in GIFT_CARDS), None)
    if at_shop is None or view.under_way is not None or not window.services.shop_gift_cards.shops():
        return None
    return at_shop


def _why_not(window: Window, view: TenderingView, part_minor: int) -> str:
    if part_minor <= 0:
        return tr("Type an amount first")
    return tr("Only {amount} is left to pay", amount=window.services.desk.formats.money(view.left_minor))


def _redeem(
    window: Window, ways: Sequence[CodeWay], code: str, found: StoredValueView | None, part_minor: int | None
) -> None:
    kinds = (found.kind,) if found else (TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT, TenderKind.VOUCHER)
    takes = next((way for way in ways if way.method.kind in kinds), None)
    if takes is None:
        window.beep()
        window.toast(tr("This code is not taken here"), kind="attention")
        return
    if found is not None and part_minor is not None:
        part_minor = min(part_minor, found.balance_minor)
    takes.redeem(code, part_minor)  # one that is not known is said to be
