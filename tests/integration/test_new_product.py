"""A product that is made at the till: who may, what is refused, and that it is sold from then on."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_desktop.application.approvals import ApprovalNeeded
from pos_desktop.application.catalogue_records import NewGoods
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.new_product import Field, NewProduct
from pos_desktop.application.product_import import LONGEST_NAME
from pos_desktop.application.scanning import Unknown, WeightAsked
from pos_desktop.application.ticket_goods import Added
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.ticket import MOST_MINOR
from pos_desktop.storage import tables
from tests.integration.card_shop import CardShop
from tests.integration.desk_fixtures import Till, label
from tests.integration.restored_shop import back_up, restored
from tests.integration.shop import Shop
from tests.integration.sync_till import SyncTill
from tests.ruined_pages import root_of, ruin

CODE = "4099999999990"
GTIN = "4099999999996"
"""Its check digit is right, as that of element strings has to be."""


def tax(till: Till, name: str = "Reduced"):  # noqa: ANN201
    return next(class_id for class_id, called, _ in till.services.catalogue.tax_classes() if called == name)


def jam(till: Till, **facts: object) -> NewProduct:
    typed: dict[str, object] = {
        "name": "Plum jam",
        "price_minor": 349,
        "tax_class_id": tax(till),
        "scan": CODE,
    }
    return NewProduct(**typed | facts)  # type: ignore[arg-type]


def boss(till: Till) -> Till:
    """The manager has the register."""
    till.services.session.sign_out()
    till.sign_in("Manager")
    return till


# -- made and sold -------------------------------------------------------------------------------------------


def test_it_is_sold_by_its_code_and_found_by_its_name(till: Till) -> None:
    boss(till)
    told: list[str] = []
    till.desk.events.on(Event.CATALOGUE, lambda: told.append("catalogue"))
    assert isinstance(till.services.tickets.scan(CODE), Unknown)
    row = till.services.new_products.add(jam(till))
    assert told == ["catalogue"]
    till.restart()
    added = till.services.tickets.scan(CODE)
    assert isinstance(added, Added)
    line = added.line
    assert (line.name, line.unit_price_minor, line.variant_row, line.track_stock) == (
        "Plum jam",
        349,
        row,
        False,
    )
    assert line.tax_class_id == tax(till)
    assert till.services.catalogue.search("plum")[0].variant_row == row
    assert till.services.catalogue.search(CODE)[0].name == "Plum jam"
    assert "Plum jam" in [tile.name for tile in till.services.catalogue.tiles(None, 0, 50)[0]]
    assert till.sell().order.total_minor == 349


def test_the_journal_says_who_made_what(till: Till) -> None:
    boss(till)
    row = till.services.new_products.add(jam(till, name="  Plum \n jam "))
    ((kind, body),) = till.journal("product_added")
    assert kind == "product_added"
    assert body == {
        "name": "Plum jam",
        "code": CODE,
        "price_minor": 349,
        "tax_class": str(tax(till)),
        "category": None,
        "weighed": False,
        "unit": None,
        "variant_row": row,
    }
    (entry,) = till.rows_of_journal("product_added")
    assert entry.person_id == till.person("Manager").id
    assert entry.subject_id == till.services.catalogue.sellable(row).product_id


@pytest.mark.parametrize("again", ["0036000291452", "036000291452"])
def test_a_upc_and_the_same_number_as_an_ean_are_one_code(till: Till, again: str) -> None:
    boss(till).services.new_products.add(jam(till, scan="036000291452"))
    added = till.services.tickets.scan(again)
    assert isinstance(added, Added) and added.line.name == "Plum jam"
    with pytest.raises(Refused, match="belongs to Plum jam"):
        till.services.new_products.add(jam(till, name="Cherry jam", scan=again))


def test_it_can_have_a_group_and_no_code(till: Till) -> None:
    boss(till)
    row = till.services.new_products.add(jam(till, scan=""))
    assert till.services.catalogue.hit(row).barcode is None
    assert till.services.tickets.add(row).line.name == "Plum jam"  # type: ignore[union-attr]


# -- codes that say more ---------------------------------------------------------------------------------------


def test_a_weight_label_makes_goods_that_are_sold_by_weight(till: Till) -> None:
    boss(till)
    told = till.services.new_products.told_by(label("21", "07777", 342))
    assert (told.weighed, told.priced, told.unit) == (True, False, "kg")
    till.services.new_products.add(jam(till, price_minor=1000, scan=label("21", "07777", 342)))
    for grams in (342, 1500):
        added = till.services.tickets.scan(label("21", "07777", grams))
        assert isinstance(added, Added)
        assert (added.line.weighed, added.line.unit, added.line.amount_minor) == (True, "kg", grams)


def test_a_price_label_sells_at_the_price_of_each_pack(till: Till) -> None:
    boss(till)
    new = jam(till, price_minor=None, scan=label("22", "07777", 777))
    assert till.services.new_products.told_by(new.scan).priced
    assert till.services.new_products.faults(new) == {}
    till.services.new_products.add(new)
    for price in (777, 500):
        added = till.services.tickets.scan(label("22", "07777", price))
        assert isinstance(added, Added)
        assert (added.line.name, added.line.amount_minor) == ("Plum jam", price)


def test_a_price_label_of_goods_by_weight_tells_the_weight_by_their_price(till: Till) -> None:
    boss(till)
    new = jam(till, price_minor=None, weighed=True, scan=label("22", "07777", 500))
    assert till.services.new_products.faults(new) == {Field.PRICE: "Type the price."}
    till.services.new_products.add(jam(till, price_minor=1000, weighed=True, scan=new.scan))
    added = till.services.tickets.scan(new.scan)
    assert isinstance(added, Added)
    assert (added.line.quantity_milli, added.line.amount_minor) == (500, 500)


def test_every_lot_of_a_pack_has_the_code(till: Till) -> None:
    boss(till).services.new_products.add(jam(till, scan=f"]d2010{GTIN}1726123110LOT\x1d"))
    for scan in (GTIN, f"]d2010{GTIN}1727013110OTHER"):
        added = till.services.tickets.scan(scan)
        assert isinstance(added, Added) and added.line.name == "Plum jam"


def test_element_strings_in_pounds_make_goods_that_cost_a_pound(till: Till) -> None:
    boss(till)
    scan = f"]C1010{GTIN}3203000342"
    told = till.services.new_products.told_by(scan)
    assert (told.weighed, told.unit) == (True, "lb")
    till.services.new_products.add(jam(till, price_minor=1000, scan=scan))
    added = till.services.tickets.scan(scan)
    assert isinstance(added, Added) and added.line.amount_minor == 342


def test_goods_by_weight_with_a_plain_code_are_weighed(till: Till) -> None:
    boss(till).services.new_products.add(jam(till, weighed=True))
    assert isinstance(till.services.tickets.scan(CODE), WeightAsked)


# -- refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "field", "says"),
    [
        ({"name": ""}, Field.NAME, "Type the name"),
        ({"name": " \t\u200b "}, Field.NAME, "Type the name"),
        ({"name": "J" * (LONGEST_NAME + 14)}, Field.NAME, "At most 200 characters; these are 214."),
        ({"price_minor": None}, Field.PRICE, "Type the price."),
        ({"price_minor": 0}, Field.PRICE, "Type the price."),
        ({"price_minor": -1}, Field.PRICE, "negative"),
        ({"price_minor": MOST_MINOR + 1}, Field.PRICE, "not possible"),
        ({"scan": "A" * 129}, Field.CODE, "too long"),
        ({"scan": "9" * 5000}, Field.CODE, "too long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_stored(till: Till, facts: dict, field: Field, says: str) -> None:
    boss(till)
    new, before = jam(till, **facts), till.everything()
    assert says in till.services.new_products.faults(new)[field]
    with pytest.raises(Refused, match=says):
        till.services.new_products.add(new)
    assert till.everything() == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=220), price=st.none() | st.integers(-5, MOST_MINOR + 5))
def test_whatever_is_typed_is_stored_whole_or_told_of(till: Till, name: str, price: int | None) -> None:
    if till.desk.signed_in.name != "Manager":
        boss(till)
    new = jam(till, name=name, price_minor=price, scan="")
    if till.services.new_products.faults(new):
        with pytest.raises(Refused):
            till.services.new_products.add(new)
        return
    sellable = till.services.catalogue.sellable(till.services.new_products.add(new))
    assert sellable.price_minor == price
    assert 0 < len(sellable.name) <= LONGEST_NAME


def test_a_card_number_in_the_name_is_not_kept(till: Till) -> None:
    row = boss(till).services.new_products.add(jam(till, name="Jam 4111 1111 1111 1111"))
    assert till.services.catalogue.sellable(row).name == "Jam [card]"


def test_a_code_that_was_named_meanwhile_is_told_and_nothing_doubled(till: Till) -> None:
    boss(till).services.new_products.add(jam(till))
    before = till.everything()
    with pytest.raises(Refused, match=f"{CODE} belongs to Plum jam") as told:
        till.services.new_products.add(jam(till, name="Plum jam"))
    assert told.value.meaning and told.value.next_step
    assert till.everything() == before


def test_an_item_number_that_another_pack_of_the_scale_has_is_known(till: Till) -> None:
    with pytest.raises(Refused, match="belongs to Gouda"):
        boss(till).services.new_products.add(jam(till, scan=label("22", "05001", 123)))


# -- who may ------------------------------------------------------------------------------------------------------


def test_a_cashier_needs_a_managers_word_for_this_very_product(till: Till) -> None:
    before = till.everything()
    with pytest.raises(ApprovalNeeded) as needed:
        till.services.new_products.add(jam(till))
    assert till.everything() == before
    request = needed.value.request
    assert (request.permission, request.amount_minor) == (Permission.PRICE_OVERRIDE, 349)
    assert ("Name", "Plum jam") in request.facts and ("Barcode", CODE) in request.facts
    word = till.word_for(request)
    for other in (
        jam(till, price_minor=1),
        jam(till, name="Gold"),
        jam(till, tax_class_id=tax(till, "Full")),
    ):
        with pytest.raises(ApprovalNeeded):
            till.services.new_products.add(other, word)
    till.services.new_products.add(jam(till), word)
    (entry,) = till.rows_of_journal("product_added")
    assert (entry.person_id, entry.approver_id) == (till.person("Cashier 1").id, till.person("Manager").id)
    with pytest.raises(Refused):
        till.services.new_products.add(jam(till), word)


def test_a_code_that_is_known_needs_no_manager_to_be_refused(till: Till) -> None:
    boss(till).services.new_products.add(jam(till))
    till.services.session.sign_out()
    till.sign_in()
    with pytest.raises(Refused, match="belongs to"):
        till.services.new_products.add(jam(till))


# -- stored, told, and brought back ---------------------------------------------------------------------------


def test_both_databases_store_it_with_its_code_and_its_words(shop: Shop) -> None:
    shop.product("Old jam", 100, code=CODE, active=False)
    first = NewGoods(
        new_id(), new_id(), "Plum jam", 349, shop.reduced, None, weighed=True, unit="kg", code=CODE
    )
    other = NewGoods(new_id(), new_id(), "Bag", None, None)
    with shop.store.write() as work:
        rows = [work.catalogue_edits.add(first), work.catalogue_edits.add(other)]
        found = work.catalogue.by_code(CODE)
        assert found is not None
        assert (found.variant_row, found.name, found.price_minor) == (rows[0], "Plum jam", 349)
        assert (found.weighed, found.unit, found.tax_class_id) == (True, "kg", shop.reduced)
        assert work.catalogue.sellable(rows[1]).tax_class_id == shop.full
        assert [hit.variant_row for hit in work.catalogue.search("plum")] == [rows[0]]
        assert [hit.variant_row for hit in work.catalogue.search(CODE)] == [rows[0]]


def test_a_shop_gets_a_sale_of_it_as_a_line_with_name_and_price(syncing: SyncTill) -> None:
    till = boss(syncing.till)
    till.rows["Plum jam"] = till.services.new_products.add(jam(till))
    order_id = till.sell("Plum jam", "Bread").order.id
    assert set(syncing.run()) == {"done"}
    (push,) = syncing.shop.orders.values()
    lines = {line.name: line for line in push.lines}
    assert lines["Plum jam"].variant_ref == "" and lines["Plum jam"].total_minor == 349
    assert lines["Bread"].variant_ref
    assert syncing.of_order(order_id)


@pytest.mark.parametrize("ruined", ["", "ix_product_page", "sqlite_sequence"])
def test_it_comes_back_with_a_back_up_that_does_not_know_it(card_shop: CardShop, ruined: str) -> None:
    till = card_shop.till
    backup = back_up(card_shop)
    boss(till)
    till.services.catalogue.save_tax_class(new_class := new_id(), "Books", (), 9)
    row = till.services.new_products.add(jam(till, tax_class_id=new_class))
    till.rows["Plum jam"] = row
    till.sell("Plum jam")
    card_shop.ring_up("Plum jam")

    def spoil(file) -> None:  # noqa: ANN001
        if ruined:
            ruin(file, root_of(file, till.keys.database, ruined))

    done = restored(card_shop, backup, spoil)

    assert done.salvaged.rows["product"] == 1
    assert [line.variant_row for line in till.services.tickets.ticket.lines] == [row]
    assert [line.variant_row for line in till.rows_of(tables.order_line)] == [row]
    added = till.services.tickets.scan(CODE)
    assert isinstance(added, Added)
    assert (added.line.name, added.line.variant_row, added.line.tax_class_id) == ("Plum jam", row, new_class)
    assert till.services.catalogue.search("plum")[0].variant_row == row


def test_a_code_that_the_back_up_gives_to_another_stays_there(card_shop: CardShop) -> None:
    till = boss(card_shop.till)
    till.services.catalogue.remember_code(CODE, till.rows["Milk"])
    backup = back_up(card_shop)
    with till.database.write() as work:
        work.connection.tell("DELETE FROM barcode WHERE code = ?", (CODE,))
    till.services.new_products.add(jam(till))

    restored(card_shop, backup)

    assert till.services.catalogue.search("plum jam")[0].name == "Plum jam"
    added = till.services.tickets.scan(CODE)
    assert isinstance(added, Added) and added.line.name == "Milk"
