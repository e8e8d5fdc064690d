"""python-escpos, the library shops' software really uses, prints to the virtual printer over a socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from pos_desktop.devices.fake.virtual_printer import Code, VirtualPrinter

if TYPE_CHECKING:
    from escpos.printer import Network

PROFILE = "TM-T20II"


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as running:
        yield running


@pytest.fixture
def till(printer: VirtualPrinter) -> Iterator[Network]:
    from escpos.printer import Network  # reads half a second's worth of printers' profiles, in every worker

    network = Network(printer.host, printer.port, timeout=60, profile=PROFILE)
    network.open()
    yield network
    network.close()


def test_a_receipt(printer: VirtualPrinter, till: Network) -> None:
    till.hw("INIT")
    till.set(align="center", bold=True, double_width=True, double_height=True)
    till.textln("Corner Shop")
    till.set(align="left", bold=False, normal_textsize=True)
    till.textln("Käsekuchen, groß" + " " * 27 + "4,50")
    till.set(bold=True, underline=1)
    till.textln("Summe")
    till.cashdraw(2)
    till.cut()
    (receipt,) = printer.wait_for_receipts(1)
    assert receipt.lines == [" " * 13 + "Corner Shop", "Käsekuchen, groß" + " " * 27 + "4,50", "Summe"]
    assert [(pulse.pin, pulse.on_ms) for pulse in receipt.drawer_pulses] == [(2, 100)]
    assert printer.problems == []


@pytest.mark.parametrize(
    "text",
    [
        "Grüße, Śląsk, žluťoučký",
        "Œuvre — 5 €",
        "Привет, Київ",
        "Καλημέρα",
        "İstanbul",
        "שלום",
        "Ærøskøbing",
        "½ kg",
    ],
)
def test_languages_through_the_librarys_own_choice_of_code_pages(
    printer: VirtualPrinter, till: Network, text: str
) -> None:
    till.textln(text)
    till.cut()
    assert printer.wait_for_receipts(1)[0].text == text
    assert printer.problems == []


def test_status(printer: VirtualPrinter, till: Network) -> None:
    assert (till.is_online(), till.paper_status()) == (True, 2)
    printer.paper_low()
    assert (till.is_online(), till.paper_status()) == (True, 1)
    printer.paper_out()
    assert (till.is_online(), till.paper_status()) == (False, 0)
    printer.paper_ok()
    printer.cover_open()
    assert (till.is_online(), till.paper_status()) == (False, 2)


@pytest.mark.parametrize("implementation", ["bitImageRaster", "graphics", "bitImageColumn"])
def test_pictures_arrive_dot_by_dot(printer: VirtualPrinter, till: Network, implementation: str) -> None:
    picture = Image.radial_gradient("L").resize((192, 96)).convert("1")
    till.image(picture, impl=implementation)
    till.cut()
    (receipt,) = printer.wait_for_receipts(1)
    printed = receipt.bitmap.crop((0, 0, 192, 96))
    assert ImageChops.logical_xor(printed, picture).getbbox() is None
    assert receipt.pictures >= 1


def test_qr_code_drawn_by_the_printer(printer: VirtualPrinter, till: Network) -> None:
    till.qr("https://example.org/r/42", native=True, size=6)
    till.cut()
    assert printer.wait_for_receipts(1)[0].codes == (Code("QR", "https://example.org/r/42"),)


@pytest.mark.parametrize(
    ("symbology", "data", "form", "read"),
    [
        ("EAN13", "4006381333931", "A", "4006381333931"),
        ("EAN8", "96385074", "B", "96385074"),
        ("UPC-A", "036000291452", "A", "036000291452"),
        ("UPC-E", "04252614", "B", "04252614"),
        ("CODE39", "POS-42", "A", "*POS-42*"),
        ("ITF", "123456", "B", "123456"),
        ("CODABAR", "A12345B", "A", "A12345B"),
        ("CODE93", "TEST93", "B", "TEST93"),
        ("CODE128", "{BPOS-0042", "B", "POS-0042"),
    ],
)
def test_bars(
    printer: VirtualPrinter, till: Network, symbology: str, data: str, form: str, read: str
) -> None:
    till.barcode(data, symbology, 64, 2, function_type=form, force_software=False)
    till.cut()
    (receipt,) = printer.wait_for_receipts(1)
    assert [(code.symbology, code.data) for code in receipt.codes] == [(symbology, read)]
    assert receipt.text.strip() == read
    assert printer.problems == []


@pytest.mark.parametrize(("mode", "kind"), [("FULL", "full"), ("PART", "partial")])
def test_cuts(printer: VirtualPrinter, till: Network, mode: str, kind: str) -> None:
    till.textln("x")
    till.cut(mode)
    till.textln("y")
    till.cut(feed=False)
    assert [receipt.cut for receipt in printer.wait_for_receipts(2)] == [kind, "partial"]
    assert printer.problems == []


def test_everything_else_the_library_can_say_is_understood(printer: VirtualPrinter, till: Network) -> None:
    till.set_with_default(
        align="right", font="b", underline=2, density=3, invert=True, smooth=True, flip=True
    )
    till.textln("x")
    till.set_with_default()
    till.set(custom_size=True, width=3, height=2)
    till.textln("big")
    for divisor in (60, 180, 360):
        till.line_spacing(40, divisor=divisor)
    till.line_spacing()
    till.control("HT", count=5, tab_size=8)
    till.text("a\tb\n")
    till.panel_buttons(False)
    till.buzzer(2, 4)
    till.linedisplay("Welcome")
    till.hw("SELECT")
    till.cashdraw(5)
    till.print_and_feed(2)
    till.cut()
    (receipt,) = printer.wait_for_receipts(1)
    assert "big" in receipt.text and "Welcome" not in receipt.text
    assert [pulse.pin for pulse in receipt.drawer_pulses] == [5]
    assert printer.problems == []
