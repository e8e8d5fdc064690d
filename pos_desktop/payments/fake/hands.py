"""What a person can do at the virtual terminal: the customer with a card, and a hand on its cable.

Each of these may be called at any time and from every thread. Those of the customer answer whether the terminal
took it: nobody can pay where nothing is asked for.
"""

import threading
from collections.abc import Callable

from pos_desktop.application.payment_provider import Decline
from pos_desktop.payments.fake.bank import Bank
from pos_desktop.payments.fake.cards import CARDS, VISA, Card, declining
from pos_desktop.payments.fake.mishaps import Mishap, Mishaps, Trouble
from pos_desktop.payments.fake.records import BankPayment, Stage


class Customer:
    """The customer at the reader, and the one who opens a pay link."""

    _bank: Bank
    _lock: threading.RLock

    def _changed(self) -> None:
        """Tell whoever listens."""
        raise NotImplementedError

    def _card_read(self, ref: str) -> None:
        """The bank is asked, now or after a while."""
        raise NotImplementedError

    def _reader_takes(self) -> bool:
        """Whether the reader is switched on."""
        raise NotImplementedError

    def present(self, card: Card = VISA) -> bool:
        """Tap, insert or swipe. A tip that was not chosen is none."""
        return self._at_reader(
            lambda one: one.stage.awaits_card, lambda one: self._bank.read_card(one, card), asks_bank=True
        )

    def hold_up(self, name: str) -> bool:
        """Present one of the cards in the drawer of the demo: see `CARDS`."""
        return self.present(CARDS[name])

    def decline(self, reason: Decline = Decline.CARD_DECLINED) -> bool:
        """Present a card whose bank says no."""
        return self.present(declining(reason))

    def choose_tip(self, tip_minor: int) -> bool:
        """Add a tip, in minor units; 0 for none."""
        return tip_minor >= 0 and self._at_reader(
            lambda one: one.stage is Stage.CHOOSING_TIP, lambda one: self._bank.choose_tip(one, tip_minor)
        )

    def sign(self) -> bool:
        """Sign on the reader."""
        return self._at_reader(lambda one: one.stage is Stage.SIGNING, self._bank.sign)

    def walk_away(self) -> bool:
        """Press stop and leave."""
        return self._at_reader(
            lambda one: one.stage.awaits_card or one.stage is Stage.SIGNING, self._bank.leave
        )

    def open_link(self, ref: str = "") -> bool:
        """Open a pay link; the newest unless one is named."""
        return self._at_link(ref, self._bank.open_link)

    def pay_link(self, card: Card = VISA, ref: str = "") -> bool:
        """Enter a card on the page of a pay link."""
        return self._at_link(ref, lambda one: self._bank.read_card(one, card), asks_bank=True)

    def abandon_link(self, ref: str = "") -> bool:
        """Close the page for good."""
        return self._at_link(ref, self._bank.leave)

    def _at_reader(
        self,
        fits: Callable[[BankPayment], bool],
        act: Callable[[BankPayment], BankPayment],
        *,
        asks_bank: bool = False,
    ) -> bool:
        with self._lock:
            shown = self._bank.books.at_reader()
            if shown is None or not self._reader_takes() or not fits(shown):
                return False
            self._done(act(shown), asks_bank)
        self._changed()
        return True

    def _at_link(
        self, ref: str, act: Callable[[BankPayment], BankPayment], *, asks_bank: bool = False
    ) -> bool:
        with self._lock:
            links = [one for one in self._bank.books.open_links() if ref in ("", one.ref)]
            if not links:
                return False
            self._done(act(links[-1]), asks_bank)
        self._changed()
        return True

    def _done(self, payment: BankPayment, asks_bank: bool) -> None:
        if asks_bank:
            self._card_read(payment.ref)


class Tamperer:
    """A hand on the cable, and on the answers to come."""

    _mishaps: Mishaps
    _lock: threading.RLock

    def _strike(self, mishap: Mishap) -> None:
        with self._lock:
            self._mishaps.add(mishap)

    def lose_next_answer(self, *, after_effect: bool = True, changes_only: bool = False) -> None:
        """The connection breaks instead of the next answer, before or after it is done."""
        self._strike(Mishap(Trouble.LOST, after_effect, changes_only))

    def hang_next(self, *, after_effect: bool = True, changes_only: bool = False) -> None:
        """The next answer never comes, and the connection stays."""
        self._strike(Mishap(Trouble.HANGS, after_effect, changes_only))

    def answer_rubbish(self, *, after_effect: bool = True, changes_only: bool = False) -> None:
        """The next answer is no message."""
        self._strike(Mishap(Trouble.RUBBISH, after_effect, changes_only))

    def answer_nonsense(self, *, after_effect: bool = True, changes_only: bool = False) -> None:
        """The next answer is a message that says nothing of what was asked."""
        self._strike(Mishap(Trouble.NONSENSE, after_effect, changes_only))

    def answer_twice(self) -> None:
        """The next answer comes twice."""
        self._strike(Mishap(Trouble.TWICE, after_effect=True))

    def answer_for_other_order(self, *, changes_only: bool = False) -> None:
        """The next answer is that of another order."""
        self._strike(Mishap(Trouble.OTHER_ORDER, after_effect=True, changes_only=changes_only))

    def fail_next(self, status: int, *, after_effect: bool = False, retry_after: float | None = None) -> None:
        """The next answer is a failure: 429, 500, as of HTTP."""
        self._strike(Mishap(Trouble.STATUS, after_effect, status=status, retry_after=retry_after))

    def behave(self) -> None:
        """What was to go wrong does not."""
        with self._lock:
            self._mishaps.clear()
