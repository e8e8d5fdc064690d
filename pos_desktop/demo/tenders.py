"""How customers of the demo shop pay: a virtual card terminal, pay links, and gift cards that are issued already."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.ports import Store
from pos_desktop.bootstrap import Register
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.domain.value_codes import make_code

GIFT_CARDS = ((make_code(0x5EED_0000_4821_1234_5678), 2500), (make_code(0x5EED_0001_9F3C_8765_4321), 10000))
"""Codes and amounts in minor units of the gift cards that the shop handed out before."""

ON_READER = ("fake", "fake_link")
_ORDER = (
    TenderKind.CASH,
    TenderKind.CARD,
    TenderKind.GIFT_CARD,
    TenderKind.SHOP_GIFT_CARD,
    TenderKind.STORE_CREDIT,
    TenderKind.VOUCHER,
    TenderKind.PAY_LINK,
    TenderKind.EXTERNAL,
)


def add(store: Store, port: int, currency: str, at: datetime) -> None:
    """Adds the terminal at a port, and the gift cards."""
    settings = {"port": str(port)}
    with store.write() as work:
        for kind, provider in zip((TenderKind.CARD, TenderKind.PAY_LINK), ON_READER, strict=True):
            rules = TenderRules(tips=kind is TenderKind.CARD)
            work.payment_methods.save(PaymentMethod(new_id(), kind, provider, "", settings, rules))
        for method in work.payment_methods.all():
            # A terminal beside the register is for shops whose reader is not connected.
            active = method.kind is not TenderKind.EXTERNAL
            work.payment_methods.save(replace(method, position=_ORDER.index(method.kind), active=active))
        for code, amount in GIFT_CARDS:
            work.stored_values.issue(new_id(), TenderKind.GIFT_CARD, code, amount, currency, at)


def add_zvt(store: Store, host: str, port: int) -> UUID:
    """A card terminal that speaks ZVT, among the ways of paying with a key of their own; its id."""
    with store.write() as work:
        place = _ORDER.index(TenderKind.VOUCHER)
        for method in work.payment_methods.all():
            if method.position >= place:
                work.payment_methods.save(replace(method, position=method.position + 1))
        settings = {"host": host, "port": str(port)}
        made = PaymentMethod(new_id(), TenderKind.CARD, "zvt", "ZVT", settings, position=place)
        work.payment_methods.save(made)
    return made.id


def point_terminal_at(register: Register, port: int) -> None:
    """The virtual terminal's port is another one at each start where the usual one is taken."""
    with register.data.store.write() as work:
        for method in work.payment_methods.all():
            if method.provider in ON_READER:
                work.payment_methods.save(replace(method, settings={**method.settings, "port": str(port)}))
                register.accounts.forget(method.id)
