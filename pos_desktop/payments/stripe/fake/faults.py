"""Errors as Stripe words them."""

from typing import Any


class StripeFault(Exception):
    """An answer that is an error."""

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        code: str = "",
        param: str = "",
        stored: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.stored = stored  # whether the idempotency key remembers it
        told = {"type": kind, "message": message, "code": code, "param": param, **more}
        self.body = {"error": {name: value for name, value in told.items() if value}}


def missing(what: str, param: str) -> StripeFault:
    """There is no such thing."""
    return StripeFault(
        404,
        "invalid_request_error",
        f"No such {what}",
        code="resource_missing",
        param=param,
        stored=False,
    )


def invalid(message: str, param: str = "", code: str = "parameter_invalid") -> StripeFault:
    """A parameter is wrong; the request was not begun."""
    return StripeFault(400, "invalid_request_error", message, code=code, param=param, stored=False)


def wrong_state(message: str, code: str = "payment_intent_unexpected_state") -> StripeFault:
    """It is not in a state in which this can be done."""
    return StripeFault(400, "invalid_request_error", message, code=code)


def card_error(decline_code: str, intent: dict[str, Any]) -> StripeFault:
    """The card was declined."""
    own = decline_code in ("expired_card", "incorrect_cvc", "processing_error", "incorrect_pin")
    return StripeFault(
        402,
        "card_error",
        "Your card was declined.",
        code=decline_code if own else "card_declined",
        decline_code=decline_code,
        payment_intent=intent,
    )
