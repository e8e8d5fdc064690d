"""Who takes the pictures of a register's window, and the shop that is in them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_desktop import bootstrap
from pos_desktop.application.wording import tr
from pos_desktop.bootstrap import Register
from pos_desktop.demo import shop
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.domain.discount import percent
from pos_desktop.system.folders import Folders
from pos_desktop.ui import appearance


@contextmanager
def demo_shop(language: str = "en") -> Iterator[tuple[Register, VirtualPrinter]]:
    """A demo shop with its past and a virtual printer that prints."""
    folder = Path(tempfile.mkdtemp(prefix="pos-desktop-pictures-"))
    printer = VirtualPrinter(0).start()
    opened = bootstrap.open_database(Folders.under(folder), key_file=True)
    shop.build(opened, language=language, printer_port=printer.port)
    register = Register(opened)
    register.start()
    try:
        yield register, printer
    finally:
        register.close()
        printer.stop()
        shutil.rmtree(folder, ignore_errors=True)


def both_lights() -> Iterator[str]:
    """Light, then dark; light again at the end."""
    for mode in ("light", "dark"):
        appearance.use(mode)
        yield mode
    appearance.use("light")


class Photographer:
    """Takes pictures of one window, in light and in dark."""

    def __init__(self, register: Register, printer: VirtualPrinter, folder: Path, only: str) -> None:
        from pos_desktop.demo.hand import Hand
        from pos_desktop.ui.shell.window import RegisterWindow

        self.register, self.printer, self.services = register, printer, register.services
        self.window = RegisterWindow(register.services)
        self.window.resize(1366, 768)
        self.window.start()
        self.window.show()
        self.hand = Hand(self.window, folder)
        self._folder, self._only = folder, only
        self.taken: list[str] = []

    def take(self, name: str) -> None:
        """Both pictures of what is in sight."""
        if self._only and self._only not in name:
            return
        for mode in both_lights():
            self.hand.settle(0.25)
            file = f"{name}-{mode}.png"
            self.window.grab().save(str(self._folder / file))
            self.taken.append(file)
        self.hand.settle()

    def over(self, name: str) -> None:
        """A picture of an open panel, which is then closed."""
        self.take(name)
        self.window.close_overlay()
        self.hand.settle(0.2)

    def sign_in(self, place: int) -> None:
        """Signs a person in, as the log-in screen does."""
        person = self.services.session.people()[place]
        self.services.session.sign_in(person, "pin")
        self.hand.settle(0.2)

    @property
    def sight(self):
        """The screen in sight."""
        return self.window.screen_in_sight

    def fill(self) -> None:
        """A ticket like a neighbour's Saturday shopping."""
        tickets = self.services.tickets
        tiles, _ = self.services.catalogue.favourites(0, 15)
        for place in (0, 0, 0, 3, 5, 5, 9):
            self.sight.take_code(_code(self.services, tiles[place]), ask=False)
        for place in (10, 13):
            self.sight._added(tickets.add(tiles[place].variant_row))
        tickets.add_weighed(tiles[8].variant_row, 342)
        tickets.discount_line(tickets.ticket.lines[4].id, percent(10, tr("Member")))
        self.sight.refresh()
        self.sight.ticket.panel.view.select(str(tickets.ticket.lines[0].id))


@contextmanager
def photographed(
    register: Register, printer: VirtualPrinter, folder: Path, only: str
) -> Iterator[Photographer]:
    """The register's window, dressed for its store, until its pictures are taken."""
    appearance.follow(register.services.desk.settings)
    photographer = Photographer(register, printer, folder, only)
    yield photographer
    photographer.window.close()


def _code(services, tile) -> str:
    return services.catalogue.search(tile.name, 1)[0].barcode or ""
