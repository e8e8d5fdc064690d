"""Whole messages over a wire: as they are over a network, in acknowledged frames over a serial line.

Every wait ends. What failed before a whole message was handed over did not reach the terminal as a message:
`NotHandedOver`. All that fails later is `LinkLost`: the terminal may have it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from pos_desktop.payments.zvt.apdu import Apdu, NotZvt, packed, read_apdu, size_of
from pos_desktop.payments.zvt.serial_frame import ACK, NAK, FrameReader, framed
from pos_desktop.system.wires.channel import Channel, ChannelLost

_CLASSES = frozenset({0x04, 0x05, 0x06, 0x08, 0x0F, 0x80, 0x84})
LOOK_SECONDS = 0.25
"""How long one look at the wire lasts, so that a wait hears that it is not wanted any more."""
ACK_SECONDS = 1.0
REST_SECONDS = 5.0
"""The longest pause within a message that goes over a network: T3 of PA00P016."""
SIGN_SECONDS = 0.2
"""T1 of PA00P016: the longest pause within a frame."""
TRIES = 3


class LinkLost(Exception):
    """The wire broke, or carried something that is no message: the conversation cannot go on over it."""


class NotHandedOver(LinkLost):
    """The message did not leave whole: nobody acts on it."""


class Until:
    """A moment on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, never below nought."""
        return max(0.0, self._at - time.monotonic())

    @property
    def over(self) -> bool:
        """Whether it has come."""
        return self.left <= 0

    def at_most(self, seconds: float) -> Until:
        """The earlier of this and so many seconds from now."""
        return Until(min(seconds, self.left))


class Link(Protocol):
    """A wire that carries messages. One thread uses it at a time."""

    def send(self, apdu: Apdu, until: Until) -> None:
        """Hands a message over. Raises NotHandedOver or LinkLost."""
        ...

    def receive(self, until: Until, wanted: Callable[[], bool] = lambda: True) -> Apdu | None:
        """The next message; None when none came in time or nobody wants it any more. Raises LinkLost."""
        ...

    def close(self) -> None:
        """Drops the wire."""
        ...


class NetworkLink:
    """Messages one after the other over a stream (PA00P016, 2.4: TCP/IP)."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._taken = bytearray()

    def send(self, apdu: Apdu, until: Until) -> None:
        """Hands a message over."""
        _write(self._channel, packed(apdu), until)

    def receive(self, until: Until, wanted: Callable[[], bool] = lambda: True) -> Apdu | None:
        """The next message of the stream."""
        rest = Until(REST_SECONDS)
        while True:
            message = self._whole()
            if message is not None:
                return message
            if self._taken and rest.over:
                raise LinkLost("half a message, and no more")
            if until.over or not wanted():
                return None
            try:
                read = self._channel.read_some(min(LOOK_SECONDS, until.left))
            except ChannelLost as error:
                raise LinkLost(str(error)) from error
            if read or not self._taken:
                rest = Until(REST_SECONDS)
            self._taken += read

    def close(self) -> None:
        """Drops the connection."""
        self._channel.close()

    def _whole(self) -> Apdu | None:
        if self._taken and self._taken[0] not in _CLASSES:
            raise LinkLost("what came is no message")
        size = size_of(bytes(self._taken[:5]))
        if size is None or len(self._taken) < size:
            return None
        raw = bytes(self._taken[:size])
        del self._taken[:size]
        return read_apdu(raw)


class SerialLink:
    """Messages in frames, each acknowledged, and sent again when it was not understood (PA00P016, chapter 2)."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._reader = FrameReader()
        self._signs = bytearray()
        self._early: list[bytes] = []
        self._last = b""

    def send(self, apdu: Apdu, until: Until) -> None:
        """Hands a message over and waits until it is acknowledged."""
        message = packed(apdu)
        refused = 0
        for _ in range(TRIES):
            _write(self._channel, framed(message), until)
            answer = self._acknowledged(until.at_most(ACK_SECONDS))
            if answer is ACK:
                self._last = b""
                return
            refused += answer is NAK
        if refused == TRIES:
            raise NotHandedOver("the terminal does not understand the line")
        raise LinkLost("no acknowledgement")

    def receive(self, until: Until, wanted: Callable[[], bool] = lambda: True) -> Apdu | None:
        """The next message of a frame that is whole."""
        broken = 0
        while True:
            try:
                message = self._early.pop(0) if self._early else self._next_frame(until, wanted)
            except NotZvt as error:
                broken += 1
                if broken >= TRIES:
                    raise LinkLost(str(error)) from error
                self._say(NAK)
                continue
            if message is None:
                return None
            if message != self._last:
                self._last = message
                return _read(message)

    def close(self) -> None:
        """Lets the port go."""
        self._channel.close()

    def _acknowledged(self, until: Until) -> int | None:
        """ACK or NAK. A frame of the terminal's own that comes instead is kept: it has heard us."""
        while not until.over:
            try:
                got = self._next(until)
            except NotZvt:
                self._say(NAK)
                continue
            if isinstance(got, bytes):
                self._say(ACK)
                if got != self._last:
                    self._early.append(got)
                    return ACK
            elif got is not None:
                return got
        return None

    def _next_frame(self, until: Until, wanted: Callable[[], bool]) -> bytes | None:
        while wanted():
            got = self._next(until)
            if isinstance(got, bytes):
                self._say(ACK)
                return got
            if got is None and until.over:
                return None
        return None

    def _next(self, until: Until) -> bytes | int | None:
        """A frame, an acknowledgement, or None after one look. NotZvt for a frame that is broken or breaks off."""
        while True:
            while self._signs:
                got = self._reader.take(self._signs.pop(0))
                if got is not None:
                    return got
            wait = SIGN_SECONDS if self._reader.inside else min(LOOK_SECONDS, until.left)
            try:
                read = self._channel.read_some(wait)
            except ChannelLost as error:
                raise LinkLost(str(error)) from error
            if not read and self._reader.inside:
                self._reader.reset()
                raise NotZvt("a frame breaks off")
            if not read:
                return None
            self._signs += read

    def _say(self, sign: int) -> None:
        _write(self._channel, bytes([sign]), Until(ACK_SECONDS))


def _read(message: bytes) -> Apdu:
    try:
        return read_apdu(message)
    except NotZvt as error:
        raise LinkLost(str(error)) from error


def _write(channel: Channel, data: bytes, until: Until) -> None:
    left = data
    try:
        while left:
            if until.over:
                raise NotHandedOver("no time left")
            left = left[channel.write_some(left, min(LOOK_SECONDS, until.left)) :]
    except ChannelLost as error:
        if error.maybe_sent >= len(left):
            raise LinkLost(str(error)) from error
        raise NotHandedOver(str(error)) from error
