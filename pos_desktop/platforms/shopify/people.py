"""Customers of a shop."""

from __future__ import annotations

from pos_desktop.application.platform.customers import PlatformAddress, PlatformCustomer
from pos_desktop.application.platform.trouble import Mend, MendKind, PlatformRefused
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.mapping import customer_of, tag_of
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.search import exactly, quoted

FOUND_MAX = 20


class People:
    """Asks for them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, text: str) -> list[PlatformCustomer]:
        """By e-mail or telephone exactly, otherwise by words of the name, of which the last may be half typed."""
        text = text.strip()
        if not text:
            return []
        data = self._client.ask("customers", {"first": FOUND_MAX, "query": _query(text)})
        return [customer_of(node) for node in data.parts("customers")]

    def create(self, customer: PlatformCustomer) -> PlatformCustomer:
        """A new one. One who is there already is taken as they are: Shopify has no key against a second try."""
        return self._there(customer) or self._client.change(
            "customer_create", {"input": _input(customer)}, lambda data: _made(data, customer)
        )

    def _there(self, customer: PlatformCustomer) -> PlatformCustomer | None:
        """By our id, the e-mail address, the telephone number. A number that somebody with another address has is not
        theirs alone."""
        found = self._ours(customer)
        if found is None and customer.email:
            found = self._by({"emailAddress": customer.email.strip().lower()})
        if found is None and customer.phone.startswith("+"):
            found = self._by({"phoneNumber": customer.phone})
            if found is not None and found.email and customer.email:
                found = None
        return found

    def _ours(self, customer: PlatformCustomer) -> PlatformCustomer | None:
        """By the tag with our id. Shopify's search learns of a new customer some moments after they were made, so the
        newest ones are looked through as well."""
        if customer.our_id is None:
            return None
        tag = tag_of(customer.our_id)
        data = self._client.look_up("customer_find", {"query": exactly("tag", tag)})
        for node in data.parts("customers"):
            if tag in node.texts_or_none("tags"):
                return customer_of(node)
        for node in data.parts("newest"):
            if tag in node.texts_or_none("tags"):
                again = self._client.ask("customer_again", {"id": node.text("id")}).part_or_none("customer")
                return customer_of(again) if again is not None else None
        return None

    def _by(self, identifier: dict[str, str]) -> PlatformCustomer | None:
        data = self._client.look_up("customer_by", {"identifier": identifier})
        found = data.part_or_none("customerByIdentifier")
        return customer_of(found) if found is not None else None


def _query(text: str) -> str:
    if "@" in text:
        return exactly("email", text)
    digits = text.replace(" ", "").replace("-", "")
    if digits.lstrip("+").isdigit() and len(digits) >= 6:
        return exactly("phone", digits)
    *whole, last = text.split()
    beginning = f"{last}*" if last.isalnum() else quoted(last)
    return " ".join([*(quoted(word) for word in whole), beginning])


def _made(data: Node, customer: PlatformCustomer) -> PlatformCustomer:
    payload = data.part("customerCreate")
    mend = Mend(
        MendKind.CUSTOMER, name=f"{customer.first_name} {customer.last_name}".strip(), value=customer.email
    )
    errors = trouble.user_errors(payload)
    if errors and not errors[0].code:
        raise _refused("; ".join(error.message for error in errors), mend)
    trouble.expect_none(errors, lambda error: mend)
    return customer_of(payload.part("customer"))


def _refused(reason: str, mend: Mend) -> PlatformRefused:
    return PlatformRefused(
        tr("Shopify does not take this customer"),
        tr("Its reason: {reason}", reason=reason.rstrip(".") + "."),
        tr("Change what is wrong; it is sent again then, and the orders that wait for it."),
        code="customer",
        mend=mend,
    )


def _input(customer: PlatformCustomer) -> dict[str, object]:
    told: dict[str, object] = {
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "email": customer.email,
        "phone": customer.phone,
        "note": customer.note,
        "tags": [tag_of(customer.our_id)] if customer.our_id else [],
        "addresses": [_address(address) for address in customer.addresses],
    }
    return {name: value for name, value in told.items() if value} | {"taxExempt": customer.tax_exempt}


def _address(address: PlatformAddress) -> dict[str, str]:
    first, _, last = address.name.strip().rpartition(" ")
    lines = (*address.lines, "", "")
    told = {
        "firstName": first,
        "lastName": last,
        "company": address.company,
        "address1": lines[0],
        "address2": ", ".join(line for line in lines[1:] if line),
        "zip": address.postcode,
        "city": address.city,
        "provinceCode": address.region,
        "countryCode": address.country,
        "phone": address.phone,
    }
    return {name: value for name, value in told.items() if value}
