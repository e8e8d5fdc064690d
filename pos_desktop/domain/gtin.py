"""Trade item numbers: check digits, one spelling for every way a number is printed or sent.

GS1 General Specifications section 7.9.1 (check digit) and 5.2.2.4 (UPC-E). GTIN-8, -12, -13 and -14 are
one number space: the shorter forms are the longer ones with leading zeros left out, and the check digit
stays the same. A register therefore compares numbers in one canonical form and not the text of the scan.
"""

import unicodedata

GTIN_LENGTHS = (8, 12, 13, 14)
# A UPC-A whose first zero was lost: spreadsheets and some scanners' settings drop it.
_UPC_WITHOUT_ITS_ZERO = 11
LONGEST_BARCODE = 128


def check_digit(body: str) -> str:
    """The digit that makes `body` (ASCII digits without their check digit) a valid number."""
    return str(-_weighed(body + "0") % 10)


def has_valid_check_digit(code: str) -> bool:
    """Whether ASCII digits of any length end in the check digit that GS1 prescribes."""
    return _weighed(code) % 10 == 0


def is_gtin(code: str) -> bool:
    """Whether the text is a GTIN-8, -12, -13 or -14 with a right check digit."""
    return len(code) in GTIN_LENGTHS and _all_digits(code) and has_valid_check_digit(code)


def looks_like_gtin(code: str) -> bool:
    """Whether the text has the length and the digits of a GTIN, whatever its check digit says."""
    return len(code) in GTIN_LENGTHS and _all_digits(code)


def barcode_key(text: str) -> str:
    """The one spelling under which a barcode is stored and looked up.

    A valid trade item number becomes its shortest form (EAN-13 '0036000291452' and UPC-A '036000291452' are
    one product); a UPC-E becomes the UPC-A it abbreviates. Any other code stays as it is, trimmed, in the case
    it was given: Code 128 tells 'a' from 'A'. Empty text gives ''.
    """
    code = text if text.isascii() and text.isdigit() else _tidied(text)
    length = len(code)
    if length == 13 and code[0] != "0":  # by far the most, so asked first; its key is itself, valid or not
        return code
    if length < 8 or length > 14 or not _all_digits(code):
        return code
    return _number_key(code)


def expand_upc_e(code: str) -> str | None:
    """The UPC-A of an eight-digit UPC-E (number system, six digits, check digit), or None if it is not one."""
    if len(code) != 8 or code[0] not in "01" or not _all_digits(code):
        return None
    system, six, check = code[0], code[1:7], code[7]
    last = six[5]
    if last in "012":
        body = f"{six[:2]}{last}0000{six[2:5]}"
    elif last == "3":
        body = f"{six[:3]}00000{six[3:5]}"
    elif last == "4":
        body = f"{six[:4]}00000{six[4]}"
    else:
        body = f"{six[:5]}0000{last}"
    expanded = system + body + check
    return expanded if has_valid_check_digit(expanded) else None


def _number_key(code: str) -> str:
    length = len(code)
    if not code.strip("0"):
        return code
    if length == 8:
        return _eight_digit_key(code)
    if length == _UPC_WITHOUT_ITS_ZERO:
        return f"0{code}" if code[0] != "0" and has_valid_check_digit(code) else code
    if length < 11 or not has_valid_check_digit(code):
        return code
    return _shortest(code)


def _shortest(gtin: str) -> str:
    bare = gtin.lstrip("0")
    for length in GTIN_LENGTHS:
        if len(bare) <= length:
            return bare.zfill(length)
    return gtin


def _eight_digit_key(code: str) -> str:
    # GS1 gives no GTIN-8 beginning with 0 to a trade item, but every UPC-E of number system 0 begins so.
    if code[0] == "0" or not has_valid_check_digit(code):
        return expand_upc_e(code) or code
    return code


def _tidied(text: str) -> str:
    code = text.strip(_EDGES)
    if not code.isascii():
        code = "".join(map(_ascii_digit, code)).strip(_EDGES)
    bare = code.replace("-", "").replace(" ", "") if "-" in code or " " in code else code
    return bare if bare is not code and is_gtin(bare) else code


def _ascii_digit(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


def _all_digits(code: str) -> bool:
    return code.isascii() and code.isdigit()


def _weighed(code: str) -> int:
    digits = code.encode("ascii")
    ones, threes = digits[::-2], digits[-2::-2]
    return sum(ones) + 3 * sum(threes) - 48 * (len(ones) + 3 * len(threes))


_EDGES = "".join(map(chr, range(33))) + "\x7f\xa0\ufeff\u200b\u200e\u200f\u2028\u2029"
