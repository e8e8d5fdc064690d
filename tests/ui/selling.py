"""A till for tests of selling: real keys at the window, the ticket as the screen shows it and as the disk has it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest import mock

import pytest
import shiboken6
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QScrollArea, QWidget
from sqlalchemy import insert, select

from pos_desktop.application import wording
from pos_desktop.application.device_watch import DeviceView
from pos_desktop.application.ids import new_id
from pos_desktop.application.printing import PrinterState, PrinterStatus, QueueCounts
from pos_desktop.application.services import Services
from pos_desktop.domain.gtin import barcode_key
from pos_desktop.domain.pricing import price_ticket
from pos_desktop.domain.ticket import Ticket, TicketLine
from pos_desktop.storage import search_index, tables
from pos_desktop.system.paths import resource_root
from pos_desktop.ui.screens import done, pay
from pos_desktop.ui.screens.done import DoneScreen
from pos_desktop.ui.screens.pay import PayScreen
from pos_desktop.ui.screens.sale import SaleScreen
from pos_desktop.ui.shell import keys
from pos_desktop.ui.shell.keys import BOUNCE_MS
from pos_desktop.ui.shell.window import RegisterWindow
from pos_desktop.ui.viewmodels import sale as words
from pos_desktop.ui.widgets.labels import Label
from pos_desktop.ui.widgets.numpad import NumpadKey
from tests.ui.register import person_named

SPACE = "\N{NO-BREAK SPACE}"
OAT, COFFEE, MILK, OIL = "4006381333931", "4012345678901", "4008400401621", "8001480011243"
OLIVE = "Olive oil extra"
MINUS = "\N{MINUS SIGN}"
NOBODYS = "4099999999990"
CTRL = Qt.KeyboardModifier.ControlModifier
_POPUPS = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


class Windows(QObject):
    """Notes every window that shows itself besides the register's; menus and open lists are none.

    A window is noted when it takes the keyboard, or is in sight at a `look`.
    """

    def __init__(self, expected: QWidget) -> None:
        super().__init__()
        self._expected = expected
        self._watching = False
        self.seen: list[str] = []

    def watch(self) -> None:
        self._watching = True
        QGuiApplication.instance().focusWindowChanged.connect(self._note)

    def leave(self) -> None:
        self._watching = False
        QGuiApplication.instance().focusWindowChanged.disconnect(self._note)

    def look(self) -> list[str]:
        """Every window noted while it watches, those in sight now with them."""
        for window in QGuiApplication.topLevelWindows():
            if self._watching and window.isVisible():
                self._note(window)
        return self.seen

    def _note(self, window: QWindow | None) -> None:
        if (
            window is not None
            and window is not self._expected.windowHandle()
            and window.type() not in _POPUPS
        ):
            self.seen.append(f"{window.objectName()} {window.title()!r}")


@contextmanager
def no_while_passes() -> Iterator[None]:
    """Presses come so soon after one another that the second can be a bounce of the first."""
    with ExitStack() as told:
        for place in (keys, done, pay):
            told.enter_context(mock.patch.object(place, "BOUNCE_MS", 600_000))
        yield


class Till:
    """One cashier's hands and eyes at the register's window."""

    def __init__(self, qtbot, window: RegisterWindow, services: Services) -> None:
        self.qtbot, self.window, self.services = qtbot, window, services
        self.windows = Windows(window)
        self._now = int(time.monotonic() * 1000)

    # -- hands

    def scan(self, code: str) -> None:
        """A keyboard-wedge scanner: a key every ten milliseconds, Enter at the end."""
        self._now += 1000
        for sign in f"{code}\r":
            self._now += 10
            key = Qt.Key.Key_Return if sign == "\r" else Qt.Key(ord(sign))
            for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
                event.setTimestamp(self._now)
                event.ignore()
                QApplication.sendEvent(self.window.windowHandle(), event)
        self.settle()

    def type(self, text: str) -> None:
        """Fingers: each key reaches its control before the next one comes."""
        for sign in text:
            QTest.keyClick(self.window.windowHandle(), sign)
            self.qtbot.waitUntil(lambda: not self.window.scanner._reader.holding)

    def key(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Keys that no scanner types, through the window as the keyboard sends them."""
        for key in keys:
            QTest.keyClick(self.window.windowHandle(), key, held)
            self.settle()

    def quickly(self, first: Qt.Key, *more: Qt.Key) -> None:
        """Keys in one go: between them passes no while, however slow the computer is."""
        self.key(first)
        with no_while_passes():
            self.key(*more)

    def enter(self) -> None:
        self.key(Qt.Key.Key_Return)

    def escape(self) -> None:
        self.key(Qt.Key.Key_Escape)

    def after_a_while(self) -> None:
        """So long that the next press cannot be taken for a bounce of the last one."""
        since = QElapsedTimer()
        since.start()
        self.qtbot.waitUntil(lambda: since.hasExpired(BOUNCE_MS))

    def tab_to(self, wanted: QWidget) -> None:
        """Tab until it has the keyboard."""
        for _ in range(60):
            if QApplication.focusWidget() is wanted:
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {wanted.accessibleName()}")

    def tap(self, widget: QWidget, at: QPoint | None = None) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        self.settle()

    def settle(self) -> None:
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        assert not self.windows.look(), self.windows.seen
        if QApplication.activeWindow() is self.window:
            assert QApplication.focusWidget() is not None, "the keyboard is nowhere"

    def approve(self) -> None:
        """The manager types the PIN and Enter."""
        for digit in "9999":
            self.qtbot.keyClick(QApplication.focusWidget(), Qt.Key(ord(digit)))
        asked = self.panel
        self.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: not shiboken6.isValid(asked) or self.panel is not asked)
        self.settle()

    def digits(self, text: str) -> None:
        """Digits straight into what has the keyboard."""
        for sign in text:
            self.qtbot.keyClick(QApplication.focusWidget(), sign)

    # -- places

    @property
    def page(self) -> str:
        return self.window.frame.page()

    @property
    def panel(self):
        return self.window.panels.top

    @property
    def sale(self) -> SaleScreen:
        return self.window._screens["sale"]

    @property
    def pay(self) -> PayScreen:
        return self.window._screens["pay"]

    @property
    def done(self) -> DoneScreen:
        return self.window._screens["done"]

    @property
    def side(self):
        return self.sale.ticket

    # -- the ticket

    def row(self, name: str) -> int:
        return self.services.catalogue.search(name)[0].variant_row

    def fill(self, *names: str) -> list[TicketLine]:
        """Puts products on the ticket and shows it."""
        for name in names:
            self.services.tickets.add(self.row(name))
        self.sale.refresh()
        self.settle()
        return list(self.ticket.lines)

    @property
    def ticket(self) -> Ticket:
        return self.services.tickets.ticket

    def stored(self) -> Ticket:
        """The open ticket as a start after a power cut would find it."""
        with self.services.desk.store.read() as work:
            found = work.tickets.open_ticket(self.services.desk.register.id)
        assert found is not None
        return found

    def names(self) -> list[str]:
        """Quantities and names as they stand on the screen, after a look whether the disk has the same."""
        self.same_on_disk()
        return [f"{line.quantity_text} {line.name}".strip() for line in self.side.panel.view.lines]

    def same_on_disk(self) -> None:
        """What the screen shows of the open ticket is what the disk has."""
        stored, formats = self.stored(), self.services.desk.formats
        totals, panel = price_ticket(stored), self.side.panel
        assert list(panel.view.lines) == [words.line_data(line, formats) for line in stored.lines]
        expected = words.sum_rows(totals, formats, inclusive=stored.prices_include_tax)
        assert list(panel.totals.rows) == expected
        assert panel.header.accessibleName().startswith(stored.name or f"Ticket {stored.number}")
        assert self.side.pay_button.isEnabled() == bool(stored.lines)

    def orders(self) -> list[tuple[str, int]]:
        """Numbers and totals of everything sold."""
        with self.services.desk.store._database.read() as connection:
            order = tables.sale_order.c
            return list(connection.execute(select(order.number, order.total_minor).order_by(order.sequence)))

    def jobs(self) -> list[tuple[str, str]]:
        """Kind and state of everything to be printed."""
        with self.services.desk.store._database.read() as connection:
            job = tables.print_job.c
            return [
                tuple(row)
                for row in connection.execute(select(job.kind, job.state).order_by(job.kind.desc()))
            ]

    def journal(self) -> list[str]:
        with self.services.desk.store._database.read() as connection:
            return list(connection.execute(select(tables.journal.c.kind)).scalars())

    def toasts(self) -> list[str]:
        return [toast.data.title for toast in self.window.frame.toasts.toasts]


