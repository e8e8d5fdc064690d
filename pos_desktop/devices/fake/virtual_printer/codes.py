"""Bar and QR codes: their settings, and printing them."""

from collections.abc import Callable
from typing import Protocol

import segno
from PIL import Image

from pos_desktop.devices.fake.virtual_printer import bars, pictures
from pos_desktop.devices.fake.virtual_printer.line import cell_ink
from pos_desktop.devices.fake.virtual_printer.paper import Code, Roll
from pos_desktop.devices.fake.virtual_printer.style import FONTS, BarSettings, QrSettings, Style


class Platen(Protocol):
    """What codes need of the press."""

    roll: Roll

    def problem(self, text: str) -> None: ...
    def fits(self, what: str, width: int) -> bool: ...
    def burn(self, ink: Image.Image) -> None: ...
    def indent(self, width: int) -> int: ...


class Codes:
    """One set of settings for bars, one for QR codes."""

    def __init__(self, press: Platen) -> None:
        self._press = press
        self.reset()

    def reset(self) -> None:
        """ESC @: the settings after switching on."""
        self._bars = BarSettings()
        self._qr = QrSettings()

    def set_bar_height(self, args: bytes) -> None:
        """GS h."""
        self._bars.height = max(1, args[0])

    def set_bar_width(self, args: bytes) -> None:
        """GS w."""
        if not 1 <= args[0] <= 6:
            self._press.problem(f"GS w {args[0]}: 2 to 6")
            return
        self._bars.module = args[0]

    def set_bar_text(self, args: bytes) -> None:
        """GS H: 0 none, 1 above, 2 below, 3 both."""
        self._bars.hri = args[0] % 48 if args[0] % 48 <= 3 else self._bars.hri

    def set_bar_font(self, args: bytes) -> None:
        """GS f."""
        self._bars.font = FONTS.get(args[0], self._bars.font)

    def print_bars(self, args: bytes) -> None:
        """GS k, both forms."""
        symbology = bars.SYMBOLOGIES[args[0]]
        data = args[2:] if args[0] >= 65 else args[1:].removesuffix(b"\0")
        try:
            pattern = bars.encode(symbology, data, self._bars.module)
        except ValueError as refused:
            self._press.problem(f"{symbology} refused: {refused}")
            return
        if self._press.fits(symbology, pattern.width):
            self._draw_bars(symbology, pattern)

    def _draw_bars(self, symbology: str, pattern: bars.Pattern) -> None:
        if self._bars.hri & 1:
            self._bar_caption(pattern)
        self._press.burn(pictures.from_runs(pattern.runs, self._bars.height))
        self._press.roll.add_code(Code(symbology, pattern.hri))
        if self._bars.hri & 2:
            self._bar_caption(pattern)

    def _bar_caption(self, pattern: bars.Pattern) -> None:
        """The text for people, in the middle of the bars."""
        cell_width, cell_height = self._bars.font
        width = cell_width * len(pattern.hri)
        ink = Image.new("1", (max(width, pattern.width), cell_height), 0)
        left = (ink.width - width) // 2
        for place, character in enumerate(pattern.hri):
            ink.paste(cell_ink(character, Style(cell=self._bars.font)), (left + place * cell_width, 0))
        self._press.roll.add_line(" " * ((self._press.indent(ink.width) + left) // 12) + pattern.hri)
        self._press.burn(ink)

    def two_dimensional(self, code_type: int, function: int, data: bytes) -> None:
        """GS ( k: code type 49 is QR."""
        if code_type != 49:
            if function == 81:
                self._press.problem(f"GS ( k type {code_type} is not drawn here")
            return
        settings: dict[int, Callable[[bytes], None]] = {
            65: self._qr_model,
            67: self._qr_size,
            69: self._qr_error,
            80: self._qr_store,
            81: self._qr_print,
        }
        if function in settings and data:
            settings[function](data)

    def _qr_model(self, data: bytes) -> None:
        self._qr.model = {49: 1, 50: 2, 51: 3}.get(data[0], self._qr.model)

    def _qr_size(self, data: bytes) -> None:
        if 1 <= data[0] <= 16:
            self._qr.module = data[0]

    def _qr_error(self, data: bytes) -> None:
        self._qr.error = {48: "l", 49: "m", 50: "q", 51: "h"}.get(data[0], self._qr.error)

    def _qr_store(self, data: bytes) -> None:
        self._qr.data = data[1:]

    def _qr_print(self, data: bytes) -> None:
        if not self._qr.data:
            self._press.problem("QR code printed without data")
            return
        if self._qr.model == 1:
            self._press.problem("QR model 1 is drawn as model 2")
        try:
            code = segno.make(
                self._qr.data, error=self._qr.error, micro=self._qr.model == 3, boost_error=False
            )
        except ValueError as refused:
            self._press.problem(f"QR code refused: {refused}")
            return
        ink = pictures.from_modules([list(row) for row in code.matrix], self._qr.module)
        if self._press.fits("QR code", ink.width):
            self._press.burn(ink)
            self._press.roll.add_code(Code("QR", self._qr.data.decode("utf-8", "replace")))
