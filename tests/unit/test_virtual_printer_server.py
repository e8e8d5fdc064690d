"""The printer on the network: status at any moment, back pressure, sudden death, clean ends."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from pos_desktop.devices.fake.virtual_printer import Paper, PrinterState, Trouble, VirtualPrinter
from tests.kept_port import kept_port

RECEIPT = b"\x1b@Total\n\x1dVA\x00"


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as running:
        yield running


@contextlib.contextmanager
def dial(printer: VirtualPrinter) -> Iterator[socket.socket]:
    with socket.create_connection((printer.host, printer.port), timeout=60) as connection:
        yield connection


def read(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count and (more := connection.recv(count - len(data))):
        data += more
    return data


def ask(connection: socket.socket, question: bytes, count: int = 1) -> bytes:
    connection.sendall(question)
    return read(connection, count)


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("virtual-printer")]


def test_a_receipt_comes_out(printer: VirtualPrinter) -> None:
    with dial(printer) as connection:
        connection.sendall(RECEIPT)
    (receipt,) = printer.wait_for_receipts(1)
    assert receipt.text == "Total"
    assert printer.problems == []


def test_byte_by_byte(printer: VirtualPrinter) -> None:
    with dial(printer) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in RECEIPT:
            connection.sendall(bytes([byte]))
    assert printer.wait_for_receipts(1)[0].text == "Total"


def test_status_is_answered_while_paper_is_out_and_printing_goes_on_later(printer: VirtualPrinter) -> None:
    printer.paper_out()
    with dial(printer) as connection:
        connection.sendall(RECEIPT)
        assert ask(connection, b"\x10\x04\x01") == b"\x1a"
        assert ask(connection, b"\x10\x04\x02") == b"\x32"
        assert ask(connection, b"\x10\x04\x04") == b"\x7e"
        assert printer.receipts == []
        assert printer.buffered_bytes() == len(RECEIPT)
        printer.paper_ok()
        assert printer.wait_for_receipts(1)[0].text == "Total"
        assert ask(connection, b"\x10\x04\x01") == b"\x12"


@pytest.mark.parametrize(
    ("stop", "go"), [("cover_open", "cover_close"), ("offline", "online"), ("paper_out", "paper_low")]
)
def test_a_stopped_printer_holds_what_came(printer: VirtualPrinter, stop: str, go: str) -> None:
    getattr(printer, stop)()
    with dial(printer) as connection:
        connection.sendall(RECEIPT + b"\x10\x04\x01")
        assert read(connection, 1) == b"\x1a"
        assert printer.receipts == []
        getattr(printer, go)()
        printer.wait_for_receipts(1)


def test_a_full_buffer_stops_the_sender(printer: VirtualPrinter) -> None:
    printer.paper_out()
    data = memoryview(b"a line of text\n" * 1_000_000)
    with dial(printer) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32_768)
        connection.settimeout(0.3)
        sent = 0
        with pytest.raises(TimeoutError):
            while sent < len(data):
                sent += connection.send(data[sent : sent + 8192])
        assert sent < 1_000_000
        assert printer.wait_until(lambda: printer.buffered_bytes() == 4096)
    assert printer.uncut_dots == 0


def test_after_back_pressure_every_line_is_printed(printer: VirtualPrinter) -> None:
    printer.cover_open()
    lines = 20_000
    data = b"".join(
        f"{number:06d}\n".encode() + (b"\x1dVA\x00" if number % 1000 == 999 else b"")
        for number in range(lines)
    )
    with dial(printer) as connection:
        sender = threading.Thread(target=connection.sendall, args=(data,))
        sender.start()
        assert printer.wait_until(lambda: printer.buffered_bytes() == 4096)
        printer.cover_close()
        receipts = printer.wait_for_receipts(lines // 1000, timeout=90)
        sender.join(60)
    printed = [int(line) for receipt in receipts for line in receipt.lines]
    assert printed == list(range(lines))


def test_the_drawer_opens_by_pulse_and_is_sensed(printer: VirtualPrinter) -> None:
    with dial(printer) as connection:
        assert ask(connection, b"\x10\x04\x01") == b"\x12"
        connection.sendall(b"\x1bp\x00\x19\xfa")
        (pulse,) = printer.wait_for_pulses(1)
        assert (pulse.pin, pulse.on_ms, pulse.off_ms, pulse.realtime) == (2, 50, 500, False)
        assert printer.state.drawer_open
        assert ask(connection, b"\x10\x04\x01") == b"\x16"
        printer.drawer_close()
        assert ask(connection, b"\x10\x04\x01") == b"\x12"


def test_the_drawer_hangs_on_one_pin_and_may_sense_the_other_way_round() -> None:
    with VirtualPrinter(drawer_pin=5, drawer_open_is_high=False) as printer, dial(printer) as connection:
        connection.sendall(b"\x1bp\x00\x19\xfa")
        printer.wait_for_pulses(1)
        assert not printer.state.drawer_open
        assert ask(connection, b"\x10\x04\x01") == b"\x16"
        connection.sendall(b"\x1bp\x01\x19\xfa")
        printer.wait_for_pulses(2)
        assert ask(connection, b"\x10\x04\x01") == b"\x12"


def test_a_kick_in_real_time_works_with_the_paper_out(printer: VirtualPrinter) -> None:
    printer.paper_out()
    with dial(printer) as connection:
        connection.sendall(b"waiting\n\x10\x14\x01\x00\x02")
        (pulse,) = printer.wait_for_pulses(1)
    assert (pulse.pin, pulse.on_ms, pulse.realtime) == (2, 200, True)
    assert printer.state.drawer_open
    assert printer.text == ""


def test_automatic_status(printer: VirtualPrinter) -> None:
    with dial(printer) as connection:
        assert ask(connection, b"\x1da\x0f", 4) == b"\x10\x00\x00\x0f"
        printer.paper_low()
        assert read(connection, 4) == b"\x10\x00\x03\x0f"
        printer.drawer_open()
        assert read(connection, 4) == b"\x14\x00\x03\x0f"
        assert ask(connection, b"\x1da\x00\x1dr\x01") == b"\x03"
        printer.paper_out()
        assert ask(connection, b"\x10\x04\x04") == b"\x7e"


def test_in_turn_answers_come_after_the_printing(printer: VirtualPrinter) -> None:
    with dial(printer) as connection:
        assert ask(connection, b"Total\n\x1dr\x01") == b"\x00"
        assert printer.text == "Total"
        assert ask(connection, b"\x1dIC", 12) == b"_VIRTUAL-80\0"


def test_a_mute_printer_prints_and_says_nothing(printer: VirtualPrinter) -> None:
    printer.mute()
    with dial(printer) as connection:
        connection.sendall(b"\x10\x04\x01" + RECEIPT)
        printer.wait_for_receipts(1)
        printer.unmute()
        assert ask(connection, b"\x10\x04\x02") == b"\x12"


def test_it_dies_in_the_middle_and_serves_the_next_connection(printer: VirtualPrinter) -> None:
    printer.dies_after(6)
    with dial(printer) as connection:
        connection.sendall(b"abc\ndefghi\n\x1dVA\x00")
        with pytest.raises(OSError, match=r"reset|aborted"):
            while connection.recv(16):
                pass
            raise ConnectionResetError("reset was lost to an orderly end")
    assert printer.wait_idle()
    assert printer.text == "abc"
    with dial(printer) as connection:
        connection.sendall(b"\x1b@next\n\x1dVA\x00")
        assert printer.wait_for_receipts(1)[0].lines == ["abc", "next"]


def test_half_a_command_is_forgotten_with_its_connection(printer: VirtualPrinter) -> None:
    with dial(printer) as connection:
        connection.sendall(b"\x1dv0\x00\x48\x00\x10\x00half a picture")
    assert printer.wait_until(lambda: bool(printer.problems))
    assert printer.problems == ["connection ended inside a command, 22 bytes dropped"]
    with dial(printer) as connection:
        connection.sendall(RECEIPT)
    assert printer.wait_for_receipts(1)[0].text == "Total"


def test_one_connection_at_a_time_the_second_waits(printer: VirtualPrinter) -> None:
    with dial(printer) as first, dial(printer) as second:
        assert ask(first, b"\x10\x04\x01") == b"\x12"
        second.sendall(b"\x10\x04\x01second\n")
        assert ask(first, b"\x10\x04\x04") == b"\x12"
        assert printer.text == ""
        first.close()
        assert read(second, 1) == b"\x12"
    assert printer.wait_until(lambda: printer.text == "second")


def test_or_the_second_is_refused() -> None:
    with VirtualPrinter(refuse_second=True) as printer, dial(printer) as first:
        assert ask(first, b"\x10\x04\x01") == b"\x12"
        with dial(printer) as second:
            assert second.recv(1) == b""
        assert ask(first, b"\x10\x04\x01") == b"\x12"


def test_faults_are_mended_from_afar(printer: VirtualPrinter) -> None:
    printer.fail(Trouble.CUTTER)
    with dial(printer) as connection:
        assert ask(connection, RECEIPT + b"\x10\x04\x03") == b"\x1a"
        connection.sendall(b"\x10\x05\x01")
        printer.wait_for_receipts(1)
        printer.fail(Trouble.CUTTER)
        assert ask(connection, RECEIPT + b"\x10\x04\x01") == b"\x1a"
        connection.sendall(b"\x10\x05\x02")
        assert ask(connection, b"\x10\x04\x01") == b"\x12"
    assert printer.wait_idle()
    assert len(printer.receipts) == 1


def test_clearing_the_buffers(printer: VirtualPrinter) -> None:
    printer.offline()
    with dial(printer) as connection:
        assert ask(connection, RECEIPT + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", 3) == b"7%\0"
    printer.online()
    assert printer.wait_idle()
    assert printer.receipts == []


def test_callbacks(printer: VirtualPrinter) -> None:
    receipts: list[str] = []
    states: list[PrinterState] = []
    pulses: list[int] = []
    moves: list[int] = []
    printer.on_receipt(lambda receipt: receipts.append(receipt.text))
    stop = printer.on_state(states.append)
    printer.on_pulse(lambda pulse: pulses.append(pulse.pin))
    printer.on_paper(lambda: moves.append(printer.uncut_dots))
    printer.paper_low()
    with dial(printer) as connection:
        connection.sendall(b"\x1bp\x01\x32\x32" + RECEIPT)
        printer.wait_for_receipts(1)
    assert printer.wait_idle()
    stop()
    printer.paper_ok()
    assert receipts == ["Total"]
    assert [state.paper for state in states] == [Paper.LOW]
    assert pulses == [5]
    assert moves


def test_a_failing_callback_does_not_stop_the_printer(
    printer: VirtualPrinter, caplog: pytest.LogCaptureFixture
) -> None:
    printer.on_receipt(lambda receipt: 1 // 0)
    with dial(printer) as connection:
        connection.sendall(RECEIPT * 2)
        assert len(printer.wait_for_receipts(2)) == 2
        assert printer.wait_idle()
    assert "a listener for receipt" in caplog.text


def test_print_speed(printer: VirtualPrinter) -> None:
    printer.line_delay = 0.01
    began = time.monotonic()
    with dial(printer) as connection:
        connection.sendall(b"x\n" * 20)
        assert ask(connection, b"\x1dr\x01") == b"\x00"
    assert time.monotonic() - began >= 0.2


def test_status_does_not_wait_for_the_printing() -> None:
    with VirtualPrinter(line_delay=600) as printer, dial(printer) as connection:
        connection.sendall(b"x\n" * 20)
        assert ask(connection, b"\x10\x04\x01") == b"\x12"
        assert printer.buffered_bytes() > 0


def test_a_megabyte_of_picture_takes_well_under_a_second(printer: VirtualPrinter) -> None:
    rows = 14_000
    began = time.process_time()  # of all threads of this program: how busy the computer is does not count
    with dial(printer) as connection:
        connection.sendall(
            b"\x1dv0\x00\x48\x00" + rows.to_bytes(2, "little") + bytes(72 * rows) + b"\x1dVA\x00"
        )
        (receipt,) = printer.wait_for_receipts(1)
    assert receipt.bitmap.height == rows + 120
    assert time.process_time() - began < 1.0


def test_stop_is_quick_leaves_no_thread_and_start_keeps_the_port() -> None:
    before = threads()
    printer = VirtualPrinter(port=kept_port(), line_delay=600).start()
    port = printer.port
    assert len(threads()) == len(before) + 2
    with dial(printer) as connection:
        connection.sendall(b"slow\n" * 50)
        assert printer.wait_until(lambda: printer.text.startswith("slow"))
        began = time.monotonic()
        printer.stop()
        assert time.monotonic() - began < 25, "before anybody gives up waiting for its threads"
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(1) == b""
    assert threads() == before
    with pytest.raises(OSError, match=r"refused"):
        socket.create_connection((printer.host, port), timeout=30)
    printer.line_delay = 0
    with printer.start(), dial(printer) as connection:
        assert printer.port == port
        assert ask(connection, b"\x10\x04\x01") == b"\x12"


def test_a_taken_port_is_an_error(printer: VirtualPrinter) -> None:
    with pytest.raises(OSError, match=r"in use|10048"):
        VirtualPrinter(port=printer.port).start()


def test_waiting_in_vain_tells_why(printer: VirtualPrinter) -> None:
    printer.paper_out()
    with pytest.raises(TimeoutError, match="0 of 1 receipts.*online False"):
        printer.wait_for_receipts(1, timeout=0.05)


def test_rubbish_over_the_network_leaves_it_working(
    printer: VirtualPrinter, caplog: pytest.LogCaptureFixture
) -> None:
    rubbish = random.Random(9100)
    leads = (b"\x1b", b"\x1d", b"\x1c", b"\x10", b"\x1d(", b"\x1dk", b"text ")
    with dial(printer) as connection:
        for _ in range(300):
            connection.sendall(rubbish.choice(leads) + rubbish.randbytes(rubbish.randrange(60)))
    with dial(printer) as connection:
        assert ask(connection, b"\x10\x04\x02") == b"\x12"
        assert printer.wait_idle(60)
        printer.tear_off()
        count = len(printer.receipts)
        connection.sendall(b"\x1b=\x01" + RECEIPT)
        assert printer.wait_for_receipts(count + 1)[-1].text == "Total"
    assert caplog.records == []


def test_paper_can_be_looked_at_and_torn_off(printer: VirtualPrinter) -> None:
    with dial(printer) as connection:
        assert ask(connection, b"no cut\n\x1dr\x01") == b"\x00"
    assert printer.paper_image().width == 640
    printer.tear_off()
    (receipt,) = printer.receipts
    assert (receipt.text, receipt.cut) == ("no cut", "torn")
    printer.forget()
    assert printer.receipts == [] and printer.text == ""
