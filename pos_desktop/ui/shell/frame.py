"""The register's frame: as the kit's, and signing in takes the place of the rail and keeps the status bar."""

from PySide6.QtCore import QRect

from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.frame import AppFrame, Regions


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
        return Regions(QRect(), main, QRect(), regions.overlay, regions.status)
