"""A whole day with card numbers, keys, tokens and gift-card codes planted wherever they can come in: none stays.

Providers answer with them in every text, in error messages and headers; people type them into notes and reasons.
Afterwards they are in no log, no table, no journal or its export, no message to others, no paper, no crash report and
no back-up. A gift card's own slip is the one place for its code.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_provider import (
    CardFacts,
    NoAnswer,
    ProviderRefused,
    RefundReport,
    Report,
)
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.shift import CashMove
from pos_desktop.payments.discreet import DiscreetProvider
from pos_desktop.payments.worker import PaymentsWorker
from pos_desktop.storage import journal_audit, tables
from pos_desktop.storage.unit_of_work import Database
from pos_desktop.system.crash_report import CrashReports
from pos_desktop.system.logging_setup import start_logging, stop_logging
from tests.faults.payment_hands import Hands
from tests.faults.payment_shop import PaymentShop, Template

# Spelt in parts, so that no scanner takes the planted ones for real ones.
PAN, SPACED, AMEX = "4242" * 4, "5555 5555 5555 4444", "3782" + "82246310005"
KEY, RESTRICTED = "sk_" + "live_51PlantedPlantedPlanted", "rk_" + "live_51PlantedRestricted"
HOOK, TOKEN = "whsec_" + "PlantedPlantedPlantedPlanted", "tok_" + "1PlantedPlantedPlanted"
BEARER = "PlantedBearerValue123456"
PLANTED = (PAN, SPACED, SPACED.replace(" ", ""), AMEX, KEY, RESTRICTED, HOOK, TOKEN, BEARER)
EVERYTHING = (
    f"card {PAN}, {SPACED}, {AMEX}; key {KEY} {RESTRICTED} {HOOK} {TOKEN}; Authorization: Bearer {BEARER}"
)


class Chatty:
    """A provider that says everything it knows in every text it gives."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider
        self.trouble: list[Exception] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._provider, name)
        if name not in ("start", "ask", "cancel", "give_back", "ask_refund"):
            return found

        def call(*facts: Any) -> Any:
            if self.trouble:
                raise self.trouble.pop(0)
            answer = found(*facts)
            if isinstance(answer, RefundReport):
                return replace(answer, words=EVERYTHING, last_four=PAN)
            assert isinstance(answer, Report)
            return replace(answer, card=CardFacts(EVERYTHING, PAN, EVERYTHING, EVERYTHING), last_four=PAN)

        return call


