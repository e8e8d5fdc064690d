"""What the window needs of a practice shop beside the register; whoever wires the program hands in one that has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order of the shop, by what its list says. `ours`: it was sold at the register."""

    name: str
    total_minor: int
    currency: str
    ours: bool
    cancelled: bool
    refunded_minor: int


class ShownShop(Protocol):
    """Every method may be called from the UI thread."""

    sells: bool
    """Whether customers order there now and then."""

    @property
    def ready(self) -> bool:
        """Whether it is open and connected."""
        ...

    @property
    def there(self) -> bool:
        """Whether the network leads to it."""
        ...

    @property
    def address(self) -> str: ...
    def newest(self, count: int) -> Sequence[ShownOrder]: ...
    def orders_count(self) -> int: ...
    def sell(self) -> bool: ...
    def cut(self) -> None: ...
    def mend(self) -> None: ...
    def lose_next_answer(self) -> None: ...
