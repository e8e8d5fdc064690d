"""After the Z report the card terminal's day: offered, by itself, in vain; the shift is closed whatever it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pos_desktop.application.ids import new_id
from pos_desktop.application.payment_records import PaymentMethod
from pos_desktop.domain.payment import TenderKind
from pos_desktop.domain.tendering import TenderRules
from pos_desktop.payments.zvt.fake import VirtualZvtTerminal
from pos_desktop.payments.zvt.fake.times import Times
from pos_desktop.ui.dialogs.trouble import NoticePanel, TroublePanel
from pos_desktop.ui.screens.close import CloseScreen
from tests.ui.register import person_named
from tests.ui.selling import misplaced, nameless, too_small

QUICK = Times(acknowledged=20, answered=20, card=60, again=0.02, slow=0.1)
COUNTED = 10_000


@pytest.fixture
def terminal() -> Iterator[VirtualZvtTerminal]:
    made = VirtualZvtTerminal(times=QUICK).start()
    yield made
    made.stop()


def counted(window, services, terminal: VirtualZvtTerminal, **settings: str) -> CloseScreen:
    """A shift that is counted, of a store with that terminal."""
    told = {"host": terminal.host, "port": str(terminal.port), **settings}
    with services.desk.store.write() as work:
        work.payment_methods.save(
            PaymentMethod(new_id(), TenderKind.CARD, "zvt", "Terminal 1", told, TenderRules(), 9)
        )
    services.session.sign_in(person_named(services, "Manager"), "pin")
    services.shifts.open(COUNTED)
    services.shifts.confirm_count({1: COUNTED})
    window.go("close")
    QApplication.processEvents()
    screen = window.screen_in_sight
    assert isinstance(screen, CloseScreen)
    return screen


def test_it_is_offered_once_the_shift_is_closed(qtbot, window, services, terminal) -> None:
    counted(window, services, terminal).close_side.button.click()
    assert window.frame.page() == "login"
    panel = window.panels.top
    assert isinstance(panel, NoticePanel)
    QApplication.processEvents()
    assert [*misplaced(panel), *nameless(panel), *too_small(panel)] == []
    assert terminal.days == ()
    panel.answer.click()
    qtbot.waitUntil(lambda: len(terminal.days) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: "The terminal's day is ended" in toasts(window), timeout=10_000)
    # There is no printer: what the terminal said is on the screen.
    assert window.panels.top.accessibleName() == "Terminal 1"


def test_by_the_setting_it_ends_with_the_z_report(qtbot, window, services, terminal) -> None:
    counted(window, services, terminal, day_with_z="yes").close_side.button.click()
    assert window.frame.page() == "login"
    assert window.panels.top is None
    qtbot.waitUntil(lambda: len(terminal.days) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: "The terminal's day is ended" in toasts(window), timeout=10_000)


def test_a_terminal_that_is_away_holds_no_close_up(qtbot, window, services, terminal) -> None:
    screen = counted(window, services, terminal, day_with_z="yes")
    terminal.stop()
    screen.close_side.button.click()
    assert services.shifts.current() is None
    qtbot.waitUntil(lambda: isinstance(window.panels.top, TroublePanel), timeout=10_000)
    assert window.panels.top.accessibleName() == "The card terminal is not reached"


def test_who_wants_it_later_leaves(window, services, terminal) -> None:
    counted(window, services, terminal).close_side.button.click()
    window.panels.dismiss()
    assert window.panels.top is None
    assert terminal.days == ()


def toasts(window) -> list[str]:
    return [toast.data.title for toast in window.frame.toasts.toasts]
