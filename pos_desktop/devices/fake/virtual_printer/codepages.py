"""Which character a byte prints: code pages (ESC t) and international sets (ESC R).

Numbers are those of Epson's TM series, which are also python-escpos' default profile.
"""

CODE_PAGES: dict[int, str | None] = {
    0: "cp437",
    1: None,  # Katakana
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    11: None,  # PC851
    12: None,  # PC853
    13: "cp857",
    14: "cp737",
    15: "iso8859_7",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
    20: None,  # Thai 42
    21: "cp874",
    26: None,  # Thai 18
    30: None,  # TCVN-3
    31: None,
    32: "cp720",
    33: "cp775",
    34: "cp855",
    35: "cp861",
    36: "cp862",
    37: "cp864",
    38: "cp869",
    39: "iso8859_2",
    40: "iso8859_15",
    41: None,  # PC1098, Farsi
    42: None,  # PC1118
    43: None,  # PC1119
    44: "cp1125",
    45: "cp1250",
    46: "cp1251",
    47: "cp1253",
    48: "cp1254",
    49: "cp1255",
    50: "cp1256",
    51: "cp1257",
    52: "cp1258",
    53: "kz1048",
    254: None,  # user defined
    255: None,
}
"""Code page number to Python codec; None is a page that real printers have and this one cannot draw."""

_SWITCHED = "#$@[\\]^`{|}~"
_INTERNATIONAL = {
    0: "#$@[\\]^`{|}~",  # USA
    1: "#$à°ç§^`éùè¨",  # France
    2: "#$§ÄÖÜ^`äöüß",  # Germany
    3: "£$@[\\]^`{|}~",  # United Kingdom
    4: "#$@ÆØÅ^`æøå~",  # Denmark I
    5: "#¤ÉÄÖÅÜéäöåü",  # Sweden
    6: "#$@°\\é^ùàòèì",  # Italy
    7: "₧$@¡Ñ¿^`¨ñ}~",  # Spain I
    8: "#$@[¥]^`{|}~",  # Japan
    9: "#¤ÉÆØÅÜéæøåü",  # Norway
    10: "#$ÉÆØÅÜéæøåü",  # Denmark II
    11: "#$á¡Ñ¿é`íñóú",  # Spain II
    12: "#$á¡Ñ¿éüíñóú",  # Latin America
    13: "#$@[₩]^`{|}~",  # Korea
    14: "#$ŽŠĐĆČžšđćč",  # Slovenia, Croatia
    15: "#¥@[\\]^`{|}~",  # China
    16: "#₫@[\\]^`{|}~",  # Vietnam
    17: "#$@[\\]^`{|}~",  # Arabia
}
UNDRAWABLE = "\ufffd"


def characters(page: int, international: int) -> str:
    """The 256 characters that bytes 0 to 255 print as; bytes without a character are `UNDRAWABLE`."""
    codec = CODE_PAGES.get(page)
    low = "".join(chr(code) for code in range(0x7F)) + " "
    low = low.translate(str.maketrans(_SWITCHED, _INTERNATIONAL[international]))
    if codec is None:
        return low + UNDRAWABLE * 128
    high = "".join(bytes([code]).decode(codec, "replace") for code in range(0x80, 0x100))
    return low + high


def has_page(page: int) -> bool:
    """Whether real printers know this code page number."""
    return page in CODE_PAGES


def can_draw(page: int) -> bool:
    """Whether the upper half of this code page can be shown here."""
    return CODE_PAGES.get(page) is not None


def has_international(number: int) -> bool:
    """Whether ESC R knows this set."""
    return number in _INTERNATIONAL
