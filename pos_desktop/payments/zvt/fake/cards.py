"""Cards that a customer of the virtual terminal may hold. No card has a number, only its last digits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card as receipts and the status information tell of it."""

    __test__ = False  # no test, whatever a collector makes of the name

    name: str
    kind: int  # card type of ZVT: 5 girocard, 6 Mastercard, 10 Visa
    last_four: str
    digits: int = 16
    sequence: int = 1
    application: str = ""  # the EMV application, hexadecimal
    pin: bool = False
    signature: bool = False
    contactless: bool = False

    @property
    def masked(self) -> bytes:
        """The number as bitmap 22 has it: E where a digit is hidden, F behind an odd number of digits."""
        nibbles = "E" * (self.digits - 4) + self.last_four
        return bytes.fromhex(nibbles + "F" * (len(nibbles) % 2))


GIROCARD = TestCard("girocard", 5, "1234", 19, 2, "A000000359101002", pin=True)
VISA = TestCard("Visa", 10, "4242", application="A0000000031010", contactless=True)
MASTERCARD = TestCard("Mastercard", 6, "5454", application="A0000000041010", pin=True)
SIGNING = TestCard("Visa", 10, "1881", application="A0000000031010", signature=True)
CARDS = {"girocard": GIROCARD, "visa": VISA, "mastercard": MASTERCARD, "signing": SIGNING}
