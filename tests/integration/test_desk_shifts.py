"""Shifts: float, money by hand, the blind count, and a Z report that is the sum of its orders."""

import random
from collections import Counter
from dataclasses import fields

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.shift_view import ShiftReport, ShiftView
from pos_desktop.application.shifts import cash_move_name
from pos_desktop.domain.discount import percent
from pos_desktop.domain.shift import CashMove
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import MORNING, Till, label, request_of

FLOAT = 10_000


def as_manager(till: Till) -> None:
    till.services.session.sign_out()
    till.sign_in("Manager")


# -- opening -------------------------------------------------------------------------------------


def test_the_float_lies_in_the_drawer(till: Till) -> None:
    shift = till.services.shifts.current()
    assert shift is not None
    assert (shift.number, shift.state, shift.float_minor, shift.opened_at) == (1, "open", FLOAT, MORNING)
    assert till.drawer_holds() == FLOAT
    assert till.journal("shift_opened") == [("shift_opened", {"shift": 1, "float_minor": FLOAT})]


def test_a_second_open_shift_is_impossible(till: Till) -> None:
    before = till.everything()
    with pytest.raises(Refused, match="open already"):
        till.services.shifts.open(5_000)
    assert till.everything() == before


def test_the_database_itself_refuses_a_second_open_shift(till: Till) -> None:
    row = {"id": new_id(), "register_id": till.desk.register.id, "number": 99, "state": "open"}
    row |= {"opened_by": till.person("Manager").id, "opened_at": MORNING, "float_minor": 0}
    with pytest.raises(IntegrityError), till.database.write() as work:
        work.execute(insert(tables.shift), row)


def test_a_counted_shift_is_still_in_the_way_of_the_next(till: Till) -> None:
    till.services.shifts.confirm_count({10_000: 1})
    with pytest.raises(Refused):
        till.services.shifts.open(FLOAT)
    till.services.shifts.close("", FLOAT)
    assert till.services.shifts.open(FLOAT).number == 2


def test_who_may_not_open_does_not(till: Till) -> None:
    till.services.shifts.confirm_count({10_000: 1})
    till.services.shifts.close("", FLOAT)
    till.services.session.sign_out()
    till.sign_in("Trainee")
    with pytest.raises(Refused, match="may not open"):
        till.services.shifts.open(FLOAT)
    with pytest.raises(Refused):
        till.services.shifts.open(-1)
    assert till.services.shifts.current() is None


def test_an_open_shift_outlives_the_program(till: Till) -> None:
    till.sell("Bread")
    before = till.services.shifts.current()
    till.restart()
    assert till.services.shifts.current() == before
    assert till.drawer_holds() == FLOAT + 250


# -- money by hand -------------------------------------------------------------------------------


def test_money_in_opens_the_drawer_and_prints_a_slip(till: Till) -> None:
    job = till.services.shifts.move_cash(CashMove.PAY_IN, 5_000, "Change from the bank")
    assert till.drawer_holds() == FLOAT + 5_000
    assert [(row.kind, row.state) for row in till.jobs()] == [("drawer", "queued"), ("report", "queued")]
    assert till.jobs("drawer")[0].id == job
    assert "50,00" in str(till.jobs("report")[0].document)
    assert till.journal("pay_in") == [
        ("pay_in", {"shift": 1, "amount_minor": 5_000, "reason": "Change from the bank"})
    ]


@pytest.mark.parametrize("kind", [CashMove.PAY_OUT, CashMove.DROP])
def test_money_out_needs_a_managers_word_for_that_amount(till: Till, kind: CashMove) -> None:
    shifts = till.services.shifts
    before = till.everything()
    request = request_of(shifts.move_cash, kind, 2_000, "Window cleaner")
    assert request.amount_minor == -2_000
    assert till.everything() == before
    word = till.word_for(request)
    request_of(shifts.move_cash, kind, 2_001, "Window cleaner", word)
    other = CashMove.DROP if kind is CashMove.PAY_OUT else CashMove.PAY_OUT
    request_of(shifts.move_cash, other, 2_000, "Window cleaner", word)
    shifts.move_cash(kind, 2_000, "Window cleaner", word)
    assert till.drawer_holds() == FLOAT - 2_000
    (move, _float) = shifts.moves(shifts.current().id)  # type: ignore[union-attr]
    assert (move.kind, move.amount_minor, move.approved_by_name) == (kind, -2_000, "Manager")
    request_of(shifts.move_cash, kind, 2_000, "Window cleaner", word)
    assert till.drawer_holds() == FLOAT - 2_000