@pytest.fixture
def till(qtbot, window, services, cashier) -> Iterator[Till]:
    """Cashier 1 at the sale with a shift open; no other window may ever show, the keyboard is never nowhere."""
    made = Till(qtbot, window, services)
    services.shifts.open(10_000)
    made.windows.watch()
    made.settle()
    yield made
    seen = made.windows.look()
    made.windows.leave()
    assert not seen, seen


@dataclass(frozen=True)
class Choice:
    """One variant to be put into the catalogue."""

    option: str
    price: int | None
    code: str | None = None
    on_hand: int = 50_000


def stock(
    services: Services, name: str, *choices: Choice, weighed: bool = False, place: int | None = None
) -> list[int]:
    """Puts a product with its variants into the catalogue; their rows."""
    rows = []
    with services.desk.store._database.write() as work:
        location = work.execute(select(tables.location.c.id)).scalar_one()
        product = new_id()
        facts = {
            "id": product,
            "name": name,
            "weighed": weighed,
            "active": True,
            "unit": "kg" if weighed else None,
        }
        tax = work.execute(select(tables.tax_class.c.id)).scalars().first()
        options = ["Size"] if len(choices) > 1 else None
        facts |= {"tax_class_id": tax, "favourite_position": place, "options": options}
        work.execute(insert(tables.product), facts)
        for position, choice in enumerate(choices):
            variant = new_id()
            full = f"{name} {choice.option}" if len(choices) > 1 else name
            row = {"id": variant, "product_id": product, "name": full, "price_minor": choice.price}
            row |= {"option_values": [choice.option] if len(choices) > 1 else None, "position": position}
            work.execute(insert(tables.variant), row | {"track_stock": True, "active": True})
            query = select(tables.variant.c.row).where(tables.variant.c.id == variant)
            rows.append(work.execute(query).scalar_one())
            if choice.code:
                work.execute(
                    insert(tables.barcode), {"code": barcode_key(choice.code), "variant_row": rows[-1]}
                )
            level = {"variant_row": rows[-1], "location_id": location, "on_hand_milli": choice.on_hand}
            work.execute(insert(tables.stock_level), level)
        search_index.update_rows(work.connection, search_index.rows_to_index(work.connection, rows))
    services.desk.store.catalogue_changed()
    return rows


