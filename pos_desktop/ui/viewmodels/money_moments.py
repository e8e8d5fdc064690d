"""What happened to an order's money, as its history tells it."""

from pos_desktop.application.changed_there import CHANGED_THERE
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderEvent, OrderView
from pos_desktop.application.payment_books import brand_name
from pos_desktop.application.payment_words import decline_name
from pos_desktop.application.receipt_tenders import tender_name
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import PaymentState, TenderKind
from pos_desktop.ui.viewmodels.captures import charge_moment

DOTS = "\u00b7\u00b7\u00b7\u00b7"
GIVEN_BACK = "arrow-u-up-left"
QUIET = frozenset({"order_state", "payment_cancelled"})
"""Steps that say nothing to people."""

Told = tuple[str, str, str, str]
"""Icon, colour, title and note."""


def tender_icon(kind: str) -> str:
    """The picture of a way of paying."""
    return {
        TenderKind.CASH: "money",
        TenderKind.FOREIGN_CASH: "money",
        TenderKind.GIFT_CARD: "gift",
        TenderKind.SHOP_GIFT_CARD: "gift",
        TenderKind.STORE_CREDIT: "ticket",
        TenderKind.VOUCHER: "ticket",
        TenderKind.PAY_LINK: "link",
    }.get(TenderKind(kind) if kind in TenderKind._value2member_map_ else TenderKind.CARD, "credit-card")


def is_quiet(event: OrderEvent) -> bool:
    """Whether it is left out: an attempt is told with its outcome, a copy on a platform by its own line."""
    taken = event.facts.get("state") in (PaymentState.TAKEN.value, PaymentState.AUTHORISED.value)
    if event.kind.startswith("delivery_") or event.kind.endswith("_synced"):
        return True
    return event.kind in QUIET or (event.kind == "payment_started" and not taken)


def money_moment(event: OrderEvent, order: OrderView, formats: Formats) -> Told | None:
    """A payment, a refund or goods that came back; None for anything else."""
    facts = event.facts
    if (charge := charge_moment(event.kind, facts, formats)) is not None:
        return charge
    if event.kind.startswith("payment_"):
        return _payment(event.kind, facts, formats)
    if event.kind.startswith("refund_"):
        return _refund(event.kind, facts, formats)
    if event.kind == CHANGED_THERE:
        return _changed_there(facts, formats)
    if event.kind == "goods_back":
        return _goods_back(event, formats)
    known: dict[str, Told] = {
        "return": (
            "check-circle-fill",
            "good",
            tr("Return · receipt {number}", number=order.number),
            event.person,
        ),
        "order_refunded": (
            GIVEN_BACK,
            "text-2",
            tr("Everything is back"),
            tr("Receipt {number}", number=facts.get("by")),
        ),
        "stored_value_issued": (
            "gift",
            "text-2",
            tr(
                "{tender} issued",
                tender=f"{tender_name(str(facts.get('kind')))} {DOTS} {facts.get('last_four')}",
            ),
            formats.money(_number(facts.get("amount_minor"))),
        ),
        "line_back": (
            GIVEN_BACK,
            "text-2",
            tr("Comes back"),
            _joined(str(facts.get("name") or ""), event.person),
        ),
    }
    return known.get(event.kind)


def _payment(kind: str, facts: dict[str, object], formats: Formats) -> Told:
    whole = _number(facts.get("amount_minor")) + _number(facts.get("tip_minor"))
    tip, code = _number(facts.get("tip_minor")), str(facts.get("authorisation") or "")
    note = _joined(
        formats.money(whole),
        tr("{amount} tip", amount=formats.money(tip)) if tip else "",
        tr("auth {code}", code=code) if code else "",
    )
    name, icon = _name(facts), tender_icon(str(facts.get("kind")))
    if kind == "payment_declined":
        why = decline_name(str(facts.get("decline") or "") or None)
        return icon, "danger", tr("{tender} declined", tender=name), _joined(formats.money(whole), why)
    if kind == "payment_in_doubt":
        return icon, "attention", tr("{tender}: outcome unknown", tender=name), formats.money(whole)
    if kind == "payment_authorised":
        return icon, "text-2", tr("{tender} reserved", tender=name), note
    if isinstance(charged := facts.get("captured_minor"), int):
        return icon, "good", tr("{tender} charged", tender=name), formats.money(charged)
    if any(facts.get("kind") == each.value for each in TenderKind if each.has_balance):
        return icon, "text-2", tr("{tender} redeemed", tender=name), note
    if str(facts.get("kind")) in (TenderKind.CASH, TenderKind.FOREIGN_CASH):
        return icon, "text-2", name, note
    return icon, "text-2", tr("{tender} approved", tender=name), note


def _refund(kind: str, facts: dict[str, object], formats: Formats) -> Told:
    name = str(facts.get("label") or tender_name(str(facts.get("kind"))))
    amount = formats.money(_number(facts.get("amount_minor")))
    if kind == "refund_refused":
        why = str(facts.get("error") or "")
        return (
            "warning-circle-fill",
            "danger",
            tr("Refund to {tender} refused", tender=name),
            _joined(amount, why),
        )
    if kind == "refund_decided":
        went = facts.get("went_back")
        told = tr("A manager said: it was refunded") if went else tr("A manager said: it was not refunded")
        return "shield-check", "text-2", told, _joined(amount, str(facts.get("reason") or ""))
    if kind == "refund_promised":
        return "clock-fill", "accent", tr("Refund to {tender} on its way", tender=name), amount
    if facts.get("voided"):
        return GIVEN_BACK, "good", tr("{tender}: charge taken back", tender=name), amount
    if str(facts.get("kind")) in (TenderKind.CASH, TenderKind.FOREIGN_CASH):
        return GIVEN_BACK, "good", tr("Refunded in cash"), amount
    return GIVEN_BACK, "good", tr("Refunded to {tender}", tender=name), amount


def _goods_back(event: OrderEvent, formats: Formats) -> Told:
    lines = event.facts.get("lines")
    goods = [
        f"{formats.quantity(_number(line[1]))} × {line[0]}"
        for line in (lines if isinstance(lines, list) else [])
        if isinstance(line, list) and len(line) == 2
    ]
    money = formats.money(_number(event.facts.get("total_minor")))
    note = _joined(tr("Receipt {number}", number=event.facts.get("by")), str(event.facts.get("reason") or ""))
    title = tr("Came back: {goods}", goods=", ".join(goods))
    return GIVEN_BACK, "attention", title, _joined(money, note)


def _changed_there(facts: dict[str, object], formats: Formats) -> Told:
    shop, amount = facts.get("shop"), _number(facts.get("amount_minor"))
    done = (
        tr("Cancelled on {shop}", shop=shop)
        if facts.get("cancelled")
        else tr("Refunded on {shop}", shop=shop)
    )
    return GIVEN_BACK, "attention", done, formats.money(amount) if amount else ""


def _name(facts: dict[str, object]) -> str:
    brand, last_four = str(facts.get("brand") or ""), str(facts.get("last_four") or "")
    name = brand_name(brand) if brand else tender_name(str(facts.get("kind")))
    return f"{name} {DOTS} {last_four}" if last_four else name


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