@pytest.mark.parametrize("amount", [0, -1])
def test_no_amount_is_no_move(till: Till, amount: int) -> None:
    with pytest.raises(Refused):
        till.services.shifts.move_cash(CashMove.PAY_IN, amount, "")
    assert not till.jobs()


def test_a_drawer_opened_without_a_sale_leaves_a_trace_and_no_slip(till: Till) -> None:
    request = request_of(till.services.shifts.no_sale, "change for the bus")
    word = till.word_for(request)
    till.services.shifts.no_sale("change for the bus", word)
    assert [row.kind for row in till.jobs()] == ["drawer"]
    assert till.drawer_holds() == FLOAT
    assert till.journal("no_sale")[0][1]["reason"] == "change for the bus"
    with pytest.raises(Exception, match="No sale"):
        till.services.shifts.no_sale("change for the bus", word)
    assert len(till.jobs()) == 1
    as_manager(till)
    assert till.services.shifts.x_report().no_sales == 1


def test_nothing_is_moved_without_an_open_shift(till: Till) -> None:
    as_manager(till)
    till.services.shifts.confirm_count({10_000: 1})
    for call in (
        lambda: till.services.shifts.no_sale(""),
        lambda: till.services.shifts.move_cash(CashMove.DROP, 1, ""),
    ):
        with pytest.raises(Refused, match="No shift is open"):
            call()
    assert not till.jobs("drawer")


def test_every_move_has_a_name() -> None:
    names = [cash_move_name(kind) for kind in CashMove]
    assert all(names) and len(set(names)) == len(names)


# -- the blind count -----------------------------------------------------------------------------


