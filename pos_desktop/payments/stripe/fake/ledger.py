"""What the account holds and what becomes of it: intents, charges, refunds, pages and readers."""

import re
import threading
import time
from typing import Any

from pos_desktop.payments.stripe.fake import objects
from pos_desktop.payments.stripe.fake.cards import CARDS, VISA, TestCard, decline_by_amount
from pos_desktop.payments.stripe.fake.faults import card_error, invalid, missing, wrong_state
from pos_desktop.payments.stripe.fake.objects import Object

_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


class Ledger:
    """The account. Every method is one transaction."""

    def __init__(self, address: str = "") -> None:
        self.lock = threading.RLock()
        self.address = address
        self.declines_by_amount = False
        self.search_lags = True  # as Stripe's does, by up to a minute; `catch_up` makes all found
        self.refuse_next_refund = ""  # the reason why a bank will send the next one back
        self.intents: dict[str, Object] = {}
        self.charges: dict[str, Object] = {}
        self.refunds: dict[str, Object] = {}
        self.sessions: dict[str, Object] = {}
        self.readers: dict[str, Object] = {}
        self._indexed: set[str] = set()
        self._pages: dict[str, Object] = {}  # what a page's intent will be made of

    # Intents

    def create_intent(self, params: Object) -> Object:
        """A new intent; charges nothing."""
        if "payment_method_types" in params:
            raise invalid(
                "payment_method_types is not supported by this version.",
                "payment_method_types",
                "payment_method_types_no_longer_supported",
            )
        if not str(params.get("amount", "")).isdigit() or int(params["amount"]) < 1:
            raise invalid("Invalid amount.", "amount")
        if len(params.get("currency", "")) != 3:
            raise invalid("Invalid currency.", "currency")
        card = params.get("payment_method")
        if card is not None and card not in CARDS:
            raise missing(f"PaymentMethod: '{card}'", "payment_method")
        types = params.get("allowed_payment_method_types") or ["card"]
        intent = objects.payment_intent(params, types, card)
        self.intents[intent["id"]] = intent
        return intent

    def intent(self, ref: str) -> Object:
        """An intent as it is."""
        if ref not in self.intents:
            raise missing("payment_intent", "intent")
        return self.intents[ref]

    def note(self, thing: Object, params: Object) -> Object:
        """Changes metadata; an empty value takes a name out."""
        for name, value in params.get("metadata", {}).items():
            if value:
                thing["metadata"][name] = value
            else:
                thing["metadata"].pop(name, None)
        return thing

    def confirm(self, ref: str, params: Object) -> Object:
        """Charges the payment method, or asks for the bank's check first."""
        intent = self.intent(ref)
        name = params.get("payment_method") or intent["payment_method"]
        if intent["status"] not in ("requires_confirmation", "requires_payment_method") or not name:
            raise wrong_state(f"This PaymentIntent cannot be confirmed: it is {intent['status']}.")
        card = CARDS[str(name)]
        intent["payment_method"] = name
        if card.checked:
            intent["status"] = "requires_action"
            intent["next_action"] = self._check_page(intent, params.get("return_url"))
            return intent
        if not self.charge(intent, card, "card"):
            raise card_error(card.decline, intent)
        return intent

    def pass_check(self, ref: str, passed: bool = True) -> None:
        """The customer ends the bank's check."""
        with self.lock:
            intent = self.intent(ref)
            intent["next_action"] = None
            if passed:
                self.charge(intent, TestCard(last_four=CARDS[intent["payment_method"]].last_four), "card")
                return
            intent["status"] = "requires_payment_method"
            intent["payment_method"] = None
            intent["last_payment_error"] = {
                "type": "card_error",
                "code": "payment_intent_authentication_failure",
                "message": "The provided PaymentMethod has failed authentication.",
            }

    def charge(self, intent: Object, card: TestCard, kind: str) -> bool:
        """One charge at most, since a succeeded intent takes no other; whether the bank agreed."""
        made = objects.charge(intent, card, kind)
        self.charges[made["id"]] = made
        intent["latest_charge"] = made["id"]
        if card.decline:
            fault = card_error(card.decline, {}).body["error"]
            intent["last_payment_error"] = fault | {"charge": made["id"]}
            intent["status"] = "requires_payment_method"
            intent["payment_method"] = None
            return False
        intent["last_payment_error"] = None
        intent["payment_method"] = made["payment_method"]
        if made["captured"]:
            intent["status"], intent["amount_received"] = "succeeded", intent["amount"]
        else:
            intent["status"], intent["amount_capturable"] = "requires_capture", intent["amount"]
        return True

    def capture(self, ref: str, params: Object) -> Object:
        """Takes all or a part of what is authorised, once; the rest is set free."""
        intent = self.intent(ref)
        if intent["status"] != "requires_capture":
            raise wrong_state(f"This PaymentIntent could not be captured: it is {intent['status']}.")
        amount = int(params.get("amount_to_capture") or intent["amount_capturable"])
        if not 0 < amount <= intent["amount_capturable"]:
            raise invalid("The amount is more than was authorised.", "amount_to_capture")
        charge = self.charges[intent["latest_charge"]]
        charge.update(captured=True, amount_captured=amount, balance_transaction=objects.new_id("txn"))
        intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
        return intent

    def cancel(self, ref: str) -> Object:
        """Ends an intent that took nothing."""
        intent = self.intent(ref)
        if intent["status"] not in (*_OPEN, "requires_capture"):
            raise wrong_state(f"You cannot cancel this PaymentIntent: it is {intent['status']}.")
        intent.update(status="canceled", canceled_at=int(time.time()), amount_capturable=0, next_action=None)
        return intent

    def search(self, query: str) -> list[Object]:
        """By one field of the metadata; what is newer than the index is not found."""
        match = re.fullmatch(r"metadata\['(\w+)'\]:'([^']*)'", query)
        if match is None:
            raise invalid("The query cannot be read.", "query")
        name, value = match.groups()
        return [
            intent
            for intent in self.newest(self.intents)
            if intent["metadata"].get(name) == value
            and (not self.search_lags or intent["id"] in self._indexed)
        ]

    def catch_up(self) -> None:
        """A minute has passed: the search knows all."""
        with self.lock:
            self._indexed = set(self.intents)

    # Refunds

    def create_refund(self, params: Object) -> Object:
        """Gives back all or a part of what was captured, never more."""
        intent = self.intent(params.get("payment_intent", ""))
        if intent["status"] != "succeeded":
            raise wrong_state("This PaymentIntent does not have a successful charge to refund.")
        charge = self.charges[intent["latest_charge"]]
        left = charge["amount_captured"] - charge["amount_refunded"]
        amount = int(params.get("amount", left))
        if left == 0:
            raise wrong_state("The charge has already been refunded.", "charge_already_refunded")
        if not 0 < amount <= left:
            raise invalid("The refund is more than what is left of the charge.", "amount")
        made = objects.refund(params, charge, amount)
        self.refunds[made["id"]] = made
        if self.refuse_next_refund:
            made.update(status="failed", failure_reason=self.refuse_next_refund)
            self.refuse_next_refund = ""
            return made
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        return made

    def refund(self, ref: str) -> Object:
        """A refund as it is."""
        if ref not in self.refunds:
            raise missing("refund", "refund")
        return self.refunds[ref]

    # Readers

    def add_reader(self, label: str = "Counter", location: str = "tml_fake") -> str:
        """A new reader; its id."""
        made = objects.reader(label, location)
        self.readers[made["id"]] = made
        return str(made["id"])

    def reader(self, ref: str) -> Object:
        """A reader as it is."""
        if ref not in self.readers:
            raise missing("reader", "reader")
        return self.readers[ref]

    def hand_over(self, ref: str, params: Object) -> Object:
        """The reader asks for a card."""
        reader = self.reader(ref)
        intent = self.intent(params.get("payment_intent", ""))
        if reader["status"] != "online":
            raise wrong_state("Reader is currently offline.", "terminal_reader_offline")
        if reader["action"] and reader["action"]["status"] == "in_progress":
            raise wrong_state("Reader is currently busy.", "terminal_reader_busy")
        if intent["status"] not in _OPEN or "card_present" not in intent["payment_method_types"]:
            raise wrong_state(f"This PaymentIntent cannot be processed: it is {intent['status']}.")
        intent["last_payment_error"] = None
        reader["action"] = objects.reader_action(intent["id"], params.get("process_config", {}))
        return reader

    def stop_reader(self, ref: str) -> Object:
        """The reader goes back to its idle screen."""
        reader = self.reader(ref)
        if reader["status"] != "online":
            raise wrong_state("Reader is currently offline.", "terminal_reader_offline")
        if reader["action"] and reader["action"]["status"] == "in_progress":
            reader["action"] = None
        return reader

    def tap(self, ref: str, card: TestCard = VISA, tip: int = 0) -> Object:
        """A customer holds a card to the reader, having put a tip on top if asked for one."""
        with self.lock:
            reader = self.reader(ref)
            action = self._work_of(reader)
            intent = self.intent(action["process_payment_intent"]["payment_intent"])
            if intent["status"] not in _OPEN:
                self._end(action, "intent_invalid_state")
                return reader
            if tip and "tipping" in action["process_payment_intent"]["process_config"]:
                intent["amount_details"] = {"tip": {"amount": tip}}
                intent["amount"] += tip
            if self.declines_by_amount and not card.decline:
                card = TestCard(card.brand, card.last_four, decline_by_amount(intent["amount"]))
            if self.charge(intent, card, "card_present"):
                action["status"] = "succeeded"
            else:
                self._end(action, "card_declined")
                action["api_error"] = dict(intent["last_payment_error"])
            return reader

    def walk_away(self, ref: str) -> None:
        """A customer presses cancel on the reader."""
        with self.lock:
            self._end(self._work_of(self.reader(ref)), "customer_canceled")

    def set_online(self, ref: str, online: bool) -> None:
        """The reader loses or finds its network."""
        with self.lock:
            self.reader(ref)["status"] = "online" if online else "offline"

    # Pages

    def create_session(self, params: Object) -> Object:
        """A page to pay on."""
        if not params.get("success_url"):
            raise invalid("Missing required param: success_url.", "success_url", "parameter_missing")
        lines = params.get("line_items") or []
        amount = sum(int(line["price_data"]["unit_amount"]) * int(line["quantity"]) for line in lines)
        made = objects.session(params, amount, self.address)
        self.sessions[made["id"]] = made
        self._pages[made["id"]] = params.get("payment_intent_data", {})
        return made

    def session(self, ref: str) -> Object:
        """A page as it is."""
        if ref not in self.sessions:
            raise missing("checkout.session", "session")
        return self.sessions[ref]

    def expire_session(self, ref: str) -> Object:
        """Closes a page that nobody paid on."""
        session = self.session(ref)
        if session["status"] != "open":
            raise wrong_state("Only Checkout Sessions with a status in [open] can be expired.", "")
        session.update(status="expired", url=None)
        return session

    def pay_on_page(self, ref: str, card: TestCard = VISA) -> bool:
        """A customer pays on the page; whether the bank agreed. A declined card leaves the page open."""
        with self.lock:
            session = self.session(ref)
            if session["status"] != "open":
                return False
            intent = self._intent_of_page(session)
            if not self.charge(intent, card, "card"):
                return False
            session.update(status="complete", payment_status="paid", payment_intent=intent["id"], url=None)
            return True

    # Sums

    def charged(self, name: str, value: str) -> int:
        """What was captured of intents whose metadata say so."""
        with self.lock:
            return sum(intent["amount_received"] for intent in self._named(name, value))

    def refunded(self, name: str, value: str) -> int:
        """What was given back of them."""
        with self.lock:
            refs = {intent["id"] for intent in self._named(name, value)}
            done = [item for item in self.refunds.values() if item["status"] != "failed"]
            return sum(item["amount"] for item in done if item["payment_intent"] in refs)

    @staticmethod
    def newest(items: dict[str, Object]) -> list[Object]:
        """As Stripe lists them."""
        return list(reversed(items.values()))

    def _named(self, name: str, value: str) -> list[Object]:
        return [intent for intent in self.intents.values() if intent["metadata"].get(name) == value]

    def _check_page(self, intent: Object, return_url: Any) -> Object:
        if not return_url:
            return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
        page = {"return_url": return_url, "url": f"{self.address}/check/{intent['id']}"}
        return {"type": "redirect_to_url", "redirect_to_url": page}

    def _intent_of_page(self, session: Object) -> Object:
        params = self._pages[session["id"]] | {
            "amount": session["amount_total"],
            "currency": session["currency"],
        }
        intent = objects.payment_intent(params, ["card"], None)
        self.intents[intent["id"]] = intent
        return intent

    @staticmethod
    def _work_of(reader: Object) -> Object:
        action = reader["action"]
        if not action or action["status"] != "in_progress":
            raise wrong_state("The reader is not at work.", "reader_idle")
        work: Object = action
        return work

    @staticmethod
    def _end(action: Object, code: str) -> None:
        action.update(status="failed", failure_code=code, failure_message="The payment did not go through.")
