"""Streams of bytes become commands, however they are cut up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_desktop.devices.fake.virtual_printer.protocol import TEXT, TOO_LARGE, UNKNOWN, Command, Framer
from tests.unit.virtual_printer_desk import Desk

RASTER = b"\x1dv0\x00\x02\x00\x03\x00" + b"\x1b@\x10\x04\x01\n"
QR = b"\x1d(k\x06\x001P0abc"
WHOLE = {
    "text": b"Total",
    "line feed": b"\n",
    "init": b"\x1b@",
    "print mode": b"\x1b!\x38",
    "size": b"\x1d!\x11",
    "tabs": b"\x1bD\x08\x10\x00",
    "drawer": b"\x1bp\x00\x19\xfa",
    "cut": b"\x1dV\x00",
    "cut with feed": b"\x1dVB\x10",
    "bars up to NUL": b"\x1dk\x024006381333931\x00",
    "bars by length": b"\x1dkI\x06{BAB12",
    "raster": RASTER,
    "columns": b"\x1b*\x21\x02\x00" + b"\n" * 6,
    "qr": QR,
    "graphics": b"\x1d(L\x02\x0002",
    "large graphics": b"\x1d8L\x04\x00\x00\x000pxy",
    "status": b"\x10\x04\x01",
    "kick now": b"\x10\x14\x01\x00\x02",
    "clear now": b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
    "own characters": b"\x1b&\x03\x41\x42\x01abc\x02abcdef",
    "own picture": b"\x1d*\x01\x02" + b"\n" * 16,
    "stored pictures": b"\x1cq\x01\x01\x00\x01\x00" + b"\n" * 8,
    "own kanji": b"\x1c2\x77\x21" + b"\n" * 72,
    "page area": b"\x1bW" + b"\x0a" * 8,
    "user memory": b"\x1cg1\x00\x00\x00\x00\x00\x03\x00\n\n\n",
    "process id": b"\x1d(H\x06\x000012\n\n",
    "heat": b"\x1b7\x0a\x0a\x0a",
}


@pytest.mark.parametrize("stream", WHOLE.values(), ids=WHOLE.keys())
def test_every_command_is_taken_whole_and_the_next_line_feed_is_seen(stream: bytes) -> None:
    commands = Framer().feed(stream + b"\n")
    assert len(commands) == 2
    assert commands[0].code + commands[0].args == stream
    assert commands[0].code != UNKNOWN
    assert commands[1] == Command(b"\n")


@pytest.mark.parametrize("stream", [value for key, value in WHOLE.items() if key != "text"])
def test_a_command_waits_for_its_last_byte(stream: bytes) -> None:
    framer = Framer()
    for byte in stream[:-1]:
        assert framer.feed(bytes([byte])) == []
    assert framer.pending == len(stream) - 1
    (command,) = framer.feed(stream[-1:])
    assert command.code + command.args == stream
    assert framer.pending == 0


def test_unknown_bytes_go_one_at_a_time() -> None:
    commands = Framer().feed(b"\x1b\x01A\x02")
    assert [command.code for command in commands] == [UNKNOWN, UNKNOWN, TEXT, UNKNOWN]


def test_a_picture_beyond_all_memory_is_refused_and_the_stream_goes_on() -> None:
    commands = Framer().feed(b"\x1dv0\x00\xff\xff\xff\xffOK")
    assert commands[0] == Command(TOO_LARGE, b"\x1d")
    assert Framer().feed(b"\x1d8L\xff\xff\xff\xff")[0].code == TOO_LARGE


def test_reset_forgets_half_a_command() -> None:
    framer = Framer()
    framer.feed(b"\x1dv0\x00\x48\x00\x10\x00half")
    assert framer.reset() == 12
    assert framer.feed(b"A") == [Command(TEXT, b"A")]


@st.composite
def rubbish(draw: st.DrawFn) -> list[bytes]:
    """Random bytes rich in escapes, real commands and halves of them, in random chunks."""
    escapes = st.sampled_from([b"\x1b", b"\x1d", b"\x1c", b"\x10", b"\x1d(k", b"\x1dv0", b"\x1b*", b"\x1dk"])
    piece = st.one_of(
        st.binary(max_size=40),
        escapes,
        st.sampled_from(list(WHOLE.values())),
        st.sampled_from(list(WHOLE.values())).map(lambda whole: whole[: len(whole) // 2]),
    )
    stream = b"".join(draw(st.lists(piece, max_size=40)))
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    edges = [0, *cuts, len(stream)]
    return [stream[first:last] for first, last in zip(edges, edges[1:], strict=False)]


def joined(commands: list[Command]) -> list[Command]:
    """Neighbouring texts as one: where a text is cut depends on the chunks."""
    result: list[Command] = []
    for command in commands:
        if result and command.code == TEXT == result[-1].code:
            result[-1] = Command(TEXT, result[-1].args + command.args)
        else:
            result.append(command)
    return result


@settings(max_examples=300, deadline=None)
@given(rubbish())
def test_chunks_change_nothing(chunks: list[bytes]) -> None:
    pieces, whole = Framer(), Framer()
    by_chunk = [command for chunk in chunks for command in pieces.feed(chunk)]
    assert joined(by_chunk) == joined(whole.feed(b"".join(chunks)))
    assert pieces.pending == whole.pending


@settings(max_examples=150, deadline=None)
@given(rubbish())
def test_rubbish_never_stops_the_press(chunks: list[bytes]) -> None:
    desk = Desk()
    for chunk in chunks:
        desk.send(chunk)
    desk.framer.reset()
    desk.send(b"\x1b=\x01\x1b@\nstill alive\n")
    assert "still alive" in desk.press.roll.text
