"""Attempts at a terminal: each in the book before it is asked for, and asked after until its end is known.

Three rules hold here. Nothing is asked for while another attempt's end at the same terminal is not known. What was
handed over and not heard the end of is asked after: never taken for done, never for failed. And an attempt is done
only by a whole status information of its own, result 00, followed by the terminal's completion.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pos_desktop.application.payment_provider import NoAnswer, NotSent
from pos_desktop.domain.record import record, replace
from pos_desktop.payments.zvt import codes, commands, trouble
from pos_desktop.payments.zvt.apdu import Apdu
from pos_desktop.payments.zvt.book import DECIDED, Became, Book, Entry, What
from pos_desktop.payments.zvt.conversation import End, Outcome
from pos_desktop.payments.zvt.link import Link, LinkLost, NotHandedOver, Until
from pos_desktop.payments.zvt.matching import Verdict, told_before, told_of_it, verdict_of
from pos_desktop.payments.zvt.status import Status
from pos_desktop.payments.zvt.terminal import Last, Logon, Running, Terminal

log = logging.getLogger(__name__)

HELD_UP_FOR = timedelta(hours=12)
LONGEST_SECONDS = 300.0
"""Nobody stands at a terminal for longer: the wire is dropped then, and the terminal asked."""


@record
class Place:
    """Where attempts are made: a terminal, how it is logged on to, and the book."""

    line: str
    terminal: Terminal
    logon: Logon
    book: Book


class Attempts:
    """Begins attempts and finds out what became of them."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._said: dict[str, Outcome] = {}

    def known(self, key: str) -> Entry | None:
        """The attempt of a key as the book has it."""
        return self._place.book.get(key)

    def running(self, key: str) -> Running | None:
        """The attempt of a key where it is under way at the terminal, or ended without being heard."""
        running = self._place.terminal.running
        return running if running is not None and running.key == key else None

    def said(self, key: str) -> Outcome | None:
        """All that the terminal said of an attempt, its receipts too, as long as the program runs."""
        return self._said.get(key)

    # -- asking ------------------------------------------------------------------------------------

    def ask_for(self, entry: Entry, command: Apdu, until: Until, *, terminal: str = "") -> Entry:
        """Hands a new attempt to the terminal; the entry as it is then. Raises the family's errors.

        `terminal` names the one that alone can do it: any other refuses it as one does that has no such receipt.
        """
        place = self._place
        with place.terminal.turn(until):
            self._settle_earlier(until)
            link = place.terminal.wire(place.logon, until)
            try:
                entry = self._remembering(entry, link, until)
                there = place.terminal.log_on(link, place.logon, money_number(entry.currency), until)
                if terminal and there.terminal_id not in ("", terminal):
                    raise trouble.refusal(codes.NO_SUCH_RECEIPT)
                self._write(entry, trouble.not_written)
            except BaseException:
                link.close()
                raise
            return self._hand_over(entry, link, command, until)

    def _settle_earlier(self, until: Until) -> None:
        """NotSent while the end of an earlier attempt at this terminal is not known."""
        for earlier in self._place.book.open_at(self._place.line):
            if _holds_up(earlier):
                with contextlib.suppress(NoAnswer):
                    self._looked_up(earlier, until)
            if _holds_up(self._place.book.get(earlier.key) or earlier):
                raise trouble.unknown_before()

    def _remembering(self, entry: Entry, link: Link, until: Until) -> Entry:
        """The attempt with what the terminal did last, by which its own transaction will be told from that one.

        Of a terminal that does not tell, the last one that the register heard of stands in for it.
        """
        place = self._place
        try:
            last = place.terminal.last(link, place.logon, money_number(entry.currency), until)
        except LinkLost as error:
            log.info("the terminal does not tell its last transaction: %s", error)
            raise trouble.not_reached() from None
        if last.status is not None:
            return replace(entry, before=last.status.mark, fresh=True)
        if last.none:
            return replace(entry, before_none=True, fresh=True)
        return replace(entry, before=place.book.last_mark(place.line))

    def _hand_over(self, entry: Entry, link: Link, command: Apdu, until: Until) -> Entry:
        def heard(outcome: Outcome) -> None:
            self._heard(entry, outcome)

        try:
            refused = self._place.terminal.begin(entry.key, link, command, until, heard, LONGEST_SECONDS)
        except NotHandedOver:
            self._end(entry, Became.UNASKED)
            raise trouble.not_reached() from None
        except LinkLost as error:
            log.warning("a terminal was asked and did not answer: %s", error)
            raise trouble.no_answer() from None
        if refused is not None:
            self._end(entry, Became.UNASKED)
            raise trouble.refusal(refused.result)
        return entry

    # -- hearing -----------------------------------------------------------------------------------

    def _heard(self, entry: Entry, outcome: Outcome) -> None:
        """The end of a conversation, on its thread. What is not certain leaves the attempt open."""
        self._said = {entry.key: outcome}
        status = outcome.status
        ours = status is not None and not outcome.doubt and told_of_it(entry, status)
        if outcome.end is End.DONE and ours and status is not None and status.approved:
            self._end(entry, Became.DONE, **_facts(status))
        elif _declined(entry, outcome):
            self._end_declined(entry, (status.result if status else None) or outcome.result)
        elif outcome.end is End.LOST and ours and status is not None and status.approved:
            self._write(replace(entry, seen=status.mark), None)

    def _end_declined(self, entry: Entry, result: int | None) -> None:
        if result == codes.ABORTED_BY_PERSON and entry.what is What.PAYMENT:
            self._end(entry, Became.NOTHING)
        else:
            words = f"{result:02X}" if result is not None else ""
            self._end(entry, Became.DECLINED, decline=codes.decline_of(result).value, words=words)

    # -- asking after ------------------------------------------------------------------------------

    def look_up(self, entry: Entry, until: Until) -> Entry:
        """Asks the terminal what became of an attempt. Raises NotSent when it is not reached or busy, NoAnswer when
        its last transaction does not tell."""
        with self._place.terminal.turn(until):
            again = self._place.book.get(entry.key) or entry
            return self._looked_up(again, until) if again.became is Became.OPEN else again

    def look_up_unless_busy(self, entry: Entry, until: Until) -> Entry:
        """The same; left as it is while the terminal is at work, most likely on this."""
        try:
            return self.look_up(entry, until)
        except NotSent as error:
            if error.retry_after is None:
                raise
            return entry

    def _looked_up(self, entry: Entry, until: Until) -> Entry:
        place = self._place
        link = place.terminal.wire(place.logon, until)
        try:
            last = place.terminal.last(link, place.logon, money_number(entry.currency), until)
        except LinkLost:
            raise trouble.no_answer() from None
        finally:
            link.close()
        return self._judged(entry, last)

    def _judged(self, entry: Entry, last: Last) -> Entry:
        status = last.status
        told = status is not None or last.none
        verdict = verdict_of(entry, status, datetime.now().astimezone()) if told else Verdict.UNSURE
        if verdict is Verdict.NOTHING:
            return self._write_if_open(replace(entry, became=Became.NOTHING, ended_at=datetime.now(UTC)))
        if verdict is Verdict.UNSURE or status is None or status.result is None:
            present = self._write_if_open(replace(entry, unsure=True))
            if present.became is not Became.OPEN:
                return present
            raise trouble.look_at_it() if entry.what is What.PAYMENT else trouble.look_at_refund()
        if status.approved:
            return self._end(entry, Became.DONE, **_facts(status))
        self._end_declined(entry, status.result)
        return self._place.book.get(entry.key) or entry

    # -- giving up ---------------------------------------------------------------------------------

    def give_up(self, entry: Entry, until: Until) -> Entry:
        """Asks the terminal to stop it; the entry as it is then, open when that is not known yet."""
        running = self.running(entry.key)
        if running is None or running.ended.is_set():
            return self._stop_unheard(entry, until)
        running.talk.give_up()
        running.ended.wait(until.left)
        entry = self._place.book.get(entry.key) or entry
        if running.lost and entry.became is Became.OPEN:
            running.told_lost = True
            raise trouble.no_answer()
        return entry

    def _stop_unheard(self, entry: Entry, until: Until) -> Entry:
        """It may be at work still, on a wire that is gone: it is asked to stop over a new one."""
        try:
            return self.look_up(entry, until.at_most(until.left / 2))
        except NotSent:
            with self._place.terminal.turn(until):
                self._say_stop(until)
            return self.look_up(entry, until)

    def _say_stop(self, until: Until) -> None:
        try:
            link = self._place.logon.open(until.left)
        except (OSError, ValueError):
            raise trouble.not_reached() from None
        try:
            link.send(commands.abort(), until)
            link.receive(until.at_most(1.0))
        except LinkLost:
            raise trouble.no_answer() from None
        finally:
            link.close()

    def decided(self, key: str, *, happened: bool) -> None:
        """A person looked at the terminal and says what it was: the terminal takes payments again."""
        entry = self._place.book.get(key)
        if entry is None or entry.became is not Became.OPEN:
            return
        # A refund that came to nothing may be asked for again with its key; of this one somebody has decided.
        undone = Became.NOTHING if entry.what is What.PAYMENT else Became.DECLINED
        self._end(entry, Became.DONE if happened else undone, words=DECIDED)

    # -- the book ----------------------------------------------------------------------------------

    def _end(self, entry: Entry, became: Became, **facts: Any) -> Entry:
        ended = replace(entry, became=became, ended_at=datetime.now(UTC), **facts)
        self._write(ended, None)
        return ended

    def _write_if_open(self, entry: Entry) -> Entry:
        """A person may have decided while the terminal was asked: what it cannot tell for certain counts no more."""
        try:
            return self._place.book.put_if_open(entry)
        except OSError as error:
            log.warning("the terminals' book cannot be written: %s", error)
            return self._place.book.get(entry.key) or entry

    def _write(self, entry: Entry, refused: Callable[[], Exception] | None) -> None:
        """What cannot be written down is not asked for; an end that cannot is found out anew after a restart."""
        try:
            self._place.book.put(entry)
        except OSError as error:
            log.warning("the terminals' book cannot be written: %s", error)
            if refused is not None:
                raise refused() from None


