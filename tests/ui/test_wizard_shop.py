"""The wizard's platform at a real practice shop: tested, connected with its catalogue, stopped, left and come back to."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from pos_desktop import bootstrap
from pos_desktop.application.sync_records import LinkKind
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.faults import Fault
from pos_desktop.platforms.shopify.fake.shop import FakeShopify
from pos_desktop.storage import tables
from pos_desktop.ui.screens.wizard import REGISTER, WizardWindow
from pos_desktop.ui.screens.wizard_steps.draft import EMPTY, PLATFORM
from pos_desktop.ui.screens.wizard_steps.platform_card import PlatformCard
from tests.ui.online_shop import GOODS, PATIENCE_MS, SECRETS, shop_running
from tests.ui.wizard_at_work import fill_people, fill_store, opened, setup, wizard

MANY = 250
"""More than one batch of an import."""


@pytest.fixture
def card(wizard: WizardWindow) -> PlatformCard:
    """The products' step with Shopify chosen and nothing typed."""
    fill_store(wizard)
    wizard.step.shops["shopify"].click()
    card = wizard.step.platform_card
    assert card.isVisible()
    return card


@pytest.fixture
def tested(card: PlatformCard, wizard, shop_running: FakeShopify, qtbot) -> PlatformCard:
    """A shop that answered."""
    fill(card, shop_running.address)
    card.test.click()
    until(qtbot, lambda: wizard.draft.platform.trial)
    return card


def fill(card: PlatformCard, address: str, secrets: dict[str, str] = SECRETS) -> None:
    card.inputs["shop"].set_text(address)
    for key, secret in secrets.items():
        card.secrets[key].set_text(secret)


def until(qtbot, look) -> None:
    def looked() -> None:
        assert look()

    qtbot.waitUntil(looked, timeout=PATIENCE_MS)


def to_the_end(wizard: WizardWindow) -> None:
    """From the products to the last step."""
    wizard.go_on()
    wizard._skip()
    fill_people(wizard)
    wizard.go_on()
    assert wizard.step is wizard.ready


def where_it_stands(folder: Path, secret: str) -> list[str]:
    """Files of the register that hold a text in the clear."""
    return sorted(
        file.name for file in folder.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()
    )


def test_eight_shops_are_offered_and_those_of_a_later_version_cannot_be_chosen(wizard) -> None:
    fill_store(wizard)
    offered = {key: shop.isEnabled() for key, shop in wizard.step.shops.items()}
    assert len(offered) == 8
    assert [key for key, can in offered.items() if can] == ["shopify"]
    assert wizard.step.shops["wix"].toolTip()
    reasons = {shop.accessibleDescription() for key, shop in wizard.step.shops.items() if not offered[key]}
    assert (reasons, wizard.step.shops["shopify"].accessibleDescription()) == ({"In a later version"}, "")


def test_a_shop_that_was_not_tested_is_not_gone_on_with(wizard, card) -> None:
    wizard.go_on()
    assert wizard.present == 1
    assert card.trouble.accessibleName() == "Test the connection first"
    wizard._skip()
    assert wizard.present == 2
    assert wizard.draft.products == EMPTY


def test_a_shop_answers_and_says_what_it_is(wizard, tested, opened) -> None:
    assert tested.found.isVisible()
    assert tested.found.text().startswith("Linden Street is ready")
    assert "1 place found" in tested.found.text()
    assert (tested.tag.text(), tested.test.text()) == ("Answers", "Test again")
    with opened.store.read() as work:
        assert work.connections.all() == []
    wizard.go_on()
    assert wizard.present == 2
    assert wizard.steps[1].summary() == "Shopify"


def test_a_wrong_key_is_said_and_the_next_try_may_be_right(wizard, card, shop_running, qtbot) -> None:
    fill(card, shop_running.address, {"access_token": "shpat_wrong"})
    card.test.click()
    until(qtbot, card.trouble.isVisible)
    assert wizard.draft.platform.trial is None
    assert card.tag.text() == "Not tested"
    fill(card, shop_running.address)
    assert not card.trouble.isVisible()  # what it said was about the key before
    card.test.click()
    until(qtbot, card.found.isVisible)


def test_another_address_wants_another_test(wizard, tested) -> None:
    tested.inputs["shop"].set_text("another.myshopify.com")
    assert wizard.draft.platform.trial is None
    assert not tested.found.isVisible()
    wizard.go_on()
    assert wizard.present == 1


def test_what_is_typed_while_it_is_asked_wants_another_test(wizard, card, shop_running, qtbot) -> None:
    fill(card, shop_running.address)
    card.test.click()
    assert card.testing and not card.test.isEnabled()
    card.inputs["shop"].set_text("another.myshopify.com")
    assert card.test.isEnabled()
    until(qtbot, lambda: not wizard.tasks._open)
    assert wizard.draft.platform.trial is None and not card.found.isVisible()


