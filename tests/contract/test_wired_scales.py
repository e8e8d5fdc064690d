"""What each kind of scale says of itself: stable, in motion, too light, refused, late."""
# ruff: noqa: F401, F811 - fixtures are imported and are arguments

from typing import Any

import pytest

from pos_desktop.application.device_states import DeviceState
from pos_desktop.application.weighing import ScaleState, WeighingOrder
from tests.wire_peers import TcpPeer
from tests.wired_harness import ORDER, Continuous, Dialog, HidScale, Mettler, ScaleHarness, opened, peer

SCALES = [Mettler, Dialog, Continuous, HidScale]

ASKED = [Mettler, Dialog]


@pytest.mark.parametrize("kind", SCALES)
def test_a_silent_scale_is_unknown_and_has_no_weight(
    kind: type[ScaleHarness], peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(kind, peer, request, **kind.quick)
    scale.peer.script = lambda _: b""
    if isinstance(scale, Continuous):
        scale.silence()
    scale.reading()
    assert scale.reading().state is ScaleState.NO_ANSWER
    assert scale.attend().state is DeviceState.UNKNOWN


@pytest.mark.parametrize("kind", ASKED)
def test_what_came_before_the_question_is_not_its_answer(
    kind: type[Any], peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(kind, peer, request)
    peer.send(scale.frame(9000))
    scale.works()
    peer.send(scale.frame(9000))
    scale.works()
    assert {reading.net_milli for reading in scale.told} == {1234}


@pytest.mark.parametrize("kind", ASKED)
def test_two_different_answers_are_no_answer_and_the_same_twice_is_no_other(
    kind: type[Any], peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(kind, peer, request)
    honest = peer.script
    peer.script = lambda data: honest(data) + (scale.frame(9000) if honest(data)[:1] == b"\x02" else b"")
    for _ in range(3):
        assert scale.reading().net_milli is None


def test_a_late_answer_is_none_to_the_next_question(peer: TcpPeer, request: pytest.FixtureRequest) -> None:
    scale = opened(Mettler, peer, request, answer_ms=200)
    asked = 0

    def late(data: bytes) -> bytes:
        nonlocal asked
        asked += 1
        return b"" if asked == 1 else scale.frame()

    peer.script = late
    assert scale.reading().state is ScaleState.NO_ANSWER
    peer.send(scale.frame(9000))
    for _ in range(4):
        assert scale.reading().net_milli in (1234, None)
    scale.works()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (0x41, ScaleState.MOTION),
        (0x49, ScaleState.MOTION),
        (0x42, ScaleState.OVERLOAD),
        (0x44, ScaleState.UNDER_ZERO),
        (0x48, ScaleState.NEEDS_ZERO),
        (0x46, ScaleState.ERROR),
        (0x40, ScaleState.ERROR),
        (0x50, ScaleState.ERROR),
    ],
)
def test_a_status_of_the_8217_says_why_there_is_no_weight(
    status: int, state: ScaleState, peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Mettler, peer, request)
    peer.script = lambda _: b"\x02?%c\r" % status
    reading = scale.reading()
    assert (reading.state, reading.net_milli) == (state, None)


def test_a_scale_that_tells_no_weight_at_rest_is_ready(peer: TcpPeer, request: pytest.FixtureRequest) -> None:
    scale = opened(Dialog, peer, request)
    assert not scale.reading(None).sellable
    status = scale.device.attend(0.05)
    assert (status.state, status.shown) == (DeviceState.READY, "")


def test_the_8217_zeroes_weighs_in_pounds_and_takes_tare_off(
    peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Mettler, peer, request, unit="lb")
    peer.script = lambda data: b"\x0202.50\r" if data == b"W" else b"\x02?P\r"
    scale.device.zero()
    reading = scale.reading(WeighingOrder(unit="lb", tare_milli=500))
    assert (reading.net_milli, reading.tare_milli, reading.unit) == (2000, 500, "lb")
    assert b"Z" in peer.received
    less = scale.reading(WeighingOrder(unit="lb", tare_milli=3_000))
    assert (less.state, less.tare_milli, less.net_milli) == (ScaleState.UNDER_ZERO, 3_000, None)
    assert scale.reading(WeighingOrder()).state is ScaleState.OTHER_UNIT
    peer.script = lambda data: b"\x0202.500\r"
    assert scale.reading(WeighingOrder(unit="lb")).state is ScaleState.ERROR


def dialog(codes: dict[bytes, bytes]) -> Any:
    return lambda data: {b"\x04": b""}.get(data, codes.get(data, b"\x06"))


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (b"20", ScaleState.MOTION),
        (b"22", ScaleState.MOTION),
        (b"21", ScaleState.MOTION),
        (b"30", ScaleState.ZERO),
        (b"31", ScaleState.UNDER_ZERO),
        (b"32", ScaleState.OVERLOAD),
        (b"01", ScaleState.ERROR),
        (b"11", ScaleState.ERROR),
    ],
)
def test_a_record_09_says_why_there_is_no_result(
    code: bytes, state: ScaleState, peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Dialog, peer, request)
    peer.script = dialog({b"\x04\x05": b"\x15", b"\x04\x0208\x03": b"\x0209\x1b" + code + b"\x03"})
    reading = scale.reading(WeighingOrder(price_minor=500, tare_milli=20))
    assert (reading.state, reading.sellable) == (state, False)
    after_tare = state in (ScaleState.ZERO, ScaleState.UNDER_ZERO)
    assert reading.tare_milli == (20 if after_tare else 0)


