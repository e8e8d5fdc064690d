"""Customers and addresses."""

import re
from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake.amounts import text
from pos_desktop.platforms.shopify.fake.state import Record, State

Problem = dict[str, Any]
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s().-]{5,}")
_FACTS = ("firstName", "lastName", "email", "phone", "note", "tags", "taxExempt", "locale")


def create(state: State, asked: Record) -> tuple[Record | None, list[Problem]]:
    """customerCreate."""
    problems = _problems(state, asked, None)
    if problems:
        return None, problems
    customer = add(state, asked)
    state.tell("customers/create", customer)
    return customer, []


def add(state: State, asked: Record) -> Record:
    """A customer as given; nothing is checked."""
    record = state.add(
        "Customer",
        firstName=asked.get("firstName"),
        lastName=asked.get("lastName"),
        email=(asked.get("email") or "").strip().lower() or None,
        phone=asked.get("phone"),
        note=asked.get("note"),
        tags=list(asked.get("tags") or []),
        taxExempt=bool(asked.get("taxExempt")),
        locale=asked.get("locale") or "en",
        state="DISABLED",
        addresses=[made for one in asked.get("addresses") or [] if (made := address(state, one))],
        orderIds=[],
        spent="0.0",
    )
    return _named(state, record)


def update(state: State, asked: Record) -> tuple[Record | None, list[Problem]]:
    """customerUpdate."""
    customer = state.find("Customer", asked.get("id"))
    if customer is None:
        return None, [{"field": ["id"], "message": "Customer does not exist"}]
    problems = _problems(state, {**customer, **asked}, customer["id"])
    if problems:
        return None, problems
    customer.update({name: asked[name] for name in _FACTS if name in asked})
    _named(state, customer)
    state.touch(customer)
    state.tell("customers/update", customer)
    return customer, []


def _named(state: State, customer: Record) -> Record:
    name = " ".join(part for part in (customer["firstName"], customer["lastName"]) if part)
    customer["displayName"] = name or customer["email"] or customer["phone"] or ""
    return state.put(customer)


def _problems(state: State, asked: Record, own: str | None) -> list[Problem]:
    email, phone = (asked.get("email") or "").strip(), asked.get("phone")
    found: list[Problem] = []
    if not email and not phone and not asked.get("firstName") and not asked.get("lastName"):
        told = "A name, phone number, or email address must be present"
        return [{"field": None, "message": told}]
    if email and not _EMAIL.fullmatch(email):
        found.append({"field": ["email"], "message": "Email is invalid"})
    if phone and not _PHONE.fullmatch(phone):
        found.append({"field": ["phone"], "message": "Phone is invalid"})
    taken = by_email(state, email) if email else None
    if taken is not None and taken["id"] != own:
        found.append({"field": ["email"], "message": "Email has already been taken"})
    taken = by_phone(state, phone) if phone else None
    if taken is not None and taken["id"] != own:
        found.append({"field": ["phone"], "message": "Phone has already been taken"})
    return found


def by_email(state: State, email: str | None) -> Record | None:
    """The customer with an address."""
    wanted = (email or "").strip().casefold()
    few = state.shelf("Customer").having("email", wanted) or []
    return next((one for one in few if (one["email"] or "").casefold() == wanted), None)


def by_phone(state: State, phone: str | None) -> Record | None:
    """The customer with a number, however it is written."""
    wanted = _digits(phone)
    return next((one for one in state.all("Customer") if wanted and _digits(one["phone"]) == wanted), None)


def _digits(phone: str | None) -> str:
    return "".join(letter for letter in phone or "" if letter.isdigit())


def of_order(state: State, asked: Record) -> Record | None:
    """The customer of a new order: known, found by address, or made now."""
    known = state.find("Customer", asked.get("customerId"))
    wish = asked.get("customer") or {}
    if known is not None or not (wish or asked.get("email")):
        return known
    associate, upsert = wish.get("toAssociate") or {}, wish.get("toUpsert") or {}
    if associate:
        return state.find("Customer", associate.get("id")) or by_email(state, associate.get("email"))
    if not upsert:
        return by_email(state, asked.get("email"))
    found = state.find("Customer", upsert.get("id")) or by_email(state, upsert.get("email"))
    if found is None:
        found = add(state, upsert)
        state.tell("customers/create", found)
        return found
    found.update({name: upsert[name] for name in _FACTS if upsert.get(name) is not None})
    _named(state, found)
    return state.touch(found)


def ordered(state: State, order: Record) -> None:
    """Counts an order with its customer."""
    customer = state.find("Customer", order["customerId"])
    if customer is not None:
        customer["orderIds"].append(order["id"])
        customer["spent"] = text(Decimal(customer["spent"]) + Decimal(order["amounts"]["total"]))
        state.put(customer)


def address(state: State, given: Record | None) -> Record | None:
    """A postal address as it is kept."""
    if not given:
        return None
    code = given.get("countryCode")
    name = " ".join(part for part in (given.get("firstName"), given.get("lastName")) if part)
    lines = [given.get("company"), given.get("address1"), given.get("address2")]
    town = " ".join(part for part in (given.get("zip"), given.get("city")) if part)
    return {
        "_type": "MailingAddress",
        "id": f"gid://shopify/MailingAddress/{state.new_number()}",
        "name": name or None,
        "firstName": given.get("firstName"),
        "lastName": given.get("lastName"),
        "company": given.get("company"),
        "address1": given.get("address1"),
        "address2": given.get("address2"),
        "city": given.get("city"),
        "province": given.get("province") or given.get("provinceCode"),
        "provinceCode": given.get("provinceCode"),
        "country": given.get("country") or code,
        "countryCodeV2": code,
        "zip": given.get("zip"),
        "phone": given.get("phone"),
        "formatted": [line for line in (*lines, town, given.get("country") or code) if line],
        "formattedArea": ", ".join(part for part in (given.get("city"), code) if part) or None,
    }
