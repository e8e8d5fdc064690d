"""The counter's devices as the register uses them: who listens to scanners, who weighs, what the displays show.

Kept apart from the devices themselves, which come and go while a person weighs or a screen listens.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from uuid import UUID

from pos_desktop.application.counter import LineText, ScannedCode, Stop
from pos_desktop.application.device_states import DeviceState
from pos_desktop.application.weighing import ScaleReading, ScaleState, WeighingOrder

log = logging.getLogger(__name__)

Scanned = Callable[[ScannedCode], None]
Read = Callable[[ScaleReading], None]


class Weighing:
    """One wish to weigh: on a scale of its own choice, or (None) on the register's."""

    def __init__(self, scale: UUID | None, order: WeighingOrder, listener: Read) -> None:
        self.scale, self.order = scale, order
        self._listener = listener
        self._lock = threading.Lock()
        self._told = False
        self._ended = False

    def tell(self, reading: ScaleReading, *, first: bool = False) -> None:
        """`first` is let go when the scale itself has said something meanwhile."""
        with self._lock:
            if self._ended or (first and self._told):
                return
            self._told = True
            try:
                self._listener(reading)
            except Exception:
                log.exception("a listener to the scale failed")

    def end(self) -> None:
        """Nothing is told from now on. A reading that is being told at this moment may still arrive."""
        self._ended = True


class RegisterCounter:
    """Implements application.counter.Counter. The crew tells it which scales there are and what devices say."""

    def __init__(
        self,
        order: Callable[[UUID, WeighingOrder | None], None],
        zero: Callable[[UUID], None],
        show: Callable[[LineText], None],
    ) -> None:
        """What is wanted of the devices: an order for a scale, its zero, a text for all displays."""
        self._order, self._zero, self._show = order, zero, show
        self._lock = threading.Lock()
        self._scanned: list[Scanned] = []
        self._weighings: list[Weighing] = []
        self._scales: list[UUID] = []
        self._away: dict[UUID, ScaleReading] = {}
        self.text: LineText | None = None

    # -- what the screens ask ------------------------------------------------------------------

    def on_scan(self, listener: Scanned) -> Stop:
        """Codes of every scanner on a wire; `device` of a code is the id of its scanner."""
        with self._lock:
            self._scanned = [*self._scanned, listener]

        def stop() -> None:
            with self._lock:
                self._scanned = [each for each in self._scanned if each is not listener]

        return stop

    @property
    def has_scale(self) -> bool:
        """Whether a scale is set up, be it reached or not."""
        return bool(self._scales)

    def weigh(self, order: WeighingOrder, listener: Read) -> Stop:
        """The latest wish that is not stopped yet decides what the scale is asked for."""
        return self.weigh_on(None, order, listener)

    def weigh_on(self, scale: UUID | None, order: WeighingOrder, listener: Read) -> Stop:
        """The same on a certain scale."""
        weighing = Weighing(scale, order, listener)
        with self._lock:
            self._weighings.append(weighing)
            where = self._scale_of(weighing)
            missing = self._missing(where)
        self._pass_on(where)
        if missing is not None:
            # Listeners are never called on the thread that asks: it may hold what they need.
            threading.Thread(
                target=weighing.tell, args=(missing,), kwargs={"first": True}, name="no scale", daemon=True
            ).start()

        def stop() -> None:
            weighing.end()
            with self._lock:
                self._weighings = [each for each in self._weighings if each is not weighing]
                where = self._scale_of(weighing)
            self._pass_on(where)

        return stop

    def zero(self) -> None:
        """Asks the register's scale."""
        with self._lock:
            scale = self._scales[0] if self._scales else None
        if scale is not None:
            self._zero(scale)

    def show(self, text: LineText) -> None:
        """The latest text is shown again by displays that come back or are added."""
        self.text = text
        self._show(text)

    # -- what the crew tells -------------------------------------------------------------------

    def order_for(self, scale: UUID) -> WeighingOrder | None:
        """What a scale is to weigh for at present."""
        with self._lock:
            wishes = [each.order for each in self._weighings if self._scale_of(each) == scale]
        return wishes[-1] if wishes else None

    def use_scales(self, scales: list[UUID]) -> None:
        """The active scales, the register's first; whoever weighs goes on with them."""
        with self._lock:
            before, self._scales = self._scales, list(scales)
            moved = [w for w in self._weighings if w.scale is None] if before[:1] != scales[:1] else []
            missing = self._missing(scales[0] if scales else None)
        for scale in scales:
            self._pass_on(scale)
        if missing is not None:
            for weighing in moved:
                weighing.tell(missing)

    def scanned(self, scanner: UUID, text: str) -> None:
        """A scanner read a whole code."""
        code = ScannedCode(text, str(scanner))
        for listener in self._scanned:
            try:
                listener(code)
            except Exception:
                log.exception("a listener to the scanner failed")

    def read(self, scale: UUID, reading: ScaleReading) -> None:
        """A scale told a reading."""
        with self._lock:
            self._away.pop(scale, None)
            wishes = [each for each in self._weighings if self._scale_of(each) == scale]
        for weighing in wishes:
            weighing.tell(reading)

    def scale_state(self, scale: UUID, state: DeviceState, detail: str) -> None:
        """A scale that cannot be reached says nothing itself; those who weigh hear of it once."""
        states = {DeviceState.UNREACHABLE: ScaleState.UNREACHABLE, DeviceState.ERROR: ScaleState.ERROR}
        if state not in states:
            return
        reading = ScaleReading(states[state], detail=detail)
        with self._lock:
            if (known := self._away.get(scale)) is not None and known.state is reading.state:
                return
            self._away[scale] = reading
            wishes = [each for each in self._weighings if self._scale_of(each) == scale]
        for weighing in wishes:
            weighing.tell(reading)

    # -- within, with the lock held ------------------------------------------------------------

    def _scale_of(self, weighing: Weighing) -> UUID | None:
        return weighing.scale or (self._scales[0] if self._scales else None)

    def _missing(self, scale: UUID | None) -> ScaleReading | None:
        """What is to be said at once of a scale that is not there."""
        if scale is None or scale not in self._scales:
            return ScaleReading(ScaleState.UNREACHABLE, detail="no scale is set up")
        return self._away.get(scale)

    def _pass_on(self, scale: UUID | None) -> None:
        """Called without the lock."""
        if scale is not None:
            self._order(scale, self.order_for(scale))
