"""Pictures of the counter: goods on the scale, and what the customer sees on the second screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from pos_desktop.application.customer_view import CustomerMoment
from pos_desktop.application.ids import new_id
from pos_desktop.application.weighing import ScaleReading, ScaleState
from pos_desktop.application.wording import tr
from pos_desktop.domain.discount import percent
from pos_desktop.ui import appearance
from tests.payment_pictures import card_terminal
from tests.photographer import Photographer, demo_shop, photographed
from tests.screenshots_devices import devices

if TYPE_CHECKING:
    from pos_desktop.payments.fake import VirtualTerminal
    from tests.photographer import Photographer

MOCK, UPRIGHT, LARGE = QSize(1024, 600), QSize(600, 1024), QSize(1920, 1080)
CARD, LINK = 1, 5
"""Places of the ways of paying; cash comes first."""


class Counter:
    """Weighs and sells, and takes the customer's pictures on the way."""

    def __init__(self, photographer: Photographer) -> None:
        self.p, self.services = photographer, photographer.services
        self.scale = new_id()
        self.services.desk.change_settings(customer_screen="window")

    # -- the scale -------------------------------------------------------------------------------

    def _say(self, state: ScaleState, grams: int | None = None, **more: object) -> None:
        self.services.counter.read(self.scale, ScaleReading(state, grams, **more))
        self.p.hand.settle(0.2)

    def weighing(self) -> None:
        """Every state of the scale that looks like no other."""
        p = self.p
        tiles, _ = self.services.catalogue.favourites(0, 15)
        self.services.counter.use_scales([self.scale])
        p.window.go("sale")
        p.sight.take(tiles[8].variant_row)
        self._say(ScaleState.ZERO, 0)
        p.take("weighing-empty")
        self._say(ScaleState.MOTION)
        p.take("weighing-settling")
        self._say(ScaleState.STABLE, 342)
        p.take("weighing")
        p.window.panels.top.set_tare(12)
        self._say(ScaleState.STABLE, 330, tare_milli=12)
        p.take("weighing-tare")
        self._say(ScaleState.STABLE, 342, price_minor=350, amount_minor=120)
        p.take("weighing-other-amount")
        self._say(ScaleState.UNREACHABLE)
        p.take("weighing-away")
        p.window.panels.dismiss_all()

    # -- the customer ----------------------------------------------------------------------------

    def _customer(self, name: str, moment: CustomerMoment, *sizes: QSize, of: str = "") -> None:
        """Waits until the customer sees it, then takes the picture in light and in dark."""
        p = self.p
        if p._only and p._only not in name:
            return
        screen = p.hand.until(lambda: p.window.customer.screen, "the customer's screen")
        p.hand.until(lambda: self._sees(moment, of) or None, f"the customer to see {name}")
        for size in sizes or (MOCK,):
            screen.resize(size)
            p.hand.settle(0.1)
            suffix = {UPRIGHT: "-upright", LARGE: "-large"}.get(size, "") if len(sizes) > 1 else ""
            for mode in ("light", "dark"):
                appearance.use(mode)
                p.hand.settle(0.1)
                file = f"{name}{suffix}-{mode}.png"
                screen.grab().save(str(p._folder / file))
                p.taken.append(file)
            appearance.use("light")

    def _sees(self, moment: CustomerMoment, of: str) -> bool:
        view = self.p.window.customer.view
        return view is not None and view.moment is moment and of in (view.prompt, "")

    def serving(self, terminal: VirtualTerminal, name: str = "customer") -> None:
        """From the welcome to the thanks."""
        p = self.p
        p.window.go("sale")
        self._customer(f"{name}-idle", CustomerMoment.IDLE, MOCK, UPRIGHT)
        self._shop()
        self._customer(f"{name}-selling", CustomerMoment.SELLING, MOCK, UPRIGHT, LARGE)
        p.window.go("pay")
        p.hand.settle(0.3)
        self._customer(f"{name}-paying", CustomerMoment.PAYING)
        self._begin(LINK)
        p.hand.until(lambda: p.sight.name == "link" and p.sight.payment.action_url, "the link")
        p.hand.until(lambda: p.window.customer.view.code or None, "the customer's code")
        self._customer(f"{name}-link", CustomerMoment.PAYING, MOCK, UPRIGHT)
        p.sight.stop()
        p.hand.until(lambda: p.sight.name == "pay" or None, "the payment screen")
        p.hand.settle(0.5)
        self._begin(CARD)
        p.hand.until(lambda: p.window.customer.view.prompt_more or None, "the card")
        self._customer(f"{name}-card", CustomerMoment.PAYING)
        p.sight.stop()
        p.hand.until(lambda: p.sight.name == "pay" or None, "the payment screen")
        p.hand.settle(0.5)
        p.sight.grid.press(0)
        p.sight._nth(2)
        p.sight.take()
        p.hand.until(lambda: p.sight.name == "done" or None, "the change")
        self._customer(f"{name}-thanks", CustomerMoment.THANKS, MOCK, UPRIGHT)
        p.window.go("sale")
        p.hand.settle(0.3)

    def _begin(self, place: int) -> None:
        self.p.sight.grid.press(place)
        self.p.sight.take()

    def _shop(self) -> None:
        """The neighbour's Saturday shopping."""
        tickets = self.services.tickets
        tiles, _ = self.services.catalogue.favourites(0, 15)
        for place in (5, 5, 3):
            tickets.add(tiles[place].variant_row)
        tickets.add_weighed(tiles[8].variant_row, 342)
        for place in (9, 10, 0, 0, 0):
            tickets.add(tiles[place].variant_row)
        tickets.discount_line(tickets.ticket.lines[4].id, percent(10, tr("Member")))
        tickets.step(tickets.ticket.lines[-1].id, 1)
        self.p.sight.refresh()

    def settings(self) -> None:
        """Where it is set."""
        p = self.p
        p.sign_in(2)
        p.window.go("settings", section="appearance")
        p.hand.settle(0.3)
        p.sight.page.take("customer")
        p.hand.settle(0.3)
        p.take("settings-customer-screen")


def pictures(folder: Path, only: str) -> list[str]:
    """Takes them all; their names."""
    taken: list[str] = []
    for language in ("en", "de", "ar"):
        with demo_shop(language) as made, photographed(*made, folder, only) as photographer:
            photographer.sign_in(2)
            photographer.services.shifts.open(15_000)
            counter = Counter(photographer)
            if language == "en":
                counter.weighing()
            with card_terminal(photographer.services) as terminal:
                counter.serving(terminal, "customer" if language == "en" else f"customer-{language}")
            if language == "en":
                counter.settings()
                devices(photographer)
        QApplication.processEvents()
        taken += photographer.taken
    return taken
