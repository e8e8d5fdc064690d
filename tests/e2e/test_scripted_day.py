"""The demo's day through the real windows: what it says of itself adds up to the cent."""

import json
import os
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pos_desktop.demo.scripted_day import ONLINE_SHOP
from pos_desktop.platforms.shopify.fake.shop import FakeShopify

ROOT = Path(__file__).parents[2]
LONGEST_SECONDS = 400

pytestmark = pytest.mark.timeout(LONGEST_SECONDS + 30)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of the day, and its summary."""
    out = tmp_path_factory.mktemp("day")
    words = f"from pathlib import Path; from pos_desktop.demo.scripted_day import play; raise SystemExit(play(Path({str(out)!r})))"
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(
        [sys.executable, "-c", words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stdout.count("✓") >= 10
    return out, json.loads((out / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture
def summary(played: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    return played[1]


@pytest.fixture(scope="module")
def shop(played: tuple[Path, dict[str, Any]]) -> FakeShopify:
    """The practice shop's own books, as it left them."""
    books = played[0] / ONLINE_SHOP
    assert books.is_dir()
    return FakeShopify(folder=books)


def minor(amount: str) -> int:
    return int(Decimal(amount) * 100)


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def test_lines_are_price_times_quantity(summary: dict[str, Any]) -> None:
    for order in summary["orders"]:
        assert order["lines"]
        for line in order["lines"]:
            expected = half_up(Decimal(line["unit_price_minor"]) * line["quantity_milli"] / 1000)
            assert line["amount_minor"] == expected, line
            assert line["net_minor"] + line["tax_minor"] == line["total_minor"], line
            assert 0 <= abs(line["discount_minor"]) <= abs(line["amount_minor"])


def test_totals_are_the_sum_of_their_lines(summary: dict[str, Any]) -> None:
    for order in summary["orders"]:
        lines = order["lines"]
        assert order["subtotal_minor"] == sum(line["amount_minor"] for line in lines)
        assert order["total_minor"] == sum(line["total_minor"] for line in lines)
        assert order["subtotal_minor"] - order["discount_minor"] == order["total_minor"], (
            "prices include the tax"
        )


def test_the_tax_is_right_for_its_rate_and_adds_up(summary: dict[str, Any]) -> None:
    for order in summary["orders"]:
        taxes = order["taxes"]
        assert sum(tax["net_minor"] + tax["tax_minor"] for tax in taxes) == order["total_minor"]
        assert sum(tax["tax_minor"] for tax in taxes) == order["tax_minor"]
        assert order["tax_minor"] == sum(line["tax_minor"] for line in order["lines"])
        for tax in taxes:
            gross, rate = tax["net_minor"] + tax["tax_minor"], Decimal(tax["rate"])
            if all(line["quantity_milli"] > 0 for line in order["lines"]):
                assert tax["tax_minor"] == half_up(gross * rate / (100 + rate)), tax


def test_what_was_given_is_the_total_and_the_change(summary: dict[str, Any]) -> None:
    for order in summary["orders"]:
        tenders = order["tenders"]
        assert sum(tender["amount_minor"] for tender in tenders) == order["total_minor"]
        for tender in tenders:
            assert tender["given_minor"] - tender["change_minor"] == tender["amount_minor"]
        assert order["change_minor"] == sum(tender["change_minor"] for tender in tenders)
    assert summary["orders"][0]["change_minor"] > 0


def test_numbers_follow_one_another(summary: dict[str, Any]) -> None:
    numbers = [int(order["number"].rsplit("-", 1)[1]) for order in summary["orders"]]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert numbers[0] > 1, "the demo shop has a past"


def test_the_shift_expects_its_float_and_the_cash_that_came_in(summary: dict[str, Any]) -> None:
    shift = summary["shift"]
    cash = sum(
        tender["amount_minor"]
        for order in summary["orders"]
        for tender in order["tenders"]
        if tender["kind"] == "cash"
    )
    assert shift["expected"] == shift["float_minor"] + cash
    assert shift["variance"] == shift["counted"] - shift["expected"] == -1, "the script counts a coin too few"


def test_the_drawer_opened_for_the_sale_and_for_the_no_sale(summary: dict[str, Any]) -> None:
    with_cash = [order for order in summary["orders"] if any(t["kind"] == "cash" for t in order["tenders"])]
    assert summary["drawer_opened"] == len(with_cash) + 1


