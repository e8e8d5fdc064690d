"""Gift cards that are sold, and stored values as a manager keeps them, in a real encrypted file."""

import json
import logging

import pytest

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import FixSetting, Refused
from pos_desktop.application.printing import FailureReason, PrintOutcome, PrintResult
from pos_desktop.domain.discount import percent
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.value_codes import is_code, normal_code, shown_code
from pos_desktop.storage import tables
from pos_desktop.storage.print_queue import SqlPrintQueue
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import Till


def codes_printed(till: Till) -> list[str]:
    """The codes that stand on slips waiting to be printed."""
    found = []
    for job in till.jobs("value_slip"):
        text = json.dumps(job.document) if not isinstance(job.document, str) else job.document
        for word in text.replace('"', " ").replace(",", " ").split():
            if is_code(word):
                found.append(normal_code(word))
    return sorted(set(found))


def everything_stored(till: Till) -> str:
    """All rows of all tables but the print jobs, as text."""
    parts = []
    for table in tables.metadata.sorted_tables:
        if table.name != "print_job":
            parts += [repr(tuple(row)) for row in till.rows_of(table)]
    return "\n".join(parts)


def sold(till: Till, amount: int, *names: str) -> str:
    """A gift card sold for cash beside other things; its code."""
    before = set(codes_printed(till))
    till.services.tickets.sell_gift_card(amount)
    till.sell(*names)
    (code,) = set(codes_printed(till)) - before
    return code


def test_a_gift_card_is_issued_with_the_sale_and_pays_afterwards(card_shop: CardShop) -> None:
    till = card_shop.till
    code = sold(till, 5000)
    assert card_shop.balance(code) == 5000
    till.add("Coffee")
    sale = card_shop.tendering.take_code(card_shop.methods[TenderKind.GIFT_CARD].id, shown_code(code))
    assert sale is not None
    assert [(t.kind, t.amount_minor) for t in sale.order.tenders] == [("gift_card", 799)]
    assert card_shop.balance(code) == 4201
    assert till.drawer_holds() == 10_000 + 5000


