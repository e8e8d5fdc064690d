"""Stripe's objects, in the shape that it gives them."""

import time
from typing import Any
from uuid import uuid4

from pos_desktop.payments.stripe.fake.cards import TestCard

Object = dict[str, Any]


def new_id(prefix: str) -> str:
    """An id as Stripe makes them."""
    return f"{prefix}_{uuid4().hex[:24]}"


def _made(kind: str, prefix: str) -> Object:
    return {
        "id": new_id(prefix),
        "object": kind,
        "created": int(time.time()),
        "livemode": False,
        "metadata": {},
    }


def payment_intent(params: Object, types: list[str], card: str | None) -> Object:
    """A new intent."""
    made = _made("payment_intent", "pi")
    return made | {
        "amount": int(params["amount"]),
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": f"{made['id']}_secret_{uuid4().hex}",
        "confirmation_method": "automatic",
        "currency": params["currency"],
        "customer": None,
        "description": params.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "metadata": dict(params.get("metadata", {})),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": card,
        "payment_method_options": {},
        "payment_method_types": types,
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_confirmation" if card else "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def charge(intent: Object, card: TestCard, kind: str) -> Object:
    """A charge of an intent, approved or not as the card is."""
    good = not card.decline
    captured = good and intent["capture_method"] != "manual"
    return _made("charge", "ch") | {
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if captured else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": new_id("txn") if captured else None,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None},
        "calculated_statement_descriptor": None,
        "captured": captured,
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None if good else "card_declined",
        "failure_message": None if good else "Your card was declined.",
        "fraud_details": {},
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": None,
        "paid": good,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"] or new_id("pm"),
        "payment_method_details": {"type": kind, kind: _card_details(card, kind)},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded" if good else "failed",
        "transfer_data": None,
        "transfer_group": None,
    }


def _card_details(card: TestCard, kind: str) -> Object:
    told: Object = {
        "brand": card.brand,
        "country": "US",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": new_id("fp"),
        "funding": "credit",
        "last4": card.last_four,
        "network": card.brand,
    }
    return told | (_typed_in() if kind == "card" else _held_to_a_reader())


def _typed_in() -> Object:
    return {
        "authorization_code": "248391",
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "installments": None,
        "mandate": None,
        "three_d_secure": None,
        "wallet": None,
    }


def _held_to_a_reader() -> Object:
    return {
        "amount_authorized": None,
        "brand_product": None,
        "cardholder_name": None,
        "emv_auth_data": None,
        "generated_card": None,
        "incremental_authorization_supported": False,
        "issuer": None,
        "offline": None,
        "overcapture_supported": False,
        "preferred_locales": ["en"],
        "read_method": "contactless_emv",
        "receipt": {
            "account_type": "credit",
            "application_cryptogram": None,
            "application_preferred_name": None,
            "authorization_code": "248391",
            "authorization_response_code": "3030",
            "cardholder_verification_method": None,
            "dedicated_file_name": None,
            "terminal_verification_results": None,
            "transaction_status_information": None,
        },
        "wallet": None,
    }


def refund(params: Object, of_charge: Object, amount: int) -> Object:
    """A refund that went through."""
    made = _made("refund", "re")
    del made["livemode"]
    return made | {
        "amount": amount,
        "balance_transaction": new_id("txn"),
        "charge": of_charge["id"],
        "currency": of_charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": dict(params.get("metadata", {})),
        "payment_intent": of_charge["payment_intent"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def reader(label: str, location: str) -> Object:
    """A reader without work."""
    made = _made("terminal.reader", "tmr")
    del made["created"]
    return made | {
        "action": None,
        "device_sw_version": "2.42.0",
        "device_type": "simulated_wisepos_e",
        "ip_address": "192.0.2.10",
        "label": label,
        "location": location,
        "serial_number": made["id"][-12:],
        "status": "online",
    }


def reader_action(intent_ref: str, config: Object) -> Object:
    """A reader at work on an intent."""
    return {
        "failure_code": None,
        "failure_message": None,
        "process_payment_intent": {
            "payment_intent": intent_ref,
            "process_config": _typed_config(config),
        },
        "status": "in_progress",
        "type": "process_payment_intent",
    }


def _typed_config(config: Object) -> Object:
    typed: Object = {
        name: value == "true" if value in ("true", "false") else value for name, value in config.items()
    }
    if "tipping" in config:
        typed["tipping"] = {name: int(value) for name, value in config["tipping"].items()}
    return typed


_NOT_IN_A_SESSION = (
    "after_expiration",
    "allow_promotion_codes",
    "billing_address_collection",
    "cancel_url",
    "consent",
    "consent_collection",
    "currency_conversion",
    "customer",
    "customer_details",
    "customer_email",
    "invoice",
    "invoice_creation",
    "locale",
    "payment_intent",
    "payment_link",
    "recovered_from",
    "setup_intent",
    "shipping_address_collection",
    "shipping_cost",
    "shipping_details",
    "submit_type",
    "subscription",
)
"""Fields of a page to pay on that are there and hold nothing, as nobody asked for them."""


def session(params: Object, amount: int, address: str) -> Object:
    """A page to pay on, open for a day."""
    made = _made("checkout.session", "cs_test")
    return (
        made
        | dict.fromkeys(_NOT_IN_A_SESSION)
        | {
            "amount_subtotal": amount,
            "amount_total": amount,
            "automatic_tax": {"enabled": False, "status": None},
            "client_reference_id": params.get("client_reference_id"),
            "currency": params["line_items"][0]["price_data"]["currency"],
            "custom_fields": [],
            "custom_text": {"shipping_address": None, "submit": None, "terms_of_service_acceptance": None},
            "customer_creation": "if_required",
            "expires_at": made["created"] + 24 * 3600,
            "metadata": dict(params.get("metadata", {})),
            "mode": "payment",
            "payment_method_collection": "if_required",
            "payment_method_options": {},
            "payment_method_types": ["card"],
            "payment_status": "unpaid",
            "phone_number_collection": {"enabled": False},
            "shipping_options": [],
            "status": "open",
            "success_url": params["success_url"],
            "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
            "url": f"{address}/pay/{made['id']}",
        }
    )


def listed(items: list[Object], path: str, limit: int, after: str) -> Object:
    """A page of a list, newest first."""
    ids = [item["id"] for item in items]
    begin = ids.index(after) + 1 if after in ids else 0
    page = items[begin : begin + limit]
    return {
        "object": "list",
        "url": path,
        "has_more": begin + limit < len(items),
        "data": page,
    }


def payment_methods() -> Object:
    """What the account takes."""
    on = {
        "available": True,
        "display_preference": {"overridable": None, "preference": "on", "value": "on"},
    }
    off = {
        "available": False,
        "display_preference": {"overridable": None, "preference": "off", "value": "off"},
    }
    made = _made("payment_method_configuration", "pmc")
    del made["created"], made["metadata"]
    return made | {
        "active": True,
        "application": None,
        "is_default": True,
        "name": "Default",
        "parent": None,
        "apple_pay": on,
        "card": on,
        "klarna": off,
        "link": on,
    }
