"""What each way of paying asks of the cashier, says on the large button, and does when it is pressed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pos_desktop.application.approvals import Approval
from pos_desktop.application.formats import Formats
from pos_desktop.application.payment_provider import Need
from pos_desktop.application.payment_records import Payment
from pos_desktop.application.sale_writing import Sale
from pos_desktop.application.shop_gift_cards import ShopGiftCard
from pos_desktop.application.tendering_view import MethodView, TenderingView
from pos_desktop.application.wording import tr
from pos_desktop.domain.money import Money, currency
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.tendering import ForeignCash
from pos_desktop.ui.dialogs.reference import ReferencePanel
from pos_desktop.ui.dialogs.value_code import CodePanel
from pos_desktop.ui.shell.screen import Window

GIFT_CARDS = (TenderKind.GIFT_CARD, TenderKind.SHOP_GIFT_CARD)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the large button would do with the amount typed."""

    words: str
    second: str
    amount: str = ""
    caption: str = ""
    enabled: bool = True
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be taken: where the payment stands, the amount typed, a part meant as one, a tip."""

    view: TenderingView
    typed_minor: int
    part: bool = False
    tip_minor: int = 0


class Counter(Protocol):
    """What a way of paying asks of the screen it is on."""

    @property
    def window_(self) -> Window: ...

    def took(self, sale: Sale | None) -> None:
        """A local tender is on disk; with the sale when that paid it."""
        ...

    def began(self, payment: Payment) -> None:
        """An attempt behind a network is on disk; its own screen goes on with it."""
        ...


class Way:
    """One way of paying on the pay screen. Amounts are minor units of what is typed."""

    def __init__(self, counter: Counter, offered: MethodView) -> None:
        self.counter = counter
        self.window = counter.window_
        self.services = self.window.services
        self.method, self.name, self.traits = offered.method, offered.name, offered.traits
        self.reason = offered.reason

    @property
    def formats(self) -> Formats:
        """The store's."""
        return self.services.desk.formats

    @property
    def label(self) -> str:
        """What the amount typed is."""
        return self.name

    @property
    def cash(self) -> bool:
        """Whether bills are laid on the counter."""
        return False

    @property
    def tips(self) -> bool:
        """Whether a tip may be typed."""
        return False

    def show(self, minor: int) -> str:
        """The amount typed, without a currency's sign."""
        return self.formats.figure(minor)

    def proposal(self, left_minor: int) -> int:
        """What is proposed to pay so much of the order."""
        return left_minor

    def worth(self, minor: int) -> int:
        """What so much of what is typed is worth in the store's money."""
        return minor

    def offer(self, wanted: Wanted) -> Offer:
        """What the large button says."""
        too_much = self._too_much(wanted)
        if too_much is not None:
            return too_much
        typed, left = wanted.typed_minor, wanted.view.left_minor
        words, second = self.press_words(typed), f"{self.name} · {tr('Enter')}"
        if typed < left:
            return Offer(words, second, self.formats.money(left - typed), tr("Left after"), typed > 0)
        return Offer(words, second, enabled=typed > 0, icon=self.press_icon)

    press_icon = "arrow-right"

    def press_words(self, minor: int) -> str:
        """The button's words for an amount."""
        return tr("Take {amount}", amount=self.formats.money(minor))

    def take(self, wanted: Wanted) -> None:
        """Does it, or asks what is still missing."""
        raise NotImplementedError

    def chosen(self, wanted: Wanted) -> None:
        """It was chosen just now: asks at once for what it cannot do without."""

    def _too_much(self, wanted: Wanted) -> Offer | None:
        left = wanted.view.left_minor
        if wanted.typed_minor <= left:
            return None
        words = tr("Only {amount} is left to pay", amount=self.formats.money(left))
        return Offer(self.press_words(wanted.typed_minor), words, enabled=False)

    def _act(self, take: Callable[[Approval | None], Sale | None]) -> None:
        self.window.act(take, self.counter.took)