class Echo(BaseHTTPRequestHandler):
    """A payment service that says no and repeats the caller's own key, in its words and in its headers."""

    def _answer(self) -> None:
        key = self.headers.get("Authorization", "")
        words = f"{key} {EVERYTHING}"
        error = {
            "type": "invalid_request_error",
            "code": "resource_missing",
            "message": words,
            "param": words,
        }
        body = json.dumps({"error": error}).encode()
        self.send_response(400)
        self.send_header("X-Planted", words)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps quiet."""


@pytest.fixture
def echo() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[PaymentShop]:
    made = PaymentShop(Template.build(tmp_path / "made", answer_ms=10_000), tmp_path)
    yield made
    made.end()


def _chatty(shop: PaymentShop, kind: TenderKind) -> Chatty:
    method = shop.methods[kind]
    inner = shop.till.accounts.of(method)
    chatty = Chatty(inner._provider)
    shop.till.accounts._made[method] = DiscreetProvider(chatty)  # type: ignore[arg-type]
    return chatty


def _type_everything(hands: Hands) -> None:
    """People type what they see into whatever field is open."""
    tickets = hands.services.tickets
    hands.ring_up(2, 2)
    tickets.set_note(tickets.ticket.lines[0].id, f"paid with {PAN}")
    tickets.set_ticket_note(f"customer's card {SPACED}")
    tickets.set_customer(f"Smith {AMEX}")
    tickets.override_price(tickets.ticket.lines[0].id, 700, f"said {PAN}")
    hands.services.shifts.move_cash(CashMove.PAY_IN, 100, f"from {SPACED}")
    hands.services.shifts.no_sale(f"for {PAN}")
    hands.model.drawer += 100


def _the_day(shop: PaymentShop, hands: Hands) -> None:
    card = _chatty(shop, TenderKind.CARD)
    link = _chatty(shop, TenderKind.PAY_LINK)
    shop.terminal.customer = lambda terminal: terminal.present() or terminal.pay_link()
    _type_everything(hands)
    card.trouble = [NoAnswer(EVERYTHING, EVERYTHING, EVERYTHING)]
    start = hands.services.tendering.start
    start(shop.methods[TenderKind.CARD], 200, token=TOKEN)
    for seconds in (0, 1, 5):
        shop.work(seconds)
    link.trouble = [ProviderRefused(EVERYTHING, EVERYTHING, code=KEY)]
    for _ in range(2):  # refused, then taken
        start(shop.methods[TenderKind.PAY_LINK], 100, token=TOKEN)
        shop.work()
        shop.work(2)
    external = shop.methods[TenderKind.EXTERNAL]
    hands.services.tendering.take_external(external, 100, f"slip {PAN}")
    hands.gift_card(1, 3)
    start(shop.methods[TenderKind.CARD])
    shop.work()
    shop.work(2)
    _money_back(shop, hands, card)


def _money_back(shop: PaymentShop, hands: Hands, card: Chatty) -> None:
    returns = hands.services.returns
    found, picks = hands._picked(0, 0, True)
    references = {view.tender.id: f"back {PAN}" for view in found.tenders}
    card.trouble = [NoAnswer(EVERYTHING), ProviderRefused(EVERYTHING, code=PAN)]
    returned = hands.ask(
        lambda word: returns.carry_out(found, picks, f"broken {SPACED}", references=references, approval=word)
    )
    assert returned is not None
    for seconds in (0, 5, 60, 300):
        shop.work(seconds)
    hands.cash(10, 0)
    hands.ring_up(0, 1)
    hands.cash(10, 0)
    hands.take_back(0, 0, True, TenderKind.STORE_CREDIT)
    hands.ring_up(0, 1)
    hands.cash(10, 0)
    (row,) = hands.services.orders.find(limit=1)
    hands.ask(lambda word: hands.services.orders.void(row.id, f"wrong card {PAN}", word))


def _faults_of_the_program(shop: PaymentShop, hands: Hands, crashes: CrashReports) -> None:
    """A bug in the middle of a payment, with everything in its message."""
    crashes.install()
    try:
        work = shop.till.payment_work
        step = work.step

        def failing(_item: object) -> None:
            raise RuntimeError(EVERYTHING)

        hands.ring_up(2, 1)
        hands.services.tendering.start(shop.methods[TenderKind.CARD])
        work.step = failing  # type: ignore[method-assign]
        worker = PaymentsWorker(work, shop.till.clock)
        told = threading.Event()
        worker.on_change(told.set)
        worker.start()
        assert told.wait(60)
        worker.stop()
        work.step = step  # type: ignore[method-assign]
    finally:
        crashes.uninstall()


def _a_service_that_repeats_keys(shop: PaymentShop, hands: Hands, address: str) -> None:
    with shop.till.store.write() as work:
        method = PaymentMethod(
            new_id(), TenderKind.CARD, "stripe", "", {"address": address, "reader": "tmr_1"}
        )
        work.payment_methods.save(method)
    hands.services.payment_methods.set_secret(method.id, "secret_key", KEY)
    for token in ("", TOKEN):
        hands.ring_up(2, 1)
        hands.services.tendering.start(method.id, token=token)
        for seconds in (0, 2, 70):
            shop.work(seconds)
        hands.stop()
        shop.work(5)
        hands.park()
    assert not hands.services.payment_methods._providers.of(method.id).health().ok


def _rows(database: Database) -> Iterator[tuple[str, str]]:
    """Every value of every table, as text."""
    with database.read() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for name, value in row._mapping.items():
                    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    yield f"{table.name}.{name}", text


def _found(words: tuple[str, ...], texts: Iterator[tuple[str, str]]) -> list[str]:
    return [
        f"{word[:4]}... in {where}: {text[:80]}" for where, text in texts for word in words if word in text
    ]


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for file in folder.rglob("*"):
        if file.is_file():
            yield file.name, file.read_bytes().decode("latin-1")


def test_nothing_that_was_planted_is_found_after_the_day(
    shop: PaymentShop, echo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = tmp_path / "papers"
    start_logging(papers / "log", level=logging.DEBUG)
    hands, crashes = Hands(shop), CrashReports(papers / "crash")
    logging.getLogger("shop").warning("somebody logs %s", EVERYTHING)
    _the_day(shop, hands)
    _a_service_that_repeats_keys(shop, hands, echo)
    _faults_of_the_program(shop, hands, crashes)
    shop.work(100)
    stop_logging()
    with shop.till.database.read() as connection:
        assert journal_audit.export(connection, shop.till.keys.journal, papers / "journal.jsonl").ok
    backup = Path(hands.services.backups.make().path)
    opened = Database.open(backup, shop.till.keys.database, shop.till.keys.journal)
    try:
        found = [*_found(PLANTED, _rows(shop.till.database)), *_found(PLANTED, _rows(opened))]
        found += _found(PLANTED, _files(papers))
        found += _found(shop.codes, _rows(shop.till.database)) + _found(shop.codes, _files(papers))
        assert not found, "\n".join(found)
        assert {file.parent.name for file in papers.rglob("*.*")} >= {"log", "crash", "papers"}
        _only_on_its_slip(shop)
        _it_did_come_in(shop)
    finally:
        opened.close()


def _it_did_come_in(shop: PaymentShop) -> None:
    """The marks stand where the planted ones came in: from providers, and from people's hands."""
    marked = {place for place, text in _rows(shop.till.database) if "[card]" in text or "[key]" in text}
    wanted = {
        "payment.last_error",
        "payment.brand",
        "payment.reference",
        "refund.last_error",
        "refund.reason",
    }
    wanted |= {"payment_event.body", "journal.body", "outbox.body", "print_job.document"}
    wanted |= {"ticket_line.note", "sale_order.note", "sale_order.customer", "cash_move.reason"}
    assert wanted <= marked, wanted - marked
    echoed = [row.last_error for row in shop.till.rows_of(tables.payment) if row.provider == "stripe"]
    assert len(echoed) == 2


