"""Products of this register as a manager takes them from a file, and what is kept of the last time."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_desktop.application.desk import Desk
from pos_desktop.application.errors import PersonError, Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ports import Clock, Store
from pos_desktop.application.product_files import ProductFile
from pos_desktop.application.product_import import (
    ImportReport,
    ImportSettings,
    ProductSource,
    Progress,
    import_products,
)
from pos_desktop.application.refused_lines import RefusedLines
from pos_desktop.application.wording import tr
from pos_desktop.domain.permissions import Permission

LAST_IMPORT = "product_file_import"


@dataclass(frozen=True, slots=True)
class FileImported:
    """When a file was taken over, and what that did: products, and lines that were refused."""

    at: datetime
    file: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    whole: bool = True
    """Whether it was read to its end."""

    def to_json(self) -> dict[str, Any]:
        """A plain form to be stored."""
        return asdict(self) | {"at": self.at.isoformat()}

    @staticmethod
    def from_json(values: dict[str, Any]) -> "FileImported":
        """Reads what was stored."""
        return FileImported(**(values | {"at": datetime.fromisoformat(values["at"])}))


@dataclass(frozen=True, slots=True)
class ProductsHere:
    """How many products there are, the last file taken over, and the shops that tell products of their own."""

    count: int = 0
    last: FileImported | None = None
    shops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """A file that was taken over, as far as it went, with every line that was refused."""

    file: ProductFile
    report: ImportReport
    refused: RefusedLines


class ProductDesk:
    """Takes a file over beside the sale: batches that let a cashier's own write go first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def here(self) -> ProductsHere:
        """What there is. Slow with very many products: off the UI thread."""
        with self._desk.store.read() as work:
            stored = work.settings.get(LAST_IMPORT)
            last = None if stored is None else FileImported.from_json(stored)
            shops = tuple(shop.name for shop in work.connections.all())
            return ProductsHere(work.catalogue.products_count(), last, shops)

    def begin(self) -> UUID:
        """Who takes a file over: asked for before `take`, which may outlast their turn. Refused for who may not."""
        person = self._desk.signed_in
        if not person.role.allows(Permission.SETTINGS):
            raise Refused(
                tr("You may not change settings"), tr("Nothing was imported."), tr("Ask a manager.")
            )
        return person.id

    def take(
        self, file: ProductFile, person_id: UUID, progress: Progress, cancelled: Callable[[], bool]
    ) -> Intake:
        """Reads and stores the file; slow. What was stored when it is cancelled, or ends early, stays.

        Raises Refused for a file that cannot be opened any more, and the database's errors where nothing was stored.
        """
        store, refused = self._desk.store, RefusedLines()
        with store.read() as work:
            currency = work.settings.store().currency
        settings = ImportSettings(hear_refused=refused.add)
        report = _stored(store, file.open(currency), settings, progress, cancelled)
        try:
            note_import(store, self._desk.clock, file.path.name, report, person_id)
        except PersonError as trouble:  # the products are in: that comes first
            report.stopped = report.stopped or str(trouble)
        self._desk.events.tell(Event.CATALOGUE)
        return Intake(file, report, refused)


def _stored(
    store: Store,
    source: ProductSource,
    settings: ImportSettings,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> ImportReport:
    report: ImportReport | None = None
    try:
        with store.file_import() as catalogue:
            report = import_products(source, catalogue, settings, progress, cancelled)
    except PersonError as trouble:
        source.close()
        if report is None:
            raise
        report.stopped = report.stopped or str(trouble)  # all of it is stored; tidying up failed
    return report


def note_import(
    store: Store, clock: Clock, file_name: str, report: ImportReport, person_id: UUID | None = None
) -> None:
    """Keeps what the last import did; the journal has those that changed something. One commit."""
    name = file_name.encode("utf-8", "replace").decode("utf-8")  # a name in another character set
    done = FileImported(
        clock.now(),
        name,
        report.created,
        report.updated,
        report.unchanged,
        report.refused_count,
        whole=not (report.cancelled or report.stopped),
    )
    with store.write() as work:
        work.settings.put(LAST_IMPORT, done.to_json())
        if report.created or report.updated:
            facts = {"file": name, "created": done.created, "updated": done.updated}
            work.journal.add("products_imported", facts, person_id=person_id)
