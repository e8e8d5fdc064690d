"""Scans are taken out of the keys: nothing of them reaches a widget, and nothing typed is lost or changed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from pos_desktop.application.errors import TryAgain
from pos_desktop.ui.shell.scan_reader import Key, ScanReader, ScanRules, Stroke, in_ascii_digits
from pos_desktop.ui.shell.scanner import Scanner
from tests.ui.register import person_named

EAN = "4006381333931"
ENTER = "\r"
TAB = "\t"


# -- the reader alone ------------------------------------------------------------------------------


class Desk:
    """Feeds a reader as the event loop does: gives up for it when a key is late."""

    def __init__(self, rules: ScanRules | None = None) -> None:
        self.reader = ScanReader(rules)
        self.typed: list[Key] = []
        self.codes: list[str] = []
        self.waited: list[float] = []
        self._last = 0.0

    def key(self, text: str, at: float, *, down: bool = True, code: int = 0) -> None:
        if self.reader.holding and at - self._last > self.reader.patience_ms:
            self._note(self.reader.give_up(), self._last + self.reader.patience_ms)
        stroke = {ENTER: Stroke.ENTER, TAB: Stroke.TAB, "shift": Stroke.SILENT}.get(text, Stroke.CHARACTER)
        if not down:
            stroke = Stroke.SILENT
        elif stroke is Stroke.CHARACTER:
            self._last = at
        key = Key(stroke, at, code or hash(text), text, down)
        verdict = self.reader.take(key)
        self._note(verdict, at)
        if not verdict.taken:
            self.typed.append(key)

    def scan(self, code: str, at: float, gap: float = 10, end: str = ENTER) -> float:
        for place, sign in enumerate(code + end):
            self.key(sign, at + place * gap)
        return at + len(code) * gap

    def end(self) -> None:
        self._note(self.reader.give_up(), self._last + self.reader.patience_ms)

    def _note(self, verdict, at: float) -> None:
        self.typed.extend(verdict.replay)
        self.waited.extend(at - key.at for key in verdict.replay)
        if verdict.code:
            self.codes.append(verdict.code)

    @property
    def text(self) -> str:
        return "".join(key.text for key in self.typed if key.down and key.stroke is not Stroke.SILENT)


CODES = st.text(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./]\x1d"), min_size=5, max_size=40)


@given(code=CODES, gaps=st.data())
def test_a_scan_is_read_whole_and_leaves_nothing(code: str, gaps: st.DataObject) -> None:
    desk, at = Desk(), 0.0
    for sign in code + ENTER:
        desk.key(sign, at)
        at += gaps.draw(st.floats(1, 12))
    assert desk.codes == [code]
    assert desk.typed == []
    assert not desk.reader.holding


@given(text=st.text(st.characters(categories=["Lu", "Ll", "Nd", "Po"]), max_size=30), gaps=st.data())
def test_typing_passes_in_order_and_is_hardly_delayed(text: str, gaps: st.DataObject) -> None:
    desk, at = Desk(), 0.0
    for sign in text + ENTER:
        desk.key(sign, at)
        at += gaps.draw(st.floats(60, 400))
    desk.end()
    assert desk.codes == []
    assert desk.text == text + ENTER
    assert max(desk.waited, default=0) < 36


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("type"), st.text("0123456789abc", min_size=1, max_size=8)),
            st.tuples(st.just("scan"), st.text("0123456789", min_size=8, max_size=14)),
        ),
        max_size=8,
    )
)
def test_typing_and_scanning_by_turns_never_mix(parts: list[tuple[str, str]]) -> None:
    desk, at = Desk(), 0.0
    for kind, text in parts:
        at += 80
        if kind == "scan":
            at = desk.scan(text, at)
        else:
            for sign in text:
                desk.key(sign, at)
                at += 70
    desk.end()
    assert desk.codes == [text for kind, text in parts if kind == "scan"]
    assert desk.text == "".join(text for kind, text in parts if kind == "type")


@given(before=st.floats(27, 200), gap=st.floats(2, 10))
def test_a_key_typed_just_before_a_scan_is_not_part_of_it(before: float, gap: float) -> None:
    desk = Desk()
    desk.key("x", 0)
    desk.scan(EAN, before, gap)
    assert desk.codes == [EAN]
    assert desk.text == "x"


@given(st.integers(0, 2), st.floats(1, 20))
def test_shift_for_capitals_comes_along(held_before: int, gap: float) -> None:
    desk, at = Desk(), 0.0
    for sign in "LOT-A7":
        if sign.isupper():
            desk.key("shift", at, code=1)
            at += gap / 2
        desk.key(sign, at)
        if sign.isupper():
            desk.key("shift", at + gap / 4, down=False, code=1)
        desk.key(sign, at + gap / 4, down=False)
        at += gap / 2
    desk.key(ENTER, at)
    desk.key(ENTER, at + 5, down=False)
    assert desk.codes == ["LOT-A7"]
    assert desk.text == ""
    assert [key.code for key in desk.typed if not key.down] in ([], [1]), (
        "only the first Shift was let through"
    )


def test_too_short_is_typing() -> None:
    desk = Desk()
    desk.scan("123", 0)
    assert (desk.codes, desk.text) == ([], "123" + ENTER)


def test_a_stall_in_the_middle_does_not_break_a_scan() -> None:
    desk, at = Desk(), 0.0
    for place, sign in enumerate(EAN + ENTER):
        at += 90 if place == 7 else 8
        desk.key(sign, at)
    assert (desk.codes, desk.text) == ([EAN], "")


def test_a_second_end_key_presses_nothing() -> None:
    desk = Desk()
    at = desk.scan(EAN, 0)
    desk.key(ENTER, at + 8)
    assert (desk.codes, desk.text) == ([EAN], "")
    desk.key(ENTER, at + 400)
    assert desk.text == ENTER, "a person's Enter afterwards is a person's"


@pytest.mark.parametrize(
    ("suffix", "end", "read"), [("tab", TAB, True), ("tab", ENTER, False), ("enter", TAB, False)]
)
def test_only_the_configured_end_ends(suffix: str, end: str, read: bool) -> None:
    desk = Desk(ScanRules(suffix=suffix))
    desk.scan(EAN, 0, end=end)
    assert desk.codes == ([EAN] if read else [])
    assert desk.text == ("" if read else EAN + end)


def test_without_an_end_key_the_silence_ends_a_scan() -> None:
    desk = Desk(ScanRules(suffix="none"))
    desk.scan(EAN, 0, end="")
    desk.key("5", 1000)
    desk.end()
    assert (desk.codes, desk.text) == ([EAN], "5")


def test_a_prefix_is_asked_for_and_taken_off() -> None:
    desk = Desk(ScanRules(prefix="~"))
    desk.scan("~" + EAN, 0)
    desk.scan(EAN, 1000)
    assert (desk.codes, desk.text) == ([EAN], EAN + ENTER)


def test_a_key_typed_right_before_the_prefix_stays_typed() -> None:
    desk = Desk(ScanRules(prefix="~"))
    desk.key("x", 0)
    desk.scan("~" + EAN, 8)
    assert (desk.codes, desk.text) == ([EAN], "x")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("٤٠٠٦٣٨", "400638"),
        ("۴۰۰۶۳۸", "400638"),
        ("àç&é\"'(-è_", "0912345678"),
        ("]d2010400638", "]d2010400638"),
        ("A-_('", "A-_('"),
    ],
)
def test_digits_of_other_keyboards(typed: str, read: str) -> None:
    assert in_ascii_digits(typed) == read


# -- in the application ----------------------------------------------------------------------------


class Keyboard:
    """Sends key events to a window as the platform does, with times of its own."""

    def __init__(self, scanner: Scanner) -> None:
        self.now = 1000.0
        self.scanner = scanner

    def press(self, window: QWidget, text: str, key: int = 0, *, repeat: bool = False) -> None:
        named = {ENTER: Qt.Key.Key_Return, TAB: Qt.Key.Key_Tab}
        key = key or named.get(text) or Qt.Key(ord(text.upper()[0]))
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, repeat)
            event.setTimestamp(int(self.now))
            event.ignore()
            QCoreApplication.sendEvent(window.windowHandle(), event)

    def scan(self, window: QWidget, code: str, gap: float = 10) -> None:
        for sign in code + ENTER:
            self.press(window, sign)
            self.now += gap

    def type(self, qtbot, window: QWidget, text: str) -> None:
        """A person: after each key the register has the time to see that it was no scan."""
        for sign in text:
            self.press(window, sign)
            self.now += 90
            qtbot.waitUntil(lambda: not self.scanner._reader.holding)


@pytest.fixture
def keyboard(dressed):
    scanner = Scanner()
    scanner.codes = []
    scanner.scanned.connect(scanner.codes.append)
    scanner.install(dressed)
    yield Keyboard(scanner)
    scanner.remove(dressed)


class Form(QWidget):
    """A text box and a default button."""

    def __init__(self) -> None:
        super().__init__()
        self.edit, self.button, self.presses = QLineEdit(), QPushButton("Pay"), 0
        self.button.setAutoDefault(True)
        self.button.clicked.connect(self._count)
        column = QVBoxLayout(self)
        column.addWidget(self.edit)
        column.addWidget(self.button)

    def _count(self) -> None:
        self.presses += 1


@pytest.fixture
def form(qtbot, dressed):
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.edit.setFocus()
    qtbot.waitUntil(made.edit.hasFocus)
    return made


def test_no_character_of_a_scan_stays_in_a_text_box(keyboard, form) -> None:
    keyboard.scan(form, EAN)
    assert keyboard.scanner.codes == [EAN]
    assert form.edit.text() == ""


def test_a_scan_is_announced_once_while_it_comes(keyboard, form, qtbot) -> None:
    announced = []
    keyboard.scanner.coming.connect(lambda: announced.append(list(keyboard.scanner.codes)))
    keyboard.scan(form, EAN)
    keyboard.now += 500
    keyboard.type(qtbot, form, "4711")
    keyboard.now += 500
    keyboard.scan(form, EAN)
    assert announced == [[], [EAN]]


def test_a_whole_number_is_foreseen_before_its_end_comes(keyboard, form, qtbot) -> None:
    foreseen = []
    keyboard.scanner.foreseen.connect(lambda code: foreseen.append((code, list(keyboard.scanner.codes))))
    keyboard.scan(form, EAN)
    keyboard.now += 500
    keyboard.scan(form, EAN[:-1] + str((int(EAN[-1]) + 1) % 10))
    keyboard.now += 500
    keyboard.type(qtbot, form, EAN)
    assert foreseen == [(EAN, [])]


def test_the_end_of_a_scan_presses_no_button(keyboard, form) -> None:
    form.button.setFocus()
    keyboard.scan(form, EAN)
    assert keyboard.scanner.codes == [EAN]
    assert form.presses == 0


def test_typed_digits_reach_the_text_box(keyboard, form, qtbot) -> None:
    keyboard.type(qtbot, form, "2,50")
    assert form.edit.text() == "2,50"
    assert keyboard.scanner.codes == []


def test_a_scan_in_the_middle_of_typing(keyboard, form, qtbot) -> None:
    keyboard.type(qtbot, form, "mi")
    keyboard.scan(form, EAN)
    keyboard.now += 100
    keyboard.type(qtbot, form, "lk")
    assert form.edit.text() == "milk"
    assert keyboard.scanner.codes == [EAN]


def test_a_key_held_down_repeats_at_once(keyboard, form) -> None:
    keyboard.press(form, "x")
    for _ in range(3):
        keyboard.now += 30
        keyboard.press(form, "x", repeat=True)
    assert form.edit.text() == "xxxx"


def show_in_front(dialog: QDialog, qtbot) -> None:
    """Keys come to the window that has the keyboard, so to the dialog once it has it."""
    dialog.show()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())


def test_a_scan_is_read_while_a_dialog_asks(keyboard, form, qtbot) -> None:
    dialog = QDialog(form)
    field = QLineEdit(dialog)
    dialog.setModal(True)
    show_in_front(dialog, qtbot)
    field.setFocus()
    keyboard.scan(dialog, EAN)
    assert keyboard.scanner.codes == [EAN]
    assert field.text() == ""
    assert dialog.isVisible(), "its Enter accepted nothing"
    dialog.close()


def test_a_dialog_that_a_typed_key_opens_can_scan(keyboard, form, qtbot) -> None:
    dialog = QDialog(form)
    codes = keyboard.scanner.codes
    seen: list[str] = []

    def open_and_scan() -> None:
        show_in_front(dialog, qtbot)
        keyboard.now += 500
        keyboard.scan(dialog, EAN)
        seen.extend(codes)

    form.edit.textChanged.connect(open_and_scan)
    keyboard.press(form, "x")
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [EAN]
    dialog.close()


def test_arrows_and_function_keys_are_not_held(keyboard, form) -> None:
    form.edit.setText("ab")
    form.edit.setCursorPosition(2)
    keyboard.press(form, "x")
    keyboard.now += 20
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier)
    event.setTimestamp(int(keyboard.now))
    QCoreApplication.sendEvent(form.windowHandle(), event)
    assert form.edit.text() == "abx", "what was held comes before the key that followed it"
    assert form.edit.cursorPosition() == 0


def test_group_separators_come_through(keyboard, form) -> None:
    for sign in "]d201040063813339":
        keyboard.press(form, sign)
        keyboard.now += 8
    control = Qt.KeyboardModifier.ControlModifier
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_BracketRight, control, "\x1d")
        event.setTimestamp(int(keyboard.now))
        QCoreApplication.sendEvent(form.windowHandle(), event)
    keyboard.now += 8
    keyboard.scan(form, "10LOT7", 8)
    assert keyboard.scanner.codes == ["]d201040063813339\x1d10LOT7"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    codes=st.lists(st.text("0123456789", min_size=6, max_size=14), min_size=1, max_size=3),
    gap=st.integers(3, 25),
)
def test_whatever_is_scanned_the_text_box_stays_empty(keyboard, form, codes: list[str], gap: int) -> None:
    keyboard.scanner.codes.clear()
    for code in codes:
        keyboard.now += 200
        keyboard.scan(form, code, gap)
    assert keyboard.scanner.codes == codes
    assert form.edit.text() == ""


# -- on the register -------------------------------------------------------------------------------


@pytest.mark.parametrize("over", ["sale", "keys", "palette", "trouble"])
def test_a_scan_goes_on_the_ticket_whatever_is_open(window, services, cashier, qtbot, over: str) -> None:
    if over == "keys":
        window.show_keys()
    elif over == "palette":
        window.show_palette()
    elif over == "trouble":
        window.trouble(TryAgain("The printer is off", "The sale is stored.", "Switch it on."))
    Keyboard(window.scanner).scan(window, EAN)
    qtbot.waitUntil(lambda: bool(services.tickets.ticket.lines))
    assert [line.name for line in services.tickets.ticket.lines] == ["Oat drink"]
    assert all(field.text() == "" for field in window.findChildren(QLineEdit))


def test_a_scanned_badge_signs_in(window, services, qtbot) -> None:
    with services.desk.store.write() as work:
        work.people.set_badge(
            person_named(services, "Cashier 2").id, services.desk.vault.badge_key("BADGE-42")
        )
    Keyboard(window.scanner).scan(window, "BADGE-42")
    qtbot.waitUntil(lambda: services.desk.person is not None)
    assert services.desk.person.name == "Cashier 2"


def test_a_typed_pin_is_no_scan(window, services, qtbot) -> None:
    Keyboard(window.scanner).type(qtbot, window, "1111")
    qtbot.waitUntil(lambda: services.desk.person is not None)
    assert services.desk.person.name == "Cashier 1"
