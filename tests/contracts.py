"""Where the published descriptions of outside systems lie, for tests that hold our calls against them."""

import os
from pathlib import Path

import pytest


def contract(*parts: str) -> Path:
    """A file of the descriptions; skips the test, saying so, where a clone lacks them."""
    beside = Path(__file__).parents[2] / "shared" / "contracts"
    folder = Path(os.environ.get("POS_CONTRACTS", beside))
    found = folder.joinpath(*parts)
    if not found.exists():
        pytest.skip(
            f"no published description at {Path(*parts)}: set POS_CONTRACTS to the folder that has it"
        )
    return found
