"""Numbers and texts as ZVT writes them: packed decimals, lengths of two or three digits, code page 437."""


class Malformed(ValueError):
    """The bytes are no ZVT; the terminal says 9A, a protocol error."""


def bcd(number: int, length: int) -> bytes:
    """`number` as `length` bytes of packed decimals. Raises OverflowError when it does not fit."""
    digits = str(number)
    if number < 0 or len(digits) > 2 * length:
        raise OverflowError(f"{number} does not fit into {length} bytes")
    return bytes.fromhex(digits.rjust(2 * length, "0"))


def number_of(packed: bytes) -> int:
    """The number of packed decimals; Malformed when a nibble is no digit."""
    digits = packed.hex()
    if not digits.isdecimal():
        raise Malformed("no packed decimals")
    return int(digits)


def counted(data: bytes, digits: int) -> bytes:
    """The data behind its length: one byte a digit, the left nibble F (LL-Var and LLL-Var)."""
    length = str(len(data)).rjust(digits, "0")
    if len(length) > digits:
        raise OverflowError(f"{len(data)} bytes need more than {digits} digits")
    return bytes(0xF0 | int(digit) for digit in length) + data


def count_of(head: bytes) -> int:
    """The length that the bytes of LL-Var or LLL-Var tell."""
    digits = [byte & 0x0F for byte in head]
    if any(byte >> 4 != 0xF for byte in head) or any(digit > 9 for digit in digits):
        raise Malformed("no length")
    return int("".join(map(str, digits)))


def text(words: str) -> bytes:
    """Words in code page 437, which the interface uses unless another was agreed."""
    return words.encode("cp437", errors="replace")
