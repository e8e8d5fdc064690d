"""The store's settings for scanners that type like a keyboard, as the reader's rules."""

from typing import cast

from pos_desktop.application.store_settings import StoreSettings
from pos_desktop.ui.shell.scan_reader import ScanRules, Suffix

_UNDECIDED_MORE_MS = 5.0
_RUNNING_TIMES = 4.0


def rules_of(settings: StoreSettings) -> ScanRules:
    """A slower scanner is waited for longer before a character counts as typed by a person."""
    pace = float(settings.scan_pace_ms)
    return ScanRules(
        average_ms=pace,
        undecided_ms=pace + _UNDECIDED_MORE_MS,
        running_ms=max(pace * _RUNNING_TIMES, ScanRules().running_ms),
        prefix=settings.scan_prefix,
        suffix=cast(Suffix, settings.scan_suffix),
        aim=settings.scan_aim,
    )
