"""Products as the cashier finds them, and what the office changes beside the sale."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pos_desktop.application import wording
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.store_changes import StoreChanges
from pos_desktop.application.sync_records import Connection
from pos_desktop.bootstrap import use_language
from pos_desktop.domain.tax import TaxRate
from tests.integration.desk_fixtures import GERMANY, Till, label, make_till


def test_a_product_is_found_by_words_parts_and_codes(till: Till) -> None:
    search = till.services.catalogue.search
    assert search("bread")[0].name == "Bread"
    assert search("cof")[0].name == "Coffee"
    assert search("BRD-1")[0].name == "Bread"
    assert search("4012345678901")[0].name == "Coffee"
    assert search("") == []
    hit = search("gift")[0]
    assert (hit.price_minor, hit.variant_row) == (None, till.rows["Gift card"])


def test_favourites_are_put_on_and_taken_off(till: Till) -> None:
    told: list[str] = []
    till.desk.events.on(Event.CATALOGUE, lambda: told.append("catalogue"))
    catalogue = till.services.catalogue
    product = catalogue.sellable(till.rows["Bread"]).product_id
    assert catalogue.favourites(0, 10) == ([], 0)
    catalogue.set_favourite(product, 1)
    (tile,), count = catalogue.favourites(0, 10)
    assert (tile.name, tile.price_minor, count) == ("Bread", 250, 1)
    catalogue.set_favourite(product, None)
    assert catalogue.favourites(0, 10) == ([], 0)
    assert told == ["catalogue", "catalogue"]


def test_the_tile_knows_what_is_left_after_a_sale(till: Till) -> None:
    till.sell("Bread", "Bread")
    tiles, count = till.services.catalogue.tiles(None, 0, 50)
    left = {tile.name: tile.on_hand_milli for tile in tiles}
    assert count == len(tiles) == len(till.rows)
    assert left["Bread"] == 48_000


def test_a_code_is_remembered_as_it_is_looked_up(till: Till) -> None:
    """A UPC-A and the same number with a zero before it are one code."""
    till.services.catalogue.remember_code("036000291452", till.rows["Milk"])
    for scanned in ("036000291452", "0036000291452"):
        assert till.services.tickets.scan(scanned).line.name == "Milk"  # type: ignore[union-attr]
    till.services.catalogue.remember_code("0036000291452", till.rows["Milk"])
    assert len(till.journal("code_remembered")) == 1


def test_a_code_is_remembered_by_somebody_signed_in(till: Till) -> None:
    till.services.session.sign_out()
    with pytest.raises(Refused):
        till.services.catalogue.remember_code("4099999999990", till.rows["Milk"])
    with till.store.read() as work:
        assert work.catalogue.by_code("4099999999990") is None


def test_taxes_are_a_managers(till: Till) -> None:
    rate = (TaxRate("VAT", Decimal("5.5")),)
    with pytest.raises(Refused, match="may not change taxes"):
        till.services.catalogue.save_tax_class(new_id(), "Books", rate, 9)
    till.services.session.sign_out()
    till.sign_in("Manager")
    till.services.catalogue.save_tax_class(new_id(), "Books", rate, 9)
    till.restart()
    assert [name for _, name, _ in till.services.catalogue.tax_classes()] == [
        "Full",
        "Reduced",
        "None",
        "Books",
    ]
    assert till.journal("tax_changed")[0][1]["rates"] == [["VAT", "5.5", False]]


# -- the store's settings ------------------------------------------------------------------------


def test_settings_are_kept_and_the_change_is_journalled(till: Till) -> None:
    told: list[str] = []
    till.desk.events.on(Event.SETTINGS, lambda: told.append("settings"))
    till.services.session.sign_out()
    till.sign_in("Manager")
    StoreChanges(till.desk).change(name=" Corner store ", lock_after_minutes=3)
    assert told == ["settings"]
    assert till.journal("settings_changed") == [
        ("settings_changed", {"changed": {"name": "Corner store", "lock_after_minutes": 3}})
    ]
    till.restart()
    assert till.desk.settings == replace(GERMANY, name="Corner store", lock_after_minutes=3)


def test_a_cashier_changes_looks_and_language_only(till: Till) -> None:
    changes = StoreChanges(till.desk)
    changes.change(language="de", appearance="dark")
    with pytest.raises(Refused):
        changes.change(name="Mine")
    with pytest.raises(Refused):
        changes.change(language="en", print_receipt="never")
    assert (till.desk.settings.name, till.desk.settings.language) == ("Corner shop", "de")


def test_the_currency_is_fixed_by_the_first_sale(tmp_path: Path) -> None:
    till = make_till(tmp_path / "till")
    till.sign_in("Manager")
    changes = StoreChanges(till.desk)
    assert not changes.currency_is_locked()
    changes.change(currency_code="CHF")
    changes.change(currency_code="EUR")
    till.open_shift()
    till.sell("Bread")
    with pytest.raises(Refused, match="cannot be changed any more"):
        changes.change(currency_code="CHF")
    changes.change(currency_code="EUR", name="Still ours")
    till.close()


def test_money_that_was_counted_or_priced_does_not_become_as_much_of_another(tmp_path: Path) -> None:
    till = make_till(tmp_path / "till")
    till.sign_in("Manager")
    changes = StoreChanges(till.desk)
    with pytest.raises(Refused, match="cannot be changed now") as priced:
        changes.change(currency_code="JPY")
    assert priced.value.meaning == "The products here have prices in EUR."
    till.open_shift()
    with pytest.raises(Refused, match="cannot be changed now") as counted:
        changes.change(currency_code="CHF")
    assert counted.value.next_step == "Close the shift first."
    assert till.desk.settings.currency_code == "EUR"
    till.close()


def test_while_a_shop_is_connected_its_currency_stays(tmp_path: Path) -> None:
    till = make_till(tmp_path / "till")
    till.sign_in("Manager")
    shop = Connection(new_id(), "shopify", "Harbour", settings={"shop": "harbour.example"})
    with till.store.write() as work:
        work.connections.save(shop, till.clock.now())
    with pytest.raises(Refused, match="cannot be changed now") as connected:
        StoreChanges(till.desk).change(currency_code="CHF")
    assert connected.value.meaning == "Harbour sells in EUR."
    till.close()


def test_layouts_of_labels_count_from_the_next_scan(till: Till) -> None:
    code = label("28", "04001", 342)
    assert not hasattr(till.services.tickets.scan(code), "line")
    till.services.session.sign_out()
    till.sign_in("Manager")
    with pytest.raises(Refused):
        StoreChanges(till.desk).change(code_masks=("28IIII",))
    StoreChanges(till.desk).change(code_masks=("28IIIIIWW.WWWC",))
    assert till.services.tickets.scan(code).line.quantity_milli == 342  # type: ignore[union-attr]


def test_a_change_of_language_reaches_words_and_dates_but_no_stored_word(till: Till) -> None:
    till.add("Bread")
    sale = till.services.checkout.pay_cash(300)
    (english,) = till.jobs("receipt")
    till.desk.change_settings(language="de")
    use_language(till.desk.settings.language)
    try:
        assert wording.tr("Change") != "Change"
        assert till.desk.formats.weekday(till.clock.moment) == "Samstag"
        till.services.orders.reprint(sale.order.id)
        german = till.jobs("reprint")[0].document
        assert "KOPIE" in str(german).upper()
        assert till.jobs("receipt")[0].document == english.document
        with pytest.raises(Refused) as told:
            till.services.checkout.pay_cash(1)
        assert told.value.title != "The ticket is empty"
    finally:
        wording.use(wording.Wording())
    till.desk.change_settings(language="en")
    assert till.desk.formats.weekday(till.clock.moment) == "Saturday"
