"""The container behind bitmap 06: tags of one or two bytes, lengths as in BER."""

from collections.abc import Iterable

from pos_desktop.payments.zvt.fake.digits import Malformed

_MORE = 0x1F
_DEEPEST = 8

Node = tuple[int, bytes]


def tag_bytes(tag: int) -> bytes:
    return tag.to_bytes(2 if tag > 0xFF else 1)


def length_bytes(length: int) -> bytes:
    """One byte below 128, otherwise 81 and one, or 82 and two."""
    if length < 0x80:
        return bytes([length])
    return b"\x81" + bytes([length]) if length <= 0xFF else b"\x82" + length.to_bytes(2)


def node(tag: int, value: bytes) -> bytes:
    """One tag with its value."""
    return tag_bytes(tag) + length_bytes(len(value)) + value


def container(*nodes: bytes) -> bytes:
    """The bitmap 06 around `nodes`."""
    inside = b"".join(nodes)
    return b"\x06" + length_bytes(len(inside)) + inside


def take_length(data: bytes, at: int) -> tuple[int, int]:
    """The length told at `at` and where its value begins. Raises Malformed."""
    if at >= len(data):
        raise Malformed("no length")
    first = data[at]
    if first < 0x80:
        return first, at + 1
    more = first & 0x7F
    if more not in (1, 2) or at + 1 + more > len(data):
        raise Malformed("no length")
    return int.from_bytes(data[at + 1 : at + 1 + more]), at + 1 + more


def nodes(data: bytes) -> list[Node]:
    """Tags and values, in order. Raises Malformed."""
    found, at = [], 0
    while at < len(data):
        tag, at = _take_tag(data, at)
        length, at = take_length(data, at)
        if at + length > len(data):
            raise Malformed("a value is cut off")
        found.append((tag, data[at : at + length]))
        at += length
    return found


def values_of(data: bytes, tag: int, depth: int = 0) -> Iterable[bytes]:
    """Every value of a tag, those inside other tags included. Raises Malformed."""
    for found, value in nodes(data):
        if found == tag:
            yield value
        elif _is_constructed(found) and depth < _DEEPEST:
            yield from values_of(value, tag, depth + 1)


def _take_tag(data: bytes, at: int) -> tuple[int, int]:
    tag = data[at]
    if tag & _MORE != _MORE:
        return tag, at + 1
    if at + 1 >= len(data) or data[at + 1] & 0x80:
        raise Malformed("no tag")
    return tag << 8 | data[at + 1], at + 2


def _is_constructed(tag: int) -> bool:
    return bool((tag if tag <= 0xFF else tag >> 8) & 0x20)
