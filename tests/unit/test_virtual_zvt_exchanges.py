"""The virtual ZVT terminal on a real socket, with exchanges as the specification writes them."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_desktop.payments.zvt.fake import GIROCARD, MASTERCARD, SIGNING, VISA, VirtualZvtTerminal
from pos_desktop.payments.zvt.fake.records import Kind
from pos_desktop.payments.zvt.fake.tlv import nodes, values_of
from tests.unit.zvt_register import (
    ACK,
    PAY_12_50,
    QUICK,
    REGISTER,
    Register,
    kinds,
    registered,
    status_of,
    wait_for,
)


@pytest.fixture
def terminal() -> Iterator[VirtualZvtTerminal]:
    with VirtualZvtTerminal(automatic=0, times=QUICK) as one:
        yield one


@pytest.fixture
def by_hand() -> Iterator[VirtualZvtTerminal]:
    with VirtualZvtTerminal(times=QUICK) as one:
        yield one


def test_registers_with_password_config_and_currency(terminal: VirtualZvtTerminal) -> None:
    register = Register(terminal)
    register.send(REGISTER)
    register.hears("80 00 00")
    register.hears("06 0F 0A 19 00 29 60 00 00 07 49 09 78")
    register.send(ACK)
    assert terminal.state.registered
    register.close()


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        ("06 00 06 12 34 56 8E 09 78", ["80 00 00", "06 1E 01 83"]),  # another password
        ("06 00 06 00 00 00 8E 08 40", ["84 6F 00"]),  # another currency
        ("06 00 03 00 00 00", ["84 9A 00"]),  # no config byte
        ("06 00 01 00", ["84 9A 00"]),
        ("06 00 05 00 00 00 8E 09", ["84 9A 00"]),  # half a currency
        ("06 C0 00", ["84 83 00"]),  # not known here
        (PAY_12_50, ["84 6B 00"]),  # not registered
    ],
)
def test_refuses(terminal: VirtualZvtTerminal, asked: str, answers: list[str]) -> None:
    register = Register(terminal)
    register.send(asked)
    for answer in answers:
        register.hears(answer)
    assert not terminal.state.registered
    register.close()


def test_logs_off_with_an_acknowledgement_alone(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal) as register:
        register.send("06 02 00")
        register.hears("80 00 00")
        register.send(PAY_12_50)
        register.hears("84 6B 00")


def test_pays_and_tells_all_of_it(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal) as register:
        came = register.ask(PAY_12_50)
    assert kinds(came) == ["8000", "04FF", "04FF", "04FF", "04FF", "040F", "060F"]
    assert [one.data[0] for one in came if one.control == 0x04FF] == [0x0A, 0x01, 0x04, 0x1C]
    told, booked = status_of(came), terminal.transactions[0]
    assert told[0x27] == b"\0"
    assert told[0x04].hex() == "000000001250"
    assert told[0x0B].hex() == "000001"
    assert told[0x87].hex() == "0001"
    assert told[0x88].hex() == "000001"
    assert told[0x49].hex() == "0978"
    assert told[0x17].hex() == "0002"
    assert told[0x29].hex() == "60000007"
    assert told[0x2A] == b"100200300      "
    assert told[0x22].hex() == "e" * 15 + "1234f"
    assert told[0x3B] == booked.authorisation.encode() + b"\0\0"
    assert told[0x3C] == b"GEN.NR.:" + booked.authorisation.encode()
    assert told[0x8A] == b"\x05"
    assert told[0x8B] == b"girocard\0"
    assert told[0x0C].hex() == booked.at[11:].replace(":", "")
    assert told[0x0D].hex() == booked.at[5:10].replace("-", "")
    assert 0x0E not in told  # no expiry date
    assert list(values_of(told[0x06], 0x1F10)) == [b"\x02"]
    assert list(values_of(told[0x06], 0x43)) == [bytes.fromhex("A000000359101002")]
    assert (booked.kind, booked.amount_minor, booked.currency) == (Kind.PAYMENT, 1250, 978)


def test_without_notices_when_the_register_wants_none(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal, "86") as register:
        assert kinds(register.ask(PAY_12_50)) == ["8000", "040F", "060F"]


def test_lines_for_the_registers_printer(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal, "86") as register:
        lines = [one.data for one in register.ask(PAY_12_50) if one.control == 0x06D1]
    assert [line[0] for line in lines].count(0x81) == 2  # a last line for either receipt
    words = [line[1:].decode("cp437") for line in lines]
    assert words[0].strip() == "Händlerbeleg"
    assert "Kundenbeleg" in [one.strip() for one in words]
    assert words.count("Betrag         EUR 12,50") == 2
    assert "Nr.         ########1234" in words


def test_blocks_when_the_register_lists_them(terminal: VirtualZvtTerminal) -> None:
    register = Register(terminal)
    register.ask("06 00 0E 00 00 00 86 09 78 06 06 26 04 0A 02 06 D3")
    blocks = [one for one in register.ask(PAY_12_50) if one.control == 0x06D3]
    for block, whose in zip(blocks, (1, 2), strict=True):
        assert block.data[:2] == b"\x06\x82"
        kind, lines = nodes(block.data[4:])
        assert kind == (0x1F07, bytes([whose]))
        assert lines[0] == 0x25
        assert nodes(lines[1])[-1] == (0x09, b"\x81")
    assert blocks[0].encoded()[2] == 0xFF  # three bytes of length, the lower one first
    register.close()


@pytest.mark.parametrize("config", ["08", "0E"])
def test_sends_no_receipt_when_the_register_prints_none_for_it(
    terminal: VirtualZvtTerminal, config: str
) -> None:
    with registered(terminal, config) as register:
        assert not [one for one in register.ask(PAY_12_50) if one.control in (0x06D1, 0x06D3)]


def test_no_payment_without_paper_when_the_terminal_prints(terminal: VirtualZvtTerminal) -> None:
    terminal.paper_out()
    with registered(terminal, "08") as register:
        came = register.ask(PAY_12_50)
        assert came[-1].encoded().hex(" ") == "06 1e 01 cc"
        assert register.ask("05 01 00")[-1].encoded().hex(" ") == "06 0f 01 cc"
        terminal.paper_in()
        assert kinds(register.ask(PAY_12_50))[-1] == "060F"
    assert len(terminal.transactions) == 1


@pytest.mark.parametrize(
    ("asked", "end"),
    [
        ("06 01 07 04 00 00 00 00 00 00", "06 1e 01 c8"),  # nothing to pay
        ("06 01 0A 04 00 00 00 00 12 50 49 08 40", "06 1e 03 6f 09 78"),  # dollars: the own currency follows
        ("06 01 00", "84 9a 00"),  # no amount
        ("06 01 07 04 00 00 00 00 12 5A", "84 9a 00"),  # no digits
        ("06 01 03 04 00 00", "84 9a 00"),  # cut off
    ],
)
def test_wrong_amounts(terminal: VirtualZvtTerminal, asked: str, end: str) -> None:
    with registered(terminal) as register:
        assert register.ask(asked)[-1].encoded().hex(" ") == end
    assert terminal.transactions == ()


def test_the_bank_says_no(by_hand: VirtualZvtTerminal) -> None:
    with registered(by_hand) as register:
        register.send(PAY_12_50)
        wait_for(by_hand, "waiting_for_card")
        assert by_hand.state.amount_minor == 1250
        assert by_hand.decline(0x33, VISA)
        assert not by_hand.present()  # only one card at a time
        came = register.follow()
    status = next(one for one in came if one.control == 0x040F)
    assert status.encoded().hex(" ").startswith("04 0f 22 27 33 29 60 00 00 07 3c f0 f2 f3 4c 49 4d 49 54")
    assert came[-1].encoded().hex(" ") == "06 1e 01 33"
    assert by_hand.transactions == ()


def test_a_wrong_pin_and_the_stop_key(by_hand: VirtualZvtTerminal) -> None:
    with registered(by_hand) as register:
        register.send(PAY_12_50)
        wait_for(by_hand, "waiting_for_card")
        by_hand.wrong_pin()
        came = register.follow()
        assert 0x15 in [one.data[0] for one in came if one.control == 0x04FF]
        assert came[-1].data == b"\x37"
        register.send(PAY_12_50)
        wait_for(by_hand, "waiting_for_card")
        by_hand.press_stop()
        assert register.follow()[-1].data == b"\x6c"
    assert by_hand.transactions == ()
    assert by_hand.state.ended == "stopped"


def test_the_register_aborts_while_nobody_has_paid(by_hand: VirtualZvtTerminal) -> None:
    with registered(by_hand, "86") as register:
        register.send(PAY_12_50)
        register.hears("80 00 00")
        wait_for(by_hand, "waiting_for_card")
        register.send("06 B0 00")
        register.hears("80 00 00")
        came = register.follow()
        assert kinds(came) == ["040F", "061E"]
        assert came[-1].data == b"\x6c"
        register.send("06 B0 00")  # nothing to abort
        register.hears("80 00 00")
    assert by_hand.transactions == ()


def test_nobody_pays_in_time() -> None:
    times = QUICK.__class__(answered=0.3, card=0.05)
    with VirtualZvtTerminal(times=times) as terminal, registered(terminal) as register:
        assert register.ask(PAY_12_50)[-1].data == b"\x6c"


def test_busy_while_it_pays_and_not_behind_the_last_acknowledgement(by_hand: VirtualZvtTerminal) -> None:
    with registered(by_hand, "86") as register:
        register.send(PAY_12_50)
        register.hears("80 00 00")
        wait_for(by_hand, "waiting_for_card")
        other = Register(by_hand)
        for line in (register, other):
            line.send("05 01 00")
            line.hears("84 9C 00")
        other.close()
        by_hand.present(MASTERCARD)
        while register.hear().control != 0x060F:
            register.send(ACK)
        register.send(f"{ACK} 05 01 00")  # both in one packet
        register.hears("80 00 00")
        register.hears("06 0F 01 00")


def test_a_signature_that_the_cashier_judges(by_hand: VirtualZvtTerminal) -> None:
    with registered(by_hand) as register:
        for accepted in (True, False):
            register.send(PAY_12_50)
            wait_for(by_hand, "waiting_for_card")
            by_hand.present(SIGNING)
            heard: list[int] = []
            watcher = threading.Thread(target=lambda: heard.extend(one.control for one in register.follow()))
            watcher.start()
            wait_for(by_hand, "signing")
            by_hand.judge_signature(accepted)
            watcher.join(30)
            assert heard[-1] == (0x060F if accepted else 0x061E)
    assert [one.kind for one in by_hand.transactions] == [Kind.PAYMENT, Kind.PAYMENT, Kind.REVERSAL]
    assert by_hand.turnover_minor == 1250


def test_reverses_by_receipt_number_once(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal) as register:
        register.ask(PAY_12_50)
        assert register.ask("06 30 06 12 34 56 87 00 01")[-1].data == b"\x83"  # the password
        assert register.ask("06 30 06 00 00 00 87 00 09")[-1].data == b"\xb5"  # no such receipt
        assert register.ask("06 30 0D 00 00 00 87 00 01 04 00 00 00 00 12 49")[-1].data == b"\xb7"
        told = status_of(register.ask("06 30 06 00 00 00 87 00 01"))
        assert (told[0x04].hex(), told[0x37].hex(), told[0x0B].hex()) == ("000000001250", "000001", "000002")
        assert register.ask("06 30 06 00 00 00 87 00 01")[-1].data == b"\xb4"  # already
        assert register.ask("06 30 06 00 00 00 87 00 02")[-1].data == b"\xb5"  # a reversal is final
    assert [one.kind for one in terminal.transactions] == [Kind.PAYMENT, Kind.REVERSAL]
    assert terminal.turnover_minor == 0


def test_refunds_and_closes_the_day(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal, "8E") as register:
        register.ask(PAY_12_50)
        register.ask(PAY_12_50)
        told = status_of(register.ask("06 31 0D 00 00 00 04 00 00 00 00 02 50 49 09 78"))
        assert told[0x04].hex() == "000000000250"
        came = register.ask("06 50 03 00 00 00")
        day = status_of(came)
        assert day[0x04].hex() == "000000002250"
        assert day[0x0B].hex() == "000004"
        girocard, rest = day[0x60][4:11], day[0x60][11:]
        assert day[0x60][:4].hex() == "00010003"
        assert girocard.hex() == "03" + "000000002250"
        assert rest == bytes(42)
        printed = [one.data[1:].decode("cp437") for one in came if one.control == 0x06D1]
        assert "Summe          EUR 22,50" in printed
        again = status_of(register.ask("06 50 03 00 00 00"))
        assert (again[0x04].hex(), again[0x60].hex()) == ("000000000000", "00" * 53)
        assert register.ask("06 30 06 00 00 00 87 00 01")[-1].data == b"\xb5"  # the day is closed
    assert terminal.turnover_minor == 0
    assert [one.total_minor for one in terminal.days] == [2250, 0]


def test_tells_the_last_transaction_again(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal, "86") as register:
        assert register.ask("06 20 05 00 00 00 03 03")[-1].data == b"\x83"  # there is none
        first = next(one for one in register.ask(PAY_12_50) if one.control == 0x040F)
        came = register.ask("06 20 05 00 00 00 03 03")
        assert [one.control for one in came] == [0x8000, 0x040F, 0x060F]  # and prints nothing
        assert came[1] == first
        printed = register.ask("06 20 03 00 00 00")
        assert 0x06D1 in [one.control for one in printed]
        assert 0x040F not in [one.control for one in printed]
    assert len(terminal.transactions) == 1


def test_tells_how_it_is(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal) as register:
        assert register.ask("05 01 00")[-1].encoded().hex(" ") == "06 0f 01 00"
        asked = register.ask("05 01 05 00 00 00 03 01")[-1]
        assert asked.data == b"\xf0\xf1\xf5POSDESKTOP-VT-1\x00"
        for command in ("06 70 00", "06 93 03 00 00 00"):
            came = register.ask(command)
            assert [one.control for one in came] == [0x8000, 0x04FF, 0x060F]


def test_the_register_says_wait_then_no_to_the_status(terminal: VirtualZvtTerminal) -> None:
    with registered(terminal, "86") as register:
        register.send(PAY_12_50)
        register.hears("80 00 00")
        first = register.hear()
        register.send("84 9C 00")  # wait, tell me again
        assert register.hear() == first
        register.send("84 66 00")  # the goods do not come out
        assert register.hear().encoded().hex(" ") == "06 1e 01 66"
        register.send(ACK)
    assert [(one.kind, one.automatic) for one in terminal.transactions] == [
        (Kind.PAYMENT, False),
        (Kind.REVERSAL, True),
    ]
    assert terminal.turnover_minor == 0


def test_books_outlive_the_terminal_and_a_torn_line(tmp_path: Path) -> None:
    books = tmp_path / "zvt" / "books.jsonl"
    with (
        VirtualZvtTerminal(automatic=0, times=QUICK, books=books) as terminal,
        registered(terminal) as register,
    ):
        register.ask(PAY_12_50)
        register.ask(PAY_12_50)
        register.ask("06 30 06 00 00 00 87 00 01")
    with books.open("a") as torn:
        torn.write('{"Booking": {"number": 4, "tr')
    with (
        VirtualZvtTerminal(automatic=0, times=QUICK, books=books) as terminal,
        registered(terminal) as register,
    ):
        assert terminal.turnover_minor == 1250
        assert register.ask("06 30 06 00 00 00 87 00 01")[-1].data == b"\xb4"
        assert status_of(register.ask(PAY_12_50))[0x87].hex() == "0004"
        register.ask("06 50 03 00 00 00")
    again = VirtualZvtTerminal(books=books)
    assert again.transactions == terminal.transactions
    assert again.days == terminal.days
    assert again.turnover_minor == 0


def test_tells_listeners_and_leaves_nothing_behind(by_hand: VirtualZvtTerminal) -> None:
    seen = []
    stop = by_hand.on_change(lambda: seen.append(by_hand.state.stage))
    with registered(by_hand) as register:
        register.send(PAY_12_50)
        wait_for(by_hand, "waiting_for_card")
        by_hand.stop()  # in the middle of it
    assert "waiting_for_card" in seen
    stop()
    assert not [one.name for one in threading.enumerate() if one.name.startswith("virtual-zvt")]
    by_hand.start()
    with registered(by_hand):
        assert by_hand.transactions == ()
    assert GIROCARD.masked.hex() == "e" * 15 + "1234f"
