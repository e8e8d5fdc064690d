"""Renders every screen and panel in its main states, light and dark, at 1366×768: docs/screenshots.

python -m tests.screenshots docs/screenshots [--only NAME] [--part PART]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image

from pos_desktop.application.errors import FixSetting
from pos_desktop.application.scanning import PriceAsked
from pos_desktop.domain.discount import percent
from pos_desktop.payments.fake import VirtualTerminal
from tests import (
    screenshots_back,
    screenshots_counter,
    screenshots_papers,
    screenshots_receipts,
    screenshots_sync,
    screenshots_wizard,
)
from tests.payment_pictures import payments
from tests.photographer import Photographer, demo_shop, photographed
from tests.screenshots_products import products_from_a_file
from tests.screenshots_setup import setting_up


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
    p.take("unknown-code")
    _new_product(p)
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
    p.window.toast(
        "Oat drink removed", "3 × 1,89", kind="neutral", icon="trash-fill", action="Undo", then=lambda: None
    )
    p.take("toast")
    _paying(p)


def _new_product(p: Photographer) -> None:
    """The unknown code becomes a product: as it begins, filled in, and with what is wrong."""
    p.sight.window_.panels.top.new.click()
    p.take("new-product")
    form = p.window.panels.top
    form.primary.click()
    p.take("new-product-empty")
    form.name.edit.setText("Strawberry and rhubarb jam of the farm at the lake, 450 g glass with lid")
    form.entry.set_value(489)
    p.over("new-product-named")
    p.window.close_overlay()
    p.hand.settle(0.2)


def _special_products(p: Photographer) -> None:
    services = p.services
    tiles, _ = services.catalogue.tiles(None, 0, 400)
    several = next(tile for tile in tiles if tile.variants > 1)
    p.sight.shelf._tiles[str(several.product_id)] = several
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
    products_from_a_file(p)
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
    for page in [kind.key for kind in PAGES if kind.key != "devices"]:  # see screenshots_devices
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


def translated(folder: Path, language: str, only: str) -> list[str]:
    """The sale and the payment in another language."""
    with demo_shop(language) as made, photographed(*made, folder, only) as p:
        p.take(f"login-{language}")
        p.sign_in(0)
        p.services.shifts.open(15000)
        p.window.go("sale")
        p.fill()
        p.take(f"sale-{language}")
        p.window.go("pay")
        p.take(f"pay-{language}")
        p.sight._nth(2)
        p.sight.take()
        p.hand.settle(0.4)
        p.take(f"change-{language}")
    return p.taken


def _a_day(folder: Path, only: str) -> list[str]:
    """Selling, every way of paying, and the evening."""
    with demo_shop() as made, photographed(*made, folder, only) as photographer:
        for step in (selling, payments, managing):
            step(photographer)
    return photographer.taken


_STRIP = 4
"""Height of the strip that gives a colour of the theme its weight."""


def _theme_colors() -> set[tuple[int, int, int]]:
    """Every colour of the theme, light and dark."""
    from PySide6.QtGui import QColor

    from pos_desktop.ui.theme.tokens import tokens

    named = (entry[mode] for entry in tokens()["color"].values() for mode in ("light", "dark"))
    return {QColor(color).toTuple()[:3] for color in named}


def _slim(picture: Path) -> None:
    """A page of flat colours needs no more than 256 of them. Those of the theme are among them, however little of the
    page they cover: strips of them lie under it while the others are chosen."""
    with Image.open(picture) as taken:
        page = taken.convert("RGB")
    tones = sorted(_theme_colors() & {color for _, color in page.getcolors(page.width * page.height)})
    weighed = Image.new("RGB", (page.width, page.height + _STRIP * len(tones)))
    weighed.paste(page)
    for number, tone in enumerate(tones):
        top = page.height + number * _STRIP
        weighed.paste(tone, (0, top, page.width, top + _STRIP))
    small = weighed.quantize(256, dither=Image.Dither.NONE).crop((0, 0, page.width, page.height))
    small.save(picture, optimize=True)


# The longest first: each is a program of its own, as many at a time as there are processors.
PARTS: dict[str, Callable[[Path, str], list[str]]] = {
    "counter": screenshots_counter.pictures,
    "shop": _a_day,
    "receipts": screenshots_receipts.pictures,
    "back": screenshots_back.pictures,
    "sync": screenshots_sync.pictures,
    "de": lambda folder, only: translated(folder, "de", only),
    "ar": lambda folder, only: translated(folder, "ar", only),
    "wizard": screenshots_wizard.pictures,
    "papers": screenshots_papers.pictures,
}


def _take(part: str, folder: Path, only: str) -> None:
    """The pictures of one part."""
    from pos_desktop.ui.application import create

    create(["screenshots"])
    for name in PARTS[part](folder, only):
        _slim(folder / name)


def _take_apart(part: str, folder: Path, only: str) -> str:
    """As `_take`, in a process of its own: no language, theme or window of one part is there in the next."""
    command = [sys.executable, "-m", "tests.screenshots", str(folder), "--part", part, "--only", only]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    return f"{part}: {ended.stderr}" if ended.returncode else ""


def _all(folder: Path, only: str) -> int:
    """Every part; what was there before is replaced when all have ended well."""
    with tempfile.TemporaryDirectory(prefix="pos-desktop-pictures-", dir=folder.parent) as place:
        new = Path(place)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            troubles = [
                words for words in pool.map(lambda part: _take_apart(part, new, only), PARTS) if words
            ]
        if troubles:
            print("\n".join(troubles), file=sys.stderr)
            return 1
        if not only:
            for old in folder.glob("*.png"):
                old.unlink()
        taken = sorted(new.glob("*.png"))
        for picture in taken:
            picture.replace(folder / picture.name)
    print(f"{len(taken)} pictures in {folder}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Takes all pictures, or those of a part."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="those whose name has this in it")
    parser.add_argument("--part", choices=list(PARTS))
    chosen = parser.parse_args(arguments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    if chosen.part is None:
        return _all(chosen.folder, chosen.only)
    _take(chosen.part, chosen.folder, chosen.only)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
