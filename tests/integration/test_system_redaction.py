"""Planted secrets come out of nothing that leaves the register."""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_desktop.system import logging_setup
from pos_desktop.system.crash_report import CrashReports
from pos_desktop.system.logging_setup import start_logging, stop_logging
from pos_desktop.system.redaction import redact, redact_all

# Spelt in parts, so that no scanner takes the planted ones for real ones.
PLANTED = [
    "4242424242424242",
    "4242 4242 4242 4242",
    "5555-5555-5555-4444",
    "378282246310005",
    "6011111111111117",
    "sk_" + "live_51Habcdefghijklmnop",
    "sk_" + "test_4eC39HqLyjWDarjtT1zdp7dc",
    "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "shpat_" + "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6",
    "sq0" + "csp-abcdefghijklmnopqrstuvwxyz012345",
    "EAAA" + "lTyXkbPWmqBv5Zn3LxRd8KcQ2sJ7hGfA",
    "SG." + "ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
    "ab" * 32,
    "customer@example.org",
    "first.last+shop@mail.example.co.uk",
    "+49 30 901820",
    "+1 (555) 010-9999",
    "0049 171 5550100",
    "030 9018200",
    "555-010-1234",
]
SENTENCES = [
    ("Authorization: Bearer abcdef123456", "abcdef123456"),
    ("Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
    ('{"pin": "4711"}', "4711"),
    ("pin=4711", "4711"),
    ("new_pin: 123456", "123456"),
    ("the pin is 9876", "9876"),
    ("cvc=123", "123"),
    ('{"password": "hunter2"}', "hunter2"),
    ("client_secret=verysecretthing", "verysecretthing"),
    ("api-key: 12ab34cd", "12ab34cd"),
    ("'access_token': 'tokentokentoken'", "tokentokentoken"),
    ("postgresql://shop:s3cret@db.example.org/pos", "s3cret"),
    ("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", "MIIEvQ"),
    ("PRAGMA key = \"x'" + "0f" * 32 + "'\"", "0f0f0f0f"),
]
HARMLESS = [
    "Receipt 1-000123 of 2026-03-01 09:15:00 over 1,234.56 EUR",
    "2026-03-01T09:15:00.123456+00:00",
    "order 0195e3a2-7c1b-7def-8a3b-123456789abc",
    "EAN 4006381333931 not found",
    "1772356500123456 microseconds",
    "printed 12 pages in 0.034 s on 192.168.1.20:9100",
    "Python 3.11.7, SQLite 3.53.4",
    "shipping 3 items, spinning, opinion 4",
]


@pytest.mark.parametrize("secret", PLANTED)
def test_a_planted_secret_is_taken_out(secret: str) -> None:
    for text in (secret, f"before {secret} after", f'{{"field": "{secret}"}}', f"({secret})"):
        assert secret not in redact(text)


@pytest.mark.parametrize(("text", "secret"), SENTENCES)
def test_what_a_name_gives_away_is_taken_out(text: str, secret: str) -> None:
    assert secret not in redact(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_helps_to_find_a_fault_stays(text: str) -> None:
    assert redact(text) == text


def test_lists_and_dictionaries_are_gone_through() -> None:
    value = {"pin": 4711, "lines": ["a@example.org", {"password": "x"}], "total": 4711, "kind": True}
    assert redact_all(value) == {
        "pin": "[pin]",
        "lines": ["[e-mail]", {"password": "[secret]"}],
        "total": 4711,
        "kind": True,
    }


@pytest.fixture
def logging_restored() -> Iterator[None]:
    level = logging.getLogger().level
    yield
    stop_logging()
    logging.captureWarnings(False)
    logging.getLogger().setLevel(level)


def test_the_log_is_lines_of_json_without_secrets(tmp_path: Path, logging_restored: None) -> None:
    file = start_logging(tmp_path)
    log = logging.getLogger("pos_desktop.test")
    for secret in PLANTED:
        log.info("paid with %s", secret, extra={"detail": secret})
    try:
        raise ValueError("no such customer: customer@example.org")
    except ValueError:
        log.exception("a fault")
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == len(PLANTED) + 1
    assert not [secret for secret in PLANTED if secret in file.read_text(encoding="utf-8")]
    assert lines[0]["level"] == "info"
    assert lines[0]["from"] == "pos_desktop.test"
    assert "ValueError" in lines[-1]["error"]


def test_log_files_take_turns(
    tmp_path: Path, logging_restored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_desktop.system.logging_setup.FILE_BYTES", 2000)
    start_logging(tmp_path)
    for number in range(200):
        logging.getLogger("pos_desktop.test").info("line %s", number)
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["register.log", *(f"register.log.{n}" for n in range(1, 6))]


@pytest.fixture
def reports(tmp_path: Path) -> Iterator[CrashReports]:
    installed = CrashReports(tmp_path / "crashes")
    installed.install()
    yield installed
    installed.uninstall()


def test_a_fault_in_a_thread_is_written_down(reports: CrashReports) -> None:
    def fail() -> None:
        raise RuntimeError("card 4242424242424242 of customer@example.org")

    thread = threading.Thread(target=fail, name="printer")
    thread.start()
    thread.join()
    (path,) = reports.all()
    text = path.read_text(encoding="utf-8")
    assert "thread printer" in text
    assert "RuntimeError: card [card] of [e-mail]" in text


def test_a_fault_nobody_caught_is_written_down(reports: CrashReports) -> None:
    try:
        raise KeyError("token=abcdefghij")
    except KeyError as fault:
        sys.excepthook(KeyError, fault, fault.__traceback__)
    assert "abcdefghij" not in reports.all()[0].read_text(encoding="utf-8")


def test_old_reports_make_room(reports: CrashReports) -> None:
    for number in range(25):
        reports.write(RuntimeError(str(number)), "a test")
    assert len(reports.all()) == 20


def test_at_the_start_lines_wait_for_an_error_or_the_first_paint(
    tmp_path: Path, logging_restored: None
) -> None:
    file, log = start_logging(tmp_path), logging.getLogger("pos_desktop.test")

    def levels() -> list[str]:
        if not file.exists():
            return []
        return [json.loads(line)["level"] for line in file.read_text(encoding="utf-8").splitlines()]

    logging_setup.hold_back()
    log.warning("one")
    assert levels() == []
    log.error("two")
    log.info("three")
    assert levels() == ["warning", "error", "info"]
    logging_setup.hold_back()
    log.info("four")
    logging_setup.write_held()
    log.info("five")
    assert levels()[3:] == ["info", "info"]
    logging_setup.hold_back()
    log.warning("six")
    stop_logging()
    assert levels()[5:] == ["warning"]


def test_a_log_that_cannot_be_opened_is_done_without(
    tmp_path: Path, logging_restored: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of another user's, a disk without room for one more file: whoever logs is in the middle of a sale."""
    (tmp_path / "register.log").mkdir()
    start_logging(tmp_path)
    try:
        logging.getLogger("pos_desktop.test").warning("away with %s", "token=abcdefghij")
    finally:
        stop_logging()
    told = capsys.readouterr().err
    assert "away with" in told and "abcdefghij" not in told
