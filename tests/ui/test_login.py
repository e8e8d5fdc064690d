"""Signing in with PIN and badge, wrong PINs, people, language and theme."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_desktop.application import wording
from pos_desktop.ui import appearance
from pos_desktop.ui.dialogs.trouble import NoticePanel
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.viewmodels.sign_in import last_here
from tests.ui.register import PINS, person_named


@pytest.fixture
def login(window):
    return window.screen_in_sight


def type_pin(qtbot, pin: str) -> None:
    for digit in pin:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key(ord(digit)))


def journal(services, kind: str) -> int:
    from sqlalchemy import func, select

    from pos_desktop.storage import tables

    with services.desk.store._database.read() as connection:
        query = select(func.count()).select_from(tables.journal).where(tables.journal.c.kind == kind)
        return connection.execute(query).scalar_one()


def test_typing_the_whole_pin_signs_in(window, login, services, qtbot) -> None:
    login.choose(person_named(services, "Cashier 2").id)
    type_pin(qtbot, PINS["Cashier 2"])
    qtbot.waitUntil(lambda: services.desk.person is not None)
    assert services.desk.person.name == "Cashier 2"
    assert window.frame.page() == "sale"
    assert login.side_.entry.digits == "", "nothing of the PIN stays on the screen"
    assert "Cashier 2" in window.frame.status_bar.chip("person").text()


def test_the_pin_is_checked_off_the_ui_thread(login, services, qtbot, monkeypatch) -> None:
    threads: list[threading.Thread] = []
    check = services.session.check_pin

    def noted(person_id, pin):
        threads.append(threading.current_thread())
        return check(person_id, pin)

    monkeypatch.setattr(services.session, "check_pin", noted)
    type_pin(qtbot, "1111")
    qtbot.waitUntil(lambda: services.desk.person is not None)
    assert threads
    assert threads[0] is not threading.main_thread()


def test_while_a_pin_is_checked_nothing_more_is_typed(login, services, qtbot, monkeypatch) -> None:
    asked: list[str] = []
    release = threading.Event()

    def slow(person_id, pin):
        asked.append(pin)
        release.wait(300)
        return person_named(services, "Cashier 1")

    monkeypatch.setattr(services.session, "check_pin", slow)
    type_pin(qtbot, "1111")
    type_pin(qtbot, "22")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["1111"]
    release.set()
    qtbot.waitUntil(lambda: services.desk.person is not None)
    assert asked == ["1111"]


def test_a_wrong_pin_says_how_many_tries_are_left(login, services, qtbot) -> None:
    type_pin(qtbot, "0000")
    qtbot.waitUntil(lambda: "Wrong PIN" in login.side_.second.text())
    assert login.side_.second.text() == "Wrong PIN. 4 tries left."
    assert login.side_.dots.filled() == 0
    type_pin(qtbot, "1")
    assert login.side_.second.text() == "Enter your PIN"
    assert services.desk.person is None


def test_five_wrong_pins_lock_the_person_and_say_until_when(login, services, qtbot) -> None:
    for tries_left in (4, 3, 2, 1):
        type_pin(qtbot, "0000")
        words = "1 try left." if tries_left == 1 else f"{tries_left} tries left."
        qtbot.waitUntil(lambda words=words: login.side_.second.text().endswith(words))
    type_pin(qtbot, "0000")
    qtbot.waitUntil(lambda: "locked until" in login.side_.second.text())
    assert "badge" in login.side_.note.text()
    card = login.grid.cards[login.person.id]
    assert card.accessibleDescription().startswith("Locked until")
    type_pin(qtbot, "1111")
    qtbot.waitUntil(lambda: login._check is None)
    assert services.desk.person is None, "the right PIN comes too late"


def test_a_badge_signs_in_at_once(window, login, services, qtbot) -> None:
    with services.desk.store.write() as work:
        work.people.set_badge(
            person_named(services, "Cashier 2").id, services.desk.vault.badge_key("BADGE-42")
        )
    window.on_scanned("BADGE-42")
    qtbot.waitUntil(lambda: services.desk.person is not None)
    assert services.desk.person.name == "Cashier 2"


def test_an_unknown_badge_is_refused_in_words(window, login, services, qtbot) -> None:
    window.on_scanned("4006381333931")
    qtbot.waitUntil(lambda: login.side_.second.text() == "This badge is not known")
    assert services.desk.person is None


def test_arrows_choose_who_it_is(login, qtbot) -> None:
    assert login.person.name == "Cashier 1"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert login.person.name == "Cashier 2"
    assert login.side_.name.text() == "Cashier 2"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    assert login.person.name == "Cashier 1"
    assert [card.isChecked() for card in login.grid.cards.values()] == [True, False, False]


def test_another_person_begins_with_no_digits(login, services, qtbot) -> None:
    type_pin(qtbot, "11")
    login.grid.cards[person_named(services, "Manager").id].click()
    assert login.side_.entry.digits == ""
    assert login.person.name == "Manager"


def test_as_many_dots_as_the_pin_has_digits(login, services) -> None:
    cashier = person_named(services, "Cashier 2")
    with services.desk.store.write() as work:
        work.people.set_pin(cashier.id, services.desk.vault.hash("482913"), 6)
    login.enter()
    login.choose(cashier.id)
    assert login.side_.dots._places == 6
    assert login.side_.entry._most == 6


def test_whoever_opened_the_shift_is_there_first_and_the_shift_is_named(login, services) -> None:
    services.session.sign_in(person_named(services, "Cashier 2"), "pin")
    services.shifts.open(20_000)
    services.session.sign_out()
    assert login.person.name == "Cashier 2"
    assert login.grid.cards[login.person.id].accessibleDescription() == "On this shift"
    assert login.shift_line.text() == "Shift 1 is open · float 200,00\N{NO-BREAK SPACE}€"


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Last here today"), (1, "Last here yesterday"), (30, "Last here ")]
)
def test_when_somebody_was_here_last(services, days: int, words: str) -> None:
    now = services.desk.clock.now()
    assert last_here(now - timedelta(days=days), services.desk.formats, now).startswith(words)
    assert last_here(None, services.desk.formats, now) == "New here"


def test_many_people_come_in_pages(login, services, qtbot) -> None:
    role = person_named(services, "Cashier 1").role_id
    with services.desk.store.write() as work:
        from pos_desktop.application.ids import new_id

        for number in range(3, 12):
            work.people.insert(new_id(), f"Cashier {number}", role, None)
    login.enter()
    assert len(login.grid.cards) == 6
    assert login.pages.text().strip() == "1 / 2"
    login.later.click()
    assert len(login.grid.cards) == 6
    assert not login.later.isEnabled()
    login.choose(services.session.people()[0].id)
    assert login.pages.text().strip() == "1 / 2", "the page of who is chosen is in sight"


def test_dark_and_light_are_kept(login, services) -> None:
    assert login.mode.text() == "Dark"
    login.mode.click()
    assert theme().dark
    assert services.desk.settings.appearance == "dark"
    assert login.mode.text() == "Light"
    login.mode.click()
    assert not theme().dark


def test_another_language_is_spoken_at_once_and_mirrored(
    login, services, window, monkeypatch, tmp_path, qtbot
) -> None:
    (tmp_path / "ar.json").write_text('{"Forgot PIN": "نسيت الرمز"}', encoding="utf-8")
    monkeypatch.setattr(appearance, "_catalogues", lambda: tmp_path)
    login._speak("ar")
    assert services.desk.settings.language == "ar"
    assert wording.language() == "ar"
    assert login.forgot.text() == "نسيت الرمز"
    assert window.isRightToLeft()
    qtbot.waitUntil(lambda: login.side_.geometry().left() == 0)
    login._speak("en")
    assert not window.isRightToLeft()


def test_forgotten_pins_and_shutting_down_are_explained_first(login, window, qtbot) -> None:
    login.forgot.click()
    assert isinstance(window.panels.top, NoticePanel)
    assert "Settings › People" in window.panels.top.accessibleDescription()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    login.shut_down.click()
    assert window.isVisible()
    window.panels.top.answer.click()
    assert not window.isVisible()


def test_locking_keeps_the_ticket(window, services, cashier) -> None:
    services.tickets.scan("4006381333931")
    number = services.tickets.ticket.number
    window.lock()
    assert window.frame.page() == "login"
    services.session.sign_in(cashier, "pin")
    assert services.tickets.ticket.number == number
    assert len(services.tickets.ticket.lines) == 1
    assert journal(services, "signed_out") == 1


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080), (768, 1366)])
def test_it_fits_every_screen(login, window, qtbot, size: tuple[int, int]) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: login.width() == size[0])
    QApplication.processEvents()
    inside = login.rect()
    for widget in (
        login.clock,
        login.shut_down,
        login.side_.pad,
        login.side_.note,
        *login.grid.cards.values(),
    ):
        corner = widget.mapTo(login, widget.rect().bottomRight())
        assert inside.contains(corner), f"{widget.accessibleName()} is cut at {size}"
    card = next(iter(login.grid.cards.values()))
    assert card.width() >= 44
    assert SimpleNamespace(w=login.side_.pad.width()).w >= 3 * 44
