"""A ZVT card terminal without hardware: ships with the program, for the demo and the tests.

Written from the specification of the interface (PA00P015, revision 13) alone; it shares no code with the driver.
"""

from pos_desktop.payments.zvt.fake.cards import GIROCARD, MASTERCARD, SIGNING, VISA, TestCard
from pos_desktop.payments.zvt.fake.faults import Fault, Step
from pos_desktop.payments.zvt.fake.terminal import VirtualZvtTerminal

__all__ = ["GIROCARD", "MASTERCARD", "SIGNING", "VISA", "Fault", "Step", "TestCard", "VirtualZvtTerminal"]
