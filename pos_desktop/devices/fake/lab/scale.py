"""A checkout scale: its platter, its line, and a hand that puts things on it."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from pos_desktop.devices.fake.lab.device import VirtualDevice
from pos_desktop.devices.fake.lab.dialog_06 import Dialog06
from pos_desktop.devices.fake.lab.hid_reports import HidWeights
from pos_desktop.devices.fake.lab.lines import Line
from pos_desktop.devices.fake.lab.mettler_8217 import Mettler8217
from pos_desktop.devices.fake.lab.platter import Platter, Unit
from pos_desktop.devices.fake.lab.scale_protocol import Answer, Speech
from pos_desktop.devices.fake.lab.toledo_continuous import ToledoContinuous

PROTOCOLS: dict[str, Callable[[], Speech]] = {
    "mettler_8217": Mettler8217,
    "dialog_06": Dialog06,
    "toledo_continuous": ToledoContinuous,
    "hid_scale": HidWeights,
}
_KEPT = 500
_POUND_DIVISION = 10
_POUND_CAPACITY = 30_000


@dataclass(frozen=True, slots=True)
class ShownScale:
    """A moment for a window."""

    platter: Platter
    told_milli: int | None
    """The last weight that the register was told."""


class VirtualScale(VirtualDevice):
    """`protocol` is a key of PROTOCOLS or a way of speaking made otherwise. Capacity and division are thousandths of kg.

    `settle_seconds` is how long it moves after something was put on or taken off.
    """

    family = "scale"

    def __init__(
        self,
        protocol: str | Speech,
        line: Line,
        *,
        capacity_milli: int = 15_000,
        division_milli: int = 5,
        settle_seconds: float = 0.0,
    ) -> None:
        super().__init__(line)
        self._speech = PROTOCOLS[protocol]() if isinstance(protocol, str) else protocol
        self.driver = self._speech.key
        self.settle_seconds = settle_seconds
        self._kg = (capacity_milli, division_milli)
        self._platter = Platter(capacity_milli=capacity_milli, division_milli=division_milli)
        self._told: int | None = None
        self.weights: deque[int] = deque(maxlen=_KEPT)
        """The latest weights that the register was told, thousandths, each once while it stayed."""
        self._settles_at: float | None = None
        self._speaks_at: float | None = None

    @property
    def platter(self) -> Platter:
        """This moment; it settles by itself."""
        with self._lock:
            if self._settles_at is not None and time.monotonic() >= self._settles_at:
                self._settles_at = None
                self._platter = replace(self._platter, moving=False)
            return self._platter

    @property
    def state(self) -> ShownScale:
        return ShownScale(self.platter, self._told)

    def exchange(self) -> dict[str, object]:
        return {"weights_milli": list(self.weights)}

    # What a hand does -------------------------------------------------------------------------------

    def put_on(self, grams: int) -> None:
        """Lay something on it, beside what lies there."""
        self._move(self.platter.load_grams + grams)

    def take_off(self, grams: int | None = None) -> None:
        """Take something away; everything without a weight."""
        self._move(0 if grams is None else self.platter.load_grams - grams)

    def lay(self, grams: int) -> None:
        """Have so much lie on it, whatever lay there."""
        self._move(grams)

    def lift_platter(self) -> None:
        """Take the platter itself off: less than nothing."""
        self._move(-500)

    def overload(self) -> None:
        """Lay on more than it can bear."""
        self._move(2 * self._kg[0] + 1_000)

    def shake(self) -> None:
        """Keep it in motion until it is told to `settle`."""
        self._speech.moved()
        self._become(moving=True)

    def settle(self) -> None:
        """Come to rest."""
        with self._lock:
            self._settles_at = None
        self._become(moving=False)

    def lose_zero(self) -> None:
        """Switch it on with something on it: no weight until it is zeroed."""
        self._speech.reset()
        self._become(zero_lost=True)

    def set_unit(self, unit: Unit, pound_division: int = _POUND_DIVISION) -> None:
        """Weigh in kilograms, or in pounds by that division in thousandths."""
        capacity, division = self._kg if unit == "kg" else (_POUND_CAPACITY, pound_division)
        self._become(unit=unit, capacity_milli=capacity, division_milli=division, tare_milli=0)

    # Its keys -------------------------------------------------------------------------------------------

    def zero(self) -> bool:
        """Take what lies on it as nothing, where that is little and at rest, without tare."""
        with self._lock:
            now = self.platter
            if now.moving or now.tare_milli or not now.near_zero:
                return False
            self._platter = replace(now, zero_grams=now.load_grams, zero_lost=False)
        self._changed()
        return True

    def take_tare(self, milli: int | None = None) -> bool:
        """Take what lies on it, or a known weight, as packing."""
        with self._lock:
            now = self.platter
            tare = now.gross_milli if milli is None else milli
            if not (0 <= tare <= now.capacity_milli) or now.moving or now.zero_lost:
                return False
            self._platter = replace(now, tare_milli=tare)
        self._changed()
        return True

    def clear_tare(self) -> bool:
        """Weigh everything that lies on it."""
        self._become(tare_milli=0)
        return True

    # Its line -------------------------------------------------------------------------------------------

    def joined(self) -> None:
        self._speaks_at = time.monotonic()
        super().joined()

    def heard(self, data: bytes) -> None:
        for answer in self._speech.heard(data, self, self._odd):
            self._tell(answer)

    def due(self) -> float | None:
        moments = [self._settles_at, self._speaks_at if self._speech.every and self.connected else None]
        return min((moment for moment in moments if moment is not None), default=None)

    def turn(self) -> None:
        now = time.monotonic()
        if self._settles_at is not None and now >= self._settles_at:
            _ = self.platter  # it settles
            self._changed()
        if self._speech.every and self._speaks_at is not None and now >= self._speaks_at:
            # A turn that came late is not made up for: a scale tells what is, not what was.
            self._speaks_at = now + self._speech.every
            answer = self._speech.unasked(self.platter)
            if answer is not None:
                self._tell(answer)

    def _tell(self, answer: Answer) -> None:
        self._say(answer.data, spoil=answer.spoil, other=answer.other)
        if answer.weight_milli is None:
            return
        news = answer.weight_milli != self._told
        self._told = answer.weight_milli
        self.exchanged += 1
        if news:
            if answer.weight_milli:
                self.weights.append(answer.weight_milli)
            self._changed()

    def _move(self, grams: int) -> None:
        with self._lock:
            self._speech.moved()
            moving = self.settle_seconds > 0
            self._settles_at = time.monotonic() + self.settle_seconds if moving else None
        self._become(load_grams=grams, moving=moving)
        self.line.wake()

    def _become(self, **changes: object) -> None:
        with self._lock:
            self._platter = replace(self.platter, **changes)  # type: ignore[arg-type]  # fields of the class
        self._changed()
