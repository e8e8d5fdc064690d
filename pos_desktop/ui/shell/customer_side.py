"""Tells the customer what happens: on the second screen and on line displays, after the cashier has seen it."""

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from pos_desktop.application import wording
from pos_desktop.application.counter import LineText
from pos_desktop.application.customer_view import (
    MOST_LINES,
    CustomerFacts,
    changed_line,
    customer_view,
    line_text,
)
from pos_desktop.application.errors import PersonError
from pos_desktop.application.events import Event

if TYPE_CHECKING:
    from uuid import UUID

    from pos_desktop.application.customer_view import CustomerView
    from pos_desktop.application.orders_view import OrderView
    from pos_desktop.application.tendering_view import TenderingView
    from pos_desktop.domain.ticket import Ticket
    from pos_desktop.ui.customer_screen.window import CustomerWindow
    from pos_desktop.ui.shell.window import RegisterWindow

log = logging.getLogger(__name__)

AFTER_MS = 30
"""The cashier's screen is painted first; several changes at once are told as one."""

_TOLD = (Event.TICKET, Event.PAYMENT_MOVED, Event.SOLD, Event.PERSON, Event.SETTINGS)
_PAYING = frozenset({"pay", "card", "link", "doubt"})


class CustomerSide(QObject):
    """Looks at the register a moment after every change. Never blocks and never raises a window to the front."""

    _told = Signal()

    def __init__(self, window: "RegisterWindow") -> None:
        super().__init__(window)
        self._window, self._services = window, window.services
        self.screen: CustomerWindow | None = None
        self.view: CustomerView | None = None
        self._text: LineText | None = None
        self._before: Ticket | None = None
        self._latest: UUID | None = None
        self._later = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._later.timeout.connect(window.runner.guarded(self.look))
        # Payments tell from their own threads.
        self._told.connect(self._soon, Qt.ConnectionType.QueuedConnection)
        window.screen_shown.connect(self._told)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._on_screen)
        events = self._services.desk.events
        self._ends = [events.on(event, partial(self._told.emit)) for event in _TOLD]
        self._told.emit()

    def _on_screen(self) -> None:
        """A monitor was plugged in."""
        self._told.emit()

    def _soon(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def look(self) -> None:
        """Shows what is so now."""
        self._place_screen()
        wanted = wording.in_languages(self._services.desk.settings.language)
        # The cashier may speak another language than the store.
        try:
            with wording.speaking(wanted):
                view = customer_view(self._facts())
                text = line_text(view)
        except PersonError as error:
            # The cashier hears of a failing disk from what they do themselves, never from here.
            log.warning("the customer is not told: %s", error)
            return
        self.view = view
        if text != self._text:
            self._text = text
            self._services.counter.show(text)
        if self.screen is not None:
            right = Qt.LayoutDirection.RightToLeft
            direction = right if wanted.right_to_left else Qt.LayoutDirection.LeftToRight
            self.screen.canvas.show_view(view, direction, self._services.desk.settings.customer_picture)

    def _facts(self) -> CustomerFacts:
        desk = self._services.desk
        if desk.person is None:
            return CustomerFacts(desk.settings, desk.formats)
        sale = self._sale()
        if sale is not None:
            return CustomerFacts(desk.settings, desk.formats, sale=sale)
        tickets = self._services.tickets
        ticket = tickets.ticket
        changed = changed_line(self._before, ticket)
        if changed is not None or self._before is None or self._before.id != ticket.id:
            self._latest = changed
        self._before = ticket
        return CustomerFacts(
            desk.settings,
            desk.formats,
            ticket,
            tickets.totals,
            self._latest,
            self._payment(),
            most_lines=1 if self.screen is None else MOST_LINES,
        )

    def _sale(self) -> "OrderView | None":
        """What was just paid, as long as the cashier sees it."""
        screen = self._window.screen_in_sight
        sale = getattr(screen, "sale", None) if screen is not None and screen.name == "done" else None
        return sale.order if sale is not None else None

    def _payment(self) -> "TenderingView | None":
        screen = self._window.screen_in_sight
        if screen is None or screen.name not in _PAYING:
            return None
        return self._services.tendering.view()

    def _place_screen(self) -> None:
        """The window is made when there is somewhere to show it."""
        settings = self._services.desk.settings
        if self.screen is None:
            wanted = settings.customer_screen
            if wanted == "none" or (wanted != "window" and len(QGuiApplication.screens()) < 2):
                return
            from pos_desktop.ui.customer_screen.window import CustomerWindow

            self.screen = CustomerWindow(self._window)
        self.screen.use(settings.customer_screen, settings.name)

    def close(self) -> None:
        """The register closes: nothing of a sale stays on the displays."""
        if self._text is not None:
            self._services.counter.show(LineText(self._services.desk.settings.name))
        for end in self._ends:
            end()
        self._ends = []
        self._later.stop()
        if self.screen is not None:
            self.screen.end()
            self.screen = None
