"""Notices of Stripe: genuine, fresh, and in the register's words."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as some

from pos_desktop.payments.stripe.webhook import BadNotice, Notice, NoticeKind, parse_webhook

SECRET = "whsec_" + "planted"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PAYMENT, ORDER = UUID(int=1), UUID(int=2)


def event(kind: str = "payment_intent.succeeded", **thing: object) -> bytes:
    usual = {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 1250,
        "currency": "eur",
        "metadata": {"payment_id": str(PAYMENT), "order_id": str(ORDER)},
    }
    told = {
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "created": int(NOW.timestamp()),
        "data": {"object": usual | thing},
    }
    return json.dumps(told).encode()


def signed(body: bytes, at: datetime = NOW, secret: str = SECRET) -> str:
    return stripe.WebhookSignature.generate_signature_header(body.decode(), secret, int(at.timestamp()))


def test_a_genuine_notice_says_what_happened() -> None:
    body = event()
    assert parse_webhook(body, signed(body), SECRET, NOW) == Notice(
        "evt_1", NoticeKind.PAYMENT_SUCCEEDED, NOW, "pi_1", "", PAYMENT, ORDER, 1250, "EUR"
    )


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("payment_intent.payment_failed", NoticeKind.PAYMENT_FAILED),
        ("payment_intent.canceled", NoticeKind.PAYMENT_CANCELLED),
        ("payment_intent.amount_capturable_updated", NoticeKind.PAYMENT_AUTHORISED),
        ("charge.dispute.created", NoticeKind.DISPUTE_CREATED),
        ("refund.failed", NoticeKind.REFUND_CHANGED),
        ("customer.created", NoticeKind.OTHER),
    ],
)
def test_kinds(kind: str, found: NoticeKind) -> None:
    body = event(kind)
    assert parse_webhook(body, signed(body), SECRET, NOW).kind is found


def test_a_refund_names_its_payment() -> None:
    body = event("refund.created", id="re_1", object="refund", payment_intent="pi_9")
    told = parse_webhook(body, signed(body), SECRET, NOW)
    assert (told.kind, told.refund_ref, told.payment_ref) == (NoticeKind.REFUND_CREATED, "re_1", "pi_9")


@pytest.mark.parametrize("minutes", [-6, 6])
def test_outside_the_window_it_may_be_a_replay(minutes: int) -> None:
    body = event()
    with pytest.raises(BadNotice):
        parse_webhook(body, signed(body, NOW + timedelta(minutes=minutes)), SECRET, NOW)


def test_both_secrets_are_good_while_one_is_being_changed() -> None:
    body = event()
    header = signed(body, secret="whsec_" + "old") + "," + signed(body).split(",")[1]
    assert parse_webhook(body, header, SECRET, NOW).ref == "evt_1"


def test_a_changed_body_or_another_secret_is_forged() -> None:
    body = event()
    for changed, header in ((body + b" ", signed(body)), (body, signed(body, secret="whsec_" + "other"))):
        with pytest.raises(BadNotice) as caught:
            parse_webhook(changed, header, SECRET, NOW)
        assert caught.value.__context__ is None
        assert SECRET not in repr(caught.value)


@pytest.mark.parametrize("header", ["", "t=", "t=1", "v1=abc", "t=abc,v1=def", "nonsense"])
def test_a_signature_that_is_none(header: str) -> None:
    with pytest.raises(BadNotice):
        parse_webhook(event(), header, SECRET, NOW)


def test_without_a_secret_nothing_is_genuine() -> None:
    body = event()
    with pytest.raises(BadNotice):
        parse_webhook(body, signed(body, secret=" "), " ", NOW)


@given(some.binary(max_size=200))
def test_whatever_is_sent_ends_in_a_notice_or_a_bad_one(body: bytes) -> None:
    with pytest.raises(BadNotice):
        parse_webhook(body, "t=1764072000,v1=00", SECRET, NOW)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"id": 1, "type": [], "data": {"object": []}}', b"null", b"no"]
)
def test_genuine_but_unreadable(body: bytes) -> None:
    with pytest.raises(BadNotice):
        parse_webhook(body, signed(body), SECRET, NOW)


def test_a_notice_without_our_ids_is_somebody_elses_sale() -> None:
    body = event(metadata={"payment_id": "7"})
    told = parse_webhook(body, signed(body), SECRET, NOW)
    assert (told.payment_id, told.order_id) == (None, None)
