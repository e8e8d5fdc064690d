"""Order tickets for a kitchen: written with the sale and with its void, by category, and printed again."""

import json
from uuid import UUID

import pytest
from sqlalchemy import update

from pos_desktop.application.device_settings import DeviceForm, DeviceSettings
from pos_desktop.application.documents import Document, from_json
from pos_desktop.application.errors import Refused
from pos_desktop.application.ids import new_id
from pos_desktop.application.printers import ORDER_TICKETS
from pos_desktop.devices.printers.layout import lay_out
from pos_desktop.storage import tables
from tests.integration.desk_fixtures import Till, label


def category(till: Till, name: str, *products: str) -> UUID:
    made = new_id()
    with till.database.write() as work:
        work.execute(tables.category.insert(), {"id": made, "name": name, "tint": "green", "position": 1})
        work.execute(
            update(tables.product).where(tables.product.c.name.in_(products)).values(category_id=made)
        )
    till.store.catalogue_changed()
    return made


def settings_of(till: Till) -> DeviceSettings:
    return DeviceSettings(till.desk, till.crew, till.services.printers)


def printer(
    till: Till, name: str, *categories: UUID, fallback: UUID | None = None, active: bool = True
) -> UUID:
    wanted = ",".join(str(each) for each in categories)
    form = DeviceForm(name, "memory", {ORDER_TICKETS: wanted}, fallback, active)
    return settings_of(till).add(form)


def tickets(till: Till) -> list[tuple[UUID, Document]]:
    return [(job.device_id, from_json(str_of(job.document))) for job in till.jobs("order_ticket")]


def str_of(document: object) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def text(document: Document, columns: int = 48) -> str:
    lines = [
        line
        for block in document.blocks
        if hasattr(block, "size") or type(block).__name__ == "Rule"
        for line in lay_out(block, columns)
    ]  # type: ignore[arg-type]
    return "\n".join(line.text for line in lines)


def test_each_printer_gets_what_it_makes(manager: Till) -> None:
    hot, cold = category(manager, "Hot", "Bread"), category(manager, "Cold", "Apples", "Gouda")
    kitchen, bar = printer(manager, "Kitchen", hot), printer(manager, "Bar", cold)
    line = manager.add("Bread", 12)
    manager.services.tickets.set_note(line.id, "well done")
    manager.services.tickets.scan(label("21", "04001", 342))
    sale = manager.services.checkout.pay_cash(99_999)
    made = dict(tickets(manager))
    assert set(made) == {kitchen, bar}
    hot_ticket, cold_ticket = text(made[kitchen]), text(made[bar])
    assert sale.order.number in hot_ticket and "Manager" in hot_ticket
    assert "12  Bread" in hot_ticket and "> well done" in hot_ticket and "Apples" not in hot_ticket
    assert "Apples" in cold_ticket and "Bread" not in cold_ticket
    assert "VAT" not in hot_ticket and "CANCELLED" not in hot_ticket
    assert [job.device_id for job in manager.jobs("receipt")] != [kitchen]


def test_what_belongs_to_no_chosen_category_asks_for_none(manager: Till) -> None:
    hot = category(manager, "Hot", "Bread")
    printer(manager, "Kitchen", hot)
    manager.sell("Milk")
    assert tickets(manager) == []


