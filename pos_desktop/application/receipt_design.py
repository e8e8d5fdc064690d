"""Changes to the shop's papers as people make them: who may, what is kept to go back to, what the journal says."""

from __future__ import annotations

import base64
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pos_desktop.application.documents import PNG_SIGNATURE
from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.receipt_papers import (
    LOGO_KEY,
    LOGO_SOURCE_KEY,
    MOST_LOGO_BYTES,
    read_picture,
    read_stored,
    template_key,
)
from pos_desktop.application.receipt_template import (
    Template,
    checked,
    from_json,
    from_plain,
    to_json,
    to_plain,
)
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission

if TYPE_CHECKING:
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.documents import Document
    from pos_desktop.application.ports import Work
    from pos_desktop.application.printers import Printers
    from pos_desktop.application.receipt_papers import StoredTemplate

MOST_EARLIER = 20
"""Templates that are kept to go back to."""


class ReceiptDesign:
    """Reads and changes the templates and the logo. Each change is one small commit.

    A setting holds `now`, null for the built-in template, and `earlier`, the latest last; what was stored there and
    could not be read is among the earlier ones as it was.
    """

    def __init__(self, desk: Desk, printers: Printers) -> None:
        self._desk = desk
        self._printers = printers

    # -- reading -------------------------------------------------------------------------------

    def stored(self, paper: str) -> StoredTemplate:
        """The template of a paper, with the trouble there is with it."""
        with self._desk.store.read() as work:
            return self._desk.papers.template(work, paper)

    def logo(self) -> bytes | None:
        """The shop's logo, a PNG."""
        with self._desk.store.read() as work:
            return self._desk.papers.logo(work)

    def logo_source(self) -> bytes | None:
        """The picture that the logo was made from."""
        with self._desk.store.read() as work:
            return read_picture(work.settings.get(LOGO_SOURCE_KEY))

    def can_undo(self, paper: str) -> bool:
        """Whether there is something to go back to."""
        with self._desk.store.read() as work:
            return bool(_earlier(work.settings.get(template_key(paper))))

    def is_built_in(self, paper: str) -> bool:
        """Whether nothing was changed, or everything was put back."""
        with self._desk.store.read() as work:
            return _now(work.settings.get(template_key(paper))) is None

    # -- changing ------------------------------------------------------------------------------

    def change(self, template: Template) -> None:
        """Stores a changed template; TemplateError for one that cannot be printed by."""
        plain = to_plain(checked(template))
        from_plain(plain)
        self._write(template.paper, "changed", lambda stored: (plain, [*_earlier(stored), _now(stored)]))

    def load(self, paper: str, text: str) -> None:
        """Stores a template from a file; TemplateError names the field that is wrong, and nothing changes."""
        template = from_json(text)
        if template.paper != paper:
            raise Refused(
                tr("This file is for another paper"),
                tr("It says {paper}.", paper=template.paper),
                tr("Choose that paper first."),
            )
        self.change(template)

    def as_file(self, paper: str) -> str:
        """The template as a file that can be loaded at another register."""
        return to_json(self.stored(paper).template)

    def reset(self, paper: str) -> None:
        """Back to the built-in template; what was there can be brought back."""
        self._write(paper, "reset", lambda stored: (None, [*_earlier(stored), _now(stored)]))

    def undo(self, paper: str) -> None:
        """Back to what was there before the latest change. Refused when nothing was changed."""
        if not self.can_undo(paper):
            raise Refused(tr("There is nothing to undo"), tr("Nothing was changed."))

        def back(stored: Any) -> tuple[Any, list[Any]]:
            *left, before = _earlier(stored)
            return before, left

        self._write(paper, "undone", back)

    def set_logo(self, png: bytes | None, source: bytes | None = None) -> None:
        """Another logo, ready for the printer, or none; `source` is the picture it was made from, for other sizes."""
        if png is not None and not png.startswith(PNG_SIGNATURE):
            raise Refused(tr("This picture cannot be used"), tr("It is not a PNG."))
        if png is not None and len(png) > MOST_LOGO_BYTES:
            raise Refused(
                tr("This logo is too large to print"),
                tr("Nothing was changed."),
                tr("Choose a smaller size or a simpler picture."),
            )
        self._may_change()
        with self._desk.store.write() as work:
            work.settings.put(LOGO_KEY, _text(png))
            work.settings.put(LOGO_SOURCE_KEY, _text(source))
            body = {"bytes": len(png or b""), "sha256": sha256(png).hexdigest() if png else ""}
            work.journal.add("receipt_logo_changed", body, person_id=self._desk.person_id_or_none)
        self._desk.papers.forget()

    def print_test(self, document: Document, paper: str = "") -> None:
        """Prints an example as it is shown, where this paper comes out; FixSetting when nothing can print."""
        self._may_change()
        with self._desk.store.write() as work:
            self._printers.need_printer(work)
            printers = self._printers
            device = printers.label_printer(work) if paper == "label" else printers.receipt_printer(work)
            assert device is not None  # one can print
            printers.print_on(work, device, "test", document)
        self._desk.events.tell(Event.PRINT)

    # -- within --------------------------------------------------------------------------------

    def _write(self, paper: str, what: str, change: Callable[[Any], tuple[Any, list[Any]]]) -> None:
        self._may_change()
        with self._desk.store.write() as work:
            stored = work.settings.get(template_key(paper))
            now, earlier = change(stored)
            if what == "changed" and now == _now(stored):
                return
            work.settings.put(template_key(paper), {"now": now, "earlier": earlier[-MOST_EARLIER:]})
            self._journal(work, paper, what, now)
        self._desk.papers.forget()

    def _journal(self, work: Work, paper: str, what: str, now: Any) -> None:
        body = {
            "paper": paper,
            "what": what,
            "template": now if read_stored(paper, now).trouble is None else None,
        }
        work.journal.add("receipt_template_changed", body, person_id=self._desk.person_id_or_none)

    def _may_change(self) -> None:
        person = self._desk.person
        if person is None or not person.role.allows(Permission.SETTINGS):
            raise Refused(tr("You may not change settings"), tr("Nothing was changed."), tr("Ask a manager."))


def _text(picture: bytes | None) -> str:
    return base64.b64encode(picture or b"").decode("ascii")


def _now(stored: Any) -> Any:
    """What is stored as the template, whatever it is."""
    return stored.get("now") if isinstance(stored, dict) and "earlier" in stored else stored


def _earlier(stored: Any) -> list[Any]:
    found = stored.get("earlier") if isinstance(stored, dict) else None
    return list(found) if isinstance(found, list) else []
