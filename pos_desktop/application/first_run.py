"""Setting a register up: store, taxes, people and printer, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pos_desktop.application.desk import PinVault
from pos_desktop.application.errors import Refused
from pos_desktop.application.first_prices import check_decimals
from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_methods import add_usual_methods
from pos_desktop.application.people import check_pin, nobody_left
from pos_desktop.application.ports import Store
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.application.this_register import checked_number
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission, Role, cashier, manager
from pos_desktop.domain.tax import TaxRates


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person of the first run."""

    name: str
    role: str
    pin: str


@dataclass(frozen=True, slots=True)
class NewPrinter:
    """A printer of the first run: a registered driver and its settings."""

    name: str
    driver: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FirstRun:
    """Everything that the wizard or a store's configuration file decides."""

    store: StoreSettings
    register_number: int
    register_name: str
    tax_classes: tuple[tuple[str, TaxRates], ...]
    people: tuple[NewPerson, ...]
    printers: tuple[NewPrinter, ...] = ()
    location: str = ""


NEXT_RECEIPT = "next_receipt"
"""Left by a damaged database that was set aside: its receipt numbers are never given out again."""


def set_up(store: Store, vault: PinVault, plan: FirstRun) -> None:
    """Writes the first run in one commit. Slow (PIN hashes): off the UI thread.

    Refused for a bad PIN, for a store without a manager, for a register that was set up before, and for a currency
    with other decimals than the prices of products that were taken over already.
    """
    checked_number(plan.register_number)
    for person in plan.people:
        check_pin(person.pin, need_pin=True)
    hashes = [vault.hash(person.pin) for person in plan.people]
    roles = {role.name: (new_id(), role) for role in standard_roles()}
    if not any(roles[person.role][1].allows(Permission.PEOPLE) for person in plan.people):
        raise nobody_left()
    with store.write() as work:
        if work.registers.only() is not None:
            raise Refused(tr("This register is set up already"), tr("Nothing was changed."))
        check_decimals(work, plan.store.currency_code)
        work.settings.save_store(plan.store)
        work.registers.insert(
            new_id(),
            plan.register_number,
            plan.register_name,
            new_id(),
            plan.location or plan.store.name,
            int(work.settings.get(NEXT_RECEIPT) or 1),
        )
        for position, (role_id, role) in enumerate(roles.values()):
            work.people.save_role(role_id, role, position)
        for position, (name, rates) in enumerate(plan.tax_classes):
            work.catalogue.save_tax_class(new_id(), name, rates, position)
        for person, pin_hash in zip(plan.people, hashes, strict=True):
            person_id = new_id()
            work.people.insert(person_id, person.name, roles[person.role][0], None)
            work.people.set_pin(person_id, pin_hash, len(person.pin))
        for printer in plan.printers:
            work.devices.save(new_id(), "printer", printer.driver, printer.name, printer.settings, None, True)
        add_usual_methods(work)
        body = {"store": plan.store.name, "register": plan.register_number, "people": len(plan.people)}
        work.journal.add("set_up", body)


def standard_roles() -> tuple[Role, ...]:
    """The roles a new store begins with."""
    return cashier(), manager()
