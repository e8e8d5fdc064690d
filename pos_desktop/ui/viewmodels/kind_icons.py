"""The picture of each way of paying."""

from pos_desktop.domain.payment import TenderKind

_ICONS = {
    TenderKind.CASH: "money",
    TenderKind.CARD: "credit-card",
    TenderKind.GIFT_CARD: "gift",
    TenderKind.SHOP_GIFT_CARD: "gift",
    TenderKind.STORE_CREDIT: "wallet",
    TenderKind.VOUCHER: "ticket",
    TenderKind.EXTERNAL: "device-mobile-camera",
    TenderKind.PAY_LINK: "link",
    TenderKind.FOREIGN_CASH: "globe",
}


def kind_icon(kind: TenderKind) -> str:
    """The picture of a way of paying."""
    return _ICONS[kind]
