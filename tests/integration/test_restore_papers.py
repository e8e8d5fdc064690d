"""What waits for a printer: not printed a second time as if it were the first, and not forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos_desktop.storage import tables
from tests.integration.desk_fixtures import Till


def _papers(till: Till) -> list[str]:
    return [row.state for row in till.jobs() if row.kind != "drawer"]


def _restored(till: Till, since: Callable[[], object], *, readable: bool = True) -> None:
    backup = till.file.backups.make(till.clock.now())
    since()
    till.later(seconds=5)
    till.crew.stop()
    till.restored(backup, None if readable else lambda file: file.write_bytes(b"\0" * 8192))


def _print(till: Till) -> None:
    with till.database.write() as work:
        work.connection.tell("UPDATE print_job SET state = 'printed', finished_at = 1 WHERE kind <> 'drawer'")


@pytest.mark.parametrize(("readable", "state"), [(True, "printed"), (False, "unsure")])
def test_a_paper_of_the_back_up_that_was_printed_since_is_no_first_one_again(
    till: Till, readable: bool, state: str
) -> None:
    """In a kitchen it would be cooked twice."""
    till.sell("Bread")
    with till.database.write() as work:
        work.connection.tell("UPDATE print_job SET state = 'queued' WHERE kind <> 'drawer'")
    assert set(_papers(till)) == {"queued"}

    _restored(till, lambda: _print(till), readable=readable)

    assert set(_papers(till)) == {state}


def test_a_paper_that_waits_since_is_still_printed(till: Till) -> None:
    before: list[object] = []

    def sell() -> None:
        till.sell("Bread")
        with till.database.write() as work:
            work.connection.tell("UPDATE print_job SET state = 'queued' WHERE kind <> 'drawer'")
        before.extend((row.id, row.state, row.document) for row in till.jobs())

    _restored(till, sell)

    assert [(row.id, row.state, row.document) for row in till.jobs()] == before
    assert "queued" in _papers(till)


def test_a_paper_that_waits_in_both_is_no_copy(till: Till) -> None:
    till.sell("Bread")
    with till.database.write() as work:
        work.connection.tell("UPDATE print_job SET state = 'queued' WHERE kind <> 'drawer'")

    _restored(till, lambda: None)

    assert set(_papers(till)) == {"queued"}


def test_a_printer_that_was_set_up_since_prints_what_waits_for_it(till: Till) -> None:
    (device,) = till.rows_of(tables.device)

    def move() -> None:
        with till.database.write() as work:
            work.connection.tell(
                'UPDATE device SET settings = \'{"host": "10.0.0.7"}\' WHERE id = ?', (device.id.bytes,)
            )

    _restored(till, move)

    (now,) = till.rows_of(tables.device)
    assert now.settings == {"host": "10.0.0.7"}
