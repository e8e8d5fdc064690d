"""The register's services in one hand: what the screens and the commands are given."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_desktop.application.backups import Backups
    from pos_desktop.application.captures import Captures
    from pos_desktop.application.catalogue import Catalogue
    from pos_desktop.application.checkout import Checkout
    from pos_desktop.application.connections import ConnectionDesk
    from pos_desktop.application.counter import Counter
    from pos_desktop.application.coupons import Coupons
    from pos_desktop.application.customer_desk import CustomerDesk
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.device_watch import DeviceWatch
    from pos_desktop.application.giving_up import GivingUp
    from pos_desktop.application.labels import Labels
    from pos_desktop.application.new_product import NewProducts
    from pos_desktop.application.online_orders_view import OnlineOrdersDesk
    from pos_desktop.application.orders import Orders
    from pos_desktop.application.payment_methods import CredentialShelf, PaymentMethods
    from pos_desktop.application.payment_news import PaymentNews
    from pos_desktop.application.payment_provider import Providers
    from pos_desktop.application.people import People
    from pos_desktop.application.platform.port import Platforms
    from pos_desktop.application.practice import Practice, PracticeLab
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.product_desk import ProductDesk
    from pos_desktop.application.reader_test import ReaderTest
    from pos_desktop.application.receipt_design import ReceiptDesign
    from pos_desktop.application.reconciliation import Reconciliation
    from pos_desktop.application.refund_decisions import RefundDecisions
    from pos_desktop.application.returns import Returns
    from pos_desktop.application.session import Session
    from pos_desktop.application.settling import Settling
    from pos_desktop.application.shifts import Shifts
    from pos_desktop.application.shop_gift_cards import ShopGiftCards
    from pos_desktop.application.shop_tax import ShopTax
    from pos_desktop.application.stored_values import StoredValueDesk
    from pos_desktop.application.sync_desk import SyncDesk
    from pos_desktop.application.sync_view import SyncNews
    from pos_desktop.application.tendering import Tendering
    from pos_desktop.application.terminal_days import TerminalDays
    from pos_desktop.application.tickets import TicketDesk


class Services:
    """Everything that can be asked of the register. A service is made when somebody first asks for it: selling needs
    a few of them, and its start must not wait for the others."""

    def __init__(
        self,
        desk: Desk,
        devices: DeviceWatch,
        backups: Backups,
        providers: Providers,
        credentials: CredentialShelf,
        payment_news: PaymentNews,
        platforms: Platforms,
        sync_news: SyncNews,
        practice_lab: PracticeLab | None = None,
    ) -> None:
        self.desk = desk
        self.devices = devices
        self.backups = backups
        self.payment_news = payment_news
        self.sync_news = sync_news
        self._platforms = platforms
        self._providers = providers
        self._credentials = credentials
        self._practice_lab = practice_lab

    @property
    def counter(self) -> Counter:
        """The counter's devices as a sale uses them."""
        return self.devices.counter

    @cached_property
    def session(self) -> Session:
        from pos_desktop.application.session import Session

        return Session(self.desk)

    @cached_property
    def tickets(self) -> TicketDesk:
        from pos_desktop.application.tickets import TicketDesk

        return TicketDesk(self.desk, self.printers)

    @cached_property
    def checkout(self) -> Checkout:
        from pos_desktop.application.checkout import Checkout

        return Checkout(self.desk, self.tickets, self.printers)

    @cached_property
    def shifts(self) -> Shifts:
        from pos_desktop.application.shifts import Shifts

        return Shifts(self.desk, self.printers)

    @cached_property
    def orders(self) -> Orders:
        from pos_desktop.application.orders import Orders

        return Orders(self.desk, self.printers, self.giving_up)

    @cached_property
    def online_orders(self) -> OnlineOrdersDesk:
        from pos_desktop.application.online_orders_view import OnlineOrdersDesk

        return OnlineOrdersDesk(self.desk)

    @cached_property
    def coupons(self) -> Coupons:
        from pos_desktop.application.coupons import Coupons

        return Coupons(self.desk, self._platforms, self.tickets)

    @cached_property
    def shop_tax(self) -> ShopTax:
        from pos_desktop.application.shop_tax import ShopTax

        return ShopTax(self.desk, self._platforms, self.tickets)

    @cached_property
    def shop_gift_cards(self) -> ShopGiftCards:
        from pos_desktop.application.shop_gift_cards import ShopGiftCards

        return ShopGiftCards(self.desk, self._platforms, self.tendering)

    @cached_property
    def customers(self) -> CustomerDesk:
        from pos_desktop.application.customer_desk import CustomerDesk

        return CustomerDesk(self.desk, self._platforms, self.sync_news, self.tickets)

    @cached_property
    def captures(self) -> Captures:
        from pos_desktop.application.captures import Captures

        return Captures(self.desk, self.printers)

    @cached_property
    def catalogue(self) -> Catalogue:
        from pos_desktop.application.catalogue import Catalogue

        return Catalogue(self.desk)

    @cached_property
    def new_products(self) -> NewProducts:
        from pos_desktop.application.new_product import NewProducts

        return NewProducts(self.desk)

    @cached_property
    def products(self) -> ProductDesk:
        from pos_desktop.application.product_desk import ProductDesk

        return ProductDesk(self.desk)

    @cached_property
    def people(self) -> People:
        from pos_desktop.application.people import People

        return People(self.desk)

    @cached_property
    def printers(self) -> Printers:
        from pos_desktop.application.printers import Printers

        return Printers(self.desk)

    @cached_property
    def labels(self) -> Labels:
        from pos_desktop.application.labels import Labels

        return Labels(self.desk, self.printers)

    @cached_property
    def receipt_design(self) -> ReceiptDesign:
        from pos_desktop.application.receipt_design import ReceiptDesign

        return ReceiptDesign(self.desk, self.printers)

    @cached_property
    def tendering(self) -> Tendering:
        from pos_desktop.application.tendering import Tendering

        return Tendering(
            self.desk, self.tickets, self.checkout, self.printers, self._providers, self.payment_news
        )

    @cached_property
    def giving_up(self) -> GivingUp:
        from pos_desktop.application.giving_up import GivingUp

        return GivingUp(self.desk, self.tickets, self.printers, self._providers)

    @cached_property
    def settling(self) -> Settling:
        from pos_desktop.application.settling import Settling

        return Settling(self.desk, self.tickets, self.printers, self._providers)

    @cached_property
    def returns(self) -> Returns:
        from pos_desktop.application.returns import Returns

        return Returns(self.desk, self.tickets, self.printers, self._providers)

    @cached_property
    def refund_decisions(self) -> RefundDecisions:
        from pos_desktop.application.refund_decisions import RefundDecisions

        return RefundDecisions(self.desk, self._providers)

    @cached_property
    def practice(self) -> Practice | None:
        """The switch of the virtual devices; None where this program cannot run any."""
        from pos_desktop.application.practice import Practice

        if self._practice_lab is None:
            return None
        return Practice(self.desk, self.devices, self.printers, self._practice_lab)

    @cached_property
    def payment_methods(self) -> PaymentMethods:
        from pos_desktop.application.payment_methods import PaymentMethods

        return PaymentMethods(self.desk, self._providers, self._credentials)

    @cached_property
    def reconciliation(self) -> Reconciliation:
        from pos_desktop.application.reconciliation import Reconciliation

        return Reconciliation(self.desk, self._providers, self.settling)

    @cached_property
    def reader_test(self) -> ReaderTest:
        from pos_desktop.application.reader_test import ReaderTest

        return ReaderTest(self.desk, self._providers)

    @cached_property
    def terminal_days(self) -> TerminalDays:
        from pos_desktop.application.terminal_days import TerminalDays

        return TerminalDays(self.desk, self._providers, self.printers)

    @cached_property
    def stored_values(self) -> StoredValueDesk:
        from pos_desktop.application.stored_values import StoredValueDesk

        return StoredValueDesk(self.desk, self.printers)

    @cached_property
    def sync(self) -> SyncDesk:
        from pos_desktop.application.sync_desk import SyncDesk

        return SyncDesk(self.desk, self.sync_news)

    @cached_property
    def connections(self) -> ConnectionDesk:
        from pos_desktop.application.connections import ConnectionDesk

        return ConnectionDesk(self.desk, self._platforms, self._credentials)
