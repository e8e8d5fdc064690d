"""The four kinds of trouble that a platform answers with, and a message that is not its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from pos_desktop.application.errors import FixSetting, Refused, TryAgain


class PlatformAway(TryAgain):
    """Nothing happened there: it was not reached (`offline`), asked to be left alone, or is held back by a breaker."""

    def __init__(
        self,
        title: str,
        meaning: str = "",
        next_step: str = "",
        *,
        retry_after: float | None = None,
        offline: bool = False,
    ) -> None:
        super().__init__(title, meaning, next_step)
        self.retry_after = retry_after  # seconds, when the platform named them
        self.offline = offline  # no way to it at all: waiting costs no attempt


class PlatformUnsure(TryAgain):
    """It was asked and may have acted: the answer is missing, broke off or makes no sense. Look up before asking again."""

    def __init__(
        self, title: str, meaning: str = "", next_step: str = "", *, retry_after: float | None = None
    ) -> None:
        super().__init__(title, meaning, next_step)
        self.retry_after = retry_after


class PlatformSetting(FixSetting):
    """A key, a scope, a location or an address is wrong; nothing happened. `sign_in`: only signing in again helps."""

    def __init__(self, title: str, meaning: str = "", next_step: str = "", *, sign_in: bool = False) -> None:
        super().__init__(title, meaning, next_step)
        self.sign_in = sign_in


class PlatformRefused(Refused):
    """It will not do it, however often it is asked; nothing happened."""

    def __init__(
        self,
        title: str,
        meaning: str = "",
        next_step: str = "",
        *,
        code: str = "",
        mend: Mend | None = None,
    ) -> None:
        super().__init__(title, meaning, next_step)
        self.code = code
        self.mend = mend  # what a person can change so that it goes through


KEY_USED = "key_used"
"""The code of a refusal: something else was asked for with this key before, and may have been done."""


class NotOffered(PlatformRefused):
    """The platform, or the shop's plan, does not have this at all."""


class ShapeChanged(PlatformRefused):
    """An answer or a message lacks what it must hold, or holds something else there."""

    def __init__(self, field_name: str, found: str = "") -> None:
        super().__init__(f"{field_name}: {found}" if found else field_name, code="shape")
        self.field_name = field_name


@dataclass(frozen=True, slots=True)
class Mend:
    """How a refused order can be sent after all: which line, and what stands wrong in it."""

    kind: MendKind
    line_id: UUID | None = None
    name: str = ""
    value: str = ""


class MendKind(StrEnum):
    """What a person can mend."""

    UNKNOWN_VARIANT = "unknown_variant"  # link to another product, or send as a custom line
    CUSTOMER = "customer"  # an address or e-mail that it does not take
    TOO_LATE = "too_late"  # the order or refund is closed there
    OTHER = "other"


class BadSignature(Exception):
    """A message whose signature is missing or wrong; nothing of it is kept."""