def test_the_shop_is_connected_and_its_catalogue_comes_in_at_the_end(
    wizard, tested, opened, tmp_path, qtbot
) -> None:
    to_the_end(wizard)
    assert wizard.ready.rows.row("products").value.text() == "Shopify · Linden Street"
    assert where_it_stands(tmp_path, SECRETS["access_token"]) == []  # nothing is stored before
    with qtbot.waitSignal(wizard.finished, timeout=PATIENCE_MS) as finished:
        wizard.go_on()
    assert finished.args == [REGISTER]
    with opened.store.read() as work:
        (made,) = work.connections.all()
        assert (made.platform, made.active, made.shop["name"]) == ("shopify", True, "Linden Street")
        assert work.catalogue.products_count() == len(GOODS)


def test_of_several_places_the_one_that_is_chosen_is_sold_from(
    wizard, card, opened, shop_running, qtbot
) -> None:
    counter = shop_running.add_location("High Street")["id"]
    fill(card, shop_running.address)
    card.test.click()
    until(qtbot, lambda: card.place is not None and card.place.isVisible())
    card.place.select(counter)
    card.place.changed.emit(counter)
    wizard.back()
    wizard.go_on()
    assert wizard.step.platform_card.place.current() == counter, "going to and fro keeps it"
    to_the_end(wizard)
    with qtbot.waitSignal(wizard.finished, timeout=PATIENCE_MS):
        wizard.go_on()
    with opened.store.read() as work:
        (made,) = work.connections.all()
        assert [each.ref for each in work.links.all(made.id, LinkKind.LOCATION)] == [counter]


def test_where_there_is_one_place_nothing_is_asked(tested) -> None:
    assert tested.place is None


def test_a_shop_of_another_currency_is_said_before_anything_is_written(wizard, card, qtbot) -> None:
    with FakeShopify(name="Harbour", currency="USD") as shop:
        fill(card, shop.address)
        card.test.click()
        until(qtbot, lambda: wizard.draft.platform.trial)
        assert "sells in USD, this register in EUR" in card.trouble.accessibleName()
        wizard.go_on()
        assert wizard.step.platform_card is card and card.trouble.isVisible()
        wizard.draft.currency_code = "USD"
        wizard.go_on()
        assert wizard.present == 2


def test_keys_go_into_the_keyring_and_nowhere_else(wizard, tested, opened, tmp_path, qtbot) -> None:
    to_the_end(wizard)
    with qtbot.waitSignal(wizard.finished, timeout=PATIENCE_MS):
        wizard.go_on()
    with opened.store.read() as work:
        (made,) = work.connections.all()
    with opened.database.read() as work:
        for table in tables.metadata.tables.values():
            rows = repr(work.execute(select(table)).all())
            assert not [key for key, secret in SECRETS.items() if secret in rows], table.name
    for key, secret in SECRETS.items():
        assert opened.credentials.get(made.id, key) == secret
        assert where_it_stands(tmp_path, secret) == ["keys.json"]


def test_a_first_import_can_be_stopped_and_the_register_opens_all_the_same(
    wizard, tested, opened, shop_running, qtbot
) -> None:
    shop_running.fill(
        [ProductSpec(f"Tea {number}", variants=(VariantSpec(f"TEA-{number}"),)) for number in range(MANY)]
    )
    to_the_end(wizard)
    held = shop_running.faults.plan(Fault.HANG, "bulkOperationRunQuery", times=-1)
    wizard.go_on()
    until(qtbot, wizard.ready.stop.isVisible)
    with qtbot.waitSignal(wizard.finished, timeout=PATIENCE_MS) as finished:
        wizard.ready.stop.click()
        assert not wizard.ready.stop.isEnabled()
        shop_running.faults.withdraw(held)
    assert finished.args == [REGISTER]
    with opened.store.read() as work:
        (made,) = work.connections.all()
        assert made.active  # the rest comes in from the settings
        assert work.catalogue.products_count() < MANY  # it stops while the shop makes its file, too


def test_going_to_and_fro_keeps_what_was_typed_and_tested(wizard, tested) -> None:
    wizard.back()
    wizard.go_on()
    assert wizard.step.platform_card is tested
    assert wizard.draft.products == PLATFORM and tested.found.isVisible()
    wizard.step.empty.click()
    assert not tested.isVisible()
    wizard.step.shops["shopify"].click()
    assert tested.isVisible() and tested.found.isVisible()
    assert tested.secrets["access_token"].text() == SECRETS["access_token"]


def test_another_language_keeps_what_was_tested(wizard, tested) -> None:
    wizard._speak()
    card = wizard.steps[1].platform_card
    assert card is not tested
    assert card.draft.trial is not None and not card.found.isHidden()
    assert card.secrets["access_token"].text() == SECRETS["access_token"]
    assert wizard.steps[1].shops["shopify"].isChecked()


def test_an_answer_that_comes_after_the_language_changed_is_for_nobody(
    wizard, card, shop_running, qtbot
) -> None:
    plan = shop_running.faults.plan(Fault.SLOW, times=1, seconds=0.5)
    fill(card, shop_running.address)
    card.test.click()
    assert card.testing and not card.test.isEnabled()
    wizard._speak()
    shown = wizard.steps[1].platform_card
    until(qtbot, lambda: not wizard.tasks._open)
    assert shown.draft.trial is None and shown.test.isEnabled()
    shop_running.faults.withdraw(plan)
