"""The figures of a run: each with its floor and its target, as a table and as JSON."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure must keep to; every part that is given. A floor's part cannot be kept without a floor."""

    below: float | None = None
    below_times_floor: float | None = None
    at_least_times_floor: float | None = None

    def kept_by(self, value: float, floor: float | None) -> bool:
        """Whether a value, and its floor measured in the same run, keep the target."""
        if not math.isfinite(value):
            return False
        ratio = ratio_of(value, floor)
        return (
            (self.below is None or value < self.below)
            and (self.below_times_floor is None or (ratio is not None and ratio < self.below_times_floor))
            and (
                self.at_least_times_floor is None
                or (ratio is not None and ratio >= self.at_least_times_floor)
            )
        )

    def words(self, unit: str) -> str:
        """The target as it is printed: 'below 8 ms, below 3 x floor'."""
        parts = []
        if self.below is not None:
            parts.append(f"below {self.below:g} {unit}")
        if self.below_times_floor is not None:
            parts.append(f"below {self.below_times_floor:g} x floor")
        if self.at_least_times_floor is not None:
            parts.append(f"at least {self.at_least_times_floor:g} x floor")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `value` and `floor` in `unit`."""

    name: str
    value: float
    unit: str
    floor: float | None
    target: Target

    @property
    def ratio(self) -> float | None:
        """The value in floors."""
        return ratio_of(self.value, self.floor)

    @property
    def ok(self) -> bool:
        """Whether the target is kept."""
        return self.target.kept_by(self.value, self.floor)

    def to_json(self) -> dict[str, Any]:
        """The figure as programs read it; what could not be measured is null."""
        return {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "floor": _rounded(self.floor),
            "ratio": _rounded(self.ratio),
            "target": self.target.words(self.unit),
            "ok": self.ok,
        }


def ratio_of(value: float, floor: float | None) -> float | None:
    """The value in floors; None without a floor that can be divided by."""
    if floor is None or not math.isfinite(value) or not math.isfinite(floor) or floor <= 0:
        return None
    return value / floor


def table(figures: Sequence[Figure]) -> str:
    """The figures under one another, for people."""
    head = ("figure", "value", "", "floor", "ratio", "target", "")
    rows = [head, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = []
    for row in rows:
        cells = (
            text.rjust(width) if place in (1, 3, 4) else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def write_json(figures: Iterable[Figure], file: Path) -> None:
    """The figures as a JSON list; the folder is made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([figure.to_json() for figure in figures], indent=2) + "\n", encoding="utf-8")


def missed(figures: Iterable[Figure]) -> list[str]:
    """In words, the figures that miss their target."""
    return [f"{figure.name} is {_shown(figure.value)} {figure.unit}{_in_floors(figure)}, wanted: "
            f"{figure.target.words(figure.unit)}" for figure in figures if not figure.ok]  # fmt: skip


def _in_floors(figure: Figure) -> str:
    return "" if figure.ratio is None else f" ({figure.ratio:.2f} x floor)"


def _cells(figure: Figure) -> tuple[str, ...]:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    floor = "" if figure.floor is None else _shown(figure.floor)
    words = figure.target.words(figure.unit)
    return (
        figure.name,
        _shown(figure.value),
        figure.unit,
        floor,
        ratio,
        words,
        "ok" if figure.ok else "MISSED",
    )


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 4)
