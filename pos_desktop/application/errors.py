"""Errors for people: what happened, what it means for the sale, what to do next.

Everything that is not one of these is a fault of the program and goes to the crash report.
"""


class PersonError(Exception):
    """Something a person must know about, in words made when it happened."""

    def __init__(self, title: str, meaning: str = "", next_step: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.meaning = meaning
        self.next_step = next_step

    def __str__(self) -> str:
        return (
            ". ".join(part.rstrip(".") for part in (self.title, self.meaning, self.next_step) if part) + "."
        )


class TryAgain(PersonError):
    """Passing trouble: the same request may work in a moment."""


class FixSetting(PersonError):
    """Works once somebody changes a setting or mends a thing."""


class Refused(PersonError):
    """Will not work however often it is asked for."""
