"""The bank's own books. With a file they outlive the program, as a real bank's outlive the register."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from pos_desktop.payments.fake.records import BankPayment, BankRefund, RefundStage, Stage


class Books:
    """Payments and refunds by reference and by key.

    The file holds one JSON object a line, the newest of a record wins. What was half written when the power
    went is passed over. Every line reaches the operating system before the change is answered.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._payments: dict[str, BankPayment] = {}
        self._refunds: dict[str, BankRefund] = {}
        self._payment_keys: dict[str, str] = {}
        self._refund_keys: dict[str, str] = {}
        self._of_order: dict[str, dict[str, None]] = {}  # references of payments, in order
        self._back_of: dict[str, dict[str, None]] = {}  # references of refunds by their payment's
        self._open: dict[str, None] = {}  # what a customer may still act on
        self._last = ""
        self._file = file
        self._out: TextIO | None = None
        self._torn = False
        if file is not None and file.exists():
            self._read(file)

    def _read(self, file: Path) -> None:
        text = file.read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines():
            record = _record(line)
            if isinstance(record, BankPayment):
                self._keep_payment(record)
            elif isinstance(record, BankRefund):
                self._keep_refund(record)
        self._torn = bool(text) and not text.endswith("\n")

    def close(self) -> None:
        """Closes the file until something is written again."""
        if self._out is not None:
            self._out.close()
            self._out = None

    def save_payment(self, payment: BankPayment) -> BankPayment:
        self._write("payment", payment)
        return self._keep_payment(payment)

    def save_refund(self, refund: BankRefund) -> BankRefund:
        self._write("refund", refund)
        return self._keep_refund(refund)

    def _write(self, kind: str, record: BankPayment | BankRefund) -> None:
        if self._file is None:
            return
        if self._out is None:
            self._out = self._opened(self._file)
        self._out.write(json.dumps({kind: dataclasses.asdict(record)}, sort_keys=True) + "\n")
        self._out.flush()

    def _opened(self, file: Path) -> TextIO:
        file.parent.mkdir(parents=True, exist_ok=True)
        out = file.open("a", encoding="utf-8")
        if self._torn:
            out.write("\n")
            self._torn = False
        return out

    def _keep_payment(self, payment: BankPayment) -> BankPayment:
        ref = payment.ref
        self._payments[ref] = payment
        self._payment_keys[payment.key] = ref
        self._of_order.setdefault(payment.order_id, {})[ref] = None
        if payment.stage.at_reader or payment.stage.awaits_card:
            self._open[ref] = None
        else:
            self._open.pop(ref, None)
            self._last = self._last if payment.link else ref
        return payment

    def _keep_refund(self, refund: BankRefund) -> BankRefund:
        self._refunds[refund.ref] = refund
        self._refund_keys[refund.key] = refund.ref
        self._back_of.setdefault(refund.payment_ref, {})[refund.ref] = None
        return refund

    # Looking up ---------------------------------------------------------------------------------

    @property
    def payments(self) -> Sequence[BankPayment]:
        """All payments, oldest first."""
        return tuple(self._payments.values())

    @property
    def refunds(self) -> Sequence[BankRefund]:
        """All refunds and voids, oldest first."""
        return tuple(self._refunds.values())

    def payment(self, ref: str) -> BankPayment | None:
        return self._payments.get(ref)

    def payment_of_key(self, key: str) -> BankPayment | None:
        return self._payments.get(self._payment_keys.get(key, ""))

    def refund_of_key(self, key: str) -> BankRefund | None:
        return self._refunds.get(self._refund_keys.get(key, ""))

    def refunds_of(self, payment_ref: str) -> Sequence[BankRefund]:
        """A payment's refunds, voids apart, oldest first."""
        listed = (self._refunds[ref] for ref in self._back_of.get(payment_ref, ()))
        return [refund for refund in listed if not refund.voided]

    def at_reader(self) -> BankPayment | None:
        """What the reader is busy with."""
        shown = (self._payments[ref] for ref in self._open)
        return next((one for one in shown if not one.link), None)

    def last_at_reader(self) -> BankPayment | None:
        """The payment at the reader that ended last."""
        return self._payments.get(self._last)

    def open_links(self) -> Sequence[BankPayment]:
        """Pay links that a customer may still open, oldest first."""
        shown = (self._payments[ref] for ref in self._open)
        return [one for one in shown if one.link and one.stage.awaits_card]

    def given_back(self, payment_ref: str) -> int:
        """What was or is being given back of a payment, in minor units."""
        return sum(refund.amount_minor for refund in self.refunds_of(payment_ref) if refund.holds)

    def charged(self, order_id: str) -> int:
        """What the customers of an order were charged altogether, refunds not taken off."""
        return sum(self._payments[ref].captured_minor for ref in self._of_order.get(order_id, ()))

    def refunded(self, order_id: str) -> int:
        """What was paid back of an order altogether."""
        return sum(
            refund.amount_minor
            for ref in self._of_order.get(order_id, ())
            for refund in self.refunds_of(ref)
            if refund.stage is RefundStage.DONE
        )


def _record(line: str) -> BankPayment | BankRefund | None:
    try:
        return _made(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _made(entry: dict[str, dict[str, Any]]) -> BankPayment | BankRefund:
    if "payment" in entry:
        fields = entry["payment"]
        return BankPayment(**{**fields, "stage": Stage(fields["stage"])})
    fields = entry["refund"]
    return BankRefund(**{**fields, "stage": RefundStage(fields["stage"])})
