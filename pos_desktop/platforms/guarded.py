"""Nothing but the four kinds of trouble leaves a platform, and no key or personal datum in their words."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from pos_desktop.application.errors import FixSetting, PersonError
from pos_desktop.application.platform.catalogue import PlatformProduct, PlatformVariant
from pos_desktop.application.platform.changes import Change, Message, Stream, Told
from pos_desktop.application.platform.checkout_tax import TaxAnswer, TaxAsk
from pos_desktop.application.platform.codes import PlatformDiscount, PlatformGiftCard
from pos_desktop.application.platform.customers import PlatformCustomer
from pos_desktop.application.platform.port import Platform
from pos_desktop.application.platform.sent_orders import OrderPush, PlacedOrder, PlacedRefund, RefundPush
from pos_desktop.application.platform.shop import Budget, PlatformLocation, ShopFacts
from pos_desktop.application.platform.stock import LevelTold, StockChange
from pos_desktop.application.platform.trouble import (
    BadSignature,
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
    ShapeChanged,
)
from pos_desktop.application.wording import tr
from pos_desktop.system.redaction import redact

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from pos_desktop.application.platform.capabilities import CapabilityTable

Answer = TypeVar("Answer")
FOUR = (PlatformAway, PlatformUnsure, PlatformSetting, PlatformRefused)
_log = logging.getLogger(__name__)


class GuardedPlatform:
    """Implements Platform around another one. Every call goes through `_guarded`."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    @property
    def capabilities(self) -> CapabilityTable:
        return self._platform.capabilities

    @property
    def keys_kept(self) -> timedelta:
        return self._platform.keys_kept

    def check(self) -> ShopFacts:
        return _asked(lambda: self._platform.check())

    def budget(self) -> Budget | None:
        return _asked(lambda: self._platform.budget())

    def locations(self) -> Sequence[PlatformLocation]:
        return _asked(lambda: self._platform.locations())

    def all_products(self) -> Iterator[Sequence[PlatformProduct]]:
        with _guarded():
            yield from self._platform.all_products()

    def products_count(self) -> int | None:
        return _asked(lambda: self._platform.products_count())

    def find_variants(self, *, sku: str = "", barcode: str = "") -> Sequence[PlatformVariant]:
        return _asked(lambda: self._platform.find_variants(sku=sku, barcode=barcode))

    def checkout_tax(self, ask: TaxAsk) -> TaxAnswer:
        return _asked(lambda: self._platform.checkout_tax(ask))

    def find_order(self, order_id: UUID) -> PlacedOrder | None:
        return _asked(lambda: self._platform.find_order(order_id))

    def create_order(self, order: OrderPush) -> PlacedOrder:
        return _asked(lambda: self._platform.create_order(order))

    def cancel_order(self, order_ref: str, note: str) -> None:
        _asked(lambda: self._platform.cancel_order(order_ref, note))

    def find_refund(self, refund: RefundPush) -> PlacedRefund | None:
        return _asked(lambda: self._platform.find_refund(refund))

    def refund(self, refund: RefundPush, key: str) -> PlacedRefund:
        return _asked(lambda: self._platform.refund(refund, key))

    def fulfil(
        self,
        order_ref: str,
        lines: Mapping[str, int],
        *,
        tracking: str = "",
        carrier: str = "",
        notify: bool = False,
    ) -> str:
        return _asked(
            lambda: self._platform.fulfil(order_ref, lines, tracking=tracking, carrier=carrier, notify=notify)
        )

    def adjust_stock(self, changes: Sequence[StockChange], key: str) -> Sequence[LevelTold]:
        return _asked(lambda: self._platform.adjust_stock(changes, key))

    def set_stock(self, level: LevelTold, expected_milli: int | None, key: str) -> LevelTold:
        return _asked(lambda: self._platform.set_stock(level, expected_milli, key))

    def levels(self, item_refs: Sequence[str]) -> Sequence[LevelTold]:
        return _asked(lambda: self._platform.levels(item_refs))

    def find_customers(self, text: str) -> Sequence[PlatformCustomer]:
        return _asked(lambda: self._platform.find_customers(text))

    def create_customer(self, customer: PlatformCustomer) -> PlatformCustomer:
        return _asked(lambda: self._platform.create_customer(customer))

    def discount(self, code: str) -> PlatformDiscount | None:
        return _asked(lambda: self._platform.discount(code))

    def gift_card(self, code: str) -> PlatformGiftCard | None:
        return _asked(lambda: self._platform.gift_card(code))

    def redeem_gift_card(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard:
        return _asked(lambda: self._platform.redeem_gift_card(ref, amount_minor, currency, note))

    def credit_gift_card(self, ref: str, amount_minor: int, currency: str, note: str) -> PlatformGiftCard:
        return _asked(lambda: self._platform.credit_gift_card(ref, amount_minor, currency, note))

    def gift_card_history(self, ref: str) -> PlatformGiftCard | None:
        return _asked(lambda: self._platform.gift_card_history(ref))

    def gift_cards_moved(self, since: datetime) -> Sequence[PlatformGiftCard]:
        return _asked(lambda: self._platform.gift_cards_moved(since))

    def changes(self, stream: Stream, cursor: str) -> Told:
        return _asked(lambda: self._platform.changes(stream, cursor))

    def read(self, message: Message) -> Sequence[Change]:
        with _guarded(lambda: ShapeChanged(message.topic, "not understood")):
            return self._platform.read(message)

    def look_again(self, message: Message) -> Message | None:
        return _asked(lambda: self._platform.look_again(message))

    def verify(self, headers: Mapping[str, str], body: bytes) -> Message:
        try:
            return self._platform.verify(headers, body)
        except (BadSignature, PersonError):
            raise
        except Exception as fault:
            _tell(fault)
        raise BadSignature("unreadable")

    def subscribe(self, address: str) -> Sequence[str]:
        return _asked(lambda: self._platform.subscribe(address))

    def close(self) -> None:
        self._platform.close()


def _asked(call: Callable[[], Answer]) -> Answer:
    with _guarded():
        return call()


def _not_understood() -> PersonError:
    return PlatformUnsure(
        tr("The platform's answer was not understood"),
        tr("It is not known whether it was done there. The register looks before it asks again."),
    )


@contextmanager
def _guarded(stray: Callable[[], PersonError] = _not_understood) -> Iterator[None]:
    """A stray exception is a fault of the program: it is told, and what it leaves is not known."""
    try:
        yield
        return
    except FOUR as trouble:
        _make_discreet(trouble)
        raise
    except FixSetting as trouble:  # the keyring is locked
        setting = PlatformSetting(trouble.title, trouble.meaning, trouble.next_step)
        _make_discreet(setting)
        raise setting from None
    except Exception as fault:
        _tell(fault)
    raise stray()


def _make_discreet(trouble: PersonError) -> None:
    trouble.title, trouble.meaning, trouble.next_step = (
        redact(words) for words in (trouble.title, trouble.meaning, trouble.next_step)
    )
    trouble.args = tuple(redact(part) if isinstance(part, str) else part for part in trouble.args)


def _tell(fault: Exception) -> None:
    """To the log and, as the faults of every thread, to the crash report. The thread goes on."""
    _log.error("a platform stumbled", exc_info=fault)
    caught = (type(fault), fault, fault.__traceback__, threading.current_thread())
    threading.excepthook(threading.ExceptHookArgs(caught))
