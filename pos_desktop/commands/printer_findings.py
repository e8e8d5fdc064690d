"""How the printers are, and what they were to print and did not."""

from datetime import timedelta
from typing import Any

from pos_desktop.application.errors import PersonError
from pos_desktop.application.ports import DeviceRow
from pos_desktop.application.printing import PrinterState
from pos_desktop.application.printing_words import printer_words, reason_words
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.bootstrap import OpenDatabase
from pos_desktop.commands.finding import Finding
from pos_desktop.storage.print_backlog import Backlog, backlog

WAITS_TOO_LONG = timedelta(minutes=5)


def devices(opened: OpenDatabase) -> Finding:
    """Asks each printer itself; for a register that is closed, which has them otherwise."""
    from pos_desktop.devices.registry import create_printer

    facts: dict[str, Any] = {}
    rows = _printers(opened)
    for row in rows:
        try:
            printer = create_printer(row.driver, row.settings)
            try:
                printer.open()
                status = printer.status()
            finally:
                printer.close()
            facts[row.name] = {"state": status.state.value, "words": printer_words(status.state).title}
        except PersonError as error:
            facts[row.name] = {"state": PrinterState.ERROR.value, "words": str(error)}
    ready = all(PrinterState(fact["state"]).can_print for fact in facts.values())
    if not rows:
        return Finding("devices", False, tr("No printer is set up"), facts)
    words = "; ".join(f"{name}: {fact['words']}" for name, fact in facts.items())
    return Finding("devices", ready, words, facts)


def printing(opened: OpenDatabase) -> Finding:
    """Looks at the papers in the data, which tells of a printer beside a running register as well."""
    before = opened.clock.now() - WAITS_TOO_LONG
    with opened.database.read() as connection:
        found = {row.name: backlog(connection, row.id, before) for row in _printers(opened)}
    facts = {
        name: {
            "waiting": one.waiting,
            "waiting_since": one.waiting_since.isoformat() if one.waiting_since else None,
            "failed": one.failed,
            "last_failed": one.last_failed.value if one.last_failed else None,
        }
        for name, one in found.items()
    }
    left = {name: one for name, one in found.items() if not one.is_empty}
    if not left:
        return Finding("printing", True, tr("What was to be printed came out."), facts)
    told = [f"{name}: {_words(one)}" for name, one in left.items()]
    return Finding("printing", False, " ".join((*told, tr("See to it under Settings › Devices."))), facts)


def _printers(opened: OpenDatabase) -> list[DeviceRow]:
    with opened.store.read() as work:
        return [row for row in work.devices.all() if row.active and row.family == "printer"]


def _words(one: Backlog) -> str:
    parts = []
    if one.waiting_since is not None:
        since = f"{one.waiting_since.astimezone():%Y-%m-%d %H:%M}"
        words = tr_n(
            "{count} paper waits since {since}.",
            "{count} papers wait since {since}.",
            one.waiting,
            since=since,
        )
        parts.append(words)
    if one.failed:
        parts.append(tr_n("{count} paper did not come out.", "{count} papers did not come out.", one.failed))
    if one.last_failed is not None:
        parts.append(tr("The last job failed: {reason}.", reason=reason_words(one.last_failed).title))
    return " ".join(parts)
