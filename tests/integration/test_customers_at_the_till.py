"""Customers at the till: found here and in the shop, made here, told to the shop once, with the order after them."""
# ruff: noqa: F811 - fixtures are arguments

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_desktop.application.customer_desk import CustomerDesk, TypedCustomer, digits_of
from pos_desktop.application.customers import SAME_AS, take_customer
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.platform.customers import PlatformCustomer
from pos_desktop.application.platform.trouble import MendKind, NotOffered
from pos_desktop.application.sync_records import (
    CUSTOMER_MADE,
    Customer,
    Delivery,
    DeliveryState,
    LinkKind,
)
from tests.integration.sync_till import SyncTill, syncing  # noqa: F401 - a fixture
from tests.pretend_shop import After, away, lost, no_customer, offline, wrong_key

KIM = TypedCustomer("Kim", "Example", "kim@example.com", "+49 30 1234567")


class News:
    """How the sync stands, as far as customers ask for it."""

    running, online = True, True


@pytest.fixture
def news() -> News:
    return News()


@pytest.fixture
def desk(syncing: SyncTill, news: News) -> CustomerDesk:
    till = syncing.till
    return CustomerDesk(till.desk, syncing.shops, news, till.services.tickets)  # type: ignore[arg-type]


def ticket_name(sync: SyncTill) -> str:
    return sync.till.services.tickets.ticket.customer


def sold(sync: SyncTill) -> UUID:
    return sync.till.sell("Bread").order.id


def told(sync: SyncTill, customer: Customer) -> list[Delivery]:
    with sync.till.store.read() as work:
        return [each for each in work.deliveries.of_subject(customer.id) if each.topic == CUSTOMER_MADE]


def link_ref(sync: SyncTill, customer_id: UUID) -> str:
    with sync.till.store.read() as work:
        link = work.links.ref(sync.connection, LinkKind.CUSTOMER, customer_id)
        return link.ref if link else ""


def stored(sync: SyncTill, customer_id: UUID) -> Customer:
    with sync.till.store.read() as work:
        return work.customers.get(customer_id)


def order_of(sync: SyncTill, order_id: UUID) -> str:
    """What the shop knows the order's customer by."""
    (ref,) = sync.shop.copies(order_id)
    return sync.shop.orders[ref].customer_ref


# -- found here ------------------------------------------------------------------------------------


def test_customers_are_found_by_parts_of_name_address_and_number(
    desk: CustomerDesk, syncing: SyncTill
) -> None:
    made = {
        "kim": desk.make(KIM),
        "oest": desk.make(TypedCustomer("Åsa", "Östberg", "asa@laden.de")),
        "phone": desk.make(TypedCustomer(phone="030 998877")),
    }
    for text, who in (
        ("kim", "kim"),
        ("EXAM", "kim"),
        ("ample ki", "kim"),
        ("kim@", "kim"),
        ("030 1234", "kim"),
        ("+49301234567", "kim"),
        ("östberg", "oest"),
        ("ÅSA öst", "oest"),
        ("laden.de", "oest"),
        ("998 877", "phone"),
    ):
        assert [each.id for each in desk.find(text)] == [made[who].id], text
    for text in ("", "   ", "kim nobody", "%", "_", "7788", "kim\\"):
        assert desk.find(text) == [], text


def test_who_is_meant_exactly_comes_first(desk: CustomerDesk) -> None:
    for first, last in (("Maximiliane", "Kim"), ("Kim", "Zeta"), ("Kim", ""), ("Hakim", "Alpha")):
        desk.make(TypedCustomer(first, last))
    names = [f"{each.first_name} {each.last_name}".strip() for each in desk.find("kim")]
    assert names == ["Kim", "Kim Zeta", "Maximiliane Kim", "Hakim Alpha"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("030 1234", "301234"),
        ("+49/30-12", "493012"),
        ("123", ""),
        ("12a4", ""),
        ("", ""),
        ("(0)1234", "1234"),
    ],
)
def test_what_looks_like_a_number(text: str, digits: str) -> None:
    assert digits_of(text) == digits


# -- made here -------------------------------------------------------------------------------------