def test_the_papers_are_readable_pictures(played: tuple[Path, dict[str, Any]]) -> None:
    out, summary = played
    names = [name.split("-", 2)[2] for name in summary["receipts"]]
    assert (names[:2], names[-1]) == (["receipt.png", "reprint.png"], "z-report-paper.png")
    assert names.count("of-cards.png") >= 7, "six sales and returns, and the paper of the void"
    for name in summary["receipts"]:
        with Image.open(out / name) as paper:
            grey = paper.convert("L")
            assert grey.width >= 384 and grey.height > grey.width / 2, name
            dark = sum(grey.histogram()[:96]) / (grey.width * grey.height)
            assert 0.01 < dark < 0.5, f"{name} is {dark:.0%} ink"
    assert summary["printer_problems"] == []


def test_the_screens_were_taken(played: tuple[Path, dict[str, Any]]) -> None:
    out, summary = played
    assert len(summary["pictures"]) >= 20
    sizes = set()
    for name in summary["pictures"]:
        with Image.open(out / name) as picture:
            sizes.add(picture.size)
            assert sum(map(bool, picture.convert("L").histogram())) > 3, f"{name} is empty"
    assert sizes == {(1366, 768)}


def test_the_journal_of_the_day_is_whole(summary: dict[str, Any]) -> None:
    assert summary["journal_verified"] is True
    assert summary["currency"] == "EUR"


def test_tenders_of_cards_are_what_the_terminal_charged(summary: dict[str, Any]) -> None:
    charged = sum(
        p["amount_minor"] + p["tip_minor"]
        for p in summary["payments"]
        if p["kind"] == "card" and p["state"] == "taken"
    )
    given_back = sum(r["amount_minor"] for r in summary["refunds"] if r["kind"] == "card" and r["done"])
    assert summary["terminal"] == {"charged_minor": charged, "refunded_minor": given_back}


def test_one_order_was_paid_by_gift_card_card_and_cash(summary: dict[str, Any]) -> None:
    (split,) = [order for order in summary["orders"] if len(order["tenders"]) == 3]
    assert [tender["kind"] for tender in split["tenders"]] == ["gift_card", "card", "cash"]
    assert sum(tender["amount_minor"] for tender in split["tenders"]) == split["total_minor"]


def test_a_declined_card_charged_nothing_and_cash_paid(summary: dict[str, Any]) -> None:
    (declined,) = [p for p in summary["payments"] if p["state"] == "declined"]
    assert declined["decline"] == "insufficient_funds"
    (order,) = [order for order in summary["orders"] if order["number"] == declined["order"]]
    assert [tender["kind"] for tender in order["tenders"]] == ["cash"]


def test_the_lost_answer_was_found_out_and_charged_once(summary: dict[str, Any]) -> None:
    (doubt,) = summary["in_doubt_resolved"]
    assert doubt["outcome"] == "taken"
    (payment,) = [p for p in summary["payments"] if p["amount_minor"] == doubt["charged_minor"]]
    assert payment["state"] == "taken"


def test_what_went_back_was_approved_and_adds_up(summary: dict[str, Any]) -> None:
    causes = {refund["cause"]: refund for refund in summary["refunds"]}
    assert set(causes) >= {"refund", "void"}
    assert all(refund["done"] for refund in summary["refunds"])
    assert causes["refund"]["approved"] and causes["void"]["approved"]
    back = [order for order in summary["orders"] if order["total_minor"] < 0]
    assert [-order["total_minor"] for order in back] == [causes["refund"]["amount_minor"]]
    permissions = [approval["permission"] for approval in summary["approvals"]]
    assert permissions == ["price_override", "no_sale", "refund", "void_paid"]
    assert {approval["approved_by"] for approval in summary["approvals"]} == {"Manager"}


def test_the_exchange_cost_the_difference(summary: dict[str, Any]) -> None:
    (exchange,) = [
        order
        for order in summary["orders"]
        if {line["quantity_milli"] > 0 for line in order["lines"]} == {True, False}
    ]
    assert exchange["total_minor"] == sum(line["total_minor"] for line in exchange["lines"]) > 0


# -- the online shop -------------------------------------------------------------------------------


