"""Gift cards that the store's online shops issued: looked up there, paid with here.

A shop is asked on a worker, with the time-out and the breaker of its connection. What a platform has is read from its
capability table, so that nobody waits for a check; a shop whose plan lacks gift cards says so when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.errors import PersonError, Refused, TryAgain
from pos_desktop.application.ids import new_id
from pos_desktop.application.network_tenders import Known
from pos_desktop.application.payment_methods import check_none_open
from pos_desktop.application.payment_provider import Decline
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.application.payment_words import decline_words
from pos_desktop.application.platform.capabilities import Ability, Capability, Support
from pos_desktop.application.platform.trouble import NotOffered
from pos_desktop.application.wording import tr
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.record import record
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.domain.value_codes import plain_code

if TYPE_CHECKING:
    from datetime import date, datetime

    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.payment_records import Payment
    from pos_desktop.application.platform.codes import PlatformGiftCard
    from pos_desktop.application.platform.port import Platforms
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Connection
    from pos_desktop.application.tendering import Tendering

PROVIDER, CONNECTION = "shop_gift_card", "connection"
"""The payment provider of such cards, and its setting that names the shop."""


@record
class ShopGiftCard:
    """A gift card as its shop knows it now; never its code. Minor units of the store's currency."""

    connection_id: UUID
    shop: str  # the connection's name
    ref: str
    last_four: str
    balance_minor: int
    expires_on: date | None = None


class ShopGiftCards:
    """Asks the connected shops in their order; the first that knows a code decides."""

    def __init__(self, desk: Desk, platforms: Platforms, tendering: Tendering) -> None:
        self._desk = desk
        self._platforms = platforms
        self._tendering = tendering

    # -- what is there -----------------------------------------------------------------------------

    def shops(self) -> list[str]:
        """The names of the shops that are asked for gift cards."""
        return [connection.name for connection in self._asked()]

    def missing(self) -> list[str]:
        """Of the connected shops that are not asked: why, in words."""
        with self._desk.store.read() as work:
            connections = [each for each in work.connections.all() if each.active]
            off = _switched_off(work)
        found = []
        for connection in connections:
            ability = self._ability(connection)
            if ability.support is Support.NONE:
                why = ability.words or tr("Gift cards are not offered there.")
                found.append(f"{connection.name}: {why}")
            elif connection.id in off:
                found.append(f"{connection.name}: {tr('Its gift cards are switched off in the settings.')}")
        return found

    # -- slow: off the UI thread ---------------------------------------------------------------------

    def find(self, code: str) -> ShopGiftCard:
        """The card of a code, with what it holds now. Calls the shops.

        Refused with the reason where it cannot be used; TryAgain where a shop that may know it cannot be asked.
        """
        away, lacking, asked = "", [], self._asked()
        for connection in asked:
            try:
                card = self._platforms.of(connection.id).gift_card(plain_code(code))
            except NotOffered as missing:
                lacking.append(f"{connection.name}: {missing.meaning}")
            except PersonError as trouble:
                away = away or f"{connection.name}: {trouble.title}."
            else:
                if card is not None:
                    return self._usable(card, connection)
        again = tr("Try again, or choose another tender.")
        if away:
            raise TryAgain(tr("The card cannot be checked now"), away, again)
        if len(lacking) == len(asked):
            raise Refused(tr("This is not a code of this store"), " ".join(lacking), again)
        raise Refused(
            tr("No shop knows this code"), tr("Nothing was taken."), tr("Check the code, letter by letter.")
        )

    # -- paying ------------------------------------------------------------------------------------

    def take(
        self, card: ShopGiftCard, amount_minor: int | None = None, approval: Approval | None = None
    ) -> Payment:
        """Begins to take what is due, or the amount, or as much as the card holds: the intent is on disk when this
        returns, with the card and never its code; the payments' worker asks the shop."""
        due = self._tendering.view().left_minor if amount_minor is None else amount_minor
        method = self._method(card.connection_id)
        return self._tendering.start(
            method.id,
            min(due, card.balance_minor),
            known=Known(card.ref, card.last_four),
            approval=approval,
        )

    # -- within ------------------------------------------------------------------------------------

    def _asked(self) -> list[Connection]:
        with self._desk.store.read() as work:
            connections, off = work.connections.all(), _switched_off(work)
        return [
            each
            for each in connections
            if each.active and each.id not in off and self._ability(each).support is not Support.NONE
        ]

    def _ability(self, connection: Connection) -> Ability:
        kind = next((view for view in self._platforms.kinds() if view.key == connection.platform), None)
        return Ability(Support.NONE) if kind is None else kind.capabilities.of(Capability.GIFT_CARDS)

    def _usable(self, card: PlatformGiftCard, connection: Connection) -> ShopGiftCard:
        decline = None
        if card.expired(self._desk.clock.now().date()):
            decline = Decline.EXPIRED_CODE
        elif not card.active:
            decline = Decline.BLOCKED_CODE
        elif card.currency != self._desk.settings.currency_code:
            decline = Decline.WRONG_CURRENCY
        elif card.balance_minor <= 0:
            decline = Decline.NOT_ENOUGH_BALANCE
        if decline is not None:
            balance = card.balance_minor if decline is Decline.NOT_ENOUGH_BALANCE else None
            raise decline_words(decline, self._desk.formats, balance)
        return ShopGiftCard(
            connection.id, connection.name, card.ref, card.last_four, card.balance_minor, card.expires_on
        )

    def _method(self, connection_id: UUID) -> PaymentMethod:
        with self._desk.store.read() as work:
            found = method_of(work, connection_id)
        if found is None:
            with self._desk.store.write() as work:
                found = add_method(work, work.connections.get(connection_id))
        if not found.active:
            raise Refused(
                tr("{tender} is switched off", tender=found.name),
                tr("Nothing was taken."),
                tr("Choose another tender, or switch it on under Settings › Payments."),
            )
        return found


def method_of(work: Work, connection_id: UUID) -> PaymentMethod | None:
    """The way of paying that stands for the gift cards of a connection."""
    return next(
        (
            method
            for method in work.payment_methods.all()
            if method.provider == PROVIDER and method.settings.get(CONNECTION) == str(connection_id)
        ),
        None,
    )


def add_method(work: Work, connection: Connection) -> PaymentMethod:
    """Adds that way of paying, by the rules of the store's own gift cards."""
    methods = work.payment_methods.all()
    own = next((method for method in methods if method.kind is TenderKind.GIFT_CARD), None)
    method = PaymentMethod(
        new_id(),
        TenderKind.SHOP_GIFT_CARD,
        PROVIDER,
        connection.name[:40],
        {CONNECTION: str(connection.id)},
        own.rules if own is not None else TenderRules(),
        position=len(methods),
    )
    work.payment_methods.save(method)
    work.journal.add(
        "payment_method_added",
        {
            "method": str(method.id),
            "provider": PROVIDER,
            "name": method.name,
            "settings": dict(method.settings),
        },
    )
    return method


def remove_method(work: Work, connection_id: UUID, at: datetime) -> None:
    """With its connection goes that way of paying; Refused while an outcome or a refund of it is open."""
    method = method_of(work, connection_id)
    if method is not None:
        check_none_open(work, method.id)
        work.payment_methods.remove(method.id, at)


def _switched_off(work: Work) -> set[UUID]:
    return {
        UUID(method.settings[CONNECTION])
        for method in work.payment_methods.all()
        if method.provider == PROVIDER and not method.active
    }
