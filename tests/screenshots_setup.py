"""Pictures of what a manager sets up: ways of paying, readers, the comparison of the books, gift cards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application import reconciliation
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import Charge
from pos_desktop.domain.payment import TenderKind
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.ui.viewmodels.payments import MONEY_BACK

if TYPE_CHECKING:
    from tests.photographer import Photographer


def setting_up(p: Photographer, terminal: VirtualTerminal) -> None:
    """Ways of paying, a reader that is tried, the comparison of the books, gift cards."""
    methods = p.services.payment_methods
    settings = {"port": str(terminal.port), "answer_ms": "2000"}
    reader = methods.add("fake", "Counter reader", settings)
    methods.add("foreign_cash", "US dollars", {"currency": "USD", "rate": "0.92"})
    page = _page(p, "payments", str(reader.id))
    p.take("settings-payments")
    page.take(MONEY_BACK)
    p.take("settings-money-back")
    page.take(str(reader.id))
    page.add.click()
    p.window.panels.top.choose("stripe")
    p.hand.settle(0.4)
    p.over("payment-add")
    page.reader.click()
    p.hand.until(lambda: p.window.panels.top, "the list of readers")
    p.over("reader-pairing")
    page.test.click()
    p.hand.until(lambda: terminal.books.at_reader(), "a payment at the reader")
    p.hand.settle(0.6)
    p.take("reader-test")
    terminal.present()
    p.hand.until(lambda: not p.window.panels.top.running or None, "the end of the test")
    p.over("reader-test-done")
    page = _page(p, "people", "")
    page.take(next(row.key for row in page.pane.list.rows if row.key.startswith("role:")))
    p.take("settings-role")
    _books(p, terminal, reader.id)
    _gift_cards(p)


def _page(p: Photographer, name: str, key: str):
    p.window.go("settings", section=name)
    p.hand.settle(0.3)
    page = p.sight.page
    page.refresh()
    if key:
        page.take(key)
    p.hand.settle(0.4)
    return page


def _books(p: Photographer, terminal: VirtualTerminal, method_id: UUID) -> None:
    """Two payments that the register knows nothing of."""
    services = p.services
    p.window.go("reconcile")
    p.hand.settle(0.3)
    p.take("reconcile-first")
    ticket = services.tickets.ticket
    for amount, order_id in ((1240, new_id()), (38_24, ticket.id)):
        payment_id = new_id()
        charge = Charge(payment_id, str(payment_id), order_id, "Ticket", amount, "EUR")
        with p.register.accounts.apart(method_id) as provider:
            provider.start(charge)
            terminal.present()
    comparison = services.reconciliation
    age, reconciliation.UNDER_WAY = reconciliation.UNDER_WAY, timedelta(0)
    comparison.run()
    reconciliation.UNDER_WAY = age
    p.sight.reload()
    p.take("reconcile")
    p.window.resize(1024, 768)
    p.hand.settle(0.3)
    p.take("reconcile-narrow")
    p.sight.open(p.sight.chosen)
    p.take("reconcile-narrow-detail")
    p.window.resize(1366, 768)
    for view in comparison.open():
        comparison.resolve(view.difference.id, "accept", "Settled by hand")
    # As after a night in which every provider answered.
    with services.desk.store.write() as work:
        agreed = reconciliation.Run(services.desk.clock.now(), 128, 0)
        work.settings.put(reconciliation.LAST_RUN, agreed.to_json())
    p.sight.reload()
    p.take("reconcile-agreed")


def _gift_cards(p: Photographer) -> None:
    services = p.services
    values = services.stored_values
    values.issue(TenderKind.STORE_CREDIT, 2490, "Member 20417")
    lost = values.issue(TenderKind.VOUCHER, 1000)
    values.set_blocked(lost, True, "Lost")
    card = values.issue(TenderKind.GIFT_CARD, 5000)
    values.adjust(card, 500, "Goodwill")
    page = _page(p, "gift-cards", str(card))
    p.take("settings-gift-cards-filled")
    page.issue.click()
    p.over("gift-card-issue")
    page.adjust.click()
    p.hand.write("500")
    p.over("gift-card-adjust")
    p.window.go("sale")
    p.sight.ask_gift_card()
    p.hand.write("5000")
    p.over("gift-card-sell")
