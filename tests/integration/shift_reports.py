"""Reports of shifts, and what must hold in every one of them."""

from __future__ import annotations

from pos_desktop.application.shift_view import ShiftReport


def adds_up(report: ShiftReport) -> None:
    """Sales, rounding, tips and deposits are what was taken."""
    assert report.taken_minor == (
        report.gross_minor
        + report.rounding_minor
        + report.tips_minor
        + report.deposits_taken_minor
        - report.deposits_used_minor
    )
