"""Carries out commands: moves the paper, burns dots, answers what is asked in turn."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PIL import Image

from pos_desktop.devices.fake.virtual_printer import codepages, pictures
from pos_desktop.devices.fake.virtual_printer.codes import Codes
from pos_desktop.devices.fake.virtual_printer.line import Line
from pos_desktop.devices.fake.virtual_printer.paper import LONGEST, DrawerPulse, Receipt, Roll
from pos_desktop.devices.fake.virtual_printer.protocol import TEXT, TOO_LARGE, UNKNOWN, Command
from pos_desktop.devices.fake.virtual_printer.style import (
    DEFAULT_LINE,
    FONTS,
    Layout,
    Style,
)

HEAD_TO_CUTTER = 120
"""Dots between print head and blade, 15 mm: what lies between is still inside when the blade falls."""
_MAKER, _MODEL, _FIRMWARE, _SERIAL = b"POS DESKTOP", b"VIRTUAL-80", b"1.00", b"VP00000001"


class Surroundings(Protocol):
    """What the press needs of the printer it sits in."""

    def answer(self, data: bytes) -> None:
        """Send bytes to whoever sent the command being carried out."""

    def problem(self, text: str) -> None:
        """Note something a real printer would have balked at."""

    def receipt_done(self, receipt: Receipt) -> None:
        """A piece of paper came off."""

    def pulse(self, pulse: DrawerPulse) -> None:
        """The drawer connector was pulsed."""

    def watch_changes(self, mask: int) -> None:
        """GS a: tell of changes of these kinds from now on."""

    def sensors(self) -> tuple[bytes, bytes]:
        """Paper and drawer sensors, as GS r answers."""


class Press:
    """The interpreter. One thread at a time; `roll` is read by others under the owner's lock."""

    def __init__(self, width: int, around: Surroundings) -> None:
        self.roll = Roll(width)
        self._around = around
        self._codes = Codes(self)
        self._handlers = self._table()
        self.power_up()

    def power_up(self) -> None:
        """As after switching on; the paper stays where it is."""
        self._listening = True
        self._graphics: Image.Image | None = None
        self.initialise()

    def initialise(self) -> None:
        """ESC @: clears the line buffer and puts every setting back; the paper stays where it is."""
        self._line = Line()
        self._style = Style()
        self._layout = Layout()
        self._codes.reset()
        self._page, self._international = 0, 0
        self._characters = codepages.characters(0, 0)

    def execute(self, command: Command) -> None:
        """Carry out one command; data no printer could use is noted, never raised."""
        if not self._listening and command.code != b"\x1b=":
            return
        if command.code == TEXT:
            self._text(command.args)
        elif command.code in (UNKNOWN, TOO_LARGE):
            what = "unknown byte" if command.code == UNKNOWN else "picture too large at byte"
            self._around.problem(f"{what} 0x{command.args[0]:02X} skipped")
        elif command.code in self._handlers:
            self._handlers[command.code](command.args)
        if self.roll.height > LONGEST:
            self._around.problem("five metres without a cut: torn off")
            self.tear_off()

    def problem(self, text: str) -> None:
        """Note something a real printer would have balked at."""
        self._around.problem(text)

    def tear_off(self) -> None:
        """A hand ends the receipt at the tear bar."""
        self._finish_line()
        if self.roll.height:
            self._around.receipt_done(self.roll.cut("torn"))

    def _table(self) -> dict[bytes, Callable[[bytes], None]]:
        return {
            b"\n": lambda args: self._end_line(self._layout.line),
            b"\t": self._tab,
            b"\x1b@": lambda args: self._reset(),
            b"\x1b=": self._select,
            **self._style_table(),
            **self._layout_table(),
            **self._feed_table(),
            **self._code_table(),
            **self._picture_table(),
            **self._question_table(),
        }

    def _reset(self) -> None:
        """ESC @ ends the automatic status back as well (GS a in the reference)."""
        self.initialise()
        self._around.watch_changes(0)

    def _select(self, args: bytes) -> None:
        """ESC =: bit 0 is the printer; data for a customer display on the same cable passes by."""
        self._listening = bool(args[0] & 1)

    # Characters ---------------------------------------------------------------------------------

    def _style_table(self) -> dict[bytes, Callable[[bytes], None]]:
        return {
            b"\x1b!": self._print_mode,
            b"\x1d!": self._size,
            b"\x1bE": lambda args: self._restyle(bold=bool(args[0] & 1)),
            b"\x1bG": lambda args: self._restyle(bold=bool(args[0] & 1)),
            b"\x1b-": self._underline,
            b"\x1dB": lambda args: self._restyle(inverted=bool(args[0] & 1)),
            b"\x1bV": lambda args: self._restyle(turned=args[0] in (1, 49)),
            b"\x1bM": self._font,
            b"\x1b ": lambda args: self._restyle(gap=args[0]),
            b"\x1bt": self._code_page,
            b"\x1bR": self._international_set,
        }

    def _restyle(self, **changes: object) -> None:
        self._style = replace(self._style, **changes)  # type: ignore[arg-type]  # the names are the fields'

    def _print_mode(self, args: bytes) -> None:
        mode = args[0]
        self._restyle(
            cell=FONTS[mode & 1],
            bold=bool(mode & 0x08),
            height=2 if mode & 0x10 else 1,
            width=2 if mode & 0x20 else 1,
            underline=1 if mode & 0x80 else 0,
        )

    def _size(self, args: bytes) -> None:
        width, height = args[0] >> 4, args[0] & 0x0F
        if width > 7 or height > 7:
            self._around.problem(f"GS ! 0x{args[0]:02X}: sizes go to eight")
            return
        self._restyle(width=width + 1, height=height + 1)

    def _underline(self, args: bytes) -> None:
        if args[0] % 48 > 2:
            self._around.problem(f"ESC - {args[0]}: underline is 0, 1 or 2")
            return
        self._restyle(underline=args[0] % 48)

    def _font(self, args: bytes) -> None:
        if args[0] not in FONTS:
            self._around.problem(f"ESC M {args[0]}: only fonts A and B")
            return
        self._restyle(cell=FONTS[args[0]])

    def _code_page(self, args: bytes) -> None:
        if not codepages.has_page(args[0]):
            self._around.problem(f"ESC t {args[0]}: no such code page")
            return
        if not codepages.can_draw(args[0]):
            self._around.problem(f"ESC t {args[0]}: its upper half is not drawn here")
        self._page = args[0]
        self._characters = codepages.characters(self._page, self._international)

    def _international_set(self, args: bytes) -> None:
        if not codepages.has_international(args[0]):
            self._around.problem(f"ESC R {args[0]}: no such character set")
            return
        self._international = args[0]
        self._characters = codepages.characters(self._page, self._international)

    def _text(self, data: bytes) -> None:
        for code in data:
            character = self._characters[code]
            if character == codepages.UNDRAWABLE:
                self._around.problem(f"no character 0x{code:02X} in code page {self._page}")
            if self._line.at + self._style.size[0] > self._area and self._line.at:
                self._end_line(self._layout.line)
            self._line.add_character(character, self._style)

    # Lines --------------------------------------------------------------------------------------

    def _layout_table(self) -> dict[bytes, Callable[[bytes], None]]:
        return {
            b"\x1ba": self._align,
            b"\x1b2": lambda args: self._set_spacing(DEFAULT_LINE),
            b"\x1b3": lambda args: self._set_spacing(args[0]),
            b"\x1b+": lambda args: self._set_spacing(args[0]),
            b"\x1bA": lambda args: self._set_spacing(args[0] * 203 // 60),
            b"\x1bD": self._set_tabs,
            b"\x1b$": lambda args: self._move_to(_number(args)),
            b"\x1b\\": lambda args: self._move_to(
                self._line.at + int.from_bytes(args, "little", signed=True)
            ),
            b"\x1b{": self._upside_down,
            b"\x1dL": self._left_margin,
            b"\x1dW": self._print_width,
        }

    def _at_line_start(self, command: str) -> bool:
        """Layout commands count at the beginning of a line only, as on the real thing."""
        if not self._line.empty:
            self._around.problem(f"{command} in the middle of a line is ignored")
        return self._line.empty

    def _align(self, args: bytes) -> None:
        if args[0] % 48 > 2:
            self._around.problem(f"ESC a {args[0]}: left, centre or right")
            return
        if self._at_line_start("ESC a"):
            self._layout.align = args[0] % 48

    def _set_spacing(self, dots: int) -> None:
        self._layout.line = dots

    def _set_tabs(self, args: bytes) -> None:
        columns = args[:-1] if args.endswith(b"\0") else args
        rising = [column for place, column in enumerate(columns) if place == 0 or column > columns[place - 1]]
        self._layout.tabs = tuple(column * self._style.advance for column in rising)

    def _tab(self, args: bytes) -> None:
        stop = next((stop for stop in self._layout.tabs if stop > self._line.at), None)
        if stop is not None and stop < self._area:
            self._line.at = stop

    def _move_to(self, dots: int) -> None:
        if 0 <= dots <= self._area:
            self._line.at = dots
        else:
            self._around.problem(f"position {dots} is outside the print area")

    def _upside_down(self, args: bytes) -> None:
        if self._at_line_start("ESC {"):
            self._layout.upside_down = bool(args[0] & 1)

    def _left_margin(self, args: bytes) -> None:
        if self._at_line_start("GS L"):
            self._layout.left = min(_number(args), self.roll.width - 1)

    def _print_width(self, args: bytes) -> None:
        if self._at_line_start("GS W"):
            self._layout.area = max(1, _number(args))

    @property
    def _area(self) -> int:
        """Width of the print area in dots."""
        room = self.roll.width - self._layout.left
        return room if self._layout.area is None else min(self._layout.area, room)

    def _end_line(self, feed: int) -> None:
        """Print the line buffer and feed."""
        line, self._line = self._line, Line()
        ink = line.draw()
        if ink is None:
            self.roll.feed(feed)
            self.roll.add_line("")
            return
        text = line.text(self.indent(ink.width))
        if self._layout.upside_down:
            ink = ink.rotate(180)
        self.burn(ink, feed)
        self.roll.add_line(text)

    def _finish_line(self) -> None:
        if not self._line.empty:
            self._end_line(self._layout.line)

    def indent(self, width: int) -> int:
        """Dots from the roll's left edge for something `width` dots wide."""
        spare = max(0, self._area - width)
        return self._layout.left + (0, spare // 2, spare)[self._layout.align]

    def burn(self, ink: Image.Image, feed: int = 0) -> None:
        """Print a mask at the alignment in force, then feed; what is too wide is cut off."""
        strip = Image.new("1", (self.roll.width, ink.height), 0)
        visible = ink.crop((0, 0, min(ink.width, self._area), ink.height))
        strip.paste(visible, (self.indent(visible.width), 0))
        self.roll.print_strip(strip, feed)

    # Feeds, cut, drawer -------------------------------------------------------------------------

    def _feed_table(self) -> dict[bytes, Callable[[bytes], None]]:
        return {
            b"\x1bd": self._feed_lines,
            b"\x1bJ": lambda args: self._feed_dots(args[0]),
            b"\x1be": lambda args: self._around.problem("ESC e: this printer does not feed backwards"),
            b"\x1bK": lambda args: self._around.problem("ESC K: this printer does not feed backwards"),
            b"\x1bL": lambda args: self._around.problem("ESC L: page mode is not drawn"),
            b"\x1dV": self._cut,
            b"\x1d\x0c": lambda args: self._next_label(),
            b"\x1bi": lambda args: self._cut(b"\x01"),
            b"\x1bm": lambda args: self._cut(b"\x01"),
            b"\x1bp": self._drawer,
        }

    def _feed_lines(self, args: bytes) -> None:
        lines = args[0]
        if not self._line.empty:
            self._end_line(self._layout.line if lines else 0)
            lines -= 1
        for _ in range(lines):
            self._end_line(self._layout.line)

    def _feed_dots(self, dots: int) -> None:
        if self._line.empty:
            self.roll.feed(dots)
        else:
            self._end_line(dots)

    def _cut(self, args: bytes) -> None:
        if not self._line.empty:
            self._around.problem("cut in the middle of a line: the line is printed first")
            self._finish_line()
        how = "full" if args[0] in (0, 48, 65, 97, 103) else "partial"
        if len(args) > 1:
            self.roll.feed(HEAD_TO_CUTTER + args[1])
        elif self.roll.height > 0 and self.roll.blank_below < HEAD_TO_CUTTER:
            missing = HEAD_TO_CUTTER - self.roll.blank_below
            self._around.problem(f"cut through the print: feed {missing} dots more before GS V {args[0]}")
        if self.roll.height:
            self._around.receipt_done(self.roll.cut(how))

    def _next_label(self) -> None:
        """GS FF: the label that was printed is fed out and torn off."""
        if not self._line.empty:
            self._finish_line()
        if self.roll.height:
            self._around.receipt_done(self.roll.cut("torn"))

    def _drawer(self, args: bytes) -> None:
        pin = {0: 2, 48: 2, 1: 5, 49: 5}.get(args[0])
        if pin is None:
            self._around.problem(f"ESC p {args[0]}: pin is 0 or 1")
            return
        self.kick(DrawerPulse(pin=pin, on_ms=args[1] * 2, off_ms=args[2] * 2))

    def kick(self, pulse: DrawerPulse) -> None:
        """Pulse the drawer connector and note it with this receipt."""
        self.roll.add_pulse(pulse)
        self._around.pulse(pulse)

    # Codes and functions --------------------------------------------------------------------------

    def _code_table(self) -> dict[bytes, Callable[[bytes], None]]:
        return {
            b"\x1dh": self._codes.set_bar_height,
            b"\x1dw": self._codes.set_bar_width,
            b"\x1dH": self._codes.set_bar_text,
            b"\x1df": self._codes.set_bar_font,
            b"\x1dk": self._codes.print_bars,
            b"\x1d(": self._function,
        }

    def _function(self, args: bytes) -> None:
        """GS ( x pL pH ...: QR codes, graphics, and answers that name the job."""
        kind, body = chr(args[0]), args[3:]
        if kind == "k" and len(body) >= 2:
            self._codes.two_dimensional(body[0], body[1], body[2:])
        elif kind == "L":
            self._graphic(body)
        elif kind == "H" and len(body) >= 6 and body[:2] == b"00":
            self._around.answer(b"\x37\x22" + body[2:6] + b"\0")

    def fits(self, what: str, width: int) -> bool:
        """Codes begin on a line of their own and are printed whole or not at all."""
        if not self._line.empty:
            self._around.problem(f"{what} in the middle of a line: the line is printed first")
            self._finish_line()
        if width > self._area:
            self._around.problem(f"{what} is {width} dots wide, the paper {self._area}: not printed")
        return width <= self._area

    # Pictures -----------------------------------------------------------------------------------

    def _picture_table(self) -> dict[bytes, Callable[[bytes], None]]:
        return {
            b"\x1b*": self._column_picture,
            b"\x1dv": self._raster_picture,
            b"\x1d8": self._large_function,
            b"\x1cp": lambda args: self._around.problem(f"FS p {args[0]}: no stored picture"),
            b"\x1d/": lambda args: self._around.problem("GS /: no downloaded picture"),
        }

    def _column_picture(self, args: bytes) -> None:
        ink = pictures.columns(args[3:], args[0])
        if ink is None:
            return
        room = self._area - self._line.at
        if ink.width > room:
            self._around.problem(f"ESC *: {ink.width} dots where {room} are left")
            ink = ink.crop((0, 0, max(1, room), ink.height))
        self._line.add_picture(ink)
        self.roll.add_picture()

    def _raster_picture(self, args: bytes) -> None:
        scale = (2 if args[1] & 1 else 1, 2 if args[1] & 2 else 1)
        self._print_picture(pictures.raster(args[6:], 8 * _number(args[2:4]), _number(args[4:6]), scale))

    def _print_picture(self, ink: Image.Image | None) -> None:
        if ink is None:
            self._around.problem("empty picture")
            return
        if not self._line.empty:
            self._around.problem("picture in the middle of a line: the line is printed first")
            self._finish_line()
        if ink.width - 7 > self._area:
            self._around.problem(f"picture is {ink.width} dots wide, the paper {self._area}: cropped")
        self.burn(ink)
        self.roll.add_picture()

    def _large_function(self, args: bytes) -> None:
        if args[:1] == b"L":
            self._graphic(args[5:])

    def _graphic(self, body: bytes) -> None:
        """GS ( L and GS 8 L: function 112 stores a raster, 50 prints it; stored pictures are not kept."""
        function = body[1] if len(body) > 1 else 0
        if function == 112 and len(body) >= 10:
            scale = (2 if body[3] == 2 else 1, 2 if body[4] == 2 else 1)
            self._graphics = pictures.raster(body[10:], _number(body[6:8]), _number(body[8:10]), scale)
        elif function in (2, 50):
            self._print_picture(self._graphics)
            self._graphics = None
        elif function in (69, 85):
            self._around.problem(f"GS ( L {function}: no stored picture")

    # Questions answered in turn -----------------------------------------------------------------

    def _question_table(self) -> dict[bytes, Callable[[bytes], None]]:
        return {
            b"\x1da": lambda args: self._around.watch_changes(args[0]),
            b"\x1dr": self._sensor,
            b"\x1bv": lambda args: self._around.answer(self._around.sensors()[0]),
            b"\x1bu": lambda args: self._around.answer(self._around.sensors()[1]),
            b"\x1dI": self._identity,
        }

    def _sensor(self, args: bytes) -> None:
        paper, drawer = self._around.sensors()
        answers = {1: paper, 49: paper, 2: drawer, 50: drawer}
        if args[0] in answers:
            self._around.answer(answers[args[0]])
        else:
            self._around.problem(f"GS r {args[0]}: no such sensor")

    def _identity(self, args: bytes) -> None:
        """GS I: single bytes for the model, its features and its version, texts as `_` text NUL."""
        kind = args[0]
        numbers = {1: 0x20, 2: 0x02, 3: 0x01}
        texts = {65: _FIRMWARE, 66: _MAKER, 67: _MODEL, 68: _SERIAL}
        if kind % 48 in numbers:
            self._around.answer(bytes([numbers[kind % 48]]))
        elif kind in texts:
            self._around.answer(b"_" + texts[kind] + b"\0")
        else:
            self._around.problem(f"GS I {kind}: no such information")


def _number(two_bytes: bytes) -> int:
    return int.from_bytes(two_bytes[:2], "little")
