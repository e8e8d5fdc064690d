"""Renders every screen and panel in its main states, light and dark, at 1366×768: docs/screenshots.

python -m tests.screenshots docs/screenshots [--only NAME]
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image

from pos_desktop import bootstrap
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.scanning import PriceAsked
from pos_desktop.bootstrap import Register
from pos_desktop.demo import shop
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.domain.discount import percent
from pos_desktop.payments.fake import VirtualTerminal
from pos_desktop.system.folders import Folders
from pos_desktop.ui import appearance
from tests import (
    screenshots_back,
    screenshots_counter,
    screenshots_papers,
    screenshots_receipts,
    screenshots_sync,
)
from tests.payment_pictures import payments
from tests.screenshots_setup import setting_up

PINS = {"Cashier 1": "1111", "Manager": "9999"}


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
        for mode in ("light", "dark"):
            appearance.use(mode)
            self.hand.settle(0.25)
            file = f"{name}-{mode}.png"
            self.window.grab().save(str(self._folder / file))
            self.taken.append(file)
        appearance.use("light")
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
        tickets.discount_line(tickets.ticket.lines[4].id, percent(10, "Member"))
        self.sight.refresh()
        self.sight.ticket.panel.view.select(str(tickets.ticket.lines[0].id))


def _code(services, tile) -> str:
    return services.catalogue.search(tile.name, 1)[0].barcode or ""


def selling(photographer: Photographer) -> None:
    """Log-in to the next customer."""
    p, services = photographer, photographer.services
    p.take("login")
    p.sign_in(0)
    p.window.go("cash")
    p.take("shift-open")
    services.shifts.open(15000)
    p.window.go("sale")
    p.take("sale-empty")
    p.fill()
    p.take("sale")
    p.sight.search.edit.setText("org mil")
    p.take("search")
    p.sight.search.edit.setText("xyzzy")
    p.take("search-nothing")
    p.sight.search.clear()
    p.sight.take_code("4099999999990", ask=True)
    p.over("unknown-code")
    line = services.tickets.ticket.lines[3].id
    side = p.sight.ticket
    for name, ask in (
        ("discount", lambda: side.ask_discount(line)),
        ("price-override", lambda: side.ask_price(line)),
        ("quantity", lambda: side.ask_quantity(line)),
        ("note", lambda: side.ask_note(line)),
        ("customer", side.ask_customer),
        ("park", side.ask_park),
        ("quick-item", p.sight.ask_quick_item),
    ):
        ask()
        p.over(name)
    _special_products(p)
    line = services.tickets.ticket.lines[3].id
    p.window.act(
        lambda approval: services.tickets.discount_line(line, percent(25, "Damaged packaging"), approval)
    )
    p.hand.write("99")
    p.over("approval")
    p.window.trouble(
        FixSetting("The printer has no paper", "The sale is stored, the receipt waits.", "Put in a new roll.")
    )
    p.over("trouble")
    p.window.show_keys()
    p.over("keys")
    p.window.show_palette()
    p.hand.write("oat")
    p.over("palette")
    p.window.toast("Oat drink removed", "3 × 1,89", kind="neutral", action="Undo", then=lambda: None)
    p.take("toast")
    _paying(p)


def _special_products(p: Photographer) -> None:
    services = p.services
    tiles, _ = services.catalogue.tiles(None, 0, 400)
    several = next(tile for tile in tiles if tile.variants > 1)
    p.sight._tiles[str(several.product_id)] = several
    p.sight._show_details(str(several.product_id))
    p.take("variants")
    p.window.panels.top.ask_labels()
    p.over("labels")
    p.window.close_overlay()
    weighed = next(tile for tile in tiles if tile.weighed)
    p.sight.take(weighed.variant_row)
    p.over("weight")
    asked = services.tickets.add(
        next(t.variant_row for t in tiles if t.price_minor is None and t.variants == 1)
    )
    assert isinstance(asked, PriceAsked)
    p.sight.ask_price(asked)
    p.over("price-asked")
    services.tickets.park("Forgot wallet")
    p.fill()
    p.sight.ticket.ask_parked()
    p.over("parked")


def _paying(p: Photographer) -> None:
    p.window.go("pay")
    p.take("pay")
    p.hand.write("5000")
    p.take("pay-given")
    p.sight.take()
    p.printer.wait_for_pulses(1)
    p.hand.settle(0.5)
    p.take("change")
    p.hand.enter()
    p.printer.wait_for_receipts(1)
    p.printer.drawer_close()


def managing(photographer: Photographer) -> None:
    """Orders, cash, the end of the day, settings."""
    p, services = photographer, photographer.services
    p.window.go("orders")
    p.hand.settle(0.3)
    p.take("orders")
    p.sight.ask_void()
    p.over("void")
    services.session.sign_out()
    p.sign_in(2)
    p.window.go("cash")
    p.take("cash")
    for name, button in (("pay-out", "Pay out"), ("no-sale", "No sale")):
        p.hand.press(button)
        p.over(name)
    p.window.go("reports")
    p.hand.settle(0.3)
    p.take("reports")
    _settings(p)
    with VirtualTerminal() as terminal:
        setting_up(p, terminal)
    p.window.go("count")
    p.take("count")
    _count(p)
    p.hand.press("Confirm count")
    p.hand.settle(0.3)
    p.take("close")


def _settings(p: Photographer) -> None:
    from pos_desktop.ui.screens.settings import PAGES

    p.window.go("settings")
    p.hand.settle(0.3)
    for page in [kind.key for kind in PAGES]:
        p.sight.show_page(page)
        p.hand.settle(0.3)
        p.take(f"settings-{page}")


def _count(p: Photographer) -> None:
    from pos_desktop.domain.cash import make_change
    from pos_desktop.domain.money import Money

    with p.register.data.store.read() as work:
        shift = work.shifts.current(p.services.desk.register.id)
        expected = work.shifts.drawer(shift.id).expected_minor
    pieces = dict(make_change(Money(expected - 200, p.services.desk.settings.currency)))
    p.hand.count_pieces(pieces)
    p.take("counted")


def first_run(folder: Path, only: str) -> list[str]:
    """The wizard's steps."""
    from PySide6.QtWidgets import QApplication

    from pos_desktop.setup import RegisterSetup
    from pos_desktop.ui.screens.wizard import WizardWindow

    taken: list[str] = []
    place = Path(tempfile.mkdtemp(prefix="pos-desktop-wizard-"))
    opened = bootstrap.open_database(Folders.under(place), key_file=True)
    wizard = WizardWindow(RegisterSetup(opened))
    wizard.resize(1366, 768)
    wizard.show()
    for number in range(5):
        wizard.show_step(number)
        for mode in ("light", "dark"):
            appearance.use(mode)
            QApplication.processEvents()
            QApplication.processEvents()
            name = f"wizard-{number + 1}-{mode}.png"
            if not only or only in name:
                wizard.grab().save(str(folder / name))
                taken.append(name)
        appearance.use("light")
    wizard.close()
    opened.close()
    shutil.rmtree(place, ignore_errors=True)
    return taken


