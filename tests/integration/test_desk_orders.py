"""Past orders: found, printed again, and undone once."""

from pathlib import Path

import pytest

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.errors import Refused
from pos_desktop.domain.discount import percent
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.shift import CashMove
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import STOCK_MILLI, Till, label, request_of


def void(till: Till, order_id: object, reason: str = "changed their mind") -> object:
    request = request_of(till.services.orders.void, order_id, reason)
    return till.services.orders.void(order_id, reason, till.word_for(request))


# -- the void ------------------------------------------------------------------------------------


def test_a_void_gives_money_and_stock_back(till: Till) -> None:
    till.add("Bread", 2)
    till.services.tickets.scan(label("21", "04001", 342))
    till.services.tickets.scan(label("22", "05001", 777))
    sale = till.services.checkout.pay_cash(2_000)
    voided = void(till, sale.order.id)
    assert voided.state is OrderState.CANCELLED
    assert [tender.state for tender in voided.tenders] == ["voided"]
    assert till.drawer_holds() == 10_000
    assert {till.on_hand(name) for name in ("Bread", "Apples", "Gouda")} == {STOCK_MILLI}
    assert [job.kind for job in till.jobs()] == ["receipt", "drawer", "receipt", "drawer"]
    assert "VOIDED" in str(till.jobs("receipt")[-1].document)
    sold, out, voided, back = till.rows_of(tables.outbox)
    assert [row.topic for row in (sold, out, voided, back)] == [
        "order.paid",
        "stock.moved",
        "order.cancelled",
        "stock.moved",
    ]
    assert {row.lane for row in (sold, out, voided, back)} == {sold.lane}
    assert sorted(back.body["moves"]) == sorted([row, -quantity] for row, quantity in out.body["moves"])
    assert back.body["reason"] == "void"
    entry = till.rows_of_journal("void")[0]
    assert (entry.subject_id, entry.approver_id) == (sale.order.id, till.person("Manager").id)
    (refund,) = till.rows_of(tables.cash_move, tables.cash_move.c.kind == CashMove.REFUND.value)
    assert (refund.amount_minor, refund.approved_by) == (-sale.cash.amount_minor, till.person("Manager").id)


def test_a_sale_is_voided_once(till: Till) -> None:
    sale = till.sell("Bread")
    request = request_of(till.services.orders.void, sale.order.id, "")
    word = till.word_for(request)
    till.services.orders.void(sale.order.id, "", word)
    before = till.everything()
    with pytest.raises((Refused, ApprovalNeeded)):
        till.services.orders.void(sale.order.id, "", word)
    till.services.session.sign_out()
    till.sign_in("Manager")
    with pytest.raises(Refused, match="can no longer be voided"):
        till.services.orders.void(sale.order.id, "")
    assert till.everything() == before
    assert till.drawer_holds() == 10_000
    assert not till.services.orders.can_void(till.services.orders.get(sale.order.id))


def test_a_word_for_one_receipt_voids_no_other(till: Till) -> None:
    first, second = till.sell("Bread"), till.sell("Bread")
    word = till.word_for(request_of(till.services.orders.void, first.order.id, ""))
    before = till.everything()
    with pytest.raises(ApprovalNeeded):
        till.services.orders.void(second.order.id, "", word)
    assert till.everything() == before


def test_a_voided_number_is_not_given_out_again(till: Till) -> None:
    void(till, till.sell("Bread").order.id)
    till.restart()
    assert till.sell("Milk").order.number == "1-000002"


def test_only_the_open_shifts_sales_can_be_voided(till: Till) -> None:
    sale = till.sell("Bread")
    assert till.services.orders.can_void(sale.order)
    till.services.shifts.confirm_count({10_000: 1})
    assert not till.services.orders.can_void(sale.order)
    till.services.session.sign_out()
    till.sign_in("Manager")
    for end in (lambda: None, lambda: till.services.shifts.close("", 0), lambda: till.open_shift(0)):
        end()
        before = till.everything()
        with pytest.raises(Refused):
            till.services.orders.void(sale.order.id, "too late")
        assert till.everything() == before


def test_a_void_survives_a_power_cut(till: Till, tmp_path: Path) -> None:
    sale = till.sell("Bread")
    void(till, sale.order.id)
    found = till.after_power_cut(tmp_path / "after")
    try:
        assert found.services.orders.get(sale.order.id).state is OrderState.CANCELLED
        assert found.drawer_holds() == 10_000
        assert found.on_hand("Bread") == STOCK_MILLI
    finally:
        found.close()


# -- printing again ------------------------------------------------------------------------------