def _only_on_its_slip(shop: PaymentShop) -> None:
    """The store credit that was paid out: its code is on one paper, and nowhere else in the database."""
    slips = [job for job in shop.till.rows_of(tables.print_job) if "Store credit" in str(job.document)]
    assert slips, "a store credit was issued"
    values = shop.till.rows_of(tables.stored_value, tables.stored_value.c.kind == "store_credit")
    codes = [word for slip in slips for word in _code_words(slip.document)]
    assert codes and {code[-4:] for code in codes} & {value.last_four for value in values}
    for code in codes:
        where = {place for place, text in _rows(shop.till.database) if code in text}
        assert where == {"print_job.document"}, where


def _code_words(document: Any) -> set[str]:
    """What looks like a code: sixteen of its alphabet, as it is typed."""
    text = document if isinstance(document, str) else json.dumps(document)
    words = {word.strip('",.:;[]{}').replace("-", "") for word in text.split()}
    return {word for word in words if len(word) == 16 and word.isalnum() and word.upper() == word}


def test_the_planted_ones_are_found_where_nothing_takes_them_out(shop: PaymentShop) -> None:
    """The search itself finds what is there: a note put into the table by hand."""
    with shop.till.store.write() as work:
        work.journal.add("note", {"note": PAN})
    assert _found(PLANTED, _rows(shop.till.database))