def plug_in_printer(services: Services) -> None:
    """A receipt printer that nobody drives: jobs are written for it and stay where they are."""
    device = new_id()
    with services.desk.store.write() as work:
        work.devices.save(
            device, "printer", "tcp", "Counter printer", {"host": "127.0.0.1", "port": 9}, None, True
        )
    services.printers.forget()
    status = PrinterStatus(PrinterState.READY)
    view = DeviceView(device, "printer", "tcp", "Counter printer", "127.0.0.1", status, QueueCounts(0, 0, 0))
    services.devices.change(view)  # type: ignore[attr-defined]  # the quiet devices of the tests


def manager(till: Till) -> None:
    """The manager takes the register over."""
    till.services.session.sign_out("locked")
    till.settle()
    till.services.session.sign_in(person_named(till.services, "Manager"), "pin")
    till.settle()


# -- looks ---------------------------------------------------------------------------------------------------


def words_in_sight(root: QWidget) -> set[str]:
    """What the widgets in sight say to eyes, ears and pointers."""
    found = set()
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible():
            found |= {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
            text = getattr(widget, "text", None)
            found.add(str(text()) if callable(text) else "")
            found.add(widget.placeholderText() if isinstance(widget, QLineEdit) else "")
    return found


def untranslated(language: str, *parts: QWidget) -> set[str]:
    """English words in sight that the language has words of its own for."""
    texts = wording.load(language, resource_root() / "translations").texts
    return {text for part in parts for text in words_in_sight(part) if texts.get(text, text) != text}


def text_boxes(root: QWidget) -> list[str]:
    """What stands in every text box, in sight or not."""
    return [box.text() for box in root.findChildren(QLineEdit)]


def tile_at(grid, name: str) -> QPoint:
    """Where the tile of a product stands on the page."""
    place = [tile.name for tile in grid._tiles.tiles].index(name)
    return grid.tile_box(place).center()


def misplaced(root: QWidget) -> list[str]:
    """Children that reach out of their parents, and siblings that lie on each other."""
    wrong = []
    for parent in (root, *root.findChildren(QWidget)):
        if not parent.isVisible():
            continue
        shown = [child for child in parent.children() if isinstance(child, QWidget) and child.isVisible()]
        shown = [
            child
            for child in shown
            if not child.isWindow() and child.objectName() != "qt_scrollarea_vcontainer"
        ]
        shown = [
            child
            for child in shown
            if type(child).__name__ not in ("FocusRing", "_Corners", "Scrim", "Toast", "Overlay")
        ]
        for child in shown:
            if not _room(parent).contains(child.geometry()) and not child.geometry().isEmpty():
                wrong.append(f"{_name(child)} {_box(child)} reaches out of {_name(parent)} {_box(parent)}")
        for number, one in enumerate(shown):
            for other in shown[number + 1 :]:
                if _place(one).intersects(_place(other)):
                    wrong.append(f"{_name(one)} {_box(one)} lies on {_name(other)} {_box(other)}")
    return wrong


def _place(widget: QWidget) -> QRect:
    """What its layout gave it; the ink of a label's letters may hang into the gap below its lines."""
    return widget.place() if isinstance(widget, Label) else widget.geometry()


def _room(parent: QWidget) -> QRect:
    """Where children may lie; what scrolls may be as high as it likes."""
    scrolls = parent.objectName() == "qt_scrollarea_viewport" and isinstance(parent.parent(), QScrollArea)
    return parent.rect().adjusted(0, -10_000, 0, 10_000) if scrolls else parent.rect()


def too_small(root: QWidget, least: int = 44) -> list[str]:
    """Buttons and inputs that a finger would miss; keys of number pads below 56."""
    wrong = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, (QAbstractButton, QLineEdit)):
            continue
        box = widget.parentWidget() if isinstance(widget, QLineEdit) else widget
        high = 56 if isinstance(widget, NumpadKey) else least
        if box.height() < high or box.width() < least:
            wrong.append(f"{_name(widget)} {_box(box)}")
    return wrong


def nameless(root: QWidget) -> list[str]:
    """What takes the keyboard and says nothing to a screen reader."""
    found = []
    for widget in root.findChildren(QWidget):
        takes = (
            widget.isVisible()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        )
        if takes and not widget.accessibleName() and not getattr(widget, "text", str)():
            found.append(_name(widget))
    return found


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()!r}"


def _box(widget: QWidget) -> QRect:
    return widget.geometry()