def test_the_dialogue_tells_the_price_once_until_there_is_a_result(
    peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Dialog, peer, request)
    order = WeighingOrder(price_minor=500, tare_milli=20)
    peer.script = dialog({b"\x04\x05": b"\x15", b"\x04\x0208\x03": b"\x0209\x1b20\x03"})
    scale.reading(order)
    scale.reading(order)
    scale.honest()
    reading = scale.reading(order)
    assert (reading.net_milli, reading.tare_milli, reading.amount_minor) == (1234, 20, 617)
    assert peer.received.count(b"\x04\x0203\x1b000500\x1b0020\x03") == 1
    assert peer.wait_received(b"\x04\x05\x04")
    peer.script = dialog({b"\x04\x05": b"\x15", b"\x04\x0208\x03": b"\x0209\x1b21\x03"})
    assert scale.reading(order).net_milli == 1234  # nothing has moved since: it still lies there
    assert scale.reading(ORDER).state is ScaleState.MOTION  # for another order it was not weighed


@pytest.mark.parametrize("wrong", [b"000501\x1b000617", b"000500\x1b000618"])
def test_another_price_or_amount_than_ours_is_no_weight(
    wrong: bytes, peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Dialog, peer, request)
    peer.script = dialog({b"\x04\x05": b"\x0202\x1b3\x1b01234\x1b" + wrong + b"\x03"})
    assert scale.reading().state is ScaleState.ERROR


def test_checksums_are_sent_when_asked_for(peer: TcpPeer, request: pytest.FixtureRequest) -> None:
    scale = opened(Dialog, peer, request, polynomial="1021", pairs=2)
    honest, step = peer.script, iter((b"\x0211\x1b247\x03", b"\x06", b"\x0211\x1b1\x03"))
    peer.script = lambda data: next(step, None) or honest(data)
    scale.works()
    sent = peer.received[peer.received.index(b"\x04\x0210\x1b") + 5 :]
    values = [int(sent[n : n + 4], 16) for n in range(0, 16, 4)]
    assert sent[16:17] == b"\x03"
    for cs, kw in zip(values[::2], values[1::2], strict=True):
        plain = (cs >> 4 | cs << 12) & 0xFFFF
        rest = (kw << 7 | kw >> 9) & 0xFFFF
        assert (
            divided(plain << 16 | rest, 0x11021) == 0
        )  # a number with its remainder behind it divides evenly


def divided(number: int, by: int) -> int:
    while number.bit_length() >= by.bit_length():
        number ^= by << (number.bit_length() - by.bit_length())
    return number


def test_without_the_polynomial_a_scale_that_asks_for_checksums_tells_no_weight(
    peer: TcpPeer, request: pytest.FixtureRequest
) -> None:
    scale = opened(Dialog, peer, request)
    peer.script = lambda _: b"\x0211\x1b247\x03"
    reading = scale.reading()
    assert (reading.state, "polynomial" in reading.detail) == (ScaleState.ERROR, True)


def test_a_continuous_weight_is_always_a_fresh_one(peer: TcpPeer, request: pytest.FixtureRequest) -> None:
    scale = opened(Continuous, peer, request)
    scale.works()
    scale.until_streamed(scale.grams, 5)  # they wait in the wire
    scale.grams = 2000
    scale.until_streamed(2000)
    assert scale.reading().net_milli == 2000
