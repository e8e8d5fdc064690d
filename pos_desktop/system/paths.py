"""Where the shipped files lie: fonts, themes, pictures and catalogues of every kind of installation."""

import sys
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def _candidates() -> tuple[Path, ...]:
    """Folders that may hold the resources, the frozen build first, the checkout last."""
    bundle = getattr(sys, "_MEIPASS", None)
    frozen = (Path(bundle) / "resources", Path(bundle) / "pos_desktop/_shipped/resources") if bundle else ()
    return (*frozen, _PACKAGE / "_shipped/resources", _PACKAGE.parent / "resources")


@cache
def resource_root() -> Path:
    """The folder of shipped resources.

    Raises FileNotFoundError when the installation lost it: nothing can be shown without its fonts and colours.
    """
    for folder in _candidates():
        if (folder / "themes").is_dir():
            return folder
    raise FileNotFoundError(
        f"the shipped resources are missing, looked in {', '.join(map(str, _candidates()))}"
    )
