"""The register's frame: as the kit's, and signing in takes the place of the rail and keeps the status bar."""

from PySide6.QtCore import QRect

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.frame import AppFrame, Regions

PIN_SIDE = 462
"""Width of the side with the PIN pad where there is room; panels cover it while somebody signs in."""


class RegisterFrame(AppFrame):
    """Pages named in `without_rail` stand on the whole width above the status bar."""

    without_rail: frozenset[str] = frozenset({"login"})

    def regions(self) -> Regions:
        """Where the parts stand now, left-to-right."""
        regions = super().regions()
        if self.page() not in self.without_rail:
            return regions
        body = self.height() - theme().px("status-bar")
        main = QRect(0, 0, self.width(), body)
        overlay = regions.overlay
        if not self.is_portrait() and self.at() != "compact":
            overlay = QRect(self.width() - PIN_SIDE, 0, PIN_SIDE, body)
        return Regions(QRect(), main, QRect(), overlay, regions.status)