def _holds_up(entry: Entry) -> bool:
    """Whether nothing else may be asked for before the end of this attempt is known.

    What the terminal was asked for and cannot tell becomes no surer by waiting: a payment waits for a person's word,
    for half a day at most; money given back charges nobody.
    """
    if entry.became is not Became.OPEN:
        return False
    if not entry.unsure:
        return True
    return entry.what is What.PAYMENT and datetime.now(UTC) - entry.asked_at < HELD_UP_FOR


def _declined(entry: Entry, outcome: Outcome) -> bool:
    """The terminal said that it came to nothing, and nothing else. That an earlier one did says nothing of this."""
    if outcome.doubt or outcome.end not in (End.DONE, End.ABORTED):
        return False
    status = outcome.status
    if status is not None and (status.approved or told_before(entry, status)):
        return False
    return outcome.end is End.ABORTED or (status is not None and status.result is not None)


def _facts(status: Status) -> dict[str, Any]:
    return {
        "mark": status.mark,
        "charged_minor": status.amount_minor,
        "brand": codes.brand_of(status.card_type, status.card_name),
        "last_four": status.last_four,
        "authorisation": status.authorisation,
    }


def money_number(currency: str) -> int:
    """ISO 4217's number; ProviderSetting for money that terminals do not know."""
    number = codes.CURRENCIES.get(currency)
    if number is None:
        raise trouble.no_such_money(currency)
    return number


def new_entry(key: str, what: What, line: str, amount_minor: int, currency: str, **facts: Any) -> Entry:
    """An attempt that is to be asked for."""
    money_number(currency)
    return Entry(key, what, line, amount_minor, currency, datetime.now(UTC), **facts)


def command_of(entry: Entry, password: str, receipt: int | None = None) -> Apdu:
    """The message that asks for an attempt. ProviderRefused for an amount that no terminal can be asked for."""
    try:
        if entry.what is What.REVERSAL and receipt is not None:
            return commands.reversal(password, receipt)
        if entry.what is What.PAYMENT:
            return commands.authorisation(entry.amount_minor, money_number(entry.currency))
        return commands.refund(password, entry.amount_minor, money_number(entry.currency))
    except ValueError:
        raise trouble.not_offered() from None