def sold(summary: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What was sold, with what the register says of its copy."""
    pairs = zip(summary["orders"], summary["synced"]["orders"], strict=True)
    return [pair for pair in pairs if any(line["quantity_milli"] > 0 for line in pair[0]["lines"])]


def test_every_paid_order_is_in_the_shop_exactly_once(summary: dict[str, Any], shop: FakeShopify) -> None:
    ours = [order for order in shop.orders() if order["sourceIdentifier"]]
    assert sorted(order["sourceIdentifier"] for order in ours) == sorted(
        told["order"] for _, told in sold(summary)
    )
    by_id = {order["sourceIdentifier"]: order for order in ours}
    for order, told in sold(summary):
        assert order["number"] == told["number"]
        copy = by_id[told["order"]]
        assert (told["state"], told["platform"]) == ("synced", "shopify")
        assert (told["platform_id"], told["platform_name"]) == (copy["id"], copy["name"])
        assert told["attempts"] >= 1


def test_the_copies_have_the_sums_of_the_register(summary: dict[str, Any], shop: FakeShopify) -> None:
    for order, told in sold(summary):
        (copy,) = shop.orders(told["order"])
        bought = [line for line in order["lines"] if line["quantity_milli"] > 0]
        assert minor(copy["amounts"]["total"]) == sum(line["total_minor"] for line in bought), order["number"]
        assert minor(copy["amounts"]["tax"]) == sum(line["tax_minor"] for line in bought), order["number"]


def test_what_was_voided_is_cancelled_there_and_nothing_else(
    summary: dict[str, Any], shop: FakeShopify
) -> None:
    cancelled = {told["order"] for _, told in sold(summary) if shop.orders(told["order"])[0]["cancelledAt"]}
    assert cancelled == {told["order"] for told in summary["synced"]["orders"] if told["voided"]}
    assert len(cancelled) == 1


def test_what_came_back_is_refunded_there(summary: dict[str, Any], shop: FakeShopify) -> None:
    back = [
        -sum(line["total_minor"] for line in order["lines"] if line["quantity_milli"] < 0)
        for order in summary["orders"]
        if any(line["quantity_milli"] < 0 for line in order["lines"])
    ]
    there = [
        minor(refund["total"])
        for order in shop.orders()
        if order["sourceIdentifier"] and not order["cancelledAt"]
        for refund in shop.refunds(order)
    ]
    assert sorted(there) == sorted(back)
    assert len(back) == 2, "the refund and the exchange"


def test_stock_is_the_same_on_both_sides(summary: dict[str, Any], shop: FakeShopify) -> None:
    stock = summary["synced"]["stock"]
    assert len(stock) >= 4
    for level in stock:
        assert level["here"] == level["there"] == shop.level(level["sku"]), level


def test_a_busy_shop_and_a_lost_answer_made_no_second_copy(
    summary: dict[str, Any], shop: FakeShopify
) -> None:
    (retried,) = summary["synced"]["retried"]
    assert retried["met"] == ["too_many", "lose_answer"]
    assert retried["attempts"] == 2
    assert [step for step in retried["history"] if step != "away"] == ["unsure", "found", "acknowledged"]
    assert retried["copies"] == len(shop.orders(retried["order"])) == 1


def test_what_happened_in_the_shop_came_here(summary: dict[str, Any], shop: FakeShopify) -> None:
    inbound = summary["synced"]["inbound"]
    (online,) = [order for order in shop.orders() if not order["sourceIdentifier"]]
    assert inbound["order"]["platform_id"] == online["id"]
    assert inbound["order"]["total_minor"] == minor(online["amounts"]["total"])
    assert inbound["order"]["sku"] in {level["sku"] for level in summary["synced"]["stock"]}
    product = inbound["product"]
    assert product["price_minor"] == minor(shop.variant(product["sku"])["price"])


def test_a_missing_network_and_a_refusal_held_nothing_up_for_good(
    summary: dict[str, Any], shop: FakeShopify
) -> None:
    synced = summary["synced"]
    assert synced["offline"]["backlog"] >= 4, "two orders and their stock"
    parked = synced["parked"]
    assert parked["history"] == ["refused", "parked", "mended", "acknowledged"]
    assert parked["line"] in parked["reason"]
    (copy,) = shop.orders(parked["order"])
    assert all(line["variantId"] for line in shop.lines(copy)), "linked to another product"


def test_every_device_of_the_counter_did_its_part(played: tuple[Path, dict[str, Any]]) -> None:
    out, summary = played
    devices = {device["name"]: device for device in summary["devices"]}
    assert {device["family"] for device in summary["devices"]} == {
        "printer", "drawer", "card_terminal", "scanner", "scale", "display",
    }  # fmt: skip
    for device in summary["devices"]:
        assert device["kind"] in ("network", "serial", "printer")
        assert device["driver"]
        assert device["state"] == "connected"
        assert device["exchanged"] > 0, device
    assert devices["printer"]["receipts"] >= len(summary["receipts"])
    assert devices["drawer"]["opened"] == summary["drawer_opened"]
    (weight,) = devices["scale"]["weights_milli"]
    assert any(line["quantity_milli"] == weight for order in summary["orders"] for line in order["lines"])
    assert len(devices["scanner"]["codes"]) >= 2
    assert any("Total" in lower for _, lower in devices["display"]["texts"])
    (paid,) = devices["card-terminal-zvt"]["payments"]
    assert any(tender["amount_minor"] == paid["amount_minor"] for order in summary["orders"]
               for tender in order["tenders"])  # fmt: skip
    for file in summary["displays"]:
        with Image.open(out / file) as picture:
            assert picture.width > picture.height
