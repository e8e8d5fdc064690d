"""What a hand can do to the printer: paper, cover, switches, drawer."""

from pos_desktop.devices.fake.virtual_printer.state import Paper, Trouble


class Hands:
    """Each of these may be called at any time and from every thread."""

    def _become(self, **changes: object) -> None:
        """Take on a new state and tell whoever listens."""
        raise NotImplementedError

    def paper_ok(self) -> None:
        """Put in a full roll."""
        self._become(paper=Paper.OK)

    def paper_low(self) -> None:
        """The near-end sensor sees the core; printing goes on."""
        self._become(paper=Paper.LOW)

    def paper_out(self) -> None:
        """The roll is empty: offline until `paper_ok`."""
        self._become(paper=Paper.OUT)

    def cover_open(self) -> None:
        """Open the cover: offline."""
        self._become(cover_open=True)

    def cover_close(self) -> None:
        """Close the cover."""
        self._become(cover_open=False)

    def offline(self) -> None:
        """Hold the printer offline by hand."""
        self._become(held_offline=True)

    def online(self) -> None:
        """Let it print again; paper and cover have their own say."""
        self._become(held_offline=False)

    def mute(self) -> None:
        """Answer nothing from now on; printing goes on."""
        self._become(muted=True)

    def unmute(self) -> None:
        """Answer again."""
        self._become(muted=False)

    def fail(self, trouble: Trouble) -> None:
        """A fault of the mechanism: offline until `mend`."""
        self._become(trouble=trouble)

    def mend(self) -> None:
        """End the fault."""
        self._become(trouble=Trouble.NONE)

    def drawer_open(self) -> None:
        """Open the drawer with its key."""
        self._become(drawer_open=True)

    def drawer_close(self) -> None:
        """Push the drawer shut."""
        self._become(drawer_open=False)
