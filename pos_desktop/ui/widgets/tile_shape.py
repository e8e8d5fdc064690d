"""How many product tiles fit a box and where each stands: pure arithmetic."""

from __future__ import annotations

from pos_desktop.domain.record import record

GAP = 12


@record
class TileShape:
    """A grid that fills its box: whole tiles, equal gaps, no rest."""

    width: int
    height: int
    columns: int
    rows: int

    @property
    def capacity(self) -> int:
        return self.columns * self.rows

    def cell(self, place: int) -> tuple[int, int, int, int]:
        """Left, top, width and height of the tile at `place`, counted along the rows."""
        row, column = divmod(place, self.columns)
        left, right = _edge(self.width, self.columns, column), _edge(self.width, self.columns, column + 1)
        top, bottom = _edge(self.height, self.rows, row), _edge(self.height, self.rows, row + 1)
        return left, top, right - GAP - left, bottom - GAP - top

    def place_at(self, x: int, y: int) -> int:
        """The place under a point, or -1 in a gap or outside."""
        for place in range(self.capacity):
            left, top, width, height = self.cell(place)
            if left <= x < left + width and top <= y < top + height:
                return place
        return -1


def _edge(length: int, parts: int, number: int) -> int:
    return (length + GAP) * number // parts


def shape_for(width: int, height: int, least_width: int, row_step: int = 196) -> TileShape:
    """The grid for a box, in logical pixels; `row_step` is the least height of a tile with its gap."""
    columns = max(1, (width + GAP) // (least_width + GAP))
    rows = max(1, (height + GAP) // row_step)
    return TileShape(width, height, columns, rows)
