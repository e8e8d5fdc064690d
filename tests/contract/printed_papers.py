"""Papers that the suites of printers print."""

import time
from collections.abc import Callable

from pos_desktop.application.documents import Cell, Columns, Cut, Document, QrCode, TextLine

RECEIPT = Document(
    "Receipt 1-000213",
    (
        TextLine("Corner Shop", "center", bold=True, size=2),
        Columns((Cell("2", 4), Cell("Croissant"), Cell("3.00", 9, "end"))),
        Columns((Cell("Total"), Cell("3.00", 9, "end")), bold=True),
        QrCode("https://example.com/r/1-000213"),
        Cut(),
    ),
)


def soon(happens: Callable[[], bool], seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def noise_png() -> bytes:
    import io
    import random

    from PIL import Image

    image = Image.frombytes("L", (300, 200), random.Random(7).randbytes(60_000))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