class CashWay(Way):
    """Cash in the store's money, with change."""

    @property
    def label(self) -> str:
        return tr("Cash given")

    @property
    def cash(self) -> bool:
        return True

    def proposal(self, left_minor: int) -> int:
        return Money(left_minor, self.services.desk.settings.currency).rounded_for_cash().minor

    def offer(self, wanted: Wanted) -> Offer:
        given, due = wanted.typed_minor, wanted.view.left_cash_minor
        words, second = self.press_words(given), f"{self.name} · {tr('Enter')}"
        if given >= due:
            return Offer(words, second, self.formats.money(given - due), tr("Change"))
        if wanted.part:
            return Offer(words, second, self.formats.money(due - given), tr("Left after"), given > 0)
        missing = tr("{amount} is missing", amount=self.formats.money(due - given))
        return Offer(words, missing, self.formats.money(0), tr("Change"), enabled=False)

    def take(self, wanted: Wanted) -> None:
        given = wanted.typed_minor
        self._act(lambda approval: self.services.tendering.take_cash(given, approval))


class ForeignWay(Way):
    """Bills of another currency; change is given in the store's own."""

    def _cash(self, minor: int) -> ForeignCash:
        return ForeignCash.by(self.method.settings, minor)

    @property
    def _code(self) -> str:
        return self._cash(0).currency

    @property
    def _exponents(self) -> tuple[int, int]:
        """The store's own, and that of the bills."""
        return self.services.desk.settings.currency.exponent, currency(self._code).exponent

    def worth(self, minor: int) -> int:
        return self._cash(minor).worth_minor(*self._exponents)

    @property
    def label(self) -> str:
        return tr("{currency} given", currency=self._code)

    def show(self, minor: int) -> str:
        return Formats(self.services.desk.settings.locale, currency(self._code)).figure(minor)

    def proposal(self, left_minor: int) -> int:
        """The fewest of the foreign minor units that are worth it."""
        return self._cash(0).least_for(left_minor, *self._exponents)

    def offer(self, wanted: Wanted) -> Offer:
        worth, due = self.worth(wanted.typed_minor), wanted.view.left_cash_minor
        money = self.formats.money
        words = tr("Take {amount}", amount=f"{self._code} {self.show(wanted.typed_minor)}")
        second = tr("Worth {amount}", amount=money(worth)) + f" · {tr('Enter')}"
        if worth >= due:
            return Offer(words, second, money(worth - due), tr("Change"))
        if wanted.part:
            return Offer(words, second, money(due - worth), tr("Left after"), worth > 0)
        missing = tr("{amount} is missing", amount=money(due - worth))
        return Offer(words, missing, money(0), tr("Change"), enabled=False)

    def take(self, wanted: Wanted) -> None:
        given, method_id = wanted.typed_minor, self.method.id
        self._act(lambda approval: self.services.tendering.take_foreign(method_id, given, approval))


class CodeWay(Way):
    """Gift card, store credit or voucher: known by a code that is scanned or typed."""

    press_icon = "barcode"

    def press_words(self, minor: int) -> str:
        return tr("Enter the code")

    def chosen(self, wanted: Wanted) -> None:
        self.take(wanted)

    def take(self, wanted: Wanted) -> None:
        part = wanted.typed_minor if wanted.part or wanted.typed_minor < wanted.view.left_minor else None
        self.ask(wanted.view.left_minor, part)

    def ask(self, left_minor: int, part_minor: int | None = None, scanned: str = "") -> None:
        """The panel for the code; what it holds is shown before anything is taken."""
        kind = self.method.kind
        at_shop = self.redeem_at_shop if kind in GIFT_CARDS else None
        panel = CodePanel(self.window, self.name, kind, left_minor, part_minor, self.redeem, at_shop)
        self.window.show_overlay(panel)
        if scanned:
            panel.scanned(scanned)

    def redeem(self, code: str, amount_minor: int | None = None) -> None:
        """Takes what is due, or the amount, from the code."""
        method_id = self.method.id

        def took(sale: Sale | None) -> None:
            self.window.close_overlay()
            self.counter.took(sale)

        self.window.act(
            lambda approval: self.services.tendering.take_code(method_id, code, amount_minor, approval), took
        )

    def redeem_at_shop(self, card: ShopGiftCard, amount_minor: int) -> None:
        """Has a connected shop take the amount from its card."""

        def began(payment: Payment) -> None:
            self.window.close_overlay()
            self.counter.began(payment)

        self.window.act(
            lambda approval: self.services.shop_gift_cards.take(card, amount_minor, approval), began
        )


