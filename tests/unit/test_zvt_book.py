"""The book of what terminals were asked for: on the disk before anything is sent, and read after whatever happened."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos_desktop.domain.record import replace
from pos_desktop.payments.zvt.book import KEPT, Became, Book, Entry, What, sum_of
from pos_desktop.payments.zvt.status import Mark

NOW = datetime.now(UTC)
BEFORE, OURS = Mark("52500039", 11, 344, "1126", "110000"), Mark("52500039", 12, 345, "1126", "120000")
ENTRY = Entry(
    "key-1", What.PAYMENT, "terminal:20007", 1721, "EUR", NOW, before=BEFORE, fresh=True, order_id="o"
)


def test_what_was_put_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "book.jsonl"
    book = Book(path)
    done = replace(ENTRY, became=Became.DONE, ended_at=NOW, mark=OURS, charged_minor=1721, brand="visa")
    book.put(ENTRY)
    assert Book(path).open_at("terminal:20007") == [ENTRY]
    book.put(done)
    book.never("key-2")
    again = Book(path)
    assert again.get("key-1") == done
    assert again.open_at("terminal:20007") == []
    assert again.by_ref(OURS.ref) == done
    assert again.last_mark("terminal:20007") == OURS
    assert again.is_stopped("key-2")
    assert again.begun_at == book.begun_at
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_that_broke_off_spoils_no_other(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "book.jsonl"
    Book(path).put(ENTRY)
    second = replace(ENTRY, key="key-2")
    book = Book(path)
    book.put(second)
    path.write_bytes(path.read_bytes()[:-cut])
    torn = Book(path)
    assert torn.get("key-1") == ENTRY
    third = replace(ENTRY, key="key-3")
    torn.put(third)
    assert Book(path).get("key-3") == third


@pytest.mark.parametrize(
    "noise", [b"\x00\xff{", b"[]\n", b'{"entry":{"key":1}}\n', b'{"begun":"x"}\n', b"null\n"]
)
def test_noise_in_the_file_is_passed_over(tmp_path: Path, noise: bytes) -> None:
    path = tmp_path / "book.jsonl"
    Book(path).put(ENTRY)
    path.write_bytes(noise + b"\n" + path.read_bytes() + noise)
    assert Book(path).get("key-1") == ENTRY


def test_what_is_old_and_known_goes_and_what_is_open_stays(tmp_path: Path) -> None:
    path = tmp_path / "book.jsonl"
    book = Book(path)
    old = NOW - KEPT - timedelta(days=1)
    book.put(replace(ENTRY, asked_at=old, became=Became.NOTHING))
    book.put(replace(ENTRY, key="open", asked_at=old))
    begun = book.begun_at
    for _ in range(2):
        again = Book(path)
        assert again.get("key-1") is None
        assert again.get("open") is not None
        assert again.begun_at == begun
    assert "key-1" not in path.read_text()


def test_a_disk_that_takes_nothing_lets_nothing_be_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book(tmp_path / "book.jsonl")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        book.put(ENTRY)
    assert book.get("key-1") is None


def test_refunds_of_a_payment_are_added_up(tmp_path: Path) -> None:
    book = Book(tmp_path / "book.jsonl")
    for key, amount, became in (("a", 300, Became.DONE), ("b", 400, Became.OPEN), ("c", 500, Became.NOTHING)):
        book.put(Entry(key, What.REFUND, "line", amount, "EUR", NOW, of_ref="T1", became=became))
    assert sum_of(book.refunds_of("T1")) == 700
    assert book.refunds_of("") == []
