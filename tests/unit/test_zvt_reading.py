"""The bytes of ZVT: messages, fields, frames, slips; a hundred thousand of them at random, and never a wrong payment."""

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pos_desktop.payments.zvt import commands, fields
from pos_desktop.payments.zvt.apdu import Apdu, Kind, NotZvt, packed, read_apdu, size_of
from pos_desktop.payments.zvt.book import Entry, What
from pos_desktop.payments.zvt.commands import Paper
from pos_desktop.payments.zvt.conversation import Conversation, End
from pos_desktop.payments.zvt.link import LinkLost, Until
from pos_desktop.payments.zvt.matching import Verdict, told_of_it, verdict_of
from pos_desktop.payments.zvt.serial_frame import ACK, NAK, FrameReader, framed
from pos_desktop.payments.zvt.slips import CUSTOMER, MERCHANT, SlipTray
from pos_desktop.payments.zvt.status import Mark, Status, read_status
from tests.zvt_peer import status

# -- messages --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("apdu", "expected"),
    [
        (commands.authorisation(1250, 978), "06 01 0a 04 00 00 00 00 12 50 49 09 78"),
        (commands.reversal("123456", 85), "06 30 06 12 34 56 87 00 85"),
        (commands.refund("000000", 700, 756), "06 31 0d 00 00 00 04 00 00 00 00 07 00 49 07 56"),
        (commands.end_of_day("000000"), "06 50 03 00 00 00"),
        (commands.abort(), "06 b0 00"),
        (commands.done(), "80 00 00"),
        (commands.repeat_receipt("000000"), "06 20 05 00 00 00 03 03"),
        (
            commands.registration("000000", 978, Paper.TERMINAL, 32),
            "06 00 24 00 00 00 08 09 78 03 00 06 1a 26 18"
            " 0a 02 04 0f 0a 02 04 ff 0a 02 06 0f 0a 02 06 1e 0a 02 06 d1 0a 02 06 d3",
        ),
    ],
)
def test_commands_are_the_bytes_of_the_specification(apdu: Apdu, expected: str) -> None:
    assert packed(apdu).hex(" ") == expected


def test_the_register_prints_by_lines_or_not_at_all() -> None:
    lines = commands.registration("000000", 978, Paper.LINES, 42).data
    assert lines[3] == 0x8E
    assert bytes.fromhex("12 01 42") in lines
    assert commands.registration("000000", 978, Paper.NOBODY, 42).data[3] == 0x0E


@pytest.mark.parametrize("amount", [0, -1, 10**12])
def test_an_amount_that_no_terminal_takes_is_no_message(amount: int) -> None:
    with pytest.raises(ValueError):
        commands.authorisation(amount, 978)


@pytest.mark.parametrize("size", [0, 1, 254, 255, 256, 65_535])
def test_long_messages_have_a_long_length(size: int) -> None:
    raw = packed(Apdu(Kind.PRINT_BLOCK, bytes(size)))
    assert size_of(raw[:5]) == len(raw)
    assert raw[2] == (size if size < 255 else 0xFF)
    assert read_apdu(raw).data == bytes(size)
    for wrong in (raw[:-1], raw + b"\0"):
        with pytest.raises(NotZvt):
            read_apdu(wrong)


def test_a_status_is_read_whole() -> None:
    read = read_status(bytes.fromhex(status().replace(" ", ""))[3:])
    assert (read.result, read.amount_minor, read.currency) == (0, 1721, 978)
    assert read.mark == Mark("52500039", 12, 345, "1126", "120000")
    assert (read.card_type, read.card_name, read.last_four, read.authorisation) == (
        10,
        "VISA",
        "4242",
        "471199",
    )


def test_of_a_card_number_only_four_digits_are_ever_read() -> None:
    number = bytes.fromhex("22 F0 F8 41 11 11 11 11 11 11 11 23 F0 F2 12 34 0E 28 12 3A 01 23")
    found = fields.read_fields(number)
    assert found == {fields.CARD_NUMBER: b"1111"}
    assert fields.last_four_of(bytes.fromhex("EE EE EE EE EE EE 42 42 4F")) == "2424"
    assert fields.last_four_of(bytes.fromhex("EE EE EE E2")) == ""


def test_slips_are_told_apart() -> None:
    tray = SlipTray()
    for text in ("one", "two"):
        tray.line(b"\x00" + text.encode())
    tray.line(b"\x80end")
    tray.line(b"\x00three \x81")
    slips = tray.take()
    assert [(slip.kind, slip.lines) for slip in slips] == [
        (MERCHANT, ("one", "two", "end")),
        (CUSTOMER, ("three ü",)),
    ]


# -- frames ----------------------------------------------------------------------------------------


def test_a_frame_is_that_of_the_specification() -> None:
    assert framed(bytes.fromhex("80 00 00")).hex(" ") == "10 02 80 00 00 10 03 f5 1f"
    assert framed(b"\x10")[:6].hex(" ") == "10 02 10 10 10 03"


def taken(raw: bytes) -> list[bytes | int]:
    reader = FrameReader()
    return [got for byte in raw if (got := reader.take(byte)) is not None]


def test_frames_are_read_as_they_were_written() -> None:
    chance = random.Random(4)
    for _ in range(300):
        message = bytes(chance.choices((0x10, 0x02, 0x03, 0x06, 0x15, 0x41), k=chance.randrange(40)))
        assert taken(b"\x06" + framed(message) + b"\x15") == [ACK, message, NAK]


