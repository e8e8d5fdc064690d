"""The records of the checkout dialogue 06, without any wire.

Source: Mettler Toledo, DIVA service manual 72191202, sections 6.1.8.1 to 6.1.8.4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pos_desktop.application.weighing import ScaleReading, ScaleState, WeightUnit
from pos_desktop.devices.scales.readings import refused, weight
from pos_desktop.domain.record import record, replace
from pos_desktop.domain.rounding import round_ratio

STX, ETX, EOT, ENQ, ACK, NAK, ESC = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15", b"\x1b"
ASK_RESULT = EOT + ENQ
ASK_STATUS = EOT + STX + b"08" + ETX
MOST_TARE = 9_999
BITS = 16

_RESULT = re.compile(rb"\x0202\x1b([0-3])\x1b([0-9]{5})\x1b([0-9]{5,6})\x1b([0-9]{6})\x03")
_STATUS = re.compile(rb"\x0209\x1b([0-9]{2})\x03")
_CHECKSUMS_ASKED = re.compile(rb"\x0211\x1b2([0-9A-F]{2})\x03")
_CHECKSUMS_JUDGED = re.compile(rb"\x0211\x1b([01])\x03")
_UNITS: dict[bytes, tuple[WeightUnit, int]] = {b"1": ("lb", 10), b"2": ("lb", 1), b"3": ("kg", 1)}
"""By scale status: the unit and how many thousandths the last digit counts. Pounds and ounces (0) are not sold by."""
STATES = {
    b"20": ScaleState.MOTION,
    b"21": ScaleState.MOTION,  # nothing moved since the last weighing: it wants to be unloaded first
    b"22": ScaleState.MOTION,
    b"30": ScaleState.ZERO,
    b"31": ScaleState.UNDER_ZERO,
    b"32": ScaleState.OVERLOAD,
}
NOT_MOVED = b"21"
ASK_AGAIN = (b"20", b"22")
"""After these the result may be asked for once more, without telling the price again."""


@record
class Asked:
    """What the scale was told: the price in minor units for one unit of weight, the tare in thousandths."""

    price_minor: int
    tare_milli: int = 0


def price_record(asked: Asked, digits: int, unit: WeightUnit) -> bytes | None:
    """Record 01, or 03 with a tare; None for what its fields cannot say."""
    if not 0 <= asked.price_minor < 10**digits:
        return None
    price = b"%0*d" % (digits, asked.price_minor)
    if not asked.tare_milli:
        return EOT + STX + b"01" + ESC + price + ESC + ETX
    tare, rest = divmod(asked.tare_milli, 1 if unit == "kg" else 10)
    if rest or not 0 < tare <= MOST_TARE:
        return None
    return EOT + STX + b"03" + ESC + price + ESC + b"%04d" % tare + ETX


def read_result(data: bytes, asked: Asked, unit: WeightUnit) -> ScaleReading:
    """Record 02. A weight counts only with our own price and the amount that both make."""
    found = _RESULT.fullmatch(data)
    if found is None:
        return refused("no record 02")
    kind, digits, price, amount = found.groups()
    if kind not in _UNITS or _UNITS[kind][0] != unit:
        return refused(f"record 02 in unit {kind.decode()}, the settings say {unit}")
    milli = int(digits) * _UNITS[kind][1]
    if int(price) != asked.price_minor:
        return refused(f"record 02 for a price of {int(price)}, asked for {asked.price_minor}")
    if int(amount) != amount_of(milli, asked.price_minor):
        return refused(f"record 02 says {int(amount)} to pay, it is {amount_of(milli, asked.price_minor)}")
    reading = weight(milli, unit, asked.tare_milli)
    return replace(reading, price_minor=int(price), amount_minor=int(amount))


def amount_of(milli: int, price_minor: int) -> int:
    """What a weight costs: minor units, half a unit rounded up."""
    return round_ratio(milli * price_minor, 1000)


def status_code(data: bytes) -> bytes | None:
    """The two digits of a record 09; None for anything else."""
    found = _STATUS.fullmatch(data)
    return found[1] if found else None


def read_status(code: bytes, tare_milli: int = 0) -> ScaleReading:
    """Why there is no result. A scale that shows nothing, or less, shows that after the tare which it was told."""
    detail = f"status {code.decode()}"
    state = STATES.get(code)
    if state is None:
        return refused(detail)
    after_tare = tare_milli if state in (ScaleState.ZERO, ScaleState.UNDER_ZERO) else 0
    return ScaleReading(state, 0 if state is ScaleState.ZERO else None, after_tare, detail=detail)


def is_whole(data: bytes) -> bool:
    """Whether an answer has ended: a single sign, or a record."""
    return data in (ACK, NAK) or data.endswith(ETX)


# -- checksums -------------------------------------------------------------------------------------


def random_number(data: bytes) -> int | None:
    """That of a record 11 which asks for checksums; None for anything else."""
    found = _CHECKSUMS_ASKED.fullmatch(data)
    return int(found[1], 16) if found else None


def checksums_held(data: bytes) -> bool | None:
    """What a record 11 says of the checksums we sent; None for anything else."""
    found = _CHECKSUMS_JUDGED.fullmatch(data)
    return found[1] == b"1" if found else None


def checksum_record(checksums: Sequence[int], polynomial: int, number: int) -> bytes:
    """Record 10: each checksum rotated left by the high half of the random number, followed by the remainder of its
    division by the polynomial, rotated right by the low half."""
    pairs = b"".join(
        b"%04X%04X" % (rotated(cs, number >> 4), rotated(remainder(cs, polynomial), BITS - (number & 15)))
        for cs in checksums
    )
    return EOT + STX + b"10" + ESC + pairs + ETX


def remainder(checksum: int, polynomial: int) -> int:
    """What is left of the checksum times x^16 after division by the polynomial of degree 16 (x^16 is not written)."""
    rest = checksum
    for _ in range(BITS):
        top = rest >> (BITS - 1)
        rest = (rest << 1) & 0xFFFF
        if top:
            rest ^= polynomial
    return rest


def rotated(value: int, left: int) -> int:
    """Sixteen bits turned to the left."""
    left %= BITS
    return ((value << left) | (value >> (BITS - left))) & 0xFFFF