def test_a_shop_without_a_kitchen_asks_nothing_more(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    from pos_desktop.storage.repositories.catalogue import SqlCatalogue

    def never(self: object, row: int) -> None:
        raise AssertionError("asked for a category")

    monkeypatch.setattr(SqlCatalogue, "category_of", never)
    till.sell("Bread")
    assert till.jobs("order_ticket") == []


def test_a_void_tells_the_kitchen(manager: Till) -> None:
    kitchen = printer(manager, "Kitchen", category(manager, "Hot", "Bread"))
    sale = manager.sell("Bread")
    manager.services.orders.void(sale.order.id, "wrong")
    first, second = tickets(manager)
    assert (first[0], second[0]) == (kitchen, kitchen)
    assert "CANCELLED" in text(second[1]) and "Bread" in text(second[1])


def test_a_refused_sale_leaves_no_ticket(manager: Till) -> None:
    printer(manager, "Kitchen", category(manager, "Hot", "Bread"))
    manager.add("Bread")
    with pytest.raises(Refused):
        manager.services.checkout.pay_cash(1)
    assert tickets(manager) == []


def test_tickets_print_again_as_copies(manager: Till) -> None:
    printer(manager, "Kitchen", category(manager, "Hot", "Bread"))
    sale = manager.sell("Bread")
    orders = manager.services.orders
    assert orders.has_order_tickets(orders.get(sale.order.id))
    assert orders.reprint_order_tickets(sale.order.id) == 1
    assert "COPY" in text(tickets(manager)[-1][1])
    assert manager.journal("order_tickets_reprinted")[0][1] == {"number": sale.order.number}


def test_printing_again_needs_a_kitchen_and_the_right(manager: Till) -> None:
    sale = manager.sell("Bread")
    assert not manager.services.orders.has_order_tickets(manager.services.orders.get(sale.order.id))
    with pytest.raises(Refused, match="No printer makes"):
        manager.services.orders.reprint_order_tickets(sale.order.id)
    manager.services.session.sign_out()
    manager.sign_in("Trainee")
    with pytest.raises(Refused, match="may not"):
        manager.services.orders.reprint_order_tickets(sale.order.id)


def test_a_kitchen_that_comes_first_gets_no_receipts(manager: Till) -> None:
    """Unless it is the only printer."""
    hot = category(manager, "Hot", "Bread")
    changes = settings_of(manager)
    (first,) = [row for row in changes.all() if row.family == "printer"]
    wanted = {**first.settings, ORDER_TICKETS: str(hot)}
    form = DeviceForm(first.name, first.driver, wanted, None, True)
    changes.change(first.id, form)
    manager.sell("Bread")
    assert [job.device_id for job in manager.jobs("receipt")] == [first.id]
    front = printer(manager, "Front")
    manager.sell("Bread")
    assert [job.device_id for job in manager.jobs("receipt")] == [first.id, front]
    assert [device for device, _ in tickets(manager)] == [first.id, first.id]


def test_a_printer_out_of_use_gets_nothing(manager: Till) -> None:
    printer(manager, "Kitchen", category(manager, "Hot", "Bread"), active=False)
    manager.sell("Bread")
    assert tickets(manager) == []


def test_what_is_stored_wrongly_holds_up_no_sale(manager: Till) -> None:
    hot = category(manager, "Hot", "Bread")
    kitchen = settings_of(manager).add(DeviceForm("Kitchen", "memory", {ORDER_TICKETS: f"rubbish, {hot} ,"}))
    manager.sell("Bread")
    assert [device for device, _ in tickets(manager)] == [kitchen]


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_weight_stands_in_one_piece(manager: Till, columns: int) -> None:
    """'0,3' above '42' and 'kg' is made as three tenths, or as forty-two."""
    printer(manager, "Kitchen", category(manager, "Hot", "Bread", "Apples"))
    manager.add("Bread", 12)
    manager.services.tickets.scan(label("21", "04001", 342))
    manager.services.checkout.pay_cash(99_999)
    ((_, document),) = tickets(manager)
    rows = text(document, columns).splitlines()
    assert any(row.startswith("0,342 kg") for row in rows), rows
    assert any(row.split() == ["12", "Bread"] for row in rows), rows


@pytest.mark.parametrize("columns", [48, 42, 32])
def test_a_ticket_fits_every_paper(manager: Till, columns: int) -> None:
    printer(manager, "Kitchen", category(manager, "Hot", "Bread"))
    line = manager.add("Bread")
    manager.services.tickets.set_note(line.id, "no salt, and the crust cut off on all four sides please")
    manager.services.checkout.pay_cash(99_999)
    ((_, document),) = tickets(manager)
    assert max(len(row) for row in text(document, columns).splitlines()) <= columns
