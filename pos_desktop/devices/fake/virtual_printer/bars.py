"""Bar codes as alternating bars and spaces, in dots.

Sources: ISO/IEC 15420 (EAN, UPC), 16388 (Code 39), 16390 (ITF), 15417 (Code 128), AIM BC3 (Codabar),
AIM BC5 (Code 93). Written apart from the library the product prints with, so that each checks the other.
"""

from dataclasses import dataclass

_THICK = {1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 16}
"""Thick elements of two-width codes by GS w, in dots (Epson TM, 203 dpi)."""


@dataclass(frozen=True)
class Pattern:
    """Dots of bar, space, bar ... beginning and ending with a bar, and the text people read."""

    runs: tuple[int, ...]
    hri: str

    @property
    def width(self) -> int:
        """Whole width in dots, without quiet zones."""
        return sum(self.runs)


def encode(symbology: str, data: bytes, module: int) -> Pattern:
    """Bars for `data` with the narrowest element `module` dots wide.

    Raises ValueError, in words, where a real printer would refuse the data.
    """
    if symbology not in _ENCODERS:
        raise ValueError(f"{symbology} is not drawn here")
    try:
        elements, hri = _ENCODERS[symbology](data)
    except UnicodeDecodeError:
        raise ValueError(f"{symbology} takes ASCII only") from None
    if isinstance(elements, str):
        return Pattern(tuple(_runs(elements, module)), hri)
    thick = _THICK.get(module, module * 5 // 2)
    return Pattern(tuple(thick if wide else module for wide in elements), hri)


def _table(codes: str) -> list[str]:
    """Patterns written one after the other."""
    return codes.split()


def _runs(modules: str, module: int) -> list[int]:
    """'1101' to bar and space widths."""
    runs: list[int] = []
    last = ""
    for dot in modules:
        if dot == last:
            runs[-1] += module
        else:
            runs.append(module)
        last = dot
    return runs


def _from_widths(widths: str) -> str:
    """'211' to '1101': element widths, bar first, to modules."""
    return "".join(("1" if place % 2 == 0 else "0") * int(width) for place, width in enumerate(widths))


# EAN and UPC -------------------------------------------------------------------------------------

_LEFT_ODD = _table("0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011")
_RIGHT = ["".join("10"[int(dot)] for dot in code) for code in _LEFT_ODD]
_LEFT_EVEN = [code[::-1] for code in _RIGHT]
_EAN13_PARITY = _table("OOOOOO OOEOEE OOEEOE OOEEEO OEOOEE OEEOOE OEEEOO OEOEOE OEOEEO OEEOEO")
_UPCE_PARITY = _table("EEEOOO EEOEOO EEOOEO EEOOOE EOEEOO EOOEEO EOOOEE EOEOEO EOEOOE EOOEOE")


def check_digit(digits: str) -> str:
    """The GTIN check digit of `digits` without it."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _digits(data: bytes, *lengths: int) -> str:
    text = data.decode("ascii")
    if not text.isdigit() or len(text) not in lengths:
        wanted = " or ".join(str(length) for length in lengths)
        raise ValueError(f"{wanted} digits wanted, got {text!r}")
    return text


def _with_check(data: bytes, length: int) -> str:
    digits = _digits(data, length - 1, length)[: length - 1]
    return digits + check_digit(digits)


def _left(digits: str, parity: str) -> str:
    tables = {"O": _LEFT_ODD, "E": _LEFT_EVEN}
    return "".join(tables[side][int(digit)] for digit, side in zip(digits, parity, strict=True))


def _right(digits: str) -> str:
    return "".join(_RIGHT[int(digit)] for digit in digits)


def _ean13(data: bytes) -> tuple[str, str]:
    code = _with_check(data, 13)
    parity = _EAN13_PARITY[int(code[0])]
    return "101" + _left(code[1:7], parity) + "01010" + _right(code[7:]) + "101", code


def _ean8(data: bytes) -> tuple[str, str]:
    code = _with_check(data, 8)
    return "101" + _left(code[:4], "OOOO") + "01010" + _right(code[4:]) + "101", code


def _upca(data: bytes) -> tuple[str, str]:
    code = _with_check(data, 12)
    return "101" + _left(code[:6], "OOOOOO") + "01010" + _right(code[6:]) + "101", code


def _upce(data: bytes) -> tuple[str, str]:
    digits = _digits(data, 6, 7, 8, 11, 12)
    six = digits if len(digits) == 6 else digits[1:7]
    short = _shortened(digits) if len(digits) > 8 else six
    if len(digits) > 6 and digits[0] != "0":
        raise ValueError("UPC-E begins with 0")
    check = check_digit(upce_to_upca(short))
    return "101" + _left(short, _UPCE_PARITY[int(check)]) + "010101", f"0{short}{check}"


def upce_to_upca(short: str) -> str:
    """The eleven digits, without check digit, that six digits of UPC-E stand for."""
    last = short[5]
    if last in "012":
        return f"0{short[:2]}{last}0000{short[2:5]}"
    if last == "3":
        return f"0{short[:3]}00000{short[3:5]}"
    if last == "4":
        return f"0{short[:4]}00000{short[4]}"
    return f"0{short[:5]}0000{last}"


def _shortened(digits: str) -> str:
    body = digits[:11]
    for short in (
        body[1:3] + body[8:11] + body[3],
        body[1:4] + body[9:11] + "3",
        body[1:5] + body[10] + "4",
        body[1:6] + body[10],
    ):
        if upce_to_upca(short) == body:
            return short
    raise ValueError(f"{digits!r} has no short form")


# Two-width codes ---------------------------------------------------------------------------------

_CODE39_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. *$/+%"
_CODE39 = _table(
    "000110100 100100001 001100001 101100000 000110001 100110000 001110000 000100101 100100100 001100100 "
    "100001001 001001001 101001000 000011001 100011000 001011000 000001101 100001100 001001100 000011100 "
    "100000011 001000011 101000010 000010011 100010010 001010010 000000111 100000110 001000110 000010110 "
    "110000001 011000001 111000000 010010001 110010000 011010000 010000101 110000100 011000100 010010100 "
    "010101000 010100010 010001010 000101010"
)
_ITF = _table("00110 10001 01001 11000 00101 10100 01100 00011 10010 01010")
_CODABAR_CHARACTERS = "0123456789-$:/.+ABCD"
_CODABAR = _table(
    "0000011 0000110 0001001 1100000 0010010 1000010 0100001 0100100 0110000 1001000 "
    "0001100 0011000 1000101 1010001 1010100 0010101 0011010 0101001 0001011 0001110"
)


def _wide(pattern: str) -> list[bool]:
    return [element == "1" for element in pattern]


def _code39(data: bytes) -> tuple[list[bool], str]:
    text = data.decode("ascii").strip("*")
    if not text or any(character not in _CODE39_CHARACTERS for character in text):
        raise ValueError(f"Code 39 cannot carry {text!r}")
    framed = f"*{text}*"
    patterns = (_CODE39[_CODE39_CHARACTERS.index(character)] for character in framed)
    return _wide("0".join(patterns)), framed


def _itf(data: bytes) -> tuple[list[bool], str]:
    text = data.decode("ascii")
    if not text.isdigit() or len(text) % 2:
        raise ValueError(f"ITF wants pairs of digits, got {text!r}")
    pairs = zip(text[::2], text[1::2], strict=True)
    middle = "".join(
        bar + space for a, b in pairs for bar, space in zip(_ITF[int(a)], _ITF[int(b)], strict=True)
    )
    return _wide("0000" + middle + "100"), text


def _codabar(data: bytes) -> tuple[list[bool], str]:
    text = data.decode("ascii").upper()
    inner = text[1:-1]
    if len(text) < 3 or text[0] not in "ABCD" or text[-1] not in "ABCD":
        raise ValueError("Codabar begins and ends with A, B, C or D")
    if any(character not in _CODABAR_CHARACTERS[:16] for character in inner):
        raise ValueError(f"Codabar cannot carry {inner!r}")
    return _wide("0".join(_CODABAR[_CODABAR_CHARACTERS.index(character)] for character in text)), text


# Code 93 -----------------------------------------------------------------------------------------

_CODE93_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_CODE93 = _table(
    "131112 111213 111312 111411 121113 121212 121311 111114 131211 141111 211113 211212 211311 221112 "
    "221211 231111 112113 112212 112311 122112 132111 111123 111222 111321 121122 131121 212112 212211 "
    "211122 211221 221121 222111 112122 112221 122121 123111 121131 311112 311211 321111 112131 113121 "
    "211131 121221 312111 311121 122211"
)
_SHIFT_DOLLAR, _SHIFT_PERCENT, _SHIFT_SLASH, _SHIFT_PLUS = 43, 44, 45, 46


def _code93_values(code: int) -> list[int]:
    """Values of one ASCII character; those outside the basic set are two, a shift and a letter."""
    character = chr(code)
    if character in _CODE93_CHARACTERS:
        return [_CODE93_CHARACTERS.index(character)]
    if code == 0:
        return [_SHIFT_PERCENT, _letter("U")]
    if code <= 26:
        return [_SHIFT_DOLLAR, _letter("A") + code - 1]
    if "a" <= character <= "z":
        return [_SHIFT_PLUS, _letter("A") + code - ord("a")]
    if 33 <= code <= 58:
        return [_SHIFT_SLASH, _letter("A") + code - 33]
    for first, last, letter in ((27, 31, "A"), (59, 63, "F"), (64, 64, "V"), (91, 95, "K")):
        if first <= code <= last:
            return [_SHIFT_PERCENT, _letter(letter) + code - first]
    return [_SHIFT_PERCENT, _letter("W") if code == 96 else _letter("P") + code - 123]


def _letter(letter: str) -> int:
    return _CODE93_CHARACTERS.index(letter)


def _code93_check(values: list[int], longest: int) -> int:
    return sum(value * (place % longest + 1) for place, value in enumerate(reversed(values))) % 47


def _code93(data: bytes) -> tuple[str, str]:
    text = data.decode("ascii")
    if not text:
        raise ValueError("Code 93 wants at least one character")
    values = [value for code in data for value in _code93_values(code)]
    values.append(_code93_check(values, 20))
    values.append(_code93_check(values, 15))
    body = "".join(_from_widths(_CODE93[value]) for value in values)
    edge = _from_widths("111141")
    return edge + body + edge + "1", readable(text)


def readable(text: str) -> str:
    """Control characters as blanks: bars carry them, paper does not show them."""
    return "".join(character if character.isprintable() else " " for character in text)


# Code 128 ----------------------------------------------------------------------------------------

_CODE128 = _table(
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 "
    "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 "
    "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 "
    "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 "
    "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 "
    "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 "
    "411311 113141 114131 311141 411131 211412 211214 211232"
)
_STOP128 = "2331112"
_START = {"A": 103, "B": 104, "C": 105}
_SELECT = {"A": 101, "B": 100, "C": 99}
_FNC1, _FNC2, _FNC3, _SHIFT128 = 102, 97, 96, 98


def _symbols128(values: list[int]) -> str:
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return "".join(_from_widths(_CODE128[value]) for value in [*values, check]) + _from_widths(_STOP128)


def _code128(data: bytes) -> tuple[str, str]:
    """The code sets are the sender's choice: {A {B {C, {S shift, {1 to {4 functions, {{ a brace."""
    if len(data) < 3 or data[:1] != b"{" or chr(data[1]) not in _START:
        raise ValueError("Code 128 begins with {A, {B or {C")
    reader = _Code128Reader(chr(data[1]))
    reader.read(data[2:])
    return _symbols128(reader.values), readable(reader.hri)


class _Code128Reader:
    """Turns the printer's notation into symbol values."""

    def __init__(self, code_set: str) -> None:
        self._set = code_set
        self._shifted = False
        self.values = [_START[code_set]]
        self.hri = ""

    def read(self, data: bytes) -> None:
        """Take the data after the first code set."""
        place = 0
        while place < len(data):
            if data[place] == ord("{"):
                if place + 1 >= len(data):
                    raise ValueError("Code 128 ends in the middle of an escape")
                self._escape(chr(data[place + 1]))
                place += 2
            else:
                self._character(data[place])
                place += 1

    def _escape(self, letter: str) -> None:
        functions = {"1": _FNC1, "2": _FNC2, "3": _FNC3, "4": 101 if self._set == "A" else 100}
        if letter == "{":
            self._character(ord("{"))
        elif letter in functions:
            self.values.append(functions[letter])
        elif letter == "S" and self._set != "C":
            self.values.append(_SHIFT128)
            self._shifted = True
        elif letter in _SELECT:
            if letter != self._set:
                self.values.append(_SELECT[letter])
            self._set = letter
        else:
            raise ValueError(f"Code 128 has no escape {{{letter}")

    def _character(self, code: int) -> None:
        if self._set == "C":
            if code > 99:
                raise ValueError(f"Code set C carries 0 to 99, got {code}")
            self.values.append(code)
            self.hri += f"{code:02d}"
            return
        active = {"A": "B", "B": "A"}[self._set] if self._shifted else self._set
        self._shifted = False
        self.values.append(_value_a(code) if active == "A" else _value_b(code))
        self.hri += chr(code)


def _value_a(code: int) -> int:
    if code > 95:
        raise ValueError(f"Code set A has no character {code}")
    return code - 32 if code >= 32 else code + 64


def _value_b(code: int) -> int:
    if not 32 <= code <= 127:
        raise ValueError(f"Code set B has no character {code}")
    return code - 32


def _code128_auto(data: bytes) -> tuple[str, str]:
    """Plain text, the printer chooses the code sets."""
    text = data.decode("ascii")
    if not text:
        raise ValueError("Code 128 wants at least one character")
    return _symbols128(_chosen(text, [])), readable(text)


def _gs1_128(data: bytes) -> tuple[str, str]:
    """Element string; brackets around application identifiers are for the eye only."""
    text = data.decode("ascii").replace(" ", "")
    plain = text.removeprefix("{1").replace("(", "").replace(")", "")
    if not plain:
        raise ValueError("GS1-128 wants at least one character")
    return _symbols128(_chosen(plain, [_FNC1])), readable(text)


def _chosen(text: str, lead: list[int]) -> list[int]:
    """Digits in pairs through code set C where there are at least four of them, else B or A."""
    values: list[int] = []
    current = ""
    place = 0
    while place < len(text):
        digits = _digit_run(text, place)
        wanted = "C" if digits >= 4 else "A" if ord(text[place]) < 32 else "B"
        if wanted != current:
            values += [_SELECT[wanted]] if current else [_START[wanted], *lead]
            current = wanted
        if wanted == "C":
            pairs = digits // 2
            values += [int(text[place + 2 * pair : place + 2 * pair + 2]) for pair in range(pairs)]
            place += 2 * pairs
        else:
            values.append(_value_a(ord(text[place])) if wanted == "A" else _value_b(ord(text[place])))
            place += 1
    return values


def _digit_run(text: str, place: int) -> int:
    end = place
    while end < len(text) and text[end].isdigit():
        end += 1
    return end - place


_ENCODERS = {
    "UPC-A": _upca,
    "UPC-E": _upce,
    "EAN13": _ean13,
    "EAN8": _ean8,
    "CODE39": _code39,
    "ITF": _itf,
    "CODABAR": _codabar,
    "CODE93": _code93,
    "CODE128": _code128,
    "CODE128-AUTO": _code128_auto,
    "GS1-128": _gs1_128,
}
SYMBOLOGIES = {
    **dict(enumerate(("UPC-A", "UPC-E", "EAN13", "EAN8", "CODE39", "ITF", "CODABAR"))),
    **dict(enumerate(("UPC-A", "UPC-E", "EAN13", "EAN8", "CODE39", "ITF", "CODABAR"), start=65)),
    72: "CODE93",
    73: "CODE128",
    74: "GS1-128",
    75: "GS1-DATABAR",
    76: "GS1-DATABAR-TRUNCATED",
    77: "GS1-DATABAR-LIMITED",
    78: "GS1-DATABAR-EXPANDED",
    79: "CODE128-AUTO",
}
"""Number after GS k to symbology."""
