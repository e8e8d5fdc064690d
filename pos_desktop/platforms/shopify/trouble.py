"""What goes wrong with Shopify, in the register's own errors and words. Nothing of Shopify's own goes further."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pos_desktop.application.errors import PersonError
from pos_desktop.application.platform.trouble import (
    Mend,
    MendKind,
    NotOffered,
    PlatformAway,
    PlatformRefused,
    PlatformSetting,
    PlatformUnsure,
    ShapeChanged,
)
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.system.outgoing import NotReached, OutgoingTrouble, Trouble

_SCOPE = re.compile(r"`?((?:read|write)_[a-z_]+)`?")
_LATER = frozenset(
    {"INTERNAL_SERVER_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE", "IDEMPOTENCY_CONCURRENT_REQUEST"}
    | {"ADJUST_QUANTITIES_FAILED", "INTERNAL_ERROR"}
)
_SHOP_CLOSED = frozenset({"SHOP_INACTIVE", "SHOP_DORMANT"})
_NOT_UNDERSTOOD = frozenset(
    {"undefinedField", "argumentNotAccepted", "missingRequiredArguments", "undefinedType"}
)


def away(*, retry_after: float | None = None, offline: bool = False) -> PlatformAway:
    """Nothing happened at Shopify."""
    return PlatformAway(
        tr("Shopify cannot be reached") if offline else tr("Shopify is busy"),
        tr("Nothing happened there. It is sent as soon as it can be."),
        retry_after=retry_after,
        offline=offline,
    )


def unsure(*, retry_after: float | None = None) -> PlatformUnsure:
    """The outcome is not known."""
    return PlatformUnsure(
        tr("Shopify did not answer"),
        tr("It is not known whether it was done there. The register looks before it asks again."),
        retry_after=retry_after,
    )


def wrong_key() -> PlatformSetting:
    """The token is not taken and cannot be renewed."""
    return PlatformSetting(
        tr("Shopify does not accept the key"),
        tr("The access token is wrong or was withdrawn. Nothing is lost: everything waits."),
        tr("Sign in to the shop again under Settings › E-commerce."),
        sign_in=True,
    )


def no_such_shop() -> PlatformSetting:
    """The address leads nowhere."""
    return PlatformSetting(
        tr("Shopify does not know this shop"),
        tr("The shop's address is wrong, or the shop was closed."),
        tr("Check the shop's address under Settings › E-commerce."),
    )


def shop_closed() -> PlatformSetting:
    """It is there, and does not work."""
    return PlatformSetting(
        tr("The shop is not active"),
        tr("Shopify has paused or locked it. Everything waits."),
        tr("Look at the shop's plan in Shopify."),
    )


def scope_missing(scopes: str) -> PlatformSetting:
    """The app may not do this."""
    return PlatformSetting(
        tr("The register may not do this in Shopify"),
        tr("The app lacks a permission: {scopes}.", scopes=scopes or "-"),
        tr("Give the app this permission in Shopify, then test the connection."),
    )


def refused(reason: str, code: str = "", mend: Mend | None = None) -> PlatformRefused:
    """Shopify will not do it."""
    if mend is not None and mend.kind is MendKind.UNKNOWN_VARIANT and mend.name:
        return PlatformRefused(
            tr("Shopify does not take one of its lines"),
            tr("“{name}”: {reason}.", name=mend.name, reason=reason.rstrip(".") or code or "-"),
            tr("The sale is complete; only its copy on Shopify is missing."),
            code=code,
            mend=mend,
        )
    return PlatformRefused(
        tr("Shopify refused this"),
        tr("Its reason: {reason}", reason=reason or code or "-"),
        code=code,
        mend=mend,
    )


def not_offered(what: str) -> NotOffered:
    """The shop's plan or settings do not have it."""
    return NotOffered(tr("This shop does not offer this"), what, code="not_offered")


def of_the_call(error: OutgoingTrouble) -> PersonError:
    """For a call that brought no answer."""
    if not isinstance(error, NotReached):
        return unsure(retry_after=error.retry_after)
    return away(retry_after=error.retry_after, offline=error.why is Trouble.CONNECTION)


def of_the_status(status: int) -> PersonError | None:
    """For an answer that is no answer to the question; None when the body tells."""
    if status == 401:
        return wrong_key()
    if status == 403:
        return scope_missing("")
    if status == 404:
        return no_such_shop()
    if status in (402, 423):
        return shop_closed()
    if status >= 400:
        return refused(f"HTTP {status}", code=str(status))
    return None


def of_the_errors(errors: Sequence[Node]) -> PersonError:
    """For the `errors` of an answer. THROTTLED is not among them: the client sees to it."""
    first = errors[0]
    facts = first.part_or_none("extensions")
    code = facts.text_or("code") if facts else ""
    message = first.text_or("message")
    if code == "ACCESS_DENIED":
        needed = facts.text_or("requiredAccess") if facts else ""
        return scope_missing(", ".join(_SCOPE.findall(needed or message)))
    if code in _SHOP_CLOSED:
        return shop_closed()
    if code in _LATER:
        return unsure()
    if code in _NOT_UNDERSTOOD:
        return ShapeChanged(message or code, "not known to this version of the API")
    return refused(message, code)


@dataclass(frozen=True, slots=True)
class UserError:
    """Why a mutation was not carried out, as Shopify puts it."""

    message: str
    code: str
    field: tuple[str, ...]


def user_errors(payload: Node, name: str = "userErrors") -> list[UserError]:
    """Those of a mutation's answer."""
    return [
        UserError(error.text_or("message"), error.text_or("code"), error.texts_or_none("field"))
        for error in payload.parts(name)
    ]


def expect_none(
    errors: Sequence[UserError], mend: Callable[[UserError], Mend | None] = lambda error: None
) -> None:
    """Raises what the first error means; `mend` says what a person can change about it."""
    if not errors:
        return
    first = errors[0]
    if first.code in _LATER:
        raise unsure(retry_after=2.0)
    if first.code in _SHOP_CLOSED:
        raise shop_closed()
    if first.code == "INVALID_LOCATION" or "locationId" in first.field:
        raise PlatformSetting(
            tr("Shopify does not know this location"),
            tr("It was removed or switched off in the shop."),
            tr("Map the locations again under Settings › E-commerce."),
        )
    raise refused("; ".join(error.message for error in errors), first.code, mend(first))


@contextmanager
def after_the_fact() -> Iterator[None]:
    """For what is read after something was done: its trouble does not mean that nothing happened."""
    try:
        yield
        return
    except PersonError:
        pass
    raise unsure()
