"""Customers of a shop."""

from __future__ import annotations

from pos_desktop.application.platform.customers import PlatformAddress, PlatformCustomer
from pos_desktop.application.platform.trouble import Mend, MendKind
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.mapping import customer_of
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.search import exactly, quoted

FOUND_MAX = 20


class People:
    """Asks for them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, text: str) -> list[PlatformCustomer]:
        """By e-mail or telephone exactly, otherwise by words of the name."""
        text = text.strip()
        if not text:
            return []
        data = self._client.ask("customers", {"first": FOUND_MAX, "query": _query(text)})
        return [customer_of(node) for node in data.parts("customers")]

    def create(self, customer: PlatformCustomer) -> PlatformCustomer:
        """A new one. One with that e-mail who is there already is taken: Shopify has no key against a second try."""
        if customer.email:
            wanted = customer.email.strip().lower()
            for found in self.find(customer.email):
                if found.email.lower() == wanted:
                    return found
        return self._client.change(
            "customer_create", {"input": _input(customer)}, lambda data: _made(data, customer)
        )


def _query(text: str) -> str:
    if "@" in text:
        return exactly("email", text)
    digits = text.replace(" ", "").replace("-", "")
    if digits.lstrip("+").isdigit() and len(digits) >= 6:
        return exactly("phone", digits)
    return " ".join(quoted(word) for word in text.split())


def _made(data: Node, customer: PlatformCustomer) -> PlatformCustomer:
    payload = data.part("customerCreate")
    mend = Mend(
        MendKind.CUSTOMER, name=f"{customer.first_name} {customer.last_name}".strip(), value=customer.email
    )
    trouble.expect_none(trouble.user_errors(payload), lambda error: mend)
    return customer_of(payload.part("customer"))


def _input(customer: PlatformCustomer) -> dict[str, object]:
    told: dict[str, object] = {
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "email": customer.email,
        "phone": customer.phone,
        "note": customer.note,
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
