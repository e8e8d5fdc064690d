"""A virtual printer's mechanism on the desk: no sockets, everything it does is noted."""

from PIL import Image

from pos_desktop.devices.fake.virtual_printer.paper import DrawerPulse, Receipt
from pos_desktop.devices.fake.virtual_printer.press import Press
from pos_desktop.devices.fake.virtual_printer.protocol import Framer


class Desk:
    """Surroundings of a press that remember."""

    def __init__(self, width: int = 576) -> None:
        self.answers: list[bytes] = []
        self.problems: list[str] = []
        self.receipts: list[Receipt] = []
        self.pulses: list[DrawerPulse] = []
        self.watched = 0
        self.framer = Framer()
        self.press = Press(width, self)

    def answer(self, data: bytes) -> None:
        self.answers.append(data)

    def problem(self, text: str) -> None:
        self.problems.append(text)

    def receipt_done(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)

    def pulse(self, pulse: DrawerPulse) -> None:
        self.pulses.append(pulse)

    def watch_changes(self, mask: int) -> None:
        self.watched = mask

    def sensors(self) -> tuple[bytes, bytes]:
        return b"\x03", b"\x01"

    def send(self, data: bytes) -> "Desk":
        """Have the press carry out what `data` says."""
        for command in self.framer.feed(data):
            self.press.execute(command)
        return self

    def receipt(self, data: bytes) -> Receipt:
        """Print, feed to the blade, cut."""
        self.send(data + b"\x1dVA\x00")
        return self.receipts[-1]

    def paper(self, data: bytes) -> Image.Image:
        """The uncut print after `data`, mode "1", 0 is ink."""
        self.send(data)
        return self.press.roll.bitmap()


def ink_box(bitmap: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is printed; raises AssertionError on blank paper."""
    box = bitmap.convert("L").point(lambda dot: 255 - dot).getbbox()
    assert box is not None, "nothing printed"
    return box


def ink_share(bitmap: Image.Image, box: tuple[int, int, int, int]) -> float:
    """How much of a box is ink, 0 to 1."""
    part = bitmap.crop(box).convert("L")
    return part.histogram()[0] / (part.width * part.height)


def runs(bitmap: Image.Image, row: int) -> list[int]:
    """Widths of bars and spaces across one row, from the first bar to the last."""
    dots = [bitmap.getpixel((x, row)) == 0 for x in range(bitmap.width)]
    first, last = dots.index(True), len(dots) - dots[::-1].index(True)
    found = [1]
    for before, dot in zip(dots[first : last - 1], dots[first + 1 : last], strict=True):
        if dot == before:
            found[-1] += 1
        else:
            found.append(1)
    return found
