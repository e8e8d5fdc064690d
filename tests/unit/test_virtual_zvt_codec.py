"""Bytes of the virtual ZVT terminal: numbers, fields, containers, messages and serial frames."""

import random
from contextlib import suppress

import pytest

from pos_desktop.payments.zvt.fake.apdu import Apdu, Stream
from pos_desktop.payments.zvt.fake.bitmaps import field, fields
from pos_desktop.payments.zvt.fake.digits import Malformed, bcd, count_of, counted, number_of
from pos_desktop.payments.zvt.fake.frames import ACK, NAK, Frame, Frames, crc, framed
from pos_desktop.payments.zvt.fake.tlv import container, nodes, values_of


def test_numbers_are_packed_decimals() -> None:
    assert bcd(1250, 6).hex() == "000000001250"
    assert number_of(bytes.fromhex("000000001250")) == 1250
    assert number_of(bcd(999_999_999_999, 6)) == 999_999_999_999
    with pytest.raises(OverflowError):
        bcd(1_000_000_000_000, 6)
    with pytest.raises(Malformed):
        number_of(b"\x1a")


def test_lengths_of_two_and_three_digits() -> None:
    assert counted(b"Visa\0", 2).hex(" ") == "f0 f5 56 69 73 61 00"
    assert counted(bytes(53), 3)[:3].hex(" ") == "f0 f5 f3"
    assert count_of(b"\xf1\xf7") == 17
    for wrong in (b"\x11\x17", b"\xf0\xfa"):
        with pytest.raises(Malformed):
            count_of(wrong)
    with pytest.raises(OverflowError):
        counted(bytes(100), 2)


def test_reads_a_recorded_status_information() -> None:
    told = fields(
        bytes.fromhex(
            "27 00 04 00 00 00 00 20 40 0B 00 04 70 0C 22 39 53 0D 10 06 0E 25 12 17 00 01 19 70"
            "22 F0 F8 EE EE EE EE EE EE 47 71 29 28 00 48 69 2A 31 30 30 34 36 31 37 36 33 20 20 20 20 20 20"
            "3B 36 31 31 38 30 34 00 00 3C F0 F1 F4 47 45 4E 2E 4E 52 2E 3A 36 31 31 38 30 34 49 09 78"
            "87 04 70 88 00 04 70 8A 2E 8B F1 F7 44 65 62 69 74 20 4D 61 73 74 65 72 63 61 72 64 00"
        )
    )
    assert told[0x3C] == b"GEN.NR.:611804"
    assert told[0x8B] == b"Debit Mastercard\0"
    assert number_of(told[0x04]) == 2040
    assert told[0x88].hex() == "000470"


def test_containers_have_lengths_as_in_ber() -> None:
    assert container(b"\x40\x01\x00").hex(" ") == "06 03 40 01 00"
    assert container(bytes(0x82))[:3].hex(" ") == "06 81 82"
    assert container(bytes(0x28A))[:4].hex(" ") == "06 82 02 8a"
    read = bytes.fromhex("2F 08 1F 12 01 02 1F 10 01 00 60 04 43 02 A0 00")
    assert [tag for tag, _ in nodes(read)] == [0x2F, 0x60]
    assert list(values_of(read, 0x1F12)) == [b"\x02"]
    assert list(values_of(read, 0x43)) == [b"\xa0\x00"]


@pytest.mark.parametrize("size", [0, 1, 254, 255, 861, 65_535])
def test_messages_of_every_length(size: int) -> None:
    apdu = Apdu(0x06D3, bytes(range(256)) * (size // 256) + bytes(size % 256))
    encoded = apdu.encoded()
    if size == 861:
        assert encoded[:5].hex(" ") == "06 d3 ff 5d 03"  # the lower byte first
    stream = Stream()
    assert [one for byte in encoded[:3] for one in stream.feed(bytes([byte]))] == ([apdu] if not size else [])
    assert stream.feed(encoded[3:] + b"\x80\0\0") == ([apdu] if size else []) + [Apdu(0x8000)]


def test_frames_double_the_dle_and_have_a_check_sum() -> None:
    frame = framed(bytes.fromhex("06 01 02 10 10"))
    assert frame[:-2].hex(" ") == "10 02 06 01 02 10 10 10 10 10 03"
    assert Frames().feed(frame) == [Frame(bytes.fromhex("06 01 02 10 10"), sound=True)]
    assert Frames().feed(frame[:-1] + bytes([frame[-1] ^ 1])) == [
        Frame(bytes.fromhex("06 01 02 10 10"), sound=False)
    ]


def test_the_check_sum_is_that_of_the_specification() -> None:
    """CRC-16 of CCITT with its bits reversed, from 0 (its known check value is 2189), over the data and the ETX."""
    assert _slow(b"123456789") == 0x2189
    assert crc(b"123456789") == _slow(b"123456789\x03")
    assert framed(bytes.fromhex("80 00 00")).hex(" ").startswith("10 02 80 00 00 10 03")


def _slow(data: bytes) -> int:
    """Bit by bit over the reversed polynomial, another way round."""
    rest = 0
    for byte in data:
        for place in range(8):
            bit = (byte >> place & 1) ^ (rest & 1)
            rest >>= 1
            rest ^= 0x8408 if bit else 0
    return rest


def test_between_frames_only_ack_and_nak_mean_something() -> None:
    frames = Frames()
    assert frames.feed(b"\x00\x06xx\x15\x02\x10") == [ACK, NAK]
    assert frames.feed(b"\x02\x80\x00\x00\x10\x03" + crc(b"\x80\0\0").to_bytes(2, "little")) == [
        Frame(b"\x80\0\0", sound=True)
    ]


def test_a_frame_begun_anew_and_one_that_breaks() -> None:
    whole = framed(b"\x80\0\0")
    assert Frames().feed(whole[:4] + whole) == [Frame(b"\x80\0\0", sound=True)]
    assert [one.sound for one in Frames().feed(b"\x10\x02abc\x10z") if isinstance(one, Frame)] == [False]


def test_parsers_take_every_noise() -> None:
    chance = random.Random(7)
    stream, frames = Stream(), Frames()
    for _ in range(3000):
        data = chance.randbytes(chance.randrange(24))
        for parse in (fields, nodes):
            with suppress(Malformed):
                parse(data)
        with suppress(Malformed):
            list(values_of(data, 0x43))
        stream.feed(data)
        frames.feed(data)


def test_a_field_of_the_wrong_size_is_not_sent() -> None:
    with pytest.raises(ValueError, match="6 bytes"):
        field(0x04, b"\0")
