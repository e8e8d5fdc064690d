"""A long receipt with a logo and codes: from the order to the bytes that the printer gets."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from PIL import Image, ImageDraw

from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.timing import Pairs
from pos_desktop.application.formats import Formats
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.printing import DrawerPulse
from pos_desktop.application.receipt_built_in import built_in
from pos_desktop.application.receipt_parts import Extras
from pos_desktop.application.receipts import receipt
from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.devices.printers.escpos_encoder import encode
from pos_desktop.devices.printers.profiles import profile_named
from pos_desktop.domain.money import currency
from pos_desktop.domain.tax import TaxRate
from pos_desktop.ui.viewmodels.receipt_preview import sample_order

NAME = "receipt_render"
TARGET = Target(below=20)
LINES = 50
TIMES = 200
_LOGO = 384, 160
_AT = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def measure(run: Run) -> list[Figure]:
    """The 99th percentile of making the document and encoding it.

    The floor is the same number of bytes encoded from one plain text by Python's own codec.
    """
    make = _maker()
    size = len(make())
    text = "x" * size
    pairs = Pairs()
    for _ in range(TIMES):
        pairs.ours.of(make)
        pairs.floor.of(lambda: text.encode("cp858"))
    run.progress.step(f"{size} bytes; {pairs.words()}")
    return [Figure(NAME, pairs.ours.p99, "ms", pairs.floor.p99, TARGET)]


def _maker() -> Callable[[], bytes]:
    store = StoreSettings(name="Linden Street Store", address=("12 Linden Street", "00000 Sampletown"))
    formats = Formats("de-DE", currency("EUR"), UTC, "en")
    order, extras = _long_order(store, formats), Extras(_logo())
    template, profile, pulse = built_in("receipt"), profile_named("epson", 48), DrawerPulse()

    def make() -> bytes:
        document = receipt(order, store, formats, template=template, extras=extras)
        return b"".join(part.data for part in encode(document, profile, pulse))

    return make


def _long_order(store: StoreSettings, formats: Formats) -> OrderView:
    order = sample_order(store, formats, _AT, "Cashier 1", (TaxRate("VAT", Decimal(19)),))
    return replace(order, lines=tuple(order.lines[n % len(order.lines)] for n in range(LINES)))


def _logo() -> bytes:
    image = Image.new("1", _LOGO, 1)
    ImageDraw.Draw(image).ellipse((20, 10, _LOGO[0] - 20, _LOGO[1] - 10), outline=0, width=9)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
