"""What every test of the screens needs: no display, the shipped fonts and the light theme."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest  # noqa: E402 - the platform is chosen before Qt is loaded

from pos_desktop.ui.theme.stylesheet import apply  # noqa: E402
from pos_desktop.ui.theme.tokens import themes, use  # noqa: E402


@pytest.fixture
def dressed(qapp):
    """The application in the light theme, without motion; light again after the test."""
    apply(qapp, "light")
    themes().reduce_motion = True
    yield qapp
    use("light")
    themes().reduce_motion = False