class ExternalWay(Way):
    """A terminal beside the register took it: the amount by hand, and what the terminal printed."""

    def take(self, wanted: Wanted) -> None:
        amount, method_id = wanted.typed_minor, self.method.id

        def took(sale: Sale | None) -> None:
            self.window.close_overlay()
            self.counter.took(sale)

        def taken(reference: str) -> None:
            self.window.act(
                lambda approval: self.services.tendering.take_external(
                    method_id, amount, reference, approval
                ),
                took,
            )

        shown = self.formats.money(amount)
        self.window.show_overlay(
            ReferencePanel(
                self.window,
                self.name,
                tr("{amount} on the terminal beside the register", amount=shown),
                tr(
                    "Key {amount} into the terminal, wait for its word, then type what it printed.",
                    amount=shown,
                ),
                tr("Take {amount}", amount=shown),
                taken,
            )
        )


class AskedWay(Way):
    """A card at the reader or a link: begun here, finished on its own screen."""

    @property
    def label(self) -> str:
        if self.method.kind is TenderKind.CARD:
            return tr("On the card")
        return tr("By link") if self.method.kind is TenderKind.PAY_LINK else self.name

    @property
    def tips(self) -> bool:
        return self.method.rules.tips

    def press_words(self, minor: int) -> str:
        if self.method.kind is TenderKind.PAY_LINK:
            return tr("Link for {amount}", amount=self.formats.money(minor))
        return tr("Charge {amount}", amount=self.formats.money(minor))

    def offer(self, wanted: Wanted) -> Offer:
        made = super().offer(wanted)
        if not wanted.tip_minor or not made.enabled:
            return made
        words = self.press_words(wanted.typed_minor + wanted.tip_minor)
        return Offer(words, made.second, self.formats.money(wanted.tip_minor), tr("Tip"), made.enabled)

    def take(self, wanted: Wanted) -> None:
        method_id, amount, tip = self.method.id, wanted.typed_minor, wanted.tip_minor

        def start(approval: Approval | None) -> Payment:
            return self.services.tendering.start(method_id, amount, tip_minor=tip, approval=approval)

        self.window.act(start, self.counter.began)


def on_the_grid(offered: Sequence[MethodView]) -> list[MethodView]:
    """The ways with a button of their own: the cards of online shops are taken behind the store's gift cards, and
    have one button where the store has none of these."""
    kinds = [each.method.kind for each in offered]
    own = TenderKind.GIFT_CARD in kinds
    return [
        each
        for place, each in enumerate(offered)
        if each.method.kind is not TenderKind.SHOP_GIFT_CARD
        or not (own or TenderKind.SHOP_GIFT_CARD in kinds[:place])
    ]


def way_of(counter: Counter, offered: MethodView) -> Way:
    """The way that a payment method is taken."""
    traits = offered.traits
    if offered.method.kind is TenderKind.SHOP_GIFT_CARD:
        return CodeWay(counter, offered)
    if not traits.local:
        return AskedWay(counter, offered)
    if traits.need is Need.CODE:
        return CodeWay(counter, offered)
    if traits.need is Need.REFERENCE:
        return ExternalWay(counter, offered)
    foreign = offered.method.kind is TenderKind.FOREIGN_CASH
    return ForeignWay(counter, offered) if foreign else CashWay(counter, offered)
