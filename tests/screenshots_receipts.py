"""Pictures of the receipt designer: its list, the options of a part, the logo, every paper, other languages."""

from __future__ import annotations

from pathlib import Path

from pos_desktop.domain.record import replace
from pos_desktop.ui.logo_picture import printable, read_source
from tests.photographer import Photographer, demo_shop, photographed

_LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 120">
<path d="M150 8 C205 20 205 92 150 112 C95 92 95 20 150 8 Z" fill="none" stroke="#000" stroke-width="8"/>
<path d="M150 30 V112 M150 70 L176 48 M150 86 L124 62" fill="none" stroke="#000" stroke-width="6"/></svg>"""


def pictures(folder: Path, only: str) -> list[str]:
    """All of them, each in light and dark."""
    taken: list[str] = []
    for language in ("en", "de", "ar"):
        with demo_shop(language) as made, photographed(*made, folder, only) as photographer:
            photographer.sign_in(2)
            _designer(photographer, "" if language == "en" else f"-{language}")
        taken += photographer.taken
    return taken


def _designer(p: Photographer, ending: str) -> None:
    p.window.go("settings", section="receipts")
    _put_logo(p)
    p.hand.settle(0.5)
    page = p.sight.page
    page.refresh()
    page._redraw()
    _take(p, f"receipts{ending}")
    _options(p, page, "footer")
    _take(p, f"receipts-text{ending}")
    _options(p, page, "logo")
    _take(p, f"receipts-logo{ending}")
    if ending:
        return
    _options(p, page, "lines")
    page.live.width_switch._press(32)
    _take(p, "receipts-narrow-paper")
    page.show_list()
    page.take_template(replace(page.template, languages=("", "ar")))
    page.live.width_switch._press(48)
    page.take("paper")
    _take(p, "receipts-two-languages")
    page.show_list()
    for paper in ("gift", "refund", "z_report", "label"):
        page.papers.select(paper)
        page._on_paper(paper)
        _take(p, f"receipts-{paper}")


def _take(p: Photographer, name: str) -> None:
    p.hand.settle(0.4)
    p.take(name)


def _options(p: Photographer, page, kind: str) -> None:
    page.show_list()
    place = next(place for place, part in enumerate(page.template.parts) if part.kind == kind)
    page.take(str(place))


def _put_logo(p: Photographer) -> None:
    file = p.register.data.folders.data / "logo.svg"
    file.write_text(_LOGO, encoding="utf-8")
    source = read_source(file)
    p.services.receipt_design.set_logo(printable(source, "large", "sharp"), source)