def test_one_made_here_is_told_to_the_shop_once_and_the_order_carries_them(
    desk: CustomerDesk, syncing: SyncTill
) -> None:
    kim = desk.make(KIM)
    assert ticket_name(syncing) == "Kim Example"
    order_id = sold(syncing)

    syncing.run()

    (there,) = syncing.shop.customers.values()
    assert (there.our_id, there.email, there.phone) == (kim.id, "kim@example.com", "+49301234567")
    assert link_ref(syncing, kim.id) == order_of(syncing, order_id) == there.ref
    desk.choose(kim.id)
    again = sold(syncing)
    syncing.run()
    assert order_of(syncing, again) == there.ref
    assert len(told(syncing, kim)) == 1, "who is known is not told again"
    assert ("customer_made", {}) in syncing.till.journal()
    assert "kim@example.com" not in str(syncing.till.journal()), "the journal keeps no address"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (TypedCustomer(" ", "", "", " "), "no name"),
        (TypedCustomer("Kim", email="kim"), "no e-mail"),
        (TypedCustomer("Kim", email="kim@nowhere"), "no e-mail"),
        (TypedCustomer("Kim", email="k im@example.com"), "no e-mail"),
        (TypedCustomer("Kim", phone="12"), "no phone number"),
        (TypedCustomer("Kim", phone="call me"), "no phone number"),
    ],
)
def test_what_is_no_customer_is_refused(
    desk: CustomerDesk, syncing: SyncTill, typed: TypedCustomer, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        desk.make(typed)
    assert (ticket_name(syncing), desk.find("kim")) == ("", [])


def test_an_address_or_number_is_one_customers(desk: CustomerDesk, syncing: SyncTill) -> None:
    desk.make(KIM)
    for typed in (TypedCustomer("Al", email=" KIM@example.com"), TypedCustomer("Al", phone="+49301234567")):
        with pytest.raises(Refused, match="Kim Example is a customer already"):
            desk.make(typed)
    assert desk.find("Al") == []


def test_a_card_number_never_becomes_a_name(desk: CustomerDesk, syncing: SyncTill) -> None:
    made = desk.make(TypedCustomer("Kim", "4111 1111 1111 1111"))
    assert "4111" not in f"{made.last_name}{ticket_name(syncing)}"


# -- from the shop ---------------------------------------------------------------------------------


def test_a_shops_customer_is_taken_over_and_nothing_goes_back(desk: CustomerDesk, syncing: SyncTill) -> None:
    syncing.shop.customers["gid://customer/7"] = PlatformCustomer(
        "gid://customer/7", "Al", "Web", "al@web.example"
    )

    (found,) = desk.find_in_shops("al web").found
    assert (found.shop, found.told.ref, desk.find("al")) == ("Shop one", "gid://customer/7", [])
    chosen = desk.choose_from_shop(found)
    order_id = sold(syncing)
    syncing.run()

    assert ticket_name(syncing) == "" and chosen.email == "al@web.example"
    assert order_of(syncing, order_id) == link_ref(syncing, chosen.id) == "gid://customer/7"
    assert "create_customer" not in syncing.shop.calls and told(syncing, chosen) == []
    assert desk.find_in_shops("al web").found == (), "who is known here is found here"
    assert [each.id for each in desk.find("al")] == [chosen.id]
    desk.choose(chosen.id)
    syncing.run()
    assert "create_customer" not in syncing.shop.calls, "nor when they come again"


def test_one_known_by_address_is_the_same_person(desk: CustomerDesk, syncing: SyncTill) -> None:
    kim = desk.make(replace(KIM, phone=""))
    syncing.shop.customers["gid://customer/7"] = PlatformCustomer(
        "gid://customer/7", "Kim", "E", "Kim@Example.com"
    )
    (found,) = desk.find_in_shops("kim").found
    assert desk.choose_from_shop(found).id == kim.id
    syncing.run()
    assert "create_customer" not in syncing.shop.calls


@pytest.mark.parametrize("trouble", [away(), offline(), lost(), wrong_key(), no_customer()])
def test_a_shop_that_cannot_be_asked_is_named(
    desk: CustomerDesk, syncing: SyncTill, trouble: Exception
) -> None:
    syncing.shop.fail("find_customers", trouble)
    answer = desk.find_in_shops("kim")
    assert (answer.found, answer.away) == ((), ("Shop one",))


def test_one_shop_that_is_away_hides_no_other(desk: CustomerDesk, syncing: SyncTill) -> None:
    second = syncing.connect("Shop two")
    syncing.shops.shops[second].customers["x"] = PlatformCustomer("x", "Al", "Web")
    syncing.shop.fail("find_customers", away())
    answer = desk.find_in_shops("al")
    assert [(each.connection_id, each.told.ref) for each in answer.found] == [(second, "x")]
    assert answer.away == ("Shop one",)


def test_without_network_no_shop_is_asked(desk: CustomerDesk, syncing: SyncTill, news: News) -> None:
    news.online = False
    assert desk.find_in_shops("kim").away == ("Shop one",)
    assert syncing.shop.calls == []
    kim = desk.make(KIM)
    assert [each.id for each in desk.find("kim")] == [kim.id]


def test_a_shop_without_customers_is_left_out(desk: CustomerDesk, syncing: SyncTill) -> None:
    syncing.shop.fail_always(NotOffered("no customers"), "find_customers", "create_customer")
    assert desk.find_in_shops("kim") == type(desk.find_in_shops("kim"))()
    kim = desk.make(KIM)
    order_id = sold(syncing)
    syncing.run()
    assert [each.state for each in told(syncing, kim)] == [DeliveryState.DONE]
    assert order_of(syncing, order_id) == ""


def test_a_switched_off_shop_is_not_asked(desk: CustomerDesk, syncing: SyncTill) -> None:
    syncing.change(active=False)
    assert (desk.shops, desk.find_in_shops("kim").away) == ([], ())


# -- on the ticket ---------------------------------------------------------------------------------


def test_a_name_alone_is_nobody(desk: CustomerDesk, syncing: SyncTill) -> None:
    desk.make(KIM)
    syncing.till.services.tickets.set_customer("Kim")
    order_id = sold(syncing)
    syncing.run()
    assert order_of(syncing, order_id) == ""
    desk.make(replace(KIM, email="other@example.com", phone=""))
    syncing.till.services.tickets.set_customer("")
    syncing.till.services.tickets.set_customer("Kim Example")
    order_id = sold(syncing)
    syncing.run()
    assert order_of(syncing, order_id) == "", "the same words typed again are words"


def test_who_a_ticket_is_for_outlives_a_crash_parking_and_merging(
    desk: CustomerDesk, syncing: SyncTill
) -> None:
    tickets = syncing.till.services.tickets
    kim = desk.make(KIM)
    syncing.till.add("Bread")
    tickets.reload()
    parked = tickets.park()
    syncing.till.add("Milk")
    tickets.merge(parked.id)
    assert ticket_name(syncing) == "Kim Example"
    order_id = sold(syncing)
    for _ in range(3):
        syncing.run()
        syncing.till.later(seconds=20)
    assert order_of(syncing, order_id) == link_ref(syncing, kim.id) != ""
    desk.choose(kim.id)
    with syncing.till.store.read() as work:
        kept = work.settings.get("ticket_customers")
    assert list(kept) == [str(tickets.ticket.id)], "of tickets that ended nothing is kept"


# -- told to the shop ------------------------------------------------------------------------------


def test_an_order_waits_for_its_customer(desk: CustomerDesk, syncing: SyncTill) -> None:
    kim = desk.make(KIM)
    order_id = sold(syncing)
    syncing.shop.fail("create_customer", lost(60))
    syncing.run()
    assert syncing.shop.copies(order_id) == []
    for _ in range(10):
        syncing.till.later(seconds=61)
        syncing.run()
    assert order_of(syncing, order_id) == link_ref(syncing, kim.id) != ""
    assert len(syncing.shop.customers) == 1


def test_one_who_is_refused_is_parked_changed_and_sent_with_the_order(
    desk: CustomerDesk, syncing: SyncTill
) -> None:
    kim = desk.make(KIM)
    order_id = sold(syncing)
    syncing.shop.fail("create_customer", no_customer())
    syncing.run()
    (parked,) = syncing.desk.deliveries(syncing.connection, (DeliveryState.PARKED,))
    assert (parked.mend, parked.customer, parked.title) == (
        MendKind.CUSTOMER,
        "Kim Example",
        "The shop does not take them",
    )
    assert syncing.shop.copies(order_id) == []
    desk.make(TypedCustomer("Al", email="al@example.com"))

    with pytest.raises(Refused, match="Al is a customer already"):
        syncing.desk.mend_customer(parked.id, replace(KIM, email="al@example.com"))
    with pytest.raises(Refused, match="no phone number"):
        syncing.desk.mend_customer(parked.id, replace(KIM, phone="x"))
    syncing.desk.mend_customer(parked.id, replace(KIM, phone=""))
    syncing.till.later(seconds=20)
    syncing.run()

    there = syncing.shop.customers[link_ref(syncing, kim.id)]
    assert (there.phone, stored(syncing, kim.id).phone) == ("", "")
    assert order_of(syncing, order_id) == there.ref
    assert syncing.history(told(syncing, kim)[0]).count("mended") == 1


def test_one_who_is_never_sent_holds_no_order_up(desk: CustomerDesk, syncing: SyncTill) -> None:
    desk.make(KIM)
    order_id = sold(syncing)
    syncing.shop.fail("create_customer", no_customer())
    syncing.run()
    (parked,) = syncing.desk.deliveries(syncing.connection, (DeliveryState.PARKED,))
    syncing.till.sign_in("Manager")
    syncing.desk.drop(parked.id, "Test")
    syncing.till.later(seconds=20)
    syncing.run()
    (ref,) = syncing.shop.copies(order_id)
    push = syncing.shop.orders[ref]
    assert (push.customer_ref, push.customer_name, push.email) == ("", "Kim Example", "")


def test_an_order_whose_customer_is_gone_there_goes_without(desk: CustomerDesk, syncing: SyncTill) -> None:
    desk.make(KIM)
    syncing.run()
    order_id = sold(syncing)
    syncing.shop.fail("create_order", no_customer())
    syncing.run()
    parked = syncing.of_order(order_id)
    assert parked.state is DeliveryState.PARKED
    syncing.till.sign_in("Manager")
    syncing.desk.send_without_customer(parked.id)
    syncing.run()
    assert order_of(syncing, order_id) == ""


def test_one_made_before_the_shop_was_connected_is_told_when_they_come_again(
    desk: CustomerDesk, syncing: SyncTill
) -> None:
    kim = desk.make(KIM)
    syncing.run()
    second = syncing.connect("Shop two")
    assert syncing.shops.shops[second].customers == {}
    desk.choose(kim.id)
    desk.choose(kim.id)
    syncing.run()
    assert [each.our_id for each in syncing.shops.shops[second].customers.values()] == [kim.id]
    assert len(syncing.shop.customers) == 1


def test_a_shop_that_tells_of_ours_before_it_answers_makes_no_second_one(
    desk: CustomerDesk, syncing: SyncTill
) -> None:
    """A message without our id makes somebody new; the answer shows that they are the same."""
    kim = desk.make(TypedCustomer("Kim", "Example"))
    order_id = sold(syncing)
    syncing.shop.fail("create_customer", After(lost()))
    syncing.run()
    with syncing.till.store.write() as work:
        echo = PlatformCustomer("gid://customer/1", "Kim", "Example")
        other = take_customer(work, work.connections.get(syncing.connection), echo, syncing.till.clock.now())
    assert other != kim.id and len(desk.find("kim")) == 2
    for _ in range(4):
        syncing.till.later(seconds=61)
        syncing.run()
    assert order_of(syncing, order_id) == link_ref(syncing, kim.id) == "gid://customer/1"
    assert [each.id for each in desk.find("kim")] == [kim.id]
    assert stored(syncing, other).extra[SAME_AS] == str(kim.id)
    assert desk.choose(other).id == kim.id, "a list that is old by a moment finds the right one"


def test_a_message_with_our_id_is_about_ours(desk: CustomerDesk, syncing: SyncTill) -> None:
    kim = desk.make(TypedCustomer("Kim", "Example"))
    with syncing.till.store.write() as work:
        echo = PlatformCustomer("gid://customer/1", "Kim", "Example", our_id=kim.id)
        connection = work.connections.get(syncing.connection)
        assert take_customer(work, connection, echo, syncing.till.clock.now()) == kim.id
    syncing.run()
    assert syncing.shop.customers == {}, "what is linked is not made again"


TROUBLES = {
    "lost": lambda: lost(),
    "after": lambda: After(lost()),
    "away": lambda: away(),
    "offline": lambda: offline(),
    "refused": lambda: no_customer(),
}


@pytest.fixture(scope="module")
def long_lived(tmp_path_factory: pytest.TempPathFactory):
    from tests.integration.desk_fixtures import make_till

    till = make_till(tmp_path_factory.mktemp("customers") / "till")
    till.sign_in("Manager")
    till.open_shift()
    yield SyncTill(till)
    till.close()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    customer=st.lists(st.sampled_from(sorted(TROUBLES)), max_size=5),
    order=st.lists(st.sampled_from(["lost", "after", "away"]), max_size=3),
    stops=st.sets(st.integers(0, 6), max_size=3),
)
def test_whatever_happens_there_is_one_customer_and_one_order_with_them(
    long_lived: SyncTill, customer: list[str], order: list[str], stops: set[int]
) -> None:
    """Lost answers, refusals mended by hand, and workers that stop with a delivery in their hands."""
    sync, number = long_lived, new_id().hex
    email = f"{number}@example.com"
    desk = CustomerDesk(sync.till.desk, sync.shops, News(), sync.till.services.tickets)  # type: ignore[arg-type]
    made = desk.make(TypedCustomer(number, email=email))
    order_id = sold(sync)
    sync.shop.fail("create_customer", *(TROUBLES[each]() for each in customer))
    sync.shop.fail("create_order", *(TROUBLES[each]() for each in order))
    for turn in range(40):
        sync.till.clock.moment += timedelta(minutes=16)
        for parked in sync.desk.deliveries(sync.connection, (DeliveryState.PARKED,)):
            sync.desk.retry(parked.id)
        if turn in stops:
            sync.route()
            sync.claim()  # and nothing comes of it: the lease runs out
            continue
        sync.run()
        if link_ref(sync, made.id) and sync.shop.copies(order_id):
            break
    assert [each.our_id for each in sync.shop.customers.values() if each.email == email] == [made.id]
    assert order_of(sync, order_id) == link_ref(sync, made.id) != ""