def test_one_bit_that_flips_is_noticed() -> None:
    raw = bytearray(framed(bytes.fromhex(status().replace(" ", ""))))
    for at in range(2, len(raw)):
        raw[at] ^= 0x04
        try:
            got = taken(bytes(raw))
        except NotZvt:
            got = []
        assert not [each for each in got if isinstance(each, bytes)]
        raw[at] ^= 0x04


# -- at random ---------------------------------------------------------------------------------------


class Script:
    """A link that says messages and then breaks."""

    def __init__(self, messages: list[Apdu]) -> None:
        self._messages = messages

    def send(self, apdu: Apdu, until: Until) -> None: ...

    def receive(self, until: Until, wanted: object = None) -> Apdu:
        if not self._messages:
            raise LinkLost("the script is over")
        return self._messages.pop(0)

    def close(self) -> None: ...


BASES = [bytes.fromhex(status(result=result).replace(" ", "")) for result in (0, 0, 51, 0x6C)]
BASES += [
    bytes.fromhex(each)
    for each in ("060f00", "061e016c", "04ff020a01", "06d1054048616c6c", "06d306060414013007", "800000")
]


def mangled(chance: random.Random) -> bytes:
    raw = bytearray(chance.choice(BASES))
    for _ in range(chance.choice((0, 1, 1, 2, 8))):
        way, at = chance.randrange(4), chance.randrange(len(raw) or 1)
        if way == 0 and raw:
            raw[at] = chance.randrange(256)
        elif way == 1 and raw:
            del raw[at : at + chance.randrange(1, 4)]
        elif way == 2:
            raw[at:at] = bytes(chance.choices(range(256), k=chance.randrange(1, 4)))
        else:
            raw[at:] = b""
    return bytes(raw)


def test_a_hundred_thousand_messages_at_random_bring_no_other_error_down() -> None:
    chance = random.Random(20007)
    understood = 0
    for turn in range(100_000):
        raw = mangled(chance)
        try:
            if turn % 50 == 0:
                taken(framed(raw)[: chance.randrange(200)] + raw)
            message = read_apdu(raw)
            if message.control == Kind.STATUS:
                understood += read_status(message.data).approved
            elif message.control == Kind.PRINT_BLOCK:
                SlipTray().block(message.data)
            else:
                fields.read_fields(message.data)
        except NotZvt:
            continue
    assert understood > 1000


WANTED = Entry(
    "key", What.PAYMENT, "line", 1721, "EUR", datetime(2026, 11, 26, 12, tzinfo=UTC),
    before=Mark("52500039", 11, 344, "1126", "110000"), fresh=True,
)  # fmt: skip


def test_no_conversation_at_random_takes_a_payment_without_its_own_whole_word() -> None:
    chance = random.Random(1999)
    taken_count = 0
    for _ in range(8000):
        raws = [mangled(chance) for _ in range(chance.randrange(1, 6))]
        messages = [read_apdu(raw) for raw in raws if size_of(raw) == len(raw)]
        heard = list(messages)
        outcome = Conversation(Script(messages)).listen(Until(5))
        told = outcome.status
        if outcome.end is not End.DONE or told is None or not told.approved or outcome.doubt:
            continue
        if told_of_it(WANTED, told):
            taken_count += 1
            upto = next(at for at, each in enumerate(heard) if each.control == Kind.COMPLETION)
            said = [each for each in heard[:upto] if each.control == Kind.STATUS]
            assert said
            assert all(read_status(each.data) == told for each in said)
            assert (told.result, told.amount_minor) == (0, 1721)
    assert taken_count > 15


# -- whether it is ours ------------------------------------------------------------------------------

NOW = datetime(2026, 11, 26, 13, 1, tzinfo=timezone(timedelta(hours=1)))
OURS = Mark("52500039", 12, 345, "1126", "130010")


def last(
    mark: Mark = OURS, amount: int = 1721, currency: int | None = 978, trace: int | None = None
) -> Status:
    return Status(0, amount, currency, mark, original_trace=trace)


@pytest.mark.parametrize(
    ("entry", "seen", "verdict"),
    [
        ({}, last(), Verdict.OURS),
        ({}, last(currency=None), Verdict.OURS),
        ({}, last(WANTED.before or OURS, 500), Verdict.NOTHING),
        ({}, None, Verdict.UNSURE),
        ({"before": None, "before_none": True}, None, Verdict.NOTHING),
        ({"before": None, "before_none": True}, last(), Verdict.OURS),
        ({"before": None, "fresh": False}, last(), Verdict.UNSURE),
        ({}, last(amount=1720), Verdict.UNSURE),
        ({}, last(currency=756), Verdict.UNSURE),
        ({}, last(trace=344), Verdict.UNSURE),
        ({}, last(Mark("52500040", 12, 345)), Verdict.UNSURE),
        ({}, last(Mark("52500039", 13, 346)), Verdict.UNSURE),
        ({}, last(Mark()), Verdict.UNSURE),
        ({"fresh": False}, last(), Verdict.OURS),
        ({"fresh": False}, last(Mark("52500039", 12, 345, "1126", "124000")), Verdict.UNSURE),
        ({"fresh": False}, last(Mark("52500039", 12, 345)), Verdict.UNSURE),
        ({"seen": OURS}, last(), Verdict.OURS),
        ({"seen": OURS}, last(WANTED.before or OURS, 500), Verdict.UNSURE),
        ({"before": Mark("52500039", 9999, 999999)}, last(Mark("52500039", 1, 1)), Verdict.OURS),
    ],
)
def test_what_a_last_transaction_says(
    entry: dict[str, object], seen: Status | None, verdict: Verdict
) -> None:
    from pos_desktop.domain.record import replace

    assert verdict_of(replace(WANTED, **entry), seen, NOW) is verdict
