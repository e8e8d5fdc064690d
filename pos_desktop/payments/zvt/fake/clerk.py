"""Serves one command after the other on a thread of its own, and tells the line who has to wait."""

import logging
import queue
import threading
from collections.abc import Callable

from pos_desktop.payments.zvt.fake import apdu as command
from pos_desktop.payments.zvt.fake import office, sales
from pos_desktop.payments.zvt.fake.apdu import Apdu, negative, positive
from pos_desktop.payments.zvt.fake.bell import STOP_WITHIN
from pos_desktop.payments.zvt.fake.channel import Channel
from pos_desktop.payments.zvt.fake.desk import Desk, Off
from pos_desktop.payments.zvt.fake.digits import Malformed
from pos_desktop.payments.zvt.fake.results import Result
from pos_desktop.payments.zvt.fake.talk import Done, Failed, Refused, Talk

log = logging.getLogger(__name__)

HANDLERS: dict[int, Callable[[Talk], None]] = {
    command.REGISTRATION: office.register,
    command.LOG_OFF: office.log_off,
    command.AUTHORISATION: sales.authorise,
    command.REVERSAL: sales.reverse,
    command.REFUND: sales.refund,
    command.END_OF_DAY: office.end_of_day,
    command.REPEAT_RECEIPT: office.repeat_receipt,
    command.STATUS_ENQUIRY: office.status_enquiry,
    command.DIAGNOSIS: office.diagnosis,
    command.INITIALISATION: office.initialisation,
}


class Clerk:
    """Takes messages from the line's thread; `received` never waits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._thread: threading.Thread | None = None
        self._commands: queue.SimpleQueue[Talk | None] = queue.SimpleQueue()
        self._talk: Talk | None = None
        self._left = 0  # commands that are not done with

    @property
    def quiet(self) -> bool:
        """Whether nothing is being done."""
        return self._left == 0

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="virtual-zvt-clerk", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """The desk is off already."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._commands.put(None)
            thread.join(STOP_WITHIN)

    def received(self, channel: Channel, apdu: Apdu) -> None:
        """A message of the register, on the line's thread."""
        with self._desk.moment:
            if self._desk.off:
                return
            talk = self._talk if self._talk is not None and not self._talk.over else None
            if apdu.is_answer:
                self._answered(talk, channel, apdu)
                return
            if talk is None and apdu.control != command.ABORT:
                self._talk = Talk(self._desk, channel, apdu)
                self._left += 1
                self._commands.put(self._talk)
                return
        if apdu.control == command.ABORT:
            self._abort(talk, channel)
        else:
            channel.send(negative(Result.WAIT))

    def _answered(self, talk: Talk | None, channel: Channel, apdu: Apdu) -> None:
        if talk is not None and talk.channel is channel:
            talk.over = talk.ending
            self._desk.answers.append(apdu.control)
            self._desk.moment.notify_all()

    def _abort(self, talk: Talk | None, channel: Channel) -> None:
        """06 B0: acknowledged before the rest of what is aborted is told."""
        with self._desk.moment:
            possible = talk is None or self._desk.may_abort
            channel.send(positive() if possible else negative(Result.WAIT))
            if talk is not None and possible:
                self._desk.abort()

    # On the clerk's thread ----------------------------------------------------------------------

    def _run(self) -> None:
        while (talk := self._commands.get()) is not None:
            self._serve(talk)
            talk.over = True
            self._desk.idle()
            with self._desk.moment:
                self._left -= 1
                self._desk.moment.notify_all()

    def _serve(self, talk: Talk) -> None:
        try:
            self._try(talk)
        except (Off, Done):
            pass
        except Exception:
            log.exception("the virtual ZVT terminal failed at %04X", talk.command.control)
            talk.drop()

    def _try(self, talk: Talk) -> None:
        handler = HANDLERS.get(talk.command.control)
        try:
            if self._desk.off:
                raise Off
            if handler is None:
                raise Refused(Result.NOT_POSSIBLE)
            handler(talk)
        except (Malformed, Refused) as no:
            talk.refuse(no.result if isinstance(no, Refused) else Result.PROTOCOL)
        except Failed as failed:
            talk.abort(failed.result, failed.extra)
