"""A register that is killed, as kill -9 does, at a named moment between itself and the shop whose gift card pays.

python -m tests.faults.gift_card_child <facts.pickle>
"""

import logging
import os
import pickle
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.desk_fixtures import EURO_RATES, GERMANY, Till
from tests.integration.gift_shop import CODE, Wiring, work_at


@dataclass
class Facts:
    """The register, the shop, and where it ends."""

    folder: Path
    keys: Any
    rows: dict[str, int]
    address: str
    moment: str


def main() -> None:
    logging.disable(logging.CRITICAL)
    facts: Facts = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301  written by the test itself

    def die(name: str) -> None:
        if name == facts.moment:
            os.kill(os.getpid(), signal.SIGKILL)

    wiring = Wiring(facts.address, die)
    till = Till(facts.folder, GERMANY, EURO_RATES, keys=facts.keys, rows=facts.rows, shops=wiring).opened()
    till.sign_in("Manager")
    cards, giving_up = till.services.shop_gift_cards, till.services.giving_up
    payment = cards.take(cards.find(CODE), 500)
    work_at(till)
    giving_up.undo(payment.id)
    work_at(till)
    raise SystemExit("it lives")


if __name__ == "__main__":
    main()
