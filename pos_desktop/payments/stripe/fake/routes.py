"""Which request of Stripe's API does what."""

import copy
import re
from collections.abc import Callable
from typing import Any

from pos_desktop.payments.stripe.fake.cards import card_ending
from pos_desktop.payments.stripe.fake.faults import StripeFault
from pos_desktop.payments.stripe.fake.ledger import Ledger
from pos_desktop.payments.stripe.fake.objects import Object, listed, payment_methods

Handler = Callable[[Ledger, str, Object], Object]


def answer_to(ledger: Ledger, method: str, path: str, params: Object) -> Object:
    """The object that a request is answered with; raises StripeFault."""
    for verb, pattern, handler in _ROUTES:
        match = pattern.fullmatch(path)
        if verb == method and match:
            expand = params.pop("expand", [])
            with ledger.lock:
                found = copy.deepcopy(handler(ledger, match[1] if match.groups() else "", params))
                for way in expand:
                    _expand(ledger, found, way.split("."))
            return found
    raise StripeFault(
        404,
        "invalid_request_error",
        f"Unrecognized request URL ({method}: {path}).",
        stored=False,
    )


def _expand(ledger: Ledger, found: Any, steps: list[str]) -> None:
    if isinstance(found, list):
        for item in found:
            _expand(ledger, item, steps)
        return
    if not isinstance(found, dict) or not steps:
        return
    value = found.get(steps[0])
    if isinstance(value, str):
        shelf = {"latest_charge": ledger.charges, "payment_intent": ledger.intents}.get(steps[0], {})
        if value in shelf:
            found[steps[0]] = copy.deepcopy(shelf[value])
    _expand(ledger, found.get(steps[0]), steps[1:])


def _page(items: list[Object], path: str, params: Object) -> Object:
    return listed(items, path, int(params.get("limit", 10)), params.get("starting_after", ""))


def _list_intents(ledger: Ledger, _: str, params: Object) -> Object:
    limits = params.get("created", {})
    begin, end = int(limits.get("gte", 0)), int(limits.get("lt", 1 << 62))
    found = [item for item in ledger.newest(ledger.intents) if begin <= item["created"] < end]
    return _page(found, "/v1/payment_intents", params)


def _search_intents(ledger: Ledger, _: str, params: Object) -> Object:
    found = ledger.search(params.get("query", ""))
    return {
        "object": "search_result",
        "url": "/v1/payment_intents/search",
        "has_more": False,
        "next_page": None,
        "data": found,
    }


def _list_refunds(ledger: Ledger, _: str, params: Object) -> Object:
    wanted = params.get("payment_intent")
    found = [
        item for item in ledger.newest(ledger.refunds) if wanted is None or item["payment_intent"] == wanted
    ]
    return _page(found, "/v1/refunds", params)


def _list_readers(ledger: Ledger, _: str, params: Object) -> Object:
    place = params.get("location")
    found = [item for item in ledger.newest(ledger.readers) if place is None or item["location"] == place]
    return _page(found, "/v1/terminal/readers", params)


def _present(ledger: Ledger, ref: str, params: Object) -> Object:
    # Of the number that a test names, four digits are looked at and none are kept.
    ending = str(params.get("card_present", {}).get("number", ""))[-4:]
    return ledger.tap(ref, card_ending(ending), int(params.get("amount_tip", 0)))


_INTENT = r"/v1/payment_intents/(pi_\w+)"
_READER = r"/v1/terminal/readers/(\w+)"
_PAGE = r"/v1/checkout/sessions/(cs_\w+)"
_ROUTES: tuple[tuple[str, re.Pattern[str], Handler], ...] = tuple(
    (verb, re.compile(pattern), handler)
    for verb, pattern, handler in (
        ("POST", "/v1/payment_intents", lambda ledger, _, params: ledger.create_intent(params)),
        ("GET", "/v1/payment_intents", _list_intents),
        ("GET", "/v1/payment_intents/search", _search_intents),
        ("GET", _INTENT, lambda ledger, ref, _: ledger.intent(ref)),
        ("POST", _INTENT, lambda ledger, ref, params: ledger.note(ledger.intent(ref), params)),
        ("POST", _INTENT + "/confirm", lambda ledger, ref, params: ledger.confirm(ref, params)),
        ("POST", _INTENT + "/capture", lambda ledger, ref, params: ledger.capture(ref, params)),
        ("POST", _INTENT + "/cancel", lambda ledger, ref, _: ledger.cancel(ref)),
        ("POST", "/v1/refunds", lambda ledger, _, params: ledger.create_refund(params)),
        ("GET", "/v1/refunds", _list_refunds),
        ("GET", r"/v1/refunds/(re_\w+)", lambda ledger, ref, _: ledger.refund(ref)),
        ("GET", "/v1/terminal/readers", _list_readers),
        ("GET", _READER, lambda ledger, ref, _: ledger.reader(ref)),
        (
            "POST",
            _READER + "/process_payment_intent",
            lambda ledger, ref, params: ledger.hand_over(ref, params),
        ),
        ("POST", _READER + "/cancel_action", lambda ledger, ref, _: ledger.stop_reader(ref)),
        ("POST", r"/v1/test_helpers/terminal/readers/(\w+)/present_payment_method", _present),
        ("POST", "/v1/checkout/sessions", lambda ledger, _, params: ledger.create_session(params)),
        ("GET", _PAGE, lambda ledger, ref, _: ledger.session(ref)),
        ("POST", _PAGE, lambda ledger, ref, params: ledger.note(ledger.session(ref), params)),
        ("POST", _PAGE + "/expire", lambda ledger, ref, _: ledger.expire_session(ref)),
        (
            "GET",
            "/v1/payment_method_configurations",
            lambda ledger, _, params: _page([payment_methods()], "/v1/payment_method_configurations", params),
        ),
    )
)
