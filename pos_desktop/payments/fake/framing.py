"""Messages on the line between register and terminal: four bytes of length, then one JSON object in UTF-8."""

import json
import struct
from typing import Any

HEAD = 4
LARGEST = 8 * 1024 * 1024
"""Bytes; what says that it is longer is no message."""


class NotAMessage(ValueError):
    """The bytes are no message of this line."""


def framed(message: dict[str, Any]) -> bytes:
    """A message as it goes on the line."""
    text = json.dumps(message, separators=(",", ":")).encode()
    return struct.pack(">I", len(text)) + text


def length_of(head: bytes) -> int:
    """The length that the head of a message tells; NotAMessage when it cannot be."""
    (length,) = struct.unpack(">I", head)
    if not 2 <= length <= LARGEST:
        raise NotAMessage(f"a message of {length} bytes")
    return int(length)


def read_message(text: bytes) -> dict[str, Any]:
    """The JSON object of a message; NotAMessage for anything else."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAMessage("not JSON") from None
    if not isinstance(message, dict):
        raise NotAMessage("not an object")
    return message


class Framer:
    """Feed it bytes as they come, it gives back the messages that are complete."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """Raises NotAMessage; the line is of no use after that."""
        self._waiting += data
        messages = []
        while len(self._waiting) >= HEAD:
            end = HEAD + length_of(bytes(self._waiting[:HEAD]))
            if len(self._waiting) < end:
                break
            messages.append(read_message(bytes(self._waiting[HEAD:end])))
            del self._waiting[:end]
        return messages