def test_its_code_is_on_its_slip_and_nowhere_else(
    card_shop: CardShop, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        code = sold(card_shop.till, 2500, "Bread")
        card_shop.till.services.stored_values.find(code)
    stored = everything_stored(card_shop.till)
    for form in (code, shown_code(code), code.lower()):
        assert form not in stored
        assert form not in caplog.text
    assert code[-4:] in stored
    kinds = [kind for kind, _ in card_shop.till.journal()]
    assert "stored_value_issued" in kinds


def test_once_printed_its_code_is_on_the_paper_alone(card_shop: CardShop) -> None:
    till = card_shop.till
    code = sold(till, 2500)
    queue = SqlPrintQueue(till.database)
    (job,) = till.jobs("value_slip")
    queue.failed(
        job.id,
        PrintOutcome(PrintResult.FAILED, FailureReason.PAPER_OUT),
        till.clock.now(),
        till.clock.now(),
        False,
    )
    assert codes_printed(till) == [code]
    queue.sent(job.id, PrintOutcome(PrintResult.PRINTED), till.clock.now())
    assert codes_printed(till) == []
    receipts = [job for job in till.jobs("receipt") if job.document]
    for each in receipts:
        queue.sent(each.id, PrintOutcome(PrintResult.PRINTED), till.clock.now())
    assert all(job.document for job in till.jobs("receipt"))


def set_printers(till: Till, *, there: bool) -> None:
    """Somebody takes every device away, or puts them back."""
    with till.store.write() as work:
        for device in work.devices.all():
            work.devices.save(
                device.id, device.family, device.driver, device.name, device.settings, None, there
            )
    till.services.printers.forget()


def test_a_card_whose_printer_was_taken_away_is_not_paid_for(card_shop: CardShop) -> None:
    """Put on a ticket while there was one, and parked meanwhile: its code would be printed nowhere."""
    till, tickets = card_shop.till, card_shop.till.services.tickets
    tickets.sell_gift_card(5000)
    parked = tickets.park()
    set_printers(till, there=False)
    tickets.resume(parked.id)
    before = till.everything()
    for pay in (
        lambda: till.services.checkout.check_payable(),
        lambda: till.services.checkout.pay_cash(5000),
        lambda: card_shop.tendering.take_cash(5000),
        lambda: card_shop.tendering.start(card_shop.methods[TenderKind.CARD].id),
    ):
        with pytest.raises(FixSetting, match="printer"):
            pay()
    assert till.everything() == before
    assert till.rows_of(tables.stored_value) == till.rows_of(tables.payment) == []
    set_printers(till, there=True)
    till.services.checkout.pay_cash(5000)
    assert len(codes_printed(till)) == 1
    goods = till.sell("Bread")
    assert goods.order.total_minor == 250


def test_a_card_that_was_charged_before_the_printer_went_waits_for_one(card_shop: CardShop) -> None:
    """Nobody has the value without its code: the ticket stays, and others are settled all the same."""
    till, settling = card_shop.till, card_shop.till.services.settling
    till.services.tickets.sell_gift_card(5000)
    payment = card_shop.card()
    card_shop.terminal.present()
    card_shop.until_known(payment.id)
    set_printers(till, there=False)
    (settled,) = settling.settle()
    assert (settled.kind, settled.sale) == ("refused", None)
    assert isinstance(settled.trouble, FixSetting)
    assert till.rows_of(tables.stored_value) == [] and till.stored_sales() == []
    set_printers(till, there=True)
    (settled,) = settling.settle()
    assert settled.sale is not None and settled.sale.order.total_minor == 5000
    assert len(codes_printed(till)) == 1


def test_without_a_printer_goods_are_sold_all_the_same(card_shop: CardShop) -> None:
    set_printers(card_shop.till, there=False)
    assert card_shop.till.sell("Bread").order.total_minor == 250


def test_without_a_printer_none_is_sold(card_shop: CardShop) -> None:
    till = card_shop.till
    set_printers(till, there=False)
    with pytest.raises(FixSetting, match="printer"):
        till.services.tickets.sell_gift_card(1000)
    till.sign_in("Manager")
    with pytest.raises(FixSetting, match="printer"):
        till.services.stored_values.issue(TenderKind.VOUCHER, 1000)


def test_it_carries_no_tax_and_no_discount(card_shop: CardShop) -> None:
    tickets = card_shop.till.services.tickets
    card_shop.till.sign_in("Manager")
    card_shop.ring_up("Bread")
    card = tickets.sell_gift_card(5000).line
    tickets.discount_ticket(percent(10, "Member"))
    totals = tickets.totals
    assert totals.total_minor == 5000 + 225
    (priced,) = [line for line in totals.lines if line.line.issues]
    assert (priced.total_minor, priced.tax_minor, priced.ticket_discount_minor) == (5000, 0, 0)
    for change in (
        lambda: tickets.discount_line(card.id, percent(10, "Member")),
        lambda: tickets.override_price(card.id, 100, "Wrong"),
        lambda: tickets.set_quantity(card.id, 2000),
        lambda: tickets.step(card.id, 1),
    ):
        with pytest.raises(Refused, match="gift card"):
            change()
    with pytest.raises(Refused):
        tickets.sell_gift_card(0)


def test_two_cards_on_one_ticket_have_two_codes(card_shop: CardShop) -> None:
    tickets = card_shop.till.services.tickets
    tickets.sell_gift_card(1000)
    tickets.sell_gift_card(1000)
    assert len(tickets.ticket.lines) == 2
    card_shop.till.sell()
    codes = codes_printed(card_shop.till)
    assert [card_shop.balance(code) for code in codes] == [1000, 1000]


def test_it_comes_back_neither_as_a_return_nor_by_a_void(card_shop: CardShop) -> None:
    from pos_desktop.application.returns import Pick

    till = card_shop.till
    till.services.tickets.sell_gift_card(1000)
    sale = till.sell("Bread")
    till.sign_in("Manager")
    order = till.services.orders.get(sale.order.id)
    assert not till.services.orders.can_void(order)
    with pytest.raises(Refused, match="gift card"):
        till.services.orders.void(order.id, "Wrong items")
    line = next(line for line in order.lines if line.issues)
    found = till.services.returns.of(order.id)
    with pytest.raises(Refused, match="gift card"):
        till.services.returns.price(found, {line.id: Pick(1000)}, "Unwanted")


def test_a_card_paid_ticket_issues_when_the_card_is_known(card_shop: CardShop) -> None:
    card_shop.till.services.tickets.sell_gift_card(3000)
    payment = card_shop.card()
    card_shop.terminal.present()
    card_shop.until_known(payment.id)
    assert codes_printed(card_shop.till) == []
    card_shop.till.services.settling.settle()
    (code,) = codes_printed(card_shop.till)
    assert card_shop.balance(code) == 3000


# -- as a manager keeps them ----------------------------------------------------------------------------------


def test_they_are_found_by_code_and_by_the_last_four(card_shop: CardShop) -> None:
    code = card_shop.gift_card(1000)
    card_shop.gift_card(500, TenderKind.VOUCHER)
    desk = card_shop.till.services.stored_values
    assert [value.balance_minor for value in desk.find(shown_code(code))] == [1000]
    assert [value.last_four for value in desk.find(code[-4:].lower())] == [code[-4:]]
    assert desk.find("no such thing") == []
    assert len(desk.find()) == 2


def test_a_blocked_card_pays_nothing_until_it_is_freed(card_shop: CardShop) -> None:
    code = card_shop.gift_card(1000)
    desk, till = card_shop.till.services.stored_values, card_shop.till
    (value,) = desk.find(code)
    with pytest.raises(ApprovalNeeded):
        desk.set_blocked(value.id, True, "Lost")
    card_shop.approved(lambda word: desk.set_blocked(value.id, True, "Lost", word))
    till.add("Coffee")
    with pytest.raises(Refused, match="blocked"):
        card_shop.tendering.take_code(card_shop.methods[TenderKind.GIFT_CARD].id, code)
    (entry,) = till.rows_of_journal("stored_value_blocked")
    assert (entry.person_id, entry.approver_id) == (till.person("Cashier 1").id, till.person("Manager").id)
    card_shop.approved(lambda word: desk.set_blocked(value.id, False, "Found", word))
    assert card_shop.tendering.take_code(card_shop.methods[TenderKind.GIFT_CARD].id, code) is not None


def test_a_balance_is_corrected_with_a_reason_and_never_below_nothing(card_shop: CardShop) -> None:
    code = card_shop.gift_card(1000)
    card_shop.till.sign_in("Manager")
    desk = card_shop.till.services.stored_values
    (value,) = desk.find(code)
    assert desk.adjust(value.id, -300, "Paid out by mistake").balance_minor == 700
    assert desk.adjust(value.id, 50, "Goodwill").balance_minor == 750
    with pytest.raises(Refused, match="does not hold"):
        desk.adjust(value.id, -751, "Too much")
    with pytest.raises(Refused, match="reason"):
        desk.adjust(value.id, 10, " ")
    moves = desk.history(value.id).moves
    assert [move.amount_minor for move, _ in moves] == [1000, -300, 50]
    assert len(card_shop.till.rows_of_journal("stored_value_adjusted")) == 2


def test_an_approval_for_one_correction_is_not_good_for_another(card_shop: CardShop) -> None:
    desk = card_shop.till.services.stored_values
    (value,) = desk.find(card_shop.gift_card(1000))
    with pytest.raises(ApprovalNeeded) as needed:
        desk.adjust(value.id, 100, "Goodwill")
    word = card_shop.till.word_for(needed.value.request)
    with pytest.raises(ApprovalNeeded):
        desk.adjust(value.id, 10_000, "Goodwill", word)
    assert desk.adjust(value.id, 100, "Goodwill", word).balance_minor == 1100


@pytest.mark.parametrize("kind", [TenderKind.VOUCHER, TenderKind.STORE_CREDIT, TenderKind.GIFT_CARD])
def test_one_is_issued_without_a_sale_by_who_may(card_shop: CardShop, kind: TenderKind) -> None:
    desk = card_shop.till.services.stored_values
    with pytest.raises(ApprovalNeeded):
        desk.issue(kind, 1500, "Member 20417")
    card_shop.approved(lambda word: desk.issue(kind, 1500, "Member 20417", word))
    (code,) = codes_printed(card_shop.till)
    (value,) = desk.find(code)
    assert (value.kind, value.balance_minor, value.customer) == (kind, 1500, "Member 20417")
    (entry,) = card_shop.till.rows_of_journal("stored_value_approved")
    assert entry.approver_id == card_shop.till.person("Manager").id


def test_the_history_names_the_receipt(card_shop: CardShop) -> None:
    code = card_shop.gift_card(1000)
    card_shop.till.add("Coffee")
    sale = card_shop.tendering.take_code(card_shop.methods[TenderKind.GIFT_CARD].id, code)
    assert sale is not None
    (value,) = card_shop.till.services.stored_values.find(code)
    moves = card_shop.till.services.stored_values.history(value.id).moves
    assert [(move.amount_minor, number) for move, number in moves] == [(1000, ""), (-799, sale.order.number)]
