"""A card terminal and its bank without hardware: ships with the program, for the demo and the tests."""

from pos_desktop.payments.fake.cards import AMEX, MASTERCARD, SIGNING, VISA, Card, declining
from pos_desktop.payments.fake.terminal import VirtualTerminal

__all__ = ["AMEX", "MASTERCARD", "SIGNING", "VISA", "Card", "VirtualTerminal", "declining"]
