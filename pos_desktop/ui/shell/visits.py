"""Where people were before: what Escape goes back to."""

from typing import Any

Visit = tuple[str, dict[str, Any]]


class Visits:
    """The way from home to the screen in sight. Coming to a place again cuts the loop off."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._way: list[Visit] = []

    @property
    def present(self) -> str:
        """The screen people are at, "" before the first."""
        return self._way[-1][0] if self._way else ""

    def came_to(self, screen: str, facts: dict[str, Any]) -> None:
        """Another screen is shown."""
        names = [name for name, _ in self._way]
        if screen == self._home:
            self._way = []
        elif screen in names:
            del self._way[names.index(screen) :]
        self._way.append((screen, facts))

    def before(self) -> Visit | None:
        """Where Escape leads: the screen before, home from anywhere else, nowhere from home."""
        if len(self._way) > 1:
            return self._way[-2]
        return (self._home, {}) if self.present not in ("", self._home) else None

    def went_back(self) -> None:
        """The screen before is shown."""
        if len(self._way) > 1:
            self._way.pop()
        else:
            self._way = [(self._home, {})]

    def forget(self) -> None:
        """Somebody else is at the register."""
        self._way = []
