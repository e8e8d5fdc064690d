"""Report descriptors as devices that are sold have them: item by item, with what each says."""

SCALE = bytes.fromhex(
    "05 8D"  # usage page: weighing devices
    "09 20 A1 01"  # scale device, application
    "09 22 A1 02"  # class I metric, logical
    "85 01 A4 05 01 09 00 75 08 95 02 81 03 B4"  # report 1: something of another page between push and pop
    "85 03"  # report 3
    "05 8D 75 08 95 01"
    "19 71 29 78 15 01 25 08 81 00"  # status, an array
    "19 51 29 5C 15 01 25 0C 81 00"  # unit, an array
    "09 41 15 81 25 7F 81 02"  # scaling, signed
    "09 40 15 00 26 FF 7F 75 10 95 01 81 02"  # weight
    "85 04 09 80 09 81 15 00 25 01 75 01 95 02 91 02 95 06 91 03"  # report 4 to the device: zero
    "C0 C0"
)
SCANNER = bytes.fromhex(
    "05 8C 09 02 A1 01 09 12 A1 02 85 02"
    "05 01 09 3B 15 00 26 FF 00 75 08 95 01 81 02"  # byte count
    "05 8C 95 03 09 FB 09 FC 09 FD 81 02"  # AIM identifier
    "95 38 09 FE 82 02 01"  # 56 signs
    "95 02 81 03"  # nothing
    "09 FF 25 01 75 01 95 01 81 02 95 07 81 03"  # more follows
    "C0 C0"
)
PLAIN_SCANNER = bytes.fromhex("05 8C 09 02 A1 01 15 00 26 FF 00 75 08 95 20 09 FE 82 02 01 C0")
"""Without report numbers, count, identifier: 32 signs, the rest zero."""
KEYBOARD = bytes.fromhex(
    "05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02"
    "95 01 75 08 81 03 95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 C0"
)


def weight(status: int, unit: int, exponent: int, figure: int) -> bytes:
    """Report 3 of `SCALE`."""
    return bytes([3, status, unit, exponent & 0xFF]) + figure.to_bytes(2, "little")


def code(text: bytes, mark: bytes = b"]E0", *, more: bool = False) -> bytes:
    """Report 2 of `SCANNER`."""
    return bytes([2, len(text)]) + mark + text.ljust(56, b"\0") + bytes([0, 0, more])