def tells(value: object, secret: int) -> bool:
    """Whether an answer holds a figure, at any depth."""
    if isinstance(value, ShiftView | ShiftReport):
        return any(tells(getattr(value, field.name), secret) for field in fields(value))
    if isinstance(value, dict):
        return any(tells(part, secret) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(tells(part, secret) for part in value)
    return value == secret or str(secret) in str(value)


def test_nothing_tells_the_cashier_what_the_drawer_should_hold(till: Till) -> None:
    till.sell("Coffee", given=1000)
    till.sell("Milk")
    expected = till.drawer_holds()
    assert expected == 10_918
    shifts = till.services.shifts
    shift = shifts.current()
    assert shift is not None
    for call in (shifts.x_report, shifts.preview):
        with pytest.raises(Refused):
            call()
    answers = [
        shifts.current(),
        shifts.recent(),
        shifts.moves(shift.id),
        shifts.sales(shift.id),
        shifts.z_report(shift.id),
    ]
    assert not any(tells(answer, expected) for answer in answers)
    assert not tells(till.journal(), expected)
    assert not any(tells(row._asdict(), expected) for row in till.rows_of(tables.shift))


def test_the_expected_sum_is_stored_when_the_count_is_confirmed(till: Till) -> None:
    till.sell("Coffee", given=1000)
    shift = till.services.shifts.confirm_count(
        {5000: 1, 1000: 5, 500: 1, 200: 1, 100: 1}, "  miscounted twice "
    )
    assert (shift.state, shift.counted_minor, shift.expected_minor) == ("counted", 10_800, 10_799)
    assert (shift.note, shift.counts) == ("miscounted twice", {5000: 1, 1000: 5, 500: 1, 200: 1, 100: 1})
    facts = till.journal("shift_counted")[0][1]
    assert (facts["counted_minor"], facts["expected_minor"]) == (10_800, 10_799)
    preview = till.services.shifts.preview()
    assert preview.drawer.expected_minor == 10_799
    assert preview.counted_minor == 10_800


def test_a_count_is_for_good(till: Till) -> None:
    """Nobody counts again once the expected sum is known."""
    till.services.shifts.confirm_count({100: 1})
    before = till.everything()
    with pytest.raises(Refused, match="no open shift to count"):
        till.services.shifts.confirm_count({10_000: 1})
    assert till.everything() == before


def test_a_negative_number_of_coins_is_refused_in_words(till: Till) -> None:
    with pytest.raises(Refused):
        till.services.shifts.confirm_count({100: -1})
    assert till.services.shifts.current().state == "open"  # type: ignore[union-attr]


def test_a_count_survives_a_restart(till: Till) -> None:
    till.services.shifts.confirm_count({10_000: 1})
    till.restart()
    till.services.shifts.close("", 0)
    assert till.services.shifts.current() is None


def test_the_trainee_counts_and_closes_nothing(till: Till) -> None:
    till.services.session.sign_out()
    till.sign_in("Trainee")
    with pytest.raises(Refused, match="may not close"):
        till.services.shifts.confirm_count({10_000: 1})
    as_manager(till)
    till.services.shifts.confirm_count({10_000: 1})
    till.services.session.sign_out()
    till.sign_in("Trainee")
    with pytest.raises(Refused):
        till.services.shifts.close("", 0)
    assert till.services.shifts.current() is not None


# -- closing -------------------------------------------------------------------------------------


def test_nothing_closes_before_the_count(till: Till) -> None:
    before = till.everything()
    with pytest.raises(Refused, match="Count the drawer first"):
        till.services.shifts.close("", 0)
    assert till.everything() == before


@pytest.mark.parametrize("left", [-1, 10_001])
def test_no_more_is_left_than_was_counted(till: Till, left: int) -> None:
    till.services.shifts.confirm_count({10_000: 1})
    with pytest.raises(Refused):
        till.services.shifts.close("", left)
    assert till.services.shifts.current() is not None


def test_the_close_is_one_commit_with_its_paper_its_message_and_its_entry(till: Till) -> None:
    told: list[str] = []
    for event in (Event.SHIFT, Event.PRINT):
        till.desk.events.on(event, lambda event=event: told.append(event.value))
    till.sell("Bread")
    till.services.shifts.confirm_count({10_000: 1, 200: 1})
    told.clear()
    report = till.services.shifts.close("Wrong change given", 8_000)
    assert told == ["shift", "print"]
    (row,) = till.rows_of(tables.shift)
    assert (row.state, row.variance_reason, row.float_left_minor) == ("closed", "Wrong change given", 8_000)
    assert till.services.shifts.z_report(row.id) == report
    assert [job.kind for job in till.jobs()][-1] == "report"
    words = str(till.jobs()[-1].document)
    assert all(text in words for text in ("Z report 1", "Wrong change given", "−0,50", "80,00", "22,00"))
    assert till.rows_of(tables.outbox)[-1].topic == "shift.closed"
    facts = till.journal("shift_closed")[0][1]
    assert (facts["gross_minor"], facts["variance_minor"]) == (250, -50)


def test_a_z_report_is_kept_for_ever_as_it_was(till: Till) -> None:
    sale = till.sell("Bread")
    till.services.shifts.confirm_count({10_000: 1, 50: 5})
    report = till.services.shifts.close("", FLOAT)
    till.restart("Manager")
    till.services.shifts.open(FLOAT)
    till.sell("Milk")
    (_, first) = till.services.shifts.recent()
    assert till.services.shifts.z_report(first.id) == report
    with pytest.raises(Refused, match="can no longer be voided"):
        till.services.orders.void(sale.order.id, "")
    till.services.shifts.print_report(report)
    assert len([job for job in till.jobs("report") if "Z report 1" in str(job.document)]) == 2


def test_the_next_shift_starts_from_nothing(till: Till) -> None:
    till.sell("Bread")
    till.services.shifts.confirm_count({10_000: 1})
    till.services.shifts.close("", 0)
    till.open_shift(500)
    as_manager(till)
    report = till.services.shifts.x_report()
    assert (report.shift_number, report.sales, report.gross_minor, report.drawer.expected_minor) == (
        2,
        0,
        0,
        500,
    )
    assert till.sell("Bread").order.number == "1-000002", "receipts go on counting across shifts"


def a_busy_day(till: Till) -> None:
    """Forty customers of all kinds, three voids, money moved by hand."""
    chance = random.Random(7)
    for turn in range(40):
        for name in chance.choices(["Bread", "Milk", "Coffee", "Delivery", "Sweet"], k=chance.randint(1, 5)):
            till.add(name)
        till.services.tickets.scan(label("21", "04001", chance.randint(1, 2_500)))
        if turn % 4 == 0:
            till.services.tickets.discount_line(
                till.services.tickets.ticket.lines[0].id, percent(chance.randint(1, 60))
            )
        if turn % 7 == 0:
            till.services.tickets.discount_ticket(percent("3.5"))
        if turn % 9 == 0:
            till.services.tickets.remove(till.services.tickets.ticket.lines[-1].id)
            till.add("Milk")
        till.later(seconds=40)
        sale = till.services.checkout.pay_cash(
            till.services.checkout.due().minor + chance.choice([0, 5, 1000])
        )
        if turn in (10, 20, 39):
            till.services.orders.void(sale.order.id, "changed their mind")
    till.services.shifts.move_cash(CashMove.PAY_IN, 2_500, "change")
    till.services.shifts.move_cash(CashMove.DROP, 4_000, "safe")
    till.services.shifts.move_cash(CashMove.PAY_OUT, 1_190, "postage")
    till.services.shifts.no_sale("bus")


def test_the_report_is_the_sum_of_its_orders(till: Till) -> None:
    as_manager(till)
    a_busy_day(till)
    report = till.services.shifts.x_report()
    orders = [till.services.orders.get(row.id) for row in till.rows_of(tables.sale_order)]
    sold = [order for order in orders if order.state.value == "paid"]
    voided = [order for order in orders if order.state.value == "cancelled"]
    assert (report.sales, report.returns, report.voids) == (37, 3, 3)
    assert report.gross_minor == sum(order.total_minor for order in sold)
    assert report.tax_minor == sum(order.tax_minor for order in sold)
    assert report.net_sales_minor == sum(line.net_minor for order in sold for line in order.lines)
    assert report.returns_minor == sum(order.total_minor for order in voided)
    assert report.discounts_minor == sum(order.discount_minor for order in sold)
    by_rate: Counter[str] = Counter()
    for order in sold:
        for tax in order.taxes:
            by_rate[f"{tax.rate} net"] += tax.net_minor
            by_rate[f"{tax.rate} tax"] += tax.tax_minor
    assert by_rate == {
        f"{rate.rate} {kind}": amount
        for rate in report.taxes
        for kind, amount in (("net", rate.net_minor), ("tax", rate.tax_minor))
    }
    (cash,) = report.tenders
    assert (cash.times, cash.amount_minor) == (37, report.gross_minor)
    assert (report.first_receipt, report.last_receipt) == ("1-000001", "1-000040")
    assert report.lines_removed == 5
    by_hand = 2_500 - 4_000 - 1_190
    assert report.drawer.expected_minor == till.drawer_holds() == FLOAT + report.gross_minor + by_hand
    assert report.drawer.by_kind[CashMove.REFUND] == -report.returns_minor
    assert report.no_sales == 1


def test_x_and_z_say_the_same_and_the_archive_keeps_it(till: Till) -> None:
    as_manager(till)
    a_busy_day(till)
    x_report = till.services.shifts.x_report()
    till.services.shifts.confirm_count({1: till.drawer_holds()})
    z_report = till.services.shifts.close("", 0)
    own = {"final", "counted_minor", "float_left_minor"}
    for field in fields(ShiftReport):
        if field.name not in own:
            assert getattr(x_report, field.name) == getattr(z_report, field.name), field.name
    assert z_report.counted_minor == z_report.drawer.expected_minor
    assert ShiftReport.from_json(z_report.to_json()) == z_report


def test_reports_are_for_those_who_may_see_them(till: Till) -> None:
    with pytest.raises(Refused, match="may not see this report"):
        till.services.shifts.x_report()
    till.services.shifts.confirm_count({10_000: 1})
    assert till.services.shifts.x_report().drawer.expected_minor == FLOAT
