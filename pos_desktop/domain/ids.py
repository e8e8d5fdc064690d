"""Time-ordered identifiers (UUID version 7, RFC 9562 section 5.7)."""

from uuid import UUID

RANDOM_BITS = 74


def uuid7(milliseconds: int, random_bits: int) -> UUID:
    """Builds a UUIDv7 from Unix milliseconds and at least 74 random bits."""
    return UUID(int=uuid7_value(milliseconds, random_bits))


def uuid7_value(milliseconds: int, random_bits: int) -> int:
    """Its 128 bits; within a millisecond they ascend with the lowest 74 random bits."""
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= ((random_bits >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random_bits & ((1 << 62) - 1)
    return value