def test_a_reprint_says_that_it_is_a_copy_and_is_journalled(till: Till) -> None:
    sale = till.sell("Bread")
    till.services.orders.reprint(sale.order.id)
    job = till.jobs("reprint")[0]
    assert (job.order_id, job.state) == (sale.order.id, "queued")
    assert "COPY" in str(job.document) and "2,50" in str(job.document)
    assert till.journal("reprinted") == [("reprinted", {"number": "1-000001"})]
    assert not [row for row in till.jobs("drawer") if row.created_at > job.created_at]


def test_a_gift_receipt_shows_no_price(till: Till) -> None:
    line = till.add("Coffee", 2)
    till.services.tickets.discount_line(line.id, percent(10, "offer"))
    sale = till.services.checkout.pay_cash(2_000)
    till.services.orders.reprint(sale.order.id, gift=True)
    blocks = [block for block in till.jobs("reprint")[0].document["blocks"] if block["kind"] != "qr"]
    words = str(blocks)
    assert "Coffee" in words and "'2'" in words
    for price in ("7,99", "15,98", "14,38", "1,60", "€", "offer", "TOTAL", "COPY"):
        assert price not in words, price
    assert till.journal("gift_receipt")


def test_the_qr_code_of_a_gift_receipt_tells_no_price_either(till: Till) -> None:
    sale = till.sell("Coffee")
    till.services.orders.reprint(sale.order.id, gift=True)
    codes = [block for block in till.jobs("reprint")[0].document["blocks"] if block["kind"] == "qr"]
    assert all("799" not in str(code["data"]) for code in codes)


def test_who_may_not_reprint_does_not(till: Till) -> None:
    sale = till.sell("Bread")
    till.services.session.sign_out()
    till.sign_in("Trainee")
    with pytest.raises(Refused, match="may not reprint"):
        till.services.orders.reprint(sale.order.id)
    assert not till.jobs("reprint")


# -- finding -------------------------------------------------------------------------------------


def test_a_receipts_codes_lead_to_its_order(till: Till) -> None:
    sales = [till.sell("Bread") for _ in range(3)]
    document = till.jobs("receipt")[1].document
    codes = [block["data"] for block in document["blocks"] if block["kind"] in ("bars", "qr")]
    assert len(codes) == 2
    for code in codes:
        assert till.services.orders.by_receipt_code(code) == sales[1].order.id
    assert till.services.orders.by_receipt_code(" 1-000003 ") == sales[2].order.id
    assert till.services.orders.by_receipt_code("1-000099") is None
    assert till.services.orders.by_receipt_code("") is None


def test_a_code_with_the_facts_of_another_registers_sale_leads_to_none(till: Till) -> None:
    order = till.sell("Bread").order
    orders = till.services.orders
    code = next(
        block["data"] for block in till.jobs("receipt")[0].document["blocks"] if block["kind"] == "qr"
    )
    number, at, total, money = code.split(";")
    others = (
        f"{number};2020-01-01T00:00:00Z;{total};{money}",
        f"{number};{at};{int(total) + 1};{money}",
        f"{number};{at};{total};CHF",
        f"{number};{at};{total}",
        f"{number};",
    )
    for other in others:
        assert orders.by_receipt_code(other) is None, other
        assert orders.of_another_register(other) == number
    assert orders.by_receipt_code(f" {code} ") == order.id
    assert orders.of_another_register(code) == ""
    assert orders.of_another_register("7-000001") == "7-000001"
    assert orders.of_another_register("4006381333931") == ""


def test_orders_are_found_newest_first_by_number_amount_and_goods(till: Till) -> None:
    numbers = [till.sell(*names).order.number for names in (["Bread"], ["Coffee"], ["Bread", "Milk"])]
    find = till.services.orders.find
    assert [row.number for row in find()] == numbers[::-1]
    assert [row.number for row in find("000002")] == [numbers[1]]
    assert [row.number for row in find("3,69")] == [numbers[2]]
    assert [row.number for row in find("bread")] == [numbers[2], numbers[0]]
    assert find("nothing like it") == []
    void(till, find("coffee")[0].id)
    assert [row.number for row in find(states=[OrderState.CANCELLED])] == [numbers[1]]
    assert [row.number for row in find(limit=2)] == numbers[:0:-1]


def test_the_orders_story_is_told(till: Till) -> None:
    sale = till.sell("Bread")
    till.services.orders.reprint(sale.order.id)
    void(till, sale.order.id, "wrong article")
    kinds = [event.kind for event in till.services.orders.get(sale.order.id).events]
    for kind in ("sale", "reprinted", "void"):
        assert kind in kinds, kinds