def first_run_with_a_shop(folder: Path, only: str) -> list[str]:
    """The wizard's step of the products at a practice shop."""
    from PySide6.QtWidgets import QApplication

    from pos_desktop.platforms.shopify.fake.shop import FakeShopify
    from pos_desktop.setup import RegisterSetup
    from pos_desktop.ui.screens.wizard import WizardWindow

    taken: list[str] = []
    place = Path(tempfile.mkdtemp(prefix="pos-desktop-wizard-"))
    opened = bootstrap.open_database(Folders.under(place), key_file=True)
    with FakeShopify(name="Linden Street") as practice:
        wizard = WizardWindow(RegisterSetup(opened))
        wizard.resize(1366, 768)
        wizard.show()
        wizard.step.name.set_text("Linden Street Store")
        wizard.go_on()
        wizard.step.shops["shopify"].click()
        card = wizard.step.platform_card
        card.inputs["shop"].set_text(practice.address)
        for key, secret in screenshots_sync.SECRETS.items():
            card.secrets[key].set_text(secret)
        card.test.click()
        while card.testing:
            QApplication.processEvents()
        for mode in ("light", "dark"):
            appearance.use(mode)
            QApplication.processEvents()
            QApplication.processEvents()
            name = f"wizard-platform-{mode}.png"
            if not only or only in name:
                wizard.grab().save(str(folder / name))
                taken.append(name)
        appearance.use("light")
        wizard._leave()
    opened.close()
    shutil.rmtree(place, ignore_errors=True)
    return taken


def translated(folder: Path, language: str, only: str) -> list[str]:
    """The sale and the payment in another language."""
    with demo_shop(language) as (register, printer):
        appearance.follow(register.services.desk.settings)
        p = Photographer(register, printer, folder, only)
        p.take(f"login-{language}")
        p.sign_in(0)
        register.services.shifts.open(15000)
        p.window.go("sale")
        p.fill()
        p.take(f"sale-{language}")
        p.window.go("pay")
        p.take(f"pay-{language}")
        p.sight._nth(2)
        p.sight.take()
        p.hand.settle(0.4)
        p.take(f"change-{language}")
        p.window.close()
        return p.taken


def _slim(picture: Path) -> None:
    """A page of flat colours needs no more than 256 of them."""
    with Image.open(picture) as taken:
        small = taken.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)


def main(arguments: list[str] | None = None) -> int:
    """Takes all pictures; says which."""
    from pos_desktop.ui.application import create

    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    if not chosen.only:
        for old in chosen.folder.glob("*.png"):
            old.unlink()
    create(["screenshots"])
    taken: list[str] = []
    with demo_shop() as (register, printer):
        appearance.follow(register.services.desk.settings)
        photographer = Photographer(register, printer, chosen.folder, chosen.only)
        steps: tuple[Callable[[Photographer], None], ...] = (selling, payments, managing)
        for step in steps:
            step(photographer)
        photographer.window.close()
        taken += photographer.taken
    taken += screenshots_back.pictures(chosen.folder, chosen.only)
    taken += screenshots_sync.pictures(chosen.folder, chosen.only)
    taken += screenshots_counter.pictures(chosen.folder, chosen.only)
    taken += screenshots_receipts.pictures(chosen.folder, chosen.only)
    taken += screenshots_papers.pictures(chosen.folder, chosen.only)
    taken += first_run(chosen.folder, chosen.only)
    taken += first_run_with_a_shop(chosen.folder, chosen.only)
    for language in ("de", "ar"):
        taken += translated(chosen.folder, language, chosen.only)
    appearance.speak("en")
    for name in taken:
        _slim(chosen.folder / name)
    print(f"{len(taken)} pictures in {chosen.folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
