"""Two lines of twenty characters, a cursor, and how writing moves it.

Source: Epson DM-D110 specification (overwrite, vertical and horizontal scroll mode); the CD5220 has the same three.
"""

from enum import Enum

COLUMNS, ROWS = 20, 2


class Mode(Enum):
    """What happens at the end of a line."""

    OVERWRITE = 1
    VERTICAL = 2
    HORIZONTAL = 3


class Glass:
    """Columns and rows count from 0."""

    def __init__(self) -> None:
        self.switch_on()

    def switch_on(self) -> None:
        """As the power makes it."""
        self.mode = Mode.OVERWRITE
        self.brightness = 4
        self.cursor = True
        self.clear()

    def clear(self) -> None:
        """All blank, the cursor at the upper left."""
        self._cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self.home()

    def home(self) -> None:
        self.column = self.row = 0

    @property
    def lines(self) -> tuple[str, str]:
        """What it shows, both lines with all their blanks."""
        upper, lower = ("".join(row) for row in self._cells)
        return upper, lower

    def put_line(self, row: int, text: str) -> None:
        """A whole line, blanks behind it; the cursor stays."""
        self._cells[row] = list(text[:COLUMNS].ljust(COLUMNS))

    def clear_line(self) -> None:
        """The cursor's line, and the cursor to its left end."""
        self.put_line(self.row, "")
        self.column = 0

    def write(self, character: str) -> None:
        """One character at the cursor."""
        if self.column >= COLUMNS:  # horizontal scroll mode writes at the right end from now on
            self._cells[self.row] = [*self._cells[self.row][1:], " "]
            self.column = COLUMNS - 1
        self._cells[self.row][self.column] = character
        self.right()

    def right(self) -> None:
        if self.column < COLUMNS - 1:
            self.column += 1
        elif self.mode is Mode.HORIZONTAL:
            self.column = COLUMNS
        else:
            self.column = 0
            self.down()

    def left(self) -> None:
        if self.column:
            self.column -= 1
        else:
            self.column = COLUMNS - 1
            self.up()

    def down(self) -> None:
        """A line feed: from the lower line to the upper one, or both scroll up."""
        if self.row < ROWS - 1:
            self.row += 1
        elif self.mode is Mode.VERTICAL:
            self._cells = [*self._cells[1:], [" "] * COLUMNS]
        else:
            self.row = 0

    def up(self) -> None:
        self.row = self.row - 1 if self.row else ROWS - 1

    def go(self, column: int, row: int) -> bool:
        """To a place; False when there is none such."""
        if not (0 <= column < COLUMNS and 0 <= row < ROWS):
            return False
        self.column, self.row = column, row
        return True
